//! Messages over a pair of pipes: framing, a thread that reads, and bookkeeping of who answered what.

use std::collections::{HashSet, VecDeque};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take. Long, because tests run side by side on slow machines in debug
/// builds: it is there to fail with a message instead of hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Log entries shown when a wait fails, and their length.
const LOG_SHOWN: usize = 40;
const LOG_WIDTH: usize = 400;

enum Incoming {
    Message(Value),
    Broken(String),
    Closed,
}

/// What came of waiting once.
#[derive(PartialEq, Eq)]
enum Got {
    Message,
    Timeout,
    Closed,
}

/// A connection to a server, seen from the client.
pub(crate) struct Wire {
    writer: Option<Box<dyn Write + Send>>,
    incoming: Receiver<Incoming>,
    /// Messages that nobody has asked for yet, in order of arrival.
    backlog: VecDeque<Value>,
    /// Requests of the server, all answered at once (unless `mute`).
    pub(crate) asked: Vec<Value>,
    /// What the server gets for `workspace/configuration` with the section `prep-ls`.
    pub(crate) settings: Value,
    /// Never answers the server.
    pub(crate) mute: bool,
    /// Every message of both sides in order, where a test wants them: whether it is the server's, and the message.
    pub(crate) record: Option<Vec<(bool, Value)>>,
    /// What the server wrote to its standard error.
    pub(crate) stderr: Arc<Mutex<String>>,
    log: Vec<String>,
    next_id: i64,
    answered: HashSet<String>,
    closed: bool,
}

