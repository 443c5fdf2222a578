//! Postings as saved pages.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};
use serde_json::Value;

use crate::dates;
use crate::grammar::Grammar;

use super::line::{Kind, Line, Page, item};
use super::words::Words;
use super::{Posting, Topic, clean, json_ld};

/// Elements that show nothing of a posting, with all that is in them.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "nav", "footer", "iframe", "button",
    "select", "textarea", "dialog", "object", "video", "audio", "canvas", "map", "menu", "input",
    "label",
];
/// Elements without an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];
/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "img", "picture", "source",
];
/// Roles of what surrounds a page's content.
const ROLES: &[&str] = &[
    "navigation",
    "contentinfo",
    "dialog",
    "alertdialog",
    "search",
    "menu",
    "complementary",
];
/// As deep as browsers nest elements.
const DEEPEST: usize = 512;
/// A page whose main part has at least this many lines has the posting there.
const MAIN_LINES: usize = 4;

/// Whether a text is a page or a piece of one.
pub(super) fn is_html(text: &str) -> bool {
    let start: String = text
        .chars()
        .take(2000)
        .collect::<String>()
        .to_ascii_lowercase();
    if start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with("<?xml")
    {
        return true;
    }
    let tags = [
        "<p>", "<p ", "<div", "<ul>", "<ul ", "<br>", "<br/", "<br ", "<li>", "<h1", "<h2",
        "<section", "<article", "<body",
    ];
    tags.iter().filter(|tag| start.contains(*tag)).count() >= 2
}

/// The page that a document is, and what its data say of the posting.
pub(super) fn page(html: &str, grammar: &Grammar) -> (Page, Posting) {
    let mut reader = Reader::default();
    reader.read(html);
    for script in &reader.scripts {
        let Ok(value) = serde_json::from_str::<Value>(script.trim()) else {
            continue;
        };
        if let Some((mut found, given)) = json_ld::read(&value, grammar) {
            let own = reader.page();
            // A description that says next to nothing is a summary of the page's.
            if found.lines.len() < MAIN_LINES && own.lines.len() > found.lines.len() {
                found.lines = own.lines;
            }
            found.title = own.title;
            found.link = own.link;
            return (found, given);
        }
    }
    (reader.page(), Posting::default())
}

/// The lines of a piece of HTML, such as a description in JSON-LD.
pub(super) fn lines(html: &str) -> Vec<Line> {
    let mut reader = Reader::default();
    reader.read(html);
    reader.page().lines
}

/// A table as it is read: rows of cells, each of lines.
type Table = Vec<Vec<Vec<Line>>>;

#[derive(Default)]
struct Reader {
    lines: Vec<(Line, bool)>,
    title: Option<String>,
    link: Option<String>,
    scripts: Vec<String>,
    /// Names of the elements that are open.
    open: Vec<String>,
    /// How many are open where what is left out begins.
    skipped: Option<usize>,
    /// How many are open where the page's main part begins.
    main: Option<usize>,
    text: String,
    strong: usize,
    shown: usize,
    kind: Option<Kind>,
    gap: bool,
    term: Option<String>,
    tables: Vec<(Table, usize)>,
    /// The content of the element that is kept whole: a title, a script with data.
    kept: Option<String>,
    time: Option<(String, usize)>,
    mail: Option<String>,
}

