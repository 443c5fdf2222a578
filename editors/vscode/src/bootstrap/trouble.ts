// What to tell when no server can be started: one message that names the place and the cure.

import type { Candidate, Source } from "./find.ts";
import { VARIABLE } from "./find.ts";
import { OLDEST, isOlder, parseVersion } from "./version.ts";

/** What came of running a binary with `--version`. */
export interface Answer {
  /** Why it could not be run, or how it ended; none where it ended well. */
  error?: string;
  output: string;
}

/** What is wrong with a binary that was run, in half a sentence; none where it will do. */
export function fault(answer: Answer): string | undefined {
  if (answer.error !== undefined) {
    return answer.error;
  }
  const version = parseVersion(answer.output);
  if (version === undefined) {
    const said = answer.output.trim().split("\n", 1)[0]?.slice(0, 60) ?? "";
    return said === "" ? "it says no version" : `it is another program: it says “${said}”`;
  }
  return isOlder(version, OLDEST) ? `it is version ${version}, and this extension needs ${OLDEST} or newer` : undefined;
}

/** The whole message about the binaries that were tried, the last of which is the one that counts. */
export function explain(failed: { candidate: Candidate; fault: string } | undefined, trusted: boolean): string {
  if (failed === undefined) {
    return trusted
      ? "prep-ls was not found: it is not on the PATH, and this build of the extension brings none. Install it (cargo install prep-ls), or set “prep-ls.path” to where it is."
      : "prep-ls starts only its bundled server in a folder that is not trusted, and this build of the extension brings none. Trust the folder to use the prep-ls on your PATH.";
  }
  const { candidate, fault: wrong } = failed;
  return `prep-ls did not start. ${WHERE[candidate.source](candidate.path)}: ${wrong}. ${CURE[candidate.source]}`;
}

const WHERE: Record<Source, (path: string) => string> = {
  setting: (path) => `The setting “prep-ls.path” names ${path}`,
  environment: (path) => `The environment variable ${VARIABLE} names ${path}`,
  path: (path) => `The PATH leads to ${path}`,
  bundled: (path) => `The extension brings ${path}`,
};

const CURE: Record<Source, string> = {
  setting: "Correct the setting, or clear it to use the server that comes with the extension.",
  environment: "Correct the variable or unset it, and start VS Code anew.",
  path: "Install it anew (cargo install prep-ls), or set “prep-ls.path” to another one.",
  bundled: "Install the extension for your platform anew, or set “prep-ls.path” to a prep-ls of your own.",
};
