//! A workspace of 10,000 notes of 8 KB: `check` with and without what was found the last time, the index, the search, and typing
//! meanwhile; and `status` over 1,000 of them.
//!
//! `cargo bench --bench workspace` prints a table of milliseconds; `-- check` only the rows of `check`.
#![allow(clippy::print_stdout)] // A table is what a bench is for.

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use support::server::Server;
use support::{ms, note, percentiles};

const NOTES: usize = 10_000;
/// Notes that `status` tells of: nobody prepares for more.
const STANDING: usize = 1_000;

fn main() {
    for notes in [NOTES / 10, NOTES] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bytes = fill(folder.path(), notes);
        check(folder.path(), notes, bytes);
    }
    if std::env::args().any(|word| word == "check") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bytes = fill(folder.path(), NOTES);
    println!("{NOTES} notes, {} MB", bytes / 1_000_000);
    let root = url(folder.path());
    let text = note(8 << 10);

    let some = tempfile::tempdir().expect("a temporary folder");
    fill(some.path(), STANDING);
    for format in ["text", "json", "html"] {
        let times = (0..5).map(|_| status(some.path(), format)).collect();
        row(&format!("status of {STANDING}, {format}"), times);
    }

    // Once to have the files in the cache.
    drop(ready(&root));
    let times: Vec<Duration> = (0..5).map(|_| ready(&root).1).collect();
    row("initialized to all notes found", times);

    let (mut server, _) = ready(&root);
    let queries = [
        "questions",
        "acme quest",
        "q",
        "e",
        "Company 9999",
        "strat",
        "overview",
        "cmpsum",
        "why fit",
        "zzz",
        "team",
        "a s",
    ];
    let times = (0..20).flat_map(|_| queries).map(|query| {
        let start = Instant::now();
        server.request("workspace/symbol", json!({"query": query}));
        start.elapsed()
    });
    let times = times.collect();
    row("query", times);
    let start = Instant::now();
    let all = server.request("workspace/symbol", json!({"query": ""}));
    let count = all["result"].as_array().map_or(0, Vec::len);
    println!(
        "{:<32} {count} notes in {} ms",
        "empty query",
        ms(start.elapsed())
    );
    if let Some(memory) = server.resident() {
        println!("{:<32} {memory:>6.1} MB", "resident memory");
    }
    if let Some(memory) = server.memory() {
        println!("{:<32} {memory:>6.1} MB", "peak memory");
    }
    drop(server);

    let mut idle = Server::start();
    open(&mut idle, &text);
    row("key, no workspace", keys(&mut idle, 300));
    drop(idle);
    // Opened before the index begins, so that all keys fall into the time in which it is made.
    let mut during = Vec::new();
    for _ in 0..8 {
        let mut server = Server::start_in(&root);
        open(&mut server, &text);
        let start = Instant::now();
        server.notify("initialized", json!({}));
        while start.elapsed() < Duration::from_millis(300) {
            during.extend(keys(&mut server, 1));
        }
    }
    println!("{} keys while the index was made", during.len());
    row("key, index being made", during);
}

/// Checks all notes with all rules that are on by default: with nothing known of them, and unchanged.
fn check(folder: &Path, notes: usize, bytes: usize) {
    let cache = tempfile::tempdir().expect("a temporary folder");
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_prep-ls"));
        let start = Instant::now();
        let status = command
            .args(["check", "--today", "2026-11-25", "--cache-dir"])
            .arg(cache.path())
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let time = start.elapsed();
        assert_eq!(
            status.expect("it runs").code(),
            Some(1),
            "there are findings"
        );
        time
    };
    let cold = (0..3).map(|_| {
        let _ = std::fs::remove_dir_all(cache.path());
        run()
    });
    let cold: Vec<Duration> = cold.collect();
    let warm: Vec<Duration> = (0..5).map(|_| run()).collect();
    for (what, times) in [("nothing known", cold), ("unchanged", warm)] {
        let (p50, _) = percentiles(times);
        let speed = bytes as f64 / 1e6 / p50.as_secs_f64();
        let what = format!("check {notes} notes, {what}");
        println!("{what:<32} p50 {:>9} | {speed:>6.1} MB/s", ms(p50));
    }
    let kept: u64 = walk(cache.path()).iter().sum();
    println!("{:<32} {:>6.1} MB", "kept of them", kept as f64 / 1e6);
}

