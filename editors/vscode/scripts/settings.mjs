// Writes the settings into package.json: the extension's own, and those of the server, which are made from its
// configuration (settings.schema.json, by `UPDATE=1 cargo test --test generated`). The same test holds that this ran.

import fs from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const read = (name) => JSON.parse(fs.readFileSync(path.join(root, name), "utf8"));

const own = {
  "prep-ls.path": {
    type: ["string", "null"],
    default: null,
    scope: "machine-overridable",
    markdownDescription:
      "The server to start, as an absolute path or below `~/`. Unless set: the environment variable `PREP_LS_SERVER`, `prep-ls` on the `PATH`, the one that comes with the extension. In a folder that is not trusted only the last.",
  },
  "prep-ls.trace.server": {
    type: "string",
    enum: ["off", "messages", "verbose"],
    default: "off",
    description: "How much of the messages between VS Code and the server goes into the log.",
  },
};

const groups = [
  ["Notes", (key) => !/^prep-ls\.(features|rules|server)\./.test(key)],
  ["Features", (key) => key.startsWith("prep-ls.features.")],
  ["Rules", (key) => key.startsWith("prep-ls.rules.")],
  ["Server", (key) => key.startsWith("prep-ls.server.")],
];

const server = Object.entries(read("settings.schema.json").properties);
const configuration = groups.map(([title, belongs], order) => ({
  title,
  order,
  properties: { ...(title === "Server" ? own : {}), ...Object.fromEntries(server.filter(([key]) => belongs(key))) },
}));

const file = path.join(root, "package.json");
const manifest = read("package.json");
manifest.contributes.configuration = configuration;
fs.writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
