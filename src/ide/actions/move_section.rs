//! Moving a section, with all below it, over the one before or after it.
//!
//! What stands between two sections, blank lines or a rule, stays where it is, and so does the
//! note's end. The *other* section is the one that is taken out and put in, so that the cursor
//! stays where it is in the one that moves. Moving up and then down is moving nothing.

use std::ops::Range;

use crate::note::Note;
use crate::rules::Edit;
use crate::rules::insert::before_rule;
use crate::syntax::Syntax;
use crate::text::Text;

use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Move) {
        return;
    }
    let note = &*place.snapshot.note;
    let Some(node) = node_to_move(place) else {
        return;
    };
    let what = if note.nodes[node].section.is_some() {
        "section"
    } else {
        "sub-section"
    };
    let name = &note.heading(&note.nodes[node]).1.name;
    for (id, towards, reason) in [
        ("move-up", Towards::Up, "It is the first one."),
        ("move-down", Towards::Down, "It is the last one."),
    ] {
        let title = format!("Move the {what} “{name}” {}", towards.word());
        match neighbour(note, node, towards) {
            None => offers.add_disabled(id, title, ActionKind::Move, reason),
            Some(other) => {
                let (first, second) = (node.min(other), node.max(other));
                match swap(note, &place.snapshot.text, first, second, node == second) {
                    Some(edits) => {
                        offers.add(id, title, ActionKind::Move, || edits);
                    }
                    None => offers.add_disabled(
                        id,
                        title,
                        ActionKind::Move,
                        "A code block or a comment in it is never closed and would swallow what follows.",
                    ),
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Towards {
    Up,
    Down,
}

impl Towards {
    fn word(self) -> &'static str {
        match self {
            Towards::Up => "up",
            Towards::Down => "down",
        }
    }
}

/// The heading on the cursor's line; elsewhere the standard section that the cursor is in, or the
/// heading right above it where that is none. The title stays at the top. None on the blank lines and
/// the rule behind a section.
fn node_to_move(place: &Place<'_>) -> Option<usize> {
    let note = &*place.snapshot.note;
    let inner = note.node_at(place.at)?;
    let title = note.title.as_ref().map(|title| title.segment);
    let (at, heading) = note.heading(&note.nodes[inner]);
    let node = if place.holds(&at.range(heading.span)) {
        inner
    } else {
        let up = |&node: &usize| note.nodes[node].parent;
        std::iter::successors(Some(inner), up)
            .find(|&node| note.nodes[node].section.is_some())
            .unwrap_or(inner)
    };
    // What stands between two sections stays, and the cursor there with it.
    let behind = place.lines.start > body(note, &place.snapshot.text, node).end;
    (Some(note.nodes[node].segment) != title && !behind).then_some(node)
}

/// The nearest sibling on one side. One of another level is none: moved behind it, the section
/// would become a part of it.
fn neighbour(note: &Note, node: usize, towards: Towards) -> Option<usize> {
    let own = &note.nodes[node];
    let title = note.title.as_ref().map(|title| title.segment);
    let sibling = |&other: &usize| note.nodes[other].parent == own.parent;
    let other = match towards {
        Towards::Up => (0..node).rev().find(sibling)?,
        Towards::Down => (node + 1..note.nodes.len()).find(sibling)?,
    };
    let found = &note.nodes[other];
    (found.level == own.level && Some(found.segment) != title).then_some(other)
}

/// The edits that swap two neighbours; `keep_second` says which of them stays where it is. None
/// where the text would be read otherwise then: something in the second is never closed, or its
/// heading is an underlined one without a blank line above its new place.
fn swap(
    note: &Note,
    text: &Text,
    first: usize,
    second: usize,
    keep_second: bool,
) -> Option<Vec<Edit>> {
    let (a, b) = (body(note, text, first), body(note, text, second));
    let (a_text, b_text) = (text.slice(a.clone()), text.slice(b.clone()));
    let between = text.slice(a.end..b.start);
    let headings = |source: &str| -> Vec<String> {
        let syntax = Syntax::parse(&Text::new(source));
        let chunks = syntax.chunks.iter();
        let headings = chunks.filter(|chunk| chunk.value.heading_len() > 0);
        headings
            .map(|chunk| {
                chunk.value.text[..chunk.value.heading_len()]
                    .trim()
                    .to_owned()
            })
            .collect()
    };
    let line_ending = text.line_ending();
    let before = text.slice(note.layout.body.start..a.start);
    let blank = [line_ending.repeat(2), String::new()];
    let lead = if before.trim().is_empty() || before.ends_with(&blank[0]) {
        ""
    } else {
        // Some text right above, as it would be read together with an underlined heading.
        "text\n"
    };
    let mut wanted = headings(&format!("{b_text}"));
    wanted.extend(headings(&format!("{a_text}")));
    let got = headings(&format!(
        "{lead}{b_text}{between}{a_text}{line_ending}# end"
    ));
    if got.split_last().is_none_or(|(_, got)| *got != wanted[..]) {
        return None;
    }
    Some(if keep_second {
        vec![
            Edit::delete(a.start..b.start),
            Edit::insert(b.end, format!("{between}{a_text}")),
        ]
    } else {
        vec![
            Edit::insert(a.start, format!("{b_text}{between}")),
            Edit::delete(a.end..b.end),
        ]
    })
}

/// A section without the blank lines and the rule behind it.
fn body(note: &Note, text: &Text, node: usize) -> Range<usize> {
    let range = note.node_range(node);
    let content = text.slice(range.clone());
    range.start..range.start + before_rule(&content).len()
}
