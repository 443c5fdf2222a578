//! References.

use lsp_types::{Location, ReferenceParams};

use crate::ide::navigate;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn references(
    session: &mut Session,
    params: ReferenceParams,
) -> impl FnOnce() -> Option<Vec<Location>> + Send + 'static + use<> {
    let place = params.text_document_position;
    let declarations = params.context.include_declaration;
    let asking = asking(session, &place.text_document, |features| features.links);
    move || {
        let Asking {
            snapshot,
            client,
            uri,
            ..
        } = asking?;
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let found = navigate::references(&snapshot, offset, declarations)?;
        let location =
            |range| Location::new(uri.clone(), to_proto::range(text, range, client.encoding));
        Some(found.iter().map(location).collect())
    }
}
