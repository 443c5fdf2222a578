//! Who is hiring. A name is taken where two things speak for it; a wrong one is worse than none.

use std::collections::HashMap;

use crate::grammar::{Grammar, name};

use super::line::{Kind, Line, Page};
use super::said::{Said, sentences};
use super::words::Words;
use super::{Posting, facts, role};

/// What speaks for a name must weigh as much.
const ENOUGH: u32 = 2;

/// As many names are weighed.
const MOST: usize = 200;

/// Whether an agency writes for an employer that it does not name.
pub(super) fn is_agency(lines: &[Line]) -> bool {
    let words = Words::shipped();
    lines
        .iter()
        .any(|line| words.agency.any(&Said::new(&line.text)))
}

/// Whether a text is a word for what somebody is, not who.
pub(super) fn is_generic(text: &str) -> bool {
    let words = name::words(text);
    words
        .iter()
        .all(|word| Words::shipped().generic.contains(word))
}

/// Whether a text is a name that ends as companies' names do: "Halden & Reuss GmbH".
pub(super) fn is_named(text: &str) -> bool {
    let said = Said::new(text);
    let legal = said.words.len() > 1
        && said
            .words
            .last()
            .is_some_and(|word| Words::shipped().legal.contains(&word.key));
    legal && name_at(&said, 0).is_some_and(|(_, end)| end == said.words.len())
}

/// Reads the company. `hints` are names that stand beside the role in a title.
pub(super) fn read(
    page: &Page,
    lines: &[Line],
    hints: &[String],
    grammar: &Grammar,
    posting: &mut Posting,
) {
    let words = Words::shipped();
    let mut votes: HashMap<String, u32> = HashMap::new();
    let mut vote = |name: String, weight: u32| {
        if votes.len() < MOST && may_be(&name, posting) {
            *votes.entry(name).or_default() += weight;
        }
    };
    for hint in hints {
        let said = Said::new(hint);
        if let Some((name, end)) = name_at(&said, 0).filter(|(_, end)| *end == said.words.len()) {
            let _ = end;
            vote(name, 1);
        }
    }
    for line in lines {
        let is_heading = matches!(line.kind, Kind::Heading(_) | Kind::Strong)
            || line.kind == Kind::Text && line.text.split(' ').count() <= 7;
        let pieces = match line.kind {
            Kind::Item => Vec::new(),
            _ => sentences(&line.text),
        };
        for sentence in pieces {
            let said = Said::new(sentence);
            let the = usize::from(
                said.words
                    .first()
                    .is_some_and(|word| matches!(word.key.as_str(), "the" | "at")),
            );
            if let Some((name, end)) = name_at(&said, the) {
                let parted = said.before(end).contains([',', ':', ';']);
                if !parted && words.hiring.at(&said, end).is_some() {
                    vote(name, 2);
                } else {
                    let at =
                        the == 1 && said.words[0].key == "at" && said.before(end).contains(',');
                    if at || !parted && words.about.at(&said, end).is_some() {
                        vote(name, 1);
                    }
                }
            }
            for word in 0..said.words.len() {
                let Some(len) = words.before_company.at(&said, word) else {
                    continue;
                };
                let about = said.words[word].key == "about";
                if about && !(is_heading && word == 0) {
                    continue;
                }
                let the = usize::from(
                    said.words
                        .get(word + len)
                        .is_some_and(|word| word.key == "the"),
                );
                if let Some((name, end)) = name_at(&said, word + len + the) {
                    let whole = end == said.words.len();
                    vote(name, if about && whole { 2 } else { u32::from(!about) });
                }
            }
        }
        // A line of names stands above many postings.
        if line.kind != Kind::Item && words.heading(&line.text, grammar).is_none() {
            for piece in [" · ", " | ", " – ", " - "].iter().fold(
                vec![line.text.as_str()],
                |pieces, mark| {
                    pieces
                        .into_iter()
                        .flat_map(|piece| piece.split(mark))
                        .collect()
                },
            ) {
                let piece = piece.trim();
                if is_named(piece) {
                    vote(piece.to_owned(), 1);
                }
            }
        }
    }
    let all: String = lines
        .iter()
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let mut scored: Vec<(u32, String)> = votes
        .iter()
        .map(|(name, &votes)| {
            let mentions = all.matches(name.as_str()).count();
            let tab = page
                .title
                .as_deref()
                .is_some_and(|title| title.contains(name.as_str()));
            let last = name
                .rsplit(' ')
                .next()
                .map(|word| name::words(word).join(" "))
                .unwrap_or_default();
            let legal = words.legal.contains(&last) && name.contains(' ');
            (
                votes + u32::from(mentions >= 2) + u32::from(tab) + u32::from(legal),
                name.clone(),
            )
        })
        .collect();
    scored.sort_by(|one, other| {
        other
            .0
            .cmp(&one.0)
            .then_with(|| other.1.len().cmp(&one.1.len()))
            .then_with(|| one.1.cmp(&other.1))
    });
    let Some((score, best)) = scored
        .first()
        .cloned()
        .filter(|(score, _)| *score >= ENOUGH)
    else {
        return;
    };
    // Another name of as much weight, and none that is part of the other, leaves it open.
    let same = |other: &str| best.contains(other) || other.contains(best.as_str());
    if scored
        .iter()
        .skip(1)
        .any(|(other, name)| *other >= score && !same(name))
    {
        return;
    }
    // "Harbour Clinic Ltd" rather than "Harbour", where both have enough.
    let longer = scored
        .iter()
        .filter(|(other, name)| *other >= ENOUGH && name.contains(best.as_str()));
    posting.company = longer
        .map(|(_, name)| name.clone())
        .max_by_key(String::len)
        .or(Some(best));
}

