//! The companies of other notes, where they were left over in a copy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::grammar::terms::{Shape, Word, words};
use crate::grammar::{Facts, NameFacts};
use crate::note::{Section, Segment};
use crate::syntax::Span;

use super::named::{folded, owns};
use super::names::{Of, in_field};
use super::pieces::{Piece, Slot, Summary};
use super::wrong_company::{Found, holds, is_employer, places, prose, stands_in_lower_case};
use super::{Companies, NoteCx};

/// Which companies a segment names, and whether it knows them for what they are: an employer, a competitor, a source. These stay
/// the same for nearly all keystrokes, so the last answer is remembered with it.
#[derive(Default)]
struct Held(Mutex<Option<Answer>>);

/// Of which companies it was asked, and those that there are.
type Answer = (Arc<Companies>, Arc<[HeldName]>);

/// A company that a segment names.
#[derive(Clone, Copy, Debug)]
struct HeldName {
    /// Its number among the companies.
    company: usize,
    /// Whether the segment knows it for something else than the note's own company.
    at_home: bool,
}

impl Summary for Held {
    const SLOT: Slot = Slot::AnotherNote;

    fn of(_: &Piece<'_>) -> Self {
        Held::default()
    }
}

impl Held {
    fn names(&self, segment: &Segment, id: &str, companies: &Arc<Companies>) -> Arc<[HeldName]> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, names)) = &*last
            && Arc::ptr_eq(asked, companies)
        {
            return Arc::clone(names);
        }
        let facts = &Facts::shipped().names;
        let text = &segment.chunk.text;
        let names = companies.held_by(text).into_iter().filter_map(|company| {
            let name = companies.name(company);
            holds(text, name).then(|| HeldName {
                company,
                at_home: is_at_home(segment, id, name, facts),
            })
        });
        let names: Arc<[HeldName]> = names.collect();
        *last = Some((Arc::clone(companies), Arc::clone(&names)));
        names
    }
}

/// The other notes' companies that a note names and does not know for something else, by their numbers.
pub(super) fn companies(
    cx: &NoteCx<'_>,
    companies: &Arc<Companies>,
    is_own: impl Fn(&str) -> bool,
) -> BTreeSet<usize> {
    let title = cx.note.title.as_ref();
    let title = title.map(|title| cx.note.segment_start(title.segment));
    let mut held: BTreeMap<usize, bool> = BTreeMap::new();
    for piece in cx.pieces().filter(|piece| Some(piece.at.start) != title) {
        let id = &cx.grammar.sections[piece.kind].id;
        let names = piece.get::<Held>().names(piece.at.segment, id, companies);
        for name in &*names {
            *held.entry(name.company).or_default() |= name.at_home;
        }
    }
    held.retain(|company, at_home| !*at_home && !is_own(companies.name(*company)));
    if held.is_empty() {
        return BTreeSet::new();
    }
    // Outside of sections the candidate writes of their own.
    let mut outside = vec![true; cx.note.segments.len()];
    let in_sections = cx
        .note
        .sections
        .iter()
        .flat_map(|section| &section.segments);
    in_sections
        .cloned()
        .flatten()
        .for_each(|index| outside[index] = false);
    let segments = cx.note.segments.iter().zip(outside);
    let outside: Vec<&str> = segments
        .filter(|(segment, outside)| *outside && Some(segment.start) != title)
        .map(|(segment, _)| &*segment.value.chunk.text)
        .collect();
    held.retain(|company, _| {
        let name = companies.name(*company);
        !outside.iter().any(|text| holds(text, name))
    });
    held.into_keys().collect()
}

/// The first name of another note's company in a section, outside lines about competitors and the like, and not as a
/// piece of a longer name.
pub(super) fn company<'a>(
    cx: &NoteCx<'a>,
    section: &'a Section,
    all: &Arc<Companies>,
    others: &BTreeSet<usize>,
    facts: &NameFacts,
) -> Option<Found> {
    if others.is_empty() {
        return None;
    }
    let id = &cx.note.spec(section, cx.grammar).id;
    let field = in_field(cx, Of::Company).map(|said| said.range);
    for piece in cx.pieces_of(section) {
        let at = piece.at;
        let names = piece.get::<Held>().names(at.segment, id, all);
        let names = names.iter().map(|name| name.company);
        let names: Vec<&str> = names
            .filter(|company| others.contains(company))
            .map(|company| all.name(company))
            .collect();
        if names.is_empty() {
            continue;
        }
        for entry in prose(at.segment) {
            let text = at.str(entry.text);
            let start = entry.text.start as usize;
            let mut found: Option<(usize, &str)> = None;
            for name in &names {
                for place in places(text, name) {
                    let span = Span::new(start + place..start + place + name.len());
                    let in_prose = at.segment.prose(entry).any(|prose| prose.contains(span));
                    let range = at.range(span);
                    let is_field = field
                        .as_ref()
                        .is_some_and(|field| field.start < range.end && range.start < field.end);
                    if in_prose
                        && !is_field
                        && stands_alone(cx, text, place, name, facts)
                        && found.is_none_or(|(first, _)| place < first)
                    {
                        found = Some((place, name));
                    }
                }
            }
            if let Some((place, name)) = found
                && !facts.others.any(text)
                && !facts.relations.any(text)
            {
                return Some(Found {
                    text: name.to_owned(),
                    range: at.range(Span::new(start + place..start + place + name.len())),
                });
            }
        }
    }
    None
}

/// Whether a name in a text is the whole of a name, and no ordinary word: "Target" in "Target dates" and "Oriel" in
/// "Oriel College" are none.
fn stands_alone(cx: &NoteCx<'_>, text: &str, place: usize, name: &str, facts: &NameFacts) -> bool {
    let mut found = Vec::new();
    words(text, 0, &mut found);
    let end = place + name.len();
    let Some(first) = found.iter().position(|word| word.span.end as usize > place) else {
        return false;
    };
    let last = found.partition_point(|word| (word.span.start as usize) < end);
    let capital = |word: &Word| {
        matches!(
            word.shape,
            Shape::Capitalised | Shape::Capitals | Shape::Mixed
        )
    };
    let extends =
        |word: &Word| capital(word) && !facts.company_ignore.contains(&folded(word, text));
    let after = found
        .get(last)
        .is_some_and(|word| word.joined && !owns(&found[last - 1], text) && extends(word));
    let before = first.checked_sub(1).is_some_and(|at| {
        // "At Acme", the first word of a sentence, has a capital anyway.
        found[first].joined && extends(&found[at]) && !found[at].opens && !owns(&found[at], text)
    });
    let one_word = last == first + 1;
    let word = &found[first];
    let ordinary = one_word
        && word.shape == Shape::Capitalised
        && (stands_in_lower_case(cx, &folded(word, text))
            || word.opens && !owns(word, text) && facts.not_names.contains(&folded(word, text)));
    !(after || before || ordinary)
}

/// Whether a segment of a section knows another note's company for what it is: an employer, a competitor, a source.
fn is_at_home(segment: &Segment, id: &str, name: &str, facts: &NameFacts) -> bool {
    let compared = || {
        segment.entries.iter().any(|entry| {
            let line = segment.str(entry.text);
            holds(line, name) && (facts.others.any(line) || facts.relations.any(line))
        })
    };
    !facts.sections.iter().any(|other| other == id)
        || matches!(id, "fit" | "pitch") && is_employer(&segment.chunk.text, name, facts)
        || compared()
}