/// The lengths of the files below a folder.
fn walk(folder: &Path) -> Vec<u64> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let lengths = entries.flat_map(|entry| {
        let entry = entry.expect("it can be listed");
        let about = entry.metadata().expect("it is there");
        match about.is_dir() {
            true => walk(&entry.path()),
            false => vec![about.len()],
        }
    });
    lengths.collect()
}

/// Writes the notes; returns their bytes.
fn fill(folder: &Path, notes: usize) -> usize {
    let text = note(8 << 10);
    let (_, rest) = text.split_once('\n').expect("a title");
    let mut bytes = 0;
    for number in 0..notes {
        let below = folder.join(format!("{:03}", number / 50));
        std::fs::create_dir_all(&below).expect("a folder");
        let own = format!(
            "# Interview Prep: Company {number} – Teacher {}\n{rest}\n### Own heading {number}\n\nSee [facts](note-{}.md#strategic-advice) and [[note-{}]].\n",
            number % 97,
            number / 50 * 50,
            number / 50 * 50 + 1,
        );
        bytes += own.len();
        std::fs::write(below.join(format!("note-{number}.md")), own).expect("a file");
    }
    bytes
}

/// A server that has found all notes, and how long after `initialized` it answered with the last of them.
fn ready(root: &str) -> (Server, Duration) {
    let mut server = Server::start_in(root);
    let start = Instant::now();
    server.notify("initialized", json!({}));
    let last = format!("Company {}", NOTES - 1);
    let found = server.request("workspace/symbol", json!({"query": last}));
    let time = start.elapsed();
    let names = found["result"].to_string();
    assert!(names.contains(&last), "{names}");
    (server, time)
}

/// How long the terminal's board of a folder takes, the start of the program included.
fn status(folder: &Path, format: &str) -> Duration {
    let start = Instant::now();
    let ran = Command::new(env!("CARGO_BIN_EXE_prep-ls"))
        .args(["status", "--all", "--format", format])
        .current_dir(folder)
        .output()
        .expect("the binary was built with the bench");
    let time = start.elapsed();
    assert!(ran.status.success() && ran.stdout.len() > STANDING * 50);
    time
}

fn keys(server: &mut Server, count: usize) -> Vec<Duration> {
    (0..count)
        .map(|_| {
            server.version += 1;
            let at = json!({"line": 40, "character": 0});
            let start = Instant::now();
            server.notify(
                "textDocument/didChange",
                json!({
                    "textDocument": {"uri": support::server::URI, "version": server.version},
                    "contentChanges": [{"range": {"start": at, "end": at}, "text": "a"}]
                }),
            );
            let version = server.version;
            server.published(version);
            start.elapsed()
        })
        .collect()
}

fn open(server: &mut Server, text: &str) {
    server.version = 1;
    server.notify(
        "textDocument/didOpen",
        json!({
            "textDocument": {"uri": support::server::URI, "languageId": "markdown", "version": 1, "text": text}
        }),
    );
    server.published(1);
}

fn url(path: &Path) -> String {
    url::Url::from_directory_path(path)
        .expect("an absolute path")
        .to_string()
        .trim_end_matches('/')
        .to_owned()
}

fn row(what: &str, times: Vec<Duration>) {
    let (p50, p99) = percentiles(times);
    println!("{what:<32} p50 {:>9} | p99 {:>9}", ms(p50), ms(p99));
}
