//! Every rule on notes with markers under what it is to report.
//!
//! `tests/rules/<rule>.md` is a sequence of cases, each after a line `=== name`. Lines `%% option`
//! at its start set:
//!
//! - `path = x.md`: the note's path; `case.prep.md` makes any text a note
//! - `level = info`: the rule's level
//! - `config = …`: a line of `prep.toml`, with dotted keys
//! - `today = 2026-01-01`: the day it is
//! - `resume = …`: what the résumé says
//! - `companies = A, B`: the companies of the workspace's notes
//! - `elsewhere = id, id`: sections that linked files hold
//! - `open`: the text does not end in a line end; all others and what fixes make of them do. With
//!   `open = both` what fixes make of it does not, either
//!
//! A line of nothing but spaces and carets, or that and a text, marks what stands above it, by
//! characters, and is taken out first. After the carets may stand a severity and `: ` with a piece
//! of the message; carets followed by `and` carry on the mark above them. Carets beyond the line's end mark that end, as an empty range.
//!
//! After a line `--- after safe fixes` stands what they make of the text, after `--- after fix 2`
//! what the second fix of the first finding makes of it. Every case runs with each line end, and
//! with a byte order mark, too.

#[path = "rules/case.rs"]
mod case;

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use prep_ls::rules::{Finding, RULES, rule};

use case::{Case, VARIANTS, save};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for rule in RULES {
        let path = folder().join(rule.name).with_extension("md");
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let text = format!("\n{text}");
        let sources = text.split("\n=== ").skip(1);
        all.extend(sources.map(|source| Case::parse(rule.name, source)));
    }
    all
}

/// A text with findings, or whatever else there is at ranges of it, marked below its lines.
fn annotated(text: &str, ending: &str, marks: &[(Range<usize>, String)]) -> String {
    let mut out = String::new();
    let mut start = 0;
    for line in text.split(ending) {
        let end = start + line.len();
        let _ = writeln!(out, "    | {line}");
        for (range, what) in marks
            .iter()
            .filter(|(range, _)| (start..=end).contains(&range.start))
        {
            let indent = text[start..range.start]
                .trim_start_matches('\u{feff}')
                .chars()
                .count();
            let carets = text[range.start..range.end.min(end)].chars().count().max(1);
            let more = if range.end > end { " (and on)" } else { "" };
            let _ = writeln!(
                out,
                "    | {}{} {what}{more}",
                " ".repeat(indent),
                "^".repeat(carets)
            );
        }
        start = end + ending.len();
    }
    out
}

/// Fails with all that is wrong, not only the first of it.
fn assert_none(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_rule_has_its_cases() {
    let cases = cases();
    let mut wrong = Vec::new();
    for rule in RULES {
        let own: Vec<&Case> = cases.iter().filter(|case| case.rule == rule.name).collect();
        let silent = own.iter().filter(|case| case.marks.is_empty()).count();
        if own.len() < 6 || silent < 2 {
            let name = rule.name;
            wrong.push(format!(
                "{name}: {} cases, {silent} of them silent",
                own.len()
            ));
        }
    }
    for entry in std::fs::read_dir(folder()).expect("the fixtures are there") {
        let path = entry.expect("the entry is readable").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        if rule(stem).is_none() {
            wrong.push(format!("{} is named after no rule", path.display()));
        }
    }
    for (at, case) in cases.iter().enumerate() {
        if cases[..at]
            .iter()
            .any(|other| other.to_string() == case.to_string())
        {
            wrong.push(format!("{case}: twice"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn findings_are_the_marked_ones() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (ending, before) in VARIANTS {
            let text = save(&case.text, ending, before);
            let found = case.findings(&text);
            let ranges: Vec<Range<usize>> = case
                .marks
                .iter()
                .map(|mark| mark.range(&text, ending, before))
                .collect();
            let pairs = case.marks.iter().zip(&ranges).zip(&found);
            let met = pairs
                .into_iter()
                .all(|((mark, range), finding)| mark.is_met_by(finding, range.clone()));
            if met && found.len() == ranges.len() {
                continue;
            }
            let expected = case.marks.iter().zip(ranges).map(|(mark, range)| {
                let severity = mark.severity.as_deref().unwrap_or("any");
                (range, format!("{severity}: {}", mark.message))
            });
            let found = found.iter().map(|finding| {
                let severity = finding.severity.as_str();
                (
                    finding.range.clone(),
                    format!("{severity}: {}", finding.text),
                )
            });
            let expected = annotated(&text, ending, &expected.collect::<Vec<_>>());
            let found = annotated(&text, ending, &found.collect::<Vec<_>>());
            wrong.push(format!(
                "{case} ({ending:?}{before:?})\n  expected\n{expected}  found\n{found}"
            ));
            break;
        }
    }
    assert_none(&wrong);
}

#[test]
fn fixes_make_what_is_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        for ((ending, before), (number, expected)) in VARIANTS
            .iter()
            .flat_map(|way| case.fixed.iter().map(move |fixed| (*way, fixed)))
        {
            let [text, expected] = [&case.text, expected].map(|text| save(text, ending, before));
            let fixed = case.fix(&text, *number);
            let fixed = fixed.unwrap_or("no such fix".to_owned());
            if fixed != expected {
                let [expected, fixed] = [expected, fixed].map(|text| annotated(&text, ending, &[]));
                wrong.push(format!(
                    "{case} ({ending:?})\n  expected\n{expected}  found\n{fixed}"
                ));
                break;
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn fixing_again_changes_nothing() {
    let mut wrong = Vec::new();
    for case in cases() {
        let before = case.findings(&case.text);
        if before.iter().all(|finding| !finding.has_fixes()) {
            continue;
        }
        for number in [None, Some(1), Some(2), Some(3)] {
            let Some(text) = case.fix(&case.text, number) else {
                continue;
            };
            let after = case.findings(&text);
            let again = match number {
                None => case.fix(&text, None).is_some_and(|again| again != text),
                // What the fix mended is gone, or has no such fix any more.
                Some(number) => {
                    same_fixes(&before, &before[0], number)
                        <= same_fixes(&after, &before[0], number)
                }
            };
            if again {
                let fixed = annotated(&text, "\n", &[]);
                wrong.push(format!("{case}, fix {number:?}\n  mends again\n{fixed}"));
            }
        }
    }
    assert_none(&wrong);
}

/// How many findings say the same as one does, and have the same fix of a number.
fn same_fixes(findings: &[Finding], one: &Finding, number: usize) -> usize {
    let title = |finding: &Finding| {
        let fix = finding.fixes().into_iter().nth(number - 1);
        fix.map(|fix| fix.title)
    };
    let same = |other: &&Finding| other.text == one.text && title(other) == title(one);
    findings.iter().filter(same).count()
}
