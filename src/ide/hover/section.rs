//! Headings of standard sections: what belongs there, what of it is met, and what was found.

use std::ops::Range;

use crate::grammar::{Expect, How, SectionSpec};
use crate::note::Section;
use crate::rules::{Finding, Severity};

use super::super::plain::{escaped, inert};
use super::{Hover, Snapshot};

/// The section whose heading holds an offset and has a range.
pub(super) fn at(snapshot: &Snapshot, offset: usize, range: Range<usize>) -> Option<Hover> {
    let note = &snapshot.note;
    let node = note.node_at(offset)?;
    let section = note.nodes[node].section?;
    Some(Hover {
        range,
        markdown: page(snapshot, section),
    })
}

/// What there is to say of a section of the note, by its index, in Markdown.
pub(super) fn page(snapshot: &Snapshot, index: usize) -> String {
    let note = &snapshot.note;
    let section = &note.sections[index];
    let spec = &snapshot.grammar.sections[section.spec];
    let mut markdown = about(spec);
    if section.how != How::Title {
        let (_, heading) = note.heading(&note.nodes[section.node]);
        let name = escaped(&heading.name);
        markdown.push_str(&match section.how {
            How::Misspelled => {
                format!("\n\n“{name}” was read as this section: it is misspelled.")
            }
            How::Partial => format!("\n\n“{name}” holds a share of this section."),
            _ => format!("\n\n“{name}” is another name of it."),
        });
    }
    let readiness = snapshot.readiness();
    let status = readiness.sections[index].line();
    markdown.push_str(&format!("\n\n**In this note:** {status}"));
    let (met, unmet) = criteria(snapshot, section, spec);
    let all = met.len() + unmet.len();
    if all > 0 && note.has_content(section) {
        if !met.is_empty() {
            let met_list = met.join(", ");
            markdown.push_str(&format!("\n\n**Met ({} of {all}):** {met_list}", met.len()));
        }
        if !unmet.is_empty() {
            let unmet_list = unmet.join(", ");
            markdown.push_str(&format!(
                "\n\n**Not met ({} of {all}):** {unmet_list}",
                unmet.len()
            ));
        }
    }
    let found: Vec<String> = own_findings(snapshot, index)
        .filter(|finding| finding.severity > Severity::Hint)
        .map(|finding| {
            let line = snapshot.text.line_col(finding.range.start).line;
            format!(
                "- Line {line}, {}: {} (`{}`)",
                finding.severity.as_str(),
                escaped(&finding.text),
                finding.rule.name
            )
        })
        .collect();
    if found.is_empty() {
        markdown.push_str("\n\nNothing to report.");
    } else {
        markdown.push_str("\n\n**Reported**\n\n");
        markdown.push_str(&found.join("\n"));
    }
    markdown
}

/// The findings that stand in a section and in no section within it.
fn own_findings(snapshot: &Snapshot, index: usize) -> impl Iterator<Item = &Finding> {
    let note = &snapshot.note;
    let node = note.sections[index].node;
    let whole = note.node_range(node);
    snapshot.findings.iter().filter(move |finding| {
        whole.contains(&finding.range.start)
            && note
                .section_at(finding.range.start)
                .is_some_and(|section| section.node == node)
    })
}

/// What can be counted of the criteria: expected labels and parts, and the number of questions. What
/// is not met is what the rules report, so that the hover and the diagnostics never differ; what
/// a user has switched off or silenced is neither met nor not.
fn criteria(
    snapshot: &Snapshot,
    section: &Section,
    spec: &SectionSpec,
) -> (Vec<String>, Vec<String>) {
    let note = &snapshot.note;
    let (mut met, mut unmet) = (Vec::new(), Vec::new());
    let same_kind: Vec<&Section> = note
        .sections
        .iter()
        .filter(|other| other.spec == section.spec)
        .collect();
    // The rules report a kind of section at its first heading.
    let at_first = |rule: &str| {
        let heading = note.heading_range(same_kind[0].node);
        let found = snapshot.findings.iter();
        found
            .filter(move |finding| finding.rule.name == rule)
            .find(move |finding| finding.range.start == heading.start)
    };
    let listed = |finding: Option<&Finding>, key: &str, name: &str| {
        finding
            .and_then(|finding| finding.data.get(key)?.as_array())
            .is_some_and(|names| names.iter().any(|other| other.as_str() == Some(name)))
    };
    let segments = || {
        same_kind
            .iter()
            .flat_map(|section| note.segments_of(section))
    };

    let missing_fields = at_first("missing-field");
    for (index, field) in spec.fields.iter().enumerate() {
        if field.expect == Expect::None {
            continue;
        }
        let in_front = field.front_matter.as_deref().is_some_and(|key| {
            let front = note.front_matter.as_ref();
            front.is_some_and(|front| front.value(key).is_some())
        });
        let held =
            in_front || segments().any(|at| at.segment.fields.contains(&(section.spec, index)));
        if listed(missing_fields, "fields", &field.label) {
            unmet.push(escaped(&field.label));
        } else if held {
            met.push(escaped(&field.label));
        }
    }
    let missing_parts = at_first("missing-part");
    for (index, part) in spec.parts.iter().enumerate() {
        if part.expect == Expect::None {
            continue;
        }
        let held = segments().any(|at| at.segment.held.contains(&(section.spec, index)));
        if listed(missing_parts, "parts", &part.id) {
            unmet.push(escaped(&part.title));
        } else if held {
            met.push(escaped(&part.title));
        }
    }
    if let Some(questions) = &spec.questions {
        let count: usize = same_kind
            .iter()
            .map(|section| note.question_count(section))
            .sum();
        match at_first("too-few-questions") {
            Some(finding) => {
                let bound = finding.data.get("min").and_then(serde_json::Value::as_u64);
                let bound = bound.map_or(questions.warn as u64, |bound| bound);
                unmet.push(format!("at least {bound} {}", questions.many));
            }
            None if count >= questions.warn => {
                met.push(format!("at least {} {}", questions.warn, questions.many));
            }
            None => {}
        }
    }
    (met, unmet)
}

/// A section's purpose and what belongs there, in Markdown.
pub(in crate::ide) fn about(spec: &SectionSpec) -> String {
    let mut markdown = format!("**{}**", escaped(&spec.title));
    if !spec.required {
        markdown.push_str(" (optional)");
    }
    if !spec.purpose.is_empty() {
        markdown.push_str(&format!("\n\n{}", inert(&spec.purpose)));
    }
    if !spec.criteria.is_empty() {
        markdown.push_str("\n\n**What belongs here:**\n");
        for criterion in &spec.criteria {
            markdown.push_str(&format!("\n- {}", inert(criterion)));
        }
    }
    markdown
}
