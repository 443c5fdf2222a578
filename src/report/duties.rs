//! The duties and requirements of the posting, each whole and in its own words. What is asked for piece by piece is
//! `coverage`; here no item may be lost, whether anything could answer it or not.

use crate::coverage;
use crate::grammar::{FieldKind, Grammar, Voice};
use crate::note::{Entry, EntryKind, Note, SegmentRef};

use super::said::{value, whole};

/// All of them in the order of the note; items with a label that nobody knows come last, as they may be anything.
pub(super) fn duties(note: &Note, grammar: &Grammar) -> Vec<String> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for section in &note.sections {
        if grammar.sections[section.spec].voice != Voice::Posting {
            continue;
        }
        for at in note.segments_of(section) {
            of_segment(at, section.spec, grammar, &mut found, &mut others);
        }
    }
    found.append(&mut others);
    found.retain(|duty| duty.chars().any(char::is_alphanumeric));
    found
}

fn of_segment(
    at: SegmentRef<'_>,
    kind: usize,
    grammar: &Grammar,
    found: &mut Vec<String>,
    others: &mut Vec<String>,
) {
    let segment = at.segment;
    let mut told = vec![false; segment.entries.len()];
    for (index, entry) in (0u32..).zip(&segment.entries) {
        // What is nested in an item is told with it.
        let within = entry.parent.is_some_and(|parent| told[parent as usize]);
        let is_part = segment.part_named_by(index).is_some();
        let is_prose = !matches!(
            entry.kind,
            EntryKind::Header | EntryKind::Cell | EntryKind::Code
        );
        if within || entry.quoted || !is_prose || is_part {
            told[index as usize] = within;
            continue;
        }
        let own = entry.label.as_ref();
        let own = own.and_then(|label| label.meaning.field(kind));
        let field = coverage::field_of(at, index, kind, grammar);
        let listed = field.is_some_and(|field| field.kind == FieldKind::List);
        if !segment.has_content(index) && own.is_none() || field.is_some() && !listed {
            continue;
        }
        if own.is_some() {
            // "**Key Responsibilities:** plan, deliver and review care"; what is nested in it are items of their own.
            let is_row = entry.kind == EntryKind::Row;
            if is_row || entry.value.start < entry.value.end {
                found.push(value(at, index));
                told[index as usize] = is_row;
            }
            continue;
        }
        let is_item = entry.kind.is_item();
        if !listed && (!is_item || entry.bold_only || names_a_place(at, entry)) {
            continue;
        }
        told[index as usize] = true;
        match listed || entry.label.is_none() {
            true => found.push(whole(at, index)),
            false => others.push(whole(at, index)),
        }
    }
}

/// Whether an item is a label with a link: where the posting stands.
fn names_a_place(at: SegmentRef<'_>, entry: &Entry) -> bool {
    let value = at.str(entry.value);
    entry.label.is_some()
        && (value.contains("://") || value.contains("](") || value.contains("www."))
}
