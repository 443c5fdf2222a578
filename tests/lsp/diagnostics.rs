//! Diagnostics, pushed and pulled: what they hold, when they come, where they do not.

use serde_json::{Value, json};

use crate::harness::text::slice;
use crate::harness::{Client, array, codes, with_code};
use crate::notes::{CHEF, NURSE, ORDINARY};

/// Two sections of one kind: the second is reported, the first is related.
const TWICE: &str = "\
# Interview Prep: Delta Rail – Signaller

## Job Overview

**Position:** Signaller

## Questions to Ask Them

- How long is a shift in the box?

## Questions to Ask Them

- Who trains new signallers?
";

#[test]
fn a_diagnostic_says_what_where_how_much_and_why() {
    let mut client = Client::builder().push().start();
    let uri = client.open("chef.md", CHEF);
    let found = client.diagnostics(&uri);
    let placeholder = &with_code(&found, "placeholder")[0];
    assert_eq!(slice(CHEF, &placeholder["range"], client.encoding), "TODO");
    assert_eq!(placeholder["severity"], 2);
    assert_eq!(placeholder["source"], "prep-ls");
    let message = placeholder["message"].as_str().expect("a message");
    assert!(message.contains("TODO"), "{message}");
    let href = placeholder["codeDescription"]["href"]
        .as_str()
        .expect("a link");
    assert!(
        href.starts_with("http") && href.contains("placeholder"),
        "{href}"
    );

    let missing = &with_code(&found, "missing-section")[0];
    assert!(!array(&missing["data"]["sections"]).is_empty(), "{missing}");
}

#[test]
fn severities_are_those_of_the_configuration() {
    for (level, severity) in [("error", 1), ("warning", 2), ("info", 3), ("hint", 4)] {
        let mut client = Client::builder()
            .file(
                "prep.toml",
                &format!("[rules]\nplaceholder = \"{level}\"\n"),
            )
            .start();
        let uri = client.open("chef.md", CHEF);
        let found = client.diagnostics(&uri);
        assert_eq!(
            with_code(&found, "placeholder")[0]["severity"],
            severity,
            "{level}"
        );
    }
}

#[test]
fn related_places_are_told_to_clients_that_show_them() {
    let mut client = Client::builder().push().start();
    let uri = client.open("rail.md", TWICE);
    let found = client.diagnostics(&uri);
    let second = &with_code(&found, "duplicate-section")[0];
    let related = array(&second["relatedInformation"]);
    assert_eq!(related.len(), 1, "{second}");
    assert_eq!(related[0]["location"]["uri"], uri);
    let first = slice(TWICE, &related[0]["location"]["range"], client.encoding);
    assert_eq!(first, "Questions to Ask Them");
    assert!(related[0]["location"]["range"] != second["range"]);

    let mut client = Client::builder()
        .push()
        .with(
            "/textDocument/publishDiagnostics",
            json!({"versionSupport": true}),
        )
        .start();
    let uri = client.open("rail.md", TWICE);
    for diagnostic in client.diagnostics(&uri) {
        for key in ["relatedInformation", "codeDescription"] {
            assert_eq!(diagnostic.get(key), None, "{diagnostic}");
        }
    }
}

#[test]
fn a_client_that_pulls_is_not_pushed_to() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let before = client.diagnostics(&uri);
    assert!(codes(&before).contains(&"placeholder"));
    client.replace(&uri, "TODO", "will");
    assert!(!codes(&client.diagnostics(&uri)).contains(&"placeholder"));
    client.close(&uri);
    client.barrier();
    // The end of every test asserts that nothing was left unread: nothing was published.
}

#[test]
fn an_unchanged_answer_is_not_repeated() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let pull = |client: &mut Client, previous: &Value| {
        let mut params = json!({"textDocument": {"uri": uri}});
        if !previous.is_null() {
            params["previousResultId"] = previous.clone();
        }
        client.ask("textDocument/diagnostic", params)
    };
    let first = pull(&mut client, &Value::Null);
    assert_eq!(first["kind"], "full");
    let id = first["resultId"].clone();
    assert!(id.is_string(), "{first}");

    let again = pull(&mut client, &id);
    assert_eq!(again["kind"], "unchanged", "{again}");
    assert!(again["resultId"].is_string(), "{again}");

    client.replace(&uri, "TODO", "TBD");
    let changed = pull(&mut client, &again["resultId"]);
    assert_eq!(changed["kind"], "full", "{changed}");
    assert_eq!(with_code(&array(&changed["items"]), "placeholder").len(), 1);

    let stranger = pull(&mut client, &json!("no id of this server"));
    assert_eq!(stranger["kind"], "full", "{stranger}");
    assert_eq!(stranger["items"], changed["items"]);
}

