//! Positions: byte offsets against the lines and characters of the protocol and of terminals.

use ropey::str_utils;

use super::Text;

/// What a position's `character` counts; negotiated by the client and the server
/// (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: what every client understands, and the protocol's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A position of the protocol: zero-based line, and an offset within it counted in an [`Encoding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Zero-based offset in the line, in the units of the encoding.
    pub character: u32,
}

/// A place as people and the JSON contract count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineCol {
    /// One-based line.
    pub line: usize,
    /// One-based column, in Unicode scalar values; a byte order mark is not counted.
    pub column: usize,
}

/// The positions of many offsets of a text, one after the other. Those of a stretch of some thousand bytes cost one
/// search for it.
#[derive(Clone, Debug)]
pub struct Positions<'a> {
    text: &'a Text,
    encoding: Encoding,
    /// A stretch of the text: its first byte, the line that this stands in, what it holds.
    start: usize,
    line: usize,
    stretch: &'a str,
}

impl Positions<'_> {
    /// The position of a byte offset, as [`Text::position`] tells it.
    pub fn of(&mut self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        if offset < self.start || offset >= self.start + self.stretch.len() {
            let (stretch, start, _, line) = self.text.rope.chunk_at_byte(offset);
            (self.stretch, self.start, self.line) = (stretch, start, line);
        }
        let mut within = offset - self.start;
        while !self.stretch.is_char_boundary(within) {
            within -= 1;
        }
        let lines = str_utils::byte_to_line_idx(self.stretch, within);
        if lines == 0 && self.start > 0 {
            // The line begins further up.
            return self.text.position(offset, self.encoding);
        }
        let line_start = str_utils::line_to_byte_idx(self.stretch, lines);
        let before = &self.stretch[line_start..within];
        let character = match self.encoding {
            Encoding::Utf16 if !before.is_ascii() => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 if !before.is_ascii() => before.chars().count(),
            _ => before.len(),
        };
        Position {
            line: clamp(self.line + lines),
            character: clamp(character),
        }
    }
}

impl Text {
    /// The positions of its offsets in an encoding, for many of them.
    pub fn positions(&self, encoding: Encoding) -> Positions<'_> {
        Positions {
            text: self,
            encoding,
            start: 0,
            line: 0,
            stretch: "",
        }
    }

    /// The position of a byte offset. Offsets past the end, or within a character, are moved down.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = self.floor(offset);
        let line = self.rope.byte_to_line(offset);
        let start = self.rope.line_to_byte(line);
        let character = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => {
                let (start, offset) = (
                    self.rope.byte_to_char(start),
                    self.rope.byte_to_char(offset),
                );
                self.rope.char_to_utf16_cu(offset) - self.rope.char_to_utf16_cu(start)
            }
            Encoding::Utf32 => self.rope.byte_to_char(offset) - self.rope.byte_to_char(start),
        };
        Position {
            line: clamp(line),
            character: clamp(character),
        }
    }

    /// The byte offset of a position. As the specification demands, a character past the line's
    /// end means the end of the line, before its terminator; a line past the last one means the
    /// end of the text. An offset within a character is moved down to its start.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.line_count() {
            return self.len();
        }
        let range = self.line_range(line);
        let character = position.character as usize;
        let offset = match encoding {
            Encoding::Utf8 => range.start.saturating_add(character),
            Encoding::Utf16 => {
                let first = self
                    .rope
                    .char_to_utf16_cu(self.rope.byte_to_char(range.start));
                let unit = first
                    .saturating_add(character)
                    .min(self.rope.len_utf16_cu());
                self.rope.char_to_byte(self.rope.utf16_cu_to_char(unit))
            }
            Encoding::Utf32 => {
                let first = self.rope.byte_to_char(range.start);
                let index = first.saturating_add(character).min(self.rope.len_chars());
                self.rope.char_to_byte(index)
            }
        };
        self.floor(offset.min(range.end))
    }

    /// The one-based line and column of a byte offset, columns in Unicode scalar values.
    pub fn line_col(&self, offset: usize) -> LineCol {
        let position = self.position(offset, Encoding::Utf32);
        let mark = position.line == 0 && offset >= 3 && self.rope.get_char(0) == Some('\u{feff}');
        LineCol {
            line: position.line as usize + 1,
            column: position.character as usize + 1 - usize::from(mark),
        }
    }
}

