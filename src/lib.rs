//! prep-ls: a language server and command-line checker for interview prep notes.
//!
//! One direction of flow: **text → syntax → note → rules and ide → server and cli**. A module names
//! only those before it in this list:
//!
//! - [`text`] – an editable text, its positions; no Markdown
//! - [`syntax`] – Markdown as a tree, kept incrementally
//! - [`grammar`] – what is known about prep notes, as data
//! - [`dates`] – dates as people write them
//! - [`note`] – what a document's Markdown means
//! - [`claims`] – what the candidate claims, and what makes it concrete
//! - [`coverage`] – what the posting asks for, and where the note answers
//! - [`posting`] – job postings: what a saved one says
//! - [`rules`] – what an interviewer would notice, one file each
//! - [`readiness`] – how far a note is, in words and counts
//! - [`fix`] – applying fixes
//! - [`draft`] – a new note, from what is known of a job
//! - [`config`] – `prep.toml`
//! - [`document`] – an open note with all that follows from its text
//! - [`ide`] – what an editor offers
//! - [`workspace`] – the set of notes
//! - [`server`] – the language server
//! - [`cli`] – the commands of the terminal
//!
//! `ARCHITECTURE.md` has the invariants; `tests/architecture.rs` holds them.

pub mod claims;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod dates;
pub mod document;
pub mod draft;
pub mod fix;
pub mod grammar;
pub mod ide;
pub mod note;
pub mod posting;
pub mod readiness;
pub mod rules;
pub mod server;
pub mod syntax;
pub mod text;
pub mod workspace;
