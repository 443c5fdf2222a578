//! The title: readiness at a glance.

use std::ops::Range;

use crate::coverage;
use crate::note::SegmentRef;
use crate::readiness::{Readiness, days_left};

use super::super::plain::{escaped, shortened};
use super::{Hover, Snapshot};

/// No more unanswered requirements than this are listed.
const LISTED: usize = 5;

/// The title, if a segment's heading is it.
pub(super) fn at(snapshot: &Snapshot, at: SegmentRef<'_>, range: Range<usize>) -> Option<Hover> {
    let title = snapshot.note.title.as_ref()?;
    (snapshot.note.segment(title.segment).start == at.start).then(|| Hover {
        range,
        markdown: page(snapshot),
    })
}

/// How far the note is, in Markdown.
pub(super) fn page(snapshot: &Snapshot) -> String {
    let Snapshot { note, grammar, .. } = snapshot;
    let readiness = snapshot.readiness();
    let mut page = format!("**{}**", readiness.stage.as_str());
    for count in counts(&readiness) {
        page.push_str(&format!("\n- {count}"));
    }
    if readiness.interview.is_none() && snapshot.settings.today.is_some() {
        page.push_str("\n- no day of the interview: add `interview_date` to the front matter");
    }
    if !note.sections.is_empty() {
        page.push_str("\n\n**Sections**\n");
        for (section, status) in note.sections.iter().zip(&readiness.sections) {
            let title = escaped(&grammar.sections[section.spec].title);
            page.push_str(&format!("\n- {title}: {}", lower(&status.line())));
        }
    }
    if !readiness.missing.is_empty() {
        let titles: Vec<String> = readiness
            .missing
            .iter()
            .map(|&kind| escaped(&grammar.sections[kind].title))
            .collect();
        page.push_str(&format!("\n\n**Missing:** {}", titles.join(", ")));
    }
    let table = coverage::answered(note, grammar);
    let open: Vec<_> = table.iter().filter(|one| !one.covered).collect();
    if !open.is_empty() {
        page.push_str("\n\n**Not answered yet**\n");
        for requirement in open.iter().take(LISTED) {
            let text = snapshot.text.slice(requirement.range.clone());
            let text = escaped(&shortened(&super::super::plain(&text), 90));
            let line = snapshot.text.line_col(requirement.range.start).line;
            page.push_str(&format!("\n- Line {line}: “{text}”"));
        }
        if open.len() > LISTED {
            page.push_str(&format!("\n- and {} more", open.len() - LISTED));
        }
    }
    page
}

/// The counts, the last one with its day.
fn counts(readiness: &Readiness) -> Vec<String> {
    let mut counts = readiness.counts();
    if let (Some((day, days)), Some(last)) = (readiness.interview, counts.last_mut()) {
        *last = format!("{} ({})", days_left(days), day.strftime("%A, %-d %B %Y"));
    }
    counts
}

/// A status within a line.
fn lower(line: &str) -> String {
    let mut chars = line.chars();
    let first = chars.next().map(|char| char.to_lowercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