impl Wire {
    pub(crate) fn new(
        writer: impl Write + Send + 'static,
        reader: impl Read + Send + 'static,
    ) -> Self {
        let (sender, incoming) = channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(reader);
            loop {
                let next = match read_message(&mut reader) {
                    Ok(Some(message)) => Incoming::Message(message),
                    Ok(None) => Incoming::Closed,
                    Err(error) => Incoming::Broken(error.to_string()),
                };
                let last = !matches!(next, Incoming::Message(_));
                if sender.send(next).is_err() || last {
                    return;
                }
            }
        });
        Wire {
            writer: Some(Box::new(writer)),
            incoming,
            backlog: VecDeque::new(),
            asked: Vec::new(),
            settings: Value::Null,
            mute: false,
            record: None,
            stderr: Arc::default(),
            log: Vec::new(),
            next_id: 0,
            answered: HashSet::new(),
            closed: false,
        }
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(LOG_WIDTH)]).into_owned();
        self.note("-> raw", &shown);
        let writer = self.writer.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writer.write_all(bytes)?;
        writer.flush()
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.note("->", &body);
        if let Some(record) = &mut self.record {
            record.push((false, message.clone()));
        }
        let framed = frame(body.as_bytes());
        let written = match &mut self.writer {
            Some(writer) => writer.write_all(&framed).and_then(|()| writer.flush()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        if let Err(error) = written {
            panic!(
                "the server does not read any more: {error}\n{}",
                self.story()
            );
        }
    }

    /// Closes the way to the server.
    pub(crate) fn close(&mut self) {
        self.writer = None;
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&message(None, method, params));
    }

    /// Sends a request without waiting; the id is for [`Wire::answer`].
    pub(crate) fn start(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&message(Some(json!(id)), method, params));
        id
    }

    /// An id that no other request has, for messages a test makes itself.
    pub(crate) fn fresh_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// Waits for the answer to a request: its result or its error.
    pub(crate) fn answer(&mut self, id: impl Into<Value>) -> Result<Value, Value> {
        self.answer_within(id, PATIENCE)
    }

    pub(crate) fn answer_within(
        &mut self,
        id: impl Into<Value>,
        limit: Duration,
    ) -> Result<Value, Value> {
        let id = id.into();
        let what = format!("the answer to request {id}");
        let response = self.claim(&what, limit, |message| {
            message.get("method").is_none() && message["id"] == id
        });
        outcome(response)
    }

    /// Sends a request and waits for its answer.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.start(method, params);
        self.answer(id)
    }

    /// Takes the first unread message that is wanted, waiting for it if need be.
    pub(crate) fn claim(
        &mut self,
        what: &str,
        limit: Duration,
        mut wanted: impl FnMut(&Value) -> bool,
    ) -> Value {
        let until = Instant::now() + limit;
        let mut looked_at = 0;
        loop {
            let found = self.backlog.iter().skip(looked_at).position(&mut wanted);
            if let Some(found) = found {
                return self
                    .backlog
                    .remove(looked_at + found)
                    .expect("a position in the backlog");
            }
            looked_at = self.backlog.len();
            match self.receive(until) {
                Got::Message => {}
                Got::Timeout => panic!("waited {limit:?} in vain for {what}\n{}", self.story()),
                Got::Closed => panic!("the server ended before {what}\n{}", self.story()),
            }
        }
    }

    /// Takes an unread message that is wanted, if it has arrived.
    pub(crate) fn take(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> Option<Value> {
        self.drain();
        let found = self.backlog.iter().position(&mut wanted)?;
        self.backlog.remove(found)
    }

    /// Waits for a request of the server, by method and place among its requests of that method.
    pub(crate) fn wait_asked(&mut self, method: &str, nth: usize) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let found = self
                .asked
                .iter()
                .filter(|request| request["method"] == method)
                .nth(nth);
            if let Some(found) = found {
                return found.clone();
            }
            if self.receive(until) != Got::Message {
                panic!(
                    "the server never asked for {method} #{nth}\n{}",
                    self.story()
                );
            }
        }
    }

    /// How often the server has asked for something so far.
    pub(crate) fn count_asked(&mut self, method: &str) -> usize {
        self.drain();
        self.asked
            .iter()
            .filter(|request| request["method"] == method)
            .count()
    }

    /// Waits until the server has closed its output; false when it has not.
    pub(crate) fn wait_closed(&mut self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        loop {
            match self.receive(until) {
                Got::Message => {}
                Got::Timeout => return false,
                Got::Closed => return true,
            }
        }
    }

    /// Whether the server's output has ended.
    pub(crate) fn is_closed(&mut self) -> bool {
        self.drain();
        self.closed
    }

    /// All messages that nobody asked for.
    pub(crate) fn unread(&mut self) -> Vec<Value> {
        self.drain();
        self.backlog.iter().cloned().collect()
    }

    /// What happened so far, for the message of a failed test.
    pub(crate) fn story(&self) -> String {
        let from = self.log.len().saturating_sub(LOG_SHOWN);
        let unread: Vec<String> = self
            .backlog
            .iter()
            .map(|it| clip(&it.to_string()))
            .collect();
        format!(
            "--- unread:\n{}\n--- the wire, last {} of {}:\n{}\n--- stderr of the server:\n{}",
            unread.join("\n"),
            self.log.len() - from,
            self.log.len(),
            self.log[from..].join("\n"),
            self.stderr
                .lock()
                .map(|text| text.clone())
                .unwrap_or_default(),
        )
    }

    fn drain(&mut self) {
        while self.receive(Instant::now()) == Got::Message {}
    }

    fn receive(&mut self, until: Instant) -> Got {
        if self.closed {
            return Got::Closed;
        }
        let left = until.saturating_duration_since(Instant::now());
        let message = match self.incoming.recv_timeout(left) {
            Ok(Incoming::Message(message)) => message,
            Ok(Incoming::Broken(error)) => {
                panic!("the server sent no message: {error}\n{}", self.story())
            }
            Ok(Incoming::Closed) | Err(RecvTimeoutError::Disconnected) => {
                self.closed = true;
                return Got::Closed;
            }
            Err(RecvTimeoutError::Timeout) => return Got::Timeout,
        };
        self.note("<-", &message.to_string());
        if let Some(record) = &mut self.record {
            record.push((true, message.clone()));
        }
        if message.get("method").is_some() && message.get("id").is_some() {
            self.answer_server(&message);
            self.asked.push(message);
            return Got::Message;
        }
        if message.get("method").is_none() && !message["id"].is_null() {
            let id = message["id"].to_string();
            assert!(
                self.answered.insert(id.clone()),
                "request {id} was answered twice\n{}",
                self.story()
            );
        }
        self.backlog.push_back(message);
        Got::Message
    }

    fn answer_server(&mut self, request: &Value) {
        if self.mute || self.writer.is_none() {
            return;
        }
        let id = &request["id"];
        let result = match request["method"].as_str().unwrap_or_default() {
            "workspace/configuration" => {
                let items = request["params"]["items"].as_array();
                let items = items.map(Vec::as_slice).unwrap_or_default();
                let answer = |item: &Value| match item["section"].as_str() {
                    Some("prep-ls") => self.settings.clone(),
                    _ => Value::Null,
                };
                items.iter().map(answer).collect()
            }
            "window/showDocument" => json!({"success": true}),
            "workspace/applyEdit" => json!({"applied": true}),
            "client/registerCapability"
            | "client/unregisterCapability"
            | "window/workDoneProgress/create"
            | "window/showMessageRequest"
            | "workspace/diagnostic/refresh"
            | "workspace/codeLens/refresh"
            | "workspace/inlayHint/refresh"
            | "workspace/foldingRange/refresh" => Value::Null,
            method => {
                let message = format!("this client has no {method}");
                let error = json!({"code": -32601, "message": message});
                self.send(&json!({"jsonrpc": "2.0", "id": id, "error": error}));
                return;
            }
        };
        // The server may end while it has a request under way: then nobody wants the answer.
        let message = json!({"jsonrpc": "2.0", "id": id, "result": result});
        let body = message.to_string();
        if let Some(record) = &mut self.record {
            record.push((false, message));
        }
        let _ = self.send_raw(&frame(body.as_bytes()));
    }

    fn note(&mut self, way: &str, message: &str) {
        self.log.push(format!("{way} {}", clip(message)));
    }
}

