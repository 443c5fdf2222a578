//! Long notes hold up no short ones, and are answered in order all the same.

use serde_json::json;

use crate::harness::{Client, EXIT, array, text};
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

/// Waits for the diagnostics of the short note that was opened in place of a long one. Of that something may have been published
/// before it was closed, but it lacks no section.
fn expect_short(client: &mut Client, uri: &str) {
    let found = client.published(uri, |params| {
        params["version"] == 1
            && params["diagnostics"]
                .to_string()
                .contains("missing-section")
    });
    assert!(!found.is_empty());
}

#[test]
fn a_note_can_be_closed_and_opened_again_while_it_is_being_opened() {
    let mut client = Client::builder().push().start();
    let long = client.open("long.prep.md", &long_note());
    client.close(&long);
    let again = client.open("long.prep.md", NURSE);
    expect_short(&mut client, &again);
    let symbols = client.ask_of(&again, "documentSymbol").to_string();
    assert!(symbols.contains("Questions to Ask Them") && !symbols.contains("Label 9"));
}

/// What opens a fence below the title of a note, in which all of it is code then.
const FENCE: &str = "\n```\n";

/// Opens a short note and a long one that is all code; to take its fence out takes a look at all of it.
fn fenced() -> (Client, String, String) {
    let mut client = Client::builder().push().start();
    let short = client.open("short.prep.md", NURSE);
    client.diagnostics(&short);
    let mut text = long_note();
    text.insert_str(text.find('\n').expect("a title"), FENCE);
    let long = client.open("long.prep.md", &text);
    client.diagnostics(&long);
    (client, short, long)
}

/// Takes the fence out. Returns the version that is worked on then.
fn unfence(client: &mut Client, long: &str) -> i64 {
    client.replace(long, FENCE, "\n");
    client.version(long)
}

/// Asserts that nothing was published of a version so far: it is still being worked on.
fn expect_at_work(client: &mut Client, uri: &str, version: i64) {
    let early = client.wire.take(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == uri
            && message["params"]["version"] == version
    });
    assert_eq!(early, None, "{}", client.wire.story());
}

/// What a server of its own says of a text: symbols and diagnostics, and the document's name out of them.
fn fresh(text: &str) -> (String, String) {
    let mut client = Client::start();
    let uri = client.open("long.prep.md", text);
    (symbols(&mut client, &uri), diagnostics(&mut client, &uri))
}

fn symbols(client: &mut Client, uri: &str) -> String {
    let found = client.ask_of(uri, "documentSymbol").to_string();
    found.replace(uri, "DOCUMENT")
}

fn diagnostics(client: &mut Client, uri: &str) -> String {
    let found = json!(client.diagnostics(uri)).to_string();
    found.replace(uri, "DOCUMENT")
}

#[test]
fn a_key_in_a_short_note_does_not_wait_for_an_edit_of_a_long_one() {
    let (mut client, short, long) = fenced();
    let version = unfence(&mut client, &long);
    for number in 0..5 {
        let end = client.text(&short).len();
        client.edit(&short, end..end, &format!("\nTODO {number}\n"));
        assert!(!client.diagnostics(&short).is_empty());
        client.ask_of(&short, "documentSymbol");
        client.ask_of(&short, "codeLens");
        let command = json!({"command": "prep-ls.listSections", "arguments": [short]});
        client.ask("workspace/executeCommand", command);
    }
    expect_at_work(&mut client, &long, version);
    let text = client.text(&long).to_owned();
    assert_eq!(diagnostics(&mut client, &long), fresh(&text).1);
}

#[test]
fn edits_and_requests_in_turn_are_answered_as_by_a_fresh_server() {
    for pushed in [true, false] {
        let builder = Client::builder();
        let mut client = if pushed { builder.push() } else { builder }.start();
        let text: String = long_note()
            .split_inclusive('\n')
            .scan(0, |length, line| {
                *length += line.len();
                (*length < 300 << 10).then_some(line)
            })
            .collect();
        let long = client.open("long.prep.md", &text);
        let asked = json!({"textDocument": {"uri": long}});
        let mut answers = Vec::new();
        for round in 0..8 {
            let near = 40_000 * round % client.text(&long).len();
            let at = near + client.text(&long)[near..].find("\n- ").expect("an item");
            let typed = ["\nTODO", "\n## Company Summary\n", "\n```\n", "\r\n🩺 病棟"][round % 4];
            client.edit(&long, at..at, typed);
            if round == 6 {
                client.replace(&long, "\n```\n", "");
            }
            let symbols = client
                .wire
                .start("textDocument/documentSymbol", asked.clone());
            let folds = client
                .wire
                .start("textDocument/foldingRange", asked.clone());
            answers.push((symbols, folds, client.text(&long).to_owned()));
        }
        for (number, (symbols, folds, text)) in answers.into_iter().enumerate() {
            let symbols = client.wire.answer(symbols).expect("symbols").to_string();
            let folds = client.wire.answer(folds).expect("folds");
            assert!(folds.is_array());
            if number == 4 {
                assert_eq!(symbols.replace(&long, "DOCUMENT"), fresh(&text).0);
            }
        }
        let text = client.text(&long).to_owned();
        let (symbols, found) = fresh(&text);
        assert_eq!(self::symbols(&mut client, &long), symbols);
        assert_eq!(diagnostics(&mut client, &long), found, "pushed: {pushed}");
    }
}

