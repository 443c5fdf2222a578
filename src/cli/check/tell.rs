//! Printing what a run of `check` came to.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};

use crate::cli::term;
use crate::cli::{CheckArgs, Format};
use crate::rules::Severity;

use super::examine::{Examined, Mode, Said, paint_diff};
use super::json::{Report, Summary};
use super::trouble::Trouble;
use super::{github, junit, sarif, statistics};

/// What there is to print.
#[derive(Debug)]
pub(super) struct Told {
    /// The contract: everything that was found.
    pub(super) report: Report,
    /// What could not be done; it was told on standard error.
    pub(super) troubles: Vec<Trouble>,
    /// The findings for people.
    rendered: String,
    /// A line for each note that was mended.
    mended: Vec<String>,
    /// How many findings were mended, and in how many notes.
    fixed: (usize, usize),
    /// What mending would change.
    pub(super) diff: String,
    /// How many notes something was found in.
    notes_hit: usize,
    /// The configurations that something was found in.
    configs_hit: Vec<String>,
    /// How many files could not be read and were left out.
    pub(super) unreadable: usize,
    /// Notes with the rules that failed on them.
    pub(super) panicked: Vec<(String, &'static str)>,
}

impl Told {
    /// Nothing yet.
    pub(super) fn new(troubles: Vec<Trouble>) -> Self {
        Told {
            report: Report {
                version: 1,
                notes: Vec::new(),
                diagnostics: Vec::new(),
                summary: Summary::default(),
                statistics: None,
            },
            troubles,
            rendered: String::new(),
            mended: Vec::new(),
            fixed: (0, 0),
            diff: String::new(),
            notes_hit: 0,
            configs_hit: Vec::new(),
            unreadable: 0,
            panicked: Vec::new(),
        }
    }

    /// Adds what was found in a configuration file.
    pub(super) fn configuration(&mut self, path: &str, said: Said) {
        if said.counts.any() {
            self.configs_hit.push(format!("`{}`", term::harmless(path)));
        }
        self.add(said);
    }

    /// Adds a note.
    pub(super) fn note(&mut self, examined: Examined) {
        let path = examined.note.path().to_owned();
        self.report.summary.files += 1;
        self.report.summary.notes += 1;
        self.notes_hit += usize::from(examined.said.counts.any());
        if examined.fixed > 0 {
            self.fixed.0 += examined.fixed;
            self.fixed.1 += 1;
            self.mended.push(format!(
                "Fixed {} in {}.",
                term::count(examined.fixed, "finding"),
                term::harmless(&path)
            ));
        }
        self.diff.push_str(&examined.diff);
        let failed = examined.panicked.iter().map(|&rule| (path.clone(), rule));
        self.panicked.extend(failed);
        self.report.notes.push(examined.note);
        self.add(examined.said);
    }

    fn add(&mut self, said: Said) {
        self.report.summary.add_all(said.counts);
        self.report.diagnostics.extend(said.diagnostics);
        self.rendered.push_str(&said.rendered);
    }

    /// Counts the findings of each rule; for people, in place of listing them.
    pub(super) fn count(&mut self) {
        let counts = statistics::count(&self.report.diagnostics);
        self.rendered = statistics::table(&counts);
        if !self.rendered.is_empty() {
            self.rendered.push('\n');
        }
        self.report.statistics = Some(counts);
    }

    /// Prints it. `folders` are those in which no note is worth a word. Standard output may be
    /// taken, by the mended text of standard input; then the findings go to standard error.
    pub(super) fn print(
        &self,
        args: &CheckArgs,
        mode: Mode,
        folders: &[PathBuf],
        stdout_taken: bool,
    ) -> io::Result<()> {
        let nothing =
            (self.report.summary.notes == 0 && !folders.is_empty()).then(|| self.nothing(folders));
        if mode == Mode::Diff {
            self.print_diff()?;
        }
        let last = match mode {
            Mode::Diff => self.diff_summary(),
            Mode::Report | Mode::Fix => self.summary(),
        };
        // What programs read holds neither summary nor remarks.
        let remarks_apart = mode == Mode::Diff || args.format != Format::Text;
        if remarks_apart && !args.quiet {
            let mended = self.mended.iter().filter(|_| mode == Mode::Fix);
            mended.for_each(|line| term::remark(line));
            match (&nothing, mode) {
                (Some(nothing), _) => term::remark(nothing),
                (None, Mode::Diff) => last.iter().for_each(|last| term::remark(last)),
                (None, _) => {}
            }
        }
        match args.format {
            _ if mode == Mode::Diff => Ok(()),
            Format::Text => {
                let last = nothing.or(last).filter(|_| !args.quiet);
                let mended: &[String] = if args.quiet { &[] } else { &self.mended };
                if stdout_taken {
                    self.print_text(io::stderr().lock(), mended, last)
                } else {
                    self.print_text(io::stdout().lock(), mended, last)
                }
            }
            _ if stdout_taken => self.print_for_programs(args, io::stderr().lock()),
            _ => self.print_for_programs(args, io::stdout().lock()),
        }
    }

