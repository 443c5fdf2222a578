//! `•` as `-`: the list at the cursor, or all of its section.

use crate::note::Section;
use crate::rules::{Edit, typed_lists};

use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    let note = &place.snapshot.note;
    if !offers.wants(ActionKind::Rewrite) {
        return;
    }
    let Some(index) = note.segment_at(place.at) else {
        return;
    };
    let here = typed_lists(note.segment(index));
    let at_cursor = here.iter().position(|list| place.holds(&list.range));
    if let Some(list) = at_cursor
        && !place.is_mended_by("pseudo-list")
    {
        let edits = here[list].edits.clone();
        offers.add(
            "bullets",
            "Turn the bullets of this list into `-`",
            ActionKind::Rewrite,
            || edits,
        );
    }
    let Some(section) = note.section_at(place.at) else {
        return;
    };
    let all = of_section(place, section);
    let others = all.len() > usize::from(at_cursor.is_some());
    if others {
        offers.add(
            "bullets-section",
            "Turn all typed bullets of this section into `-`",
            ActionKind::Rewrite,
            || all.into_iter().flatten().collect(),
        );
    }
}

fn of_section(place: &Place<'_>, section: &Section) -> Vec<Vec<Edit>> {
    let segments = place.snapshot.note.segments_of(section);
    let lists = segments.flat_map(typed_lists);
    lists.map(|list| list.edits).collect()
}
