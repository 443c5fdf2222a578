//! Commands that any client can have the server execute.

use lsp_types::{ExecuteCommandParams, Uri, WorkspaceEdit};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::rules::insert;

use super::session::{Asked, Session};
use super::to_proto;

/// Applies the edit that it carries: what an action is to a client that knows commands only.
pub(super) const APPLY_EDIT: &str = "prep-ls.applyEdit";
/// Inserts one section at its place: `[uri, section id]`.
const INSERT_SECTION: &str = "prep-ls.insertSection";
/// Inserts all missing sections at their places: `[uri]`.
const INSERT_MISSING: &str = "prep-ls.insertMissingSections";

/// All of them.
pub(super) const ALL: [&str; 3] = [APPLY_EDIT, INSERT_SECTION, INSERT_MISSING];

/// Executes a command. The edit goes to the client, which applies it as it does all edits.
pub(super) fn execute(
    session: &mut Session,
    params: ExecuteCommandParams,
) -> Result<Value, String> {
    let mut arguments = params.arguments.into_iter();
    let edit = match params.command.as_str() {
        APPLY_EDIT => argument::<WorkspaceEdit>(arguments.next(), "an edit")?,
        INSERT_SECTION => {
            let uri = argument::<Uri>(arguments.next(), "a document's URI")?;
            let id = argument::<String>(arguments.next(), "a section's id")?;
            insert_sections(session, &uri, Some(&id))?
        }
        INSERT_MISSING => {
            let uri = argument::<Uri>(arguments.next(), "a document's URI")?;
            insert_sections(session, &uri, None)?
        }
        other => {
            return Err(format!(
                "there is no command `{other}`: {} are known",
                ALL.join(", ")
            ));
        }
    };
    if !session.client().applies_edits {
        return Err("the client does not apply edits of the server".to_owned());
    }
    session.ask(
        "workspace/applyEdit",
        json!({ "label": "prep-ls", "edit": edit }),
        Asked::Nothing,
    );
    Ok(Value::Null)
}

fn argument<T: for<'de> Deserialize<'de>>(value: Option<Value>, what: &str) -> Result<T, String> {
    let value = value.ok_or_else(|| format!("the command needs {what}"))?;
    serde_json::from_value(value).map_err(|error| format!("the command needs {what}: {error}"))
}

fn insert_sections(
    session: &mut Session,
    uri: &Uri,
    id: Option<&str>,
) -> Result<WorkspaceEdit, String> {
    let snapshot = session
        .snapshot(uri.as_str())
        .ok_or_else(|| format!("{} is not open", uri.as_str()))?;
    let grammar = &snapshot.grammar;
    let kinds: Vec<usize> = match id {
        None => insert::gaps(&snapshot.note, grammar)
            .into_iter()
            .flat_map(|gap| gap.kinds)
            .collect(),
        Some(id) => {
            let kind = grammar.section(id).ok_or_else(|| {
                let known: Vec<&str> = grammar
                    .sections
                    .iter()
                    .map(|section| section.id.as_str())
                    .collect();
                format!("there is no section `{id}`: {} are known", known.join(", "))
            })?;
            // What is there already is not inserted twice.
            if snapshot
                .note
                .sections
                .iter()
                .any(|section| section.spec == kind)
            {
                Vec::new()
            } else {
                vec![kind]
            }
        }
    };
    let edits = insert::sections(&snapshot.note, &snapshot.text, grammar, &kinds);
    let version = session
        .documents
        .get(uri.as_str())
        .map_or(0, |open| open.version);
    Ok(to_proto::workspace_edit(
        &snapshot.text,
        uri,
        version,
        &edits,
        &session.client(),
    ))
}
