//! What the posting asks for, segment by segment.

use std::ops::Range;

use crate::dates;
use crate::grammar::terms::{self, Shape};
use crate::grammar::{FieldKind, FieldSpec, Grammar, Tag, Voice};
use crate::note::{Entry, EntryKind, Reading, SegmentRef};
use crate::syntax::Span;

use super::{Ask, KNOWN, NAME, ORDINARY, Term};

/// What a segment of the posting asks for. It depends on the segment and the kind of its section.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SegmentAsks(pub(super) Vec<Kept>);

/// A requirement without the note that it stands in: its ranges are relative to its segment's chunk,
/// and no term of it is met.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) entry: u32,
    pub(super) span: Span,
    pub(super) nice: bool,
    pub(super) terms: Vec<Term>,
    /// The topics that it asks for, each with the words that ask.
    pub(super) asks: Vec<(u16, Span)>,
}

impl SegmentAsks {
    /// What a segment asks for as a piece of a section of a kind.
    pub fn of(at: SegmentRef<'_>, kind: usize, grammar: &Grammar) -> Self {
        let mut found = Vec::new();
        let at = SegmentRef { start: 0, ..at };
        for (index, entry) in (0u32..).zip(&at.segment.entries) {
            if let Some(nice) = asks(at, index, entry, kind, grammar) {
                split(at, index, entry, nice, grammar, &mut found);
            }
        }
        SegmentAsks(found)
    }
}

/// Whether a kind of section states requirements.
pub fn states_requirements(kind: usize, grammar: &Grammar) -> bool {
    grammar.sections[kind].voice == Voice::Posting
}

impl Kept {
    pub(super) fn asks_at(&self, at: SegmentRef<'_>) -> impl Iterator<Item = Ask> {
        self.asks.iter().map(move |&(topic, word)| Ask {
            topic,
            word: at.range(word),
        })
    }
}

/// Whether an entry of the posting states requirements, and whether they are no musts.
fn asks(
    at: SegmentRef<'_>,
    index: u32,
    entry: &Entry,
    kind: usize,
    grammar: &Grammar,
) -> Option<bool> {
    if entry.quoted
        || entry.question
        || matches!(
            entry.kind,
            EntryKind::Header | EntryKind::Row | EntryKind::Cell | EntryKind::Code
        )
    {
        return None;
    }
    let field = field_of(at, index, kind, grammar);
    let reading = at.segment.reading(grammar);
    let nice = reading.hits(index).iter().any(|hit| hit.tag == Tag::Nice);
    let own = entry
        .label
        .as_ref()
        .and_then(|label| label.meaning.field(kind));
    let is_part = at.segment.part_named_by(index).is_some();
    match field {
        // "Key Responsibilities: plan, deliver and review care", and the items below it.
        Some(field) if field.kind == FieldKind::List => {
            let says = entry.value.start < entry.value.end && !is_part;
            says.then(|| nice || field.label.to_lowercase().contains("nice"))
        }
        Some(_) => None,
        // An item without a label; a label that is unknown may be anything ("Contract: permanent").
        // "Advert out 9 November 2026" asks for nothing.
        None => (entry.kind.is_item()
            && entry.label.is_none()
            && !is_dated_line(at, entry)
            && own.is_none()
            && !is_part
            && !entry.bold_only)
            .then_some(nice),
    }
}

/// The field that an entry belongs to: by its own label, by that of an entry that holds it, by the
/// part or the sub-heading that it stands under.
pub(crate) fn field_of<'g>(
    at: SegmentRef<'_>,
    index: u32,
    kind: usize,
    grammar: &'g Grammar,
) -> Option<&'g FieldSpec> {
    let entries = &at.segment.entries;
    let fields = &grammar.sections[kind].fields;
    let own = std::iter::successors(Some(index), |&at| entries[at as usize].parent)
        .find_map(|at| entries[at as usize].label.as_ref()?.meaning.field(kind));
    let part = || at.segment.part_of(index)?.meaning.field(kind);
    let heading = || at.segment.heading.as_ref()?.meaning.field(kind);
    own.or_else(part)
        .or_else(heading)
        .map(|field| &fields[field])
}

