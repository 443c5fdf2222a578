use crate::grammar::{Expect, FieldKind, FieldSpec};
use crate::note::{Entry, EntryKind, Section, Segment, SegmentRef};

use super::missing_section::list;
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports labels that a section is expected to have and has not, once for each section.
    ///
    /// The Job Overview wants Position, Location and Type, and would do well with Posting Date and
    /// Key Responsibilities. A label may go by another name, stand in a list, a table or the front
    /// matter, or be a sub-heading. The finding is as severe as the worst of what is missing.
    ///
    /// ## Why it matters
    ///
    /// Place and terms decide whether the job is for you, and the responsibilities are what every
    /// question will come from.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Northside Bakery – Head Baker
    /// ## Job Overview
    ///    ^^^^^^^^^^^^
    /// **Position:** Head Baker
    /// **Type:** Full-time
    /// **Posting Date:** 2026-05-04
    /// **Key Responsibilities:**
    /// - Plan the night shift
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Northside Bakery – Head Baker
    /// ## Job Overview
    /// **Position:** Head Baker
    /// **Location:** Leeds
    /// **Type:** Full-time
    /// **Posting Date:** 2026-05-04
    /// **Key Responsibilities:**
    /// - Plan the night shift
    /// ```
    ///
    /// ## Options
    ///
    /// `[sections.<id>.fields.<label>] expect = "info" | "hint" | "none"` in `prep.toml`.
    ///
    /// ## Source
    ///
    /// The fields of schema.org's `JobPosting` that every posting has: title, jobLocation,
    /// employmentType, datePosted, responsibilities.
    pub(crate) static MISSING_FIELD = "missing-field", Completeness, Some(Severity::Info), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for (spec, sections) in cx.by_kind() {
        if !cx.any_content(&sections) {
            continue;
        }
        let kind = sections[0].spec;
        let expected = spec
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.expect != Expect::None);
        let missing: Vec<&FieldSpec> = expected
            .filter(|(index, field)| !is_present(cx, &sections, (kind, *index), field))
            .map(|(_, field)| field)
            .collect();
        let Some(worst) = missing.iter().map(|field| field.expect).max() else {
            continue;
        };
        let labels: Vec<&str> = missing.iter().map(|field| field.label.as_str()).collect();
        let quoted: Vec<String> = labels.iter().map(|label| format!("“{label}”")).collect();
        let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
        let noun = if labels.len() == 1 { "Label" } else { "Labels" };
        let finding = findings.report(
            cx.heading_range(sections[0]),
            format!(
                "{noun} {} missing in “{}”: add what you know",
                list(&quoted),
                spec.title
            ),
        );
        finding.with_severity(if worst == Expect::Info {
            Severity::Info
        } else {
            Severity::Hint
        });
        finding.with_data("fields", labels.clone());
        finding.fixes.extend(insert(cx, sections[0], &labels));
    }
}

fn is_present(
    cx: &NoteCx<'_>,
    sections: &[&Section],
    field: (usize, usize),
    spec: &FieldSpec,
) -> bool {
    let front = cx.note.front_matter.as_ref();
    let key = spec.front_matter.as_ref();
    key.zip(front)
        .is_some_and(|(key, front)| front.entry(key).is_some())
        || sections.iter().any(|section| {
            cx.note.segments_of(section).any(|at| {
                at.segment.fields.contains(&field)
                    || spec.kind == FieldKind::List && lists_something(at.segment, field.0)
            })
        })
}

/// Whether a segment holds a list under no label or one that is unknown ("What the advert asks for"),
/// or prose: a list field by another name.
fn lists_something(segment: &Segment, kind: usize) -> bool {
    let unlabelled = |(index, entry): (u32, &Entry)| {
        let holder = entry.parent.map(|parent| &segment.entries[parent as usize]);
        let known = holder
            .and_then(|holder| holder.label.as_ref())
            .is_some_and(|label| label.meaning.field(kind).is_some())
            || segment
                .part_of(index)
                .is_some_and(|part| part.meaning.field(kind).is_some());
        !known && !entry.quoted && entry.label.is_none()
    };
    let own = || {
        (0u32..)
            .zip(&segment.entries)
            .filter(|&(index, entry)| unlabelled((index, entry)))
            .map(|(_, entry)| entry)
    };
    own().filter(|entry| entry.kind.is_item()).count() >= 2
        || own().any(|entry| {
            entry.kind == EntryKind::Line
                && segment.plain(entry).split_whitespace().count() >= PROSE
        })
}

