//! Any server on standard input and output, for comparisons: waits are bounded, its own requests are answered, and
//! nothing is taken for granted but the protocol.
#![allow(dead_code)] // Each bench takes what it needs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// No answer is waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server's process.
pub(crate) struct Peer {
    child: Child,
    input: ChildStdin,
    inbox: Receiver<Vec<u8>>,
    id: i64,
    uri: String,
}

impl Peer {
    /// Starts a command line in a folder and greets it; none if it cannot be started or does not answer.
    pub(crate) fn start(command: &str, folder: &Path) -> Option<Self> {
        let mut words = command.split_whitespace();
        let mut child = Command::new(words.next()?)
            .args(words)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let output = child.stdout.take()?;
        let (sender, inbox) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(body) = message(&mut output) {
                if sender.send(body).is_err() {
                    return;
                }
            }
        });
        let mut peer = Peer {
            child,
            input,
            inbox,
            id: 0,
            uri: format!("file://{}/bench.prep.md", folder.display()),
        };
        let root = format!("file://{}", folder.display());
        let text_document = json!({
            "synchronization": {"didSave": true},
            "publishDiagnostics": {"versionSupport": true},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "completion": {"completionItem": {"snippetSupport": true}},
            "hover": {"contentFormat": ["markdown", "plaintext"]}
        });
        peer.request(
            "initialize",
            json!({
                "processId": null,
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "bench"}],
                "capabilities": {"textDocument": text_document, "workspace": {"workspaceFolders": true, "configuration": true}}
            }),
        )?;
        peer.notify("initialized", json!({}))?;
        Some(peer)
    }

    fn send(&mut self, message: &Value) -> Option<()> {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).ok()?;
        self.input.flush().ok()
    }

    fn notify(&mut self, method: &str, params: Value) -> Option<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    /// The next message that is wanted; what the server asks meanwhile is answered with nothing.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let body = match self.inbox.recv_timeout(left) {
                Ok(body) => body,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            };
            let message: Value = serde_json::from_slice(&body).ok()?;
            if wanted(&message) {
                return Some(message);
            }
            if message.get("id").is_some() && message.get("method").is_some() {
                let items = message["params"]["items"].as_array().map_or(0, Vec::len);
                let result = match message["method"].as_str() {
                    Some("workspace/configuration") => json!(vec![Value::Null; items]),
                    _ => Value::Null,
                };
                let id = &message["id"];
                self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}))?;
            }
        }
    }

    fn request(&mut self, method: &str, params: Value) -> Option<Value> {
        self.id += 1;
        let id = self.id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))?;
        self.until(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Waits for diagnostics of a version, or for some without one.
    fn published(&mut self, version: i64) -> Option<()> {
        self.until(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && (params["version"].is_null() || params["version"] == version)
        })
        .map(drop)
    }

    /// Opens a note and waits for its diagnostics.
    pub(crate) fn open(&mut self, text: &str) -> Option<()> {
        let uri = self.uri.clone();
        self.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": text}}),
        )?;
        self.published(1)
    }

    /// Types a letter at a place, and waits for nothing.
    pub(crate) fn key(&mut self, version: i64, line: usize, column: usize) -> Option<()> {
        let at = json!({"line": line, "character": column});
        let letter = ["a", "e", " ", "n", "t"][version as usize % 5];
        let uri = self.uri.clone();
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"range": {"start": at, "end": at}, "text": letter}]
            }),
        )
    }

    /// Types a letter and waits for the diagnostics.
    pub(crate) fn key_to_diagnostics(
        &mut self,
        version: i64,
        line: usize,
        column: usize,
    ) -> Option<()> {
        self.key(version, line, column)?;
        self.published(version)
    }

    /// Asks something about a place in the note.
    pub(crate) fn ask(&mut self, method: &str, line: usize, column: usize) -> Option<()> {
        let uri = self.uri.clone();
        let at = json!({"line": line, "character": column});
        self.request(
            method,
            json!({"textDocument": {"uri": uri}, "position": at}),
        )
        .map(drop)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn message(output: &mut BufReader<ChildStdout>) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(body)
}
