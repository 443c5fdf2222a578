//! One look over a file: what the index of notes needs to know of it, without a tree.
//!
//! A file's lines tell where its headings are (`blocks.rs`); only pieces with links
//! to files, and headings with markup, are parsed, each by itself, which is how the tree is made, too.
//! Where lines cannot tell, the body is parsed. So what is found agrees with the tree
//! ([`Note`]), and most of a file is only searched for a few bytes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use memchr::memchr_iter;

use crate::dates;
use crate::grammar::{Grammar, How, Match};
use crate::note::{
    ENOUGH_BY_WORDING, ENOUGH_SECTIONS, FrontMatter, Globs, INTERVIEW, LinkForm, Links, Note,
    TitleStep, heading_of, title_step,
};
use crate::syntax::{Chunk, Layout, Placed, Syntax, fragment};
use crate::text::Text;

use super::blocks;

/// What a file says, as far as other files and the search for symbols are concerned.
#[derive(Debug, Default, PartialEq)]
pub struct Scanned {
    /// Whether it is a prep note.
    pub is_note: bool,
    /// Whether it begins with a byte order mark, which is a character of the first line to a client.
    pub has_mark: bool,
    /// The company that it is about.
    pub company: Option<String>,
    /// The role that it is about.
    pub role: Option<String>,
    /// The number of the heading that is its title.
    pub title: Option<usize>,
    /// The day of the interview: that of the front matter, else the latest in the section on logistics.
    pub interview: Option<Date>,
    /// The résumé that its front matter names.
    pub resume: Option<String>,
    /// The headings at the top level, in order.
    pub headings: Vec<FoundHeading>,
    /// The links to files, and to places in this one, in order.
    pub links: Vec<FoundLink>,
    /// The stories that have a name and no heading, in order; their level is [`STORY`].
    pub stories: Vec<FoundHeading>,
}

/// The level of a story among headings: below all of them.
pub const STORY: u8 = 7;

/// A heading in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundHeading {
    /// Its level, 1 to 6.
    pub level: u8,
    /// Its line, counted from 0 by LSP's line ends.
    pub line: u32,
    /// Where its text is, markup included, in bytes of the file.
    pub range: Range<usize>,
    /// How far into its line the text begins; what stands before it is ASCII.
    pub column: u32,
    /// The text's length within that line in bytes, UTF-16 code units and characters.
    pub lengths: [u32; 3],
    /// The text without markup.
    pub plain: String,
}

/// A link to a file or to a heading; those to the web are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLink {
    /// Whether it is `[[…]]`, which names a note, and not a path: `[…](…)`, an image, a definition.
    pub wiki: bool,
    /// Where its path is written, in bytes of the file; empty before the `#` of a link within the file.
    pub range: Range<usize>,
    /// The path, percent-decoded; empty for the file itself.
    pub path: String,
    /// What stands behind the `#`, percent-decoded.
    pub fragment: Option<String>,
    /// Whether spaces stand in the path as they are.
    pub spaces: bool,
}

/// Looks over files of one grammar. Keeps what it learns of headings, since notes share most of them.
#[derive(Debug)]
pub struct Scanner {
    grammar: Arc<Grammar>,
    recognised: HashMap<String, Option<Match>>,
    likely: HashMap<String, bool>,
}

/// The ids of the sections that are looked into.
const STORIES: &str = "stories";
const LOGISTICS: &str = "logistics";

/// What a scanner keeps of headings at most; a workspace of notes has a few thousand different ones.
const REMEMBERED: usize = 20_000;

impl Scanner {
    /// A scanner that knows nothing yet.
    pub fn new(grammar: &Arc<Grammar>) -> Self {
        Scanner {
            grammar: Arc::clone(grammar),
            recognised: HashMap::new(),
            likely: HashMap::new(),
        }
    }

