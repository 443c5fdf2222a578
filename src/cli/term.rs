//! Words in the terminal: styles, remarks, lists, plurals.

use std::borrow::Cow;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::rules::Severity;

/// Headings and names.
pub(super) const BOLD: Style = Style::new().bold();
/// What may be passed over.
pub(super) const DIM: Style = Style::new().dimmed();
/// Errors.
pub(super) const RED: Style = AnsiColor::BrightRed.on_default().bold();
/// Warnings.
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// What is well.
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
/// Places in a diff, names of rules.
pub(super) const CYAN: Style = AnsiColor::Cyan.on_default();

/// A text in a style.
pub(super) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A text of somebody else, without what would steer the terminal or turn the order of what stands round it: escape
/// sequences in a note or a file's name must not reach it. Line ends and tabs stay; other controls become their pictures.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    let shown = |char: char| match char {
        '\n' | '\r' | '\t' => None,
        '\0'..' ' => char::from_u32(0x2400 + u32::from(char)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    };
    if !text.chars().any(|char| shown(char).is_some()) {
        return Cow::Borrowed(text);
    }
    let chars = text.chars().map(|char| shown(char).unwrap_or(char));
    Cow::Owned(chars.collect())
}

/// Says on standard error that something could not be done.
pub(super) fn error(message: &str) {
    remark(&format!("{} {}", paint(RED, "error:"), harmless(message)));
}

/// Says on standard error that something was left out.
pub(super) fn warning(message: &str) {
    remark(&format!(
        "{} {}",
        paint(YELLOW, "warning:"),
        harmless(message)
    ));
}

/// Says something on standard error.
pub(super) fn remark(message: &str) {
    // If nobody listens to standard error, there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{message}");
}

/// "1 note", "2 notes".
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The colour of a severity.
pub(super) fn severity_style(severity: Option<Severity>) -> Style {
    match severity {
        Some(Severity::Error) => RED,
        Some(Severity::Warning) => YELLOW,
        Some(Severity::Info) => AnsiColor::Blue.on_default(),
        Some(Severity::Hint) => AnsiColor::Cyan.on_default(),
        None => DIM,
    }
}

/// How many columns of a terminal a text takes; wide characters take two.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// A text with spaces after it, up to a width.
pub(super) fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// How wide a text may be: as wide as the terminal, or as COLUMNS says; comfortable to read elsewhere.
pub(super) fn columns() -> usize {
    let said = std::env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.trim().parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(columns, _)| usize::from(columns.0));
    said.or_else(terminal)
        .filter(|&columns| columns > 0)
        .unwrap_or(100)
        .clamp(24, 160)
}

/// Lines of at most `columns` columns, broken at spaces; a longer word has a line of its own.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(pad("회사", 6), "회사  ");
        assert_eq!(wrap("a 회사 bc d", 6), ["a 회사", "bc d"]);
        assert!(wrap(" ", 6).is_empty());
    }

    #[test]
    fn what_steers_a_terminal_is_shown_and_not_done() {
        assert_eq!(harmless("a\tb\r\nc – 한"), "a\tb\r\nc – 한");
        assert_eq!(
            harmless("\u{1b}]0;x\u{7}\u{9b}2J\u{202e}y\u{7f}"),
            "␛]0;x␇\u{fffd}2J\u{fffd}y␡"
        );
    }

    #[test]
    fn lists_and_counts_read_well() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&items), "a, b and c");
        assert_eq!(list(&items[..2]), "a and b");
        assert_eq!(list(&items[..1]), "a");
        assert_eq!(
            (count(1, "note"), count(0, "note")),
            ("1 note".into(), "0 notes".into())
        );
    }
}
