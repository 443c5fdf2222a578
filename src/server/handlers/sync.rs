//! Documents as they are opened, changed, saved and closed, and their diagnostics.

use std::time::{Duration, Instant};

use lsp_server::RequestId;
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, DocumentDiagnosticParams, MessageType,
};

use crate::config::FILE_NAME;
use crate::document::Document;
use crate::server::indexer::Job;
use crate::server::session::Session;
use crate::server::{aside, from_proto, publish};
use crate::text::Text;

/// Somebody who types without a pause sees diagnostics after this long all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// The index, and what lies round a note, follow when nothing was typed for this long.
const SETTLED: Duration = Duration::from_millis(400);

/// What a change may be at most to count as typing, in bytes: editors gather a few keystrokes.
const TYPED: usize = 80;

pub(in crate::server) fn did_open(session: &mut Session, params: DidOpenTextDocumentParams) {
    let document = params.text_document;
    let uri = document.uri.as_str().to_owned();
    if document.language_id != "markdown" || !from_proto::is_ours(&uri) {
        return;
    }
    if document.text.len() > Text::MAX_LEN {
        let limit = Text::MAX_LEN >> 20;
        session.show(
            MessageType::WARNING,
            format!("{uri} is over {limit} MiB, too long for prep-ls, and left alone."),
        );
        return;
    }
    let path = from_proto::path(&uri);
    let profile = session.configs.profile(path.as_deref());
    let make = move |text: &str| Document::new(text, path.as_deref(), profile.clone());
    aside::open(session, uri, document.version, document.text, make);
    publish::config_problems(session);
}

pub(in crate::server) fn did_change(session: &mut Session, params: DidChangeTextDocumentParams) {
    session.indexer.rest();
    let uri = params.text_document.uri.as_str().to_owned();
    let debounce = session.debounce(&uri);
    let client = session.client();
    let Some(open) = session.documents.get_mut(&uri) else {
        return;
    };
    let changes = from_proto::changes(params.content_changes);
    let now = Instant::now();
    open.typing = match changes.as_slice() {
        [change] if change.text.len() <= TYPED && !change.text.contains(['\n', '\r']) => change
            .range
            .filter(|(start, end)| start.line == end.line)
            .map(|(start, _)| (start.line as usize, now)),
        _ => None,
    };
    open.version = params.text_document.version;
    open.index_due = Some(now + SETTLED);
    // A client that pulls asks by itself after each change.
    open.due = (!client.pulls).then(|| {
        let since = *open.changed_since.get_or_insert(now);
        (now + debounce).min(since + debounce.max(PATIENCE))
    });
    aside::change(session, &uri, changes);
}

pub(in crate::server) fn did_save(session: &mut Session, params: DidSaveTextDocumentParams) {
    // A client that does not watch files saves them all the same.
    let saved = from_proto::path(params.text_document.uri.as_str());
    if saved.is_some_and(|path| path.ends_with(FILE_NAME)) || !session.client().watches_files {
        session.reload_configs();
    }
}

pub(in crate::server) fn did_close(session: &mut Session, params: DidCloseTextDocumentParams) {
    let uri = params.text_document.uri;
    let open = session.documents.remove(uri.as_str());
    if open.as_ref().is_some_and(|open| open.published) {
        publish::clear(session, &uri);
    }
    aside::discard(session, open);
    if let Some(path) = from_proto::path(uri.as_str()) {
        session.indexer.send(Job::Close { path });
    }
}

pub(in crate::server) fn diagnostic(
    session: &mut Session,
    id: RequestId,
    params: DocumentDiagnosticParams,
) {
    publish::pull(
        session,
        id,
        params.text_document.uri,
        params.previous_result_id,
    );
}
