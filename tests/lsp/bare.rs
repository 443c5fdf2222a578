//! A client that can do nothing but what every client can.

use serde_json::{Value, json};

use crate::harness::text::{Encoding, accept, apply_edits, range, slice};
use crate::harness::{Client, array, codes};
use crate::notes::{CHEF, NURSE, NURSE_LACKS, ORDINARY};

/// Clients that say as little as the protocol allows, each in a way that some editor has.
fn bare() -> Vec<(&'static str, Client)> {
    let nothing = json!({"processId": null, "rootUri": null, "capabilities": {}});
    let nulls = json!({
        "processId": null,
        "clientInfo": null,
        "locale": null,
        "rootPath": null,
        "rootUri": null,
        "initializationOptions": null,
        "capabilities": {
            "workspace": null,
            "textDocument": null,
            "notebookDocument": null,
            "window": null,
            "general": null,
            "experimental": null,
        },
        "trace": null,
        "workspaceFolders": null,
    });
    let empty = json!({
        "processId": null,
        "rootUri": null,
        "capabilities": {
            "workspace": {},
            "textDocument": {
                "synchronization": {},
                "completion": {"completionItem": {}},
                "hover": {},
                "documentSymbol": {},
                "codeAction": {},
                "foldingRange": {},
                "publishDiagnostics": {},
            },
            "window": {},
            "general": {},
        },
        "workspaceFolders": [],
    });
    let unknown = json!({
        "processId": null,
        "rootUri": null,
        "capabilities": {"textDocument": {"noSuchFeature": {"a": [1]}}, "noSuchPart": true},
        "noSuchParameter": {},
    });
    [
        ("nothing", nothing),
        ("nulls", nulls),
        ("empty", empty),
        ("unknown", unknown),
    ]
    .into_iter()
    .map(|(name, params)| (name, Client::builder().params(params).start()))
    .collect()
}

#[test]
fn it_is_served_what_it_can_take() {
    for (name, mut client) in bare() {
        assert_eq!(client.encoding, Encoding::Utf16, "{name}");
        let uri = client.open("chef.md", CHEF);
        let found = client.diagnostics(&uri);
        assert!(codes(&found).contains(&"placeholder"), "{name}: {found:?}");
        for diagnostic in &found {
            for key in ["relatedInformation", "codeDescription", "tags"] {
                assert_eq!(diagnostic.get(key), None, "{name}: {diagnostic}");
            }
            slice(CHEF, &diagnostic["range"], client.encoding);
        }

        let symbols = array(&client.ask_of(&uri, "documentSymbol"));
        assert!(
            symbols.iter().all(|symbol| symbol["location"].is_object()),
            "{name}"
        );
        assert!(!symbols.is_empty() && !array(&client.ask_of(&uri, "foldingRange")).is_empty());

        let at = CHEF.find("Why This").expect("a heading");
        let hover = client.ask_at(&uri, at, "hover");
        let contents = &hover["contents"];
        let said = contents
            .as_str()
            .or(contents["value"].as_str())
            .expect("something");
        assert_ne!(contents["kind"], "markdown", "{name}");
        assert!(!said.contains("**"), "{name}: {said}");
        client.close(&uri);
        assert_eq!(client.next_publish(&uri)["diagnostics"], json!([]));
        assert_eq!(
            client.wire.asked,
            [Value::Null; 0],
            "{name} can answer nothing"
        );
    }
}

#[test]
fn it_gets_plain_completion() {
    for (name, mut client) in bare() {
        let text = format!("{NURSE}\n## \n");
        let uri = client.open("nurse.md", &text);
        client.diagnostics(&uri);
        let answer = client.ask_at(&uri, text.len() - 1, "completion");
        let items = array(answer.get("items").unwrap_or(&answer));
        assert!(items.len() >= NURSE_LACKS.len(), "{name}: {answer}");
        for item in &items {
            assert!(item["insertTextFormat"].is_null() || item["insertTextFormat"] == 1);
            assert!(
                item.get("labelDetails").is_none_or(Value::is_null),
                "{name}: {item}"
            );
            assert!(item["textEdit"]["range"].is_object(), "{name}: {item}");
            let documentation = &item["documentation"];
            assert_ne!(documentation["kind"], "markdown", "{name}: {item}");
        }
        let after = accept(&text, &items[0], client.encoding);
        assert!(
            after.contains("\n## Concepts To Know/Review\n"),
            "{name}: {after}"
        );
    }
}

