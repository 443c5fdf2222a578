// The extension: what there is, and how it hangs together.

import * as vscode from "vscode";

import { registerCommands } from "./commands/index.ts";
import { Notes } from "./notes.ts";
import { Pages } from "./pages.ts";
import { Server } from "./server.ts";
import { StatusBar } from "./status.ts";
import { Tree } from "./tree.ts";

/** What other extensions, and the tests, may know. */
export interface Api {
  /** The binary that runs, on whose word it was chosen, its version and process; none while none runs. */
  server(): { path: string; source: string; version: string; pid: number | undefined } | undefined;
}

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const log = vscode.window.createOutputChannel("Prep Notes", { log: true });
  const own = new Server(context, log);
  server = own;
  const notes = new Notes(own);
  const pages = new Pages();
  context.subscriptions.push(
    log,
    own,
    notes,
    pages,
    new Tree(notes),
    new StatusBar(notes),
    registerCommands(own, notes, pages),
    vscode.workspace.onDidGrantWorkspaceTrust(() => own.restart()),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("prep-ls.path")) {
        await own.restart();
      } else if (event.affectsConfiguration("prep-ls")) {
        await own.settingsChanged();
      }
    }),
  );
  await own.restart();
  return {
    server: () => {
      const found = own.found;
      return found === undefined ? undefined : { path: found.path, source: found.source, version: found.version, pid: own.pid };
    },
  };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
