use crate::grammar::Grammar;
use crate::note::Note;

use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a required section that stands out of order, once for each that would have to move.
    ///
    /// Of all ways to put the sections in order the one that moves the fewest counts, and of two
    /// that might move, the later one. Optional sections may stand anywhere.
    ///
    /// ## Why it matters
    ///
    /// The order leads from what they want, through what you bring, to what you will say: it is
    /// the order in which you will want to read on the day.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Northside Bakery – Head Baker
    /// ## Company Summary
    /// ## Predicted Interview Questions
    /// ## Job Overview
    ///    ^^^^^^^^^^^^
    /// ## Questions to Ask Them
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Northside Bakery – Head Baker
    /// ## Job Overview
    /// ## Company Summary
    /// ## Predicted Interview Questions
    /// ## Questions to Ask Them
    /// ```
    ///
    /// ## Options
    ///
    /// `[sections.<id>] after = "<id>"` in `prep.toml` moves a section in the standard order.
    ///
    /// ## Source
    ///
    /// The order of the notes prep-ls was made for; 30 of 32 notes that were read keep it.
    pub(crate) static SECTION_ORDER = "section-order", Structure, Some(Severity::Hint), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let sections = firsts(cx.note, cx.grammar);
    let kept = kept(cx.note, &sections);
    for (&index, _) in sections.iter().zip(&kept).filter(|(_, kept)| !**kept) {
        let section = &cx.note.sections[index];
        // It belongs behind the nearest section before it that stays, or before the first.
        let anchor = sections
            .iter()
            .zip(&kept)
            .filter(|(other, kept)| **kept && cx.note.sections[**other].spec < section.spec)
            .map(|(&other, _)| &cx.note.sections[other])
            .next_back();
        let title = &cx.grammar.sections[section.spec].title;
        let place = match anchor {
            Some(anchor) => format!("after “{}”", cx.grammar.sections[anchor.spec].title),
            None => "before all others".to_owned(),
        };
        let finding = findings.report(
            cx.heading_range(section),
            format!("The section “{title}” stands out of order: it belongs {place}"),
        );
        finding.with_data("section", cx.grammar.sections[section.spec].id.as_str());
        let to = match anchor {
            Some(anchor) => cx.note.node_range(anchor.node).end,
            None => match sections.first() {
                Some(&first) => cx.note.node_range(cx.note.sections[first].node).start,
                None => continue,
            },
        };
        // A section that lives on the one within it would be left empty.
        let over = std::iter::successors(cx.note.nodes[section.node].parent, |&node| {
            cx.note.nodes[node].parent
        });
        if over
            .into_iter()
            .any(|node| cx.note.nodes[node].section.is_some())
        {
            continue;
        }
        finding.with_fixes(move_node(
            cx,
            section.node,
            to,
            format!("Move the section {place}"),
        ));
    }
}

/// The first section of each required kind, in document order, as indexes into the note's sections.
pub(super) fn firsts(note: &Note, grammar: &Grammar) -> Vec<usize> {
    let mut sections: Vec<usize> = Vec::new();
    for (index, section) in note.sections.iter().enumerate() {
        let mut earlier = sections.iter();
        let seen = earlier.any(|&earlier| note.sections[earlier].spec == section.spec);
        if grammar.sections[section.spec].required && !seen {
            sections.push(index);
        }
    }
    sections
}

/// Which of some sections, given in document order, stand in order.
pub(super) fn kept(note: &Note, sections: &[usize]) -> Vec<bool> {
    let kinds = sections.iter().map(|&section| note.sections[section].spec);
    in_order(&kinds.collect::<Vec<_>>())
}

/// Which numbers of a sequence stay when the fewest are taken out to make it rise; of several ways
/// the one that keeps the earliest.
fn in_order(sequence: &[usize]) -> Vec<bool> {
    let mut longest = vec![1usize; sequence.len()];
    for from in (0..sequence.len()).rev() {
        for to in from + 1..sequence.len() {
            if sequence[to] > sequence[from] {
                longest[from] = longest[from].max(longest[to] + 1);
            }
        }
    }
    let mut need = longest.iter().copied().max().unwrap_or(0);
    let mut last = None;
    sequence
        .iter()
        .zip(&longest)
        .map(|(&number, &len)| {
            let keep = len == need && last.is_none_or(|last| number > last);
            if keep {
                last = Some(number);
                need -= 1;
            }
            keep
        })
        .collect()
}

/// Moves a heading and all below it to another place between headings.
fn move_node(cx: &NoteCx<'_>, node: usize, to: usize, title: String) -> Option<Fix> {
    let from = cx.note.node_range(node);
    if from.contains(&to) {
        return None;
    }
    let end = cx.note.layout.body.end;
    let source = cx.text.slice(from.clone()).into_owned();
    let blank = cx.line_ending.repeat(2);
    let edits = if to >= end {
        let tail = cx.text.slice(from.end..end);
        let kept = from.end + tail.trim_end().len();
        vec![
            Edit::delete(from),
            Edit::insert(kept, format!("{blank}{}", source.trim_end())),
        ]
    } else if from.end >= end {
        // The last section: what separated it from the one before it goes along.
        let before = cx.text.slice(cx.note.layout.body.start..from.start);
        let start = cx.note.layout.body.start + before.trim_end().len();
        let tail = source.len() - source.trim_end().len();
        vec![
            Edit::insert(to, format!("{}{blank}", source.trim_end())),
            Edit::delete(start..from.end - tail),
        ]
    } else {
        let gap = if source.ends_with(&blank) {
            ""
        } else {
            cx.line_ending
        };
        let mut edits = vec![
            Edit::delete(from.clone()),
            Edit::insert(to, format!("{source}{gap}")),
        ];
        if to < from.start {
            edits.reverse();
        }
        edits
    };
    Some(Fix {
        title,
        safe: false,
        edits,
    })
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn the_fewest_and_latest_move() {
        for (sequence, kept) in [
            (vec![], vec![]),
            (vec![1, 2, 3], vec![true, true, true]),
            (vec![2, 1], vec![true, false]),
            (vec![3, 1, 2], vec![false, true, true]),
            (vec![1, 3, 2, 4], vec![true, true, false, true]),
            (vec![4, 3, 2, 1], vec![true, false, false, false]),
        ] {
            assert_eq!(in_order(&sequence), kept, "{sequence:?}");
        }
    }
}
