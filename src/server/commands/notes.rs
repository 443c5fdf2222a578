//! All notes at a glance, for whatever lists them: a tree, a picker, a status line.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lsp_server::RequestId;
use lsp_types::Uri;
use serde_json::{Value, json};

use crate::config::Profile;
use crate::document::Document;
use crate::ide::Snapshot;
use crate::server::configs::Configs;
use crate::server::from_proto;
use crate::server::indexer::{Job, View};
use crate::server::session::Session;
use crate::server::to_proto;
use crate::workspace::index::Index;
use crate::workspace::scan::Scanner;
use crate::workspace::{around, read};

use super::{Arguments, NOTES};

/// How many notes are told of at most, as with the diagnostics of the workspace.
const MOST: usize = 5_000;

/// Tells of the documents that are named, or of all notes: where each is, whose it is, how far it is,
/// and which sections it has not. Those that are no
/// notes are left out. Notes that are not open are read and checked on a thread of their own, some milliseconds each:
/// whoever shows a list asks for all once, and then for those that have changed.
pub(in crate::server) fn notes(
    session: &mut Session,
    id: RequestId,
    arguments: Vec<Value>,
) -> Result<(), String> {
    let count = arguments.len();
    let mut arguments = Arguments {
        command: NOTES,
        values: arguments,
        next: 0,
    };
    let uris: Vec<Uri> = (0..count)
        .map(|_| arguments.needed("uri", "the URI of a document"))
        .collect::<Result<_, _>>()?;

    let mut open: Vec<String> = session.documents.keys().cloned().collect();
    if !uris.is_empty() {
        open.retain(|open| uris.iter().any(|uri| uri.as_str() == open));
    }
    open.sort();
    let open: Vec<(String, Snapshot)> = open
        .into_iter()
        .filter_map(|uri| {
            let snapshot = session.snapshot(&uri)?;
            snapshot.note.is_note().then_some((uri, snapshot))
        })
        .collect();
    let named: Vec<PathBuf> = uris
        .iter()
        .filter(|uri| !session.documents.contains_key(uri.as_str()))
        .filter_map(|uri| from_proto::path(uri.as_str()))
        .collect();

    let (cancelled, answer) = session.pend(id);
    session.flush();
    session
        .indexer
        .send(Job::Ask(Box::new(move |view: &View<'_>| {
            let opened: HashSet<PathBuf> = view.open_paths().into_iter().collect();
            let paths = if count == 0 {
                let notes = view.index.files().filter(|(_, entry)| entry.is_note);
                notes.map(|(path, _)| path.to_owned()).collect()
            } else {
                named
            };
            let mut closed: Vec<PathBuf> = paths
                .into_iter()
                .filter(|path| !opened.contains(path))
                .collect();
            closed.truncate(MOST);
            let mut run = Run {
                index: view.index.clone(),
                roots: view.roots.to_vec(),
                configs: view.configs.clone(),
            };
            std::thread::spawn(move || {
                let work = std::panic::AssertUnwindSafe(|| run.rows(&open, &closed, &cancelled));
                answer(match std::panic::catch_unwind(work) {
                    Ok(rows) => Ok(Value::Array(rows)),
                    Err(_) => Err("prep-ls failed on this request; the log says where".to_owned()),
                });
            });
        })));
    Ok(())
}

/// What is needed for the notes that are not open.
struct Run {
    index: Index,
    roots: Vec<PathBuf>,
    configs: Configs,
}

impl Run {
    /// The rows of the notes, by where they are.
    fn rows(
        &mut self,
        open: &[(String, Snapshot)],
        closed: &[PathBuf],
        cancelled: &AtomicBool,
    ) -> Vec<Value> {
        let mut rows: Vec<(String, Value)> = open
            .iter()
            .map(|(uri, snapshot)| self.row(uri, snapshot))
            .collect();
        for path in closed {
            if cancelled.load(Ordering::Relaxed) {
                break;
            }
            let row = self.closed(path).and_then(|snapshot| {
                let uri = to_proto::uri(path)?;
                Some(self.row(uri.as_str(), &snapshot))
            });
            rows.extend(row);
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// A note as it is on the disk, checked as if it were open.
    fn closed(&mut self, path: &Path) -> Option<Snapshot> {
        let text = read(path)?;
        let profile: Profile = self.configs.profile(Some(path));
        let mut document = Document::new(&text, Some(path), profile.clone());
        if !document.note().is_note() {
            return None;
        }
        let found = Scanner::new(&profile.grammar).scan(&text, profile.globs(path));
        let round = around(&self.index, path, &found, &profile, &self.roots, &read);
        document.set_surroundings(Arc::new(round));
        let findings = document.check().findings;
        Some(Snapshot {
            text: document.text().clone(),
            note: Arc::clone(document.note()),
            grammar: Arc::clone(&profile.grammar),
            settings: Arc::clone(&profile.settings),
            findings: findings.into(),
        })
    }

    /// A row, after the path that it is ordered by.
    fn row(&self, uri: &str, snapshot: &Snapshot) -> (String, Value) {
        let shown = match from_proto::path(uri) {
            Some(path) => self.shown(&path),
            None => uri.rsplit([':', '/']).next().unwrap_or(uri).to_owned(),
        };
        let readiness = snapshot.readiness();
        let grammar = &snapshot.grammar;
        let has = |kind: usize| snapshot.note.sections.iter().any(|own| own.spec == kind);
        let missing: Vec<Value> = grammar
            .sections
            .iter()
            .enumerate()
            .filter(|(kind, _)| !has(*kind))
            .map(|(_, spec)| {
                json!({
                    "id": spec.id,
                    "title": spec.title,
                    "purpose": spec.purpose,
                    "required": spec.required,
                })
            })
            .collect();
        let row = json!({
            "uri": uri,
            "path": shown,
            "company": snapshot.note.company(),
            "role": snapshot.note.role(),
            "interview": readiness.interview.map(|(day, _)| day.to_string()),
            "daysLeft": readiness.interview.map(|(_, days)| days),
            "stage": readiness.stage.as_str(),
            "line": readiness.line(),
            "sectionsDone": readiness.done,
            "sectionsRequired": readiness.required,
            "warnings": readiness.warnings,
            "missing": missing,
        });
        (shown, row)
    }

    /// A path below the folder of the workspace that it is in, with slashes.
    fn shown(&self, path: &Path) -> String {
        let mut below = self
            .roots
            .iter()
            .filter_map(|root| path.strip_prefix(root).ok());
        let shown = below.next().unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }
}
