//! The server's state, owned by the main loop.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use jiff::civil::Date;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use serde::Serialize;
use serde_json::Value;

use crate::ide::Snapshot;

use crate::workspace::{self, Limits, Root};

use super::across::Step;
use super::aside::Aside;
use super::capabilities::Client;
use super::configs::Configs;
use super::indexer::{Indexer, Job, View};
use super::looking::Looking;
use super::open::Open;
use super::transport::{self, Outgoing};
use super::{Event, Later, ServerOptions, aside, publish, response};

/// Everything the server knows.
#[derive(Debug)]
pub(super) struct Session {
    outgoing: Sender<Outgoing>,
    events: Sender<Event>,
    /// What the client can do; none before `initialize`.
    pub(super) client: Option<Arc<Client>>,
    shut_down: bool,
    /// The open documents by the URI that the client gave them.
    pub(super) documents: HashMap<String, Open>,
    /// Those that are worked on elsewhere.
    pub(super) aside: Aside,
    /// Where the settings come from.
    pub(super) configs: Configs,
    /// Requests of the client that are being dealt with.
    pending: HashMap<RequestId, Arc<AtomicBool>>,
    /// Requests to the client that it has not answered, by what they are about.
    pub(super) asked: HashMap<RequestId, Asked>,
    next_id: i32,
    debounce: Option<Duration>,
    /// Rules that panicked once. It is said once.
    pub(super) panicked: Vec<&'static str>,
    /// Configuration files in which something is shown.
    pub(super) shown_configs: Vec<lsp_types::Uri>,
    /// The folders of the workspace, as the client gives them.
    pub(super) folders: Vec<PathBuf>,
    /// The index of their notes.
    pub(super) indexer: Indexer,
    /// Whether the index is being made, and what was told of it.
    pub(super) looking: Looking,
    /// The folders and settings that the index was last made with.
    pub(super) indexed: Option<(Vec<PathBuf>, u64)>,
}

/// What a request to the client is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Its settings, for the section `prep-ls`.
    Configuration,
    /// Something whose answer does not matter.
    Nothing,
    /// Whether progress may be shown.
    Progress,
}

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) ErrorCode, pub(super) String);

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Refusal(ErrorCode::RequestFailed, message)
    }
}

/// A way to send notifications from another thread.
#[derive(Clone, Debug)]
pub(super) struct Outlet(Sender<Outgoing>);

impl Outlet {
    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        let notification = Notification::new(method.to_owned(), params);
        let _ = self
            .0
            .send(Outgoing::Message(Message::Notification(notification)));
    }
}

/// The day it is: `PREP_LS_TODAY`, for tests and for the curious, or the clock.
pub(super) fn today() -> Option<Date> {
    match std::env::var("PREP_LS_TODAY") {
        Ok(date) => date.parse().ok(),
        Err(_) => {
            let seconds = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .ok()?
                .as_secs();
            let days = i32::try_from(seconds / 86_400).ok()?;
            Date::new(1970, 1, 1)
                .ok()?
                .checked_add(jiff::Span::new().days(days))
                .ok()
        }
    }
}

/// What some work comes to; a panic costs its answer only.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, (i32, String)> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| failure())
}

/// What is told of a request that prep-ls failed on.
pub(super) fn failure() -> (i32, String) {
    (
        ErrorCode::InternalError as i32,
        "prep-ls failed on this request; the log says where".to_owned(),
    )
}

/// The answer to a request that some work comes to, written already where all went well.
fn outcome<R: Serialize>(id: RequestId, work: impl FnOnce() -> Result<R, Refusal>) -> Event {
    let result = caught(work).and_then(|result| match result {
        Err(Refusal(code, message)) => Err((code as i32, message)),
        Ok(value) => transport::answer(&id, value).map_err(|error| {
            (
                ErrorCode::InternalError as i32,
                format!("the answer is no JSON: {error}"),
            )
        }),
    });
    match result {
        Ok(answer) => Event::Done(id, answer),
        Err(failure) => Event::Answer(id, Err(failure)),
    }
}

impl Session {
    pub(super) fn new(
        outgoing: Sender<Outgoing>,
        events: Sender<Event>,
        options: ServerOptions,
    ) -> Self {
        let indexer = Indexer::start(events.clone());
        let aside = Aside::new(events.clone());
        Session {
            outgoing,
            events,
            client: None,
            shut_down: false,
            documents: HashMap::new(),
            aside,
            configs: Configs::new(options.config, today()),
            pending: HashMap::new(),
            asked: HashMap::new(),
            next_id: 1,
            debounce: options.debounce_ms.map(Duration::from_millis),
            panicked: Vec::new(),
            shown_configs: Vec::new(),
            folders: Vec::new(),
            indexer,
            looking: Looking::default(),
            indexed: None,
        }
    }

    pub(super) fn is_shut_down(&self) -> bool {
        self.shut_down
    }

    pub(super) fn shut_down(&mut self) {
        self.shut_down = true;
    }

    /// Sends something. When the client is gone there is nobody to tell.
    pub(super) fn send(&self, outgoing: Outgoing) {
        let _ = self.outgoing.send(outgoing);
    }

