//! Showing things: how far a note is, what a rule is about.

use serde_json::{Value, json};

use crate::ide;
use crate::rules;
use crate::server::session::{Asked, Session};

use super::{Arguments, kind, tell};

/// Tells how far a note is, or one of its sections, in a message. The result has the whole page, as
/// Markdown and as plain text, and the counts.
pub(super) fn readiness(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let (_, snapshot) = arguments.note(session)?;
    let id: Option<String> = arguments.optional("section", "the id of a section, such as `fit`")?;
    let readiness = snapshot.readiness();
    let note = &snapshot.note;
    let section = match &id {
        None => None,
        Some(id) => {
            let kind = kind(&snapshot, arguments.command, id)?;
            let sections = &note.sections;
            let found = sections.iter().position(|section| section.spec == kind);
            Some(found.ok_or_else(|| {
                format!(
                    "`{}`: the note has no section `{id}`: `prep-ls.insertSection` inserts it",
                    arguments.command
                )
            })?)
        }
    };
    let title = |section: usize| {
        let kind = note.sections[section].spec;
        snapshot.grammar.sections[kind].title.clone()
    };
    let line = match section {
        None => readiness.line(),
        Some(section) => format!("{}: {}", title(section), readiness.sections[section].line()),
    };
    tell(session, line.clone());
    let markdown = ide::readiness_page(&snapshot, section);
    let sections: Vec<Value> = note
        .sections
        .iter()
        .zip(&readiness.sections)
        .map(|(section, status)| {
            let spec = &snapshot.grammar.sections[section.spec];
            json!({
                "id": spec.id,
                "title": spec.title,
                "done": status.is_done(),
                "warnings": status.warnings,
                "status": status.line(),
            })
        })
        .collect();
    let missing: Vec<&str> = readiness
        .missing
        .iter()
        .map(|&kind| snapshot.grammar.sections[kind].id.as_str())
        .collect();
    Ok(json!({
        "line": line,
        "text": ide::plain(&markdown),
        "markdown": markdown,
        "data": {
            "stage": readiness.stage.as_str(),
            "sectionsDone": readiness.done,
            "sectionsRequired": readiness.required,
            "requirementsAnswered": readiness.answered,
            "requirements": readiness.requirements,
            "warnings": readiness.warnings,
            "interview": readiness.interview.map(|(day, _)| day.to_string()),
            "daysLeft": readiness.interview.map(|(_, days)| days),
            "sections": sections,
            "missing": missing,
        },
    }))
}

/// Shows a rule's page where the client shows documents; elsewhere a message says in short what it
/// is about. The result has the whole page.
pub(super) fn rule(session: &mut Session, arguments: &mut Arguments<'_>) -> Result<Value, String> {
    let name: String = arguments.needed("rule", "the name of a rule, such as `placeholder`")?;
    let rule = rules::rule(&name)
        .ok_or_else(|| format!("`{}`: {}", arguments.command, rules::unknown(&name)))?;
    if session.client().shows_documents {
        session.ask(
            "window/showDocument",
            json!({ "uri": rule.url(), "external": true }),
            Asked::Nothing,
        );
    } else {
        let summary = ide::plain(&rule.summary());
        tell(session, format!("{}: {summary} {}", rule.name, rule.url()));
    }
    let markdown = rule.docs();
    Ok(json!({
        "rule": rule.name,
        "text": ide::plain(&markdown),
        "markdown": markdown,
        "uri": rule.url(),
    }))
}
