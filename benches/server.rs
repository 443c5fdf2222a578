//! What a client waits for: the real binary over stdio, from a message sent to the answer read.
//!
//! `cargo bench --bench server` prints a table of milliseconds; `-- key "1 MB"` only the rows that hold all
//! these words.
#![allow(clippy::print_stdout)] // A table is what a bench is for.

mod support;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::server::{Server, URI};
use support::{SIZES, keystrokes, ms, note, percentiles, rounds};

/// An editor takes at least this long between the answer to `initialize` and the first note.
const PAUSE: Duration = Duration::from_millis(50);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let filter: Vec<&String> = words.iter().filter(|word| *word != "--bench").collect();
    let wanted = |row: &str| filter.iter().all(|word| row.contains(*word));
    let table = RefCell::new(Vec::new());
    let row = |what: &'static str, size: &'static str, times: &dyn Fn() -> Vec<Duration>| {
        if !wanted(&format!("{what} {size}")) {
            return;
        }
        let (p50, p99) = percentiles(times());
        println!("{what:<25} {size:>6} | {:>8} | {:>8}", ms(p50), ms(p99));
        table.borrow_mut().push((what, size, p50));
    };
    println!("milliseconds               size |      p50 |      p99");
    row("start to initialized", "", &|| {
        let start = |_| {
            let start = Instant::now();
            drop(Server::start());
            start.elapsed()
        };
        (0..30).map(start).collect()
    });
    for (name, size) in SIZES {
        let text = note(size);
        let lines = text.lines().count();
        // The first note in a server that was started a moment ago, and one at once with the start.
        row("open to diagnostics", name, &|| {
            let open = |_| {
                let mut server = Server::start();
                std::thread::sleep(PAUSE);
                let start = Instant::now();
                open(&mut server, &text);
                start.elapsed()
            };
            (0..rounds(size).min(20)).map(open).collect()
        });
        row("start to diagnostics", name, &|| {
            let open = |_| {
                let start = Instant::now();
                let mut server = Server::start();
                open(&mut server, &text);
                start.elapsed()
            };
            (0..rounds(size).min(20)).map(open).collect()
        });
        row("key at one spot", name, &|| {
            typing(&text, |_| lines / 2, &diagnostics)
        });
        row("key here and there", name, &|| {
            typing(&text, |number| number * 7919 % lines, &diagnostics)
        });
        row("key to symbols", name, &|| {
            typing(&text, |_| lines / 2, &|server, _| {
                server.request(
                    "textDocument/documentSymbol",
                    json!({"textDocument": {"uri": URI}}),
                );
            })
        });
        row("completion", name, &|| {
            let bullet = below(&text, "## Questions to Ask Them");
            asking(&text, "textDocument/completion", bullet, size)
        });
        row("hover", name, &|| {
            let title = text.lines().position(|line| line.starts_with("# "));
            asking(&text, "textDocument/hover", title.unwrap_or(0), size)
        });
        if wanted(&format!("peak memory {name}")) {
            let mut server = Server::start();
            open(&mut server, &text);
            key(&mut server, 2, lines / 2, 0);
            server.published(2);
            if let Some(memory) = server.memory() {
                println!("{:<25} {name:>6} | {memory:>8.1} MB", "peak memory");
            }
        }
    }
    growth(&table.into_inner());
}

/// How much more a row costs than at the size before.
fn growth(table: &[(&str, &str, Duration)]) {
    let mut told: Vec<&str> = Vec::new();
    for &(what, _, first) in table {
        if told.contains(&what) {
            continue;
        }
        told.push(what);
        let more: Vec<String> = table
            .iter()
            .filter(|(other, _, _)| *other == what)
            .skip(1)
            .map(|(_, size, time)| {
                let factor = time.as_secs_f64() / first.as_secs_f64();
                format!("{factor:.1} at {size}")
            })
            .collect();
        if !more.is_empty() {
            println!("growth of {what}: {} times", more.join(", "));
        }
    }
}

/// Types letters, each in the line that `place` gives, and waits for what each leads to.
fn typing(
    text: &str,
    place: impl Fn(usize) -> usize,
    wait: &dyn Fn(&mut Server, i64),
) -> Vec<Duration> {
    let mut server = Server::start();
    open(&mut server, text);
    let mut ends: Vec<usize> = text
        .lines()
        .map(|line| line.encode_utf16().count())
        .collect();
    (0..keystrokes(text.len()))
        .map(|number| {
            let version = number as i64 + 2;
            let line = place(number);
            let start = Instant::now();
            key(&mut server, version, line, ends[line]);
            ends[line] += 1;
            wait(&mut server, version);
            start.elapsed()
        })
        .collect()
}

fn diagnostics(server: &mut Server, version: i64) {
    server.published(version);
}

/// Types a letter, or a space after four.
fn key(server: &mut Server, version: i64, line: usize, column: usize) {
    let at = json!({"line": line, "character": column});
    let letter = ["a", "e", " ", "n", "t"][version as usize % 5];
    server.notify(
        "textDocument/didChange",
        json!({
            "textDocument": {"uri": URI, "version": version},
            "contentChanges": [{"range": {"start": at, "end": at}, "text": letter}]
        }),
    );
}

/// Asks something about a line's end.
fn asking(text: &str, method: &str, line: usize, size: usize) -> Vec<Duration> {
    let mut server = Server::start();
    open(&mut server, text);
    let end = text
        .lines()
        .nth(line)
        .map_or(0, |line| line.encode_utf16().count());
    (0..rounds(size).max(10))
        .map(|_| {
            let start = Instant::now();
            let answer = server.request(
                method,
                json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": end}}),
            );
            assert_ne!(answer["result"], Value::Null, "{method} finds something");
            start.elapsed()
        })
        .collect()
}

/// The first line below a heading that begins an item of a list.
fn below(text: &str, heading: &str) -> usize {
    let lines = text.lines().enumerate();
    lines
        .skip_while(|(_, line)| *line != heading)
        .find(|(_, line)| line.starts_with("- "))
        .map_or(0, |(number, _)| number)
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
