//! Entries: the items, lines, table rows and code blocks that a note's sections are made of.

use std::ops::Range;

use crate::grammar::{Grammar, QuestionKind};
use crate::syntax::{Block, BlockKind, Chunk, InlineKind, Span};

use super::label::{self, Label};
use super::part;
use super::segment::plain;

/// One thing that a person wrote down: an item of a list, a line, a row of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is in the Markdown.
    pub kind: EntryKind,
    /// All of it, with its marker and the entries within it.
    pub span: Span,
    /// Its own text, without marker, markup included.
    pub text: Span,
    /// What stands before the colon of `**Label:** value`.
    pub label: Option<Label>,
    /// The text after the label; the whole text where there is none.
    pub value: Span,
    /// Its own inlines, as indexes into those of the chunk.
    pub inlines: Range<u32>,
    /// The index of the entry that holds it.
    pub parent: Option<u32>,
    /// The index of the first entry after it that is not within it.
    pub next: u32,
    /// How many entries hold it.
    pub depth: u8,
    /// Whether it stands in a block quote.
    pub quoted: bool,
    /// Whether all of its text is bold.
    pub bold_only: bool,
    /// Whether it is a line that ends in a hard break: two spaces or a backslash.
    pub hard_break: bool,
    /// Whether it asks something, or begins as a question or a demand of an interview does.
    pub question: bool,
    /// Whether it begins as a question about past behaviour does.
    pub behavioural: bool,
}

/// What an entry is in the Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An item of a bullet list.
    Bullet,
    /// An item of an ordered list.
    Ordered,
    /// A task, and whether it is done.
    Task(bool),
    /// A line that begins with a bullet which Markdown does not know, such as `•`, or with a number
    /// that begins no list there: `4.` right below a line of text.
    Typed,
    /// A paragraph, or a line of one that stands for itself.
    Line,
    /// The first row of a table.
    Header,
    /// Another row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// A code block, or HTML that is no comment. Its text is nobody's prose.
    Code,
}

impl EntryKind {
    /// Whether it is an item, of a list or typed.
    pub fn is_item(self) -> bool {
        matches!(
            self,
            EntryKind::Bullet | EntryKind::Ordered | EntryKind::Task(_) | EntryKind::Typed
        )
    }
}

/// Bullets that people type and Markdown does not know.
const TYPED_BULLETS: [char; 8] = ['•', '‣', '◦', '▪', '●', '○', '■', '∙'];

/// How deep entries are told apart; deeper ones belong to the last that was told apart. Nobody
/// nests so deep by intention, and it bounds the recursion.
const MAX_DEPTH: u8 = 24;

/// Lowers the blocks of a chunk to entries.
pub(super) fn lower(chunk: &Chunk, grammar: &Grammar) -> Vec<Entry> {
    let mut lowering = Lowering {
        chunk,
        grammar,
        entries: Vec::new(),
    };
    lowering.blocks(
        None,
        Place {
            parent: None,
            depth: 0,
            quoted: false,
        },
    );
    lowering.entries
}

#[derive(Clone, Copy)]
struct Place {
    parent: Option<u32>,
    depth: u8,
    quoted: bool,
}

struct Lowering<'a> {
    chunk: &'a Chunk,
    grammar: &'a Grammar,
    entries: Vec<Entry>,
}

/// A line of a paragraph that stands for itself, as indexes into the chunk's inlines.
struct Line {
    inlines: Range<u32>,
    typed: bool,
    hard_break: bool,
    /// Whether it begins at the margin with a name that a section knows: "Skills: …" right behind a
    /// list, which Markdown counts to the last item and nobody else does.
    named: bool,
}

