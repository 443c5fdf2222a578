//! What rules see.

use std::cell::OnceCell;
use std::ops::Range;

use crate::claims::Overview;
use crate::coverage::Coverage;
use crate::grammar::{Grammar, SectionSpec, Voice};
use crate::note::{Entry, Note, Section, Segment, SegmentRef};
use crate::syntax::Span;
use crate::text::Text;

use super::kept::{Labels, Marked};
use super::pieces::{Pieces, Placed};
use super::settings::Settings;
use super::surroundings::Surroundings;

/// What a rule about a segment sees: the segment, and what belongs to every place of the note.
#[derive(Debug)]
pub struct SegmentCx<'a> {
    /// The segment at its place.
    pub at: SegmentRef<'a>,
    /// What is known about prep notes.
    pub grammar: &'a Grammar,
    /// The user's settings.
    pub settings: &'a Settings,
    /// The note's line end.
    pub line_ending: &'static str,
    /// The labels of all link reference definitions of the note, lower case.
    pub definitions: &'a Labels,
}

impl<'a> SegmentCx<'a> {
    /// The segment.
    pub fn segment(&self) -> &'a Segment {
        self.at.segment
    }

    /// Where a span of the segment lies in the note's text.
    pub fn range(&self, span: Span) -> Range<usize> {
        self.at.range(span)
    }
}

/// What a rule about a section sees: its segments and nothing else of the note.
#[derive(Debug)]
pub struct SectionCx<'a> {
    pub(super) note: &'a Note,
    pub(super) section: &'a Section,
    /// What is known of such sections.
    pub spec: &'a SectionSpec,
    /// What is known about prep notes.
    pub grammar: &'a Grammar,
    /// The user's settings.
    pub settings: &'a Settings,
    /// The note's line end.
    pub line_ending: &'static str,
}

impl<'a> SectionCx<'a> {
    /// The section's segments, in order.
    pub fn segments(&self) -> impl Iterator<Item = SegmentRef<'a>> + use<'a> {
        self.note.segments_of(self.section)
    }

    /// The section's entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = (SegmentRef<'a>, u32, &'a Entry)> + use<'a> {
        self.segments().flat_map(|at| {
            at.segment
                .entries
                .iter()
                .enumerate()
                .map(move |(index, entry)| (at, index as u32, entry))
        })
    }

    /// The index of the section's kind in [`Grammar::sections`].
    pub fn kind(&self) -> usize {
        self.section.spec
    }

    /// The range of the heading's text.
    pub fn heading_range(&self) -> Range<usize> {
        self.note.heading_range(self.section.node)
    }

    /// Whether the heading has anything below it.
    pub fn has_content(&self) -> bool {
        self.note.has_content(self.section)
    }

    /// Where the heading's line ends, before its line end.
    pub fn heading_end(&self) -> usize {
        let (at, heading) = self.note.heading(&self.note.nodes[self.section.node]);
        at.range(heading.span).end
    }
}

/// What a rule about the whole note sees.
#[derive(Debug)]
pub struct NoteCx<'a> {
    pub(super) pieces: &'a Pieces,
    pub(super) overview: OnceCell<Overview<'a>>,
    pub(super) coverage: OnceCell<Coverage<'a>>,
    /// Whether the note is written in English, where that was found out already.
    pub(super) english: Option<bool>,
    /// The segments in which there is something to look at, where that was found out already.
    pub(super) marked: Option<&'a Marked>,
    /// The note.
    pub note: &'a Note,
    /// Its text.
    pub text: &'a Text,
    /// What is known about prep notes.
    pub grammar: &'a Grammar,
    /// The user's settings.
    pub settings: &'a Settings,
    /// The note's line end.
    pub line_ending: &'static str,
}

impl<'a> NoteCx<'a> {
    /// What the note claims.
    pub fn overview(&self) -> &Overview<'a> {
        self.overview
            .get_or_init(|| self.pieces.overview(self.note, self.grammar, self.english))
    }

    /// Whether what the posting asks for can be held against the note: there are claims, and no section
    /// for claims stands empty, which is a finding of its own.
    pub fn is_judgeable(&self) -> bool {
        let mut own = self.note.sections.iter().filter(|section| {
            let spec = &self.grammar.sections[section.spec];
            spec.required && spec.voice == Voice::Own
        });
        !self.overview().is_empty() && own.all(|section| self.note.has_content(section))
    }

    /// What the posting asks for, and where the note answers.
    pub fn coverage(&self) -> &Coverage<'a> {
        self.coverage
            .get_or_init(|| self.pieces.coverage(self.note, self.grammar))
    }

    /// The segments that have a line which begins like a generator's remark, and maybe others, in order.
    pub(super) fn with_residue(&self) -> impl Iterator<Item = usize> + use<'a> {
        self.marked(|marked| &marked.residue)
    }

    /// The segments that have a link or a definition of one, and maybe others, in order.
    pub(super) fn with_links(&self) -> impl Iterator<Item = usize> + use<'a> {
        self.marked(|marked| &marked.links)
    }

    fn marked(&self, which: fn(&Marked) -> &Vec<usize>) -> impl Iterator<Item = usize> + use<'a> {
        let some = self.marked.map(which);
        let all = match some {
            Some(_) => 0..0,
            None => 0..self.note.segments.len(),
        };
        some.into_iter().flatten().copied().chain(all)
    }

    /// The pieces of all sections, section by section.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Placed<'a>> {
        self.pieces.all(self.note, self.grammar)
    }

    /// The pieces of a section.
    pub(super) fn pieces_of(&self, section: &'a Section) -> impl Iterator<Item = Placed<'a>> {
        self.pieces.of(section, self.note, self.grammar)
    }

    /// The kinds of sections that the note has, each with its sections, in standard order.
    pub fn by_kind(&self) -> impl Iterator<Item = (&'a SectionSpec, Vec<&'a Section>)> + use<'a> {
        let (note, grammar) = (self.note, self.grammar);
        grammar
            .sections
            .iter()
            .enumerate()
            .filter_map(move |(kind, spec)| {
                let sections: Vec<&Section> = note
                    .sections
                    .iter()
                    .filter(|section| section.spec == kind)
                    .collect();
                (!sections.is_empty()).then_some((spec, sections))
            })
    }

    /// Whether any of some sections has anything below its heading.
    pub fn any_content(&self, sections: &[&Section]) -> bool {
        sections
            .iter()
            .any(|section| self.note.has_content(section))
    }

    /// The range of a section's heading text.
    pub fn heading_range(&self, section: &Section) -> Range<usize> {
        self.note.heading_range(section.node)
    }
}

/// What a rule sees that looks beyond the note.
#[derive(Debug)]
pub struct WorkspaceCx<'a, 'n> {
    /// The note.
    pub note: &'a NoteCx<'n>,
    /// What lies round it.
    pub around: &'a Surroundings,
}
