// The server's life: found, started, ended, started again. Whoever wants something of it asks here.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import * as vscode from "vscode";
import type { DocumentSymbol, LanguageClientOptions, Middleware } from "vscode-languageclient/node";
import { CloseAction, ErrorAction, LanguageClient, MessageType, RevealOutputChannelOn, State } from "vscode-languageclient/node";

import type { Found } from "./bootstrap/index.ts";
import { NotFound, findServer } from "./bootstrap/index.ts";
import { Restarts } from "./restarts.ts";
import { forServer } from "./settings.ts";

/** The documents that the server is told of. */
export const SELECTOR = [
  { scheme: "file", language: "markdown" },
  { scheme: "untitled", language: "markdown" },
];

/**
 * The Markdown document at hand: the one of the active editor, or of the active tab while the log or another panel has the
 * cursor.
 */
export function documentAtHand(): vscode.TextDocument | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const shown = input instanceof vscode.TabInputText ? input.uri.toString() : undefined;
  const documents = [vscode.window.activeTextEditor?.document, ...vscode.workspace.textDocuments.filter(({ uri }) => uri.toString() === shown)];
  return documents.find((document) => document !== undefined && vscode.languages.match(SELECTOR, document) > 0);
}

/** How long a server may take to end before it is ended. */
const GRACE = 3_000;

export type ServerState = "starting" | "running" | "stopped";

export class Server implements vscode.Disposable {
  #client: LanguageClient | undefined;
  #process: ChildProcess | undefined;
  #state: ServerState = "stopped";
  #found: Found | undefined;
  /** Starts and stops follow one another. */
  #last: Promise<void> = Promise.resolve();
  /** While this is above zero, what the server tells of readiness is shown in a page already. */
  #quiet = 0;
  readonly #restarts = new Restarts();
  readonly #changed = new vscode.EventEmitter<ServerState>();
  /** The server has come up or gone down. */
  readonly onDidChangeState = this.#changed.event;
  readonly #settled = new vscode.EventEmitter<void>();
  /** The server was told the settings, and looks all notes over with them. */
  readonly onDidTellSettings = this.#settled.event;
  readonly #dirty = new Dirty();

  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.context = context;
    this.log = log;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Which binary runs, if one does. */
  get found(): Found | undefined {
    return this.#state === "running" ? this.#found : undefined;
  }

  /** Its process, if it runs. */
  get pid(): number | undefined {
    return this.#state === "running" ? this.#process?.pid : undefined;
  }

  /** Starts the server; stops it before, where it runs. What goes wrong is told to the person. */
  restart(): Promise<void> {
    this.#restarts.reset();
    return this.#queue(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    return this.#queue(() => this.#stop());
  }

  dispose(): void {
    void this.stop();
    this.#dirty.dispose();
    this.#changed.dispose();
    this.#settled.dispose();
  }

  /**
   * Has the server execute a command.
   *
   * @throws Error with the server's own words if it refuses, or if there is no server.
   */
  execute<R>(command: string, ...args: unknown[]): Promise<R> {
    return this.#request<R>("workspace/executeCommand", { command: `prep-ls.${command}`, arguments: args });
  }

  /** The same without the message that the server shows of it. */
  async executeQuietly<R>(command: string, ...args: unknown[]): Promise<R> {
    this.#quiet++;
    try {
      return await this.execute<R>(command, ...args);
    } finally {
      this.#quiet--;
    }
  }

  /** The outline of a document; empty where the feature is switched off. */
  async outline(document: vscode.TextDocument): Promise<DocumentSymbol[]> {
    return (await this.#request<DocumentSymbol[] | null>("textDocument/documentSymbol", { textDocument: { uri: this.uri(document.uri) } })) ?? [];
  }

  /** Tells the server that settings have changed; it asks for them. */
  async settingsChanged(): Promise<void> {
    if (this.#state === "running") {
      await this.#client?.sendNotification("workspace/didChangeConfiguration", { settings: null });
    }
  }

  /** A URI as the server knows it. */
  uri(uri: vscode.Uri): string {
    return this.#client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  #request<R>(method: string, params: unknown): Promise<R> {
    const client = this.#client;
    if (client === undefined || this.#state !== "running") {
      return Promise.reject(new Error("prep-ls does not run: “Prep Notes: Restart Server” starts it, “Prep Notes: Show Log” says why it stopped."));
    }
    return client.sendRequest<R>(method, params);
  }

  #queue(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step, step);
    return this.#last;
  }

