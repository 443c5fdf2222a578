//! A chunk of Markdown as a piece of a note: its heading, its entries, its parts, its directives.
//!
//! Lowering sees one chunk and the grammar, and nothing else, which is what makes it possible to
//! keep a segment for as long as its chunk stays the same.

use std::any::Any;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::grammar::{Grammar, Match, Meaning, Named, QuestionKind};
use crate::syntax::{BlockKind, Chunk, InlineKind, Span};

use super::directive::Directive;
use super::entry::{Entry, EntryKind};
use super::links::{LazyLinks, Links};
use super::part::Part;
use super::reading::{Lazy, Reading};
use super::{AsTitle, directive, entry, part};

/// A piece of a note, from one heading to the next. All spans are relative to its chunk.
#[derive(Debug, PartialEq, Eq)]
pub struct Segment {
    /// What it was lowered from.
    pub chunk: Arc<Chunk>,
    /// The heading it begins with.
    pub heading: Option<Heading>,
    /// Its items, lines, rows and code blocks in document order, each before those within it.
    pub entries: Vec<Entry>,
    /// Pieces of it that have a name without being headings.
    pub parts: Vec<Part>,
    /// The suppressions written in it.
    pub directives: Vec<Directive>,
    /// The fields that something in it is named after, as pairs of section and field: its heading, a
    /// part, a label, a header cell of a table, a line of its own.
    pub fields: Vec<(usize, usize)>,
    /// The parts that it holds, as pairs of section and part: by such a name, by a word, by a
    /// question of their kind.
    pub held: Vec<(usize, usize)>,
    /// The parts that something in it is named after, likewise.
    pub named: Vec<(usize, usize)>,
    /// The entries whose label names a field, in order.
    pub labelled: Vec<u32>,
    reading: Lazy,
    links: LazyLinks,
    keepsakes: Keepsakes,
}

/// What later modules make of a segment by itself and keep with it. Two of equal segments are equal.
#[derive(Default)]
struct Keepsakes([OnceLock<Box<dyn Any + Send + Sync>>; Keepsake::COUNT]);

/// The things that are kept with a segment, each of a type of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keepsake {
    /// What it answers requirements with.
    Evidence,
    /// What it asks for.
    Asks,
    /// The labels in it that name parts of stories.
    Stories,
}

impl Keepsake {
    const COUNT: usize = Keepsake::Stories as usize + 1;
}

impl PartialEq for Keepsakes {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Keepsakes {}

impl std::fmt::Debug for Keepsakes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keepsakes").finish_non_exhaustive()
    }
}

/// A heading at the top level of a note.
#[derive(Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its level, 1 to 6.
    pub level: u8,
    /// All of it, with its marks; a setext heading's underline, too.
    pub span: Span,
    /// Its text, markup included, without `#`s and white space around.
    pub text: Span,
    /// Its text without any markup and without emoji at its ends: what an outline shows.
    pub name: String,
    /// The section it names by itself, whatever note it stands in.
    pub matched: Option<Match>,
    /// The section whose title it misspells, where it names none.
    pub misspelled: Option<Match>,
    /// The sections that it may be by its wording, most likely first, where it names none.
    pub likely: Vec<usize>,
    /// What it may be the name of, as keys, where it names no section by itself.
    pub keys: Vec<String>,
    /// Whether it is a question.
    pub question: bool,
    /// What it may mean as the heading of a part or a field.
    pub meaning: Meaning,
    as_title: LazyTitle,
}

/// What a heading says as a title, found when it is first asked for. Two of equal headings are equal.
#[derive(Debug, Default)]
struct LazyTitle(OnceLock<AsTitle>);

impl PartialEq for LazyTitle {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for LazyTitle {}

impl Heading {
    /// What it says as a title.
    pub(super) fn as_title(&self, parse: impl FnOnce() -> AsTitle) -> &AsTitle {
        self.as_title.0.get_or_init(parse)
    }
}

impl Segment {
    /// Lowers a chunk.
    pub fn lower(chunk: &Arc<Chunk>, grammar: &Grammar) -> Self {
        let heading = heading(chunk, grammar);
        let entries = entry::lower(chunk, grammar);
        let parts = part::find(chunk, &entries, grammar);
        let directives = directive::find(chunk);
        let mut segment = Segment {
            chunk: Arc::clone(chunk),
            heading,
            entries,
            parts,
            directives,
            fields: Vec::new(),
            held: Vec::new(),
            named: Vec::new(),
            labelled: Vec::new(),
            reading: Lazy::default(),
            links: LazyLinks::default(),
            keepsakes: Keepsakes::default(),
        };
        segment.resolve(grammar);
        segment
    }

