// Makes one .vsix for each platform, with the server inside.
//
//   node scripts/package.mjs --target linux-x64 --binary ../../target/release/prep-ls
//   node scripts/package.mjs --all FOLDER      FOLDER/<Rust target>/prep-ls[.exe], as a release lays them out
//   node scripts/package.mjs --target none     without a server, for platforms that have none of these
//
// `--out FOLDER` says where to (default: the current folder).

import { createVSIX } from "@vscode/vsce";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";

/** VS Code's names for platforms, and Rust's. */
const TARGETS = {
  "linux-x64": "x86_64-unknown-linux-gnu",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "alpine-x64": "x86_64-unknown-linux-musl",
  "alpine-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
  "win32-arm64": "aarch64-pc-windows-msvc",
};

const root = path.join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: { target: { type: "string" }, binary: { type: "string" }, all: { type: "string" }, out: { type: "string", default: "." } },
});

function fail(message) {
  console.error(message);
  process.exit(2);
}

function jobs() {
  if (values.all !== undefined) {
    return Object.entries(TARGETS).map(([target, triple]) => ({
      target,
      binary: path.join(values.all, triple, target.startsWith("win32") ? "prep-ls.exe" : "prep-ls"),
    }));
  }
  if (values.target === "none") {
    return [{ target: undefined, binary: undefined }];
  }
  if (values.target === undefined || values.binary === undefined) {
    fail("Say what to package: --target PLATFORM --binary FILE, --all FOLDER, or --target none.");
  }
  if (!(values.target in TARGETS)) {
    fail(`There is no target ${values.target}: ${Object.keys(TARGETS).join(", ")} and none are known.`);
  }
  return [{ target: values.target, binary: values.binary }];
}

const todo = jobs();
for (const { binary } of todo) {
  if (binary !== undefined && !fs.existsSync(binary)) {
    fail(`${binary} is missing: build it first.`);
  }
}

// What belongs to the whole project, and to the package as well.
const borrowed = ["LICENSE-MIT", "LICENSE-APACHE", "grammars/prep.tmLanguage.json"];
for (const name of borrowed) {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.copyFileSync(path.join(root, "..", "..", name), path.join(root, name));
}
await build({ minify: true });
const folder = path.join(root, "server");
try {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  for (const { target, binary } of todo) {
    fs.rmSync(folder, { recursive: true, force: true });
    if (binary !== undefined) {
      fs.mkdirSync(folder);
      const copy = path.join(folder, target.startsWith("win32") ? "prep-ls.exe" : "prep-ls");
      fs.copyFileSync(binary, copy);
      fs.chmodSync(copy, 0o755);
    }
    const name = target === undefined ? `prep-ls-${version}.vsix` : `prep-ls-${target}-${version}.vsix`;
    const packagePath = path.resolve(values.out, name);
    await createVSIX({ cwd: root, packagePath, target, dependencies: false, skipLicense: true });
    console.log(packagePath);
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const name of borrowed) {
    fs.rmSync(path.join(root, name));
  }
  fs.rmdirSync(path.join(root, "grammars"));
}
