//! **Every quick fix, on every finding of every note:**
//!
//! - The finding is gone, or some of what it lists. A fix that merely makes a place for what the person is to write
//!   does not say that it mends; the finding is gone when the place is filled in.
//! - No new finding appears outside of what the fix put in.
//! - Within what it put in, a line has at most one finding. It is about the very place to be filled in ([`GAPS`]), or
//!   no graver than the one that was mended.
//! - Taken again it changes nothing: it is not offered again for the same.
//! - Line ends, and the note's end, are as they were. Edits are disjoint and in order.
//!
//! Each case of a rule is tried with every line end and without a final one, a whole note with these in turn.

use prep_ls::ide::{Action, ActionKind};
use prep_ls::rules::{Edit, Finding};
use rayon::prelude::*;
use serde_json::Value;

use crate::notes::{
    Desk, Fault, Note, Tally, Version, assert_none, inserted, is_suppression, labelled, moved,
    of_fixtures, of_rules, said, shown, ways,
};

/// The rules that say of a place that it is still to be filled in.
const GAPS: [&str; 3] = ["empty-section", "empty-field", "incomplete-story"];

#[test]
fn every_quick_fix_of_the_rules_mends_what_it_belongs_to() {
    assert_mended(&of_rules(0));
}

#[test]
fn every_quick_fix_of_the_rules_mends_nothing_else() {
    assert_mended(&of_rules(1));
}

#[test]
fn every_quick_fix_mends_variants_of_notes() {
    assert_mended(&of_fixtures());
}

#[test]
fn every_quick_fix_mends_labelled_notes() {
    assert_mended(&labelled("labelled"));
}

#[test]
fn every_quick_fix_mends_unseen_notes() {
    assert_mended(&labelled("unseen"));
}

#[test]
fn every_quick_fix_mends_unseen_notes_of_the_second_round() {
    assert_mended(&labelled("unseen-2"));
}

#[test]
fn every_quick_fix_mends_unseen_notes_of_the_third_round() {
    assert_mended(&labelled("unseen-3"));
}

fn assert_mended(notes: &[Note]) {
    assert_none(notes.par_iter().flat_map_iter(mended).collect());
}

fn quick(kind: ActionKind) -> bool {
    kind == ActionKind::QuickFix
}

fn mended(note: &Note) -> Vec<Fault> {
    let mut wrong = Vec::new();
    let texts = note.texts();
    for (way, text) in texts.iter().enumerate() {
        let (mut desk, version) = Desk::new(note, text);
        let first = version.actions(0..text.len(), &quick);
        let fixes = first.iter().filter(|action| !is_suppression(action));
        for (number, action) in fixes.enumerate() {
            let finding = version
                .finding(action)
                .expect("a quick fix belongs to a finding");
            let tried = match &note.rule {
                // What a case is not about says nothing new with other line ends.
                Some(own) => way == 0 || own == finding.rule.name,
                None => number % texts.len() == way,
            };
            if tried {
                wrong.extend(one(&mut desk, &version, &first, action, finding, note));
            }
        }
    }
    wrong
}

fn one(
    desk: &mut Desk<'_>,
    version: &Version,
    first: &[Action],
    action: &Action,
    finding: &Finding,
    note: &Note,
) -> Vec<Fault> {
    let mut wrong = Vec::new();
    let before = version.tally();
    let rule = finding.rule.name;
    let edits = action.edits.as_deref().unwrap_or_default();
    let next = desk.after(version, edits);
    let mut fail = |what: String| {
        let place = format!("  {}: {}\n{}", note.name, finding.text, shown(&next.text));
        wrong.push((format!("{rule} [{}]: {what}", action.title), place));
    };
    if let Some(what) = ways(&version.text, &next.text) {
        fail(what.to_owned());
    }
    let tally = next.tally();
    let count = |tally: &Tally, about: &_| tally.get(about).copied().unwrap_or(0);
    let own = said(finding);
    let is_less = |tally: &Tally| {
        own.iter()
            .any(|about| count(tally, about) < count(&before, about))
    };
    if !is_less(&tally) {
        if action.mends {
            fail("the finding is still there".into());
        } else {
            let filled = desk.after(version, &filled(version, edits, finding));
            if !is_less(&filled.tally()) {
                let text = shown(&filled.text);
                fail(format!(
                    "the finding is still there when its place is filled in\n{text}"
                ));
            }
        }
    }
    for (name, place, text) in brought(&next, edits, finding, &before, tally) {
        fail(format!("brings {name} {place} ({text})"));
    }
    let again = next.actions(0..next.text.len(), &quick);
    let same = |actions: &[Action], version: &Version| {
        let same = actions.iter().filter(|other| {
            let theirs = version.finding(other).map(said).unwrap_or_default();
            other.title == action.title && theirs == own
        });
        same.count()
    };
    if same(&again, &next) >= same(first, version) {
        fail("is offered again".into());
    }
    wrong
}

