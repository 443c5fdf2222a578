//! `prep-ls check`: every prep note below some paths, on all cores.
//!
//! The order of things: the paths become files, each file gets its configuration, the files are
//! examined side by side, and then all is told in the order of the paths.

mod examine;
pub(super) mod excerpt;
mod input;
pub(super) mod json;
mod progress;
mod tell;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::note::Globs;
use crate::rules::Severity;

use self::examine::{Examined, Mode, examine, problems};
use self::input::Input;
use self::progress::Progress;
use super::args::today;
use super::configs::{Configs, Overrides, Source, absolute, folder_of};
use super::{CheckArgs, Format, Status, read, term, write};

/// What became of a file.
enum Outcome {
    /// It could not be read: why, and whether that makes the run fail.
    Unreadable(String, bool),
    /// It is no prep note: why, and whether the command line names it.
    Ordinary(String, bool),
    /// It is one.
    Note(Box<Examined>),
    /// It is one, and could not be mended: why.
    Unwritten(Box<Examined>, String),
}

/// Runs `prep-ls check`.
///
/// # Errors
/// If it cannot run at all. What concerns some of the files only is told and makes the status
/// [`Status::Failed`], after all others were checked.
pub fn run(args: &CheckArgs) -> anyhow::Result<Status> {
    let overrides = Overrides {
        select: args.select.clone(),
        ignore: args.ignore.clone(),
        today: Some(today(args.today)?),
    };
    let mode = match (args.diff, args.fix) {
        (true, _) => Mode::Diff,
        (false, true) => Mode::Fix,
        (false, false) => Mode::Report,
    };
    let mut run = Run {
        args,
        mode,
        configs: match Configs::new(args.config.as_deref(), overrides) {
            Ok(configs) => configs,
            Err(error) => {
                term::remark(&error.render());
                return Ok(Status::Failed);
            }
        },
        failed: false,
    };
    let (files, folders, stdout) = match &args.stdin_filename {
        Some(name) => {
            let (outcome, mended) = run.standard_input(name)?;
            let files = outcome
                .into_iter()
                .map(|outcome| (name.clone(), outcome))
                .collect();
            (files, Vec::new(), mended)
        }
        None => {
            let (files, folders) = run.paths();
            (files, folders, None)
        }
    };
    run.tell(files, &folders, stdout)
}

struct Run<'a> {
    args: &'a CheckArgs,
    mode: Mode,
    configs: Configs,
    failed: bool,
}

