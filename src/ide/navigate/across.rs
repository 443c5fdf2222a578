//! What jumps and renames across notes are made of. Which path means which note is for whoever knows
//! the files.

use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::ide::Snapshot;
use crate::note::{Anchors, LinkForm, NamedBy, Note, SegmentRef, Target, is_top};
use crate::rules::Edit;

use super::find::{Names, Place, Subject};

/// The anchors of a note before and after a change that keeps the number of its headings.
#[derive(Clone, Debug, PartialEq)]
pub struct AnchorMoves {
    /// Before.
    pub old: Anchors,
    /// After, with the same indexes.
    pub new: Anchors,
}

impl AnchorMoves {
    /// What a link must write behind `#` from now on to mean what it meant: none if it still does, or
    /// never meant a heading. The fragment is decoded, and so is the answer.
    pub fn fragment(&self, fragment: &str, wiki: bool) -> Option<String> {
        let (index, how) = self.old.find(fragment, wiki)?;
        let still = self.new.find(fragment, wiki);
        (still != Some((index, how))).then(|| {
            // A wiki link by slug stays one.
            let by_text = wiki && how != NamedBy::Slug;
            self.new.fragment(index, by_text)
        })
    }
}

/// What of a fragment's characters is percent-encoded where the link did so before: all but those
/// that an URL may hold. `percent-encoding` leaves none but ASCII to choose from.
const FRAGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'%');

/// The edits by which a note's links follow the anchors of another note, or of itself. `leads_there`
/// says whether a target's path means the note whose anchors moved.
pub fn follow(
    note: &Note,
    moves: &AnchorMoves,
    leads_there: impl Fn(&Target) -> bool,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for segment in &note.segments {
        let links = segment.value.links();
        let targets = links
            .links
            .iter()
            .filter(|link| !link.form.is_by_label())
            .map(|link| &link.target);
        let targets = targets.chain(
            links
                .definitions
                .iter()
                .map(|definition| &definition.target),
        );
        for target in targets {
            let Some(fragment) = target.fragment.as_deref().filter(|_| !target.external) else {
                continue;
            };
            if !leads_there(target) {
                continue;
            }
            if let Some(new) = moves.fragment(fragment, target.wiki) {
                let written = segment.value.str(target.fragment_span);
                let encoded = written.contains('%') && !target.wiki;
                let new = if encoded {
                    utf8_percent_encode(&new, FRAGMENT).to_string()
                } else {
                    new
                };
                edits.push(Edit::replace(target.fragment_span.at(segment.start), new));
            }
        }
    }
    edits
}

/// The heading that is meant at an offset, by its index among the note's anchors: the cursor is on it,
/// on a link to it, or on the name of a story that it heads.
pub fn heading_at(snapshot: &Snapshot, offset: usize) -> Option<usize> {
    let names = Names::of(snapshot)?;
    match names.at(offset)?.subject {
        Subject::Heading(index) => Some(index),
        Subject::Story(story) => {
            let node = names.stories[story].node?;
            names
                .places
                .iter()
                .position(|place| place.node == Some(node))
        }
        _ => None,
    }
}

/// A place of a note as links in other notes mean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The heading, by its index among the note's anchors.
    pub heading: Option<usize>,
    /// Whether it is the top, too, where links to the file as a whole lead.
    pub top: bool,
}

impl Goal {
    /// The place that a heading is, or of none the top.
    pub fn of(snapshot: &Snapshot, heading: Option<usize>) -> Self {
        let top = top_heading(snapshot);
        Goal {
            heading: heading.or(top),
            top: heading.is_none() || heading == top,
        }
    }

    /// Whether a link with some fragment leads there.
    fn is_meant(self, anchors: &Anchors, fragment: Option<&str>, wiki: bool) -> bool {
        match fragment.filter(|fragment| !is_top(fragment)) {
            None => self.top,
            Some(fragment) => {
                let found = anchors.find(fragment, wiki);
                found.is_some_and(|(index, _)| Some(index) == self.heading)
            }
        }
    }
}

/// The heading that a note begins with, by its index among the anchors: what a link to the file leads to.
pub fn top_heading(snapshot: &Snapshot) -> Option<usize> {
    let names = Names::of(snapshot)?;
    let first = names.places.first()?;
    let above = snapshot
        .text
        .slice(names.note.layout.body.start..first.range.start);
    above.trim().is_empty().then_some(0)
}

/// Where a heading is, by its index among the note's anchors.
pub fn heading_place(snapshot: &Snapshot, heading: usize) -> Option<Place> {
    let names = Names::of(snapshot)?;
    let subject = (heading < names.places.len()).then(|| names.heading(heading))?;
    names.declarations(&subject).into_iter().next()
}

/// Where a note itself means one of its headings, in order, without the heading.
pub fn heading_references(snapshot: &Snapshot, heading: usize) -> Vec<Range<usize>> {
    let Some(names) = Names::of(snapshot).filter(|names| heading < names.places.len()) else {
        return Vec::new();
    };
    names.references(&names.heading(heading))
}

/// The links of a note to a place of another one, in order. `leads_there` says whether a target's path means that
/// other note, whose anchors these are.
pub fn links_to(
    note: &Note,
    anchors: &Anchors,
    goal: Goal,
    leads_there: impl Fn(&Target) -> bool,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for segment in 0..note.segments.len() {
        let at = note.segment(segment);
        for (range, target) in targets(at) {
            let wanted = goal.is_meant(anchors, target.fragment.as_deref(), target.wiki);
            if wanted && !target.external && leads_there(target) {
                found.push(range);
            }
        }
    }
    found
}

/// The targets written in a segment, each with the link or the definition's target that it stands in.
fn targets(at: SegmentRef<'_>) -> impl Iterator<Item = (Range<usize>, &Target)> {
    let links = at.segment.links();
    let by_path = links.links.iter().filter(|link| {
        !link.form.is_by_label() && !matches!(link.form, LinkForm::Auto | LinkForm::Bare)
    });
    let definitions = links
        .definitions
        .iter()
        .filter(|definition| !definition.footnote);
    by_path
        .map(move |link| (at.range(link.span), &link.target))
        .chain(
            definitions
                .map(move |definition| (at.range(definition.target.span), &definition.target)),
        )
}
