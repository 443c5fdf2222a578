//! Definition.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink, Range};

use crate::ide::navigate;
use crate::server::across::{OpenFiles, Step};
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn definition(
    session: &mut Session,
    params: GotoDefinitionParams,
) -> impl FnOnce() -> Step<Option<GotoDefinitionResponse>> + Send + 'static + use<> {
    let place = params.text_document_position_params;
    let asking = asking(session, &place.text_document, |features| features.links);
    let open = OpenFiles::of(session);
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
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let Some(found) = navigate::definition(&snapshot, offset) else {
            return Step::done(None);
        };
        let origin = Some(to_proto::range(text, &found.origin, client.encoding));
        let takes_links = client.definition_links;
        let answer = move |links: Vec<LocationLink>| {
            Some(if takes_links {
                GotoDefinitionResponse::Link(links)
            } else {
                let locations = links
                    .into_iter()
                    .map(|link| Location::new(link.target_uri, link.target_selection_range));
                GotoDefinitionResponse::Array(locations.collect())
            })
        };
        let range = |range| to_proto::range(text, range, client.encoding);
        let links = found.here.iter().map(|place| LocationLink {
            origin_selection_range: origin,
            target_uri: uri.clone(),
            target_range: range(&place.range),
            target_selection_range: range(&place.selection),
        });
        let links = links.collect();
        let Some((away, note)) = found.away.zip(from_proto::path(uri.as_str())) else {
            return Step::done(answer(links));
        };
        Step::ask(move |view| {
            let spot = view.files(|files| files.definition(&note, &away));
            let link = spot.and_then(|spot| {
                let range = |range| match &spot.text {
                    Some(text) => to_proto::range(text, range, client.encoding),
                    None => Range::default(),
                };
                Some(LocationLink {
                    origin_selection_range: origin,
                    target_uri: open.uri(&spot.path)?.0,
                    target_range: range(&spot.place.range),
                    target_selection_range: range(&spot.place.selection),
                })
            });
            Ok(answer(link.into_iter().collect()))
        })
    }
}
