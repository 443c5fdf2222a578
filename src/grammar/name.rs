//! Names as people write them, and the keys by which they are compared.

use unicode_normalization::UnicodeNormalization as _;

use super::model::HeadingData;

/// The key of a name: two names with the same key are the same name. Case, accents, punctuation,
/// typographic variants, `&` for "and", words that make no difference and an English plural's "s"
/// do not count.
pub(crate) fn key(name: &str, data: &HeadingData) -> String {
    let folded = folded(name);
    let mut out = String::with_capacity(folded.len());
    for word in split(&folded).filter(|word| !data.ignore.iter().any(|ignored| ignored == word)) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(singular(word));
    }
    // All of it may be left out: "The", say.
    if out.is_empty() {
        split(&folded).collect::<Vec<_>>().join(" ")
    } else {
        out
    }
}

/// Lower-case words without accents, apostrophes and punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    split(&folded(text)).map(str::to_owned).collect()
}

/// The words of a folded text.
pub(crate) fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// A text in lower case, without accents and apostrophes, with "and" for `&`.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '\'' | '’' | '‘' | '\u{200d}' => {}
            '&' => out.push_str(" and "),
            _ if char.is_ascii() => out.push(char.to_ascii_lowercase()),
            // Typographic dashes, quotes and spaces.
            '\u{a0}' | '\u{2000}'..='\u{206f}' => out.push(' '),
            // Other scripts and accents; the decomposition costs twenty times as much.
            _ => return decomposed(text),
        }
    }
    out
}

fn decomposed(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|char| {
            !matches!(
                char,
                '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | 'ʼ' | '\u{fe0f}' | '\u{200d}'
            )
        })
        .flat_map(char::to_lowercase)
        .nfc()
        .collect();
    if plain.contains(['&', '＆']) {
        plain.replace(['&', '＆'], " and ")
    } else {
        plain
    }
}

/// An English word without the "s" of its plural. Both sides of a comparison are treated alike, so
/// a word that merely ends in "s" does no harm.
pub(super) fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && stem.is_ascii() && !stem.ends_with('s') => stem,
        _ => word,
    }
}

/// What a heading may be the name of, most likely first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate<'a> {
    /// The name.
    pub text: &'a str,
    /// Whether it stood after a separator (`Acme — Company Summary`), where it is less sure to be
    /// the heading's name.
    pub after_separator: bool,
}

/// Undresses a heading: numbering, emoji and marks before the name, parentheses and tails after it.
pub(crate) fn candidates<'a>(heading: &'a str, data: &HeadingData) -> Vec<Candidate<'a>> {
    let mut found: Vec<Candidate<'a>> = Vec::with_capacity(4);
    let mut add = |text: &'a str, after_separator: bool| {
        let text = text.trim_matches(is_decoration);
        if !text.is_empty() && found.iter().all(|candidate| candidate.text != text) {
            found.push(Candidate {
                text,
                after_separator,
            });
        }
    };
    let whole = heading.trim();
    let bare = without_numbering(whole, data);
    add(bare, false);
    let head = without_parentheses(bare);
    add(head, false);
    if let Some((before, after)) = split_tail(head) {
        add(without_parentheses(before), false);
        add(without_parentheses(without_numbering(after, data)), true);
    }
    add(whole, false);
    found
}

/// Marks that stand before or after a name and say nothing: emoji, colons, bullets, asterisks.
fn is_decoration(char: char) -> bool {
    !char.is_alphanumeric()
        && !matches!(
            char,
            '(' | ')' | '（' | '）' | '{' | '}' | '?' | '？' | '+' | '#'
        )
        || ('\u{2460}'..='\u{24ff}').contains(&char)
        || ('\u{2776}'..='\u{2793}').contains(&char)
}

/// A heading without the number before its name: `7. `, `3.2 `, `Part 5: `, `A. `, `IV) `, `③ `,
/// `一、`, `7️⃣ `.
pub(crate) fn without_numbering<'a>(heading: &'a str, data: &HeadingData) -> &'a str {
    let mut rest = heading.trim_start_matches(|char: char| is_decoration(char) && char != '<');
    // "Part 5:", and "第五部分：" with the number inside.
    for word in &data.numbering {
        let Some(after) = strip_word(rest, word) else {
            continue;
        };
        let after = after.trim_start();
        let (number, tail) = take_number(after);
        if !number.is_empty()
            && (tail.is_empty() || tail.starts_with(is_separator) || tail.starts_with(' '))
        {
            let tail = tail.trim_start_matches(|char: char| is_separator(char) || char == ' ');
            if !tail.is_empty() {
                return tail;
            }
        }
    }
    let (number, tail) = take_number(rest);
    if !number.is_empty() {
        let ends = tail.chars().next();
        let separated = match ends {
            Some('.' | ')' | '、' | '．' | '）' | ':' | '：') => {
                let next = tail.chars().nth(1);
                next.is_none_or(|char| !char.is_ascii_digit())
            }
            // "4.1 Title"
            Some(' ') if number.contains('.') => true,
            // "7️⃣ Title"
            Some('\u{fe0f}' | '\u{20e3}') => true,
            // "7 - Title", and not "90-Day Plan"
            Some(' ') => {
                let tail = tail.trim_start();
                tail.starts_with(['-', '–', '—', '|']) && tail.chars().nth(1) == Some(' ')
            }
            _ => false,
        };
        if separated {
            let tail = tail.trim_start_matches(|char: char| {
                is_separator(char) || matches!(char, ' ' | '\u{fe0f}' | '\u{20e3}')
            });
            if !tail.is_empty() {
                rest = tail;
            }
        }
    }
    rest.trim_start_matches(is_decoration)
}

