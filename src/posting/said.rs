//! A text of a posting as words, phrases and sentences.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::name;

/// Phrases by their first word.
#[derive(Debug, Default)]
pub(super) struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    pub(super) fn new(phrases: &[String]) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in phrases {
            let words = name::words(phrase);
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push(words);
            }
        }
        Phrases(by_first)
    }

    /// The longest phrase that begins with a word: how many words it has.
    pub(super) fn at(&self, said: &Said<'_>, word: usize) -> Option<usize> {
        let phrases = self.0.get(&said.words.get(word)?.key)?;
        let fits = |phrase: &&Vec<String>| {
            let words = said.words.get(word..word + phrase.len());
            words.is_some_and(|words| {
                words
                    .iter()
                    .zip(*phrase)
                    .all(|(one, other)| one.key == *other)
            })
        };
        phrases.iter().filter(fits).map(Vec::len).max()
    }

    /// The first phrase in a text, as a range of its words.
    pub(super) fn find(&self, said: &Said<'_>) -> Option<Range<usize>> {
        (0..said.words.len()).find_map(|word| Some(word..word + self.at(said, word)?))
    }

    /// Whether any phrase stands in a text.
    pub(super) fn any(&self, said: &Said<'_>) -> bool {
        self.find(said).is_some()
    }

    /// Whether a text begins with a phrase.
    pub(super) fn begins(&self, said: &Said<'_>) -> bool {
        self.at(said, 0).is_some()
    }

    /// Whether a text is a phrase and nothing else.
    pub(super) fn is(&self, text: &str) -> bool {
        let said = Said::new(text);
        !said.words.is_empty() && self.at(&said, 0) == Some(said.words.len())
    }
}

/// A text with its words.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<SaidWord>,
}

#[derive(Debug)]
pub(super) struct SaidWord {
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// By what it is compared: without case, accents, apostrophes.
    pub(super) key: String,
}

impl<'a> Said<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        let inside = |char: char| {
            char.is_alphanumeric() || matches!(char, '\'' | '’' | '\u{300}'..='\u{36f}')
        };
        for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
            match (inside(char), start) {
                (true, None) if char.is_alphanumeric() => start = Some(at),
                (false, Some(from)) => {
                    let key = name::folded(&text[from..at]);
                    words.push(SaidWord {
                        range: from..at,
                        key,
                    });
                    start = None;
                }
                _ => {}
            }
        }
        Said { text, words }
    }

    /// A word as it is written.
    pub(super) fn str(&self, word: usize) -> &'a str {
        self.words
            .get(word)
            .map_or("", |word| &self.text[word.range.clone()])
    }

    /// What stands behind a word, up to the next one.
    pub(super) fn behind(&self, word: usize) -> &'a str {
        let Some(from) = self.words.get(word).map(|word| word.range.end) else {
            return "";
        };
        let to = self
            .words
            .get(word + 1)
            .map_or(self.text.len(), |word| word.range.start);
        &self.text[from..to]
    }

    /// What stands before a word, back to the one before.
    pub(super) fn before(&self, word: usize) -> &'a str {
        match word.checked_sub(1) {
            Some(last) => self.behind(last),
            None => &self.text[..self.words.first().map_or(0, |word| word.range.start)],
        }
    }

    /// The text from a word on.
    pub(super) fn from(&self, word: usize) -> &'a str {
        self.words
            .get(word)
            .map_or("", |word| &self.text[word.range.start..])
    }
}

/// The sentences of a text. A full stop ends one where a capital follows a whole word.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, char) in text.char_indices() {
        if !matches!(char, '.' | '!' | '?' | ';') {
            continue;
        }
        let rest = &text[at + char.len_utf8()..];
        let next = rest.trim_start();
        let begins = next.starts_with(|char: char| {
            char.is_uppercase()
                || char.is_ascii_digit()
                || matches!(char, '“' | '"' | '£' | '€' | '$')
        });
        let word = text[start..at]
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let short = word.chars().filter(|char| char.is_alphanumeric()).count() <= 2
            || word.contains('.')
            || word.eq_ignore_ascii_case("approx");
        let short = char == '.' && short && !word.ends_with(|char: char| char.is_ascii_digit());
        if char == ';' || rest.len() != next.len() && begins && !short {
            found.push(text[start..at + char.len_utf8()].trim());
            start = at + char.len_utf8();
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// The pieces of a line between marks, without white space and empty ones.
pub(super) fn pieces<'a>(text: &'a str, marks: &[&str]) -> Vec<&'a str> {
    let pieces = marks.iter().fold(vec![text], |pieces, mark| {
        pieces
            .into_iter()
            .flat_map(|piece| piece.split(mark))
            .collect()
    });
    let pieces = pieces.into_iter().map(str::trim);
    pieces.filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_sentences() {
        for (text, wanted) in [
            (
                "We bake bread. You will help!",
                vec!["We bake bread.", "You will help!"],
            ),
            (
                "Join St. Anne's, e.g. as Dr. Foo. Now",
                vec!["Join St. Anne's, e.g. as Dr. Foo.", "Now"],
            ),
            ("From £31.5k to 4.0 m", vec!["From £31.5k to 4.0 m"]),
            (
                "Closes 5 June 2026. Apply",
                vec!["Closes 5 June 2026.", "Apply"],
            ),
        ] {
            assert_eq!(sentences(text), wanted);
        }
    }

    #[test]
    fn a_line_is_cut_into_pieces() {
        assert_eq!(
            pieces(" Nurse – Leeds |  · full-time", &[" – ", " | ", " · "]),
            ["Nurse", "Leeds", "full-time"]
        );
        assert_eq!(pieces("well-being", &[" - "]), ["well-being"]);
    }
}
