//! A tour through all that the server does, whatever the client can do.

use serde_json::{Value, json};

use crate::harness::text::position;
use crate::harness::{Builder, Client, array};

/// A note in which everything can be found: links of every kind, stories, dates, suppressions, faults with fixes.
const NOTE: &str = "---\ncompany: Larkspur Dental\nstatus: applied\ninterview_date: 2026-11-29\nresume: cv.md\n---\n\n# Interview Prep: Larkspur Dental – Hygienist 🦷\n\n## Job Overview\n\n**Position:** Hygienist\n**Location:**\n**Posting Date:** 2026-02-30\n**Requirements:**\n\n- infection control and patient safety\n- experience with nervous patients\n\n## Why This Job Is a Fit\n\n- Strong focus on infection control and best practices; [the leak](#s1-the-leak), see S1\n- Saw 1,900 patients in 2025\n\n## STAR Stories\n\n### S1: The leak\n\n- **Situation:** A line leaked.\n- **Action:** We closed the room.\n\n## Compny Summary\n\n[Larkspur Dental](other.prep.md) and [[other#Job Overview]], ![logo](logo.png), [site](https://larkspur.example), [none](gone.md)\n\n**Recent News:**\n\n- won a prize\n\n<!-- prep-ls: ignore placeholder, nonsense -->\n- TBD\n\n## Questions to Ask Them\n\n• What are the next steps?\n• What are the next steps?\n\n## Strategic Advice\n\n- TODO [Company]\n";

const OTHER: &str = "# Interview Prep: Brook & Sons – Mason\n\n## Job Overview\n\n**Position:** Mason\n\n[back](a.prep.md#job-overview)\n";

/// What the client's workspace holds.
pub(crate) fn workspace(builder: Builder) -> Builder {
    builder
        .may_show_messages()
        .file("other.prep.md", OTHER)
        .file("a.prep.md", NOTE)
        .file("cv.md", "# CV\n\n- 40 clinics\n")
        .file(
            "prep.toml",
            "resume = \"cv.md\"\n[rules]\nplaceholders = \"off\"\n",
        )
        .file("broken/prep.toml", "include = 3\n")
        .file("broken/b.prep.md", OTHER)
}

/// Asks and keeps going: errors are looked at in the record.
fn ask(client: &mut Client, method: &str, params: Value) -> Value {
    client.wire.request(method, params).unwrap_or_default()
}

/// The commands of a client, one after the other; each says something to every capability.
pub(crate) fn tour(client: &mut Client, thorough: bool) {
    // Before the greeting.
    let early = client.wire.request("textDocument/hover", json!({}));
    assert_eq!(early.expect_err("it is too early")["code"], -32002);
    client
        .wire
        .notify("textDocument/didOpen", json!({"textDocument": {}}));
    client.initialize();
    let uri = client.open("a.prep.md", NOTE);
    let broken = client.open("broken/b.prep.md", OTHER);
    client.open_as("untitled:Untitled-1", "markdown", OTHER);
    client.open_as("git:/a.prep.md", "markdown", OTHER);
    let plain = client.open("plain.md", "# Shopping\n\n- milk\n");
    let document = json!({"textDocument": {"uri": uri}});
    let whole = {
        let end = position(NOTE, NOTE.len(), client.encoding);
        json!({"start": {"line": 0, "character": 0}, "end": end})
    };
    for about in [&uri, &plain, &broken] {
        for method in [
            "documentSymbol",
            "foldingRange",
            "documentLink",
            "codeLens",
            "diagnostic",
        ] {
            ask(
                client,
                &format!("textDocument/{method}"),
                json!({"textDocument": {"uri": about}}),
            );
        }
    }
    ask(
        client,
        "textDocument/inlayHint",
        with(&document, "range", whole.clone()),
    );
    let step = if thorough { 5 } else { 61 };
    let mut at: Vec<usize> = (0..NOTE.len()).step_by(step).collect();
    at.extend(
        [
            "Larkspur D",
            "#s1",
            "see S1",
            "other#",
            "infection",
            "2026-11",
            "nonsense",
            "STAR S",
        ]
        .map(|words| NOTE.find(words).expect("it is there") + 2),
    );
    for offset in at
        .into_iter()
        .filter(|&offset| NOTE.is_char_boundary(offset))
    {
        places(client, &document, position(NOTE, offset, client.encoding));
    }
    actions(client, &document, &whole, thorough);
    across(client, &uri);
    commands(client, &uri);
    events(client, &uri);
    wrong(client, &document);
    // A request that is cancelled, and one that is not.
    let cancelled = client.wire.start("workspace/symbol", json!({"query": ""}));
    client
        .wire
        .notify("$/cancelRequest", json!({"id": cancelled}));
    let outcome = client.wire.answer(cancelled);
    if let Err(error) = outcome {
        assert_eq!(error["code"], -32800, "{error}");
    }
    client.close(&uri);
    client.barrier();
}

