//! Rename: a heading with every link to it, a story's id or title, a footnote, a label, the company.
//!
//! The text is edited first, read anew, and the anchors before and after are held against each other:
//! every link that would no longer mean what it meant is written anew. So a heading that becomes the
//! second of its name gets the `-1` in its links, and those of others that are numbered anew follow.

use std::ops::Range;

use crate::fix;
use crate::ide::Snapshot;
use crate::note::{Globs, LinkForm, Note, Target, is_story_id, label_key};
use crate::rules::Edit;
use crate::syntax::{InlineKind, Syntax};
use crate::text::Text;

use super::across::{AnchorMoves, follow};
use super::company;
use super::find::{Found, Names, Subject, touches};

/// What may be renamed at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamable {
    /// What stands there, in bytes of the note's text; it holds the place that was asked about.
    pub range: Range<usize>,
    /// The name as it is now. On a link, that of its target.
    pub name: String,
}

/// What a rename changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Renaming {
    /// The edits of the note itself: disjoint, in order, against its text.
    pub edits: Vec<Edit>,
    /// What other notes must change in their links to this one; none if nothing.
    pub moves: Option<AnchorMoves>,
}

/// What can be renamed.
enum Renamed {
    /// A heading: the index among the anchors, and its name without numbering and marks.
    Heading(usize, Range<usize>),
    /// The id of a story.
    StoryId(usize),
    /// The title of a story that is no heading.
    StoryTitle(usize, Range<usize>),
    /// A footnote's label, or that of links; its key.
    Label(String, bool),
    /// The company.
    Company,
}

const NOTHING: &str = "There is nothing to rename here: put the cursor on a heading, a link to one, a story's id, a footnote, or the company's name";

/// What would be renamed at an offset.
///
/// # Errors
/// Why nothing can be renamed there, in a sentence for the user.
pub fn prepare_rename(snapshot: &Snapshot, offset: usize) -> Result<Renamable, String> {
    let names = Names::of(snapshot).ok_or(NOTHING)?;
    let (renamed, range) = renamed(snapshot, &names, offset)?;
    let text_of = |range: &Range<usize>| snapshot.text.slice(range.clone()).into_owned();
    let name = match &renamed {
        Renamed::Heading(_, bare) | Renamed::StoryTitle(_, bare) => text_of(bare),
        Renamed::StoryId(story) => names.stories[*story]
            .id
            .as_ref()
            .map_or(String::new(), |(id, _)| id.clone()),
        Renamed::Label(..) => text_of(&range),
        Renamed::Company => snapshot.note.company().unwrap_or_default().to_owned(),
    };
    Ok(Renamable { range, name })
}

/// The edits that rename what stands at an offset.
///
/// # Errors
/// Why it cannot be renamed, or not so, in a sentence for the user.
pub fn rename(snapshot: &Snapshot, offset: usize, new_name: &str) -> Result<Renaming, String> {
    let names = Names::of(snapshot).ok_or(NOTHING)?;
    let (renamed, _) = renamed(snapshot, &names, offset)?;
    carried_out(snapshot, &names, &renamed, new_name)
}

/// The edits that rename a heading of a note, by its index among the note's anchors: for a rename that
/// begins at a link in another note.
///
/// # Errors
/// Why it cannot be renamed so, in a sentence for the user.
pub fn rename_heading(
    snapshot: &Snapshot,
    heading: usize,
    new_name: &str,
) -> Result<Renaming, String> {
    let names = Names::of(snapshot).ok_or(NOTHING)?;
    let renamed = Renamed::Heading(heading, bare_name(&names, heading)?);
    carried_out(snapshot, &names, &renamed, new_name)
}

/// The name of a heading as a rename offers it, by its index among the note's anchors.
///
/// # Errors
/// That there is no such heading, in a sentence for the user.
pub fn heading_name(snapshot: &Snapshot, heading: usize) -> Result<String, String> {
    let names = Names::of(snapshot).ok_or(NOTHING)?;
    let bare = bare_name(&names, heading)?;
    Ok(snapshot.text.slice(bare).into_owned())
}

