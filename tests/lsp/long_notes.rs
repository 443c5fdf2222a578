//! Long notes hold up no short ones, and are answered in order all the same.

use serde_json::json;

use crate::harness::Client;
use crate::notes::{NURSE, REQUIRED};

/// A note of more than half a megabyte: it is checked for longer than a key in a short note may take.
fn long_note() -> String {
    let mut text = NURSE.to_owned();
    let mut round = 0;
    while text.len() < 600 << 10 {
        let title = REQUIRED[round % REQUIRED.len()];
        text += &format!("\n## {title} {round}\n\n");
        for item in 0..10 {
            text += &format!("- **Label {item}:** what would you do in case {item} of {round}?\n");
        }
        round += 1;
    }
    text
}

#[test]
fn a_key_in_a_short_note_does_not_wait_for_a_long_one_to_open() {
    let mut client = Client::builder().push().start();
    let short = client.open("short.prep.md", NURSE);
    client.diagnostics(&short);
    let long = client.open("long.prep.md", &long_note());
    for number in 0..5 {
        let end = client.text(&short).len();
        client.edit(&short, end..end, &format!("\nTODO {number}\n"));
        let found = client.diagnostics(&short);
        assert!(!found.is_empty(), "the short note has its findings");
    }
    let early = client.wire.take(|message| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == long
    });
    assert_eq!(
        early,
        None,
        "the long note takes longer: {}",
        client.wire.story()
    );
    assert!(!client.diagnostics(&long).is_empty());
}

#[test]
fn what_is_said_of_a_note_that_is_being_opened_is_dealt_with_in_order() {
    let mut client = Client::builder().push().start();
    let long = client.open("long.prep.md", &long_note());
    client.edit(&long, 0..0, "# Typed first\n\n");
    let asked = json!({"textDocument": {"uri": long}});
    let before = client
        .wire
        .start("textDocument/documentSymbol", asked.clone());
    client.edit(&long, 0..0, "# Typed second\n\n");
    let after = client.wire.start("textDocument/documentSymbol", asked);
    // It is about no note alone, and waits its turn, too.
    let anywhere = client
        .wire
        .start("workspace/symbol", json!({"query": "Typed"}));
    let before = client.wire.answer(before).expect("symbols").to_string();
    assert!(before.contains("Typed first") && !before.contains("Typed second"));
    let after = client.wire.answer(after).expect("symbols").to_string();
    assert!(after.contains("Typed first") && after.contains("Typed second"));
    client.wire.answer(anywhere).expect("an answer");
    assert!(!client.diagnostics(&long).is_empty());
}

#[test]
fn a_note_can_be_closed_and_opened_again_while_it_is_being_opened() {
    let mut client = Client::builder().push().start();
    let long = client.open("long.prep.md", &long_note());
    client.close(&long);
    let again = client.open("long.prep.md", NURSE);
    // Of the long note something may have been published before it was closed; that one lacks no section.
    let found = client.published(&again, |params| {
        params["version"] == 1
            && params["diagnostics"]
                .to_string()
                .contains("missing-section")
    });
    assert!(!found.is_empty());
    let symbols = client.ask_of(&again, "documentSymbol").to_string();
    assert!(symbols.contains("Questions to Ask Them") && !symbols.contains("Label 9"));
}
