//! Beginnings of questions, and scripts in which words are not set apart.

use rustc_hash::FxHashMap;

use super::name;

/// Beginnings of questions by their first word.
#[derive(Debug, Default)]
pub(super) struct Openers {
    by_word: FxHashMap<String, Vec<Vec<String>>>,
    /// Those of scripts without spaces, matched as prefixes.
    prefixes: Vec<String>,
}

impl Openers {
    pub(super) fn new(openers: &[String]) -> Self {
        let mut found = Openers::default();
        for opener in openers {
            let words = name::words(opener);
            match words.as_slice() {
                [] => {}
                [only] if only.chars().all(is_unspaced) => found.prefixes.push(only.clone()),
                [first, ..] => found
                    .by_word
                    .entry(first.clone())
                    .or_default()
                    .push(words.clone()),
            }
        }
        found
    }

    /// Whether some words, a text's first ones, begin with an opener.
    pub(super) fn begins(&self, words: &[&str]) -> bool {
        let Some(first) = words.first() else {
            return false;
        };
        let same = |opener: &Vec<String>| {
            opener.len() <= words.len() && opener.iter().zip(words).all(|(own, word)| own == word)
        };
        self.by_word
            .get(*first)
            .is_some_and(|openers| openers.iter().any(same))
            || self
                .prefixes
                .iter()
                .any(|prefix| first.starts_with(prefix.as_str()))
    }
}

/// Whether a character belongs to a script that is written without spaces between words.
fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a character belongs to a script in which particles are written onto words.
pub(crate) fn is_unspaced_or_hangul(char: char) -> bool {
    is_unspaced(char) || matches!(char, '\u{ac00}'..='\u{d7af}')
}
