use std::collections::HashSet;

use super::testing::{findings, findings_amid, parse};
use super::*;

/// The examples of a rule's page: what each is, and its text.
fn examples(docs: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String, String)> = None;
    for line in docs.lines() {
        match &mut open {
            None => {
                let fence: String = line
                    .chars()
                    .take_while(|char| matches!(char, '`' | '~'))
                    .collect();
                if fence.len() >= 3 {
                    let info = &line[fence.len()..];
                    assert!(
                        matches!(info, "md bad" | "md good" | "md resume"),
                        "an example is `md bad`, `md good` or the `md resume` of both: {line}"
                    );
                    open = Some((fence, info.to_owned(), String::new()));
                }
            }
            Some((fence, info, text)) if line == fence => {
                found.push((info.clone(), std::mem::take(text)));
                open = None;
            }
            Some((_, _, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    found
}

#[test]
fn names_are_unique_and_kebab_case() {
    let mut seen = HashSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.name), "{} is registered twice", rule.name);
        assert!(
            rule.name
                .chars()
                .all(|char| char.is_ascii_lowercase() || char == '-'),
            "{}",
            rule.name
        );
    }
}

#[test]
fn every_rule_has_a_whole_page() {
    for rule in RULES {
        let docs = rule.docs();
        for part in [
            "## Why it matters",
            "## Example",
            "## Source",
            "md bad",
            "md good",
        ] {
            assert!(
                docs.contains(part),
                "{}: the page lacks `{part}`",
                rule.name
            );
        }
        let summary = rule.summary();
        assert!(
            summary.ends_with('.') && summary.len() < 200,
            "{}: {summary}",
            rule.name
        );
    }
}

#[test]
fn bad_examples_report_the_marked_place_and_good_ones_nothing() {
    for rule in RULES {
        let examples = examples(&rule.docs());
        let resume = examples.iter().find(|(info, _)| info == "md resume");
        let around = Surroundings {
            resume: resume.map(|(_, text)| Resume {
                name: "resume.md".to_owned(),
                numbers: crate::grammar::numbers::values(text),
            }),
            ..Surroundings::default()
        };
        for (info, example) in &examples {
            if info == "md resume" {
                continue;
            }
            let bad = info == "md bad";
            let (text, marks) = parse(example);
            let found: Vec<_> = findings_amid(&text, rule.name, around.clone())
                .into_iter()
                .map(|finding| finding.range)
                .collect();
            let marked: Vec<_> = marks.into_iter().map(|(range, _)| range).collect();
            assert_eq!(
                bad,
                !marked.is_empty(),
                "{}: only a bad example has markers",
                rule.name
            );
            let show = |ranges: &[std::ops::Range<usize>]| -> Vec<String> {
                ranges
                    .iter()
                    .map(|range| format!("{range:?} {:?}", &text[range.clone()]))
                    .collect()
            };
            assert_eq!(show(&found), show(&marked), "{} on\n{text}", rule.name);
        }
    }
}

#[test]
fn a_rule_that_panics_loses_only_its_own_result() {
    use crate::{
        grammar::Grammar,
        note::{Globs, Note},
        syntax::Syntax,
        text::Text,
    };
    use std::sync::Arc;
    // The engine's own guard, on a rule of the test's.
    static BROKEN: Rule = Rule {
        name: "broken",
        group: Group::Structure,
        severity: Some(Severity::Warning),
        content: false,
        placeholders: false,
        options: &[],
        page: "",
        check: Check::Note(|_, _| panic!("on purpose")),
    };
    let text = Text::new("## Job Overview\n");
    let grammar = Grammar::standard();
    let note = Note::new(&text, &Syntax::parse(&text), &grammar, Globs::Included);
    let mut checker = Checker::default();
    let rules: Vec<&'static Rule> = RULES.iter().copied().chain([&BROKEN]).collect();
    let report = checker.check_with(&rules, &note, &text, &grammar, &Arc::default());
    assert_eq!(report.panicked, ["broken"]);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.rule.name == "missing-title")
    );
}

#[test]
fn messages_are_one_sentence_with_the_rules_name_last() {
    let finding = &findings(
        "# Interview Prep: A – B\n\n## Questions to Ask Them\n- Why us?\n",
        "too-few-questions",
    )[0];
    assert_eq!(
        finding.message(),
        "Only 1 question to ask: prepare at least 3 (too-few-questions)"
    );
}

#[test]
fn the_nearest_rule_is_suggested() {
    for (name, nearest_rule) in [
        ("missing-sections", Some("missing-section")),
        ("placholder", Some("placeholder")),
        ("Empty_Field", Some("empty-field")),
        ("something-else-entirely", None),
    ] {
        assert_eq!(nearest(name), nearest_rule, "{name}");
    }
}
