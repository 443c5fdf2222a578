//! What a job pays, where no label tells it.

use super::line::Line;
use super::said::{Said, sentences};
use super::words::Words;
use super::{Posting, clean};

/// A sum without a word for pay is a salary from here on.
const SALARY: f64 = 10_000.0;

/// Reads the salary.
pub(super) fn read(lines: &[Line], posting: &mut Posting) {
    if posting.salary.is_some() {
        return;
    }
    let words = Words::shipped();
    let mut best: Option<(u32, String)> = None;
    for line in lines {
        // "£29,400 pro rata | 28 hours a week"
        let pieces = [" | ", " · ", " • "]
            .iter()
            .fold(vec![line.text.as_str()], |pieces, mark| {
                pieces
                    .into_iter()
                    .flat_map(|piece| piece.split(mark))
                    .collect()
            });
        for sentence in pieces.into_iter().flat_map(sentences) {
            let Some(found) = sums(sentence) else {
                continue;
            };
            let said = Said::new(sentence);
            let begins = sentence.starts_with(found.as_str()) && is_range(&found);
            if words.other_money.any(&said) && !begins {
                continue;
            }
            let alone = found.len() + 4 >= sentence.trim_end_matches('.').len();
            let large = amounts(&found).iter().all(|amount| *amount >= SALARY);
            let said_so = words.pay.any(&said);
            // A range of large sums is a salary, if nothing better is said.
            if !(said_so || alone || begins || is_range(&found) && large) {
                continue;
            }
            let weight =
                u32::from(said_so) * 2 + u32::from(alone || begins) + u32::from(is_range(&found));
            if best.as_ref().is_none_or(|(most, _)| weight > *most) {
                best = Some((weight, found));
            }
        }
    }
    posting.salary = best.map(|(_, found)| found);
}

fn is_range(text: &str) -> bool {
    ["-", "–", "—", " to ", " and ", " bis "]
        .iter()
        .any(|mark| text.contains(mark))
}

/// The first sum of a text with its currency, as it is written: with what it ranges to, what stands before it ("up to") and
/// the time that it is for. None if there is no sum of money.
fn sums(text: &str) -> Option<String> {
    let words = Words::shipped();
    let (mut start, mut end) = first_sum(text)?;
    // A range.
    let rest = &text[end..];
    let gap = rest.len() - rest.trim_start().len();
    let trimmed = rest.trim_start();
    if let Some(mark) = words
        .money_ranges
        .iter()
        .find(|mark| starts_with(trimmed, mark))
    {
        let from = end + gap + mark.len();
        let space = text[from..].len() - text[from..].trim_start().len();
        if let Some(len) = amount_at(&text[from + space..]) {
            end = from + space + len;
        }
    }
    // What stands before.
    let before = text[..start].trim_end();
    if let Some(word) = words
        .money_before
        .iter()
        .find(|word| ends_with(before, word))
    {
        start = before.len() - word.len();
    }
    // The time that it is for, and "gross".
    for _ in 0..3 {
        let rest = &text[end..];
        let trimmed = rest.trim_start_matches([' ', ',', '(', '\u{a0}']);
        let Some(word) = words
            .money_after
            .iter()
            .find(|word| starts_with(trimmed, word))
        else {
            break;
        };
        end += rest.len() - trimmed.len() + word.len();
    }
    if text[start..end].contains('(') && text[end..].starts_with(')') {
        end += 1;
    }
    Some(clean(&text[start..end]))
}

/// Where the first number with a currency stands, currency included.
fn first_sum(text: &str) -> Option<(usize, usize)> {
    for (at, _) in text.char_indices() {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|char| char.is_alphanumeric() || matches!(char, '.' | ',')) {
            continue;
        }
        let rest = &text[at..];
        let currency = currency_at(rest);
        if let Some(len) = currency {
            let space = rest[len..].len() - rest[len..].trim_start_matches([' ', '\u{a0}']).len();
            if let Some(number) = number_at(&rest[len + space..]) {
                return Some((at, at + len + space + number));
            }
        }
        if rest.starts_with(|char: char| char.is_ascii_digit()) {
            let number = number_at(rest)?;
            let after = &rest[number..];
            let space = after.len() - after.trim_start_matches([' ', '\u{a0}']).len();
            if let Some(len) = currency_at(&after[space..]) {
                return Some((at, at + number + space + len));
            }
            // "50–60k EUR"
            let words = Words::shipped();
            let trimmed = after.trim_start();
            if let Some(mark) = words
                .money_ranges
                .iter()
                .find(|mark| starts_with(trimmed, mark))
            {
                let tail = trimmed[mark.len()..].trim_start();
                if let Some(second) = number_at(tail) {
                    let behind = tail[second..].trim_start();
                    if let Some(len) = currency_at(behind) {
                        let end = text.len() - behind.len() + len;
                        return Some((at, end));
                    }
                }
            }
        }
    }
    None
}

/// An amount at the beginning of a text, with its currency before or behind it or without: how long it is.
fn amount_at(text: &str) -> Option<usize> {
    let lead = currency_at(text).unwrap_or(0);
    let space = text[lead..].len() - text[lead..].trim_start_matches(' ').len();
    let number = number_at(&text[lead + space..])?;
    let end = lead + space + number;
    let rest = &text[end..];
    let space = rest.len() - rest.trim_start_matches(' ').len();
    Some(match currency_at(&rest[space..]) {
        Some(len) if lead == 0 => end + space + len,
        _ => end,
    })
}