/// Cuts an entry into requirements: at the commas of a list after a label, at the ends of sentences
/// elsewhere.
fn split(
    at: SegmentRef<'_>,
    index: u32,
    entry: &Entry,
    nice: bool,
    grammar: &Grammar,
    found: &mut Vec<Kept>,
) {
    let reading = at.segment.reading(grammar);
    let words: Vec<u32> = reading
        .range(index)
        .filter(|&word| {
            reading.words[word as usize].span.start >= entry.value.start || entry.kind.is_item()
        })
        .collect();
    let commas = entry
        .label
        .as_ref()
        .is_some_and(|label| !label.meaning.fields.is_empty());
    let ends: &[char] = if commas {
        &['.', ';', ',', '!', '?']
    } else {
        &['.', ';', '!', '?']
    };
    let mut pieces: Vec<Vec<u32>> = vec![Vec::new()];
    for &word in &words {
        if let Some(&last) = pieces.last().and_then(|piece| piece.last()) {
            let between = Span {
                start: reading.words[last as usize].span.end,
                end: reading.words[word as usize].span.start,
            };
            let between = at.segment.str(between);
            // "E. coli", "approx. 40": a dot ends a sentence where a capital follows a whole word.
            let (last, word) = (&reading.words[last as usize], &reading.words[word as usize]);
            let sentence = last.span.end - last.span.start > 2 && word.shape != Shape::Lower;
            if between.contains(ends) && (!between.contains('.') || sentence) {
                pieces.push(Vec::new());
            }
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(word);
        }
    }
    for piece in pieces {
        let (Some(&first), Some(&last)) = (piece.first(), piece.last()) else {
            continue;
        };
        let span = Span {
            start: reading.words[first as usize].span.start,
            end: reading.words[last as usize].span.end,
        };
        found.push(Kept {
            entry: index,
            span,
            nice,
            terms: terms(at, reading, index, &piece),
            asks: asked_topics(at, reading, index, &piece, grammar),
        });
    }
}

/// The topics that some words of an entry ask for, in the order of the words: those they raise, and
/// where there are none the critical topic that a specific among them ("GDPR") stands for first of
/// all.
fn asked_topics(
    at: SegmentRef<'_>,
    reading: &Reading,
    entry: u32,
    piece: &[u32],
    grammar: &Grammar,
) -> Vec<(u16, Span)> {
    let lexicon = grammar.lexicon();
    let hits = || {
        reading
            .hits(entry)
            .iter()
            .filter(|hit| piece.contains(&hit.words.start))
    };
    let ask = |topic: u16, words: &Range<u32>| (topic, reading.span(words.clone()));
    let raised: Vec<(u16, Span)> = hits()
        .filter_map(|hit| match hit.tag {
            Tag::Raises(topic) => Some(ask(topic, &hit.words)),
            _ => None,
        })
        .collect();
    if !raised.is_empty() {
        return raised;
    }
    let specific = hits().filter_map(|hit| match hit.tag {
        Tag::Specific(topic) if lexicon.topics[topic as usize].critical && reading.is_name(hit) => {
            let text = at.segment.str(reading.span(hit.words.clone()));
            let specifics = &lexicon.topics[topic as usize].specifics;
            let rank = specifics
                .iter()
                .position(|specific| specific.eq_ignore_ascii_case(text));
            Some((rank.unwrap_or(usize::MAX), topic, hit.words.clone()))
        }
        _ => None,
    });
    let first = specific.min_by_key(|(rank, topic, _)| (*rank, *topic));
    first
        .map(|(_, topic, words)| ask(topic, &words))
        .into_iter()
        .collect()
}

