//! Titles: `Interview Prep: Acme – Staff Nurse`, `Acme Interview Preparation`, `Nurse at Acme`.

use std::ops::Range;

use crate::grammar::{Facts, Grammar};

/// What a note's title says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The index of the segment that it heads.
    pub segment: usize,
    /// Its text without markup.
    pub text: String,
    /// Where the text is, markup included, in bytes of the note's text.
    pub range: Range<usize>,
    /// Whether it reads as a prep note's: it says "Interview Prep" or the like, and of what.
    pub reads_as_prep: bool,
    /// The company it names.
    pub company: Option<String>,
    /// The role it names.
    pub role: Option<String>,
    /// Whether the role stands in front of "Interview Prep": "Postdoc interview prep – Lindqvist Lab" says the trade, and no name of a post.
    pub names_trade: bool,
}

/// What a text says as a title: of the fields of a [`Title`] those that follow from the text alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AsTitle {
    pub(crate) company: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) reads_as_prep: bool,
    pub(crate) names_trade: bool,
}

/// Reads a text as a title.
pub(super) fn parse(text: &str, grammar: &Grammar) -> AsTitle {
    let (company, role, reads_as_prep) = names(text, grammar);
    let behind = role.as_deref().and_then(|role| text.strip_prefix(role));
    AsTitle {
        names_trade: behind.is_some_and(|rest| grammar.title_rest(rest).is_some()),
        company,
        role,
        reads_as_prep,
    }
}

/// Company and role out of a title's text, and whether it reads as a prep note's.
fn names(text: &str, grammar: &Grammar) -> (Option<String>, Option<String>, bool) {
    let rest = grammar.title_rest(text);
    if rest.is_none() {
        if let Some(names) = without_middle(text, grammar) {
            let (company, role) = split(&names, grammar);
            let reads_as_prep = company.is_some() || role.is_some();
            return (company, role, reads_as_prep);
        }
        if let Some((before, behind)) = with_middle(text, grammar) {
            let facts = &Facts::shipped().names;
            let role_first = facts.ends_as_role(before);
            // "React Interview Prep – Questions" are notes of a course.
            let reads_as_prep = role_first || facts.ends_as_company(before);
            let (before, behind) = (Some(before.to_owned()), Some(behind.to_owned()));
            return match role_first {
                true => (behind, before, reads_as_prep),
                false => (before, behind, reads_as_prep),
            };
        }
        if let Some(names) = without_weak_lead(text, grammar) {
            let (company, role) = split(names, grammar);
            return (company, role, false);
        }
    }
    let names = trim(rest.unwrap_or(text));
    // "for Acme", "with Acme": the words that lead over to the name.
    let names = match rest {
        Some(_) => without_joiner(names, grammar),
        None => names,
    };
    let (company, role) = split(names, grammar);
    let reads_as_prep = rest.is_some() && (company.is_some() || role.is_some());
    (company, role, reads_as_prep)
}

/// The names of a title that says "Interview Prep" in its middle, or at its end with brackets behind:
/// `Acme – Interview Prep – Nurse`, `Acme – Interview Prep (second round)`.
fn without_middle(text: &str, grammar: &Grammar) -> Option<String> {
    let pieces: Vec<&str> = text
        .split(['–', '—', '|'])
        .flat_map(|piece| piece.split(" - "))
        .flat_map(|piece| piece.split(": "))
        .map(trim)
        .filter(|piece| !piece.is_empty())
        .collect();
    let says = |piece: &&str| {
        let head = piece.split(['(', '（']).next().unwrap_or(piece);
        grammar.title_rest(head).is_some_and(|rest| rest.is_empty())
    };
    let at = pieces.iter().position(says)?;
    let mut names: Vec<&str> = pieces
        .iter()
        .enumerate()
        .filter(|&(number, _)| number != at)
        .map(|(_, piece)| *piece)
        .collect();
    let bracketed = pieces[at]
        .split_once('(')
        .map(|(_, rest)| rest.trim_end_matches(')'));
    let role = bracketed.filter(|text| {
        let lower = text.to_lowercase();
        let mut words = lower.split(|char: char| !char.is_alphanumeric());
        !text.contains(|char: char| char.is_ascii_digit())
            && !words.any(|word| grammar.title.asides.iter().any(|aside| aside == word))
    });
    if let ([_], Some(role)) = (names.as_slice(), role) {
        names.push(role);
    }
    (!names.is_empty()).then(|| names.join(" – "))
}

/// What stands on both sides of "Interview Prep": `Staff Nurse Interview Prep – Harbour Clinic`.
fn with_middle<'a>(text: &'a str, grammar: &Grammar) -> Option<(&'a str, &'a str)> {
    [": ", " – ", " — ", " - ", " | "].iter().find_map(|mark| {
        let (head, behind) = text.split_once(mark)?;
        let before = trim(grammar.title_rest(head)?);
        let behind = trim(behind);
        // What leads over to a name is none: "Interview Prep for Monday – …".
        let stands_before = head.starts_with(before);
        (stands_before && !before.is_empty() && !behind.is_empty()).then_some((before, behind))
    })
}

/// The names behind a word such as "Prep" that does not make a document a note.
fn without_weak_lead<'a>(text: &'a str, grammar: &Grammar) -> Option<&'a str> {
    let is_weak = |word: &str| {
        let mut leads = grammar.title.weak_leads.iter();
        leads.any(|own| own.eq_ignore_ascii_case(word.trim()))
    };
    let marks = [": ", " – ", " — ", " - "];
    let lead = marks.iter().find_map(|mark| {
        let (lead, names) = text.split_once(mark)?;
        is_weak(lead).then_some(names)
    });
    let trail = || {
        marks.iter().find_map(|mark| {
            let (names, trail) = text.rsplit_once(mark)?;
            is_weak(trail).then_some(names)
        })
    };
    lead.or_else(trail)
        .map(trim)
        .filter(|names| !names.is_empty())
}

