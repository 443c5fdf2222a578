//! Parts as sub-headings, and back: bold lines, labels and bold items of a list on one side, `###`
//! on the other.
//!
//! All parts of a piece of the note change together. One alone would take those after it in, and
//! the outline would say something that the note does not.

use crate::note::{EntryKind, Node, Note, Part, PartKind, SegmentRef};
use crate::rules::Edit;
use crate::text::Text;

use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    if offers.wants(ActionKind::Rewrite) {
        to_headings(place, offers);
        to_parts(place, offers);
    }
}

fn to_headings(place: &Place<'_>, offers: &mut Offers<'_>) {
    let note = &*place.snapshot.note;
    let Some(node) = note.node_at(place.at) else {
        return;
    };
    let Node { segment, level, .. } = note.nodes[node];
    let title = note.title.as_ref().map(|title| title.segment);
    let at = note.segment(segment);
    let on_line =
        |part: &&Part| place.holds(&at.range(at.segment.entries[part.entry as usize].text));
    let Some(part) = at.segment.parts.iter().find(on_line) else {
        return;
    };
    if level == 6 || title == Some(segment) {
        return;
    }
    let parts = together(at, part);
    let what = match parts.len() {
        0 => return,
        1 => format!("Turn “{}” into a sub-heading", part.name),
        many => format!("Turn these {many} parts into sub-headings"),
    };
    let text = &place.snapshot.text;
    offers.add("parts-to-headings", what, ActionKind::Rewrite, || {
        let marks = "#".repeat(level as usize + 1);
        let edits = parts
            .iter()
            .flat_map(|part| heading(at, text, part, &marks));
        edits.collect()
    });
}

/// The parts that change with one: all lines of the segment that name parts, or all items of the
/// list, if nothing stands below it that a heading would take in.
fn together<'a>(at: SegmentRef<'a>, part: &Part) -> Vec<&'a Part> {
    let segment = at.segment;
    let of_items = part.kind == PartKind::Item;
    let parts: Vec<&Part> = segment
        .parts
        .iter()
        .filter(|other| (other.kind == PartKind::Item) == of_items)
        .filter(|other| segment.entries[other.entry as usize].depth == 0)
        .collect();
    if !of_items {
        return parts;
    }
    let named = |index: u32| parts.iter().any(|part| part.entry == index);
    let first = parts.first().map_or(0, |part| part.entry);
    let whole = segment
        .children(None)
        .filter(|(index, _)| *index >= first)
        .all(|(index, entry)| named(index) && !entry.quoted);
    let lines = segment.parts.iter().any(|part| part.kind != PartKind::Item);
    if whole && !lines && named(part.entry) {
        parts
    } else {
        Vec::new()
    }
}

/// The edits that make a heading of a part's name, set off by blank lines. What lies within an item
/// moves out as far as the item's text stood in.
fn heading(at: SegmentRef<'_>, text: &Text, part: &Part, marks: &str) -> Vec<Edit> {
    let entry = &at.segment.entries[part.entry as usize];
    let line = text.line_of(at.range(entry.text).start);
    let range = text.line_range(line);
    let end = text.line_of(at.range(entry.text).end);
    let range = range.start..text.line_range(end).end;
    let line_ending = text.line_ending();
    let mut name = at.segment.str(part.name_span).trim();
    if name.contains("**") || name.is_empty() {
        name = &part.name;
    }
    let blank_before = line == 0 || is_blank(text, line - 1);
    let blank_after = end + 1 >= text.line_count() || is_blank(text, end + 1);
    let before = if blank_before { "" } else { line_ending };
    let after = if blank_after { "" } else { line_ending };
    let mut edits = vec![Edit::replace(
        range,
        format!("{before}{marks} {name}{after}"),
    )];
    if part.kind == PartKind::Item {
        let start = text.line_range(line).start;
        let indent = text
            .slice(start..at.range(entry.text).start)
            .trim_end_matches(['*', '_'])
            .chars()
            .count();
        let last = text.line_of(at.range(entry.span).end.max(start + 1) - 1);
        for line in end + 1..=last {
            let range = text.line_range(line);
            let content = text.slice(range.clone());
            let spaces = content.chars().take_while(|&char| char == ' ').count();
            let out = match content.chars().next() {
                Some('\t') => 1,
                _ => spaces.min(indent),
            };
            if out > 0 {
                edits.push(Edit::delete(range.start..range.start + out));
            }
        }
    }
    edits
}

fn is_blank(text: &Text, line: usize) -> bool {
    text.slice(text.line_range(line)).trim().is_empty()
}

fn to_parts(place: &Place<'_>, offers: &mut Offers<'_>) {
    let note = &*place.snapshot.note;
    let Some(node) = note.node_at(place.at) else {
        return;
    };
    let (at, heading) = note.heading(&note.nodes[node]);
    // On a sub-heading's line, and only for one below a section that is none itself.
    let parent = note.nodes[node].parent;
    let Some(parent) = parent.filter(|&parent| is_in_section(note, parent)) else {
        return;
    };
    if !place.holds(&at.range(heading.span)) {
        return;
    }
    let children: Vec<&Node> = note
        .nodes
        .iter()
        .filter(|node| node.parent == Some(parent))
        .collect();
    if !children.iter().all(|node| is_plain(note, node)) {
        return;
    }
    let title = match children.len() {
        1 => format!("Turn “{}” into a bold line", heading.name),
        many => format!("Turn these {many} sub-headings into bold lines"),
    };
    let text = &place.snapshot.text;
    offers.add("headings-to-parts", title, ActionKind::Rewrite, || {
        let edits = children.iter().map(|node| bold_line(note, text, node));
        edits.collect()
    });
}

fn is_in_section(note: &Note, node: usize) -> bool {
    std::iter::successors(Some(node), |&node| note.nodes[node].parent)
        .any(|node| note.nodes[node].section.is_some())
}

/// Whether a heading can be a bold line: nothing below it has a heading or parts of its own, and
/// its text has no marks that bold ones would clash with, nor is it a question or a section.
fn is_plain(note: &Note, node: &Node) -> bool {
    let (at, heading) = note.heading(node);
    let source = at.str(heading.text);
    let parts = at.segment.parts.iter();
    let mut lines = parts.filter(|part| {
        let kind = at.segment.entries[part.entry as usize].kind;
        part.kind != PartKind::Item && kind == EntryKind::Line
    });
    node.section.is_none()
        && node.end == node.segment + 1
        && lines.next().is_none()
        && !source.trim().is_empty()
        && !source.contains(['*', '_', '\n', '\r'])
}

/// A heading's lines as one bold line, set off by blank lines.
fn bold_line(note: &Note, text: &Text, node: &Node) -> Edit {
    let (at, heading) = note.heading(node);
    let range = at.range(heading.span);
    let (first, last) = (text.line_of(range.start), text.line_of(range.end));
    let line_ending = text.line_ending();
    let before = if first == 0 || is_blank(text, first - 1) {
        ""
    } else {
        line_ending
    };
    let after = if last + 1 >= text.line_count() || is_blank(text, last + 1) {
        ""
    } else {
        line_ending
    };
    let name = at.str(heading.text).trim();
    let lines = text.line_range(first).start..text.line_range(last).end;
    Edit::replace(lines, format!("{before}**{name}**{after}"))
}
