//! From Markdown text to chunks.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};

use super::Placed;
use super::Span;
use super::chunk::{Block, BlockKind, Chunk, Definition, Inline, InlineKind, LinkKind};

/// Footnotes stay off: whether pulldown-cmark sees a reference depends on a definition that may
/// lie in another chunk. As bare references they come through as links by label.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_WIKILINKS);

/// Parses Markdown that begins at a place where no container is open, such as a document's start
/// or a top-level heading, into chunks. `base` is the offset in the text at which it begins.
pub(super) fn chunks(markdown: &str, base: usize) -> Vec<Placed<Chunk>> {
    let normalised = without_lone_cr(markdown);
    let markdown = normalised.as_ref();
    // Every label counts as defined, so that a link is a link in whichever part it is parsed.
    let every_label = |_: BrokenLink<'_>| Some((CowStr::Borrowed(""), CowStr::Borrowed("")));
    let parser = Parser::new_with_broken_link_callback(markdown, OPTIONS, Some(every_label));
    let mut builder = Builder::new(markdown, base);
    for (event, range) in parser.into_offset_iter() {
        builder.event(event, range);
    }
    builder.finish()
}

struct Builder<'a> {
    markdown: &'a str,
    base: usize,
    done: Vec<Placed<Chunk>>,
    /// Where the chunk at hand begins in `markdown`.
    start: usize,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    /// Open blocks, outermost first.
    open: Vec<u32>,
    /// The implicit paragraph of a tight item, the last of `open` if any.
    implicit: bool,
}

impl<'a> Builder<'a> {
    fn new(markdown: &'a str, base: usize) -> Self {
        Builder {
            markdown,
            base,
            done: Vec::new(),
            start: 0,
            blocks: Vec::new(),
            inlines: Vec::new(),
            open: Vec::new(),
            implicit: false,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(end) => {
                use pulldown_cmark::TagEnd::*;
                if !matches!(
                    end,
                    Emphasis | Strong | Strikethrough | Superscript | Subscript | Link | Image
                ) {
                    self.close();
                }
            }
            Event::Text(_) if self.in_verbatim() => {}
            Event::Text(_) => self.text(range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.inline(InlineKind::Code, range)
            }
            Event::Html(_) => {}
            Event::InlineHtml(_) => self.inline(InlineKind::Html, range),
            Event::FootnoteReference(_) => self.text(range),
            Event::SoftBreak => self.inline(InlineKind::SoftBreak, range),
            Event::HardBreak => self.inline(InlineKind::HardBreak, range),
            Event::Rule => {
                self.close_implicit();
                self.push(BlockKind::Rule, range);
                self.close();
            }
            Event::TaskListMarker(done) => {
                let item = self
                    .open
                    .iter()
                    .rev()
                    .map(|&index| index as usize)
                    .find(|&index| matches!(self.blocks[index].kind, BlockKind::Item { .. }));
                if let Some(index) = item {
                    self.blocks[index].kind = BlockKind::Item { task: Some(done) };
                }
            }
        }
    }

