//! A hundred documents that are typed into at once. Nothing is lost, memory stays flat, and answers keep coming.
//!
//! `scripts/soak` is the full run: ten minutes over the release binary, at fifty edits a second for each. It prints how long things took; what
//! is lost, or memory that grows, fails. The short one has the rate that a debug build keeps up with, and holds it to times as well.
//! `SOAK_SECONDS`, `SOAK_RATE` and `SOAK_DEBOUNCE` (milliseconds; the server's default without it) say otherwise.

#![allow(clippy::print_stdout)]

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::binary;
use crate::harness::wire::frame;

const DOCUMENTS: usize = 100;
/// The line of the heading that counts the edits, and its text before the number.
const COUNTED: (usize, &str) = (2, "## Counter ");
/// The line behind which a section comes and goes.
const TOGGLED: usize = 6;
const SECTION: &str = "## Company Summary\n- won a prize\n";

fn setting(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |given| given.parse().expect("a number"))
}

fn note(number: usize) -> String {
    let mut text = format!(
        "# Interview Prep: Firm {number} – Clerk\n\n{}000000\n\n## Why This Job Is a Fit\n- Strong focus on security and best practices\n\n## Questions to Ask Them\n",
        COUNTED.1
    );
    for line in 0..40 {
        text.push_str(&format!(
            "- How is case {line} of {number} handled on a Monday?\n"
        ));
    }
    text
}

/// What the client knows.
#[derive(Default)]
struct Seen {
    /// When each version of each document was sent, until something is published for it.
    sent: Vec<Vec<(i64, Instant)>>,
    /// The version that was last published for each document.
    published: Vec<i64>,
    /// What was published last, and how often something was.
    last: Vec<Value>,
    /// How long publishes took, and answers to questions.
    publishes: Vec<Duration>,
    answers: Vec<Duration>,
    asked: HashMap<i64, Instant>,
    results: HashMap<i64, Value>,
    closed: bool,
}

fn read(from: impl Read, seen: &Mutex<Seen>) {
    let mut from = BufReader::new(from);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if from.read_line(&mut line).expect("headers are text") == 0 {
                seen.lock().expect("no panic").closed = true;
                return;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().expect("a length");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body).expect("a body");
        let message: Value = serde_json::from_slice(&body).expect("a body is JSON");
        let now = Instant::now();
        let mut seen = seen.lock().expect("no panic");
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().expect("a URI");
            let Some(number) = uri
                .rsplit_once("-")
                .and_then(|(_, number)| number.parse::<usize>().ok())
            else {
                continue;
            };
            let version = message["params"]["version"].as_i64().expect("a version");
            assert!(
                version >= seen.published[number],
                "document {number} went back to {version}"
            );
            seen.published[number] = version;
            seen.last[number] = message["params"]["diagnostics"].clone();
            let sent = std::mem::take(&mut seen.sent[number]);
            let (done, rest): (Vec<_>, Vec<_>) =
                sent.into_iter().partition(|(of, _)| *of <= version);
            seen.sent[number] = rest;
            // Whoever types waits for what the first of these keystrokes changed.
            if let Some((_, since)) = done.first() {
                seen.publishes.push(now - *since);
            }
        } else if let (Some(id), None) = (message["id"].as_i64(), message.get("method")) {
            if let Some(since) = seen.asked.remove(&id) {
                seen.answers.push(now - since);
            }
            seen.results.insert(id, message);
        }
    }
}

/// Resident memory of a process, in kB; none where there is no /proc.
pub(crate) fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn percentile(all: &mut [Duration], share: f64) -> Duration {
    all.sort_unstable();
    all[((all.len() - 1) as f64 * share) as usize]
}

struct Server {
    input: std::process::ChildStdin,
    seen: Arc<Mutex<Seen>>,
    next_id: i64,
}

