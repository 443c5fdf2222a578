// What other extensions get, through VS Code's API.

import assert from "node:assert/strict";
import path from "node:path";

export async function tests({ host, folder, step, until }) {
  const file = (name) => path.join(folder, name);
  const NOTE = file("harbour-clinic.prep.md");

  await step("API: this is the VS Code that was meant, with the server that was packed", async () => {
    const found = await host((vscode) => ({ version: vscode.version, server: vscode.extensions.getExtension("prep-ls.prep-ls").exports.server() }));
    assert.equal(found.server.source, "bundled");
    assert.match(found.server.path, /server\/prep-ls$/);
    return `VS Code ${found.version}, prep-ls ${found.server.version}`;
  });

  await step("API: document symbols, nested", async () => {
    const symbols = await until(
      () =>
        host(async (vscode, path) => {
          const uri = vscode.Uri.file(path);
          await vscode.workspace.openTextDocument(uri);
          const plain = ({ name, detail, kind, children, range }) => ({ name, detail, kind, lines: [range.start.line, range.end.line], children: children.map(plain) });
          const found = await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", uri);
          return found.filter(({ kind }) => kind === vscode.SymbolKind.Module).map(plain);
        }, NOTE).then((found) => (found.length > 0 ? found : undefined)),
      "our title",
    );
    assert.equal(symbols.length, 1);
    const [title] = symbols;
    assert.match(title.name, /Harbour Clinic – Physiotherapist/);
    const names = title.children.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 2), ["Job Overview", "Why This Job Is a Fit"]);
    const predicted = title.children.find(({ name }) => name === "Predicted Interview Questions");
    assert.equal(predicted.detail, "5 questions");
    assert.deepEqual(predicted.children.map(({ name, children }) => [name, children.length]), [["Technical", 3], ["Behavioral", 2]]);
  });

  await step("API: definition leads from a link into another note", async () => {
    const found = await host(async (vscode, path) => {
      const uri = vscode.Uri.file(path);
      const document = await vscode.workspace.openTextDocument(uri);
      const at = document.positionAt(document.getText().indexOf("brightwater-school.prep.md#"));
      const links = await vscode.commands.executeCommand("vscode.executeDefinitionProvider", uri, at);
      return links.map((link) => [(link.targetUri ?? link.uri).fsPath, (link.targetSelectionRange ?? link.targetRange ?? link.range).start.line]);
    }, file("quay-bakery.prep.md"));
    assert.ok(found.some(([path, line]) => path.endsWith("brightwater-school.prep.md") && line === 7), JSON.stringify(found));
  });

  await step("API: rename of a company changes it throughout the note", async () => {
    const edits = await host(async (vscode, path) => {
      const uri = vscode.Uri.file(path);
      const document = await vscode.workspace.openTextDocument(uri);
      const at = document.positionAt(document.getText().indexOf("Quay Bakery"));
      const edit = await vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", uri, at, "Pier Bakery");
      return edit.entries().flatMap(([, edits]) => edits.map(({ newText, range }) => [newText, range.start.line]));
    }, file("quay-bakery.prep.md"));
    assert.ok(edits.length >= 2, JSON.stringify(edits));
    assert.ok(edits.every(([text]) => text.includes("Pier Bakery")), JSON.stringify(edits));
  });

  await step("API: workspace symbols over all notes", async () => {
    const names = await host(async (vscode) => (await vscode.commands.executeCommand("vscode.executeWorkspaceSymbolProvider", "bright quest")).map(({ name }) => name));
    assert.ok(names.includes("Brightwater School › Questions to Ask Them"), names.join());
  });

  await step("API: code lenses, whose commands run", async () => {
    const lenses = await host(async (vscode, path) => {
      const uri = vscode.Uri.file(path);
      await vscode.workspace.openTextDocument(uri);
      const found = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 50);
      return found.map(({ command }) => [command.title, command.command]);
    }, NOTE);
    assert.match(lenses[0][0], /^Begun: 4 of 8 sections done/);
    assert.ok(lenses.length >= 8, JSON.stringify(lenses));
    const commands = await host((vscode) => vscode.commands.getCommands(true));
    for (const [, command] of lenses) {
      assert.ok(commands.includes(command), command);
    }
  });

  await step("API: diagnostics have source, code and page", async () => {
    const found = await until(
      () =>
        host(async (vscode, path) => {
          const found = vscode.languages.getDiagnostics(vscode.Uri.file(path)).filter(({ source }) => source === "prep-ls");
          return found.map(({ code, severity }) => [code.value, severity, code.target?.path]);
        }, NOTE).then((found) => (found.length > 0 ? found : undefined)),
      "diagnostics",
    );
    const [vague] = found.filter(([code]) => code === "vague-talking-point");
    assert.deepEqual(vague.slice(0, 2), ["vague-talking-point", 1]);
    assert.match(vague[2], /vague-talking-point\.md$/);
    assert.equal(found.length, new Set(found.map(([code]) => code)).size, `each once: ${JSON.stringify(found)}`);
  });

  await step("API: hover, completion, folding, selection, links, code actions", async () => {
    const found = await host(async (vscode, path) => {
      const uri = vscode.Uri.file(path);
      const document = await vscode.workspace.openTextDocument(uri);
      const at = document.positionAt(document.getText().indexOf("Questions to Ask Them") + 3);
      const run = (name, ...args) => vscode.commands.executeCommand(`vscode.execute${name}Provider`, uri, ...args);
      return {
        hovers: (await run("Hover", at)).length,
        folds: (await run("FoldingRange")).length,
        links: (await vscode.commands.executeCommand("vscode.executeLinkProvider", uri)).length,
        selections: (await vscode.commands.executeCommand("vscode.executeSelectionRangeProvider", uri, [at])).length,
        actions: (await vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, new vscode.Range(at, at))).map(({ title }) => title),
      };
    }, NOTE);
    assert.ok(found.hovers > 0 && found.folds > 5 && found.selections === 1, JSON.stringify(found));
    assert.ok(found.actions.some((title) => title.includes("Concepts To Know/Review")), found.actions.join());
  });

  await step("API: with the outline switched off there is one outline only, VS Code's own", async () => {
    const names = () =>
      host(async (vscode, path) => {
        const flat = (symbols) => symbols.flatMap((symbol) => [symbol.name, ...flat(symbol.children)]);
        return flat(await vscode.commands.executeCommand("vscode.executeDocumentSymbolProvider", vscode.Uri.file(path)));
      }, NOTE);
    const set = (value) => host((vscode, value) => vscode.workspace.getConfiguration("prep-ls").update("features.outline", value, true), value);
    // VS Code asks for the outline of a text once: another text, another outline.
    const touch = () =>
      host(async (vscode, path) => {
        const edit = new vscode.WorkspaceEdit();
        const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
        edit.insert(document.uri, document.positionAt(document.getText().length), "\n");
        await vscode.workspace.applyEdit(edit);
      }, NOTE);
    const count = async () => (await names()).filter((name) => name.includes("Job Overview")).length;
    assert.equal(await count(), 2, "ours and VS Code's");
    await set(false);
    await until(async () => (await touch(), await count()) === 1, "one");
    await set(undefined);
    await until(async () => (await touch(), await count()) === 2, "both again");
  });

  await step("API: the settings take effect at once", async () => {
    const warnings = () =>
      host((vscode, path) => vscode.languages.getDiagnostics(vscode.Uri.file(path)).filter(({ code }) => code?.value === "placeholder").length, NOTE);
    const set = (value) => host((vscode, value) => vscode.workspace.getConfiguration("prep-ls").update("rules.placeholder", value, true), value);
    await host(async (vscode, path) => void (await vscode.window.showTextDocument(vscode.Uri.file(path))), NOTE);
    await until(async () => (await warnings()) === 1, "a placeholder");
    await set("off");
    await until(async () => (await warnings()) === 0, "no placeholder");
    await set(undefined);
    await until(async () => (await warnings()) === 1, "a placeholder again");
  });
}
