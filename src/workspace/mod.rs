//! The set of notes: which files there are to look at, what they say, and how they hang together.

pub mod across;
mod around;
pub mod bank;
mod blocks;
mod build;
mod discover;
pub mod index;
pub mod links;
pub mod offers;
pub mod scan;
mod stories;
pub mod symbols;

pub use around::{Files, anchors_of, around, numbers_of, sections_of};
pub use build::{Bound, Limits, Outcome, Reins, Root, Seen, fill, fill_keeping, read, searchable};
pub use discover::{Discovered, Problem, discover, is_markdown};
