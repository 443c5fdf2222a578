//! The notes below some paths, checked on all cores as `prep-ls check` does it, and the banks that they share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::cli::check::input::{self, Input};
use crate::cli::check::progress::Progress;
use crate::cli::check::round::Round;
use crate::cli::configs::{self, Configs, Overrides, Source, folder_of};
use crate::cli::{StatusArgs, read, term};
use crate::document::Document;
use crate::note::{Globs, Note, Verdict};
use crate::report::{Bank, Mentions, Standing, by_interview};
use crate::syntax::Syntax;
use crate::text::Text;
use crate::workspace::bank;

use super::{Board, Row};

/// What became of a file.
enum Outcome {
    /// It could not be read, and was asked for: why.
    Failed(String),
    /// It could not be read, and happens to lie there: why.
    LeftOut(String),
    /// It is no prep note: why, where the command line names it.
    Ordinary(Option<String>),
    /// It is one.
    Note(Box<Found>),
}

struct Found {
    row: Row,
    mentions: Mentions,
    bank: Option<PathBuf>,
    source: Arc<Source>,
}

/// Looks at all notes. Also tells whether something could not be read. None where nothing counts, because a
/// configuration is broken, which was said.
pub(super) fn gather(args: &StatusArgs, today: Date) -> anyhow::Result<Option<(Board, bool)>> {
    let overrides = Overrides {
        today: Some(today),
        ..Overrides::default()
    };
    let configs = || Configs::new(args.config.as_deref(), overrides.clone());
    let (mut used, mut for_round) = match (configs(), configs()) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(error), _) | (_, Err(error)) => {
            term::remark(&error.render());
            return Ok(None);
        }
    };
    let inputs = input::gather(&args.paths);
    let mut failed = !inputs.errors.is_empty();
    inputs.errors.iter().for_each(|error| term::error(error));
    if !args.quiet {
        let warnings = inputs.warnings.iter();
        warnings.for_each(|warning| term::warning(warning));
    }
    let jobs: Vec<(Input, Arc<Source>)> = inputs
        .files
        .into_iter()
        .filter_map(|input| {
            let source = used.of(folder_of(&input.path)).ok()?;
            Some((input, source))
        })
        .collect();
    for error in used.errors() {
        term::remark(&error.render());
        failed = true;
    }
    let here = [PathBuf::from(".")];
    let given = match args.paths.as_slice() {
        [] => &here,
        paths => paths,
    };
    let round = Round::of(given, &mut for_round);
    let files = jobs.len();
    let progress = Progress::new(files, args.quiet);
    let outcomes: Vec<Outcome> = jobs
        .into_par_iter()
        .map(|(input, source)| {
            let outcome = look(&input, source, &round, today);
            progress.step();
            outcome
        })
        .collect();
    progress.finish();
    let mut found = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Note(note) => found.push(*note),
            Outcome::Failed(why) => {
                failed = true;
                term::error(&why);
            }
            Outcome::LeftOut(why) if !args.quiet => term::warning(&why),
            Outcome::Ordinary(Some(why)) if !args.quiet => term::remark(&why),
            Outcome::LeftOut(_) | Outcome::Ordinary(_) => {}
        }
    }
    found.sort_by(|one, other| {
        let order = |found: &Found| by_interview(&found.row.standing);
        order(one)
            .cmp(&order(other))
            .then_with(|| one.row.path.cmp(&other.row.path))
    });
    let banks = banks(&found);
    let looked_into: Vec<String> = given.iter().map(|path| shown(path)).collect();
    Ok(Some((
        Board {
            today,
            notes: found.into_iter().map(|found| found.row).collect(),
            banks,
            looked_into: term::list(&looked_into),
            files,
        },
        failed,
    )))
}

fn look(input: &Input, source: Arc<Source>, round: &Round, today: Date) -> Outcome {
    let whole = configs::absolute(&input.path);
    let contents = match read::file(&input.path) {
        Ok(contents) => contents,
        Err(error) => {
            let included = source.profile.globs(&whole) == Globs::Included;
            return match input.given || included {
                true => Outcome::Failed(error.to_string()),
                false => Outcome::LeftOut(error.to_string()),
            };
        }
    };
    let path = input.path.display().to_string();
    let mut document = Document::new(&contents, Some(&whole), source.profile.clone());
    if !document.note().is_note() {
        let verdict = &document.note().verdict;
        let why = input
            .given
            .then(|| format!("`{path}` is no prep note: {verdict}."));
        return Outcome::Ordinary(why);
    }
    document.set_surroundings(round.around(&whole, &contents, &source.profile));
    let findings = document.check().findings;
    let grammar = &source.profile.grammar;
    let note = document.note();
    let standing = Standing::of(document.text(), note, grammar, &findings, Some(today));
    let named = bank::named_by(&source.profile, folder_of(&whole));
    let bank = bank::bank_of(&whole, note, named, round.roots(), &|file| file.is_file());
    Outcome::Note(Box::new(Found {
        row: Row { path, standing },
        mentions: Mentions::of(note, grammar),
        bank,
        source,
    }))
}

/// The banks that the notes share, by path, each with who uses its stories. Notes whose interview is over do not
/// count: what was told there may be told again.
fn banks(found: &[Found]) -> Vec<(String, Bank)> {
    let mut shared: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
    for (number, note) in found.iter().enumerate() {
        if let Some(bank) = &note.bank {
            shared.entry(bank).or_default().push(number);
        }
    }
    let mut banks = Vec::new();
    for (path, notes) in shared {
        let source = &found[notes[0]].source;
        let contents = match read::file(path) {
            Ok(contents) => contents,
            Err(error) => {
                term::warning(&error.to_string());
                continue;
            }
        };
        let grammar = &source.profile.grammar;
        let text = Text::new(&contents);
        let mut note = Note::new(&text, &Syntax::parse(&text), grammar, Globs::Included);
        note.verdict = Verdict::Bank;
        let mut bank = Bank::of(&text, &note, grammar);
        let open = notes.into_iter().filter(|&note| !found[note].row.is_over());
        for number in open {
            bank.count(number, &found[number].mentions);
        }
        if !bank.stories.is_empty() {
            banks.push((shown_bank(path), bank));
        }
    }
    banks
}

/// The path of a bank, from the current folder where it lies within that.
fn shown_bank(path: &Path) -> String {
    let here = configs::absolute(Path::new("."));
    path.strip_prefix(&here)
        .unwrap_or(path)
        .display()
        .to_string()
}

fn shown(path: &Path) -> String {
    match path.as_os_str().to_str() {
        Some("" | ".") => "the current folder".to_owned(),
        _ => format!("`{}`", path.display()),
    }
}
