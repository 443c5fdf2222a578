//! A client that drives the real server in a folder of its own.
//!
//! Its documents are kept here as the editor would keep them, and every edit is sent as it is
//! made, so that a test speaks of text and the harness of versions and positions.

mod builder;
pub(crate) mod text;
pub(crate) mod wire;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

pub(crate) use builder::Builder;
use text::Encoding;
use wire::{PATIENCE, Wire};

/// The day it is in all tests.
pub(crate) const TODAY: &str = "2026-11-22";
/// How long the server may take to end. The promise is one second; the rest is a machine that has other things to do (one second
/// failed beside three fuzzers and a build).
pub(crate) const EXIT: Duration = Duration::from_secs(5);
/// Messages that may be left unread at the end.
const CHATTER: [&str; 4] = [
    "window/logMessage",
    "$/logTrace",
    "$/progress",
    "telemetry/event",
];

/// The real binary, away from the settings of whoever runs the tests.
pub(crate) fn binary(folder: &Path) -> Command {
    let home = folder.join("home");
    // Another build of it may be driven, for figures.
    let other = std::env::var_os("PREP_LS_BIN");
    let mut command = Command::new(other.unwrap_or_else(|| env!("CARGO_BIN_EXE_prep-ls").into()));
    command
        .current_dir(folder)
        .env("PREP_LS_TODAY", TODAY)
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("APPDATA", home.join("config"))
        .env_remove("RUST_LOG");
    command
}

pub(crate) fn uri(path: &Path) -> String {
    Url::from_file_path(path).expect("an absolute path").into()
}

/// An open document, as the editor has it.
struct Document {
    text: String,
    version: i64,
}

/// A client with its server.
pub(crate) struct Client {
    pub(crate) wire: Wire,
    /// The test's folder, which is the workspace unless told otherwise.
    pub(crate) root: PathBuf,
    pub(crate) encoding: Encoding,
    /// What `initialize` gave.
    pub(crate) result: Value,
    pub(crate) child: Child,
    params: Value,
    pulls: bool,
    may_show: bool,
    collector: Option<thread::JoinHandle<()>>,
    documents: HashMap<String, Document>,
    /// Documents that something was published for.
    loud: HashSet<String>,
    over: bool,
    _folder: TempDir,
}

impl Client {
    /// A client that can do all that the editors of today can.
    pub(crate) fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn start() -> Client {
        Client::builder().start()
    }

    /// The handshake.
    pub(crate) fn initialize(&mut self) {
        self.result = self.ask("initialize", self.params.clone());
        let encoding = self.capability("/positionEncoding");
        if let Some(name) = encoding.as_str() {
            self.encoding = Encoding::named(name);
        }
        self.wire.notify("initialized", json!({}));
    }

    /// A capability of the server; null where it has none.
    pub(crate) fn capability(&self, pointer: &str) -> Value {
        let found = self.result["capabilities"].pointer(pointer);
        found.cloned().unwrap_or_default()
    }

