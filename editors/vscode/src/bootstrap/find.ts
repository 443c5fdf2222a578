// Where the server is looked for. Nothing here touches a disk or the editor: both are passed in.

/** On whose word a binary is tried. */
export type Source = "setting" | "environment" | "path" | "bundled";

/** A binary that may be the server. */
export interface Candidate {
  source: Source;
  path: string;
}

/** All that decides which binaries are tried. */
export interface Surroundings {
  /** The setting `prep-ls.path`; empty where it is not set. */
  setting: string;
  /** The environment of the editor. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where the packaged binary is, if there is one. */
  bundled: string | undefined;
  /** Whether the person trusts the folder that is open. */
  trusted: boolean;
  platform: string;
  home: string;
  /** Whether there is a file of that path. */
  isFile(path: string): boolean;
}

/** The environment variable that names the binary. */
export const VARIABLE = "PREP_LS_SERVER";

/**
 * The binaries to try, in order. Whoever names one in a setting or the environment gets that one or hears why not: no
 * other is tried behind their back. A folder that is not trusted may hold both a setting and a `PATH` of its own, so it
 * gets the bundled binary alone.
 */
export function candidates(around: Surroundings): Candidate[] {
  const bundled: Candidate[] = around.bundled === undefined ? [] : [{ source: "bundled", path: around.bundled }];
  if (!around.trusted) {
    return bundled;
  }
  const setting = around.setting.trim();
  if (setting !== "") {
    return [{ source: "setting", path: atHome(setting, around.home) }];
  }
  const named = (around.env[VARIABLE] ?? "").trim();
  if (named !== "") {
    return [{ source: "environment", path: atHome(named, around.home) }];
  }
  const found = onPath(around);
  return found === undefined ? bundled : [{ source: "path", path: found }, ...bundled];
}

/** The name of the binary's file. */
export function fileName(platform: string): string {
  return platform === "win32" ? "prep-ls.exe" : "prep-ls";
}

function onPath(around: Surroundings): string | undefined {
  const windows = around.platform === "win32";
  const value = around.env["PATH"] ?? (windows ? around.env["Path"] : undefined) ?? "";
  const separator = windows ? "\\" : "/";
  for (const folder of value.split(windows ? ";" : ":")) {
    // A relative folder means another place in every folder that is opened.
    const isAbsolute = windows ? /^([a-z]:[\\/]|\\\\)/i.test(folder) : folder.startsWith("/");
    if (!isAbsolute) {
      continue;
    }
    const path = folder.replace(/[\\/]+$/, "") + separator + fileName(around.platform);
    if (around.isFile(path)) {
      return path;
    }
  }
  return undefined;
}

function atHome(path: string, home: string): string {
  return /^~[\\/]/.test(path) ? home + path.slice(1) : path;
}
