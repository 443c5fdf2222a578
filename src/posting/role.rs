//! The job's title: in a heading, in the page's title, or in a sentence.

use crate::grammar::Grammar;

use super::line::{Kind, Line, Page};
use super::said::{Said, pieces, sentences};
use super::sections::{self, Place};
use super::words::Words;
use super::{Posting, Topic, clean, company, facts};

/// The title stands in one of the first lines.
const HEAD: usize = 8;
/// A title has at most this many words.
const MOST: usize = 14;
/// Titles in sentences stand among the first of these.
const SENTENCES: usize = 20;

/// Words behind a role that somebody looks for.
const WANTED: &[&str] = &["wanted", "needed", "gesucht", "required"];

/// Reads the role where no label told it, and what stands beside it in a title.
pub(super) fn read(
    page: &Page,
    lines: &[Line],
    grammar: &Grammar,
    posting: &mut Posting,
) -> Vec<String> {
    let places = sections::places(lines, grammar);
    let top = places
        .iter()
        .position(|place| place.topic().is_some())
        .unwrap_or(lines.len());
    let head = || lines[..top.min(lines.len())].iter().take(HEAD);
    let mut hints = Vec::new();
    let headings = head().filter(|line| matches!(line.kind, Kind::Heading(1..=3)));
    let others = head().filter(|line| matches!(line.kind, Kind::Strong | Kind::Text));
    let tab = page.title.iter().map(String::as_str);
    for text in headings
        .chain(others)
        .map(|line| line.text.as_str())
        .chain(tab)
    {
        if let Some(found) = title(text, grammar, posting) {
            hints.extend(found.1);
            if posting.role.is_none() {
                posting.role = Some(found.0);
            }
        }
    }
    if posting.role.is_none() {
        posting.role = said(lines, &places);
    }
    hints
}

/// A line as a title: the role, and what else it may name.
fn title(text: &str, grammar: &Grammar, posting: &mut Posting) -> Option<(String, Vec<String>)> {
    let words = Words::shipped();
    let text = without_leads(text);
    let count = text.split(' ').count();
    if count > MOST + 8
        || text.ends_with(['.', '?', '!', ':', ','])
        || text.contains('@') && !text.contains(" @ ")
    {
        return None;
    }
    // "Lecturer: Jo Reed" names a person.
    if words.heading(text, grammar).is_some() || text.contains(": ") {
        return None;
    }
    // "Nurse at Harbour Clinic | NHS Jobs"
    for joiner in [" at ", " @ ", " bei ", " chez "] {
        let Some((role, rest)) = text.split_once(joiner) else {
            continue;
        };
        if is_role(role) && role.split(' ').count() <= MOST && !is_sentence(role) {
            let pieces = pieces(rest, &MARKS);
            return Some((
                self::bare(role, None, grammar),
                pieces.into_iter().take(1).map(str::to_owned).collect(),
            ));
        }
    }
    let pieces = pieces(text, &MARKS);
    let at = pieces.iter().position(|piece| {
        is_role(piece) && piece.split(' ').count() <= MOST && !is_sentence(piece)
    })?;
    let mut hints = Vec::new();
    for (index, piece) in pieces.iter().enumerate().filter(|(index, _)| *index != at) {
        let (place, mode) = facts::place(piece);
        if let Some((types, mode)) = facts::chips(piece) {
            posting.employment = posting.employment.take().or(types);
            posting.mode = posting.mode.take().or(mode);
        } else if facts::is_place(&place) {
            posting.location = posting.location.take().or(Some(place));
            posting.mode = posting.mode.take().or(mode);
        } else if index < 4 {
            hints.push((*piece).to_owned());
        }
    }
    let mut role = pieces[at].to_owned();
    // "Data Engineer (Remote)"
    while let Some((before, inside)) = role
        .strip_suffix(')')
        .and_then(|role| role.rsplit_once(" ("))
    {
        let Some((types, mode)) = facts::chips(inside) else {
            break;
        };
        posting.employment = posting.employment.take().or(types);
        posting.mode = posting.mode.take().or(mode);
        role = before.trim().to_owned();
    }
    Some((self::bare(&role, None, grammar), hints))
}

/// What stands between the pieces of a title.
const MARKS: [&str; 8] = [" – ", " — ", " - ", " | ", " · ", " • ", " :: ", " // "];

