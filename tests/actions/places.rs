//! **Every other action, at a sample of places in every note:**
//!
//! - Taken again it changes nothing: at the same place it is not offered any more. A section that moved moves back, to
//!   the very same text. One more question from the bank is not one of those that are there.
//! - No word is lost, but for those that a fix takes away, and where a thing is only moved or written otherwise none is
//!   added.
//! - Silencing a finding takes it away, and brings no other.
//! - Line ends, and the note's end, are as they were. Edits are disjoint and in order.
//!
//! Notes take turns with line ends, and without a final one.

use std::collections::BTreeMap;

use prep_ls::ide::{Action, ActionKind};
use prep_ls::rules::Edit;
use rayon::prelude::*;

use crate::notes::{
    Desk, Fault, Note, Version, assert_none, is_suppression, labelled, moved, of_fixtures,
    of_rules, said, shown, ways,
};

#[test]
fn every_action_is_done_once_in_cases_of_rules() {
    assert_done_once(&of_rules(0));
}

#[test]
fn every_action_is_done_once_in_other_cases_of_rules() {
    assert_done_once(&of_rules(1));
}

#[test]
fn every_action_is_done_once_in_variants_of_notes() {
    assert_done_once(&of_fixtures());
}

#[test]
fn every_action_is_done_once_in_labelled_notes() {
    assert_done_once(&labelled("labelled"));
}

#[test]
fn every_action_is_done_once_in_unseen_notes() {
    assert_done_once(&labelled("unseen"));
}

fn assert_done_once(notes: &[Note]) {
    let notes = notes.par_iter().enumerate();
    assert_none(
        notes
            .flat_map_iter(|(turn, note)| done_once(note, turn))
            .collect(),
    );
}

/// So many lines are one place where the cursor is tried: cases are short.
fn step(note: &Note) -> usize {
    if note.rule.is_some() { 3 } else { 7 }
}

fn done_once(note: &Note, turn: usize) -> Vec<Fault> {
    let mut wrong = Vec::new();
    let mut texts = note.texts();
    let text = texts.swap_remove(turn % texts.len());
    let (mut desk, version) = Desk::new(note, &text);
    let text = &version.snapshot.text;
    let mut seen: Vec<Vec<Edit>> = Vec::new();
    for line in (turn % step(note)..text.line_count()).step_by(step(note)) {
        let at = text.line_range(line).start;
        for action in version.actions(at..at, &|_| true) {
            let Some(edits) = &action.edits else {
                continue;
            };
            if action.kind == ActionKind::QuickFix && !is_suppression(&action) {
                continue;
            }
            // Silencing what a case is not about says nothing that its own rule's cases do not.
            let of_another = version.finding(&action).is_some_and(|finding| {
                let own = note.rule.as_deref();
                own.is_some_and(|own| own != finding.rule.name)
            });
            // The same from another line.
            if of_another || seen.contains(edits) {
                continue;
            }
            seen.push(edits.clone());
            let next = desk.after(&version, edits);
            for what in faults(&version, &next, &action, edits, at) {
                let place = format!("  {} line {}\n{}", note.name, line + 1, shown(&next.text));
                let digits = |char: &char| !char.is_ascii_digit();
                let id: String = action.id.chars().filter(digits).collect();
                wrong.push((format!("{id}: {what}"), place));
            }
        }
    }
    wrong
}

fn faults(
    version: &Version,
    next: &Version,
    action: &Action,
    edits: &[Edit],
    at: usize,
) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(what) = ways(&version.text, &next.text) {
        faults.push(what.to_owned());
    }
    let there = moved(edits, at);
    let again = next.actions(there..there, &|_| true);
    let same = again.iter().find(|other| other.id == action.id);
    let (old, new) = (words(&version.text), words(&next.text));
    let lost = || old.iter().any(|(word, count)| new.get(word) < Some(count));
    match action.id.as_str() {
        "fix-all" => {}
        // The fence's own word.
        "unwrap" => {
            let mut lines = version.text.lines();
            let kept = next
                .text
                .lines()
                .all(|line| lines.any(|other| other == line));
            if !kept || version.text.lines().count() > next.text.lines().count() + 2 {
                faults.push("changes more than the fence".to_owned());
            }
        }
        _ if lost() => faults.push("loses words".to_owned()),
        _ => {}
    }
    match action.id.as_str() {
        "move-up" | "move-down" => {
            let back = if action.id == "move-up" {
                "move-down"
            } else {
                "move-up"
            };
            let back = again.iter().find(|other| other.id == back);
            let back = back.and_then(|back| back.edits.as_deref());
            let back = back.map(|edits| prep_ls::fix::apply(&next.text, edits));
            if back.as_ref() != Some(&version.text) {
                faults.push("does not move back".to_owned());
            }
            if old != new {
                faults.push("adds words".to_owned());
            }
        }
        "headings-to-parts" | "parts-to-headings" | "bullets" | "bullets-section" => {
            if old != new {
                faults.push("adds words".to_owned());
            }
            if same.is_some() {
                faults.push("is offered again".to_owned());
            }
        }
        id if id.starts_with("question-") => {
            let put = &edits[0].text;
            if version.text.contains(put.trim())
                || same.is_some_and(|same| same.edits.as_deref() == Some(edits))
            {
                faults.push(format!("asks the same again: {put:?} {edits:?}"));
            }
        }
        id if id.starts_with("ignore-") => {
            let finding = version.finding(action).expect("a finding to silence");
            let (before, left) = (version.tally(), next.tally());
            let own = said(finding);
            if own.iter().any(|about| left.get(about) >= before.get(about)) {
                faults.push("does not silence it".to_owned());
            }
            let mut left = left.iter();
            if left.any(|(about, count)| before.get(about) < Some(count)) {
                faults.push("brings a finding".to_owned());
            }
        }
        _ if same
            .is_some_and(|same| same.title == action.title || same.kind == ActionKind::FixAll) =>
        {
            faults.push("is offered again".to_owned());
        }
        _ => {}
    }
    faults
}

/// The words of a text, with how often they stand there.
fn words(text: &str) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|char: char| !char.is_alphanumeric()) {
        // The number of an item goes with its list.
        if !word.is_empty() && !word.starts_with(|char: char| char.is_ascii_digit()) {
            *words.entry(word).or_default() += 1;
        }
    }
    words
}
