//! Rename.

use lsp_server::ErrorCode;
use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::ide::navigate;
use crate::server::across::Step;
use crate::server::session::{Refusal, Session};
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn prepare_rename(
    session: &mut Session,
    place: TextDocumentPositionParams,
) -> impl FnOnce() -> Step<Option<PrepareRenameResponse>> + Send + 'static + use<> {
    let asking = asking(session, &place.text_document, |features| features.rename);
    move || {
        let Some(Asking {
            snapshot,
            client,
            uri,
            ..
        }) = asking
        else {
            return Step::done(None);
        };
        let offset = from_proto::offset(&snapshot.text, place.position, client.encoding);
        let path = from_proto::path(uri.as_str());
        let shared = path.filter(|_| navigate::id_at(&snapshot, offset).is_some());
        // Another server may serve what is no note of ours, and no bank of stories.
        let is_note = snapshot.note.is_note();
        if !is_note && shared.is_none() {
            return Step::done(None);
        }
        let text = snapshot.text.clone();
        let answer = move |found: navigate::Renamable| {
            Some(PrepareRenameResponse::RangeWithPlaceholder {
                range: to_proto::range(&text, &found.range, client.encoding),
                placeholder: found.name,
            })
        };
        let here = navigate::prepare_rename(&snapshot, offset);
        if let Some(note) = shared {
            return Step::ask(move |view| {
                let found = view.files(|files| files.prepare_rename(&note, &snapshot, offset));
                match found {
                    None if !is_note => Ok(None),
                    found => Ok(answer(found.unwrap_or(here)?)),
                }
            });
        }
        let refusal = match here {
            Ok(found) => return Step::done(answer(found)),
            Err(refusal) => refusal,
        };
        let Some(note) = away(&snapshot, offset, uri.as_str()) else {
            return Step::Done(Err(refusal.into()));
        };
        Step::ask(move |view| {
            let found = view.files(|files| files.prepare_rename(&note, &snapshot, offset));
            Ok(answer(found.unwrap_or(Err(refusal))?))
        })
    }
}

pub(in crate::server) fn rename(
    session: &mut Session,
    params: RenameParams,
) -> impl FnOnce() -> Step<Option<WorkspaceEdit>> + Send + 'static + use<> {
    let place = params.text_document_position;
    let asking = asking(session, &place.text_document, |features| features.rename);
    move || {
        let Some(Asking {
            snapshot,
            client,
            uri,
            version,
        }) = asking
        else {
            return Step::done(None);
        };
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let shared = navigate::id_at(&snapshot, offset).is_some();
        if !snapshot.note.is_note() && !shared {
            return Step::done(None);
        }
        let renaming = navigate::rename(&snapshot, offset, &params.new_name);
        let note = match &renaming {
            _ if shared => from_proto::path(uri.as_str()),
            Ok(renaming) if renaming.moves.is_none() => None,
            Ok(_) => from_proto::path(uri.as_str()),
            Err(_) => away(&snapshot, offset, uri.as_str()),
        };
        let Some(note) = note else {
            return Step::Done(renaming.map_err(Into::into).map(|renaming| {
                let edits = &renaming.edits;
                Some(to_proto::workspace_edit(
                    text, &uri, version, edits, &client,
                ))
            }));
        };
        Step::ask(move |view| {
            // It may have waited for another note, while this one was typed in.
            let now = view.uri(&note).and_then(|(_, now)| now);
            if now.is_some_and(|now| now != version) {
                let message = "the note has changed since: rename again";
                return Err(Refusal(ErrorCode::ContentModified, message.to_owned()));
            }
            let new_name = &params.new_name;
            let is_note = snapshot.note.is_note();
            let edits = view.files(|files| match is_note {
                true => files.rename(&note, &snapshot, offset, new_name).map(Some),
                false => files
                    .rename_story(&note, &snapshot, offset, new_name)
                    .transpose(),
            })?;
            let Some(edits) = edits else {
                return Ok(None);
            };
            let changes = edits.iter().filter_map(|file| {
                let (uri, version) = view.uri(&file.path)?;
                let edits = to_proto::edits(&file.text, &file.found, client.encoding);
                Some((uri, version, edits))
            });
            let changes = changes.collect();
            Ok(Some(to_proto::workspace_edits(changes, &client)))
        })
    }
}

/// The path of a note, if what stands at an offset of it leads into another file.
fn away(snapshot: &crate::ide::Snapshot, offset: usize, uri: &str) -> Option<std::path::PathBuf> {
    navigate::definition(snapshot, offset)?.away?;
    from_proto::path(uri)
}
