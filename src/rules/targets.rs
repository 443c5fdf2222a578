//! What is known of the files that a note's links lead to. The core looks nothing up: whoever knows
//! the files, an index or a test, says what is there.

use std::fmt::Debug;
use std::sync::Arc;

use crate::note::Anchors;

/// The files that the links of one note may lead to.
pub trait Targets: Debug + Send + Sync {
    /// What is at a path as a link of the note names it: percent-decoded, without fragment, relative
    /// to the note's folder; for a wiki link the name of a note, with or without its extension.
    fn look_up(&self, path: &str, wiki: bool) -> Known;
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nobody knows: rules are silent.
    Unknown,
    /// Nothing.
    Missing {
        /// The path to what was meant, as a link of the note would name it, not encoded.
        nearest: Option<String>,
    },
    /// Something without anchors that could be known: an image, a folder.
    File,
    /// A Markdown file with these anchors.
    Markdown(Arc<Anchors>),
}