/// Whether a text names a job.
pub(super) fn is_role(text: &str) -> bool {
    let words = Words::shipped();
    let said = Said::new(text);
    !said.words.is_empty()
        && !words.nobody.is(text)
        && (0..said.words.len()).any(|word| {
            words.role_nouns.at(&said, word).is_some()
                || said.words[word]
                    .key
                    .strip_suffix('s')
                    .is_some_and(|one| words.role_nouns.is(one))
        })
}

/// Whether a text speaks in a sentence: "We are looking for a nurse".
fn is_sentence(text: &str) -> bool {
    let words = Words::shipped();
    let said = Said::new(text);
    let starts_small = text.starts_with(|char: char| char.is_lowercase());
    starts_small
        || words.before_role.any(&said)
            && said.words.len() > 3
            && words.hiring.any(&said)
                | words
                    .before_role
                    .find(&said)
                    .is_some_and(|range| range.start > 0 && range.end < said.words.len())
}

fn without_leads(text: &str) -> &str {
    let words = Words::shipped();
    let mut text = text
        .trim()
        .trim_start_matches(|char: char| !char.is_alphanumeric() && char != '(');
    loop {
        let Some((lead, rest)) = text.split_once([':', '–', '!']) else {
            return text;
        };
        if !words.role_leads.is(lead) || rest.trim().is_empty() {
            return text;
        }
        text = rest
            .trim()
            .trim_start_matches(|char: char| !char.is_alphanumeric());
    }
}

/// A role without what stands round it: "Job title: Nurse (m/w/d) at Harbour Clinic" is "Nurse".
pub(super) fn bare(title: &str, company: Option<&str>, grammar: &Grammar) -> String {
    let words = Words::shipped();
    let mut text = clean(without_leads(title));
    if let Some(company) = company {
        for joiner in [" at ", " @ ", " - ", " – ", " | ", ", "] {
            if let Some(role) = text
                .strip_suffix(company)
                .and_then(|text| text.strip_suffix(joiner))
            {
                text = role.trim().to_owned();
            }
        }
    }
    // Tags in brackets and behind a comma or a bar.
    let mut kept = String::new();
    let mut rest = text.as_str();
    while let Some(open) = rest.find(['(', '[']) {
        let Some(close) = rest[open..].find([')', ']']).map(|close| open + close) else {
            break;
        };
        let inside = rest[open + 1..close].to_lowercase().replace(' ', "");
        let is_tag = words
            .role_tags
            .iter()
            .any(|tag| tag.replace(' ', "") == inside);
        kept.push_str(if is_tag {
            rest[..open].trim_end()
        } else {
            &rest[..=close]
        });
        rest = &rest[close + 1..];
    }
    kept.push_str(rest);
    let lower = kept.to_lowercase();
    for tag in &words.role_tags {
        if lower.ends_with(&format!(" {tag}")) {
            kept.truncate(kept.len() - tag.len());
            break;
        }
    }
    let mut kept = clean(&kept);
    // "Baker wanted", "Developer needed now"
    let said = Said::new(&kept);
    let wanted = said
        .words
        .iter()
        .position(|word| WANTED.contains(&word.key.as_str()));
    if let Some(at) = wanted.filter(|at| *at > 0) {
        let role = kept[..said.words[at].range.start].trim_end().to_owned();
        if is_role(&role) {
            kept = role;
        }
    }
    let kept = kept.trim_matches(|char: char| {
        char.is_whitespace() || matches!(char, ',' | '-' | '–' | '|' | ':' | '·' | '*' | '/')
    });
    let whole = grammar.without_numbering(kept);
    if whole.is_empty() {
        clean(title)
    } else {
        without_shouting(whole)
    }
}