/// Positions are 31-bit in the protocol; a text that long is never opened, see the size limit.
fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    #[test]
    fn characters_count_in_the_units_of_the_encoding() {
        let text = Text::new("• 😀 한 x\r\nnext");
        let x = text
            .to_string_lossless()
            .find('x')
            .expect("the text holds an x");
        for (encoding, character) in ALL.into_iter().zip([13, 7, 6]) {
            let position = text.position(x, encoding);
            assert_eq!(position, Position { line: 0, character }, "{encoding:?}");
            assert_eq!(text.offset(position, encoding), x, "{encoding:?}");
        }
    }

    /// Longer than a rope's pieces, with all line ends, with lines that cross pieces.
    #[test]
    fn many_positions_are_what_each_is() {
        let mut contents = String::from("\u{feff}");
        for number in 0..400 {
            let end = ["\n", "\r\n", "\r"][number % 3];
            contents.push_str(&"한 x😀".repeat(number % 17));
            contents.push_str(&"plain".repeat(number % 301));
            contents.push_str(end);
        }
        let text = Text::new(&contents);
        for encoding in ALL {
            let mut positions = text.positions(encoding);
            for offset in (0..contents.len() + 9).chain((0..contents.len()).rev().step_by(7)) {
                let expected = text.position(offset, encoding);
                assert_eq!(positions.of(offset), expected, "{encoding:?} {offset}");
            }
        }
        assert_eq!(
            Text::new("").positions(Encoding::Utf8).of(3),
            Position::default()
        );
    }

    #[test]
    fn positions_past_an_end_are_clamped_as_the_specification_says() {
        let text = Text::new("ab\r\ncd");
        for encoding in ALL {
            assert_eq!(
                text.offset(
                    Position {
                        line: 0,
                        character: 99
                    },
                    encoding
                ),
                2
            );
            assert_eq!(
                text.offset(
                    Position {
                        line: 0,
                        character: u32::MAX
                    },
                    encoding
                ),
                2
            );
            assert_eq!(
                text.offset(
                    Position {
                        line: 1,
                        character: 99
                    },
                    encoding
                ),
                6
            );
            assert_eq!(
                text.offset(
                    Position {
                        line: 7,
                        character: 0
                    },
                    encoding
                ),
                6
            );
            assert_eq!(
                text.offset(
                    Position {
                        line: u32::MAX,
                        character: 1
                    },
                    encoding
                ),
                6
            );
        }
    }

    #[test]
    fn the_inside_of_a_character_means_its_start() {
        let text = Text::new("a😀b");
        assert_eq!(
            text.offset(
                Position {
                    line: 0,
                    character: 2
                },
                Encoding::Utf16
            ),
            1
        );
        assert_eq!(
            text.offset(
                Position {
                    line: 0,
                    character: 3
                },
                Encoding::Utf8
            ),
            1
        );
        assert_eq!(
            text.position(3, Encoding::Utf16),
            Position {
                line: 0,
                character: 1
            }
        );
    }

    #[test]
    fn columns_leave_the_byte_order_mark_out() {
        let text = Text::new("\u{feff}# T\nx");
        assert_eq!(text.line_col(3), LineCol { line: 1, column: 1 });
        assert_eq!(text.line_col(5), LineCol { line: 1, column: 3 });
        assert_eq!(text.line_col(7), LineCol { line: 2, column: 1 });
        assert_eq!(Text::new("# T").line_col(2), LineCol { line: 1, column: 3 });
    }
}
