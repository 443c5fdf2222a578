//! Positions and offsets agree with a client that counts for itself.

use prep_ls::text::{Change, Position, Text};

use super::BREAK;
use super::support::{ENCODINGS, is_place, position};

/// Texts are looked at place by place: a few hundred bytes say it all.
const LONGEST: usize = 1024;

/// A text, and behind a [`BREAK`] eight bytes for a range that a client may send, and the text that it puts there.
pub(crate) fn positions(data: &[u8]) {
    let (first, rest) = match data.iter().position(|&byte| byte == BREAK) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[][..]),
    };
    let first = &first[..first.len().min(LONGEST)];
    let source = String::from_utf8_lossy(first).into_owned();
    let text = Text::new(&source);
    assert_eq!(text.len(), source.len());
    for encoding in ENCODINGS {
        let mut last = None;
        for offset in 0..=source.len() {
            let got = text.position(offset, encoding);
            assert!(last <= Some(got), "{offset} goes back in {source:?}");
            last = Some(got);
            if is_place(&source, offset) {
                let wanted = position(&source, offset, encoding);
                assert_eq!(got, wanted, "{offset} in {source:?} by {encoding:?}");
                assert_eq!(
                    text.offset(wanted, encoding),
                    offset,
                    "{wanted:?} in {source:?} by {encoding:?}"
                );
            }
            // Beyond and within characters there is an answer as well.
            let floor = text.floor(offset);
            assert!(floor <= offset && source.is_char_boundary(floor));
            let shown = text.line_col(offset);
            assert!(
                shown.line >= 1 && shown.column >= 1,
                "{offset} in {source:?}"
            );
            assert_eq!(
                text.line_of(offset),
                got.line as usize,
                "{offset} in {source:?}"
            );
        }
        let range = text.line_range(text.line_count());
        assert_eq!(range, source.len()..source.len());
    }
    let [a, b, c, d, e, f, g, h, new @ ..] = rest else {
        return;
    };
    let wide = |low: u8, high: u8| match high {
        0xfe => u32::MAX - u32::from(low),
        high => u32::from(u16::from_le_bytes([low, high])),
    };
    let (start, end) = (
        Position {
            line: wide(*a, *b),
            character: wide(*c, *d),
        },
        Position {
            line: wide(*e, *f),
            character: wide(*g, *h),
        },
    );
    for encoding in ENCODINGS {
        for place in [start, end] {
            let offset = text.offset(place, encoding);
            assert!(
                offset <= source.len() && source.is_char_boundary(offset),
                "{place:?} in {source:?}"
            );
            let line = source.len().min(text.line_range(place.line as usize).end);
            assert!(offset <= line, "{place:?} leaves its line in {source:?}");
        }
        let change = Change {
            range: Some((start, end)),
            text: String::from_utf8_lossy(new).into_owned(),
        };
        let (from, to) = (text.offset(start, encoding), text.offset(end, encoding));
        let mut edited = text.clone();
        match edited.apply(&change, encoding) {
            Err(_) => {
                assert!(from > to, "{change:?} was refused in {source:?}");
                assert_eq!(edited, text);
            }
            Ok(told) => {
                let mut model = source.clone();
                model.replace_range(from..to, &change.text);
                assert_eq!(
                    edited.to_string_lossless(),
                    model,
                    "{change:?} in {source:?}"
                );
                assert_eq!(
                    (told.start, told.old_end, told.new_end),
                    (from, to, from + change.text.len())
                );
            }
        }
    }
}
