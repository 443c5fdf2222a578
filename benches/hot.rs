//! The hot paths, each alone, for counting instructions and for profiles.
//!
//! `hot PATH SIZE TIMES` prepares what the path needs and then runs it so many times within a function
//! that a profiler finds by its name: `valgrind --tool=callgrind --toggle-collect='*::measured'`
//! counts that and nothing else. `scripts/instructions` does so and compares with what is committed.
#![allow(clippy::print_stdout)] // What it did is told, so that a run that did nothing shows.

mod support;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::grammar::Grammar;
use prep_ls::ide::{self, Snapshot};
use prep_ls::note::Globs;
use prep_ls::text::{Change, Encoding};
use prep_ls::workspace::scan::Scanner;
use support::note;

/// How many keystrokes are typed before those that count.
const WARM: usize = 20;

/// Runs something a number of times. Its name is what a profiler looks for.
#[inline(never)]
fn measured(times: usize, work: &mut dyn FnMut(usize) -> usize) -> usize {
    let start = Instant::now();
    let found = (0..times).map(|number| black_box(work(number))).sum();
    println!("{:?} each", start.elapsed() / times.max(1) as u32);
    found
}

/// The configuration that an editor's user has without any: it knows which day it is.
fn profile() -> Profile {
    let today = jiff::civil::date(2026, 11, 25);
    Profile::new(Config::default(), None, Some(today)).0
}

fn open(text: &str) -> Document {
    Document::new(text, Some(Path::new("bench.prep.md")), profile())
}

fn snapshot(document: &mut Document) -> Snapshot {
    let findings = document.check().findings.into();
    let profile = document.profile();
    Snapshot {
        text: document.text().clone(),
        note: Arc::clone(document.note()),
        grammar: Arc::clone(&profile.grammar),
        settings: Arc::clone(&profile.settings),
        findings,
    }
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let [path, size, times] = words.as_slice() else {
        println!(
            "hot PATH SIZE TIMES: PATH is text, key, open, scan, check, outline, hover or lenses; SIZE in KB"
        );
        return;
    };
    let number = |text: &str| text.parse::<usize>().unwrap_or(1);
    let (text, times) = (note(number(size) << 10), number(times));
    if path == "text" {
        print!("{text}");
        return;
    }
    // What is loaded once in a process belongs to none of its notes.
    let mut document = open(&text);
    black_box(document.check());
    let found = match path.as_str() {
        "key" => {
            let lines = document.text().line_count();
            let mut key = |number: usize| {
                let range = document.text().line_range(number * 7919 % lines);
                let at = document.text().position(range.end, Encoding::Utf16);
                let letter = ["a", "e", " ", "n", "t"][number % 5];
                let change = Change {
                    range: Some((at, at)),
                    text: letter.to_owned(),
                };
                let applied = document.apply(&[change], Encoding::Utf16);
                usize::from(applied.is_err()) + document.check().findings.len()
            };
            // The first one breaks the front matter, others what stands first in a section.
            for number in 0..WARM {
                key(number);
            }
            measured(times, &mut |number| key(WARM + number))
        }
        "open" => measured(times, &mut |_| {
            let document = open(&text);
            document.note().sections.len()
        }),
        "check" => measured(times, &mut |_| open(&text).check().findings.len()),
        "scan" => {
            let mut scanner = Scanner::new(&Grammar::standard());
            measured(times, &mut |_| {
                scanner.scan(&text, Globs::Neither).headings.len()
            })
        }
        "outline" => {
            let snapshot = snapshot(&mut document);
            measured(times, &mut |_| {
                ide::outline(&snapshot.note, &snapshot.grammar).len()
            })
        }
        "hover" => {
            let snapshot = snapshot(&mut document);
            let title = snapshot.note.title.as_ref();
            let place = title.map_or(0, |title| title.range.start);
            measured(times, &mut |_| {
                usize::from(ide::hover(&snapshot, place).is_some())
            })
        }
        "lenses" => {
            let snapshot = snapshot(&mut document);
            measured(times, &mut |_| {
                let hints = ide::hints(&snapshot, 0..text.len(), true);
                ide::lenses(&snapshot).len() + hints.len()
            })
        }
        other => {
            println!("{other} is no path");
            return;
        }
    };
    println!("{path} at {size} KB: {found} found in {times} times");
}