impl Server {
    fn send(&mut self, message: &Value) {
        self.input
            .write_all(&frame(message.to_string().as_bytes()))
            .expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.seen
            .lock()
            .expect("no panic")
            .asked
            .insert(id, Instant::now());
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    fn answer(&self, id: i64) -> Value {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(mut answer) = self.seen.lock().expect("no panic").results.remove(&id) {
                return answer["result"].take();
            }
            assert!(Instant::now() < until, "request {id} has no answer");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_hundred_documents_are_typed_into_at_once() {
    let seconds = setting("SOAK_SECONDS", 20);
    let rate = setting("SOAK_RATE", 4);
    let long = std::env::var_os("SOAK_SECONDS").is_some();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = binary(folder.path());
    command.arg("server");
    if let Ok(milliseconds) = std::env::var("SOAK_DEBOUNCE") {
        command.args(["--debounce-ms", &milliseconds]);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let process = child.id();
    let seen = Arc::new(Mutex::new(Seen {
        sent: vec![Vec::new(); 2 * DOCUMENTS],
        published: vec![0; 2 * DOCUMENTS],
        last: vec![Value::Null; 2 * DOCUMENTS],
        ..Seen::default()
    }));
    let output = child.stdout.take().expect("stdout is piped");
    let reader = {
        let seen = Arc::clone(&seen);
        thread::spawn(move || read(output, &seen))
    };
    let mut stderr = child.stderr.take().expect("stderr is piped");
    let complaints = thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.read_to_string(&mut text);
        text
    });
    let mut server = Server {
        input: child.stdin.take().expect("stdin is piped"),
        seen: Arc::clone(&seen),
        next_id: 0,
    };
    let hello = server.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": {"textDocument": {"publishDiagnostics": {"versionSupport": true}}}}));
    server.answer(hello);
    server.tell("initialized", json!({}));
    let uris: Vec<String> = (0..DOCUMENTS)
        .map(|number| format!("untitled:note-{number}"))
        .collect();
    for (number, uri) in uris.iter().enumerate() {
        let document =
            json!({"uri": uri, "languageId": "markdown", "version": 1, "text": note(number)});
        server.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    // One edit after the other, so many for each document in a second.
    let began = Instant::now();
    let gap = Duration::from_secs_f64(1.0 / (rate as f64 * DOCUMENTS as f64));
    let (mut edits, mut versions) = (0u64, vec![1i64; DOCUMENTS]);
    let mut toggled = [false; DOCUMENTS];
    let mut texts: Vec<Vec<String>> = (0..DOCUMENTS)
        .map(|number| note(number).lines().map(str::to_owned).collect())
        .collect();
    let mut memory = Vec::new();
    let mut next_look = Duration::from_secs(1);
    while began.elapsed() < Duration::from_secs(seconds) {
        let number = edits as usize % DOCUMENTS;
        versions[number] += 1;
        let version = versions[number];
        let change = if version % 10 == 0 {
            let lines = if toggled[number] { 2 } else { 0 };
            let new = if toggled[number] { "" } else { SECTION };
            let inserted = new.lines().map(str::to_owned);
            texts[number].splice(TOGGLED..TOGGLED + lines, inserted);
            toggled[number] = !toggled[number];
            json!({"range": {"start": {"line": TOGGLED, "character": 0}, "end": {"line": TOGGLED + lines, "character": 0}}, "text": new})
        } else {
            let (line, before) = COUNTED;
            texts[number][line] = format!("{before}{version:06}");
            let at = |character: usize| json!({"line": line, "character": character});
            json!({"range": {"start": at(before.len()), "end": at(before.len() + 6)}, "text": format!("{version:06}")})
        };
        seen.lock().expect("no panic").sent[number].push((version, Instant::now()));
        server.tell("textDocument/didChange", json!({"textDocument": {"uri": uris[number], "version": version}, "contentChanges": [change]}));
        edits += 1;
        if edits % (rate * 10).max(20) == 0 {
            let uri = &uris[(edits / 7) as usize % DOCUMENTS];
            server.ask(
                "textDocument/documentSymbol",
                json!({"textDocument": {"uri": uri}}),
            );
        }
        let elapsed = began.elapsed();
        if elapsed >= next_look {
            next_look += Duration::from_secs(1);
            memory.extend(resident(process));
            seen.lock().expect("no panic").results.clear();
        }
        let due = gap.mul_f64(edits as f64);
        if let Some(early) = due.checked_sub(elapsed) {
            thread::sleep(early);
        }
    }
    let took = began.elapsed();

    let behind = Instant::now();
    let barrier = server.ask("prep-ls/none", Value::Null);
    server.answer(barrier);
    let behind = behind.elapsed();

    // Nothing is lost: each document is what was typed last, and was told of in that version.
    for number in 0..DOCUMENTS {
        let id = server.ask(
            "textDocument/documentSymbol",
            json!({"textDocument": {"uri": uris[number]}}),
        );
        let symbols = server.answer(id).to_string();
        let last = versions[number] - i64::from(versions[number] % 10 == 0);
        let counter = match last {
            1 => "Counter 000000".to_owned(),
            last => format!("Counter {last:06}"),
        };
        assert!(symbols.contains(&counter), "{counter} is not in {symbols}");
        assert_eq!(
            symbols.contains("Company Summary"),
            toggled[number],
            "{symbols}"
        );
    }
    let until = Instant::now() + Duration::from_secs(30);
    while seen.lock().expect("no panic").published[..DOCUMENTS] != versions {
        assert!(
            Instant::now() < until,
            "not all last versions were published"
        );
        thread::sleep(Duration::from_millis(10));
    }
    // When nobody types any more, what is held back of the line that was typed is told, too: all of it is what a fresh look says.
    // Documents that are opened now, with the same texts, are such a look.
    for (number, lines) in texts.iter().enumerate() {
        let document = json!({"uri": format!("untitled:note-{}", DOCUMENTS + number), "languageId": "markdown", "version": 1, "text": lines.join("\n") + "\n"});
        server.tell("textDocument/didOpen", json!({"textDocument": document}));
    }
    let until = Instant::now() + Duration::from_secs(30);
    for (number, uri) in uris.iter().enumerate() {
        let twin = DOCUMENTS + number;
        loop {
            let (mine, fresh) = {
                let seen = seen.lock().expect("no panic");
                let fresh = seen.last[twin].to_string();
                let fresh = fresh.replace(&format!("untitled:note-{twin}\""), &format!("{uri}\""));
                (seen.last[number].to_string(), fresh)
            };
            if mine == fresh {
                assert!(mine.contains("missing-section"), "{mine}");
                break;
            }
            assert!(
                Instant::now() < until,
                "document {number}: {mine} instead of {fresh}"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }
    let id = server.ask("shutdown", Value::Null);
    server.answer(id);
    server.tell("exit", Value::Null);
    assert_eq!(child.wait().expect("a status").code(), Some(0));
    reader.join().expect("every message was one");
    let complaints = complaints.join().expect("stderr was read");
    assert_eq!(complaints, "", "the log is empty");

    let mut seen = seen.lock().expect("no panic");
    assert!(seen.closed && seen.asked.is_empty());
    let answers = [0.5, 0.99, 1.0].map(|share| percentile(&mut seen.answers, share));
    let publishes = [0.5, 0.99, 1.0].map(|share| percentile(&mut seen.publishes, share));
    println!(
        "{edits} edits of {DOCUMENTS} documents in {took:.1?} ({:.0} a second), {behind:.1?} behind at the end: answers p50 {:.1?}, p99 {:.1?}, most {:.1?} of {}; publishes p50 {:.1?}, p99 {:.1?}, most {:.1?} of {}",
        edits as f64 / took.as_secs_f64(),
        answers[0],
        answers[1],
        answers[2],
        seen.answers.len(),
        publishes[0],
        publishes[1],
        publishes[2],
        seen.publishes.len(),
    );
    // Somebody who types on and on is told after a second at the latest; the rest is a machine that has other things to do.
    if !long {
        assert!(publishes[1] < Duration::from_millis(2_500), "{publishes:?}");
        assert!(answers[1] < Duration::from_secs(1), "{answers:?}");
    }
    // The first fifth is for caches to fill.
    if memory.len() >= 15 {
        let from = memory.len() / 5;
        let middle = memory[from..memory.len() / 2]
            .iter()
            .max()
            .expect("figures");
        let last = memory[memory.len() * 4 / 5..]
            .iter()
            .max()
            .expect("figures");
        println!(
            "memory: {} kB at the start, {} kB in the middle, {} kB at the end; at most {middle} kB in the first half, {last} kB in the last fifth",
            memory[0],
            memory[memory.len() / 2],
            memory[memory.len() - 1]
        );
        assert!(
            *last < middle + middle / 10 + 4096,
            "memory grows: {memory:?}"
        );
    }
}
