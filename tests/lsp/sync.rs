//! Documents as they are typed: the server's text is the editor's.

use serde_json::{Value, json};

use crate::harness::text::{self, Encoding, slice};
use crate::harness::{Client, array, codes, with_code};
use crate::notes::{CHEF, NURSE, NURSE_LACKS, crlf};

/// A client with a certain encoding.
fn client(encoding: Encoding) -> Client {
    let client = Client::builder()
        .with("/general/positionEncodings", json!([encoding.name()]))
        .start();
    assert_eq!(client.encoding, encoding);
    client
}

/// The ids that `missing-section` names, in the order of the note.
fn missing(client: &mut Client, uri: &str) -> Vec<String> {
    let found = client.diagnostics(uri);
    with_code(&found, "missing-section")
        .iter()
        .flat_map(|diagnostic| array(&diagnostic["data"]["sections"]))
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

/// What stands at the ranges of the placeholders.
fn placeholders(client: &mut Client, uri: &str) -> Vec<String> {
    let found = client.diagnostics(uri);
    with_code(&found, "placeholder")
        .iter()
        .map(|found| slice(client.text(uri), &found["range"], client.encoding).to_owned())
        .collect()
}

/// The names of all symbols, those of children after their parents'.
fn names(client: &mut Client, uri: &str) -> Vec<String> {
    fn walk(symbols: &Value, names: &mut Vec<String>) {
        for symbol in array(symbols) {
            names.push(symbol["name"].as_str().expect("a name").to_owned());
            walk(&symbol["children"], names);
        }
    }
    let mut found = Vec::new();
    let symbols = client.ask_of(uri, "documentSymbol");
    walk(&symbols, &mut found);
    found
}

#[test]
fn positions_count_in_the_encoding_that_was_agreed() {
    for encoding in Encoding::ALL {
        let mut client = client(encoding);
        let uri = client.open("chef.md", CHEF);
        assert_eq!(placeholders(&mut client, &uri), ["TODO"], "{encoding:?}");

        // An edit behind wide characters, one before them, and one among them.
        client.replace(&uri, "TODO name", "will ask for");
        assert_eq!(placeholders(&mut client, &uri), [""; 0], "{encoding:?}");
        client.replace(&uri, "- 👩‍🍳", "- • 🩺🩺");
        client.replace(&uri, "𝔸 café", "𝔸 {{date}} café");
        assert_eq!(
            placeholders(&mut client, &uri),
            ["{{date}}"],
            "{encoding:?}"
        );
        client.replace(&uri, "🩺🩺 病棟 • 𝔸", "•");
        assert_eq!(
            placeholders(&mut client, &uri),
            ["{{date}}"],
            "{encoding:?}"
        );
    }
}

#[test]
fn headings_behind_wide_characters_are_where_they_are() {
    let text = "# Interview Prep: 🏥 병원 – 看護師\n\n## 👩‍⚕️ Why This Job Is a Fit 病棟\n\n- a\n";
    for encoding in Encoding::ALL {
        let mut client = client(encoding);
        let uri = client.open("note.md", text);
        let symbols = array(&client.ask_of(&uri, "documentSymbol"));
        let title = &symbols[0];
        assert_eq!(
            slice(text, &title["selectionRange"], encoding),
            "Interview Prep: 🏥 병원 – 看護師"
        );
        let section = slice(text, &title["children"][0]["selectionRange"], encoding);
        assert!(
            section.contains("Why This Job Is a Fit"),
            "{encoding:?}: {section}"
        );
    }
}

#[test]
fn several_changes_of_one_notification_apply_in_sequence() {
    for encoding in Encoding::ALL {
        let mut client = client(encoding);
        let uri = client.open("chef.md", CHEF);
        let todo = CHEF.find("TODO").expect("a placeholder");
        // Each place is one of the text that the change before it made.
        client.edits(
            &uri,
            &[
                (todo..todo + 4, "🍲"),
                (todo + 4..todo + 4, " TBD"),
                (0..0, "\n病\n"),
                (0..5, ""),
                (todo + 5..todo + 8, "FIXME"),
                (todo..todo + 4, "x"),
            ],
        );
        assert_eq!(client.text(&uri), CHEF.replace("TODO", "x FIXME"));
        assert_eq!(placeholders(&mut client, &uri), ["FIXME"], "{encoding:?}");
    }
}

#[test]
fn a_change_without_a_range_replaces_the_text() {
    let mut client = Client::start();
    let uri = client.open("note.md", CHEF);
    client.set_text(&uri, NURSE);
    let all: Vec<&str> = NURSE_LACKS.iter().map(|(id, _)| *id).collect();
    assert_eq!(missing(&mut client, &uri), all);
    client.set_text(&uri, "");
    assert_eq!(client.diagnostics(&uri), [Value::Null; 0]);
    // Mixed with others: those before it do not matter, those after it apply to it.
    let behind_menu = CHEF.find("menu").expect("a menu") + 4;
    let changes = json!([
        {"range": text::range("", 0..0, client.encoding), "text": "# nothing\n"},
        {"text": CHEF},
        {"range": text::range(CHEF, behind_menu..behind_menu, client.encoding), "text": " TBD"},
    ]);
    client.change(&uri, changes, CHEF.replace("menu", "menu TBD"));
    assert_eq!(placeholders(&mut client, &uri), ["TODO", "TBD"]);
}

#[test]
fn a_range_length_does_not_matter() {
    // Deprecated, and clients disagree on its unit.
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let todo = CHEF.find("TODO").expect("a placeholder");
    let range = text::range(CHEF, todo..todo + 4, client.encoding);
    let changes = json!([{"range": range, "rangeLength": 4711, "text": "TBD"}]);
    client.change(&uri, changes, CHEF.replace("TODO", "TBD"));
    assert_eq!(placeholders(&mut client, &uri), ["TBD"]);
}

#[test]
fn ranges_beyond_the_end_are_clamped() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let end = json!({"line": 4000, "character": 7});
    let changes = json!([{"range": {"start": end, "end": end}, "text": "- TBD\n"}]);
    client.change(&uri, changes, format!("{CHEF}- TBD\n"));
    assert_eq!(placeholders(&mut client, &uri), ["TODO", "TBD"]);
    // A character beyond its line's end is that end, before the line's terminator.
    let range = json!({
        "start": {"line": 0, "character": 4000},
        "end": {"line": 0, "character": 4_294_967_295u32},
    });
    let longer = client
        .text(&uri)
        .replacen("Sous Chef\n", "Sous Chef TBD\n", 1);
    client.change(&uri, json!([{"range": range, "text": " TBD"}]), longer);
    assert_eq!(placeholders(&mut client, &uri), ["TBD", "TODO", "TBD"]);
}

