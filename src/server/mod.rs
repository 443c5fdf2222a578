//! The language server. A stand-in until the real one arrives.

use std::path::PathBuf;

/// How the server runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerOptions {
    /// Diagnostics wait this long after the last keystroke, in milliseconds.
    pub debounce_ms: Option<u64>,
    /// An address to listen at, in place of standard input.
    pub listen: Option<String>,
    /// A configuration file that wins over all others.
    pub config: Option<PathBuf>,
}

/// Runs the server until its client ends it.
///
/// # Errors
/// Always, for now.
pub fn run(_options: ServerOptions) -> anyhow::Result<()> {
    anyhow::bail!("the server is not built in yet")
}
