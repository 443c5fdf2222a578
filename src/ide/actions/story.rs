//! A new story from a behavioural question: a skeleton among the stories, named after the question,
//! and a link to it.

use std::ops::Range;

use crate::grammar::{Facts, Grammar, QuestionKind, SectionSpec};
use crate::note::{EntryKind, Note, PartKind, Section, slug};
use crate::rules::insert::with_line_ending;
use crate::rules::{Edit, assist, insert};
use crate::syntax::InlineKind;

use super::{ActionKind, Offers, Place};

/// The id of the section that holds the stories.
const STORIES: &str = "stories";

/// The longest name of a story, in characters; more is cut at a word.
const MAX_NAME: usize = 60;

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Rewrite) {
        return;
    }
    let snapshot = place.snapshot;
    let (note, grammar) = (&*snapshot.note, &*snapshot.grammar);
    let Some(kind) = grammar.section(STORIES) else {
        return;
    };
    let Some(question) = question(place) else {
        return;
    };
    let name = name(&question.text, grammar);
    let told = |other: &str| slug(other).ends_with(&slug(&name));
    let parts = note
        .segments
        .iter()
        .flat_map(|segment| &segment.value.parts);
    let mut names = parts.map(|part| part.name.as_str()).chain(
        note.nodes
            .iter()
            .map(|node| note.heading(node).1.name.as_str()),
    );
    if slug(&name).is_empty() || names.any(|other| told(other) && other != question.text) {
        return;
    }
    let title = format!("Begin the story “{name}”");
    offers.add("story", title, ActionKind::Rewrite, || {
        let mut sections = note.sections.iter();
        let existing = sections.find(|section| section.spec == kind);
        let spec = &grammar.sections[kind];
        let (heading, edit) = match existing {
            Some(section) => append(place, section, spec, &name),
            None => {
                let edit = insert::section_with(note, &snapshot.text, grammar, kind, |level| {
                    skeleton(spec, &head(level + 1, &name))
                });
                (Some(name.clone()), edit)
            }
        };
        let mut edits = vec![edit];
        // A bold line is nothing that a link can lead to.
        if let (Some(heading), Some(at)) = (heading, question.link_at) {
            let link = format!(" ([story](#{}))", slug(&heading));
            edits.push(Edit::insert(at, link));
        }
        edits.sort_by_key(|edit| edit.range.start);
        edits
    });
}

struct Question {
    text: String,
    /// Where a link to the story may be put; none where the question is no item of a list.
    link_at: Option<usize>,
}

/// The behavioural question on the cursor's line that has no story yet.
fn question(place: &Place<'_>) -> Option<Question> {
    let note = &place.snapshot.note;
    let grammar = &place.snapshot.grammar;
    let section = note.section_at(place.at)?;
    let asks = grammar.sections[section.spec].questions.is_some();
    if !asks {
        return None;
    }
    let at = note.segment(note.segment_at(place.at)?);
    let own = note.segment_start(note.nodes[section.node].segment);
    if let Some(heading) = &at.segment.heading
        && at.start != own
        && place.holds(&at.range(heading.text))
        && grammar.opener(&heading.name) == Some(QuestionKind::Behavioural)
    {
        return Some(Question {
            text: heading.name.clone(),
            link_at: None,
        });
    }
    let entry =
        at.segment.entries.iter().find(|entry| {
            entry.behavioural && !entry.quoted && place.holds(&at.range(entry.text))
        })?;
    let inlines =
        &at.segment.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
    // It has one, or something like it.
    if inlines
        .iter()
        .any(|inline| matches!(inline.kind, InlineKind::Link(_)))
    {
        return None;
    }
    let text = at.segment.plain_value(entry).into_owned();
    let in_list = entry.kind.is_item() && entry.kind != EntryKind::Typed;
    Some(Question {
        text,
        link_at: in_list.then(|| at.range(entry.text).end),
    })
}

