//! Facts with a label: "Location: Leeds", in a line, a table, front matter, or one above the other.

use crate::dates;
use crate::grammar::Grammar;

use super::facts::{self, day};
use super::line::{Kind, Line, Page};
use super::said::sentences;
use super::sections::{self, Place};
use super::words::Words;
use super::{Posting, Topic, clean, contact, role};

/// A value that is longer is a text, and no fact.
const LONGEST: usize = 160;

/// Reads the labelled facts of a page. Returns the lines that are none.
pub(super) fn read(
    page: &Page,
    lines: Vec<Line>,
    grammar: &Grammar,
    posting: &mut Posting,
) -> Vec<Line> {
    let places = sections::places(&lines, grammar);
    let mut rest: Vec<Line> = Vec::with_capacity(lines.len());
    let mut index = 0;
    while index < lines.len() {
        let line = &lines[index];
        let used = match one(line, places[index], grammar, posting) {
            true => 1,
            false => above(&lines[index..], grammar, posting),
        };
        if used == 0 {
            rest.push(line.clone());
        } else if let Some(next) = lines.get(index + used) {
            // What stood above the facts does not run on below them.
            let mut next = next.clone();
            next.gap = true;
            if one(
                &next,
                places[index + used],
                grammar,
                &mut Posting::default(),
            ) {
                index += used;
                continue;
            }
        }
        index += used.max(1);
    }
    if posting.link.is_none() {
        posting.link = page.link.clone().filter(|link| link.starts_with("http"));
    }
    rest
}

/// Reads a line with one label or several; false if it has none.
fn one(line: &Line, place: Place, grammar: &Grammar, posting: &mut Posting) -> bool {
    if let Kind::Pair(label) = &line.kind {
        return known(label, grammar)
            .is_some_and(|label| put(&label, &line.text, grammar, posting));
    }
    let listed = matches!(
        place.topic(),
        Some(
            Topic::Responsibilities
                | Topic::Requirements
                | Topic::Nice
                | Topic::Aside
                | Topic::Values
        )
    );
    if line.kind == Kind::Item && listed {
        return false;
    }
    let pieces: Vec<&str> = [" | ", " • ", " · ", " || "]
        .iter()
        .map(|mark| line.text.split(mark).map(str::trim).collect::<Vec<_>>())
        .find(|pieces| {
            pieces.len() > 1
                && pieces
                    .iter()
                    .filter(|piece| labelled(piece, grammar).is_some())
                    .count()
                    > 1
        })
        .unwrap_or_else(|| vec![line.text.as_str()]);
    let mut any = false;
    for piece in pieces {
        if let Some((label, value)) =
            labelled(piece, grammar).filter(|(_, value)| sentences(value).len() < 2)
        {
            any |= put(&label, value, grammar, posting);
        } else {
            // "Earliest start: 1 May 2027. Reference: HR-12": facts among sentences, which stay what they are.
            let all = sentences(piece);
            for (label, value) in all
                .iter()
                .filter(|_| all.len() > 1)
                .filter_map(|sentence| labelled(sentence, grammar))
            {
                put(&label, value.trim_end_matches('.'), grammar, posting);
            }
        }
    }
    any
}

/// A text as a label that is known, and its value.
fn labelled<'a>(text: &'a str, grammar: &Grammar) -> Option<(String, &'a str)> {
    let (label, value) = text.split_once([':', '：'])?;
    let value = value.trim();
    if value.is_empty() || value.starts_with("//") || label.split_whitespace().count() > 5 {
        return None;
    }
    Some((known(label, grammar)?, value))
}

/// The label of a note that a posting's label means.
fn known(label: &str, grammar: &Grammar) -> Option<String> {
    if let Some(label) = Words::shipped().label(label, grammar) {
        return Some(label.to_owned());
    }
    let meaning = grammar.meaning(label);
    for id in ["job-overview", "logistics"] {
        let section = grammar.section(id)?;
        if let Some(field) = meaning.field(section) {
            let label = &grammar.sections[section].fields[field].label;
            if id == "job-overview" || label == "Contact" {
                return Some(label.clone());
            }
        }
    }
    None
}

