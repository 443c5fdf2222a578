//! The lines of a posting, whatever form it came in.

use crate::grammar::Grammar;

use super::clean;
use super::words::Words;

/// A posting as lines.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its lines.
    pub(super) lines: Vec<Line>,
    /// The page's title, which a browser shows in the tab.
    pub(super) title: Option<String>,
    /// Where it stands.
    pub(super) link: Option<String>,
}

/// A line: a heading, an item, a paragraph or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What it is.
    pub(super) kind: Kind,
    /// Its text.
    pub(super) text: String,
    /// Whether a blank line stands before it.
    pub(super) gap: bool,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading of a level from 1 on.
    Heading(u8),
    /// A line that is bold as a whole.
    Strong,
    /// An item of a list.
    Item,
    /// A value with the label that stands beside it.
    Pair(String),
    /// Anything else.
    Text,
}

impl Line {
    pub(super) fn new(kind: Kind, text: &str, gap: bool) -> Self {
        Line {
            kind,
            text: clean(bounded(text)),
            gap,
        }
    }
}

/// A line as far as it is read.
fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// A line that is longer is no line that somebody wrote.
const LONGEST: usize = 20_000;

/// Marks that people type before an item.
const BULLETS: &[char] = &[
    '•', '‣', '▪', '●', '○', '·', '◦', '■', '□', '◆', '►', '➤', '➢', '→', '✓', '✔', '✅', '⁃', '∙',
    '\u{f0b7}', '\u{f0a7}', '❖', '☑', '▸', '–', '—', '-', '*', '+',
];

/// A line without the mark of an item before it; none if it has none. An empty rest is a mark alone.
pub(super) fn item(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(bullet) = line.chars().next().filter(|char| BULLETS.contains(char)) {
        let rest = line[bullet.len_utf8()..].trim_start_matches('\u{fe0f}');
        let parted = rest.is_empty() || rest.starts_with(char::is_whitespace);
        // Nobody begins a word with a bullet; with a dash or a star, some do.
        let sure = !matches!(bullet, '–' | '—' | '-' | '*' | '+');
        return (parted || sure).then(|| rest.trim_start());
    }
    let digits = line.len()
        - line
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    let (len, most) = match digits {
        1..=2 => (digits, 2),
        0 if line.starts_with(|char: char| char.is_ascii_lowercase()) => (1, 1),
        _ => return None,
    };
    let rest = &line[len..];
    let mark = rest.chars().next()?;
    let marked = mark == ')' || mark == '.' && most == 2;
    let rest = &rest[mark.len_utf8()..];
    (marked && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// The lines that belong to the posting: without buttons and banners, and without what follows it.
pub(super) fn kept(page: &Page, grammar: &Grammar) -> Vec<Line> {
    let words = Words::shipped();
    let mut kept: Vec<Line> = Vec::new();
    let mut dropped = false;
    for line in &page.lines {
        let text = &line.text;
        if !text.chars().any(char::is_alphanumeric) {
            dropped = true;
            continue;
        }
        let short = text.split(' ').count() <= 8;
        let is_item = line.kind == Kind::Item;
        if short && words.stops(text, grammar) {
            // A button at the top is none that ends the posting.
            if kept.len() > 12 {
                break;
            }
            continue;
        }
        let may_be_noise = !matches!(line.kind, Kind::Pair(_)) && (short || !is_item);
        if may_be_noise && !text.contains(" · ") && words.is_noise(text, grammar) {
            dropped = true;
            continue;
        }
        let mut line = line.clone();
        // "Leeds · 2 weeks ago · Over 100 applicants": only what says nothing goes.
        if line.kind != Kind::Item && text.contains(" · ") {
            let said: Vec<&str> = text
                .split(" · ")
                .filter(|piece| !words.is_noise(piece, grammar))
                .collect();
            line.text = said.join(" · ");
        }
        line.gap |= std::mem::take(&mut dropped);
        // The same line twice in a row comes from a page that shows a name in two places.
        if kept.last().is_none_or(|last| last.text != line.text) {
            kept.push(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_items_are_told_from_text() {
        for (line, wanted) in [
            ("• a", Some("a")),
            ("•a", Some("a")),
            ("•\tmeasure", Some("measure")),
            ("- a", Some("a")),
            ("-5 degrees", None),
            ("– a", Some("a")),
            ("1. a", Some("a")),
            ("12) a", Some("a")),
            ("a) b", Some("b")),
            ("•", Some("")),
            ("2026. A year", None),
            ("5 years", None),
            ("I. Head", None),
        ] {
            assert_eq!(item(line), wanted, "{line}");
        }
    }
}
