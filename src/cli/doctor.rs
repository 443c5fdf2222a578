//! `prep-ls doctor`: which configuration counts, what a file was taken for, and why.

use std::io::Write as _;
use std::path::Path;

use crate::config;
use crate::document::Document;
use crate::note::Note;
use crate::readiness::Readiness;
use crate::rules::Severity;

use super::configs::{ConfigError, Configs, Overrides, Source, absolute, folder_of};
use super::term::{self, BOLD, CYAN, DIM, GREEN, RED, YELLOW, paint};
use super::{DoctorArgs, Status, args, read};

/// Runs `prep-ls doctor`.
///
/// # Errors
/// If the file cannot be read. A configuration that cannot be read is part of what is told.
pub fn doctor(args: &DoctorArgs) -> anyhow::Result<Status> {
    let contents = match &args.file {
        Some(file) => Some((file, term::harmless(&read::file(file)?).into_owned())),
        None => None,
    };
    let overrides = Overrides {
        today: Some(args::today(None)?),
        ..Overrides::default()
    };
    let folder = args.file.as_deref().map_or(Path::new(""), folder_of);
    let mut page = Page::default();
    page.line(&format!(
        "{} {} on {} {}",
        paint(BOLD, "prep-ls"),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    ));

    let configs = Configs::new(args.config.as_deref(), overrides.clone());
    let source = match configs {
        Ok(mut configs) => configs.of(folder).map_err(|error| told(&error)),
        Err(error) => Err(told(&error)),
    };
    page.heading("Configuration");
    configuration(&mut page, &source, folder);
    // The note is looked at all the same, as an editor does while the file is being mended.
    let fallback = match Configs::new(None, overrides) {
        Ok(configs) => configs.defaults(),
        Err(error) => return Err(error.into()),
    };
    if let Some((file, contents)) = &contents {
        let source = source.as_ref().unwrap_or(&fallback);
        let path = absolute(file);
        let mut document = Document::new(contents, Some(&path), source.profile.clone());
        page.heading(&term::harmless(&file.display().to_string()));
        note(&mut page, &mut document, file);
    }
    anstream::stdout().lock().write_all(page.text.as_bytes())?;
    Ok(if source.is_ok() {
        Status::Clean
    } else {
        Status::Failed
    })
}

/// Lines of names and values, the values one below the other.
#[derive(Default)]
struct Page {
    text: String,
}

/// Where values begin.
const VALUES: usize = 16;

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, name: &str) {
        self.line("");
        self.line(&paint(BOLD, name));
    }

    fn value(&mut self, name: &str, value: &str) {
        let mut name = term::pad(&format!("  {name}"), VALUES);
        for line in value.lines() {
            self.line(&format!("{name}{line}"));
            name = " ".repeat(VALUES);
        }
    }
}

/// Why a configuration counts for nothing, in one line.
fn told(error: &ConfigError) -> String {
    match error {
        ConfigError::Unreadable(error) => error.to_string(),
        ConfigError::Broken { path, error, .. } => {
            format!("{path}:{}:{}: {}", error.line, error.column, error.message)
        }
    }
}

fn configuration(page: &mut Page, source: &Result<std::sync::Arc<Source>, String>, folder: &Path) {
    match source {
        Ok(source) if source.shown.is_empty() => {
            let folder = absolute(folder);
            page.value(
                "in force",
                &format!(
                    "the defaults, since there is no {} in {} or above it",
                    config::FILE_NAME,
                    folder.display()
                ),
            );
        }
        Ok(source) => {
            let why = paint(DIM, &format!(" ({})", source.origin.as_str()));
            page.value("in force", &format!("{}{why}", source.shown));
            let problems: Vec<String> = source
                .problems
                .iter()
                .map(|problem| {
                    let place = source.text.line_col(problem.range.start);
                    paint(YELLOW, &format!("line {}: ", place.line)) + &problem.message
                })
                .collect();
            let problems = match problems.as_slice() {
                [] => paint(GREEN, "none"),
                several => several.join("\n"),
            };
            page.value("problems", &problems);
        }
        Err(error) => {
            page.value("in force", &paint(RED, "none: a file cannot be read"));
            page.value("problems", error);
            page.value(
                "",
                "`prep-ls schema` says what a prep.toml may hold. What follows holds for the defaults.",
            );
        }
    }
    let user = match (config::user_file(), config::user_path()) {
        (Some(file), _) => file.display().to_string(),
        (None, Some(path)) => format!(
            "none {}",
            paint(DIM, &format!("({} is not there)", path.display()))
        ),
        (None, None) => "none, for want of a home folder".to_owned(),
    };
    page.value("your own", &user);
}