impl Lowering<'_> {
    fn blocks(&mut self, parent: Option<u32>, place: Place) {
        let chunk = self.chunk;
        for (index, block) in chunk.children(parent) {
            // The chunk's own heading is no entry; one in a list or a quote is a line there.
            let own_heading = parent.is_none() && matches!(block.kind, BlockKind::Heading { .. });
            if !own_heading {
                self.block(index, block, place);
            }
        }
    }

    fn item(&mut self, index: u32, block: &Block, ordered: bool, place: Place) {
        let kind = match block.kind {
            BlockKind::Item { task: Some(done) } => EntryKind::Task(done),
            _ if ordered => EntryKind::Ordered,
            _ => EntryKind::Bullet,
        };
        let entry = self.entries.len() as u32;
        let first = self.chunk.children(Some(index)).next();
        let own = first.filter(|(_, block)| {
            matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading { .. })
        });
        let lines = own.map(|(_, block)| self.lines(block)).unwrap_or_default();
        let (head, tail) = match lines.split_first() {
            // "- • text": the item is empty, and holds a typed one.
            Some((head, tail)) if !head.typed => (head.inlines.clone(), tail),
            _ => (0..0, lines.as_slice()),
        };
        // What stands behind the list is no part of its last item.
        let alone = self.chunk.children(Some(index)).count() == 1;
        let leaves = tail.iter().position(|line| line.named);
        let leaves = leaves.filter(|_| alone && place.depth == 0);
        let (tail, behind) = tail.split_at(leaves.unwrap_or(tail.len()));
        let mut span = block.span;
        if !behind.is_empty() {
            let last = tail.last().map_or(&head, |line| &line.inlines);
            span.end = extent(self.chunk, last).map_or(span.end, |own| own.end);
        }
        self.push(kind, span, head, place, false);
        let within = Place {
            parent: Some(entry),
            depth: place.depth + 1,
            quoted: place.quoted,
        };
        if place.depth < MAX_DEPTH {
            for line in tail {
                self.line(line, within);
            }
            for (child, block) in self.chunk.children(Some(index)) {
                if Some(child) == own.map(|(own, _)| own) {
                    continue;
                }
                self.block(child, block, within);
            }
        }
        self.entries[entry as usize].next = self.entries.len() as u32;
        for line in behind {
            self.line(line, place);
        }
    }

    fn block(&mut self, index: u32, block: &Block, place: Place) {
        match &block.kind {
            BlockKind::Heading { .. } | BlockKind::Paragraph => self.paragraph(block, place),
            BlockKind::List { ordered } => {
                for (item, child) in self.chunk.children(Some(index)) {
                    self.item(item, child, ordered.is_some(), place);
                }
            }
            BlockKind::Quote if place.depth < MAX_DEPTH => {
                self.blocks(
                    Some(index),
                    Place {
                        quoted: true,
                        depth: place.depth + 1,
                        ..place
                    },
                );
            }
            BlockKind::Table => self.table(index, place),
            BlockKind::Code { .. } => self.push_code(block, place),
            BlockKind::Html if !is_comment(self.chunk.str(block.span)) => {
                self.push_code(block, place)
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, block: &Block, place: Place) {
        for line in self.lines(block) {
            self.line(&line, place);
        }
    }

    fn line(&mut self, line: &Line, place: Place) {
        let kind = if line.typed {
            EntryKind::Typed
        } else {
            EntryKind::Line
        };
        let Some(span) = extent(self.chunk, &line.inlines) else {
            return;
        };
        self.push(kind, span, line.inlines.clone(), place, line.hard_break);
    }

    /// Cuts a paragraph into the lines that stand for themselves: those that begin with a typed
    /// bullet, a number that counts on or a label, and those after a hard break. Others are one line that was wrapped.
    fn lines(&self, block: &Block) -> Vec<Line> {
        let chunk = self.chunk;
        let inlines = chunk.inlines(block);
        let base = block.inlines.start;
        let mut raw: Vec<(Range<usize>, bool)> = Vec::new();
        let mut from = 0;
        for (at, inline) in inlines.iter().enumerate() {
            if matches!(inline.kind, InlineKind::SoftBreak | InlineKind::HardBreak) {
                raw.push((from..at, inline.kind == InlineKind::HardBreak));
                from = at + 1;
            }
        }
        // A paragraph's last line has no break, though people type the two spaces there, too.
        raw.push((from..inlines.len(), ends_in_hard_break(chunk, block)));

        let span = |range: &Range<usize>| {
            extent(chunk, &(base + range.start as u32..base + range.end as u32))
        };
        let text = |range: &Range<usize>| span(range).map_or("", |span| chunk.str(span));
        // An en dash may as well continue a sentence: it is a bullet where it opens the paragraph,
        // or opens several lines of it.
        let is_dash = |range: &Range<usize>| {
            text(range)
                .strip_prefix('–')
                .is_some_and(|rest| rest.starts_with(' '))
        };
        let dashes = raw.iter().filter(|(range, _)| is_dash(range)).count();
        let dashes_are_bullets = dashes > 1 || raw.first().is_some_and(|(range, _)| is_dash(range));
        // "In all\n12. June" may be wrapped, but nobody counts on by chance.
        let number = |at: usize| list_number(text(&raw.get(at)?.0)).map(|(number, _)| number);
        let counts_on = |at: usize| {
            let follows = |one: usize, two: usize| {
                number(one).is_some_and(|one| number(two) == one.checked_add(1))
            };
            follows(at, at + 1) || at > 0 && follows(at - 1, at)
        };
        let is_typed = |at: usize, range: &Range<usize>| {
            text(range).starts_with(TYPED_BULLETS)
                || dashes_are_bullets && is_dash(range)
                || counts_on(at)
        };
        let has_label = |range: &Range<usize>| {
            span(range)
                .is_some_and(|span| label::find(chunk, &inlines[range.clone()], span).is_some())
        };
        let bold_label = |range: &Range<usize>| {
            inlines
                .get(range.start)
                .is_some_and(|inline| inline.kind == InlineKind::Strong)
                && has_label(range)
        };

        let named = |range: &Range<usize>| {
            let own = &inlines[range.clone()];
            let Some(span) = span(range) else {
                return false;
            };
            let before = chunk
                .text
                .as_bytes()
                .get((span.start as usize).wrapping_sub(1));
            if !matches!(before, Some(b'\n' | b'\r')) {
                return false;
            }
            let bold =
                !own.is_empty() && own[0].kind == InlineKind::Strong && own[0].span.end == span.end;
            let whole = || {
                plain(
                    chunk,
                    base + range.start as u32..base + range.end as u32,
                    span,
                )
            };
            // "News" as the last line above a list.
            let short = range.end == inlines.len()
                && chunk.str(span).split_whitespace().count() <= part::MAX_KNOWN_WORDS;
            let label = label::find(chunk, own, span).or_else(|| self.dashed(own, span));
            let name = match label {
                Some((label, _)) => label.name,
                None if bold || short => whole().into_owned(),
                None => return false,
            };
            let meaning = self.grammar.meaning(&name);
            !meaning.fields.is_empty() || !meaning.parts.is_empty()
        };

        let mut lines: Vec<Line> = Vec::new();
        let mut labelled = false;
        for (at, (range, hard_break)) in raw.iter().enumerate() {
            let typed = is_typed(at, range);
            let after_break = at > 0 && raw[at - 1].1;
            let named = at > 0 && named(range);
            let starts = at == 0
                || typed
                || after_break
                || named
                || bold_label(range)
                || labelled && has_label(range);
            if at == 0 {
                labelled = has_label(range);
            }
            let range = base + range.start as u32..base + range.end as u32;
            match lines.last_mut() {
                Some(last) if !starts => {
                    last.inlines.end = range.end;
                    last.hard_break = *hard_break;
                }
                _ => lines.push(Line {
                    inlines: range,
                    typed,
                    hard_break: *hard_break,
                    named,
                }),
            }
        }
        lines.retain(|line| line.inlines.start < line.inlines.end);
        lines
    }

    fn table(&mut self, index: u32, place: Place) {
        let chunk = self.chunk;
        for (number, (row, block)) in chunk.children(Some(index)).enumerate() {
            let kind = if number == 0 {
                EntryKind::Header
            } else {
                EntryKind::Row
            };
            let cells: Vec<&Block> = chunk.children(Some(row)).map(|(_, cell)| cell).collect();
            let spans: Vec<Option<Span>> = cells
                .iter()
                .map(|cell| extent(chunk, &cell.inlines))
                .collect();
            let entry = self.entries.len() as u32;
            let inlines = match (cells.first(), cells.last()) {
                (Some(first), Some(last)) => first.inlines.start..last.inlines.end,
                _ => 0..0,
            };
            self.push(kind, block.span, inlines, place, false);
            // A row is a label and what is said of it.
            if let [Some(first), rest @ ..] = spans.as_slice()
                && !rest.is_empty()
            {
                let name = plain(chunk, cells[0].inlines.clone(), *first);
                let end = block.span.end;
                let value = rest
                    .iter()
                    .flatten()
                    .copied()
                    .reduce(Span::to)
                    .unwrap_or(Span { start: end, end });
                let row = &mut self.entries[entry as usize];
                row.label = Some(Label {
                    name: name.trim_end_matches([':', '：']).into(),
                    span: *first,
                    bold: false,
                    meaning: self.grammar.meaning(&name),
                });
                row.value = value;
            }
            self.entries[entry as usize].question = false;
            let within = Place {
                parent: Some(entry),
                depth: place.depth + 1,
                quoted: place.quoted,
            };
            for (cell, span) in cells.iter().zip(&spans) {
                let Some(span) = span else { continue };
                self.push(EntryKind::Cell, *span, cell.inlines.clone(), within, false);
                if kind == EntryKind::Header
                    && let Some(cell) = self.entries.last_mut()
                {
                    cell.question = false;
                }
            }
            self.entries[entry as usize].next = self.entries.len() as u32;
        }
    }

    /// A label with a dash, where it names a field, or with nothing behind its bold name, where it names a field or a part.
    fn dashed(&self, own: &[crate::syntax::Inline], text: Span) -> Option<(Label, Span)> {
        if let Some(found) = label::unmarked_bold(self.chunk, own, text) {
            let meaning = self.grammar.meaning(&found.0.name);
            let is_known = !meaning.fields.is_empty() || !meaning.parts.is_empty();
            return is_known.then_some(found);
        }
        let found = label::dashed(self.chunk, own, text)?;
        let is_field = !self.grammar.meaning(&found.0.name).fields.is_empty();
        is_field.then_some(found)
    }

    fn push_code(&mut self, block: &Block, place: Place) {
        self.push(EntryKind::Code, block.span, 0..0, place, false);
    }

    fn push(
        &mut self,
        kind: EntryKind,
        span: Span,
        inlines: Range<u32>,
        place: Place,
        hard_break: bool,
    ) {
        let chunk = self.chunk;
        let own = &chunk.inlines[inlines.start as usize..inlines.end as usize];
        let mut text = extent(chunk, &inlines).unwrap_or(Span {
            start: span.end,
            end: span.end,
        });
        if kind == EntryKind::Typed {
            let typed = chunk.str(text);
            let bullet = match list_number(typed) {
                Some((_, marker)) => marker,
                None => typed.chars().next().map_or(0, char::len_utf8),
            };
            let rest = &chunk.str(text)[bullet..];
            text.start += (bullet + rest.len() - rest.trim_start().len()) as u32;
        }
        let label = label::find(chunk, own, text).or_else(|| self.dashed(own, text));
        let value = match &label {
            None => text,
            Some((_, after)) => *after,
        };
        let plain_text = plain(chunk, inlines.clone(), text);
        let asked = plain(chunk, inlines.clone(), value);
        let asked = if asked.is_empty() {
            &plain_text
        } else {
            &asked
        };
        // Below a question stands its answer, which may well begin with "What I did …".
        let answers = place
            .parent
            .is_some_and(|parent| self.entries[parent as usize].question);
        let opener = self.grammar.opener(asked);
        let question = asks(asked) || !answers && opener.is_some();
        let bold_only = own.first().is_some_and(|inline| {
            inline.kind == InlineKind::Strong
                && chunk
                    .str(Span {
                        start: inline.span.end,
                        end: text.end.max(inline.span.end),
                    })
                    .trim_matches([':', '：', ' '])
                    .is_empty()
        });
        self.entries.push(Entry {
            kind,
            span,
            text,
            label: label.map(|(label, _)| Label {
                meaning: self.grammar.meaning(&label.name),
                ..label
            }),
            value,
            inlines,
            parent: place.parent,
            next: self.entries.len() as u32 + 1,
            depth: place.depth,
            quoted: place.quoted,
            bold_only,
            hard_break,
            question: question && kind != EntryKind::Code,
            behavioural: opener == Some(QuestionKind::Behavioural),
        });
    }
}

/// The number that a line begins with as an item of a list does, `4.` or `4)`, and its length with
/// what closes it.
fn list_number(line: &str) -> Option<(u32, usize)> {
    let rest = line.trim_start_matches(|char: char| char.is_ascii_digit());
    let digits = line.len() - rest.len();
    let item = rest.strip_prefix(['.', ')'])?.starts_with(' ');
    // A year ends a sentence more often than it counts.
    let number = line[..digits].parse().ok().filter(|_| digits <= 2)?;
    item.then_some((number, digits + 1))
}

/// Whether a text asks something: a question mark that ends a sentence in it.
pub(super) fn asks(text: &str) -> bool {
    questions_in(text) > 0
}

/// How many question marks end a sentence in a text.
pub(crate) fn questions_in(text: &str) -> usize {
    let mut count = 0;
    // "[?] technical": Obsidian's mark of an item asks nothing.
    let text = text.trim_start_matches(['[', '?', ']', ' ']);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let ends = match chars.peek() {
            None => true,
            Some(next) => char == '？' || next.is_whitespace() || is_closing(*next),
        };
        if matches!(char, '?' | '？') && ends {
            count += 1;
        }
    }
    count
}

