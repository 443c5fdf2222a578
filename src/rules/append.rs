//! Adds an item to a section as the section writes its items.

use crate::note::{EntryKind, Section};

use super::insert::before_rule;
use super::{Edit, NoteCx};

/// The edit that adds an item behind all that a section holds: behind a list with that list's marker
/// or its next number, elsewhere as a list of its own. Line ends are the note's.
pub(super) fn item(cx: &NoteCx<'_>, section: &Section, text: &str) -> Edit {
    let segments: Vec<_> = cx.note.segments_of(section).collect();
    // Behind the section's own last segment, and before a section within it.
    let end = section
        .segments
        .first()
        .map_or(cx.note.layout.body.end, |range| {
            cx.note.segment_start(range.end)
        });
    let start = cx.note.segment_start(cx.note.nodes[section.node].segment);
    let content = cx.text.slice(start..end);
    let kept = before_rule(&content);
    let last = segments.last().and_then(|at| {
        let (_, entry) = at.segment.children(None).last()?;
        let range = at.range(entry.span);
        (range.end.max(range.start) >= start + kept.trim_end().len())
            .then_some((entry, at.range(entry.span).start))
    });
    let line_ending = cx.line_ending;
    let marker = match last {
        Some((entry, from)) if entry.kind.is_item() && entry.kind != EntryKind::Typed => {
            let line = cx.text.slice(from..start + kept.len());
            Some(next_marker(&line))
        }
        _ => None,
    };
    let lead = match &marker {
        Some(_) => line_ending.to_owned(),
        None => line_ending.repeat(2),
    };
    let marker = marker.unwrap_or_else(|| "- ".to_owned());
    Edit::insert(start + kept.len(), format!("{lead}{marker}{text}"))
}

/// The marker of the item after one: the same bullet, or the next number.
fn next_marker(item: &str) -> String {
    let item = item.trim_start();
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    match item[..digits].parse::<u64>() {
        Ok(number) => {
            let mark = item[digits..]
                .chars()
                .next()
                .filter(|mark| matches!(mark, '.' | ')'))
                .unwrap_or('.');
            format!("{}{mark} ", number.saturating_add(1))
        }
        Err(_) => match item.chars().next() {
            Some(bullet @ ('-' | '*' | '+')) => format!("{bullet} "),
            _ => "- ".to_owned(),
        },
    }
}