fn note(page: &mut Page, document: &mut Document, file: &Path) {
    let report = document.check();
    let note = document.note();
    let text = document.text();
    let line = |offset: usize| text.line_col(offset).line;
    let dim = |text: String| paint(DIM, &text);
    let answer = if note.is_note() {
        paint(GREEN, "yes")
    } else {
        paint(YELLOW, "no")
    };
    page.value("prep note", &format!("{answer}: {}", note.verdict));
    if let Some(title) = &note.title {
        let place = dim(format!(" (line {})", line(title.range.start)));
        page.value("title", &format!("{}{place}", title.text));
    } else {
        page.value("title", "none");
    }
    // The title of any other document names no company.
    if note.is_note() {
        page.value("company", note.company().unwrap_or("unknown"));
        page.value("role", note.role().unwrap_or("unknown"));
    }
    if let Some(front) = &note.front_matter {
        let keys: Vec<&str> = front
            .entries
            .iter()
            .map(|entry| entry.key.as_str())
            .collect();
        let keys = match keys.as_slice() {
            [] => "no keys that can be read".to_owned(),
            keys => keys.join(", "),
        };
        page.value("front matter", &keys);
    }
    if let Some(fence) = &note.layout.fence {
        let end = match &fence.close {
            Some(close) => format!("to line {}", line(close.start)),
            None => "to the end, for it is never closed".to_owned(),
        };
        let from = line(fence.open.start);
        page.value(
            "fence",
            &format!("round the whole note, from line {from} {end}"),
        );
    }
    let mut kept = Vec::new();
    if text.slice(0..3) == "\u{feff}" {
        kept.push("byte order mark");
    }
    match text.line_ending() {
        "\r\n" => kept.push("CRLF line ends"),
        "\r" => kept.push("CR line ends"),
        _ => {}
    }
    if !kept.is_empty() {
        page.value("kept as is", &kept.join(", "));
    }
    headings(page, document);
    if !note.is_note() {
        page.line(&format!(
            "  To make it one: name it *.prep.md, say `prep: true` in its front matter, or add its path to `include` in {}.",
            config::FILE_NAME
        ));
        return;
    }
    missing(page, note, document);
    let count = |severity| {
        let found = report
            .findings
            .iter()
            .filter(|finding| finding.severity == severity);
        (found.count(), severity.as_str())
    };
    let counts: Vec<String> = [
        Severity::Error,
        Severity::Warning,
        Severity::Info,
        Severity::Hint,
    ]
    .map(count)
    .iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, name)| term::count(*number, name))
    .collect();
    let counts = match counts.as_slice() {
        [] => paint(GREEN, "none"),
        counts => {
            let command = dim(format!(" (`prep-ls check {}` shows them)", file.display()));
            format!("{}{command}", term::list(counts))
        }
    };
    page.value("findings", &counts);
    let profile = document.profile();
    let readiness = Readiness::of(
        document.note(),
        &profile.grammar,
        &report.findings,
        profile.settings.today,
    );
    page.value("readiness", &readiness.line());
    if !report.panicked.is_empty() {
        page.value("failed rules", &report.panicked.join(", "));
    }
}

/// A table of the headings: line, heading, and what it was recognised as.
fn headings(page: &mut Page, document: &Document) {
    let (note, text, grammar) = (
        document.note(),
        document.text(),
        &document.profile().grammar,
    );
    let title = note.title.as_ref().map(|title| title.segment);
    let rows: Vec<(usize, String, String)> = note
        .nodes
        .iter()
        .map(|node| {
            let (at, heading) = note.heading(node);
            let line = text.line_col(at.range(heading.span).start).line;
            let indent = "  ".repeat(usize::from(node.level).saturating_sub(1));
            let within = std::iter::successors(node.parent, |&up| note.nodes[up].parent)
                .find_map(|up| note.nodes[up].section);
            let taken = if title == Some(node.segment) {
                paint(CYAN, "the title")
            } else if let Some(section) = node.section {
                let section = &note.sections[section];
                let spec = note.spec(section, grammar);
                format!(
                    "{} {}",
                    paint(CYAN, &spec.id),
                    paint(DIM, &format!("({})", section.how.as_str()))
                )
            } else if let Some(section) = within {
                let spec = note.spec(&note.sections[section], grammar);
                paint(DIM, &format!("within {}", spec.id))
            } else {
                paint(DIM, "–")
            };
            (line, format!("{indent}{}", heading.name), taken)
        })
        .collect();
    if rows.is_empty() {
        page.value("headings", "none");
        page.line("");
        return;
    }
    page.line("");
    let lines = rows
        .iter()
        .map(|row| row.0.to_string().len())
        .max()
        .unwrap_or(1)
        .max(4);
    let names = rows
        .iter()
        .map(|row| term::width(&row.1))
        .max()
        .unwrap_or(0);
    let names = names.clamp("heading".len(), 60);
    page.line(&paint(
        DIM,
        &format!(
            "  {:>lines$}  {}  recognised as",
            "line",
            term::pad("heading", names)
        ),
    ));
    for (line, name, taken) in rows {
        page.line(&format!(
            "  {line:>lines$}  {}  {taken}",
            term::pad(&name, names)
        ));
    }
    page.line("");
}

fn missing(page: &mut Page, note: &Note, document: &Document) {
    let grammar = &document.profile().grammar;
    let missing: Vec<&str> = grammar
        .sections
        .iter()
        .enumerate()
        .filter(|(kind, spec)| {
            spec.required && !note.sections.iter().any(|section| section.spec == *kind)
        })
        .map(|(_, spec)| spec.title.as_str())
        .collect();
    let missing = match missing.as_slice() {
        [] => paint(GREEN, "none"),
        missing => missing.join("\n"),
    };
    page.value("missing", &missing);
}
