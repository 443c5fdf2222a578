//! Hover.

use lsp_types::{Hover, HoverParams};

use crate::ide;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn hover(
    session: &mut Session,
    params: HoverParams,
) -> impl FnOnce() -> Option<Hover> + Send + 'static + use<> {
    let place = params.text_document_position_params;
    let asking = asking(session, &place.text_document, |features| features.hover);
    move || {
        let Asking {
            snapshot, client, ..
        } = asking?;
        let offset = from_proto::offset(&snapshot.text, place.position, client.encoding);
        let hover = ide::hover(&snapshot, offset)?;
        Some(to_proto::hover(&snapshot.text, &hover, &client))
    }
}
