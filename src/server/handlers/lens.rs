//! Code lenses and inlay hints: readiness beside the text.

use lsp_types::{CodeLens, CodeLensParams, InlayHint, InlayHintParams};

use crate::ide;
use crate::server::publish;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

pub(in crate::server) fn code_lens(
    session: &mut Session,
    params: CodeLensParams,
) -> impl FnOnce() -> Option<Vec<CodeLens>> + Send + 'static + use<> {
    let uri = params.text_document.uri;
    let client = session.client();
    let features = session.features(uri.as_str());
    let wanted = features.is_some_and(|features| features.lens);
    let snapshot = wanted
        .then(|| publish::calm_snapshot(session, uri.as_str()))
        .flatten();
    move || {
        let snapshot = snapshot?;
        let lenses = ide::lenses(&snapshot);
        let lenses = lenses.iter();
        Some(
            lenses
                .map(|lens| to_proto::lens(&snapshot, &uri, lens, &client))
                .collect(),
        )
    }
}

pub(in crate::server) fn inlay_hint(
    session: &mut Session,
    params: InlayHintParams,
) -> impl FnOnce() -> Option<Vec<InlayHint>> + Send + 'static + use<> {
    let uri = params.text_document.uri;
    let client = session.client();
    let features = session.features(uri.as_str());
    let wanted = features.as_ref().is_some_and(|features| features.hints);
    // Nothing is said twice.
    let headings = !(client.lenses && features.is_some_and(|features| features.lens));
    let snapshot = wanted
        .then(|| publish::calm_snapshot(session, uri.as_str()))
        .flatten();
    move || {
        let snapshot = snapshot?;
        let range = from_proto::range(&snapshot.text, params.range, client.encoding);
        let hints = ide::hints(&snapshot, range, headings);
        let hints = hints.iter();
        Some(
            hints
                .map(|hint| to_proto::hint(&snapshot.text, hint, client.encoding))
                .collect(),
        )
    }
}
