//! What a client waits for: the real binary over stdio, from a message sent to the answer read.
//!
//! `cargo bench --bench server` prints a table of milliseconds.
#![allow(clippy::print_stdout)] // A table is what a bench is for.

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{SIZES, ms, note, percentiles};

const URI: &str = "file:///tmp/bench.prep.md";

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: i64,
}

impl Server {
    fn start() -> Self {
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
        };
        server.request(
            "initialize",
            json!({"processId": null, "rootUri": null, "capabilities": {}}),
        );
        server.notify("initialized", json!({}));
        server
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())
            .and_then(|()| self.input.flush())
            .expect("the server reads");
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        self.until(|message| message["id"] == id)
    }

    /// The next message of a kind; others before it are passed over.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
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
            let message: Value = serde_json::from_slice(&body).expect("JSON");
            if wanted(&message) {
                return message;
            }
        }
    }

    fn published(&mut self, version: i64) {
        self.until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["version"] == version
        });
    }

    /// Resident memory in MB, on Linux.
    fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
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

fn main() {
    println!("milliseconds               size |    p50 |    p99");
    let starts = (0..20).map(|_| {
        let start = Instant::now();
        drop(Server::start());
        start.elapsed()
    });
    row("start to initialized", "", starts.collect());
    for (name, size) in SIZES {
        let text = note(size);
        let rounds = if size > 500_000 { 5 } else { 20 };
        let opens = (0..rounds).map(|_| {
            let mut server = Server::start();
            let start = Instant::now();
            open(&mut server, &text);
            start.elapsed()
        });
        row("open to diagnostics", name, opens.collect());

        let mut server = Server::start();
        open(&mut server, &text);
        let lines = text.lines().count();
        let keystrokes: i64 = if size > 500_000 { 300 } else { 1_000 };
        let mut version = 1;
        let mut typing =
            |server: &mut Server, place: &dyn Fn(i64) -> usize, symbols: bool| -> Vec<Duration> {
                (0..keystrokes)
                    .map(|number| {
                        version += 1;
                        let at = json!({"line": place(number), "character": 0});
                        let start = Instant::now();
                        server.notify(
                            "textDocument/didChange",
                            json!({
                                "textDocument": {"uri": URI, "version": version},
                                "contentChanges": [{"range": {"start": at, "end": at}, "text": "a"}]
                            }),
                        );
                        if symbols {
                            server.request(
                                "textDocument/documentSymbol",
                                json!({"textDocument": {"uri": URI}}),
                            );
                        } else {
                            server.published(version);
                        }
                        start.elapsed()
                    })
                    .collect()
            };
        let times = typing(&mut server, &|_| lines / 2, false);
        row("key at one spot", name, times);
        let times = typing(&mut server, &|number| number as usize * 7919 % lines, false);
        row("key here and there", name, times);
        let times = typing(&mut server, &|_| lines / 2, true);
        row("key to symbols", name, times);
        if let Some(memory) = server.memory() {
            println!("{:<25} {name:>6} | {memory:>6.1} MB", "peak memory");
        }
    }
}

fn open(server: &mut Server, text: &str) {
    server.notify(
        "textDocument/didOpen",
        json!({
            "textDocument": {"uri": URI, "languageId": "markdown", "version": 1, "text": text}
        }),
    );
    server.published(1);
}

fn row(what: &str, size: &str, times: Vec<Duration>) {
    let (p50, p99) = percentiles(times);
    println!("{what:<25} {size:>6} | {:>6} | {:>6}", ms(p50), ms(p99));
}
