//! Stories that notes share: what jumps and renames between a note and its bank are made of. Which file is the bank of
//! which note is for whoever knows the files.

use std::ops::Range;

use crate::ide::Snapshot;
use crate::ide::plain::shortened;
use crate::note::{EntryKind, Note, StoryName, is_story_id};
use crate::rules::Edit;

use super::Highlight;
use super::find::{Names, Place, Subject, nearness, touches};
use super::rename::{Renaming, rename};

/// The word at an offset that is shaped like the id of a story, and where it is. It may be none: `S3` of AWS is.
pub fn id_at(snapshot: &Snapshot, offset: usize) -> Option<(String, Range<usize>)> {
    let ids = snapshot.note.story_ids();
    let touched = ids.filter(|(range, _)| touches(range, offset));
    let (range, id) = touched.min_by_key(|(range, _)| nearness(range, offset))?;
    // A link leads where it leads.
    let names = Names::of(snapshot);
    let in_link = names.is_some_and(|names| names.is_in_link(&range));
    (!in_link).then(|| (id.to_owned(), range))
}

/// Whether such a word stands at an offset that names no story of the note: it may be one of the bank.
pub fn may_be_shared(snapshot: &Snapshot, offset: usize) -> bool {
    let found = id_at(snapshot, offset);
    found.is_some_and(|(id, _)| !snapshot.note.is_note() || story_of(snapshot, &id).is_none())
}

/// The story of a note or a bank that has an id.
pub fn story_of(snapshot: &Snapshot, id: &str) -> Option<StoryName> {
    let stories = snapshot.note.stories(&snapshot.grammar).into_iter();
    let mut with_id = stories.filter(|story| has_id(story, id));
    with_id.next()
}

fn has_id(story: &StoryName, id: &str) -> bool {
    story.id.as_ref().is_some_and(|(known, _)| known == id)
}

/// Where a bank tells the story with an id.
pub fn story_place(snapshot: &Snapshot, id: &str) -> Option<Place> {
    let names = Names::of(snapshot)?;
    let story = names.stories.iter().position(|story| has_id(story, id))?;
    names
        .declarations(&Subject::Story(story))
        .into_iter()
        .next()
}

/// Where a bank itself means one of its stories by the id, in order; with the place that gives it the id, if that is wanted.
pub fn story_references(snapshot: &Snapshot, id: &str, declarations: bool) -> Vec<Range<usize>> {
    let Some(names) = Names::of(snapshot) else {
        return Vec::new();
    };
    let Some(story) = names.stories.iter().position(|story| has_id(story, id)) else {
        return Vec::new();
    };
    let subject = Subject::Story(story);
    let mut found = names.references(&subject);
    if declarations {
        let places = names.declarations(&subject).into_iter();
        found.extend(places.map(|place| place.selection));
    }
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    found
}

/// Where a note means a story of its bank by the id, in order. Nowhere, if the id is that of a story of its own.
pub fn shared_ids(snapshot: &Snapshot, id: &str) -> Vec<Range<usize>> {
    if story_of(snapshot, id).is_some() {
        return Vec::new();
    }
    let Some(names) = Names::of(snapshot) else {
        return Vec::new();
    };
    let note: &Note = &snapshot.note;
    let ids = note.story_ids().filter(|(_, other)| *other == id);
    ids.map(|(range, _)| range)
        .filter(|range| !names.is_label(range))
        .collect()
}

/// The places to highlight where a note means a story of its bank.
pub fn shared_highlights(snapshot: &Snapshot, id: &str) -> Vec<Highlight> {
    let ids = shared_ids(snapshot, id).into_iter();
    ids.map(|range| Highlight {
        range,
        declares: false,
    })
    .collect()
}

/// The edits of a bank that give one of its stories another id.
///
/// # Errors
/// Why it cannot have that id, in a sentence for the user.
pub fn rename_story(snapshot: &Snapshot, id: &str, new: &str) -> Result<Renaming, String> {
    let story = story_of(snapshot, id);
    let place = story.and_then(|story| story.id.map(|(_, range)| range));
    let place = place.ok_or_else(|| format!("There is no story {id} any more"))?;
    rename(snapshot, place.start, new)
}

