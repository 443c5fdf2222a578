//! Numbers as people write them, each with its value: "10K+", "10,000", "3.5M", "25 %", "twelve".

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{read, shipped};

static SHIPPED: LazyLock<Words> = LazyLock::new(|| {
    let data: Data = read(shipped!("numbers"));
    let set = |list: Vec<String>| list.into_iter().collect();
    Words {
        words: data.words,
        scales: data.scales,
        letters: set(data.numbers.letters),
        ordinals: set(data.numbers.ordinals),
        labels: set(data.numbers.labels),
        times: set(data.numbers.times),
    }
});

#[derive(Deserialize)]
struct Data {
    words: HashMap<String, u64>,
    scales: HashMap<String, u64>,
    numbers: Lists,
}

#[derive(Deserialize)]
struct Lists {
    letters: Vec<String>,
    ordinals: Vec<String>,
    labels: Vec<String>,
    times: Vec<String>,
}

struct Words {
    words: HashMap<String, u64>,
    scales: HashMap<String, u64>,
    letters: HashSet<String>,
    ordinals: HashSet<String>,
    labels: HashSet<String>,
    times: HashSet<String>,
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Where it is, scale and percent sign included, in bytes of the text.
    pub range: Range<usize>,
    /// Its value as a text, so that equal numbers are equal texts: `10000`, `3.5`.
    pub value: String,
    /// Whether it measures something: no year, time, place in an order, name or version.
    pub measures: bool,
}

/// The values that a text holds.
pub fn values(text: &str) -> BTreeSet<String> {
    let found = find(text).into_iter();
    found.map(|number| number.value).collect()
}

/// The numbers of a text, in order.
pub fn find(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(char) = rest.chars().next() else {
            break;
        };
        let before = text[..at].chars().next_back();
        if before.is_some_and(|before| before.is_alphanumeric()) {
            at += char.len_utf8();
        } else if char.is_ascii_digit() {
            let (number, end) = digits(text, at);
            found.extend(number);
            at = end;
        } else if char.is_alphabetic() {
            let end = at + word(rest).len();
            let number = in_words(text, at..end);
            at = number.as_ref().map_or(end, |number| number.range.end);
            found.extend(number);
        } else {
            at += char.len_utf8();
        }
    }
    found
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|char: char| !(char.is_alphanumeric() || matches!(char, '\'' | '’')));
    &text[..end.unwrap_or(text.len())]
}