impl Reader {
    fn read(&mut self, html: &str) {
        let mut emitter = DefaultEmitter::default();
        // Scripts and styles are no markup.
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) => self.end(&text_of(&tag.name)),
                Token::String(string) => self.string(&String::from_utf8_lossy(&string)),
                _ => {}
            }
        }
        self.flush();
        while let Some((table, from)) = self.tables.pop() {
            self.table(table, from);
        }
    }

    fn page(&self) -> Page {
        let in_main = self.lines.iter().filter(|(_, main)| *main).count();
        let wanted = |main: bool| main || in_main < MAIN_LINES;
        Page {
            lines: self
                .lines
                .iter()
                .filter(|(_, main)| wanted(*main))
                .map(|(line, _)| line.clone())
                .collect(),
            title: self.title.clone(),
            link: self.link.clone(),
        }
    }

    /// Opens an element. A page that nests deeper than any browser follows is flat from there on.
    fn push(&mut self, name: String) {
        if self.open.len() < DEEPEST {
            self.open.push(name);
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = text_of(&tag.name).to_ascii_lowercase();
        let get = |name: &str| attribute(&tag.attributes, name);
        if self.skipped.is_some() {
            if !VOID.contains(&name.as_str()) && !tag.self_closing {
                self.push(name);
            }
            return;
        }
        match name.as_str() {
            "meta" => self.meta(
                &get("property").or(get("name")).unwrap_or_default(),
                &get("content").unwrap_or_default(),
            ),
            "link" if get("rel").as_deref() == Some("canonical") => self.link = get("href"),
            "br" => self.flush_kept(),
            "hr" => {
                self.flush();
                self.gap = true;
            }
            _ => {}
        }
        if VOID.contains(&name.as_str()) {
            return;
        }
        let is_data = name == "script"
            && get("type")
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"));
        if is_data
            || name == "title" && !self.open.iter().any(|open| open == "svg" || open == "body")
        {
            self.kept = Some(String::new());
        } else if self.is_left_out(&name, &tag.attributes) {
            if !INLINE.contains(&name.as_str()) {
                self.flush();
            }
            if !tag.self_closing || name != "svg" {
                self.skipped = Some(self.open.len());
                self.push(name);
            }
            return;
        } else if !INLINE.contains(&name.as_str()) {
            self.block(&name);
        }
        match name.as_str() {
            "b" | "strong" => self.strong += 1,
            "time" => self.time = get("datetime").map(|day| (day, self.text.len())),
            "a" => {
                self.mail = get("href").and_then(|href| {
                    Some(href.strip_prefix("mailto:")?.split('?').next()?.to_owned())
                })
            }
            "main" | "article" if self.main.is_none() => self.main = Some(self.open.len()),
            _ if self.main.is_none() && get("itemprop").as_deref() == Some("description") => {
                self.main = Some(self.open.len())
            }
            _ => {}
        }
        self.push(name);
    }

    fn is_left_out(
        &self,
        name: &str,
        attributes: &BTreeMap<HtmlString, html5gum::Spanned<HtmlString, ()>>,
    ) -> bool {
        let get = |name: &str| attribute(attributes, name);
        if SKIPPED.contains(&name)
            || get("hidden").is_some()
            || get("aria-hidden").as_deref() == Some("true") && name != "div"
        {
            return true;
        }
        if get("role").is_some_and(|role| ROLES.contains(&role.as_str())) || matches!(name, "aside")
        {
            return true;
        }
        if matches!(name, "html" | "body" | "main" | "article" | "h1" | "h2") {
            return false;
        }
        let named = format!(
            "{} {}",
            get("id").unwrap_or_default(),
            get("class").unwrap_or_default()
        )
        .to_ascii_lowercase();
        let words = Words::shipped();
        named
            .split(|char: char| !char.is_ascii_alphanumeric())
            .any(|word| words.noise_elements.contains(word))
    }

    fn meta(&mut self, property: &str, content: &str) {
        match property {
            "og:url" if self.link.is_none() => self.link = Some(content.to_owned()),
            "og:title" if self.title.is_none() => self.title = Some(clean(content)),
            _ => {}
        }
    }

    /// A block begins.
    fn block(&mut self, name: &str) {
        let in_item = self.kind == Some(Kind::Item) && self.text.trim().is_empty();
        if in_item && matches!(name, "p" | "div" | "section") {
            return;
        }
        self.flush();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.kind = Some(Kind::Heading(name.as_bytes()[1] - b'0'))
            }
            "li" => self.kind = Some(Kind::Item),
            "p" | "section" | "ul" | "ol" | "table" | "dl" => self.gap = true,
            _ => {}
        }
        match name {
            "table" => self.tables.push((Vec::new(), self.lines.len())),
            "tr" => {
                if let Some((table, _)) = self.tables.last_mut() {
                    table.push(Vec::new());
                }
            }
            "td" | "th" => self.cell(),
            _ => {}
        }
    }

    /// A cell of a table begins: what stood before belongs to the one before.
    fn cell(&mut self) {
        self.close_cell();
        if let Some((table, from)) = self.tables.last_mut() {
            if table.is_empty() {
                table.push(Vec::new());
            }
            if let Some(row) = table.last_mut() {
                row.push(Vec::new());
            }
            *from = (*from).min(self.lines.len());
        }
    }

    /// Moves the lines that were read since a table began into its last cell.
    fn close_cell(&mut self) {
        let Some((table, from)) = self.tables.last_mut() else {
            return;
        };
        let Some(cell) = table.last_mut().and_then(|row| row.last_mut()) else {
            return;
        };
        let at = (*from).min(self.lines.len());
        cell.extend(self.lines.drain(at..).map(|(line, _)| line));
    }

    fn end(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let Some(at) = self.open.iter().rposition(|open| *open == name) else {
            return;
        };
        if let Some(from) = self.skipped {
            if at < from && !matches!(name.as_str(), "body" | "html" | "main") {
                return;
            }
            self.open.truncate(at);
            if at <= from {
                self.skipped = None;
            }
            return;
        }
        match name.as_str() {
            "title" => {
                if let Some(title) = self.kept.take() {
                    let title = clean(&title);
                    self.title = Some(title)
                        .filter(|title| !title.is_empty())
                        .or(self.title.take());
                }
            }
            "script" => self.scripts.extend(self.kept.take()),
            "b" | "strong" => self.strong = self.strong.saturating_sub(1),
            "time" => {
                // What it shows may be "three weeks ago".
                if let Some((day, from)) = self.time.take() {
                    let from = from.min(self.text.len());
                    let is_day = dates::read(&day).when().is_some();
                    if is_day && dates::read(&self.text[from..]).day().is_none() {
                        self.text.truncate(from);
                        self.text.push_str(day.get(..10).unwrap_or(&day));
                    }
                }
            }
            "a" => {
                if let Some(mail) = self
                    .mail
                    .take()
                    .filter(|mail| !self.text.contains('@') && mail.contains('@'))
                {
                    self.text.push_str(&format!(" ({mail})"));
                }
            }
            "dt" => {
                let text = clean(&std::mem::take(&mut self.text));
                self.term = Some(text.trim_end_matches(':').to_owned());
                self.reset();
            }
            "dd" => {
                if let Some(term) = self.term.take().filter(|_| !self.text.trim().is_empty()) {
                    self.kind = Some(Kind::Pair(term));
                }
                self.flush();
            }
            "td" | "th" => {
                self.flush();
                self.close_cell();
            }
            "table" => {
                self.flush();
                self.close_cell();
                if let Some((table, from)) = self.tables.pop() {
                    self.table(table, from);
                }
            }
            _ if INLINE.contains(&name.as_str()) => {}
            _ => {
                self.flush();
                self.gap |= matches!(
                    name.as_str(),
                    "p" | "ul" | "ol" | "section" | "h1" | "h2" | "h3" | "h4"
                );
            }
        }
        self.open.truncate(at);
        if self.main.is_some_and(|main| at <= main) && matches!(name.as_str(), "main" | "article") {
            self.main = None;
        }
    }

    fn string(&mut self, string: &str) {
        if let Some(kept) = &mut self.kept {
            kept.push_str(string);
            return;
        }
        if self.skipped.is_some() {
            return;
        }
        let preformatted = self.open.iter().any(|open| open == "pre");
        if preformatted {
            for (number, line) in string.split('\n').enumerate() {
                if number > 0 {
                    self.flush();
                }
                self.text.push_str(line);
            }
            return;
        }
        let shown = string.chars().filter(|char| char.is_alphanumeric()).count();
        self.shown += shown;
        if self.strong > 0 {
            self.text.push_str(string);
        } else {
            self.text.push_str(string);
            // Counted below zero: what is not bold.
            if shown > 0 {
                self.shown += PLAIN;
            }
        }
    }

    /// Ends a line and keeps what it is, as a line break does.
    fn flush_kept(&mut self) {
        let kind = self
            .kind
            .clone()
            .filter(|kind| matches!(kind, Kind::Heading(_)));
        if self.text.trim().is_empty() {
            self.gap = true;
        }
        self.flush();
        self.kind = kind;
    }

    fn reset(&mut self) {
        self.text.clear();
        self.kind = None;
        self.shown = 0;
    }

    /// Ends a line.
    fn flush(&mut self) {
        let text = clean(&self.text);
        if text.is_empty() {
            self.text.clear();
            return;
        }
        let bold = self.shown > 0 && self.shown < PLAIN;
        let typed = item(&text)
            .filter(|rest| !rest.is_empty())
            .map(str::to_owned);
        let (kind, text) = match (self.kind.take(), typed) {
            (None | Some(Kind::Text), Some(rest)) => (Kind::Item, rest),
            (None | Some(Kind::Text), None) if bold && text.len() <= 100 => (Kind::Strong, text),
            (None, None) => (Kind::Text, text),
            (Some(kind), _) => (kind, text),
        };
        let gap = std::mem::take(&mut self.gap);
        self.lines
            .push((Line { kind, text, gap }, self.main.is_some()));
        self.reset();
    }

    /// The lines of a table: pairs where it has two columns with a label first; column by column where its head
    /// says what each holds ("Essential", "Desirable"); else cell by cell.
    fn table(&mut self, table: Table, from: usize) {
        let main = self.main.is_some();
        let mut out: Vec<Line> = Vec::new();
        let grammar = Grammar::standard();
        let words = Words::shipped();
        let name = |cell: &Vec<Line>| match cell.as_slice() {
            [line] => Some(line.text.clone()),
            _ => None,
        };
        let columns: Vec<Option<String>> = table.first().map_or(Vec::new(), |row| {
            let known = |cell: &Vec<Line>| {
                name(cell).filter(|text| {
                    matches!(
                        words.heading(text, &grammar),
                        Some(Topic::Requirements | Topic::Nice | Topic::Responsibilities)
                    )
                })
            };
            row.iter().map(known).collect()
        });
        if table.len() > 1 && columns.iter().flatten().count() >= 2 {
            for (number, column) in columns.iter().enumerate() {
                let Some(column) = column else { continue };
                out.push(Line::new(Kind::Heading(6), column, true));
                for line in table[1..]
                    .iter()
                    .filter_map(|row| row.get(number))
                    .flatten()
                {
                    out.push(Line {
                        kind: Kind::Item,
                        ..line.clone()
                    });
                }
            }
        } else {
            for row in &table {
                let filled: Vec<&Vec<Line>> = row.iter().filter(|cell| !cell.is_empty()).collect();
                match filled.as_slice() {
                    [label, value]
                        if label.len() == 1 && label[0].text.len() <= 40 && value.len() == 1 =>
                    {
                        let label = label[0].text.trim_end_matches(':');
                        out.push(Line {
                            kind: Kind::Pair(label.to_owned()),
                            ..value[0].clone()
                        });
                    }
                    [label, value] if label.len() == 1 && label[0].text.len() <= 60 => {
                        out.push(Line {
                            kind: Kind::Strong,
                            ..label[0].clone()
                        });
                        out.extend(value.iter().cloned());
                    }
                    _ => out.extend(filled.into_iter().flatten().cloned()),
                }
            }
        }
        let at = from.min(self.lines.len());
        self.lines
            .splice(at..at, out.into_iter().map(|line| (line, main)));
    }
}

/// What is added to the count of characters for each stretch that is not bold: more than any line has.
const PLAIN: usize = 1 << 32;

fn text_of(string: &HtmlString) -> String {
    String::from_utf8_lossy(string).into_owned()
}

fn attribute(
    attributes: &BTreeMap<HtmlString, html5gum::Spanned<HtmlString, ()>>,
    name: &str,
) -> Option<String> {
    attributes
        .get(name.as_bytes())
        .map(|value| text_of(&value.value))
}

#[cfg(test)]
mod tests;