/// The edits of a note that follow a story of its bank to another id.
///
/// # Errors
/// That a story of the note has that id, in a sentence for the user.
pub fn follow_story(snapshot: &Snapshot, id: &str, new: &str) -> Result<Vec<Edit>, String> {
    let new = new.trim();
    let places = shared_ids(snapshot, id);
    if places.is_empty() || !is_story_id(new) {
        return Ok(Vec::new());
    }
    if let Some(story) = story_of(snapshot, new) {
        let title = snapshot.note.title.as_ref();
        let note = title.map_or("a note", |title| title.text.as_str());
        return Err(format!(
            "{new} is the story “{}” of “{note}” already: choose another id",
            story.name()
        ));
    }
    Ok(places
        .into_iter()
        .map(|range| Edit::replace(range, new))
        .collect())
}

/// A story that has an id, as it is told in a note or a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldStory {
    /// Its id.
    pub id: String,
    /// Its first line: what it is called, or what it begins with.
    pub line: String,
    /// Its first lines, in Markdown, under its name and where that is.
    pub preview: String,
    /// All of its name, in bytes of the text that tells it.
    pub told: Range<usize>,
}

/// How long the first line of a story is at most.
const MAX_LINE: usize = 80;

/// The stories that have an id, in order. `file` is what the note or the bank is called; nothing, if that is known.
pub fn told_stories(snapshot: &Snapshot, file: &str) -> Vec<ToldStory> {
    let Some(names) = Names::of(snapshot) else {
        return Vec::new();
    };
    let mut told: Vec<ToldStory> = Vec::new();
    for (index, story) in names.stories.iter().enumerate() {
        let Some((id, _)) = &story.id else { continue };
        // The first of that id is the one that is meant.
        if told.iter().any(|other| other.id == *id) {
            continue;
        }
        told.push(ToldStory {
            id: id.clone(),
            line: first_line(snapshot, &names, index),
            preview: preview_in(snapshot, &names, index, id, file),
            told: story.range.clone(),
        });
    }
    told
}

/// What a story is called, or what its text begins with.
fn first_line(snapshot: &Snapshot, names: &Names<'_>, story: usize) -> String {
    if let Some((title, _)) = &names.stories[story].title {
        return shortened(title, MAX_LINE);
    }
    let below = below(snapshot, names, story);
    let note: &Note = &snapshot.note;
    let entries = (0..note.segments.len()).flat_map(|index| {
        let at = note.segment(index);
        at.segment.entries.iter().map(move |entry| (at, entry))
    });
    let said = entries
        .filter(|(at, entry)| {
            // Behind the name in its own line, or below it. A row says what its cells say.
            let start = at.range(entry.value).start;
            let prose = !matches!(
                entry.kind,
                EntryKind::Row | EntryKind::Header | EntryKind::Code
            );
            prose && below.contains(&start)
        })
        .map(|(at, entry)| at.segment.plain_value(entry))
        .find(|said| !said.trim().is_empty());
    shortened(said.as_deref().unwrap_or_default(), MAX_LINE)
}

/// The first lines of a story of a bank, in Markdown, under its name and where that is. `file` is what the bank is called.
pub fn story_preview(snapshot: &Snapshot, id: &str, file: &str) -> Option<String> {
    let names = Names::of(snapshot)?;
    let story = names.stories.iter().position(|story| has_id(story, id))?;
    Some(preview_in(snapshot, &names, story, id, file))
}

fn preview_in(
    snapshot: &Snapshot,
    names: &Names<'_>,
    story: usize,
    id: &str,
    file: &str,
) -> String {
    let node = names.stories[story].node;
    let heading = names
        .places
        .iter()
        .position(|place| node.is_some() && place.node == node);
    if let Some(heading) = heading {
        return crate::ide::preview(snapshot, Some(heading), file);
    }
    let line = snapshot
        .text
        .line_col(names.stories[story].range.start)
        .line;
    let name = format!("{id}: {}", names.stories[story].name());
    crate::ide::preview_of(snapshot, &name, file, line, below(snapshot, names, story))
}

/// What stands below the name of a story: up to the next name, or the next heading.
fn below(snapshot: &Snapshot, names: &Names<'_>, story: usize) -> Range<usize> {
    let place = &names.stories[story].range;
    let next = names.stories.get(story + 1).map(|next| next.range.start);
    let headings = names.places.iter().map(|place| place.range.start);
    let heading = headings.filter(|start| *start > place.end).min();
    let body = snapshot.note.layout.body.end;
    let end = next.into_iter().chain(heading).fold(body, usize::min);
    // The line of the next name begins with its marker.
    let line = |offset| {
        snapshot
            .text
            .line_range(snapshot.text.line_of(offset))
            .start
    };
    let end = if end == body { end } else { line(end) };
    place.end..end.max(place.end)
}
