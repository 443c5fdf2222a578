//! Links to click.

use lsp_types::{DocumentLink, DocumentLinkParams};

use crate::ide::{self, LinkedTo};
use crate::server::across::Step;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn document_link(
    session: &mut Session,
    params: DocumentLinkParams,
) -> impl FnOnce() -> Step<Option<Vec<DocumentLink>>> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| features.links);
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
        let path = from_proto::path(uri.as_str());
        let mut links = ide::document_links(&snapshot, path.as_deref());
        let answer = move |links: &[ide::DocumentLink]| {
            let links = links
                .iter()
                .filter_map(|link| to_proto::document_link(&snapshot.text, &uri, link, &client));
            Some(links.collect())
        };
        // What a wiki link names may lie in another folder: the index knows.
        let Some(note) = path.filter(|_| links.iter().any(|link| link.named.is_some())) else {
            return Step::done(answer(&links));
        };
        Step::ask(move |view| {
            view.files(|files| {
                for link in &mut links {
                    let named = link.named.as_ref();
                    let found = named.and_then(|away| files.file(&note, away));
                    if let (Some(found), LinkedTo::File(path, _)) = (found, &mut link.to) {
                        *path = found;
                    }
                }
            });
            Ok(answer(&links))
        })
    }
}
