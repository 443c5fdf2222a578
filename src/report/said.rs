//! What a piece of a note says, in its own words and without its markup.

use crate::note::{Entry, EntryKind, Section, SegmentRef};

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text cut to some characters, at the end of a word.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(most) else {
        return text.to_owned();
    };
    let kept = &text[..cut];
    let kept = kept.rfind(' ').map_or(kept, |space| &kept[..space]);
    format!("{} …", kept.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// What stands in an entry's own line, on one line; a placeholder for nothing is kept as it is.
pub(super) fn line(at: SegmentRef<'_>, entry: &Entry) -> String {
    one_line(&at.segment.plain(entry))
}

/// What an entry says with all that is nested in it: "Vague answers – give the routine".
pub(super) fn whole(at: SegmentRef<'_>, index: u32) -> String {
    let segment = at.segment;
    let mut said = line(at, &segment.entries[index as usize]);
    let nested: Vec<String> = segment
        .children(Some(index))
        .filter(|(_, entry)| !matches!(entry.kind, EntryKind::Code | EntryKind::Cell))
        .map(|(child, _)| whole(at, child))
        .filter(|nested| !nested.is_empty())
        .collect();
    if !nested.is_empty() {
        let mark = if said.ends_with(['–', '—', ':', '-', '?']) {
            " "
        } else {
            " – "
        };
        said.push_str(mark);
        said.push_str(&nested.join("; "));
    }
    said
}

/// The value of a label: what stands behind it, or the items below it.
pub(super) fn value(at: SegmentRef<'_>, index: u32) -> String {
    let segment = at.segment;
    let entry = &segment.entries[index as usize];
    let own = match entry.kind {
        EntryKind::Row | EntryKind::Header => {
            let cells = segment.children(Some(index)).skip(1);
            let cells: Vec<String> = cells
                .map(|(_, cell)| line(at, cell))
                .filter(|cell| !cell.is_empty())
                .collect();
            cells.join("; ")
        }
        _ => one_line(&segment.plain_value(entry)),
    };
    if !own.is_empty() {
        return own;
    }
    let nested = segment
        .children(Some(index))
        .filter(|(_, entry)| entry.kind.is_item());
    let nested: Vec<String> = nested.map(|(child, _)| whole(at, child)).collect();
    if !nested.is_empty() {
        return nested.join("; ");
    }
    // `**Panel:**` before a list.
    let after = std::iter::successors(Some(entry.next as usize), |&next| {
        Some(segment.entries.get(next)?.next as usize)
    });
    let items = after.map_while(|next| {
        let item = segment.entries.get(next)?;
        let fits = item.kind.is_item() && item.parent == entry.parent;
        (fits && entry.kind == EntryKind::Line).then(|| whole(at, next as u32))
    });
    items.collect::<Vec<_>>().join("; ")
}

/// The items of a part of a section, each with what is nested in it: below a heading, a named line, a label of that
/// name. `part` is the section's kind and the part's index in it.
pub(super) fn items_of_part(at: SegmentRef<'_>, opens: bool, part: (usize, usize)) -> Vec<String> {
    let segment = at.segment;
    let is_part =
        |parts: &[(usize, usize)]| parts.iter().any(|&(kind, index)| (kind, index) == part);
    let top = |within: &dyn Fn(&Entry) -> bool| -> Vec<String> {
        let items = segment.children(None);
        let items = items.filter(|(_, entry)| {
            within(entry) && (entry.kind.is_item() || entry.kind == EntryKind::Line)
        });
        items.map(|(index, _)| whole(at, index)).collect()
    };
    let heading = segment.heading.as_ref().filter(|_| !opens);
    if heading.is_some_and(|heading| is_part(&heading.meaning.parts)) {
        return top(&|_| true);
    }
    let mut found = Vec::new();
    for named in segment
        .parts
        .iter()
        .filter(|named| is_part(&named.meaning.parts))
    {
        let nested = segment.children(Some(named.entry));
        let nested: Vec<String> = nested
            .filter(|(_, entry)| entry.kind.is_item())
            .map(|(index, _)| whole(at, index))
            .collect();
        if !nested.is_empty() {
            found.extend(nested);
            continue;
        }
        found.extend(top(&|entry| {
            named.span.contains(entry.span)
                && entry.span.start > segment.entries[named.entry as usize].span.start
        }));
    }
    for (index, entry) in (0u32..).zip(&segment.entries) {
        let named = segment.part_named_by(index).is_some();
        let label = entry.label.as_ref().filter(|_| !named && !entry.quoted);
        if label.is_some_and(|label| is_part(&label.meaning.parts)) {
            let nested = segment
                .children(Some(index))
                .filter(|(_, entry)| entry.kind.is_item());
            let nested: Vec<String> = nested.map(|(child, _)| whole(at, child)).collect();
            match nested.is_empty() {
                true => found.push(value(at, index)),
                false => found.extend(nested),
            }
        }
    }
    found.retain(|said| !said.is_empty());
    found
}

/// Whether a segment is the one that a section's heading opens.
pub(super) fn opens(section: &Section, note: &crate::note::Note, at: SegmentRef<'_>) -> bool {
    note.segment_start(note.nodes[section.node].segment) == at.start
}
