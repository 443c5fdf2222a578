//! The real binary over stdio.
#![allow(dead_code)] // Each bench takes what it needs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The document that is typed in.
pub(crate) const URI: &str = "file:///tmp/bench.prep.md";

/// The server's process, and the ends of its pipes.
pub(crate) struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: i64,
    /// The version of the document.
    pub(crate) version: i64,
}

impl Server {
    /// A server without a folder that is ready.
    pub(crate) fn start() -> Self {
        let mut server = Self::greeted(Value::Null);
        server.notify("initialized", json!({}));
        server
    }

    /// A server in a folder, greeted and not yet told that it may begin.
    pub(crate) fn start_in(root: &str) -> Self {
        Self::greeted(json!(root))
    }

    fn greeted(root: Value) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_prep-ls"))
            .args(["server", "--debounce-ms", "0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary was built with the bench");
        let input = child.stdin.take().expect("its input is a pipe");
        let output = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let mut server = Server {
            child,
            input,
            output,
            id: 0,
            version: 0,
        };
        server.request(
            "initialize",
            json!({"processId": null, "rootUri": root, "capabilities": {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}}),
        );
        server
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())
            .and_then(|()| self.input.flush())
            .expect("the server reads");
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        self.until(|message| message["id"] == id)
    }

    /// Asks something and waits for the answer, of which only its beginning is looked at: reading megabytes of JSON
    /// would be the client's share.
    pub(crate) fn answered(&mut self, method: &str, params: Value) {
        self.id += 1;
        let id = self.id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let begin = format!("\"id\":{id},\"result\":");
        loop {
            let body = self.message();
            if String::from_utf8_lossy(&body[..body.len().min(100)]).contains(&begin) {
                return;
            }
        }
    }

    /// The next message of a kind; others before it are passed over.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message: Value = serde_json::from_slice(&self.message()).expect("JSON");
            if wanted(&message) {
                return message;
            }
        }
    }

    /// The body of the next message.
    fn message(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("the server writes");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length:") {
                length = value.trim().parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        self.output
            .read_exact(&mut body)
            .expect("the server writes");
        body
    }

    /// Reads until the diagnostics of a version are there. What they say is not looked at: what a client
    /// does with them is its own affair and not measured.
    pub(crate) fn published(&mut self, version: i64) {
        let version = format!("\"version\":{version}}}");
        loop {
            let body = self.message();
            // The method stands at the beginning, the version at the end.
            let head = String::from_utf8_lossy(&body[..body.len().min(100)]);
            let tail = String::from_utf8_lossy(&body[body.len().saturating_sub(60)..]);
            if head.contains("textDocument/publishDiagnostics") && tail.contains(&version) {
                return;
            }
        }
    }

    /// The most memory that was resident at a time in MB, on Linux.
    pub(crate) fn memory(&self) -> Option<f64> {
        self.status("VmHWM:")
    }

    /// The memory that is resident now in MB, on Linux.
    pub(crate) fn resident(&self) -> Option<f64> {
        self.status("VmRSS:")
    }

    fn status(&self, key: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with(key))?;
        let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
