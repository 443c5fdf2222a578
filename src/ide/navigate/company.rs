//! Where a note names its company: title, front matter, headings, fields, prose.

use std::ops::Range;

use crate::ide::Snapshot;
use crate::note::{LinkForm, Note};
use crate::syntax::{InlineKind, Span};

use super::find::touches;

/// All places that name the company, if the one at an offset does.
pub(super) fn at(snapshot: &Snapshot, offset: usize) -> Option<Vec<Range<usize>>> {
    let found = places(snapshot);
    let is_here = found.iter().any(|range| touches(range, offset));
    is_here.then_some(found)
}

/// All places that name the company, in order, without an `'s`.
pub(super) fn places(snapshot: &Snapshot) -> Vec<Range<usize>> {
    let note = &*snapshot.note;
    let Some(company) = note.company().filter(|company| !company.trim().is_empty()) else {
        return Vec::new();
    };
    let mut found: Vec<Range<usize>> = in_front_matter(snapshot).into_iter().collect();
    for segment in &note.segments {
        let chunk = &segment.value.chunk;
        if !chunk.text.contains(company) {
            continue;
        }
        let links = segment.value.links();
        for inline in chunk
            .inlines
            .iter()
            .filter(|inline| inline.kind == InlineKind::Text)
        {
            let text = chunk.str(inline.span);
            for (at, _) in text.match_indices(company) {
                let start = inline.span.start + at as u32;
                let span = Span {
                    start,
                    end: start + company.len() as u32,
                };
                // What a wiki link shows may be what it leads to.
                let address = links.links.iter().any(|link| {
                    let names_target = link.target.external || link.form == LinkForm::Wiki;
                    names_target && link.target.span.contains(span)
                });
                if !address && is_whole(&chunk.text, span) {
                    found.push(span.at(segment.start));
                }
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// The company's value in the front matter, without quotation marks.
fn in_front_matter(snapshot: &Snapshot) -> Option<Range<usize>> {
    let (value, range) = value_in_front_matter(&snapshot.note)?;
    let at = snapshot.text.slice(range.clone()).find(value)?;
    Some(range.start + at..range.start + at + value.len())
}

pub(super) fn value_in_front_matter(note: &Note) -> Option<(&str, Range<usize>)> {
    note.front_matter.as_ref()?.value("company")
}

/// Whether a name at a place is no piece of another word, of an address or of a domain. Particles
/// are written onto names in some scripts.
fn is_whole(text: &str, span: Span) -> bool {
    let name = &text[span.range()];
    let before = text[..span.start as usize].chars().next_back();
    let mut after = text[span.end as usize..].chars();
    let (next, second) = (after.next(), after.next());
    let has_case = |char: char| char.is_lowercase() || char.is_uppercase() || char.is_ascii_digit();
    let in_word = |char: char| char.is_alphanumeric() || char == '_';
    let joins = |char: Option<char>, own: Option<char>| {
        char.is_some_and(in_word) && own.is_some_and(has_case) && char.is_some_and(has_case)
            || char == Some('_')
    };
    let domain = next == Some('.') && second.is_some_and(|char| char.is_ascii_lowercase());
    !joins(before, name.chars().next())
        && !joins(next, name.chars().next_back())
        && !matches!(before, Some('@' | '#'))
        && next != Some('@')
        && !domain
}