#[test]
fn its_code_actions_are_commands_or_none() {
    for (name, mut client) in bare() {
        let uri = client.open("nurse.md", NURSE);
        let found = client.diagnostics(&uri);
        let range = found[0]["range"].clone();
        let actions = client.ask(
            "textDocument/codeAction",
            json!({
                "textDocument": {"uri": uri},
                "range": range,
                "context": {"diagnostics": found},
            }),
        );
        for action in array(&actions) {
            // A literal has an object there, or nothing: such a client would not know it.
            assert!(action["command"].is_string(), "{name}: {action}");
            assert!(action["title"].is_string(), "{name}: {action}");
        }
        let provider = client.capability("/codeActionProvider");
        assert!(
            !provider.is_object(),
            "{name}: kinds mean nothing to it: {provider}"
        );
    }
}

/// Takes every action that is offered at a place, by executing its command and applying what the
/// server then asks for; the same once more, at the same place, must find nothing left to do.
#[test]
fn what_it_takes_twice_is_done_once() {
    for ending in ["\n", "\r\n"] {
        let note = NURSE.replace('\n', ending);
        let capabilities = json!({"workspace": {"applyEdit": true}});
        let mut client = Client::builder().capabilities(capabilities).start();
        let uri = client.open("nurse.md", &note);
        let ask = |client: &mut Client| {
            let found = client.diagnostics(&uri);
            let at = client.text(&uri).find("Why This Job").expect("a heading");
            let range = range(client.text(&uri), at..at, client.encoding);
            let context = json!({"diagnostics": found});
            let document = json!({"uri": uri});
            array(&client.ask(
                "textDocument/codeAction",
                json!({"textDocument": document, "range": range, "context": context}),
            ))
        };
        let titles: Vec<Value> = ask(&mut client)
            .iter()
            .map(|action| action["title"].clone())
            .collect();
        assert!(titles.len() > 4, "{titles:?}");
        for title in titles {
            client.set_text(&uri, &note);
            let offered = ask(&mut client);
            let command = offered.iter().find(|it| it["title"] == title);
            let command = command.expect("it is offered again for the same text");
            let edits = array(&command["arguments"][0]["changes"][&uri]);
            let after = apply_edits(&note, &edits, client.encoding);
            assert_ne!(after, note, "{title}");
            assert!(after.ends_with(ending), "{title}: {after:?}");
            if ending == "\r\n" {
                assert_eq!(
                    after.replace("\r\n", "").find(['\r', '\n']),
                    None,
                    "{title}"
                );
            }
            client.set_text(&uri, &after);
            let again = ask(&mut client);
            assert!(
                !again.iter().any(|it| it["title"] == title),
                "{title} is offered twice"
            );
        }
    }
}

#[test]
fn changes_without_versions_reach_a_client_with_literals_alone() {
    let mut client = Client::builder()
        .capabilities(json!({"textDocument": {"codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
        }}}))
        .start();
    let uri = client.open("nurse.md", NURSE);
    let found = client.diagnostics(&uri);
    let range = found[0]["range"].clone();
    let actions = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": found}}),
    );
    let actions = array(&actions);
    assert!(!actions.is_empty());
    for action in actions {
        let edits = array(&action["edit"]["changes"][&uri]);
        assert_ne!(
            apply_edits(NURSE, &edits, client.encoding),
            NURSE,
            "{action}"
        );
        assert!(
            action["edit"]
                .get("documentChanges")
                .is_none_or(Value::is_null)
        );
    }
}

#[test]
fn without_a_folder_the_nearest_file_still_counts() {
    let params = json!({"processId": null, "rootUri": null, "capabilities": {}});
    let mut client = Client::builder()
        .file("prep.toml", "[rules]\nplaceholder = \"error\"\n")
        .params(params)
        .start();
    let uri = client.open("deep/er/chef.md", CHEF);
    let found = client.diagnostics(&uri);
    let placeholder = found
        .iter()
        .find(|it| it["code"] == "placeholder")
        .expect("it");
    assert_eq!(placeholder["severity"], 1);
}

#[test]
fn old_clients_name_their_folder_otherwise() {
    for extra in ["rootPath", "rootUri"] {
        let builder = Client::builder().file("prep.toml", "[rules]\nplaceholder = \"hint\"\n");
        let builder = builder.param("workspaceFolders", Value::Null);
        let builder = match extra {
            "rootPath" => builder.param("rootUri", Value::Null),
            _ => builder,
        };
        let mut client = builder.start();
        let uri = client.open("chef.md", CHEF);
        let found = client.diagnostics(&uri);
        let placeholder = found
            .iter()
            .find(|it| it["code"] == "placeholder")
            .expect("it");
        assert_eq!(placeholder["severity"], 4, "{extra}");
    }
}

#[test]
fn it_hears_nothing_of_ordinary_markdown() {
    for (_, mut client) in bare() {
        let uri = client.open("README.md", ORDINARY);
        client.edit(&uri, 0..0, "\n");
        let note = client.open("nurse.md", NURSE);
        client.diagnostics(&note);
        client.expect_silence(&uri);
    }
}
