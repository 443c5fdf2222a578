//! Inserting what the note lacks.

use crate::rules::insert;

use super::{ActionKind, Offers, Place};

/// All missing sections at once, from anywhere in the note.
pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    let snapshot = place.snapshot;
    let (note, grammar) = (&snapshot.note, &snapshot.grammar);
    let missing: Vec<usize> = insert::gaps(note, grammar)
        .into_iter()
        .flat_map(|gap| gap.kinds)
        .collect();
    let title = match missing.as_slice() {
        [] => return,
        [one] => format!(
            "Insert the missing section “{}”",
            grammar.sections[*one].title
        ),
        many => format!("Insert the {} missing sections", many.len()),
    };
    offers.add("insert-sections", title, ActionKind::Rewrite, || {
        insert::sections(note, &snapshot.text, grammar, &missing)
    });
}
