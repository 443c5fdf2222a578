//! Postings as plain text or Markdown, as they were saved or copied from a page.

use crate::note::FrontMatter;
use crate::syntax::{self, BlockKind, InlineKind};

use super::clean;
use super::line::{Kind, Line, Page, item};
use super::words::Words;

/// A line this long is broken because it is long, and goes on in the next one.
const WRAPPED: usize = 55;

/// The page that a text is.
pub(super) fn page(text: &str, markdown: bool) -> Page {
    let text = text.trim_start_matches('\u{feff}');
    let mut page = Page::default();
    let (front, body) = front_matter(text);
    if let Some(front) = front {
        for entry in &front.entries {
            let values: Vec<&str> = entry
                .values
                .iter()
                .map(|(value, _)| value.as_str())
                .collect();
            let kind = Kind::Pair(entry.key.replace(['_', '-'], " "));
            page.lines.push(Line::new(kind, &values.join(", "), false));
        }
    }
    let body = fenced(body).unwrap_or(body);
    Reader {
        markdown,
        page: &mut page,
        gap: true,
        waiting: false,
    }
    .read(body);
    page
}

/// The front matter of a saved page, and what follows it.
fn front_matter(text: &str) -> (Option<FrontMatter>, &str) {
    let none = (None, text);
    let Some(rest) = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"))
    else {
        return none;
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (
                Some(FrontMatter::parse(&rest[..at], 0)),
                &rest[at + line.len()..],
            );
        }
        at += line.len();
    }
    none
}

/// The inside of a fence round the whole text.
fn fenced(text: &str) -> Option<&str> {
    let text = text.trim();
    let inside = text.strip_prefix("```")?.strip_suffix("```")?;
    let (info, inside) = inside.split_once('\n')?;
    (!info.contains('`') && !inside.contains("```")).then_some(inside)
}

struct Reader<'p> {
    markdown: bool,
    page: &'p mut Page,
    /// Whether a blank line stood before this one.
    gap: bool,
    /// Whether a bullet stood alone in the line before.
    waiting: bool,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        for line in text.split('\n') {
            let text = line.trim_matches(|char: char| {
                char.is_whitespace() || matches!(char, '\u{200b}' | '\u{feff}' | '>')
            });
            if text.is_empty() {
                self.gap = true;
                continue;
            }
            self.line(line, text);
            self.gap = false;
        }
    }

    fn line(&mut self, line: &str, text: &str) {
        let gap = self.gap;
        // Underlines and rules.
        if text
            .chars()
            .all(|char| matches!(char, '=' | '-' | '_' | '*' | '~' | '–' | '—'))
            && text.chars().count() >= 3
        {
            if let Some(last) = self
                .page
                .lines
                .last_mut()
                .filter(|last| !gap && last.kind == Kind::Text && last.text.len() <= 80)
            {
                last.kind = Kind::Heading(if text.starts_with('=') { 1 } else { 2 });
            }
            self.gap = true;
            return;
        }
        let marks = text.len() - text.trim_start_matches('#').len();
        if (1..=6).contains(&marks) && text[marks..].starts_with([' ', '\t']) {
            let heading = self.inline(text[marks..].trim_matches([' ', '\t', '#']));
            self.push(Kind::Heading(marks as u8), &heading);
            return;
        }
        if let Some(cells) = cells(text, self.markdown) {
            if cells
                .iter()
                .all(|cell| cell.chars().all(|char| matches!(char, '-' | ':' | ' ')))
            {
                return;
            }
            let cells: Vec<String> = cells
                .iter()
                .map(|cell| self.inline(cell))
                .filter(|cell| !cell.is_empty())
                .collect();
            match cells.as_slice() {
                [label, value] if label.len() <= 40 => {
                    self.push(Kind::Pair(label.trim_end_matches(':').to_owned()), value)
                }
                cells => {
                    for cell in cells {
                        self.push(Kind::Text, cell);
                    }
                }
            }
            return;
        }
        if let Some(rest) = item(text) {
            // "**Bold**" begins with a star, too.
            let bold = self.markdown && text.starts_with("**");
            if !bold {
                let rest = rest
                    .strip_prefix("[ ] ")
                    .or_else(|| rest.strip_prefix("[x] "))
                    .unwrap_or(rest);
                if rest.is_empty() {
                    self.waiting = true;
                } else {
                    let rest = self.inline(rest);
                    self.waiting = false;
                    self.push(Kind::Item, &rest);
                }
                return;
            }
        }
        if std::mem::take(&mut self.waiting) {
            let text = self.inline(text);
            self.push(Kind::Item, &text);
            return;
        }
        let bare = text.trim_end_matches([' ', ':']);
        let strong = self.markdown
            && ["**", "__"].iter().any(|mark| {
                bare.len() > 5
                    && bare.starts_with(mark)
                    && bare.trim_end_matches(':').ends_with(mark)
                    && bare.matches(mark).count() == 2
            });
        let indented = line.starts_with([' ', '\t']);
        let plain = self.inline(text);
        if strong {
            self.push(Kind::Strong, &plain);
        } else if !gap && self.goes_on(&plain, indented) {
            if let Some(last) = self.page.lines.last_mut() {
                last.text = clean(&format!("{} {plain}", last.text));
            }
        } else {
            self.push(Kind::Text, &plain);
        }
    }

    fn push(&mut self, kind: Kind, text: &str) {
        let line = Line::new(kind, text, self.gap);
        if !line.text.is_empty() {
            self.page.lines.push(line);
        }
    }

    /// Whether a line goes on with the one before.
    fn goes_on(&self, text: &str, indented: bool) -> bool {
        let Some(last) = self.page.lines.last() else {
            return false;
        };
        let ended = last.text.ends_with(['.', ':', '!', '?', ';']);
        let small = text.starts_with(|char: char| char.is_lowercase() || matches!(char, '(' | '&'));
        let long = last.text.chars().count() >= WRAPPED;
        let short_label = text
            .split_once(':')
            .is_some_and(|(label, _)| label.split(' ').count() <= 4);
        match last.kind {
            Kind::Item => {
                small && !ended
                    || indented && !short_label && (small || long)
                    || long && !ended && !short_label
            }
            Kind::Text => {
                small && !ended && last.text.chars().count() >= WRAPPED * 2 / 3
                    || long && !ended && !short_label && self.is_open(&last.text)
            }

            _ => false,
        }
    }

    /// Whether a line ends in a word that another one must follow: a line of a list that lost its marks does not.
    fn is_open(&self, text: &str) -> bool {
        let last = text.rsplit(' ').next().unwrap_or_default();
        text.ends_with(',') || Words::shipped().open.contains(last)
    }

    /// A line's text without its marks.
    fn inline(&self, text: &str) -> String {
        if !self.markdown || !text.contains(['*', '_', '`', '[', '\\', '<', '&', '!']) {
            return text.to_owned();
        }
        plain(text).unwrap_or_else(|| text.to_owned())
    }
}

