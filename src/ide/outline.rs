//! The outline: title › sections › parts › questions and fields.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::Grammar;
use crate::note::{Entry, EntryKind, Note, Part, PartKind, SegmentRef};

/// A name in the outline, with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name, without marks and markup.
    pub name: String,
    /// What is worth knowing of it at a glance, such as how many questions there are.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it, from its name to the end of the last line before the next one.
    pub range: Range<usize>,
    /// The name as it stands in the text; it lies within the range.
    pub selection: Range<usize>,
    /// The names within it.
    pub children: Vec<Symbol>,
}

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// The note's title.
    Title,
    /// A standard section.
    Section,
    /// Another heading.
    Heading,
    /// A part of a section.
    Part,
    /// A question.
    Question,
    /// A labelled text.
    Field,
}

/// The outline of a note; empty for any other document.
pub fn outline(note: &Note, grammar: &Grammar) -> Vec<Symbol> {
    if !note.is_note() {
        return Vec::new();
    }
    let roots: Vec<usize> = (0..note.nodes.len())
        .filter(|&node| note.nodes[node].parent.is_none())
        .collect();
    let mut symbols: Vec<Symbol> = Vec::new();
    // What stands before the first heading has no name to stand under.
    if let Some(first) = note
        .segments
        .first()
        .filter(|first| first.value.heading.is_none())
    {
        let at = SegmentRef {
            start: first.start,
            segment: &first.value,
        };
        symbols.extend(contents(note, grammar, at, None));
    }
    symbols.extend(roots.into_iter().map(|node| symbol(note, grammar, node)));
    symbols
}

fn symbol(note: &Note, grammar: &Grammar, index: usize) -> Symbol {
    let node = &note.nodes[index];
    let (at, heading) = note.heading(node);
    let is_title = note
        .title
        .as_ref()
        .is_some_and(|title| title.segment == node.segment);
    let section = section_of(note, index);
    let mut children = contents(note, grammar, at, section);
    let mut next = index + 1;
    while let Some(inner) = note
        .nodes
        .get(next)
        .filter(|inner| inner.segment < node.end)
    {
        children.push(symbol(note, grammar, next));
        next = note
            .nodes
            .partition_point(|other| other.segment < inner.end);
    }
    let kind = match (is_title, node.section, section) {
        (true, ..) => SymbolKind::Title,
        (_, Some(_), _) => SymbolKind::Section,
        (_, None, Some(_)) if heading.question => SymbolKind::Question,
        (_, None, Some(_)) => SymbolKind::Part,
        (_, None, None) => SymbolKind::Heading,
    };
    let whole = note.node_range(index);
    let selection = at.range(heading.text);
    let name = if heading.name.is_empty() {
        "(no heading)".to_owned()
    } else {
        heading.name.clone()
    };
    let detail = match node.section {
        Some(section) => section_detail(note, grammar, section, &name),
        None => String::new(),
    };
    Symbol {
        name,
        detail,
        kind,
        range: without_line_end(note, whole, &selection),
        selection,
        children,
    }
}

/// The section that a node is or lies in.
fn section_of(note: &Note, node: usize) -> Option<usize> {
    std::iter::successors(Some(node), |&node| note.nodes[node].parent)
        .find_map(|node| note.nodes[node].section)
}

/// A node's range up to the end of its last line: clients that take the end for inclusive would
/// count the next heading in.
fn without_line_end(note: &Note, range: Range<usize>, selection: &Range<usize>) -> Range<usize> {
    let behind = note
        .segments
        .partition_point(|segment| segment.start < range.end);
    let Some(last) = behind.checked_sub(1).map(|last| &note.segments[last]) else {
        return range;
    };
    let text = &last.value.chunk.text;
    let content = &text[..range.end - last.start];
    let content = content.strip_suffix('\n').unwrap_or(content);
    let content = content.strip_suffix('\r').unwrap_or(content);
    range.start..(last.start + content.len()).max(selection.end)
}

