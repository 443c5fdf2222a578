// “Explain Rule”: the page of a rule, by its name or by what is reported at the cursor.

import * as vscode from "vscode";

import type { Pages } from "../pages.ts";
import type { Server } from "../server.ts";
import { rules } from "../settings.ts";

export async function explainRule(server: Server, pages: Pages, named?: string): Promise<void> {
  const rule = named ?? (await pick());
  if (rule === undefined) {
    return;
  }
  const page = await server.executeQuietly<{ markdown: string }>("explainRule", rule);
  await pages.show(rule, page.markdown);
}

async function pick(): Promise<string | undefined> {
  const here = reportedHere();
  const properties = vscode.workspace.getConfiguration("prep-ls").get<object>("rules") ?? {};
  const keys = Object.keys(properties).map((rule) => `prep-ls.rules.${rule}`);
  const items: vscode.QuickPickItem[] = [];
  if (here.length > 0) {
    items.push({ label: "reported here", kind: vscode.QuickPickItemKind.Separator }, ...here.map((label) => ({ label })));
  }
  items.push(
    { label: "all rules", kind: vscode.QuickPickItemKind.Separator },
    ...rules(keys).filter((rule) => !here.includes(rule)).map((label) => ({ label })),
  );
  return (await vscode.window.showQuickPick(items, { title: "Explain Rule", placeHolder: "Which rule?" }))?.label;
}

/** The rules that report something on the line of the cursor. */
function reportedHere(): string[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return [];
  }
  const { line } = editor.selection.active;
  const names = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "prep-ls" && range.start.line <= line && line <= range.end.line)
    .map(({ code }) => (typeof code === "object" ? code.value : code));
  return [...new Set(names.filter((name) => name !== undefined).map(String))];
}
