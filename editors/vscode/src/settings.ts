// The settings as the server gets them. Nothing here touches the editor.

/** Settings of the extension alone, below `prep-ls.`. */
const OWN = ["path", "trace"];

/** What the server is answered when it asks for `prep-ls`: what is set, without what is the extension's own. */
export function forServer(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    return settings;
  }
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !OWN.includes(key)));
}

/** The rules that there are, by the settings that the extension contributes. */
export function rules(keys: readonly string[]): string[] {
  const prefix = "prep-ls.rules.";
  return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)).sort();
}
