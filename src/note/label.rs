//! Labels: `**Label:** value`, `**Label**: value`, `**Label** – value`, `Label: value`.

use crate::grammar::Meaning;
use crate::syntax::{Chunk, Inline, InlineKind, Span};

/// What stands before the colon of a labelled text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its text without markup and colon.
    pub name: String,
    /// Where it is, markup and colon included.
    pub span: Span,
    /// Whether it is bold or emphasised.
    pub bold: bool,
    /// What it may mean, by the section that it stands in.
    pub meaning: Meaning,
}

/// A plain label has at most this many words; more before a colon are a sentence.
const MAX_PLAIN_WORDS: usize = 5;
/// One with a dash at most these.
const MAX_DASHED_WORDS: usize = 3;
/// And at most this many characters.
const MAX_PLAIN_CHARS: usize = 48;

/// The label of a text that consists of some inlines, and the span of what follows it.
pub(super) fn find(chunk: &Chunk, inlines: &[Inline], text: Span) -> Option<(Label, Span)> {
    // A typed bullet or a check mark may stand before a bold label, as text.
    let first = inlines.iter().find(|inline| inline.span.end > text.start)?;
    match first.kind {
        InlineKind::Strong | InlineKind::Emphasis => bold(chunk, first, text),
        InlineKind::Text => {
            let lead = chunk.str(Span {
                start: text.start,
                end: first.span.end,
            });
            if lead.trim().is_empty() {
                let next = inlines
                    .iter()
                    .find(|inline| inline.span.start >= first.span.end)?;
                return matches!(next.kind, InlineKind::Strong).then(|| bold(chunk, next, text))?;
            }
            plain(chunk, first, text)
        }
        _ => None,
    }
}

fn bold(chunk: &Chunk, strong: &Inline, text: Span) -> Option<(Label, Span)> {
    // Where each line is a text of its own, what is bold over two of them is no label of the first.
    if strong.span.end > text.end {
        return None;
    }
    let inner = chunk.str(strong.span).trim_matches(['*', '_']);
    let rest = chunk.str(Span {
        start: strong.span.end,
        end: text.end.max(strong.span.end),
    });
    let colon_inside = inner.trim_end().ends_with([':', '：']);
    let spaces = rest.len() - rest.trim_start().len();
    let separator = match rest[spaces..].chars().next() {
        _ if colon_inside => 0,
        Some(':' | '：') => rest[spaces..].chars().next().map_or(0, char::len_utf8) + spaces,
        // "**Team** – four people": a dash with spaces round it. Not for emphasis, which stresses
        // a word in the middle of a thought as often as not.
        Some(dash @ ('–' | '—' | '-')) if spaces > 0 && strong.kind == InlineKind::Strong => {
            let after = &rest[spaces + dash.len_utf8()..];
            if !after.starts_with(' ') {
                return None;
            }
            spaces + dash.len_utf8()
        }
        _ => return None,
    };
    let end = strong.span.end + separator as u32;
    let value = chunk.str(Span {
        start: end,
        end: text.end.max(end),
    });
    let indent = value.len() - value.trim_start().len();
    let name = inner.trim().trim_end_matches([':', '：']).trim();
    if name.is_empty() {
        return None;
    }
    let label = Label {
        name: unmarked(name),
        span: Span {
            start: strong.span.start,
            end,
        },
        bold: true,
        meaning: Meaning::default(),
    };
    Some((
        label,
        Span {
            start: (end + indent as u32).min(text.end.max(end)),
            end: text.end.max(end),
        },
    ))
}

