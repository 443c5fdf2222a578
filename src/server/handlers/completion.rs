//! Completion.

use lsp_types::{
    CompletionItem, CompletionList, CompletionParams, CompletionResponse, CompletionTriggerKind,
    Documentation,
};

use crate::ide::{self, LinkTargets};
use crate::server::across::Step;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};
use crate::workspace::offers;

use super::{Asking, asking};

pub(in crate::server) fn completion(
    session: &mut Session,
    params: CompletionParams,
) -> impl FnOnce() -> Step<Option<CompletionResponse>> + Send + 'static + use<> {
    let place = params.text_document_position;
    let asking = asking(session, &place.text_document, |features| {
        features.completion
    });
    let trigger = params
        .context
        .filter(|context| context.trigger_kind == CompletionTriggerKind::TRIGGER_CHARACTER)
        .map(|context| {
            let character = context.trigger_character.unwrap_or_default();
            character.chars().next().unwrap_or_default()
        });
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
        let wanted = ide::wanted_targets(&snapshot, offset, trigger);
        let wanted = wanted.zip(from_proto::path(uri.as_str()));
        let asked = wanted.is_some().then(|| snapshot.clone());
        let answer = move |targets: &LinkTargets| {
            let found = ide::complete(&snapshot, offset, trigger, targets);
            let items = found.items.iter().enumerate();
            Some(CompletionResponse::List(CompletionList {
                is_incomplete: found.incomplete,
                items: items
                    .map(|(index, item)| to_proto::completion(&snapshot.text, index, item, &client))
                    .collect(),
            }))
        };
        match wanted.zip(asked) {
            None => Step::done(answer(&LinkTargets::default())),
            Some(((wanted, note), asked)) => Step::ask(move |view| {
                let targets = view.files(|files| offers::targets(files, &note, &asked, &wanted));
                Ok(answer(&targets))
            }),
        }
    }
}

/// Adds the documentation, from nothing but what the item carries: the note may be closed by now.
pub(in crate::server) fn resolve_completion(
    session: &mut Session,
    mut item: CompletionItem,
) -> impl FnOnce() -> CompletionItem + Send + 'static + use<> {
    let client = session.client();
    move || {
        let docs = item.data.as_ref().and_then(from_proto::docs);
        item.documentation = docs.and_then(|docs| docs.markdown()).map(|markdown| {
            Documentation::MarkupContent(to_proto::markup(&markdown, client.completion_markdown))
        });
        item
    }
}
