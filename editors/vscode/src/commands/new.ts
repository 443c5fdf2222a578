// “New Prep Note”: asks for the company, the role and a place, and writes the note there.

import * as vscode from "vscode";

import { suggestedName, wrongName } from "../files.ts";
import type { Server } from "../server.ts";

/** Writes a new note. `where` is a folder, or a file beside which it goes. */
export async function newNote(server: Server, where?: vscode.Uri): Promise<void> {
  const title = "New Prep Note";
  const company = await vscode.window.showInputBox({
    title: `${title} (1 of 3)`,
    prompt: "Who is the interview with?",
    placeHolder: "Company, school, hospital, …",
    ignoreFocusOut: true,
  });
  if (company === undefined) {
    return;
  }
  const role = await vscode.window.showInputBox({ title: `${title} (2 of 3)`, prompt: "What is the role?", placeHolder: "As the posting calls it", ignoreFocusOut: true });
  if (role === undefined) {
    return;
  }
  const written = await server.execute<{ text: string }>("newNote", { company: given(company), role: given(role) });

  const folder = await folderFor(where);
  if (folder === undefined) {
    // No folder is open: the note is in a buffer of its own until it is saved.
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: written.text });
    await reveal(await vscode.window.showTextDocument(document));
    return;
  }
  const suggested = suggestedName(company, role);
  const name = await vscode.window.showInputBox({
    title: `${title} (3 of 3)`,
    prompt: `Its file in ${vscode.workspace.asRelativePath(folder)}`,
    value: suggested,
    valueSelection: [0, suggested.length - ".prep.md".length],
    ignoreFocusOut: true,
    validateInput: async (name) => wrongName(name) ?? ((await exists(vscode.Uri.joinPath(folder, name.trim()))) ? "There is such a file already." : undefined),
  });
  if (name === undefined) {
    return;
  }
  const uri = vscode.Uri.joinPath(folder, name.trim());
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(written.text));
  await reveal(await vscode.window.showTextDocument(uri));
}

function given(text: string): string | undefined {
  return text.trim() === "" ? undefined : text.trim();
}

/** The folder that was chosen, or that of the note at hand, or that of the workspace. */
async function folderFor(where: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  if (where !== undefined) {
    const stat = await vscode.workspace.fs.stat(where);
    return (stat.type & vscode.FileType.Directory) !== 0 ? where : vscode.Uri.joinPath(where, "..");
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder: "Which folder does the note go into?" }))?.uri;
  }
  return folders[0]?.uri;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Puts the cursor behind the first label, where there is something to write. */
async function reveal(editor: vscode.TextEditor): Promise<void> {
  const { document } = editor;
  for (let line = 0; line < document.lineCount; line++) {
    const { text } = document.lineAt(line);
    if (/^(- )?\*\*.+:\*\*\s*$/.test(text)) {
      const at = new vscode.Position(line, text.length);
      editor.selection = new vscode.Selection(at, at);
      editor.revealRange(new vscode.Range(at, at));
      return;
    }
  }
  await Promise.resolve();
}