impl Run<'_> {
    fn for_people(&self) -> bool {
        self.args.format == Format::Text && self.mode != Mode::Diff
    }

    /// Examines the files that the command line names. Also returns the folders that it names.
    fn paths(&mut self) -> (Vec<(PathBuf, Outcome)>, Vec<PathBuf>) {
        let inputs = input::gather(&self.args.paths);
        for error in &inputs.errors {
            term::error(error);
            self.failed = true;
        }
        for warning in &inputs.warnings {
            term::warning(warning);
        }
        // The configuration of a folder is told of even if there is no note below it. One that
        // cannot be read is told of with all others.
        for folder in &inputs.folders {
            let _ = self.configs.of(folder);
        }
        let jobs: Vec<(Input, Arc<Source>)> = inputs
            .files
            .into_iter()
            .filter_map(|input| {
                let source = self.configs.of(folder_of(&input.path)).ok()?;
                Some((input, source))
            })
            .collect();
        let progress = Progress::new(jobs.len(), self.args.quiet);
        let for_people = self.for_people();
        let files = jobs
            .into_par_iter()
            .map(|(input, source)| {
                let outcome = examine_file(&input, &source, self.mode, for_people);
                progress.step();
                (input.path, outcome)
            })
            .collect();
        progress.finish();
        (files, inputs.folders)
    }

    /// Examines standard input under a name. Also returns the text to print in its place, if it
    /// was to be mended.
    fn standard_input(&mut self, name: &Path) -> anyhow::Result<(Option<Outcome>, Option<String>)> {
        let contents = read::text(io::stdin().lock(), "standard input")?;
        let Ok(source) = self.configs.of(folder_of(name)) else {
            return Ok((None, None));
        };
        let (outcome, mended) =
            match examine(name, &contents, &source, self.mode, self.for_people()) {
                Ok(mut examined) => {
                    let mended = examined.text.take();
                    (Outcome::Note(Box::new(examined)), mended)
                }
                Err(why) => (Outcome::Ordinary(why, true), None),
            };
        // An editor that pipes its text through takes what comes back for the text.
        let mended = (self.mode == Mode::Fix).then(|| mended.unwrap_or(contents));
        Ok((Some(outcome), mended))
    }

    /// Tells all there is to tell.
    fn tell(
        mut self,
        files: Vec<(PathBuf, Outcome)>,
        folders: &[PathBuf],
        mended_input: Option<String>,
    ) -> anyhow::Result<Status> {
        for error in self.configs.errors() {
            term::remark(&error.render());
            self.failed = true;
        }
        let mut told = tell::Told::new();
        for source in self.configs.sources() {
            let (diagnostics, rendered) = problems(source, self.for_people());
            told.configuration(&source.shown, diagnostics, &rendered);
        }
        for (path, outcome) in files {
            let path = path.display();
            match outcome {
                Outcome::Unreadable(why, fatal) if fatal => {
                    term::error(&why);
                    self.failed = true;
                }
                Outcome::Unreadable(why, _) => {
                    told.unreadable += 1;
                    term::warning(&why);
                }
                Outcome::Ordinary(why, given) => {
                    told.report.summary.files += 1;
                    if given && !self.args.quiet {
                        term::remark(&format!("`{path}` is no prep note: {why}."));
                    }
                }
                Outcome::Note(examined) => told.note(*examined),
                Outcome::Unwritten(examined, why) => {
                    term::error(&why);
                    self.failed = true;
                    told.note(*examined);
                }
            }
        }
        for (path, rule) in &told.panicked {
            term::warning(&format!(
                "the rule `{rule}` failed on `{path}`, and said nothing of it: this is a fault of prep-ls, please report it"
            ));
        }
        if let Some(text) = &mended_input {
            pass_broken_pipe(io::stdout().lock().write_all(text.as_bytes()))?;
        }
        // Where something failed there may well be notes.
        let folders = if self.failed { &[] } else { folders };
        let printed = told.print(self.args, self.mode, folders, mended_input.is_some());
        pass_broken_pipe(printed)?;

        let min = Severity::from(self.args.min_severity);
        let found = match self.mode {
            Mode::Diff => !told.diff.is_empty(),
            Mode::Report | Mode::Fix => told
                .report
                .diagnostics
                .iter()
                .any(|diagnostic| diagnostic.severity >= min),
        };
        Ok(match (self.failed, found) {
            (true, _) => Status::Failed,
            (false, true) => Status::Findings,
            (false, false) => Status::Clean,
        })
    }
}

/// Whoever reads the output may have enough of it, as `head` does. The exit status holds all the
/// same.
fn pass_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn examine_file(input: &Input, source: &Source, mode: Mode, for_people: bool) -> Outcome {
    let contents = match read::file(&input.path) {
        Ok(contents) => contents,
        Err(error) => {
            // A file that happens to lie there may be anything; one that `include` names is a note.
            let included = source.profile.globs(&absolute(&input.path)) == Globs::Included;
            return Outcome::Unreadable(error.to_string(), input.given || included);
        }
    };
    let mut examined = match examine(&input.path, &contents, source, mode, for_people) {
        Ok(examined) => examined,
        Err(why) => return Outcome::Ordinary(why, input.given),
    };
    if let Some(text) = examined.text.take()
        && let Err(error) = write::replace(&input.path, &contents, &text)
    {
        // It is as it was, and so are the findings in it.
        return match examine(&input.path, &contents, source, Mode::Report, for_people) {
            Ok(examined) => Outcome::Unwritten(Box::new(examined), error.to_string()),
            Err(why) => Outcome::Ordinary(why, input.given),
        };
    }
    Outcome::Note(Box::new(examined))
}
