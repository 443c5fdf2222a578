// What `prep-ls --version` says, and whether that will do.

/** The oldest server that has all the commands this extension calls. */
export const OLDEST = "0.1.0";

/** The version in the output of `--version`; none where another program answered. */
export function parseVersion(output: string): string | undefined {
  return /^prep-ls (\d+\.\d+\.\d+\S*)/.exec(output.trim())?.[1];
}

/** Whether a version is older than another, by its three numbers. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string): number[] => text.split(/[-+]/, 1)[0]?.split(".").map(Number) ?? [];
  const [own, other] = [numbers(version), numbers(than)];
  for (let at = 0; at < 3; at++) {
    const difference = (own[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return false;
}
