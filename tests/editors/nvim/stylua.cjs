// StyLua, as the npm package brings it (the program itself comes from no registry), with the settings of editors/nvim/stylua.toml.
// usage: node stylua.cjs MODULE-FOLDER STYLUA.TOML [--write] FILE…
const fs = require("fs");
const [, , folder, settings, ...rest] = process.argv;
const stylua = require(require.resolve("@johnnymorganz/stylua", { paths: [folder] }));

const toml = Object.fromEntries(
  fs
    .readFileSync(settings, "utf8")
    .split("\n")
    .map((line) => line.match(/^(\w+) = "?(\w+)"?$/))
    .filter(Boolean)
    .map(([, key, value]) => [key, value]),
);
const config = stylua.Config.new();
config.column_width = Number(toml.column_width);
config.indent_width = Number(toml.indent_width);
config.indent_type = stylua.IndentType[toml.indent_type];
config.quote_style = stylua.QuoteStyle[toml.quote_style];
config.call_parentheses = stylua.CallParenType[toml.call_parentheses];

let failed = false;
for (const file of rest.filter((word) => word !== "--write")) {
  const text = fs.readFileSync(file, "utf8");
  // The settings are used up by a run.
  const copy = stylua.Config.new();
  for (const key of Object.keys(toml)) copy[key] = config[key];
  const formatted = stylua.formatCode(text, copy, undefined, stylua.OutputVerification.Full);
  if (formatted === text) continue;
  if (rest.includes("--write")) {
    fs.writeFileSync(file, formatted);
    continue;
  }
  failed = true;
  const lines = text.split("\n");
  const line = formatted.split("\n").findIndex((wanted, number) => wanted !== lines[number]);
  console.error(`${file}:${line + 1}: not as StyLua writes it: run tests/editors/nvim/lint --write`);
}
process.exit(failed ? 1 : 0);
