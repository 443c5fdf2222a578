// When something goes wrong: one clear message, with the cure.

import assert from "node:assert/strict";

export async function tests({ page, host, step, see, until, bin }) {
  const server = () => host((vscode) => vscode.extensions.getExtension("prep-ls.prep-ls").exports?.server());
  const running = () => until(async () => (await server())?.pid !== undefined && (await server()), "the server runs");
  const set = (key, value) => host((vscode, key, value) => vscode.workspace.getConfiguration("prep-ls").update(key, value, true), key, value);

  await step("a server that is killed is started again, and goes on where it was", async () => {
    await see.openFile("harbour-clinic.prep.md");
    const before = await running();
    await see.statusBar("Begun · 4 of 8").waitFor();
    await host((_vscode, pid) => process.kill(pid, "SIGKILL"), before.pid);
    const after = await until(async () => {
      const now = await server();
      return now?.pid !== undefined && now.pid !== before.pid && now;
    }, "another process");
    assert.equal(after.path, before.path);
    await see.statusBar("Begun · 4 of 8").waitFor();
    await page.locator(".squiggly-warning").first().waitFor({ state: "attached" });
    assert.equal(await page.locator(".notification-toast").count(), 0, "nobody needs to know");
  });

  await step("one that ends again and again stays stopped, and says so", async () => {
    for (let kills = 1; kills <= 4; kills++) {
      const { pid } = await running();
      await host((_vscode, pid) => process.kill(pid, "SIGKILL"), pid);
      await until(async () => (await server())?.pid !== pid, "it has ended");
    }
    const told = await see.notification("prep-ls stopped again and again within three minutes, and stays stopped.");
    await see.statusBar("prep-ls is stopped").waitFor();
    assert.equal(await page.locator(".notification-toast").count(), 1);
    await told.getByRole("button", { name: "Restart Server" }).click();
    await running();
    await see.statusBar("Begun · 4 of 8").waitFor();
  });

  await step("Restart Server restarts it", async () => {
    const { pid } = await running();
    await see.palette("Prep Notes: Restart Server");
    await until(async () => {
      const now = await server();
      return now?.pid !== undefined && now.pid !== pid;
    }, "another process");
    assert.equal(await page.locator(".notification-toast").count(), 0);
  });

  await step("Show Log shows the log", async () => {
    await see.palette("Prep Notes: Show Log");
    // What stands in it is written by a part of VS Code that this installation of it has not.
    await page.locator(".part.panel .title-actions", { hasText: "Prep Notes" }).or(page.locator(".part.panel select", { hasText: "Prep Notes" })).first().waitFor();
    await see.statusBar("Begun · 4 of 8").waitFor();
    await see.palette("View: Hide Panel");
  });

  await step("a binary that is not there: one message, which names the setting", async () => {
    await set("path", "/nowhere/prep-ls");
    const told = await see.notification("The setting “prep-ls.path” names /nowhere/prep-ls: there is no such file.");
    assert.match(await told.innerText(), /Correct the setting, or clear it/);
    assert.equal(await page.locator(".notification-toast").count(), 1);
    await see.statusBar("prep-ls is stopped").waitFor();
    await told.getByRole("button", { name: "Open Settings" }).click();
    await page.locator(".setting-item-contents", { hasText: "Path" }).first().waitFor();
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
    await see.openFile("harbour-clinic.prep.md");
  });

  await step("a binary that is another program", async () => {
    await set("path", "/bin/echo");
    const told = await see.notification("names /bin/echo: it is another program");
    assert.match(await told.innerText(), /Correct the setting/);
    await see.clearNotifications();
  });

  await step("a command without a server says what to do", async () => {
    await see.palette("Prep Notes: Insert Missing Sections");
    await see.notification("prep-ls does not run: “Prep Notes: Restart Server” starts it");
    await see.clearNotifications();
  });

  await step("another binary is taken at once", async () => {
    await set("path", bin);
    const found = await running();
    assert.equal(found.source, "setting");
    assert.equal(found.path, bin);
    await set("path", undefined);
    await until(async () => (await server())?.source === "bundled", "the bundled one again");
  });

  await step("a wrong setting is named", async () => {
    await see.openFile("harbour-clinic.prep.md");
    await set("rules.placeholder", "loud");
    const told = await see.notification("The editor's settings for prep-ls are wrong");
    assert.match(await told.innerText(), /loud/);
    await set("rules.placeholder", undefined);
    await see.clearNotifications();
  });
}
