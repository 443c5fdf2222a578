//! The dates that a note states in its fields: when the job was posted, when the interview is.

use std::ops::Range;

use jiff::civil::Date;

use crate::dates::{self, Found, Reading, Value, Words};
use crate::grammar::{FieldKind, FieldSpec, Grammar};
use crate::syntax::Span;

use super::entry::{Entry, EntryKind};
use super::{Note, SegmentRef};

/// The front-matter key, and so the field, that holds the day of the interview.
pub const INTERVIEW: &str = "interview_date";
/// The one that holds the day of the posting.
pub const POSTING: &str = "posting_date";

/// The value of a date field.
#[derive(Clone, Debug)]
pub struct DateValue<'g> {
    /// The field.
    pub field: &'g FieldSpec,
    /// The label as written, or the front-matter key.
    pub label: String,
    /// The value as written, without markup; it may be empty.
    pub text: String,
    /// Where it is.
    pub range: Range<usize>,
    /// What it says; ranges in it are in bytes of the note's text.
    pub value: Value,
}

impl DateValue<'_> {
    /// Whether the field is the one that a front-matter key holds, too.
    pub fn is(&self, key: &str) -> bool {
        self.field.front_matter.as_deref() == Some(key)
    }

    /// Where the date itself is; the whole value where it has none.
    pub fn place(&self) -> Range<usize> {
        match &self.value {
            Value::Found(found) => found.range.clone(),
            _ => self.range.clone(),
        }
    }
}

impl Note {
    /// The values of all date fields: front matter first, then labels in document order. A label
    /// between the title and the first section counts as one of the first kind of section, where
    /// such facts belong.
    pub fn date_values<'g>(&self, grammar: &'g Grammar) -> Vec<DateValue<'g>> {
        let mut found = Vec::new();
        self.front_matter_dates(grammar, &mut found);
        let title = self.title.as_ref().map_or(0, |title| title.segment);
        for &index in &self.labelled {
            let segment = &self.segments[index];
            let kind = match self.section_at(segment.start) {
                Some(section) => section.spec,
                None if index == title => 0,
                None => continue,
            };
            let Some(spec) = grammar.sections.get(kind) else {
                continue;
            };
            let at = self.segment(index);
            for &number in &at.segment.labelled {
                let entry = &at.segment.entries[number as usize];
                let Some(label) = &entry.label else { continue };
                let Some(field) = label.meaning.field(kind).map(|field| &spec.fields[field]) else {
                    continue;
                };
                if field.kind != FieldKind::Date || entry.quoted || entry.kind == EntryKind::Cell {
                    continue;
                }
                let (holder, span) = value_of(at, number, entry);
                let text = at.segment.prose_text(holder, span);
                let value = shifted(dates::read(&text), span.at(at.start).start);
                // The header of a table names columns, unless it is a table of labels and values.
                if entry.kind == EntryKind::Header && value.when().is_none() {
                    continue;
                }
                let kept = text.trim_start();
                let start = span.at(at.start).start + text.len() - kept.len();
                let kept = kept.trim_end();
                found.push(DateValue {
                    field,
                    label: label.name.clone(),
                    text: kept.to_owned(),
                    range: start..start + kept.len(),
                    value,
                });
            }
        }
        found
    }

    fn front_matter_dates<'g>(&self, grammar: &'g Grammar, found: &mut Vec<DateValue<'g>>) {
        let Some(front) = &self.front_matter else {
            return;
        };
        let fields = grammar.sections.iter().flat_map(|section| &section.fields);
        for field in fields.filter(|field| field.kind == FieldKind::Date) {
            let Some(key) = &field.front_matter else {
                continue;
            };
            if found.iter().any(|known: &DateValue<'_>| known.is(key)) {
                continue;
            }
            let Some((text, range)) = front.value(key) else {
                continue;
            };
            // Quotes round a value belong to the range, and escapes make it longer.
            let quotes = range.len().saturating_sub(text.len());
            let value = match dates::read(text) {
                Value::Found(date) if quotes > 2 => Value::Found(Found {
                    range: range.clone(),
                    ..date
                }),
                value => shifted(value, range.start + quotes / 2),
            };
            found.push(DateValue {
                field,
                label: key.clone(),
                text: text.to_owned(),
                range,
                value,
            });
        }
    }

    /// The day of the interview: the front matter's, else the next one that the note states, else
    /// the last one. Only whole days count.
    pub fn interview<'g>(&self, grammar: &'g Grammar, today: Date) -> Option<DateValue<'g>> {
        let dated = |value: &DateValue<'_>| value.is(INTERVIEW) && value.value.day().is_some();
        let mut days: Vec<DateValue<'g>> = self
            .date_values(grammar)
            .into_iter()
            .filter(dated)
            .collect();
        let in_front = self
            .front_matter
            .as_ref()
            .is_some_and(|front| front.value(INTERVIEW).is_some());
        if in_front {
            let first = days.into_iter().next()?;
            return (first.range.end <= self.layout.body.start).then_some(first);
        }
        days.sort_by_key(|value| value.value.day());
        let next = days
            .iter()
            .position(|value| value.value.day() >= Some(today));
        let chosen = next.unwrap_or(days.len().saturating_sub(1));
        days.into_iter().nth(chosen)
    }

    /// Whether the front matter's status ends the application.
    pub fn is_closed(&self) -> bool {
        self.status()
            .is_some_and(|status| Words::shipped().is_closed(status))
    }

    /// Whether the interview is over on a day: by its date, or by the status.
    pub fn is_over(&self, grammar: &Grammar, today: Date) -> bool {
        self.status()
            .is_some_and(|status| Words::shipped().is_over(status))
            || self
                .interview(grammar, today)
                .and_then(|interview| interview.value.day())
                .is_some_and(|day| day < today)
    }

    fn status(&self) -> Option<&str> {
        let (status, _) = self.front_matter.as_ref()?.value("status")?;
        Some(status)
    }
}

/// Where the value of a label stands: behind it, or as the first line below it.
fn value_of<'a>(at: SegmentRef<'a>, index: u32, entry: &'a Entry) -> (&'a Entry, Span) {
    let segment = at.segment;
    if !segment.str(entry.value).trim().is_empty() || entry.kind == EntryKind::Row {
        return (entry, entry.value);
    }
    let child = segment.children(Some(index)).next().map(|(_, child)| child);
    let next = || {
        segment
            .entries
            .get(entry.next as usize)
            .filter(|next| entry.kind == EntryKind::Line && next.parent == entry.parent)
    };
    match child.or_else(next) {
        Some(below) if below.label.is_none() && !below.quoted && !below.bold_only => {
            (below, below.text)
        }
        _ => (entry, entry.value),
    }
}

/// A value whose ranges begin elsewhere.
fn shifted(value: Value, by: usize) -> Value {
    match value {
        Value::Found(found) => Value::Found(Found {
            range: found.range.start + by..found.range.end + by,
            ..found
        }),
        other => other,
    }
}

/// The dates in an entry's own prose, with ranges in the note's text.
pub fn dates_in(at: SegmentRef<'_>, entry: &Entry) -> Vec<(Range<usize>, Reading, bool)> {
    let text = at.segment.prose_text(entry, entry.text);
    let start = at.range(entry.text).start;
    dates::find(&text)
        .into_iter()
        .map(|found| {
            (
                found.range.start + start..found.range.end + start,
                found.reading,
                found.sure,
            )
        })
        .collect()
}
