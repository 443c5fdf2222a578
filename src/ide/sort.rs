//! Sorting: the required sections in their standard order, by moving as few of them as will do.

use std::ops::Range;

use crate::fix;
use crate::note::{Globs, Note};
use crate::rules::{Edit, insert};
use crate::syntax::Syntax;
use crate::text::Text;

use super::Snapshot;

/// A heading with all that belongs to it, as one of several that stand side by side.
struct Block {
    /// All of it.
    range: Range<usize>,
    /// Where its content ends: the blank lines behind it, and the rule that closes it off, belong
    /// to the place and not to the block.
    content_end: usize,
    /// The kind of section it is, if it is one that has a place in the order.
    kind: Option<usize>,
}

/// The edits that put the required sections of a note into standard order, disjoint and in order,
/// against the snapshot's text; none where they are in order.
///
/// The fewest sections move, each behind the one that it follows in the order. Optional sections and
/// headings that name no section stay where they are, for they may stand anywhere. What separates
/// sections, blank lines or a rule, stays where it is, too, and so does the note's end. Sections
/// that do not stand side by side with most of the others, at another level or within another
/// section, are left alone: a move would change what they are part of. Where the text would not
/// read the same at another place, as with a code fence that is never closed, nothing is moved.
pub fn sort_sections(snapshot: &Snapshot) -> Option<Vec<Edit>> {
    let Snapshot { note, text, .. } = snapshot;
    if !note.is_note() {
        return None;
    }
    let blocks = blocks(snapshot)?;
    let order = order(&blocks)?;
    let edits = edits(text, &blocks, &order);
    reads_the_same(snapshot, &blocks, &order, &edits).then_some(edits)
}

/// The blocks that stand side by side, from the first to the last of the sections to sort.
fn blocks(snapshot: &Snapshot) -> Option<Vec<Block>> {
    let Snapshot {
        note,
        grammar,
        text,
        ..
    } = snapshot;
    let required = |node: usize| {
        let section = &note.sections[note.nodes[node].section?];
        grammar.sections[section.spec]
            .required
            .then_some(section.spec)
    };
    let family = |node: usize| (note.nodes[node].parent, note.nodes[node].level);
    // The family that most of them belong to; of two as large the first.
    let members: Vec<usize> = (0..note.nodes.len())
        .filter(|&node| required(node).is_some())
        .collect();
    let mut families: Vec<((Option<usize>, u8), usize)> = Vec::new();
    for &node in &members {
        let own = family(node);
        match families.iter_mut().find(|(family, _)| *family == own) {
            Some((_, count)) => *count += 1,
            None => families.push((own, 1)),
        }
    }
    let &(largest, _) = families.iter().rev().max_by_key(|(_, count)| *count)?;
    let first = members.iter().find(|&&node| family(node) == largest)?;
    let last = members.iter().rfind(|&&node| family(node) == largest)?;
    let side_by_side = (*first..=*last).filter(|&node| note.nodes[node].parent == largest.0);
    let block = |node: usize| {
        let range = note.node_range(node);
        let content = text.slice(range.clone());
        let content_end = range.start + insert::before_rule(&content).len();
        Block {
            content_end,
            range,
            kind: required(node).filter(|_| family(node) == largest),
        }
    };
    Some(side_by_side.map(block).collect())
}

/// The blocks in their new order, by index; none if it is the old one.
fn order(blocks: &[Block]) -> Option<Vec<usize>> {
    let kinds: Vec<(usize, usize)> = (0..blocks.len())
        .filter_map(|block| Some((block, blocks[block].kind?)))
        .collect();
    let kept = in_order(&kinds.iter().map(|(_, kind)| *kind).collect::<Vec<_>>());
    let mut moved: Vec<(usize, usize)> = kinds
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| !**kept)
        .map(|(&(block, kind), _)| (kind, block))
        .collect();
    if moved.is_empty() {
        return None;
    }
    moved.sort_unstable();
    let mut order: Vec<usize> = (0..blocks.len())
        .filter(|block| moved.iter().all(|(_, moved)| moved != block))
        .collect();
    for (kind, block) in moved {
        let before = |&&other: &&usize| blocks[other].kind.is_some_and(|other| other <= kind);
        let place = order.iter().rposition(|other| before(&other));
        let first = order.iter().position(|&other| blocks[other].kind.is_some());
        order.insert(place.map_or(first.unwrap_or(0), |place| place + 1), block);
    }
    Some(order)
}