/// The number in digits that begins at a place, if it is one, and where to go on.
fn digits(text: &str, start: usize) -> (Option<Number>, usize) {
    let words = &*SHIPPED;
    let bytes = text.as_bytes();
    let run = |from: usize| {
        from + bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut end = run(start);
    let mut whole = text[start..end].to_owned();
    // Thousands apart.
    loop {
        let rest = &text[end..];
        let Some(mark) = rest.chars().next().filter(|char| {
            matches!(
                char,
                ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'
            )
        }) else {
            break;
        };
        let group = end + mark.len_utf8();
        let first = whole.len() <= 3;
        if !first && !text[start..end].contains(mark) || run(group) != group + 3 {
            break;
        }
        end = run(group);
        whole.push_str(&text[group..end]);
    }
    let mut fraction = "";
    if matches!(bytes.get(end), Some(b'.' | b','))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)
    {
        let from = end + 1;
        end = run(from);
        fraction = &text[from..end];
    }
    // Dates, times, versions, addresses.
    let joined = |char: Option<char>, next: Option<char>| {
        matches!(char, Some('.' | ':' | '/' | '-' | '@' | '_'))
            && next.is_some_and(|char| char.is_ascii_digit())
    };
    let mut after = text[end..].chars();
    let (next, then) = (after.next(), after.next());
    let mut before = text[..start].chars().rev();
    let (last, earlier) = (before.next(), before.next());
    let is_range = next == Some('-') && fraction.is_empty() && {
        let other = run(end + 1);
        !matches!(text[other..].chars().next(), Some('-' | '.')) && !joined(last, earlier)
    };
    let in_range = last == Some('-') && earlier.is_some_and(|char| char.is_ascii_digit());
    let named = last.is_some_and(|char| matches!(char, '-' | '#' | '_' | '/' | '.' | ':'))
        && !in_range
        && earlier.is_some_and(|char| char.is_alphanumeric())
        || last == Some('#');
    if joined(next, then) && !is_range {
        // All of it.
        let skip = text[end..].find(|char: char| {
            !(char.is_alphanumeric() || matches!(char, '.' | ':' | '/' | '-' | '@' | '_'))
        });
        return (None, end + skip.unwrap_or(text.len() - end));
    }
    // What is written onto it, or follows it.
    let mut scale = 1;
    let mut measures = !named;
    let onto = word(&text[end..]);
    let lower = onto.to_lowercase();
    let mut explicit = false;
    if onto.is_empty() {
        let spaced = text[end..].strip_prefix([' ', '\u{a0}', '\u{202f}', '-']);
        let following = spaced.map(word).unwrap_or_default();
        let folded = following.to_lowercase();
        if words.times.contains(&folded) {
            measures = false;
        } else if let Some(by) = words.scales.get(&folded)
            && !words.letters.contains(&folded)
        {
            scale = *by;
            explicit = true;
            end = text.len() - spaced.map_or(0, str::len) + following.len();
        }
    } else if let Some(by) = words.scales.get(&lower) {
        // "5m of pipe"
        if !(lower == "m" && onto == "m") {
            scale = *by;
        }
        explicit = true;
        end += onto.len();
    } else if words.ordinals.contains(&lower) || words.times.contains(&lower) {
        measures = false;
        end += onto.len();
    } else {
        // "40x", "25ms", "2FA"
        measures &= onto.chars().all(char::is_lowercase);
        end += onto.len();
    }
    let percent = text[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if percent.starts_with('%') {
        end = text.len() - percent.len() + 1;
        explicit = true;
    }
    if text[end..].starts_with('+') {
        end += 1;
        explicit = true;
    }
    let money = last.is_some_and(|char| matches!(char, '$' | '€' | '£' | '¥' | '₩' | '₹'));
    explicit |= money;
    if !explicit {
        let is_year = fraction.is_empty()
            && whole.len() == 4
            && end - start == 4
            && (1900..2100).contains(&whole.parse::<u32>().unwrap_or_default());
        measures &= !is_year && !is_label(text, start);
    }
    let value = value(&whole, fraction, scale);
    // One of something is no claim.
    measures &= explicit || !matches!(value.as_str(), "0" | "1");
    (
        Some(Number {
            range: start..end,
            value,
            measures,
        }),
        end,
    )
}

/// Whether what stands before a number makes it a name.
fn is_label(text: &str, start: usize) -> bool {
    let Some(head) = text[..start].strip_suffix([' ', '\u{a0}']) else {
        return false;
    };
    let from = head
        .rfind(|char: char| !char.is_alphanumeric())
        .map_or(0, |at| {
            at + head[at..].chars().next().map_or(1, char::len_utf8)
        });
    let before = &head[from..];
    let capitals = before.chars().filter(|char| char.is_uppercase()).count();
    // A sentence begins with a capital, too.
    let opens = head[..from].trim_end().is_empty()
        || head[..from].trim_end().ends_with(['.', '!', '?', ':', '*']);
    SHIPPED.labels.contains(&before.to_lowercase()) || capitals > 1 || capitals == 1 && !opens
}

/// A word that is a number, with the tens and scales that follow it.
fn in_words(text: &str, range: Range<usize>) -> Option<Number> {
    let words = &*SHIPPED;
    let mut value = *words.words.get(&text[range.clone()].to_lowercase())?;
    let mut end = range.end;
    let following = |end: usize| {
        let rest = text[end..].strip_prefix([' ', '-', '\u{2011}'])?;
        Some((
            word(rest).to_lowercase(),
            text.len() - rest.len() + word(rest).len(),
        ))
    };
    if (20..100).contains(&value)
        && value.is_multiple_of(10)
        && let Some((unit, to)) = following(end)
        && let Some(unit @ 1..10) = words.words.get(&unit).copied()
    {
        value += unit;
        end = to;
    }
    if let Some((scale, to)) = following(end)
        && let Some(by) = words.scales.get(&scale)
        && !words.letters.contains(&scale)
    {
        value *= by;
        end = to;
    }
    Some(Number {
        range: range.start..end,
        measures: value > 2,
        value: value.to_string(),
    })
}

/// A value as a text: `10` thousand as `10000`, `3.50` as `3.5`.
fn value(whole: &str, fraction: &str, scale: u64) -> String {
    let mut zeros = scale.ilog10() as usize;
    let factor = scale / 10_u64.pow(zeros as u32);
    let mut whole = whole.to_owned();
    let mut fraction = fraction.trim_end_matches('0').to_owned();
    // Twelve is no power of ten.
    if factor > 1 || scale == 12 {
        let product = whole
            .parse::<u64>()
            .ok()
            .and_then(|whole| whole.checked_mul(scale));
        if let (Some(product), true) = (product, fraction.is_empty()) {
            return product.to_string();
        }
        zeros = 0;
    }
    while zeros > 0 {
        whole.push(if fraction.is_empty() {
            '0'
        } else {
            fraction.remove(0)
        });
        zeros -= 1;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_have_equal_values() {
        for (text, expected) in [
            ("10K+", "10000"),
            ("10,000", "10000"),
            ("10 000", "10000"),
            ("10 thousand", "10000"),
            ("ten thousand", "10000"),
            ("1'250'000", "1250000"),
            ("1.25M", "1250000"),
            ("3.5M", "3500000"),
            ("3.50 million", "3500000"),
            ("25 %", "25"),
            ("25%", "25"),
            ("$40k", "40000"),
            ("twenty-five", "25"),
            ("two hundred", "200"),
            ("0.5", "0.5"),
            ("99.90", "99.9"),
            ("40x", "40"),
        ] {
            let found = find(text);
            let found: Vec<&str> = found.iter().map(|number| number.value.as_str()).collect();
            assert_eq!(found, [expected], "{text}");
        }
    }

    #[test]
    fn names_and_dates_measure_nothing() {
        for (text, expected) in [
            (
                "Led 12 engineers and cut costs by 30 %",
                &["12", "30 %"][..],
            ),
            ("Ward 7, ISO 27001, TLS 1.3, OAuth2, S3, COVID-19", &[]),
            (
                "in 2019, since 2020-05-01, at 10:30, 24/7, the 3rd, the 1990s",
                &[],
            ),
            ("between 10-15 beds", &["10", "15"]),
            ("1 ward, one ward, two wards, three wards", &["three"]),
            ("over 10,000+ users and $2.5M", &["10,000+", "2.5M"]),
            ("**40** pupils (18 boys)", &["40", "18"]),
            ("at 8 am; Year 2; Python 3", &[]),
            ("é 50 é", &["50"]),
        ] {
            let found = find(text);
            let found = found.iter().filter(|number| number.measures);
            let found: Vec<&str> = found.map(|number| &text[number.range.clone()]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn any_text_is_read_without_harm() {
        for text in [
            "1,",
            "1.",
            "9".repeat(60).as_str(),
            "1 0000",
            "1-",
            "１２",
            "5 \u{a0}%",
            "1k2",
            "7'",
            "3 dozen",
            "#5",
        ] {
            for number in find(text) {
                assert!(text.is_char_boundary(number.range.end), "{text}");
            }
        }
    }
}
