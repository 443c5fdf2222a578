// “New Prep Note”: asks for the company, the role and a place, and writes the note there. “Begin a Note from a Posting” asks for
// these only where the posting does not say them.

import * as vscode from "vscode";

import { suggestedName, wrongName } from "../files.ts";
import type { Server } from "../server.ts";

/** What the server makes of what is known. */
interface Written {
  text: string;
  company: string | null;
  role: string | null;
  gaps: string[];
}

/** A saved posting. */
interface Posting {
  posting: string;
  /** Its file, whose ending tells what it is. */
  postingName?: string;
}

/** Writes a new note. `where` is a folder, or a file beside which it goes. */
export async function newNote(server: Server, where?: vscode.Uri): Promise<void> {
  const title = "New Prep Note";
  const company = await askCompany(`${title} (1 of 3)`);
  if (company === undefined) {
    return;
  }
  const role = await askRole(`${title} (2 of 3)`);
  if (role === undefined) {
    return;
  }
  const written = await server.execute<Written>("newNote", { company: given(company), role: given(role) });
  await place(written, suggestedName(company, role), `${title} (3 of 3)`, where);
}

/** Writes a new note with what a posting says. `where` is the posting, or none to choose one. */
export async function newNoteFromPosting(server: Server, where?: vscode.Uri): Promise<void> {
  const title = "Begin a Note from a Posting";
  const posting = await postingAt(where, title);
  if (posting === undefined) {
    return;
  }
  const read = await server.execute<Written>("newNote", posting);
  const company = read.company ?? (await askCompany(`${title}: Company`));
  if (company === undefined) {
    return;
  }
  const role = read.role ?? (await askRole(`${title}: Role`));
  if (role === undefined) {
    return;
  }
  const asked = read.company === null || read.role === null;
  const written = asked ? await server.execute<Written>("newNote", { ...posting, company: given(company), role: given(role) }) : read;
  if ((await place(written, suggestedName(company, role), `${title}: File`, where)) && written.gaps.length > 0) {
    void vscode.window.showInformationMessage(`To fill in: ${written.gaps.join(", ")}.`);
  }
}

/** The posting in a file, or in one that is chosen, or in the clipboard. */
async function postingAt(where: vscode.Uri | undefined, title: string): Promise<Posting | undefined> {
  let file = where;
  if (file !== undefined && ((await vscode.workspace.fs.stat(file)).type & vscode.FileType.Directory) !== 0) {
    file = undefined;
  }
  if (file === undefined) {
    const clipboard = { label: "$(clippy) Clipboard", description: "the posting’s text, as you copied it" };
    const saved = { label: "$(file) File…", description: "a page that you saved, a text, or JSON-LD" };
    const chosen = await vscode.window.showQuickPick([clipboard, saved], { title, placeHolder: "Where is the posting?", ignoreFocusOut: true });
    if (chosen === undefined) {
      return undefined;
    }
    if (chosen === clipboard) {
      return { posting: await vscode.env.clipboard.readText() };
    }
    const files = await vscode.window.showOpenDialog({ title, openLabel: "Read the Posting", filters: { Postings: ["html", "htm", "md", "markdown", "txt", "json", "jsonld"], "All files": ["*"] } });
    file = files?.[0];
  }
  if (file === undefined) {
    return undefined;
  }
  const bytes = await vscode.workspace.fs.readFile(file);
  return { posting: new TextDecoder().decode(bytes), postingName: file.path.split("/").pop() ?? "" };
}

function askCompany(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, prompt: "Who is the interview with?", placeHolder: "Company, school, hospital, …", ignoreFocusOut: true });
}

function askRole(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, prompt: "What is the role?", placeHolder: "As the posting calls it", ignoreFocusOut: true });
}

/** Writes a note into a file that is asked for, and shows it. False if nobody wants it. */
async function place(written: Written, suggested: string, title: string, where: vscode.Uri | undefined): Promise<boolean> {
  const folder = await folderFor(where);
  if (folder === undefined) {
    // No folder is open: the note is in a buffer of its own until it is saved.
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: written.text });
    await reveal(await vscode.window.showTextDocument(document));
    return true;
  }
  const name = await vscode.window.showInputBox({
    title,
    prompt: `Its file in ${vscode.workspace.asRelativePath(folder)}`,
    value: suggested,
    valueSelection: [0, suggested.length - ".prep.md".length],
    ignoreFocusOut: true,
    validateInput: async (name) => wrongName(name) ?? ((await exists(vscode.Uri.joinPath(folder, name.trim()))) ? "There is such a file already." : undefined),
  });
  if (name === undefined) {
    return false;
  }
  const uri = vscode.Uri.joinPath(folder, name.trim());
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(written.text));
  await reveal(await vscode.window.showTextDocument(uri));
  return true;
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
