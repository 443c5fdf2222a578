//! Stories that are told already, by their ids: those of the note, and those of the bank that it shares with others.

use std::collections::HashSet;
use std::ops::Range;

use crate::grammar::{Facts, Voice};
use crate::note::Note;

use super::super::navigate::{self, ToldStory};
use super::cx::{Cx, HeadingLine, Opening};
use super::docs::Docs;
use super::links::Link;
use super::{Completion, CompletionKind, plain_item};

/// The place where a story may be named.
pub(super) struct Place {
    /// What is typed of its id, or of what it is called.
    typed: String,
    /// Where that is, with what stands of the id behind the cursor.
    range: Range<usize>,
    /// Whether nothing but a story makes sense there.
    expected: bool,
}

impl Place {
    /// The place that the cursor is in.
    pub(super) fn of(cx: &Cx<'_>) -> Option<Place> {
        if HeadingLine::of(cx).is_some() || Link::of(cx).is_some() || cx.is_in_link_target() {
            return None;
        }
        let (_, spec) = cx.section()?;
        let start = cx.typed.rfind(|char| !is_of_id(char)).map_or(0, |at| {
            at + cx.typed[at..].chars().next().map_or(1, char::len_utf8)
        });
        let (before, typed) = cx.typed.split_at(start);
        // `a@S1`, `1.S1`
        if before.ends_with(['@', '.', '\\', '\'', '’', '#']) {
            return None;
        }
        // The digits behind the cursor belong to the id; a word that goes on is another one.
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let hyphen = usize::from(cx.rest.starts_with('-') && digits(&cx.rest[1..]) > 0);
        let behind = hyphen + digits(&cx.rest[hyphen..]);
        let behind = if typed.is_empty() { 0 } else { behind };
        if cx.rest[behind..].starts_with(|char: char| char.is_alphanumeric() || char == '_') {
            return None;
        }
        let expected = is_behind_a_mention(before);
        let fits = match (cx.trigger, typed.is_empty()) {
            (Some(' ' | ':' | '('), empty) => expected && empty,
            (Some(_), _) => false,
            (None, false) => expected || may_become_id(typed),
            // Between the words of an answer.
            (None, true) => {
                let opening = Opening::of(cx).is_some_and(|opening| opening.prefix.is_empty());
                let apart = before.ends_with([' ', '\t', '(', ',', '/', '|', '→', '“', '"']);
                expected || apart && !opening && spec.voice == Voice::Answers
            }
        };
        fits.then(|| Place {
            typed: typed.to_owned(),
            range: cx.line.start + start..cx.offset + behind,
            expected,
        })
    }
}

fn is_of_id(char: char) -> bool {
    char.is_alphanumeric() || char == '-'
}

/// Whether a word that is being typed may become the id of a story.
fn may_become_id(typed: &str) -> bool {
    let letters = typed.len()
        - typed
            .trim_start_matches(|char: char| char.is_ascii_alphabetic())
            .len();
    let rest = typed[letters..].strip_prefix('-');
    let digits = rest.unwrap_or(&typed[letters..]);
    // Without a figure only a capital tells an id from any word.
    let is_told = !digits.is_empty() || typed.starts_with(|char: char| char.is_ascii_uppercase());
    (1..=8).contains(&letters)
        && digits.len() <= 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && is_told
}

/// Whether a text ends in what a story is named behind: "Story: ", "see stories (".
fn is_behind_a_mention(before: &str) -> bool {
    let marks = |char: char| {
        char.is_whitespace() || matches!(char, ':' | '：' | '*' | '_' | '(' | '（' | '#' | '→')
    };
    let bare = before.trim_end_matches(marks);
    if bare.len() == before.len() {
        return false;
    }
    let word = bare.rsplit(|char: char| !char.is_alphabetic()).next();
    Facts::shipped()
        .stories
        .is_mention(word.unwrap_or_default())
}

/// Whether a completion at an offset may name a story, so that those of the bank are wanted.
pub(super) fn are_wanted(cx: &Cx<'_>) -> bool {
    Place::of(cx).is_some()
}

/// The stories that may be named there: those that the note names nowhere yet first.
pub(super) fn offer(cx: &Cx<'_>, place: &Place, shared: &[ToldStory], out: &mut Vec<Completion>) {
    let own = navigate::told_stories(cx.snapshot, "");
    // There a story gets its name.
    if own.iter().any(|story| touches(&story.told, cx.offset)) {
        return;
    }
    let told: HashSet<&str> = own.iter().map(|story| story.id.as_str()).collect();
    let shared = shared
        .iter()
        .filter(|story| !told.contains(story.id.as_str()));
    let named = named(&cx.snapshot.note, &own, &place.range);
    let mut found: Vec<(bool, Completion)> = Vec::new();
    for story in own.iter().chain(shared) {
        let Some(filter) = filter(place, story) else {
            continue;
        };
        let item = Completion {
            detail: story.line.clone(),
            filter,
            docs: Some(Docs::Text(story.preview.clone())),
            ..plain_item(
                CompletionKind::StoryId,
                &story.id,
                place.range.clone(),
                story.id.clone(),
            )
        };
        found.push((named.contains(story.id.as_str()), item));
    }
    found.sort_by_key(|(named, _)| *named);
    let found = found.into_iter().map(|(_, item)| item);
    // Where only a story makes sense, they come before all else.
    if place.expected {
        out.splice(0..0, found);
    } else {
        out.extend(found);
    }
}

/// What of a story is compared with what is typed: its id, or what it is called from some word on where a story is expected.
fn filter(place: &Place, story: &ToldStory) -> Option<String> {
    let typed = place.typed.to_lowercase();
    if story.id.to_lowercase().starts_with(&typed) {
        return Some(story.id.clone());
    }
    if !place.expected {
        return None;
    }
    let lower = story.line.to_lowercase();
    let mut words = lower.match_indices(&typed);
    let (at, _) = words.find(|(at, _)| !lower[..*at].ends_with(char::is_alphanumeric))?;
    Some(lower[at..].to_owned())
}

/// The ids that a note names, outside of where its own stories get theirs and of a place.
fn named<'a>(note: &'a Note, own: &[ToldStory], without: &Range<usize>) -> HashSet<&'a str> {
    let ids = note.story_ids().filter(|(range, _)| {
        range.start != without.start && !own.iter().any(|story| touches(&story.told, range.start))
    });
    ids.map(|(_, id)| id).collect()
}

fn touches(range: &Range<usize>, offset: usize) -> bool {
    range.start <= offset && offset <= range.end
}
