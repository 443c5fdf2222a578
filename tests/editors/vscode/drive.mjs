// The tests in the real VS Code: what a person sees and does, and what other extensions get. `run` starts this.
//
//   PREP_WORK    an empty folder to work in        PREP_VSIX   the extension and the host extension, colon between
//   PREP_IMAGES  where pictures of a good run go (docs/images); without it they stay in the work folder

import fs from "node:fs";
import path from "node:path";

import { start, until } from "./code.mjs";
import { hand } from "./hand.mjs";
import * as api from "./api.mjs";
import { tap } from "./tap.mjs";
import * as trouble from "./trouble.mjs";
import * as screen from "./screen.mjs";
import * as trust from "./trust.mjs";

const { PREP_WORK: work, PREP_VSIX: vsix, PREP_BIN: bin, PREP_IMAGES: images } = process.env;
const only = process.argv[2];
const shots = path.join(work, "shots");
fs.mkdirSync(shots, { recursive: true });
const totals = { passed: 0, failed: 0 };

/** One start of VS Code on a fresh copy of the notes. */
async function session(name, { env = {}, args = [], settings = {}, prepare = () => undefined }, tests) {
  if (only !== undefined && only !== name) {
    return;
  }
  console.log(`# ${name}`);
  const own = path.join(work, name);
  const folder = path.join(own, "notes");
  fs.cpSync(path.join(import.meta.dirname, "notes"), folder, { recursive: true });
  prepare(folder);
  const code = await start({ work: own, folder, extensions: vsix.split(":"), env, args, settings });
  const { counts, step } = tap({ page: code.page, shots, name });
  try {
    await tests({ ...code, folder, step, see: hand(code.page), until, shots, images, bin });
  } finally {
    await code.stop();
    totals.passed += counts.passed;
    totals.failed += counts.failed;
  }
}

const trusted = { args: ["--disable-workspace-trust"], settings: { "security.workspace.trust.enabled": false } };

await session("screen", trusted, async (world) => {
  await screen.tests(world);
  await api.tests(world);
});
await session("trouble", trusted, trouble.tests);
await session(
  "trust",
  {
    settings: { "security.workspace.trust.startupPrompt": "never" },
    env: { PREP_LS_SERVER: "/nowhere/prep-ls" },
    prepare: (folder) => {
      fs.mkdirSync(path.join(folder, ".vscode"));
      fs.writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify({ "prep-ls.path": "/nowhere/else/prep-ls" }));
    },
  },
  trust.tests,
);

console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
