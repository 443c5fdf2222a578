//! Standard sections with their skeletons, on a heading line: the missing ones first, in order, then
//! the optional ones.

use crate::note::Section;
use crate::rules::insert;

use super::cx::{Cx, HeadingLine};
use super::docs::Docs;
use super::{Completion, CompletionKind, escaped, with_line_ends};

/// The section whose heading is the last one before an offset; the heading that is being typed is none
/// yet, or an empty one.
pub(super) fn before<'a>(cx: &Cx<'a>, offset: usize) -> Option<&'a Section> {
    let note = &cx.snapshot.note;
    let starts = |section: &Section| note.segment_start(note.nodes[section.node].segment);
    let sections = note.sections.iter();
    sections
        .take_while(|section| starts(section) < offset)
        .last()
}

/// The sections that the note has not.
pub(super) fn offer(cx: &Cx<'_>, heading: &HeadingLine, out: &mut Vec<Completion>) {
    let note = &cx.snapshot.note;
    let grammar = &cx.snapshot.grammar;
    let start = heading.range.start;
    let before = before(cx, start);
    let own = insert::level(note);
    // A deeper heading belongs into the section.
    if heading.level > own && before.is_some() {
        return;
    }
    let level = if before.is_none() && note.sections.is_empty() {
        own.max(heading.level)
    } else {
        own
    };
    let is_here = |section: &Section| {
        note.segment_start(note.nodes[section.node].segment) == cx.line.start
            || note.heading_range(section.node).start == cx.offset
    };
    let present = |kind: usize| {
        let mut sections = note.sections.iter();
        sections.any(|section| section.spec == kind && !is_here(section))
    };
    let place = before.map_or(0, |before| before.spec);
    for required in [true, false] {
        let kinds = 0..grammar.sections.len();
        let mut kinds: Vec<usize> = kinds
            .filter(|&kind| grammar.sections[kind].required == required && !present(kind))
            .collect();
        // What belongs behind the section before the cursor comes first.
        kinds.sort_by_key(|&kind| (required && before.is_some() && kind < place, kind));
        for kind in kinds {
            out.push(item(cx, kind, level, heading));
        }
    }
}

fn item(cx: &Cx<'_>, kind: usize, level: u8, heading: &HeadingLine) -> Completion {
    let grammar = &cx.snapshot.grammar;
    let spec = &grammar.sections[kind];
    let tail = after_line(cx, heading.range.end);
    let marks = "#".repeat(level as usize);
    let mut content = insert::snippet(spec, level);
    if content.is_empty() {
        content.push_str("$0");
    }
    let snippet = format!("{marks} {}\n\n{content}{tail}", escaped(&spec.title));
    // The same as the action inserts.
    let plain = insert::section_text(spec, level, "\n") + tail;
    Completion {
        label: spec.title.clone(),
        detail: if spec.required {
            "missing section".to_owned()
        } else {
            "optional section".to_owned()
        },
        kind: CompletionKind::Section,
        range: heading.range.clone(),
        plain: with_line_ends(cx, &plain),
        snippet: with_line_ends(cx, &snippet),
        filter: format!("{}{}", heading.marks, spec.title),
        docs: Some(Docs::section(grammar, kind)),
    }
}

/// A line end more where the next line is not blank, so that it does not run into what is inserted.
pub(super) fn after_line(cx: &Cx<'_>, end: usize) -> &'static str {
    let text = &cx.snapshot.text;
    let next = text.line_of(end) + 1;
    let blank = next >= text.line_count() || text.slice(text.line_range(next)).trim().is_empty();
    if blank { "" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, note, triggered};

    #[test]
    fn missing_sections_come_first_and_those_of_the_place_before_others() {
        let found = labels(&note("## Company Summary\n\nA clinic.\n\n## $0\n"));
        assert_eq!(
            found[..4],
            [
                "Predicted Interview Questions",
                "Questions to Ask Them",
                "Concepts To Know/Review",
                "Strategic Advice"
            ]
        );
        assert_eq!(found[4], "Job Overview");
        assert_eq!(found[7], "Interview Logistics", "optional ones come last");
        assert!(!found.contains(&"Company Summary".to_owned()));
    }

    #[test]
    fn what_was_typed_narrows_and_is_replaced() {
        for typed in ["#", "##", "## ", "## Strat", "##  strategic adv"] {
            let fixture = note(&format!("## Job Overview\n\n{typed}$0\n"));
            let after = accepted(&fixture, "Strategic Advice");
            assert!(after.contains("\n\n## Strategic Advice\n\n"), "{after}");
        }
        assert_eq!(labels(&note("## Stratx$0")), [""; 0]);
    }

    #[test]
    fn both_characters_bring_them_up() {
        let first = |trigger, line: &str| {
            let items = triggered(&note(&format!("{line}$0\n")), trigger);
            items.first().map(|item| item.label.clone())
        };
        assert_eq!(first('#', "##"), Some("Job Overview".into()));
        assert_eq!(first(' ', "## "), Some("Job Overview".into()));
        assert_eq!(first('#', "see #"), None);
        assert_eq!(first('#', "####### #"), None);
    }

    #[test]
    fn the_line_below_is_kept_apart() {
        let after = accepted(&note("## $0\ntext\n"), "Concepts To Know/Review");
        assert!(after.ends_with("\n- \n\ntext\n"), "{after:?}");
    }
}
