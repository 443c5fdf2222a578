//! The pieces of a syntax tree: chunks, blocks, inlines.

use std::ops::Range;
use std::sync::Arc;

use super::Span;

/// A stretch of Markdown from one top-level heading to the next.
#[derive(Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its text.
    pub text: Arc<str>,
    /// Its blocks in document order, each before the blocks within it.
    pub blocks: Vec<Block>,
    /// Its inlines in document order, each before the inlines within it.
    pub inlines: Vec<Inline>,
    /// The link reference definitions in it.
    pub definitions: Vec<Definition>,
}

impl Chunk {
    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether it holds no text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text of a span of it.
    pub fn str(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// How far the heading it begins with reaches, in bytes; 0 when it begins without one.
    pub fn heading_len(&self) -> usize {
        match self.blocks.first() {
            Some(Block {
                kind: BlockKind::Heading { .. },
                parent: None,
                span,
                ..
            }) => {
                // With its line end, so that a parse up to there sees a whole line.
                let rest = &self.text.as_bytes()[span.end as usize..];
                let ending = match rest {
                    [b'\r', b'\n', ..] => 2,
                    [b'\r' | b'\n', ..] => 1,
                    _ => 0,
                };
                span.end as usize + ending
            }
            _ => 0,
        }
    }

    /// The blocks directly within a block, or at the top level, in order.
    pub fn children(&self, parent: Option<u32>) -> impl Iterator<Item = (u32, &Block)> {
        let mut next = parent.map_or(0, |parent| parent as usize + 1);
        let end = parent.map_or(self.blocks.len(), |parent| {
            self.blocks[parent as usize].next as usize
        });
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let index = next;
            let block = &self.blocks[index];
            next = block.next as usize;
            Some((index as u32, block))
        })
    }

    /// The inlines of a block.
    pub fn inlines(&self, block: &Block) -> &[Inline] {
        &self.inlines[block.inlines.start as usize..block.inlines.end as usize]
    }
}

/// A block: a paragraph, a list, an item of one, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is, markers included, without blank lines and the line end after it.
    pub span: Span,
    /// The index of the block it lies in; none at the top level.
    pub parent: Option<u32>,
    /// The index of the first block after it that is not within it.
    pub next: u32,
    /// Its own inlines, as indexes into [`Chunk::inlines`]; those of blocks within it are not
    /// counted.
    pub inlines: Range<u32>,
}

/// What a block is, in CommonMark's and GFM's terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading, ATX or setext, of level 1 to 6.
    Heading {
        /// Its level.
        level: u8,
    },
    /// A paragraph; the text of a tight list item is one, too.
    Paragraph,
    /// A bullet list, or an ordered one that starts at a number.
    List {
        /// The number of its first item.
        ordered: Option<u64>,
    },
    /// An item of a list.
    Item {
        /// For a task: whether it is done.
        task: Option<bool>,
    },
    /// A fenced or indented code block.
    Code {
        /// The info string of a fenced block.
        info: Option<Box<str>>,
    },
    /// Raw HTML, comments included.
    Html,
    /// A block quote.
    Quote,
    /// A table; its first row is the header.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A thematic break.
    Rule,
}

/// A stretch of a block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Where it is, markers included.
    pub span: Span,
}

/// What an inline is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// Plain text as it stands in the source.
    Text,
    /// A code span.
    Code,
    /// Emphasis; its contents follow as inlines of their own.
    Emphasis,
    /// Strong emphasis; its contents follow.
    Strong,
    /// Text struck through; its contents follow.
    Strikethrough,
    /// A link; its text follows.
    Link(LinkKind),
    /// An image; its description follows.
    Image(LinkKind),
    /// A tag or a comment within a line.
    Html,
    /// The end of a line within a paragraph.
    SoftBreak,
    /// A hard line break: two spaces or a backslash before the line's end.
    HardBreak,
}

/// How a link names its target. The target itself is in the source, in the link's span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target "title")`
    Inline {
        /// The target, unescaped.
        target: Box<str>,
    },
    /// `[text][label]`, `[label][]` or `[label]`. Whether a definition of the label exists, perhaps
    /// in another chunk, is for the reader of the tree to find out.
    Reference {
        /// The label, as written.
        label: Box<str>,
        /// Whether it is the bare `[label]`, which is plain text without a definition.
        shortcut: bool,
    },
    /// `<https://…>` or `<a@b.c>`
    Auto,
    /// `[[target]]` or `[[target|text]]`
    Wiki {
        /// The target, with its `#heading`.
        target: Box<str>,
    },
}

/// A link reference definition, `[label]: target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The label, as written.
    pub label: Box<str>,
    /// The target.
    pub target: Box<str>,
    /// Where it is.
    pub span: Span,
}
