//! The server and the command line say the same of every fixture, and nothing of ordinary Markdown.

use std::fs;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::harness::text::{Encoding, bytes, lines};
use crate::harness::{Client, array, binary};

/// A finding, in bytes of the text, as both ways of reporting can be turned into it.
type Found = (Range<usize>, String, u64, String);

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let entries = fs::read_dir(&folder).expect("the fixtures");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    assert!(files.len() > 10, "{files:?}");
    files
}

fn name(file: &Path) -> &str {
    file.file_name()
        .and_then(|name| name.to_str())
        .expect("a name")
}

/// What `prep-ls check` says of a text on its standard input.
fn checked(root: &Path, name: &str, text: &str) -> Vec<Found> {
    let mut child = binary(root)
        .args(["check", "--format", "json", "--stdin-filename", name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(text.as_bytes()).expect("check reads");
    drop(stdin);
    let output = child.wait_with_output().expect("check ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{name}: {error}: {errors}"));
    let lines = lines(text);
    let offset = |place: &Value| {
        let line = place["line"].as_u64().expect("a line") as usize - 1;
        let column = place["column"].as_u64().expect("a column") as usize - 1;
        // A byte order mark is no column.
        let mark = usize::from(line == 0 && text.starts_with('\u{feff}'));
        let line = &lines[line];
        let mut places = text[line.clone()]
            .char_indices()
            .map(|(at, _)| line.start + at);
        places.nth(column + mark).unwrap_or(line.end)
    };
    let severity = |name: &Value| match name.as_str() {
        Some("error") => 1,
        Some("warning") => 2,
        Some("info") => 3,
        Some("hint") => 4,
        other => panic!("{other:?} is no severity"),
    };
    let mut found: Vec<Found> = array(&report["diagnostics"])
        .iter()
        .map(|it| {
            (
                offset(&it["range"]["start"])..offset(&it["range"]["end"]),
                it["rule"].as_str().expect("a rule").to_owned(),
                severity(&it["severity"]),
                it["message"].as_str().expect("a message").to_owned(),
            )
        })
        .collect();
    found.sort_by_key(|it| (it.0.start, it.0.end, it.1.clone(), it.3.clone()));
    found
}

/// What the server says of it.
fn served(diagnostics: &[Value], text: &str, encoding: Encoding) -> Vec<Found> {
    let mut found: Vec<Found> = diagnostics
        .iter()
        .map(|it| {
            (
                bytes(text, &it["range"], encoding),
                it["code"].as_str().expect("a code").to_owned(),
                it["severity"].as_u64().expect("a severity"),
                it["message"].as_str().expect("a message").to_owned(),
            )
        })
        .collect();
    found.sort_by_key(|it| (it.0.start, it.0.end, it.1.clone(), it.3.clone()));
    found
}

#[test]
fn every_note_has_the_findings_that_check_reports() {
    // One encoding each, so that all three meet all kinds of text without three times the runs.
    let mut clients = Encoding::ALL.map(|encoding| {
        Client::builder()
            .with("/general/positionEncodings", json!([encoding.name()]))
            .start()
    });
    let mut total = 0;
    for file in fixtures("notes") {
        let text = fs::read_to_string(&file).expect("a fixture");
        let name = name(&file);
        let expected = checked(&clients[0].root, name, &text);
        for client in &mut clients {
            let uri = client.open(name, &text);
            let diagnostics = client.diagnostics(&uri);
            let found = served(&diagnostics, &text, client.encoding);
            assert_eq!(found, expected, "{name} in {:?}", client.encoding);
        }
        total += expected.len();
    }
    assert!(total > 10, "the fixtures have findings: {total}");
}

#[test]
fn every_faulty_note_of_these_tests_has_them_too() {
    use crate::notes::{CHEF, NURSE, TEACHER, crlf};
    let mut client = Client::start();
    for (number, text) in [NURSE, CHEF, TEACHER].into_iter().enumerate() {
        for (kind, text) in [("lf", text.to_owned()), ("crlf", crlf(text))] {
            let name = format!("{kind}-{number}.md");
            let uri = client.open(&name, &text);
            let diagnostics = client.diagnostics(&uri);
            let expected = checked(&client.root, &name, &text);
            assert_eq!(
                served(&diagnostics, &text, client.encoding),
                expected,
                "{name}"
            );
            assert!(!expected.is_empty());
        }
    }
}

#[test]
fn what_lies_round_a_note_counts_in_both() {
    let note = "# Interview Prep: Fern Legal – Associate\n\n## Company Summary\nFern Legal has two offices.\n\n## Why This Job Is a Fit\n- 😀 Nine years of leases suit Fern Legal, and Boro Law needs that.\n- See [the panel](people.md#the-pannel), ![x](chart.pgn), [[poeple]], [all](../out.md).\n\n## Resume Highlights\n- Closed 1.2K+ leases and cut waiting by 40 %.\n";
    let boro =
        "# Interview Prep: Boro Law – Associate\n\n## Company Summary\nBoro Law has one office.\n";
    let mut client = Client::builder()
        .file("fern.md", note)
        .file("boro.md", boro)
        .file("people.md", "# People\n\n## The Panel\n")
        .file("resume.md", "- 1,200 leases\n")
        .start();
    let expected = checked(&client.root, "fern.md", note);
    let told: Vec<&str> = expected.iter().map(|found| found.1.as_str()).collect();
    for (rule, count) in [
        ("wrong-company", 1),
        ("broken-link", 3),
        ("unverified-number", 1),
    ] {
        let found = told.iter().filter(|told| **told == rule).count();
        assert_eq!(found, count, "{rule} in {told:?}");
    }
    let uri = client.open("fern.md", note);
    let limit = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let found = served(&client.diagnostics(&uri), note, client.encoding);
        if found == expected {
            break;
        }
        assert!(
            std::time::Instant::now() < limit,
            "{found:#?}, not {expected:#?}"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn ordinary_markdown_has_none() {
    let mut client = Client::builder().push().start();
    let mut opened = Vec::new();
    for file in fixtures("ordinary") {
        let text = fs::read_to_string(&file).expect("a fixture");
        opened.push(client.open(name(&file), &text));
    }
    // A note's findings come after theirs would have come.
    let note = client.open("nurse.md", crate::notes::NURSE);
    client.diagnostics(&note);
    for uri in opened {
        client.expect_silence(&uri);
        for method in ["documentSymbol", "foldingRange"] {
            let answer = client.ask_of(&uri, method);
            assert!(array(&answer).is_empty(), "{method} of {uri}: {answer}");
        }
    }
}