  #set(state: ServerState): void {
    if (state !== this.#state) {
      this.#state = state;
      this.#dirty.touch();
      this.#changed.fire(state);
    }
  }

  async #start(): Promise<void> {
    this.#set("starting");
    try {
      this.#found = await findServer(this.context, this.log);
    } catch (error) {
      this.#set("stopped");
      if (!(error instanceof NotFound)) {
        throw error;
      }
      this.log.error(error.message);
      void this.#tell(error.message, "Open Settings", "Show Log");
      return;
    }
    const client = new LanguageClient("prep-ls", "Prep Notes", () => this.#spawn(), this.#options());
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (client === this.#client) {
        this.#set(newState === State.Running ? "running" : newState === State.Starting ? "starting" : "stopped");
      }
    });
    client.onNotification("window/showMessage", (message: { type: MessageType; message: string }) => {
      this.#show(message);
    });
    try {
      await client.start();
    } catch (error) {
      // The error handler has told of an end; whatever else it is belongs in the log.
      this.log.error(`the server could not be started: ${String(error)}`);
    }
  }

  async #stop(): Promise<void> {
    const [client, process] = [this.#client, this.#process];
    this.#client = undefined;
    this.#process = undefined;
    this.#set("stopped");
    if (client === undefined) {
      return;
    }
    try {
      await client.dispose(GRACE);
    } catch (error) {
      this.log.warn(`the server did not end well: ${String(error)}`);
    }
    if (process?.exitCode === null && process.signalCode === null) {
      const timer = setTimeout(() => process.kill(), GRACE);
      process.once("exit", () => {
        clearTimeout(timer);
      });
    }
  }

  #spawn(): Promise<ChildProcess> {
    const found = this.#found;
    if (found === undefined) {
      return Promise.reject(new Error("no server was found"));
    }
    const child = spawn(found.path, ["server"], { windowsHide: true });
    this.#process = child;
    child.once("exit", (code, signal) => {
      this.log.info(`the server (process ${String(child.pid)}) has ended: ${signal ?? String(code)}`);
    });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("spawn", () => {
        resolve(child);
      });
    });
  }

  #options(): LanguageClientOptions {
    return {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      diagnosticCollectionName: "prep-ls",
      // A request that fails on the way is nothing that a person can mend: it goes into the log.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: (error) => {
        this.log.error(`the server refused to start: ${String(error)}`);
        void this.#tell("prep-ls refused to start.", "Restart Server", "Show Log");
        return false;
      },
      errorHandler: {
        error: (error, _message, count) => {
          this.log.warn(`the connection to the server: ${error.message}`);
          return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
        },
        closed: () => this.#ended(),
      },
      middleware: this.#middleware(),
    };
  }

  /** The server has ended by itself. */
  #ended(): { action: CloseAction; message?: string; handled: boolean } {
    if (this.#restarts.ended(Date.now())) {
      return { action: CloseAction.Restart, message: "the server has ended and is started again", handled: true };
    }
    void this.#tell("prep-ls stopped again and again within three minutes, and stays stopped.", "Restart Server", "Show Log");
    return { action: CloseAction.DoNotRestart, message: "the server stays stopped", handled: true };
  }

  #middleware(): Middleware {
    return {
      workspace: {
        configuration: async (params, token, next) => {
          const settings: unknown = await next(params, token);
          this.#settled.fire();
          return Array.isArray(settings) ? settings.map(forServer) : [];
        },
      },
      window: {
        // A rule's page is shown here: nobody needs a browser, nor the network, for it.
        showDocument: (params, token, next) => (this.#quiet > 0 ? Promise.resolve({ success: true }) : next(params, token)),
      },
      // The client asks again every two seconds, and every answer reads and checks every note: let it wait until
      // something can have changed.
      provideWorkspaceDiagnostics: async (known, token, report, next) => {
        await this.#dirty.wait(token);
        this.#dirty.clear();
        let isDone = false;
        try {
          const answer = await next(known, token, report);
          isDone = !token.isCancellationRequested;
          return answer;
        } finally {
          if (!isDone) {
            this.#dirty.touch();
          }
        }
      },
    };
  }

  #show({ type, message }: { type: MessageType; message: string }): void {
    if (this.#quiet > 0 && type === MessageType.Info) {
      return;
    }
    switch (type) {
      case MessageType.Error:
        void vscode.window.showErrorMessage(message);
        break;
      case MessageType.Warning:
        void vscode.window.showWarningMessage(message);
        break;
      default:
        void vscode.window.showInformationMessage(message);
    }
  }

  async #tell(message: string, ...actions: ("Open Settings" | "Restart Server" | "Show Log")[]): Promise<void> {
    switch (await vscode.window.showErrorMessage(message, ...actions)) {
      case "Open Settings":
        // Where VS Code runs on another machine than its window, that machine has settings of its own.
        await vscode.commands.executeCommand(`workbench.action.open${vscode.env.remoteName === undefined ? "" : "Remote"}Settings`, { query: "prep-ls.path" });
        break;
      case "Restart Server":
        await this.restart();
        break;
      case "Show Log":
        this.log.show();
        break;
      case undefined:
    }
  }
}

/** Knows whether anything has changed that diagnostics of other notes can depend on. */
class Dirty implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposable: vscode.Disposable;
  #isDirty = true;

  constructor() {
    const touch = (): void => {
      this.touch();
    };
    const watcher = vscode.workspace.createFileSystemWatcher("**/{*.md,*.markdown,prep.toml,.gitignore,.ignore}");
    this.#disposable = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidChange(touch),
      watcher.onDidCreate(touch),
      watcher.onDidDelete(touch),
      vscode.workspace.onDidChangeWorkspaceFolders(touch),
      vscode.workspace.onDidCloseTextDocument(touch),
      vscode.workspace.onDidCreateFiles(touch),
      vscode.workspace.onDidRenameFiles(touch),
      vscode.workspace.onDidDeleteFiles(touch),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("prep-ls")) {
          touch();
        }
      }),
    );
  }

  async wait(token: vscode.CancellationToken): Promise<void> {
    while (!this.#isDirty && !token.isCancellationRequested) {
      await new Promise<void>((resolve) => {
        const done = vscode.Disposable.from(
          this.#changed.event(() => {
            done.dispose();
            resolve();
          }),
          token.onCancellationRequested(() => {
            done.dispose();
            resolve();
          }),
        );
      });
    }
  }

  touch(): void {
    this.#isDirty = true;
    this.#changed.fire();
  }

  clear(): void {
    this.#isDirty = false;
  }

  dispose(): void {
    this.#disposable.dispose();
  }
}
