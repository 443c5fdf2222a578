//! Long notes are worked on aside, so that they hold up no short one.
//!
//! A note from a quarter of a megabyte on is parsed, lowered, checked and written down on another thread: it goes there whole, and
//! comes back when it is done. So it has one owner at any time, and one that is here is always checked.
//!
//! What is said of a note that is away waits, and so does everything that may be about any note: commands, answers, changes of
//! settings. When the note is back all that is dealt with in the order in which it came, keys that follow each other in one go.
//! What is said of another note does not wait, unless that is a long one and what waits may be about it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_channel::Sender;
use lsp_server::{ErrorCode, Message, RequestId};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use serde_json::Value;

use crate::document::Document;
use crate::text::{Change, Encoding, Text};

use super::indexer::Told;
use super::open::{FAILS, Open};
use super::session::{Asked, Session};
use super::workers::Workers;
use super::{Event, Later, commands, publish};

/// Shorter notes than this are worked on at once: to open one takes less than 30 ms.
const LONG: usize = 256 << 10;

/// The notes that are worked on elsewhere, and what waits for them.
#[derive(Debug)]
pub(super) struct Aside {
    away: Vec<String>,
    /// Long notes that are here and do not hold all changes yet.
    behind: Vec<String>,
    held: Vec<Event>,
    /// How many are held.
    holding: Arc<AtomicUsize>,
    /// Whether some of them may be about any note.
    any_held: bool,
    workers: Workers,
}

/// A note that comes back, and what is to be done then.
#[derive(Debug)]
pub(super) struct Back {
    uri: String,
    open: Open,
    then: Later,
}

/// Something that an event is about.
enum About<'a> {
    /// No note.
    Nothing,
    Note(&'a str),
    /// Any note, or several.
    Any,
}

impl Aside {
    pub(super) fn new(events: Sender<Event>) -> Self {
        Aside {
            away: Vec::new(),
            behind: Vec::new(),
            held: Vec::new(),
            holding: Arc::default(),
            any_held: false,
            workers: Workers::new(events),
        }
    }

    /// Whether all notes are here, as the client has them.
    pub(super) fn is_idle(&self) -> bool {
        self.away.is_empty() && self.behind.is_empty()
    }

    /// A count of what waits, for whoever takes in more.
    pub(super) fn holding(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.holding)
    }

    fn push(&mut self, event: Event) {
        self.held.push(event);
        self.holding.store(self.held.len(), Ordering::Relaxed);
    }

    fn release(&mut self) -> Vec<Event> {
        self.any_held = false;
        self.holding.store(0, Ordering::Relaxed);
        std::mem::take(&mut self.held)
    }

    /// Takes out a request that waits. False if none of the id does.
    fn forget(&mut self, id: &RequestId) -> bool {
        let is_it = |event: &Event| matches!(event, Event::Message(Message::Request(request)) if request.id == *id);
        let found = self.held.iter().position(is_it);
        if let Some(found) = found {
            self.held.remove(found);
            self.holding.store(self.held.len(), Ordering::Relaxed);
        }
        found.is_some()
    }

    fn go(&mut self, uri: String, work: impl FnOnce() -> (Open, Later) + Send + 'static) {
        self.away.push(uri.clone());
        self.workers.send(
            self.away.len(),
            Box::new(move || {
                let (open, then) = work();
                Some(Back { uri, open, then })
            }),
        );
    }
}

/// Takes an event that has to wait; gives any other back.
pub(super) fn hold(session: &mut Session, event: Event) -> Option<Event> {
    if session.aside.is_idle() {
        return Some(event);
    }
    if let Some(id) = cancelled(&event)
        && session.aside.forget(&id)
    {
        session.cancelled(id);
        return None;
    }
    let waits = match about(session, &event) {
        About::Nothing => false,
        About::Any => {
            depart_all(session);
            session.aside.any_held = true;
            true
        }
        About::Note(uri) => {
            let uri = uri.to_owned();
            let is_long = || session.documents.get(&uri).is_some_and(is_long);
            if session.aside.behind.contains(&uri) {
                let waits = !is_change(&event);
                if waits {
                    depart(session, &uri);
                }
                waits
            } else {
                session.aside.away.contains(&uri) || session.aside.any_held && is_long()
            }
        }
    };
    if waits {
        session.aside.push(event);
        return None;
    }
    Some(event)
}

