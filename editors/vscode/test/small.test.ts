import assert from "node:assert/strict";
import { test } from "node:test";

import { suggestedName, wrongName } from "../src/files.ts";
import { MOST, Restarts, WITHIN } from "../src/restarts.ts";
import type { Heading } from "../src/sections.ts";
import { SECTION, TITLE, neighbour, sectionLines } from "../src/sections.ts";
import { forServer, rules } from "../src/settings.ts";

test("a new file is named after the company and the role", () => {
  for (const [company, role, wanted] of [
    ["Marlowe Bay Hospital", "Staff Nurse, Acute", "marlowe-bay-hospital-staff-nurse-acute.prep.md"],
    ["O'Hara & Söhne", "", "ohara-söhne.prep.md"],
    ["주식회사", "간호사", "주식회사-간호사.prep.md"],
    ["  ", "…", "interview.prep.md"],
    ["../../etc", "passwd", "etc-passwd.prep.md"],
  ] as const) {
    const name = suggestedName(company, role);
    assert.equal(name, wanted);
    assert.equal(wrongName(name), undefined, name);
  }
  assert.ok(suggestedName("long ".repeat(80), "").length < 100);
});

test("a name that cannot be is told what is wrong", () => {
  for (const [name, wanted] of [
    ["", /Type a name/],
    ["../a.md", /must be in the folder/],
    ["a/../../b.md", /must be in the folder/],
    ["/etc/a.md", /must be in the folder/],
    ["C:\\a.md", /must be in the folder/],
    ["notes:b.md", /Leave out/],
    ["a.txt", /Markdown file/],
    [".md", /Markdown file/],
    ["2026/.md", /Markdown file/],
  ] as const) {
    assert.match(wrongName(name) ?? "", wanted, name);
  }
  for (const name of ["a.md", "a.prep.md", "2026/a b.markdown"]) {
    assert.equal(wrongName(name), undefined, name);
  }
});

test("a server that ends is started again, a few times", () => {
  const restarts = new Restarts();
  const ends = (times: number[]): boolean[] => times.map((time) => restarts.ended(time));
  assert.deepEqual(ends([0, 1, 2, 3]), Array<boolean>(MOST).fill(true));
  assert.equal(restarts.ended(4), false);
  assert.equal(restarts.ended(5 + WITHIN), true, "long after the others");
  restarts.reset();
  assert.deepEqual(ends([0, 1, 2, 3, 4]), [true, true, true, true, false]);
});

test("sections are what stands below the title, and standard sections anywhere", () => {
  const heading = (kind: number, line: number, ...children: Heading[]): Heading => ({ name: "x", kind, line, children });
  const PART = 11;
  const outline = [
    heading(TITLE, 0, heading(SECTION, 2, heading(PART, 4)), heading(PART, 9, heading(SECTION, 11)), heading(SECTION, 20)),
    heading(PART, 30),
  ];
  assert.deepEqual(sectionLines(outline), [2, 9, 11, 20, 30]);
  assert.deepEqual(sectionLines([]), []);
  const lines = [2, 9, 20];
  for (const [from, forward, wanted] of [
    [0, true, 2],
    [2, true, 9],
    [15, true, 20],
    [20, true, undefined],
    [20, false, 9],
    [10, false, 9],
    [2, false, undefined],
  ] as const) {
    assert.equal(neighbour(lines, from, forward), wanted);
  }
});

test("the server gets what is its own", () => {
  assert.deepEqual(forServer({ path: "/x", trace: { server: "off" }, rules: { placeholder: "hint" } }), { rules: { placeholder: "hint" } });
  assert.equal(forServer(null), null);
  assert.deepEqual(rules(["prep-ls.rules.b-c", "prep-ls.path", "prep-ls.rules.a"]), ["a", "b-c"]);
});
