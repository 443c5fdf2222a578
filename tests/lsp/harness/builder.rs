//! How a client is set up before it starts its server.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::text::Encoding;
use super::wire::Wire;
use super::{Client, binary, uri, write};

/// A client that is yet to be started.
pub(crate) struct Builder {
    capabilities: Value,
    options: Value,
    settings: Value,
    mute: bool,
    may_show: bool,
    folders: Vec<&'static str>,
    args: Vec<String>,
    params: Option<Value>,
    extra: Vec<(&'static str, Value)>,
    folder: TempDir,
}

/// The folder that a client works in, on its canonical path: servers may resolve links.
fn canonical(folder: &TempDir) -> PathBuf {
    if cfg!(windows) {
        // The canonical path of Windows (`\\?\C:\…`) is none that an editor would use.
        folder.path().to_owned()
    } else {
        folder.path().canonicalize().expect("the folder exists")
    }
}

impl Builder {
    pub(super) fn new() -> Self {
        Builder {
            capabilities: full_capabilities(),
            options: json!({"server": {"calm-typing": false}}),
            settings: Value::Null,
            mute: false,
            may_show: false,
            folders: vec![""],
            args: vec!["--debounce-ms".to_owned(), "0".to_owned()],
            params: None,
            extra: Vec::new(),
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Sets a capability of the client, by JSON pointer.
    pub(crate) fn with(mut self, pointer: &str, value: Value) -> Self {
        let mut at = &mut self.capabilities;
        for key in pointer.split('/').skip(1) {
            at = &mut at[key];
        }
        *at = value;
        self
    }

    /// Takes a capability away.
    pub(crate) fn without(self, pointer: &str) -> Self {
        self.with(pointer, Value::Null)
    }

    pub(crate) fn capabilities(mut self, capabilities: Value) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// A client that does not pull diagnostics and is asked nothing, so that each publish has one cause.
    pub(crate) fn push(self) -> Self {
        self.without("/textDocument/diagnostic")
            .without("/workspace/diagnostics")
            .without("/workspace/configuration")
    }

    /// `initializationOptions`; by default calm typing is off, so that results depend on the text alone.
    pub(crate) fn options(mut self, options: Value) -> Self {
        self.options = options;
        self
    }

    /// What the client answers to `workspace/configuration`.
    pub(crate) fn settings(mut self, settings: Value) -> Self {
        self.settings = settings;
        self
    }

    /// Never answers the server's requests.
    pub(crate) fn mute(mut self) -> Self {
        self.mute = true;
        self
    }

    /// The server may tell the user something in this test.
    pub(crate) fn may_show_messages(mut self) -> Self {
        self.may_show = true;
        self
    }

    /// Puts a file into the folder.
    pub(crate) fn file(self, name: &str, contents: &str) -> Self {
        write(&self.folder.path().join(name), contents);
        self
    }

    /// The workspace folders, below the test's folder. By default that folder itself.
    pub(crate) fn folders(mut self, folders: &[&'static str]) -> Self {
        self.folders = folders.to_vec();
        self
    }

    /// Arguments after `prep-ls server`. By default `--debounce-ms 0`.
    pub(crate) fn args(mut self, args: &[&str]) -> Self {
        self.args = args.iter().map(|&arg| arg.to_owned()).collect();
        self
    }

    /// Sets one of the parameters of `initialize`.
    pub(crate) fn param(mut self, key: &'static str, value: Value) -> Self {
        self.extra.push((key, value));
        self
    }

    /// The parameters of `initialize`, all of them.
    pub(crate) fn params(mut self, params: Value) -> Self {
        self.params = Some(params);
        self
    }

    /// Starts the process and says nothing to it.
    pub(crate) fn spawn(self) -> Client {
        let root = canonical(&self.folder);
        let mut child = binary(&root)
            .arg("server")
            .args(&self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let stdin = child.stdin.take().expect("stdin is piped");
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut stderr = child.stderr.take().expect("stderr is piped");
        let mut wire = Wire::new(stdin, stdout);
        wire.settings = self.settings.clone();
        wire.mute = self.mute;
        let collected = wire.stderr.clone();
        let collector = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut buffer) {
                let mut collected = collected.lock().expect("no panic while collecting");
                collected.push_str(&String::from_utf8_lossy(&buffer[..count]));
            }
        });
        let params = self
            .params
            .clone()
            .unwrap_or_else(|| self.initialize(&root));
        let pulls = params.pointer("/capabilities/textDocument/diagnostic");
        Client {
            pulls: pulls.is_some_and(Value::is_object),
            may_show: self.may_show,
            params,
            child,
            wire,
            collector: Some(collector),
            root,
            encoding: Encoding::Utf16,
            result: Value::Null,
            documents: HashMap::new(),
            loud: HashSet::new(),
            over: false,
            _folder: self.folder,
        }
    }

    /// Starts the process and greets it.
    pub(crate) fn start(self) -> Client {
        let mut client = self.spawn();
        client.initialize();
        client
    }

    fn initialize(&self, root: &Path) -> Value {
        let folders: Vec<Value> = self
            .folders
            .iter()
            .map(|folder| {
                // Joining "" would add a slash.
                let path = match *folder {
                    "" => root.to_owned(),
                    folder => root.join(folder),
                };
                fs::create_dir_all(&path).expect("a folder");
                json!({"uri": uri(&path), "name": folder})
            })
            .collect();
        let mut params = json!({
            "processId": std::process::id(),
            "clientInfo": {"name": "harness", "version": "1"},
            "rootUri": folders[0]["uri"],
            "capabilities": self.capabilities,
            "workspaceFolders": folders,
        });
        if !self.options.is_null() {
            params["initializationOptions"] = self.options.clone();
        }
        for (key, value) in &self.extra {
            params[*key] = value.clone();
        }
        params
    }
}

fn full_capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "window": {"workDoneProgress": true, "showMessage": {}, "showDocument": {"support": true}},
        "workspace": {
            "applyEdit": true,
            "configuration": true,
            "workspaceFolders": true,
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"]},
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true},
            "executeCommand": {},
            "diagnostics": {"refreshSupport": true},
            "codeLens": {"refreshSupport": true},
            "inlayHint": {"refreshSupport": true},
        },
        "textDocument": {
            "synchronization": {"didSave": true},
            "diagnostic": {"dynamicRegistration": false, "relatedDocumentSupport": false},
            "publishDiagnostics": {
                "relatedInformation": true,
                "versionSupport": true,
                "codeDescriptionSupport": true,
                "dataSupport": true,
                "tagSupport": {"valueSet": [1, 2]},
            },
            "completion": {
                "completionItem": {
                    "snippetSupport": true,
                    "insertReplaceSupport": true,
                    "labelDetailsSupport": true,
                    "documentationFormat": ["markdown", "plaintext"],
                    "resolveSupport": {"properties": ["documentation", "detail"]},
                    "insertTextModeSupport": {"valueSet": [1, 2]},
                },
                "completionItemKind": {"valueSet": (1..=25).collect::<Vec<u8>>()},
                "contextSupport": true,
            },
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {
                "hierarchicalDocumentSymbolSupport": true,
                "symbolKind": {"valueSet": (1..=26).collect::<Vec<u8>>()},
            },
            "foldingRange": {"lineFoldingOnly": true},
            "codeLens": {"dynamicRegistration": false},
            "inlayHint": {"dynamicRegistration": false},
            "definition": {"linkSupport": true},
            "references": {},
            "documentHighlight": {},
            "rename": {"prepareSupport": true},
            "selectionRange": {},
            "documentLink": {"tooltipSupport": true},
            "codeAction": {
                "codeActionLiteralSupport": {
                    "codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source", "source.fixAll"]},
                },
                "isPreferredSupport": true,
                "disabledSupport": true,
                "dataSupport": true,
                "resolveSupport": {"properties": ["edit"]},
            },
        },
    })
}