    /// Looks over a text.
    pub fn scan(&mut self, text: &str, globs: Globs) -> Scanned {
        let layout = layout(text);
        let body = &text[layout.body.clone()];
        let mut found = Scanned {
            has_mark: text.starts_with('\u{feff}'),
            ..Scanned::default()
        };
        match blocks::atx_lines(body) {
            Some(lines) => self.take_lines(text, &layout, &lines, &mut found),
            None => take_chunks(text, &layout, &mut found),
        }
        let front = layout
            .front_matter
            .clone()
            .map(|range| FrontMatter::parse(&text[range.clone()], range.start));
        self.identify(text, front.as_ref(), globs, &mut found);
        if found.is_note {
            self.look_into(text, layout.body.end, &mut found);
        }
        found
    }

    /// What single sections tell: the names of stories, and the day of the interview. Only these are parsed, each as if it
    /// were a note.
    fn look_into(&mut self, text: &str, end: usize, found: &mut Scanned) {
        let given = found.interview.is_some();
        let sections = self.sections(found);
        for (number, section) in sections.into_iter().enumerate() {
            let Some(section) = section else {
                continue;
            };
            let id = self.grammar.sections[section].id.as_str();
            let (has_day, has_stories) = (id == LOGISTICS && !given, id == STORIES);
            if !has_day && !has_stories {
                continue;
            }
            let heading = &found.headings[number];
            let start = heading.range.start - heading.column as usize;
            let mut later = found.headings[number + 1..].iter();
            let next = later.find(|other| other.level <= heading.level);
            let end = next.map_or(end, |next| next.range.start - next.column as usize);
            let Some(piece) = text.get(start..end) else {
                continue;
            };
            let piece = Text::new(piece);
            let syntax = Syntax::parse(&piece);
            let note = Note::new(&piece, &syntax, &self.grammar, Globs::Included);
            if has_day {
                let days = note.date_values(&self.grammar).into_iter();
                let days = days.filter(|date| date.is(INTERVIEW));
                let day = days.filter_map(|date| date.value.day()).max();
                found.interview = found.interview.max(day);
            } else {
                let first_line = heading.line;
                let stories = stories(text, start, first_line, &note, &self.grammar);
                found.stories.extend(stories);
            }
        }
    }

    /// The section that each heading names, as the tree has it (`note/outline.rs`): what lies in a section is a part of it, but
    /// for the first heading within another section that names one outright which the note has nowhere else.
    fn sections(&mut self, found: &Scanned) -> Vec<Option<usize>> {
        let company = self.company_key(found);
        let named: Vec<Option<Match>> = (0..found.headings.len())
            .map(|number| match Some(number) == found.title {
                true => None,
                false => self.recognise(&found.headings[number].plain),
            })
            .collect();
        let mut sections = vec![None; named.len()];
        let mut present = vec![false; self.grammar.sections.len()];
        // The level of the outermost section that is open, and which it is; a heading with the company's name heads one, too.
        let mut holders: Vec<Option<Option<usize>>> = Vec::with_capacity(named.len());
        let mut open: Option<(u8, Option<usize>)> = None;
        for (number, heading) in found.headings.iter().enumerate() {
            open = open.filter(|&(level, _)| level < heading.level);
            holders.push(open.map(|(_, holder)| holder));
            if open.is_some() || Some(number) == found.title {
                continue;
            }
            if let Some(named) = named[number] {
                sections[number] = Some(named.section);
                present[named.section] = true;
                open = Some((heading.level, Some(named.section)));
            } else if !company.is_empty() && self.grammar.key(&heading.plain).contains(&company) {
                open = Some((heading.level, None));
            }
        }
        // The sections within sections that are open, the innermost last.
        let mut inner: Vec<(u8, usize)> = Vec::new();
        for (number, heading) in found.headings.iter().enumerate() {
            while inner.pop_if(|(level, _)| *level >= heading.level).is_some() {}
            let (Some(outer), Some(named)) = (holders[number], named[number]) else {
                continue;
            };
            let outer = inner.last().map(|&(_, section)| section).or(outer);
            let free = outer.is_none_or(|outer| {
                let meaning = self.grammar.meaning(&heading.plain);
                outer != named.section
                    && meaning.part(outer).is_none()
                    && meaning.field(outer).is_none()
            });
            if free && matches!(named.how, How::Title | How::Alias) && !present[named.section] {
                sections[number] = Some(named.section);
                present[named.section] = true;
                inner.push((heading.level, named.section));
            }
        }
        sections
    }