    fn start_tag(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let kind = match tag {
            Tag::Emphasis => return self.inline(InlineKind::Emphasis, range),
            Tag::Strong => return self.inline(InlineKind::Strong, range),
            Tag::Strikethrough => return self.inline(InlineKind::Strikethrough, range),
            Tag::Superscript | Tag::Subscript => return,
            Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            } => {
                return self.inline(
                    InlineKind::Link(link_kind(link_type, &dest_url, &id)),
                    range,
                );
            }
            Tag::Image {
                link_type,
                dest_url,
                id,
                ..
            } => {
                return self.inline(
                    InlineKind::Image(link_kind(link_type, &dest_url, &id)),
                    range,
                );
            }
            Tag::Paragraph => BlockKind::Paragraph,
            Tag::Heading { level, .. } => BlockKind::Heading { level: level as u8 },
            Tag::BlockQuote(_) => BlockKind::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => BlockKind::Code {
                info: Some(info.as_ref().into()),
            },
            Tag::CodeBlock(CodeBlockKind::Indented) => BlockKind::Code { info: None },
            Tag::HtmlBlock => BlockKind::Html,
            Tag::List(ordered) => BlockKind::List { ordered },
            Tag::Item => BlockKind::Item { task: None },
            Tag::Table(_) => BlockKind::Table,
            Tag::TableHead | Tag::TableRow => BlockKind::Row,
            Tag::TableCell => BlockKind::Cell,
            // None of these is switched on; should one come, it is a container like any other.
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => BlockKind::Quote,
        };
        self.close_implicit();
        if self.open.is_empty() && matches!(kind, BlockKind::Heading { .. }) {
            self.split(self.paragraph_start(line_start(self.markdown, range.start)));
        }
        self.push(kind, range);
    }

    /// Whether the block at hand holds text that is no prose.
    fn in_verbatim(&self) -> bool {
        self.open.last().is_some_and(|&index| {
            matches!(
                self.blocks[index as usize].kind,
                BlockKind::Code { .. } | BlockKind::Html
            )
        })
    }

    fn push(&mut self, kind: BlockKind, range: Range<usize>) {
        let parent = self.open.last().copied();
        let range = trimmed(self.markdown, range);
        let at = self.inlines.len() as u32;
        self.open.push(self.blocks.len() as u32);
        self.blocks.push(Block {
            kind,
            span: self.span(range),
            parent,
            next: 0,
            inlines: at..at,
        });
    }

    fn close(&mut self) {
        self.close_implicit();
        self.pop();
    }

    fn pop(&mut self) {
        if let Some(index) = self.open.pop() {
            let next = self.blocks.len() as u32;
            self.blocks[index as usize].next = next;
        }
    }

    fn close_implicit(&mut self) {
        if self.implicit {
            self.implicit = false;
            self.pop();
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let span = self.span(range.clone());
        let count = self.inlines.len() as u32;
        let block = self
            .open
            .last()
            .map(|&index| &mut self.blocks[index as usize]);
        if let Some(block) = block
            && block.inlines.end == count
            && !block.inlines.is_empty()
            && let Some(Inline {
                kind: InlineKind::Text,
                span: last,
            }) = self.inlines.last_mut()
            && last.end == span.start
        {
            last.end = span.end;
            block.span.end = block.span.end.max(span.end);
            return;
        }
        self.inline(InlineKind::Text, range);
    }

    fn inline(&mut self, kind: InlineKind, range: Range<usize>) {
        let in_item = self.open.last().is_some_and(|&index| {
            matches!(self.blocks[index as usize].kind, BlockKind::Item { .. })
        });
        if in_item {
            self.push(BlockKind::Paragraph, range.clone());
            self.implicit = true;
        }
        let span = self.span(range);
        self.inlines.push(Inline { kind, span });
        let Some(&index) = self.open.last() else {
            return;
        };
        let block = &mut self.blocks[index as usize];
        block.inlines.end = self.inlines.len() as u32;
        if self.implicit {
            block.span.end = block.span.end.max(span.end);
        }
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(range.start.saturating_sub(self.start)..range.end.saturating_sub(self.start))
    }

    /// Where the paragraph begins that a top-level heading's line belongs to. A setext heading may
    /// follow link reference definitions without a blank line: its first line, `- ` say, is text only
    /// because they stand before it, so a chunk must begin with them.
    fn paragraph_start(&self, heading: usize) -> usize {
        let bytes = self.markdown.as_bytes();
        if bytes[heading..].trim_ascii_start().starts_with(b"#") {
            return heading;
        }
        let taken = self.blocks.last().map_or(0, |last| last.span.end as usize);
        let floor = self.start + taken;
        let mut start = heading;
        while start > floor {
            let before = self.markdown[..start].trim_end_matches(['\n', '\r']);
            let ending = &self.markdown[before.len()..start];
            let line = line_start(self.markdown, before.len());
            if !matches!(ending, "\n" | "\r" | "\r\n")
                || line < floor
                || self.markdown[line..before.len()].trim().is_empty()
            {
                break;
            }
            start = line;
        }
        start
    }

    /// Ends the chunk at hand where a top-level heading's line begins.
    fn split(&mut self, at: usize) {
        if at == 0 {
            return;
        }
        self.end_chunk(at);
    }

    fn finish(mut self) -> Vec<Placed<Chunk>> {
        self.end_chunk(self.markdown.len());
        self.done
    }

    fn end_chunk(&mut self, at: usize) {
        let text = &self.markdown[self.start..at];
        let blocks = std::mem::take(&mut self.blocks);
        let inlines = std::mem::take(&mut self.inlines);
        let definitions = definitions(text, &blocks);
        self.done.push(Placed {
            start: self.base + self.start,
            value: Arc::new(Chunk {
                text: text.into(),
                blocks,
                inlines,
                definitions,
            }),
        });
        self.start = at;
    }
}

