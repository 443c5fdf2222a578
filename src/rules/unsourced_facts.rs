use crate::dates::Words;
use crate::note::{Entry, EntryKind, Section, SegmentRef};
use crate::syntax::{InlineKind, LinkKind};

use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports a company section that states three facts or more and says of none where it comes
    /// from.
    ///
    /// A link of any kind, a footnote, an address, "Source: annual report 2025", "according to …"
    /// will do, and so will a section of sources with anything in it.
    ///
    /// ## Why it matters
    ///
    /// Facts that nobody can look up again are the ones that turn out wrong in the room. Of 32
    /// generated notes not one named a source.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Kestrel Foods – Line Manager
    /// ## Company Summary
    ///    ^^^^^^^^^^^^^^^
    /// - Two plants, 900 people
    /// - Chilled soups for four supermarkets
    /// - September 2026: four-shift pattern agreed
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Kestrel Foods – Line Manager
    /// ## Company Summary
    /// - Two plants, 900 people ([careers page](https://kestrelfoods.example/careers))
    /// - Chilled soups for four supermarkets
    /// - September 2026: four-shift pattern agreed
    /// ```
    ///
    /// ## Source
    ///
    /// Preparation guides ask for facts "with at least 2 citations" (see `docs/sources.md`).
    pub(crate) static UNSOURCED_FACTS = "unsourced-facts", Specificity, Some(Severity::Hint), Note(check);
}

/// Fewer are hardly research.
const MIN_FACTS: usize = 3;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let of = |id: &str| -> Vec<&Section> {
        let kind = cx.grammar.section(id);
        let sections = cx.note.sections.iter();
        sections
            .filter(|section| Some(section.spec) == kind)
            .collect()
    };
    let company = of("company-summary");
    let Some(first) = company.first() else { return };
    if cx.any_content(&of("sources")) {
        return;
    }
    let segments = || {
        company
            .iter()
            .flat_map(|section| cx.note.segments_of(section))
    };
    if segments().any(|at| names_source(cx, at)) {
        return;
    }
    let facts: usize = segments().map(facts).sum();
    if facts >= MIN_FACTS {
        findings.report(
            cx.heading_range(first),
            format!(
                "None of {facts} facts here names its source: add the links where you read them"
            ),
        );
    }
}

/// Whether anything in a segment says where a fact comes from.
fn names_source(cx: &NoteCx<'_>, at: SegmentRef<'_>) -> bool {
    let (chunk, words) = (&at.segment.chunk, Words::shipped());
    let text: &str = &chunk.text;
    text.contains("://")
        || text.contains("www.")
        || !chunk.definitions.is_empty()
        || chunk.inlines.iter().any(|inline| match &inline.kind {
            InlineKind::Link(LinkKind::Reference {
                label,
                shortcut: true,
            }) => label.starts_with('^') || is_defined(cx, label),
            InlineKind::Link(_) => true,
            _ => false,
        })
        || text.split_whitespace().any(|word| words.is_address(word))
        || at.segment.entries.iter().any(|entry| {
            // "Source:" with nothing behind it names none.
            let empty = entry.label.is_some() && at.segment.value(entry).trim().is_empty();
            entry.kind != EntryKind::Code && !empty && words.names_source(&at.segment.plain(entry))
        })
}

fn is_defined(cx: &NoteCx<'_>, label: &str) -> bool {
    let mut definitions = cx
        .note
        .segments
        .iter()
        .flat_map(|segment| &segment.value.chunk.definitions);
    definitions.any(|definition| definition.label.eq_ignore_ascii_case(label))
}

/// How many facts a segment states: items, rows, values of labels, and sentences of other lines.
fn facts(at: SegmentRef<'_>) -> usize {
    let entries = at.segment.entries.iter().enumerate();
    entries
        .map(|(index, entry)| match entry.kind {
            _ if entry.quoted || entry.question || entry.bold_only => 0,
            EntryKind::Code | EntryKind::Cell | EntryKind::Header => 0,
            EntryKind::Line => sentences(at, entry),
            _ => usize::from(
                at.segment.has_content(index as u32) && !at.segment.value(entry).trim().is_empty(),
            ),
        })
        .sum()
}

fn sentences(at: SegmentRef<'_>, entry: &Entry) -> usize {
    let text = at.segment.plain_value(entry);
    let pieces = text
        .split([' ', '。'])
        .filter(|word| word.ends_with(['.', '!']));
    match text.trim() {
        "" => 0,
        text if text.ends_with(['.', '!', '。']) => {
            pieces.count().max(text.matches('。').count()).max(1)
        }
        _ => pieces.count() + 1,
    }
}
