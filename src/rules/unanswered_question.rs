use crate::note::{Entry, EntryKind, Segment, SegmentRef};
use crate::syntax::InlineKind;

use super::rule::rule;
use super::{Edit, Findings, Fix, SectionCx};

rule! {
    /// Reports a predicted question without an answer below it and without a link to a story.
    ///
    /// Off by default: many people predict in writing and answer aloud. Switch it on with
    /// `unanswered-question = "info"` under `[rules]`.
    ///
    /// ## Why it matters
    ///
    /// An answer that has been written down once comes in half the time.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Orbit Labs – Technician
    /// ## Predicted Interview Questions
    /// - How do you calibrate a pipette?
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Orbit Labs – Technician
    /// ## Predicted Interview Questions
    /// - How do you calibrate a pipette?
    ///   - By weight, ten strokes, ISO 8655; log it; out at 1 % error.
    /// ```
    ///
    /// ## Source
    ///
    /// The Citadel's career centre: five to seven frequent questions, with answers prepared from
    /// your stories.
    pub(crate) static UNANSWERED_QUESTION = "unanswered-question", Completeness, None, Section(check), content: true, placeholders: true;
}

const UNANSWERED: &str = "The question has no answer: note what you would say";

fn check(cx: &SectionCx<'_>, findings: &mut Findings) {
    if cx.spec.id != "predicted-questions" {
        return;
    }
    check_headings(cx, findings);
    for (at, index, entry) in cx.entries() {
        if !entry.question || matches!(entry.kind, EntryKind::Row | EntryKind::Header) {
            continue;
        }
        if is_answered(at.segment, index, entry) {
            continue;
        }
        let finding = findings.report(at.range(entry.text), UNANSWERED);
        let bare = at.segment.children(Some(index)).next().is_none();
        if entry.kind.is_item() && bare {
            let indent = indent_of(at.segment, entry);
            let text = format!("{}{}- Answer: ", cx.line_ending, " ".repeat(indent));
            finding.with_fix(Fix {
                title: "Insert a place for the answer".into(),
                safe: false,
                edits: vec![Edit::insert(at.range(entry.text).end, text)],
            });
        }
    }
}

/// Reports sub-headings that ask, with nothing below them.
fn check_headings(cx: &SectionCx<'_>, findings: &mut Findings) {
    let segments: Vec<SegmentRef<'_>> = cx.segments().collect();
    for (number, at) in segments.iter().enumerate().skip(1) {
        let heading = at.segment.heading.as_ref();
        let Some(heading) = heading.filter(|heading| heading.question) else {
            continue;
        };
        let deeper = segments
            .get(number + 1)
            .and_then(|next| next.segment.heading.as_ref())
            .is_some_and(|next| next.level > heading.level);
        let mut below = at.segment.children(None);
        if !deeper && !below.any(|(index, _)| at.segment.has_content(index)) {
            let blank = cx.line_ending.repeat(2);
            let finding = findings.report(at.range(heading.text), UNANSWERED);
            // Whatever stands there already is the beginning of one.
            if at.segment.entries.is_empty() {
                finding.with_fix(Fix {
                    title: "Insert a place for the answer".into(),
                    safe: false,
                    edits: vec![Edit::insert(
                        at.range(heading.span).end,
                        format!("{blank}- Answer: "),
                    )],
                });
            }
        }
    }
}

fn is_answered(segment: &Segment, index: u32, entry: &Entry) -> bool {
    let linked = segment.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize]
        .iter()
        .any(|inline| matches!(inline.kind, InlineKind::Link(_)));
    // "What is your notice period? Three months."
    let text = segment.plain(entry);
    let tail = text.rfind(['?', '？']).map_or("", |at| {
        text[at..].trim_start_matches(['?', '？', ' ', '"', '”', ')'])
    });
    let below = segment
        .children(Some(index))
        .any(|(child, entry)| !entry.question && segment.has_content(child));
    let next = segment.entries.get(entry.next as usize);
    let after = next.is_some_and(|next| {
        !next.question
            && (entry.kind == EntryKind::Line
                && (next.kind == EntryKind::Line || next.kind.is_item())
                || next.quoted)
            || next.kind == EntryKind::Cell && entry.kind == EntryKind::Cell && !next.question
    });
    linked || !tail.is_empty() || below || after
}

/// How far what belongs to an item is indented: as far as its text.
fn indent_of(segment: &Segment, entry: &Entry) -> usize {
    let start = entry.text.start as usize;
    let line = segment.chunk.text[..start]
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1);
    segment.chunk.text[line..start].chars().count()
}
