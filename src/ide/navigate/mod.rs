//! Jumping within a note: what a place means, where that is said, and where else it is meant.
//!
//! Everything that can be jumped to is a [`Subject`]. A subject has places that declare it (its
//! heading, its definition) and places that refer to it (links, mentions). Definition, references,
//! highlights and rename all ask [`Names`], and so agree with each other.

mod across;
mod bank;
mod company;
mod find;
mod rename;

pub use across::{
    AnchorMoves, Goal, follow, heading_at, heading_place, heading_references, links_to, top_heading,
};
pub use bank::{
    ToldStory, follow_story, id_at, may_be_shared, rename_story, shared_highlights, shared_ids,
    story_of, story_place, story_preview, story_references, told_stories,
};
pub use find::{Away, Names, Place, Subject};
pub use rename::{Renamable, Renaming, heading_name, prepare_rename, rename, rename_heading};

use std::ops::Range;

use super::Snapshot;

/// Where a jump leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What stands at the place that was asked about, in bytes of the note's text.
    pub origin: Range<usize>,
    /// Places in the same note, the best first.
    pub here: Vec<Place>,
    /// A place of another note or file, which whoever knows the files must look up.
    pub away: Option<Away>,
}

/// A place to highlight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Where it is.
    pub range: Range<usize>,
    /// Whether it declares what the others refer to.
    pub declares: bool,
}

/// Where that is which stands at an offset: a link's target, a footnote's text, a story, the answers
/// to a requirement, the requirements that a line answers. On a heading, the heading itself.
pub fn definition(snapshot: &Snapshot, offset: usize) -> Option<Definition> {
    let names = Names::of(snapshot)?;
    let found = names.at(offset)?;
    let (here, away) = match found.subject {
        Subject::Away(away) => (Vec::new(), Some(away)),
        subject => (names.declarations(&subject), None),
    };
    (!here.is_empty() || away.is_some()).then_some(Definition {
        origin: found.origin,
        here,
        away,
    })
}

/// Where else that is meant which stands at an offset, in order; with its declarations if those are
/// wanted. For something that has no declaration of its own kind (a requirement and its answers),
/// the counterparts.
pub fn references(
    snapshot: &Snapshot,
    offset: usize,
    declarations: bool,
) -> Option<Vec<Range<usize>>> {
    let names = Names::of(snapshot)?;
    let found = names.at(offset)?;
    let mut ranges = names.references(&found.subject);
    if declarations {
        let declared = match &found.subject {
            Subject::Requirement(range) | Subject::Answer(range) => vec![range.clone()],
            subject => names
                .declarations(subject)
                .into_iter()
                .map(|place| place.selection)
                .collect(),
        };
        ranges.extend(declared);
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup();
    Some(ranges)
}

/// All places of the note that mean the same as what stands at an offset. On the company's name, all
/// places that name it.
pub fn highlights(snapshot: &Snapshot, offset: usize) -> Option<Vec<Highlight>> {
    let names = Names::of(snapshot)?;
    let found = names.at(offset);
    let exact = found.as_ref().is_some_and(|found| found.is_reference);
    if !exact && let Some(company) = company::at(snapshot, offset) {
        let places = company.into_iter().map(|range| Highlight {
            range,
            declares: false,
        });
        return Some(places.collect());
    }
    let subject = found?.subject;
    let declared = match &subject {
        Subject::Requirement(range) | Subject::Answer(range) => vec![range.clone()],
        subject => names
            .declarations(subject)
            .into_iter()
            .map(|place| place.selection)
            .collect(),
    };
    let mut places: Vec<Highlight> = declared
        .into_iter()
        .map(|range| Highlight {
            range,
            declares: true,
        })
        .collect();
    places.extend(
        names
            .references(&subject)
            .into_iter()
            .map(|range| Highlight {
                range,
                declares: false,
            }),
    );
    places.sort_by_key(|place| (place.range.start, place.range.end));
    places.dedup_by(|later, earlier| later.range == earlier.range);
    Some(places)
}

#[cfg(test)]
mod tests;
