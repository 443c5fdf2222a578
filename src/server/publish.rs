//! Diagnostics: when they are sent, and which of them. Pushed or pulled, never both.

use std::fmt::Write as _;
use std::str::FromStr as _;
use std::time::{Duration, Instant};

use lsp_server::RequestId;
use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString, PublishDiagnosticsParams, Uri};
use serde_json::json;

use crate::ide::Snapshot;
use crate::rules::{Finding, UNKNOWN_RULE};
use crate::text::Text;

use super::capabilities::Client;
use super::open::Open;
use super::session::{Asked, Session, failure};
use super::to_proto::{self, SOURCE};
use super::transport::{self, Outgoing};
use super::{aside, written};

/// A line counts as being typed until nothing was typed for this long: a thinking pause, and no
/// pause between two words.
const IDLE: Duration = Duration::from_millis(1500);

/// Messages that the client has not taken, above which it is told of no diagnostics: when it reads again, the last ones will do.
const MOST_UNREAD: usize = 64;

/// How long these wait then.
const UNREAD: Duration = Duration::from_millis(50);

/// Sends what is due.
pub(super) fn due(session: &mut Session) {
    let now = Instant::now();
    let uris: Vec<String> = session
        .documents
        .iter()
        .filter(|(_, open)| open.due.is_some_and(|due| due <= now))
        .map(|(uri, _)| uri.clone())
        .collect();
    for uri in uris {
        if !if_due(session, &uri)
            && let Some(open) = session.documents.get_mut(&uri)
        {
            open.due = Some(now + UNREAD);
        }
    }
}

/// Sends what is due of a document. False if it is not, or must wait.
pub(super) fn if_due(session: &mut Session, uri: &str) -> bool {
    let now = Instant::now();
    if session.unread() > MOST_UNREAD || session.is_shut_down() {
        return false;
    }
    let client = session.client();
    let Some(open) = session.documents.get_mut(uri) else {
        return false;
    };
    if open.due.is_none_or(|due| due > now) {
        return false;
    }
    open.due = None;
    open.changed_since = None;
    let held_back = std::mem::take(&mut open.held_back);
    if client.pulls {
        // What was held back while a line was being typed can be asked for now; nothing else
        // is ever due here.
        refresh(session);
        if held_back {
            refresh_views(session);
        }
        return true;
    }
    let name = uri.to_owned();
    let work = move |open: &mut Open| {
        let message = published(open, &name, &client);
        // Not while the line is still being typed, after which it is held back again.
        (message, held_back && !open.held_back)
    };
    aside::with(session, uri, work, |session, done| {
        let (message, shown) = done.unwrap_or_default();
        if let Some(message) = message {
            session.send(Outgoing::Written(message));
        }
        if shown {
            refresh_views(session);
        }
    });
    true
}

/// The message that publishes the diagnostics of an open document's version, without those that can wait.
fn published(open: &mut Open, uri: &str, client: &Client) -> Option<String> {
    let parsed = Uri::from_str(uri).ok()?;
    // Documents that are no notes are not spoken of, unless to take something back.
    let is_note = open.document.note().is_note() && !open.is_lost();
    if !is_note && !open.published {
        return None;
    }
    open.published = is_note;
    let diagnostics = diagnostics(open, &parsed, client);
    let mut body = transport::begin_notification("textDocument/publishDiagnostics");
    body.reserve(diagnostics.len() + uri.len() + 64);
    let _ = write!(
        body,
        "{{\"uri\":{},\"diagnostics\":{diagnostics},\"version\":{}}}}}",
        json!(uri),
        open.version
    );
    Some(body)
}

/// The diagnostics of an open document's version as a JSON array, without those that can wait.
fn diagnostics(open: &mut Open, uri: &Uri, client: &Client) -> String {
    let is_on = open.document.profile().config.features.diagnostics;
    let Some(snapshot) = open.snapshot().filter(|_| is_on) else {
        return "[]".to_owned();
    };
    let kept = hold_back(open, snapshot);
    let findings = kept.findings.iter();
    written::diagnostics(&kept.text, uri, findings, client)
}

/// A snapshot as it is to be shown: without findings that can wait until the line that is being
/// typed is left or idle. When that is, it will be due.
fn hold_back(open: &mut Open, mut snapshot: Snapshot) -> Snapshot {
    let Some(calm) = calm(open, &snapshot.text) else {
        return snapshot;
    };
    if snapshot.findings.iter().any(|finding| calm.hides(finding)) {
        open.due = Some(open.due.map_or(calm.until, |due| due.min(calm.until)));
        open.held_back = true;
        let kept = snapshot.findings.iter();
        let kept = kept.filter(|finding| !calm.hides(finding)).cloned();
        snapshot.findings = kept.collect();
    }
    snapshot
}

/// A snapshot for what is shown beside the text without being asked for: calm while somebody types.
pub(super) fn calm_snapshot(session: &mut Session, uri: &str) -> Option<Snapshot> {
    let snapshot = session.snapshot(uri)?;
    Some(hold_back(session.documents.get_mut(uri)?, snapshot))
}

/// Has a client ask again for what it shows beside the text, where it can be told to.
pub(super) fn refresh_views(session: &mut Session) {
    let client = session.client();
    for (can, method) in [
        (client.refreshes_lenses, "workspace/codeLens/refresh"),
        (client.refreshes_hints, "workspace/inlayHint/refresh"),
    ] {
        if can {
            session.ask(method, json!(null), Asked::Nothing);
        }
    }
}

