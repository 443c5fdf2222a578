//! One look over a file: what the index of notes needs to know of it, without a tree.
//!
//! A file's lines tell where its headings are ([`blocks`](super::blocks)); only pieces with links
//! to files, and headings with markup, are parsed, each by itself, which is how the tree is made, too.
//! Where lines cannot tell, the body is parsed. So what is found agrees with the tree
//! ([`Note`](crate::note::Note)), and most of a file is only searched for a few bytes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use memchr::{memchr_iter, memmem};

use crate::dates;
use crate::grammar::{Grammar, Match};
use crate::note::{
    ENOUGH_BY_WORDING, ENOUGH_SECTIONS, FrontMatter, Globs, INTERVIEW, Note, TitleStep, heading_of,
    title_step,
};
use crate::syntax::{Chunk, InlineKind, Layout, LinkKind, Placed, Span, Syntax, fragment};
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
    /// The day of the interview that its front matter gives.
    pub interview: Option<Date>,
    /// The résumé that its front matter names.
    pub resume: Option<String>,
    /// The headings at the top level, in order.
    pub headings: Vec<FoundHeading>,
    /// The links to files, and to places in this one, in order.
    pub links: Vec<FoundLink>,
}

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

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkForm {
    /// `[text](target)`, an image, or a reference definition: a path, percent-encoded perhaps.
    Path,
    /// `[[target]]`: a name or a path without an extension.
    Wiki,
}

/// A link to a file or to a heading; those to the web are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLink {
    /// How it is written.
    pub form: LinkForm,
    /// Where its target is, as written, in bytes of the file: without brackets, title, and the text of a wiki link.
    pub range: Range<usize>,
    /// The target, unescaped as Markdown; still percent-encoded.
    pub target: String,
}

/// Looks over files of one grammar. Keeps what it learns of headings, since notes share most of them.
#[derive(Debug)]
pub struct Scanner {
    grammar: Arc<Grammar>,
    recognised: HashMap<String, Option<Match>>,
}

/// What a scanner keeps of headings at most; a workspace of notes has a few thousand different ones.
const REMEMBERED: usize = 20_000;

impl Scanner {
    /// A scanner that knows nothing yet.
    pub fn new(grammar: &Arc<Grammar>) -> Self {
        Scanner {
            grammar: Arc::clone(grammar),
            recognised: HashMap::new(),
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
        found
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
                TitleStep::Title(company, role, reads) => {
                    (found.company, found.role) = (company, role);
                    found.title = Some(number);
                    reads_as_prep = reads;
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
        let company = found.company.as_deref().unwrap_or_default();
        let company = self
            .grammar
            .key(company.split_whitespace().next().unwrap_or_default());
        let (mut sections, mut likely) = (0, Vec::new());
        for (number, heading) in found.headings.iter().enumerate() {
            if Some(number) == found.title {
                continue;
            }
            let names = self.recognise(&heading.plain).is_some()
                || !company.is_empty() && self.grammar.key(&heading.plain).contains(&company);
            sections += usize::from(names);
            if !names {
                self.grammar.likely_sections(&heading.plain, &mut likely);
            }
        }
        // By wording and place the tree may find more, between two that have a name or a wording.
        sections >= ENOUGH_SECTIONS
            || found.headings.len() >= ENOUGH_BY_WORDING && sections + likely.len() >= 2
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
    let start = base + placed.start;
    let from = found.len();
    for (index, inline) in chunk.inlines.iter().enumerate() {
        let (InlineKind::Link(kind) | InlineKind::Image(kind)) = &inline.kind else {
            continue;
        };
        let (form, target, span) = match kind {
            LinkKind::Inline { target } => {
                let inner = chunk.inlines[index + 1..]
                    .iter()
                    .take_while(|other| other.span.start < inline.span.end)
                    .map(|other| other.span.end)
                    .max();
                let span = inline_target(chunk, inline.span, inner);
                (LinkForm::Path, target, span)
            }
            LinkKind::Wiki { target } => (LinkForm::Wiki, target, wiki_target(chunk, inline.span)),
            LinkKind::Reference { .. } | LinkKind::Auto => continue,
        };
        let Some(span) = span.filter(|_| !is_elsewhere(target)) else {
            continue;
        };
        found.push(FoundLink {
            form,
            range: span.at(start),
            target: target.to_string(),
        });
    }
    for definition in &chunk.definitions {
        let source = chunk.str(definition.span);
        let place = source.find("]:").and_then(|at| {
            let at = at + 2 + source[at + 2..].find(&*definition.target)?;
            let at = definition.span.start as usize + at;
            Some(Span::new(at..at + definition.target.len()))
        });
        let Some(span) = place.filter(|span| !span.is_empty() && !is_elsewhere(&definition.target))
        else {
            continue;
        };
        found.push(FoundLink {
            form: LinkForm::Path,
            range: span.at(start),
            target: definition.target.to_string(),
        });
    }
    found[from..].sort_by_key(|link| link.range.start);
}

/// Where the target of `[text](target "title")` is written.
fn inline_target(chunk: &Chunk, span: Span, inner: Option<u32>) -> Option<Span> {
    let text_end = inner.unwrap_or(span.start + 1) as usize;
    let source = chunk.text.get(text_end..span.end as usize)?;
    let open = memmem::find(source.as_bytes(), b"](")? + 2;
    let rest = &source[open..];
    let lead = rest.len() - rest.trim_start().len();
    let start = text_end + open + lead;
    let rest = rest.trim_start().as_bytes();
    let mut depth = 0;
    let mut at = 0;
    let bracketed = rest.first() == Some(&b'<');
    if bracketed {
        at = 1;
    }
    let from = at;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' if rest.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'>' if bracketed => break,
            _ if bracketed => {}
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            _ if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    let at = at.min(rest.len());
    (at > from).then(|| Span::new(start + from..start + at))
}

/// Where the target of `[[target|text]]` is written.
fn wiki_target(chunk: &Chunk, span: Span) -> Option<Span> {
    let source = chunk.str(span);
    let open = source.find("[[")? + 2;
    let end = open + source[open..].find(['|', ']'])?;
    let start = span.start as usize;
    (end > open).then(|| Span::new(start + open..start + end))
}

/// Whether a target lies outside the folder of notes: it has a scheme, or names a host.
pub(super) fn is_elsewhere(target: &str) -> bool {
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'))
    });
    scheme || target.starts_with("//")
}

/// A target's path and its fragment, decoded.
pub fn split_target(link: &FoundLink) -> (Cow<'_, str>, Option<Cow<'_, str>>) {
    let (path, fragment) = match link.target.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (link.target.as_str(), None),
    };
    match link.form {
        LinkForm::Wiki => (path.trim().into(), fragment.map(|text| text.trim().into())),
        LinkForm::Path => {
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            (decoded(path), fragment.map(decoded))
        }
    }
}

/// A text with `%20` and the like decoded; as it is where that gives no UTF-8.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%'
            && let (Some(high), Some(low)) = (digit(bytes.get(at + 1)), digit(bytes.get(at + 2)))
        {
            out.push((high * 16 + low) as u8);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    match String::from_utf8(out) {
        Ok(text) => Cow::Owned(text),
        Err(_) => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests;
