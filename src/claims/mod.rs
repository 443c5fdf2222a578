//! What a candidate claims: which pieces of a note are claims about oneself, which topics they
//! raise, and whether anything in them is concrete. All rules about specificity stand on it.
//!
//! A claim is an item with all that is nested in it, a paragraph, an answer, or a whole story.
//! Questions, quotations, wishes, advice to oneself and facts about the company are none.

mod concrete;
mod find;

pub use concrete::{Concrete, Known};
pub use find::{Claim, in_segment, is_question, part_id, posting_column};

use crate::grammar::{Grammar, Voice};
use crate::note::{Note, SegmentRef};
use std::ops::Range;

/// What a segment claims, with what follows from it. It depends on the segment, the kind of its
/// section and the names that the note knows; a keystroke in another segment leaves it as it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SegmentClaims {
    claims: Vec<Kept>,
    /// The topics on which a claim is concrete, in order.
    concrete: Vec<u16>,
    /// Where the entries of concrete claims begin, lists of skills aside, in order, in bytes of the
    /// segment's chunk.
    told: Vec<u32>,
    /// The claims that are vague, by index.
    vague: Vec<u32>,
}

/// A claim and what was made of it, without the segment that it stands in.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    entries: Range<u32>,
    /// The part of the section that it stands in, by index.
    part: Option<u16>,
    topics: Box<[u16]>,
    plain: Box<[u16]>,
    concrete: Option<Concrete>,
}

impl SegmentClaims {
    /// What a segment claims as a piece of a section of a kind.
    pub fn of(at: SegmentRef<'_>, kind: usize, grammar: &Grammar, known: &Known) -> Self {
        let mut all = SegmentClaims::default();
        // Where the segment begins makes no difference.
        let at = SegmentRef { start: 0, ..at };
        for claim in find::in_segment(at, kind, grammar) {
            let topics = claim.topics(known);
            let plain = claim.plain_topics(known);
            let raised: Vec<u16> = topics.iter().chain(&plain).copied().collect();
            let concrete = claim.concrete(known, &raised, grammar.lexicon());
            let judged = Judged {
                topics: &topics,
                plain: &plain,
                concrete,
                claim: claim.clone(),
            };
            if judged.is_vague() {
                all.vague.push(all.claims.len() as u32);
            }
            if concrete.is_some() {
                all.concrete.extend(&topics);
                if claim.part != Some("skills") {
                    let entries = &at.segment.entries
                        [claim.entries.start as usize..claim.entries.end as usize];
                    all.told
                        .extend(entries.iter().map(|entry| entry.text.start));
                }
            }
            let parts = &grammar.sections[kind].parts;
            let part = claim
                .part
                .and_then(|id| parts.iter().position(|part| part.id == id));
            all.claims.push(Kept {
                entries: claim.entries,
                part: part.map(|part| part as u16),
                topics: topics.into(),
                plain: plain.into(),
                concrete,
            });
        }
        all.concrete.sort_unstable();
        all.concrete.dedup();
        all.told.sort_unstable();
        all
    }

    /// The claims, with the segment at its place.
    pub fn at<'a>(
        &'a self,
        at: SegmentRef<'a>,
        kind: usize,
        grammar: &'a Grammar,
    ) -> impl Iterator<Item = Judged<'a>> + use<'a> {
        self.claims
            .iter()
            .map(move |kept| kept.at(at, kind, grammar))
    }
}

impl Kept {
    fn at<'a>(&'a self, at: SegmentRef<'a>, kind: usize, grammar: &'a Grammar) -> Judged<'a> {
        let parts = &grammar.sections[kind].parts;
        Judged {
            claim: Claim {
                at,
                entries: self.entries.clone(),
                kind,
                part: self.part.map(|part| parts[usize::from(part)].id.as_str()),
                reading: at.segment.reading(grammar),
            },
            topics: &self.topics,
            plain: &self.plain,
            concrete: self.concrete,
        }
    }
}