fn with(document: &Value, key: &str, value: Value) -> Value {
    let mut params = document.clone();
    params[key] = value;
    params
}

/// All that is asked of a place.
fn places(client: &mut Client, document: &Value, place: Value) {
    let at = with(document, "position", place.clone());
    let found = ask(client, "textDocument/completion", at.clone());
    let items = match &found {
        Value::Object(list) => array(&list["items"]),
        other => array(other),
    };
    for item in items.into_iter().step_by(9) {
        ask(client, "completionItem/resolve", item);
    }
    for method in ["hover", "definition", "documentHighlight", "prepareRename"] {
        ask(client, &format!("textDocument/{method}"), at.clone());
    }
    ask(
        client,
        "textDocument/rename",
        with(&at, "newName", json!("Another name")),
    );
    ask(
        client,
        "textDocument/references",
        with(&at, "context", json!({"includeDeclaration": true})),
    );
    ask(
        client,
        "textDocument/selectionRange",
        with(document, "positions", json!([place])),
    );
}

fn actions(client: &mut Client, document: &Value, whole: &Value, thorough: bool) {
    let mut ranges = vec![whole.clone()];
    let lines = NOTE.lines().count();
    for line in (0..lines).step_by(if thorough { 2 } else { 13 }) {
        ranges.push(
            json!({"start": {"line": line, "character": 0}, "end": {"line": line, "character": 3}}),
        );
    }
    for range in ranges {
        for only in [json!(null), json!(["source"])] {
            let mut context = json!({"diagnostics": [], "triggerKind": 1});
            if !only.is_null() {
                context["only"] = only;
            }
            let params = with(&with(document, "range", range.clone()), "context", context);
            for action in array(&ask(client, "textDocument/codeAction", params)) {
                if action["kind"].is_string() {
                    ask(client, "codeAction/resolve", action);
                } else {
                    let call =
                        json!({"command": action["command"], "arguments": action["arguments"]});
                    ask(client, "workspace/executeCommand", call);
                }
            }
        }
    }
}

/// What is asked of the whole workspace.
fn across(client: &mut Client, uri: &str) {
    for query in ["", "job", "Brook"] {
        ask(client, "workspace/symbol", json!({"query": query}));
    }
    let moved = json!({"files": [{"oldUri": client.uri("other.prep.md"), "newUri": client.uri("moved.prep.md")}]});
    ask(client, "workspace/willRenameFiles", moved);
    ask(
        client,
        "workspace/diagnostic",
        json!({"previousResultIds": [{"uri": uri, "value": "1"}]}),
    );
    ask(
        client,
        "workspace/diagnostic",
        json!({"previousResultIds": [], "partialResultToken": "partial"}),
    );
    ask(
        client,
        "textDocument/diagnostic",
        json!({"textDocument": {"uri": uri}, "previousResultId": "1"}),
    );
}

fn commands(client: &mut Client, uri: &str) {
    for (command, arguments) in [
        ("notes", json!([])),
        ("notes", json!([uri])),
        ("listSections", json!([uri])),
        ("insertSection", json!([uri, "pitch"])),
        ("insertMissingSections", json!([uri])),
        ("sortSections", json!([uri])),
        (
            "newNote",
            json!([{"company": "Fern", "role": "Clerk", "sections": "all"}]),
        ),
        ("newNote", json!([{"uri": client.uri("new.prep.md")}])),
        ("showReadiness", json!([uri])),
        ("showReadiness", json!([uri, "pitch"])),
        ("explainRule", json!(["placeholder"])),
        ("explainRule", json!(["no-such-rule"])),
        ("insertSection", json!([])),
        ("noSuchCommand", json!([])),
    ] {
        let call = json!({"command": format!("prep-ls.{command}"), "arguments": arguments});
        ask(client, "workspace/executeCommand", call);
    }
}

