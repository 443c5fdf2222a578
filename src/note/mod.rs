//! The prep note: what a document's Markdown means to a person who prepares for an interview.
//!
//! Lowering never fails and sees no more than it must: a [`Segment`] depends on its chunk alone
//! and is kept while the chunk is; the tree of headings and the recognised sections are assembled
//! anew for each version, which costs a few steps per heading.

mod anchors;
mod date;
mod directive;
mod entry;
mod front_matter;
mod label;
mod links;
mod mentions;
mod outline;
mod part;
mod reading;
mod segment;
mod stories;
mod target;
mod title;
mod verdict;

pub use anchors::{AnchorName, AnchorPlace, Anchors, NamedBy, is_top, slug, without_custom};
pub use date::{DateValue, INTERVIEW, POSTING, dates_in};
pub use directive::{Directive, Scope};
pub(crate) use entry::questions_in;
pub use entry::{Entry, EntryKind};
pub use front_matter::{FrontMatter, FrontMatterEntry};
pub use label::Label;
pub use links::{Link, LinkDefinition, LinkForm, LinkedHeading, Links, label_key};
pub use outline::{Node, Section};
pub use part::{Part, PartKind};
pub use reading::Reading;
pub use segment::{Heading, Segment};
pub(crate) use segment::{heading_name, heading_of};
pub use stories::{StoryMention, StoryName, is_story_id};
pub use target::Target;
pub use title::Title;
pub use verdict::{ENOUGH_BY_WORDING, ENOUGH_SECTIONS, Globs, Verdict};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::grammar::{Grammar, Match, SectionSpec};
use crate::syntax::{Layout, Placed, Span, Syntax};
use crate::text::Text;

/// One version of a note. Immutable; ranges are half-open, in bytes of the text it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What of the text is Markdown.
    pub layout: Layout,
    /// The front matter, if there is any.
    pub front_matter: Option<Arc<FrontMatter>>,
    /// The Markdown in order, a segment for each heading.
    pub segments: Vec<Placed<Segment>>,
    /// The headings in order, as a tree.
    pub nodes: Vec<Node>,
    /// The standard sections in document order.
    pub sections: Vec<Section>,
    /// The title.
    pub title: Option<Title>,
    /// Whether all this is a prep note.
    pub verdict: Verdict,
    /// The company, and the names of sections that hold it ("Why Acme?"): a few hundred keys, kept
    /// from version to version.
    company_names: Arc<(String, HashMap<String, Match>)>,
}

impl Note {
    /// Makes a note of a text from scratch.
    pub fn new(text: &Text, syntax: &Syntax, grammar: &Grammar, globs: Globs) -> Self {
        Self::build(text, syntax, grammar, globs, None)
    }

    /// Makes a note of the next version of a text. Segments whose chunks are the same as in the
    /// previous version are taken over. The grammar must be the one of the previous version.
    pub fn update(
        previous: &Note,
        text: &Text,
        syntax: &Syntax,
        grammar: &Grammar,
        globs: Globs,
    ) -> Self {
        Self::build(text, syntax, grammar, globs, Some(previous))
    }

    fn build(
        text: &Text,
        syntax: &Syntax,
        grammar: &Grammar,
        globs: Globs,
        previous: Option<&Note>,
    ) -> Self {
        let old = previous.map_or(&[][..], |note| &note.segments);
        let chunks = &syntax.chunks;
        let same = |(old, chunk): (&Placed<Segment>, &Placed<_>)| {
            Arc::ptr_eq(&old.value.chunk, &chunk.value)
        };
        let head = old
            .iter()
            .zip(chunks)
            .take_while(|&pair| same(pair))
            .count();
        let tail = old[head..]
            .iter()
            .rev()
            .zip(chunks[head..].iter().rev())
            .take_while(|&pair| same(pair))
            .count();
        let segments: Vec<Placed<Segment>> = chunks
            .iter()
            .enumerate()
            .map(|(index, chunk)| {
                let kept = if index < head {
                    Some(&old[index])
                } else {
                    (index >= chunks.len() - tail).then(|| &old[old.len() - (chunks.len() - index)])
                };
                let value = match kept {
                    Some(segment) => Arc::clone(&segment.value),
                    None => Arc::new(Segment::lower(&chunk.value, grammar)),
                };
                Placed {
                    start: chunk.start,
                    value,
                }
            })
            .collect();

        let front_matter = syntax.layout.front_matter.clone().map(|range| {
            let yaml = text.slice(range.clone());
            Arc::new(FrontMatter::parse(&yaml, range.start))
        });
        let mut nodes = outline::nodes(&segments);
        let title = find_title(&nodes, &segments, grammar);
        let mut note = Note {
            layout: syntax.layout.clone(),
            front_matter,
            segments,
            nodes: Vec::new(),
            sections: Vec::new(),
            title,
            verdict: Verdict::Excluded,
            company_names: Arc::default(),
        };
        let company = note.company().unwrap_or_default().to_owned();
        note.company_names = match previous {
            Some(previous) if previous.company_names.0 == company => {
                Arc::clone(&previous.company_names)
            }
            _ => Arc::new((company.clone(), grammar.company_names(&company))),
        };
        let company_names = Arc::clone(&note.company_names);
        let title = note.title.as_ref().map(|title| title.segment);
        let names = &company_names.1;
        note.sections = outline::sections(&mut nodes, &note.segments, title, names, grammar, false);
        note.verdict = Verdict::of(&note, globs, grammar);
        // Wording is too weak a sign to make a document a note, and enough within one.
        let undecided = matches!(note.verdict, Verdict::NothingSaysSo { .. });
        if note.verdict.is_note() || undecided && nodes.len() >= ENOUGH_BY_WORDING {
            let named = note.sections.clone();
            note.sections =
                outline::sections(&mut nodes, &note.segments, title, names, grammar, true);
            if undecided {
                match Verdict::by_wording(&note, grammar) {
                    Some(verdict) => note.verdict = verdict,
                    None => {
                        outline::assign(&mut nodes, &named);
                        note.sections = named;
                    }
                }
            }
        }
        note.nodes = nodes;
        note
    }