    /// Prints it in a format for programs.
    pub(super) fn print_for_programs(&self, args: &CheckArgs, to: impl Write) -> io::Result<()> {
        let mut to = BufWriter::new(to);
        match args.format {
            Format::Text => {}
            Format::Json => {
                serde_json::to_writer_pretty(&mut to, &self.report)?;
                writeln!(to)?;
            }
            Format::Github => github::write(self, &mut to)?,
            Format::Sarif => sarif::write(self, &mut to)?,
            Format::Junit => junit::write(self, Severity::from(args.min_severity), &mut to)?,
        }
        to.flush()
    }

    fn print_text(
        &self,
        to: impl RawStream + AsLockedWrite,
        mended: &[String],
        last: Option<String>,
    ) -> io::Result<()> {
        let mut told = String::new();
        for line in mended {
            told.push_str(line);
            told.push('\n');
        }
        if !mended.is_empty() && !self.rendered.is_empty() {
            told.push('\n');
        }
        told.push_str(&self.rendered);
        if let Some(last) = last {
            told.push_str(&last);
            told.push('\n');
        }
        if AutoStream::choice(&to) == ColorChoice::Never {
            // A stream that takes the colours out writes what is between them piece by piece, past the buffer: 0.8 s for 27 MB.
            let mut to = BufWriter::new(to);
            write!(to, "{}", anstream::adapter::strip_str(&told))?;
            to.flush()
        } else {
            let mut to = AutoStream::auto(to);
            to.write_all(told.as_bytes())?;
            to.flush()
        }
    }

    fn print_diff(&self) -> io::Result<()> {
        let stdout = io::stdout().lock();
        // Byte for byte where it is not for eyes: it may go to `patch`.
        if AutoStream::choice(&stdout) == ColorChoice::Never {
            let mut stdout = BufWriter::new(stdout);
            stdout.write_all(self.diff.as_bytes())?;
            stdout.flush()
        } else {
            let mut stdout = BufWriter::new(anstream::stdout().lock());
            stdout.write_all(paint_diff(&self.diff).as_bytes())?;
            stdout.flush()
        }
    }

    /// How many of each, and where; nothing if no note was looked at and nothing found.
    fn summary(&self) -> Option<String> {
        let Summary {
            notes,
            errors,
            warnings,
            infos,
            hints,
            ..
        } = self.report.summary;
        let counts = [
            (errors, "error"),
            (warnings, "warning"),
            (infos, "info"),
            (hints, "hint"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, name)| term::count(number, name))
            .collect();
        if counts.is_empty() {
            return (notes > 0).then(|| format!("No findings in {}.", term::count(notes, "note")));
        }
        let mut places = self.configs_hit.clone();
        if self.notes_hit > 0 {
            places.push(share(self.notes_hit, notes));
        }
        let none = match (self.notes_hit, notes) {
            (0, 1..) => format!(", none in {}", term::count(notes, "note")),
            _ => String::new(),
        };
        let (counts, places) = (term::list(&counts), term::list(&places));
        Some(format!("{counts} in {places}{none}."))
    }

    fn diff_summary(&self) -> Option<String> {
        let all = self.report.summary.notes;
        match self.fixed {
            _ if all == 0 => None,
            (0, _) => Some(format!("Nothing to fix in {}.", term::count(all, "note"))),
            (findings, notes) => Some(format!(
                "--fix would fix {} in {}.",
                term::count(findings, "finding"),
                share(notes, all)
            )),
        }
    }

    /// What to say where there is no note.
    fn nothing(&self, folders: &[PathBuf]) -> String {
        let below: Vec<String> = folders
            .iter()
            .map(|folder| match folder.as_os_str().to_str() {
                Some("" | ".") => "the current folder".to_owned(),
                _ => format!("`{}`", folder.display()),
            })
            .collect();
        let looked = match self.report.summary.files {
            0 if self.unreadable > 0 => "the Markdown files there could not be read".to_owned(),
            0 => "no Markdown file is there that git does not ignore".to_owned(),
            1 => "1 Markdown file was looked at".to_owned(),
            more => format!("{more} Markdown files were looked at"),
        };
        format!(
            "No prep notes found below {}: {looked}.\nA note is a Markdown file named *.prep.md, titled “Interview Prep: …”, or with three of the standard sections; `prep-ls doctor FILE` tells why a file is none.",
            term::list(&below)
        )
    }
}

/// "1 note", "1 of 4 notes".
fn share(some: usize, all: usize) -> String {
    match (some, all) {
        (1, 1) => term::count(1, "note"),
        (some, all) => format!("{some} of {}", term::count(all, "note")),
    }
}
