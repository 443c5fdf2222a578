//! Taking away the fence round the whole note, from anywhere in it.

use crate::rules::insert;

use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    let snapshot = place.snapshot;
    let Some(fence) = &snapshot.note.layout.fence else {
        return;
    };
    // At the fence's own line the fix of the finding does the same.
    if !place.is_mended_by("fenced-note") {
        offers.add(
            "unwrap",
            "Take the fence round the note away",
            ActionKind::Rewrite,
            || insert::without_fence(&snapshot.text, fence),
        );
    }
}
