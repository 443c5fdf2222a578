//! What a candidate claims: which pieces of a note are claims about oneself, which topics they
//! raise, and whether anything in them is concrete. All rules about specificity stand on it.
//!
//! A claim is an item with all that is nested in it, a paragraph, an answer, or a whole story.
//! Questions, quotations, wishes, advice to oneself and facts about the company are none.

mod concrete;
mod find;

pub use concrete::{Concrete, Known};
pub use find::{Claim, in_section, is_question, part_id, posting_column};

use std::collections::HashSet;
use std::ops::Range;

use crate::grammar::{Grammar, Voice};
use crate::note::Note;

/// What a note claims, with what follows from it. Made once for a version of a note.
#[derive(Debug)]
pub struct Overview<'a> {
    /// The claims of all sections whose words are the candidate's own, in order.
    pub claims: Vec<Judged<'a>>,
    /// The topics on which a claim is concrete.
    concrete: HashSet<u16>,
    /// Where the entries of concrete claims begin, lists of skills aside, in bytes of the text.
    told: HashSet<usize>,
    /// Names that make nothing concrete.
    pub known: Known,
    /// Whether the note is written in English, so that lists of English words apply.
    pub english: bool,
}

/// A claim, and what was made of it.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The claim.
    pub claim: Claim<'a>,
    /// The topics it raises, by index in the lexicon.
    pub topics: Vec<u16>,
    /// The topics it raises in plain words alone.
    pub plain: Vec<u16>,
    /// What makes it concrete.
    pub concrete: Option<Concrete>,
}

impl<'a> Overview<'a> {
    /// What a note claims.
    pub fn of(note: &'a Note, grammar: &'a Grammar) -> Self {
        let known = Known::of(note);
        let own = note.sections.iter().filter(|section| {
            let voice = grammar.sections[section.spec].voice;
            matches!(voice, Voice::Own | Voice::Answers)
        });
        let claims: Vec<Judged<'a>> = own
            .flat_map(|section| in_section(note, section, grammar))
            .map(|claim| {
                let topics = claim.topics(note, &known);
                let plain = claim.plain_topics(note, &known);
                let raised: Vec<u16> = topics.iter().chain(&plain).copied().collect();
                Judged {
                    concrete: claim.concrete(&known, &raised, grammar.lexicon()),
                    claim,
                    topics,
                    plain,
                }
            })
            .collect();
        let concrete = claims.iter().filter(|judged| judged.concrete.is_some());
        let topics = concrete
            .clone()
            .flat_map(|judged| judged.topics.iter().copied());
        let told = concrete
            .clone()
            .filter(|judged| judged.claim.part != Some("skills"))
            .flat_map(|judged| {
                let claim = &judged.claim;
                let entries = &claim.at.segment.entries;
                let starts = claim
                    .entries
                    .clone()
                    .map(|index| entries[index as usize].text);
                starts.map(|text| claim.at.range(text).start)
            });
        Overview {
            concrete: topics.collect(),
            told: told.collect(),
            claims,
            known,
            english: is_english(note, grammar),
        }
    }

    /// Whether a claim of the note is concrete on a topic, by index.
    pub fn is_concrete_on(&self, topic: u16) -> bool {
        self.concrete.contains(&topic)
    }

    /// Whether an entry is of a claim that is concrete, by the range of its text.
    pub fn is_told_at(&self, text: &Range<usize>) -> bool {
        self.told.contains(&text.start)
    }
}

/// Whether a note is written in English, as far as its words tell; a note of names alone is.
pub fn is_english(note: &Note, grammar: &Grammar) -> bool {
    let balance: i32 = note
        .segments
        .iter()
        .map(|segment| segment.value.reading(grammar).english)
        .sum();
    let unspaced = note.segments.iter().any(|segment| {
        let heading = segment.value.heading.as_ref();
        heading.is_some_and(|heading| {
            let letters = heading.name.chars().filter(|char| char.is_alphabetic());
            letters.clone().count() > 0
                && letters
                    .clone()
                    .all(|char| !char.is_ascii() && char as u32 > 0x2ff)
        })
    });
    balance >= 0 && !unspaced
}
