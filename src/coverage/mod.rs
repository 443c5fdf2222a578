//! What the posting asks for, and where the note answers: a table that the rules, the hover and the
//! lens share.
//!
//! A requirement is an item of the posting, or a piece of a list with commas. Its key terms are its
//! words without those that carry no requirement ("experience", "strong"); abbreviations, brands
//! and other words for the same are one term (`grammars/synonyms.toml`). Hard terms, names and
//! whatever a topic or a group of synonyms knows, come before others.

mod asks;
mod evidence;

pub(crate) use asks::field_of;
pub use asks::{SegmentAsks, states_requirements};
pub use evidence::{Evidence, SegmentEvidence, holds_evidence};

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use asks::Kept;

use crate::grammar::Grammar;
use crate::grammar::terms::StemMap;
use crate::note::{Keepsake, Note, Segment, SegmentRef};
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Whether the note answers it: a sixth of its terms are met, more than a third where no name of it is, a quarter where one of
    /// its names is. Names weigh two words, known terms one and a half. A requirement of soft skills alone counts
    /// as answered, because nothing can be looked up.
    pub fn is_covered(&self) -> bool {
        // Whether it speaks of the topic with anything concrete is another matter.
        self.raised || are_enough(&self.terms, |term| term.met)
    }

    /// The terms that nothing in the note meets, hard ones first, as they are written.
    pub fn unmet(&self) -> Vec<&str> {
        let unmet = self.terms.iter().filter(|term| !term.met);
        by_weight(self.at, unmet.collect())
    }
}

/// Terms as they are written, hard ones first.
fn by_weight<'a>(at: SegmentRef<'a>, mut terms: Vec<&Term>) -> Vec<&'a str> {
    terms.sort_by_key(|term| std::cmp::Reverse(term.weight));
    let written = terms.iter().map(|term| at.segment.str(term.span));
    written.collect()
}

/// Whether the terms that are met answer a requirement.
fn are_enough(terms: &[Term], is_met: impl Fn(&Term) -> bool) -> bool {
    let (mut all, mut met, mut several) = (0, 0, 0);
    let (mut name_met, mut name_unmet) = (false, false);
    for term in terms {
        all += term.weight;
        let is_name = term.weight == NAME;
        if is_met(term) {
            met += term.weight;
            several += 1;
            name_met |= is_name;
        } else {
            name_unmet |= is_name;
        }
    }
    match (name_unmet, name_met) {
        // "DIN VDE 0100-600": one name of a thing with two is enough to tell that it is meant.
        (true, true) => met * 4 >= all,
        (true, false) => met * 3 > all || several > 1 && met * 3 == all,
        // Evidence has other words than the posting: whatever it shares with it is an answer, but for
        // one word of a long sentence.
        (false, _) => met * 6 >= all,
    }
}

/// No more places are looked at for a term: a note that says "patients" a thousand times answers with
/// the first ones, and the cost stays linear.
const MAX_PLACES: usize = 16;

/// What the posting asks for, with what the note answers.
pub struct Coverage<'a> {
    /// The segments of the posting, in order.
    posting: Vec<(SegmentRef<'a>, &'a SegmentAsks)>,
    evidence: &'a Evidence,
    /// Where the evidence is, found when it is asked for.
    places: Places<'a>,
    located: OnceCell<Located<'a>>,
}

type Places<'a> = Box<dyn Fn() -> Vec<(u32, SegmentRef<'a>)> + 'a>;

/// The segments of the evidence at their places.
#[derive(Debug)]
struct Located<'a> {
    /// The segments by their order in the note.
    answers: Vec<SegmentRef<'a>>,
    /// That order, by the number of the evidence.
    order: Vec<u32>,
}

impl std::fmt::Debug for Coverage<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coverage").finish_non_exhaustive()
    }
}

/// Something that the posting asks for, by its place in a [`Coverage`].
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The segment it stands in.
    pub at: SegmentRef<'a>,
    kept: &'a Kept,
}

impl Asked<'_> {
    /// Where it stands, in bytes of the text.
    pub fn range(self) -> Range<usize> {
        self.at.range(self.kept.span)
    }

    /// Whether it is no must: "nice to have".
    pub fn is_nice(self) -> bool {
        self.kept.nice
    }

    /// The topics that it asks for.
    pub fn asks(&self) -> impl Iterator<Item = Ask> {
        self.kept.asks_at(self.at)
    }
}