/// What a fix brings that it should not: the rule, where it speaks up, and what it says.
fn brought(
    next: &Version,
    edits: &[Edit],
    finding: &Finding,
    before: &Tally,
    mut excess: Tally,
) -> Vec<(&'static str, &'static str, String)> {
    excess.retain(|about, now| {
        *now = now.saturating_sub(before.get(about).copied().unwrap_or(0));
        *now > 0
    });
    let inserted = inserted(edits);
    let heading = moved(edits, finding.range.start);
    let mut lines: Vec<usize> = Vec::new();
    // What stands in the new text accounts for what is new, if it may.
    let mut others = Vec::new();
    for new in next.snapshot.findings.iter() {
        let at = &new.range;
        let mut put = inserted.iter();
        let within =
            at.start == heading || put.any(|put| put.start <= at.start && at.end <= put.end);
        let known = GAPS.contains(&new.rule.name) || new.severity <= finding.severity;
        let line = next.snapshot.text.line_of(at.start);
        for about in said(new) {
            let Some(left) = excess.get_mut(&about).filter(|left| **left > 0) else {
                continue;
            };
            if within && known && !lines.contains(&line) {
                *left -= 1;
                lines.push(line);
            } else {
                others.push((about, within, new));
            }
        }
    }
    let others = others.into_iter().filter(|(about, _, _)| excess[about] > 0);
    let others = others.map(|(_, within, new)| {
        let place = if within { "in its own" } else { "elsewhere" };
        (new.rule.name, place, new.text.clone())
    });
    others.collect()
}

/// The edits of a stub with its places filled in as a person would: each label and each empty item says something
/// concrete, on the topic that the finding is about, and each task is done.
fn filled(version: &Version, edits: &[Edit], finding: &Finding) -> Vec<Edit> {
    let topics = &version.snapshot.grammar.lexicon().topics;
    let wanted = finding.data.get("topic").and_then(Value::as_str);
    let topic = topics
        .iter()
        .find(|topic| Some(topic.id.as_str()) == wanted);
    let deed = match topic {
        Some(topic) => {
            let named: Vec<&str> = topic.specifics.iter().take(8).map(String::as_str).collect();
            format!("I ran {} at 12 sites in 2025", named.join(", "))
        }
        None => "I moved 12 sites to the new rota in 2025".to_owned(),
    };
    let line = |line: &str| {
        let done = line.replace("[ ]", "[x]");
        let kept = done.trim_end();
        let (end, row) = (&done[kept.len()..], kept.trim_end_matches('|').trim_end());
        if kept.starts_with('#') && finding.rule.name == "incomplete-story" {
            // A sub-heading is filled in below.
            format!("{kept}\n{deed}\n{end}")
        } else if kept.ends_with([':', '-', '*', '+', ']']) {
            format!("{kept} {deed}{end}")
        } else if row.ends_with('|') {
            format!("{row} {deed} |{end}")
        } else {
            done
        }
    };
    let edits = edits.iter().map(|edit| {
        let text = edit.text.split_inclusive('\n').map(line).collect();
        Edit {
            range: edit.range.clone(),
            text,
        }
    });
    edits.collect()
}