/// A message of the client.
pub(crate) fn message(id: Option<Value>, method: &str, params: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "method": method});
    if let Some(id) = id {
        message["id"] = id;
    }
    if !params.is_null() {
        message["params"] = params;
    }
    message
}

/// A body with its header.
pub(crate) fn frame(body: &[u8]) -> Vec<u8> {
    let mut framed = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    framed.extend_from_slice(body);
    framed
}

/// A response as its result or its error; it has exactly one of them.
fn outcome(mut response: Value) -> Result<Value, Value> {
    let has_result = response.get("result").is_some();
    let has_error = response.get("error").is_some_and(|error| !error.is_null());
    assert!(
        has_result != has_error,
        "neither result nor error: {response}"
    );
    if has_error {
        let error = response["error"].take();
        assert!(error["code"].is_i64(), "an error without a code: {error}");
        assert!(
            error["message"].is_string(),
            "an error without a message: {error}"
        );
        Err(error)
    } else {
        Ok(response["result"].take())
    }
}

/// Reads one message, strictly: a server has no excuse.
pub(crate) fn read_message(reader: &mut impl BufRead) -> io::Result<Option<Value>> {
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return match length {
                None => Ok(None),
                Some(_) => Err(invalid("the output ends within a header".into())),
            };
        }
        let Some(line) = line.strip_suffix("\r\n") else {
            return Err(invalid(format!("a header line without CRLF: {line:?}")));
        };
        if line.is_empty() {
            break;
        }
        match line.split_once(": ") {
            Some(("Content-Length", value)) => {
                length = Some(value.parse().map_err(|_| invalid(line.to_owned()))?);
            }
            Some(("Content-Type", _)) => {}
            _ => return Err(invalid(format!("an unknown header line: {line:?}"))),
        }
    }
    let length: usize = length.ok_or_else(|| invalid("no Content-Length".into()))?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let message: Value = serde_json::from_slice(&body).map_err(io::Error::from)?;
    if message["jsonrpc"] != "2.0" {
        return Err(invalid(format!("not JSON-RPC 2.0: {message}")));
    }
    Ok(Some(message))
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(LOG_WIDTH) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text.to_owned(),
    }
}