fn currency_at(text: &str) -> Option<usize> {
    let currencies = &Words::shipped().currencies;
    let found = currencies
        .iter()
        .find(|currency| starts_with(text, currency))?;
    Some(found.len())
}

/// How long the number at the beginning of a text is: "31,049", "65.000", "65 000", "24.50", "120k".
fn number_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if end == 0 {
        return None;
    }
    loop {
        let rest = &text[end..];
        let Some(mark) = rest
            .chars()
            .next()
            .filter(|mark| matches!(mark, ',' | '.' | ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}'))
        else {
            break;
        };
        let digits = rest[mark.len_utf8()..]
            .bytes()
            .take_while(u8::is_ascii_digit)
            .count();
        let wanted = if matches!(mark, ',' | '.') {
            matches!(digits, 1..=3)
        } else {
            digits == 3
        };
        if !wanted {
            break;
        }
        end += mark.len_utf8() + digits;
    }
    if text[end..].starts_with(['k', 'K']) && !text[end + 1..].starts_with(char::is_alphanumeric) {
        end += 1;
    }
    // "2m": millions are no salary.
    if text[end..].starts_with(['m', 'M', 'b']) && !text[end + 1..].starts_with(char::is_alphabetic)
    {
        return None;
    }
    if text[end..].starts_with('%') || text[end..].starts_with(',') && text[end..].starts_with(",-")
    {
        return None;
    }
    Some(end)
}

/// The amounts of a text.
fn amounts(text: &str) -> Vec<f64> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..]
        .find(|char: char| char.is_ascii_digit())
        .map(|start| at + start)
    {
        let Some(len) = number_at(&text[start..]) else {
            break;
        };
        let written = &text[start..start + len];
        let thousand = written.ends_with(['k', 'K']);
        let marks: Vec<&str> = written
            .trim_end_matches(['k', 'K'])
            .split(['.', ',', ' ', '\'', '’', '\u{a0}', '\u{202f}'])
            .collect();
        let (whole, cents) = match marks.as_slice() {
            [most @ .., last] if !most.is_empty() && last.len() < 3 => {
                (most.concat(), (*last).to_owned())
            }
            all => (all.concat(), String::new()),
        };
        let number: f64 = format!("{whole}.{cents}0").parse().unwrap_or_default();
        found.push(if thousand { number * 1000.0 } else { number });
        at = start + len;
    }
    // "£50-60k"
    if let (Some(last), true) = (found.last().copied(), text.contains(['k', 'K'])) {
        for amount in &mut found {
            if *amount < 1000.0 && last >= 1000.0 {
                *amount *= 1000.0;
            }
        }
    }
    found
}

/// Whether a text begins with a word or a mark, and no letter follows a word.
fn starts_with(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else {
        return false;
    };
    let same = start.eq_ignore_ascii_case(word);
    let open =
        word.ends_with(char::is_alphabetic) && text[word.len()..].starts_with(char::is_alphabetic);
    same && !open
}

fn ends_with(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else {
        return false;
    };
    let Some(end) = text.get(start..) else {
        return false;
    };
    end.eq_ignore_ascii_case(word) && !text[..start].ends_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::super::line::Kind;
    use super::*;

    #[test]
    fn sums_are_taken_as_they_are_written() {
        for (text, wanted) in [
            (
                "The base salary range is $120k–$140k plus equity",
                Some("$120k–$140k"),
            ),
            (
                "£31,049 to £37,796 a year pro rata",
                Some("£31,049 to £37,796 a year pro rata"),
            ),
            (
                "ab €65.000 brutto im Jahr",
                Some("ab €65.000 brutto im Jahr"),
            ),
            (
                "We pay up to 95,000 USD per year.",
                Some("up to 95,000 USD per year"),
            ),
            ("£14.50 an hour", Some("£14.50 an hour")),
            ("400-450 € per day", Some("400-450 € per day")),
            (
                "Gehalt: 62 000 € bis 70 000 €",
                Some("62 000 € bis 70 000 €"),
            ),
            ("CHF 92'000 – 104'000", Some("CHF 92'000 – 104'000")),
            (
                "between £45,000 and £52,500 per annum (pro rata)",
                Some("between £45,000 and £52,500 per annum (pro rata)"),
            ),
            ("50–60k EUR", Some("50–60k EUR")),
            ("$2m in revenue", None),
            ("5 years, 24/7, 100%", None),
        ] {
            assert_eq!(sums(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn other_money_is_no_salary() {
        for (text, wanted) in [
            ("We raised $12,000,000 to $15,000,000 last year.", None),
            ("You get £1,000 training budget a year.", None),
            ("You will earn £13 an hour.", Some("£13 an hour")),
            ("$120,000 - $140,000", Some("$120,000 - $140,000")),
            (
                "Projects of £40,000 to £60,000 are yours.",
                Some("£40,000 to £60,000"),
            ),
        ] {
            let mut posting = Posting::default();
            read(&[Line::new(Kind::Text, text, true)], &mut posting);
            assert_eq!(posting.salary.as_deref(), wanted, "{text}");
        }
    }
}
