// The commands of the palette. What goes wrong is told in the server's words.

import * as vscode from "vscode";
import { ResponseError } from "vscode-languageclient/node";

import type { Notes } from "../notes.ts";
import type { Pages } from "../pages.ts";
import type { Row } from "../rows.ts";
import type { Server } from "../server.ts";
import { explainRule } from "./explain.ts";
import { newNote, newNoteFromPosting } from "./new.ts";
import { edit, goToSection, insertSection, showReadiness } from "./note.ts";

export function registerCommands(server: Server, notes: Notes, pages: Pages): vscode.Disposable {
  const commands: Record<string, (argument?: unknown) => Promise<void>> = {
    newNote: (argument) => newNote(server, place(argument)),
    newNoteFromPosting: (argument) => newNoteFromPosting(server, place(argument)),
    insertSection: () => insertSection(server),
    insertMissingSections: () => edit(server, "insertMissingSections"),
    sortSections: () => edit(server, "sortSections"),
    nextSection: () => goToSection(server, true),
    previousSection: () => goToSection(server, false),
    showReadiness: (argument) => showReadiness(server, notes, pages, isRow(argument) ? argument : undefined),
    explainRule: (argument) => explainRule(server, pages, typeof argument === "string" ? argument : undefined),
    restartServer: async () => {
      await server.restart();
      if (server.found !== undefined) {
        void vscode.window.setStatusBarMessage(`prep-ls ${server.found.version} is running`, 3_000);
      }
    },
    showLog: () => {
      server.log.show();
      return Promise.resolve();
    },
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`prep-notes.${name}`, async (argument?: unknown) => {
      try {
        await run(argument);
      } catch (error) {
        const message = error instanceof ResponseError || error instanceof Error ? error.message : String(error);
        server.log.error(`${name}: ${message}`);
        void vscode.window.showErrorMessage(message);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** What a command was called on: a file or folder of the Explorer, a note of the tree, or nothing. */
function place(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) {
    return argument;
  }
  const uri = isRow(argument) ? vscode.Uri.parse(argument.uri) : undefined;
  return uri?.scheme === "file" ? uri : undefined;
}

function isRow(argument: unknown): argument is Row {
  return typeof argument === "object" && argument !== null && "uri" in argument && "stage" in argument;
}