/// Which numbers of a sequence stay when the fewest are taken out so that it never falls; of
/// several ways the one that keeps the earliest.
fn in_order(sequence: &[usize]) -> Vec<bool> {
    let mut longest = vec![1usize; sequence.len()];
    for from in (0..sequence.len()).rev() {
        for to in from + 1..sequence.len() {
            if sequence[to] >= sequence[from] {
                longest[from] = longest[from].max(longest[to] + 1);
            }
        }
    }
    let mut need = longest.iter().copied().max().unwrap_or(0);
    let mut last = 0;
    sequence
        .iter()
        .zip(&longest)
        .map(|(&number, &len)| {
            let keep = len == need && number >= last;
            if keep {
                last = number;
                need -= 1;
            }
            keep
        })
        .collect()
}

/// The edits that turn the old order into the new one. Blocks that stay in sequence are the fixed
/// points; only what stands between them is replaced.
fn edits(text: &Text, blocks: &[Block], order: &[usize]) -> Vec<Edit> {
    let whole = blocks[0].range.start..blocks[blocks.len() - 1].range.end;
    let slice = |range: Range<usize>| text.slice(range).into_owned();
    let tail = |block: usize| slice(blocks[block].content_end..blocks[block].range.end);
    let last = blocks.len() - 1;
    let line_ending = text.line_ending();
    let separator = |place: usize| {
        let block = order[place];
        let Some(&next) = order.get(place + 1) else {
            return tail(last);
        };
        let mut own = if block == last {
            tail(last.saturating_sub(1))
        } else {
            tail(block)
        };
        // A setext heading right below a line of text would take that in.
        let setext = !slice(blocks[next].range.clone())
            .trim_start()
            .starts_with('#');
        if setext && own.matches('\n').count().max(own.matches('\r').count()) < 2 {
            own.push_str(line_ending);
        }
        own
    };
    let rising = in_order(order);
    let mut edits = Vec::new();
    let (mut from, mut new) = (whole.start, String::new());
    let mut replace = |range: Range<usize>, new: &str| {
        let old = slice(range.clone());
        if old == new {
            return;
        }
        let head = common(old.char_indices().zip(new.char_indices()));
        let (old_rest, new_rest) = (&old[head..], &new[head..]);
        let tail: usize = old_rest
            .chars()
            .rev()
            .zip(new_rest.chars().rev())
            .take_while(|(old, new)| old == new)
            .map(|(char, _)| char.len_utf8())
            .sum();
        edits.push(Edit::replace(
            range.start + head..range.end - tail,
            &new_rest[..new_rest.len() - tail],
        ));
    };
    for (place, &block) in order.iter().enumerate() {
        let Block {
            range, content_end, ..
        } = &blocks[block];
        if rising[place] {
            replace(from..range.start, &new);
            new.clear();
            from = *content_end;
        } else {
            new.push_str(&slice(range.start..*content_end));
        }
        new.push_str(&separator(place));
    }
    replace(from..whole.end, &new);
    edits
}

/// How many bytes two texts have in common at their start.
fn common(pairs: impl Iterator<Item = ((usize, char), (usize, char))>) -> usize {
    pairs
        .take_while(|((_, old), (_, new))| old == new)
        .map(|((_, char), _)| char.len_utf8())
        .sum()
}

