//! Places within a piece of a text. `build.rs` uses it as well.

use std::ops::Range;

/// A half-open range of bytes in a text, mostly relative to the start of a chunk. 32 bits each: texts are
/// limited to `Text::MAX_LEN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span over a range of byte offsets.
    pub fn new(range: Range<usize>) -> Self {
        Span {
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The span between two spans, from the start of the first to the end of the second.
    pub fn to(self, other: Span) -> Self {
        Span {
            start: self.start,
            end: other.end,
        }
    }

    /// As a range, to index with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether another span lies within it.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The range in a text in which this span's chunk begins at `start`.
    pub fn at(self, start: usize) -> Range<usize> {
        start + self.start as usize..start + self.end as usize
    }
}
