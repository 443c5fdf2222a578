//! What the tests of rules share: notes with markers under the text that a rule is to report.
//!
//! A line of nothing but spaces and carets (`^^^`) marks the text above it, and is taken out before
//! the note is read. Whatever follows the carets is part of the message.

use std::ops::Range;
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{Globs, Note};
use crate::syntax::Syntax;
use crate::text::Text;

use super::{Checker, Finding, Settings, Surroundings};

/// A note without its markers, and the ranges that they mark with what they say.
pub(crate) fn parse(marked: &str) -> (String, Vec<(Range<usize>, String)>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut last = 0;
    for line in marked.split_inclusive('\n') {
        let bare = line.trim_start();
        let carets = bare.bytes().take_while(|&byte| byte == b'^').count();
        let is_marker =
            carets > 0 && (bare[carets..].trim().is_empty() || bare[carets..].starts_with(' '));
        if !is_marker {
            last = text.len();
            text.push_str(line);
            continue;
        }
        let column = line.chars().count() - bare.chars().count();
        let above: Vec<(usize, char)> = text[last..]
            .trim_end_matches(['\n', '\r'])
            .char_indices()
            .collect();
        let end_of_line = text[last..].trim_end_matches(['\n', '\r']).len();
        let offset = |column: usize| last + above.get(column).map_or(end_of_line, |(at, _)| *at);
        marks.push((
            offset(column)..offset(column + carets),
            bare[carets..].trim().to_owned(),
        ));
    }
    (text, marks)
}

/// What a rule finds in a text that is taken for a note whatever it says.
pub(crate) fn findings(text: &str, rule: &str) -> Vec<Finding> {
    findings_amid(text, rule, Surroundings::default())
}

/// The same, with something round the note.
pub(crate) fn findings_amid(text: &str, rule: &str, around: Surroundings) -> Vec<Finding> {
    let text = Text::new(text);
    let grammar = Grammar::standard();
    let note = Note::new(&text, &Syntax::parse(&text), &grammar, Globs::Included);
    // Suppressions are judged by what the other rules found.
    let alone = super::rule(rule).is_some_and(|rule| rule.group != super::Group::Suppressions);
    let select = if alone {
        vec![rule.to_owned()]
    } else {
        Vec::new()
    };
    let settings = Arc::new(Settings {
        select,
        // The day on which the examples of the rules about dates are read.
        today: Some(jiff::civil::date(2026, 12, 1)),
        ..Settings::default()
    });
    let mut checker = Checker::default();
    checker.set_surroundings(Arc::new(around));
    let report = checker.check(&note, &text, &grammar, &settings);
    assert_eq!(report.panicked, Vec::<&str>::new(), "a rule panicked");
    report
        .findings
        .into_iter()
        .filter(|finding| finding.rule.name == rule)
        .collect()
}
