//! Readiness beside the text: code lenses above headings, inlay hints behind them.

use std::ops::Range;

use crate::note::INTERVIEW;
use crate::readiness::{self, Readiness};

use super::Snapshot;

/// A line above a heading, and what a click on it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The heading's text.
    pub range: Range<usize>,
    /// What it says.
    pub title: String,
    /// What it does.
    pub act: LensAct,
}

/// What a click on a lens does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LensAct {
    /// Shows the readiness of the note.
    ShowNote,
    /// Shows the status of a section, by its index in the note.
    ShowSection(usize),
    /// Inserts all missing sections.
    InsertMissing,
}

/// A few words behind a place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The place it stands behind.
    pub offset: usize,
    /// What it says.
    pub text: String,
}

/// The lenses of a note in document order: its readiness at the title, what is missing beside it,
/// and the status of each section. Without a title the first line of the Markdown has the note's.
///
/// Sections that are done have one, too: a lens that came and went would move the text.
pub fn lenses(snapshot: &Snapshot) -> Vec<Lens> {
    let note = &snapshot.note;
    if !note.is_note() {
        return Vec::new();
    }
    let readiness = snapshot.readiness();
    let at = title_range(snapshot);
    let mut lenses = vec![Lens {
        range: at.clone(),
        title: readiness.line(),
        act: LensAct::ShowNote,
    }];
    if !readiness.missing.is_empty() {
        let title = match readiness.missing.len() {
            1 => "Insert the missing section".to_owned(),
            many => format!("Insert the {many} missing sections"),
        };
        lenses.push(Lens {
            range: at,
            title,
            act: LensAct::InsertMissing,
        });
    }
    for (index, section) in note.sections.iter().enumerate() {
        lenses.push(Lens {
            range: note.heading_range(section.node),
            title: readiness.sections[index].line(),
            act: LensAct::ShowSection(index),
        });
    }
    lenses
}

/// The hints within a range of the text, in order: the days left behind the day of the interview,
/// and with `headings` the note's readiness and each section's status behind the headings. Those are
/// for where no lens says it.
pub fn hints(snapshot: &Snapshot, within: Range<usize>, headings: bool) -> Vec<Hint> {
    let Snapshot { note, grammar, .. } = snapshot;
    if !note.is_note() {
        return Vec::new();
    }
    let mut hints = Vec::new();
    if headings {
        let readiness: Readiness = snapshot.readiness();
        if let Some(title) = &note.title {
            hints.push(Hint {
                offset: title.range.end,
                text: readiness.line(),
            });
        }
        for (section, status) in note.sections.iter().zip(&readiness.sections) {
            hints.push(Hint {
                offset: note.heading_range(section.node).end,
                text: status.line(),
            });
        }
    }
    if let Some(today) = snapshot.settings.today {
        // All rounds of interviews have their days.
        let days = note.date_values(grammar).into_iter().filter_map(|value| {
            let day = value.value.day().filter(|_| value.is(INTERVIEW))?;
            Some(Hint {
                offset: value.place().end,
                text: readiness::days_left(crate::dates::days_between(today, day)),
            })
        });
        hints.extend(days);
    }
    hints.retain(|hint| within.start <= hint.offset && hint.offset <= within.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// Where what is said of the whole note stands.
fn title_range(snapshot: &Snapshot) -> Range<usize> {
    match &snapshot.note.title {
        Some(title) => title.range.clone(),
        None => {
            let start = snapshot.note.layout.body.start;
            start..start
        }
    }
}
