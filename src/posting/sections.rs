//! What stands under which heading: duties, requirements, what is welcome, what the company says of itself.

use crate::grammar::Grammar;

use super::line::{Kind, Line};
use super::said::{Said, sentences};
use super::words::Words;
use super::{Posting, Topic};

/// As many items of a kind are kept: more are a catalogue, and no list that anybody prepares by.
const MOST: usize = 40;
/// A requirement that is longer ends at the last sentence before.
const LONGEST: usize = 320;
/// As much is kept of what a company says of itself.
const ABOUT: usize = 320;

/// What a line is among the sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A heading, and what it is about.
    Head(Option<Topic>),
    /// A smaller heading within a section.
    Sub(Option<Topic>),
    /// Content, and what it is about.
    Body(Option<Topic>),
}

impl Place {
    /// What it is about.
    pub(super) fn topic(self) -> Option<Topic> {
        match self {
            Place::Head(topic) | Place::Sub(topic) | Place::Body(topic) => topic,
        }
    }
}

/// The place of each line. A heading that nobody knows ends a section, unless it is smaller than the section's own.
pub(super) fn places(lines: &[Line], grammar: &Grammar) -> Vec<Place> {
    let words = Words::shipped();
    let mut places = Vec::with_capacity(lines.len());
    // What the section is about, and the rank of its heading: small numbers are large headings.
    let mut now: Option<(Topic, u8)> = None;
    for (index, line) in lines.iter().enumerate() {
        let topic = now.map(|(topic, _)| topic);
        let rank = match line.kind {
            Kind::Heading(level) => level,
            Kind::Strong => 7,
            Kind::Text => 8,
            Kind::Item | Kind::Pair(_) => {
                places.push(Place::Body(topic));
                continue;
            }
        };
        let text = line.text.as_str();
        let next_is_item = lines
            .get(index + 1)
            .is_some_and(|next| next.kind == Kind::Item);
        let colon = text.ends_with(':');
        let count = text.split(' ').count();
        let known = (count <= 12)
            .then(|| words.heading(text, grammar))
            .flatten();
        let plain = rank == 8;
        let may_be = !plain
            || count <= 9
                && !text.ends_with(['.', ',', ';', '!'])
                && (colon
                    || next_is_item
                    || known.is_some() && (line.gap || count <= 5) && count <= 6);
        if !may_be || text.len() > 120 {
            places.push(Place::Body(topic));
            continue;
        }
        if let Some(found) = known {
            now = Some((found, rank));
            places.push(Place::Head(Some(found)));
            continue;
        }
        let listed = matches!(
            topic,
            Some(Topic::Responsibilities | Topic::Requirements | Topic::Nice)
        );
        let smaller = now.is_some_and(|(_, own)| rank > own) || plain && colon && listed;
        if smaller {
            places.push(Place::Sub(topic));
        } else {
            // "Leeds" below a title is no heading that ends anything.
            if !plain || colon || next_is_item {
                now = None;
            }
            places.push(Place::Head(None));
        }
    }
    places
}

/// Reads what stands in the sections.
pub(super) fn read(lines: &[Line], grammar: &Grammar, posting: &mut Posting) {
    let places = places(lines, grammar);
    let mut at = 0;
    let mut role_items: Vec<String> = Vec::new();
    while at < lines.len() {
        let topic = places[at].topic();
        let mut end = at + 1;
        while end < lines.len()
            && places[end].topic() == topic
            && !matches!(places[end], Place::Head(_))
        {
            end += 1;
        }
        let body: Vec<&Line> = (at..end)
            .filter(|&index| matches!(places[index], Place::Body(_)))
            .map(|index| &lines[index])
            .collect();
        match topic {
            Some(Topic::Responsibilities) => add_all(&mut posting.responsibilities, wishes(&body)),
            Some(topic @ (Topic::Requirements | Topic::Nice)) => {
                for wish in wishes(&body) {
                    add_wish(posting, wish, topic == Topic::Nice);
                }
            }
            Some(Topic::Role) => role_items.extend(items(&body)),
            Some(Topic::Values) => add_all(&mut posting.values, items(&body)),
            Some(Topic::Mission) if posting.mission.is_none() => {
                posting.mission = body
                    .iter()
                    .find(|line| line.kind == Kind::Text)
                    .map(|line| cut(&line.text, ABOUT));
            }
            Some(Topic::Company) if posting.about.is_empty() => posting.about = about_of(&body),
            _ => {}
        }
        at = end;
    }
    inline(lines, &places, grammar, posting);
    loose(lines, &places, posting);
    if posting.responsibilities.is_empty() {
        add_all(&mut posting.responsibilities, role_items);
    }
    mission(lines, &places, posting);
}