#[test]
fn a_range_that_ends_before_it_starts_is_survived() {
    let mut client = Client::builder().may_show_messages().start();
    let uri = client.open("chef.md", CHEF);
    let range = json!({
        "start": {"line": 3, "character": 1},
        "end": {"line": 1, "character": 0},
    });
    client.change(
        &uri,
        json!([{"range": range, "text": "x"}]),
        CHEF.to_owned(),
    );
    client.barrier();
    client.set_text(&uri, CHEF);
    assert_eq!(placeholders(&mut client, &uri), ["TODO"]);
}

#[test]
fn line_ends_make_no_difference() {
    let mut client = Client::start();
    let lf = client.open("lf.md", NURSE);
    let with_crlf = client.open("crlf.md", &crlf(NURSE));
    let with_cr = client.open("cr.md", &NURSE.replace('\n', "\r"));
    let expected = client.diagnostics(&lf);
    assert_eq!(codes(&expected), ["missing-section", "missing-section"]);
    assert_eq!(client.diagnostics(&with_crlf), expected);
    assert_eq!(client.diagnostics(&with_cr), expected);
    assert_eq!(names(&mut client, &with_crlf), names(&mut client, &lf));

    // Edits at line ends: a line is joined with the next, and split again.
    for (uri, terminator) in [(&with_crlf, "\r\n"), (&with_cr, "\r")] {
        let heading = format!("## Why This Job Is a Fit{terminator}");
        let end = client.text(uri).find(&heading).expect("it") + heading.len();
        client.edit(uri, end - terminator.len()..end, " – ");
        client.edit(
            uri,
            end - terminator.len()..end - terminator.len() + " – ".len(),
            terminator,
        );
        assert_eq!(client.diagnostics(uri), expected);
    }
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_title() {
    let mut client = Client::start();
    let text = format!("\u{feff}{CHEF}");
    let uri = client.open("bom.md", &text);
    assert_eq!(placeholders(&mut client, &uri), ["TODO"]);
    let symbols = array(&client.ask_of(&uri, "documentSymbol"));
    let title = slice(&text, &symbols[0]["selectionRange"], client.encoding);
    assert_eq!(title, "Interview Prep: Grüne Gans – Sous Chef");
}

#[test]
fn publishes_carry_the_version_that_they_are_of() {
    let mut client = Client::builder().push().start();
    let uri = client.open("chef.md", CHEF);
    let first = client.next_publish(&uri);
    assert_eq!(first["version"], 1);
    client.replace(&uri, "TODO", "a");
    let second = client.published(&uri, |params| params["version"] == 2);
    assert!(!codes(&second).contains(&"placeholder"), "{second:?}");
    // Versions may skip.
    let uri = client.open("other.md", CHEF);
    client.diagnostics(&uri);
    client.wire.notify(
        "textDocument/didChange",
        json!({
            "textDocument": {"uri": uri, "version": 40},
            "contentChanges": [{"text": CHEF.replace("TODO", "XXX")}],
        }),
    );
    let found = client.published(&uri, |params| params["version"] == 40);
    assert!(
        found.iter().any(|it| it["code"] == "placeholder"),
        "{found:?}"
    );
}

#[test]
fn closing_clears_and_opening_again_starts_anew() {
    let mut client = Client::builder().push().start();
    let uri = client.open("chef.md", CHEF);
    assert!(codes(&client.diagnostics(&uri)).contains(&"placeholder"));
    client.close(&uri);
    let cleared = client.next_publish(&uri);
    assert_eq!(cleared["diagnostics"], json!([]));
    let uri = client.open("chef.md", &CHEF.replace("TODO", "will"));
    assert!(!codes(&client.diagnostics(&uri)).contains(&"placeholder"));
}

#[test]
fn a_document_closed_at_once_ends_silent() {
    let mut client = Client::builder()
        .push()
        .args(&["--debounce-ms", "30"])
        .start();
    let uri = client.open("chef.md", CHEF);
    client.replace(&uri, "TODO", "TBD");
    client.close(&uri);
    // Another document's publish comes after all that was due for the first.
    let other = client.open("other.md", CHEF);
    client.diagnostics(&other);
    client.replace(&other, "TODO", "TBD");
    client.diagnostics(&other);
    let publishes: Vec<Value> =
        std::iter::from_fn(|| client.wire.take(|message| message["params"]["uri"] == uri))
            .collect();
    if let Some(last) = publishes.last() {
        assert_eq!(last["params"]["diagnostics"], json!([]), "{publishes:#?}");
    }
}

#[test]
fn opening_twice_takes_the_second_text() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    client.open("chef.md", &CHEF.replace("TODO", "TBD"));
    assert_eq!(placeholders(&mut client, &uri), ["TBD"]);
}

