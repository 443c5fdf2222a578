//! Requirements of the posting: where the note answers each, or that nothing does.

use crate::coverage::{self, Answer, Requirement};

use super::super::plain::{escaped, shortened};
use super::{Hover, Snapshot, place};

/// No more places than this are listed: the best come first.
const PLACES: usize = 4;
/// How much of an answer is quoted, in characters.
const QUOTED: usize = 90;

/// The requirement at an offset.
pub(super) fn at(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let table = coverage::table(&snapshot.note, &snapshot.grammar);
    let requirement = table
        .iter()
        .find(|one| one.range.start <= offset && offset <= one.range.end)?;
    Some(Hover {
        range: requirement.range.clone(),
        markdown: page(snapshot, requirement),
    })
}

fn page(snapshot: &Snapshot, requirement: &Requirement<'_>) -> String {
    let kind = if requirement.nice {
        "Nice to have"
    } else {
        "Requirement"
    };
    let topics = &snapshot.grammar.lexicon().topics;
    let asks: Vec<String> = requirement
        .asks
        .iter()
        .map(|ask| escaped(&topics[ask.topic as usize].title))
        .collect();
    let unmet: Vec<String> = requirement
        .unmet()
        .into_iter()
        .map(|term| format!("“{}”", escaped(term)))
        .collect();
    let answers = &requirement.answers;
    let mut page = if requirement.terms.is_empty() && asks.is_empty() {
        return format!(
            "**{kind}:** soft skills alone, so nothing can be looked up. A story shows them best."
        );
    } else if !requirement.is_covered() {
        let mut page = format!("**{kind}:** nothing in this note answers it yet.");
        if !answers.is_empty() {
            page.push_str("\n\nWhat comes near:\n\n");
            page.push_str(&listed(snapshot, answers));
        }
        page
    } else if answers.is_empty() {
        format!(
            "**{kind}:** answered, as the note speaks of {}.",
            asks.join(", ")
        )
    } else {
        let places = match answers.len() {
            1 => "in 1 place".to_owned(),
            many => format!("in {many} places"),
        };
        format!(
            "**{kind}:** answered {places}.\n\n{}",
            listed(snapshot, answers)
        )
    };
    if !unmet.is_empty() {
        page.push_str(&format!("\n\nNamed nowhere: {}", unmet.join(", ")));
    }
    let mut shown: Vec<u16> = Vec::new();
    for ask in &requirement.asks {
        if !shown.contains(&ask.topic) {
            shown.push(ask.topic);
            page.push_str("\n\n");
            page.push_str(&super::topic::page(snapshot, ask.topic));
        }
    }
    page
}

fn listed(snapshot: &Snapshot, answers: &[Answer]) -> String {
    let mut lines: Vec<String> = answers
        .iter()
        .take(PLACES)
        .map(|answer| {
            let text = snapshot.text.slice(answer.range.clone());
            let quoted = escaped(&shortened(&super::super::plain(&text), QUOTED));
            format!("- {}: “{quoted}”", place(snapshot, answer.range.start))
        })
        .collect();
    if answers.len() > PLACES {
        lines.push(format!("- and {} more", answers.len() - PLACES));
    }
    lines.join("\n")
}