    /// Finds the fields and the parts of sections that the segment holds, whichever section it
    /// will turn out to belong to.
    fn resolve(&mut self, grammar: &Grammar) {
        let (mut fields, mut held): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
        let mut add = |meaning: &Meaning| {
            fields.extend(&meaning.fields);
            held.extend(&meaning.parts);
        };
        if let Some(heading) = &self.heading {
            add(&heading.meaning);
        }
        for part in &self.parts {
            add(&part.meaning);
        }
        for entry in &self.entries {
            let in_header = entry
                .parent
                .is_some_and(|parent| self.entries[parent as usize].kind == EntryKind::Header);
            match (&entry.label, entry.kind) {
                (Some(label), _) => add(&label.meaning),
                (None, EntryKind::Cell) if in_header => add(&grammar.meaning(&self.plain(entry))),
                // "Key Responsibilities" as a line of its own.
                (None, EntryKind::Line) if (entry.text.end - entry.text.start) < 80 => {
                    add(&grammar.meaning(&self.plain(entry)));
                }
                _ => {}
            }
        }
        self.named = held.clone();
        for entry in &self.entries {
            if matches!(
                entry.kind,
                EntryKind::Code | EntryKind::Header | EntryKind::Cell
            ) && !entry.question
            {
                continue;
            }
            let text = self.plain(entry);
            grammar.parts_by_words(&text, &mut held);
            if entry.question {
                grammar.parts_by_pairs(&text, &mut held);
                held.extend(grammar.parts_by_question(entry.behavioural));
            }
        }
        if let Some(heading) = self
            .heading
            .as_ref()
            .filter(|heading| heading.question && heading.matched.is_none())
        {
            let behavioural = grammar.opener(&heading.name) == Some(QuestionKind::Behavioural);
            held.extend(grammar.parts_by_question(behavioural));
        }
        for list in [&mut fields, &mut held, &mut self.named] {
            list.sort_unstable();
            list.dedup();
        }
        (self.fields, self.held) = (fields, held);
        let names_field = |entry: &Entry| {
            let label = entry.label.as_ref();
            label.is_some_and(|label| !label.meaning.fields.is_empty())
        };
        let entries = (0u32..).zip(&self.entries);
        self.labelled = entries
            .filter(|(_, entry)| names_field(entry))
            .map(|(index, _)| index)
            .collect();
    }

