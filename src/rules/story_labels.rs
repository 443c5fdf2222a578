//! The labels of stories in one segment: "Situation:", "**Result**", the first cells of a table's rows.

use std::ops::Range;

use crate::grammar::{Facts, Grammar, StoryFacts};
use crate::note::{Entry, EntryKind, Keepsake, Segment, SegmentRef};
use crate::syntax::{Chunk, Span};

use super::empty_field::says_nothing;

/// The label of a part of a story.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The parts that it stands for, as bits.
    pub parts: u8,
    /// The label's name as it is written.
    pub name: String,
    /// The label with its marks and colon.
    pub label: Range<usize>,
    /// Where all that belongs to it ends.
    pub end: usize,
    /// Whether nothing is said behind it.
    pub empty: bool,
    /// Whether it is sure to be a story's label.
    pub sure: bool,
    /// How it is written.
    pub form: Form,
}

/// How a label is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// At the beginning of a line or an item.
    Line,
    /// In the middle of a line.
    Inline,
    /// In the first cell of a table's row.
    Row,
    /// As a heading.
    Heading,
}

/// The labels of stories in a segment, as if the note began with it.
#[derive(Default)]
pub(super) struct Told {
    /// The entries with such labels, in order.
    pub marks: Vec<(u32, Vec<Mark>)>,
    /// The other entries at the top level that may begin a story, in order.
    pub begins: Vec<u32>,
}

impl Mark {
    /// The same in a segment that begins further down.
    pub(super) fn moved(&self, by: usize) -> Self {
        Mark {
            label: self.label.start + by..self.label.end + by,
            end: self.end + by,
            ..self.clone()
        }
    }
}

/// Reads the labels of stories.
#[derive(Clone, Copy)]
pub(super) struct Labels<'a> {
    /// What is known about prep notes.
    pub grammar: &'a Grammar,
    /// The kind of section whose fields are a story's parts.
    pub kind: usize,
    /// How stories are told.
    pub facts: &'a StoryFacts,
}