    /// How many messages wait to be written.
    pub(super) fn unread(&self) -> usize {
        self.outgoing.len()
    }

    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        match transport::notification(method, params) {
            Ok(notification) => self.send(notification),
            Err(error) => tracing::error!("{method} is no JSON: {error}"),
        }
    }

    /// Asks the client for something, and goes on.
    pub(super) fn ask(&mut self, method: &str, params: impl Serialize, about: Asked) {
        let id = RequestId::from(format!("prep-ls-{}", self.next_id));
        self.next_id += 1;
        self.asked.insert(id.clone(), about);
        self.send(Outgoing::Message(Message::Request(Request::new(
            id,
            method.to_owned(),
            params,
        ))));
    }

    /// Tells the person something, and the log.
    pub(super) fn show(&self, kind: lsp_types::MessageType, message: String) {
        self.notify(
            "window/showMessage",
            lsp_types::ShowMessageParams { typ: kind, message },
        );
    }

    /// Answers a request at once.
    pub(super) fn respond(&self, id: RequestId, result: Result<Value, (i32, String)>) {
        self.send(Outgoing::Message(Message::Response(response(id, result))));
    }

    /// Deals with a request elsewhere. What it takes is a snapshot; a panic costs its answer only.
    /// What it refuses is told to the user in the words given.
    pub(super) fn spawn<R: Serialize>(
        &mut self,
        id: RequestId,
        work: impl FnOnce() -> Result<R, Refusal> + Send + 'static,
    ) {
        let cancelled = self.pending(&id);
        let events = self.events.clone();
        rayon::spawn(move || {
            if !cancelled.load(Ordering::Relaxed) {
                let _ = events.send(outcome(id, work));
            }
        });
    }

    /// The same for work that may go on to ask the index, which then knows of all changes so far.
    pub(super) fn spawn_across<R: Serialize + 'static>(
        &mut self,
        id: RequestId,
        work: impl FnOnce() -> Step<R> + Send + 'static,
    ) {
        let cancelled = self.pending(&id);
        self.flush();
        // What is worked on elsewhere the index knows of when it is back.
        let wait = !self.aside.is_idle();
        let events = self.events.clone();
        let index = self.indexer.clone();
        rayon::spawn(move || {
            if cancelled.load(Ordering::Relaxed) {
                return;
            }
            let question = match caught(work) {
                Ok(Step::Ask(question)) => question,
                Ok(Step::Done(result)) => {
                    let _ = events.send(outcome(id, || result));
                    return;
                }
                Err(failure) => {
                    let _ = events.send(Event::Answer(id, Err(failure)));
                    return;
                }
            };
            let answers = events.clone();
            let ask = Job::Ask(Box::new(move |view| {
                if !cancelled.load(Ordering::Relaxed) {
                    let _ = answers.send(outcome(id, || question(view)));
                }
            }));
            if wait {
                let later = Later::new(move |session| {
                    session.flush();
                    session.indexer.send(ask);
                });
                let _ = events.send(Event::Later(later));
            } else {
                index.send(ask);
            }
        });
    }

    /// Takes a request for pending; what is returned tells whether it was cancelled.
    pub(super) fn pending(&mut self, id: &RequestId) -> Arc<AtomicBool> {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.pending.insert(id.clone(), Arc::clone(&cancelled));
        cancelled
    }

    /// Takes a request for pending. Returns whether it was cancelled, and how to answer it from anywhere.
    pub(super) fn pend(
        &mut self,
        id: RequestId,
    ) -> (
        Arc<AtomicBool>,
        impl FnOnce(Result<Value, String>) + Send + use<>,
    ) {
        let cancelled = Arc::new(AtomicBool::new(false));
        self.pending.insert(id.clone(), Arc::clone(&cancelled));
        let events = self.events.clone();
        let answer = move |result: Result<Value, String>| {
            let result = result.map_err(|message| (ErrorCode::InternalError as i32, message));
            let _ = events.send(Event::Answer(id, result));
        };
        (cancelled, answer)
    }

    /// Deals with a request by asking the index, once that is complete and knows of all changes so far.
    pub(super) fn ask_index<R: Serialize>(
        &mut self,
        id: RequestId,
        work: impl FnOnce(&View<'_>) -> R + Send + 'static,
    ) {
        let (cancelled, answer) = self.pend(id);
        self.flush();
        self.indexer.send(Job::Ask(Box::new(move |view| {
            if cancelled.load(Ordering::Relaxed) {
                return;
            }
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(view)));
            answer(match result {
                Ok(value) => serde_json::to_value(value)
                    .map_err(|error| format!("the answer is no JSON: {error}")),
                Err(_) => Err("prep-ls failed on this request; the log says where".to_owned()),
            });
        })));
    }

    /// A way to send from anywhere.
    pub(super) fn outlet(&self) -> Outlet {
        Outlet(self.outgoing.clone())
    }

    /// Tells the index of all changes that it does not know of.
    pub(super) fn flush(&mut self) {
        self.flush_where(|_| true);
    }

    /// The same, for those that have waited long enough.
    pub(super) fn flush_due(&mut self) {
        let now = Instant::now();
        self.flush_where(|due| due <= now);
    }

    fn flush_where(&mut self, is_due: impl Fn(Instant) -> bool) {
        for (uri, open) in &mut self.documents {
            if !open.index_due.is_some_and(&is_due) || !open.unapplied.is_empty() {
                continue;
            }
            open.index_due = None;
            let Some(path) = super::from_proto::path(uri) else {
                continue;
            };
            self.indexer.send(Job::Open {
                uri: uri.clone(),
                version: open.version,
                path,
                text: open.text().clone(),
                profile: open.document.profile().clone(),
            });
        }
    }

    /// Has the index made anew, if the folders or the settings are others than before.
    pub(super) fn reindex(&mut self) {
        let home = etcetera::home_dir().ok().filter(|home| home.is_dir());
        let roots = workspace::searchable(self.folders.clone(), home.as_deref());
        // What is wrong in the file of the first folder is told at once, in others when a note of theirs is opened.
        self.configs
            .profile(roots.first().map(|root| root.join("x")).as_deref());
        let state = (roots.clone(), self.configs.fingerprint());
        if self.indexed.as_ref() == Some(&state) {
            return;
        }
        self.indexed = Some(state);
        let mut configs = self.configs.clone();
        let roots = roots.into_iter().map(|path| {
            let profile = configs.profile(Some(&path.join("x")));
            let server = &profile.config.server;
            let limits = Limits {
                files: server.max_files,
                bytes: server.max_megabytes << 20,
            };
            Root { path, limits }
        });
        let roots = roots.collect();
        self.looking.begin();
        self.indexer.cancel();
        self.indexer.send(Job::Workspace {
            roots,
            configs: Box::new(self.configs.clone()),
        });
    }

    /// Passes on the answer to a request, unless it was cancelled and so has one.
    pub(super) fn answer(&mut self, id: RequestId, result: Result<Value, (i32, String)>) {
        if self.pending.remove(&id).is_some() {
            self.respond(id, result);
        }
    }

    /// The same for an answer that is written already.
    pub(super) fn done(&mut self, id: RequestId, answer: Outgoing) {
        if self.pending.remove(&id).is_some() {
            self.send(answer);
        }
    }

    /// Cancels a request that is still being dealt with.
    pub(super) fn cancel(&mut self, id: RequestId) {
        if let Some(cancelled) = self.pending.remove(&id) {
            cancelled.store(true, Ordering::Relaxed);
            self.cancelled(id);
        }
    }

    /// Answers a request that was cancelled.
    pub(super) fn cancelled(&self, id: RequestId) {
        self.respond(
            id,
            Err((
                ErrorCode::RequestCanceled as i32,
                "cancelled by the client".to_owned(),
            )),
        );
    }

    /// What the client can do; the least of clients before it said so.
    pub(super) fn client(&self) -> Arc<Client> {
        self.client.clone().unwrap_or_default()
    }

    /// A snapshot of an open document with its findings; none of one that could not be read.
    pub(super) fn snapshot(&mut self, uri: &str) -> Option<Snapshot> {
        let open = self.documents.get_mut(uri)?;
        let snapshot = open.guard(uri, Open::snapshot).flatten();
        self.tell_panics(uri);
        snapshot
    }

    /// Tells of rules that panicked on a note, each of them once.
    pub(super) fn tell_panics(&mut self, uri: &str) {
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        for rule in std::mem::take(&mut open.panicked) {
            if self.panicked.contains(&rule) {
                continue;
            }
            self.panicked.push(rule);
            self.show(
                lsp_types::MessageType::WARNING,
                format!("The rule `{rule}` failed on this note and is silent there; all others go on. Please report it."),
            );
        }
    }

    /// Which features an open document has.
    pub(super) fn features(&self, uri: &str) -> Option<crate::config::Features> {
        let open = self.documents.get(uri)?;
        Some(open.document.profile().config.features.clone())
    }

    /// How long diagnostics of a document wait after a keystroke.
    pub(super) fn debounce(&self, uri: &str) -> Duration {
        self.debounce.unwrap_or_else(|| {
            let milliseconds = self
                .documents
                .get(uri)
                .map_or(0, |open| open.document.profile().config.server.debounce_ms);
            Duration::from_millis(milliseconds)
        })
    }

    /// When something is due next.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let due = |open: &Open| open.due.into_iter().chain(open.index_due).min();
        self.documents.values().filter_map(due).min()
    }

    /// Reads the settings anew and applies them to every open document.
    pub(super) fn reload_configs(&mut self) {
        self.configs.reload();
        let pulls = self.client().pulls;
        let uris: Vec<String> = self.documents.keys().cloned().collect();
        for uri in uris {
            let path = super::from_proto::path(&uri);
            let profile = self.configs.profile(path.as_deref());
            let work = move |open: &mut Open| {
                open.document.set_profile(profile);
                open.changed();
                open.due = (!pulls).then(Instant::now);
                open.index_due = Some(Instant::now());
            };
            aside::with(self, &uri, work, |_, _| {});
        }
        self.reindex();
        publish::config_problems(self);
        publish::refresh(self);
        publish::refresh_views(self);
    }
}