fn about<'a>(session: &Session, event: &'a Event) -> About<'a> {
    let text = |value: &'a Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    let note = |uri: Option<&'a str>| uri.map_or(About::Any, About::Note);
    match event {
        Event::Message(Message::Request(request)) => {
            let params = &request.params;
            match request.method.as_str() {
                request::Shutdown::METHOD | request::ResolveCompletionItem::METHOD => {
                    About::Nothing
                }
                request::CodeActionResolveRequest::METHOD => note(text(params, "/data/uri")),
                request::ExecuteCommand::METHOD => match text(params, "/command") {
                    Some(commands::NOTES) => About::Any,
                    _ => {
                        let first = text(params, "/arguments/0");
                        note(first.or_else(|| text(params, "/arguments/0/uri")))
                    }
                },
                _ => note(text(params, "/textDocument/uri")),
            }
        }
        Event::Message(Message::Notification(told)) => match told.method.as_str() {
            notification::Exit::METHOD
            | notification::Cancel::METHOD
            | notification::WorkDoneProgressCancel::METHOD => About::Nothing,
            // It may be the settings that are saved.
            notification::DidSaveTextDocument::METHOD => About::Any,
            _ => note(text(&told.params, "/textDocument/uri")),
        },
        Event::Message(Message::Response(response)) => match session.asked.get(&response.id) {
            Some(Asked::Configuration) => About::Any,
            _ => About::Nothing,
        },
        Event::Index(Told::Around(uri, _)) => About::Note(uri),
        Event::Index(Told::Config(_)) | Event::Later(_) => About::Any,
        _ => About::Nothing,
    }
}

fn is_change(event: &Event) -> bool {
    let method = notification::DidChangeTextDocument::METHOD;
    matches!(event, Event::Message(Message::Notification(told)) if told.method == method)
}

/// The request that is cancelled.
fn cancelled(event: &Event) -> Option<RequestId> {
    let Event::Message(Message::Notification(told)) = event else {
        return None;
    };
    let id = told.params.get("id")?;
    let is_cancel = told.method == notification::Cancel::METHOD;
    is_cancel.then(|| serde_json::from_value(id.clone()).ok())?
}

/// Answers all requests that wait: nothing more is worked on.
pub(super) fn shut_down(session: &mut Session) {
    for event in session.aside.release() {
        if let Event::Message(Message::Request(request)) = event {
            let message = "the server was shut down before it came to this".to_owned();
            session.respond(request.id, Err((ErrorCode::RequestFailed as i32, message)));
        }
    }
}

/// Opens a text with what `make` makes of it.
pub(super) fn open(
    session: &mut Session,
    uri: String,
    version: i32,
    text: String,
    make: impl Fn(&str) -> Document + Send + 'static,
) {
    let is_long = text.len() >= LONG;
    let now = std::time::Instant::now();
    let due = (!session.client().pulls).then_some(now);
    let before = session.documents.remove(&uri);
    let published = before.as_ref().is_some_and(|before| before.published);
    discard(session, before);
    let name = uri.clone();
    let opened = move || {
        let made = catch_unwind(AssertUnwindSafe(|| make(&text)));
        let mut open = made.map_or_else(
            |_| {
                tracing::error!("{name} {FAILS}");
                Open::lost(make(""), Text::new(&text), version)
            },
            |document| Open::new(document, version),
        );
        open.published = published;
        open.due = due;
        open.index_due = Some(now);
        open
    };
    if is_long {
        let name = uri.clone();
        session.aside.go(uri, move || {
            let mut open = opened();
            check(&mut open, &name);
            (open, Later::new(|_| {}))
        });
    } else {
        session.documents.insert(uri, opened());
    }
}

/// Changes an open document: at once, or with all else that waits for it where it is long.
pub(super) fn change(session: &mut Session, uri: &str, changes: Vec<Change>) {
    let Some(open) = session.documents.get_mut(uri) else {
        return;
    };
    let new: usize = changes.iter().map(|change| change.text.len()).sum();
    let is_long = new >= LONG || is_long(open);
    open.take(changes);
    if !is_long {
        return with(session, uri, |_| {}, |_, _| {});
    }
    if !session.aside.behind.iter().any(|behind| behind == uri) {
        session.aside.behind.push(uri.to_owned());
    }
}

/// Has the long notes hold all that the client changed.
pub(super) fn depart_all(session: &mut Session) {
    while let Some(uri) = session.aside.behind.pop() {
        depart(session, &uri);
    }
}

fn depart(session: &mut Session, uri: &str) {
    // What is due is written in the same go.
    publish::if_due(session, uri);
    let open = session.documents.get(uri);
    if open.is_some_and(|open| !open.unapplied.is_empty()) {
        send(session, uri, |_| {}, |_, _| {});
    }
}

