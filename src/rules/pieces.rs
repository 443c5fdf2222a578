//! The pieces of a note's sections, with what rules about the whole note need to know of each.
//!
//! A rule that looks for something in the whole note would cost the whole note with every keystroke. So
//! what it needs of one segment is a [`Summary`]: a value made of that segment and what its [`Piece`]
//! shows, and of nothing else, which is kept for as long as these stay the same. With every
//! keystroke a rule goes over the summaries, and one of them is new.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use crate::claims::{self, Known, Overview, SegmentClaims, Told};
use crate::coverage::{self, Coverage, Evidence, SegmentAsks, SegmentEvidence};
use crate::grammar::Grammar;
use crate::note::Segment;
use crate::note::{Note, Section, SegmentRef};

/// What a rule about the whole note needs to know of one segment.
pub(super) trait Summary: Any + Send + Sync {
    /// Where it is kept.
    const SLOT: Slot;

    /// Makes it.
    fn of(piece: &Piece<'_>) -> Self;
}

/// The kinds of summaries, one for each type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each is named after its rule, or after what several rules share.
pub(super) enum Slot {
    Claims,
    Asks,
    Evidence,
    Questions,
    DuplicateQuestion,
    WrongCompany,
    Named,
    AnotherNote,
    ImpersonalQuestions,
    Facts,
    UnpreparedRedFlag,
    Warnings,
    EmptyField,
    WeakWording,
    GenericQuestion,
    Gaps,
    Plans,
    UnquantifiedAchievement,
    UncoveredRequirement,
    StaleFacts,
}

/// How many kinds of summaries there are.
const SLOTS: usize = Slot::StaleFacts as usize + 1;

/// A segment as a piece of a section, wherever in the note it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    /// The segment, as if the note began with it.
    pub at: SegmentRef<'a>,
    /// The kind of its section, by index in [`Grammar::sections`].
    pub kind: usize,
    /// Whether it begins with the section's own heading.
    pub opens: bool,
    /// What is known about prep notes.
    pub grammar: &'a Grammar,
    /// The names of the company and the role.
    pub known: &'a Known,
    /// The company.
    pub company: Option<&'a str>,
}

/// The pieces of one version of a note, with what was kept of the version before.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    company: Option<String>,
    role: Option<String>,
    known: Known,
    kept: Vec<(Key, Kept)>,
    /// The segments of the pieces, by index in the note.
    segments: Vec<usize>,
    /// Of each section, which pieces are its own.
    sections: Vec<std::ops::Range<usize>>,
    evidence: Evidence,
}

#[derive(Debug)]
struct Key {
    segment: Arc<Segment>,
    kind: usize,
    opens: bool,
}

#[derive(Default)]
struct Kept {
    summaries: Box<[OnceLock<Box<dyn Any + Send + Sync>>; SLOTS]>,
    /// Its number in the evidence.
    evidence: Option<u32>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// A piece at its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    /// The segment.
    pub at: SegmentRef<'a>,
    /// The kind of its section.
    pub kind: usize,
    index: usize,
    pieces: &'a Pieces,
    grammar: &'a Grammar,
}

impl<'a> Placed<'a> {
    /// What a rule wants to know of it.
    pub(super) fn get<T: Summary>(&self) -> &'a T {
        self.pieces.get(self.index, self.grammar)
    }
}

impl Summary for SegmentClaims {
    const SLOT: Slot = Slot::Claims;

    fn of(piece: &Piece<'_>) -> Self {
        SegmentClaims::of(piece.at, piece.kind, piece.grammar, piece.known)
    }
}

/// What a segment asks for, as it is kept with it.
pub(super) struct Asks(pub Arc<SegmentAsks>);

impl Summary for Asks {
    const SLOT: Slot = Slot::Asks;

    fn of(piece: &Piece<'_>) -> Self {
        Asks(coverage::asks_of(piece.at, piece.kind, piece.grammar))
    }
}

/// A segment's evidence, which the index of all evidence holds as well.
struct Shared(Arc<SegmentEvidence>);

impl Summary for Shared {
    const SLOT: Slot = Slot::Evidence;

    fn of(piece: &Piece<'_>) -> Self {
        Shared(coverage::evidence_of(piece.at.segment, piece.grammar))
    }
}