#[test]
fn keys_that_pile_up_are_looked_at_once() {
    let (mut client, _, long) = fenced();
    unfence(&mut client, &long);
    for number in 0..40 {
        let at = client.text(&long).find("\n## ").expect("a heading");
        client.edit(&long, at..at, &format!("\nTODO {number}"));
    }
    let last = client.version(&long);
    let mut publishes = 0;
    client.published(&long, |params| {
        publishes += 1;
        params["version"] == last
    });
    assert!(publishes < 20, "{publishes} of 41 versions were looked at");
    client.edit(&long, 0..0, "\n");
    let text = client.text(&long).to_owned();
    assert_eq!(diagnostics(&mut client, &long), fresh(&text).1);
}

#[test]
fn what_waits_for_a_long_note_is_cancelled_at_once() {
    let (mut client, short, long) = fenced();
    let version = unfence(&mut client, &long);
    let asked = json!({"textDocument": {"uri": long}});
    let of_it = client
        .wire
        .start("textDocument/documentSymbol", asked.clone());
    let of_all = client
        .wire
        .start("workspace/symbol", json!({"query": "Label"}));
    let kept = client.wire.start("textDocument/documentSymbol", asked);
    for id in [of_it, of_all] {
        client.wire.notify("$/cancelRequest", json!({"id": id}));
        let error = client.wire.answer(id).expect_err("it is cancelled");
        assert_eq!(error["code"], -32800);
    }
    client.ask_of(&short, "documentSymbol");
    expect_at_work(&mut client, &long, version);
    client.wire.answer(kept).expect("symbols");
    client.diagnostics(&long);
}

#[test]
fn a_pull_that_is_worked_on_is_cancelled_at_once() {
    let mut client = Client::start();
    let long = client.open("long.prep.md", &long_note());
    let asked = json!({"textDocument": {"uri": long}});
    client
        .wire
        .request("textDocument/documentSymbol", asked.clone())
        .expect("it is there");
    let id = client.wire.start("textDocument/diagnostic", asked);
    client.wire.notify("$/cancelRequest", json!({"id": id}));
    // One answer, whichever was first; the harness counts them.
    if let Err(error) = client.wire.answer(id) {
        assert_eq!(error["code"], -32800);
    }
    let text = client.text(&long).to_owned();
    assert_eq!(diagnostics(&mut client, &long), fresh(&text).1);
}

#[test]
fn a_note_can_be_closed_and_opened_again_while_it_is_worked_on() {
    let (mut client, _, long) = fenced();
    unfence(&mut client, &long);
    client.edit(&long, 0..0, "TODO ");
    client.close(&long);
    let again = client.open("long.prep.md", NURSE);
    expect_short(&mut client, &again);
    assert_eq!(symbols(&mut client, &again), fresh(NURSE).0);
}

#[test]
fn shutdown_does_not_wait_for_a_long_note() {
    let (mut client, _, long) = fenced();
    let version = unfence(&mut client, &long);
    let asked = json!({"textDocument": {"uri": long}});
    let waits = client.wire.start("textDocument/documentSymbol", asked);
    client.ask("shutdown", json!(null));
    expect_at_work(&mut client, &long, version);
    let error = client.wire.answer(waits).expect_err("nothing is worked on");
    assert_eq!(error["code"], -32803, "{error}");
    client.wire.notify("exit", json!(null));
    assert_eq!(client.expect_exit(EXIT).code(), Some(0));
}

