//! Completion.

use std::sync::Arc;

use lsp_types::{
    CompletionItem, CompletionList, CompletionParams, CompletionResponse, CompletionTriggerKind,
    Documentation,
};

use crate::grammar::Grammar;
use crate::ide;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn completion(
    session: &mut Session,
    params: CompletionParams,
) -> impl FnOnce() -> Option<CompletionResponse> + Send + 'static + use<> {
    let place = params.text_document_position;
    let asking = asking(session, &place.text_document, |features| {
        features.completion
    });
    let triggered = params
        .context
        .is_some_and(|context| context.trigger_kind == CompletionTriggerKind::TRIGGER_CHARACTER);
    move || {
        let Asking {
            snapshot, client, ..
        } = asking?;
        let text = &snapshot.text;
        let offset = from_proto::offset(text, place.position, client.encoding);
        let items = ide::complete(&snapshot, offset, triggered);
        let items = items
            .iter()
            .enumerate()
            .map(|(index, item)| to_proto::completion(text, index, item, &client));
        Some(CompletionResponse::List(CompletionList {
            is_incomplete: false,
            items: items.collect(),
        }))
    }
}

pub(in crate::server) fn resolve_completion(
    session: &mut Session,
    mut item: CompletionItem,
) -> impl FnOnce() -> CompletionItem + Send + 'static + use<> {
    let client = session.client();
    // Any note's grammar will do: the item's section may be the user's own, of one of them.
    let grammars: Vec<_> = session
        .documents
        .values()
        .map(|open| Arc::clone(&open.document.profile().grammar))
        .chain([Grammar::standard()])
        .collect();
    move || {
        let section = item.data.as_ref().and_then(|data| data["section"].as_str());
        let docs = section.and_then(|section| {
            grammars
                .iter()
                .find_map(|grammar| ide::docs(grammar, section))
        });
        if let Some(docs) = docs {
            item.documentation = Some(Documentation::MarkupContent(to_proto::markup(
                &docs,
                client.completion_markdown,
            )));
        }
        item
    }
}