/// The cells of a line of a table: between bars, or parted by a tab.
fn cells(text: &str, markdown: bool) -> Option<Vec<&str>> {
    let bars = text
        .strip_prefix('|')
        .map(|rest| rest.strip_suffix('|').unwrap_or(rest));
    if let Some(inside) = bars.filter(|_| markdown || text.ends_with('|')) {
        return Some(inside.split('|').map(str::trim).collect());
    }
    let cells: Vec<&str> = text
        .split('\t')
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    (cells.len() > 1 && item(text).is_none()).then_some(cells)
}

/// The text of a line of Markdown; none if it is no paragraph.
fn plain(line: &str) -> Option<String> {
    let chunks = syntax::fragment(line);
    let chunk = &chunks.first()?.value;
    let block = chunk.blocks.first()?;
    if block.kind != BlockKind::Paragraph {
        return None;
    }
    let mut out = String::new();
    for inline in chunk.inlines(block) {
        match inline.kind {
            InlineKind::Text => out.push_str(chunk.str(inline.span)),
            InlineKind::Code => out.push_str(chunk.str(inline.span).trim_matches('`')),
            InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
            _ => {}
        }
    }
    Some(out.trim_end_matches('\\').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, markdown: bool) -> Vec<(Kind, String)> {
        page(text, markdown)
            .lines
            .into_iter()
            .map(|line| (line.kind, line.text))
            .collect()
    }

    #[test]
    fn broken_lines_are_joined_and_marks_are_taken_off() {
        let text = "Nurse\r\n\r\nDuties\r\n•\tPlan care with the\r\n  team\r\n•\r\nKeep records\r\n- Teach students how to\r\nhandle pumps\r\nPay:\t£30 an hour\r\n";
        let item = |text: &str| (Kind::Item, text.to_owned());
        assert_eq!(
            lines(text, false),
            [
                (Kind::Text, "Nurse".to_owned()),
                (Kind::Text, "Duties".to_owned()),
                item("Plan care with the team"),
                item("Keep records"),
                item("Teach students how to handle pumps"),
                (Kind::Pair("Pay".to_owned()), "£30 an hour".to_owned()),
            ]
        );
    }

    #[test]
    fn markdown_is_read_as_it_is_shown() {
        let text = "---\nsource: https://a.example/1\n---\n# Data Engineer\n\n**Location:** Leeds  \n**Duties:**\n* Run [dbt](https://b.c) \\& *Spark*\n\n| Pay | £1 |\n| --- | --- |\n";
        assert_eq!(
            lines(text, true),
            [
                (
                    Kind::Pair("source".to_owned()),
                    "https://a.example/1".to_owned()
                ),
                (Kind::Heading(1), "Data Engineer".to_owned()),
                (Kind::Text, "Location: Leeds".to_owned()),
                (Kind::Strong, "Duties:".to_owned()),
                (Kind::Item, "Run dbt & Spark".to_owned()),
                (Kind::Pair("Pay".to_owned()), "£1".to_owned()),
            ]
        );
    }
}
