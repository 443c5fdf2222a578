//! The outline, and what can be folded.

use lsp_types::{DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeParams};

use crate::ide;
use crate::server::session::Session;
use crate::server::to_proto;

use super::{Asking, asking};

pub(in crate::server) fn document_symbol(
    session: &mut Session,
    params: DocumentSymbolParams,
) -> impl FnOnce() -> Option<DocumentSymbolResponse> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| features.outline);
    move || {
        let Asking {
            snapshot,
            client,
            uri,
            ..
        } = asking?;
        let symbols = ide::outline(&snapshot.note, &snapshot.grammar);
        let text = &snapshot.text;
        let mut positions = text.positions(client.encoding);
        Some(if client.nested_symbols {
            let nested = symbols.into_iter();
            let nested = nested.map(|symbol| to_proto::symbol(&mut positions, symbol, &client));
            DocumentSymbolResponse::Nested(nested.collect())
        } else {
            let mut flat = Vec::new();
            to_proto::flat_symbols(&mut positions, &uri, symbols, None, &client, &mut flat);
            DocumentSymbolResponse::Flat(flat)
        })
    }
}

pub(in crate::server) fn folding_range(
    session: &mut Session,
    params: FoldingRangeParams,
) -> impl FnOnce() -> Option<Vec<FoldingRange>> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| features.folding);
    move || {
        Some(
            ide::folds(&asking?.snapshot)
                .iter()
                .map(to_proto::fold)
                .collect(),
        )
    }
}