fn plain(chunk: &Chunk, first: &Inline, text: Span) -> Option<(Label, Span)> {
    let start = first.span.start.max(text.start);
    let source = chunk.str(Span {
        start,
        end: first.span.end,
    });
    let limit = source
        .char_indices()
        .nth(MAX_PLAIN_CHARS)
        .map_or(source.len(), |(at, _)| at);
    let at = source[..limit].find([':', '：'])?;
    let name = source[..at].trim();
    let colon = source[at..].chars().next().map_or(1, char::len_utf8);
    let after = &source[at + colon..];
    // "https://", "10:30", "at 3:1": a colon within a word is none. A full-width colon needs no
    // space after it.
    // Obsidian's Dataview writes "Position:: Nurse".
    let (colon, after) = match after.strip_prefix(':') {
        Some(rest) if source[at..].starts_with(':') && rest.starts_with([' ', '\t']) => {
            (colon + 1, rest)
        }
        _ => (colon, after),
    };
    let tight =
        source[at..].starts_with(':') && !(after.is_empty() || after.starts_with([' ', '\t']));
    let begins = name
        .chars()
        .next()
        .is_some_and(|char| char.is_alphanumeric());
    if tight
        || !begins
        || name.split_whitespace().count() > MAX_PLAIN_WORDS
        || name.contains(['.', '?', '!', ';', ','])
    {
        return None;
    }
    let end = start + (at + colon) as u32;
    let rest = chunk.str(Span {
        start: end,
        end: text.end.max(end),
    });
    let indent = rest.len() - rest.trim_start().len();
    let label = Label {
        name: name.to_owned(),
        span: Span { start, end },
        bold: false,
        meaning: Meaning::default(),
    };
    Some((
        label,
        Span {
            start: end + indent as u32,
            end: text.end.max(end + indent as u32),
        },
    ))
}

/// A bold or emphasised label with nothing between it and its value, or with a full stop: `**Tone** calm`,
/// `*Profile.* Nurse since 2019`. Only who knows the name can tell it from a word that is stressed.
pub(super) fn unmarked_bold(
    chunk: &Chunk,
    inlines: &[Inline],
    text: Span,
) -> Option<(Label, Span)> {
    let strong = inlines.iter().find(|inline| inline.span.end > text.start)?;
    let styled = matches!(strong.kind, InlineKind::Strong | InlineKind::Emphasis);
    if !styled || strong.span.start != text.start || strong.span.end >= text.end {
        return None;
    }
    let inner = chunk.str(strong.span).trim_matches(['*', '_']).trim();
    let name = inner.strip_suffix('.').unwrap_or(inner);
    let rest = chunk.str(Span {
        start: strong.span.end,
        end: text.end,
    });
    let indent = rest.len() - rest.trim_start().len();
    let begins = name.starts_with(char::is_uppercase);
    let words = name.split_whitespace().count();
    if !begins || indent == 0 || words > MAX_DASHED_WORDS || name.contains(['.', '?', '!', ',']) {
        return None;
    }
    let label = Label {
        name: unmarked(name),
        span: strong.span,
        bold: true,
        meaning: Meaning::default(),
    };
    let value = Span {
        start: strong.span.end + indent as u32,
        end: text.end,
    };
    Some((label, value))
}

/// A plain label with a dash, `Position – Farm Manager`. Only who knows the name can tell it from a
/// thought with a dash in it.
pub(super) fn dashed(chunk: &Chunk, inlines: &[Inline], text: Span) -> Option<(Label, Span)> {
    let first = inlines.iter().find(|inline| inline.span.end > text.start)?;
    if first.kind != InlineKind::Text {
        return None;
    }
    let start = first.span.start.max(text.start);
    let source = chunk.str(Span {
        start,
        end: first.span.end,
    });
    let marks = [" – ", " — ", " - "];
    let (at, mark) = marks
        .iter()
        .filter_map(|mark| Some((source.find(mark)?, mark.len() as u32)))
        .min()?;
    let name = &source[..at];
    let begins = name.starts_with(char::is_alphabetic);
    if !begins || name.split_whitespace().count() > MAX_DASHED_WORDS {
        return None;
    }
    let end = start + at as u32 + mark;
    let label = Label {
        name: name.to_owned(),
        span: Span {
            start,
            end: end - 1,
        },
        bold: false,
        meaning: Meaning::default(),
    };
    let value = Span {
        start: end,
        end: text.end.max(end),
    };
    Some((label, value))
}

/// A label's name without code marks and emphasis within it.
fn unmarked(name: &str) -> String {
    name.chars()
        .filter(|char| !matches!(char, '*' | '`'))
        .collect()
}