fn bare_name(names: &Names<'_>, heading: usize) -> Result<Range<usize>, String> {
    let place = names.places.get(heading).ok_or(NOTHING)?;
    let stories = names.stories.iter();
    let mut of_heading = stories.filter(|story| story.node.is_some() && story.node == place.node);
    let id = of_heading.next().and_then(|story| story.id.as_ref());
    Ok(bare(names, heading, id.map(|(_, range)| range)))
}

fn carried_out(
    snapshot: &Snapshot,
    names: &Names<'_>,
    renamed: &Renamed,
    new_name: &str,
) -> Result<Renaming, String> {
    let new = new_name.trim();
    if new.is_empty() {
        return Err("A name is needed: the new one is empty".into());
    }
    if new.contains(['\n', '\r']) {
        return Err("A name stands on one line: the new one has a line break in it".into());
    }
    let mut edits: Vec<Edit> = match renamed {
        Renamed::Heading(index, bare) => {
            let mut edits = vec![Edit::replace(bare.clone(), new)];
            let node = names.places[*index].node;
            let story = names
                .stories
                .iter()
                .position(|story| story.node.is_some() && story.node == node);
            edits.extend(
                story
                    .iter()
                    .flat_map(|&story| mentions(names, story, false, new)),
            );
            edits
        }
        Renamed::StoryTitle(story, bare) => {
            let mut edits = vec![Edit::replace(bare.clone(), new)];
            edits.extend(mentions(names, *story, false, new));
            edits
        }
        Renamed::StoryId(story) => story_id(names, *story, new)?,
        Renamed::Label(key, footnote) => label(names, key, *footnote, new)?,
        Renamed::Company => company(snapshot, new)?,
    };
    sort(&mut edits);
    edits.retain(|edit| {
        // `[S1]` is a label where one is defined: it must go on naming its definition.
        let label = !matches!(renamed, Renamed::Label(..)) && names.is_label(&edit.range);
        !label && snapshot.text.slice(edit.range.clone()) != edit.text
    });
    if edits.is_empty() {
        return Ok(Renaming::default());
    }
    let moves = moved(snapshot, names, &edits, new)?;
    // A link in a heading may have been written over with it.
    let mut followed = follow(&snapshot.note, &moves, Target::is_here);
    followed.retain(|edit| {
        let apart =
            |own: &Edit| edit.range.end <= own.range.start || own.range.end <= edit.range.start;
        edits.iter().all(apart)
    });
    edits.append(&mut followed);
    sort(&mut edits);
    let moves = (moves.old != moves.new).then_some(moves);
    Ok(Renaming { edits, moves })
}

fn sort(edits: &mut Vec<Edit>) {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup_by(|later, earlier| later.range == earlier.range);
}

/// The anchors before and after some edits.
fn moved(
    snapshot: &Snapshot,
    names: &Names<'_>,
    edits: &[Edit],
    new: &str,
) -> Result<AnchorMoves, String> {
    let text = fix::apply(&snapshot.text.to_string_lossless(), edits);
    let text = Text::new(&text);
    let note = Note::new(
        &text,
        &Syntax::parse(&text),
        &snapshot.grammar,
        Globs::Included,
    );
    let (after, _) = note.anchors();
    // "1. Plan" over an underline is an item of a list.
    if after.names().len() != names.anchors.names().len() {
        return Err(format!(
            "“{new}” would change what is a heading in this note: choose another name"
        ));
    }
    Ok(AnchorMoves {
        old: names.anchors.clone(),
        new: after,
    })
}

