//! The names of a segment that stand where the company's is expected.

use std::ops::Range;

use crate::grammar::terms::{Shape, Word, words};
use crate::grammar::{Facts, NameFacts};
use crate::syntax::Span;

use super::pieces::{Piece, Slot, Summary};
use super::wrong_company::prose;

/// The names of a segment that stand where the company's is expected.
pub(super) struct Named(pub(super) Vec<NamedPlace>);

/// A name where the company's is expected.
pub(super) struct NamedPlace {
    /// Where it is.
    pub(super) place: Span,
    /// Its last word, where the first one may have its capital from the sentence.
    pub(super) tail: Option<Span>,
    /// The word that it is, where that may be an ordinary one at the beginning of a sentence.
    pub(super) ordinary: Option<String>,
}

impl Summary for Named {
    const SLOT: Slot = Slot::Named;

    fn of(piece: &Piece<'_>) -> Self {
        let facts = &Facts::shipped().names;
        let id = piece.grammar.sections[piece.kind].id.as_str();
        let at = piece.at;
        let mut named = Vec::new();
        for entry in prose(at.segment) {
            let text = at.str(entry.text);
            if facts.others.any(text) || id == "company-summary" && facts.relations.any(text) {
                continue;
            }
            let mut found = Vec::new();
            words(text, 0, &mut found);
            let asks = id == "questions-to-ask" && text.contains('?');
            let mut from = 0;
            while from < found.len() {
                let Some(run) = run(&found, text, from) else {
                    from += 1;
                    continue;
                };
                from = run.end;
                // "Knows PayNova's products": the first word of a sentence has a capital anyway.
                let opens = run.len() == 2 && found[run.start].opens;
                let run = match found[run.end - 1].shape {
                    Shape::Mixed if opens => run.end - 1..run.end,
                    _ => run,
                };
                let start = entry.text.start;
                let span = |words: Range<usize>| Span {
                    start: start + found[words.start].span.start,
                    end: start + found[words.end - 1].span.end,
                };
                let place = span(run.clone());
                let words = &found[run.clone()];
                if is_expected(&found, &run, text, (id, asks), facts)
                    && may_be_name(words, text, facts)
                    && at.segment.prose(entry).any(|prose| prose.contains(place))
                {
                    named.push(NamedPlace {
                        place,
                        tail: opens.then(|| span(run.end - 1..run.end)),
                        ordinary: may_be_ordinary(words).then(|| folded(&words[0], text)),
                    });
                }
            }
        }
        Named(named)
    }
}

/// Whether some words of a text stand where only a company's name can: a text of a section, and whether it is a question to them.
fn is_expected(
    found: &[Word],
    run: &Range<usize>,
    text: &str,
    (id, asks): (&str, bool),
    facts: &NameFacts,
) -> bool {
    let after = &text[found[run.end - 1].span.end as usize..];
    let name = &text[..found[run.end - 1].span.end as usize];
    let possessive = after
        .strip_prefix(['\'', '’'])
        .is_some_and(|rest| rest.starts_with('s') || name.ends_with('s'));
    let near = run.end..run.end + 3;
    // Nobody writes a person's name so.
    let unmistakable = found[run.clone()]
        .iter()
        .any(|word| word.shape == Shape::Mixed);
    let before = run.start.checked_sub(1).map(|at| folded(&found[at], text));
    if asks && is_asked(found, run, text, facts) {
        return true;
    }
    if id == "job-overview" {
        let leads = before.is_some_and(|word| facts.posting.contains(&word));
        let has = facts.nouns.begins_among(found, text, near.clone())
            || (unmistakable || run.len() > 1)
                && facts.served.begins_among(found, text, near.clone())
            || unmistakable && facts.shared_nouns.begins_among(found, text, near);
        return possessive && leads && has;
    }
    if possessive {
        // "Lloyds' platform taught me …": what a claim begins with may be the candidate's past.
        if matches!(id, "fit" | "pitch") && found[run.start].opens {
            return false;
        }
        return facts.nouns.begins_among(found, text, near.clone())
            || unmistakable && facts.shared_nouns.begins_among(found, text, near)
            || unmistakable && facts.before.ends_before(found, text, run.start);
    }
    let why = before.is_some_and(|word| facts.why.contains(&word)) && run.start == 1;
    why && unmistakable && (after.is_empty() || after.starts_with([':', '?', '*']))
        || facts.before_alone.ends_before(found, text, run.start)
}

/// Whether a question is put to a name as to the own company: "the engineers at FinGear", "FinGear's
/// nurses". The name is looked for in the rest of the note before anything is said of it.
fn is_asked(found: &[Word], run: &Range<usize>, text: &str, facts: &NameFacts) -> bool {
    let word = |at: usize| found.get(at).map(|word| folded(word, text));
    let name_end = found[run.end - 1].span.end as usize;
    let owns = owns(&found[run.end - 1], text);
    let asked_at = run
        .start
        .checked_sub(1)
        .and_then(word)
        .is_some_and(|word| facts.asked_at.contains(&word));
    // "at Heathrow Terminal 5", "at Lisbon's airport": a place.
    if asked_at && !owns && run.start > 1 {
        let rest = text[name_end..].trim_start();
        return !rest.starts_with(|char: char| char.is_ascii_digit());
    }
    // Persons have a team and a vision, and no forecasters.
    owns && word(run.end).is_some_and(|noun| facts.workers.contains(&noun))
}

/// Words with capitals in a row that begin at one of a text's words: a name, if it is one.
pub(super) fn run(found: &[Word], text: &str, from: usize) -> Option<Range<usize>> {
    let capital = |word: &Word| {
        matches!(
            word.shape,
            Shape::Capitalised | Shape::Capitals | Shape::Mixed
        )
    };
    let is_capital = |at: usize| found.get(at).is_some_and(capital);
    if !is_capital(from) {
        return None;
    }
    let mut end = from + 1;
    loop {
        let joined = |at: usize| {
            found.get(at).is_some_and(|word| word.joined) && !owns(&found[at - 1], text)
        };
        let link = || {
            found
                .get(end)
                .is_some_and(|word| Facts::shipped().names.links.contains(&folded(word, text)))
        };
        if is_capital(end) && joined(end) {
            end += 1;
        } else if link() && joined(end) && is_capital(end + 1) && joined(end + 1) && end - from == 1
        {
            end += 2;
        } else {
            return Some(from..end);
        }
    }
}

/// Whether a word has `'s` behind it, and so ends a name.
pub(super) fn owns(word: &Word, text: &str) -> bool {
    text[word.span.end as usize..].starts_with(['\'', '’'])
}

pub(super) fn may_be_name(run: &[Word], text: &str, facts: &NameFacts) -> bool {
    let folded: Vec<String> = run.iter().map(|word| folded(word, text)).collect();
    let Some(first) = folded.first() else {
        return false;
    };
    let abbreviation = run.len() == 1 && run[0].shape == Shape::Capitals;
    !abbreviation
        && !facts.not_names.contains(first)
        && !folded.iter().any(|word| facts.makers.contains(word))
}

/// A single word with a capital may be an ordinary one.
pub(super) fn may_be_ordinary(run: &[Word]) -> bool {
    run.len() == 1 && run[0].shape == Shape::Capitalised
}

pub(super) fn folded(word: &Word, text: &str) -> String {
    text[word.span.range()].to_lowercase()
}
