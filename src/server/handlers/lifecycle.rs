//! The beginning of a session, and its settings.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{
    DidChangeConfigurationParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeResult,
    MessageType, Registration, RegistrationParams, ServerInfo, Uri, WatchKind, WorkspaceFolder,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::config::FILE_NAME;
use crate::server::capabilities::{self, Client};
use crate::server::configs::Layer;
use crate::server::indexer::Job;
use crate::server::session::{Asked, Session};
use crate::server::{from_proto, publish};

/// The parameters of `initialize`, as far as they matter. The capabilities are looked up as they came: their types in `lsp-types` are half a
/// megabyte of program, refuse an editor for one value that is not as the specification says, and read `workspace.diagnostics` under another name.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::server) struct Initialize {
    process_id: Option<u32>,
    root_path: Option<String>,
    root_uri: Option<Uri>,
    workspace_folders: Option<Vec<WorkspaceFolder>>,
    initialization_options: Option<Value>,
    capabilities: Map<String, Value>,
}

pub(in crate::server) fn initialize(session: &mut Session, params: Initialize) -> InitializeResult {
    let client = Client::new(&Value::Object(params.capabilities));
    let capabilities = capabilities::server(&client);
    session.client = Some(Arc::new(client));
    session.folders = folders(
        params.workspace_folders.as_deref(),
        params.root_uri.as_ref(),
        params.root_path.as_deref(),
    );
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

/// The folders that the client has open. Older clients send a root alone.
fn folders(
    folders: Option<&[WorkspaceFolder]>,
    root: Option<&Uri>,
    root_path: Option<&str>,
) -> Vec<PathBuf> {
    let path = |uri: &Uri| from_proto::path(uri.as_str());
    match folders {
        Some(folders) => folders
            .iter()
            .filter_map(|folder| path(&folder.uri))
            .collect(),
        None => {
            let root = root.and_then(path);
            let root = root.or_else(|| root_path.map(PathBuf::from));
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
