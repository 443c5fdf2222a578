//! The sections in their standard order: unasked on saving, for who wants that, and from anywhere in
//! the note.

use super::super::sort_sections;
use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    let kinds = [ActionKind::Rewrite, ActionKind::SortSections];
    if !kinds.iter().any(|&kind| offers.wants(kind)) {
        return;
    }
    let Some(edits) = sort_sections(place.snapshot) else {
        return;
    };
    for (id, kind) in ["sort", "sort-on-save"].into_iter().zip(kinds) {
        offers.add(id, "Sort the sections", kind, || edits.clone());
    }
}
