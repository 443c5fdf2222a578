//! `workspace/diagnostic`: what is wrong in all notes of the workspace, for clients that pull.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lsp_types::{
    FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, Uri,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use serde_json::{Value, json};

use crate::config::Profile;
use crate::document::Document;
use crate::server::capabilities::Client;
use crate::server::configs::Configs;
use crate::server::from_proto;
use crate::server::indexer::{Job, View};
use crate::server::session::Session;
use crate::server::to_proto;
use crate::workspace::index::Index;
use crate::workspace::scan::Scanner;
use crate::workspace::{around, read};

/// How many notes are checked at most for one request.
const MOST: usize = 5_000;

/// How many notes' reports go into one partial result.
const BATCH: usize = 50;

/// All that a run over the notes needs, apart from everything that goes on meanwhile.
struct Run {
    index: Index,
    roots: Vec<PathBuf>,
    configs: Configs,
    /// Tells one state of the settings from another.
    settings: u64,
    client: Arc<Client>,
    previous: HashMap<PathBuf, String>,
    /// Open documents are told of by `textDocument/diagnostic`.
    open: Vec<PathBuf>,
}

/// Starts the run when the index is complete; it answers by itself.
pub(in crate::server) fn workspace_diagnostic(
    session: &mut Session,
    id: lsp_server::RequestId,
    params: WorkspaceDiagnosticParams,
) {
    let previous = params
        .previous_result_ids
        .into_iter()
        .filter_map(|previous| Some((from_proto::path(previous.uri.as_str())?, previous.value)));
    let previous: HashMap<PathBuf, String> = previous.collect();
    let client = session.client();
    let token = params.partial_result_params.partial_result_token;
    let (cancelled, answer) = session.pend(id);
    let partial = token.map(|token| {
        let out = session.outlet();
        move |items: &[WorkspaceDocumentDiagnosticReport]| {
            out.notify(
                "$/progress",
                json!({"token": token, "value": {"items": items}}),
            );
        }
    });
    session.flush();
    session
        .indexer
        .send(Job::Ask(Box::new(move |view: &View<'_>| {
            let mut run = Run {
                index: view.index.clone(),
                roots: view.roots.to_vec(),
                configs: view.configs.clone(),
                settings: view.configs.fingerprint(),
                client,
                previous,
                open: view.open_paths(),
            };
            std::thread::spawn(move || {
                let work = std::panic::AssertUnwindSafe(|| run.reports(&cancelled, partial));
                match std::panic::catch_unwind(work) {
                    Ok(report) => answer(Ok(report)),
                    Err(_) => answer(Err(
                        "prep-ls failed on this request; the log says where".to_owned()
                    )),
                }
            });
        })));
}

impl Run {
    fn reports(
        &mut self,
        cancelled: &AtomicBool,
        partial: Option<impl Fn(&[WorkspaceDocumentDiagnosticReport])>,
    ) -> Value {
        let notes: Vec<PathBuf> = self
            .index
            .files()
            .filter(|(path, entry)| entry.is_note && !self.open.iter().any(|open| open == path))
            .map(|(path, _)| path.to_owned())
            .take(MOST)
            .collect();
        let mut items = Vec::new();
        for path in &notes {
            if cancelled.load(Ordering::Relaxed) {
                break;
            }
            items.extend(self.report(path));
            if items.len() == BATCH
                && let Some(partial) = &partial
            {
                partial(&items);
                items.clear();
            }
        }
        // What was a note and is none any more has no diagnostics.
        let gone = self
            .previous
            .keys()
            .filter(|path| !notes.contains(path) && !self.open.contains(path));
        items.extend(gone.filter_map(|path| Some(full(to_proto::uri(path)?, None, Vec::new()))));
        if let Some(partial) = &partial {
            if !items.is_empty() {
                partial(&items);
            }
            items.clear();
        }
        json!(WorkspaceDiagnosticReport { items })
    }

    fn report(&mut self, path: &PathBuf) -> Option<WorkspaceDocumentDiagnosticReport> {
        let text = read(path)?;
        let profile: Profile = self.configs.profile(Some(path));
        if !profile.config.features.diagnostics {
            return None;
        }
        let uri = to_proto::uri(path)?;
        let found = Scanner::new(&profile.grammar).scan(&text, profile.globs(path));
        if !found.is_note {
            return None;
        }
        let round = around(&self.index, path, &found, &profile, &self.roots, &read);
        // All that the findings depend on: a note of which the client knows them is not checked again.
        let mut hasher = DefaultHasher::new();
        (&text, self.settings, profile.settings.today).hash(&mut hasher);
        round.hash_for(&text, found.company.as_deref(), &mut hasher);
        let result_id = format!("{:016x}", hasher.finish());
        if self.previous.get(path) == Some(&result_id) {
            return Some(WorkspaceDocumentDiagnosticReport::Unchanged(
                WorkspaceUnchangedDocumentDiagnosticReport {
                    uri,
                    version: None,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                        result_id,
                    },
                },
            ));
        }
        let mut document = Document::new(&text, Some(path), profile);
        document.set_surroundings(Arc::new(round));
        let findings = document.check().findings;
        let mut pages = to_proto::Pages::default();
        let diagnostics = findings.iter().map(|finding| {
            to_proto::diagnostic(document.text(), &uri, finding, &self.client, &mut pages)
        });
        let diagnostics = diagnostics.collect();
        Some(full(uri, Some(result_id), diagnostics))
    }
}

fn full(
    uri: Uri,
    result_id: Option<String>,
    items: Vec<lsp_types::Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    })
}