/// Reads a label with its value in the next line: how many lines these are, or none.
fn above(lines: &[Line], grammar: &Grammar, posting: &mut Posting) -> usize {
    let words = Words::shipped();
    let [label, value, ..] = lines else { return 0 };
    let plain = |line: &Line| matches!(line.kind, Kind::Text | Kind::Strong | Kind::Heading(2..));
    if !plain(label)
        || !matches!(value.kind, Kind::Text | Kind::Strong)
        || value.text.len() > 100
        || value.text.ends_with(':')
    {
        return 0;
    }
    let Some(known) = words.label_above(label.text.trim_end_matches(':'), grammar) else {
        return 0;
    };
    // A name alone may have its address in the line below.
    let reached =
        value.text.contains('@') || value.text.chars().filter(char::is_ascii_digit).count() > 5;
    let is_value = (known != "Contact" || reached)
        && words.label_above(&value.text, grammar).is_none()
        && words.heading(&value.text, grammar).is_none()
        && value.text.split(' ').count() <= 14
        && !value.text.ends_with('.');
    usize::from(is_value && put(known, &value.text, grammar, posting)) * 2
}

/// Puts a value where its label says. The first one counts; false if it is none.
fn put(label: &str, value: &str, grammar: &Grammar, posting: &mut Posting) -> bool {
    let value = clean(value);
    let letters = value.chars().any(char::is_alphanumeric);
    if !letters || value.chars().count() > LONGEST {
        return false;
    }
    let first = |slot: &mut Option<String>, value: Option<String>| {
        let is_value = value.is_some();
        if slot.is_none() {
            *slot = value;
        }
        is_value
    };
    match label {
        "Position" => {
            let named =
                value.starts_with(|char: char| char.is_uppercase()) || role::is_role(&value);
            let value = (value.split(' ').count() <= 14 && named)
                .then(|| role::bare(&value, posting.company.as_deref(), grammar));
            first(&mut posting.role, value)
        }
        "Company" => first(
            &mut posting.company,
            Some(value).filter(|value| is_name(value)),
        ),
        "Location" => {
            let (place, mode) = facts::place(&value);
            first(&mut posting.mode, mode);
            first(
                &mut posting.location,
                Some(place).filter(|place| !place.is_empty()),
            )
        }
        "Type" => {
            match &mut posting.employment {
                Some(all) if !all.to_lowercase().contains(&value.to_lowercase()) => {
                    let small = facts::chips(&value).is_some();
                    let value = if small { value.to_lowercase() } else { value };
                    all.push_str(&format!(", {value}"));
                }
                Some(_) => {}
                none => *none = Some(value),
            }
            true
        }
        "Work Mode" => {
            let mode = facts::mode_of(&value).or_else(|| {
                value
                    .contains(|char: char| char.is_ascii_digit())
                    .then_some(value)
            });
            first(&mut posting.mode, mode)
        }
        "Posting Date" => first(&mut posting.posted, day(&value)),
        "Closing Date" => first(&mut posting.closing, day(&value)),
        "Interview Date" => first(&mut posting.interview, day(&value)),
        "Start Date" => first(
            &mut posting.start,
            day(&value).or_else(|| Some(value).filter(|value| value.split(' ').count() <= 5)),
        ),
        "Salary" => first(&mut posting.salary, Some(value)),
        "Team" => first(&mut posting.team, Some(value)),
        "Reports To" => first(&mut posting.reports_to, Some(value)),
        "Reference" => first(
            &mut posting.reference,
            Some(value).filter(|value| value.split(' ').count() <= 4),
        ),
        "Level" => first(&mut posting.level, Some(value)),
        "Contact" => {
            let value = contact::tidy(&value);
            match &mut posting.contact {
                Some(all) if !all.contains(&value) => all.push_str(&format!(", {value}")),
                Some(_) => {}
                none => *none = Some(value),
            }
            true
        }
        "Posting Link" => first(&mut posting.link, facts::link(&value)),
        _ => false,
    }
}

/// Whether the value of a company's label is a name: short, no sentence, not hidden, no day.
fn is_name(value: &str) -> bool {
    let words = Words::shipped();
    let said: Vec<String> = crate::grammar::name::words(value);
    said.len() <= 10
        && !value.ends_with('.') | (said.len() <= 4)
        && !said.iter().all(|word| words.generic.contains(word))
        && !words.boards.is(value)
        && dates::find(value).is_empty()
}