/// Does some work on an open document, at once or elsewhere where it is long, and then what is left to do here with what came of
/// it: nothing if the work panicked, which costs the document nothing else.
pub(super) fn with<R: Send + 'static>(
    session: &mut Session,
    uri: &str,
    work: impl FnOnce(&mut Open) -> R + Send + 'static,
    then: impl FnOnce(&mut Session, Option<R>) + Send + 'static,
) {
    let encoding = session.client().encoding;
    let Some(open) = session.documents.get_mut(uri) else {
        return;
    };
    if is_long(open) {
        return send(session, uri, work, then);
    }
    let result = apply_and(open, uri, encoding, work);
    session.tell_panics(uri);
    then(session, result);
}

fn send<R: Send + 'static>(
    session: &mut Session,
    uri: &str,
    work: impl FnOnce(&mut Open) -> R + Send + 'static,
    then: impl FnOnce(&mut Session, Option<R>) + Send + 'static,
) {
    let encoding = session.client().encoding;
    let Some((uri, mut open)) = session.documents.remove_entry(uri) else {
        return;
    };
    session.aside.behind.retain(|behind| *behind != uri);
    let name = uri.clone();
    session.aside.go(uri, move || {
        let result = apply_and(&mut open, &name, encoding, work);
        check(&mut open, &name);
        (open, Later::new(move |session| then(session, result)))
    });
}

/// Takes a note back. Returns what waited for it, in order.
pub(super) fn home(session: &mut Session, back: Back) -> Vec<Event> {
    let Back { uri, open, then } = back;
    session.aside.away.retain(|away| *away != uri);
    session.documents.insert(uri.clone(), open);
    session.tell_panics(&uri);
    then.run(session);
    session.aside.release()
}

/// Forgets a document: a long one takes its time to go.
pub(super) fn discard(session: &mut Session, open: Option<Open>) {
    if let Some(open) = open.filter(is_long) {
        let drop = Box::new(move || {
            drop(open);
            None
        });
        session.aside.workers.send(1, drop);
    }
}

fn is_long(open: &Open) -> bool {
    let new = open.unapplied.iter().flatten();
    open.text().len() >= LONG || new.map(|change| change.text.len()).sum::<usize>() >= LONG
}

fn apply_and<R>(
    open: &mut Open,
    uri: &str,
    encoding: Encoding,
    work: impl FnOnce(&mut Open) -> R,
) -> Option<R> {
    for error in open
        .guard(uri, |open| open.apply(encoding))
        .unwrap_or_default()
    {
        tracing::warn!("{uri}: {error}");
    }
    open.guard(uri, work)
}