/// Whether the words of a kind of section are the candidate's own, so that there are claims in it.
pub fn holds_claims(kind: usize, grammar: &Grammar) -> bool {
    matches!(grammar.sections[kind].voice, Voice::Own | Voice::Answers)
}

/// A segment of a section whose words are the candidate's own, with its claims.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// The segment.
    pub at: SegmentRef<'a>,
    /// The kind of its section, by index in [`Grammar::sections`].
    pub kind: usize,
    /// What it claims.
    pub claims: &'a SegmentClaims,
}

/// What a note claims, put together from its segments.
#[derive(Debug)]
pub struct Overview<'a> {
    told: Vec<Told<'a>>,
    grammar: &'a Grammar,
    /// By topic, whether a claim is concrete on it.
    concrete: Vec<bool>,
    /// Whether the note is written in English, so that lists of English words apply.
    pub english: bool,
}

/// A claim, and what was made of it.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The claim.
    pub claim: Claim<'a>,
    /// The topics it raises, by index in the lexicon.
    pub topics: &'a [u16],
    /// The topics it raises in plain words alone.
    pub plain: &'a [u16],
    /// What makes it concrete.
    pub concrete: Option<Concrete>,
}

impl Judged<'_> {
    /// Whether it raises a topic and names nothing concrete. A list of skills says what it should, and an
    /// achievement in plain words is judged by its number.
    pub fn is_vague(&self) -> bool {
        let plainly = !self.plain.is_empty() && self.claim.part != Some("achievements");
        self.concrete.is_none()
            && self.claim.part != Some("skills")
            && (!self.topics.is_empty() || plainly)
    }
}

impl<'a> Overview<'a> {
    /// What a note claims, of its segments with claims, with whether it is written in English ([`is_english`]).
    pub fn new(mut told: Vec<Told<'a>>, english: bool, grammar: &'a Grammar) -> Self {
        told.sort_by_key(|told| told.at.start);
        let mut concrete = vec![false; grammar.lexicon().topics.len()];
        for topic in told.iter().flat_map(|told| &told.claims.concrete) {
            concrete[usize::from(*topic)] = true;
        }
        Overview {
            told,
            grammar,
            concrete,
            english,
        }
    }

    /// Whether nothing is claimed.
    pub fn is_empty(&self) -> bool {
        self.told.iter().all(|told| told.claims.claims.is_empty())
    }

    /// The vague claims, in order.
    pub fn vague(&self) -> impl Iterator<Item = Judged<'_>> {
        self.told.iter().flat_map(|told| {
            let vague = told.claims.vague.iter();
            vague.map(|&index| {
                told.claims.claims[index as usize].at(told.at, told.kind, self.grammar)
            })
        })
    }

    /// Whether a claim of the note is concrete on a topic, by index.
    pub fn is_concrete_on(&self, topic: u16) -> bool {
        self.concrete[usize::from(topic)]
    }

    /// Whether an entry is of a claim that is concrete, by the range of its text.
    pub fn is_told_at(&self, text: &Range<usize>) -> bool {
        let after = self
            .told
            .partition_point(|told| told.at.start <= text.start);
        let told = after.checked_sub(1).map(|index| &self.told[index]);
        told.is_some_and(|told| {
            let start = (text.start - told.at.start) as u32;
            told.claims.told.binary_search(&start).is_ok()
        })
    }
}

/// Whether a note is written in English, as far as its words tell; a note of names alone is.
pub fn is_english(note: &Note, grammar: &Grammar) -> bool {
    let balance: i32 = note
        .segments
        .iter()
        .map(|segment| segment.value.reading(grammar).english)
        .sum();
    let mut readings = note
        .segments
        .iter()
        .map(|segment| segment.value.reading(grammar));
    balance >= 0 && !readings.any(|reading| reading.foreign_heading)
}
