// Bundles the extension into dist/extension.js. `--watch` goes on doing so, `--minify` is for packages.

import { context } from "esbuild";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");

export async function build({ watch = false, minify = false } = {}) {
  const made = await context({
    absWorkingDir: root,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    sourcemap: !minify,
    minify,
    logLevel: "warning",
  });
  if (watch) {
    await made.watch();
    return;
  }
  await made.rebuild();
  await made.dispose();
}

if (process.argv[1] === import.meta.filename) {
  await build({ watch: process.argv.includes("--watch"), minify: process.argv.includes("--minify") });
}
