//! Long notes are opened on a thread of their own, so that they hold up no short one.
//!
//! What is said of a note that is being opened waits, and so does everything that may be about any note: the client's
//! commands, answers, changes of settings. When the note is there all that is dealt with in the order in which it came. What
//! is said of another note does not wait.

use std::time::Instant;

use lsp_server::Message;
use serde_json::Value;

use crate::document::Document;

use super::Event;
use super::session::{Open, Session};

/// Shorter notes than this are opened at once: it takes them less than 30 ms.
const LONG: usize = 256 << 10;

/// The notes that are being opened, and what waits for them.
#[derive(Debug, Default)]
pub(super) struct Opening {
    uris: Vec<String>,
    held: Vec<Event>,
}

impl Opening {
    /// Takes an event that has to wait; gives any other back.
    pub(super) fn hold(&mut self, event: Event) -> Option<Event> {
        if self.uris.is_empty() || !self.concerns(&event) {
            return Some(event);
        }
        self.held.push(event);
        None
    }

    fn concerns(&self, event: &Event) -> bool {
        let (method, params) = match event {
            Event::Message(Message::Request(request)) => (&request.method, &request.params),
            Event::Message(Message::Notification(told)) => (&told.method, &told.params),
            // The client's answers are about its settings; the index may have seen some change.
            Event::Message(Message::Response(_)) | Event::Index(_) => return true,
            _ => return false,
        };
        if matches!(method.as_str(), "exit" | "$/cancelRequest") {
            return false;
        }
        match params.pointer("/textDocument/uri").and_then(Value::as_str) {
            Some(uri) => self.uris.iter().any(|opening| opening == uri),
            None => true,
        }
    }
}

/// Opens a text with what `make` makes of it: at once, or on a thread of its own where it is long.
pub(super) fn open(
    session: &mut Session,
    uri: String,
    version: i32,
    text: String,
    make: impl FnOnce(&str) -> Document + Send + 'static,
) {
    if text.len() < LONG {
        return opened(session, uri, version, make(&text));
    }
    // As the client gave it: so it is in what is said of it.
    session.opening.uris.push(uri.clone());
    let events = session.events();
    std::thread::spawn(move || {
        let made = std::panic::AssertUnwindSafe(|| {
            let mut document = make(&text);
            // The first check takes as long as the parse; the next one finds what this one kept.
            document.check();
            document
        });
        let document = std::panic::catch_unwind(made).ok().map(Box::new);
        let _ = events.send(Event::Opened(uri, version, document));
    });
}

/// Takes a note that was opened elsewhere. Returns what waited for it, in order.
pub(super) fn done(
    session: &mut Session,
    uri: String,
    version: i32,
    document: Option<Box<Document>>,
) -> Vec<Event> {
    session.opening.uris.retain(|opening| *opening != uri);
    match document {
        Some(document) => opened(session, uri, version, *document),
        None => tracing::error!("{uri} could not be opened; the lines above say where"),
    }
    std::mem::take(&mut session.opening.held)
}

fn opened(session: &mut Session, uri: String, version: i32, document: Document) {
    let mut open = Open::new(document, version);
    if !session.client().pulls {
        open.due = Some(Instant::now());
    }
    open.index_due = Some(Instant::now());
    session.documents.insert(uri, open);
}
