//! Adds an item to a section as the section writes its items.

use crate::note::{EntryKind, Section};

use super::insert::before_rule_in;
use super::{Edit, NoteCx};

/// Adds an item to a section, behind what it holds of its own.
pub(super) fn item(cx: &NoteCx<'_>, section: &Section, text: &str) -> Edit {
    let (at, lead) = place(cx, section);
    Edit::insert(at, format!("{lead}{text}"))
}

/// Where an item goes in a section, and what stands before its text.
pub(super) fn place(cx: &NoteCx<'_>, section: &Section) -> (usize, String) {
    // Behind the section's own last segment, and before a section within it.
    let end = section
        .segments
        .first()
        .map_or(cx.note.layout.body.end, |range| {
            cx.note.segment_start(range.end)
        });
    let start = cx.note.segment_start(cx.note.nodes[section.node].segment);
    let kept_end = before_rule_in(cx.text, start..end);
    let last = section.segments.last().and_then(|range| {
        let at = cx.note.segment(range.end - 1);
        let (_, entry) = at.segment.children(None).last()?;
        let range = at.range(entry.span);
        let written = cx.text.slice(range.start.min(kept_end)..kept_end);
        let written = kept_end - (written.len() - written.trim_end().len());
        (range.end.max(range.start) >= written).then_some((entry, range.start))
    });
    let line_ending = cx.line_ending;
    let marker = match last {
        Some((entry, from)) if entry.kind.is_item() && entry.kind != EntryKind::Typed => {
            let line = cx.text.slice(from..kept_end);
            Some(next_marker(&line))
        }
        _ => None,
    };
    let lead = match &marker {
        Some(_) => line_ending.to_owned(),
        None => line_ending.repeat(2),
    };
    let marker = marker.unwrap_or_else(|| "- ".to_owned());
    (kept_end, format!("{lead}{marker}"))
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
