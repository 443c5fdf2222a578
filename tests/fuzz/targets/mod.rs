//! What is tried on arbitrary bytes: one function for each target, which panics where something does not hold.
//!
//! `fuzz/` runs them under libFuzzer; `tests/fuzz/main.rs` runs them on the seeds and on everything that was ever found, with
//! any compiler.

// Each fuzzer is a program of its own that uses one of them.
#![allow(dead_code)]

mod config;
mod edits;
mod fixes;
mod parse;
mod positions;
mod rpc;
mod scan;
mod support;

pub(crate) use config::config;
pub(crate) use edits::edits;
pub(crate) use fixes::fixes;
pub(crate) use parse::parse;
pub(crate) use positions::positions;
pub(crate) use rpc::rpc;
pub(crate) use scan::scan;

/// A target.
pub(crate) type Target = fn(&[u8]);

/// Every target by its name.
pub(crate) const TARGETS: [(&str, Target); 7] = [
    ("parse", parse),
    ("edits", edits),
    ("positions", positions),
    ("fixes", fixes),
    ("config", config),
    ("rpc", rpc),
    ("scan", scan),
];

/// What stands between the pieces of an input that has several: a byte that is in no UTF-8.
pub(crate) const BREAK: u8 = 0xff;