fn is_separator(char: char) -> bool {
    matches!(
        char,
        '.' | ')' | ':' | '：' | '、' | '．' | '）' | '-' | '–' | '—' | '|' | '·'
    )
}

/// Splits a number off the start of a text: decimal, roman, CJK, or a single letter before a mark.
fn take_number(text: &str) -> (&str, &str) {
    let digits = text
        .find(|char: char| !(char.is_ascii_digit() || char == '.'))
        .unwrap_or(text.len());
    let digits = text[..digits].trim_end_matches('.').len();
    if digits > 0 {
        return text.split_at(digits);
    }
    let cjk = text
        .find(|char| !"一二三四五六七八九十".contains(char))
        .unwrap_or(text.len());
    if cjk > 0 {
        return text.split_at(cjk);
    }
    let roman = text
        .find(|char| !"IVXivx".contains(char))
        .unwrap_or(text.len());
    let followed = |at: usize| text[at..].starts_with(['.', ')', ':', '：']);
    if roman > 0 && followed(roman) {
        return text.split_at(roman);
    }
    match text.chars().next() {
        Some(letter) if letter.is_ascii_alphabetic() && followed(1) => text.split_at(1),
        _ => ("", text),
    }
}

/// A text without a word at its start, any case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text;
    for expected in word.chars() {
        let char = rest.chars().next()?;
        if !char.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
        rest = &rest[char.len_utf8()..];
    }
    Some(rest)
}

/// A name without the parentheses at its end, unless nothing else is left of it.
fn without_parentheses(name: &str) -> &str {
    let mut rest = name.trim_end_matches(is_decoration);
    loop {
        let open = match rest.chars().last() {
            Some(')') => rest.rfind('('),
            Some('）') => rest.rfind('（'),
            _ => None,
        };
        match open {
            Some(at) if at > 0 && !rest[..at].trim().is_empty() => rest = rest[..at].trim_end(),
            _ => return rest,
        }
    }
}

/// A heading in two at its first separator: `: `, ` – `, ` — `, ` - `, ` | `.
fn split_tail(heading: &str) -> Option<(&str, &str)> {
    let mut previous = None;
    for (at, char) in heading.char_indices() {
        let after = &heading[at + char.len_utf8()..];
        let split = match char {
            '：' => true,
            ':' => after.starts_with(' '),
            '–' | '—' => previous == Some(' ') || after.starts_with(' ') || char == '—',
            '-' | '|' | '·' => previous == Some(' ') && after.starts_with(' '),
            _ => false,
        };
        if split && at > 0 && !after.trim().is_empty() {
            return Some((heading[..at].trim(), after.trim()));
        }
        previous = Some(char);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> HeadingData {
        HeadingData {
            numbering: vec!["part".into(), "section".into(), "第".into()],
            ignore: vec!["your".into(), "my".into(), "the".into()],
        }
    }

    #[test]
    fn keys_ignore_what_makes_no_difference() {
        for (a, b) in [
            ("Résumé Highlights", "RESUME HIGHLIGHT"),
            ("Gaps & Concerns", "gaps and concern"),
            ("Why They’re Interesting", "why they're interesting"),
            ("Your Strengths", "strengths"),
            ("Concepts To Know/Review", "concepts to know review"),
            ("30/60/90‑Day Plan", "30/60/90-day plan"),
        ] {
            assert_eq!(key(a, &data()), key(b, &data()), "{a} / {b}");
        }
        assert_ne!(key("Company", &data()), key("Compensation", &data()));
        assert_eq!(key("예상 면접 질문", &data()), "예상 면접 질문");
    }

    #[test]
    fn headings_are_undressed() {
        for (heading, name) in [
            ("7. Questions to Ask Them", "Questions to Ask Them"),
            ("3.2 Company Summary", "Company Summary"),
            ("3.2. Company Summary", "Company Summary"),
            ("Part 5: Company Summary", "Company Summary"),
            ("Section A – Company Summary", "Section A"),
            ("A. Pitch", "Pitch"),
            ("IV. Pitch", "Pitch"),
            ("b) Pitch", "Pitch"),
            ("③ Pitch", "Pitch"),
            ("7️⃣ Pitch", "Pitch"),
            ("一、公司簡介", "公司簡介"),
            ("第五：公司簡介", "公司簡介"),
            ("🎯 Why This Job Is a Fit", "Why This Job Is a Fit"),
            ("Company Summary (Snapshot)", "Company Summary"),
            ("Company Summary — what matters", "Company Summary"),
            ("Questions to Ask: the panel", "Questions to Ask"),
            ("90-Day Framework", "90-Day Framework"),
            ("30/60/90-Day Plan", "30/60/90-Day Plan"),
            ("I am ready", "I am ready"),
            ("Company Summary:", "Company Summary"),
        ] {
            let found = candidates(heading, &data());
            assert!(
                found
                    .iter()
                    .any(|candidate| candidate.text == name && !candidate.after_separator),
                "{heading}: {found:?}"
            );
        }
        let found = candidates("Acme — Company Summary", &data());
        assert!(
            found.contains(&Candidate {
                text: "Company Summary",
                after_separator: true
            }),
            "{found:?}"
        );
    }

    #[test]
    fn odd_headings_do_no_harm() {
        for heading in [
            "", " ", "()", "(a)", "：", "—", "7.", "Part 5:", "①", "?", "第", "#", "(((", "）（",
        ] {
            let _ = candidates(heading, &data());
        }
    }
}
