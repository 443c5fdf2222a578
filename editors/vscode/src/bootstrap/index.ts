// Finds the server and makes sure that it runs before it is trusted with anything.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as vscode from "vscode";

import type { Candidate } from "./find.ts";
import { candidates, fileName } from "./find.ts";
import type { Answer } from "./trouble.ts";
import { explain, fault } from "./trouble.ts";
import { parseVersion } from "./version.ts";

/** A server that was found and runs. */
export interface Found extends Candidate {
  version: string;
}

/** No server can be started; the message says why, and what to do. */
export class NotFound extends Error {}

/** How long a binary may take to say its version: the first start of one on Windows is looked at by the virus scanner. */
const PATIENCE = 15_000;

/**
 * Finds the server: the setting, the environment, the `PATH`, the bundled one.
 *
 * @throws NotFound if there is none, or the one that was named does not run.
 */
export async function findServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<Found> {
  const bundled = vscode.Uri.joinPath(context.extensionUri, "server", fileName(process.platform)).fsPath;
  const tried = candidates({
    setting: vscode.workspace.getConfiguration("prep-ls").get<string | null>("path") ?? "",
    env: process.env,
    bundled: isFile(bundled) ? bundled : undefined,
    trusted: vscode.workspace.isTrusted,
    platform: process.platform,
    home: os.homedir(),
    isFile,
  });
  let failed: { candidate: Candidate; fault: string } | undefined;
  for (const candidate of tried) {
    if (candidate.source === "bundled") {
      await makeExecutable(candidate.path);
    }
    const answer = await ask(candidate.path);
    const wrong = fault(answer);
    if (wrong === undefined) {
      const version = parseVersion(answer.output) ?? "";
      log.info(`using prep-ls ${version} at ${candidate.path} (${candidate.source})`);
      return { ...candidate, version };
    }
    log.warn(`passed over ${candidate.path} (${candidate.source}): ${wrong}`);
    failed = { candidate, fault: wrong };
  }
  throw new NotFound(explain(failed, vscode.workspace.isTrusted));
}

function isFile(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** An archive that was packed on Windows has lost what may be executed. */
async function makeExecutable(path: string): Promise<void> {
  if (process.platform === "win32") {
    return;
  }
  try {
    await fs.promises.access(path, fs.constants.X_OK);
  } catch {
    await fs.promises.chmod(path, 0o755).catch(() => undefined);
  }
}

function ask(path: string): Promise<Answer> {
  if (!isFile(path)) {
    return Promise.resolve({ error: "there is no such file", output: "" });
  }
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: PATIENCE, windowsHide: true }, (error, stdout, stderr) => {
      const output = stdout;
      if (error === null) {
        resolve({ output });
      } else if (error.killed === true) {
        resolve({ error: `it says no version within ${String(PATIENCE / 1000)} seconds`, output });
      } else if (error.code === "EACCES") {
        resolve({ error: "it may not be executed", output });
      } else {
        const said = stderr.trim().split("\n", 1)[0] ?? "";
        resolve({ error: said === "" ? `it does not run (${String(error.code ?? error.message)})` : `it does not run: ${said}`, output });
      }
    });
  });
}
