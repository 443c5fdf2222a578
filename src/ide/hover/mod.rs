//! Hover: what there is to say about the thing at a place. One file for each kind of thing.

mod date;
mod front_matter;
mod link;
mod requirement;
mod rule;
mod section;
mod title;
mod topic;

use std::ops::Range;

use crate::grammar::Voice;
use crate::note::{Entry, EntryKind, SegmentRef};
use crate::syntax::InlineKind;

use super::Snapshot;

pub use link::{link_away, preview, preview_of};
pub(super) use section::about;

/// What to show at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The text it is about.
    pub range: Range<usize>,
    /// Markdown; [`plain`](super::plain) makes plain text of it.
    pub markdown: String,
}

/// What there is to say at an offset, if anything: about a section at its heading, the note at its
/// title, a requirement of the posting, a date, a topic's word, a link within the note, a rule's
/// name in a suppression, a key of the front matter.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let note = &snapshot.note;
    if !note.is_note() {
        return None;
    }
    if let Some(front) = &note.layout.front_matter
        && front.contains(&offset)
    {
        return front_matter::at(snapshot, offset);
    }
    let body = &note.layout.body;
    if !(body.start..=body.end).contains(&offset) {
        return None;
    }
    let at = note.segment(note.segment_at(offset)?);
    if let Some(found) = rule::at(at, offset) {
        return Some(found);
    }
    if let Some(heading) = &at.segment.heading {
        let range = at.range(heading.span);
        if (range.start..=range.end).contains(&offset) {
            return title::at(snapshot, at, range.clone())
                .or_else(|| section::at(snapshot, offset, range));
        }
    }
    if let Some(found) = link::at(snapshot, at, offset) {
        return Some(found);
    }
    let (index, entry) = entry_at(at, offset)?;
    if let Some(found) = date::at(snapshot, at, entry, offset) {
        return Some(found);
    }
    let voice = note
        .section_at(at.start)
        .map(|section| snapshot.grammar.sections[section.spec].voice);
    if voice == Some(Voice::Posting)
        && let Some(found) = requirement::at(snapshot, offset)
    {
        return Some(found);
    }
    topic::at(snapshot, at, index, voice, offset)
}

/// How far the note is, in Markdown; with a section, by its index in the note, how far that is.
pub fn readiness_page(snapshot: &Snapshot, section: Option<usize>) -> String {
    match section {
        Some(section) => section::page(snapshot, section),
        None => title::page(snapshot),
    }
}

/// The innermost entry whose own text holds an offset, where that text is prose.
fn entry_at(at: SegmentRef<'_>, offset: usize) -> Option<(u32, &Entry)> {
    let here = u32::try_from(offset - at.start).ok()?;
    let entries = &at.segment.entries;
    let (index, entry) = entries.iter().enumerate().rfind(|(_, entry)| {
        !matches!(
            entry.kind,
            EntryKind::Code | EntryKind::Row | EntryKind::Header
        ) && entry.text.start <= here
            && here <= entry.text.end
    })?;
    let inlines = &at.segment.chunk.inlines;
    let inlines = &inlines[entry.inlines.start as usize..entry.inlines.end as usize];
    let in_code = inlines.iter().any(|inline| {
        matches!(inline.kind, InlineKind::Code | InlineKind::Html)
            && inline.span.start <= here
            && here < inline.span.end
    });
    (!in_code).then_some((index as u32, entry))
}

/// Where a place is, as people say it: “Company Summary”, line 12.
fn place(snapshot: &Snapshot, offset: usize) -> String {
    let line = snapshot.text.line_col(offset).line;
    match snapshot.note.section_at(offset) {
        Some(section) => {
            let title = &snapshot.grammar.sections[section.spec].title;
            format!("{}, line {line}", super::plain::escaped(title))
        }
        None => format!("Line {line}"),
    }
}
