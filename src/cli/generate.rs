//! What is generated from the program itself: schema, completions, manual pages.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Context as _;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::config;

use super::{Cli, Status};

/// Prints the JSON Schema of `prep.toml`.
///
/// # Errors
/// If standard output cannot be written.
pub fn schema() -> anyhow::Result<Status> {
    io::stdout().lock().write_all(config::schema().as_bytes())?;
    Ok(Status::Clean)
}

/// Prints the completions for a shell.
///
/// # Errors
/// If standard output cannot be written.
pub fn completions(shell: Shell) -> anyhow::Result<Status> {
    // Written to memory first, because the generator panics where a pipe breaks.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "prep-ls", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Status::Clean)
}

/// Prints the manual page, or writes one for each command into a folder.
///
/// # Errors
/// If standard output or the folder cannot be written.
pub fn man(out: Option<&Path>) -> anyhow::Result<Status> {
    let command = Cli::command();
    match out {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            io::stdout().lock().write_all(&page)?;
        }
        Some(folder) => {
            let failed = || {
                format!(
                    "the manual pages could not be written to `{}`: give a folder that you may write to",
                    folder.display()
                )
            };
            fs::create_dir_all(folder).with_context(failed)?;
            clap_mangen::generate_to(command, folder).with_context(failed)?;
        }
    }
    Ok(Status::Clean)
}