fn split(names: &str, grammar: &Grammar) -> (Option<String>, Option<String>) {
    let some = |text: &str| {
        let text = trim(text);
        (!text.is_empty()).then(|| text.to_owned())
    };
    let spaced = names.match_indices(is_separator).filter(|(at, mark)| {
        let (before, after) = (
            names[..*at].chars().next_back(),
            names[at + mark.len()..].chars().next(),
        );
        match *mark {
            // A hyphen, a bar, a slash within a word belong to it; a dash does not.
            "–" | "—" => true,
            ":" => after == Some(' '),
            "：" => true,
            _ => before == Some(' ') && after == Some(' '),
        }
    });
    if let Some((at, mark)) = spaced.map(|(at, mark)| (at, mark.len())).next() {
        return (some(&names[..at]), some(&names[at + mark..]));
    }
    for joiner in &grammar.title.joiners {
        let bare = joiner.chars().all(|char| !char.is_alphanumeric());
        let needle = if bare {
            joiner.clone()
        } else {
            format!(" {joiner} ")
        };
        if let Some(at) = find_ignoring_case(names, &needle) {
            return (some(&names[at + needle.len()..]), some(&names[..at]));
        }
    }
    // "Social Worker, Child Protection, Merrow County Council": a last piece that says what kind of
    // institution it is.
    if let Some((role, company)) = names.rsplit_once(", ")
        && company.split_whitespace().count() > 1
        && Facts::shipped().names.ends_as_company(company)
    {
        return (some(company), some(role));
    }
    (some(names), None)
}

fn without_joiner<'a>(names: &'a str, grammar: &Grammar) -> &'a str {
    for word in grammar
        .title
        .prepositions
        .iter()
        .chain(&grammar.title.joiners)
    {
        if let Some(rest) = names
            .get(..word.len())
            .filter(|start| start.eq_ignore_ascii_case(word))
            .map(|_| &names[word.len()..])
            && rest.starts_with(' ')
        {
            return trim(rest);
        }
    }
    names
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.char_indices().map(|(at, _)| at).find(|&at| {
        text.get(at..at + needle.len())
            .is_some_and(|piece| piece.eq_ignore_ascii_case(needle))
    })
}

fn is_separator(char: char) -> bool {
    // Hyphen, non-breaking hyphen, minus, en dash, em dash, horizontal bar.
    matches!(
        char,
        '-' | '\u{2011}' | '\u{2212}' | '–' | '—' | '\u{2015}' | ':' | '：' | '|' | '·' | '/'
    )
}

fn trim(text: &str) -> &str {
    text.trim_matches(|char: char| char.is_whitespace() || is_separator(char) || char == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_company_and_role_in_many_ways() {
        let cases: &[(&str, Option<&str>, Option<&str>, bool)] = &[
            (
                "Interview Prep: Harbour Clinic – Staff Nurse",
                Some("Harbour Clinic"),
                Some("Staff Nurse"),
                true,
            ),
            (
                "interview prep - Harbour Clinic — Staff Nurse",
                Some("Harbour Clinic"),
                Some("Staff Nurse"),
                true,
            ),
            (
                "Interview Prep: Tide‑Reed ‑ Consultant",
                Some("Tide‑Reed"),
                Some("Consultant"),
                true,
            ),
            (
                "Interview Prep: Orbit | Lab Technician",
                Some("Orbit"),
                Some("Lab Technician"),
                true,
            ),
            (
                "Interview Prep: Staff Nurse at Harbour Clinic",
                Some("Harbour Clinic"),
                Some("Staff Nurse"),
                true,
            ),
            (
                "Interview Prep: Staff Nurse @ Harbour Clinic",
                Some("Harbour Clinic"),
                Some("Staff Nurse"),
                true,
            ),
            (
                "Prep notes for Harbour Clinic",
                Some("Harbour Clinic"),
                None,
                true,
            ),
            (
                "Harbour Clinic Interview Preparation",
                Some("Harbour Clinic"),
                None,
                true,
            ),
            (
                "Harbour Clinic – Nurse – Interview Prep",
                Some("Harbour Clinic"),
                Some("Nurse"),
                true,
            ),
            (
                "Interview Prep: Social Worker, Child Protection, Merrow County Council",
                Some("Merrow County Council"),
                Some("Social Worker, Child Protection"),
                true,
            ),
            (
                "Interview Prep: Senior Associate, Corporate Finance",
                Some("Senior Associate, Corporate Finance"),
                None,
                true,
            ),
            ("Interview Prep", None, None, false),
            (
                "Pastry Chef Interview Prep – Café Lindgren",
                Some("Café Lindgren"),
                Some("Pastry Chef"),
                true,
            ),
            (
                "Harbour Clinic interview prep: Staff Nurse",
                Some("Harbour Clinic"),
                Some("Staff Nurse"),
                true,
            ),
            (
                "Harbour Clinic – Staff Nurse",
                Some("Harbour Clinic"),
                Some("Staff Nurse"),
                false,
            ),
            (
                "Sub-contractor pre-construction",
                Some("Sub-contractor pre-construction"),
                None,
                false,
            ),
            ("", None, None, false),
        ];
        let grammar = Grammar::standard();
        for (title, company, role, prep) in cases {
            let found = names(title, &grammar);
            assert_eq!(
                (found.0.as_deref(), found.1.as_deref(), found.2),
                (*company, *role, *prep),
                "{title}"
            );
        }
    }
}
