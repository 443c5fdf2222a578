//! Where the top-level headings of a Markdown body are, found line by line without a parse.
//!
//! This sees what is certain from single lines: ATX headings, fences, comments, lists. Wherever
//! CommonMark would need more (text that an underline may make a heading, HTML blocks, what lies
//! in a list item) it gives up, and the parser decides. So it is never wrong, and seldom slow: notes are
//! written in ATX headings.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr3};

/// The line of an ATX heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AtxLine {
    /// Where the line begins, in bytes of the body.
    pub(super) start: usize,
    /// Where it ends, without its line end.
    pub(super) end: usize,
    /// The number of the line, counted from 0.
    pub(super) line: u32,
    /// Its level, 1 to 6.
    pub(super) level: u8,
    /// Where its marks end.
    pub(super) marks: usize,
}

/// What the line before was, as far as an underline below it is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing that an underline could belong to.
    Clear,
    /// Text at the top level.
    Text,
    /// The line of a list item or a quote.
    Container,
    /// Text that may belong to the container before it, or not.
    Unsure,
}

/// The lines of all top-level headings of a body. None if single lines cannot tell.
pub(super) fn atx_lines(body: &str) -> Option<Vec<AtxLine>> {
    let bytes = body.as_bytes();
    // A line end that the loop below does not see.
    if memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n')) {
        return None;
    }
    // White space in some places and not in others.
    if memchr3(0, b'\x0b', b'\x0c', bytes).is_some() {
        return None;
    }
    let mut found = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut comment = false;
    let mut in_list = false;
    let mut before = Before::Clear;
    let mut next = 0;
    let mut number = 0;
    while next < bytes.len() {
        let start = next;
        let newline = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        next = newline + 1;
        let line_number = number;
        number += 1;
        let end = match bytes[start..newline].last() {
            Some(b'\r') => newline - 1,
            _ => newline,
        };
        let line = &bytes[start..end];
        let indent = line.iter().take_while(|&&byte| byte == b' ').count();
        let rest = &line[indent..];
        let Some(&first) = rest.first() else {
            if fence.is_none() && !comment {
                before = Before::Clear;
            }
            continue;
        };
        if let Some((marker, len)) = fence {
            let run = run(rest, marker);
            if indent < 4 && run >= len && is_blank(&rest[run..]) {
                fence = None;
                before = Before::Clear;
            }
            continue;
        }
        if comment {
            if holds(line, b"-->") {
                comment = false;
                before = Before::Clear;
            }
            continue;
        }
        // A tab reaches the fourth column from anywhere before it.
        if indent >= 4 || first == b'\t' {
            if is_blank(rest) {
                before = Before::Clear;
            } else {
                before = match before {
                    Before::Text => Before::Text,
                    _ => Before::Unsure,
                };
            }
            continue;
        }
        // What lies in an item, and what does not.
        if in_list && indent > 0 && matches!(first, b'#' | b'`' | b'~' | b'<') {
            return None;
        }
        match first {
            b'#' => {
                let marks = run(rest, b'#');
                let after = rest.get(marks);
                if marks <= 6 && after.is_none_or(|byte| matches!(byte, b' ' | b'\t')) {
                    found.push(AtxLine {
                        start,
                        end,
                        line: line_number,
                        level: marks as u8,
                        marks: start + indent + marks,
                    });
                    before = Before::Clear;
                    in_list = false;
                    continue;
                }
            }
            b'`' | b'~' => {
                let len = run(rest, first);
                if len >= 3 && (first == b'~' || memchr(b'`', &rest[len..]).is_none()) {
                    fence = Some((first, len));
                    in_list = false;
                    continue;
                }
            }
            b'<' => {
                let opens = rest.starts_with(b"<!--");
                if !opens || rest.starts_with(b"<!-->") || rest.starts_with(b"<!--->") {
                    return None;
                }
                comment = !holds(&rest[4..], b"-->");
                before = Before::Clear;
                in_list = false;
                continue;
            }
            b'>' => {
                before = Before::Container;
                in_list &= indent > 0;
                continue;
            }
            // A definition may take lines that look like something else.
            b'[' if holds(rest, b"]:") => return None,
            b'=' if is_underline(rest, b'=') => match before {
                Before::Clear => {}
                _ => return None,
            },
            b'-' if is_underline(rest, b'-') => {
                match before {
                    Before::Text | Before::Unsure => return None,
                    Before::Container if indent > 0 => return None,
                    _ => {}
                }
                if rest.len() > 2 && run(rest, b'-') > 2 {
                    before = Before::Clear;
                    in_list &= indent > 0;
                    continue;
                }
            }
            _ => {}
        }
        if is_break(rest) {
            before = Before::Clear;
            in_list &= indent > 0;
            continue;
        }
        match item(rest) {
            // A list cannot begin with these in the middle of a paragraph.
            Some(Item { empty, number }) if before == Before::Text && (empty || number != 1) => {
                return None;
            }
            Some(Item { empty, number }) => {
                if before != Before::Unsure || !empty && number == 1 {
                    before = Before::Container;
                }
                in_list = true;
            }
            None => {
                if indent == 0 && before == Before::Clear {
                    in_list = false;
                }
                before = match before {
                    Before::Clear if in_list => Before::Unsure,
                    Before::Clear | Before::Text => Before::Text,
                    Before::Container | Before::Unsure => Before::Unsure,
                };
            }
        }
    }
    Some(found)
}