/// The harness itself, against a scripted peer.
mod tests {
    use super::*;

    /// A wire to a peer that sends some bytes, then reads until the wire is closed.
    fn scripted(bytes: Vec<u8>) -> (Wire, thread::JoinHandle<Vec<u8>>) {
        let (mut from_client, to_server) = io::pipe().expect("a pipe");
        let (from_server, mut to_client) = io::pipe().expect("a pipe");
        let peer = thread::spawn(move || {
            to_client.write_all(&bytes).expect("the wire reads");
            let mut read = Vec::new();
            from_client.read_to_end(&mut read).expect("the wire writes");
            read
        });
        (Wire::new(to_server, from_server), peer)
    }

    fn framed(messages: &[Value]) -> Vec<u8> {
        messages
            .iter()
            .flat_map(|message| frame(message.to_string().as_bytes()))
            .collect()
    }

    #[test]
    fn answers_are_found_among_other_messages_and_the_server_is_answered() {
        let (mut wire, peer) = scripted(framed(&[
            json!({"jsonrpc": "2.0", "method": "window/logMessage", "params": {"message": "é"}}),
            json!({"jsonrpc": "2.0", "id": "a", "method": "workspace/configuration",
                   "params": {"items": [{"section": "other"}, {"section": "prep-ls"}]}}),
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no"}}),
        ]));
        wire.settings = json!({"rules": {}});
        let error = wire
            .request("some/request", Value::Null)
            .expect_err("an error");
        assert_eq!(error["code"], -32601);
        assert_eq!(wire.wait_asked("workspace/configuration", 0)["id"], "a");
        assert_eq!(wire.unread()[0]["method"], "window/logMessage");
        wire.close();
        let mut sent = BufReader::new(io::Cursor::new(peer.join().expect("the peer")));
        let request = read_message(&mut sent).expect("a message");
        assert_eq!(
            request,
            Some(json!({"jsonrpc": "2.0", "id": 1, "method": "some/request"}))
        );
        let reply = read_message(&mut sent).expect("a message");
        assert_eq!(
            reply,
            Some(json!({"jsonrpc": "2.0", "id": "a", "result": [null, {"rules": {}}]}))
        );
        assert!(wire.wait_closed(PATIENCE));
    }

    #[test]
    fn a_wait_in_vain_says_what_there_was_instead() {
        let (mut wire, _peer) = scripted(framed(&[
            json!({"jsonrpc": "2.0", "method": "window/logMessage", "params": "instead"}),
        ]));
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wire.claim("a publish", Duration::from_millis(50), |it| {
                it["method"] == "x"
            })
        }))
        .expect_err("nothing to claim");
        let said = panic.downcast_ref::<String>().expect("a message");
        assert!(
            said.contains("a publish") && said.contains("instead"),
            "{said}"
        );
    }

    #[test]
    fn a_second_answer_is_noticed() {
        let answer = json!({"jsonrpc": "2.0", "id": 1, "result": null});
        let (mut wire, _peer) = scripted(framed(&[answer.clone(), answer]));
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wire.request("m", Value::Null).expect("a result");
            wire.wait_closed(Duration::from_millis(500))
        }));
        assert!(panic.is_err());
    }

    #[test]
    fn frames_are_read_strictly() {
        let read =
            |bytes: &[u8]| read_message(&mut BufReader::new(io::Cursor::new(bytes.to_vec())));
        assert!(read(b"").expect("an end").is_none());
        assert!(read(b"Content-Length: 2\n\n{}").is_err());
        assert!(read(b"Content-Length: 2\r\n\r\n{}").is_err(), "no version");
        assert!(read(b"debug output\r\n").is_err());
        let good = read(&framed(&[json!({"jsonrpc": "2.0", "id": "한"})]));
        assert_eq!(good.expect("good").expect("a message")["id"], "한");
    }
}
