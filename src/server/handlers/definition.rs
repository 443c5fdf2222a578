//! Definition.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink, Range};

use crate::ide::navigate;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn definition(
    session: &mut Session,
    params: GotoDefinitionParams,
) -> impl FnOnce() -> Option<GotoDefinitionResponse> + Send + 'static + use<> {
    let place = params.text_document_position_params;
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
        let found = navigate::definition(&snapshot, offset)?;
        let range = |range| to_proto::range(text, range, client.encoding);
        let mut links: Vec<LocationLink> = found
            .here
            .iter()
            .map(|place| LocationLink {
                origin_selection_range: Some(range(&found.origin)),
                target_uri: uri.clone(),
                target_range: range(&place.range),
                target_selection_range: range(&place.selection),
            })
            .collect();
        // The top of another file, if it is there.
        let note = from_proto::path(uri.as_str());
        let away = found.away.zip(note);
        let file = away.and_then(|(away, note)| away.file_from(&note));
        if let Some(target_uri) = file
            .filter(|file| file.is_file())
            .and_then(|file| to_proto::file(&file))
        {
            links.push(LocationLink {
                origin_selection_range: Some(range(&found.origin)),
                target_uri,
                target_range: Range::default(),
                target_selection_range: Range::default(),
            });
        }
        Some(if client.definition_links {
            GotoDefinitionResponse::Link(links)
        } else {
            let locations = links
                .into_iter()
                .map(|link| Location::new(link.target_uri, link.target_selection_range));
            GotoDefinitionResponse::Array(locations.collect())
        })
    }
}
