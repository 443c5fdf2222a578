//! References.

use lsp_types::{Location, ReferenceParams};

use crate::ide::navigate;
use crate::server::across::{Step, locations};
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn references(
    session: &mut Session,
    params: ReferenceParams,
) -> impl FnOnce() -> Step<Option<Vec<Location>>> + Send + 'static + use<> {
    let place = params.text_document_position;
    let declarations = params.context.include_declaration;
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
        let offset = from_proto::offset(&snapshot.text, place.position, client.encoding);
        let here = navigate::references(&snapshot, offset, declarations);
        let shared = navigate::id_at(&snapshot, offset).is_some();
        if here.is_none() && !shared {
            return Step::done(None);
        }
        let here = here.map(|here| locations(&snapshot, &uri, &here, &client));
        let away =
            navigate::definition(&snapshot, offset).is_some_and(|found| found.away.is_some());
        let others_may = shared || away || navigate::heading_at(&snapshot, offset).is_some();
        let note = from_proto::path(uri.as_str()).filter(|_| others_may);
        let Some(note) = note else {
            return Step::done(here);
        };
        Step::ask(move |view| {
            let found =
                view.files(|files| files.references(&note, &snapshot, offset, declarations));
            let Some(found) = found else {
                return Ok(here);
            };
            let located = found.iter().flat_map(|file| {
                let uri = view.uri(&file.path).map(|(uri, _)| uri);
                let range = |range| to_proto::range(&file.text, range, client.encoding);
                let ranges = file.found.iter().map(range);
                let located = ranges.filter_map(|range| Some(Location::new(uri.clone()?, range)));
                located.collect::<Vec<_>>()
            });
            Ok(Some(located.collect()))
        })
    }
}
