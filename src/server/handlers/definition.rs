//! Definition.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink, Range, Uri};

use crate::ide::{Snapshot, navigate};
use crate::server::across::Step;
use crate::server::capabilities::Client;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};
use crate::text::Text;

use super::{Asking, asking};

pub(in crate::server) fn definition(
    session: &mut Session,
    params: GotoDefinitionParams,
) -> impl FnOnce() -> Step<Option<GotoDefinitionResponse>> + Send + 'static + use<> {
    let place = params.text_document_position_params;
    let asking = asking(session, &place.text_document, |features| features.links);
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
        let found = navigate::definition(&snapshot, offset);
        let path = from_proto::path(uri.as_str());
        if navigate::may_be_shared(&snapshot, offset)
            && let Some(note) = path.clone()
        {
            let snapshot = snapshot.clone();
            return Step::ask(move |view| {
                let shared = view.files(|files| files.story_definition(&note, &snapshot, offset));
                let range = |text: &Text, range: &std::ops::Range<usize>| {
                    to_proto::range(text, range, client.encoding)
                };
                let links: Vec<LocationLink> = match (shared, found) {
                    (Some((origin, spot)), _) => {
                        let target = view.uri(&spot.path);
                        let link = target.zip(spot.text).map(|((uri, _), text)| LocationLink {
                            origin_selection_range: Some(range(&snapshot.text, &origin)),
                            target_uri: uri,
                            target_range: range(&text, &spot.place.range),
                            target_selection_range: range(&text, &spot.place.selection),
                        });
                        link.into_iter().collect()
                    }
                    // No bank has such a story: what it means in the note, if anything.
                    (None, Some(found)) => here(&snapshot, &uri, &found, &client),
                    (None, None) => return Ok(None),
                };
                Ok(answer(links, client.definition_links))
            });
        }
        let Some(found) = found else {
            return Step::done(None);
        };
        let origin = Some(to_proto::range(text, &found.origin, client.encoding));
        let links = here(&snapshot, &uri, &found, &client);
        let takes_links = client.definition_links;
        let Some((away, note)) = found.away.zip(path) else {
            return Step::done(answer(links, takes_links));
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
                    target_uri: view.uri(&spot.path)?.0,
                    target_range: range(&spot.place.range),
                    target_selection_range: range(&spot.place.selection),
                })
            });
            Ok(answer(link.into_iter().collect(), takes_links))
        })
    }
}

/// The places of the note itself that a definition leads to.
fn here(
    snapshot: &Snapshot,
    uri: &Uri,
    found: &navigate::Definition,
    client: &Client,
) -> Vec<LocationLink> {
    let range = |range| to_proto::range(&snapshot.text, range, client.encoding);
    let links = found.here.iter().map(|place| LocationLink {
        origin_selection_range: Some(range(&found.origin)),
        target_uri: uri.clone(),
        target_range: range(&place.range),
        target_selection_range: range(&place.selection),
    });
    links.collect()
}

/// Links as the client takes them.
fn answer(links: Vec<LocationLink>, takes_links: bool) -> Option<GotoDefinitionResponse> {
    Some(if takes_links {
        GotoDefinitionResponse::Link(links)
    } else {
        let locations = links
            .into_iter()
            .map(|link| Location::new(link.target_uri, link.target_selection_range));
        GotoDefinitionResponse::Array(locations.collect())
    })
}
