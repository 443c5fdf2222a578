// Commands about the note at hand.

import * as vscode from "vscode";

import type { Notes } from "../notes.ts";
import type { Pages } from "../pages.ts";
import type { Missing, Row } from "../rows.ts";
import { label } from "../rows.ts";
import type { Heading } from "../sections.ts";
import { neighbour, sectionLines } from "../sections.ts";
import type { Server } from "../server.ts";
import { documentAtHand } from "../server.ts";

/** The Markdown document at hand. Says what to do where there is none. */
export function atHand(): vscode.TextEditor | undefined {
  const document = documentAtHand();
  const editor = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  if (editor !== undefined) {
    return editor;
  }
  void vscode.window.showInformationMessage("Open a prep note first: “Prep Notes: New Prep Note” writes one.");
  return undefined;
}

export async function insertSection(server: Server): Promise<void> {
  const editor = atHand();
  if (editor === undefined) {
    return;
  }
  const uri = server.uri(editor.document.uri);
  const [row] = await server.execute<Row[]>("notes", uri);
  if (row === undefined) {
    void vscode.window.showInformationMessage(
      `${vscode.workspace.asRelativePath(editor.document.uri)} is no prep note: name it “*.prep.md”, or write “prep: true” into its front matter.`,
    );
    return;
  }
  const items = choices(row.missing);
  if (items.length === 0) {
    void vscode.window.showInformationMessage("The note has every section that there is.");
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, { title: "Insert Section", placeHolder: "Which section? It goes where it belongs.", matchOnDetail: true });
  if (chosen?.id !== undefined) {
    await server.execute("insertSection", uri, chosen.id);
  }
}

/** What is missing first, in order; then what may be added. */
function choices(missing: readonly Missing[]): (vscode.QuickPickItem & { id?: string })[] {
  const group = (name: string, own: readonly Missing[]): (vscode.QuickPickItem & { id?: string })[] =>
    own.length === 0
      ? []
      : [{ label: name, kind: vscode.QuickPickItemKind.Separator }, ...own.map(({ id, title, purpose }) => ({ id, label: title, detail: purpose }))];
  return [
    ...group("missing", missing.filter(({ required }) => required)),
    ...group("optional", missing.filter(({ required }) => !required)),
  ];
}

/** Has the server do something with the note at hand. */
export async function edit(server: Server, command: "insertMissingSections" | "sortSections"): Promise<void> {
  const editor = atHand();
  if (editor !== undefined) {
    await server.execute(command, server.uri(editor.document.uri));
  }
}

/** Goes to the beginning of the next section, or of the one before. */
export async function goToSection(server: Server, forward: boolean): Promise<void> {
  const editor = atHand();
  if (editor === undefined) {
    return;
  }
  const from = editor.selection.active.line;
  const lines = await sectionsOf(server, editor.document);
  const line = neighbour(lines, from, forward);
  if (line === undefined) {
    void vscode.window.setStatusBarMessage(forward ? "No section below" : "No section above", 2_000);
    return;
  }
  const at = new vscode.Position(line, 0);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function sectionsOf(server: Server, document: vscode.TextDocument): Promise<number[]> {
  const convert = (symbols: Awaited<ReturnType<Server["outline"]>>): Heading[] =>
    symbols.map((symbol) => ({ name: symbol.name, line: symbol.selectionRange.start.line, kind: symbol.kind, children: convert(symbol.children ?? []) }));
  const lines = sectionLines(convert(await server.outline(document)));
  if (lines.length > 0) {
    return lines;
  }
  // No note, or the outline is left to another server: any heading of the second level will do.
  const all = Array.from({ length: document.lineCount }, (_, line) => line);
  return all.filter((line) => /^ {0,3}##(\s|$)/.test(document.lineAt(line).text));
}

/** Shows how far a note is: the one that was chosen in the tree, else the one at hand. */
export async function showReadiness(server: Server, notes: Notes, pages: Pages, row?: Row): Promise<void> {
  const uri = row === undefined ? atHand()?.document.uri : vscode.Uri.parse(row.uri);
  if (uri === undefined) {
    return;
  }
  // The server tells of what is open.
  await vscode.workspace.openTextDocument(uri);
  const page = await server.executeQuietly<{ markdown: string }>("showReadiness", server.uri(uri));
  const known = row ?? notes.get(uri);
  await pages.show(`Readiness of ${known === undefined ? vscode.workspace.asRelativePath(uri) : label(known)}`.replaceAll("/", " "), page.markdown);
}
