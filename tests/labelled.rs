//! Whole notes of many professions, with every expected finding marked: how precise the rules are,
//! and what they miss.
//!
//! `tests/rules/{labelled,unseen}/*.md`: below a line in which something is to be reported stands `^^^` and
//! the rules' names; `%% today = …` is the day. Only the line and the rule count. The table is
//! printed with `--no-capture`; every finding that is marked wrongly or not at all is listed.

// The table of figures is what it is run for.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::Path;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;

#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

/// A labelled note: its text, the day, and the marks as pairs of line and rule.
fn read(source: &str) -> (String, Option<jiff::civil::Date>, Vec<(usize, String)>) {
    let (mut text, mut today, mut marks) = (String::new(), None, Vec::new());
    let mut lines = 0;
    for line in source.lines() {
        if let Some(day) = line.strip_prefix("%% today = ") {
            today = Some(day.trim().parse().expect("a day is a date"));
        } else if let Some(rules) = line.trim_start().strip_prefix("^^^ ") {
            marks.extend(rules.split(',').map(|rule| (lines, rule.trim().to_owned())));
        } else {
            text += line;
            text.push('\n');
            lines += 1;
        }
    }
    (text, today, marks)
}

/// The notes that the rules were made with: no rule may have a lower precision or recall, in all and
/// where it has so many findings that one of them does not decide.
#[test]
fn the_rules_say_what_people_marked() {
    let (counts, all, told) = measure("labelled");
    assert!(
        all.precision() >= 0.97 && all.recall() >= 0.95,
        "precision {:.3}, recall {:.3}:\n{told}",
        all.precision(),
        all.recall(),
    );
    for (rule, count) in &counts {
        // One finding in five is no share.
        let few = count.wrong.max(count.missed) <= 1;
        assert!(
            few || count.precision() >= 0.97 && count.recall() >= 0.95,
            "{rule}: precision {:.3}, recall {:.3}\n{told}",
            count.precision(),
            count.recall()
        );
    }
}

/// Notes whose writers saw neither the rules' words nor their code. When they were first measured
/// precision was 0.78 and recall 0.76; what was learned from them since is general.
#[test]
fn the_rules_hold_on_notes_they_were_not_made_with() {
    let (_, all, told) = measure("unseen");
    assert!(
        all.precision() >= 0.95 && all.recall() >= 0.88,
        "precision {:.3}, recall {:.3}:\n{told}",
        all.precision(),
        all.recall(),
    );
}

/// Notes of further trades and manners of writing: two batches, written blind. When they were first
/// measured, precision of warnings was 0.57 (the second batch, after the first was learned from: 0.76), because headings such as "CV POINTS" or "To read up" were taken for
/// no section; what was learned from them is general as well.
#[test]
fn the_rules_hold_on_notes_written_blind() {
    let (counts, all, told) = measure("unseen-2");
    for rule in [
        "missing-section",
        "vague-talking-point",
        "too-few-questions",
        "empty-field",
    ] {
        let wrong = counts.get(rule).map_or(0, |count| count.wrong);
        assert_eq!(wrong, 0, "{rule} warns of nothing:\n{told}");
    }
    assert!(
        all.precision() >= 0.91 && all.recall() >= 0.94,
        "precision {:.3}, recall {:.3}:\n{told}",
        all.precision(),
        all.recall(),
    );
}

/// A third blind set, twenty notes and as many with planted faults. When they were first measured, five
/// of six warnings on the good notes were wrong, and 0.84 of the planted faults were found.
#[test]
fn the_rules_hold_on_a_third_blind_set() {
    let (counts, all, told) = measure("unseen-3");
    for rule in [
        "missing-section",
        "missing-talking-point",
        "title-mismatch",
        "wrong-company",
        "too-few-questions",
    ] {
        let wrong = counts.get(rule).map_or(0, |count| count.wrong);
        assert_eq!(wrong, 0, "{rule} warns of nothing:\n{told}");
    }
    assert!(
        all.precision() >= 0.97 && all.recall() >= 0.95,
        "precision {:.3}, recall {:.3}:\n{told}",
        all.precision(),
        all.recall(),
    );
}

/// Checks the notes of a folder of `tests/rules`: the counts of each rule, of all, and what differs.
fn measure(folder: &str) -> (BTreeMap<String, Count>, Count, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the entry is readable").path())
        .collect();
    files.sort();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut differences = String::new();
    for path in &files {
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy();
        let source = std::fs::read_to_string(path).expect("the note is UTF-8");
        let (text, today, mut marks) = read(&source);
        for (_, rule) in &marks {
            assert!(
                prep_ls::rules::rule(rule).is_some(),
                "{name}: no rule is called {rule}"
            );
        }
        let profile = Profile::new(Config::default(), None, today).0;
        let mut document = Document::new(&text, None, profile);
        let report = document.check();
        assert!(
            document.note().is_note() && report.panicked.is_empty(),
            "{name}"
        );
        for finding in report.findings {
            let line = document.text().line_of(finding.range.start) + 1;
            let rule = finding.rule.name;
            let count = counts.entry(rule.to_owned()).or_default();
            let mark = marks
                .iter()
                .position(|mark| mark.0 == line && mark.1 == rule);
            match mark {
                Some(mark) => {
                    marks.swap_remove(mark);
                    count.right += 1;
                }
                None => {
                    count.wrong += 1;
                    let said = document.text().slice(document.text().line_range(line - 1));
                    differences += &format!(
                        "{name}:{line}: {} | {}\n",
                        finding.message(),
                        said.trim_end()
                    );
                }
            }
        }
        for (line, rule) in marks {
            let said = document.text().slice(document.text().line_range(line - 1));
            differences += &format!("{name}:{line}: missed {rule} | {}\n", said.trim_end());
            counts.entry(rule).or_default().missed += 1;
        }
    }
    let mut all = Count::default();
    println!(
        "{:<26} {:>5} {:>5} {:>6} {:>9} {:>7}",
        "rule", "right", "wrong", "missed", "precision", "recall"
    );
    for (rule, count) in &counts {
        print_row(rule, count);
        all.right += count.right;
        all.wrong += count.wrong;
        all.missed += count.missed;
    }
    print_row("all", &all);
    println!("{differences}");
    assert!(files.len() >= 20, "{} notes", files.len());
    (counts, all, differences)
}

fn print_row(rule: &str, count: &Count) {
    println!(
        "{rule:<26} {:>5} {:>5} {:>6} {:>9.3} {:>7.3}",
        count.right,
        count.wrong,
        count.missed,
        count.precision(),
        count.recall()
    );
}
