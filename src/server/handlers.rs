//! One function for each method: from the protocol, to a feature, and back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use lsp_types::{
    CodeActionOrCommand, CodeActionParams, CompletionItem, CompletionList, CompletionParams,
    CompletionResponse, CompletionTriggerKind, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentDiagnosticParams,
    DocumentDiagnosticReport, DocumentSymbolParams, DocumentSymbolResponse, Documentation,
    FileSystemWatcher, FoldingRange, FoldingRangeParams, GlobPattern, Hover, HoverParams,
    InitializeParams, InitializeResult, MessageType, Registration, RegistrationParams, ServerInfo,
    TextDocumentIdentifier, Uri,
};
use serde_json::{Value, json};

use crate::config::FILE_NAME;
use crate::document::Document;
use crate::grammar::Grammar;
use crate::ide;
use crate::text::Text;

use super::capabilities::{self, Client};
use super::configs::Layer;
use super::session::{Asked, Open, Session};
use super::{from_proto, publish, to_proto};

/// The parameters of `initialize`, with the capabilities as they came: `lsp-types` 0.97 reads
/// `workspace.diagnostics` under another name than the specification gives it.
#[derive(Debug, serde::Deserialize)]
#[serde(try_from = "Value")]
pub(super) struct Initialize {
    params: InitializeParams,
    raw: Value,
}

impl TryFrom<Value> for Initialize {
    type Error = serde_json::Error;

    fn try_from(raw: Value) -> Result<Self, Self::Error> {
        Ok(Initialize {
            params: serde_json::from_value(raw.clone())?,
            raw,
        })
    }
}

/// Somebody who types without a pause sees diagnostics after this long all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a change may be at most to count as typing, in bytes: editors gather a few keystrokes.
const TYPED: usize = 80;

pub(super) fn initialize(session: &mut Session, params: Initialize) -> InitializeResult {
    let Initialize { params, raw } = params;
    let client = Client::new(&params, &raw);
    let capabilities = capabilities::server(&client);
    session.client = Some(Arc::new(client));
    if let Some(options) = params.initialization_options {
        session.configs.set_editor(Layer::Options, options);
    }
    if let Some(parent) = params.process_id {
        super::publish::end_with(parent);
    }
    InitializeResult {
        capabilities,
        server_info: Some(ServerInfo {
            name: "prep-ls".into(),
            version: Some(env!("CARGO_PKG_VERSION").into()),
        }),
    }
}

pub(super) fn initialized(session: &mut Session) {
    // Reading the grammar takes some milliseconds, while the client gets its documents ready.
    std::thread::spawn(|| drop(Grammar::standard()));
    tell_editor_problem(session);
    if session.client().watches_files {
        let watcher = FileSystemWatcher {
            glob_pattern: GlobPattern::String(format!("**/{FILE_NAME}")),
            kind: None,
        };
        let registration = Registration {
            id: "prep-ls-config".into(),
            method: "workspace/didChangeWatchedFiles".into(),
            register_options: Some(json!(DidChangeWatchedFilesRegistrationOptions {
                watchers: vec![watcher]
            })),
        };
        session.ask(
            "client/registerCapability",
            RegistrationParams {
                registrations: vec![registration],
            },
            Asked::Nothing,
        );
    }
    ask_for_settings(session);
}

fn ask_for_settings(session: &mut Session) {
    if session.client().configuration {
        session.ask(
            "workspace/configuration",
            json!({ "items": [{ "section": "prep-ls" }] }),
            Asked::Configuration,
        );
    }
}

pub(super) fn set_editor_settings(session: &mut Session, layer: Layer, settings: Value) {
    if session.configs.set_editor(layer, settings) {
        tell_editor_problem(session);
        session.reload_configs();
    }
}

fn tell_editor_problem(session: &Session) {
    if let Some(problem) = &session.configs.editor_problem {
        session.show(MessageType::WARNING, problem.clone());
    }
}

pub(super) fn did_open(session: &mut Session, params: DidOpenTextDocumentParams) {
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
    let mut open = Open::new(
        Document::new(&document.text, path.as_deref(), profile),
        document.version,
    );
    if !session.client().pulls {
        open.due = Some(Instant::now());
    }
    session.documents.insert(uri, open);
    publish::config_problems(session);
}

