//! Folding: sections, parts, lists and their items, tables, quotations, front matter, code, comments.

use crate::note::EntryKind;
use crate::syntax::{BlockKind, InlineKind};

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
        for (index, block) in (0u32..).zip(&chunk.blocks) {
            // The list would take the place of its first item, where that has something to fold.
            let long_first = matches!(block.kind, BlockKind::List { .. })
                && chunk.children(Some(index)).next().is_some_and(|(_, item)| {
                    chunk.str(item.span).trim_end().contains(['\n', '\r'])
                });
            if long_first {
                continue;
            }
            let kind = match block.kind {
                BlockKind::Html if chunk.str(block.span).starts_with("<!--") => FoldKind::Comment,
                BlockKind::List { .. }
                | BlockKind::Item { .. }
                | BlockKind::Code { .. }
                | BlockKind::Quote
                | BlockKind::Table => FoldKind::Region,
                _ => continue,
            };
            let range = block.span.at(segment.start);
            add(range.start, range.end, kind);
        }
        // A comment between lines of text, and typed bullets, of which Markdown makes no blocks.
        for inline in &chunk.inlines {
            if inline.kind == InlineKind::Html && chunk.str(inline.span).starts_with("<!--") {
                let range = inline.span.at(segment.start);
                add(range.start, range.end, FoldKind::Comment);
            }
        }
        for entry in &segment.value.entries {
            if entry.kind == EntryKind::Typed {
                let range = entry.span.at(segment.start);
                add(range.start, range.end, FoldKind::Region);
            }
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

#[cfg(test)]
mod tests {
    use crate::ide::testing::of;

    use super::*;

    #[test]
    fn everything_of_several_lines_folds() {
        let text = "---\nprep: true\n---\n# A\n- a\n  - b\n- c\n\n| a |\n| - |\n\n> q\n> r\n\n<!-- c\nd -->\n\nx <!-- e\nf -->\n\n```\ng\n```\n\n1. **Team**\n  • one\n    two\n";
        let lines: Vec<&str> = text.lines().collect();
        let found: Vec<String> = folds(&of(text))
            .iter()
            .map(|fold| {
                format!(
                    "{} … {} {:?}",
                    lines[fold.first_line], lines[fold.last_line], fold.kind
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                "--- … --- Region",
                "# A … two Region",
                "- a …   - b Region",
                "| a | … | - | Region",
                "> q … > r Region",
                "<!-- c … d --> Comment",
                "x <!-- e … f --> Comment",
                "``` … ``` Region",
                "1. **Team** … two Region",
                "  • one … two Region",
            ]
            .map(|line| line.replace("two", "    two"))
        );
    }
}
