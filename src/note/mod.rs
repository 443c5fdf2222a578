//! The prep note: what a document's Markdown means to a person who prepares for an interview.
//!
//! Lowering never fails and sees no more than it must: a [`Segment`] depends on its chunk alone
//! and is kept while the chunk is; the tree of headings and the recognised sections are assembled
//! anew for each version, which costs a few steps per heading.

mod allowance;
mod anchors;
mod company_names;
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

pub use allowance::Allowance;
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
pub(crate) use segment::{Keepsake, heading_name, heading_of};
pub use stories::{StoryMention, StoryName, is_story_id};
pub use target::Target;
pub(crate) use title::AsTitle;
pub use title::Title;
pub use verdict::{ENOUGH_BY_WORDING, ENOUGH_SECTIONS, Globs, Verdict};

use std::ops::Range;
use std::sync::Arc;

use crate::grammar::{Grammar, SectionSpec};
use crate::syntax::{Changed, Chunk, Layout, Placed, Span, Syntax};
use crate::text::Text;

use self::company_names::CompanyNames;

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
    /// The company, and the names of sections that hold it ("Why Acme?"), kept from version to version.
    company_names: Arc<CompanyNames>,
    /// The text of the front matter.
    front_text: Arc<str>,
    /// What the globs say of the note's path.
    globs: Globs,
    /// The segments in which a label names a field, in order.
    labelled: Vec<usize>,
}

impl Note {
    /// Makes a note of a text from scratch.
    pub fn new(text: &Text, syntax: &Syntax, grammar: &Grammar, globs: Globs) -> Self {
        let lower = |chunk: &Placed<Chunk>| Placed {
            start: chunk.start,
            value: Arc::new(Segment::lower(&chunk.value, grammar)),
        };
        let segments: Vec<Placed<Segment>> = syntax.chunks.iter().map(lower).collect();
        let labelled = labelled(&segments, 0..segments.len()).collect();
        let layout = syntax.layout.clone();
        let front_text: Arc<str> = match &layout.front_matter {
            Some(range) => text.slice(range.clone()).into(),
            None => Arc::default(),
        };
        let front = layout.front_matter.as_ref();
        let front = front.map(|range| Arc::new(FrontMatter::parse(&front_text, range.start)));
        let mut note = Note {
            layout,
            front_matter: front,
            segments,
            nodes: Vec::new(),
            sections: Vec::new(),
            title: None,
            verdict: Verdict::Excluded,
            company_names: Arc::default(),
            front_text,
            globs,
            labelled,
        };
        note.title = note.find_title(grammar);
        note.name_company(grammar);
        note.assemble(grammar);
        note
    }

    /// Brings a note to the next version of its text, in which some chunks of the syntax have `changed`. What was lowered
    /// from the others is kept, and so are headings and sections where nothing has changed that they depend on. The grammar
    /// must be the one of the version before. The result is that of [`Note::new`].
    pub fn update(
        note: &mut Arc<Note>,
        text: &Text,
        syntax: &Syntax,
        changed: &Changed,
        grammar: &Grammar,
        globs: Globs,
    ) {
        // Without a copy where nobody holds on to the version before.
        let note = Arc::make_mut(note);
        let Changed { old, new } = changed;
        let old = old.clone();
        let fresh = old.start..old.start + new;
        let chunks = &syntax.chunks;

        // Of chunks that were parsed and are the same again, the segments hold, too.
        let same = |segment: &Placed<Segment>, chunk: &Placed<Chunk>| {
            Arc::ptr_eq(&segment.value.chunk, &chunk.value)
        };
        let pairs = note.segments[old.clone()]
            .iter()
            .zip(&chunks[fresh.clone()]);
        let head = pairs.take_while(|(one, other)| same(one, other)).count();
        let old = old.start + head..old.end;
        let fresh = fresh.start + head..fresh.end;
        let segments: Vec<Placed<Segment>> = chunks[fresh.clone()]
            .iter()
            .map(|chunk| Placed {
                start: chunk.start,
                value: Arc::new(Segment::lower(&chunk.value, grammar)),
            })
            .collect();
        let replaced = &note.segments[old.clone()];
        let mut alike = replaced.len() == segments.len()
            && replaced
                .iter()
                .zip(&segments)
                .all(|(one, other)| one.value.assembles_like(&other.value));

        let grown = |index: usize| index - old.end + fresh.end;
        let before = note.labelled.partition_point(|&index| index < old.start);
        let after = note.labelled.partition_point(|&index| index < old.end);
        for index in &mut note.labelled[after..] {
            *index = grown(*index);
        }
        note.segments.splice(old, segments);
        let labels = labelled(&note.segments, fresh).collect::<Vec<_>>();
        note.labelled.splice(before..after, labels);
        for (segment, chunk) in note.segments.iter_mut().zip(chunks) {
            segment.start = chunk.start;
        }

        let before = std::mem::replace(&mut note.layout, syntax.layout.clone()).front_matter;
        let front = note.layout.front_matter.clone();
        let front_text = front.clone().map(|range| text.slice(range));
        let start = |range: &Option<Range<usize>>| range.as_ref().map(|range| range.start);
        if start(&front) != start(&before)
            || front_text.as_deref().unwrap_or_default() != &*note.front_text
        {
            note.front_text = front_text.unwrap_or_default().into();
            note.front_matter =
                front.map(|range| Arc::new(FrontMatter::parse(&note.front_text, range.start)));
            alike = false;
        }
        alike &= std::mem::replace(&mut note.globs, globs) == globs;
        let title = note.find_title(grammar);
        let place = |title: &Option<Title>| {
            let title = title.as_ref();
            title.map(|title| (title.segment, title.reads_as_prep))
        };
        alike &= place(&title) == place(&note.title);
        note.title = title;
        alike &= !note.name_company(grammar);
        if !alike {
            note.assemble(grammar);
        }
    }

