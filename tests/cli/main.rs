//! The command line through the real binary: what it prints, what it writes, how it ends.

mod bad_input;
mod check;
mod commands;
mod configuration;
mod fix;
mod json;
mod lab;
mod render;
mod stdin;
