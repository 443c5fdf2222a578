//! What of a title says that it is a prep note's, and what is left.

use super::name;

/// Where the words of a text are, as half-open byte ranges.
pub(super) fn spans_of_words(text: &str) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = char.is_alphanumeric() || matches!(char, '\'' | '’');
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                spans.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    spans
}

/// What is left of a text without a phrase at its start (or its end), if it stands there.
pub(super) fn without_phrase<'a>(
    text: &'a str,
    spans: &[(usize, usize)],
    folded: &[String],
    phrase: &str,
    at_end: bool,
) -> Option<&'a str> {
    let count = phrase.split(' ').count();
    let first = if at_end {
        spans.len().checked_sub(count)?
    } else {
        0
    };
    let words = folded.get(first..first + count)?;
    let same = words
        .iter()
        .flat_map(|word| name::split(word))
        .eq(phrase.split(' '));
    let (from, to) = (spans[first].0, spans[first + count - 1].1);
    let rest = if at_end { &text[..from] } else { &text[to..] };
    same.then(|| rest.trim())
}
