//! Commands that any client can have the server execute. Each says what its arguments are; one that is
//! wrong is named, with what it must be.

mod insert;
mod list;
mod new_note;
mod notes;
mod show;
mod sort;

use lsp_types::{ExecuteCommandParams, MessageType, Uri, WorkspaceEdit};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ide::Snapshot;
use crate::rules::Edit;

use super::session::{Asked, Session};
use super::to_proto;

pub(super) use notes::notes;

/// Applies the edit that it carries: what an action is to a client that knows commands only.
pub(super) const APPLY_EDIT: &str = "prep-ls.applyEdit";
/// Inserts one section at its place: `[uri, section id]`.
const INSERT_SECTION: &str = "prep-ls.insertSection";
/// Lists the sections that a note may have: `[uri]`.
const LIST_SECTIONS: &str = "prep-ls.listSections";
/// Inserts all missing sections at their places: `[uri]`.
pub(super) const INSERT_MISSING: &str = "prep-ls.insertMissingSections";
/// Puts the required sections into standard order: `[uri]`.
const SORT_SECTIONS: &str = "prep-ls.sortSections";
/// Writes a new note: `[{uri, company, role, location, type, date, posting, postingName, sections}]`, all of them optional.
const NEW_NOTE: &str = "prep-ls.newNote";
/// Shows how far a note is, or one of its sections: `[uri]`, `[uri, section id]`.
pub(super) const SHOW_READINESS: &str = "prep-ls.showReadiness";
/// Shows the page of a rule: `[rule]`.
const EXPLAIN_RULE: &str = "prep-ls.explainRule";
/// Tells of the notes that are named, or of all: `[uri, …]`. It is answered by [`notes`].
pub(super) const NOTES: &str = "prep-ls.notes";

/// All of them.
pub(super) const ALL: [&str; 9] = [
    APPLY_EDIT,
    LIST_SECTIONS,
    INSERT_SECTION,
    INSERT_MISSING,
    SORT_SECTIONS,
    NEW_NOTE,
    SHOW_READINESS,
    EXPLAIN_RULE,
    NOTES,
];

/// Executes a command. Edits go to the client, which applies them as it does all edits.
///
/// # Errors
/// What is wrong with the command or its arguments, and what to send instead.
pub(super) fn execute(
    session: &mut Session,
    params: ExecuteCommandParams,
) -> Result<Value, String> {
    let ExecuteCommandParams {
        command, arguments, ..
    } = params;
    let arguments = &mut Arguments {
        command: &command,
        values: arguments,
        next: 0,
    };
    match command.as_str() {
        APPLY_EDIT => {
            let edit: WorkspaceEdit = arguments.needed("edit", "a WorkspaceEdit")?;
            apply(session, &edit)
        }
        INSERT_SECTION => insert::section(session, arguments),
        LIST_SECTIONS => list::sections(session, arguments),
        INSERT_MISSING => insert::missing(session, arguments),
        SORT_SECTIONS => sort::sections(session, arguments),
        NEW_NOTE => new_note::new_note(session, arguments),
        SHOW_READINESS => show::readiness(session, arguments),
        EXPLAIN_RULE => show::rule(session, arguments),
        other => Err(format!(
            "there is no command `{other}`: {} are known",
            ALL.join(", ")
        )),
    }
}

/// The arguments of a command, taken one after the other.
struct Arguments<'a> {
    command: &'a str,
    values: Vec<Value>,
    next: usize,
}

impl Arguments<'_> {
    /// The next argument, by what it is called and what it must be; none where it is left out or
    /// null.
    fn optional<T: for<'de> Deserialize<'de>>(
        &mut self,
        name: &str,
        what: &str,
    ) -> Result<Option<T>, String> {
        let number = self.next;
        self.next += 1;
        let value = self.values.get(number).cloned().unwrap_or_default();
        if value.is_null() {
            return Ok(None);
        }
        serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|error| {
                format!(
                    "`{}`: argument {} (`{name}`) must be {what}, and not `{value}`: {error}",
                    self.command,
                    number + 1
                )
            })
    }

    /// The next argument, which must be there.
    fn needed<T: for<'de> Deserialize<'de>>(
        &mut self,
        name: &str,
        what: &str,
    ) -> Result<T, String> {
        let number = self.next + 1;
        self.optional(name, what)?.ok_or_else(|| {
            format!(
                "`{}`: argument {number} (`{name}`) is missing: send {what}",
                self.command
            )
        })
    }

    /// The next argument as the URI of an open document, with its snapshot.
    fn document(&mut self, session: &mut Session) -> Result<(Uri, Snapshot), String> {
        let uri: Uri = self.needed("uri", "the URI of an open document")?;
        let snapshot = session.snapshot(uri.as_str()).ok_or_else(|| {
            format!(
                "`{}`: {} is not open as Markdown: open it first",
                self.command,
                uri.as_str()
            )
        })?;
        Ok((uri, snapshot))
    }

    /// The same, of a prep note.
    fn note(&mut self, session: &mut Session) -> Result<(Uri, Snapshot), String> {
        let (uri, snapshot) = self.document(session)?;
        if snapshot.note.is_note() {
            return Ok((uri, snapshot));
        }
        Err(format!(
            "`{}`: {} is no prep note: name it `*.prep.md`, or write `prep: true` into its front matter",
            self.command,
            uri.as_str()
        ))
    }
}

/// Has the client apply edits of one document.
fn apply_edits(
    session: &mut Session,
    uri: &Uri,
    snapshot: &Snapshot,
    edits: &[Edit],
) -> Result<Value, String> {
    let open = session.documents.get(uri.as_str());
    let version = open.map_or(0, |open| open.version);
    let edit = to_proto::workspace_edit(&snapshot.text, uri, version, edits, &session.client());
    apply(session, &edit)
}

fn apply(session: &mut Session, edit: &WorkspaceEdit) -> Result<Value, String> {
    if !session.client().applies_edits {
        return Err(
            "this editor does not apply edits of a server: take the code action instead".to_owned(),
        );
    }
    session.ask(
        "workspace/applyEdit",
        json!({ "label": "prep-ls", "edit": edit }),
        Asked::Nothing,
    );
    Ok(Value::Null)
}

fn tell(session: &Session, message: impl Into<String>) {
    session.show(MessageType::INFO, message.into());
}

/// The index of a section's kind by its id.
fn kind(snapshot: &Snapshot, command: &str, id: &str) -> Result<usize, String> {
    let grammar = &snapshot.grammar;
    grammar.section(id).ok_or_else(|| {
        let known: Vec<&str> = grammar
            .sections
            .iter()
            .map(|section| section.id.as_str())
            .collect();
        format!(
            "`{command}`: argument 2 (`section`) must be the id of a section, and not `{id}`: {} are known",
            known.join(", ")
        )
    })
}
