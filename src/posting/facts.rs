//! Facts without a label: what kind of contract, where, when.

use crate::dates::{self, Precision, Reading, Value};
use crate::grammar::Grammar;

use super::line::{Kind, Line};
use super::said::{Phrases, Said, pieces, sentences};
use super::sections::{self, Place};
use super::words::Words;
use super::{Posting, Topic, clean, company};

/// The facts stand in the first lines, above the first section.
const HEAD: usize = 16;
/// What stands further behind its words is another date.
const NEAR: usize = 60;

/// Marks between facts in a line.
const MARKS: &[&str] = &[
    " · ", " | ", " • ", " – ", " — ", " - ", ", ", " / ", "/", " + ", " & ",
];

/// Reads the facts of the lines.
pub(super) fn read(lines: &[Line], grammar: &Grammar, posting: &mut Posting) {
    let places = sections::places(lines, grammar);
    head(lines, &places, posting);
    let words = Words::shipped();
    for (line, place) in lines.iter().zip(&places) {
        let listed = matches!(
            place.topic(),
            Some(Topic::Responsibilities | Topic::Requirements | Topic::Nice)
        );
        if matches!(line.kind, Kind::Heading(_)) || listed && line.kind == Kind::Item {
            continue;
        }
        if line.kind == Kind::Item
            && matches!(place.topic(), None | Some(Topic::Role | Topic::Pay))
            && line.text.split(' ').count() <= 14
        {
            for piece in line.text.split(", ") {
                fact(piece, posting);
            }
        }
        for sentence in sentences(&line.text) {
            let said = Said::new(sentence);
            dated(&said, posting);
            posting.closing = posting.closing.take().or_else(|| sent_by(&said));
            if listed || place.topic() == Some(Topic::Aside) {
                continue;
            }
            if posting.employment.is_none()
                && words.type_nouns.any(&said)
                && !words.type_except.any(&said)
            {
                posting.employment = types_in(&said);
            }
            if posting.mode.is_none() {
                posting.mode = said_in(&words.modes_said, &said);
            }
            if posting.location.is_none() {
                posting.location = place_in(&said);
            }
        }
    }
    if posting.link.is_none() {
        posting.link = lines
            .iter()
            .take(4)
            .chain(lines.iter().rev().take(2))
            .find_map(|line| {
                let text = line.text.trim();
                (!text.contains(' ')).then(|| link(text)).flatten()
            });
    }
}

/// Facts in the lines above the first section, which hold nothing else: "Full-time · Permanent", "Leeds, UK (Hybrid)".
fn head(lines: &[Line], places: &[Place], posting: &mut Posting) {
    for (line, place) in lines.iter().zip(places).take(HEAD) {
        if place.topic().is_some() {
            break;
        }
        if matches!(line.kind, Kind::Heading(1) | Kind::Pair(_)) || line.text.ends_with('.') {
            continue;
        }
        let pieces = pieces(&line.text, &LINE_MARKS);
        let mut open: Vec<&str> = Vec::new();
        for piece in &pieces {
            if piece.split(' ').count() <= 12 && !fact(piece, posting) {
                open.push(piece);
            }
        }
        // "Halden & Reuss GmbH · München · Vollzeit": what is left beside a company and a type is the place.
        let is_name =
            |piece: &str| company::is_named(piece) || posting.company.as_deref() == Some(piece);
        let rest: Vec<&&str> = open.iter().filter(|piece| !is_name(piece)).collect();
        if let ([place], true) = (
            rest.as_slice(),
            pieces.len() > 2 && rest.len() < open.len() && open.len() < pieces.len(),
        ) {
            let capital = place.split(' ').count() <= 3
                && place
                    .split(' ')
                    .all(|word| word.starts_with(char::is_uppercase));
            if capital && posting.location.is_none() && !super::role::is_role(place) {
                posting.location = Some(clean(place));
            }
        }
    }
}