    /// Sends a request and returns its result; an error is a panic.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        match self.wire.request(method, params) {
            Ok(result) => result,
            Err(error) => panic!("{method} failed: {error}\n{}", self.wire.story()),
        }
    }

    /// Asks something with a known answer: the server is up, and has seen all that was sent before.
    pub(crate) fn barrier(&mut self) {
        let error = self.wire.request("prep-ls/noSuchRequest", json!({}));
        assert_eq!(error.expect_err("no such request")["code"], -32601);
    }

    /// The URI of a file in the folder.
    pub(crate) fn uri(&self, name: &str) -> String {
        uri(&self.root.join(name))
    }

    /// Writes a file into the folder, without telling the server.
    pub(crate) fn write(&self, name: &str, contents: &str) {
        write(&self.root.join(name), contents);
    }

    /// Tells the server that a file was created (1), changed (2) or deleted (3).
    pub(crate) fn watched(&mut self, name: &str, kind: u8) {
        let changes = json!([{"uri": self.uri(name), "type": kind}]);
        self.wire.notify(
            "workspace/didChangeWatchedFiles",
            json!({"changes": changes}),
        );
    }

    /// Opens a Markdown document that is named like a file in the folder.
    pub(crate) fn open(&mut self, name: &str, text: &str) -> String {
        let uri = self.uri(name);
        self.open_as(&uri, "markdown", text);
        uri
    }

    pub(crate) fn open_as(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.wire
            .notify("textDocument/didOpen", json!({"textDocument": document}));
        let text = text.to_owned();
        self.documents
            .insert(uri.to_owned(), Document { text, version: 1 });
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.documents.remove(uri);
        self.wire.notify(
            "textDocument/didClose",
            json!({"textDocument": {"uri": uri}}),
        );
    }

    /// The text of a document, as the editor has it.
    pub(crate) fn text(&self, uri: &str) -> &str {
        &self.documents[uri].text
    }

    pub(crate) fn version(&self, uri: &str) -> i64 {
        self.documents[uri].version
    }

    /// Replaces a byte range of a document.
    pub(crate) fn edit(&mut self, uri: &str, range: Range<usize>, new: &str) {
        self.edits(uri, &[(range, new)]);
    }

    /// Several edits in one notification; each range is one of the text after those before it.
    pub(crate) fn edits(&mut self, uri: &str, edits: &[(Range<usize>, &str)]) {
        let encoding = self.encoding;
        let document = self.documents.get_mut(uri).expect("an open document");
        let changes: Vec<Value> = edits
            .iter()
            .map(|(range, new)| {
                let change = json!({
                    "range": text::range(&document.text, range.clone(), encoding),
                    "text": new,
                });
                document.text.replace_range(range.clone(), new);
                change
            })
            .collect();
        let text = document.text.clone();
        self.change(uri, json!(changes), text);
    }

    /// Replaces the first occurrence of some text.
    pub(crate) fn replace(&mut self, uri: &str, old: &str, new: &str) {
        let at = self.text(uri).find(old).expect("the text to replace");
        self.edit(uri, at..at + old.len(), new);
    }

    /// Replaces the whole text.
    pub(crate) fn set_text(&mut self, uri: &str, text: &str) {
        self.change(uri, json!([{"text": text}]), text.to_owned());
    }

    /// Sends content changes; `text` is what they make of the document.
    pub(crate) fn change(&mut self, uri: &str, changes: Value, text: String) {
        let document = self.documents.get_mut(uri).expect("an open document");
        document.version += 1;
        document.text = text;
        let version = document.version;
        self.wire.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
    }

    /// A request about a document.
    pub(crate) fn ask_of(&mut self, uri: &str, method: &str) -> Value {
        let method = format!("textDocument/{method}");
        self.ask(&method, json!({"textDocument": {"uri": uri}}))
    }

    /// A request about a place in a document.
    pub(crate) fn ask_at(&mut self, uri: &str, at: usize, method: &str) -> Value {
        let position = text::position(self.text(uri), at, self.encoding);
        let method = format!("textDocument/{method}");
        self.ask(
            &method,
            json!({"textDocument": {"uri": uri}, "position": position}),
        )
    }

    /// The references to what stands at a place in a document.
    pub(crate) fn references(&mut self, uri: &str, at: usize, declaration: bool) -> Value {
        let position = text::position(self.text(uri), at, self.encoding);
        let context = json!({"includeDeclaration": declaration});
        self.ask(
            "textDocument/references",
            json!({"textDocument": {"uri": uri}, "position": position, "context": context}),
        )
    }

    /// The diagnostics of a document in its present version, pulled or pushed as this client does it.
    pub(crate) fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        if self.pulls {
            let report = self.ask_of(uri, "diagnostic");
            assert_eq!(report["kind"], "full", "{report}");
            return array(&report["items"]);
        }
        let version = self.version(uri);
        self.published(uri, |params| {
            assert!(
                params["version"].is_i64(),
                "a publish without a version: {params}"
            );
            params["version"] == version
        })
    }

    /// Waits for a publish that is wanted. Earlier ones of the same document are taken, too.
    pub(crate) fn published(
        &mut self,
        uri: &str,
        mut wanted: impl FnMut(&Value) -> bool,
    ) -> Vec<Value> {
        loop {
            let params = self.next_publish(uri);
            if wanted(&params) {
                return array(&params["diagnostics"]);
            }
        }
    }

    /// Waits for the next publish of a document.
    pub(crate) fn next_publish(&mut self, uri: &str) -> Value {
        let what = format!("a publish for {uri}");
        let mut publish = self.wire.claim(&what, PATIENCE, |message| {
            is_publish(message) && message["params"]["uri"] == uri
        });
        let params = publish["params"].take();
        if params["diagnostics"] != json!([]) {
            self.loud.insert(uri.to_owned());
        }
        params
    }

    /// Asserts that no finding was published for a document so far.
    pub(crate) fn expect_silence(&mut self, uri: &str) {
        let loud = self.wire.take(|message| {
            is_publish(message)
                && message["params"]["uri"] == uri
                && message["params"]["diagnostics"] != json!([])
        });
        assert_eq!(loud, None, "{}", self.wire.story());
    }

    /// Asserts that nothing is left unread but chatter, and publishes that say of a silent
    /// document that it is silent.
    pub(crate) fn expect_nothing_unread(&mut self) {
        let unread: Vec<Value> = self
            .wire
            .unread()
            .into_iter()
            .filter(|message| {
                let method = message["method"].as_str().unwrap_or_default();
                let quiet = is_publish(message)
                    && message["params"]["diagnostics"] == json!([])
                    && !self
                        .loud
                        .contains(message["params"]["uri"].as_str().unwrap_or_default());
                let shown = self.may_show && method == "window/showMessage";
                !(quiet || shown || CHATTER.contains(&method))
            })
            .collect();
        assert!(
            unread.is_empty(),
            "unread: {unread:#?}\n{}",
            self.wire.story()
        );
    }

    /// Waits for the process to end by itself; `None` when it has not.
    pub(crate) fn wait_exit(&mut self, limit: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + limit;
        self.wire.wait_closed(limit);
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                self.over = true;
                return Some(status);
            }
            if Instant::now() >= until {
                return None;
            }
            // There is no portable way to wait for a process with a limit but to look.
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// The same, where not ending in time is a failure.
    pub(crate) fn expect_exit(&mut self, limit: Duration) -> ExitStatus {
        match self.wait_exit(limit) {
            Some(status) => status,
            None => panic!(
                "the server still runs after {limit:?}\n{}",
                self.wire.story()
            ),
        }
    }

    /// Ends the process without asking: for tests that leave it in a state where asking is no use.
    pub(crate) fn kill(&mut self) {
        self.over = true;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// What every test ends with.
    fn finish(&mut self) {
        let shutdown = self.ask("shutdown", Value::Null);
        assert_eq!(shutdown, Value::Null);
        self.wire.notify("exit", Value::Null);
        let status = self.expect_exit(EXIT);
        if let Some(collector) = self.collector.take() {
            collector.join().expect("standard error was read");
        }
        assert_eq!(status.code(), Some(0), "{}", self.wire.story());
        self.expect_nothing_unread();
        let stderr = self.wire.stderr.lock().expect("no panic while collecting");
        assert!(
            !stderr.contains("panicked at"),
            "a panic in the server:\n{stderr}"
        );
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        if thread::panicking() {
            self.kill();
            return;
        }
        self.finish();
    }
}

fn is_publish(message: &Value) -> bool {
    message["method"] == "textDocument/publishDiagnostics"
}

fn write(path: &Path, contents: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, contents).expect("a file");
}

/// The elements of an array; none where there is null.
pub(crate) fn array(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.clone(),
        other => panic!("no array: {other}"),
    }
}

/// The codes of diagnostics, in order.
pub(crate) fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic["code"].as_str().expect("a code"))
        .collect()
}

/// The diagnostics with a code.
pub(crate) fn with_code(diagnostics: &[Value], code: &str) -> Vec<Value> {
    let mut found = diagnostics.to_vec();
    found.retain(|diagnostic| diagnostic["code"] == code);
    found
}