/// A section in words: its standard title if it goes by another, and how much there is.
fn section_detail(note: &Note, grammar: &Grammar, index: usize, name: &str) -> String {
    let section = &note.sections[index];
    let spec = &grammar.sections[section.spec];
    let mut entries = note
        .segments_of(section)
        .flat_map(|at| at.segment.entries.iter())
        .peekable();
    let amount = if !note.has_content(section) {
        "empty".to_owned()
    } else if spec.questions.is_some() {
        plural(note.question_count(section), "question")
    } else if entries.peek().is_some() {
        plural(
            entries
                .filter(|entry| !matches!(entry.kind, EntryKind::Header | EntryKind::Cell))
                .count(),
            "entry",
        )
    } else {
        String::new()
    };
    let known_as = grammar.key(name) != grammar.key(&spec.title);
    match (known_as, amount.is_empty()) {
        (true, false) => format!("{} · {amount}", spec.title),
        (true, true) => spec.title.clone(),
        _ => amount,
    }
}

fn plural(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}

/// The parts, questions and fields of a segment.
fn contents(
    note: &Note,
    grammar: &Grammar,
    at: SegmentRef<'_>,
    section: Option<usize>,
) -> Vec<Symbol> {
    let spec = section.map(|section| note.sections[section].spec);
    let asks = spec.is_some_and(|spec| grammar.sections[spec].questions.is_some());
    let segment = at.segment;
    let mut parts: HashMap<usize, &Part> = HashMap::new();
    for part in &segment.parts {
        parts.entry(part.entry as usize).or_insert(part);
    }
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut open: Vec<Symbol> = Vec::new();
    for (index, entry) in segment.entries.iter().enumerate() {
        let symbol = if let Some(part) = parts.get(&index) {
            let kind = if asks && entry.question && part.kind == PartKind::Item {
                SymbolKind::Question
            } else {
                SymbolKind::Part
            };
            Symbol {
                name: part.name.clone(),
                detail: String::new(),
                kind,
                range: at.range(part.span),
                selection: at.range(part.name_span),
                children: Vec::new(),
            }
        } else if let Some(symbol) = entry_symbol(at, entry, spec, asks) {
            symbol
        } else {
            continue;
        };
        // It belongs to the last one that holds it.
        while open.last().is_some_and(|last| {
            last.range.end < symbol.range.end || last.range.end <= symbol.range.start
        }) {
            close(&mut open, &mut symbols);
        }
        open.push(symbol);
    }
    while !open.is_empty() {
        close(&mut open, &mut symbols);
    }
    symbols
}

fn close(open: &mut Vec<Symbol>, done: &mut Vec<Symbol>) {
    let Some(symbol) = open.pop() else { return };
    match open.last_mut() {
        Some(holder) => holder.children.push(symbol),
        None => done.push(symbol),
    }
}

fn entry_symbol(
    at: SegmentRef<'_>,
    entry: &Entry,
    spec: Option<usize>,
    asks: bool,
) -> Option<Symbol> {
    if entry.quoted && !entry.question || matches!(entry.kind, EntryKind::Code | EntryKind::Header)
    {
        return None;
    }
    let range = at.range(entry.span);
    if asks && entry.question && entry.kind != EntryKind::Row {
        let plain = at.segment.plain(entry);
        return Some(Symbol {
            name: shortened(plain.trim_matches(['"', '“', '”', '„', '«', '»', ' '])),
            detail: String::new(),
            kind: SymbolKind::Question,
            range,
            selection: at.range(entry.text),
            children: Vec::new(),
        });
    }
    let label = entry.label.as_ref()?;
    let known = spec.is_some_and(|spec| label.meaning.field(spec).is_some());
    if !(known || label.bold && entry.depth == 0) {
        return None;
    }
    Some(Symbol {
        name: label.name.clone(),
        detail: shortened(&at.segment.plain_value(entry)),
        kind: SymbolKind::Field,
        range,
        selection: at.range(label.span),
        children: Vec::new(),
    })
}

/// A name that fits an outline: at most 80 characters.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
