// A folder that is not trusted: only the server that came with the extension runs, whatever the folder and the
// environment say.

import assert from "node:assert/strict";

export async function tests({ host, step, see, until, page }) {
  await step("in a folder that is not trusted the bundled server runs", async () => {
    assert.equal(await host((vscode) => vscode.workspace.isTrusted), false);
    await see.openFile("harbour-clinic.prep.md");
    const found = await until(() => host((vscode) => vscode.extensions.getExtension("prep-ls.prep-ls").exports?.server()), "the server runs");
    assert.equal(found.source, "bundled");
    await see.statusBar("Begun · 4 of 8").waitFor();
    await page.locator(".squiggly-warning").first().waitFor({ state: "attached" });
  });

  await step("once it is trusted its setting counts, and a wrong one is named", async () => {
    await see.palette("Workspaces: Manage Workspace Trust");
    await page.locator(".workspace-trust-editor").getByRole("button", { name: /^Trust/ }).first().click();
    await until(() => host((vscode) => vscode.workspace.isTrusted), "the folder is trusted");
    await see.notification("The setting “prep-ls.path” names /nowhere/else/prep-ls: there is no such file.");
  });
}
