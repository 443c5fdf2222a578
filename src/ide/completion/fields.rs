//! Labels of the section at hand, where a line or an item begins.

use crate::grammar::{Expect, FieldSpec};
use crate::note::{Entry, EntryKind, Label, SegmentRef};

use super::cx::{Cx, Opening};
use super::docs::Docs;
use super::{Completion, CompletionKind, escaped};

/// A longer beginning is a sentence.
const MAX_WORD: usize = 40;

/// The labels that are not there yet.
pub(super) fn offer(cx: &Cx<'_>, opening: &Opening<'_>, out: &mut Vec<Completion>) {
    let Some((section, spec)) = cx.section() else {
        return;
    };
    let word = opening.word().to_lowercase();
    // A number, a sentence, an item that says something: no label.
    let sentence = word.chars().count() > MAX_WORD || word.contains([':', '.', ',']);
    if spec.fields.is_empty() || sentence || is_list_of_others(cx, opening) {
        return;
    }
    let siblings = siblings(cx, opening);
    let present = |field: usize| {
        let mut labels = siblings.iter();
        labels.any(|(_, _, label)| label.meaning.field(section.spec) == Some(field))
    };
    let bold = match siblings.first() {
        Some((.., label)) => label.bold,
        None => {
            let mut all = note_labels(cx);
            all.next().is_none_or(|(_, _, label)| label.bold)
        }
    };
    let fields = (0..).zip(&spec.fields);
    let mut fields: Vec<&FieldSpec> = fields
        .filter(|(index, field)| !present(*index) && field.label.to_lowercase().starts_with(&word))
        .map(|(_, field)| field)
        .collect();
    fields.sort_by_key(|field| std::cmp::Reverse(field.expect));
    let (open, close) = if bold { ("**", "**") } else { ("", "") };
    let bullet = opening.bullet();
    for field in fields {
        let label = &field.label;
        let value = choice(&field.values);
        out.push(Completion {
            label: label.clone(),
            detail: match field.expect {
                Expect::None => format!("label of {}", spec.title),
                _ => format!("missing label of {}", spec.title),
            },
            kind: CompletionKind::Field,
            range: opening.range.clone(),
            snippet: format!("{bullet}{open}{}:{close} {value}", escaped(label)),
            plain: format!("{bullet}{open}{label}:{close} "),
            filter: format!("{}{label}", opening.dress()),
            docs: Some(Docs::section(&cx.snapshot.grammar, section.spec)),
        });
    }
}

/// A stop for the value of a label, with the known values to choose from.
fn choice(values: &[String]) -> String {
    if values.is_empty() {
        return "$0".to_owned();
    }
    // Within a choice these mean something, and editors differ on how they are escaped.
    let values = values
        .iter()
        .map(|value| value.replace(['\\', ',', '|', '}', '$'], " "));
    format!("${{1|{}|}}$0", values.collect::<Vec<_>>().join(","))
}

type Labelled<'a> = (SegmentRef<'a>, &'a Entry, &'a Label);

/// The labels of the cursor's section, the cursor's own line aside.
fn note_labels<'a>(cx: &Cx<'a>) -> impl Iterator<Item = Labelled<'a>> + use<'a> {
    let note = &cx.snapshot.note;
    let line = cx.line.clone();
    let section = cx.section().map(|(section, _)| section);
    let labels = section.into_iter().flat_map(|section| note.fields(section));
    labels
        .filter(move |(at, _, entry, _)| {
            let start = at.range(entry.text).start;
            !(line.start..=line.end).contains(&start)
        })
        .map(|(at, _, entry, label)| (at, entry, label))
}

/// The labels beside which a new one would stand: those of the same item, under the same sub-heading,
/// in the same section. Each story has a task of its own.
fn siblings<'a>(cx: &Cx<'a>, opening: &Opening<'_>) -> Vec<Labelled<'a>> {
    let note = &cx.snapshot.note;
    let Some((section, _)) = cx.section() else {
        return Vec::new();
    };
    let mut found: Vec<Labelled<'a>> = note_labels(cx).collect();
    if let Some(at) = cx.segment()
        && at.start != note.segment_start(note.nodes[section.node].segment)
    {
        found.retain(|(other, ..)| other.start == at.start);
    }
    if !opening.indent.is_empty()
        && let Some(holder) = holder(cx, opening)
    {
        found.retain(|(at, entry, _)| {
            let start = at.range(entry.text).start;
            holder.contains(&start)
        });
    }
    found
}

/// The outer item that an indented line belongs to, from its line to the next item of its kind.
fn holder(cx: &Cx<'_>, opening: &Opening<'_>) -> Option<std::ops::Range<usize>> {
    let at = cx.segment()?;
    let line = cx.line.start;
    let column = |entry: &Entry| {
        let start = at.range(entry.span).start;
        let text = &cx.snapshot.text;
        start - text.line_range(text.line_of(start)).start
    };
    let outer = |entry: &&Entry| entry.kind.is_item() && column(entry) < opening.indent.len();
    let mut items = at.segment.entries.iter().filter(outer);
    let mut start = None;
    let end = loop {
        match items.next().map(|entry| at.range(entry.span).start) {
            Some(begin) if begin < line => start = Some(begin),
            other => break other.unwrap_or(usize::MAX),
        }
    };
    Some(start?..end)
}

