//! One function for each method: from the protocol, to a feature, and back.

mod actions;
mod completion;
mod definition;
mod diagnose;
mod document_link;
mod highlight;
mod hover;
mod lens;
mod lifecycle;
mod outline;
mod references;
mod rename;
mod selection;
mod sync;
mod workspace;

pub(super) use actions::{code_action, resolve_code_action};
pub(super) use completion::{completion, resolve_completion};
pub(super) use definition::definition;
pub(super) use diagnose::workspace_diagnostic;
pub(super) use document_link::document_link;
pub(super) use highlight::document_highlight;
pub(super) use hover::hover;
pub(super) use lens::{code_lens, inlay_hint};
pub(super) use lifecycle::{
    configs_changed, did_change_configuration, did_change_watched_files, initialize, initialized,
    set_editor_settings,
};
pub(super) use outline::{document_symbol, folding_range};
pub(super) use references::references;
pub(super) use rename::{prepare_rename, rename};
pub(super) use selection::selection_range;
pub(super) use sync::{diagnostic, did_change, did_close, did_open, did_save};
pub(super) use workspace::{
    did_change_folders, did_create, did_delete, did_rename, symbol, will_rename,
};

use std::sync::Arc;

use lsp_types::{TextDocumentIdentifier, Uri};

use crate::ide;

use super::capabilities::Client;
use super::session::Session;

/// A snapshot with what is needed to answer in the client's terms.
struct Asking {
    snapshot: ide::Snapshot,
    client: Arc<Client>,
    uri: Uri,
    version: i32,
}

/// The snapshot of an open document, if a feature is switched on for it.
fn asking(
    session: &mut Session,
    document: &TextDocumentIdentifier,
    feature: fn(&crate::config::Features) -> bool,
) -> Option<Asking> {
    session.indexer.rest();
    let uri = document.uri.clone();
    let snapshot = session.snapshot(uri.as_str())?;
    let open = session.documents.get(uri.as_str())?;
    let version = open.version;
    feature(&open.document.profile().config.features).then(|| Asking {
        snapshot,
        client: session.client(),
        uri,
        version,
    })
}
