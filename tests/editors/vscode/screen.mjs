// What a person sees and does.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const NOTE = "harbour-clinic.prep.md";

/** A posting as somebody copies it off a page: who it is from is left behind. */
const COPIED = `Children's Librarian
Location: Leeds
Posted: 2026-11-12

Responsibilities
• Run the summer reading scheme
• Choose books for ages 3 to 11

Requirements
• Two years in a public library
`;

/** The same as a saved page, which says who it is from. */
const SAVED = `<!doctype html><html><head><title>Children's Librarian</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "JobPosting", "title": "Children's Librarian", "hiringOrganization": {"@type": "Organization", "name": "Fernhill Library"},
 "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Leeds"}}, "datePosted": "2026-11-12",
 "description": "<h3>Responsibilities</h3><ul><li>Run the summer reading scheme</li></ul><h3>Requirements</h3><ul><li>Two years in a public library</li></ul>"}
</script></head><body><h1>Children's Librarian</h1></body></html>
`;

export async function tests({ page, host, folder, step, see, until, shots, images }) {
  const text = () => until(() => host((vscode) => vscode.window.activeTextEditor?.document.getText()), "an editor");
  const cursor = () => host((vscode) => vscode.window.activeTextEditor?.selection.active.line);
  const goTo = (line, character = 0) =>
    host(
      async (vscode, line, character) => {
        const editor = vscode.window.activeTextEditor;
        const at = new vscode.Position(line, character);
        editor.selection = new vscode.Selection(at, at);
        editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
        await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
      },
      line,
      character,
    );
  const lineOf = async (words) => (await text()).split("\n").findIndex((line) => line.includes(words));
  const revert = () => host((vscode) => vscode.commands.executeCommand("workbench.action.files.revert"));
  /** Deletes a note, and waits until all know. */
  const forget = async (name) => {
    await host(async (vscode, path) => {
      const edit = new vscode.WorkspaceEdit();
      edit.deleteFile(vscode.Uri.file(path));
      await vscode.workspace.applyEdit(edit);
    }, path.join(folder, name));
    await until(async () => (await see.tree(see.pane("Prep Notes"))).length === 3, "the tree knows that it is gone");
    await until(
      () => host((vscode, name) => vscode.languages.getDiagnostics().every(([uri, own]) => own.length === 0 || !uri.path.endsWith(name)), name),
      "Problems know that it is gone",
    );
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  };

  await step("the tree lists the notes, the next interview first", async () => {
    const tree = see.pane("Prep Notes");
    // VS Code shows the views of extensions folded up.
    const header = tree.locator(".pane-header");
    await until(async () => {
      if ((await header.getAttribute("aria-expanded")) !== "true") {
        await header.click();
      }
      return (await header.getAttribute("aria-expanded")) === "true";
    }, "the view is open");
    await until(async () => (await see.tree(tree)).length === 3, "three notes");
    const rows = await see.tree(tree);
    assert.deepEqual(rows, [
      "Harbour Clinic Dec 4, in 9 days · 4 warnings · Physiotherapist",
      "Quay Bakery Dec 15, in 20 days · 2 warnings · Head Baker",
      "Brightwater School Nov 20, 5 days ago · 2 warnings · Science Teacher",
    ]);
  });

  await step("a click in the tree opens the note", async () => {
    await see.pane("Prep Notes").locator(".monaco-list-row", { hasText: "Harbour Clinic" }).click();
    await page.locator(`.tab.active[data-resource-name="${NOTE}"]`).waitFor();
    await see.line("Interview Prep: Harbour Clinic").waitFor();
  });

  await step("what is wrong is underlined", async () => {
    await page.locator(".squiggly-warning").first().waitFor({ state: "attached" });
  });

  await step("the status bar says how far the note is", async () => {
    await see.statusBar("Begun · 4 of 8 · 4 warnings").waitFor();
  });

  await step("lenses stand above the title and the sections", async () => {
    await page.locator(".codelens-decoration", { hasText: "Begun: 4 of 8 sections done" }).waitFor();
    await page.locator(".codelens-decoration", { hasText: "Done · 1 of 2 requirements answered" }).first().waitFor();
  });

  await step("Problems lists the findings, with the rule at the end", async () => {
    await see.palette("Problems: Focus on Problems View");
    const row = page.locator(".markers-panel .monaco-list-row", { hasText: "nothing concrete" });
    await row.first().waitFor();
    const said = (await row.first().innerText()).replace(/\s+/g, " ");
    assert.match(said, /“Patient safety”, and nothing concrete: .*prep-ls.*vague-talking-point/);
    // Notes that are not open are listed as well.
    await page.locator(".markers-panel .monaco-list-row", { hasText: "brightwater-school.prep.md" }).first().waitFor();
    await see.palette("View: Hide Panel");
  });

  await step("the outline is nested as we nest it", async () => {
    await see.palette("Explorer: Focus on Outline View");
    const outline = see.pane("Outline");
    // A field is a symbol of ours alone: below its section, with its count beside it, below the title.
    await until(async () => (await see.tree(outline)).includes("Job Overview 8 entries"), "counts beside the sections");
    const level = async (words) => Number(await outline.locator(".monaco-list-row", { hasText: words }).first().getAttribute("aria-level"));
    const title = await level("Harbour Clinic – Physiotherapist");
    assert.deepEqual([await level("Job Overview"), await level("Position")], [title + 1, title + 2]);
  });

  await step("hovering over a heading tells what belongs there", async () => {
    await goTo(await lineOf("## Questions to Ask Them"), 5);
    await see.line("Questions to Ask Them").locator("span", { hasText: "Questions to Ask Them" }).last().hover();
    const hover = page.locator(".monaco-hover:visible", { hasText: "prepare at least 3" }).first();
    await hover.waitFor();
    const said = await hover.innerText();
    assert.match(said, /2 questions/);
    await page.mouse.move(5, 5);
  });

  await step("two hashes and a space bring up the missing section, with Markdown's own settings for suggestions", async () => {
    const before = await text();
    assert.equal(await host((vscode) => vscode.workspace.getConfiguration("editor", vscode.window.activeTextEditor.document).get("quickSuggestions").other), "off");
    const line = await lineOf("## Strategic Advice");
    await goTo(line - 1);
    await page.keyboard.press("Enter");
    await page.keyboard.type("## ", { delay: 60 });
    const widget = page.locator(".suggest-widget.visible");
    const first = widget.locator(".monaco-list-row").first();
    await first.waitFor();
    assert.match(await first.innerText(), /Concepts To Know\/Review/);
    if (images !== undefined || shots !== undefined) {
      await page.screenshot({ path: path.join(shots, "completion.png") });
    }
    await page.keyboard.press("Enter");
    await until(async () => (await text()).includes("## Concepts To Know/Review\n"), "the section is there");
    await page.keyboard.press("Escape");
    await revert();
    await until(async () => (await text()) === before, "the note is as before");
  });

  await step("in a comment the rules come up as it is typed", async () => {
    await goTo((await lineOf("## Strategic Advice")) + 1);
    await page.keyboard.type("\n<!-- prep-ls: ignore pl", { delay: 60 });
    await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "placeholder" }).first().waitFor();
    await page.keyboard.press("Escape");
    await revert();
  });

  await step("the light bulb mends", async () => {
    const line = await lineOf("## Questions to Ask Them");
    await goTo(line, 5);
    await until(async () => (await cursor()) === line, "the cursor is there");
    const bulb = page.locator(".monaco-editor .lightBulbWidget:visible, .monaco-editor [class*='gutter-lightbulb']:visible").first();
    await bulb.waitFor();
    await bulb.click();
    const action = page.locator(".action-widget .monaco-list-row", { hasText: "Insert “Concepts To Know/Review”" }).first();
    await action.waitFor();
    await page.screenshot({ path: path.join(shots, "quick-fix.png") });
    await action.click();
    await until(async () => (await text()).includes("\n## Concepts To Know/Review\n"), "the section is there");
    await page.locator(".codelens-decoration:visible", { hasText: "Empty" }).first().waitFor();
    await revert();
    await until(async () => !(await text()).includes("## Concepts"), "the note is as before");
  });

  await step("the status bar and the tree follow the text", async () => {
    await goTo(await lineOf(", TODO"));
    await page.keyboard.press("End");
    for (const _ of "TODO") {
      await page.keyboard.press("Backspace");
    }
    await page.keyboard.type("and how many a day");
    // The line being typed is left alone until it is left.
    await page.keyboard.press("ArrowUp");
    await see.statusBar("Begun · 5 of 8 · 3 warnings").waitFor();
    await until(async () => (await see.tree(see.pane("Prep Notes")))[0]?.includes("3 warnings"), "the tree knows");
    await revert();
    await see.statusBar("4 of 8 · 4 warnings").waitFor();
  });

  await step("Next Section and Previous Section go from heading to heading", async () => {
    await goTo(0);
    const wanted = ["## Job Overview", "## Why This Job Is a Fit", "## Resume Highlights for This Role"];
    for (const heading of wanted) {
      await see.palette("Prep Notes: Next Section");
      const line = await lineOf(heading);
      await until(async () => (await cursor()) === line, heading);
    }
    await page.keyboard.press("Alt+PageUp");
    const fit = await lineOf("## Why This Job Is a Fit");
    await until(async () => (await cursor()) === fit, "back with the key");
  });

  await step("Insert Section offers what is missing first, and puts it where it belongs", async () => {
    await see.palette("Prep Notes: Insert Section");
    await see.rows("Concepts To Know/Review").first().waitFor();
    const rows = await page.locator(".quick-input-list .monaco-list-row .label-name").allInnerTexts();
    assert.equal(rows[0], "Concepts To Know/Review");
    assert.ok(rows.includes("STAR Stories"), rows.join());
    assert.ok(!rows.includes("Job Overview"), rows.join());
    await see.pick("STAR Stories");
    await until(async () => (await text()).includes("\n## STAR Stories\n"), "the section is there");
    await revert();
  });

  await step("Insert Missing Sections and Sort Sections", async () => {
    await see.palette("Prep Notes: Insert Missing Sections");
    await until(async () => (await text()).includes("\n## Concepts To Know/Review\n"), "the section is there");
    await see.palette("Prep Notes: Sort Sections");
    await see.notification("The sections are in order already.");
    await see.clearNotifications();
    await revert();
  });

  await step("Show Readiness shows a page, and no message beside it", async () => {
    await see.statusBar("Begun · 4 of 8").click();
    await page.locator(".tab.active, .tab", { hasText: "Readiness of Harbour Clinic" }).first().waitFor();
    await until(async () => await inPreview(page, /4 of 8 sections done/), "the page is shown");
    assert.equal(await page.locator(".notification-toast").count(), 0);
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeActiveEditor"));
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups"));
    await see.openFile(NOTE);
  });

  await step("Explain Rule offers what is reported at the cursor first", async () => {
    await goTo(await lineOf("**Patient safety:**"), 4);
    await see.palette("Prep Notes: Explain Rule");
    await see.rows("vague-talking-point").first().waitFor();
    const rows = await page.locator(".quick-input-list .monaco-list-row .label-name").allInnerTexts();
    assert.equal(rows[0], "vague-talking-point");
    assert.ok(rows.length > 5, rows.join());
    await see.pick("vague-talking-point");
    await until(async () => await inPreview(page, /vague-talking-point/), "the page is shown");
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeEditorsInOtherGroups"));
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  });

  await step("New Prep Note asks and writes", async () => {
    await see.palette("Prep Notes: New Prep Note");
    await see.answer("Lantern Books", "1 of 3");
    await see.answer("Bookseller", "2 of 3");
    await page.locator(".quick-input-title", { hasText: "3 of 3" }).waitFor();
    await page.locator(".quick-input-widget input.input").fill("quay-bakery.prep.md");
    await page.locator(".quick-input-message", { hasText: "There is such a file already" }).waitFor();
    await see.answer("2026/lantern-books-bookseller.prep.md", "3 of 3");
    await page.locator('.tab.active[data-resource-name="lantern-books-bookseller.prep.md"]').waitFor();
    const written = fs.readFileSync(path.join(folder, "2026/lantern-books-bookseller.prep.md"), "utf8");
    assert.match(written, /^# Interview Prep: Lantern Books – Bookseller\n\n## Job Overview\n/);
    await until(async () => /^\*\*.+:\*\*\s*$/.test((await text())?.split("\n")[await cursor()] ?? ""), "the cursor is where there is something to write");
    await until(async () => (await see.tree(see.pane("Prep Notes"))).some((row) => row.startsWith("Lantern Books ")), "the tree knows");
    await forget("2026/lantern-books-bookseller.prep.md");
  });

  await step("a posting that was copied becomes a note, and what it does not say is asked for", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.bringToFront();
    await host((vscode, text) => vscode.env.clipboard.writeText(text), COPIED);
    await see.palette("Prep Notes: Begin a Note from a Posting");
    await see.pick("Clipboard");
    await see.answer("Fernhill Library", "Begin a Note from a Posting: Company");
    await see.answer("2026/fernhill.prep.md", "Begin a Note from a Posting: File");
    await page.locator('.tab.active[data-resource-name="fernhill.prep.md"]').waitFor();
    const written = fs.readFileSync(path.join(folder, "2026/fernhill.prep.md"), "utf8");
    assert.match(written, /^# Interview Prep: Fernhill Library – Children's Librarian\n/);
    assert.match(written, /^\*\*Location:\*\* Leeds *$/m);
    assert.match(written, /runs? the summer reading scheme/i);
    const said = await (await see.notification("To fill in: ")).innerText();
    assert.match(said, /To fill in: .*\./);
    await forget("2026/fernhill.prep.md");
  });

  await step("a posting that was saved becomes a note from its menu in the Explorer", async () => {
    fs.writeFileSync(path.join(folder, "posting.html"), SAVED);
    await see.palette("File: Focus on Files Explorer");
    const row = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "posting.html" });
    await row.click({ button: "right" });
    await see.menu("Begin a Note from a Posting");
    await see.answer("fernhill.prep.md", "Begin a Note from a Posting: File");
    await page.locator('.tab.active[data-resource-name="fernhill.prep.md"]').waitFor();
    const written = fs.readFileSync(path.join(folder, "fernhill.prep.md"), "utf8");
    assert.match(written, /^# Interview Prep: Fernhill Library – Children's Librarian\n/);
    assert.match(written, /^\*\*Location:\*\* Leeds *$/m);
    fs.rmSync(path.join(folder, "posting.html"));
    await forget("fernhill.prep.md");
  });

  await step("the context menu of the tree has New Prep Note and Show Readiness", async () => {
    await see.pane("Prep Notes").locator(".monaco-list-row", { hasText: "Quay Bakery" }).click({ button: "right" });
    const menu = page.locator(".monaco-menu:visible, .context-view .monaco-menu").first();
    await menu.getByText("New Prep Note").waitFor();
    await menu.getByText("Show Readiness").waitFor();
    await page.keyboard.press("Escape");
  });

  await step("in other Markdown there is nothing", async () => {
    await see.openFile("readme.md");
    await see.line("My interviews").waitFor();
    await page.waitForTimeout(1_000);
    assert.equal(await page.locator(".squiggly-warning, .squiggly-info").count(), 0);
    assert.equal(await page.locator(".codelens-decoration").count(), 0);
    assert.equal(await page.locator(".statusbar-item", { hasText: " of 8" }).count(), 0);
  });

  await step("the walkthrough has its steps", async () => {
    await host((vscode) => vscode.commands.executeCommand("workbench.action.openWalkthrough", "prep-ls.prep-ls#start", false));
    await page.locator(".gettingStartedContainer", { hasText: "Prepare for an interview" }).first().waitFor();
    for (const title of ["Write a note", "Fill it in", "Mend what is vague", "See how far you are", "Make it yours"]) {
      await page.locator(".step-title, .gettingStartedContainer", { hasText: title }).first().waitFor();
    }
    await page.screenshot({ path: path.join(shots, "walkthrough.png") });
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  });

  await step("the settings page has switches, not only a file", async () => {
    await host((vscode) => vscode.commands.executeCommand("workbench.action.openSettings", "prep-ls.features.lens"));
    const setting = page.locator(".setting-item-contents", { hasText: "Lens" }).first();
    await setting.waitFor();
    assert.ok((await setting.locator("select, .monaco-select-box").count()) > 0, "a list to choose from");
    await host((vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
  });

  await pictures({ page, host, step, see, until, images, shots, goTo, lineOf });
}

/** Whether a preview shows a text: it is a frame in a frame. */
async function inPreview(page, pattern) {
  for (const frame of page.frames()) {
    const shown = await frame.locator("body").innerText({ timeout: 500 }).catch(() => "");
    if (frame !== page.mainFrame() && pattern.test(shown)) {
      return true;
    }
  }
  return false;
}

async function pictures({ page, host, step, see, until, images, shots, goTo, lineOf }) {
  for (const [name, theme] of [
    ["light", "Default Light Modern"],
    ["dark", "Default Dark Modern"],
  ]) {
    await step(`a picture, ${name}`, async () => {
      await host((vscode, theme) => vscode.workspace.getConfiguration("workbench").update("colorTheme", theme, true), theme);
      await until(async () => (await page.locator(`.monaco-workbench.vs${name === "dark" ? "-dark" : ""}`).count()) > 0, "the theme is on");
      await see.openFile(NOTE);
      await goTo((await lineOf("**Patient safety:**")) - 1, 0);
      await page.locator(".squiggly-warning").first().waitFor({ state: "attached" });
      await see.statusBar("Begun · 4 of 8").waitFor();
      // Sections and labels have a colour of their own, of this theme.
      const colour = async (words) => {
        const span = page.locator(".view-line span span", { hasText: words }).first();
        return span.evaluate((element) => getComputedStyle(element).color);
      };
      assert.notEqual(await colour("Why This Job Is a Fit"), await colour("After surgery"));
      await page.waitForTimeout(500);
      await page.screenshot({ path: path.join(shots, `vscode-${name}.png`) });
      if (images !== undefined) {
        fs.mkdirSync(images, { recursive: true });
        fs.copyFileSync(path.join(shots, `vscode-${name}.png`), path.join(images, `vscode-${name}.png`));
      }
      await host((vscode) => vscode.commands.executeCommand("workbench.action.closeAllEditors"));
    });
  }
}
