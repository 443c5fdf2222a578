//! A new note.

use lsp_types::{
    CreateFile, CreateFileOptions, DocumentChangeOperation, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, ResourceOp, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::dates;
use crate::draft::draft;
use crate::grammar::Grammar;
use crate::posting::{Format, Posting};
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
    location: Option<String>,
    r#type: Option<String>,
    /// The day of the interview.
    date: Option<String>,
    /// The text of a saved posting, and the name of its file, whose ending tells its form.
    posting: Option<String>,
    #[serde(rename = "postingName")]
    posting_name: Option<String>,
    sections: Sections,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Sections {
    #[default]
    Required,
    All,
}

/// Writes a note into an empty document, or into a new file where the client creates files. The text, what was found, what is
/// left to fill in and a name for the file are the result in any case, for clients that put it where they like.
pub(super) fn new_note(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let wanted: Wanted = arguments
        .optional(
            "note",
            "an object with any of `uri`, `company`, `role`, `location`, `type`, `date`, `posting`, `postingName` and `sections` (`required` or `all`)",
        )?
        .unwrap_or_default();
    let path = wanted
        .uri
        .as_ref()
        .and_then(|uri| from_proto::path(uri.as_str()));
    let grammar = session.configs.profile(path.as_deref()).grammar;
    let posting = posting(&wanted, &grammar, arguments.command)?;
    let draft = draft(&grammar, &posting, wanted.sections == Sections::All);
    let mut text = draft.text;
    let result = |text: &str| {
        json!({
            "text": text,
            "uri": wanted.uri,
            "name": draft.file_name,
            "gaps": draft.gaps,
            "absent": draft.absent,
            "company": posting.company,
            "role": posting.role,
            "location": posting.location,
            "type": posting.employment,
            "date": posting.interview,
        })
    };
    let Some(uri) = &wanted.uri else {
        return Ok(result(&text));
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
    Ok(result(&text))
}

/// What the posting says, and what the arguments say besides, which counts first.
fn posting(wanted: &Wanted, grammar: &Grammar, command: &str) -> Result<Posting, String> {
    let mut posting = match &wanted.posting {
        None => Posting::default(),
        Some(text) => {
            let format = Format::of(wanted.posting_name.as_deref(), text);
            Posting::read(text, format, grammar)
                .map_err(|error| format!("`{command}`: the posting was not read: {error}"))?
        }
    };
    if let Some(date) = wanted
        .date
        .as_deref()
        .filter(|date| !date.trim().is_empty())
    {
        let day = dates::read(date).day();
        let day = day.ok_or_else(|| {
            format!("`{command}`: `date` must be a day, such as 2026-11-22, and not `{date}`")
        })?;
        posting.interview = Some(day.to_string());
    }
    for (given, slot) in [
        (&wanted.company, &mut posting.company),
        (&wanted.role, &mut posting.role),
        (&wanted.location, &mut posting.location),
        (&wanted.r#type, &mut posting.employment),
    ] {
        let words = given
            .as_deref()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if !words.is_empty() {
            *slot = Some(words);
        }
    }
    Ok(posting)
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