/// Whether the sorted text has the same headings, in the new order.
fn reads_the_same(snapshot: &Snapshot, blocks: &[Block], order: &[usize], edits: &[Edit]) -> bool {
    let note = &snapshot.note;
    let text = snapshot.text.slice(0..snapshot.text.len());
    let sorted = Text::new(&fix::apply(&text, edits));
    let syntax = Syntax::parse(&sorted);
    let sorted = Note::new(&sorted, &syntax, &snapshot.grammar, Globs::Included);
    let headings = |note: &Note, nodes: Vec<usize>| -> Vec<(u8, String)> {
        nodes
            .into_iter()
            .map(|node| {
                let (_, heading) = note.heading(&note.nodes[node]);
                (heading.level, heading.name.clone())
            })
            .collect()
    };
    let start = |node: usize| note.node_range(node).start;
    let (first, end) = (blocks[0].range.start, blocks[blocks.len() - 1].range.end);
    let all = 0..note.nodes.len();
    let mut wanted: Vec<usize> = all.clone().filter(|&node| start(node) < first).collect();
    for &block in order {
        let range = &blocks[block].range;
        wanted.extend(all.clone().filter(|&node| range.contains(&start(node))));
    }
    wanted.extend(all.filter(|&node| start(node) >= end));
    headings(note, wanted) == headings(&sorted, (0..sorted.nodes.len()).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::config::Profile;
    use crate::document::Document;

    fn sort(text: &str) -> Option<String> {
        let profile = Profile::default();
        let mut document = Document::new(text, Some(Path::new("a.prep.md")), profile.clone());
        let findings = document.check().findings;
        let snapshot = Snapshot {
            text: document.text().clone(),
            note: Arc::clone(document.note()),
            grammar: profile.grammar,
            settings: profile.settings,
            findings: findings.into(),
        };
        let edits = sort_sections(&snapshot)?;
        for pair in edits.windows(2) {
            assert!(pair[0].range.end <= pair[1].range.start, "{edits:?}");
        }
        Some(fix::apply(text, &edits))
    }

    /// Sorts, and asserts that sorting again changes nothing.
    fn sorted(text: &str) -> String {
        let once = sort(text).expect("it is out of order");
        assert_eq!(sort(&once), None, "{once}");
        once
    }

    #[test]
    fn the_fewest_sections_move() {
        for (before, after) in [
            (
                "# Interview Prep: Quay Bakery – Baker\n\n## Company Summary\n\nA bakery.\n\n## Job Overview\n\n- Bread\n",
                "# Interview Prep: Quay Bakery – Baker\n\n## Job Overview\n\n- Bread\n\n## Company Summary\n\nA bakery.\n",
            ),
            // No final line end before, none after.
            (
                "## Company Summary\nA bakery.\n## Job Overview\n- Bread\n### Pay\nGood",
                "## Job Overview\n- Bread\n### Pay\nGood\n## Company Summary\nA bakery.",
            ),
            // Rules stay between, other headings and optional sections where they are.
            (
                "## Questions to Ask Them\n\n1. Why?\n\n---\n\n## Parking\n\nBehind.\n\n---\n\n## Job Overview\n\n- Bread\n\n---\n\n## Interviewers\n\n- Ann\n\n---\n\n## Company Summary\n\n- 1890\n",
                "## Parking\n\nBehind.\n\n---\n\n## Job Overview\n\n- Bread\n\n---\n\n## Interviewers\n\n- Ann\n\n---\n\n## Company Summary\n\n- 1890\n\n---\n\n## Questions to Ask Them\n\n1. Why?\n",
            ),
            // A setext heading needs a blank line before it.
            (
                "## Company Summary\n- 1890\n## Strategic Advice\n- Calm\n\nJob Overview\n------------\n- Bread\n",
                "Job Overview\n------------\n- Bread\n\n## Company Summary\n- 1890\n## Strategic Advice\n- Calm\n",
            ),
        ] {
            assert_eq!(sorted(before), after);
            let crlf = |text: &str| text.replace('\n', "\r\n");
            assert_eq!(sorted(&crlf(before)), crlf(after));
        }
    }

    #[test]
    fn duplicates_come_to_stand_together() {
        let note = "## Company Summary\n- a\n\n## Job Overview\n- b\n\n## Company Summary\n- c\n\n## Why This Job Is a Fit\n- d\n";
        let after = sorted(note);
        let headings: Vec<&str> = after.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(
            headings,
            [
                "## Job Overview",
                "## Why This Job Is a Fit",
                "## Company Summary",
                "## Company Summary"
            ]
        );
    }

    #[test]
    fn what_would_read_otherwise_is_left_alone() {
        for note in [
            "## Job Overview\n- Bread\n## Company Summary\n- 1890\n",
            // The fence would swallow the other section.
            "## Company Summary\n- 1890\n\n## Job Overview\n\n```\ncode\n",
            "## Company Summary\n- 1890\n\n## Job Overview\n\n<!-- open\n",
            "# A letter\n\nDear all\n",
            "",
        ] {
            assert_eq!(sort(note), None, "{note}");
        }
    }
}