/// Sections in a line of their own: "Essential: a PIN, two years on a ward".
fn inline(lines: &[Line], places: &[Place], grammar: &Grammar, posting: &mut Posting) {
    for (line, place) in lines.iter().zip(places) {
        if !matches!(place, Place::Body(_) | Place::Head(None) | Place::Sub(_)) {
            continue;
        }
        let (label, value) = match &line.kind {
            Kind::Pair(label) => (label.as_str(), line.text.as_str()),
            Kind::Text | Kind::Strong => match line.text.split_once(':') {
                Some((label, value)) => (label, value.trim()),
                None => continue,
            },
            _ => continue,
        };
        if value.is_empty() || label.split(' ').count() > 5 {
            continue;
        }
        let nice = match Words::shipped().heading(label, grammar) {
            Some(Topic::Responsibilities) => {
                let found = pieces(value);
                posting
                    .responsibilities
                    .retain(|one| !one.starts_with(label) && *one != value);
                add_all(&mut posting.responsibilities, found);
                continue;
            }
            Some(Topic::Requirements) => false,
            Some(Topic::Nice) => true,
            _ => continue,
        };
        for piece in pieces(value) {
            add_wish(posting, piece, nice);
        }
    }
}

/// The pieces of a value that lists several: at semicolons, at sentences, or at commas where there is no sentence.
fn pieces(value: &str) -> Vec<String> {
    let sentences = sentences(value);
    if sentences.len() == 1
        && value.matches(", ").count() >= 2
        && value.len() < 200
        && !value.contains('(')
    {
        return value
            .trim_end_matches('.')
            .split(", ")
            .map(|piece| wish(piece.trim_start_matches("and ")))
            .collect();
    }
    sentences.into_iter().map(wish).collect()
}

/// Duties and requirements in sentences that no heading speaks of, by what they begin with. Where there are lists of a kind, these say it.
fn loose(lines: &[Line], places: &[Place], posting: &mut Posting) {
    let words = Words::shipped();
    let no_duties = posting.responsibilities.is_empty();
    let no_wishes = posting.requirements.is_empty() && posting.nice.is_empty();
    if !no_duties && !no_wishes {
        return;
    }
    for (line, place) in lines.iter().zip(places) {
        let free = matches!(
            place,
            Place::Body(None | Some(Topic::Role | Topic::Company | Topic::Contact))
                | Place::Head(None)
        );
        if !free || matches!(line.kind, Kind::Pair(_) | Kind::Heading(_)) {
            continue;
        }
        for sentence in sentences(&line.text) {
            let said = Said::new(sentence);
            if said.words.len() < 4
                || sentence.ends_with('?')
                || words.except.begins(&said)
                || words.boilerplate.any(&said)
            {
                continue;
            }
            if words.duties.begins(&said) {
                if no_duties {
                    add(&mut posting.responsibilities, wish(sentence));
                }
            } else if no_wishes && (words.musts.begins(&said) || words.nice.any(&said)) {
                add_wish(posting, wish(sentence), false);
            }
        }
    }
}

/// A sentence that tells the mission.
fn mission(lines: &[Line], places: &[Place], posting: &mut Posting) {
    if posting.mission.is_some() {
        return;
    }
    let words = Words::shipped();
    let spoken = lines.iter().zip(places).filter(|(line, place)| {
        matches!(place.topic(), None | Some(Topic::Company | Topic::Role))
            && line.kind == Kind::Text
    });
    posting.mission = spoken
        .flat_map(|(line, _)| sentences(&line.text))
        .find(|sentence| words.mission.any(&Said::new(sentence)) && sentence.len() <= ABOUT)
        .map(str::to_owned);
}

