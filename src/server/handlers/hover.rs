//! Hover.

use lsp_types::{Hover, HoverParams};

use crate::ide::{self, navigate};
use crate::server::across::Step;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn hover(
    session: &mut Session,
    params: HoverParams,
) -> impl FnOnce() -> Step<Option<Hover>> + Send + 'static + use<> {
    let place = params.text_document_position_params;
    let asking = asking(session, &place.text_document, |features| features.hover);
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
        let here = ide::hover(&snapshot, offset);
        let path = from_proto::path(uri.as_str());
        let shown = move |hover: &ide::Hover| to_proto::hover(&text, hover, &client);
        if navigate::may_be_shared(&snapshot, offset)
            && let Some(note) = path.clone()
        {
            return Step::ask(move |view| {
                let story = view.files(|files| files.story_preview(&note, &snapshot, offset));
                let story = story.map(|(range, markdown)| ide::Hover { range, markdown });
                Ok(story.or(here).as_ref().map(shown))
            });
        }
        let link = ide::link_away(&snapshot, offset).zip(path);
        let Some(((range, away), note)) = link else {
            return Step::done(here.as_ref().map(shown));
        };
        Step::ask(move |view| {
            let preview = view.files(|files| files.preview(&note, &away));
            let hover = preview.map(|markdown| ide::Hover { range, markdown });
            Ok(hover.or(here).as_ref().map(shown))
        })
    }
}
