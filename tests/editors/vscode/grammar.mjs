// The injected grammar, with the tokenizer and the Markdown grammar of the real VS Code.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const code = path.join(process.env.LAB_CODE, "lib/vscode");
const require = createRequire(path.join(code, "package.json"));
const { Registry, parseRawGrammar } = require("vscode-textmate");
const onig = require("vscode-oniguruma");

await onig.loadWASM(fs.readFileSync(path.join(path.dirname(require.resolve("vscode-oniguruma")), "onig.wasm")));
const markdown = path.join(code, "extensions/markdown-basics/syntaxes/markdown.tmLanguage.json");
const own = path.join(import.meta.dirname, "../../../grammars/prep.tmLanguage.json");
const INJECTION = "markdown.prep.injection";
const registry = (injected) =>
  new Registry({
    onigLib: Promise.resolve({ createOnigScanner: (sources) => new onig.OnigScanner(sources), createOnigString: (text) => new onig.OnigString(text) }),
    loadGrammar: async (scope) => {
      const file = { "text.html.markdown": markdown, [INJECTION]: own }[scope];
      return file === undefined ? null : parseRawGrammar(fs.readFileSync(file, "utf8"), file);
    },
    getInjections: (scope) => (injected && scope === "text.html.markdown" ? [INJECTION] : undefined),
  });

async function tokens(text, injected = true) {
  const grammar = await registry(injected).loadGrammar("text.html.markdown");
  let state = null;
  const found = [];
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    found.push(...tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes })));
  }
  return found;
}

/** What is ours in a text: `kind:words`. */
async function ours(text) {
  const names = { "entity.name.type.section.prep": "section", "variable.other.constant.label.prep": "label", "keyword.control.placeholder.prep": "placeholder" };
  const found = await tokens(text);
  return found.flatMap(({ text, scopes }) => {
    const scope = scopes.at(-1);
    return scope.endsWith(".prep") ? [`${names[scope] ?? scope.split(".").at(-2)}:${text}`] : [];
  });
}

const cases = [
  ["## Job Overview", ["section:Job Overview"]],
  ["# 7. questions to ask THEM (mine)", ["section:questions to ask THEM"]],
  ["### 📌 Why This Job Is a Fit", ["section:Why This Job Is a Fit"]],
  ["## Concepts To Know/Review ##", ["section:Concepts To Know/Review"]],
  ["## Job Overviews and more", []],
  ["Job Overview", []],
  ["C# Job Overview", []],
  ["```sh\n## Job Overview TODO\nPosition: x\n```", []],
  ["**Position:** Nurse", ["label:Position"]],
  ["- **Location**: Leeds", ["label:Location"]],
  ["- Posting Date: 2026-11-01", ["label:Posting Date"]],
  ["Position: Nurse", ["label:Position"]],
  ["What position: none", []],
  ["**Positions:** many", []],
  ["Ask about pay, TODO and XYZ Corp", ["placeholder:TODO", "placeholder:XYZ Corp"]],
  ["Todo el equipo, TODOS", []],
  ["At [Company], with {{metric}} and [your best story]", ["placeholder:[Company]", "placeholder:{{metric}}", "placeholder:[your best story]"]],
  ["- [ ] see [the company](https://a.example) and `TODO`", []],
  ["<!-- prep-ls: ignore placeholder, weak-wording -->", ["directive:prep-ls", "directive:ignore", "rule: placeholder, weak-wording"]],
  ["<!-- prep-ls: ignore-file section-order -->", ["directive:prep-ls", "directive:ignore-file", "rule: section-order"]],
];
let failed = 0;
for (const [text, wanted] of cases) {
  const found = await ours(text);
  try {
    assert.deepEqual(found, wanted);
  } catch {
    failed++;
    console.log(`not ok - grammar: ${JSON.stringify(text)}\n  # found ${JSON.stringify(found)}\n  # wanted ${JSON.stringify(wanted)}`);
  }
}

// It adds, and takes nothing away: without our scopes the tokens are those of Markdown alone.
for (const file of fs.readdirSync(path.join(import.meta.dirname, "notes")).filter((name) => name.endsWith(".md"))) {
  const text = fs.readFileSync(path.join(import.meta.dirname, "notes", file), "utf8");
  const letters = (found) => found.flatMap(({ text, scopes }) => [...text].map((letter) => `${letter} ${scopes.filter((scope) => !scope.endsWith(".prep")).join(" ")}`));
  try {
    assert.deepEqual(letters(await tokens(text)), letters(await tokens(text, false)));
  } catch (error) {
    failed++;
    console.log(`not ok - grammar: ${file} is other Markdown with it\n${String(error.message).slice(0, 600)}`);
  }
}
if (failed > 0) {
  process.exit(1);
}
console.log(`ok - grammar: ${cases.length} cases, and Markdown as it was`);
