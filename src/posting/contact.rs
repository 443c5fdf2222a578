//! Whom to ask, and how.

use crate::grammar::Grammar;

use super::line::{Kind, Line};
use super::said::{Said, sentences};
use super::words::Words;
use super::{Posting, Topic, clean, company, role, sections};

/// Reads the contact where no label told it: a line that speaks of asking, or stands under a heading that does, and has a name
/// with an address or a number, or one of these alone.
pub(super) fn read(lines: &[Line], grammar: &Grammar, posting: &mut Posting) {
    if posting.contact.is_some() {
        return;
    }
    let words = Words::shipped();
    let places = sections::places(lines, grammar);
    let mut waiting: Option<String> = None;
    for (line, place) in lines
        .iter()
        .zip(&places)
        .filter(|(line, _)| !matches!(line.kind, Kind::Heading(_)))
    {
        let below = place.topic() == Some(Topic::Contact);
        let whole = Said::new(&line.text);
        if !below && !words.contact_said.any(&whole) {
            continue;
        }
        for sentence in sentences(&line.text) {
            let said = Said::new(sentence);
            if !below && !words.contact_said.any(&said) {
                continue;
            }
            let own = || below.then(|| self::named(&said, 0)).flatten();
            let alone = person(&said).or_else(own);
            let name = alone.clone().or_else(|| waiting.take());
            // An address may stand in the next sentence.
            let mail = mail(sentence).or_else(|| name.as_ref().and_then(|_| mail(&line.text)));
            let phone = phone(sentence);
            if mail.is_none() && phone.is_none() {
                // The address may stand in the line below.
                waiting = alone.filter(|_| below);
                continue;
            }
            let parts: Vec<String> = [name, mail, phone].into_iter().flatten().collect();
            posting.contact = Some(parts.join(", "));
            return;
        }
    }
}

/// The value of a label as it stands in a note.
pub(super) fn tidy(value: &str) -> String {
    // "Jo Reed <jo@quay.example>"
    let value = match value.split_once('<') {
        Some((name, mail)) if mail.contains('@') => format!(
            "{}, {}",
            name.trim().trim_matches('"'),
            mail.trim_end_matches('>')
        ),
        _ => value.to_owned(),
    };
    clean(value.trim_end_matches('.').trim_start_matches([',', ' ']))
}

/// The person that is named behind "contact", "call", …: one to three names, with a title.
fn person(said: &Said<'_>) -> Option<String> {
    let words = Words::shipped();
    for word in 0..said.words.len() {
        let Some(len) = words.before_contact.at(said, word) else {
            continue;
        };
        let the = usize::from(
            said.words
                .get(word + len)
                .is_some_and(|word| word.key == "our" || word.key == "the"),
        );
        if let Some(name) = named(said, word + len + the) {
            return Some(name);
        }
    }
    None
}

/// The person whose name begins at a word, with their job.
fn named(said: &Said<'_>, word: usize) -> Option<String> {
    let words = Words::shipped();
    let (mut name, end) = company::name_at(said, word)?;
    let title = words
        .titles
        .iter()
        .any(|title| name.starts_with(&format!("{title} ")));
    let count = name.split(' ').count();
    if company::is_generic(&name)
        || !title && role::is_role(&name)
        || count > 5
        || count == 1 && title
        || name.chars().any(|char| char.is_ascii_digit())
    {
        return None;
    }
    // "Jo Reed, Ward Manager, on …"
    if said.behind(end - 1).trim() == ","
        && let Some((job, _)) = company::name_at(said, end).filter(|(job, _)| role::is_role(job))
    {
        name = format!("{name}, {job}");
    }
    Some(name)
}

/// The first e-mail address of a text.
fn mail(text: &str) -> Option<String> {
    let piece =
        |char: char| !(char.is_alphanumeric() || matches!(char, '.' | '_' | '-' | '+' | '@'));
    let found = text
        .split(piece)
        .map(|word| word.trim_matches(['.', '-']))
        .find(|word| {
            word.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.contains('@')
            })
        });
    found.map(str::to_owned)
}

/// The first telephone number of a text: seven digits or more, with nothing but spaces and marks between them.
fn phone(text: &str) -> Option<String> {
    let is_part = |char: char| {
        char.is_ascii_digit() || matches!(char, ' ' | '+' | '(' | ')' | '-' | '/' | '\u{a0}')
    };
    text.split(|char| !is_part(char))
        .map(|piece| piece.trim_matches([' ', '-', '/', '\u{a0}']))
        .find_map(|piece| {
            let digits = piece.chars().filter(char::is_ascii_digit).count();
            let begins =
                piece.starts_with(['+', '0', '(']) || piece.matches(['-', ' ']).count() >= 2;
            ((7..=15).contains(&digits) && begins && crate::dates::find(piece).is_empty())
                .then(|| clean(piece))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_ask_is_read() {
        for (text, wanted) in [
            (
                "For an informal chat please contact Jo Reed, Ward Manager, on 0113 496 0071.",
                Some("Jo Reed, Ward Manager, 0113 496 0071"),
            ),
            (
                "Questions about the role? Email Dr Ada Winter at a.winter@quay.example.",
                Some("Dr Ada Winter, a.winter@quay.example"),
            ),
            (
                "Send your CV to jobs@quay.example by 5 June 2026.",
                Some("jobs@quay.example"),
            ),
            ("Good contact with patients matters.", None),
            ("Call handlers answer 4000 calls.", None),
        ] {
            let mut posting = Posting::default();
            read(
                &[Line::new(Kind::Text, text, true)],
                &Grammar::standard(),
                &mut posting,
            );
            assert_eq!(posting.contact.as_deref(), wanted, "{text}");
        }
    }
}