/// A heading's text within its line: without marks, closing marks and white space. None where it
/// holds anything that may be markup.
pub(super) fn simple_text(body: &str, heading: &AtxLine) -> Option<Range<usize>> {
    let blank = [' ', '\t'];
    let raw = body.get(heading.marks..heading.end)?;
    let special = |byte: u8| {
        matches!(
            byte,
            b'*' | b'_' | b'`' | b'[' | b']' | b'<' | b'>' | b'&' | b'\\' | b'~' | b'!' | b'|'
        ) || byte < b' '
            || byte == 0x7f
    };
    if raw.bytes().any(special) {
        return None;
    }
    let text = raw.trim_matches(blank);
    let open = text.trim_end_matches('#');
    let text = if open.is_empty() || open.len() < text.len() && open.ends_with(blank) {
        open.trim_end_matches(blank)
    } else {
        text
    };
    if text.is_empty() || text.contains('#') && text.ends_with('#') {
        return None;
    }
    let start = heading.marks + raw.find(text)?;
    Some(start..start + text.len())
}

struct Item {
    /// Whether nothing stands behind the marker.
    empty: bool,
    /// Its number; 1 for a bullet.
    number: u32,
}

fn item(rest: &[u8]) -> Option<Item> {
    let (after, number) = match rest.first()? {
        b'-' | b'*' | b'+' => (1, 1),
        b'0'..=b'9' => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) {
                return None;
            }
            let number = rest[..digits]
                .iter()
                .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
            (digits + 1, number)
        }
        _ => return None,
    };
    match rest.get(after) {
        None => Some(Item {
            empty: true,
            number,
        }),
        Some(b' ' | b'\t') => Some(Item {
            empty: is_blank(&rest[after..]),
            number,
        }),
        Some(_) => None,
    }
}

/// How many of a byte a line begins with.
fn run(line: &[u8], byte: u8) -> usize {
    line.iter().take_while(|&&other| other == byte).count()
}

/// Whether nothing but white space is left.
fn is_blank(rest: &[u8]) -> bool {
    rest.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Whether a line could be the underline of a heading.
fn is_underline(rest: &[u8], mark: u8) -> bool {
    is_blank(&rest[run(rest, mark)..])
}

/// Whether a line is a thematic break.
fn is_break(rest: &[u8]) -> bool {
    let Some(&mark @ (b'-' | b'*' | b'_')) = rest.first() else {
        return false;
    };
    let marks = rest.iter().filter(|&&byte| byte == mark).count();
    marks >= 3
        && rest
            .iter()
            .all(|&byte| byte == mark || matches!(byte, b' ' | b'\t'))
}

fn holds(line: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(line, needle).is_some()
}
