import assert from "node:assert/strict";
import { test } from "node:test";

import type { Surroundings } from "../src/bootstrap/find.ts";
import { candidates } from "../src/bootstrap/find.ts";

const around = (own: Partial<Surroundings> = {}, files: string[] = []): Surroundings => ({
  setting: "",
  env: { PATH: "/usr/bin:bin::/opt/bin/" },
  bundled: "/ext/server/prep-ls",
  trusted: true,
  platform: "linux",
  home: "/home/ann",
  isFile: (path) => files.includes(path),
  ...own,
});

const cases: [string, Surroundings, string[]][] = [
  ["nothing anywhere", around({ bundled: undefined }), []],
  ["the bundled one alone", around(), ["bundled /ext/server/prep-ls"]],
  ["the PATH, and the bundled one should that fail", around({}, ["/opt/bin/prep-ls"]), ["path /opt/bin/prep-ls", "bundled /ext/server/prep-ls"]],
  ["the first of the PATH", around({}, ["/opt/bin/prep-ls", "/usr/bin/prep-ls"]), ["path /usr/bin/prep-ls", "bundled /ext/server/prep-ls"]],
  ["no relative folder of the PATH", around({}, ["bin/prep-ls", "/prep-ls", "prep-ls"]), ["bundled /ext/server/prep-ls"]],
  ["the environment before the PATH", around({ env: { PATH: "/opt/bin", PREP_LS_SERVER: "~/bin/prep-ls" } }, ["/opt/bin/prep-ls"]), ["environment /home/ann/bin/prep-ls"]],
  ["the setting before all, there or not", around({ setting: " /gone/prep-ls ", env: { PREP_LS_SERVER: "/a" } }), ["setting /gone/prep-ls"]],
  ["in a folder that is not trusted the bundled one alone", around({ trusted: false, setting: "/a", env: { PATH: "/opt/bin", PREP_LS_SERVER: "/b" } }, ["/opt/bin/prep-ls"]), ["bundled /ext/server/prep-ls"]],
  ["in a folder that is not trusted nothing, if none is bundled", around({ trusted: false, bundled: undefined }, ["/usr/bin/prep-ls"]), []],
  [
    "Windows has its own names",
    around({ platform: "win32", env: { Path: "C:\\bin\\;relative;\\\\host\\share" }, bundled: undefined }, ["C:\\bin\\prep-ls.exe"]),
    ["path C:\\bin\\prep-ls.exe"],
  ],
];

for (const [name, given, wanted] of cases) {
  test(name, () => {
    assert.deepEqual(candidates(given).map(({ source, path }) => `${source} ${path}`), wanted);
  });
}
