//! A whole new note.

pub use crate::draft::blank as new_note;
pub(super) use crate::draft::body;
