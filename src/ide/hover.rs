//! Hover: what belongs in a section, and what is found there.

use std::ops::Range;

use crate::grammar::{How, SectionSpec};
use crate::rules::Severity;

use super::Snapshot;

/// What to show at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The text it is about.
    pub range: Range<usize>,
    /// Markdown.
    pub markdown: String,
}

/// What there is to say at an offset: on the heading of a standard section, its purpose, what
/// belongs there, and what was found in it.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let note = &snapshot.note;
    if !note.is_note() {
        return None;
    }
    let node = note.node_at(offset)?;
    let (at, heading) = note.heading(&note.nodes[node]);
    let range = at.range(heading.span);
    let section = note.nodes[node]
        .section
        .map(|section| &note.sections[section])?;
    if !(range.start..=range.end).contains(&offset) {
        return None;
    }
    let spec = &snapshot.grammar.sections[section.spec];
    let mut markdown = about(spec);
    if section.how != How::Title {
        markdown.push_str(&match section.how {
            How::Misspelled => format!(
                "\n\n“{}” was read as this section: it is misspelled.",
                heading.name
            ),
            How::Partial => format!("\n\n“{}” holds a share of this section.", heading.name),
            _ => format!("\n\n“{}” is another name of it.", heading.name),
        });
    }
    let whole = note.node_range(section.node);
    let found: Vec<String> = snapshot
        .findings
        .iter()
        .filter(|finding| whole.contains(&finding.range.start) && finding.severity > Severity::Hint)
        .map(|finding| format!("- {}: {}", finding.severity.as_str(), finding.message()))
        .collect();
    if found.is_empty() {
        markdown.push_str("\n\n**In this note:** nothing to report.");
    } else {
        markdown.push_str("\n\n**In this note:**\n\n");
        markdown.push_str(&found.join("\n"));
    }
    Some(Hover { range, markdown })
}

/// A section's purpose and what belongs there, in Markdown.
pub(super) fn about(spec: &SectionSpec) -> String {
    let mut markdown = format!("**{}**", spec.title);
    if !spec.required {
        markdown.push_str(" (optional)");
    }
    if !spec.purpose.is_empty() {
        markdown.push_str(&format!("\n\n{}", spec.purpose));
    }
    if !spec.criteria.is_empty() {
        markdown.push_str("\n\n**What belongs here:**\n");
        for criterion in &spec.criteria {
            markdown.push_str(&format!("\n- {criterion}"));
        }
    }
    markdown
}
