//! Bytes to the server, in this process: it never panics, answers every request, and ends when its input does.

use std::collections::HashSet;
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};

use lsp_server::Message;
use prep_ls::server::{self, ServerOptions};
use serde_json::{Value, json};

/// How long the answers to an input may take: a hundred times what they do under a sanitizer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Messages of one input at most.
const MOST: usize = 60;

/// One message's body in each line; after a first byte of 0, the stream itself, headers and all.
pub(crate) fn rpc(data: &[u8]) {
    if let Some((0, stream)) = data.split_first() {
        let heard = Arc::<Heard>::default();
        talk(Input::new(stream.to_vec(), None), &heard);
        return;
    }
    let mut stream = Vec::new();
    let mut wanted = Wanted::default();
    for line in data.split(|&byte| byte == b'\n').take(MOST) {
        let body = tamed(line);
        stream.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
        stream.extend(&body);
        if wanted.add(&body) {
            break;
        }
    }
    let heard = Arc::<Heard>::default();
    let gate = Gate {
        wanted,
        heard: Arc::clone(&heard),
    };
    talk(Input::new(stream, Some(gate)), &heard);
}

fn talk(input: Input, heard: &Arc<Heard>) {
    let options = ServerOptions {
        debounce_ms: Some(0),
        ..ServerOptions::default()
    };
    let status = server::over(input, Output(Arc::clone(heard)), options);
    assert!(matches!(status, 0 | 1), "{status}");
    let late = heard.late.lock().expect("nobody panics while writing");
    assert_eq!(*late, None);
    for message in heard.messages() {
        // A panic is answered with this, and nothing else is.
        assert_ne!(message["error"]["code"], -32603, "{message}");
    }
}

/// A message that names no other folder of this machine than one of our own, and no process.
fn tamed(body: &[u8]) -> Vec<u8> {
    let Ok(Value::Object(mut message)) = serde_json::from_slice(body) else {
        return body.to_vec();
    };
    let ours = url::Url::from_directory_path(folder())
        .map(String::from)
        .unwrap_or_default();
    let folders = json!([{ "uri": ours, "name": "notes" }]);
    let Some(Value::Object(params)) = message.get_mut("params") else {
        return body.to_vec();
    };
    let mut changed = params.remove("processId").is_some();
    for (key, tame) in [
        ("rootUri", json!(ours)),
        ("rootPath", json!(folder())),
        ("workspaceFolders", folders.clone()),
    ] {
        if let Some(value) = params.get_mut(key).filter(|value| !value.is_null()) {
            *value = tame;
            changed = true;
        }
    }
    if let Some(Value::Object(event)) = params.get_mut("event")
        && event.insert("added".into(), folders).is_some()
    {
        changed = true;
    }
    match changed {
        true => Value::Object(message).to_string().into_bytes(),
        false => body.to_vec(),
    }
}

/// A folder with notes.
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("prep-ls-fuzz-{}", std::process::id()));
        let notes = [
            ("a.prep.md", "# Interview Prep: Harbour Clinic – Nurse\n\n## STAR Stories\n\n### S1: The leak\n\n[b](b.prep.md#job-overview)\n"),
            ("b.prep.md", "# Interview Prep: Acme – Driver\n\n## Job Overview\n\n[[a]] ![x](x.png)\n"),
            ("prep.toml", "resume = \"cv.md\"\n"),
            ("cv.md", "# CV\n\n- 40 wards\n"),
        ];
        std::fs::create_dir_all(&folder).expect("a folder for notes");
        for (name, text) in notes {
            std::fs::write(folder.join(name), text).expect("a note");
        }
        folder
    })
}

/// What the server owes.
#[derive(Default)]
struct Wanted {
    ids: HashSet<String>,
    nameless: usize,
}

impl Wanted {
    /// Takes a message into account. True if it is the last.
    fn add(&mut self, body: &[u8]) -> bool {
        match serde_json::from_slice::<Message>(body) {
            Ok(Message::Request(request)) => {
                let id = serde_json::to_value(&request.id).expect("an id is JSON");
                self.ids.insert(id.to_string());
            }
            Ok(Message::Notification(notification)) => return notification.method == "exit",
            Ok(Message::Response(_)) => {}
            Err(_) => self.nameless += 1,
        }
        false
    }

    fn is_met(&self, heard: &[Value]) -> bool {
        let answers = || {
            heard
                .iter()
                .filter(|message| message.get("method").is_none())
        };
        let nameless = answers().filter(|answer| answer["id"].is_null()).count();
        let ids: HashSet<String> = answers().map(|answer| answer["id"].to_string()).collect();
        nameless >= self.nameless && self.ids.is_subset(&ids)
    }
}

/// What the server said so far.
#[derive(Default)]
struct Heard {
    bytes: Mutex<Vec<u8>>,
    more: Condvar,
    /// What did not come in time.
    late: Mutex<Option<String>>,
}

impl Heard {
    /// The messages, each of which must be one.
    fn messages(&self) -> Vec<Value> {
        messages(&self.bytes.lock().expect("nobody panics while writing"))
    }
}

fn messages(mut bytes: &[u8]) -> Vec<Value> {
    let mut found = Vec::new();
    while let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") {
        let header = std::str::from_utf8(&bytes[..end]).expect("a header is ASCII");
        let length = header.strip_prefix("Content-Length: ").expect("one header");
        let length: usize = length.parse().expect("a length");
        let Some(body) = bytes.get(end + 4..end + 4 + length) else {
            break;
        };
        let message: Value = serde_json::from_slice(body).expect("a body is JSON");
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        let is_call = message["method"].is_string();
        let is_answer = message.get("result").is_some() != message.get("error").is_some();
        assert!(
            is_call || is_answer && message.get("id").is_some(),
            "{message}"
        );
        found.push(message);
        bytes = &bytes[end + 4 + length..];
    }
    found
}

struct Output(Arc<Heard>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut heard = self.0.bytes.lock().expect("nobody panics while reading");
        heard.extend(bytes);
        self.0.more.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the input open until all is answered.
struct Gate {
    wanted: Wanted,
    heard: Arc<Heard>,
}

impl Gate {
    fn wait(&self) {
        let until = Instant::now() + PATIENCE;
        let mut bytes = self
            .heard
            .bytes
            .lock()
            .expect("nobody panics while writing");
        loop {
            let heard = messages(&bytes);
            if self.wanted.is_met(&heard) {
                return;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let Wanted { ids, nameless } = &self.wanted;
                let late = format!("{nameless} errors and answers to {ids:?} wanted: {heard:?}");
                *self.heard.late.lock().expect("nobody panics here") = Some(late);
                return;
            }
            (bytes, _) = self
                .heard
                .more
                .wait_timeout(bytes, left)
                .expect("nobody panics while writing");
        }
    }
}

struct Input {
    bytes: io::Cursor<Vec<u8>>,
    gate: Option<Gate>,
}

impl Input {
    fn new(bytes: Vec<u8>, gate: Option<Gate>) -> Self {
        Input {
            bytes: io::Cursor::new(bytes),
            gate,
        }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes.position() as usize >= self.bytes.get_ref().len()
            && let Some(gate) = self.gate.take()
        {
            gate.wait();
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.consume(amount);
    }
}