    /// The first word of the company's name, as headings are compared by; empty where there is none.
    fn company_key(&self, found: &Scanned) -> String {
        let company = found.company.as_deref().unwrap_or_default();
        self.grammar
            .key(company.split_whitespace().next().unwrap_or_default())
    }

    fn take_lines(
        &self,
        text: &str,
        layout: &Layout,
        lines: &[blocks::AtxLine],
        found: &mut Scanned,
    ) {
        let base = layout.body.start;
        let body = &text[layout.body.clone()];
        let first_line = line_ends(&text.as_bytes()[..base]);
        for heading in lines {
            let (range, plain) = match blocks::simple_text(body, heading) {
                Some(range) => (range.clone(), body[range].to_owned()),
                None => {
                    let piece = fragment(&body[heading.start..heading.end]);
                    let Some((_, span, plain)) =
                        piece.first().and_then(|chunk| heading_of(&chunk.value))
                    else {
                        continue;
                    };
                    (span.at(heading.start), plain.into_owned())
                }
            };
            found.headings.push(FoundHeading::new(
                text,
                heading.level,
                first_line + heading.line,
                base + heading.start,
                base + range.start..base + range.end,
                plain,
            ));
        }
        // The pieces between headings that may hold links to files.
        let starts = lines.iter().map(|line| line.start);
        let ends = starts.clone().chain([body.len()]).skip(1);
        let mut pieces: Vec<Range<usize>> = Vec::with_capacity(lines.len() + 1);
        pieces.push(0..lines.first().map_or(body.len(), |line| line.start));
        pieces.extend(starts.zip(ends).map(|(start, end)| start..end));
        let mut done = 0;
        for at in candidates(body.as_bytes()) {
            if at < done {
                continue;
            }
            let piece = &pieces[pieces.partition_point(|piece| piece.end <= at)];
            done = piece.end;
            for chunk in fragment(&body[piece.clone()]) {
                links(&chunk, base + piece.start, &mut found.links);
            }
        }
    }

    /// Decides what the file is about, and whether it is a note.
    fn identify(
        &mut self,
        text: &str,
        front: Option<&FrontMatter>,
        globs: Globs,
        found: &mut Scanned,
    ) {
        let mut reads_as_prep = false;
        for number in 0..found.headings.len() {
            let heading = &found.headings[number];
            let grammar = Arc::clone(&self.grammar);
            let names = || {
                let matched = self.recognise(&heading.plain).is_some();
                let misspelled = !matched && grammar.recognise_misspelled(&heading.plain).is_some();
                (matched, misspelled)
            };
            match title_step(number, heading.level, &heading.plain, names, &grammar) {
                TitleStep::Title(read) => {
                    (found.company, found.role) = (read.company, read.role);
                    found.title = Some(number);
                    reads_as_prep = read.reads_as_prep;
                    break;
                }
                TitleStep::Next => {}
                TitleStep::End => break,
            }
        }
        let value = |key: &str| {
            let (value, _) = front?.value(key)?;
            Some(value.to_owned())
        };
        if let Some(company) = value("company") {
            found.company = Some(company);
        }
        if let Some(role) = value("role") {
            found.role = Some(role);
        }
        found.resume = value("resume");
        found.interview = value(INTERVIEW).and_then(|date| dates::read(&date).day());
        let said = match value("prep").map(|prep| prep.to_ascii_lowercase()) {
            Some(prep) if matches!(prep.as_str(), "false" | "no") => Some(false),
            Some(prep) if matches!(prep.as_str(), "true" | "yes" | "interview") => Some(true),
            _ => None,
        };
        found.is_note = match (said, globs) {
            (Some(said), _) => said,
            (None, Globs::Excluded) => false,
            (None, Globs::Included) => true,
            (None, Globs::Neither) if reads_as_prep => true,
            (None, Globs::Neither) => {
                self.may_be_note(found) && {
                    let text = Text::new(text);
                    Note::new(&text, &Syntax::parse(&text), &self.grammar, globs).is_note()
                }
            }
        };
    }

