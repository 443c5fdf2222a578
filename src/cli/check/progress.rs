//! A bar for runs that take a while.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on standard error, if that is a terminal, and only after a second.
#[derive(Debug)]
pub(in crate::cli) struct Progress {
    bar: ProgressBar,
    since: Instant,
    shown: AtomicBool,
}

impl Progress {
    /// A bar for so many files.
    pub(in crate::cli) fn new(files: usize, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("Checking {bar:30} {pos} of {len} files") {
            bar.set_style(style);
        }
        Progress {
            bar,
            since: Instant::now(),
            shown: AtomicBool::new(quiet),
        }
    }

    /// Another file is done.
    pub(in crate::cli) fn step(&self) {
        if self.since.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            // This target draws nothing where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    /// All are done: the bar goes away.
    pub(in crate::cli) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
