//! The set of notes: which files there are to look at.

mod discover;

pub use discover::{Discovered, Problem, discover, is_markdown};
