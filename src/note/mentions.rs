//! What in a segment's prose may name a story: words like `S1`, and what stands in quotation marks.

use crate::syntax::{Chunk, Span};

/// A quotation longer than this is no title.
const MAX_QUOTE: usize = 160;

/// The words of a text that are shaped like the id of a story, but for those within some spans.
pub(super) fn ids(chunk: &Chunk, within: Span, without: &[Span], found: &mut Vec<Span>) {
    let text = chunk.str(within);
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    let in_word = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_');
    let mut from = 0;
    while let Some(start) = text[from..].find(in_word) {
        let start = from + start;
        let len = text[start..].find(|char| !in_word(char));
        let end = len.map_or(text.len(), |len| start + len);
        from = end;
        let mut after = text[end..].chars();
        let point =
            after.next() == Some('.') && after.next().is_some_and(|char| char.is_ascii_digit());
        let before = chunk.text[..within.start as usize + start]
            .chars()
            .next_back();
        let joined = before.is_some_and(|char| matches!(char, '@' | '.' | '\\'));
        if point || joined {
            continue;
        }
        let mut add = |start: usize, end: usize| {
            let span = Span::new(within.start as usize + start..within.start as usize + end);
            if !without.iter().any(|other| other.contains(span)) {
                found.push(span);
            }
        };
        let word = &text[start..end];
        if is_id(word) {
            add(start, end);
        } else if word.contains('-') && word.split('-').all(is_id) {
            // "S1-S3"
            let mut at = start;
            for piece in word.split('-') {
                add(at, at + piece.len());
                at += piece.len() + 1;
            }
        }
    }
}

/// Whether a word is shaped like the id of a story: up to eight letters, the first a capital, perhaps
/// a hyphen, up to four digits.
pub(super) fn is_id(word: &str) -> bool {
    let letters = word
        .find(|char: char| !char.is_ascii_alphabetic())
        .unwrap_or(word.len());
    let digits = word[letters..]
        .strip_prefix('-')
        .unwrap_or(&word[letters..]);
    word.starts_with(|char: char| char.is_ascii_uppercase())
        && (1..=8).contains(&letters)
        && (1..=4).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The letters that an id begins with.
pub(super) fn prefix(id: &str) -> &str {
    id.trim_end_matches(|char: char| char.is_ascii_digit())
        .trim_end_matches('-')
}

/// What stands between quotation marks in a text.
pub(super) fn quotes(chunk: &Chunk, within: Span, found: &mut Vec<Span>) {
    let text = chunk.str(within);
    let mut from = 0;
    while let Some(at) = text[from..].find(['"', '“', '„', '«', '「']) {
        let at = from + at;
        let open = text[at..].chars().next().unwrap_or('"');
        let start = at + open.len_utf8();
        let closes: &[char] = match open {
            '“' => &['”'],
            '„' => &['“', '”'],
            '«' => &['»'],
            '「' => &['」'],
            _ => &['"'],
        };
        let Some(len) = text[start..].find(closes) else {
            from = start;
            continue;
        };
        if (1..=MAX_QUOTE).contains(&len) {
            let start = within.start as usize + start;
            found.push(Span::new(start..start + len));
        }
        let close = text[start + len..].chars().next().map_or(1, char::len_utf8);
        from = start + len + close;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Syntax;
    use crate::text::Text;

    #[test]
    fn ids_are_whole_words() {
        for (text, wanted) in [
            ("S1, (STAR-3) and S01.", &["S1", "STAR-3", "S01"][..]),
            ("S1/S2 S3-S4 S5–S6", &["S1", "S2", "S3", "S4", "S5", "S6"]),
            ("AWS-S3 S1.5 a@S1 xS1 S1x S1_ s1 2024 S12345", &[]),
            ("Über S1은", &[]),
            ("see S1's end", &["S1"]),
        ] {
            let chunk = &Syntax::parse(&Text::new(text)).chunks[0].value;
            let mut found = Vec::new();
            ids(chunk, Span::new(0..text.len()), &[], &mut found);
            let found: Vec<&str> = found.iter().map(|span| chunk.str(*span)).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn quotations_are_paired() {
        let text = "a \"b c\" “d” „e“ «f» \"g";
        let chunk = &Syntax::parse(&Text::new(text)).chunks[0].value;
        let mut found = Vec::new();
        quotes(chunk, Span::new(0..text.len()), &mut found);
        let found: Vec<&str> = found.iter().map(|span| chunk.str(*span)).collect();
        assert_eq!(found, ["b c", "d", "e", "f"]);
    }
}