#[test]
fn changes_to_documents_that_are_not_open_are_ignored() {
    let mut client = Client::builder().push().file("disk.md", CHEF).start();
    let uri = client.uri("disk.md");
    let ghost = json!({"uri": uri, "version": 2});
    let changes = json!([{"text": CHEF}]);
    let change = json!({"textDocument": ghost, "contentChanges": changes});
    client.wire.notify("textDocument/didChange", change.clone());
    client.wire.notify(
        "textDocument/didSave",
        json!({"textDocument": {"uri": uri}}),
    );
    client.wire.notify(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    client.barrier();

    let open = client.open("disk.md", CHEF);
    client.diagnostics(&open);
    client.close(&open);
    assert_eq!(client.next_publish(&open)["diagnostics"], json!([]));
    client.wire.notify("textDocument/didChange", change);
    client.barrier();
    client.expect_silence(&uri);
}

#[test]
fn saving_changes_nothing() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let before = client.diagnostics(&uri);
    for params in [
        json!({"textDocument": {"uri": uri}}),
        json!({"textDocument": {"uri": uri}, "text": CHEF}),
    ] {
        client.wire.notify("textDocument/didSave", params);
    }
    assert_eq!(client.diagnostics(&uri), before);
}

#[test]
fn documents_do_not_mix() {
    let mut client = Client::start();
    let nurse = client.open("nurse.md", NURSE);
    let chef = client.open("chef.md", CHEF);
    client.replace(&chef, "TODO", "TBD");
    client.replace(&nurse, "## Questions to Ask Them", "## Company Summary");
    client.close(&chef);
    let chef = client.open("chef.md", CHEF);
    assert_eq!(placeholders(&mut client, &chef), ["TODO"]);
    let missing = missing(&mut client, &nurse);
    assert!(
        missing.contains(&"questions-to-ask".to_owned()),
        "{missing:?}"
    );
    assert!(
        !missing.contains(&"company-summary".to_owned()),
        "{missing:?}"
    );
}

#[test]
fn typing_a_heading_letter_by_letter_is_followed() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    let mut at = NURSE.find("## Questions").expect("a heading");
    for char in "## Company Summary\n\n".chars() {
        let mut buffer = [0; 4];
        client.edit(&uri, at..at, char.encode_utf8(&mut buffer));
        at += char.len_utf8();
    }
    assert!(!missing(&mut client, &uri).contains(&"company-summary".to_owned()));
    // And back, by the backspace key.
    for char in "## Company Summary\n\n".chars().rev() {
        client.edit(&uri, at - char.len_utf8()..at, "");
        at -= char.len_utf8();
    }
    assert_eq!(client.text(&uri), NURSE);
    let all: Vec<&str> = NURSE_LACKS.iter().map(|(id, _)| *id).collect();
    assert_eq!(missing(&mut client, &uri), all);
}