#[test]
fn a_text_may_be_replaced_by_a_long_one_and_by_a_short_one() {
    let mut client = Client::builder().push().start();
    let short = client.open("short.prep.md", NURSE);
    client.diagnostics(&short);
    let uri = client.open("long.prep.md", NURSE);
    client.diagnostics(&uri);
    let long = long_note();
    let (of_long, of_short) = (fresh(&long), fresh(NURSE));
    for (text, is_long) in [(long.as_str(), true), (NURSE, false), (&long, true)] {
        let expected = if is_long { &of_long } else { &of_short };
        client.set_text(&uri, text);
        if is_long {
            let version = client.version(&uri);
            client.edit(&short, 0..0, "\n");
            client.diagnostics(&short);
            expect_at_work(&mut client, &uri, version);
        }
        assert_eq!(symbols(&mut client, &uri), expected.0);
        assert_eq!(diagnostics(&mut client, &uri), expected.1);
    }
    // One right after the other, and a key behind them.
    client.set_text(&uri, NURSE);
    client.set_text(&uri, &long);
    client.set_text(&uri, NURSE);
    client.edit(&uri, 0..0, "\n");
    let text = client.text(&uri).to_owned();
    let expected = fresh(&text);
    assert_eq!(symbols(&mut client, &uri), expected.0);
    assert_eq!(diagnostics(&mut client, &uri), expected.1);
}

#[test]
fn settings_that_change_count_for_a_long_note_that_is_worked_on() {
    let (mut client, short, long) = fenced();
    unfence(&mut client, &long);
    client.write("prep.toml", "[rules]\nmissing-section = \"off\"\n");
    client.watched("prep.toml", 1);
    client.edit(&long, 0..0, "\n");
    let end = client.text(&short).len();
    client.edit(&short, end..end, "\nTODO\n");
    let version = client.version(&short);
    // The short note may have been first, and is looked at again.
    client.published(&short, |params| {
        let found = params["diagnostics"].to_string();
        params["version"] == version && !found.contains("missing-section")
    });
    // So is the long one, and what it lacks is not told of.
    client.replace(&long, "## Job Overview", "## Something Else");
    let last = client.version(&long);
    let found = client.published(&long, |params| params["version"] == last);
    assert!(!json!(found).to_string().contains("missing-section"));
    assert!(!found.is_empty());
}

#[test]
fn what_is_renamed_in_a_long_note_from_elsewhere_is_what_stands_there() {
    let mut client = Client::builder().push().start();
    let mut text = long_note();
    text.insert_str(text.find('\n').expect("a title"), FENCE);
    text += "\n```\n\n## Where to Sit 🩺\n\nBy the door.\n";
    let long = client.open("long.prep.md", &text);
    client.diagnostics(&long);
    let short = format!("{NURSE}\n## Sources\n\n- [seat](long.prep.md#where-to-sit-)\n");
    let short = client.open("short.prep.md", &short);
    client.diagnostics(&short);
    // The end of the fence begins one now, but the heading is one before and after.
    unfence(&mut client, &long);
    let second = client.text(&long).rfind("\n```\n").expect("the other end");
    client.edit(&long, second..second + 5, "\n\n");
    client.edit(&long, 0..0, "\n\n");
    let version = client.version(&long);
    let at = client.text(&short).find("seat](").expect("the link") + 8;
    let params = json!({
        "textDocument": {"uri": short},
        "position": text::position(client.text(&short), at, client.encoding),
        "newName": "Where to Stand",
    });
    let edit = client.ask("textDocument/rename", params);
    let files = array(&edit["documentChanges"]);
    let of_long = files
        .iter()
        .find(|file| file["textDocument"]["uri"] == long);
    let of_long = of_long.unwrap_or_else(|| panic!("{edit}"));
    assert_eq!(of_long["textDocument"]["version"], version);
    let range = &of_long["edits"][0]["range"];
    let replaced = text::bytes(client.text(&long), range, client.encoding);
    assert_eq!(&client.text(&long)[replaced], "Where to Sit");
    client.diagnostics(&long);
}

#[test]
fn two_long_notes_and_what_is_about_both_are_dealt_with_in_order() {
    let mut client = Client::builder().push().start();
    let uris = ["a.prep.md", "b.prep.md"].map(|name| client.open(name, &long_note()));
    let mut asked = Vec::new();
    for round in 0..3 {
        for uri in &uris {
            client.edit(uri, 0..0, &format!("# Title {round}\n\n"));
        }
        let params = json!({"command": "prep-ls.notes", "arguments": [uris[0], uris[1]]});
        asked.push(client.wire.start("workspace/executeCommand", params));
        client.edit(&uris[0], 0..0, "\n");
    }
    for id in asked {
        let rows = client.wire.answer(id).expect("rows");
        assert_eq!(array(&rows).len(), 2, "{rows}");
    }
    for uri in &uris {
        let text = client.text(uri).to_owned();
        assert_eq!(symbols(&mut client, uri), fresh(&text).0);
        client.diagnostics(uri);
    }
}
