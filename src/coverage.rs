//! What the posting asks for, and where the note answers: a table that the rules, the hover and the
//! lens share.
//!
//! A requirement is an item of the posting, or a piece of a list with commas. Its key terms are its
//! words without those that carry no requirement ("experience", "strong"); abbreviations, brands
//! and other words for the same are one term (`grammars/synonyms.toml`). Hard terms, names and
//! whatever a topic or a group of synonyms knows, come before others.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::grammar::terms::{Shape, StemMap};
use crate::grammar::{FieldKind, FieldSpec, Grammar, Tag, Voice};
use crate::note::{Entry, EntryKind, Note, Reading, SegmentRef};
use crate::syntax::Span;

/// Something that the posting asks for.
#[derive(Clone, Debug)]
pub struct Requirement<'a> {
    /// The segment it stands in.
    pub at: SegmentRef<'a>,
    /// The entry it stands in, by index.
    pub entry: u32,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// Whether it is no must: "nice to have".
    pub nice: bool,
    /// Its key terms. Those of a requirement of soft skills alone are none.
    pub terms: Vec<Term>,
    /// The topics it asks for.
    pub asks: Vec<Ask>,
    /// Whether the note speaks of a topic that it asks for.
    pub raised: bool,
    /// Where the note answers: entries of fit, résumé, stories, gaps and concepts that share terms
    /// with it, the one that shares most first.
    pub answers: Vec<Answer>,
}

/// A topic that a requirement asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The topic, by index in the lexicon.
    pub topic: u16,
    /// The word that asks, in bytes of the note's text. One word may ask for several topics
    /// ("compliance"); a talking point on one of them will do.
    pub word: Range<usize>,
}

/// A key term of a requirement.
#[derive(Clone, Debug)]
pub struct Term {
    /// Where it stands, relative to the chunk of the requirement's segment.
    pub span: Span,
    /// What it counts: [`NAME`] for a name or an abbreviation, [`KNOWN`] for what a topic or a group of
    /// synonyms knows, [`ORDINARY`] for any other word.
    pub weight: u32,
    /// Whether the note's evidence holds it.
    pub met: bool,
    keys: Vec<u64>,
}

/// The weight of a name: "Kubernetes", "ICU".
pub const NAME: u32 = 4;
/// The weight of a term that a topic or a group of synonyms knows: "caseload".
pub const KNOWN: u32 = 3;
/// The weight of any other word.
pub const ORDINARY: u32 = 2;

/// A place that answers a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The entry's text, in bytes of the note's text.
    pub range: Range<usize>,
    /// The requirement's terms that it holds, by index.
    pub terms: Vec<usize>,
    /// Their weight.
    pub weight: u32,
}

impl Requirement<'_> {
    /// Whether the note answers it: a quarter of its terms are met, more than a third where a name is not. Names weigh two words, known terms one and a half. A requirement of soft skills alone counts
    /// as answered, because nothing can be looked up.
    pub fn is_covered(&self) -> bool {
        // Whether it speaks of the topic with anything concrete is another matter.
        if self.raised {
            return true;
        }
        let all: u32 = self.terms.iter().map(|term| term.weight).sum();
        let met: u32 = self
            .terms
            .iter()
            .filter(|term| term.met)
            .map(|term| term.weight)
            .sum();
        let name_unmet = self
            .terms
            .iter()
            .any(|term| term.weight == NAME && !term.met);
        let several = self.terms.iter().filter(|term| term.met).count() > 1;
        if name_unmet {
            met * 3 > all || several && met * 3 == all
        } else {
            met * 4 >= all
        }
    }

    /// The terms that nothing in the note meets, hard ones first, as they are written.
    pub fn unmet(&self) -> Vec<&str> {
        let mut unmet: Vec<&Term> = self.terms.iter().filter(|term| !term.met).collect();
        unmet.sort_by_key(|term| std::cmp::Reverse(term.weight));
        unmet
            .iter()
            .map(|term| self.at.segment.str(term.span))
            .collect()
    }
}

/// No more places are remembered for a term: a note that says "patients" a thousand times answers with
/// the first ones, and the cost stays linear.
const MAX_PLACES: usize = 16;

/// The requirements of a note's posting, in order.
pub fn table<'a>(note: &'a Note, grammar: &'a Grammar) -> Vec<Requirement<'a>> {
    let mut requirements = requirements(note, grammar);
    if requirements.is_empty() {
        return requirements;
    }
    let terms = requirements
        .iter()
        .flat_map(|requirement| &requirement.terms);
    let mut places: StemMap<Vec<usize>> = terms
        .flat_map(|term| &term.keys)
        .map(|&key| (key, Vec::new()))
        .collect();
    let mut spoken: HashSet<u16> = HashSet::new();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for section in &note.sections {
        let voice = grammar.sections[section.spec].voice;
        if !matches!(voice, Voice::Own | Voice::Review) {
            continue;
        }
        for at in note.segments_of(section) {
            let reading = at.segment.reading(grammar);
            for (index, entry) in (0u32..).zip(&at.segment.entries) {
                spoken.extend(reading.hits(index).iter().filter_map(|hit| match hit.tag {
                    Tag::Raises(topic) | Tag::Talks(topic) => Some(topic),
                    _ => None,
                }));
                let number = ranges.len();
                ranges.push(at.range(entry.text));
                for key in reading.keys(index) {
                    if let Some(held) = places.get_mut(key)
                        && held.len() < MAX_PLACES
                        && held.last() != Some(&number)
                    {
                        held.push(number);
                    }
                }
            }
        }
    }
    for requirement in &mut requirements {
        requirement.raised = requirement
            .asks
            .iter()
            .any(|ask| spoken.contains(&ask.topic));
        let mut answers: BTreeMap<usize, Answer> = BTreeMap::new();
        for (number, term) in requirement.terms.iter_mut().enumerate() {
            let held = term.keys.iter().filter_map(|key| places.get(key)).flatten();
            for &place in held {
                term.met = true;
                let answer = answers.entry(place).or_insert_with(|| Answer {
                    range: ranges[place].clone(),
                    terms: Vec::new(),
                    weight: 0,
                });
                if answer.terms.last() != Some(&number) {
                    answer.terms.push(number);
                    answer.weight += term.weight;
                }
            }
        }
        requirement.answers = answers.into_values().collect();
        requirement
            .answers
            .sort_by_key(|answer| (std::cmp::Reverse(answer.weight), answer.range.start));
    }
    requirements
}

