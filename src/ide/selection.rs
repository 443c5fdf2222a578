//! What a growing selection takes in, step by step: word › text › item › part › section › note.

use std::ops::Range;

use crate::syntax::{BlockKind, InlineKind};

use super::Snapshot;

/// The ranges round an offset, from the smallest to the whole document, each of them strictly larger
/// than the one before and holding it; none in a document that is no note.
pub fn selection_ranges(snapshot: &Snapshot, offset: usize) -> Vec<Range<usize>> {
    let Snapshot { text, note, .. } = snapshot;
    if !note.is_note() {
        return Vec::new();
    }
    let offset = text.floor(offset);
    let mut found: Vec<Range<usize>> = Vec::new();
    found.push(0..text.len());
    let line = text.line_range(text.line_of(offset));
    found.extend(word(&text.slice(line.clone()), line.start, offset));
    if let Some(front) = &note.layout.front_matter {
        let fence = |line: usize| text.line_range(line);
        found.push(front.clone());
        found.push(
            fence(text.line_of(front.start).saturating_sub(1)).start
                ..fence(text.line_of(front.end)).end,
        );
        let entries = note.front_matter.iter().flat_map(|front| &front.entries);
        for entry in entries {
            let end = entry
                .values
                .last()
                .map_or(entry.key_range.end, |(_, range)| range.end);
            found.extend(entry.values.iter().map(|(_, range)| range.clone()));
            found.push(entry.key_range.clone());
            found.push(entry.key_range.start..end);
        }
    }
    let body = &note.layout.body;
    found.push(body.clone());
    let index = note
        .segment_at(offset)
        .filter(|_| body.start <= offset && offset <= body.end);
    if let Some(index) = index {
        let at = note.segment(index);
        let chunk = &at.segment.chunk;
        let local = (offset - at.start) as u32;
        let near = |span: &crate::syntax::Span| span.start <= local && local <= span.end;
        for inline in chunk.inlines.iter().filter(|inline| near(&inline.span)) {
            if !matches!(
                inline.kind,
                InlineKind::Text | InlineKind::SoftBreak | InlineKind::HardBreak
            ) {
                found.push(at.range(inline.span));
            }
        }
        for link in at
            .segment
            .links()
            .links
            .iter()
            .filter(|link| near(&link.span))
        {
            found.push(at.range(link.text));
            found.push(at.range(link.target.span));
        }
        for entry in at.segment.entries.iter().filter(|entry| near(&entry.span)) {
            found.extend(entry.label.iter().map(|label| at.range(label.span)));
            found.push(at.range(entry.value));
            found.push(at.range(entry.text));
            found.push(at.range(entry.span));
        }
        for block in chunk.blocks.iter().filter(|block| near(&block.span)) {
            if block.kind != BlockKind::Rule {
                found.push(at.range(block.span));
            }
        }
        found.extend(
            at.segment
                .heading
                .iter()
                .map(|heading| at.range(heading.text)),
        );
        found.extend(at.segment.parts.iter().map(|part| at.range(part.span)));
        let mut node = note.node_at(offset);
        while let Some(at) = node {
            let whole = note.node_range(at);
            let content = text.slice(whole.clone()).trim_end().len();
            // What stands below the heading, then with it, then with the blank lines after it.
            let (place, heading) = note.heading(&note.nodes[at]);
            let below = text.slice(place.range(heading.span).end..whole.start + content);
            let below = below.len() - below.trim_start().len() + place.range(heading.span).end;
            found.push(below..whole.start + content);
            found.push(whole.start..whole.start + content);
            node = note.nodes[at].parent;
        }
    }
    nested(found, offset)
}

/// Those of some ranges that hold an offset and one another, from the smallest.
fn nested(mut found: Vec<Range<usize>>, offset: usize) -> Vec<Range<usize>> {
    found.retain(|range| range.start < range.end && range.start <= offset && offset <= range.end);
    // Of two that only touch the offset, the one that holds it comes first.
    found.sort_by_key(|range| (range.len(), !range.contains(&offset)));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in found {
        let holds = kept.last().is_none_or(|last| {
            range.start <= last.start && last.end <= range.end && range.len() > last.len()
        });
        if holds {
            kept.push(range);
        }
    }
    kept
}

/// The word at an offset of a line, apostrophes and hyphens within it included.
fn word(line: &str, start: usize, offset: usize) -> Option<Range<usize>> {
    let at = offset
        .checked_sub(start)
        .filter(|&at| line.is_char_boundary(at))?;
    let joins = |char: char| matches!(char, '\'' | '’' | '-' | '\u{2011}');
    let in_word = |char: char| char.is_alphanumeric() || char == '_' || joins(char);
    let before = line[..at]
        .chars()
        .rev()
        .take_while(|&char| in_word(char))
        .map(char::len_utf8);
    let after = line[at..]
        .chars()
        .take_while(|&char| in_word(char))
        .map(char::len_utf8);
    let (from, to) = (at - before.sum::<usize>(), at + after.sum::<usize>());
    let word = line[from..to].trim_matches(joins);
    let from = from + line[from..to].find(word)?;
    let range = start + from..start + from + word.len();
    (!word.is_empty() && range.start <= offset && offset <= range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use crate::ide::testing::snapshot;

    use super::*;

    /// What a selection at `$0` grows to, line ends as `⏎`.
    fn grown(fixture: &str) -> Vec<String> {
        let (snapshot, offset) = snapshot(fixture);
        let text = snapshot.text.to_string_lossless();
        let ranges = selection_ranges(&snapshot, offset);
        ranges
            .into_iter()
            .map(|range| text[range].replace('\n', "⏎"))
            .collect()
    }

    #[test]
    fn a_selection_grows_from_the_word_to_the_note() {
        let note = "# Interview Prep: Fern Legal – Associate\n## Questions to Ask Them\n**Team**\n- **Who:** leads the te$0am?\n  - why\n- b\n\n## Concepts To Know/Review\nx\n";
        let all = note.replace("$0", "").replace('\n', "⏎");
        let section = "## Questions to Ask Them⏎**Team**⏎- **Who:** leads the team?⏎  - why⏎- b";
        assert_eq!(
            grown(note),
            [
                "team",
                "leads the team?",
                "**Who:** leads the team?",
                "- **Who:** leads the team?⏎  - why",
                "- **Who:** leads the team?⏎  - why⏎- b",
                "**Team**⏎- **Who:** leads the team?⏎  - why⏎- b",
                section,
                all.trim_end_matches('⏎')
                    .trim_start_matches("# Interview Prep: Fern Legal – Associate⏎"),
                all.trim_end_matches('⏎'),
                &all,
            ]
        );
    }

    #[test]
    fn headings_links_and_front_matter_have_steps_of_their_own() {
        assert_eq!(
            grown("# Interview Prep: Fern Legal – Associate\n## Why [Fe$0rn’s](#a) x\n")[..4],
            [
                "Fern’s",
                "[Fern’s](#a)",
                "Why [Fern’s](#a) x",
                "## Why [Fern’s](#a) x"
            ]
        );
        let front = grown("---\nprep: true\nrole: Staff Nu$0rse\n---\n# A\n");
        assert_eq!(front[..3], ["Nurse", "Staff Nurse", "role: Staff Nurse"]);
        assert_eq!(front[4], "---⏎prep: true⏎role: Staff Nurse⏎---");
        assert_eq!(grown("an ordinary te$0xt\n"), [""; 0]);
    }
}