    /// Whether enough headings name a section to make it worth a closer look.
    fn may_be_note(&mut self, found: &Scanned) -> bool {
        let company = self.company_key(found);
        let (mut sections, mut likely) = (0, 0);
        for (number, heading) in found.headings.iter().enumerate() {
            if Some(number) == found.title {
                continue;
            }
            let names = self.recognise(&heading.plain).is_some()
                || !company.is_empty() && self.grammar.key(&heading.plain).contains(&company);
            sections += usize::from(names);
            likely += usize::from(!names && self.is_likely(&heading.plain));
        }
        // Many sections by their wording make a note, too: the questions of both sides are among them.
        sections >= ENOUGH_SECTIONS
            || found.headings.len() >= ENOUGH_BY_WORDING && sections + likely >= 2
    }

    /// Whether a heading may be that of a section by its wording.
    fn is_likely(&mut self, plain: &str) -> bool {
        if let Some(&known) = self.likely.get(plain) {
            return known;
        }
        let mut found = Vec::new();
        self.grammar.likely_sections(plain, &mut found);
        if self.likely.len() < REMEMBERED {
            self.likely.insert(plain.to_owned(), !found.is_empty());
        }
        !found.is_empty()
    }

    fn recognise(&mut self, plain: &str) -> Option<Match> {
        if let Some(known) = self.recognised.get(plain) {
            return *known;
        }
        let matched = self.grammar.recognise(plain);
        if self.recognised.len() < REMEMBERED {
            self.recognised.insert(plain.to_owned(), matched);
        }
        matched
    }
}

impl FoundHeading {
    fn new(
        text: &str,
        level: u8,
        line: u32,
        line_start: usize,
        range: Range<usize>,
        plain: String,
    ) -> Self {
        // A byte order mark counts as no column here; see `Scanned::has_mark`.
        let mark = if line_start == 0 && text.starts_with('\u{feff}') {
            3
        } else {
            0
        };
        let line_start = line_start.max(mark);
        let shown = &text[range.clone()];
        let shown = shown.split(['\n', '\r']).next().unwrap_or_default();
        let lengths = if shown.is_ascii() {
            [shown.len() as u32; 3]
        } else {
            [
                shown.len() as u32,
                shown.encode_utf16().count() as u32,
                shown.chars().count() as u32,
            ]
        };
        FoundHeading {
            level,
            line,
            column: (range.start - line_start) as u32,
            range,
            lengths,
            plain,
        }
    }
}

/// The stories of a section that are no headings. The section begins at an offset of the text, on some line.
fn stories(
    text: &str,
    start: usize,
    first_line: u32,
    note: &Note,
    grammar: &Grammar,
) -> Vec<FoundHeading> {
    let stories = note.stories(grammar).into_iter();
    let found = stories
        .filter(|story| story.node.is_none())
        .filter_map(|story| {
            let range = start + story.range.start..start + story.range.end;
            let line_start = text
                .get(..range.start)?
                .rfind(['\n', '\r'])
                .map_or(0, |end| end + 1);
            // Columns count bytes: see `FoundHeading`.
            if !text.get(line_start..range.start)?.is_ascii() {
                return None;
            }
            let line = first_line + line_ends(&text.as_bytes()[start..line_start]);
            let title = story.title.map(|(title, _)| title);
            let id = story.id.map(|(id, _)| id);
            let name = match (id, title) {
                (Some(id), Some(title)) => format!("{id}: {title}"),
                (id, title) => id.or(title)?,
            };
            Some(FoundHeading::new(
                text, STORY, line, line_start, range, name,
            ))
        });
    found.collect()
}