    /// Whether the tree of headings and the sections of a note are the same with another segment in its place: whether
    /// everything is that these are made of.
    pub(super) fn assembles_like(&self, other: &Segment) -> bool {
        let same_heading = match (&self.heading, &other.heading) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.level == other.level
                    && one.matched == other.matched
                    && one.misspelled == other.misspelled
                    && one.likely == other.likely
                    && one.keys == other.keys
                    && one.meaning == other.meaning
            }
            _ => false,
        };
        let questions = |segment: &Segment| {
            let entries = segment.entries.iter();
            entries.filter(|entry| entry.question).count()
        };
        same_heading
            && self.fields == other.fields
            && self.held == other.held
            && self.named == other.named
            && questions(self) == questions(other)
    }

    /// Its prose as words with meanings. The grammar must be the one that it was lowered with.
    pub fn reading(&self, grammar: &Grammar) -> &Reading {
        self.reading.get(self, grammar)
    }

    /// What is made of the segment when it is first asked for, and kept with it. It must depend on the segment and the
    /// grammar that it was lowered with, and on nothing else; there is one type for each keepsake.
    pub(crate) fn keep<T: Any + Send + Sync>(
        &self,
        keepsake: Keepsake,
        make: impl FnOnce() -> T,
    ) -> &T {
        let kept = self.keepsakes.0[keepsake as usize].get_or_init(|| Box::new(make()));
        kept.downcast_ref().expect("a keepsake has one type")
    }

    /// What it links to, and what it can be linked to by.
    pub fn links(&self) -> &Links {
        self.links.get(self)
    }

    /// The text of a span.
    pub fn str(&self, span: Span) -> &str {
        self.chunk.str(span)
    }

    /// The entries directly within an entry, or at the top level.
    pub fn children(&self, parent: Option<u32>) -> impl Iterator<Item = (u32, &Entry)> {
        let mut next = parent.map_or(0, |parent| parent as usize + 1);
        let end = parent.map_or(self.entries.len(), |parent| {
            self.entries[parent as usize].next as usize
        });
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let index = next;
                next = self.entries[index].next as usize;
                (index as u32, &self.entries[index])
            })
        })
    }

    /// The indexes of the entries directly within an entry, or at the top level, from one of them on.
    pub fn siblings(&self, from: u32, parent: Option<u32>) -> impl Iterator<Item = u32> {
        let end = match parent {
            Some(parent) => self.entries[parent as usize].next,
            None => self.entries.len() as u32,
        };
        let next = move |index: &u32| Some(self.entries[*index as usize].next);
        std::iter::successors(Some(from).filter(|from| *from < end), move |index| {
            next(index).filter(|next| *next < end)
        })
    }

    /// The text of an entry without its markup.
    pub fn plain(&self, entry: &Entry) -> Cow<'_, str> {
        plain(&self.chunk, entry.inlines.clone(), entry.text)
    }

    /// The text after an entry's label without its markup; the whole text where it has no label.
    pub fn plain_value(&self, entry: &Entry) -> Cow<'_, str> {
        plain(&self.chunk, entry.inlines.clone(), entry.value)
    }

    /// The text after an entry's label with its markup, but without comments.
    pub fn value(&self, entry: &Entry) -> Cow<'_, str> {
        let mut value = Cow::Borrowed(self.str(entry.value));
        while let Some(open) = value.find("<!--")
            && let Some(len) = value[open..].find("-->")
        {
            value
                .to_mut()
                .replace_range(open..open + len + "-->".len(), "");
        }
        value
    }

    /// The stretches of an entry's text that are prose: no code, no link targets, no HTML.
    pub fn prose(&self, entry: &Entry) -> impl Iterator<Item = Span> + '_ {
        let inlines = &self.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
        inlines
            .iter()
            .filter(|inline| inline.kind == InlineKind::Text)
            .map(|inline| inline.span)
    }

    /// A span of an entry's text with spaces for all that is no prose, byte by byte: offsets in it
    /// are offsets in the span.
    pub fn prose_text(&self, entry: &Entry, span: Span) -> String {
        let source = self.str(span);
        let mut text = String::with_capacity(source.len());
        for prose in self.prose(entry) {
            let start = prose.start.clamp(span.start, span.end) - span.start;
            let end = prose.end.clamp(span.start, span.end) - span.start;
            let piece = source.get(start as usize..end as usize).unwrap_or_default();
            if piece.is_empty() || (start as usize) < text.len() {
                continue;
            }
            text.extend(std::iter::repeat_n(' ', start as usize - text.len()));
            text.push_str(piece);
        }
        text.extend(std::iter::repeat_n(' ', source.len() - text.len()));
        text
    }

    /// The part that an entry belongs to: the last one that begins before it and holds it.
    pub fn part_of(&self, entry: u32) -> Option<&Part> {
        let span = self.entries[entry as usize].span;
        // Up through those that hold one another, which are few, and not back through all of them.
        let before = self.parts.partition_point(|part| part.entry < entry);
        let mut index = before.checked_sub(1);
        loop {
            let part = &self.parts[index?];
            if part.span.contains(span) {
                return Some(part);
            }
            index = match part.span.end < span.end {
                true => part.outer.map(|outer| outer as usize),
                false => index?.checked_sub(1),
            };
        }
    }

    /// The part that an entry names.
    pub fn part_named_by(&self, entry: u32) -> Option<&Part> {
        let found = self.parts.binary_search_by_key(&entry, |part| part.entry);
        found.ok().map(|index| &self.parts[index])
    }

    /// Whether an entry says anything: it, or an entry within it, has a text that is not an empty
    /// label.
    pub fn has_content(&self, index: u32) -> bool {
        let entry = &self.entries[index as usize];
        // The header of a table names what its rows say.
        if entry.kind == EntryKind::Header {
            return false;
        }
        let own = match (&entry.label, entry.kind) {
            (_, EntryKind::Code) => true,
            // The name of a part, or a label without a value, says nothing alone. An item that is
            // wholly bold and no label is the topic of a question.
            (Some(_), _) => !self.value(entry).trim().is_empty(),
            (None, EntryKind::Line) if entry.bold_only => false,
            (None, _) => !self
                .plain(entry)
                .trim_matches(|char: char| !char.is_alphanumeric())
                .is_empty(),
        };
        let inlines = &self.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
        let own = own
            || inlines
                .iter()
                .any(|inline| matches!(inline.kind, InlineKind::Image(_)));
        own || self
            .children(Some(index))
            .any(|(child, _)| self.has_content(child))
    }
}

