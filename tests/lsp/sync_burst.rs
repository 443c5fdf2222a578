//! Thousands of edits in a row, without a pause and without looking at what comes back, end in the
//! state of a fresh document with the same text.

use serde_json::{Value, json};

use crate::harness::text::Encoding;
use crate::harness::{Builder, Client};
use crate::notes::TEACHER;

/// Reproducible numbers that look random enough (Knuth's MMIX generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// What gets typed: text that changes structure, text that changes widths, text that does neither.
const PIECES: [&str; 30] = [
    "x",
    " ",
    "word ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "🩺",
    "👩‍⚕️",
    "病棟",
    "é",
    "\u{301}",
    "• ",
    "- ",
    "#",
    "## ",
    "\n## Company Summary\n",
    "\n### Technical\n",
    "\n**Location:** Essen\n",
    "\n```\n",
    "TODO",
    "[Company]",
    "?",
    "\n- How many?\n",
    "\n---\n",
    "\n===\n",
    "<!-- ",
    " -->",
    "\n1. ",
    "|",
];

/// A document's place in what the server says of it.
fn anonymous(value: &Value, uri: &str) -> Value {
    let text = value.to_string().replace(uri, "DOCUMENT");
    serde_json::from_str(&text).expect("the same JSON")
}

/// The nearest place at or before one where an edit may begin: no character and no CRLF is split.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) || text[..at].ends_with('\r') && text[at..].starts_with('\n') {
        at -= 1;
    }
    at
}

/// Makes edits in a burst, in one document, below its title.
fn type_wildly(client: &mut Client, uri: &str, edits: usize, seed: u64) {
    let mut numbers = Numbers(seed);
    let title = TEACHER.find("## 1.").expect("the first section");
    for _ in 0..edits {
        let text = client.text(uri);
        let mut pieces = 1;
        // Some notifications hold several changes.
        if numbers.below(10) == 0 {
            pieces = 1 + numbers.below(4);
        }
        let mut after = text.to_owned();
        let mut changes = Vec::new();
        for _ in 0..pieces {
            let start = floor(&after, title + numbers.below(after.len() - title + 1)).max(title);
            // Deletes as much as it types in the long run, so that the note stays a note.
            let long = numbers.below(8);
            let end = floor(&after, (start + long).min(after.len())).max(start);
            let new = PIECES[numbers.below(PIECES.len())];
            let new = if after.len() > 2 * TEACHER.len() {
                ""
            } else {
                new
            };
            after.replace_range(start..end, new);
            changes.push((start..end, new));
        }
        client.edits(uri, &changes);
    }
}

/// Compares a document with one that is opened with its text.
fn expect_as_fresh(client: &mut Client, uri: &str) {
    let text = client.text(uri).to_owned();
    let fresh = client.open("fresh.md", &text);
    for method in ["documentSymbol", "foldingRange"] {
        let edited = client.ask_of(uri, method);
        let opened = client.ask_of(&fresh, method);
        assert_eq!(
            anonymous(&edited, uri),
            anonymous(&opened, &fresh),
            "{method} of {text:?}"
        );
    }
    let edited = json!(client.diagnostics(uri));
    let opened = json!(client.diagnostics(&fresh));
    assert_eq!(
        anonymous(&edited, uri),
        anonymous(&opened, &fresh),
        "diagnostics of {text:?}"
    );
    assert_ne!(
        edited,
        json!([]),
        "a burst that leaves no finding shows little"
    );
}

fn burst(builder: Builder, encoding: Encoding, edits: usize, seed: u64) -> (Client, String) {
    let mut client = builder
        .with("/general/positionEncodings", json!([encoding.name()]))
        .start();
    assert_eq!(client.encoding, encoding);
    let uri = client.open("burst.md", TEACHER);
    type_wildly(&mut client, &uri, edits, seed);
    (client, uri)
}

#[test]
fn two_thousand_edits_end_in_the_right_text_in_utf_16() {
    let (mut client, uri) = burst(Client::builder(), Encoding::Utf16, 2000, 1);
    assert_eq!(client.version(&uri), 2001);
    expect_as_fresh(&mut client, &uri);
}

#[test]
fn two_thousand_edits_end_in_the_right_text_in_utf_8() {
    let (mut client, uri) = burst(Client::builder(), Encoding::Utf8, 2000, 2);
    expect_as_fresh(&mut client, &uri);
}

#[test]
fn two_thousand_edits_end_in_the_right_text_in_utf_32() {
    let (mut client, uri) = burst(Client::builder(), Encoding::Utf32, 2000, 3);
    expect_as_fresh(&mut client, &uri);
}

#[test]
fn short_bursts_end_in_the_right_text() {
    // One long burst ends in one state; these end in many.
    let mut client = Client::start();
    for seed in 10..40 {
        let uri = client.open(&format!("burst-{seed}.md"), TEACHER);
        type_wildly(&mut client, &uri, 25, seed);
        expect_as_fresh(&mut client, &uri);
        client.close(&uri);
    }
}

#[test]
fn what_is_published_after_a_burst_is_of_its_last_version() {
    for debounce in ["0", "40"] {
        let builder = Client::builder().push().args(&["--debounce-ms", debounce]);
        let (mut client, uri) = burst(builder, Encoding::Utf16, 2000, 4);
        let (mut last, mut seen) = (0, 0);
        let published = client.published(&uri, |params| {
            let version = params["version"].as_i64().expect("a version");
            assert!(version > last, "version {version} after {last}");
            (last, seen) = (version, seen + 1);
            version == 2001
        });
        assert!(seen <= 2001);
        let text = client.text(&uri).to_owned();
        let fresh = client.open("fresh.md", &text);
        let opened = json!(client.diagnostics(&fresh));
        assert_eq!(
            anonymous(&json!(published), &uri),
            anonymous(&opened, &fresh)
        );
    }
}

#[test]
fn questions_within_a_burst_are_answered_by_the_text_at_their_time() {
    let mut client = Client::start();
    let uri = client.open("note.md", TEACHER);
    let at = TEACHER.find("## Predicted").expect("a section");
    let mut asked = Vec::new();
    for round in 0..100 {
        client.edit(&uri, at..at, "## Company Summary\n\n");
        let symbols = json!({"textDocument": {"uri": uri}});
        asked.push((
            round,
            client.wire.start("textDocument/documentSymbol", symbols),
        ));
    }
    for (round, id) in asked {
        match client.wire.answer(id) {
            Ok(symbols) => {
                let found = symbols.to_string().matches("\"Company Summary\"").count();
                assert_eq!(found, round + 1);
            }
            // The text has changed since: the client may ask again.
            Err(error) => assert_eq!(error["code"], -32801, "{error}"),
        }
    }
}