/// The key terms of some words of an entry.
fn terms(at: SegmentRef<'_>, reading: &Reading, entry: u32, piece: &[u32]) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut taken = 0;
    for &index in piece {
        let word = &reading.words[index as usize];
        if index < taken {
            continue;
        }
        let within = |tag: Tag| reading.is(entry, index, tag);
        // The longest phrase that begins here and that a group or a topic knows is one term.
        let known = reading.hits_from(entry, index).iter();
        let known = known
            .filter(|hit| matches!(hit.tag, Tag::Same(_) | Tag::Specific(_)))
            .max_by_key(|hit| hit.words.len());
        if known.is_none()
            && (within(Tag::Stop)
                || within(Tag::Soft)
                || within(Tag::Nice)
                || word.shape == Shape::Number)
        {
            continue;
        }
        // "Longacre's platform": whose it is asks for nothing.
        if known.is_none() && word.is_name() && is_owner(at, word.span) {
            continue;
        }
        let range = known.map_or(index..index + 1, |hit| hit.words.clone());
        taken = range.end;
        let mut keys: Vec<u64> = reading
            .hits_over(entry, index)
            .filter(|hit| match hit.tag {
                Tag::Same(_) => hit.words == range,
                // Whatever raises the topic answers a word that raises it; what names a standard of it is
                // answered by that standard.
                Tag::Raises(_) => true,
                _ => false,
            })
            .filter_map(|hit| Reading::key(hit.tag))
            .collect();
        // A phrase is met by its last telling word, which names the thing: "after-school club" by "club",
        // "lab work" by "lab".
        let tells = |at: &u32| {
            !reading
                .hits_over(entry, *at)
                .any(|hit| matches!(hit.tag, Tag::Stop | Tag::Soft))
        };
        if let Some(telling) = range.clone().rev().find(tells) {
            keys.push(reading.words[telling as usize].stem);
        }
        if keys.is_empty() {
            keys.extend(range.clone().map(|at| reading.words[at as usize].stem));
        }
        let weight = if word.is_name() {
            NAME
        } else if known.is_some() {
            KNOWN
        } else {
            ORDINARY
        };
        let span = reading.span(range);
        let text = at.segment.str(span);
        // "S104" is a name, "5k" a number and "C" too little to go by.
        let letters = text.chars().filter(|char| char.is_alphabetic()).count();
        let numbered = text.starts_with(char::is_uppercase) && text.chars().nth(1).is_some();
        if letters > 1 || letters == 1 && numbered {
            terms.push(Term {
                span,
                weight,
                met: false,
                keys,
            });
        }
    }
    add_initials(at, reading, entry, piece, &mut terms);
    terms
}

/// An item with a date in it is about the date if it has at most so many words.
const MAX_DATED_WORDS: usize = 8;

/// Whether an item says when something is or was, and no more.
fn is_dated_line(at: SegmentRef<'_>, entry: &Entry) -> bool {
    let text = at.segment.str(entry.text);
    text.contains(|char: char| char.is_ascii_digit())
        && text.split_whitespace().count() <= MAX_DATED_WORDS
        && dates::is_dated_to_the_month(text)
}

/// The lengths of initials that stand for a term: "SIP" for "stable isotope probing".
const INITIALS: Range<usize> = 3..6;
/// A requirement of more words is looked through for none.
const MAX_INITIALLED: usize = 32;

/// Lets terms be met by the initials of the words that they stand among, and by no others than three to five in a row: a claim
/// has "SIP" where the posting has "stable isotope probing".
fn add_initials(
    at: SegmentRef<'_>,
    reading: &Reading,
    entry: u32,
    piece: &[u32],
    terms: &mut [Term],
) {
    let stops = |word: u32| reading.is(entry, word, Tag::Stop);
    let is_joined = |pair: &[u32]| {
        let between = Span {
            start: reading.words[pair[0] as usize].span.end,
            end: reading.words[pair[1] as usize].span.start,
        };
        at.segment.str(between) == " "
    };
    // A paragraph is no term, and would cost its square.
    if piece.len() > MAX_INITIALLED {
        return;
    }
    let mut words = Vec::new();
    for window in INITIALS.flat_map(|length| piece.windows(length)) {
        if window.iter().any(|&word| stops(word)) || !window.windows(2).all(is_joined) {
            continue;
        }
        let spans = window.iter().map(|&word| reading.words[word as usize].span);
        let first = spans.filter_map(|span| at.segment.str(span).chars().next());
        let initials: String = first.flat_map(char::to_uppercase).collect();
        words.clear();
        terms::words(&initials, 0, &mut words);
        let [initials] = words.as_slice() else {
            continue;
        };
        let span = reading.span(window[0]..window[window.len() - 1] + 1);
        for term in terms.iter_mut().filter(|term| span.contains(term.span)) {
            term.keys.push(initials.stem);
        }
    }
}

/// Whether a word is in the genitive: "Longacre's".
fn is_owner(at: SegmentRef<'_>, word: Span) -> bool {
    let marks = ["'s", "’s"];
    let rest = &at.segment.chunk.text[word.end as usize..];
    let ends = |mark: &&str| at.segment.str(word).ends_with(*mark) || rest.starts_with(*mark);
    marks.iter().any(ends)
}
