//! What the person sees of the index: progress while it is made, and word of a bound that was met.

use std::time::Instant;

use lsp_types::MessageType;
use serde_json::{Value, json};

use crate::workspace::Bound;

use super::indexer::Told;
use super::open::Open;
use super::session::{Asked, Session};
use super::{aside, handlers, publish};

/// Whether the index is being made, and what the client was told of that.
#[derive(Debug, Default)]
pub(super) struct Looking {
    /// Counts the times it was made; the token of progress.
    round: u32,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// It is not being made.
    #[default]
    Done,
    /// It is, and nothing was told.
    Quiet,
    /// The client was asked whether it shows progress.
    Asked,
    /// It shows it.
    Shown,
}

impl Looking {
    pub(super) fn begin(&mut self) {
        if self.state == State::Done {
            self.round += 1;
            self.state = State::Quiet;
        }
    }

    fn token(&self) -> String {
        format!("prep-ls/index/{}", self.round)
    }

    /// Whether a token is that of what is going on.
    pub(super) fn is(&self, token: &Value) -> bool {
        *token == self.token() && self.state != State::Done
    }
}

/// Takes what the index tells.
pub(super) fn told(session: &mut Session, told: Told) {
    match told {
        Told::Looking(done) => match session.looking.state {
            State::Quiet if session.client().progress => {
                session.looking.state = State::Asked;
                let token = session.looking.token();
                session.ask(
                    "window/workDoneProgress/create",
                    json!({ "token": token }),
                    Asked::Progress,
                );
            }
            State::Shown => {
                let message = format!("{} files", grouped(done));
                progress(session, json!({"kind": "report", "message": message}));
            }
            State::Quiet | State::Asked | State::Done => {}
        },
        Told::Looked { bound } => {
            if session.looking.state == State::Shown {
                progress(session, json!({"kind": "end"}));
            }
            session.looking.state = State::Done;
            if let Some(bound) = bound {
                let (what, key) = match bound {
                    Bound::Files(files) => {
                        (format!("{} Markdown files", grouped(files)), "max-files")
                    }
                    Bound::Bytes(bytes) => {
                        (format!("{} MB of Markdown", bytes >> 20), "max-megabytes")
                    }
                };
                session.show(
                    MessageType::WARNING,
                    format!(
                        "The workspace holds more than {what}: prep-ls looks at no more of it. Leave folders out by a .gitignore or .ignore file, or raise `server.{key}` in prep.toml."
                    ),
                );
            }
        }
        Told::Around(uri, around) => {
            let pulls = session.client().pulls;
            let work = move |open: &mut Open| {
                // Before the first check there is nothing to take back.
                let before = open.findings.clone();
                if !open.document.set_surroundings(around) {
                    return false;
                }
                open.changed();
                let differs = before.is_some_and(|before| open.findings() != before);
                if differs && !pulls {
                    open.due = Some(Instant::now());
                }
                differs
            };
            aside::with(session, &uri, work, |session, differs| {
                if differs == Some(true) {
                    publish::refresh(session);
                }
            });
        }
        Told::Config(paths) => handlers::configs_changed(session, &paths),
    }
}

/// The client's answer: it shows progress, unless there is none any more.
pub(super) fn may_show(session: &mut Session) {
    if session.looking.state == State::Asked {
        session.looking.state = State::Shown;
        progress(
            session,
            json!({"kind": "begin", "title": "Looking over notes", "cancellable": true}),
        );
    }
}

fn progress(session: &Session, value: Value) {
    let token = session.looking.token();
    session.notify("$/progress", json!({"token": token, "value": value}));
}

/// A number with its thousands apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
