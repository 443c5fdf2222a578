use crate::grammar::{Expect, FieldKind, FieldSpec};
use crate::note::{Entry, EntryKind, Label, Section, Segment, SegmentRef};
use crate::syntax::Span;

use super::insert::before_rule;
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
        finding.with_fixes(insert(cx, sections[0], &missing));
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

/// Inserts each label at its standard place among those that the section has, written as its
/// neighbour is.
fn insert(cx: &NoteCx<'_>, section: &Section, missing: &[&FieldSpec]) -> Option<Fix> {
    let spec = cx.note.spec(section, cx.grammar);
    let place = |wanted: &FieldSpec| {
        let mut fields = spec.fields.iter();
        fields.position(|field| field.label == wanted.label)
    };
    let known: Vec<(usize, Known<'_>)> = cx
        .note
        .known_fields(section)
        .filter(|(_, _, entry, _)| entry.depth == 0 && !entry.quoted)
        .filter_map(|(at, _, entry, label)| {
            let field = label.meaning.field(section.spec)?;
            Some((field, Known { at, entry, label }))
        })
        .collect();
    // The columns of a table are labels that take no other below them.
    let writable = |known: &Known<'_>| !matches!(known.entry.kind, EntryKind::Header);
    if known.is_empty() {
        let labels: Vec<&str> = missing.iter().map(|field| field.label.as_str()).collect();
        return Some(fix(vec![bare(cx, section, &labels)]));
    }
    // Behind the last of those that come before it, or before the first one.
    let mut groups: Vec<(usize, bool, Vec<&str>)> = Vec::new();
    for field in missing {
        let own = place(field)?;
        let before = known
            .iter()
            .enumerate()
            .filter(|(_, (other, known))| *other < own && writable(known))
            .max_by_key(|(index, (other, _))| (*other, *index));
        let (index, behind) = match before {
            Some((index, _)) => (index, true),
            None => (known.iter().position(|(_, known)| writable(known))?, false),
        };
        let label = field.label.as_str();
        match groups
            .iter_mut()
            .find(|group| group.0 == index && group.1 == behind)
        {
            Some(group) => group.2.push(label),
            None => groups.push((index, behind, vec![label])),
        }
    }
    let mut edits = groups
        .iter()
        .map(|(index, behind, labels)| {
            let known = &known[*index].1;
            if *behind {
                known.behind(cx, labels)
            } else {
                known.before(cx, labels)
            }
        })
        .collect::<Option<Vec<Edit>>>()?;
    edits.sort_by_key(|edit| edit.range.start);
    Some(fix(edits))
}

/// Labels for a section that has none: right below its heading, or behind what stands there, which
/// is not to become the value of the last one.
fn bare(cx: &NoteCx<'_>, section: &Section, labels: &[&str]) -> Edit {
    let line_ending = cx.line_ending;
    let (at, heading) = cx.note.heading(&cx.note.nodes[section.node]);
    let lines: Vec<String> = labels
        .iter()
        .map(|label| format!("**{label}:** "))
        .collect();
    let lines = lines.join(&format!(" {line_ending}"));
    let blank = line_ending.repeat(2);
    let end = at.range(heading.span).end;
    let own = at.start
        ..cx.note
            .segment_start(cx.note.nodes[section.node].segment + 1);
    let content = cx.text.slice(own.clone());
    let kept = before_rule(&content);
    if at.start + kept.trim_end().len() > end {
        let last = at.start + kept.len();
        return Edit::insert(last, format!("{blank}{}", lines.trim_end()));
    }
    // A sub-heading that follows at once keeps its distance.
    let below = cx.text.slice(cx.text.line_range(cx.text.line_of(end) + 1));
    let after = if below.trim().is_empty() {
        ""
    } else {
        line_ending
    };
    Edit::insert(end, format!("{blank}{lines}{after}"))
}

/// A label that the section has.
struct Known<'a> {
    at: SegmentRef<'a>,
    entry: &'a Entry,
    label: &'a Label,
}

impl Known<'_> {
    /// Labels written as this one is, each with what stands before and behind it on its line.
    fn written(&self, labels: &[&str]) -> Option<Vec<String>> {
        let Known { at, entry, label } = self;
        if entry.kind == EntryKind::Row {
            let first = at.str(entry.span).trim_start();
            let open = if first.starts_with('|') { "| " } else { "" };
            let rows = labels.iter().map(|label| format!("{open}{label} | |"));
            return Some(rows.collect());
        }
        let marker = match entry.kind {
            EntryKind::Bullet => match at.str(entry.span).chars().next() {
                Some('*') => "* ",
                Some('+') => "+ ",
                _ => "- ",
            },
            EntryKind::Line => "",
            _ => return None,
        };
        let colon = if at.str(label.span).trim_end().ends_with('：') {
            "："
        } else {
            ":"
        };
        let (open, close) = if label.bold { ("**", "**") } else { ("", "") };
        let lines = labels
            .iter()
            .map(|label| format!("{marker}{open}{label}{colon}{close}"));
        Some(lines.collect())
    }

    /// What stands between the lines of two labels: lines of a paragraph need a hard break.
    fn between(&self, cx: &NoteCx<'_>) -> String {
        let spaces = if self.entry.kind == EntryKind::Line {
            "  "
        } else {
            ""
        };
        format!("{spaces}{}", cx.line_ending)
    }

    fn before(&self, cx: &NoteCx<'_>, labels: &[&str]) -> Option<Edit> {
        let start = self.at.range(self.entry.span).start;
        let line = cx.text.line_range(cx.text.line_of(start)).start;
        let start = line.max(cx.note.layout.body.start);
        let between = self.between(cx);
        let lines = self.written(labels)?;
        let lines = lines.iter().map(|line| format!("{line}{between}"));
        Some(Edit::insert(start, lines.collect::<String>()))
    }

    fn behind(&self, cx: &NoteCx<'_>, labels: &[&str]) -> Option<Edit> {
        let Known { at, entry, .. } = self;
        let line_ending = cx.line_ending;
        let lines = self.written(labels)?;
        if entry.kind == EntryKind::Row {
            let rows = lines.iter().map(|row| format!("{line_ending}{row}"));
            return Some(Edit::insert(
                at.range(entry.span).end,
                rows.collect::<String>(),
            ));
        }
        // What follows a label in a line of its own belongs to it: a list, say.
        let bare = entry.value.start >= entry.value.end;
        let own = at
            .segment
            .entries
            .iter()
            .filter(|other| {
                other.span.start >= entry.span.start && (other.depth == 0 || other.quoted)
            })
            .take_while(|other| {
                // Behind a bare label, whatever comes is its value: a line, a table, a quotation.
                let is_value = other.kind.is_item() || bare && other.label.is_none();
                std::ptr::eq(*other, *entry) || entry.kind == EntryKind::Line && is_value
            })
            .map(|other| other.span.end)
            .max();
        let end = own.unwrap_or(entry.span.end);
        let at_end = at.range(Span { start: end, end }).end;
        let between = self.between(cx);
        let lead = if end > entry.span.end {
            line_ending.repeat(2)
        } else {
            between.clone()
        };
        Some(Edit::insert(
            at_end,
            format!("{lead}{}", lines.join(&between)),
        ))
    }
}

fn fix(edits: Vec<Edit>) -> Fix {
    Fix {
        title: "Insert the missing labels".into(),
        safe: false,
        edits,
    }
}
