//! The stories of a note with what each of their parts says.

use std::ops::Range;

use crate::grammar::Grammar;
use crate::ide;
use crate::note::{EntryKind, Note, StoryName};
use crate::rules::story;
use crate::rules::story_labels::{Form, Mark};
use crate::text::Text;

use super::cheat_sheet::StoryPart;
use super::said::{line, one_line, value, whole};

/// A story as it is told.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    /// All of it, in bytes of the note's text.
    pub(super) range: Range<usize>,
    pub(super) parts: Vec<StoryPart>,
}

/// The stories of a note that are told in parts, in order.
pub(super) fn told(text: &Text, note: &Note, grammar: &Grammar) -> Vec<Told> {
    let names = note.stories(grammar);
    let stories = story::stories(note, grammar);
    stories
        .iter()
        .filter_map(|story| {
            let starts = story.marks.iter().map(|mark| mark.label.start);
            let ends = story.marks.iter().map(|mark| mark.end);
            let range =
                starts.fold(story.range.start, usize::min)..ends.fold(story.range.end, usize::max);
            let parts = match story.marks.is_empty() {
                true => columns(note, &story.range),
                false => {
                    let told = story.marks.iter().filter(|mark| !mark.empty);
                    let parts = told.map(|mark| StoryPart {
                        label: label(&mark.name),
                        text: said(text, note, mark),
                    });
                    parts.filter(|part| !part.text.is_empty()).collect()
                }
            };
            let (id, name) = called(story.name.as_ref(), &names);
            (!parts.is_empty()).then_some(Told {
                id,
                name,
                range,
                parts,
            })
        })
        .collect()
}

/// The id and the title of a story by its name.
fn called(
    name: Option<&(String, Range<usize>)>,
    names: &[StoryName],
) -> (Option<String>, Option<String>) {
    let Some((text, range)) = name else {
        return (None, None);
    };
    let known = names
        .iter()
        .find(|known| known.range.start < range.end && range.start < known.range.end);
    match known {
        Some(StoryName { id, title, .. }) => (
            id.as_ref().map(|(id, _)| id.clone()),
            title
                .as_ref()
                .map(|(title, _)| one_line(&ide::plain(title))),
        ),
        None => (None, Some(one_line(text))),
    }
}

/// A label without its marks.
fn label(name: &str) -> String {
    one_line(
        name.trim_matches(|char: char| {
            matches!(char, '*' | '_' | ':' | '：') || char.is_whitespace()
        }),
    )
}

/// What stands behind a label, and below it.
fn said(text: &Text, note: &Note, mark: &Mark) -> String {
    if mark.form == Form::Inline {
        return one_line(&ide::plain(&text.slice(mark.label.end..mark.end)));
    }
    let Some(first) = note.segment_at(mark.label.start) else {
        return String::new();
    };
    let (mut said, mut items) = (Vec::new(), 0);
    let mut covered = mark.label.end;
    for index in first..note.segments.len() {
        let at = note.segment(index);
        if at.start >= mark.end {
            break;
        }
        for (number, entry) in (0u32..).zip(&at.segment.entries) {
            let range = at.range(entry.text);
            if matches!(entry.kind, EntryKind::Code | EntryKind::Cell) || range.end > mark.end {
                continue;
            }
            if range.start <= mark.label.start && mark.label.start < range.end {
                let own = match entry.kind {
                    EntryKind::Row | EntryKind::Header => value(at, number),
                    _ if entry.label.is_some() => one_line(&at.segment.plain_value(entry)),
                    _ => String::new(),
                };
                said.push(own);
            } else if range.start >= covered {
                items += usize::from(entry.kind.is_item());
                said.push(whole(at, number));
                covered = at.range(entry.span).end;
            }
        }
    }
    said.retain(|said| !said.is_empty());
    let lead = match said.first() {
        Some(lead) if said.len() > 1 && items + 1 == said.len() => format!("{lead} "),
        _ => String::new(),
    };
    match (items, lead.is_empty()) {
        (0, _) => said.join(" "),
        (_, true) => said.join("; "),
        (_, false) => format!("{lead}{}", said[1..].join("; ")),
    }
}

/// The parts of a story in a row of a table with a column for each.
fn columns(note: &Note, range: &Range<usize>) -> Vec<StoryPart> {
    let Some(index) = note.segment_at(range.start) else {
        return Vec::new();
    };
    let at = note.segment(index);
    let entries = &at.segment.entries;
    let row = (0u32..).zip(entries).find(|(_, entry)| {
        let span = at.range(entry.span);
        entry.kind == EntryKind::Row && span.start <= range.start && range.start < span.end
    });
    let Some((row, entry)) = row else {
        return Vec::new();
    };
    let header = (0..row).rev().find(|&above| {
        let above = &entries[above as usize];
        above.kind == EntryKind::Header && above.parent == entry.parent
    });
    let Some(header) = header else {
        return Vec::new();
    };
    let cells = at.segment.children(Some(row));
    let pairs = at.segment.children(Some(header)).zip(cells);
    let parts = pairs
        .filter(|(_, (_, cell))| at.range(cell.text).start != range.start)
        .map(|((_, name), (_, cell))| StoryPart {
            label: label(&line(at, name)),
            text: line(at, cell),
        });
    parts
        .filter(|part| !part.text.is_empty() && !part.label.is_empty())
        .collect()
}
