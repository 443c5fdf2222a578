//! Completion: what may be written at a place, one small provider for each kind of thing.
//!
//! [`complete`] looks where the cursor is and asks the providers of that place. It is silent in
//! prose, in code and in comments, and in all that is no note. Each provider is a function from a
//! [`Cx`], the cursor with its surroundings, to items, best first.

mod cx;
mod days;
mod docs;
mod fields;
mod front_matter;
mod lead;
mod links;
mod new_note;
mod parts;
mod questions;
mod sections;
mod specifics;
mod stories;
mod story_ids;
mod suppressions;
mod values;

use std::ops::Range;

use crate::rules::insert::with_line_ending;

use super::Snapshot;
use cx::{Cx, HeadingLine, Opening};
pub use docs::Docs;
pub use links::{LinkTarget, LinkTargets, WantedLinks, WantedTargets, wanted_targets};

/// Something to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is called in the list.
    pub label: String,
    /// A few words beside the label.
    pub detail: String,
    /// What it is.
    pub kind: CompletionKind,
    /// The text that it replaces, within the cursor's line: all that was typed of it.
    pub range: Range<usize>,
    /// What to insert, as an LSP snippet.
    pub snippet: String,
    /// The same as plain text.
    pub plain: String,
    /// What the text that was typed is compared with; it begins as that does.
    pub filter: String,
    /// What there is to read about it.
    pub docs: Option<Docs>,
}

/// What a completion inserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A whole note.
    Note,
    /// A section.
    Section,
    /// A part of a section.
    Part,
    /// A label, or a key of the front matter.
    Field,
    /// A value of a label.
    Value,
    /// A question.
    Question,
    /// A word that makes a talking point concrete.
    Specific,
    /// A story to be told.
    Story,
    /// The id of a story that is told already.
    StoryId,
    /// A rule, or a directive that silences it.
    Rule,
    /// A heading or a note to link to.
    Target,
}

/// What may be inserted somewhere, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The items.
    pub items: Vec<Completion>,
    /// Whether there are more, so that the editor must ask again when more was typed.
    pub incomplete: bool,
}

/// A longer list is read by nobody.
pub const MAX_ITEMS: usize = 100;

/// The characters after which an editor asks of its own accord: VS Code does so after no other in
/// Markdown.
pub const TRIGGERS: [char; 7] = ['#', ' ', '-', '*', '[', '(', ':'];

/// What may be inserted at an offset. `trigger` is the character that brought the question up, where
/// no person did: then only what stands at the beginning of something has an answer. `targets` is what other
/// files hold that may be named there.
pub fn complete(
    snapshot: &Snapshot,
    offset: usize,
    trigger: Option<char>,
    targets: &LinkTargets,
) -> Completions {
    let mut items = Vec::new();
    if new_note::is_place(snapshot) {
        if trigger.is_none() {
            new_note::offer(snapshot, offset, &mut items);
        }
    } else if snapshot.note.is_note() {
        at_place(&Cx::new(snapshot, offset, trigger), targets, &mut items);
    }
    let incomplete = items.len() > MAX_ITEMS;
    items.truncate(MAX_ITEMS);
    Completions { items, incomplete }
}

/// Asks the providers of the cursor's place; the ids of stories may stand in many.
fn at_place(cx: &Cx<'_>, targets: &LinkTargets, out: &mut Vec<Completion>) {
    to_write(cx, targets, out);
    if cx.is_prose()
        && let Some(place) = story_ids::Place::of(cx)
    {
        story_ids::offer(cx, &place, &targets.stories, out);
    }
}

/// What of the grammar may be written at the cursor's place, or linked to.
fn to_write(cx: &Cx<'_>, targets: &LinkTargets, out: &mut Vec<Completion>) {
    if cx.is_in_front_matter() {
        return front_matter::offer(cx, out);
    }
    if !cx.is_in_body() {
        return;
    }
    if let Some(comment) = cx.open_comment() {
        if !cx.is_code() {
            suppressions::offer(cx, comment, out);
        }
        return;
    }
    if cx.is_verbatim() {
        return;
    }
    if let Some(link) = links::Link::of(cx) {
        return links::offer(cx, &link, targets, out);
    }
    if cx.is_in_link_target() {
        return;
    }
    if let Some(heading) = HeadingLine::of(cx) {
        sections::offer(cx, &heading, out);
        stories::on_heading_line(cx, &heading, out);
        parts::on_heading_line(cx, &heading, out);
        let typed = cx.typed.trim_start().to_lowercase();
        out.retain(|item| is_abbreviation(&typed, &item.filter.to_lowercase()));
        return;
    }
    if let Some(value) = values::Value::of(cx) {
        values::offer(cx, &value, out);
        if !out.is_empty() {
            return;
        }
    }
    if let Some(opening) = Opening::of(cx) {
        fields::offer(cx, &opening, out);
        if parts::are_missed(cx) {
            parts::on_empty_line(cx, &opening, out);
            questions::offer(cx, &opening, out);
        } else {
            questions::offer(cx, &opening, out);
            parts::on_empty_line(cx, &opening, out);
        }
        stories::on_empty_line(cx, &opening, out);
        if !out.is_empty() {
            return;
        }
    }
    specifics::offer(cx, out);
}

/// Whether the letters of a text occur in another in their order, as editors match what is typed.
fn is_abbreviation(typed: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    typed
        .chars()
        .filter(|char| !char.is_whitespace())
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// A text as it must be written in a snippet.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('$', "\\$")
        .replace('}', "\\}")
}

/// An item of plain text, the same with and without snippets.
fn plain_item(kind: CompletionKind, label: &str, range: Range<usize>, text: String) -> Completion {
    Completion {
        label: label.to_owned(),
        detail: String::new(),
        kind,
        range,
        snippet: escaped(&text),
        filter: label.to_owned(),
        plain: text,
        docs: None,
    }
}

/// A text with the note's line ends.
fn with_line_ends(cx: &Cx<'_>, text: &str) -> String {
    with_line_ending(text, cx.snapshot.text.line_ending())
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
