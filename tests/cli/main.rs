//! The command line through the real binary: what it prints, what it writes, how it ends.

mod bad_input;
mod cache;
mod check;
mod commands;
mod configuration;
mod fix;
mod github;
mod hostile;
mod json;
mod junit;
mod lab;
mod new;
#[cfg(unix)]
mod new_terminal;
mod render;
mod round;
mod sarif;
mod standing;
mod statistics;
mod stdin;
mod watch;
