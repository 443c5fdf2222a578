//! Highlights of what the cursor is on.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::ide::navigate::{self, Highlight};
use crate::server::across::Step;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn document_highlight(
    session: &mut Session,
    params: DocumentHighlightParams,
) -> impl FnOnce() -> Step<Option<Vec<DocumentHighlight>>> + Send + 'static + use<> {
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
        let text = snapshot.text.clone();
        let offset = from_proto::offset(&text, place.position, client.encoding);
        let here = navigate::highlights(&snapshot, offset);
        let shown = move |found: Vec<Highlight>| {
            let highlights = found.iter().map(|place| DocumentHighlight {
                range: to_proto::range(&text, &place.range, client.encoding),
                kind: Some(if place.declares {
                    DocumentHighlightKind::WRITE
                } else {
                    DocumentHighlightKind::READ
                }),
            });
            highlights.collect()
        };
        let shared = navigate::may_be_shared(&snapshot, offset);
        let Some(path) = from_proto::path(uri.as_str()).filter(|_| shared) else {
            return Step::done(here.map(shown));
        };
        Step::ask(move |view| {
            let story = view.files(|files| files.story_highlights(&path, &snapshot, offset));
            Ok(story.or(here).map(shown))
        })
    }
}