pub(super) fn did_change(session: &mut Session, params: DidChangeTextDocumentParams) {
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
    if let Err(error) = open.document.apply(&changes, client.encoding) {
        tracing::warn!("{uri}: {error}");
    }
    open.version = params.text_document.version;
    open.changed();
    // A client that pulls asks by itself after each change.
    open.due = (!client.pulls).then(|| {
        let since = *open.changed_since.get_or_insert(now);
        (now + debounce).min(since + debounce.max(PATIENCE))
    });
}

pub(super) fn did_save(session: &mut Session, params: DidSaveTextDocumentParams) {
    // A client that does not watch files saves them all the same.
    let saved = from_proto::path(params.text_document.uri.as_str());
    if saved.is_some_and(|path| path.ends_with(FILE_NAME)) || !session.client().watches_files {
        session.reload_configs();
    }
}

pub(super) fn did_close(session: &mut Session, params: DidCloseTextDocumentParams) {
    let uri = params.text_document.uri;
    if let Some(open) = session.documents.remove(uri.as_str())
        && open.published
    {
        publish::clear(session, &uri);
    }
}

pub(super) fn did_change_configuration(
    session: &mut Session,
    params: DidChangeConfigurationParams,
) {
    // Those that let themselves be asked send nothing of use here.
    if session.client().configuration {
        ask_for_settings(session);
    } else {
        set_editor_settings(session, Layer::Pushed, params.settings);
    }
}

pub(super) fn did_change_watched_files(session: &mut Session, params: DidChangeWatchedFilesParams) {
    let changed = params
        .changes
        .iter()
        .filter_map(|change| from_proto::path(change.uri.as_str()));
    let configs: Vec<_> = changed.filter(|path| path.ends_with(FILE_NAME)).collect();
    for path in &configs {
        session.configs.watch(path);
    }
    if !configs.is_empty() {
        session.reload_configs();
    }
}

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

pub(super) fn document_symbol(
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
        Some(if client.nested_symbols {
            let nested = symbols
                .iter()
                .map(|symbol| to_proto::symbol(text, symbol, client.encoding));
            DocumentSymbolResponse::Nested(nested.collect())
        } else {
            let mut flat = Vec::new();
            to_proto::flat_symbols(text, &uri, &symbols, None, client.encoding, &mut flat);
            DocumentSymbolResponse::Flat(flat)
        })
    }
}

pub(super) fn folding_range(
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

pub(super) fn completion(
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

pub(super) fn resolve_completion(
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

pub(super) fn hover(
    session: &mut Session,
    params: HoverParams,
) -> impl FnOnce() -> Option<Hover> + Send + 'static + use<> {
    let place = params.text_document_position_params;
    let asking = asking(session, &place.text_document, |features| features.hover);
    move || {
        let Asking {
            snapshot, client, ..
        } = asking?;
        let offset = from_proto::offset(&snapshot.text, place.position, client.encoding);
        let hover = ide::hover(&snapshot, offset)?;
        Some(to_proto::hover(&snapshot.text, &hover, &client))
    }
}

pub(super) fn code_action(
    session: &mut Session,
    params: CodeActionParams,
) -> impl FnOnce() -> Option<Vec<CodeActionOrCommand>> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| features.actions);
    move || {
        let Asking {
            snapshot,
            client,
            uri,
            version,
        } = asking?;
        let range = from_proto::range(&snapshot.text, params.range, client.encoding);
        let only = params.context.only;
        // "source" asks for "source.fixAll" and all else that begins with it.
        let wanted = |action: &ide::Action| {
            let kind = to_proto::action_kind(action.kind);
            let kind = kind.as_str();
            match &only {
                None => !kind.starts_with("source"),
                Some(only) => only.iter().any(|only| {
                    // The empty kind means every kind.
                    only.as_str().is_empty()
                        || kind
                            .strip_prefix(only.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                }),
            }
        };
        let actions = ide::actions(&snapshot, range);
        let actions = actions.iter().filter(|action| wanted(action));
        Some(
            actions
                .map(|action| to_proto::action(&snapshot, &uri, version, action, &client))
                .collect(),
        )
    }
}

pub(super) fn diagnostic(
    session: &mut Session,
    params: DocumentDiagnosticParams,
) -> DocumentDiagnosticReport {
    publish::pull(
        session,
        &params.text_document.uri,
        params.previous_result_id.as_deref(),
    )
}