/// The text of some inlines within a span, without markup; breaks become spaces.
pub(super) fn plain(chunk: &Chunk, inlines: std::ops::Range<u32>, within: Span) -> Cow<'_, str> {
    let mut pieces = chunk.inlines[inlines.start as usize..inlines.end as usize]
        .iter()
        .filter_map(|inline| {
            let start = inline.span.start.max(within.start);
            let end = inline.span.end.min(within.end);
            let text = chunk.str(Span {
                start,
                end: end.max(start),
            });
            match inline.kind {
                InlineKind::Text => Some(text),
                InlineKind::Code => Some(text.trim_matches('`')),
                InlineKind::SoftBreak | InlineKind::HardBreak => Some(" "),
                _ => None,
            }
        });
    let Some(first) = pieces.next() else {
        return Cow::Borrowed("");
    };
    let Some(second) = pieces.next() else {
        return Cow::Borrowed(first.trim());
    };
    let mut text = String::with_capacity((within.end - within.start) as usize);
    text.push_str(first);
    text.push_str(second);
    for piece in pieces {
        text.push_str(piece);
    }
    Cow::Owned(text.trim().to_owned())
}

fn heading(chunk: &Chunk, grammar: &Grammar) -> Option<Heading> {
    let (level, text, whole) = heading_of(chunk)?;
    let block = chunk.blocks.first()?;
    let name = heading_name(&whole);
    let Named {
        matched,
        misspelled,
        likely,
        keys,
    } = grammar.named(&whole);
    Some(Heading {
        level,
        span: block.span,
        text,
        name: name.to_owned(),
        matched,
        misspelled,
        likely,
        keys,
        question: entry::asks(&whole) || grammar.opener(name) == Some(QuestionKind::Behavioural),
        meaning: grammar.meaning(&whole),
        as_title: LazyTitle::default(),
    })
}

/// The level of the heading that a chunk begins with, the span of its text, and the text without markup.
pub(crate) fn heading_of(chunk: &Chunk) -> Option<(u8, Span, Cow<'_, str>)> {
    let block = chunk.blocks.first()?;
    let BlockKind::Heading { level } = block.kind else {
        return None;
    };
    let inlines = chunk.inlines(block);
    let text = match (inlines.first(), inlines.last()) {
        (Some(first), Some(_)) => {
            let end = inlines
                .iter()
                .map(|inline| inline.span.end)
                .max()
                .unwrap_or(first.span.end);
            Span {
                start: first.span.start,
                end,
            }
        }
        // An empty heading: the place after its marks.
        _ => {
            let marks = chunk.str(block.span).len() as u32;
            Span {
                start: block.span.start + marks,
                end: block.span.start + marks,
            }
        }
    };
    Some((level, text, plain(chunk, block.inlines.clone(), text)))
}

/// A heading's name: its plain text without emoji and the like at its ends.
pub(crate) fn heading_name(plain: &str) -> &str {
    let name = plain
        .trim_matches(|char: char| !char.is_alphanumeric() && !is_name_mark(char))
        .trim();
    if name.is_empty() { plain.trim() } else { name }
}

/// Marks that belong to a heading's name even at its ends.
fn is_name_mark(char: char) -> bool {
    matches!(
        char,
        '(' | ')'
            | '（'
            | '）'
            | '?'
            | '？'
            | '!'
            | '"'
            | '“'
            | '”'
            | '['
            | ']'
            | '#'
            | '+'
            | '.'
            | '$'
            | '%'
    )
}
