//! The headings of a note as a tree, and the standard sections among them.

use std::ops::Range;

use crate::grammar::{Grammar, How, Match};
use crate::syntax::Placed;

use super::company_names::CompanyNames;
use super::segment::Segment;

/// A heading and all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The segment that it heads.
    pub segment: usize,
    /// The first segment after it that no longer belongs to it: one headed at the same level or a
    /// higher one.
    pub end: usize,
    /// Its level, 1 to 6.
    pub level: u8,
    /// The node it lies in. Levels that were skipped do not matter.
    pub parent: Option<usize>,
    /// The standard section it names, as an index into [`Note::sections`](super::Note::sections).
    pub section: Option<usize>,
}

/// A standard section of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The node of its heading.
    pub node: usize,
    /// Its index in [`Grammar::sections`].
    pub spec: usize,
    /// How its heading names it.
    pub how: How,
    /// Its segments, in order: those of its node without those of other sections within it.
    pub segments: Vec<Range<usize>>,
}

/// The tree of headings. Built from the flat list of headings with a stack of levels, so that
/// skipped levels nest in the nearest lower one.
pub(super) fn nodes(segments: &[Placed<Segment>]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let Some(heading) = &segment.value.heading else {
            continue;
        };
        while let Some(&last) = open.last()
            && nodes[last].level >= heading.level
        {
            nodes[last].end = index;
            open.pop();
        }
        let parent = open.last().copied();
        open.push(nodes.len());
        nodes.push(Node {
            segment: index,
            end: segments.len(),
            level: heading.level,
            parent,
            section: None,
        });
    }
    nodes
}

/// Tells the nodes which sections they head.
pub(super) fn assign(nodes: &mut [Node], sections: &[Section]) {
    for node in nodes.iter_mut() {
        node.section = None;
    }
    for (index, section) in sections.iter().enumerate() {
        nodes[section.node].section = Some(index);
    }
}

/// The section that a heading without a name heads by its place and its content: one that is missing
/// between the sections before and after it, and whose parts, fields or questions stand below it.
fn by_place(
    nodes: &[Node],
    segments: &[Placed<Segment>],
    found: &[Option<Match>],
    present: &[bool],
    index: usize,
    grammar: &Grammar,
) -> Option<usize> {
    let spec = |at: &Option<Match>| at.map(|hit| hit.section);
    let required = |section: &usize| grammar.sections[*section].required;
    let before = found[..index].iter().filter_map(spec).rfind(required)?;
    let after = found[index + 1..].iter().filter_map(spec).find(required);
    let below = &segments[nodes[index].segment..nodes[index].end];
    let questions = || -> usize {
        let entries = below.iter().flat_map(|segment| &segment.value.entries);
        entries.filter(|entry| entry.question).count()
    };
    let named = |section: usize| -> usize {
        let names = below.iter().flat_map(|segment| &segment.value.named);
        let mut parts: Vec<usize> = names
            .filter(|&&(of, _)| of == section)
            .map(|&(_, part)| part)
            .collect();
        parts.sort_unstable();
        parts.dedup();
        parts.len()
    };
    // Behind the last section stands whatever there is: there the names of parts alone tell.
    let last = after.is_none();
    (before + 1..after.unwrap_or(grammar.sections.len())).find(|&section| {
        let data = &grammar.sections[section];
        if present[section] || !data.required {
            return false;
        }
        if last || found[index].is_some() {
            return named(section) >= 2;
        }
        if data.questions.is_some() {
            return questions() >= 2;
        }
        let mut held: Vec<(usize, usize, bool)> = Vec::new();
        for segment in below {
            let parts = segment.value.held.iter().map(|&(of, at)| (of, at, true));
            let fields = segment.value.fields.iter().map(|&(of, at)| (of, at, false));
            held.extend(parts.chain(fields).filter(|&(of, _, _)| of == section));
        }
        held.sort_unstable();
        held.dedup();
        held.len() >= 2 && questions() == 0
    })
}