/// Whether a name may be a company's.
fn may_be(name: &str, posting: &Posting) -> bool {
    let words = Words::shipped();
    let own: Vec<String> = name::words(name);
    let is_role = posting
        .role
        .as_deref()
        .is_some_and(|role| role.contains(name) || name.contains(role));
    let is_place = posting
        .location
        .as_deref()
        .is_some_and(|place| place.starts_with(name))
        || facts::is_place(name)
        || words.place_ends.is(name);
    let job = own.last().is_some_and(|last| words.role_nouns.is(last)) && role::is_role(name);
    (1..=8).contains(&own.len())
        && name.chars().filter(|char| char.is_alphabetic()).count() >= 2
        && !own.iter().all(|word| words.generic.contains(word))
        // "The Governors of St Oswin's" are not the school.
        && !(own.len() > 2 && own[1] == "of" && words.generic.contains(&own[0]) && own[0].ends_with('s'))
        && !(own.len() == 1 && own[0].len() < 3)
        && !words.nobody.is(name)
        && !words.boards.is(name)
        && !words
            .types
            .iter()
            .chain(&words.modes)
            .any(|(_, phrases)| phrases.is(name))
        && !is_role
        && !is_place
        && !job
        && crate::dates::find(name).is_empty()
}

/// The name that begins at a word of a text, and the word behind it: words with a capital, and small ones that join
/// them. None if no name begins there.
pub(super) fn name_at(said: &Said<'_>, word: usize) -> Option<(String, usize)> {
    let words = Words::shipped();
    let capital = |at: usize| {
        said.str(at)
            .starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
    };
    let first = said.str(word);
    if !first.starts_with(char::is_uppercase) {
        return None;
    }
    let mut end = word + 1;
    while end < said.words.len() && end < word + 9 {
        let between = said.behind(end - 1);
        let last = said.str(end - 1);
        // "St. Anne's"
        let short = last.chars().count() <= 2 && between.starts_with('.');
        let joined = between
            .chars()
            .all(|char| matches!(char, ' ' | '&' | '-' | '\u{2011}' | '+' | '/'))
            || short && between[1..].trim().is_empty();
        if !joined || between.contains(" - ") {
            break;
        }
        if capital(end) {
            end += 1;
            continue;
        }
        let small = said.str(end);
        let next = (end + 1..said.words.len()).find(|&at| !words.links.contains(said.str(at)));
        let joins = words.links.contains(small)
            && next.is_some_and(|next| {
                next <= end + 2
                    && said.str(next).starts_with(char::is_uppercase)
                    && (end..next).all(|at| said.behind(at).trim().is_empty())
            });
        if !joins {
            break;
        }
        end += 1;
    }
    let mut text =
        said.text[said.words[word].range.start..said.words[end - 1].range.end].to_owned();
    for tail in ["'s", "’s"] {
        // "Marlowe's team" is Marlowe's; "St Anne's" is a name.
        if end < said.words.len()
            && !first.eq_ignore_ascii_case("st")
            && text.ends_with(tail)
            && said.words[end].range.start > said.words[end - 1].range.end
        {
            let small = said.str(end).starts_with(char::is_lowercase);
            let verb = words.hiring.at(said, end).is_some() || words.about.at(said, end).is_some();
            if small && !verb {
                text.truncate(text.len() - tail.len());
            }
        }
    }
    Some((text, end))
}

/// The employer that an agency names after all: "our client, Harbour Clinic, is …".
pub(super) fn of_agency(lines: &[Line], posting: &Posting) -> Option<String> {
    let words = Words::shipped();
    for line in lines {
        for sentence in sentences(&line.text) {
            let said = Said::new(sentence);
            let Some(phrase) = words.agency.find(&said) else {
                continue;
            };
            if said.behind(phrase.end - 1).trim() != "," {
                continue;
            }
            if let Some((name, end)) = name_at(&said, phrase.end)
                && said.behind(end - 1).trim() == ","
                && may_be(&name, posting)
            {
                return Some(name);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        let lines: Vec<Line> = text
            .lines()
            .map(|line| Line::new(Kind::Text, line, true))
            .collect();
        let mut posting = Posting::default();
        read(
            &Page::default(),
            &lines,
            &[],
            &Grammar::standard(),
            &mut posting,
        );
        posting.company
    }

    #[test]
    fn a_name_is_taken_where_two_things_speak_for_it() {
        for (text, wanted) in [
            (
                "Marlowe Bay Hospital is looking for a nurse.",
                Some("Marlowe Bay Hospital"),
            ),
            (
                "The Larkfield Trust is recruiting a teacher.",
                Some("Larkfield Trust"),
            ),
            (
                "St. Brendan's Primary School is seeking a head.",
                Some("St. Brendan's Primary School"),
            ),
            (
                "Join Quay & Sons!\nAt Quay & Sons, we build boats.",
                Some("Quay & Sons"),
            ),
            ("About Fernhill Law LLP", Some("Fernhill Law LLP")),
            ("The School is seeking a teacher.", None),
            ("We are looking for a nurse.", None),
            ("Join our team in Leeds.", None),
            ("Join Alpha.\nJoin Beta.", None),
            ("About the role", None),
            ("Our team is looking for a Senior Nurse.", None),
        ] {
            assert_eq!(of(text).as_deref(), wanted, "{text}");
        }
    }
}