/// What would be renamed at an offset, and where it stands there.
fn renamed(
    snapshot: &Snapshot,
    names: &Names<'_>,
    offset: usize,
) -> Result<(Renamed, Range<usize>), String> {
    // An id is one wherever it stands, in the text of a link, too.
    let story_id = names.stories.iter().enumerate().find_map(|(index, story)| {
        let (_, range) = story.id.as_ref()?;
        touches(range, offset).then(|| (index, range.clone()))
    });
    let mentioned = || {
        let mention = names
            .mentions
            .iter()
            .find(|mention| mention.by_id && touches(&mention.range, offset))?;
        Some((mention.story, mention.range.clone()))
    };
    if let Some((story, range)) = story_id.or_else(mentioned) {
        return Ok((Renamed::StoryId(story), range));
    }
    let company = company::places(snapshot)
        .into_iter()
        .find(|range| touches(range, offset));
    if let Some(range) = company {
        return Ok((Renamed::Company, range));
    }
    let Some(Found {
        subject,
        origin,
        is_reference,
    }) = names.at(offset)
    else {
        return Err(NOTHING.into());
    };
    match subject {
        Subject::Heading(index) => {
            let bare = bare(names, index, None);
            let range = within(names, origin, &bare, is_reference, offset);
            Ok((Renamed::Heading(index, bare), range))
        }
        Subject::Story(story) => {
            let name = &names.stories[story];
            let heading = names
                .places
                .iter()
                .position(|place| place.node.is_some() && place.node == name.node);
            if let Some(index) = heading {
                let bare = bare(names, index, name.id.as_ref().map(|(_, range)| range));
                let range = within(names, origin, &bare, is_reference, offset);
                return Ok((Renamed::Heading(index, bare), range));
            }
            match &name.title {
                Some((_, bare)) => {
                    let range = within(names, origin, bare, is_reference, offset);
                    Ok((Renamed::StoryTitle(story, bare.clone()), range))
                }
                None => Ok((Renamed::StoryId(story), origin)),
            }
        }
        Subject::Footnote(key) => Ok((
            Renamed::Label(key, true),
            label_range(names, offset).unwrap_or(origin),
        )),
        Subject::Label(key) => Ok((
            Renamed::Label(key, false),
            label_range(names, offset).unwrap_or(origin),
        )),
        Subject::Top => Err("This link leads to the top of the note, which has no name".into()),
        Subject::Away(away) => Err(format!(
            "This link leads to “{}”: rename the heading, or the file, there",
            away.path
        )),
        Subject::Requirement(_) | Subject::Answer(_) => Err(NOTHING.into()),
    }
}

/// Where something to be renamed stands at an offset: on a heading its bare name, on a link the
/// fragment, if the offset is there.
fn within(
    names: &Names<'_>,
    origin: Range<usize>,
    bare: &Range<usize>,
    is_reference: bool,
    offset: usize,
) -> Range<usize> {
    if !is_reference {
        return if touches(bare, offset) {
            bare.clone()
        } else {
            around(origin, offset)
        };
    }
    let at = names
        .note
        .segment_at(origin.start)
        .map(|index| names.note.segment(index));
    let fragment = at.and_then(|at| {
        let links = at.segment.links();
        let targets = links.links.iter().map(|link| &link.target);
        let targets = targets.chain(
            links
                .definitions
                .iter()
                .map(|definition| &definition.target),
        );
        let mut ranges = targets
            .filter(|target| target.fragment.is_some())
            .map(|target| at.range(target.fragment_span));
        ranges.find(|range| touches(range, offset))
    });
    fragment.unwrap_or_else(|| around(origin, offset))
}

/// A range that holds an offset beside it, too: the marks before a heading's text.
fn around(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start.min(offset)..range.end.max(offset)
}

/// The label of a link or a definition at an offset.
fn label_range(names: &Names<'_>, offset: usize) -> Option<Range<usize>> {
    let at = names.note.segment(names.note.segment_at(offset)?);
    let links = at.segment.links();
    let by_label = links.links.iter().filter(|link| link.form.is_by_label());
    let labels = by_label.map(|link| link.target.span).chain(
        links
            .definitions
            .iter()
            .map(|definition| definition.label_span),
    );
    let mut ranges = labels.map(|span| at.range(span));
    ranges.find(|range| touches(range, offset))
}

