//! Parts: named pieces of a section that are no headings.

use crate::grammar::{Grammar, Meaning};
use crate::syntax::{Chunk, Span};

use super::entry::{Entry, EntryKind};
use super::segment::plain;

/// A named piece of a segment.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// How it is written.
    pub kind: PartKind,
    /// Its name without markup and colon.
    pub name: String,
    /// Where the name is, without the marks round it.
    pub name_span: Span,
    /// All of it, from its name to the next part.
    pub span: Span,
    /// The index of the entry that names it.
    pub entry: u32,
    /// What its name may mean, by the section that it stands in.
    pub meaning: Meaning,
    /// The index of the last part before it that reaches as far as it does, or further.
    pub(super) outer: Option<u32>,
}

/// How a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A line that is wholly bold.
    Bold,
    /// A `Label:` line with a list after it.
    Label,
    /// A short plain line that ends in a hard break, or is a known name, with a list after it.
    HardBreak,
    /// An item that is wholly bold, with items of its own if it is a bullet.
    Item,
}

/// A plain line that names a part has at most this many words.
const MAX_NAME_WORDS: usize = 7;
/// And one without a hard break, whose name is known, has at most this many.
pub(super) const MAX_KNOWN_WORDS: usize = 4;

/// Finds the parts among a chunk's entries.
pub(super) fn find(chunk: &Chunk, entries: &[Entry], grammar: &Grammar) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let Some(kind) = kind(chunk, entries, index, grammar) else {
            continue;
        };
        let name = match &entry.label {
            Some(label) => label.name.clone(),
            None => plain(chunk, entry.inlines.clone(), entry.text)
                .trim_end_matches([':', '：'])
                .trim()
                .to_owned(),
        };
        if name.is_empty() {
            continue;
        }
        let meaning = grammar.meaning(&name);
        let name_span = name_span(chunk, entry, &name);
        parts.push(Part {
            meaning,
            kind,
            name,
            name_span,
            span: entry.span,
            entry: index as u32,
            outer: None,
        });
    }
    // A line names all that follows it, up to the next line that names a part. Such lines only
    // stand at the top level, so the next one ends it.
    let lines = parts.iter().filter(|part| part.kind != PartKind::Item);
    let mut starts: Vec<u32> = lines.map(|part| part.span.start).collect();
    starts.sort_unstable();
    let mut ends: Vec<u32> = entries.iter().map(|entry| entry.span.end).collect();
    ends.sort_unstable();
    let end = ends.last().copied().unwrap_or(0);
    for part in parts.iter_mut().filter(|part| part.kind != PartKind::Item) {
        let next = starts.partition_point(|&start| start <= part.span.start);
        let last = match starts.get(next) {
            Some(next) => ends.partition_point(|end| end <= next).checked_sub(1),
            None => None,
        };
        let last = last.map_or(end, |last| ends[last]);
        part.span.end = last.max(part.span.end);
    }
    for index in 1..parts.len() {
        let reach = parts[index].span.end;
        let mut outer = Some(index as u32 - 1);
        while let Some(other) = outer.map(|outer| &parts[outer as usize])
            && other.span.end < reach
        {
            outer = other.outer;
        }
        parts[index].outer = outer;
    }
    parts
}

/// Where a part's name is without the marks round it; with them, if there are more within it.
fn name_span(chunk: &Chunk, entry: &Entry, name: &str) -> Span {
    let at = chunk.str(entry.text).find(name);
    at.map_or(entry.text, |at| {
        let start = entry.text.start + at as u32;
        Span {
            start,
            end: start + name.len() as u32,
        }
    })
}

fn kind(chunk: &Chunk, entries: &[Entry], index: usize, grammar: &Grammar) -> Option<PartKind> {
    let entry = &entries[index];
    let has_value = entry.label.is_some() && entry.value.start < entry.value.end;
    let nested = entry.next as usize > index + 1;
    match entry.kind {
        EntryKind::Ordered if entry.bold_only && !has_value => Some(PartKind::Item),
        EntryKind::Bullet | EntryKind::Typed if entry.bold_only && !has_value && nested => {
            Some(PartKind::Item)
        }
        EntryKind::Line if entry.depth == 0 && !entry.quoted => {
            let next = entries.get(entry.next as usize);
            let list_follows = next.is_some_and(|next| next.kind.is_item());
            if entry.bold_only && !has_value {
                return Some(PartKind::Bold);
            }
            if entry.label.is_some() && !has_value && list_follows {
                return Some(PartKind::Label);
            }
            let text = chunk.str(entry.text);
            let short = text.split_whitespace().count() <= MAX_NAME_WORDS
                && !text.ends_with(['.', '!', '?', ';', ',']);
            if entry.label.is_some() || !list_follows || !short {
                return None;
            }
            // "Achievements", and the list right below.
            let known = || {
                let meaning = grammar.meaning(&plain(chunk, entry.inlines.clone(), entry.text));
                text.split_whitespace().count() <= MAX_KNOWN_WORDS
                    && !(meaning.fields.is_empty() && meaning.parts.is_empty())
            };
            (entry.hard_break || known()).then_some(PartKind::HardBreak)
        }
        _ => None,
    }
}
