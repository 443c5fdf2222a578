//! A requirement of the posting as a gap to own up to, or as a concept to go over.

use crate::coverage;
use crate::grammar::Voice;
use crate::rules::{assist, insert};

use super::{ActionKind, Offers, Place};

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    // The finding that nothing answers it has the same as fixes.
    if !offers.wants(ActionKind::Rewrite) || place.is_mended_by("uncovered-requirement") {
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
    for (kind, spec) in grammar.sections.iter().enumerate() {
        if spec.id != "gaps" && spec.voice != Voice::Review {
            continue;
        }
        let mut sections = note.sections.iter().filter(|section| section.spec == kind);
        let id = format!("requirement-{}", spec.id);
        let title = format!("Add it to “{}”", spec.title);
        match sections.next() {
            Some(section) => {
                let range = note.node_range(section.node);
                if !cx.text.slice(range).contains(&text) {
                    offers.add(id, title, ActionKind::Rewrite, || {
                        vec![assist::item(&cx, section, &text)]
                    });
                }
            }
            None => {
                let title = format!("{title}, a new section");
                offers.add(id, title, ActionKind::Rewrite, || {
                    let content = |_| format!("- {text}");
                    vec![insert::section_with(note, cx.text, grammar, kind, content)]
                });
            }
        }
    }
}
