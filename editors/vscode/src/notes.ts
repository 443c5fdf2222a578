// The notes of the workspace as the server last told of them: one store, for the tree and for the status bar.

import * as vscode from "vscode";

import type { Row } from "./rows.ts";
import { compare } from "./rows.ts";
import type { Server } from "./server.ts";
import { SELECTOR } from "./server.ts";

/** How long to wait for more changes before asking. */
const QUIET = 300;

export class Notes implements vscode.Disposable {
  readonly #rows = new Map<string, Row>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly server: Server;
  readonly #disposable: vscode.Disposable;
  /** What to ask for next. */
  #all = false;
  #some = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  /** Whether all notes were told of since the server started. */
  #loaded = false;

  constructor(server: Server) {
    this.server = server;
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.{md,markdown}");
    const configs = vscode.workspace.createFileSystemWatcher("**/{prep.toml,.gitignore,.ignore}");
    const one = (uri: vscode.Uri): void => {
      this.refresh(uri);
    };
    const all = (): void => {
      this.refresh();
    };
    this.#disposable = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidCreate(one),
      watcher.onDidChange(one),
      // A folder that goes takes its notes along, and tells of itself alone.
      watcher.onDidDelete(all),
      configs,
      configs.onDidCreate(all),
      configs.onDidChange(all),
      configs.onDidDelete(all),
      vscode.workspace.onDidRenameFiles(all),
      vscode.workspace.onDidDeleteFiles(all),
      vscode.workspace.onDidChangeWorkspaceFolders(all),
      server.onDidTellSettings(all),
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.#touched(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#touched(document);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#touched(event.document);
      }),
      // What is held back while a line is typed comes later than the text.
      vscode.languages.onDidChangeDiagnostics((event) => {
        for (const document of vscode.workspace.textDocuments) {
          if (event.uris.some((uri) => uri.toString() === document.uri.toString())) {
            this.#touched(document);
          }
        }
      }),
      server.onDidChangeState((state) => {
        if (state === "running") {
          all();
        } else if (state === "stopped") {
          this.#rows.clear();
          this.#loaded = false;
          this.#changed.fire();
        }
      }),
    );
  }

  /** Whether the list is complete. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** All notes, the next interview first. */
  list(): Row[] {
    return [...this.#rows.values()].sort(compare);
  }

  /** The note of a document, if it is one. */
  get(uri: vscode.Uri): Row | undefined {
    return this.#rows.get(uri.toString());
  }

  /** Asks for one note anew, or for all; not at once, as changes seldom come alone. */
  refresh(uri?: vscode.Uri): void {
    if (uri === undefined) {
      this.#all = true;
    } else {
      this.#some.add(uri.toString());
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#ask();
    }, QUIET);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposable.dispose();
  }

  #touched(document: vscode.TextDocument): void {
    if (vscode.languages.match(SELECTOR, document) > 0) {
      this.refresh(document.uri);
    }
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.server.state !== "running") {
      return;
    }
    const [all, some] = [this.#all, [...this.#some]];
    if (!all && some.length === 0) {
      return;
    }
    this.#all = false;
    this.#some = new Set();
    this.#asking = true;
    try {
      const uris = all ? [] : some.map((uri) => this.server.uri(vscode.Uri.parse(uri)));
      const rows = await this.server.execute<Row[]>("notes", ...uris);
      if (all) {
        this.#rows.clear();
        this.#loaded = true;
      }
      some.forEach((uri) => this.#rows.delete(uri));
      rows.forEach((row) => this.#rows.set(vscode.Uri.parse(row.uri).toString(), row));
      this.#changed.fire();
    } catch (error) {
      this.server.log.warn(`the notes could not be listed: ${String(error)}`);
    } finally {
      this.#asking = false;
    }
    await this.#ask();
  }
}