    /// Whether the document is a prep note.
    pub fn is_note(&self) -> bool {
        self.verdict.is_note()
    }

    /// The company that the front matter or the title names.
    pub fn company(&self) -> Option<&str> {
        let front = self
            .front_matter
            .as_ref()
            .and_then(|front| front.value("company"))
            .map(|(value, _)| value);
        front.or_else(|| self.title.as_ref()?.company.as_deref())
    }

    /// The role that the front matter or the title names.
    pub fn role(&self) -> Option<&str> {
        let front = self
            .front_matter
            .as_ref()
            .and_then(|front| front.value("role"))
            .map(|(value, _)| value);
        front.or_else(|| self.title.as_ref()?.role.as_deref())
    }

    /// The segment of a node's heading, with the heading.
    pub fn heading(&self, node: &Node) -> (SegmentRef<'_>, &Heading) {
        let segment = self.segment(node.segment);
        let heading = segment
            .segment
            .heading
            .as_ref()
            .expect("a node is made of a segment's heading");
        (segment, heading)
    }

    /// The range of a heading's text.
    pub fn heading_range(&self, node: usize) -> Range<usize> {
        let (segment, heading) = self.heading(&self.nodes[node]);
        segment.range(heading.text)
    }

    /// A segment by its index.
    pub fn segment(&self, index: usize) -> SegmentRef<'_> {
        let Placed { start, value } = &self.segments[index];
        SegmentRef {
            start: *start,
            segment: value,
        }
    }

    /// Where a segment begins; for the index after the last one, where the Markdown ends.
    pub fn segment_start(&self, index: usize) -> usize {
        self.segments
            .get(index)
            .map_or(self.layout.body.end, |segment| segment.start)
    }

    /// The index of the segment that holds an offset.
    pub fn segment_at(&self, offset: usize) -> Option<usize> {
        self.segments
            .partition_point(|segment| segment.start <= offset)
            .checked_sub(1)
    }

    /// All that belongs to a node, from its heading to the next heading of its level or a higher
    /// one.
    pub fn node_range(&self, node: usize) -> Range<usize> {
        let Node { segment, end, .. } = self.nodes[node];
        self.segment_start(segment)..self.segment_start(end)
    }

    /// The segments of a section in order, without those of other sections within it.
    pub fn segments_of<'a>(&'a self, section: &'a Section) -> impl Iterator<Item = SegmentRef<'a>> {
        section
            .segments
            .iter()
            .cloned()
            .flatten()
            .map(|index| self.segment(index))
    }

    /// How many questions a section holds: entries and sub-headings that ask. A paragraph that asks
    /// several things asks as many.
    pub fn question_count(&self, section: &Section) -> usize {
        let own = self.segment_start(self.nodes[section.node].segment);
        let count = |at: SegmentRef<'_>| {
            let heading = at.segment.heading.as_ref();
            let asks = at.start != own && heading.is_some_and(|heading| heading.question);
            let entries = at.segment.entries.iter().filter(|entry| entry.question);
            let asked = entries.map(|entry| match entry.kind {
                EntryKind::Line => entry::questions_in(&at.segment.plain(entry)).max(1),
                _ => 1,
            });
            usize::from(asks) + asked.sum::<usize>() + prompts(at.segment)
        };
        self.segments_of(section).map(count).sum()
    }

    /// The section that holds an offset: the innermost recognised one.
    pub fn section_at(&self, offset: usize) -> Option<&Section> {
        let node = self.node_at(offset)?;
        std::iter::successors(Some(node), |&node| self.nodes[node].parent)
            .find_map(|node| self.nodes[node].section)
            .map(|section| &self.sections[section])
    }

    /// The innermost node that holds an offset.
    pub fn node_at(&self, offset: usize) -> Option<usize> {
        let segment = self.segment_at(offset)?;
        if offset >= self.layout.body.end && self.layout.fence.is_some() {
            return None;
        }
        self.nodes
            .partition_point(|node| node.segment <= segment)
            .checked_sub(1)
    }

    /// Whether a section's heading has anything below it.
    pub fn has_content(&self, section: &Section) -> bool {
        let heading_segment = self.nodes[section.node].segment;
        let nested_section = section.segments.len() > 1
            || section
                .segments
                .last()
                .is_some_and(|range| range.end < self.nodes[section.node].end);
        nested_section
            || self.segments_of(section).any(|segment| {
                segment
                    .segment
                    .children(None)
                    .any(|(index, _)| segment.segment.has_content(index))
            })
            || section.segments.iter().cloned().flatten().any(|index| {
                index != heading_segment
                    && self.segments[index]
                        .value
                        .heading
                        .as_ref()
                        .is_some_and(|heading| heading.question)
            })
    }

    /// The labels of a section's first definitions, table rows and items that name a field of it.
    pub fn fields<'a>(
        &'a self,
        section: &'a Section,
    ) -> impl Iterator<Item = (SegmentRef<'a>, u32, &'a Entry, &'a Label)> {
        self.segments_of(section).flat_map(|segment| {
            segment
                .segment
                .entries
                .iter()
                .enumerate()
                .filter_map(move |(index, entry)| {
                    Some((segment, index as u32, entry, entry.label.as_ref()?))
                })
        })
    }

    /// What is known of a section.
    pub fn spec<'g>(&self, section: &Section, grammar: &'g Grammar) -> &'g SectionSpec {
        &grammar.sections[section.spec]
    }
}