/// "STAFF NURSE" is "Staff Nurse"; short words in capitals may be abbreviations and stay.
fn without_shouting(text: &str) -> String {
    let letters = text.chars().filter(|char| char.is_alphabetic()).count();
    if letters < 4 || text.chars().any(char::is_lowercase) {
        return text.to_owned();
    }
    let word = |word: &str| {
        if word.chars().count() <= 3 && !Words::shipped().links.contains(&word.to_lowercase()) {
            return word.to_owned();
        }
        if Words::shipped().links.contains(&word.to_lowercase()) {
            return word.to_lowercase();
        }
        let mut chars = word.chars();
        chars.next().map_or(String::new(), |first| {
            first.to_string() + &chars.as_str().to_lowercase()
        })
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The role that a sentence names: "We are looking for an experienced pastry chef to …".
fn said(lines: &[Line], places: &[Place]) -> Option<String> {
    let words = Words::shipped();
    let spoken = lines.iter().zip(places).filter(|(line, place)| {
        !matches!(
            place.topic(),
            Some(Topic::Requirements | Topic::Nice | Topic::Aside | Topic::Responsibilities)
        ) && !matches!(line.kind, Kind::Pair(_))
    });
    for sentence in spoken
        .flat_map(|(line, _)| sentences(&line.text))
        .take(SENTENCES)
    {
        let said = Said::new(sentence);
        for word in 0..said.words.len() {
            let Some(len) = words.before_role.at(&said, word) else {
                continue;
            };
            if let Some(role) = role_from(&said, word + len) {
                return Some(role);
            }
        }
        // "Baker wanted", "Two chefs needed"
        for wanted in WANTED {
            let Some(at) = said
                .words
                .iter()
                .position(|word| word.key == *wanted)
                .filter(|at| (1..=5).contains(at))
            else {
                continue;
            };
            let before = &sentence[..said.words[at - 1].range.end];
            if is_role(before) && sentence.starts_with(char::is_uppercase) {
                return Some(clean(before));
            }
        }
    }
    None
}

/// The role that begins at a word; none if what stands there names no job.
fn role_from(said: &Said<'_>, mut word: usize) -> Option<String> {
    let words = Words::shipped();
    while said
        .words
        .get(word)
        .is_some_and(|next| words.praise.contains(&next.key))
    {
        word += 1;
    }
    let start = said.words.get(word)?.range.start;
    let mut end = start;
    for at in word..(word + 9).min(said.words.len()) {
        if at > word && words.role_ends.contains(&said.words[at].key) {
            break;
        }
        end = said.words[at].range.end;
        if said
            .behind(at)
            .contains([',', '.', ';', ':', '!', '?', '(', ')', '–', '—', '"', '”'])
        {
            break;
        }
    }
    let role = clean(&said.text[start..end]);
    if !is_role(&role) || company::is_generic(&role) {
        return None;
    }
    let mut chars = role.chars();
    let first = chars.next()?;
    Some(format!("{}{}", first.to_uppercase(), chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_loses_what_stands_round_it() {
        let grammar = Grammar::standard();
        for (title, wanted) in [
            ("Job Title: Staff Nurse (Band 5)", "Staff Nurse (Band 5)"),
            ("Data Engineer (m/w/d)", "Data Engineer"),
            ("Bauleiter m/w/d", "Bauleiter"),
            ("SITE MANAGER", "Site Manager"),
            ("HEAD OF IT", "Head of IT"),
            ("We're hiring: Pastry Chef", "Pastry Chef"),
        ] {
            assert_eq!(bare(title, None, &grammar), wanted, "{title}");
        }
        assert_eq!(
            bare("Nurse at Harbour Clinic", Some("Harbour Clinic"), &grammar),
            "Nurse"
        );
    }

    #[test]
    fn titles_are_told_from_sentences_and_from_places() {
        let grammar = Grammar::standard();
        for (text, wanted, hint) in [
            (
                "Staff Nurse at Harbour Clinic | NHS Jobs",
                Some("Staff Nurse"),
                Some("Harbour Clinic"),
            ),
            (
                "Teacher of Mathematics – Leeds, UK",
                Some("Teacher of Mathematics"),
                None,
            ),
            (
                "Fernhill Law - Associate, Employment",
                Some("Associate, Employment"),
                Some("Fernhill Law"),
            ),
            ("We are looking for a nurse to join us.", None, None),
            ("Harbour Clinic", None, None),
        ] {
            let found = title(text, &grammar, &mut Posting::default());
            assert_eq!(
                found.as_ref().map(|found| found.0.as_str()),
                wanted,
                "{text}"
            );
            let hints = found.map(|found| found.1).unwrap_or_default();
            assert_eq!(hints.first().map(String::as_str), hint, "{text}");
        }
    }
}