/// So that whatever asks for it here finds it.
fn check(open: &mut Open, uri: &str) {
    open.guard(uri, |open| drop(open.snapshot()));
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use crossbeam_channel::{Receiver, unbounded};

    use super::super::ServerOptions;
    use super::super::transport::Outgoing;
    use super::*;
    use crate::config::Profile;

    const PATIENCE: Duration = Duration::from_secs(20);
    const URI: &str = "untitled:a";

    fn document(text: &str) -> Document {
        Document::new(text, Some(Path::new("a.prep.md")), Profile::default())
    }

    fn note(length: usize) -> String {
        let mut text = "# Interview Prep: Fern Legal – Associate\n".to_owned();
        while text.len() < length {
            text += "\n## Questions to Ask Them\n\n- TODO\n";
        }
        text
    }

    /// A server's state with a note, and what happens to it.
    fn session(text: &str) -> (Session, Receiver<Event>, Receiver<Outgoing>) {
        let (events, inbox) = unbounded();
        let (outgoing, sent) = unbounded();
        let mut session = Session::new(outgoing, events, ServerOptions::default());
        open(&mut session, URI.into(), 1, text.to_owned(), document);
        wait(&mut session, &inbox);
        (session, inbox, sent)
    }

    /// Takes back what is away.
    fn wait(session: &mut Session, inbox: &Receiver<Event>) {
        while !session.aside.away.is_empty() {
            if let Event::Back(back) = inbox.recv_timeout(PATIENCE).expect("it comes back") {
                home(session, *back);
            }
        }
    }

    fn typed(text: &str) -> Vec<Change> {
        let start = crate::text::Position {
            line: 0,
            character: 0,
        };
        vec![Change {
            range: Some((start, start)),
            text: text.to_owned(),
        }]
    }

    #[test]
    fn a_panic_costs_the_work_and_keeps_the_text() {
        for length in [100, LONG] {
            let text = note(length);
            let (mut session, inbox, _) = session(&text);
            change(&mut session, URI, typed("x"));
            let (told, came) = unbounded();
            let fails = |_: &mut Open| -> usize { panic!("as a test wants it") };
            let then = move |_: &mut Session, result: Option<usize>| {
                told.send(result).expect("the test waits");
            };
            with(&mut session, URI, fails, then);
            wait(&mut session, &inbox);
            assert_eq!(came.try_recv(), Ok(None));
            let after = session.snapshot(URI).expect("a snapshot");
            let text = format!("x{text}");
            assert_eq!(after.text.to_string_lossless(), text);
            let findings = document(&text).check().findings;
            assert_eq!(*after.findings, *findings);
        }
    }

    #[test]
    fn a_text_that_prep_ls_fails_on_is_kept_until_it_is_another() {
        for length in [100, LONG] {
            let text = note(length);
            let (mut session, inbox, sent) = session(&text);
            let fails = |open: &mut Open| {
                open.published = true;
                open.mend(|_, _| panic!("as a test wants it"));
            };
            with(&mut session, URI, fails, |_, _| {});
            wait(&mut session, &inbox);
            let open = session.documents.get_mut(URI).expect("it is open");
            assert!(open.is_lost());
            assert_eq!(open.text().to_string_lossless(), text);
            assert!(session.snapshot(URI).is_none());
            // What was shown of it is taken back.
            publish::due(&mut session);
            wait(&mut session, &inbox);
            let taken_back = sent.try_iter().any(|message| {
                matches!(message, Outgoing::Written(body) if body.contains("\"diagnostics\":[]"))
            });
            assert!(taken_back);
            change(&mut session, URI, typed("x"));
            depart_all(&mut session);
            wait(&mut session, &inbox);
            let after = session.snapshot(URI).expect("a snapshot");
            assert_eq!(after.text.to_string_lossless(), format!("x{text}"));
            assert!(!after.findings.is_empty());
        }
    }

    #[test]
    fn a_text_that_fails_from_the_start_is_kept() {
        for length in [100, LONG] {
            let text = note(length);
            let (mut session, inbox, _) = session("");
            let make = |text: &str| match text {
                "" => document(""),
                _ => panic!("as a test wants it"),
            };
            open(&mut session, URI.into(), 1, text.clone(), make);
            wait(&mut session, &inbox);
            assert!(session.snapshot(URI).is_none());
            change(&mut session, URI, typed("x"));
            depart_all(&mut session);
            wait(&mut session, &inbox);
            let after = session.snapshot(URI).expect("a snapshot");
            assert_eq!(after.text.to_string_lossless(), format!("x{text}"));
        }
    }

    #[test]
    fn messages_that_cannot_be_applied_cost_no_later_ones() {
        for length in [100, LONG] {
            let text = note(length);
            let (mut session, inbox, _) = session(&text);
            let at = |character| crate::text::Position { line: 0, character };
            let backwards = Change {
                range: Some((at(2), at(1))),
                text: String::new(),
            };
            let first = [typed("a"), vec![backwards], typed("b")].concat();
            change(&mut session, URI, first);
            change(&mut session, URI, typed("c"));
            depart_all(&mut session);
            wait(&mut session, &inbox);
            let after = session.snapshot(URI).expect("a snapshot");
            assert_eq!(after.text.to_string_lossless(), format!("ca{text}"));
        }
    }

    #[test]
    fn as_many_threads_are_kept_as_are_needed() {
        let text = note(LONG);
        let (mut session, inbox, _) = session(&text);
        session.aside.workers.most = 2;
        assert_eq!(session.aside.workers.threads, 1);
        for _ in 0..5 {
            change(&mut session, URI, typed("x"));
            depart_all(&mut session);
            wait(&mut session, &inbox);
        }
        assert_eq!(session.aside.workers.threads, 1);
        for number in 0..4 {
            let uri = format!("untitled:{number}");
            open(&mut session, uri, 1, text.clone(), document);
        }
        assert_eq!(session.aside.workers.threads, 2);
        wait(&mut session, &inbox);
        assert_eq!(session.documents.len(), 5);
    }

    #[test]
    fn what_was_changed_and_is_not_applied_is_not_told_to_the_index() {
        let (mut session, inbox, _) = session(&note(LONG));
        change(&mut session, URI, typed("x"));
        session.flush();
        let open = session.documents.get(URI).expect("it is open");
        assert!(open.index_due.is_some());
        depart_all(&mut session);
        wait(&mut session, &inbox);
        session.flush();
        let open = session.documents.get(URI).expect("it is open");
        assert!(open.index_due.is_none());
    }
}
