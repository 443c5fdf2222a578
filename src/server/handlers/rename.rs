//! Rename.

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::ide::navigate;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn prepare_rename(
    session: &mut Session,
    place: TextDocumentPositionParams,
) -> impl FnOnce() -> Result<Option<PrepareRenameResponse>, String> + Send + 'static + use<> {
    let asking = asking(session, &place.text_document, |features| features.rename);
    move || {
        // Another server may serve what is no note of ours.
        let Some(Asking {
            snapshot, client, ..
        }) = asking.filter(|asking| asking.snapshot.note.is_note())
        else {
            return Ok(None);
        };
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let found = navigate::prepare_rename(&snapshot, offset)?;
        Ok(Some(PrepareRenameResponse::RangeWithPlaceholder {
            range: to_proto::range(text, &found.range, client.encoding),
            placeholder: found.name,
        }))
    }
}

pub(in crate::server) fn rename(
    session: &mut Session,
    params: RenameParams,
) -> impl FnOnce() -> Result<Option<WorkspaceEdit>, String> + Send + 'static + use<> {
    let place = params.text_document_position;
    let asking = asking(session, &place.text_document, |features| features.rename);
    move || {
        let Some(asking) = asking.filter(|asking| asking.snapshot.note.is_note()) else {
            return Ok(None);
        };
        let Asking {
            snapshot,
            client,
            uri,
            version,
        } = asking;
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let renaming = navigate::rename(&snapshot, offset, &params.new_name)?;
        let edit = to_proto::workspace_edit(text, &uri, version, &renaming.edits, &client);
        Ok(Some(edit))
    }
}
