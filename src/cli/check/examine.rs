//! One note: what is wrong with it, and what mending it would change.

use std::cell::OnceCell;
use std::fs::Metadata;
use std::path::Path;
use std::sync::Arc;

use similar::TextDiff;

use crate::cli::configs::{self, Source};
use crate::cli::term;
use crate::document::Document;
use crate::fix;
use crate::rules::{Edit, Finding, Fix, Report, Severity, UNKNOWN_RULE};
use crate::text::Text;

use super::round::Round;
use super::{excerpt, json};

/// What is to be done with the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Report what is wrong.
    Report,
    /// Mend what can be mended, and report the rest.
    Fix,
    /// Show what would be mended.
    Diff,
}

/// A note that was examined.
#[derive(Debug)]
pub(super) struct Examined {
    /// What is told of the note itself.
    pub(super) note: json::Note,
    /// What was found in it; when it was mended, what is left.
    pub(super) diagnostics: Vec<json::Diagnostic>,
    /// The same for people, if it is for people.
    pub(super) rendered: String,
    /// How many findings were mended.
    pub(super) fixed: usize,
    /// The mended text.
    pub(super) text: Option<String>,
    /// What the system says of the file that was mended.
    pub(super) written: Option<Metadata>,
    /// From the text to the mended one, where that was asked for.
    pub(super) diff: String,
    /// Rules that failed.
    pub(super) panicked: Vec<&'static str>,
}

/// Examines a text under a path. The error says why it is no prep note.
pub(super) fn examine(
    path: &Path,
    contents: &str,
    source: &Source,
    round: &Round,
    mode: Mode,
    for_people: bool,
) -> Result<Examined, String> {
    let shown = path.display().to_string();
    let whole = configs::absolute(path);
    let around = OnceCell::new();
    let open = |text: &str| {
        let mut document = Document::new(text, Some(&whole), source.profile.clone());
        if document.note().is_note() {
            let around = around.get_or_init(|| round.around(&whole, contents, &source.profile));
            document.set_surroundings(Arc::clone(around));
        }
        document
    };
    let mut document = open(contents);
    if !document.note().is_note() {
        return Err(document.note().verdict.to_string());
    }
    let mut report = document.check();
    let mut fixed = fix::Fixed {
        text: String::new(),
        count: 0,
    };
    if mode != Mode::Report && report.findings.iter().any(|f| fix::safe_fix(f).is_some()) {
        fixed = fix::to_fixpoint(contents.to_owned(), |text| open(text).check().findings);
    }
    let mut text = None;
    let mut diff = String::new();
    match mode {
        Mode::Fix if fixed.count > 0 => {
            document = open(&fixed.text);
            report = document.check();
            text = Some(fixed.text);
        }
        Mode::Diff if fixed.count > 0 => diff = unified(&shown, contents, &fixed.text),
        _ => {}
    }
    let Report { findings, panicked } = report;
    let (diagnostics, rendered) = tell(&shown, document.text(), &findings, for_people);
    Ok(Examined {
        note: json::Note::of(&shown, &document),
        diagnostics,
        rendered,
        fixed: fixed.count,
        text,
        written: None,
        diff,
        panicked,
    })
}

/// Findings for programs and, if asked for, for people.
fn tell(
    path: &str,
    text: &Text,
    findings: &[Finding],
    for_people: bool,
) -> (Vec<json::Diagnostic>, String) {
    let mut rendered = String::new();
    if for_people {
        for finding in findings {
            rendered.push_str(&excerpt::finding(path, text, finding));
            rendered.push_str("\n\n");
        }
    }
    let diagnostics = findings
        .iter()
        .map(|finding| json::Diagnostic::of(path, text, finding))
        .collect();
    (diagnostics, rendered)
}

/// What is wrong in a configuration file, as findings of `unknown-rule`.
pub(super) fn problems(source: &Source, for_people: bool) -> (Vec<json::Diagnostic>, String) {
    let Some(level) = source.profile.settings.level(&UNKNOWN_RULE) else {
        return (Vec::new(), String::new());
    };
    let severity = level.or(UNKNOWN_RULE.severity).unwrap_or(Severity::Warning);
    let findings: Vec<Finding> = source
        .problems
        .iter()
        .map(|problem| {
            let fixes = problem.instead.iter().map(|instead| Fix {
                title: format!("Change to `{instead}`"),
                safe: false,
                edits: vec![Edit::replace(problem.range.clone(), instead.as_str())],
            });
            let (range, text) = (problem.range.clone(), problem.message.as_str());
            let mut finding = Finding::new(&UNKNOWN_RULE, range, text);
            finding.with_severity(severity).with_fixes(fixes);
            finding
        })
        .collect();
    tell(&source.shown, &source.text, &findings, for_people)
}

/// A unified diff. Lines end with `\n` there and nowhere else, or no `patch` would take it.
fn unified(path: &str, old: &str, new: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&old, &new)
        .unified_diff()
        .header(path, path)
        .to_string()
}

/// A unified diff in colour.
pub(super) fn paint_diff(diff: &str) -> String {
    let mut styled = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let style = match line.as_bytes() {
            [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => term::BOLD,
            [b'-', ..] => term::RED,
            [b'+', ..] => term::GREEN,
            [b'@', ..] => term::CYAN,
            _ => term::DIM,
        };
        // The line end stays outside of the style: some pagers colour the rest of the row.
        let end = line.trim_end_matches(['\n', '\r']).len();
        styled.push_str(&term::paint(style, &term::harmless(&line[..end])));
        styled.push_str(&line[end..]);
    }
    styled
}
