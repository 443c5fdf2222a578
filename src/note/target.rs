//! What a link leads to, read from how it is written.

use percent_encoding::percent_decode_str;

use crate::syntax::{Chunk, Span};

/// What a link leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Where it is written, without `<>`; of a link by label the label, without `^`.
    pub span: Span,
    /// The path, percent-decoded, without fragment; of a link by label the label. Empty where it
    /// leads to a place of the same note.
    pub path: Box<str>,
    /// Where the path is written.
    pub path_span: Span,
    /// What stands after the `#`, percent-decoded; of `[[#One#Two]]` the last heading.
    pub fragment: Option<Box<str>>,
    /// Where that is written.
    pub fragment_span: Span,
    /// Whether it names headings by their text, as wiki links do, and not by their slugs.
    pub wiki: bool,
    /// Whether it leads out of the notes: `https://…`, `mailto:…`.
    pub external: bool,
}

impl Target {
    /// A target as it is written in a span, and what it says without escapes.
    pub(super) fn new(chunk: &Chunk, written: Span, says: &str) -> Self {
        let source = chunk.str(written);
        let hash = |text: &str| {
            // `&#35;` is a character by its number.
            let mut hashes = text.match_indices('#').map(|(at, _)| at);
            hashes.find(|&at| !text[..at].ends_with('&'))
        };
        let external = is_external(says);
        let (path, fragment) = match says.find('#') {
            Some(at) => (&says[..at], Some(decoded(&says[at + 1..]))),
            None => (says, None),
        };
        let cut = hash(source).map_or(written.end, |at| written.start + at as u32);
        let after = (cut + 1).min(written.end);
        // What a viewer is asked for is no part of a file's path.
        let before_query = |text: &str| text.find('?').filter(|_| !external);
        let path = &path[..before_query(path).unwrap_or(path.len())];
        let path_end = before_query(&source[..(cut - written.start) as usize])
            .map_or(cut, |at| written.start + at as u32);
        Target {
            span: written,
            path: decoded(path),
            path_span: span_of(written.start, path_end),
            fragment: fragment.filter(|_| cut < written.end),
            fragment_span: span_of(after, written.end),
            wiki: false,
            external,
        }
    }

    pub(super) fn label(span: Span, label: &str) -> Self {
        Target {
            span,
            path: label.into(),
            path_span: span,
            fragment_span: span_of(span.end, span.end),
            ..Target::default()
        }
    }

    pub(super) fn wiki(chunk: &Chunk, written: Span) -> Self {
        let source = chunk.str(written);
        let path = source.find('#').map_or(source, |at| &source[..at]);
        let fragment = source.rfind('#').map(|at| &source[at + 1..]);
        let cut = written.start + path.len() as u32;
        let start = written.end - fragment.map_or(0, str::len) as u32;
        Target {
            span: written,
            path: path.trim().into(),
            path_span: span_of(written.start, cut),
            fragment: fragment.map(|fragment| fragment.trim().into()),
            fragment_span: span_of(start, written.end),
            wiki: true,
            external: is_external(path),
        }
    }

    /// Whether it leads to a place of the note that it stands in.
    pub fn is_here(&self) -> bool {
        self.path.is_empty() && self.fragment.is_some()
    }
}

pub(super) fn span_of(start: u32, end: u32) -> Span {
    Span {
        start,
        end: end.max(start),
    }
}

fn decoded(text: &str) -> Box<str> {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.into(), |text| text.into())
}

/// Whether a target has a scheme. A single letter is a drive.
fn is_external(target: &str) -> bool {
    let scheme = target.find(':').map(|at| &target[..at]);
    let is_scheme = scheme.is_some_and(|scheme| {
        scheme.len() > 1
            && scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'))
    });
    is_scheme || target.starts_with("//")
}

/// A link's destination at the start of a span, without `<>`: CommonMark 6.3.
pub(super) fn destination(chunk: &Chunk, within: Span) -> Span {
    let source = chunk.str(within);
    let start = source.len() - source.trim_start().len();
    let rest = &source[start..];
    let at = within.start + start as u32;
    let mut escaped = false;
    if let Some(inside) = rest.strip_prefix('<') {
        let end = inside.find(|char| {
            let ends = char == '>' && !escaped;
            escaped = char == '\\' && !escaped;
            ends
        });
        let end = end.unwrap_or(inside.len());
        return span_of(at + 1, at + 1 + end as u32);
    }
    let mut depth = 0;
    let end = rest.find(|char: char| {
        let plain = !std::mem::take(&mut escaped);
        match char {
            '\\' if plain => escaped = true,
            '(' if plain => depth += 1,
            ')' if plain => depth -= 1,
            _ => {}
        }
        depth < 0 || char.is_ascii_whitespace()
    });
    span_of(at, at + end.unwrap_or(rest.len()) as u32)
}
