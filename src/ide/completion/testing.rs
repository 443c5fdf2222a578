//! What the tests of the providers share: a note with `$0` for the cursor, and what is offered there.

use std::path::Path;
use std::sync::Arc;

use super::super::Snapshot;
use super::{Completion, Completions, LinkTargets, complete};
use crate::config::{Config, Profile};
use crate::document::Document;

/// The day it is in all tests: a Sunday.
pub(super) const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 22);

/// A fixture without its cursor, as a snapshot, and where the cursor was.
pub(super) fn at(fixture: &str) -> (Snapshot, usize) {
    let offset = fixture.find("$0").expect("a cursor in the fixture");
    let text = fixture.replacen("$0", "", 1);
    let (profile, _) = Profile::new(Config::default(), None, Some(TODAY));
    let path = text
        .contains("prep: by path")
        .then(|| Path::new("a.prep.md"));
    let mut document = Document::new(&text, path, profile);
    let findings = document.check().findings.into();
    let profile = document.profile();
    let snapshot = Snapshot {
        text: document.text().clone(),
        note: Arc::clone(document.note()),
        grammar: Arc::clone(&profile.grammar),
        settings: Arc::clone(&profile.settings),
        findings,
    };
    (snapshot, offset)
}

pub(super) fn completions(fixture: &str, trigger: Option<char>) -> Completions {
    let (snapshot, offset) = at(fixture);
    complete(&snapshot, offset, trigger, &LinkTargets::default())
}

/// What is offered on request.
pub(super) fn offers(fixture: &str) -> Vec<Completion> {
    completions(fixture, None).items
}

/// What comes up after a character.
pub(super) fn triggered(fixture: &str, trigger: char) -> Vec<Completion> {
    completions(fixture, Some(trigger)).items
}

/// The labels of what is offered on request.
pub(super) fn labels(fixture: &str) -> Vec<String> {
    labels_of(&offers(fixture))
}

pub(super) fn labels_of(items: &[Completion]) -> Vec<String> {
    items.iter().map(|item| item.label.clone()).collect()
}

/// The fixture after an item was accepted as plain text, without the text before and behind.
pub(super) fn accepted(fixture: &str, label: &str) -> String {
    let items = offers(fixture);
    let item = items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("no {label:?} in {:?}", labels_of(&items)));
    let mut text = fixture.replacen("$0", "", 1);
    text.replace_range(item.range.clone(), &item.plain);
    text
}

/// A note with a title, and a piece of a section below.
pub(super) fn note(rest: &str) -> String {
    format!("# Interview Prep: Harbour Clinic – Staff Nurse\n\n{rest}")
}
