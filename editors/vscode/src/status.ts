// The status bar: how far the note at hand is, or that there is no server to say so.

import * as vscode from "vscode";

import type { Notes } from "./notes.ts";
import { status } from "./rows.ts";
import { documentAtHand } from "./server.ts";
import { tooltip } from "./tree.ts";

export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("prep-ls.readiness", vscode.StatusBarAlignment.Right, 110);
  readonly notes: Notes;
  readonly #disposable: vscode.Disposable;

  constructor(notes: Notes) {
    this.notes = notes;
    this.#item.name = "Readiness of the Prep Note";
    const update = (): void => {
      this.#update();
    };
    this.#disposable = vscode.Disposable.from(
      this.#item,
      notes.onDidChange(update),
      notes.server.onDidChangeState(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.window.tabGroups.onDidChangeTabs(update),
    );
    update();
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  #update(): void {
    const document = documentAtHand();
    if (document === undefined) {
      this.#item.hide();
      return;
    }
    const row = this.notes.get(document.uri);
    if (this.notes.server.state === "stopped") {
      this.#item.text = "$(error) prep-ls is stopped";
      this.#item.tooltip = "Show the log, which says why. “Prep Notes: Restart Server” starts it.";
      this.#item.command = "prep-notes.showLog";
      this.#item.backgroundColor = new vscode.ThemeColor("statusBarItem.errorBackground");
    } else if (row !== undefined) {
      this.#item.text = `$(checklist) ${status(row)}`;
      this.#item.tooltip = tooltip(row);
      this.#item.command = "prep-notes.showReadiness";
      this.#item.backgroundColor = undefined;
    } else {
      this.#item.hide();
      return;
    }
    this.#item.accessibilityInformation = { label: row?.line ?? "prep-ls is stopped" };
    this.#item.show();
  }
}