fn is_closing(char: char) -> bool {
    matches!(
        char,
        '"' | '\'' | '”' | '’' | '»' | '“' | ')' | '）' | '」' | '』' | '*' | '_'
    )
}

/// From the first to the last of some inlines. A link or an emphasis may go on in the next line, which is
/// no part of this one.
fn extent(chunk: &Chunk, inlines: &Range<u32>) -> Option<Span> {
    let own = &chunk.inlines[inlines.start as usize..inlines.end as usize];
    let start = own.first()?.span.start;
    let end = own.iter().map(|inline| inline.span.end).max()?;
    let next = chunk.inlines.get(inlines.end as usize);
    let line_end = next
        .filter(|next| matches!(next.kind, InlineKind::SoftBreak | InlineKind::HardBreak))
        .map_or(end, |next| next.span.start.max(start));
    Some(Span {
        start,
        end: end.min(line_end),
    })
}

/// Whether a paragraph's last line ends in two spaces or a backslash.
fn ends_in_hard_break(chunk: &Chunk, block: &Block) -> bool {
    let rest = &chunk.text[block.span.end as usize..];
    rest.starts_with("  ") || chunk.str(block.span).ends_with('\\')
}

/// Whether an HTML block is nothing but comments.
fn is_comment(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(inside) = rest.strip_prefix("<!--") {
        match inside.split_once("-->") {
            Some((_, after)) => rest = after.trim_start(),
            // Never closed: it runs to the end of the document.
            None => return true,
        }
    }
    rest.is_empty()
}