/// The link reference definitions of a chunk: pulldown-cmark makes no block of them, and tells of
/// the first one of a label only, which may lie in another chunk. So they are the lines of their
/// form that lie in no block.
fn definitions(text: &str, blocks: &[Block]) -> Vec<Definition> {
    let mut found = Vec::new();
    if !text.contains("]:") {
        return found;
    }
    let mut offset = 0;
    // A list reaches as far as the definitions after it: what its items hold counts.
    let mut leaves = blocks
        .iter()
        .filter(|block| {
            !matches!(
                block.kind,
                BlockKind::List { .. } | BlockKind::Item { .. } | BlockKind::Quote
            )
        })
        .peekable();
    for line in text.split_inclusive(['\n', '\r']) {
        let start = offset;
        offset += line.len();
        while leaves
            .next_if(|block| block.span.end as usize <= start)
            .is_some()
        {}
        if leaves
            .peek()
            .is_some_and(|block| (block.span.start as usize) < offset)
        {
            continue;
        }
        let definition = line
            .trim()
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]:"));
        let Some((label, target)) = definition else {
            continue;
        };
        let target = target.split_whitespace().next().unwrap_or_default();
        let target = target
            .strip_prefix('<')
            .and_then(|inner| inner.strip_suffix('>'))
            .unwrap_or(target);
        let indent = line.len() - line.trim_start().len();
        let span = Span::new(start + indent..start + line.trim_end().len());
        found.push(Definition {
            label: label.into(),
            target: target.into(),
            span,
        });
    }
    found
}

fn link_kind(link_type: LinkType, target: &str, label: &str) -> LinkKind {
    match link_type {
        LinkType::Inline => LinkKind::Inline {
            target: target.into(),
        },
        LinkType::Reference
        | LinkType::ReferenceUnknown
        | LinkType::Collapsed
        | LinkType::CollapsedUnknown => LinkKind::Reference {
            label: label.into(),
            shortcut: false,
        },
        LinkType::Shortcut | LinkType::ShortcutUnknown => LinkKind::Reference {
            label: label.into(),
            shortcut: true,
        },
        LinkType::Autolink | LinkType::Email => LinkKind::Auto,
        LinkType::WikiLink { .. } => LinkKind::Wiki {
            target: target.into(),
        },
    }
}

/// The text with each `\r` that stands alone turned into `\n`. CommonMark takes it for a line end,
/// pulldown-cmark 0.13 does not within fences. Offsets stay what they are.
fn without_lone_cr(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let alone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(alone) {
        return Cow::Borrowed(text);
    }
    let mut at = 0;
    let replaced = text.chars().map(|char| {
        at += char.len_utf8();
        if char == '\r' && alone(at - 1) {
            '\n'
        } else {
            char
        }
    });
    Cow::Owned(replaced.collect())
}

/// The start of the line that holds an offset.
fn line_start(markdown: &str, offset: usize) -> usize {
    markdown[..offset]
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1)
}

/// A range without the white space at its end.
fn trimmed(markdown: &str, range: Range<usize>) -> Range<usize> {
    let kept = markdown[range.clone()]
        .trim_end_matches([' ', '\t', '\n', '\r'])
        .len();
    range.start..range.start + kept
}