impl<'a> Coverage<'a> {
    /// A coverage of the posting's segments by the evidence, whose segments come with their numbers, both
    /// in the note's order.
    pub fn new(
        posting: Vec<(SegmentRef<'a>, &'a SegmentAsks)>,
        evidence: &'a Evidence,
        places: impl Fn() -> Vec<(u32, SegmentRef<'a>)> + 'a,
    ) -> Self {
        Coverage {
            posting,
            evidence,
            places: Box::new(places),
            located: OnceCell::new(),
        }
    }

    fn located(&self) -> &Located<'a> {
        self.located.get_or_init(|| {
            let mut order = vec![0; self.evidence.segments.len()];
            let mut answers = Vec::new();
            for (number, at) in (self.places)() {
                order[number as usize] = answers.len() as u32;
                answers.push(at);
            }
            Located { answers, order }
        })
    }

    /// What a segment of the posting asks for, in order.
    pub fn asked_in<'r>(
        &self,
        at: SegmentRef<'r>,
        asks: &'r SegmentAsks,
    ) -> impl Iterator<Item = Asked<'r>> + use<'r> {
        asks.0.iter().map(move |kept| Asked { at, kept })
    }

    /// A number that stays the same for as long as everything that is covered or met does.
    pub fn epoch(&self) -> u64 {
        self.evidence.epoch()
    }

    /// Whether the note meets each term of a requirement, in order.
    pub fn met(&self, asked: Asked<'_>) -> impl Iterator<Item = bool> {
        asked
            .kept
            .terms
            .iter()
            .map(|term| self.evidence.meets(term))
    }

    /// The terms that nothing in the note meets, as [`Requirement::unmet`] tells them.
    pub fn unmet<'r>(&self, asked: Asked<'r>) -> Vec<&'r str> {
        let terms = asked.kept.terms.iter();
        let unmet = terms.filter(|term| !self.evidence.meets(term));
        by_weight(asked.at, unmet.collect())
    }

    /// What the posting asks for, in order.
    pub fn asked(&self) -> impl Iterator<Item = Asked<'_>> {
        let all = self.posting.iter();
        all.flat_map(|(at, asks)| asks.0.iter().map(|kept| Asked { at: *at, kept }))
    }

    /// Whether the note answers it; see [`Requirement::is_covered`].
    pub fn is_covered(&self, asked: Asked<'_>) -> bool {
        self.is_raised(asked.kept)
            || are_enough(&asked.kept.terms, |term| self.evidence.meets(term))
    }

    fn is_raised(&self, kept: &Kept) -> bool {
        let mut asks = kept.asks.iter();
        asks.any(|&(topic, _)| self.evidence.speaks_of(topic))
    }

    /// A requirement with where it is answered.
    pub fn requirement<'r>(&self, asked: Asked<'r>) -> Requirement<'r> {
        self.answered(asked.at, asked.kept)
    }

    fn answered<'r>(&self, at: SegmentRef<'r>, kept: &Kept) -> Requirement<'r> {
        let mut terms = kept.terms.clone();
        let mut answers: BTreeMap<(u32, u32), Answer> = BTreeMap::new();
        for (number, term) in terms.iter_mut().enumerate() {
            for &key in &term.keys {
                let Some(held) = self.evidence.by_key.get(&key) else {
                    continue;
                };
                term.met = true;
                for (place, entry) in self.places(key, held) {
                    let answer = answers.entry((place, entry)).or_insert_with(|| {
                        let at = self.located().answers[place as usize];
                        Answer {
                            range: at.range(at.segment.entries[entry as usize].text),
                            terms: Vec::new(),
                            weight: 0,
                        }
                    });
                    if answer.terms.last() != Some(&number) {
                        answer.terms.push(number);
                        answer.weight += term.weight;
                    }
                }
            }
        }
        let mut answers: Vec<Answer> = answers.into_values().collect();
        answers.sort_by_key(|answer| (std::cmp::Reverse(answer.weight), answer.range.start));
        Requirement {
            at,
            entry: kept.entry,
            range: at.range(kept.span),
            nice: kept.nice,
            terms,
            asks: kept.asks_at(at).collect(),
            raised: self.is_raised(kept),
            answers,
        }
    }

    /// The first entries that hold a key, each with the place of its segment.
    fn places(&self, key: u64, held: &[u32]) -> Vec<(u32, u32)> {
        let mut segments: Vec<(u32, u32)> = held
            .iter()
            .map(|&number| (self.located().order[number as usize], number))
            .collect();
        // Each holds at least one.
        if segments.len() > MAX_PLACES {
            segments.select_nth_unstable(MAX_PLACES);
            segments.truncate(MAX_PLACES);
        }
        segments.sort_unstable();
        let entries = segments.iter().flat_map(|&(place, number)| {
            let evidence = self.evidence.segments[number as usize].iter();
            evidence
                .flat_map(move |evidence| evidence.entries(key).map(move |entry| (place, entry)))
        });
        entries.take(MAX_PLACES).collect()
    }
}

