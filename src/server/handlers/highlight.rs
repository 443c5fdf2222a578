//! Highlights of what the cursor is on.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::ide::navigate;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn document_highlight(
    session: &mut Session,
    params: DocumentHighlightParams,
) -> impl FnOnce() -> Option<Vec<DocumentHighlight>> + Send + 'static + use<> {
    let place = params.text_document_position_params;
    let asking = asking(session, &place.text_document, |features| features.links);
    move || {
        let Asking {
            snapshot, client, ..
        } = asking?;
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let found = navigate::highlights(&snapshot, offset)?;
        let highlights = found.iter().map(|place| DocumentHighlight {
            range: to_proto::range(text, &place.range, client.encoding),
            kind: Some(if place.declares {
                DocumentHighlightKind::WRITE
            } else {
                DocumentHighlightKind::READ
            }),
        });
        Some(highlights.collect())
    }
}
