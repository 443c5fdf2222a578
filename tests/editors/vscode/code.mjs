// Starts VS Code on a folder with the extension in it, opens it in a browser, and gives both ways in: the page, as a person
// sees it, and the API, as another extension has it.

import { execFileSync, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";

const { LAB_CODE, LAB_NODE, LAB_PLAYWRIGHT, LAB_CHROMIUM } = process.env;
const { chromium } = createRequire(import.meta.url)(LAB_PLAYWRIGHT);

/** How long anything may take that is awaited here. Generous: the machine may be busy. */
export const PATIENCE = Number(process.env.PREP_PATIENCE ?? 30_000);

const SETTINGS = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.tips.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 13,
  "files.autoSave": "off",
  "window.commandCenter": false,
};

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts all of it. `work` is an empty folder for profiles, `folder` the one that is opened, `env` for the extension host. */
export async function start({ work, folder, extensions, env = {}, args = [], settings = {} }) {
  const profile = path.join(work, "profile");
  fs.mkdirSync(path.join(profile, "User"), { recursive: true });
  fs.writeFileSync(path.join(profile, "User", "settings.json"), JSON.stringify({ ...SETTINGS, ...settings }));
  fs.writeFileSync(path.join(work, "config.yaml"), "auth: none\n");
  const [port, hostPort] = [await freePort(), await freePort()];
  const token = crypto.randomUUID();
  const cli = [path.join(LAB_CODE, "out/node/entry.js"), "--config", path.join(work, "config.yaml"), "--user-data-dir", profile, "--extensions-dir", path.join(work, "extensions")];
  const environment = {
    ...process.env,
    ...env,
    // No gallery, so no network.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    PREP_TEST_PORT: String(hostPort),
    PREP_TEST_TOKEN: token,
  };
  delete environment.NODE_OPTIONS;
  const node = path.join(LAB_NODE, "node");
  for (const vsix of extensions) {
    execFileSync(node, [...cli, "--install-extension", vsix], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  }
  const log = fs.openSync(path.join(work, "code-server.log"), "a");
  const code = spawn(
    node,
    [...cli, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override", ...args],
    { env: environment, stdio: ["ignore", log, log], detached: true },
  );
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, "code-server answers");

  const context = await chromium.launchPersistentContext(path.join(work, "chromium"), {
    executablePath: LAB_CHROMIUM,
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  context.setDefaultTimeout(PATIENCE);
  const page = context.pages()[0] ?? (await context.newPage());
  const open = async (where) => {
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(where)}`);
    await page.locator(".monaco-workbench .part.sidebar").first().waitFor();
  };
  await open(folder);

  /** Runs a function in the extension host: its first argument is `vscode`, the others are given as JSON. */
  const host = async (run, ...given) => {
    const response = await fetch(`http://127.0.0.1:${hostPort}/`, {
      method: "POST",
      headers: { "x-token": token },
      body: JSON.stringify({ source: run.toString(), args: given }),
    });
    const answer = await response.json();
    if (answer.error !== undefined) {
      throw new Error(`in the extension host: ${answer.error}`);
    }
    return answer.value;
  };
  await until(() => host(() => true), "the second extension answers");

  const stop = async () => {
    await context.close().catch(() => undefined);
    const ended = new Promise((resolve) => code.once("exit", resolve));
    try {
      // The whole group, which is of this test alone.
      process.kill(-code.pid, "SIGTERM");
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5_000))]);
      process.kill(-code.pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  };
  return { page, host, open, stop };
}

/** Waits until something holds, and returns what it gives. */
export async function until(holds, what, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      const value = await holds();
      if (value) {
        return value;
      }
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${patience / 1000} s: ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
