//! The contract of `--format json`. Keys are added, never renamed or removed, while `version` is 1.

use serde::Serialize;
use std::ops::Range as Bytes;

use crate::document::Document;
use crate::fix;
use crate::rules::{Data, Finding, Severity};
use crate::text::Text;

use super::statistics::Count;

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
    /// How many of each rule, with `--statistics` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) statistics: Option<Vec<Count>>,
}

/// A prep note.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Note {
    path: String,
    company: Option<String>,
    role: Option<String>,
    sections: Vec<Section>,
}

/// A section of a note.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    /// Its id.
    pub(super) id: String,
    /// Its heading as it is read.
    pub(super) title: String,
    /// The heading's line.
    pub(super) line: usize,
}

/// What is told of a note besides its path.
#[derive(Debug)]
pub(super) struct Outline {
    /// The company that it is about.
    pub(super) company: Option<String>,
    /// The role that it is about.
    pub(super) role: Option<String>,
    /// Its sections, in order.
    pub(super) sections: Vec<Section>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Diagnostic {
    /// The file, as it was given.
    pub(super) path: String,
    /// The rule's name.
    pub(super) rule: &'static str,
    /// How much it matters.
    pub(in crate::cli) severity: Severity,
    /// One sentence, the rule's name last.
    pub(super) message: String,
    /// Where it is.
    pub(super) range: Range,
    /// Details for tools.
    pub(super) data: Data,
    /// Other places that belong to it.
    pub(super) related: Vec<Related>,
    /// What would mend it best.
    pub(super) fix: Option<Fix>,
    /// The line it begins in, by which it is known again when it has moved. No part of the contract.
    #[serde(skip)]
    pub(super) line: String,
}

/// A place that belongs to a finding.
#[derive(Debug, Serialize)]
pub(super) struct Related {
    /// Its file.
    pub(super) path: String,
    /// Where it is.
    pub(super) range: Range,
    /// What it has to do with the finding.
    pub(super) message: String,
}

/// What would mend a finding.
#[derive(Debug, Serialize)]
pub(super) struct Fix {
    /// What it does, as a command.
    pub(super) title: String,
    /// Whether `--fix` applies it.
    pub(super) safe: bool,
    /// The edits, disjoint and in order.
    pub(super) edits: Vec<Edit>,
}

/// A piece of text to replace.
#[derive(Debug, Serialize)]
pub(super) struct Edit {
    /// What to replace.
    pub(super) range: Range,
    /// What to put there.
    pub(super) text: String,
}

/// A place, from its first character up to and without its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(in crate::cli) struct Range {
    /// Its first character.
    pub(super) start: Position,
    /// Behind its last character.
    pub(super) end: Position,
}

/// A position, counted from 1, in characters; a byte order mark is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Position {
    /// The line.
    pub(super) line: usize,
    /// The column.
    pub(super) column: usize,
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

    /// Adds the findings that were counted elsewhere.
    pub(in crate::cli) fn add_all(&mut self, other: Summary) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.hints += other.hints;
    }

    /// Whether there are any findings.
    pub(in crate::cli) fn any(&self) -> bool {
        self.any_from(Severity::Hint)
    }

    /// Whether there are findings of a severity or of a higher one.
    pub(in crate::cli) fn any_from(&self, min: Severity) -> bool {
        [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
            (Severity::Info, self.infos),
            (Severity::Hint, self.hints),
        ]
        .into_iter()
        .any(|(severity, count)| severity >= min && count > 0)
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

    /// What is told of a note of a path.
    pub(super) fn new(path: &str, outline: Outline) -> Self {
        Note {
            path: path.to_owned(),
            company: outline.company,
            role: outline.role,
            sections: outline.sections,
        }
    }
}

impl Outline {
    /// That of a note.
    pub(super) fn of(document: &Document) -> Self {
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
        Outline {
            company: note.company().map(str::to_owned),
            role: note.role().map(str::to_owned),
            sections: sections.collect(),
        }
    }
}

impl Diagnostic {
    /// What is told of a finding.
    pub(super) fn of(path: &str, text: &Text, finding: &Finding) -> Self {
        let related = finding.related().map(|related| Related {
            path: path.to_owned(),
            range: Range::of(text, &related.range),
            message: related.message,
        });
        let fixes = finding.fixes();
        let fix = fixes.first().map(|fix| Fix {
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
            line: text
                .slice(beginning(text, text.line_of(finding.range.start)))
                .into_owned(),
        }
    }
}

/// The beginning of a line, by which it is known again: a line of ten megabytes is not kept once for each of its findings.
fn beginning(text: &Text, line: usize) -> Bytes<usize> {
    let range = text.line_range(line);
    range.start..range.end.min(range.start + KNOWN_BY)
}

/// How much of a line is kept, in bytes.
const KNOWN_BY: usize = 400;
