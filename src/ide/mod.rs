//! What an editor offers, as plain data: pure functions from a snapshot and a place. Nothing here
//! knows the protocol; ranges are half-open, in bytes of the snapshot's text.

mod actions;
mod completion;
mod document_links;
mod folding;
mod hover;
mod lens;
pub mod navigate;
mod outline;
mod plain;
mod selection;
mod sort;
#[cfg(test)]
mod testing;

pub use actions::{Action, ActionKind, Ask, Edits, actions};
pub use completion::{
    Completion, CompletionKind, Completions, Docs, LinkTarget, LinkTargets, MAX_ITEMS, TRIGGERS,
    WantedLinks, WantedTargets, complete, wanted_targets,
};
pub use document_links::{DocumentLink, LinkedTo, document_links};
pub use folding::{Fold, FoldKind, folds};
pub use hover::{Hover, hover, link_away, preview, preview_of, readiness_page};
pub use lens::{Hint, Lens, LensAct, hints, lenses};
pub use outline::{Symbol, SymbolKind, outline};
pub use plain::plain;
pub use selection::selection_ranges;
pub use sort::sort_sections;

use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::Note;
use crate::readiness::Readiness;
use crate::rules::{Finding, Settings};
use crate::syntax::BlockKind;
use crate::text::Text;

/// One version of a note with all that a feature may need. Immutable, and cheap to clone.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The text.
    pub text: Text,
    /// The note.
    pub note: Arc<Note>,
    /// What is known about prep notes.
    pub grammar: Arc<Grammar>,
    /// The settings of the rules.
    pub settings: Arc<Settings>,
    /// What was found in this version.
    pub findings: Arc<[Finding]>,
}

impl Snapshot {
    /// How far the note is.
    pub fn readiness(&self) -> Readiness {
        Readiness::of(
            &self.note,
            &self.grammar,
            &self.findings,
            self.settings.today,
        )
    }

    /// Whether an offset lies where nobody writes prose: in code, HTML, a comment, front matter, a
    /// quotation, outside the Markdown.
    fn is_verbatim(&self, offset: usize) -> bool {
        let body = &self.note.layout.body;
        if offset < body.start || offset > body.end {
            return true;
        }
        let Some(index) = self.note.segment_at(offset) else {
            return false;
        };
        let at = self.note.segment(index);
        let offset = (offset - at.start) as u32;
        at.segment.chunk.blocks.iter().any(|block| {
            let verbatim = matches!(
                block.kind,
                BlockKind::Code { .. } | BlockKind::Html | BlockKind::Quote
            );
            verbatim && block.span.start <= offset && offset <= block.span.end
        })
    }
}
