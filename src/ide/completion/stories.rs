//! A STAR story in the section of stories, numbered on.

use crate::note::Section;

use super::cx::{Cx, HeadingLine, Opening};
use super::docs::Docs;
use super::{Completion, CompletionKind, sections, with_line_ends};
use crate::grammar::plain_snippet;

/// The id of the section that holds stories.
const STORIES: &str = "stories";
/// What the item is called.
const LABEL: &str = "STAR story";

/// A story where a line of the section begins.
pub(super) fn on_empty_line(cx: &Cx<'_>, opening: &Opening<'_>, out: &mut Vec<Completion>) {
    let Some((section, spec)) = cx.section() else {
        return;
    };
    let word = opening.word().to_lowercase();
    let at_margin = opening.marker.is_empty() && opening.indent.is_empty();
    // A story begins a block of its own.
    let line = cx.snapshot.text.line_of(cx.line.start);
    let above = line
        .checked_sub(1)
        .map(|above| cx.snapshot.text.line_range(above));
    let free = above.is_none_or(|above| cx.snapshot.text.slice(above).trim().is_empty());
    if spec.id != STORIES || !at_margin || !free || !opening.dress().is_empty() {
        return;
    }
    if LABEL.to_lowercase().starts_with(&word) || "story".starts_with(&word) {
        let level = level(cx, section, 0);
        let tail = sections::after_line(cx, cx.line.end);
        let snippet = snippet(cx, section, level, tail);
        out.push(item(
            cx,
            section,
            opening.range.clone(),
            &snippet,
            LABEL.to_owned(),
        ));
    }
}

/// A story on a heading line of the section.
pub(super) fn on_heading_line(cx: &Cx<'_>, heading: &HeadingLine, out: &mut Vec<Completion>) {
    let grammar = &cx.snapshot.grammar;
    let Some(section) = sections::before(cx, heading.range.start)
        .filter(|section| grammar.sections[section.spec].id == STORIES)
    else {
        return;
    };
    let level = level(cx, section, heading.level);
    let tail = sections::after_line(cx, heading.range.end);
    let snippet = snippet(cx, section, level, tail);
    let filter = format!("{}{LABEL}", heading.marks);
    out.push(item(cx, section, heading.range.clone(), &snippet, filter));
}

fn item(
    cx: &Cx<'_>,
    section: &Section,
    range: std::ops::Range<usize>,
    snippet: &str,
    filter: String,
) -> Completion {
    Completion {
        label: LABEL.to_owned(),
        detail: "situation, task, action, result".to_owned(),
        kind: CompletionKind::Story,
        range,
        snippet: with_line_ends(cx, snippet),
        plain: with_line_ends(cx, &plain_snippet(snippet)),
        filter,
        docs: Some(Docs::section(&cx.snapshot.grammar, section.spec)),
    }
}

/// The level of the section's stories; one below its own where it has none yet.
fn level(cx: &Cx<'_>, section: &Section, typed: u8) -> u8 {
    let note = &cx.snapshot.note;
    let own = note.nodes[section.node].level;
    let mut told = note.segments_of(section).filter_map(|at| {
        let heading = at.segment.heading.as_ref()?;
        let typing = (cx.line.start..=cx.line.end).contains(&at.range(heading.span).start);
        (heading.level > own && !typing).then_some(heading.level)
    });
    told.next().unwrap_or_else(|| typed.max(own + 1).min(6))
}

/// The section's skeleton as one story: with the next number, at a level.
fn snippet(cx: &Cx<'_>, section: &Section, level: u8, tail: &str) -> String {
    let spec = &cx.snapshot.grammar.sections[section.spec];
    let skeleton = spec.snippet.trim_end();
    let (heading, rest) = skeleton.split_once('\n').unwrap_or((skeleton, ""));
    let bare = heading.trim_start_matches('#').trim_start();
    // "Story 1: $1": the first figure that is no stop's.
    let number = bare
        .match_indices(|char: char| char.is_ascii_digit())
        .map(|(at, _)| at)
        .find(|&at| !bare[..at].ends_with(['$', '{']));
    let next = next_number(cx, section).to_string();
    let bare = match number {
        Some(at) => format!("{}{next}{}", &bare[..at], &bare[at + 1..]),
        None => bare.to_owned(),
    };
    format!("{} {bare}\n{rest}{tail}", "#".repeat(level as usize))
}

/// One more than the highest number of a story, or than there are stories.
fn next_number(cx: &Cx<'_>, section: &Section) -> usize {
    let note = &cx.snapshot.note;
    let own = note.nodes[section.node].level;
    let (mut count, mut highest) = (0, 0);
    for at in note.segments_of(section) {
        let Some(heading) = &at.segment.heading else {
            continue;
        };
        let typing = (cx.line.start..=cx.line.end).contains(&at.range(heading.span).start);
        if heading.level <= own || typing {
            continue;
        }
        count += 1;
        let figures = heading.name.split(|char: char| !char.is_ascii_digit());
        let number = figures.filter(|figure| (1..=3).contains(&figure.len()));
        let number = number.take(1).filter_map(|figure| figure.parse().ok());
        highest = number.fold(highest, usize::max);
    }
    highest.max(count) + 1
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, note, offers};

    const TOLD: &str = "## STAR Stories\n\n### Story 1: Falls\n\n- **Situation:** A ward\n\n";

    #[test]
    fn a_story_is_numbered_on() {
        let expected = "\n\n### Story 2: \n\n- **Situation:** \n- **Task:** \n- **Action:** \n- **Result:** \n- **Reflection:** \n";
        for line in ["$0", "St$0", "story$0", "### $0", "### St$0", "## $0"] {
            let after = accepted(&note(&format!("{TOLD}{line}\n")), "STAR story");
            assert!(after.ends_with(expected), "{line:?}: {after}");
        }
        let first = accepted(&note("## STAR Stories\n\n$0\n"), "STAR story");
        assert!(first.contains("### Story 1: \n"), "{first}");
        let deep = "## STAR Stories\n\n#### 7. Falls\n\n- **Situation:** A ward\n\n$0\n";
        assert!(accepted(&note(deep), "STAR story").contains("#### Story 8: \n"));
    }

    #[test]
    fn its_stops_are_in_order() {
        let items = offers(&note(&format!("{TOLD}$0\n")));
        let story = items.iter().find(|item| item.label == "STAR story");
        let snippet = story
            .map(|story| story.snippet.as_str())
            .unwrap_or_default();
        assert!(
            snippet.starts_with("### Story 2: $1\n\n- **Situation:** $2\n"),
            "{snippet}"
        );
    }

    #[test]
    fn there_is_none_elsewhere() {
        for fixture in [
            "## Company Summary\n\n$0\n".to_owned(),
            format!("{TOLD}- $0\n"),
            format!("{TOLD}  $0\n"),
            "## STAR Stories\n\n- **Situation:** A ward\n$0\n".to_owned(),
            format!("{TOLD}Stop$0\n"),
            format!("{TOLD}**St$0\n"),
        ] {
            assert!(
                !labels(&note(&fixture)).contains(&"STAR story".to_owned()),
                "{fixture:?}"
            );
        }
    }
}