    /// Finds the names of sections that hold the company. True if it is another company than before.
    fn name_company(&mut self, grammar: &Grammar) -> bool {
        let company = self.company().unwrap_or_default();
        if self.company_names.company() == company {
            return false;
        }
        self.company_names = Arc::new(CompanyNames::of(company, grammar));
        true
    }

    /// Makes the tree of headings and recognises the sections.
    fn assemble(&mut self, grammar: &Grammar) {
        let mut nodes = outline::nodes(&self.segments);
        let company_names = Arc::clone(&self.company_names);
        let title = self.title.as_ref().map(|title| title.segment);
        let names = &company_names;
        self.nodes = Vec::new();
        self.sections = outline::sections(&mut nodes, &self.segments, title, names, grammar, false);
        self.verdict = Verdict::of(self, self.globs, grammar);
        // Wording is too weak a sign to make a document a note, and enough within one.
        let undecided = matches!(self.verdict, Verdict::NothingSaysSo { .. });
        if self.verdict.is_note() || undecided && nodes.len() >= ENOUGH_BY_WORDING {
            let named = self.sections.clone();
            self.sections =
                outline::sections(&mut nodes, &self.segments, title, names, grammar, true);
            if undecided {
                match Verdict::by_wording(self, grammar) {
                    Some(verdict) => self.verdict = verdict,
                    None => {
                        outline::assign(&mut nodes, &named);
                        self.sections = named;
                    }
                }
            }
        }
        self.nodes = nodes;
    }

    fn find_title(&self, grammar: &Grammar) -> Option<Title> {
        let headings = self.segments.iter().enumerate();
        let headings = headings.filter(|(_, segment)| segment.value.heading.is_some());
        for (number, (index, Placed { start, value })) in headings.enumerate() {
            let heading = value.heading.as_ref()?;
            let plain = || {
                let inlines = value.chunk.blocks[0].inlines.clone();
                segment::plain(&value.chunk, inlines, heading.text)
            };
            let parsed = heading.as_title(|| title::parse(&plain(), grammar));
            let names = || (heading.matched.is_some(), heading.misspelled.is_some());
            match step(number, heading.level, parsed, names) {
                TitleStep::Title(read) => {
                    return Some(Title {
                        segment: index,
                        text: plain().into_owned(),
                        range: heading.text.at(*start),
                        reads_as_prep: read.reads_as_prep,
                        company: read.company.clone(),
                        role: read.role.clone(),
                        names_trade: read.names_trade,
                    });
                }
                TitleStep::Next => {}
                TitleStep::End => return None,
            }
        }
        None
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

    /// The node of a segment's heading; none where it has no heading.
    pub fn node_of(&self, segment: usize) -> Option<&Node> {
        let found = self
            .nodes
            .binary_search_by_key(&segment, |node| node.segment);
        found.ok().map(|index| &self.nodes[index])
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

    /// Those of [`Note::fields`] whose label names a field of any section.
    pub fn known_fields<'a>(
        &'a self,
        section: &'a Section,
    ) -> impl Iterator<Item = (SegmentRef<'a>, u32, &'a Entry, &'a Label)> {
        self.segments_of(section).flat_map(|at| {
            at.segment.labelled.iter().filter_map(move |&index| {
                let entry = &at.segment.entries[index as usize];
                Some((at, index, entry, entry.label.as_ref()?))
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
pub(crate) enum TitleStep<T> {
    /// It is the title, and says this.
    Title(T),
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
) -> TitleStep<AsTitle> {
    let parsed = title::parse(plain, grammar);
    match step(number, level, &parsed, names) {
        TitleStep::Title(_) => TitleStep::Title(parsed),
        TitleStep::Next => TitleStep::Next,
        TitleStep::End => TitleStep::End,
    }
}

fn step(
    number: usize,
    level: u8,
    parsed: &AsTitle,
    names: impl FnOnce() -> (bool, bool),
) -> TitleStep<&AsTitle> {
    if parsed.reads_as_prep && (level == 1 || number == 0) {
        return TitleStep::Title(parsed);
    }
    let (matched, misspelled) = names();
    if level == 1 && !matched && !misspelled {
        return TitleStep::Title(parsed);
    }
    if matched {
        TitleStep::End
    } else {
        TitleStep::Next
    }
}

/// Those of some segments in which a label names a field.
fn labelled(segments: &[Placed<Segment>], range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    range.filter(|&index| !segments[index].value.labelled.is_empty())
}

#[cfg(test)]
mod tests;
