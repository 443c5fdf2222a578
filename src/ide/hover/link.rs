//! Links: the first lines of what they lead to.

use std::ops::Range;

use crate::ide::navigate::{Away, definition};
use crate::note::{LinkForm, SegmentRef, Target, is_top, label_key};

use super::super::plain::{escaped, inert};
use super::{Hover, Snapshot};

/// How many lines of the target are shown, blank ones aside.
const LINES: usize = 8;

/// The link at an offset, if it leads to a heading of the note.
pub(super) fn at(snapshot: &Snapshot, at: SegmentRef<'_>, offset: usize) -> Option<Hover> {
    let here = u32::try_from(offset - at.start).ok()?;
    let links = at.segment.links().links.iter();
    let link = links
        .filter(|link| link.span.start <= here && here < link.span.end)
        .min_by_key(|link| link.span.end - link.span.start)?;
    let target = match link.form {
        LinkForm::Inline | LinkForm::Wiki => &link.target,
        LinkForm::Full | LinkForm::Collapsed | LinkForm::Shortcut => {
            defined(snapshot, &link.target.path)?
        }
        LinkForm::Footnote | LinkForm::Auto | LinkForm::Bare => return None,
    };
    let fragment = target.fragment.as_deref().filter(|_| target.is_here())?;
    if is_top(fragment) {
        return None;
    }
    let (anchors, _) = snapshot.note.anchors();
    let markdown = match anchors.find(fragment, target.wiki) {
        Some((heading, _)) => preview(snapshot, Some(heading), ""),
        None if anchors.has(fragment, target.wiki) => return None,
        None => format!("There is no heading “{}” in this note.", escaped(fragment)),
    };
    let range = at.range(link.span);
    Some(Hover { range, markdown })
}

/// The link at an offset that leads into another file, and where; whoever knows the files has its
/// [`preview`].
pub fn link_away(snapshot: &Snapshot, offset: usize) -> Option<(Range<usize>, Away)> {
    let found = definition(snapshot, offset)?;
    found.away.map(|away| (found.origin, away))
}

fn defined<'a>(snapshot: &'a Snapshot, label: &str) -> Option<&'a Target> {
    let key = label_key(label);
    let segments = snapshot.note.segments.iter();
    segments
        .flat_map(|segment| &segment.value.links().definitions)
        .find(|definition| !definition.footnote && label_key(&definition.label) == key)
        .map(|definition| &definition.target)
}

/// The first lines below a heading of a note, by its index among the anchors, or those of the note, under its name and
/// where that is. `file` is what the note is called; nothing where it is the one that is read.
pub fn preview(snapshot: &Snapshot, heading: Option<usize>, file: &str) -> String {
    let note = &snapshot.note;
    let (anchors, places) = note.anchors();
    let body = &note.layout.body;
    // A heading in a list or a quotation has no section.
    let (name, start, below) = match heading.and_then(|at| Some((at, places.get(at)?))) {
        Some((at, place)) => {
            let end = match place.node {
                Some(node) => note.node_range(node).end,
                None => {
                    let next = places.get(at + 1).map_or(body.end, |next| next.range.start);
                    let segment = note.segment(place.segment);
                    next.min(segment.start + segment.segment.chunk.text.len())
                }
            };
            let name = match place.node {
                Some(node) => note.heading(&note.nodes[node]).1.name.clone(),
                None => anchors.names()[at].text.clone(),
            };
            (name, place.range.start, place.range.end..end)
        }
        None => (String::new(), body.start, body.clone()),
    };
    let line = snapshot.text.line_col(start).line;
    preview_of(snapshot, &name, file, line, below)
}

/// The first lines of a piece of a note under a name, its file and its line.
pub fn preview_of(
    snapshot: &Snapshot,
    name: &str,
    file: &str,
    line: usize,
    below: Range<usize>,
) -> String {
    let title = match (name.is_empty(), file.is_empty()) {
        (true, _) => format!("**{}**\n", escaped(file)),
        (false, true) => format!("**{}** (line {line})\n", escaped(name)),
        (false, false) => format!("**{}** ({}, line {line})\n", escaped(name), escaped(file)),
    };
    first_lines(snapshot, title, below)
}

fn first_lines(snapshot: &Snapshot, mut shown: String, below: Range<usize>) -> String {
    let source = snapshot.text.slice(below.start.min(below.end)..below.end);
    let (mut count, mut cut) = (0, false);
    for line in source.lines() {
        if line.trim().is_empty() {
            if count > 0 {
                shown.push('\n');
            }
            continue;
        }
        if count == LINES {
            cut = true;
            break;
        }
        count += 1;
        shown.push('\n');
        shown.push_str(&inert(line));
    }
    shown.truncate(shown.trim_end().len());
    if count == 0 {
        shown.push_str("\n\nNothing stands below it yet.");
    } else if cut {
        shown.push_str("\n\n…");
    }
    shown
}