fn requirements<'a>(note: &'a Note, grammar: &'a Grammar) -> Vec<Requirement<'a>> {
    let mut found = Vec::new();
    for section in &note.sections {
        if grammar.sections[section.spec].voice != Voice::Posting {
            continue;
        }
        for at in note.segments_of(section) {
            for (index, entry) in (0u32..).zip(&at.segment.entries) {
                if let Some(nice) = asks(at, index, entry, section.spec, grammar) {
                    split(at, index, entry, nice, grammar, &mut found);
                }
            }
        }
    }
    found
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
    let is_part = at.segment.parts.iter().any(|part| part.entry == index);
    match field {
        // "Key Responsibilities: plan, deliver and review care", and the items below it.
        Some(field) if field.kind == FieldKind::List => {
            let says = entry.value.start < entry.value.end && !is_part;
            says.then(|| nice || field.label.to_lowercase().contains("nice"))
        }
        Some(_) => None,
        // An item without a label; a label that is unknown may be anything ("Contract: permanent").
        None => (entry.kind.is_item()
            && entry.label.is_none()
            && own.is_none()
            && !is_part
            && !entry.bold_only)
            .then_some(nice),
    }
}

/// The field that an entry belongs to: by its own label, by that of an entry that holds it, by the
/// part or the sub-heading that it stands under.
fn field_of<'g>(
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
fn split<'a>(
    at: SegmentRef<'a>,
    index: u32,
    entry: &Entry,
    nice: bool,
    grammar: &'a Grammar,
    found: &mut Vec<Requirement<'a>>,
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
        let range = at.range(Span {
            start: reading.words[first as usize].span.start,
            end: reading.words[last as usize].span.end,
        });
        found.push(Requirement {
            at,
            entry: index,
            range,
            nice,
            terms: terms(at, reading, index, &piece),
            asks: asked_topics(at, reading, index, &piece, grammar),
            raised: false,
            answers: Vec::new(),
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
) -> Vec<Ask> {
    let lexicon = grammar.lexicon();
    let hits = || {
        reading
            .hits(entry)
            .iter()
            .filter(|hit| piece.contains(&hit.words.start))
    };
    let ask = |topic: u16, words: &Range<u32>| Ask {
        topic,
        word: at.range(reading.span(words.clone())),
    };
    let raised: Vec<Ask> = hits()
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
    let hits = reading.hits(entry);
    let mut terms: Vec<Term> = Vec::new();
    let mut taken = 0;
    for &index in piece {
        let word = &reading.words[index as usize];
        if index < taken {
            continue;
        }
        let within = |tag: Tag| {
            hits.iter()
                .any(|hit| hit.tag == tag && hit.words.contains(&index))
        };
        // The longest phrase that begins here and that a group or a topic knows is one term.
        let known = hits
            .iter()
            .filter(|hit| {
                hit.words.start == index && matches!(hit.tag, Tag::Same(_) | Tag::Specific(_))
            })
            .max_by_key(|hit| hit.words.len());
        if known.is_none()
            && (within(Tag::Stop)
                || within(Tag::Soft)
                || within(Tag::Nice)
                || word.shape == Shape::Number)
        {
            continue;
        }
        let range = known.map_or(index..index + 1, |hit| hit.words.clone());
        taken = range.end;
        let mut keys: Vec<u64> = hits
            .iter()
            .filter(|hit| match hit.tag {
                Tag::Same(_) => hit.words == range,
                // Whatever raises the topic answers a word that raises it; what names a standard of it is
                // answered by that standard.
                Tag::Raises(_) => hit.words.contains(&index),
                _ => false,
            })
            .filter_map(|hit| Reading::key(hit.tag))
            .collect();
        // A phrase is met by its last telling word, which names the thing: "after-school club" by "club",
        // "lab work" by "lab".
        let tells = |at: &u32| {
            !hits
                .iter()
                .any(|hit| hit.words.contains(at) && matches!(hit.tag, Tag::Stop | Tag::Soft))
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
        if text.chars().filter(|char| char.is_alphabetic()).count() > 1 {
            terms.push(Term {
                span,
                weight,
                met: false,
                keys,
            });
        }
    }
    terms
}
