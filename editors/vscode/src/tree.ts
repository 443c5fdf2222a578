// The tree “Prep Notes” in the Explorer.

import * as vscode from "vscode";

import type { Notes } from "./notes.ts";
import type { Row } from "./rows.ts";
import { description, label, spoken } from "./rows.ts";

export class Tree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly notes: Notes;
  readonly #disposable: vscode.Disposable;

  constructor(notes: Notes) {
    this.notes = notes;
    this.#disposable = vscode.Disposable.from(
      this.#changed,
      vscode.window.createTreeView("prepNotes", { treeDataProvider: this }),
      notes.onDidChange(() => {
        // Which of the texts for an empty tree is right.
        void vscode.commands.executeCommand("setContext", "prep-notes.loaded", notes.isLoaded);
        this.#changed.fire(undefined);
      }),
    );
  }

  getChildren(row?: Row): Row[] {
    return row === undefined ? this.notes.list() : [];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const uri = vscode.Uri.parse(row.uri);
    const item = new vscode.TreeItem(label(row));
    item.id = row.uri;
    item.description = description(row, vscode.env.language);
    item.tooltip = tooltip(row);
    item.iconPath = icon(row);
    item.contextValue = "note";
    item.accessibilityInformation = { label: spoken(row, vscode.env.language) };
    item.command = { command: "vscode.open", title: "Open", arguments: [uri] };
    return item;
  }

  dispose(): void {
    this.#disposable.dispose();
  }
}

/** All that is known of a note, for a hover. */
export function tooltip(row: Row): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const title = [row.company, row.role].filter((part) => part !== null).join(" – ");
  if (title !== "") {
    text.appendMarkdown("**").appendText(title).appendMarkdown("**\n\n");
  }
  text.appendText(row.line);
  if (row.interview !== null) {
    text.appendMarkdown("\n\n").appendText(`Interview: ${row.interview}`);
  }
  text.appendMarkdown("\n\n").appendText(row.path);
  return text;
}

function icon(row: Row): vscode.ThemeIcon {
  if (row.stage === "Ready") {
    return new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("testing.iconPassed"));
  }
  if (row.warnings > 0) {
    return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  }
  return new vscode.ThemeIcon(row.stage === "Not started" ? "circle-large-outline" : "edit");
}