/// What stands between the facts of a line.
const LINE_MARKS: [&str; 6] = [" · ", " | ", " • ", " – ", " — ", " - "];

/// Takes a piece that is a place, a type or a mode and nothing else; false if it is none.
fn fact(piece: &str, posting: &mut Posting) -> bool {
    let (bare, mode) = self::place(piece);
    if is_place(&bare) {
        if posting.location.is_none() {
            posting.location = Some(bare);
            posting.mode = posting.mode.take().or(mode);
        }
        return true;
    }
    let inside = piece
        .split_once(" (")
        .filter(|_| piece.ends_with(')'))
        .map_or(piece, |(before, _)| before);
    match chips(piece).or_else(|| chips(inside)) {
        Some((types, mode)) => {
            posting.employment = posting.employment.take().or(types);
            posting.mode = posting.mode.take().or(mode);
            true
        }
        None => false,
    }
}

/// The kinds of contract and the mode of a text that names nothing else.
pub(super) fn chips(text: &str) -> Option<(Option<String>, Option<String>)> {
    let words = Words::shipped();
    let mut types: Vec<&str> = Vec::new();
    let mut mode = None;
    let pieces = MARKS.iter().fold(vec![text], |pieces, mark| {
        pieces
            .into_iter()
            .flat_map(|piece| piece.split(mark))
            .collect()
    });
    for piece in pieces {
        let piece = piece.trim().trim_matches(['(', ')', '.', ' ']);
        if piece.is_empty() || words.chip_others.is(piece) {
            continue;
        }
        let said = Said::new(piece);
        let whole = |phrases: &Phrases| {
            phrases.is(piece)
                || words
                    .type_nouns
                    .at(&said, said.words.len().saturating_sub(1))
                    .is_some()
                    && phrases.at(&said, 0) == Some(said.words.len() - 1)
        };
        if let Some((name, _)) = words.types.iter().find(|(_, phrases)| whole(phrases)) {
            types.push(name);
        } else if let Some((name, _)) = words.modes.iter().find(|(_, phrases)| whole(phrases)) {
            mode = mode.or(Some(name.clone()));
        } else {
            let all = types_in(&said)?;
            let counted: usize = words
                .types
                .iter()
                .filter_map(|(_, phrases)| phrases.find(&said))
                .map(|range| range.len())
                .sum();
            if counted < said.words.len() {
                return None;
            }
            types.extend(
                words
                    .types
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .filter(|name| all.to_lowercase().contains(&name.to_lowercase())),
            );
        }
    }
    (!types.is_empty() || mode.is_some()).then(|| (joined(&types), mode))
}

/// The kinds of contract that a text names, in the order of the data; none if it names none.
pub(super) fn types_of(text: &str) -> Option<String> {
    types_in(&Said::new(text))
}

fn types_in(said: &Said<'_>) -> Option<String> {
    let words = Words::shipped();
    let named = |(name, phrases): &'static (String, Phrases)| {
        phrases.find(said).map(|range| (name.as_str(), range))
    };
    let found: Vec<_> = words.types.iter().filter_map(named).collect();
    let names: Vec<&str> = found
        .iter()
        // "Contract" in "permanent contract" says nothing more.
        .filter(|(name, range)| {
            found.len() == 1 || !(*name == "Contract" && said.words[range.start].key == "contract")
        })
        .map(|(name, _)| *name)
        .collect();
    let bare = |name: &str| {
        found.len() == 1 && matches!(name, "Contract" | "Bank shift") && said.words.len() > 1
    };
    if names.iter().any(|name| bare(name)) {
        return None;
    }
    joined(&names)
}