impl Pieces {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Pieces::default();
    }

    /// Brings the pieces to the next version of the note. The grammar must be the one of before.
    pub(super) fn update(&mut self, note: &Note, grammar: &Grammar) {
        let (company, role) = (note.company(), note.role());
        if self.company.as_deref() != company || self.role.as_deref() != role {
            self.clear();
            self.company = company.map(str::to_owned);
            self.role = role.map(str::to_owned);
            self.known = Known::of(note);
        }
        self.segments.clear();
        self.sections.clear();
        // Of each piece, the index of its section.
        let mut places: Vec<u32> = Vec::with_capacity(self.kept.len() + 1);
        for (number, section) in (0u32..).zip(&note.sections) {
            let first = places.len();
            for index in section.segments.iter().cloned().flatten() {
                self.segments.push(index);
                places.push(number);
            }
            self.sections.push(first..places.len());
        }
        let segments = &self.segments;
        let key = |index: usize| {
            let section = &note.sections[places[index] as usize];
            let opens = segments[index] == note.nodes[section.node].segment;
            (&note.segments[segments[index]].value, section.spec, opens)
        };
        let mut removed = Vec::new();
        let fresh = super::engine::reuse(
            &mut self.kept,
            places.len(),
            |one, index| {
                let (segment, kind, opens) = key(index);
                Arc::ptr_eq(&one.segment, segment) && one.kind == kind && one.opens == opens
            },
            |index| {
                let (segment, kind, opens) = key(index);
                let segment = Arc::clone(segment);
                let key = Key {
                    segment,
                    kind,
                    opens,
                };
                (key, Kept::default())
            },
            |(_, gone)| removed.extend(gone.evidence),
        );
        // What comes before what goes: most words are in both.
        for index in fresh {
            if coverage::holds_evidence(self.kept[index].0.kind, grammar) {
                let held = Arc::clone(&self.get::<Shared>(index, grammar).0);
                self.kept[index].1.evidence = Some(self.evidence.add(held));
            }
        }
        for number in removed {
            self.evidence.remove(number);
        }
    }

    /// The pieces of all sections, section by section.
    pub(super) fn all<'a>(
        &'a self,
        note: &'a Note,
        grammar: &'a Grammar,
    ) -> impl Iterator<Item = Placed<'a>> {
        (0..self.kept.len()).map(move |index| self.placed(index, note, grammar))
    }

    /// The pieces of a section.
    pub(super) fn of<'a>(
        &'a self,
        section: &'a Section,
        note: &'a Note,
        grammar: &'a Grammar,
    ) -> impl Iterator<Item = Placed<'a>> + use<'a> {
        let number = note.nodes[section.node].section;
        let range = number.map_or(0..0, |number| self.sections[number].clone());
        range.map(move |index| self.placed(index, note, grammar))
    }

    fn placed<'a>(&'a self, index: usize, note: &'a Note, grammar: &'a Grammar) -> Placed<'a> {
        Placed {
            at: note.segment(self.segments[index]),
            kind: self.kept[index].0.kind,
            index,
            pieces: self,
            grammar,
        }
    }

    fn get<T: Summary>(&self, index: usize, grammar: &Grammar) -> &T {
        let (key, kept) = &self.kept[index];
        let made = kept.summaries[T::SLOT as usize].get_or_init(|| {
            Box::new(T::of(&Piece {
                at: SegmentRef {
                    start: 0,
                    segment: &key.segment,
                },
                kind: key.kind,
                opens: key.opens,
                grammar,
                known: &self.known,
                company: self.company.as_deref(),
            }))
        });
        made.downcast_ref()
            .expect("a slot holds summaries of one type")
    }

    /// What the note claims; in English or not, as far as that is known.
    pub(super) fn overview<'a>(
        &'a self,
        note: &'a Note,
        grammar: &'a Grammar,
        english: Option<bool>,
    ) -> Overview<'a> {
        let told = self.all(note, grammar);
        let told = told.filter(|piece| claims::holds_claims(piece.kind, grammar));
        let told = told.map(|piece| Told {
            at: piece.at,
            kind: piece.kind,
            claims: piece.get(),
        });
        let english = english.unwrap_or_else(|| claims::is_english(note, grammar));
        Overview::new(told.collect(), english, grammar)
    }

    /// What the posting asks for, with what the note answers.
    pub(super) fn coverage<'a>(&'a self, note: &'a Note, grammar: &'a Grammar) -> Coverage<'a> {
        let posting = self.all(note, grammar);
        let posting = posting
            .filter(|piece| coverage::states_requirements(piece.kind, grammar))
            .map(|piece| (piece.at, &*piece.get::<Asks>().0));
        let evidence = move || {
            let held = self.all(note, grammar).filter_map(|piece| {
                let (_, kept) = &self.kept[piece.index];
                Some((kept.evidence?, piece.at))
            });
            held.collect()
        };
        Coverage::new(posting.collect(), &self.evidence, evidence)
    }
}
