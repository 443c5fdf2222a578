//! Silencing a finding: at its block, in its section, in the note.

use crate::note::Scope;
use crate::rules::{Edit, Finding, Group};
use crate::syntax::Span;

use super::super::Snapshot;
use super::{ActionKind, Offers, Place};

/// The ways to silence what was found here.
pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    for &(index, finding) in &place.findings {
        for (scope, title, edit) in ways(place.snapshot, finding) {
            let id = format!("ignore-{index}-{scope}");
            let action = offers.add(id, title, ActionKind::QuickFix, || vec![edit]);
            if let Some(action) = action {
                action.finding = Some(index);
                action.mends = true;
            }
        }
    }
}

fn ways(snapshot: &Snapshot, finding: &Finding) -> Vec<(&'static str, String, Edit)> {
    let rule = finding.rule.name;
    let mut ways = Vec::new();
    // Of a note that is none at all, nothing else is worth saying, and that cannot be silenced.
    if finding.rule.group == Group::Suppressions || finding.alone {
        return ways;
    }
    let Snapshot { note, text, .. } = snapshot;
    let line_ending = text.line_ending();
    let body = &note.layout.body;
    let inside = body.contains(&finding.range.start) || finding.range.start == body.end;
    if inside && let Some(edit) = above_block(snapshot, finding) {
        ways.push(("block", format!("Ignore `{rule}` here"), edit));
    }
    if inside && let Some(section) = note.section_at(finding.range.start) {
        let (at, heading) = note.heading(&note.nodes[section.node]);
        let end = at.range(heading.span).end;
        let comment = format!("{line_ending}<!-- prep-ls: ignore-section {rule} -->");
        ways.push((
            "section",
            format!("Ignore `{rule}` in this section"),
            Edit::insert(end, comment),
        ));
    }
    let edit = match &note.title {
        Some(title) => {
            let at = note.segment(title.segment);
            let end = at
                .segment
                .heading
                .as_ref()
                .map_or(title.range.end, |heading| at.range(heading.span).end);
            Edit::insert(
                end,
                format!("{line_ending}<!-- prep-ls: ignore-file {rule} -->"),
            )
        }
        None => Edit::insert(
            body.start,
            format!(
                "<!-- prep-ls: ignore-file {rule} -->{}",
                line_ending.repeat(2)
            ),
        ),
    };
    ways.push(("note", format!("Ignore `{rule}` in this note"), edit));
    ways
}

/// A comment on a line of its own above the whole block: within a list or a table it would break
/// it. A comment that is there already takes the rule in.
fn above_block(snapshot: &Snapshot, finding: &Finding) -> Option<Edit> {
    let Snapshot { note, text, .. } = snapshot;
    let index = note.segment_at(finding.range.start)?;
    let at = note.segment(index);
    let offset = (finding.range.start - at.start) as u32;
    let chunk = &at.segment.chunk;
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let (_, block) = chunk
        .children(None)
        .filter(|(_, block)| holds(block.span))
        .last()?;
    let rule = finding.rule.name;
    let known = at.segment.directives.iter().find(|directive| {
        directive.scope == Scope::Next
            && directive.covers == Some(block.span)
            && directive.unknown.is_none()
    });
    if let Some((_, span)) = known.and_then(|directive| directive.rules.last()) {
        return Some(Edit::insert(at.range(*span).end, format!(", {rule}")));
    }
    let start = text
        .line_range(text.line_of(at.range(block.span).start))
        .start
        .max(note.layout.body.start);
    // What is said of a note without a title is said of its first line, which the comment would be.
    let of_note = matches!(finding.rule.group, Group::Structure | Group::Completeness);
    if of_note && note.title.is_none() && start == note.layout.body.start {
        return None;
    }
    Some(Edit::insert(
        start,
        format!("<!-- prep-ls: ignore {rule} -->{}", text.line_ending()),
    ))
}