/// What a segment answers requirements with, kept with it.
pub fn evidence_of(segment: &Segment, grammar: &Grammar) -> Arc<SegmentEvidence> {
    let make = || Arc::new(SegmentEvidence::of(segment, grammar));
    Arc::clone(segment.keep(Keepsake::Evidence, make))
}

/// What a segment of the posting asks for as a piece of a section of a kind, kept with it.
pub fn asks_of(at: SegmentRef<'_>, kind: usize, grammar: &Grammar) -> Arc<SegmentAsks> {
    let make = || Arc::new(SegmentAsks::of(at, kind, grammar));
    let (of, kept) = at.segment.keep(Keepsake::Asks, || (kind, make()));
    // One that has moved to another kind of section asks for something else.
    if *of == kind {
        Arc::clone(kept)
    } else {
        make()
    }
}

fn pieces<'a>(
    note: &'a Note,
    grammar: &'a Grammar,
    wanted: fn(usize, &Grammar) -> bool,
) -> impl Iterator<Item = (SegmentRef<'a>, usize)> {
    let sections = note.sections.iter();
    let sections = sections.filter(move |section| wanted(section.spec, grammar));
    sections.flat_map(move |section| note.segments_of(section).map(|at| (at, section.spec)))
}

/// A requirement of the posting, and whether the note answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// Whether it is no must.
    pub nice: bool,
    /// Whether the note answers it; see [`Requirement::is_covered`].
    pub covered: bool,
}

/// Which requirements of a note's posting are answered, in order: [`table`] for those who do not ask where.
pub fn answered(note: &Note, grammar: &Grammar) -> Vec<Answered> {
    let posting = pieces(note, grammar, states_requirements);
    let posting: Vec<_> = posting
        .map(|(at, kind)| (at, asks_of(at, kind, grammar)))
        .collect();
    let all = || {
        let all = posting.iter();
        all.flat_map(|(at, asks)| asks.0.iter().map(move |kept| (at, kept)))
    };
    // The keys that any term looks for, and whether the evidence holds them.
    let mut held: StemMap<bool> = StemMap::default();
    for key in all().flat_map(|(_, kept)| kept.terms.iter().flat_map(|term| &term.keys)) {
        held.insert(*key, false);
    }
    if held.is_empty() && all().next().is_none() {
        return Vec::new();
    }
    let mut spoken = vec![false; grammar.lexicon().topics.len()];
    for (at, _) in pieces(note, grammar, holds_evidence) {
        let evidence = evidence_of(at.segment, grammar);
        for key in evidence.keys() {
            if let Some(held) = held.get_mut(&key) {
                *held = true;
            }
        }
        for &topic in evidence.spoken() {
            spoken[usize::from(topic)] = true;
        }
    }
    let is_covered = |kept: &Kept| {
        let mut asks = kept.asks.iter();
        asks.any(|&(topic, _)| spoken[usize::from(topic)])
            || are_enough(&kept.terms, |term| term.keys.iter().any(|key| held[key]))
    };
    let answered = all().map(|(at, kept)| Answered {
        range: at.range(kept.span),
        nice: kept.nice,
        covered: is_covered(kept),
    });
    answered.collect()
}

/// The requirements of a note's posting, in order.
pub fn table<'a>(note: &'a Note, grammar: &'a Grammar) -> Vec<Requirement<'a>> {
    let posting: Vec<_> = pieces(note, grammar, states_requirements)
        .map(|(at, kind)| (at, asks_of(at, kind, grammar)))
        .collect();
    if posting.iter().all(|(_, asks)| asks.0.is_empty()) {
        return Vec::new();
    }
    let mut evidence = Evidence::default();
    let places: Vec<_> = pieces(note, grammar, holds_evidence)
        .map(|(at, _)| (evidence.add(evidence_of(at.segment, grammar)), at))
        .collect();
    let posting: Vec<_> = posting.iter().map(|(at, asks)| (*at, &**asks)).collect();
    let coverage = Coverage::new(posting.clone(), &evidence, || places.clone());
    let asked = posting
        .iter()
        .flat_map(|(at, asks)| asks.0.iter().map(move |kept| (at, kept)));
    asked
        .map(|(at, kept)| coverage.answered(*at, kept))
        .collect()
}