/// What a posting without a section about its company says of it: sentences that begin with its name.
pub(super) fn about(lines: &[Line], posting: &mut Posting) {
    let Some(company) = posting.company.clone().filter(|_| posting.about.is_empty()) else {
        return;
    };
    let words = Words::shipped();
    for sentence in lines
        .iter()
        .filter(|line| line.kind == Kind::Text)
        .flat_map(|line| sentences(&line.text))
    {
        let own = sentence
            .trim_start_matches("The ")
            .trim_start_matches("At ");
        let said = Said::new(sentence);
        let Some(rest) = own.strip_prefix(company.trim_start_matches("The ")) else {
            continue;
        };
        let rest = rest.trim_start_matches([' ', ',']);
        let begins = rest.len() > 20 && rest.starts_with(char::is_lowercase);
        if begins && !words.hiring.any(&said) && !words.boilerplate.any(&said) {
            posting.about.push(cut(sentence, ABOUT));
            return;
        }
    }
}

/// The first sentences of what a company says of itself.
fn about_of(body: &[&Line]) -> Vec<String> {
    let words = Words::shipped();
    let mut found: Vec<String> = Vec::new();
    let mut len = 0;
    for sentence in body
        .iter()
        .filter(|line| line.kind == Kind::Text)
        .flat_map(|line| sentences(&line.text))
    {
        let said = Said::new(sentence);
        if words.boilerplate.any(&said)
            || words.hiring.any(&said)
            || words.duties.begins(&said)
            || said.words.len() < 4
            || words.mission.any(&said)
        {
            continue;
        }
        if len + sentence.len() > ABOUT && !found.is_empty() || found.len() == 3 {
            break;
        }
        len += sentence.len();
        found.push(cut(sentence, ABOUT));
    }
    found
}

/// The items of a section, or its sentences where it has none.
fn wishes(body: &[&Line]) -> Vec<String> {
    let listed = items(body);
    if !listed.is_empty() {
        return listed;
    }
    let words = Words::shipped();
    let mut found = Vec::new();
    for line in body
        .iter()
        .filter(|line| matches!(line.kind, Kind::Text | Kind::Strong))
    {
        // How to apply, and what an employer says of itself, stands behind, under no heading of its own.
        let ends = |sentence: &&str| {
            let said = Said::new(sentence);
            words.boilerplate.any(&said) || words.interview.any(&said) || words.hiring.any(&said)
        };
        if !found.is_empty() && line.gap && sentences(&line.text).iter().any(ends) {
            break;
        }
        for sentence in sentences(&line.text) {
            let said = Said::new(sentence);
            if said.words.len() >= 2
                && !sentence.ends_with(['?', ':'])
                && !words.boilerplate.any(&said)
            {
                found.push(wish(sentence));
            }
        }
    }
    found
}

fn items(body: &[&Line]) -> Vec<String> {
    let words = Words::shipped();
    let listed = body.iter().filter(|line| line.kind == Kind::Item);
    listed
        .map(|line| wish(&line.text))
        .filter(|text| {
            text.chars().filter(|char| char.is_alphabetic()).count() > 2
                && !words.agency.any(&Said::new(text))
        })
        .collect()
}

fn add_wish(posting: &mut Posting, text: String, nice: bool) {
    let nice = nice || Words::shipped().nice.any(&Said::new(&text));
    let list = if nice {
        &mut posting.nice
    } else {
        &mut posting.requirements
    };
    add(list, text);
}

fn add_all(list: &mut Vec<String>, found: Vec<String>) {
    for text in found {
        add(list, text);
    }
}

fn add(list: &mut Vec<String>, text: String) {
    if list.len() < MOST && !text.is_empty() && !list.contains(&text) {
        list.push(text);
    }
}

/// An item as it stands in a note: without what joins it to the next one.
fn wish(text: &str) -> String {
    let text = text.trim().trim_end_matches([';', ',']).trim_end();
    let text = text
        .strip_suffix(" and")
        .or_else(|| text.strip_suffix("; and"))
        .unwrap_or(text);
    cut(text.trim_end_matches([';', ',']), LONGEST)
}

/// A text that ends at a sentence or a word before a length.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(at, _)| at);
    let kept = &text[..end];
    match kept.rfind(". ") {
        Some(at) if at > most / 3 => kept[..=at].to_owned(),
        _ => {
            let word = kept.rfind(' ').unwrap_or(end);
            format!("{} …", kept[..word].trim_end_matches([',', ';', ' ']))
        }
    }
}
