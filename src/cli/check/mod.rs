//! `prep-ls check`: every prep note below some paths, on all cores.
//!
//! The order of things: the paths become files, each file gets its configuration, the files are
//! examined side by side, and then all is told in the order of the paths.

mod cache;
mod examine;
pub(super) mod excerpt;
mod github;
pub(super) mod input;
pub(super) mod json;
mod junit;
pub(super) mod progress;
pub(super) mod round;
mod sarif;
mod statistics;
mod tell;
mod trouble;
mod watch;

use std::borrow::Cow;
use std::fs::Metadata;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::note::Globs;
use crate::rules::Severity;

use self::cache::Cache;
use self::examine::{Examined, Means, Mode, examine, problems};
use self::input::Input;
use self::progress::Progress;
use self::round::Round;
use self::trouble::Trouble;
use super::args::today;
use super::configs::{ConfigError, Configs, Overrides, Source, absolute, folder_of};
use super::write::WriteError;
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

/// What a run came to.
struct Checked {
    status: Status,
    /// The files that were mended, with what the system says of them.
    written: Vec<(PathBuf, Metadata)>,
    /// Whether whoever read the output has enough of it.
    unheard: bool,
}

/// Runs `prep-ls check`.
///
/// # Errors
/// If it cannot run at all. What concerns some of the files only is told and makes the status
/// [`Status::Failed`], after all others were checked.
pub fn run(args: &CheckArgs) -> anyhow::Result<Status> {
    if args.statistics && !matches!(args.format, Format::Text | Format::Json) {
        anyhow::bail!(
            "--statistics has no place in this format: use --format text or --format json, or leave it out"
        );
    }
    if args.watch {
        return watch::run(args);
    }
    Ok(once(args)?.status)
}

/// Checks everything once.
fn once(args: &CheckArgs) -> anyhow::Result<Checked> {
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
            Err(error) => return without_configuration(args, mode, &error),
        },
        troubles: Vec::new(),
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

/// What a run comes to if the configuration that it was given cannot be read. The formats that
/// have a place for that tell it; of the others nothing is printed, lest it reads as a clean run.
fn without_configuration(
    args: &CheckArgs,
    mode: Mode,
    error: &ConfigError,
) -> anyhow::Result<Checked> {
    let told = tell::Told::new(vec![Trouble::configuration(error)]);
    let has_place = matches!(args.format, Format::Github | Format::Sarif | Format::Junit);
    let mut unheard = false;
    if has_place && mode != Mode::Diff {
        unheard = breaks(told.print_for_programs(args, io::stdout().lock()))?;
    }
    Ok(Checked {
        status: Status::Failed,
        written: Vec::new(),
        unheard,
    })
}

struct Run<'a> {
    args: &'a CheckArgs,
    mode: Mode,
    configs: Configs,
    troubles: Vec<Trouble>,
}

