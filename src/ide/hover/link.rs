//! Links within the note: the first lines of what they lead to.

use std::collections::HashMap;

use crate::note::SegmentRef;
use crate::syntax::{InlineKind, LinkKind};

use super::super::plain::escaped;
use super::{Hover, Snapshot};

/// How many lines of the target are shown, blank ones aside.
const LINES: usize = 8;

/// The link at an offset, if it leads to a heading of the note.
pub(super) fn at(snapshot: &Snapshot, at: SegmentRef<'_>, offset: usize) -> Option<Hover> {
    let here = u32::try_from(offset - at.start).ok()?;
    let inlines = &at.segment.chunk.inlines;
    let (inline, kind) = inlines.iter().find_map(|inline| match &inline.kind {
        InlineKind::Link(kind) if inline.span.start <= here && here < inline.span.end => {
            Some((inline, kind))
        }
        _ => None,
    })?;
    let target = match kind {
        LinkKind::Inline { target } | LinkKind::Wiki { target } => target.to_string(),
        LinkKind::Reference { label, .. } => definition(snapshot, label)?,
        LinkKind::Auto => return None,
    };
    let name = target.strip_prefix('#').filter(|name| !name.is_empty())?;
    let range = at.range(inline.span);
    let markdown = match heading(snapshot, name) {
        Some(node) => first_lines(snapshot, node),
        None => format!("There is no heading “{}” in this note.", escaped(name)),
    };
    Some(Hover { range, markdown })
}

fn definition(snapshot: &Snapshot, label: &str) -> Option<String> {
    let same = |other: &str| {
        let mut words = other.split_whitespace().map(str::to_lowercase);
        label
            .split_whitespace()
            .map(str::to_lowercase)
            .eq(words.by_ref())
    };
    let segments = snapshot.note.segments.iter();
    segments
        .flat_map(|segment| &segment.value.chunk.definitions)
        .find(|definition| same(&definition.label))
        .map(|definition| definition.target.to_string())
}

/// The heading that an anchor or the name in a wiki link means: by the anchors that GitHub gives
/// headings, where a second one of a name ends in `-1`.
fn heading(snapshot: &Snapshot, name: &str) -> Option<usize> {
    // `[[#Section#Part]]` names the part.
    let name = name.rsplit('#').next().unwrap_or(name);
    let wanted = slug(&name.replace("%20", " "));
    let note = &snapshot.note;
    let mut seen: HashMap<String, usize> = HashMap::new();
    (0..note.nodes.len()).find(|&node| {
        let (_, heading) = note.heading(&note.nodes[node]);
        let own = slug(&heading.name);
        let count = seen.entry(own.clone()).or_default();
        let unique = match *count {
            0 => own,
            more => format!("{own}-{more}"),
        };
        *count += 1;
        unique == wanted
    })
}

fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for char in name.to_lowercase().chars() {
        match char {
            ' ' | '-' => slug.push('-'),
            '_' => slug.push('_'),
            char if char.is_alphanumeric() => slug.push(char),
            _ => {}
        }
    }
    // An emoji before the name leaves a hyphen, which not everybody writes.
    slug.trim_matches('-').to_owned()
}

fn first_lines(snapshot: &Snapshot, node: usize) -> String {
    let note = &snapshot.note;
    let range = note.node_range(node);
    let (at, heading) = note.heading(&note.nodes[node]);
    let line = snapshot.text.line_col(range.start).line;
    let mut shown = format!("**{}** (line {line})\n", escaped(&heading.name));
    let below = at.range(heading.span).end..range.end;
    let source = snapshot.text.slice(below);
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
        shown.push_str(line);
    }
    shown.truncate(shown.trim_end().len());
    if count == 0 {
        shown.push_str("\n\nNothing stands below it yet.");
    } else if cut {
        shown.push_str("\n\n…");
    }
    shown
}