/// The line that is being typed: what is written there is judged when it is left or idle.
struct Calm {
    line: std::ops::Range<usize>,
    until: Instant,
}

impl Calm {
    fn hides(&self, finding: &Finding) -> bool {
        finding.rule.content
            && finding.range.start <= self.line.end
            && self.line.start <= finding.range.end
    }
}

fn calm(open: &Open, text: &Text) -> Option<Calm> {
    if !open.document.profile().config.server.calm_typing {
        return None;
    }
    let (line, since) = open.typing?;
    let until = since + IDLE;
    (Instant::now() < until).then(|| Calm {
        line: text.line_range(line),
        until,
    })
}

/// Answers a client that asks: all diagnostics, or that they are those that it had before.
pub(super) fn pull(session: &mut Session, id: RequestId, uri: Uri, previous: Option<String>) {
    let client = session.client();
    let name = uri.as_str().to_owned();
    if !session.documents.contains_key(&name) {
        let none = "{\"kind\":\"full\",\"items\":[]}";
        return session.send(transport::written_answer(&id, none));
    }
    session.pending(&id);
    let work = move |open: &mut Open| report(open, &uri, &client, previous.as_deref());
    aside::with(session, &name, work, move |session, report| match report {
        Some(report) => {
            let answer = transport::written_answer(&id, &report);
            session.done(id, answer);
        }
        None => session.answer(id, Err(failure())),
    });
}

/// What a client is told that asks, as JSON.
fn report(open: &mut Open, uri: &Uri, client: &Client, previous: Option<&str>) -> String {
    let items = diagnostics(open, uri, client);
    if open.last_pulled.as_ref() != Some(&items) {
        open.result_id += 1;
        open.last_pulled = Some(items);
    }
    let result_id = open.result_id.to_string();
    if previous == Some(result_id.as_str()) {
        return format!("{{\"kind\":\"unchanged\",\"resultId\":\"{result_id}\"}}");
    }
    let items = open.last_pulled.as_deref().unwrap_or("[]");
    format!("{{\"kind\":\"full\",\"resultId\":\"{result_id}\",\"items\":{items}}}")
}

/// Has a pulling client ask again.
pub(super) fn refresh(session: &mut Session) {
    let client = session.client();
    if client.pulls && client.refreshes {
        session.ask("workspace/diagnostic/refresh", json!(null), Asked::Nothing);
    }
}

/// Takes all diagnostics of a document back.
pub(super) fn clear(session: &Session, uri: &Uri) {
    let params = PublishDiagnosticsParams {
        uri: uri.clone(),
        diagnostics: Vec::new(),
        version: None,
    };
    session.notify("textDocument/publishDiagnostics", params);
}

/// Shows in each configuration file what is wrong with it, and takes back what no longer is. These
/// are pushed to every client: nobody asks for the diagnostics of a file that is not open here.
pub(super) fn config_problems(session: &mut Session) {
    let encoding = session.client().encoding;
    let mut sets = Vec::new();
    for (path, file) in session.configs.files() {
        let Some(uri) = url::Url::from_file_path(path)
            .ok()
            .and_then(|url| Uri::from_str(url.as_str()).ok())
        else {
            continue;
        };
        let text = Text::new(&file.text);
        let mut diagnostics = Vec::new();
        let mut add = |range: &std::ops::Range<usize>, severity, code: &str, message: String| {
            diagnostics.push(Diagnostic {
                range: to_proto::range(&text, range, encoding),
                severity: Some(severity),
                code: Some(NumberOrString::String(code.to_owned())),
                source: Some(SOURCE.to_owned()),
                message,
                ..Diagnostic::default()
            });
        };
        if let Some(error) = &file.error {
            let message = format!("{}. The last good settings stay in force.", error.message);
            add(&error.range, DiagnosticSeverity::ERROR, "config", message);
        }
        for problem in &file.problems {
            let message = format!("{} ({})", problem.message, UNKNOWN_RULE.name);
            add(
                &problem.range,
                DiagnosticSeverity::WARNING,
                UNKNOWN_RULE.name,
                message,
            );
        }
        sets.push((uri, diagnostics));
    }
    let gone: Vec<Uri> = session
        .shown_configs
        .iter()
        .filter(|uri| !sets.iter().any(|(other, _)| other == *uri))
        .cloned()
        .collect();
    for uri in gone {
        session.shown_configs.retain(|other| *other != uri);
        clear(session, &uri);
    }
    for (uri, diagnostics) in sets {
        let shown = session.shown_configs.contains(&uri);
        if diagnostics.is_empty() && !shown {
            continue;
        }
        session.shown_configs.retain(|other| *other != uri);
        if !diagnostics.is_empty() {
            session.shown_configs.push(uri.clone());
        }
        session.notify(
            "textDocument/publishDiagnostics",
            PublishDiagnosticsParams {
                uri,
                diagnostics,
                version: None,
            },
        );
    }
}

/// Ends this process when the editor's is gone, in case it left our input open to somebody else.
pub(super) fn end_with(parent: u32) {
    #[cfg(unix)]
    {
        let Some(pid) = i32::try_from(parent)
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        else {
            return;
        };
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(2));
                // No permission to signal it means that it lives.
                if rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
                    std::process::exit(1);
                }
            }
        });
    }
    // Elsewhere the end of the input has to do.
    #[cfg(not(unix))]
    let _ = parent;
}