/// The items among questions that put a case without asking: "The sorter is down, forty trailers are
/// due. Go." They are a quarter of the list at most; more of them are something else.
fn prompts(segment: &Segment) -> usize {
    let items = segment.entries.iter().enumerate();
    let items = items.filter(|(_, entry)| {
        entry.kind.is_item() && entry.depth == 0 && !entry.quoted && entry.label.is_none()
    });
    let (mut asked, mut told) = (0, 0);
    for (index, entry) in items {
        let bare = !entry.bold_only && segment.children(Some(index as u32)).next().is_none();
        if entry.question {
            asked += 1;
        } else if bare && segment.plain(entry).split_whitespace().count() >= 5 {
            told += 1;
        } else {
            return 0;
        }
    }
    if told * 3 <= asked { told } else { 0 }
}

/// A segment at its place in a note.
#[derive(Clone, Copy, Debug)]
pub struct SegmentRef<'a> {
    /// Where it begins.
    pub start: usize,
    /// The segment.
    pub segment: &'a Segment,
}

impl<'a> SegmentRef<'a> {
    /// Where a span of the segment lies in the note's text.
    pub fn range(self, span: Span) -> Range<usize> {
        span.at(self.start)
    }

    /// The text of a span.
    pub fn str(self, span: Span) -> &'a str {
        self.segment.chunk.str(span)
    }
}

/// What a heading is to the search for a note's title.
#[derive(Debug)]
pub(crate) enum TitleStep {
    /// It is the title: the company and the role it names, and whether it reads as a prep note's.
    Title(Option<String>, Option<String>, bool),
    /// The next heading may be it.
    Next,
    /// There is none: the sections begin here.
    End,
}

/// The title is the first heading of level 1 that names no section and stands before all that do;
/// failing that, a first heading of another level that reads as a prep note's title. `number` counts the
/// headings from 0; `names` says whether this one names a section, and whether it misspells one.
pub(crate) fn title_step(
    number: usize,
    level: u8,
    plain: &str,
    names: impl FnOnce() -> (bool, bool),
    grammar: &Grammar,
) -> TitleStep {
    let (company, role, reads_as_prep) = title::parse(plain, grammar);
    if reads_as_prep && (level == 1 || number == 0) {
        return TitleStep::Title(company, role, true);
    }
    let (matched, misspelled) = names();
    if level == 1 && !matched && !misspelled {
        return TitleStep::Title(company, role, reads_as_prep);
    }
    if matched {
        TitleStep::End
    } else {
        TitleStep::Next
    }
}

fn find_title(nodes: &[Node], segments: &[Placed<Segment>], grammar: &Grammar) -> Option<Title> {
    for (number, node) in nodes.iter().enumerate() {
        let Placed { start, value } = &segments[node.segment];
        let heading = value.heading.as_ref()?;
        let text = segment::plain(
            &value.chunk,
            value.chunk.blocks[0].inlines.clone(),
            heading.text,
        );
        let names = || (heading.matched.is_some(), heading.misspelled.is_some());
        match title_step(number, heading.level, &text, names, grammar) {
            TitleStep::Title(company, role, reads_as_prep) => {
                let (text, range) = (text.into_owned(), heading.text.at(*start));
                return Some(Title {
                    segment: node.segment,
                    text,
                    range,
                    reads_as_prep,
                    company,
                    role,
                });
            }
            TitleStep::Next => {}
            TitleStep::End => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests;
