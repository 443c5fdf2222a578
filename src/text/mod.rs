//! Text as the editor sees it: an editable rope, its version, and positions.
//!
//! The rest of the engine speaks byte offsets only. A client speaks lines and characters in an
//! encoding that it negotiated, a terminal speaks lines and columns; [`Text`] is the one place
//! where the two meet. There is no Markdown here.

mod edit;
mod position;

pub use edit::{Change, EditError, Edited};
pub use position::{Encoding, LineCol, Position, Positions};

use std::borrow::Cow;
use std::ops::Range;

use ropey::Rope;

/// A document's text. Cloning it is cheap: clones share their contents until one is edited.
///
/// Line ends are those of LSP 3.17: `\n`, `\r\n` and a lone `\r`. Nothing is normalised: byte
/// offsets are offsets into the text as the user has it, a byte order mark included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    rope: Rope,
}

impl Text {
    /// A text with the given contents.
    pub fn new(contents: &str) -> Self {
        Text {
            rope: Rope::from_str(contents),
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether there is not a single byte in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines there are; a text that ends in a line end has an empty last line.
    pub fn line_count(&self) -> usize {
        self.rope.len_lines()
    }

    /// The part of the text in a half-open byte range, borrowed where it lies in one piece.
    /// Bounds are clamped to the text and moved down to character boundaries.
    pub fn slice(&self, range: Range<usize>) -> Cow<'_, str> {
        let start = self.floor(range.start);
        let end = self.floor(range.end).max(start);
        self.rope.byte_slice(start..end).into()
    }

    /// The nearest character boundary at or before a byte offset, which may lie past the end.
    pub fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        self.rope.char_to_byte(self.rope.byte_to_char(offset))
    }

    /// The zero-based line that holds a byte offset; one past the end belongs to the last line.
    pub fn line_of(&self, offset: usize) -> usize {
        self.rope.byte_to_line(offset.min(self.len()))
    }

    /// The half-open byte range of a line without its line end. Lines past the end are empty
    /// ranges at the end of the text.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        if line >= self.line_count() {
            return self.len()..self.len();
        }
        let start = self.rope.line_to_byte(line);
        let mut end = self.rope.line_to_byte(line + 1);
        if end > start && self.rope.byte(end - 1) == b'\n' {
            end -= 1;
        }
        if end > start && self.rope.byte(end - 1) == b'\r' {
            end -= 1;
        }
        start..end
    }

    /// The whole text in one string.
    pub fn to_string_lossless(&self) -> String {
        self.rope.to_string()
    }

    /// The line end that the text uses first, which insertions follow; `\n` when it has none.
    pub fn line_ending(&self) -> &'static str {
        if self.line_count() < 2 {
            return "\n";
        }
        let end = self.rope.line_to_byte(1);
        match (
            end.checked_sub(2).map(|i| self.rope.byte(i)),
            self.rope.byte(end - 1),
        ) {
            (Some(b'\r'), b'\n') => "\r\n",
            (_, b'\r') => "\r",
            _ => "\n",
        }
    }
}

impl From<&str> for Text {
    fn from(contents: &str) -> Self {
        Text::new(contents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_three_line_ends_of_lsp_break_lines() {
        let text = Text::new("a\u{2028}b\u{b}c\rd\r\ne");
        assert_eq!(text.line_count(), 3);
        assert_eq!(text.slice(text.line_range(1)), "d");
        assert_eq!(text.slice(text.line_range(2)), "e");
        assert_eq!(text.line_range(9), text.len()..text.len());
    }

    #[test]
    fn the_first_line_end_is_the_texts_own() {
        for (contents, ending) in [
            ("", "\n"),
            ("a", "\n"),
            ("a\nb", "\n"),
            ("a\r\nb\n", "\r\n"),
            ("a\rb", "\r"),
            ("\nb\r\n", "\n"),
        ] {
            assert_eq!(Text::new(contents).line_ending(), ending, "{contents:?}");
        }
    }

    #[test]
    fn slices_are_clamped_to_character_boundaries() {
        let text = Text::new("a•b");
        assert_eq!(text.slice(0..2), "a");
        assert_eq!(text.slice(2..99), "•b");
    }
}
