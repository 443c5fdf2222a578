//! A segment's prose as words with meanings: what the rules about wording, topics and coverage
//! stand on. It depends on the segment alone and is kept with it.

use std::ops::Range;
use std::sync::OnceLock;

use crate::grammar::terms::{self, Shape, Word};
use crate::grammar::{Grammar, Hit, Phrases, Tag};
use crate::syntax::{InlineKind, Span};

use super::entry::{Entry, EntryKind};
use super::segment::Segment;

/// The words of a segment and what they mean. Spans are relative to its chunk.
#[derive(Debug, Default)]
pub struct Reading {
    /// The words of all entries, those of an entry together and in order.
    pub words: Vec<Word>,
    /// What they mean, by entry, in the order of their first words.
    pub hits: Vec<Hit>,
    /// The words and the hits of each entry, without those of entries within it. Headers, rows
    /// (their cells have them) and code have none.
    entries: Vec<(Range<u32>, Range<u32>)>,
    /// What an entry may meet a requirement's term with, by entry; see [`Reading::keys`].
    keys: Vec<u64>,
    /// The end of each entry's keys.
    key_ends: Vec<u32>,
    /// How many words the longest hit has.
    longest: u32,
    /// Whether each word is filler or carries no requirement.
    empty: Vec<bool>,
    /// How many words only English has, less those of the language that has most.
    pub english: i32,
    /// Whether its heading is written in another script than Latin.
    pub foreign_heading: bool,
    /// The lines at the top level that begin like a generator's remark or a closing wish, in order.
    pub residue: Vec<u32>,
}

/// A reading that is made when it is first asked for. Two of equal segments are equal.
#[derive(Debug, Default)]
pub(super) struct Lazy(OnceLock<Box<Reading>>);

impl PartialEq for Lazy {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Lazy {}

impl Lazy {
    pub(super) fn get(&self, segment: &Segment, grammar: &Grammar) -> &Reading {
        self.0
            .get_or_init(|| Box::new(Reading::of(segment, grammar)))
    }
}

impl Reading {
    fn of(segment: &Segment, grammar: &Grammar) -> Self {
        let mut reading = Reading {
            foreign_heading: is_foreign(segment),
            residue: residue(segment),
            ..Reading::default()
        };
        let source: &str = &segment.chunk.text;
        for entry in &segment.entries {
            let (first_word, first_hit) = (reading.words.len(), reading.hits.len());
            if !matches!(
                entry.kind,
                EntryKind::Header | EntryKind::Row | EntryKind::Code
            ) {
                read(segment, entry, &mut reading.words);
            }
            let words = &reading.words[first_word..];
            let mut hits = grammar.lexicon().hits(words, source);
            for hit in &hits {
                if let Tag::Function { english } = hit.tag {
                    reading.english += if english { 1 } else { -1 };
                }
            }
            hits.retain(|hit| !matches!(hit.tag, Tag::Function { .. }));
            for hit in &mut hits {
                hit.words = hit.words.start + first_word as u32..hit.words.end + first_word as u32;
            }
            reading.hits.append(&mut hits);
            reading.entries.push((
                first_word as u32..reading.words.len() as u32,
                first_hit as u32..reading.hits.len() as u32,
            ));
        }
        let lengths = reading.hits.iter().map(|hit| hit.words.len());
        reading.longest = lengths.max().unwrap_or_default() as u32;
        reading.empty = vec![false; reading.words.len()];
        for hit in &reading.hits {
            if matches!(hit.tag, Tag::Stop) {
                for word in hit.words.clone() {
                    reading.empty[word as usize] = true;
                }
            }
        }
        for index in 0..reading.entries.len() as u32 {
            let words = reading
                .range(index)
                .filter(|&at| !reading.empty[at as usize]);
            let stems = words.map(|at| reading.words[at as usize].stem);
            let named = reading
                .hits(index)
                .iter()
                // A plain specific ("calls home") may belong to any matter.
                .filter(|hit| !matches!(hit.tag, Tag::Specific(_)) || reading.is_name(hit))
                .filter_map(|hit| Self::key(hit.tag));
            let keys: Vec<u64> = stems.chain(named).collect();
            reading.keys.extend(keys);
            reading.key_ends.push(reading.keys.len() as u32);
        }
        reading
    }

    /// The key of a group of synonyms or a topic, beside those of stems. Stems are hashes over the whole
    /// range; a few hundred small numbers are as unlikely to be one as any other.
    pub fn key(tag: Tag) -> Option<u64> {
        match tag {
            Tag::Same(group) => Some(u64::from(group)),
            Tag::Raises(topic) | Tag::Specific(topic) => Some((1 << 16) + u64::from(topic)),
            _ => None,
        }
    }

