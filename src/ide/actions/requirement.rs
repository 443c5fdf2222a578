//! A requirement of the posting as a gap to own up to, or as a concept to go over.

use crate::coverage;
use crate::grammar::Voice;
use crate::rules::assist;

use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Rewrite) {
        return;
    }
    let cx = place.cx();
    let (note, grammar) = (cx.note, cx.grammar);
    let in_posting = note
        .section_at(place.at)
        .is_some_and(|section| grammar.sections[section.spec].voice == Voice::Posting);
    if !in_posting {
        return;
    }
    let table = coverage::table(note, grammar);
    let Some(requirement) = table.iter().find(|one| place.holds(&one.range)) else {
        return;
    };
    let text = cx.text.slice(requirement.range.clone());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (kind, new, fix) in assist::add_requirement(&cx, requirement.range.clone()) {
        // The finding that nothing answers it has the same as a fix.
        if !new && place.is_mended_by("uncovered-requirement") {
            continue;
        }
        let mut sections = note.sections.iter().filter(|section| section.spec == kind);
        let is_there = sections.any(|section| {
            let range = note.node_range(section.node);
            cx.text.slice(range).contains(&text)
        });
        if !is_there {
            let id = format!("requirement-{}", grammar.sections[kind].id);
            offers.add(id, fix.title, ActionKind::Rewrite, || fix.edits);
        }
    }
}
