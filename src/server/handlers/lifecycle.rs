//! The beginning of a session, and its settings.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{
    ClientCapabilities, DidChangeConfigurationParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeParams,
    InitializeResult, MessageType, Registration, RegistrationParams, ServerInfo, WatchKind,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::FILE_NAME;
use crate::config::Profile;
use crate::document::Document;
use crate::grammar::{Bank, Grammar, plain_snippet};
use crate::server::capabilities::{self, Client};
use crate::server::configs::Layer;
use crate::server::indexer::Job;
use crate::server::session::{Asked, Session};
use crate::server::{from_proto, publish};

/// The parameters of `initialize`, with the capabilities as they came: `lsp-types` 0.97 reads
/// `workspace.diagnostics` under another name than the specification gives it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
pub(in crate::server) struct Initialize {
    params: InitializeParams,
    raw: Value,
}

impl TryFrom<Value> for Initialize {
    type Error = serde_json::Error;

    fn try_from(mut raw: Value) -> Result<Self, Self::Error> {
        let params = match InitializeParams::deserialize(&raw) {
            Ok(params) => params,
            // One capability that is not as the specification says is no reason to refuse the editor.
            Err(error) => {
                if let Some(capabilities) = raw.get_mut("capabilities") {
                    keep_readable(capabilities, &mut Vec::new());
                }
                let params = InitializeParams::deserialize(&raw)?;
                tracing::warn!("left capabilities out that could not be read: {error}");
                params
            }
        };
        Ok(Initialize { params, raw })
    }
}

/// Takes out of a client's capabilities what cannot be read; `path` leads to them. False if that is all of them.
fn keep_readable(value: &mut Value, path: &mut Vec<String>) -> bool {
    let is_readable = |value: &Value, path: &[String]| {
        let nested = path
            .iter()
            .rev()
            .fold(value.clone(), |inner, key| json!({ key: inner }));
        ClientCapabilities::deserialize(nested).is_ok()
    };
    if is_readable(value, path) {
        return true;
    }
    let Value::Object(object) = value else {
        return false;
    };
    object.retain(|key, inner| {
        path.push(key.clone());
        let keep = keep_readable(inner, path);
        path.pop();
        keep
    });
    is_readable(value, path)
}

pub(in crate::server) fn initialize(session: &mut Session, params: Initialize) -> InitializeResult {
    let Initialize { params, raw } = params;
    let client = Client::new(&params, &raw);
    let capabilities = capabilities::server(&client);
    session.client = Some(Arc::new(client));
    session.folders = folders(&params);
    if let Some(options) = params.initialization_options {
        session.configs.set_editor(Layer::Options, options);
    }
    if let Some(parent) = params.process_id {
        publish::end_with(parent);
    }
    InitializeResult {
        capabilities,
        server_info: Some(ServerInfo {
            name: "prep-ls".into(),
            version: Some(env!("CARGO_PKG_VERSION").into()),
        }),
    }
}

pub(in crate::server) fn initialized(session: &mut Session) {
    // Reading the data takes some milliseconds, while the client gets its documents ready.
    std::thread::spawn(warm);
    tell_editor_problem(session);
    if session.client().watches_files {
        let globs = [
            format!("**/{FILE_NAME}"),
            "**/*.{md,markdown}".to_owned(),
            "**/.{gitignore,ignore}".to_owned(),
        ];
        let watcher = |glob, kind| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob),
            kind,
        };
        let mut watchers: Vec<FileSystemWatcher> = globs.map(|glob| watcher(glob, None)).into();
        // A folder that is deleted takes its notes along, of which clients say nothing.
        watchers.push(watcher("**/*".to_owned(), Some(WatchKind::Delete)));
        let registration = Registration {
            id: "prep-ls-files".into(),
            method: "workspace/didChangeWatchedFiles".into(),
            register_options: Some(json!(DidChangeWatchedFilesRegistrationOptions { watchers })),
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
    session.reindex();
    if !session.client().watches_files {
        session.indexer.send(Job::Watch);
    }
}

/// Checks a note that nobody has, so that all data is read when the first one is opened.
fn warm() {
    let grammar = Grammar::standard();
    let sections = grammar.sections.iter().take(8);
    let sections = sections.map(|section| {
        let title = &section.title;
        format!("## {title}\n- Led a team of 12 on 3 May 2026.\n- Who leads it?\n")
    });
    let title = plain_snippet(&grammar.title.snippet);
    let text: String = std::iter::once(title)
        .chain(sections)
        .collect::<Vec<_>>()
        .join("\n");
    let path = std::path::Path::new("warm.prep.md");
    Document::new(&text, Some(path), Profile::default()).check();
    // The first question that is offered reads it.
    Bank::shipped();
}

/// The folders that the client has open.
#[allow(deprecated)] // Older clients send a root alone.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let path = |uri: &lsp_types::Uri| from_proto::path(uri.as_str());
    match &params.workspace_folders {
        Some(folders) => folders
            .iter()
            .filter_map(|folder| path(&folder.uri))
            .collect(),
        None => {
            let root = params.root_uri.as_ref().and_then(path);
            let root = root.or_else(|| params.root_path.as_ref().map(PathBuf::from));
            root.into_iter().filter(|root| root.is_absolute()).collect()
        }
    }
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

pub(in crate::server) fn set_editor_settings(session: &mut Session, layer: Layer, settings: Value) {
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

pub(in crate::server) fn did_change_configuration(
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

pub(in crate::server) fn did_change_watched_files(
    session: &mut Session,
    params: DidChangeWatchedFilesParams,
) {
    let changed = params
        .changes
        .iter()
        .filter_map(|change| from_proto::path(change.uri.as_str()));
    let (configs, others): (Vec<_>, Vec<_>) = changed.partition(|path| path.ends_with(FILE_NAME));
    configs_changed(session, &configs);
    if !others.is_empty() {
        session.indexer.send(Job::Changed(others));
    }
}

/// Configuration files have changed on the disk.
pub(in crate::server) fn configs_changed(session: &mut Session, paths: &[PathBuf]) {
    for path in paths {
        session.configs.watch(path);
    }
    if !paths.is_empty() {
        session.reload_configs();
    }
}
