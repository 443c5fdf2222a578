//! What the engine costs in-process: opening a note, a keystroke, a check of many notes.
//!
//! `cargo bench --bench engine` prints a table of milliseconds; `-- key "1 MB"` only the rows that hold all
//! these words.
#![allow(clippy::print_stdout)] // A table is what a bench is for.

mod support;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::ide::{self, LinkTargets, Snapshot};
use prep_ls::rules::{RULES, Settings};
use prep_ls::text::{Change, Encoding};
use rayon::prelude::*;
use support::{SIZES, ms, note, percentiles};

/// The configuration that an editor's user has without any: it knows which day it is.
fn profile() -> Profile {
    let today = jiff::civil::date(2026, 11, 25);
    Profile::new(Config::default(), None, Some(today)).0
}

fn open(text: &str) -> Document {
    open_with(text, &[])
}

/// Opens a note with some rules only; with all where none is named.
fn open_with(text: &str, rules: &[&str]) -> Document {
    let mut profile = profile();
    let settings = Settings {
        select: rules.iter().map(|&rule| rule.to_owned()).collect(),
        ..Settings::clone(&profile.settings)
    };
    profile.settings = Arc::new(settings);
    let mut document = Document::new(text, Some(Path::new("bench.prep.md")), profile);
    black_box(document.check());
    document
}

/// A note as a request sees it.
fn snapshot(text: &str) -> ide::Snapshot {
    let mut document = open(text);
    let findings = document.check().findings.into();
    let profile = document.profile();
    ide::Snapshot {
        text: document.text().clone(),
        note: Arc::clone(document.note()),
        grammar: Arc::clone(&profile.grammar),
        settings: Arc::clone(&profile.settings),
        findings,
    }
}

/// Types one letter at a time, each at the place that `line` gives, and checks after each.
fn typing(text: &str, keystrokes: usize, line: impl Fn(usize, usize) -> usize) -> Vec<Duration> {
    typing_in(open(text), keystrokes, line)
}

fn typing_in(
    mut document: Document,
    keystrokes: usize,
    line: impl Fn(usize, usize) -> usize,
) -> Vec<Duration> {
    let lines = document.text().line_count();
    let mut times = Vec::with_capacity(keystrokes);
    for number in 0..keystrokes {
        let range = document.text().line_range(line(number, lines));
        let at = document.text().position(range.end, Encoding::Utf16);
        let letter = ["a", "e", " ", "n", "t"][number % 5];
        let change = Change {
            range: Some((at, at)),
            text: letter.to_owned(),
        };
        let start = Instant::now();
        if let Err(error) = document.apply(std::slice::from_ref(&change), Encoding::Utf16) {
            println!("{error}");
        }
        black_box(document.check());
        times.push(start.elapsed());
    }
    times
}

/// The rules' share of a keystroke at 8 KB: with all of them, less with one that does next to
/// nothing; and the rules that alone cost most.
fn rules_share() {
    let text = note(8 << 10);
    let cost = |rules: &[&str]| {
        let document = open_with(&text, rules);
        percentiles(typing_in(document, 500, |number, lines| {
            number * 7919 % lines
        }))
        .0
    };
    let none = cost(&["fenced-note"]);
    let share = cost(&[]).saturating_sub(none);
    println!("all rules at 8 KB: {} ms of a keystroke", ms(share));
    let mut alone: Vec<(Duration, &str)> = RULES
        .iter()
        .map(|rule| (cost(&[rule.name]).saturating_sub(none), rule.name))
        .collect();
    alone.sort_unstable_by_key(|(cost, _)| std::cmp::Reverse(*cost));
    for (cost, rule) in alone.iter().take(10) {
        println!("  {rule:<26} {:>6}", ms(*cost));
    }
}

/// The places at which completion has most to do: a row's name, and a section's heading with what is
/// typed at the section's end.
const PLACES: [(&str, (&str, &str)); 4] = [
    (
        "completion question",
        ("\n## Questions to Ask Them\n", "- "),
    ),
    (
        "completion specific",
        ("\n## Why This Job Is a Fit\n", "- Strong on security with "),
    ),
    ("completion section", ("\n## Strategic Advice\n", "## ")),
    ("completion link", ("\n## Strategic Advice\n", "See [[#")),
];

