//! Markdown as a tree, kept incrementally. The only module that names `pulldown_cmark`.
//!
//! A note is cut into *chunks* at its top-level headings. At such a heading every container of
//! the CommonMark block structure is closed, so what follows parses the same whatever stood
//! before it: an edit parses the chunks that it touched anew and keeps the others. Chunks store
//! ranges relative to their own start, and so are moved without being changed.
//!
//! Analysis never fails: any text is some Markdown.

mod chunk;
mod layout;
mod parse;
mod span;

pub use chunk::{Block, BlockKind, Chunk, Definition, Inline, InlineKind, LinkKind};
pub use layout::{Fence, Layout};
pub use span::Span;

use std::ops::Range;
use std::sync::Arc;

use crate::text::{Edited, Text};

/// A value that lies somewhere in a text, with ranges relative to where it starts.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// The byte offset in the text at which the value's own offsets begin.
    pub start: usize,
    /// The value, shared between versions of the text in which it is the same.
    pub value: Arc<T>,
}

impl<T> Clone for Placed<T> {
    fn clone(&self) -> Self {
        Placed {
            start: self.start,
            value: Arc::clone(&self.value),
        }
    }
}

/// Which chunks an update put in the place of which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The chunks before it that it replaced. All others hold, and keep their order.
    pub old: Range<usize>,
    /// How many chunks stand there now.
    pub new: usize,
}

/// The syntax of one version of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// What of the text is Markdown: without byte order mark, front matter and an outer fence.
    pub layout: Layout,
    /// The Markdown, in order and without gaps. The first chunk may begin without a heading;
    /// every other one begins with a top-level heading.
    pub chunks: Vec<Placed<Chunk>>,
}

impl Syntax {
    /// Parses a text from scratch.
    pub fn parse(text: &Text) -> Self {
        let layout = Layout::of(text);
        let body = text.slice(layout.body.clone());
        let chunks = parse::chunks(&body, layout.body.start);
        Syntax { layout, chunks }
    }

    /// Brings the syntax from the text before an edit to `text`, the one after it. The result is
    /// that of [`Syntax::parse`] on the new text; only the chunks at the edit are parsed. Returns which ones.
    pub fn update(&mut self, text: &Text, edited: Edited) -> Changed {
        let layout = Layout::of(text);
        let old = &self.layout.body;
        let grown = |offset: usize| offset + edited.new_end - edited.old_end;
        // An edit of the front matter moves the Markdown and leaves it as it is.
        let before = edited.old_end <= old.start
            && edited.start < old.start
            && layout.body == (grown(old.start)..grown(old.end));
        let same_body = old.start <= edited.start
            && edited.old_end <= old.end
            && layout.body == (old.start..grown(old.end));
        if before {
            self.layout = layout;
            for chunk in &mut self.chunks {
                chunk.start = grown(chunk.start);
            }
            return Changed { old: 0..0, new: 0 };
        }
        if !same_body || self.chunks.is_empty() {
            let old = 0..self.chunks.len();
            *self = Syntax::parse(text);
            let new = self.chunks.len();
            return Changed { old, new };
        }
        self.layout = layout;

        // The chunk before the first one that the edit touches: an edit at a heading's start may
        // join it to what stands before it.
        let touched = self
            .chunks
            .partition_point(|chunk| chunk.start + chunk.value.len() < edited.start);
        let first = touched.saturating_sub(1);
        let from = self.chunks[first].start;
        let mut next = self
            .chunks
            .partition_point(|chunk| chunk.start < edited.old_end)
            .max(first + 1);
        let mut step = 1;
        let mut fresh = loop {
            let Some(resume) = self.chunks.get(next) else {
                break parse::chunks(&text.slice(from..self.layout.body.end), from);
            };
            // The old chunks from `next` on hold if a parse of what is before them, and of the
            // heading they begin with, finds that heading at the top level.
            let start = grown(resume.start);
            let heading = resume.value.heading_len();
            let mut chunks = parse::chunks(&text.slice(from..start + heading), from);
            if chunks
                .last()
                .is_some_and(|last| last.start == start && last.value.heading_len() == heading)
            {
                chunks.pop();
                break chunks;
            }
            // An unclosed fence, say: look ever further, so that all the tries together cost no
            // more than twice the last one.
            next += step;
            step *= 2;
        };
        let next = next.min(self.chunks.len());
        // The chunk before the edit is mostly parsed for nothing, and what was made of it holds.
        for (chunk, old) in fresh.iter_mut().zip(&self.chunks[first..next]) {
            if chunk.start != old.start || chunk.value != old.value {
                break;
            }
            chunk.value = Arc::clone(&old.value);
        }
        for chunk in &mut self.chunks[next..] {
            chunk.start = grown(chunk.start);
        }
        let (old, new) = (first..next, fresh.len());
        self.chunks.splice(old.clone(), fresh);
        Changed { old, new }
    }
}

/// Parses a piece of Markdown that begins where no container is open: a body, a chunk, the line of a
/// heading. Offsets count from the piece's start.
pub fn fragment(markdown: &str) -> Vec<Placed<Chunk>> {
    parse::chunks(markdown, 0)
}

#[cfg(test)]
mod tests;
