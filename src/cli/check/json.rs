//! The contract of `--format json`. Keys are added, never renamed or removed, while `version` is 1.

use serde::Serialize;
use std::ops::Range as Bytes;

use crate::document::Document;
use crate::fix;
use crate::rules::{Data, Finding, Severity};
use crate::text::Text;

/// All that a run of `check` came to.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Report {
    /// The version of the contract.
    pub(in crate::cli) version: u32,
    /// The prep notes, in the order in which they were given or found.
    pub(in crate::cli) notes: Vec<Note>,
    /// The findings: those in configurations first, then those of each note by place.
    pub(in crate::cli) diagnostics: Vec<Diagnostic>,
    /// How many there are of each.
    pub(in crate::cli) summary: Summary,
}

/// A prep note.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Note {
    path: String,
    company: Option<String>,
    role: Option<String>,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Section {
    id: String,
    title: String,
    line: usize,
}

/// A finding.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Diagnostic {
    path: String,
    rule: &'static str,
    /// How much it matters.
    pub(in crate::cli) severity: Severity,
    message: String,
    range: Range,
    data: Data,
    related: Vec<Related>,
    fix: Option<Fix>,
}

#[derive(Debug, Serialize)]
struct Related {
    path: String,
    range: Range,
    message: String,
}

#[derive(Debug, Serialize)]
struct Fix {
    title: String,
    safe: bool,
    edits: Vec<Edit>,
}

#[derive(Debug, Serialize)]
struct Edit {
    range: Range,
    text: String,
}

/// A place, from its first character up to and without its last.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Range {
    start: Position,
    end: Position,
}

/// A position, counted from 1, in characters; a byte order mark is none.
#[derive(Debug, Serialize)]
struct Position {
    line: usize,
    column: usize,
}

/// Counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(in crate::cli) struct Summary {
    /// Markdown files that were looked at.
    pub(in crate::cli) files: usize,
    /// Prep notes among them.
    pub(in crate::cli) notes: usize,
    /// Findings that are errors.
    pub(in crate::cli) errors: usize,
    /// Findings that are warnings.
    pub(in crate::cli) warnings: usize,
    /// Findings that are information.
    pub(in crate::cli) infos: usize,
    /// Findings that are hints.
    pub(in crate::cli) hints: usize,
}

impl Summary {
    /// Counts a finding.
    pub(in crate::cli) fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
            Severity::Hint => self.hints += 1,
        }
    }
}

impl Range {
    /// The place of a range of bytes.
    pub(in crate::cli) fn of(text: &Text, range: &Bytes<usize>) -> Self {
        let position = |offset| {
            let place = text.line_col(offset);
            Position {
                line: place.line,
                column: place.column,
            }
        };
        Range {
            start: position(range.start),
            end: position(range.end),
        }
    }
}

impl Note {
    /// Its path, as it was given.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// What is told of a note.
    pub(super) fn of(path: &str, document: &Document) -> Self {
        let note = document.note();
        let sections = note.sections.iter().map(|section| {
            let (_, heading) = note.heading(&note.nodes[section.node]);
            Section {
                id: note.spec(section, &document.profile().grammar).id.clone(),
                title: heading.name.clone(),
                line: document
                    .text()
                    .line_col(note.heading_range(section.node).start)
                    .line,
            }
        });
        Note {
            path: path.to_owned(),
            company: note.company().map(str::to_owned),
            role: note.role().map(str::to_owned),
            sections: sections.collect(),
        }
    }
}

impl Diagnostic {
    /// What is told of a finding.
    pub(super) fn of(path: &str, text: &Text, finding: &Finding) -> Self {
        let related = finding.related.iter().map(|related| Related {
            path: path.to_owned(),
            range: Range::of(text, &related.range),
            message: related.message.clone(),
        });
        let fix = finding.fixes.first().map(|fix| Fix {
            title: fix.title.clone(),
            safe: fix::safe_fix(finding).is_some(),
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    range: Range::of(text, &edit.range),
                    text: edit.text.clone(),
                })
                .collect(),
        });
        Diagnostic {
            path: path.to_owned(),
            rule: finding.rule.name,
            severity: finding.severity,
            message: finding.message(),
            range: Range::of(text, &finding.range),
            data: finding.data.clone(),
            related: related.collect(),
            fix,
        }
    }
}