/// A note with something typed at a section's end, and where.
fn place(text: &str, (heading, typed): (&str, &str)) -> Option<(Snapshot, usize)> {
    let below = text.find(heading)? + heading.len();
    let end = text[below..]
        .find("\n## ")
        .map_or(text.len(), |at| below + at);
    let text = format!("{}\n{typed}\n{}", &text[..end], &text[end..]);
    let mut document = open(&text);
    let findings = document.check().findings.into();
    let snapshot = Snapshot {
        text: document.text().clone(),
        note: Arc::clone(document.note()),
        grammar: Arc::clone(&document.profile().grammar),
        settings: Arc::clone(&document.profile().settings),
        findings,
    };
    Some((snapshot, end + 1 + typed.len()))
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let filter: Vec<&String> = words.iter().filter(|word| *word != "--bench").collect();
    let wanted = |row: &str| filter.iter().all(|word| row.contains(*word));
    if wanted("rules") {
        rules_share();
    }
    println!("milliseconds           size |    p50 |    p99");
    for (name, size) in SIZES {
        let text = note(size);
        let (rounds, keystrokes) = (support::rounds(size), support::keystrokes(size));
        let row = |what: &str, times: &dyn Fn() -> Vec<Duration>| {
            if wanted(&format!("{what} {name}")) {
                let (p50, p99) = percentiles(times());
                println!("{what:<20} {name:>6} | {:>6} | {:>6}", ms(p50), ms(p99));
            }
        };
        row("open and check", &|| {
            let open = |_| {
                let start = Instant::now();
                black_box(open(&text));
                start.elapsed()
            };
            (0..rounds).map(open).collect()
        });
        row("key at one spot", &|| {
            typing(&text, keystrokes, |_, lines| lines / 2)
        });
        row("key here and there", &|| {
            typing(&text, keystrokes, |number, lines| number * 7919 % lines)
        });
        row("outline", &|| {
            let document = open(&text);
            let outline = |_| {
                let start = Instant::now();
                black_box(ide::outline(document.note(), &document.profile().grammar));
                start.elapsed()
            };
            (0..rounds).map(outline).collect()
        });
        // The title costs most of all hovers: it tells the readiness of the whole note.
        row("hover", &|| {
            let snapshot = snapshot(&text);
            let place = snapshot
                .note
                .title
                .as_ref()
                .map_or(0, |title| title.range.start);
            let hover = |_| {
                let start = Instant::now();
                black_box(ide::hover(&snapshot, place));
                start.elapsed()
            };
            (0..rounds).map(hover).collect()
        });
        row("lenses", &|| {
            let snapshot = snapshot(&text);
            let lenses = |_| {
                let start = Instant::now();
                black_box(ide::lenses(&snapshot));
                start.elapsed()
            };
            (0..rounds).map(lenses).collect()
        });
        for (what, typed) in PLACES {
            row(what, &|| {
                let Some((snapshot, offset)) = place(&text, typed) else {
                    return Vec::new();
                };
                let complete = |_| {
                    let start = Instant::now();
                    let targets = LinkTargets::default();
                    black_box(ide::complete(&snapshot, offset, None, &targets));
                    start.elapsed()
                };
                (0..rounds).map(complete).collect()
            });
        }
    }
    if wanted("check") {
        throughput();
    }
}

/// As many notes as make some megabytes, on all cores: the work of `prep-ls check`.
fn throughput() {
    let notes: Vec<String> = (0..1_000)
        .map(|number| format!("{}\n<!-- {number} -->\n", note(8 << 10)))
        .collect();
    let bytes: usize = notes.iter().map(String::len).sum();
    let start = Instant::now();
    let found: usize = notes
        .par_iter()
        .map(|text| open(text).check().findings.len())
        .sum();
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = bytes as f64 / 1e6;
    println!(
        "check of {} notes ({megabytes:.1} MB) on {} cores: {seconds:.2} s, {:.1} MB/s, {found} findings",
        notes.len(),
        rayon::current_num_threads(),
        megabytes / seconds
    );
}