/// Recognises the standard sections among the nodes.
///
/// A heading that lies in a recognised section is a part of it, whatever it is called, with one
/// exception: where the note has no other heading for a section, and one within another section
/// names it outright, that one counts. Misspelled titles count where nothing else does, and after
/// them, where asked for, headings that are a section's by their wording.
pub(super) fn sections(
    nodes: &mut [Node],
    segments: &[Placed<Segment>],
    title: Option<usize>,
    company_names: &CompanyNames,
    grammar: &Grammar,
    by_wording: bool,
) -> Vec<Section> {
    let matched = |node: &Node| -> Option<Match> {
        if Some(node.segment) == title {
            return None;
        }
        let heading = segments[node.segment].value.heading.as_ref()?;
        heading.matched.or_else(|| {
            heading
                .keys
                .iter()
                .filter_map(|key| company_names.get(key, grammar))
                .find(|hit| hit.how != How::Likely)
                .copied()
        })
    };
    let mut found: Vec<Option<Match>> = vec![None; nodes.len()];
    let mut present = vec![false; grammar.sections.len()];
    let holder = |found: &[Option<Match>], index: usize| -> Option<Match> {
        std::iter::successors(nodes[index].parent, |&up| nodes[up].parent).find_map(|up| found[up])
    };
    for index in 0..nodes.len() {
        if holder(&found, index).is_none()
            && let Some(hit) = matched(&nodes[index])
        {
            found[index] = Some(hit);
            present[hit.section] = true;
        }
    }
    for index in 0..nodes.len() {
        let Some(outer) = holder(&found, index) else {
            continue;
        };
        if found[index].is_some() {
            continue;
        }
        let Some(hit) = matched(&nodes[index]) else {
            continue;
        };
        let heading = segments[nodes[index].segment].value.heading.as_ref();
        let is_part = heading.is_some_and(|heading| {
            heading.meaning.part(outer.section).is_some()
                || heading.meaning.field(outer.section).is_some()
        });
        if matches!(hit.how, How::Title | How::Alias)
            && hit.section != outer.section
            && !present[hit.section]
            && !is_part
        {
            found[index] = Some(hit);
            present[hit.section] = true;
        }
    }
    for index in 0..nodes.len() {
        let heading = segments[nodes[index].segment].value.heading.as_ref();
        let Some(hit) = heading.and_then(|heading| heading.misspelled) else {
            continue;
        };
        let free = found[index].is_none() && holder(&found, index).is_none();
        if free && !present[hit.section] && Some(nodes[index].segment) != title {
            found[index] = Some(hit);
            present[hit.section] = true;
        }
    }
    for index in (0..nodes.len()).filter(|_| by_wording) {
        let Some(heading) = segments[nodes[index].segment].value.heading.as_ref() else {
            continue;
        };
        if found[index].is_some()
            || holder(&found, index).is_some()
            || Some(nodes[index].segment) == title
        {
            continue;
        }
        // What holds sections is none itself: "Me" above "Why This Job Is a Fit".
        let holds = (index + 1..nodes.len())
            .take_while(|&inner| nodes[inner].segment < nodes[index].end)
            .any(|inner| found[inner].is_some());
        if holds {
            continue;
        }
        let by_company = heading
            .keys
            .iter()
            .filter_map(|key| company_names.get(key, grammar))
            .map(|hit| hit.section);
        let section = by_company
            .chain(heading.likely.iter().copied())
            .find(|&section| !present[section]);
        if let Some(section) = section {
            let how = How::Likely;
            found[index] = Some(Match { section, how });
            present[section] = true;
        }
    }
    // The levels at which sections stand.
    let mut levels = [false; 8];
    for (node, _) in nodes.iter().zip(&found).filter(|(_, hit)| hit.is_some()) {
        levels[usize::from(node.level) & 7] = true;
    }
    for index in (0..nodes.len()).filter(|_| by_wording) {
        let beside = levels[usize::from(nodes[index].level) & 7];
        // "On the day" may be a checklist, or the advice by what stands below it.
        let required = found[index].is_some_and(|hit| grammar.sections[hit.section].required);
        if required
            || !beside
            || holder(&found, index).is_some()
            || Some(nodes[index].segment) == title
        {
            continue;
        }
        if let Some(section) = by_place(nodes, segments, &found, &present, index, grammar) {
            let how = How::Likely;
            found[index] = Some(Match { section, how });
            present[section] = true;
        }
    }

    let mut sections: Vec<Section> = Vec::new();
    for node in nodes.iter_mut() {
        node.section = None;
    }
    for (index, hit) in found.iter().enumerate() {
        let Some(Match { section: spec, how }) = *hit else {
            continue;
        };
        nodes[index].section = Some(sections.len());
        sections.push(Section {
            node: index,
            spec,
            how,
            segments: Vec::new(),
        });
    }
    for section in &mut sections {
        let node = &nodes[section.node];
        let mut from = node.segment;
        let mut index = section.node + 1;
        while let Some(inner) = nodes.get(index).filter(|inner| inner.segment < node.end) {
            if found[index].is_some() {
                section.segments.push(from..inner.segment);
                from = inner.end;
                index = nodes.partition_point(|other| other.segment < inner.end);
            } else {
                index += 1;
            }
        }
        section.segments.push(from..node.end);
        section.segments.retain(|range| !range.is_empty());
    }
    sections
}
