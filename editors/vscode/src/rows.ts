// A note as the server's `prep-ls.notes` tells of it, and how it is put in a line. Nothing here touches the editor.

/** A section that a note has not. */
export interface Missing {
  id: string;
  title: string;
  purpose: string;
  required: boolean;
}

/** A note. */
export interface Row {
  uri: string;
  /** Below the folder of the workspace, with slashes. */
  path: string;
  company: string | null;
  role: string | null;
  /** The day of the interview, `2026-12-01`. */
  interview: string | null;
  /** Days until then; those that have passed are negative. */
  daysLeft: number | null;
  stage: string;
  /** How far it is, in words and counts. */
  line: string;
  sectionsDone: number;
  sectionsRequired: number;
  warnings: number;
  missing: Missing[];
}

/** What a note is called in a list: its company, else its file. */
export function label(row: Row): string {
  return row.company ?? row.path.split("/").at(-1) ?? row.path;
}

/** What stands behind that, as far as it is known; what counts most first, for a narrow side bar cuts off the end. */
export function description(row: Row, locale?: string): string {
  const parts = [interview(row, locale), warnings(row), row.role];
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

/** The same in words for a screen reader. */
export function spoken(row: Row, locale?: string): string {
  return [label(row), description(row, locale), row.line].filter((part) => part !== "").join(", ");
}

/** The day of the interview and how far off it is: `1 Dec, in 9 days`. */
export function interview(row: Row, locale?: string): string {
  if (row.interview === null) {
    return "";
  }
  const day = new Date(`${row.interview}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) {
    return "";
  }
  const left = row.daysLeft ?? 0;
  const far = Math.abs(left) > 300;
  const shown = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC", ...(far ? { year: "numeric" } : {}) });
  const off = row.daysLeft === null ? "" : `, ${days(left)}`;
  return shown.format(day) + off;
}

function days(left: number): string {
  switch (left) {
    case 0:
      return "today";
    case 1:
      return "tomorrow";
    case -1:
      return "yesterday";
    default:
      return left > 0 ? `in ${String(left)} days` : `${String(-left)} days ago`;
  }
}

function warnings(row: Row): string {
  return row.warnings === 0 ? "" : row.warnings === 1 ? "1 warning" : `${String(row.warnings)} warnings`;
}

/** The order of a list: what comes first on top, then notes without a day, then those that are over, the last one first. */
export function compare(a: Row, b: Row): number {
  const group = (row: Row): number => (row.daysLeft === null ? 1 : row.daysLeft >= 0 ? 0 : 2);
  const difference = group(a) - group(b);
  if (difference !== 0) {
    return difference;
  }
  const distance = Math.abs(a.daysLeft ?? 0) - Math.abs(b.daysLeft ?? 0);
  return distance !== 0 ? distance : label(a).localeCompare(label(b)) || a.path.localeCompare(b.path);
}

/** What the status bar says of the note at hand. */
export function status(row: Row): string {
  const said = [row.stage, `${String(row.sectionsDone)} of ${String(row.sectionsRequired)}`, warnings(row)];
  return said.filter((part) => part !== "").join(" · ");
}