/// So many words about a job say what it asks for.
const PROSE: usize = 15;

/// Inserts labels behind the last label of the section, written as that one is.
fn insert(cx: &NoteCx<'_>, section: &Section, labels: &[&str]) -> Option<Fix> {
    let known = |(at, _, entry, label): &(SegmentRef<'_>, u32, &Entry, &crate::note::Label)| {
        let _ = at;
        entry.depth == 0 && !entry.quoted && label.meaning.field(section.spec).is_some()
    };
    let line_ending = cx.line_ending;
    let last = cx.note.fields(section).filter(known).last();
    let Some((at, _, entry, label)) = last else {
        let (at, heading) = cx.note.heading(&cx.note.nodes[section.node]);
        let lines: Vec<String> = labels
            .iter()
            .map(|label| format!("**{label}:** "))
            .collect();
        let end = at.range(heading.span).end;
        // Prose that follows at once is not to become the last label's value.
        let below = cx.text.slice(cx.text.line_range(cx.text.line_of(end) + 1));
        let after = if below.trim().is_empty() {
            ""
        } else {
            line_ending
        };
        let text = format!(
            "{}{}{after}",
            line_ending.repeat(2),
            lines.join(&format!(" {line_ending}"))
        );
        return Some(Fix {
            title: "Insert the missing labels".into(),
            safe: false,
            edits: vec![Edit::insert(at.range(heading.span).end, text)],
        });
    };
    if matches!(entry.kind, EntryKind::Row | EntryKind::Header) {
        let first = at.str(entry.span).trim_start();
        let open = if first.starts_with('|') { "| " } else { "" };
        let rows: String = labels
            .iter()
            .map(|label| format!("{line_ending}{open}{label} | |"))
            .collect();
        return Some(fix(at.range(entry.span).end, rows));
    }
    let marker = match entry.kind {
        EntryKind::Bullet => "- ",
        EntryKind::Line => "",
        _ => return None,
    };
    let colon = if at.str(label.span).trim_end().ends_with('：') {
        "："
    } else {
        ":"
    };
    let (open, close) = if label.bold { ("**", "**") } else { ("", "") };
    // What follows the label belongs to it: a list, say.
    let end = cx.note.nodes[section.node].segment;
    let after = cx.note.segment(end);
    let block_end = after
        .segment
        .entries
        .iter()
        .filter(|other| other.span.start >= entry.span.start && other.depth == 0)
        .take_while(|other| {
            std::ptr::eq(*other, entry) || other.kind.is_item() && entry.kind == EntryKind::Line
        })
        .map(|other| other.span.end)
        .max();
    let block_end = if at.start == after.start {
        block_end.unwrap_or(entry.span.end)
    } else {
        entry.span.end
    };
    let followed = block_end > entry.span.end;
    let lead = if followed {
        line_ending.repeat(2)
    } else if entry.kind == EntryKind::Line {
        format!("  {line_ending}")
    } else {
        line_ending.to_owned()
    };
    // A line that ends in a hard break has its two spaces already.
    let at_end = at
        .range(crate::syntax::Span {
            start: block_end,
            end: block_end,
        })
        .start;
    let lead = if !followed
        && entry.kind == EntryKind::Line
        && cx.text.slice(at_end..at_end + 2) == "  "
    {
        format!("  {line_ending}")
    } else {
        lead
    };
    let between = if entry.kind == EntryKind::Line {
        format!("  {line_ending}")
    } else {
        line_ending.to_owned()
    };
    let lines: Vec<String> = labels
        .iter()
        .map(|label| format!("{marker}{open}{label}{colon}{close}"))
        .collect();
    Some(fix(at_end, format!("{lead}{}", lines.join(&between))))
}

fn fix(at: usize, text: String) -> Fix {
    Fix {
        title: "Insert the missing labels".into(),
        safe: false,
        edits: vec![Edit::insert(at, text)],
    }
}
