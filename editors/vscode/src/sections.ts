// Going from section to section. Nothing here touches the editor.

/** A symbol of the outline, as far as it matters. */
export interface Heading {
  name: string;
  /** The line of its heading. */
  line: number;
  /** The LSP's number for its kind. */
  kind: number;
  children: readonly Heading[];
}

/** The kinds that the server gives to a note's title and to its standard sections. */
export const TITLE = 2;
export const SECTION = 5;

/**
 * The lines where sections begin, in order: what stands directly below the title, whatever it is called, and standard
 * sections wherever they stand.
 */
export function sectionLines(outline: readonly Heading[]): number[] {
  const lines = new Set<number>();
  const visit = (symbols: readonly Heading[], top: boolean): void => {
    for (const symbol of symbols) {
      const isTitle = symbol.kind === TITLE;
      if (!isTitle && (top || symbol.kind === SECTION)) {
        lines.add(symbol.line);
      }
      visit(symbol.children, isTitle);
    }
  };
  visit(outline, true);
  return [...lines].sort((a, b) => a - b);
}

/** The line to go to from a line, forward or back; none at the end. */
export function neighbour(lines: readonly number[], from: number, forward: boolean): number | undefined {
  return forward ? lines.find((line) => line > from) : lines.findLast((line) => line < from);
}