    /// What an entry may meet a requirement's term with: the stems of its words ("excellent" aside,
    /// which has the stem of "Excel", and other words that carry no requirement), its groups of
    /// synonyms, the topics it raises.
    pub fn keys(&self, entry: u32) -> &[u64] {
        let start = match entry {
            0 => 0,
            entry => self.key_ends[entry as usize - 1],
        };
        &self.keys[start as usize..self.key_ends[entry as usize] as usize]
    }

    /// The indexes of an entry's words.
    pub fn range(&self, entry: u32) -> Range<u32> {
        self.entries[entry as usize].0.clone()
    }

    /// An entry's words.
    pub fn words(&self, entry: u32) -> &[Word] {
        let Range { start, end } = self.range(entry);
        &self.words[start as usize..end as usize]
    }

    /// What an entry's words mean.
    pub fn hits(&self, entry: u32) -> &[Hit] {
        let Range { start, end } = self.entries[entry as usize].1.clone();
        &self.hits[start as usize..end as usize]
    }

    /// What begins with a word of an entry. An entry may hold a hundred thousand hits: who asks for each word goes by this
    /// and by [`Reading::hits_over`].
    pub fn hits_from(&self, entry: u32, word: u32) -> &[Hit] {
        let hits = self.hits(entry);
        let first = hits.partition_point(|hit| hit.words.start < word);
        let hits = &hits[first..];
        let count = hits.iter().take_while(|hit| hit.words.start == word);
        &hits[..count.count()]
    }

    /// What a word of an entry is of, in the order of the entry's hits.
    pub fn hits_over(&self, entry: u32, word: u32) -> impl Iterator<Item = &Hit> {
        let hits = self.hits(entry);
        // None of them begins further away than the longest is long.
        let from = (word + 1).saturating_sub(self.longest);
        let first = hits.partition_point(|hit| hit.words.start < from);
        let near = hits[first..]
            .iter()
            .take_while(move |hit| hit.words.start <= word);
        near.filter(move |hit| hit.words.contains(&word))
    }

    /// Whether a word has a meaning of a kind.
    pub fn is(&self, entry: u32, word: u32, tag: Tag) -> bool {
        self.hits_over(entry, word).any(|hit| hit.tag == tag)
    }

    /// Whether a hit is the name of something, as it is written: "GDPR", "Signs of Safety"; not "opt-out".
    pub fn is_name(&self, hit: &Hit) -> bool {
        let words = &self.words[hit.words.start as usize..hit.words.end as usize];
        words.iter().any(Word::is_name)
    }

    /// The span from the first to the last of some words.
    pub fn span(&self, words: Range<u32>) -> Span {
        let (first, last) = (
            words.start as usize,
            words.end.max(words.start + 1) as usize - 1,
        );
        Span {
            start: self.words[first].span.start,
            end: self.words[last].span.end,
        }
    }
}

/// Whether a segment's heading is written in another script than Latin.
fn is_foreign(segment: &Segment) -> bool {
    segment.heading.as_ref().is_some_and(|heading| {
        let mut letters = heading
            .name
            .chars()
            .filter(|char| char.is_alphabetic())
            .peekable();
        letters.peek().is_some() && letters.all(|char| !char.is_ascii() && char as u32 > 0x2ff)
    })
}

fn residue(segment: &Segment) -> Vec<u32> {
    let phrases = Phrases::shipped();
    let lines = segment
        .children(None)
        .filter(|(_, entry)| entry.kind == EntryKind::Line && !entry.quoted);
    let begins = lines.filter(|(_, entry)| {
        let plain = segment.plain(entry);
        phrases.is_residue(&plain) || phrases.is_sign_off(&plain)
    });
    begins.map(|(index, _)| index).collect()
}

/// The words of an entry's own prose; a code span is one word.
fn read(segment: &Segment, entry: &Entry, out: &mut Vec<Word>) {
    let chunk = &segment.chunk;
    let inlines = &chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
    let first = out.len();
    for inline in inlines {
        let span = Span {
            start: inline.span.start.max(entry.text.start),
            end: inline.span.end.min(entry.text.end),
        };
        if span.start >= span.end {
            continue;
        }
        let from = out.len();
        match inline.kind {
            InlineKind::Text => terms::words(chunk.str(span), span.start, out),
            InlineKind::Code => out.push(Word {
                span,
                stem: terms::stem(chunk.str(span).trim_matches('`')),
                shape: Shape::Mixed,
                opens: false,
                joined: false,
            }),
            _ => {}
        }
        // Markup between two words parts them no more than the text between them does.
        if from > first && from < out.len() {
            let between = Span {
                start: out[from - 1].span.end,
                end: out[from].span.start,
            };
            let (opens, joined) = terms::between(chunk.str(between));
            (out[from].opens, out[from].joined) = (opens, joined);
        }
    }
}
