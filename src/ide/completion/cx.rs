//! The cursor and what is round it.

use std::ops::Range;

use crate::grammar::SectionSpec;
use crate::note::{Section, SegmentRef};
use crate::syntax::{BlockKind, InlineKind, LinkKind};

use super::super::Snapshot;

/// The cursor in its line, and what it stands in.
pub(super) struct Cx<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// Where the cursor is, in bytes of the text.
    pub(super) offset: usize,
    /// Its line, without the line end.
    pub(super) line: Range<usize>,
    /// The line up to the cursor.
    pub(super) typed: String,
    /// The line behind it.
    pub(super) rest: String,
    /// The character that brought the question up, where no person did.
    pub(super) trigger: Option<char>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, offset: usize, trigger: Option<char>) -> Self {
        let text = &snapshot.text;
        let mut line = text.line_range(text.line_of(offset));
        // No client stands between `\r` and `\n`.
        let offset = text.floor(offset).min(line.end);
        // A byte order mark belongs to nobody.
        if line.start == 0 && text.slice(0..3) == "\u{feff}" && offset >= 3 {
            line.start = 3;
        }
        Cx {
            typed: text.slice(line.start..offset).into_owned(),
            rest: text.slice(offset..line.end).into_owned(),
            snapshot,
            offset,
            line,
            trigger,
        }
    }

    /// Whether the cursor is in a line of the front matter.
    pub(super) fn is_in_front_matter(&self) -> bool {
        match &self.snapshot.note.layout.front_matter {
            Some(front) => front.start <= self.line.start && self.offset <= front.end,
            None => self.is_in_new_front_matter(),
        }
    }

    /// Whether nothing but the cursor's blank line stands between two rules at the note's top. That
    /// is no front matter yet, and about to become one.
    fn is_in_new_front_matter(&self) -> bool {
        let text = &self.snapshot.text;
        let is_rule = |line| {
            let line = text.slice(text.line_range(line));
            line.trim_start_matches('\u{feff}').trim_end() == "---"
        };
        let blank = self.typed.trim().is_empty() && self.rest.trim().is_empty();
        blank && text.line_of(self.offset) == 1 && is_rule(0) && is_rule(2)
    }

    /// Whether it is in the Markdown.
    pub(super) fn is_in_body(&self) -> bool {
        let body = &self.snapshot.note.layout.body;
        body.start <= self.offset && self.offset <= body.end
    }

    /// The section that holds the line, if the line is below its heading, with what is known of it.
    pub(super) fn section(&self) -> Option<(&'a Section, &'a SectionSpec)> {
        let Snapshot { note, grammar, .. } = self.snapshot;
        let section = note.section_at(self.line.start)?;
        let (at, heading) = note.heading(&note.nodes[section.node]);
        let below = at.range(heading.span).end < self.offset;
        below.then(|| (section, &grammar.sections[section.spec]))
    }

    /// The segment that holds the line.
    pub(super) fn segment(&self) -> Option<SegmentRef<'a>> {
        let note = &self.snapshot.note;
        Some(note.segment(note.segment_at(self.line.start)?))
    }

    /// Where the inside of a comment begins that is open at the cursor, in bytes of the line.
    pub(super) fn open_comment(&self) -> Option<usize> {
        let open = self.typed.rfind("<!--")? + "<!--".len();
        (!self.typed[open..].contains("-->")).then_some(open)
    }

    /// Whether the line or the place in it is code, or quoted.
    pub(super) fn is_code(&self) -> bool {
        self.is_in_block(|kind| matches!(kind, BlockKind::Code { .. } | BlockKind::Quote))
            || self.is_in_inline(|kind| matches!(kind, InlineKind::Code))
    }

    /// Whether nobody writes prose at the place: code, HTML, a comment, a quotation.
    pub(super) fn is_verbatim(&self) -> bool {
        self.snapshot.is_verbatim(self.offset)
            || self.is_in_block(|kind| {
                matches!(
                    kind,
                    BlockKind::Code { .. } | BlockKind::Html | BlockKind::Quote
                )
            })
            || self.is_in_inline(|kind| matches!(kind, InlineKind::Code | InlineKind::Html))
    }

    /// Whether it is in the Markdown, and somebody writes prose there.
    pub(super) fn is_prose(&self) -> bool {
        !self.is_in_front_matter()
            && self.is_in_body()
            && self.open_comment().is_none()
            && !self.is_verbatim()
    }

    /// Whether the place is in the target of a link that is written already.
    pub(super) fn is_in_link_target(&self) -> bool {
        let Some(at) = self.segment() else {
            return false;
        };
        let offset = self.offset.saturating_sub(at.start) as u32;
        at.segment.chunk.inlines.iter().any(|inline| {
            if !(inline.span.start < offset && offset < inline.span.end) {
                return false;
            }
            match &inline.kind {
                InlineKind::Link(LinkKind::Inline { .. }) | InlineKind::Image(_) => {
                    let source = at.str(inline.span);
                    let target = source.rfind("](").map_or(0, |at| at + 1);
                    offset > inline.span.start + target as u32
                }
                InlineKind::Link(LinkKind::Auto | LinkKind::Wiki { .. }) => true,
                _ => false,
            }
        })
    }

    /// Whether a block of a kind reaches into the line up to the cursor. The spaces round it belong to
    /// none.
    fn is_in_block(&self, wanted: impl Fn(&BlockKind) -> bool) -> bool {
        let Some(at) = self.segment() else {
            return false;
        };
        let place = |offset: usize| offset.saturating_sub(at.start) as u32;
        let (start, cursor) = (place(self.line.start), place(self.offset));
        let mut blocks = at.segment.chunk.blocks.iter();
        blocks.any(|block| {
            wanted(&block.kind) && block.span.start <= cursor && start <= block.span.end
        })
    }

    fn is_in_inline(&self, wanted: impl Fn(&InlineKind) -> bool) -> bool {
        let Some(at) = self.segment() else {
            return false;
        };
        let offset = self.offset.saturating_sub(at.start) as u32;
        let mut inlines = at.segment.chunk.inlines.iter();
        inlines.any(|inline| {
            wanted(&inline.kind) && inline.span.start < offset && offset < inline.span.end
        })
    }

    /// The entry of the line, by its index in the segment: the last that begins in it.
    pub(super) fn entry(&self) -> Option<(SegmentRef<'a>, u32)> {
        let at = self.segment()?;
        let mut entries = at.segment.entries.iter();
        let index = entries.rposition(|entry| {
            let start = at.range(entry.span).start;
            (self.line.start..=self.offset).contains(&start)
        })?;
        Some((at, index as u32))
    }
}

