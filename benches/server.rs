//! What a client waits for: the real binary over stdio, from a message sent to the answer read.
//!
//! `cargo bench --bench server` prints a table of milliseconds.
#![allow(clippy::print_stdout)] // A table is what a bench is for.

mod support;

use std::time::{Duration, Instant};

use serde_json::json;
use support::server::{Server, URI};
use support::{SIZES, ms, note, percentiles};

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