#[test]
fn pushed_and_pulled_are_the_same() {
    let mut pushed = Client::builder().push().start();
    let mut pulled = Client::start();
    for text in [NURSE, CHEF, TWICE] {
        let (there, here) = (pushed.open("a.md", text), pulled.open("a.md", text));
        let expected = json!(pulled.diagnostics(&here))
            .to_string()
            .replace(&here, &there);
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        assert_eq!(json!(pushed.diagnostics(&there)), expected);
        pushed.close(&there);
        assert_eq!(pushed.next_publish(&there)["diagnostics"], json!([]));
        pulled.close(&here);
    }
}

/// Whether an answer says nothing.
fn says_nothing(answer: &Value) -> bool {
    let items = answer.get("items").unwrap_or(answer);
    items.is_null() || items == &json!([])
}

/// Asserts that every feature is silent on a document.
fn expect_silent(client: &mut Client, uri: &str, pulls: bool) {
    let text = client.text(uri).to_owned();
    let mut methods = vec!["documentSymbol", "foldingRange"];
    if pulls {
        methods.push("diagnostic");
    }
    for method in methods {
        let answer = client.ask_of(uri, method);
        assert!(says_nothing(&answer), "{method} of {uri}: {answer}");
    }
    for at in (0..text.len())
        .filter(|&at| text.is_char_boundary(at))
        .step_by(7)
    {
        for method in ["hover", "completion"] {
            let answer = client.ask_at(uri, at, method);
            assert!(says_nothing(&answer), "{method} at {at} of {uri}: {answer}");
        }
    }
    let all = crate::harness::text::range(&text, 0..text.len(), client.encoding);
    let actions = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": all, "context": {"diagnostics": []}}),
    );
    assert!(says_nothing(&actions), "actions of {uri}: {actions}");
    client.expect_silence(uri);
}

#[test]
fn it_is_silent_in_other_documents() {
    for pulls in [false, true] {
        let builder = Client::builder();
        let builder = if pulls { builder } else { builder.push() };
        let mut client = builder.start();
        let ordinary = client.open("README.md", ORDINARY);
        let python = client.uri("note.py");
        client.open_as(&python, "python", NURSE);
        let plain = client.uri("acme.prep.md.txt");
        client.open_as(&plain, "plaintext", NURSE);
        let told = client.open("told.md", &format!("---\nprep: false\n---\n\n{NURSE}"));
        let git = "git:/home/me/nurse.prep.md?%7B%22ref%22%3A%22HEAD%22%7D";
        client.open_as(git, "markdown", NURSE);
        let web = "https://notes.example/nurse.prep.md";
        client.open_as(web, "markdown", NURSE);
        // A note that is published comes after what would have been published before.
        let note = client.open("nurse.md", NURSE);
        assert!(!client.diagnostics(&note).is_empty());
        for uri in [&ordinary, &python, &plain, &told, git, web] {
            expect_silent(&mut client, uri, pulls);
        }
        // It stays so while they are edited.
        client.edit(&ordinary, 0..0, "\n");
        client.edit(git, 0..0, "\n");
        client.barrier();
        for uri in [&ordinary, git] {
            expect_silent(&mut client, uri, pulls);
        }
    }
}

#[test]
fn a_document_may_become_a_note_and_cease_to_be_one() {
    let mut client = Client::builder().push().start();
    let uri = client.open("a.md", "# Interview\n");
    client.edit(&uri, 11..11, " Prep: Delta Rail – Signaller");
    assert_eq!(codes(&client.diagnostics(&uri)), ["missing-section"]);
    let end = client.text(&uri).len();
    client.set_text(&uri, "# Interview\n");
    assert!(end > 12);
    assert_eq!(client.diagnostics(&uri), [Value::Null; 0]);
}

