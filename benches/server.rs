//! What a client waits for: the real binary over stdio, from a message sent to the answer read.
//!
//! `cargo bench --bench server` prints a table of milliseconds; `-- key "1 MB"` only the rows that hold all
//! these words. `-- --against 'other-server --stdio'` drives another server over the same notes in the same run,
//! and prints how many times as long it takes.
#![allow(clippy::print_stdout)] // A table is what a bench is for.

mod support;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::peer::Peer;
use support::server::{Server, URI};
use support::{SIZES, keystrokes, ms, note, percentiles, rounds};

/// An editor takes at least this long between the answer to `initialize` and the first note.
const PAUSE: Duration = Duration::from_millis(50);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let against = words.iter().position(|word| word == "--against");
    let other = against.and_then(|at| words.get(at + 1));
    if against.is_some() && other.is_none() {
        println!("--against wants a command line: --against 'other-server --stdio'");
        return;
    }
    let filter = words.iter().enumerate().filter(|(at, word)| {
        *word != "--bench" && against.is_none_or(|against| *at != against && *at != against + 1)
    });
    let filter: Vec<&String> = filter.map(|(_, word)| word).collect();
    let wanted = |row: &str| filter.iter().all(|word| row.contains(*word));
    if let Some(other) = other {
        return compare(other, &wanted);
    }
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
                server.answered(
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

/// Drives this server and another one over the same notes, by the same means, and prints both.
fn compare(other: &str, wanted: &dyn Fn(&str) -> bool) {
    let folder = std::env::temp_dir().join(format!("prep-ls-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let own = format!("{} server --debounce-ms 0", env!("CARGO_BIN_EXE_prep-ls"));
    println!("milliseconds, p50          size |  prep-ls |    other |   ratio ({other})");
    let row = |what: &str, size: &str, measure: &dyn Fn(&str) -> Option<Vec<Duration>>| {
        if !wanted(&format!("{what} {size}")) {
            return;
        }
        let [own, other] = [&own, other].map(|command| Some(percentiles(measure(command)?).0));
        let told = |time: Option<Duration>| time.map_or_else(|| "–".to_owned(), ms);
        let ratio = own.zip(other).map_or_else(
            || "–".to_owned(),
            |(own, other)| format!("{:.1}", other.as_secs_f64() / own.as_secs_f64()),
        );
        println!(
            "{what:<25} {size:>6} | {:>8} | {:>8} | {ratio:>7}",
            told(own),
            told(other)
        );
    };
    let timed = |work: &mut dyn FnMut() -> Option<()>| {
        let start = Instant::now();
        work()?;
        Some(start.elapsed())
    };
    row("start to initialized", "", &|command| {
        let start = |_| timed(&mut || Peer::start(command, &folder).map(drop));
        (0..10).map(start).collect()
    });
    for (name, size) in SIZES {
        let text = note(size);
        // Some servers look at what is on the disk.
        std::fs::write(folder.join("bench.prep.md"), &text).expect("the note can be written");
        let line = text.lines().count() / 2;
        let end = text
            .lines()
            .nth(line)
            .map_or(0, |line| line.encode_utf16().count());
        let opened = |command: &str| {
            let mut peer = Peer::start(command, &folder)?;
            std::thread::sleep(PAUSE);
            let took = timed(&mut || peer.open(&text))?;
            Some((peer, took))
        };
        // Bounded, because another server may take seconds for a key.
        let keys = (keystrokes(size) / 10).max(5);
        row("open to diagnostics", name, &|command| {
            let open = |_| Some(opened(command)?.1);
            (0..rounds(size).min(5)).map(open).collect()
        });
        row("key to diagnostics", name, &|command| {
            let (mut peer, _) = opened(command)?;
            let key = |number: usize| {
                let version = number as i64 + 2;
                timed(&mut || peer.key_to_diagnostics(version, line, end + number))
            };
            (0..keys).map(key).collect()
        });
        let asked = |what: &str, method: &'static str| {
            row(what, name, &|command| {
                let (mut peer, _) = opened(command)?;
                let key = |number: usize| {
                    timed(&mut || {
                        peer.key(number as i64 + 2, line, end + number)?;
                        peer.ask(method, line, end + number + 1)
                    })
                };
                (0..keys).map(key).collect()
            });
        };
        asked("key to symbols", "textDocument/documentSymbol");
        asked("key to completion", "textDocument/completion");
        asked("key to hover", "textDocument/hover");
    }
    let _ = std::fs::remove_dir_all(&folder);
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