/// A line of `#`s, as far as it is typed.
pub(super) struct HeadingLine {
    pub(super) level: u8,
    /// The marks and the white space after them.
    pub(super) marks: String,
    /// What is replaced: the whole line without its indentation.
    pub(super) range: Range<usize>,
}

impl HeadingLine {
    pub(super) fn of(cx: &Cx<'_>) -> Option<Self> {
        let bare = cx.typed.trim_start_matches(' ');
        let indent = cx.typed.len() - bare.len();
        let level = bare.bytes().take_while(|&byte| byte == b'#').count();
        let after = &bare[level..];
        let fits = indent <= 3
            && (1..=6).contains(&level)
            && (after.is_empty() || after.starts_with([' ', '\t']));
        // In the middle of a heading that has a name, nobody wants another.
        if !fits || !cx.rest.trim().is_empty() {
            return None;
        }
        let spaces = after.len() - after.trim_start().len();
        let marks = if spaces == 0 {
            format!("{} ", &bare[..level])
        } else {
            bare[..level + spaces].to_owned()
        };
        Some(HeadingLine {
            level: level as u8,
            marks,
            range: cx.line.start + indent..cx.line.end,
        })
    }
}

/// The beginning of a line or of an item, where little or nothing is typed yet and nothing stands
/// behind.
pub(super) struct Opening<'a> {
    /// The white space before it.
    pub(super) indent: &'a str,
    /// The item's marker with the space behind it; empty where there is none yet.
    pub(super) marker: &'a str,
    /// What was typed: a bullet, stars, the beginning of a word.
    pub(super) prefix: &'a str,
    /// Where that is.
    pub(super) range: Range<usize>,
}

impl<'a> Opening<'a> {
    pub(super) fn of(cx: &'a Cx<'_>) -> Option<Self> {
        if !cx.rest.trim().is_empty() {
            return None;
        }
        let bare = cx.typed.trim_start();
        let (indent, _) = cx.typed.split_at(cx.typed.len() - bare.len());
        let marker = &bare[..marker_len(bare)];
        let prefix = &bare[marker.len()..];
        let fits = match cx.trigger {
            None => true,
            Some(' ') => prefix.is_empty() && !marker.is_empty(),
            Some('-') => prefix == "-" && marker.is_empty(),
            Some('*') => matches!(prefix, "*" | "**"),
            Some(_) => false,
        };
        fits.then(|| Opening {
            indent,
            marker,
            prefix,
            range: cx.offset - prefix.len()..cx.offset,
        })
    }

    /// What was typed without the stars of bold type, and without a bullet that has no space yet.
    pub(super) fn word(&self) -> &'a str {
        match self.prefix {
            "-" | "+" if self.marker.is_empty() => "",
            prefix => prefix.trim_start_matches('*'),
        }
    }

    /// What was typed before the word.
    pub(super) fn dress(&self) -> &'a str {
        &self.prefix[..self.prefix.len() - self.word().len()]
    }

    /// A bullet that stands for an item that is about to begin, with its space.
    pub(super) fn bullet(&self) -> &'static str {
        match self.prefix {
            "-" if self.marker.is_empty() => "- ",
            "+" if self.marker.is_empty() => "+ ",
            _ => "",
        }
    }
}

/// How long an item's marker at the beginning of a text is, with the white space and the box of a
/// task behind it; 0 where there is none.
pub(super) fn marker_len(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = match text[digits..].chars().next() {
        Some('.' | ')') if (1..=9).contains(&digits) => digits + 1,
        Some(bullet @ ('-' | '*' | '+' | '•' | '‣' | '–')) if digits == 0 => {
            bullet.len_utf8()
        }
        _ => return 0,
    };
    let rest = &text[mark..];
    let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if space == 0 {
        return 0;
    }
    let boxed = ["[ ] ", "[x] ", "[X] "];
    let task = boxed.iter().any(|task| rest[space..].starts_with(task));
    mark + space + if task { "[ ] ".len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_end_where_the_item_begins() {
        for (text, marker) in [
            ("- a", "- "),
            ("*  a", "*  "),
            ("12. a", "12. "),
            ("3) a", "3) "),
            ("- [ ] a", "- [ ] "),
            ("• a", "• "),
            ("- ", "- "),
            ("-", ""),
            ("**a**", ""),
            ("2026 was", ""),
            ("1.5 a", ""),
            ("", ""),
        ] {
            assert_eq!(&text[..marker_len(text)], marker, "{text:?}");
        }
    }
}