/// "Full-time, permanent".
fn joined(names: &[&str]) -> Option<String> {
    let mut out = String::new();
    for (index, name) in names.iter().enumerate() {
        if index == 0 {
            out.push_str(name);
        } else if !names[..index].contains(name) {
            out.push_str(", ");
            out.push_str(&name.to_lowercase());
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The mode that a value names: "Hybrid (2 days in the office)" is hybrid.
pub(super) fn mode_of(text: &str) -> Option<String> {
    let said = Said::new(text);
    said_in(&Words::shipped().modes, &said)
}

fn said_in(modes: &[(String, Phrases)], said: &Said<'_>) -> Option<String> {
    modes
        .iter()
        .find(|(_, phrases)| phrases.any(said))
        .map(|(name, _)| name.clone())
}

/// A place without the mode that stands in brackets or behind a dash with it.
pub(super) fn place(text: &str) -> (String, Option<String>) {
    let words = Words::shipped();
    let text = text.trim().trim_end_matches(['/', '|', '·', ' ', ',', ';']);
    for (open, close) in [
        (" (", ")"),
        (" – ", ""),
        (" - ", ""),
        (", ", ""),
        (" / ", ""),
        (" | ", ""),
    ] {
        let Some((before, after)) = text.rsplit_once(open) else {
            continue;
        };
        let inside = if close.is_empty() {
            after
        } else {
            after.strip_suffix(close).unwrap_or(after)
        };
        let is_mode = words.modes.iter().any(|(_, phrases)| phrases.is(inside))
            || open == " (" && mode_of(inside).is_some();
        if is_mode {
            return (clean(before), mode_of(inside));
        }
    }
    if let Some((mode, place)) = text
        .split_once([',', '('])
        .filter(|(mode, _)| words.modes.iter().any(|(_, phrases)| phrases.is(mode)))
    {
        let place = place.trim_matches([' ', ')', '(']).to_owned();
        return (place, mode_of(mode));
    }
    let whole = words.modes.iter().any(|(_, phrases)| phrases.is(text));
    (clean(text), whole.then(|| mode_of(text)).flatten())
}

/// Whether a line names a place and nothing else: what follows its last comma is a country or a region.
pub(super) fn is_place(text: &str) -> bool {
    let Some((town, region)) = text.rsplit_once(", ") else {
        return false;
    };
    let region = region.trim();
    // Two letters are a state in capitals only.
    let short = region.len() <= 2 && region != region.to_uppercase();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    !short
        && Words::shipped()
            .place_ends
            .is(region.trim_end_matches(|char: char| char.is_ascii_digit() || char == ' '))
        && town.split(' ').count() <= 6
        && digits <= 6
        && town.starts_with(|char: char| char.is_uppercase() || char.is_ascii_digit())
}

/// The place that a sentence names: "based in Leeds", "our office in Cork, Ireland".
fn place_in(said: &Said<'_>) -> Option<String> {
    let words = Words::shipped();
    let before = words.before_place.find(said)?;
    let the = usize::from(
        said.words
            .get(before.end)
            .is_some_and(|word| word.key == "the" || word.key == "our"),
    );
    let (mut place, mut end) = company::name_at(said, before.end + the)?;
    while said.behind(end - 1).trim() == "," {
        let Some((more, next)) = company::name_at(said, end) else {
            break;
        };
        place = format!("{place}, {more}");
        end = next;
    }
    let own: Vec<&str> = place.split(' ').collect();
    (own.len() <= 6
        && !own
            .iter()
            .all(|word| words.generic.contains(&word.to_lowercase())))
    .then_some(place)
}

/// The dates of a sentence, by what stands before them.
fn dated(said: &Said<'_>, posting: &mut Posting) {
    let words = Words::shipped();
    for (phrases, slot) in [
        (&words.interview, &mut posting.interview),
        (&words.closing, &mut posting.closing),
        (&words.posted, &mut posting.posted),
        (&words.start, &mut posting.start),
    ] {
        if slot.is_some() {
            continue;
        }
        for word in 0..said.words.len() {
            let Some(len) = phrases.at(said, word) else {
                continue;
            };
            let rest = said.from(word + len);
            let Some(found) = dates::find(rest).into_iter().next() else {
                break;
            };
            // Between the words and the date, no other words for a date.
            let between = Said::new(&rest[..found.range.start]);
            let others = [
                &words.interview,
                &words.closing,
                &words.posted,
                &words.start,
            ];
            let parted = others
                .iter()
                .any(|others| !std::ptr::eq(*others, phrases) && others.any(&between));
            if found.sure && found.range.start <= NEAR && !parted {
                *slot = day(&rest[found.range.clone()]);
            }
            break;
        }
    }
}

/// Until when one may send something: "send your CV by 9am on Monday 30 November 2026".
fn sent_by(said: &Said<'_>) -> Option<String> {
    let words = Words::shipped();
    if !words.closing_by.any(said) {
        return None;
    }
    let by = said.words.iter().position(|word| word.key == "by")?;
    let rest = said.from(by + 1);
    let found = dates::find(rest).into_iter().next()?;
    (found.sure && found.range.start <= NEAR / 2).then(|| day(&rest[found.range]))?
}

/// The day that a value tells, as 2026-11-05; a month or what leaves something open as it is written.
pub(super) fn day(value: &str) -> Option<String> {
    // "2026-11-05T23:59:00Z"
    let value = match value.get(..11).filter(|start| start.ends_with('T')) {
        Some(start) => &start[..10],
        None => value,
    };
    match dates::read(value) {
        Value::Found(found) => match found.reading {
            Reading::Date(when) if when.precision == Precision::Day => Some(when.first.to_string()),
            Reading::Impossible => None,
            _ => value.get(found.range).map(str::to_owned),
        },
        _ => None,
    }
}

/// An address of the web.
pub(super) fn link(text: &str) -> Option<String> {
    let start = text.find("http")?;
    let address = text[start..]
        .split(|char: char| char.is_whitespace() || matches!(char, '<' | '>' | '"' | ')' | ']'))
        .next()?;
    let address = address.trim_end_matches(['.', ',', ';']);
    (address.starts_with("https://") || address.starts_with("http://"))
        .then(|| address.to_owned())
        .filter(|address| address.len() > 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_in_a_line_are_told_from_prose() {
        let some = |text: &str| Some(text.to_owned());
        for (text, wanted) in [
            (
                "Full-time · Permanent · Hybrid",
                Some((some("Full-time, permanent"), some("Hybrid"))),
            ),
            (
                "Full time, fixed term",
                Some((some("Full-time, fixed-term"), None)),
            ),
            ("Remote", Some((None, some("Remote")))),
            ("Permanent contract", Some((some("Permanent"), None))),
            ("Full-time nurse", None),
            ("Leeds", None),
        ] {
            assert_eq!(chips(text), wanted, "{text}");
        }
    }

    #[test]
    fn places_lose_their_mode() {
        for (text, place_, mode) in [
            ("Leeds (hybrid)", "Leeds", Some("Hybrid")),
            ("Remote, Germany", "Germany", Some("Remote")),
            ("Cork, Ireland – Remote", "Cork, Ireland", Some("Remote")),
            ("Remote", "Remote", Some("Remote")),
            ("12 Quay St, Hull", "12 Quay St, Hull", None),
        ] {
            let (found, found_mode) = place(text);
            assert_eq!(
                (found.as_str(), found_mode.as_deref()),
                (place_, mode),
                "{text}"
            );
        }
        assert!(
            is_place("Leeds, UK")
                && is_place("Austin, TX")
                && !is_place("Plan, do")
                && !is_place("Leeds")
        );
    }

    #[test]
    fn days_are_written_one_way_and_doubts_as_they_stand() {
        for (text, wanted) in [
            ("5 November 2026", Some("2026-11-05")),
            ("2026-11-05T23:59:59Z", Some("2026-11-05")),
            ("midnight on Friday 4 December 2026", Some("2026-12-04")),
            ("05/06/2026", Some("05/06/2026")),
            ("14 December", Some("14 December")),
            ("31 June 2026", None),
            ("3 days ago", None),
        ] {
            assert_eq!(day(text).as_deref(), wanted, "{text}");
        }
    }
}
