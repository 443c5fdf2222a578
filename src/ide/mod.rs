//! What an editor offers, as plain data. A stand-in until the real one arrives.

use std::ops::Range;

use crate::grammar::Grammar;
use crate::note::Note;

/// A name in the outline, with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name, without marks and markup.
    pub name: String,
    /// What is worth knowing of it at a glance.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub range: Range<usize>,
    /// The name as it stands in the text.
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

/// The outline of a note: here its headings only.
pub fn outline(note: &Note, _grammar: &Grammar) -> Vec<Symbol> {
    let roots = (0..note.nodes.len()).filter(|&node| note.nodes[node].parent.is_none());
    roots.map(|node| symbol(note, node)).collect()
}

fn symbol(note: &Note, index: usize) -> Symbol {
    let (_, heading) = note.heading(&note.nodes[index]);
    let title = note.title.as_ref().map(|title| title.segment);
    let kind = if title == Some(note.nodes[index].segment) {
        SymbolKind::Title
    } else if note.nodes[index].section.is_some() {
        SymbolKind::Section
    } else {
        SymbolKind::Heading
    };
    let children = (index + 1..note.nodes.len())
        .filter(|&inner| note.nodes[inner].parent == Some(index))
        .map(|inner| symbol(note, inner))
        .collect();
    Symbol {
        name: heading.name.clone(),
        detail: String::new(),
        kind,
        range: note.node_range(index),
        selection: note.heading_range(index),
        children,
    }
}
