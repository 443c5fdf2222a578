//! Changes from a client, applied in sequence.

use std::ops::Range;

use super::{Encoding, Position, Text};

/// One content change of `textDocument/didChange`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it replaces: start and end, half-open; the whole text when absent.
    pub range: Option<(Position, Position)>,
    /// What stands there afterwards.
    pub text: String,
}

/// What a change did, in bytes of the text before (`old`) and after it (`new`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edited {
    /// Where the change begins, in both texts.
    pub start: usize,
    /// Where the replaced text ended before the change.
    pub old_end: usize,
    /// Where the new text ends after the change.
    pub new_end: usize,
}

/// Why a change could not be applied; the text is left as it was.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EditError {
    /// The range's end lies before its start.
    #[error(
        "the change's range ends at {end:?}, before it starts at {start:?}: send start before end"
    )]
    Backwards {
        /// The start that was sent.
        start: Position,
        /// The end that was sent.
        end: Position,
    },
    /// The text would exceed [`Text::MAX_LEN`].
    #[error("the document would be {len} bytes long, more than the {max} that prep-ls edits: split it", max = Text::MAX_LEN)]
    TooLong {
        /// The length it would have, in bytes.
        len: usize,
    },
}

impl Text {
    /// The longest text that is opened, in bytes: 64 MiB, six times the longest the benches
    /// drive. Offsets within it fit in the 32 bits that blocks store.
    pub const MAX_LEN: usize = 64 << 20;

    /// Applies one change and says which bytes it touched.
    pub fn apply(&mut self, change: &Change, encoding: Encoding) -> Result<Edited, EditError> {
        let range = match change.range {
            None => 0..self.len(),
            Some((start, end)) => {
                let range = self.offset(start, encoding)..self.offset(end, encoding);
                if range.start > range.end {
                    return Err(EditError::Backwards { start, end });
                }
                range
            }
        };
        self.replace(range, &change.text)
    }

    /// Replaces a half-open byte range on character boundaries.
    pub fn replace(&mut self, range: Range<usize>, new: &str) -> Result<Edited, EditError> {
        let len = self.len() - range.len() + new.len();
        if len > Self::MAX_LEN {
            return Err(EditError::TooLong { len });
        }
        let start = self.rope.byte_to_char(range.start);
        let end = self.rope.byte_to_char(range.end);
        if range.len() == self.len() {
            self.rope = ropey::Rope::from_str(new);
        } else {
            self.rope.remove(start..end);
            self.rope.insert(start, new);
        }
        Ok(Edited {
            start: range.start,
            old_end: range.end,
            new_end: range.start + new.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(range: [u32; 4], text: &str) -> Change {
        let [line, character, end_line, end_character] = range;
        Change {
            range: Some((
                Position { line, character },
                Position {
                    line: end_line,
                    character: end_character,
                },
            )),
            text: text.into(),
        }
    }

    #[test]
    fn changes_apply_in_sequence_each_on_the_text_before_it() {
        let cases: &[(&str, &[Change], &str)] = &[
            (
                "",
                &[change([0, 0, 0, 0], "a"), change([0, 1, 0, 1], "b")],
                "ab",
            ),
            (
                "ab\ncd",
                &[change([0, 1, 1, 1], "-"), change([0, 1, 0, 2], "")],
                "ad",
            ),
            (
                "😀x",
                &[change([0, 2, 0, 2], "•"), change([0, 3, 0, 4], "y")],
                "😀•y",
            ),
            ("a\r\nb", &[change([0, 9, 1, 0], " ")], "a b"),
            (
                "a",
                &[
                    change([5, 0, 7, 0], "!"),
                    Change {
                        range: None,
                        text: "new".into(),
                    },
                    change([0, 3, 0, 3], "er"),
                ],
                "newer",
            ),
        ];
        for (before, changes, after) in cases {
            let mut text = Text::new(before);
            for change in *changes {
                text.apply(change, Encoding::Utf16)
                    .expect("the change applies");
            }
            assert_eq!(text.to_string_lossless(), *after, "{before:?}");
        }
    }

    #[test]
    fn a_backwards_range_is_refused_and_changes_nothing() {
        let mut text = Text::new("abc");
        let error = text
            .apply(&change([0, 2, 0, 1], "x"), Encoding::Utf16)
            .expect_err("backwards");
        assert!(error.to_string().contains("before it starts"), "{error}");
        assert_eq!(text.to_string_lossless(), "abc");
    }

    #[test]
    fn what_was_touched_is_told_in_bytes() {
        let mut text = Text::new("a•b");
        let edited = text
            .apply(&change([0, 1, 0, 2], "xyz"), Encoding::Utf16)
            .expect("applies");
        assert_eq!(
            edited,
            Edited {
                start: 1,
                old_end: 4,
                new_end: 4
            }
        );
    }
}