/// A heading's name without what dresses it: emoji, numbering, an emphasis round all of it, the id of
/// a story. What is left out stays as typed when the heading is renamed.
fn bare(names: &Names<'_>, index: usize, id: Option<&Range<usize>>) -> Range<usize> {
    let place = &names.places[index];
    let at = names.note.segment(place.segment);
    let chunk = &at.segment.chunk;
    let local = |range: &Range<usize>| range.start - at.start..range.end - at.start;
    let Range { start, mut end } = local(&place.text);
    let source = &chunk.text[start..end];
    let mut begin = start;
    if let Some(id) = id
        .map(local)
        .filter(|id| start <= id.start && id.end <= end)
    {
        // Whichever side of the id says more is the title.
        let after = chunk.text[id.end..end].trim_matches(is_gap);
        let before = chunk.text[start..id.start].trim_matches(is_gap);
        if after.len() >= before.len() {
            begin = id.end;
            begin += chunk.text[begin..end].len()
                - chunk.text[begin..end].trim_start_matches(is_gap).len();
        } else {
            end = id.start;
            end -= chunk.text[begin..end].len()
                - chunk.text[begin..end].trim_end_matches(is_gap).len();
        }
    } else {
        begin = start + names.numbering(source);
    }
    // Brackets and quotation marks belong to the name: half a pair would stay.
    if let Some(at) =
        chunk.text[start..begin].find(['[', '"', '“', '„', '«', '‘', '<', '`', '~', '「', '!'])
    {
        begin = start + at;
    }
    let trimmed = |begin: usize, end: usize| {
        begin
            + chunk.text[begin..end]
                .trim_end_matches(|char: char| char.is_whitespace() || is_emoji(char))
                .len()
    };
    end = trimmed(begin, end).max(begin);
    let emphases = chunk.inlines.iter().filter(|inline| {
        let range = inline.span.range();
        matches!(inline.kind, InlineKind::Emphasis | InlineKind::Strong)
            && start <= range.start
            && range.end <= local(&place.text).end
    });
    for emphasis in emphases {
        let Range {
            start: open,
            end: close,
        } = emphasis.span.range();
        let marks = if emphasis.kind == InlineKind::Strong {
            2
        } else {
            1
        };
        if open >= begin || close <= begin {
            continue;
        }
        if close == end {
            end = trimmed(begin, close - marks).max(begin);
        } else {
            // It ends within the name: all of it is the name.
            begin = open;
        }
    }
    if begin >= end {
        return place.text.clone();
    }
    at.start + begin..at.start + end
}

/// What stands between the id of a story and its title.
fn is_gap(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            ':' | '：' | '–' | '—' | '-' | '.' | ')' | '(' | '|' | '*' | '_'
        )
}

fn is_emoji(char: char) -> bool {
    matches!(char, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{1f000}'..='\u{1faff}')
}

/// The mentions of a story by its id or by its title, written anew.
fn mentions<'n>(
    names: &'n Names<'_>,
    story: usize,
    by_id: bool,
    new: &'n str,
) -> impl Iterator<Item = Edit> + 'n {
    let mentions = names.mentions.iter();
    mentions
        .filter(move |mention| mention.story == story && mention.by_id == by_id)
        .map(move |mention| Edit::replace(mention.range.clone(), new))
}

fn story_id(names: &Names<'_>, story: usize, new: &str) -> Result<Vec<Edit>, String> {
    if !is_story_id(new) {
        return Err(format!(
            "“{new}” is no id of a story: an id is letters and a number, such as S3 or STAR-3"
        ));
    }
    let taken = names.stories.iter().enumerate().find(|(index, other)| {
        *index != story && other.id.as_ref().is_some_and(|(id, _)| id == new)
    });
    if let Some((_, other)) = taken {
        return Err(format!(
            "{new} is the story “{}” already: choose another id",
            other.name()
        ));
    }
    let own = names.stories[story]
        .id
        .iter()
        .map(|(_, range)| Edit::replace(range.clone(), new));
    Ok(own.chain(mentions(names, story, true, new)).collect())
}