/// The layout of a text. A text that begins with none of what it is about has a plain one.
fn layout(text: &str) -> Layout {
    let start = text.trim_start();
    let special = ["\u{feff}", "---", "```", "~~~"];
    if special.iter().any(|mark| start.starts_with(mark)) {
        return Layout::of(&Text::new(text));
    }
    Layout {
        front_matter: None,
        fence: None,
        body: 0..text.len(),
    }
}

/// How many lines end in some bytes, by LSP's line ends.
fn line_ends(bytes: &[u8]) -> u32 {
    let lone = memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n'));
    (memchr_iter(b'\n', bytes).count() + lone.count()) as u32
}

/// Where a link to a file may be: `](`, `]:` and `]]`, unless a target of the web follows.
fn candidates(body: &[u8]) -> impl Iterator<Item = usize> + '_ {
    memchr_iter(b']', body).filter(|&at| match body.get(at + 1) {
        Some(b'(') => !is_web(&body[at + 2..]),
        Some(b':' | b']') => true,
        _ => false,
    })
}

fn is_web(target: &[u8]) -> bool {
    let web: [&[u8]; 3] = [b"https://", b"http://", b"mailto:"];
    web.iter().any(|scheme| target.starts_with(scheme))
}

/// All of it from the parser, where lines cannot tell.
fn take_chunks(text: &str, layout: &Layout, found: &mut Scanned) {
    let base = layout.body.start;
    let (mut line, mut counted) = (0, 0);
    for chunk in fragment(&text[layout.body.clone()]) {
        if let Some((level, span, plain)) = heading_of(&chunk.value) {
            let range = span.at(base + chunk.start);
            let line_start = text[..range.start]
                .rfind(['\n', '\r'])
                .map_or(0, |end| end + 1);
            line += line_ends(&text.as_bytes()[counted..line_start]);
            counted = line_start;
            found.headings.push(FoundHeading::new(
                text,
                level,
                line,
                line_start,
                range,
                plain.into_owned(),
            ));
        }
        links(&chunk, base, &mut found.links);
    }
}

/// The links of a note that lead to files or to headings, in order. What the index holds of the same
/// text is the same.
pub fn links_of(chunks: &[Placed<Chunk>]) -> Vec<FoundLink> {
    let mut found = Vec::new();
    for chunk in chunks {
        links(chunk, 0, &mut found);
    }
    found
}

fn links(placed: &Placed<Chunk>, base: usize, found: &mut Vec<FoundLink>) {
    let chunk = &placed.value;
    let from = found.len();
    let links = Links::written_in(chunk);
    let by_path = links.links.iter();
    let by_path = by_path.filter(|link| matches!(link.form, LinkForm::Inline | LinkForm::Wiki));
    let definitions = links.definitions.iter();
    let definitions = definitions.filter(|definition| !definition.footnote);
    let targets = by_path.map(|link| &link.target);
    for target in targets.chain(definitions.map(|definition| &definition.target)) {
        if target.external || target.path.is_empty() && target.fragment.is_none() {
            continue;
        }
        found.push(FoundLink {
            wiki: target.wiki,
            range: target.path_span.at(base + placed.start),
            path: target.path.to_string(),
            fragment: target.fragment.as_deref().map(str::to_owned),
            spaces: chunk.str(target.path_span).contains(' '),
        });
    }
    found[from..].sort_by_key(|link| link.range.start);
}

#[cfg(test)]
mod tests;
