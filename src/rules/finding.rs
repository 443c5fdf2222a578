//! What rules report.

use std::ops::Range;

use serde_json::{Map, Value};

use super::rule::{Rule, Severity};

/// Machine-readable details of a finding, such as the ids of missing sections.
pub type Data = Map<String, Value>;

/// Something that a rule found. Ranges are half-open, in bytes of the note's text.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub range: Range<usize>,
    /// One sentence that names the thing and what to do, without the rule's name.
    pub text: String,
    /// Details for tools.
    pub data: Data,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// What would mend it, best first.
    pub fixes: Vec<Fix>,
    /// Whether nothing else about the note is worth saying.
    pub alone: bool,
}

impl PartialEq for Finding {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.rule, other.rule)
            && self.severity == other.severity
            && self.range == other.range
            && self.text == other.text
            && self.data == other.data
            && self.related == other.related
            && self.fixes == other.fixes
    }
}

impl Finding {
    /// The sentence with the rule's name at its end, where no client cuts it off.
    pub fn message(&self) -> String {
        format!("{} ({})", self.text, self.rule.name)
    }

    /// Adds a detail for tools.
    pub fn with_data(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a fix.
    pub fn with_fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }

    /// Adds another place.
    pub fn with_related(&mut self, range: Range<usize>, message: impl Into<String>) -> &mut Self {
        self.related.push(Related {
            range,
            message: message.into(),
        });
        self
    }

    /// Sets another severity than the rule's own.
    pub fn with_severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// Moves all its ranges.
    pub(super) fn shifted(&self, from: usize, to: usize) -> Self {
        let shift = |range: &Range<usize>| range.start + to - from..range.end + to - from;
        Finding {
            range: shift(&self.range),
            related: self
                .related
                .iter()
                .map(|related| Related {
                    range: shift(&related.range),
                    message: related.message.clone(),
                })
                .collect(),
            fixes: self
                .fixes
                .iter()
                .map(|fix| Fix {
                    title: fix.title.clone(),
                    safe: fix.safe,
                    edits: fix
                        .edits
                        .iter()
                        .map(|edit| Edit {
                            range: shift(&edit.range),
                            text: edit.text.clone(),
                        })
                        .collect(),
                })
                .collect(),
            ..self.clone()
        }
    }
}

/// A place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where it is.
    pub range: Range<usize>,
    /// What it has to do with the finding.
    pub message: String,
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "Remove the fence".
    pub title: String,
    /// Whether it keeps every word and its meaning, so that `--fix` may apply it unasked.
    pub safe: bool,
    /// The edits, disjoint and in order, all against the same text.
    pub edits: Vec<Edit>,
}

/// A piece of text to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What to replace; empty to insert.
    pub range: Range<usize>,
    /// What to put there.
    pub text: String,
}

impl Edit {
    /// Inserts a text at an offset.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Edit {
            range: at..at,
            text: text.into(),
        }
    }

    /// Deletes a range.
    pub fn delete(range: Range<usize>) -> Self {
        Edit {
            range,
            text: String::new(),
        }
    }

    /// Replaces a range.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Edit {
            range,
            text: text.into(),
        }
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings {
    pub(super) rule: &'static Rule,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// Reports something at a range, in one sentence without the rule's name.
    pub fn report(&mut self, range: Range<usize>, text: impl Into<String>) -> &mut Finding {
        self.found.push(Finding {
            rule: self.rule,
            severity: self.rule.severity.unwrap_or(Severity::Info),
            range,
            text: text.into(),
            data: Data::new(),
            related: Vec::new(),
            fixes: Vec::new(),
            alone: false,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
    /// What was reported last.
    pub fn last(&mut self) -> Option<&mut Finding> {
        self.found.last_mut()
    }
}
