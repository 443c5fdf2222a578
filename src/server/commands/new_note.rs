//! A new note.

use lsp_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ide;
use crate::rules::Edit;
use crate::server::from_proto;
use crate::server::session::Session;

use super::{Arguments, apply, apply_edits};

/// What the note is about, and where it goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Wanted {
    /// An empty document that is open, or a file that is not there yet.
    uri: Option<Uri>,
    company: Option<String>,
    role: Option<String>,
    sections: Sections,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Sections {
    #[default]
    Required,
    All,
}

/// Writes a note into an empty document, or into a new file where the client creates files. The text
/// is the result in any case, for clients that put it where they like.
pub(super) fn new_note(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let wanted: Wanted = arguments
        .optional(
            "note",
            "an object with any of `uri`, `company`, `role` and `sections` (`required` or `all`)",
        )?
        .unwrap_or_default();
    let path = wanted
        .uri
        .as_ref()
        .and_then(|uri| from_proto::path(uri.as_str()));
    let grammar = session.configs.profile(path.as_deref()).grammar;
    let mut text = ide::new_note(
        &grammar,
        wanted.company.as_deref(),
        wanted.role.as_deref(),
        wanted.sections == Sections::All,
    );
    let Some(uri) = &wanted.uri else {
        return Ok(json!({ "text": text }));
    };
    if !from_proto::is_ours(uri.as_str()) {
        return Err(format!(
            "`{}`: `uri` must be a file or an untitled document, and not {}",
            arguments.command,
            uri.as_str()
        ));
    }
    if let Some(snapshot) = session.snapshot(uri.as_str()) {
        let old = snapshot.text.to_string_lossless();
        let mark = if old.starts_with('\u{feff}') { 3 } else { 0 };
        if !old[mark..].trim().is_empty() {
            return Err(format!(
                "`{}`: {} is not empty: name an empty document or a new file",
                arguments.command,
                uri.as_str()
            ));
        }
        text = crate::rules::insert::with_line_ending(&text, snapshot.text.line_ending());
        let edit = Edit::replace(mark..old.len(), text.clone());
        apply_edits(session, uri, &snapshot, &[edit])?;
    } else if session.client().creates_files {
        apply(session, &created(uri, &text))?;
    } else {
        return Err(format!(
            "`{}`: this editor creates no files for a server: open {} empty first, or leave `uri` out and take the text",
            arguments.command,
            uri.as_str()
        ));
    }
    Ok(json!({ "text": text, "uri": uri }))
}

/// The edit that creates a file, unless it is there, and fills it.
fn created(uri: &Uri, text: &str) -> WorkspaceEdit {
    let create = CreateFile {
        uri: uri.clone(),
        options: Some(CreateFileOptions {
            overwrite: Some(false),
            ignore_if_exists: Some(false),
        }),
        annotation_id: None,
    };
    let fill = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            uri: uri.clone(),
            version: None,
        },
        edits: vec![OneOf::Left(TextEdit {
            range: lsp_types::Range::default(),
            new_text: text.to_owned(),
        })],
    };
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(vec![
            DocumentChangeOperation::Op(ResourceOp::Create(create)),
            DocumentChangeOperation::Edit(fill),
        ])),
        ..WorkspaceEdit::default()
    }
}
