//! Somebody else's text in a note: it shows as it is, and means nothing.

use crate::grammar::Grammar;

/// A text as Markdown of one line that shows just that text, wherever in a line it stands. What need not be escaped is
/// left alone, since people read and edit the source.
pub(super) fn line(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut last = ' ';
    while let Some(char) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let escapes = match char {
            '\\' | '`' | '*' | '[' | ']' => true,
            // "snake_case" is no emphasis.
            '_' => !(last.is_alphanumeric() && next.is_alphanumeric()),
            '~' => last == '~' || next == '~',
            // "< 5 years" is no tag, and "R&D" no entity.
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?' | '<'),
            '&' => next == '#' || next.is_ascii_alphanumeric(),
            '{' => next == '{',
            _ => false,
        };
        if escapes {
            out.push('\\');
        }
        out.push(char);
        last = char;
    }
    out
}

/// The same as an item of a list: what would begin a heading, a quotation, a list, a rule or a label does not.
pub(super) fn item(text: &str, grammar: &Grammar) -> String {
    let mut out = line(text);
    let digits = out.len()
        - out
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    if out.starts_with(['#', '>', '-', '+', '=', '~', '|', ':']) {
        out.insert(0, '\\');
    } else if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    // "Location: on the ward" is a duty, and not where the job is.
    for mark in [": ", "： ", " – ", " — ", " - "] {
        if let Some(at) = out.find(mark) {
            let label = &out[..at];
            let known = grammar.meaning(label);
            if label.split(' ').count() <= 5 && !(known.fields.is_empty() && known.parts.is_empty())
            {
                out.replace_range(at..at + mark.len(), " ");
            }
        }
    }
    out
}

/// An address within angle brackets.
pub(super) fn address(link: &str) -> String {
    link.trim()
        .chars()
        .map(|char| match char {
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            ' ' => "%20".to_owned(),
            '\\' => "%5C".to_owned(),
            char if char.is_control() => String::new(),
            char => char.to_string(),
        })
        .collect()
}