/// A question as a story's name: what it asks about, without the words that ask and its mark. "Tell me about a time you
/// missed a deadline." is "A time you missed a deadline".
fn name(question: &str, grammar: &Grammar) -> String {
    let question = question.trim_matches(|char: char| {
        char.is_whitespace() || matches!(char, '"' | '“' | '”' | '«' | '»' | '*' | '_')
    });
    let question = question.trim_end_matches(['?', '？', '.', '!', '"', '”', ' ']);
    let words: Vec<(usize, &str)> = question
        .split_whitespace()
        .map(|word| (word.as_ptr() as usize - question.as_ptr() as usize, word))
        .collect();
    let begins = |&(at, word): &(usize, &str)| {
        grammar.opener(&question[..at + word.len()]) == Some(QuestionKind::Behavioural)
    };
    // The shortest phrase that asks for a story may hold the beginning of what it asks about: "Describe a",
    // "Share an example".
    let objects = &Facts::shipped().stories.objects;
    let opens = |index: &usize| objects.contains(&words[*index].1.to_lowercase());
    let rest = words.iter().position(begins).and_then(|last| {
        let object = (last.saturating_sub(1)..=last).find(opens);
        words.get(object.unwrap_or(last + 1))
    });
    let rest = rest.map_or(question, |&(at, _)| &question[at..]);
    let rest = shortened(rest);
    let mut chars = rest.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// A name that fits into a heading: as much of it as is a clause of its own, or else as many words as fit.
fn shortened(name: &str) -> &str {
    let Some((end, _)) = name.char_indices().nth(MAX_NAME) else {
        return name;
    };
    let fits = &name[..end];
    let marks = [", ", "; ", " – ", " — ", " (", ". ", "? "];
    let ends = marks.iter().filter_map(|mark| fits.rfind(mark));
    let clause = ends.filter(|&at| at * 2 > end).max();
    let cut = clause.or_else(|| fits.rfind(' ')).unwrap_or(end);
    name[..cut].trim_end_matches([',', ';', ':', ' '])
}

fn head(level: u8, name: &str) -> String {
    format!("{} {name}", "#".repeat(level.min(6) as usize))
}

/// The labels of the section's own skeleton below a heading of one's own.
fn skeleton(spec: &SectionSpec, head: &str) -> String {
    let content = insert::content(spec, 2);
    let labels = match content.split_once('\n') {
        Some((first, rest)) if first.starts_with('#') => rest,
        _ => &content,
    };
    format!("{head}\n\n{}", labels.trim_matches('\n'))
}

/// The story behind those that are there, headed as they are, and what its heading says if it has
/// one.
fn append(
    place: &Place<'_>,
    section: &Section,
    spec: &SectionSpec,
    name: &str,
) -> (Option<String>, Edit) {
    let cx = place.cx();
    let note: &Note = cx.note;
    let node = &note.nodes[section.node];
    let inner: Range<usize> = section.node + 1..note.nodes.len();
    let last = inner
        .take_while(|&inner| note.nodes[inner].segment < node.end)
        .filter(|&inner| note.nodes[inner].parent == Some(section.node))
        .last();
    let own = note.segment(node.segment);
    let bold = own
        .segment
        .parts
        .iter()
        .rev()
        .find(|part| part.kind == PartKind::Bold);
    let (heading, head) = match (last, bold) {
        (Some(last), _) => {
            let heading = numbered(&note.heading(&note.nodes[last]).1.name, name);
            let head = head(note.nodes[last].level, &heading);
            (Some(heading), head)
        }
        (None, Some(part)) => {
            let heading = numbered(&part.name, name);
            (None, format!("**{heading}**"))
        }
        (None, None) => (Some(name.to_owned()), head(node.level + 1, name)),
    };
    let text = with_line_ending(&format!("\n\n{}", skeleton(spec, &head)), cx.line_ending);
    (heading, Edit::insert(assist::end_of(&cx, section), text))
}

/// "Story 3: …" after "Story 2: …".
fn numbered(last: &str, name: &str) -> String {
    let numbered = last.split_once(':').and_then(|(counter, _)| {
        let word = counter.trim_end_matches(|char: char| char.is_ascii_digit());
        let number: u32 = counter[word.len()..].parse().ok()?;
        Some(format!("{word}{}: {name}", number + 1))
    });
    numbered.unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_named_after_what_is_asked_about() {
        for (question, expected) in [
            (
                "Tell me about a time you missed a deadline.",
                "A time you missed a deadline",
            ),
            (
                "“Describe a disagreement with a colleague.”",
                "A disagreement with a colleague",
            ),
            (
                "Give an example of a change you pushed through!",
                "A change you pushed through",
            ),
            ("Tell me about your proudest sale", "Your proudest sale"),
            ("Have you ever refused an order?", "Refused an order"),
            (
                "How did you deal with the night shift that walked out?",
                "The night shift that walked out",
            ),
            (
                "Describe a situation in which two wards wanted the same bed, and how you decided between them",
                "A situation in which two wards wanted the same bed",
            ),
            (
                "Tell us about a time you persuaded somebody who had already said no three times",
                "A time you persuaded somebody who had already said no three",
            ),
        ] {
            assert_eq!(name(question, &Grammar::standard()), expected);
        }
    }

    #[test]
    fn stories_are_numbered_on() {
        assert_eq!(numbered("Story 2: Falls", "A fire"), "Story 3: A fire");
        assert_eq!(numbered("Falls", "A fire"), "A fire");
        assert_eq!(numbered("Falls: night", "A fire"), "A fire");
    }
}
