//! The commands of the terminal.
//!
//! Every command is a function from its arguments to a [`Status`]; what it cannot do it returns as
//! an error, which [`finish`] prints. Results go to standard output, remarks to standard error.

mod args;
pub mod check;
mod configs;
mod doctor;
mod explain;
mod generate;
mod new;
mod outline;
mod read;
mod term;
mod write;

pub use args::{
    CheckArgs, Cli, Command, DoctorArgs, ExplainArgs, ExplainFormat, Format, MinSeverity, NewArgs,
    OutlineArgs, OutlineFormat, SectionsWanted, ServerArgs,
};
pub use doctor::doctor;
pub use explain::explain;
pub use generate::{completions, man, schema};
pub use new::new;
pub use outline::outline;

use std::io;
use std::process::ExitCode;

use crate::server::ServerOptions;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Well, with nothing to report.
    Clean,
    /// Well, and there are findings.
    Findings,
    /// It could not do all that was asked, and has said so.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Clean => ExitCode::SUCCESS,
            Status::Findings => ExitCode::from(1),
            Status::Failed => ExitCode::from(2),
        }
    }
}

/// Makes `--color` hold for all that is printed from now on.
pub fn set_color(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Runs the language server.
///
/// # Errors
/// If it cannot listen, or its client breaks the protocol.
pub fn server(args: ServerArgs) -> anyhow::Result<Status> {
    let status = crate::server::run(ServerOptions {
        debounce_ms: args.debounce_ms,
        listen: args.listen,
        config: args.config,
    })?;
    // The protocol wants 1 where the client left without `shutdown`.
    Ok(if status == 0 {
        Status::Clean
    } else {
        Status::Findings
    })
}

/// The exit status of a command's result; an error is printed.
pub fn finish(result: anyhow::Result<Status>) -> ExitCode {
    match result {
        Ok(status) => status.into(),
        // Whoever read the output has enough of it, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            term::error(&format!("{error:#}"));
            Status::Failed.into()
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
