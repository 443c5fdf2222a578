//! Links to click.

use lsp_types::{DocumentLink, DocumentLinkParams};

use crate::ide;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn document_link(
    session: &mut Session,
    params: DocumentLinkParams,
) -> impl FnOnce() -> Option<Vec<DocumentLink>> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| features.links);
    move || {
        let Asking {
            snapshot,
            client,
            uri,
            ..
        } = asking?;
        let path = from_proto::path(uri.as_str());
        let links = ide::document_links(&snapshot, path.as_deref());
        let links = links
            .iter()
            .filter_map(|link| to_proto::document_link(&snapshot.text, &uri, link, &client));
        Some(links.collect())
    }
}
