//! One note: what is wrong with it, and what mending it would change.

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

use super::cache::{Cache, Kept};
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
    pub(super) said: Said,
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

impl Examined {
    /// A note of which nothing was mended.
    fn new(note: json::Note, said: Said) -> Self {
        Examined {
            note,
            said,
            fixed: 0,
            text: None,
            written: None,
            diff: String::new(),
            panicked: Vec::new(),
        }
    }
}

/// What is told of findings.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// How many there are of each severity.
    pub(super) counts: json::Summary,
    /// Each for programs, if it is not for people: they read neither places nor fixes in it.
    pub(super) diagnostics: Vec<json::Diagnostic>,
    /// All of them for people, if it is for people.
    pub(super) rendered: String,
}

/// What examining takes, the same for all notes.
#[derive(Debug)]
pub(super) struct Means<'a> {
    /// What lies round the notes.
    pub(super) round: &'a Round,
    /// What is to be done with them.
    pub(super) mode: Mode,
    /// Whether people read what was found.
    pub(super) for_people: bool,
    /// What was found the last time.
    pub(super) cache: Option<&'a Cache>,
}

impl Means<'_> {
    /// The same, for a note that cannot be mended.
    pub(super) fn reporting(&self) -> Self {
        Means {
            mode: Mode::Report,
            ..*self
        }
    }
}

/// Examines a text under a path. The error says why it is no prep note.
pub(super) fn examine(
    path: &Path,
    contents: &str,
    source: &Source,
    means: &Means<'_>,
) -> Result<Examined, String> {
    let mode = means.mode;
    let shown = path.display().to_string();
    let whole = configs::absolute(path);
    let profile = &source.profile;
    let around = means.round.around(&whole, contents, profile);
    let cached = means.cache.map(|cache| {
        let globs = profile.globs(&whole);
        (cache, cache.key(&whole, contents, globs, source, &around))
    });
    let known = cached
        .as_ref()
        .and_then(|(cache, key)| cache.get(key, contents));
    // What is to be mended is worked out.
    if let Some(Kept { outline, findings }) = known
        && (mode == Mode::Report || !is_mendable(&findings))
    {
        let text = Text::new(contents);
        let said = tell(&shown, &text, &findings, means.for_people);
        return Ok(Examined::new(json::Note::new(&shown, outline), said));
    }
    let open = |text: &str| {
        let mut document = Document::new(text, Some(&whole), profile.clone());
        document.set_surroundings(Arc::clone(&around));
        document
    };
    let mut document = open(contents);
    if !document.note().is_note() {
        return Err(document.note().verdict.to_string());
    }
    let mut report = document.check();
    let mendable = is_mendable(&report.findings);
    // A rule that failed is told of again the next time, and a text that is to be replaced is not asked for again.
    if let Some((cache, key)) = &cached
        && report.panicked.is_empty()
        && !(mendable && mode == Mode::Fix)
    {
        let kept = Kept {
            outline: json::Outline::of(&document),
            findings: report.findings.clone(),
        };
        cache.put(key, &kept);
    }
    let mut fixed = fix::Fixed {
        text: String::new(),
        count: 0,
    };
    if mode != Mode::Report && mendable {
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
    let said = tell(&shown, document.text(), &findings, means.for_people);
    let note = json::Note::new(&shown, json::Outline::of(&document));
    Ok(Examined {
        fixed: fixed.count,
        text,
        diff,
        panicked,
        ..Examined::new(note, said)
    })
}

fn is_mendable(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| fix::safe_fix(finding).is_some())
}

/// What is to be told of findings, for people or for programs.
fn tell(path: &str, text: &Text, findings: &[Finding], for_people: bool) -> Said {
    let mut said = Said::default();
    for finding in findings {
        said.counts.add(finding.severity);
        if for_people {
            said.rendered
                .push_str(&excerpt::finding(path, text, finding));
            said.rendered.push_str("\n\n");
        } else {
            let diagnostic = json::Diagnostic::of(path, text, finding);
            said.diagnostics.push(diagnostic);
        }
    }
    said
}

/// What is wrong in a configuration file, as findings of `unknown-rule`.
pub(super) fn problems(source: &Source, for_people: bool) -> Said {
    let Some(level) = source.profile.settings.level(&UNKNOWN_RULE) else {
        return Said::default();
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
