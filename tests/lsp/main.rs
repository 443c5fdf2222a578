//! The language server from outside: the real binary over stdio, by raw JSON-RPC.
//!
//! These tests hold what an editor relies on. They know nothing of the library's types and turn
//! positions into text with code of their own (`harness/text.rs`), so that they check the
//! server's rather than repeat it. Every wait has a limit, and every client ends by asking the
//! server to stop: it must do so at once, with status 0, and with no message left unread.

mod across;
mod bare;
mod calm;
mod cancellation;
mod code_actions;
mod code_actions_rewrite;
mod commands;
mod completion;
mod completion_places;
mod configuration;
mod configuration_live;
mod conformance;
mod diagnostics;
mod fixtures;
mod folding;
mod harness;
mod hostile;
mod hover;
mod lifecycle;
mod lifecycle_end;
mod long_notes;
mod malformed;
mod navigate;
mod notes;
mod overload;
mod readiness;
mod rename;
mod selection;
mod soak;
mod story_bank;
mod suppressions;
mod symbols;
mod sync;
mod sync_burst;
mod workspace;
mod workspace_live;
