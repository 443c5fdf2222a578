//! Parts of the section at hand: as sub-headings on a heading line, as bold lines on an empty one.

use crate::grammar::Expect;
use crate::note::Section;

use super::cx::{Cx, HeadingLine, Opening};
use super::docs::Docs;
use super::{Completion, CompletionKind, escaped, sections, with_line_ends};

/// The parts that the section before a heading line has not.
pub(super) fn on_heading_line(cx: &Cx<'_>, heading: &HeadingLine, out: &mut Vec<Completion>) {
    let Some(section) = sections::before(cx, heading.range.start) else {
        return;
    };
    let node = &cx.snapshot.note.nodes[section.node];
    let level = heading.level.max(node.level + 1).min(6);
    let marks = "#".repeat(level as usize);
    let tail = sections::after_line(cx, heading.range.end);
    for part in missing(cx, section) {
        out.push(Completion {
            range: heading.range.clone(),
            snippet: with_line_ends(cx, &format!("{marks} {}\n\n- $0{tail}", escaped(part))),
            plain: with_line_ends(cx, &format!("{marks} {part}\n\n- {tail}")),
            filter: format!("{}{part}", heading.marks),
            ..item(cx, section, part)
        });
    }
}

/// The same as bold lines, where a line of the section begins.
pub(super) fn on_empty_line(cx: &Cx<'_>, opening: &Opening<'_>, out: &mut Vec<Completion>) {
    let Some((section, _)) = cx.section() else {
        return;
    };
    // The name of a part is no item of a list, and stands at the margin.
    if !opening.marker.is_empty() || !opening.indent.is_empty() || !opening.bullet().is_empty() {
        return;
    }
    let word = opening.word().to_lowercase();
    for part in missing(cx, section) {
        if !part.to_lowercase().starts_with(&word) {
            continue;
        }
        out.push(Completion {
            range: opening.range.clone(),
            snippet: with_line_ends(cx, &format!("**{}**\n\n- $0", escaped(part))),
            plain: with_line_ends(cx, &format!("**{part}**\n\n- ")),
            filter: format!("{}{part}", opening.dress()),
            ..item(cx, section, part)
        });
    }
}

/// Whether a part that every such section has is absent from the cursor's.
pub(super) fn are_missed(cx: &Cx<'_>) -> bool {
    let Some((section, spec)) = cx.section() else {
        return false;
    };
    let missing = missing(cx, section);
    let mut parts = spec.parts.iter();
    parts.any(|part| part.expect != Expect::None && missing.contains(&part.title.as_str()))
}

fn item(cx: &Cx<'_>, section: &Section, part: &str) -> Completion {
    let grammar = &cx.snapshot.grammar;
    Completion {
        label: part.to_owned(),
        detail: format!("part of {}", grammar.sections[section.spec].title),
        kind: CompletionKind::Part,
        range: 0..0,
        snippet: String::new(),
        plain: String::new(),
        filter: String::new(),
        docs: Some(Docs::section(grammar, section.spec)),
    }
}

/// The standard names of a section's parts that it has not: those that are missed first.
fn missing<'a>(cx: &Cx<'a>, section: &'a Section) -> Vec<&'a str> {
    let note = &cx.snapshot.note;
    let spec = &cx.snapshot.grammar.sections[section.spec];
    let named = |index: usize| {
        note.segments_of(section).any(|at| {
            let segment = at.segment;
            let headings = segment.heading.iter().map(|heading| &heading.meaning);
            let parts = segment.parts.iter().map(|part| &part.meaning);
            let labels = segment.entries.iter();
            let labels = labels.filter_map(|entry| Some(&entry.label.as_ref()?.meaning));
            headings
                .chain(parts)
                .chain(labels)
                .any(|meaning| meaning.part(section.spec) == Some(index))
        })
    };
    let mut parts: Vec<_> = (0..)
        .zip(&spec.parts)
        .filter(|(index, _)| !named(*index))
        .collect();
    parts.sort_by_key(|(_, part)| part.expect == Expect::None);
    parts
        .into_iter()
        .map(|(_, part)| part.title.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, note, triggered};

    const RESUME: &str =
        "## Resume Highlights for This Role\n\n**Summary**\n\n- Nurse since 2015\n\n";

    #[test]
    fn a_sub_heading_names_a_part_that_is_not_there() {
        let fixture = note(&format!("{RESUME}### $0\n"));
        assert_eq!(
            labels(&fixture),
            ["Key Projects & Achievements", "Technical Skills Snapshot"]
        );
        let after = accepted(&fixture, "Technical Skills Snapshot");
        assert!(
            after.ends_with("\n\n### Technical Skills Snapshot\n\n- \n"),
            "{after}"
        );
    }

    #[test]
    fn an_empty_line_names_it_in_bold() {
        for typed in ["", "Tech", "**tech", "*"] {
            let fixture = note(&format!("{RESUME}{typed}$0\n"));
            let after = accepted(&fixture, "Technical Skills Snapshot");
            assert!(
                after.ends_with("\n\n**Technical Skills Snapshot**\n\n- \n"),
                "{after}"
            );
        }
        for typed in ["Txt", "- ", "Tech and", "1. "] {
            let fixture = note(&format!("{RESUME}{typed}$0\n"));
            assert!(
                !labels(&fixture).contains(&"Technical Skills Snapshot".to_owned()),
                "{typed}"
            );
        }
        let star = triggered(&note(&format!("{RESUME}**$0\n")), '*');
        assert_eq!(star.len(), 2);
    }
}
