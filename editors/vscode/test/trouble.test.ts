import assert from "node:assert/strict";
import { test } from "node:test";

import { explain, fault } from "../src/bootstrap/trouble.ts";
import { isOlder, parseVersion } from "../src/bootstrap/version.ts";

test("versions are read and compared", () => {
  assert.equal(parseVersion("prep-ls 0.1.0\n"), "0.1.0");
  assert.equal(parseVersion("prep-ls 1.12.3-rc.1 (abc 2026-11-01)"), "1.12.3-rc.1");
  assert.equal(parseVersion("ruff 0.4.0"), undefined);
  for (const [version, than, wanted] of [
    ["0.1.0", "0.1.0", false],
    ["0.0.9", "0.1.0", true],
    ["0.10.0", "0.9.9", false],
    ["1.0.0-rc.1", "0.9.0", false],
    ["0.1", "0.1.1", true],
  ] as const) {
    assert.equal(isOlder(version, than), wanted, `${version} ${than}`);
  }
});

test("what is wrong with a binary", () => {
  for (const [answer, wanted] of [
    [{ output: "prep-ls 0.1.0" }, undefined],
    [{ error: "there is no such file", output: "" }, "there is no such file"],
    [{ output: "" }, "it says no version"],
    [{ output: "hello\nworld" }, "it is another program: it says “hello”"],
    [{ output: "prep-ls 0.0.1" }, "it is version 0.0.1, and this extension needs 0.1.0 or newer"],
  ] as const) {
    assert.equal(fault(answer), wanted);
  }
});

test("the message names the place and the cure", () => {
  const failed = (source: "setting" | "environment" | "path" | "bundled") =>
    explain({ candidate: { source, path: "/x/prep-ls" }, fault: "there is no such file" }, true);
  assert.equal(
    failed("setting"),
    "prep-ls did not start. The setting “prep-ls.path” names /x/prep-ls: there is no such file. Correct the setting, or clear it to use the server that comes with the extension.",
  );
  assert.match(failed("environment"), /PREP_LS_SERVER names \/x\/prep-ls.*unset it/);
  assert.match(failed("path"), /PATH leads to \/x\/prep-ls.*cargo install prep-ls/);
  assert.match(failed("bundled"), /for your platform/);
  assert.match(explain(undefined, true), /not on the PATH.*Install it/);
  assert.match(explain(undefined, false), /Trust the folder/);
});