/// Whether the item that begins belongs to a list of things that have no labels: duties, values.
fn is_list_of_others(cx: &Cx<'_>, opening: &Opening<'_>) -> bool {
    if opening.marker.is_empty() && opening.bullet().is_empty() || cx.trigger.is_none() {
        return false;
    }
    let Some(at) = cx.segment() else {
        return false;
    };
    let before = at.segment.entries.iter().rev().find(|entry| {
        at.range(entry.text).start < cx.line.start && !matches!(entry.kind, EntryKind::Cell)
    });
    before.is_some_and(|before| {
        let listed = before.kind.is_item() && before.label.is_none();
        // "Key Responsibilities:" and its list.
        let names_list = before.label.is_some() && at.str(before.value).trim().is_empty();
        listed || names_list && before.depth == 0 && !before.kind.is_item()
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, labels_of, note, offers, triggered};

    #[test]
    fn missing_labels_come_first_in_the_manner_of_the_note() {
        for (above, expected) in [
            ("**Position:** Nurse\n", "**Location:** "),
            ("Position: Nurse\n", "Location: "),
            ("", "**Location:** "),
        ] {
            let fixture = note(&format!("## Job Overview\n\n{above}$0\n"));
            let found = labels(&fixture);
            assert_eq!(found.contains(&"Position".to_owned()), above.is_empty());
            let place = |label: &str| found.iter().position(|other| other == label);
            assert!(place("Location") < place("Posting Date"), "{found:?}");
            assert!(place("Posting Date") < place("Salary"), "{found:?}");
            let after = accepted(&fixture, "Location");
            assert!(after.ends_with(&format!("\n{expected}\n")), "{after:?}");
        }
    }

    #[test]
    fn what_was_typed_is_the_beginning_of_a_label() {
        for typed in ["L", "loc", "**Loc", "*", "- Loc", "- **", "-"] {
            let fixture = note(&format!("## Job Overview\n\n{typed}$0\n"));
            let after = accepted(&fixture, "Location");
            let lead = if typed.starts_with('-') { "- " } else { "" };
            assert!(
                after.ends_with(&format!("\n\n{lead}**Location:** \n")),
                "{typed:?}: {after:?}"
            );
        }
        for typed in ["x", "Location is", "We sit in Lo", "Loc, ", "Loc$0ation"] {
            let fixture = note(&format!("## Job Overview\n\n{typed}"));
            let fixture = if fixture.contains("$0") {
                fixture
            } else {
                fixture + "$0"
            };
            assert_eq!(labels(&fixture), [""; 0], "{typed:?}");
        }
    }

    #[test]
    fn known_values_are_a_choice() {
        let fixture = note("## Job Overview\n\nTy$0");
        let item = &offers(&fixture)[0];
        assert!(
            item.snippet
                .starts_with("**Type:** ${1|Full-time,Part-time,"),
            "{}",
            item.snippet
        );
        assert_eq!(item.plain, "**Type:** ");
    }

    #[test]
    fn each_story_and_each_person_has_labels_of_its_own() {
        let stories = note(
            "## STAR Stories\n\n### Story 1: Falls\n\n- **Situation:** A ward\n\n### Story 2: Charts\n\n- **Task:** Count\n- $0\n",
        );
        let found = labels(&stories);
        assert!(found.contains(&"Situation".to_owned()), "{found:?}");
        assert!(!found.contains(&"Task".to_owned()), "{found:?}");
        let people = note(
            "## Interviewers\n\n- **Name:** Ann\n  - **Title:** Matron\n- **Name:** Bo\n  - $0\n",
        );
        let found = labels(&people);
        assert!(found.contains(&"Title".to_owned()), "{found:?}");
    }

    #[test]
    fn a_marker_brings_labels_up_but_not_in_a_list_of_something_else() {
        let up = |rest: &str, trigger| labels_of(&triggered(&note(rest), trigger));
        assert!(up("## Job Overview\n\n- $0", ' ').contains(&"Location".to_owned()));
        assert!(
            up("## Job Overview\n\n- **Position:** Nurse\n- $0", ' ').contains(&"Type".to_owned())
        );
        assert_eq!(
            up("## Job Overview\n\n**Key Responsibilities:**\n\n- $0", ' '),
            [""; 0]
        );
        assert_eq!(
            up(
                "## Job Overview\n\n**Key Responsibilities:**\n- Care\n- $0",
                ' '
            ),
            [""; 0]
        );
        assert_eq!(up("## Job Overview\n\nSome words $0", ' '), [""; 0]);
        assert_eq!(up("## Job Overview\n\n$0", ' '), [""; 0]);
    }
}