impl Labels<'_> {
    /// The parts of a label that is a story's beyond doubt.
    pub(super) fn sure(&self, name: &str) -> Option<u8> {
        let name = name.split(['(', '（']).next().unwrap_or_default();
        // No such label is longer.
        if name.len() > 60 {
            return None;
        }
        let key = Facts::words(name).join(" ");
        self.facts.sure.get(&key).copied()
    }

    /// The parts that a label stands for, and whether that is sure.
    pub(super) fn parts(&self, name: &str) -> Option<(u8, bool)> {
        if let Some(parts) = self.sure(name) {
            return Some((parts, true));
        }
        let field = self.grammar.meaning(name).field(self.kind)?;
        let label = &self.grammar.sections[self.kind].fields[field].label;
        let number = self.facts.parts.iter().position(|part| part == label)?;
        Some((1 << number, false))
    }

    /// What stories need to know of a segment by itself, kept with it.
    pub(super) fn told<'s>(&self, segment: &'s Segment) -> &'s Told {
        segment.keep(Keepsake::Stories, || {
            let at = SegmentRef { start: 0, segment };
            let mut told = Told::default();
            for (number, entry) in segment.entries.iter().enumerate() {
                let marks = self.marks(at, number, entry);
                if !marks.is_empty() {
                    told.marks.push((number as u32, marks));
                } else if entry.depth == 0 && self.begins_story(entry, at) {
                    told.begins.push(number as u32);
                }
            }
            told
        })
    }

    /// The labels in an entry.
    fn marks(&self, at: SegmentRef<'_>, index: usize, entry: &Entry) -> Vec<Mark> {
        let segment = at.segment;
        let skipped = matches!(entry.kind, EntryKind::Code | EntryKind::Cell);
        if skipped
            || entry.quoted
            || entry.kind == EntryKind::Header && self.names_columns(segment, index)
        {
            return Vec::new();
        }
        let (end, below) = self.extent(segment, index);
        let blank = |span: Span| {
            says_nothing(&segment.value(&Entry {
                value: span,
                ..copy(entry)
            }))
        };
        let mark = |name: &str, label: Span, value: Span, last: bool, form, (parts, sure)| Mark {
            parts,
            name: name.to_owned(),
            label: at.range(label),
            end: at.start
                + if last {
                    end.max(label.end).max(entry.text.end)
                } else {
                    value.end
                } as usize,
            empty: blank(value) && !(last && below),
            sure,
            form,
        };
        if matches!(entry.kind, EntryKind::Row | EntryKind::Header) {
            let label = entry.label.as_ref();
            let found = label.and_then(|label| Some((label, self.parts(&label.name)?)));
            let found = found.map(|(label, parts)| {
                mark(&label.name, label.span, entry.value, true, Form::Row, parts)
            });
            return found.into_iter().collect();
        }
        if entry.bold_only && entry.label.is_none() {
            let name = segment.plain(entry);
            let value = Span::new(entry.text.end as usize..entry.text.end as usize);
            let found = self.parts(&name);
            let found = found.map(|parts| mark(&name, entry.text, value, true, Form::Line, parts));
            return found.into_iter().collect();
        }
        let mut labels: Vec<(String, Span, (u8, bool))> = Vec::new();
        let mut from = entry.text.start;
        if let Some(label) = &entry.label {
            if let Some(parts) = self.parts(&label.name) {
                labels.push((label.name.clone(), label.span, parts));
            }
            from = label.span.end;
        }
        self.inline_labels(&segment.chunk, from..entry.text.end, &mut labels);
        let mut marks = Vec::new();
        for (number, (name, label, parts)) in labels.iter().enumerate() {
            let next = labels.get(number + 1).map(|next| next.1.start);
            let value_end = next.unwrap_or(entry.text.end).max(label.end);
            let raw = segment.str(Span::new(label.end as usize..value_end as usize));
            let value_end = label.end + raw.trim_end().len() as u32;
            let value = Span::new(label.end as usize..value_end as usize);
            let leads = label.start <= entry.text.start + 1 && labels.len() == 1;
            let form = if leads { Form::Line } else { Form::Inline };
            marks.push(mark(name, *label, value, next.is_none(), form, *parts));
        }
        marks
    }

    /// Whether a table's first row names its columns. In a table with a row for each part it may as
    /// well be the first of these.
    fn names_columns(&self, segment: &Segment, header: usize) -> bool {
        let cells: Vec<&Entry> = segment
            .children(Some(header as u32))
            .map(|(_, cell)| cell)
            .collect();
        cells.len() != 2 || self.parts(&segment.plain(cells[1])).is_some()
    }

    /// The sure labels in the middle of a line: "S: … T: …", "**Task:** … **Action:** …".
    fn inline_labels(
        &self,
        chunk: &Chunk,
        within: Range<u32>,
        labels: &mut Vec<(String, Span, (u8, bool))>,
    ) {
        let text = chunk.str(Span {
            start: within.start,
            end: within.end,
        });
        let mut from = 0;
        for (colon, mark) in text.match_indices([':', '：']) {
            let before = text[from..colon].trim_end();
            let starts: Vec<usize> = before
                .char_indices()
                .filter(|&(at, char)| {
                    !char.is_whitespace()
                        && before[..at]
                            .chars()
                            .next_back()
                            .is_none_or(char::is_whitespace)
                })
                .map(|(at, _)| at)
                .collect();
            let found = starts.iter().rev().take(3).rev().find_map(|&start| {
                let name: String = before[start..].replace(['*', '_'], "");
                let first = name.chars().next()?;
                let begins = first.is_uppercase() || !first.is_ascii() && first.is_alphabetic();
                let parts = self.sure(&name).filter(|_| begins)?;
                Some((name, start, parts))
            });
            let after = colon + mark.len();
            if let Some((name, start, parts)) = found {
                let marks = &text[after..];
                let close = marks.len() - marks.trim_start_matches(['*', '_']).len();
                let base = within.start as usize;
                let span = Span::new(base + from + start..base + after + close);
                labels.push((name, span, (parts, true)));
                from = after + close;
            } else {
                from = after;
            }
        }
    }

    /// Whether an entry without labels of parts is where a story may begin: a bold line, a question,
    /// a numbered item, "Story 3: …".
    fn begins_story(&self, entry: &Entry, at: SegmentRef<'_>) -> bool {
        let text = at.str(entry.text);
        let numbered = || {
            let words = Facts::words(text.get(..text.floor_char_boundary(40)).unwrap_or(text));
            let first = words.first().map_or("", String::as_str);
            let word = first.trim_end_matches(|char: char| char.is_ascii_digit());
            let digit = |word: &String| word.starts_with(|char: char| char.is_ascii_digit());
            self.facts.counters.contains(word)
                && (word.len() < first.len() || words.get(1).is_some_and(digit))
        };
        entry.bold_only || entry.question || entry.kind == EntryKind::Ordered || numbered()
    }

    /// Where what belongs to a label at an entry's beginning ends, and whether it says anything besides
    /// the entry's own line: entries within it, or what follows a line.
    fn extent(&self, segment: &Segment, index: usize) -> (u32, bool) {
        let entry = &segment.entries[index];
        let mut end = match entry.kind {
            EntryKind::Line => entry.text.end,
            _ => entry.span.end,
        };
        let mut below = segment.children(Some(index as u32)).any(|(child, entry)| {
            let label = entry.label.as_ref();
            let part = label.is_some_and(|label| self.parts(&label.name).is_some());
            entry.kind != EntryKind::Cell && !part && segment.has_content(child)
        });
        if entry.kind != EntryKind::Line {
            return (end, below);
        }
        let bare = entry.label.is_none() || entry.value.is_empty();
        let mut next = entry.next as usize;
        while let Some(other) = segment.entries.get(next) {
            let line = matches!(other.kind, EntryKind::Line | EntryKind::Code) && !below;
            let follows = other.kind.is_item() || other.kind == EntryKind::Header || bare && line;
            let named = other.label.is_some() && other.kind == EntryKind::Line || other.bold_only;
            if !follows || named || other.parent != entry.parent {
                break;
            }
            // "**Result:**" before a list of labelled items, which are another story's.
            let labelled = other.label.is_some() && !bare;
            if labelled {
                break;
            }
            below |= segment.has_content(next as u32);
            end = end.max(other.span.end);
            next = other.next as usize;
        }
        (end, below)
    }
}

/// An entry's own data without its label, to look at a piece of its value.
fn copy(entry: &Entry) -> Entry {
    Entry {
        label: None,
        inlines: entry.inlines.clone(),
        ..*entry
    }
}
