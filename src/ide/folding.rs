//! Folding: sections, parts, lists, front matter, code, comments, the fence round a note.

use crate::syntax::BlockKind;

use super::Snapshot;

/// A piece that can be folded: zero-based lines, both of them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    /// The line that stays visible.
    pub first_line: usize,
    /// The last line that is hidden.
    pub last_line: usize,
    /// What it is.
    pub kind: FoldKind,
}

/// What a fold is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    /// A heading with what belongs to it, a part, a list, code, front matter.
    Region,
    /// A comment.
    Comment,
}

/// The folds of a document, in order; none in a document that is no note.
pub fn folds(snapshot: &Snapshot) -> Vec<Fold> {
    let Snapshot { text, note, .. } = snapshot;
    if !note.is_note() {
        return Vec::new();
    }
    let mut folds: Vec<Fold> = Vec::new();
    let mut add = |start: usize, end: usize, kind: FoldKind| {
        let content = text.slice(start..end);
        let kept = content.trim_end().len();
        let (first_line, last_line) = (
            text.line_of(start),
            text.line_of(start + kept.saturating_sub(1)),
        );
        if kept > 0 && last_line > first_line {
            folds.push(Fold {
                first_line,
                last_line,
                kind,
            });
        }
    };
    if let Some(front) = &note.layout.front_matter {
        let first = text.line_of(front.start).saturating_sub(1);
        add(
            text.line_range(first).start,
            text.line_range(text.line_of(front.end)).end,
            FoldKind::Region,
        );
    }
    for node in 0..note.nodes.len() {
        let range = note.node_range(node);
        add(range.start, range.end, FoldKind::Region);
    }
    for segment in &note.segments {
        let chunk = &segment.value.chunk;
        for part in &segment.value.parts {
            let range = part.span.at(segment.start);
            add(range.start, range.end, FoldKind::Region);
        }
        for block in &chunk.blocks {
            let kind = match block.kind {
                BlockKind::Html if chunk.str(block.span).starts_with("<!--") => FoldKind::Comment,
                BlockKind::List { .. }
                | BlockKind::Item { .. }
                | BlockKind::Code { .. }
                | BlockKind::Table => FoldKind::Region,
                _ => continue,
            };
            let range = block.span.at(segment.start);
            add(range.start, range.end, kind);
        }
    }
    folds.sort_unstable_by_key(|fold| {
        (
            fold.first_line,
            std::cmp::Reverse(fold.last_line),
            fold.kind,
        )
    });
    // Two folds that begin in one line are one to an editor: the longest counts.
    folds.dedup_by_key(|fold| fold.first_line);
    folds
}
