use crate::note::{Entry, EntryKind, Segment};
use crate::syntax::Span;

use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports a label that the section knows and that has neither a value nor a list after it.
    ///
    /// A value that says that it is still open, such as `TBD`, is a `placeholder` instead.
    ///
    /// ## Why it matters
    ///
    /// An empty label is a question you asked yourself and did not answer.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Orbit Labs – Technician
    /// ## Job Overview
    /// **Position:** Laboratory Technician
    /// **Location:**
    /// ^^^^^^^^^^^^^
    /// **Type:** Permanent
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Orbit Labs – Technician
    /// ## Job Overview
    /// **Position:** Laboratory Technician
    /// **Location:** Aarhus
    /// **Type:** Permanent
    /// ```
    ///
    /// ## Source
    ///
    /// The fields and parts of each section stand in `grammars/interview.toml`.
    pub(crate) static EMPTY_FIELD = "empty-field", Completeness, Some(Severity::Warning), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for section in &cx.note.sections {
        // The parts of a story have a rule of their own.
        if cx.note.spec(section, cx.grammar).id == "stories" {
            continue;
        }
        for piece in cx.pieces_of(section) {
            let empty = piece.get::<Empty>();
            if empty.0.is_empty() || !cx.note.has_content(section) {
                continue;
            }
            for (span, name) in &empty.0 {
                let text = format!("“{name}” has no value: fill it in, or delete the label");
                let finding = findings.report(piece.at.range(*span), text);
                finding.with_data("field", name.as_str());
            }
        }
    }
}

/// The labels of a segment that have no value, by place and name.
struct Empty(Vec<(Span, String)>);

impl Summary for Empty {
    const SLOT: Slot = Slot::EmptyField;

    fn of(piece: &Piece<'_>) -> Self {
        let Piece { at, kind, .. } = *piece;
        let mut found = Vec::new();
        for (index, entry) in (0u32..).zip(&at.segment.entries) {
            let Some(label) = &entry.label else { continue };
            if entry.quoted
                || entry.kind == EntryKind::Cell
                || !says_nothing(&at.segment.value(entry))
            {
                continue;
            }
            let known = label.meaning.field(kind).is_some() || label.meaning.part(kind).is_some();
            if known && !has_value_below(at.segment, index, entry) {
                found.push((label.span, label.name.clone()));
            }
        }
        Empty(found)
    }
}

/// No text, or nothing but dashes, dots and question marks.
pub(super) fn says_nothing(value: &str) -> bool {
    value.chars().all(|char| {
        char.is_whitespace()
            || matches!(
                char,
                '-' | '–' | '—' | '.' | '…' | '?' | '_' | '|' | '*' | '\\'
            )
    })
}

/// Whether something follows a label that may be its value: entries within it, a list, a line that
/// has no label of its own.
fn has_value_below(segment: &Segment, index: u32, entry: &Entry) -> bool {
    if segment.children(Some(index)).any(|(child, child_entry)| {
        child_entry.kind != EntryKind::Cell && segment.has_content(child)
    }) {
        return true;
    }
    let next = entry.next;
    match segment.entries.get(next as usize) {
        Some(below) if entry.kind == EntryKind::Line && below.parent == entry.parent => {
            let is_value =
                below.kind != EntryKind::Line || below.label.is_none() && !below.bold_only;
            let row = segment.entries.get(below.next as usize);
            let rows = below.kind == EntryKind::Header
                && row.is_some_and(|row| row.kind == EntryKind::Row);
            is_value && (rows || segment.has_content(next))
        }
        _ => false,
    }
}
