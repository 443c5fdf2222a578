//! The companies of other notes, where they were left over in a copy.

use std::collections::BTreeSet;

use crate::grammar::NameFacts;
use crate::grammar::terms::{Shape, Word, words};
use crate::note::Section;
use crate::syntax::Span;

use super::names::{Of, in_field};
use super::wrong_company::{
    Found, entries, folded, holds, is_employer, owns, places, stands_in_lower_case,
};
use super::{Companies, NoteCx};

/// The names of other notes' companies that a note holds and does not know for something else.
pub(super) fn companies<'c>(
    cx: &NoteCx<'_>,
    companies: &'c Companies,
    facts: &NameFacts,
    is_own: impl Fn(&str) -> bool,
) -> Vec<&'c str> {
    let mut held = BTreeSet::new();
    for segment in &cx.note.segments {
        held.append(&mut companies.held_by(&segment.value.chunk.text));
    }
    held.into_iter()
        .filter(|name| !is_own(name) && !is_at_home(cx, name, facts))
        .collect()
}

/// The first name of another note's company in a section, outside lines about competitors and the like, and not as a
/// piece of a longer name.
pub(super) fn company<'a>(
    cx: &NoteCx<'a>,
    section: &'a Section,
    others: &[&str],
    facts: &NameFacts,
) -> Option<Found> {
    if others.is_empty() {
        return None;
    }
    let field = in_field(cx, Of::Company).map(|said| said.range);
    for (at, entry) in entries(cx, section) {
        let text = at.str(entry.text);
        if facts.others.any(text) || facts.relations.any(text) {
            continue;
        }
        let start = entry.text.start as usize;
        let mut found: Option<(usize, &str)> = None;
        for name in others {
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
        if let Some((place, name)) = found {
            return Some(Found {
                text: name.to_owned(),
                range: at.range(Span::new(start + place..start + place + name.len())),
            });
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

/// Whether a note knows another note's company for what it is: an employer, a competitor, a source.
fn is_at_home(cx: &NoteCx<'_>, name: &str, facts: &NameFacts) -> bool {
    let title = cx.note.title.as_ref().map(|title| title.segment);
    cx.note.segments.iter().enumerate().any(|(index, segment)| {
        let text = &segment.value.chunk.text;
        if Some(index) == title || !holds(text, name) {
            return false;
        }
        let Some(section) = cx.note.section_at(cx.note.segment_start(index)) else {
            return true;
        };
        let id = &cx.note.spec(section, cx.grammar).id;
        let at = cx.note.segment(index);
        let compared = || {
            at.segment.entries.iter().any(|entry| {
                let line = at.str(entry.text);
                holds(line, name) && (facts.others.any(line) || facts.relations.any(line))
            })
        };
        !facts.sections.contains(id)
            || matches!(id.as_str(), "fit" | "pitch") && is_employer(text, name, facts)
            || compared()
    })
}