fn label(names: &Names<'_>, key: &str, footnote: bool, new: &str) -> Result<Vec<Edit>, String> {
    let new = new.trim_start_matches("[^").trim_matches(['[', ']']);
    let what = if footnote { "footnote" } else { "label" };
    if new.is_empty()
        || new.contains(['[', ']', '\\'])
        || footnote && new.contains(char::is_whitespace)
    {
        return Err(format!(
            "“{new}” cannot be a {what}: it has a bracket or a space in it"
        ));
    }
    let new_key = label_key(new);
    let mut edits = Vec::new();
    for segment in &names.note.segments {
        let links = segment.value.links();
        for definition in links
            .definitions
            .iter()
            .filter(|definition| definition.footnote == footnote)
        {
            let other = label_key(&definition.label);
            if other == key {
                edits.push(Edit::replace(definition.label_span.at(segment.start), new));
            } else if other == new_key {
                return Err(format!(
                    "There is a {what} “{new}” already: choose another name"
                ));
            }
        }
        for link in links.links.iter().filter(|link| link.form.is_by_label()) {
            let same = label_key(&link.target.path) == key;
            if !same || (link.form == LinkForm::Footnote) != footnote {
                continue;
            }
            let range = link.target.span.at(segment.start);
            match link.form {
                // Its label is what it shows: `[label]` goes on showing the same.
                LinkForm::Shortcut => edits.push(Edit::insert(
                    link.span.at(segment.start).end,
                    format!("[{new}]"),
                )),
                LinkForm::Collapsed => {
                    edits.push(Edit::insert(link.span.at(segment.start).end - 1, new))
                }
                _ => edits.push(Edit::replace(range, new)),
            }
        }
    }
    Ok(edits)
}

fn company(snapshot: &Snapshot, new: &str) -> Result<Vec<Edit>, String> {
    if let Some(mark) = new
        .chars()
        .find(|char| matches!(char, '[' | ']' | '<' | '>' | '|' | '`' | '*' | '\\'))
    {
        return Err(format!(
            "“{mark}” in a company's name would be read as Markdown: leave it out"
        ));
    }
    let front = company::value_in_front_matter(&snapshot.note).map(|(_, range)| range);
    let places = company::places(snapshot).into_iter();
    let edits = places.map(|range| match &front {
        Some(front) if front.start <= range.start && range.end <= front.end => {
            let source = snapshot.text.slice(front.clone());
            let inside = snapshot.text.slice(range.clone());
            in_yaml(front, &source, &inside, range, new)
        }
        _ => Edit::replace(range, new),
    });
    Ok(edits.collect())
}

/// The edit of a value in YAML, quoted as it was, or as it must be from now on.
fn in_yaml(
    whole: &Range<usize>,
    source: &str,
    inside: &str,
    range: Range<usize>,
    new: &str,
) -> Edit {
    if source.starts_with('"') {
        return Edit::replace(range, new.replace('"', "\\\""));
    }
    if source.starts_with('\'') {
        return Edit::replace(range, new.replace('\'', "''"));
    }
    let begins = new.starts_with(|char: char| !char.is_alphanumeric());
    let like_a_number = new.parse::<f64>().is_ok();
    let word = matches!(
        new.to_ascii_lowercase().as_str(),
        "null" | "true" | "false" | "yes" | "no" | "on" | "off"
    );
    if begins
        || like_a_number
        || word
        || new.contains(": ")
        || new.contains(" #")
        || new.ends_with(':')
    {
        let value = source.trim_end().replace(inside, new).replace('"', "\\\"");
        let end = whole.start + source.trim_end().len();
        return Edit::replace(whole.start..end, format!("\"{value}\""));
    }
    Edit::replace(range, new)
}