#[test]
fn unsaved_documents_are_notes_as_well() {
    let mut client = Client::builder().push().start();
    let uri = "untitled:Untitled-1";
    client.open_as(uri, "markdown", NURSE);
    let found = client.diagnostics(uri);
    assert_eq!(codes(&found), ["missing-section", "missing-section"]);
    assert_eq!(array(&client.ask_of(uri, "documentSymbol")).len(), 1);
    client.close(uri);
    assert_eq!(client.next_publish(uri)["diagnostics"], json!([]));
}

#[test]
fn names_with_spaces_and_other_letters_are_found() {
    let mut client = Client::builder()
        .push()
        .file("Böden & co/prep.toml", "[rules]\nplaceholder = \"error\"\n")
        .start();
    for name in ["Böden & co/a b#c%20d.md", "Böden & co/면접 준비.md"] {
        let uri = client.open(name, CHEF);
        let found = client.diagnostics(&uri);
        assert_eq!(with_code(&found, "placeholder")[0]["severity"], 1, "{uri}");
    }
}

#[test]
fn rapid_edits_are_published_once() {
    let mut client = Client::builder()
        .push()
        .args(&["--debounce-ms", "500"])
        .start();
    let uri = client.open("chef.md", CHEF);
    client.diagnostics(&uri);
    for digit in 0..10 {
        client.replace(&uri, "menu", &format!("menu{digit}"));
    }
    let publish = client.next_publish(&uri);
    assert_eq!(publish["version"], 11, "only the last version is published");
    client.barrier();
    client.expect_nothing_unread();
}

#[test]
fn findings_of_content_wait_until_the_line_is_left_or_idle() {
    // With the debounce and calm typing as they come.
    let calm = || {
        Client::builder()
            .push()
            .args(&[])
            .options(Value::Null)
            .start()
    };
    let without = CHEF.replace("TODO name", "name");
    let type_todo = |client: &mut Client, uri: &str| {
        let at = CHEF.find("TODO").expect("a placeholder");
        for (typed, char) in ["T", "O", "D", "O", " "].into_iter().enumerate() {
            client.edit(uri, at + typed..at + typed, char);
        }
        let found = client.diagnostics(uri);
        assert!(
            !codes(&found).contains(&"placeholder"),
            "too early: {found:?}"
        );
    };

    let mut idle = calm();
    let uri = idle.open("chef.md", &without);
    idle.diagnostics(&uri);
    type_todo(&mut idle, &uri);
    idle.published(&uri, |params| {
        codes(&array(&params["diagnostics"])).contains(&"placeholder")
    });

    let mut left = calm();
    let uri = left.open("chef.md", &without);
    left.diagnostics(&uri);
    type_todo(&mut left, &uri);
    let end = left.text(&uri).len();
    left.edit(&uri, end..end, "- Eight cooks led\n");
    left.published(&uri, |params| {
        let found = array(&params["diagnostics"]);
        params["version"] == 7 && codes(&found).contains(&"placeholder")
    });
}

#[test]
fn a_changed_configuration_asks_clients_that_pull_to_pull_again() {
    let mut client = Client::builder().file("prep.toml", "").start();
    let uri = client.open("chef.md", CHEF);
    client.diagnostics(&uri);
    client.barrier();
    let before = client.wire.count_asked("workspace/diagnostic/refresh");
    client.write("prep.toml", "[rules]\nplaceholder = \"off\"\n");
    client.watched("prep.toml", 2);
    client
        .wire
        .wait_asked("workspace/diagnostic/refresh", before);
    assert!(!codes(&client.diagnostics(&uri)).contains(&"placeholder"));

    let mut client = Client::builder()
        .file("prep.toml", "")
        .without("/workspace/diagnostics")
        .start();
    let uri = client.open("chef.md", CHEF);
    client.write("prep.toml", "[rules]\nplaceholder = \"off\"\n");
    client.watched("prep.toml", 2);
    assert!(!codes(&client.diagnostics(&uri)).contains(&"placeholder"));
    client.barrier();
    assert_eq!(client.wire.count_asked("workspace/diagnostic/refresh"), 0);
}