impl Run<'_> {
    fn for_people(&self) -> bool {
        self.args.format == Format::Text && self.mode != Mode::Diff && !self.args.statistics
    }

    /// Examines the files that the command line names. Also returns the folders that it names.
    fn paths(&mut self) -> (Vec<(PathBuf, Outcome)>, Vec<PathBuf>) {
        let inputs = input::gather(&self.args.paths);
        for error in inputs.errors {
            self.troubles.push(Trouble::error(None, error));
        }
        for warning in inputs.warnings {
            self.troubles.push(Trouble::warning(None, warning));
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
        let here = [PathBuf::from(".")];
        let given = match self.args.paths.as_slice() {
            [] => &here,
            paths => paths,
        };
        let round = self.round(given);
        let progress = Progress::new(jobs.len(), self.args.quiet);
        let cache = cache_folder(self.args).map(|folder| Cache::new(&folder));
        let means = Means {
            round: &round,
            mode: self.mode,
            for_people: self.for_people(),
            cache: cache.as_ref(),
        };
        let files = jobs
            .into_par_iter()
            .map(|(input, source)| {
                let outcome = examine_file(&input, &source, &means);
                progress.step();
                (input.path, outcome)
            })
            .collect();
        progress.finish();
        if let Some(cache) = cache {
            cache.save();
        }
        (files, inputs.folders)
    }

    /// What lies round the notes at some paths. With configurations of its own: those of notes that are not checked are not
    /// told of.
    fn round(&self, paths: &[PathBuf]) -> Round {
        match Configs::new(
            self.args.config.as_deref(),
            self.configs.overrides().clone(),
        ) {
            Ok(mut configs) => Round::of(paths, &mut configs),
            Err(_) => Round::default(),
        }
    }

    /// Examines standard input under a name. Also returns the text to print in its place, if it
    /// was to be mended.
    fn standard_input(&mut self, name: &Path) -> anyhow::Result<(Option<Outcome>, Option<String>)> {
        let contents = read::text(io::stdin().lock(), "standard input")?;
        let Ok(source) = self.configs.of(folder_of(name)) else {
            return Ok((None, None));
        };
        let round = self.round(&[name.to_owned()]);
        // What an editor has not saved is not written down elsewhere either.
        let means = Means {
            round: &round,
            mode: self.mode,
            for_people: self.for_people(),
            cache: None,
        };
        let (outcome, mended) = match examine(name, &contents, &source, &means) {
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
    ) -> anyhow::Result<Checked> {
        let mut troubles = std::mem::take(&mut self.troubles);
        troubles.extend(
            self.configs
                .errors()
                .map(|error| Trouble::configuration(error)),
        );
        let mut told = tell::Told::new(troubles);
        let mut written = Vec::new();
        for source in self.configs.sources() {
            let said = problems(source, self.for_people());
            told.configuration(&source.shown, said);
        }
        for (path, outcome) in files {
            let shown = path.display().to_string();
            match outcome {
                Outcome::Unreadable(why, fatal) if fatal => {
                    told.troubles.push(Trouble::error(Some(shown), why));
                }
                Outcome::Unreadable(why, _) => {
                    told.unreadable += 1;
                    told.troubles.push(Trouble::warning(Some(shown), why));
                }
                Outcome::Ordinary(why, given) => {
                    told.report.summary.files += 1;
                    if given && !self.args.quiet {
                        term::remark(&format!("`{shown}` is no prep note: {why}."));
                    }
                }
                Outcome::Note(mut examined) => {
                    written.extend(examined.written.take().map(|metadata| (path, metadata)));
                    told.note(*examined);
                }
                Outcome::Unwritten(examined, why) => {
                    told.troubles.push(Trouble::error(Some(shown), why));
                    told.note(*examined);
                }
            }
        }
        for (path, rule) in std::mem::take(&mut told.panicked) {
            let message = format!(
                "the rule `{rule}` failed on `{path}`, and said nothing of it: this is a fault of prep-ls, please report it"
            );
            told.troubles.push(Trouble::warning(Some(path), message));
        }
        if self.args.statistics {
            told.count();
        }
        let mut unheard = false;
        if let Some(text) = &mended_input {
            unheard |= breaks(io::stdout().lock().write_all(text.as_bytes()))?;
        }
        // Where something failed there may well be notes.
        let failed = told.troubles.iter().any(|trouble| trouble.fatal);
        let folders = if failed { &[] } else { folders };
        let printed = told.print(self.args, self.mode, folders, mended_input.is_some());
        unheard |= breaks(printed)?;

        let min = Severity::from(self.args.min_severity);
        let found = match self.mode {
            Mode::Diff => !told.diff.is_empty(),
            Mode::Report | Mode::Fix => told.report.summary.any_from(min),
        };
        Ok(Checked {
            status: match (failed, found) {
                (true, _) => Status::Failed,
                (false, true) => Status::Findings,
                (false, false) => Status::Clean,
            },
            written,
            unheard,
        })
    }
}

/// Whether whoever reads the output has enough of it, as `head` may. The exit status holds all the
/// same.
fn breaks(result: io::Result<()>) -> io::Result<bool> {
    match result {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(error),
    }
}

/// The folder of the cache, unless it is not wanted.
fn cache_folder(args: &CheckArgs) -> Option<PathBuf> {
    if args.no_cache {
        return None;
    }
    let from_environment = || {
        let folder = std::env::var_os("PREP_LS_CACHE_DIR").filter(|folder| !folder.is_empty());
        folder.map(PathBuf::from)
    };
    args.cache_dir
        .clone()
        .or_else(from_environment)
        .or_else(cache::default_folder)
}

fn examine_file(input: &Input, source: &Source, means: &Means<'_>) -> Outcome {
    let whole = absolute(&input.path);
    let contents = match means.round.kept(&whole) {
        Some(text) => Ok(Cow::Borrowed(text)),
        None => read::file(&input.path).map(Cow::Owned),
    };
    let contents = match contents {
        Ok(contents) => contents,
        Err(error) => {
            // A file that happens to lie there may be anything; one that `include` names is a note.
            let included = source.profile.globs(&whole) == Globs::Included;
            return Outcome::Unreadable(error.to_string(), input.given || included);
        }
    };
    let mut examined = match examine(&input.path, &contents, source, means) {
        Ok(examined) => examined,
        Err(why) => return Outcome::Ordinary(why, input.given),
    };
    if let Some(text) = examined.text.take() {
        let written = match input.leads_away() {
            true => Err(WriteError::away(&input.path)),
            false => write::replace(&input.path, &contents, &text),
        };
        match written {
            Ok(metadata) => examined.written = Some(metadata),
            // It is as it was, and so are the findings in it.
            Err(error) => {
                return match examine(&input.path, &contents, source, &means.reporting()) {
                    Ok(examined) => Outcome::Unwritten(Box::new(examined), error.to_string()),
                    Err(why) => Outcome::Ordinary(why, input.given),
                };
            }
        }
    }
    Outcome::Note(Box::new(examined))
}
