import assert from "node:assert/strict";
import { test } from "node:test";

import type { Row } from "../src/rows.ts";
import { compare, description, label, spoken, status } from "../src/rows.ts";

const row = (own: Partial<Row> = {}): Row => ({
  uri: "file:///notes/quay.prep.md",
  path: "notes/quay.prep.md",
  company: "Quay Bakery",
  role: "Head Baker",
  interview: "2026-12-01",
  daysLeft: 9,
  stage: "Begun",
  line: "Begun: 3 of 8 sections done · 2 warnings · 9 days left",
  sectionsDone: 3,
  sectionsRequired: 8,
  warnings: 2,
  missing: [],
  ...own,
});

test("a row tells whose it is, what for, when, and what is open", () => {
  for (const [own, wanted] of [
    [{}, "Dec 1, in 9 days · 2 warnings · Head Baker"],
    [{ daysLeft: 1, warnings: 1 }, "Dec 1, tomorrow · 1 warning · Head Baker"],
    [{ daysLeft: 0, warnings: 0 }, "Dec 1, today · Head Baker"],
    [{ daysLeft: -1, role: null }, "Dec 1, yesterday · 2 warnings"],
    [{ daysLeft: -12 }, "Dec 1, 12 days ago · 2 warnings · Head Baker"],
    [{ daysLeft: 400, interview: "2027-12-27" }, "Dec 27, 2027, in 400 days · 2 warnings · Head Baker"],
    [{ interview: null, daysLeft: null }, "2 warnings · Head Baker"],
    [{ interview: "soon" }, "2 warnings · Head Baker"],
    [{ daysLeft: null }, "Dec 1 · 2 warnings · Head Baker"],
  ] as const) {
    assert.equal(description(row(own), "en"), wanted);
  }
  assert.equal(description(row(), "de"), "1. Dez., in 9 days · 2 warnings · Head Baker");
});

test("a note without a company goes by its file", () => {
  assert.equal(label(row()), "Quay Bakery");
  assert.equal(label(row({ company: null })), "quay.prep.md");
  assert.equal(spoken(row({ role: null, interview: null, warnings: 0, line: "Ready" })), "Quay Bakery, Ready");
});

test("the next interview comes first, what is over last", () => {
  const rows = [
    row({ company: "Over long ago", daysLeft: -40 }),
    row({ company: "Undated B", daysLeft: null }),
    row({ company: "Later", daysLeft: 20 }),
    row({ company: "Over", daysLeft: -2 }),
    row({ company: "Undated A", daysLeft: null }),
    row({ company: "Today", daysLeft: 0 }),
  ];
  assert.deepEqual(rows.sort(compare).map(label), ["Today", "Later", "Undated A", "Undated B", "Over", "Over long ago"]);
});

test("the status bar is short", () => {
  assert.equal(status(row()), "Begun · 3 of 8 · 2 warnings");
  assert.equal(status(row({ stage: "Ready", sectionsDone: 8, warnings: 0 })), "Ready · 8 of 8");
});
