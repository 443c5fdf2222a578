//! Rename, within one note.

use serde_json::{Value, json};

use crate::harness::text::{apply_edits, position, slice};
use crate::harness::{Client, array};
use crate::navigate::LINKED;
use crate::notes::crlf;

fn ask(client: &mut Client, uri: &str, at: usize, new: &str) -> Result<Value, Value> {
    let position = position(client.text(uri), at, client.encoding);
    let params = json!({"textDocument": {"uri": uri}, "position": position, "newName": new});
    client.wire.request("textDocument/rename", params)
}

/// The edits of a rename, for a client that takes versions.
fn edits(client: &mut Client, uri: &str, at: usize, new: &str) -> Vec<Value> {
    let edit = ask(client, uri, at, new).expect("a rename");
    let changes = array(&edit["documentChanges"]);
    assert_eq!(changes.len(), 1, "{edit}");
    assert_eq!(
        changes[0]["textDocument"],
        json!({"uri": uri, "version": client.version(uri)})
    );
    array(&changes[0]["edits"])
}

#[test]
fn a_heading_its_links_and_nothing_else() {
    for text in [LINKED.to_owned(), crlf(LINKED)] {
        let mut client = Client::start();
        let uri = client.open("note.prep.md", &text);
        for what in [
            "Gaps & Concerns\r\n",
            "Gaps & Concerns\n",
            "Gaps & Concerns|",
        ] {
            let Some(at) = text.find(what) else { continue };
            let prepared = client.ask_at(&uri, at, "prepareRename");
            assert_eq!(prepared["placeholder"], "Gaps & Concerns", "{what}");
            let shown = slice(&text, &prepared["range"], client.encoding);
            assert!(shown.ends_with("Gaps & Concerns"), "{shown}");
            let edits = edits(&mut client, &uri, at, "Risks");
            let after = apply_edits(&text, &edits, client.encoding);
            assert_eq!(
                after,
                text.replace("🎯 Gaps & Concerns", "🎯 Risks"),
                "{what}"
            );
        }
    }
}

#[test]
fn a_story_and_the_company() {
    let mut client = Client::start();
    let uri = client.open("note.prep.md", LINKED);
    let at = LINKED.find(" S1, ").expect("it") + 1;
    let after = apply_edits(
        LINKED,
        &edits(&mut client, &uri, at, "STAR-7"),
        client.encoding,
    );
    assert_eq!(
        after,
        LINKED.replace("S1", "STAR-7").replace("#s1-", "#star-7-")
    );
    let at = LINKED.find("Lane’s").expect("it");
    assert_eq!(
        client.ask_at(&uri, at, "prepareRename")["placeholder"],
        "Birch Lane"
    );
    let after = apply_edits(
        LINKED,
        &edits(&mut client, &uri, at, "Elm"),
        client.encoding,
    );
    assert_eq!(after, LINKED.replace("Birch Lane", "Elm"));
}

#[test]
fn a_client_without_versions_gets_changes() {
    let mut client = Client::builder()
        .capabilities(json!({}))
        .file("people.md", "# Ann\n")
        .start();
    assert_eq!(client.capability("/renameProvider"), true);
    let uri = client.open("note.prep.md", LINKED);
    client.diagnostics(&uri);
    let at = LINKED.find("#s1-the").expect("it");
    let edit = ask(&mut client, &uri, at, "The flood").expect("a rename");
    let after = apply_edits(LINKED, &array(&edit["changes"][&uri]), client.encoding);
    let wanted = LINKED
        .replace("S1: The leak", "S1: The flood")
        .replace("#s1-the-leak", "#s1-the-flood");
    assert_eq!(after, wanted);
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let mut client = Client::start();
    assert_eq!(
        client.capability("/renameProvider"),
        json!({"prepareProvider": true})
    );
    let uri = client.open("note.prep.md", LINKED);
    let heading = LINKED.find("Gaps & Concerns\n").expect("it");
    for (at, new, why) in [
        (heading, " ", "the new one is empty"),
        (heading, "a\nb", "line break"),
        (
            LINKED.find("Situation").expect("it"),
            "x",
            "nothing to rename here",
        ),
        (LINKED.find("people.md").expect("it"), "x", "people.md"),
        (LINKED.find("S1: ").expect("it"), "leak", "such as S3"),
    ] {
        let error = ask(&mut client, &uri, at, new).expect_err("a refusal");
        assert_eq!(error["code"], -32803, "{error}");
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains(why), "{message}");
    }
    let position = position(
        LINKED,
        LINKED.find("Situation").expect("it"),
        client.encoding,
    );
    let params = json!({"textDocument": {"uri": uri}, "position": position});
    let error = client.wire.request("textDocument/prepareRename", params);
    assert_eq!(error.expect_err("a refusal")["code"], -32803);
}
