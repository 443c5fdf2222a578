//! One more question from the bank, by theme, in the sections that are made of questions.

use crate::rules::assist::{self, Theme};

use super::{ActionKind, Offers, Place};

/// How many themes are offered: a menu is read, not searched.
const OFFERED: usize = 6;

pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::Rewrite) {
        return;
    }
    let note = &place.snapshot.note;
    let Some(section) = note.section_at(place.at) else {
        return;
    };
    let spec = note.spec(section, &place.snapshot.grammar);
    if spec.questions.is_none() {
        return;
    }
    let cx = place.cx();
    // What the list shows must be there when it is taken.
    let themes = assist::themes(&cx, section.spec).into_iter();
    let found =
        themes.filter_map(|theme| Some((theme, assist::question(&cx, section, theme.name)?)));
    for (Theme { name, missing }, edit) in found.take(OFFERED) {
        let part = spec.parts.iter().find(|part| part.id == name);
        let about = part.map_or_else(|| name.replace('-', " "), |part| part.title.to_lowercase());
        let which = if missing { "a" } else { "another" };
        offers.add(
            format!("question-{name}"),
            format!("Insert {which} question from the bank: {about}"),
            ActionKind::Rewrite,
            || vec![edit],
        );
    }
}
