//! Code actions: the fixes of findings, suppressions, and what can be done to the note as a whole.

use std::ops::Range;

use crate::fix;
use crate::note::Scope;
use crate::rules::{Edit, Finding, insert};
use crate::syntax::Span;

use super::Snapshot;

/// A change that is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it does, as a command.
    pub title: String,
    /// What kind of action it is.
    pub kind: ActionKind,
    /// The edits, disjoint and in order, against the snapshot's text.
    pub edits: Vec<Edit>,
    /// The finding that it mends or silences, as an index into the snapshot's findings.
    pub finding: Option<usize>,
    /// Whether it is the one to take without looking.
    pub preferred: bool,
}

/// What kind of action it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends or silences a finding.
    QuickFix,
    /// Changes the note's shape.
    Rewrite,
    /// Applies all safe fixes.
    FixAll,
}

/// What can be done at a range of the text.
pub fn actions(snapshot: &Snapshot, range: Range<usize>) -> Vec<Action> {
    let Snapshot {
        note,
        grammar,
        text,
        findings,
        ..
    } = snapshot;
    if !note.is_note() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let touches = |other: &Range<usize>| other.start <= range.end && range.start <= other.end;
    let here: Vec<(usize, &Finding)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| touches(&finding.range))
        .collect();
    for &(index, finding) in &here {
        for (number, fix) in finding.fixes.iter().enumerate() {
            found.push(Action {
                title: fix.title.clone(),
                kind: ActionKind::QuickFix,
                edits: fix.edits.clone(),
                finding: Some(index),
                preferred: number == 0,
            });
        }
    }
    for &(index, finding) in &here {
        for (title, edit) in suppressions(snapshot, finding) {
            found.push(Action {
                title,
                kind: ActionKind::QuickFix,
                edits: vec![edit],
                finding: Some(index),
                preferred: false,
            });
        }
    }
    let missing: Vec<usize> = insert::gaps(note, grammar)
        .into_iter()
        .flat_map(|gap| gap.kinds)
        .collect();
    if !missing.is_empty() {
        found.push(Action {
            title: match missing.len() {
                1 => "Insert the missing section".to_owned(),
                many => format!("Insert the {many} missing sections"),
            },
            kind: ActionKind::Rewrite,
            edits: insert::sections(note, text, grammar, &missing),
            finding: None,
            preferred: false,
        });
    }
    found.extend(fix_all(snapshot));
    found
}

/// All safe fixes that fit together, as one action; none if there is nothing to mend.
pub fn fix_all(snapshot: &Snapshot) -> Option<Action> {
    let safe: Vec<_> = snapshot.findings.iter().filter_map(fix::safe_fix).collect();
    let (edits, count) = fix::merge(&safe);
    (count > 0).then(|| Action {
        title: match count {
            1 => "Apply 1 safe fix".to_owned(),
            many => format!("Apply {many} safe fixes"),
        },
        kind: ActionKind::FixAll,
        edits,
        finding: None,
        preferred: false,
    })
}

/// The ways to silence a finding: at its block, in its section, in the note.
fn suppressions(snapshot: &Snapshot, finding: &Finding) -> Vec<(String, Edit)> {
    let rule = finding.rule.name;
    let mut ways = Vec::new();
    if finding.rule.group == crate::rules::Group::Suppressions {
        return ways;
    }
    let Snapshot { note, text, .. } = snapshot;
    let line_ending = text.line_ending();
    let body = &note.layout.body;
    let inside = body.contains(&finding.range.start) || finding.range.start == body.end;
    if inside && let Some(edit) = above_block(snapshot, finding) {
        ways.push((format!("Ignore `{rule}` here"), edit));
    }
    if inside && let Some(section) = note.section_at(finding.range.start) {
        let (at, heading) = note.heading(&note.nodes[section.node]);
        let end = at.range(heading.span).end;
        let comment = format!("{line_ending}<!-- prep-ls: ignore-section {rule} -->");
        ways.push((
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
    ways.push((format!("Ignore `{rule}` in this note"), edit));
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
    Some(Edit::insert(
        start,
        format!("<!-- prep-ls: ignore {rule} -->{}", text.line_ending()),
    ))
}