/// What happens in an editor besides requests.
fn events(client: &mut Client, uri: &str) {
    client.replace(uri, "TODO", "TBD");
    client.replace(uri, "## Compny Summary", "## Company Summary");
    client.wire.notify(
        "textDocument/didSave",
        json!({"textDocument": {"uri": uri}}),
    );
    client.write("prep.toml", "[rules]\nplaceholder = \"error\"\n");
    client.watched("prep.toml", 2);
    client.wire.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"prep-ls": {"rules": {"vague-talking-point": "loud"}}}}),
    );
    client.barrier();
    client.wire.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"prep-ls": {"features": {"hints": true}}}}),
    );
    client.write("new.prep.md", OTHER);
    let files = json!({"files": [{"uri": client.uri("new.prep.md")}]});
    client
        .wire
        .notify("workspace/didCreateFiles", files.clone());
    client.wire.notify("workspace/didDeleteFiles", files);
    let folder = json!({"uri": client.uri("broken"), "name": "broken"});
    client.wire.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": [folder], "removed": []}}),
    );
    client.wire.notify(
        "window/workDoneProgress/cancel",
        json!({"token": "no-such-token"}),
    );
    client
        .wire
        .notify("$/setTrace", json!({"value": "verbose"}));
    client.wire.notify("$/noSuchNotification", json!({}));
    client.barrier();
    ask(
        client,
        "textDocument/diagnostic",
        json!({"textDocument": {"uri": uri}}),
    );
    ask(
        client,
        "textDocument/codeLens",
        json!({"textDocument": {"uri": uri}}),
    );
}

/// What is no request of the protocol, or has no sense.
fn wrong(client: &mut Client, document: &Value) {
    let provided = [
        "textDocument/documentSymbol",
        "textDocument/foldingRange",
        "textDocument/completion",
        "completionItem/resolve",
        "textDocument/hover",
        "textDocument/codeLens",
        "textDocument/inlayHint",
        "textDocument/definition",
        "textDocument/references",
        "textDocument/documentHighlight",
        "textDocument/prepareRename",
        "textDocument/rename",
        "textDocument/selectionRange",
        "textDocument/documentLink",
        "textDocument/codeAction",
        "codeAction/resolve",
        "textDocument/diagnostic",
        "workspace/diagnostic",
        "workspace/symbol",
        "workspace/willRenameFiles",
        "workspace/executeCommand",
    ];
    for method in provided {
        for params in [
            json!(42),
            json!([]),
            json!({"textDocument": 1, "query": 1, "files": 1, "command": 1, "label": 1, "title": 1, "previousResultIds": 1}),
        ] {
            let error = client.wire.request(method, params.clone());
            let error = error.expect_err("the parameters are wrong");
            assert_eq!(error["code"], -32602, "{method} {params}: {error}");
            assert!(
                error["message"]
                    .as_str()
                    .is_some_and(|message| message.len() > 10),
                "{method}: {error}"
            );
        }
    }
    // Methods of the protocol that the server does not have, and one that nobody has.
    for method in [
        "textDocument/formatting",
        "textDocument/semanticTokens/full",
        "textDocument/implementation",
        "$/noSuchRequest",
        "x",
    ] {
        let error = client
            .wire
            .request(method, document.clone())
            .expect_err("there is no such method");
        assert_eq!(error["code"], -32601, "{method}: {error}");
    }
    let again = client.wire.request(
        "initialize",
        json!({"processId": null, "rootUri": null, "capabilities": {}}),
    );
    assert_eq!(again.expect_err("only once")["code"], -32600);
    // Documents that are not open, places beyond every end.
    let nowhere = json!({"line": 2_000_000_000, "character": 2_000_000_000});
    for (document, place) in [
        (
            json!({"uri": "file:///no/such.md"}),
            json!({"line": 0, "character": 0}),
        ),
        (document["textDocument"].clone(), nowhere),
    ] {
        let at = json!({"textDocument": document, "position": place});
        for method in [
            "completion",
            "hover",
            "definition",
            "documentHighlight",
            "prepareRename",
        ] {
            ask(client, &format!("textDocument/{method}"), at.clone());
        }
        for method in [
            "documentSymbol",
            "foldingRange",
            "documentLink",
            "codeLens",
            "diagnostic",
        ] {
            ask(
                client,
                &format!("textDocument/{method}"),
                json!({"textDocument": document}),
            );
        }
    }
}

/// The end: requests are refused, and the process ends with 0.
pub(crate) fn farewell(client: &mut Client) {
    assert_eq!(
        client.wire.request("shutdown", Value::Null),
        Ok(Value::Null)
    );
    let late = client.wire.request("textDocument/hover", json!({}));
    assert_eq!(late.expect_err("it is too late")["code"], -32600);
    client.wire.notify("exit", Value::Null);
    let status = client.expect_exit(crate::harness::EXIT);
    assert_eq!(status.code(), Some(0));
}
