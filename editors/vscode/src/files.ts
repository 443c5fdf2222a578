// Names for new files. Nothing here touches the editor.

/** A file for a note about a company and a role: `marlowe-bay-hospital-nurse.prep.md`. */
export function suggestedName(company: string, role: string): string {
  const words = `${company} ${role}`.normalize("NFC").toLowerCase();
  const slug = words.replace(/['’]/g, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80).replace(/-+$/, "");
  return `${slug === "" ? "interview" : slug}.prep.md`;
}

/** What is wrong with a path below a folder, in a sentence; none where it will do. */
export function wrongName(name: string): string | undefined {
  const path = name.trim();
  if (path === "") {
    return "Type a name for the file.";
  }
  if (/^([\\/]|[a-z]:)/i.test(path) || path.split(/[\\/]/).includes("..")) {
    return "The file must be in the folder: leave out “..”, drives and a slash at the beginning.";
  }
  if (/[<>:"|?*\u0000-\u001f]/.test(path)) {
    return 'Leave out < > : " | ? and *: not every system takes them in a name.';
  }
  if (!/[^\\/]\.(md|markdown)$/i.test(path)) {
    return "A note is a Markdown file: let its name end in “.prep.md”.";
  }
  return undefined;
}
