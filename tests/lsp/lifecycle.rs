//! What the server says of itself, and what it answers to whom and when.

use serde_json::{Value, json};

use crate::harness::text::Encoding;
use crate::harness::wire::message;
use crate::harness::{Client, array};
use crate::notes::{CHEF, NURSE};

#[test]
fn it_says_its_name_version_and_capabilities() {
    let client = Client::start();
    assert_eq!(client.result["serverInfo"]["name"], "prep-ls");
    assert_eq!(
        client.result["serverInfo"]["version"],
        env!("CARGO_PKG_VERSION")
    );

    assert_eq!(client.capability("/textDocumentSync/openClose"), true);
    assert_eq!(
        client.capability("/textDocumentSync/change"),
        2,
        "incremental"
    );
    let triggers = array(&client.capability("/completionProvider/triggerCharacters"));
    assert!(triggers.contains(&json!("#")), "{triggers:?}");
    for provider in ["hover", "documentSymbol", "foldingRange"] {
        let given = client.capability(&format!("/{provider}Provider"));
        assert!(given == true || given.is_object(), "{provider}: {given}");
    }
    let kinds = array(&client.capability("/codeActionProvider/codeActionKinds"));
    for kind in ["quickfix", "source.fixAll.prep-ls"] {
        assert!(kinds.contains(&json!(kind)), "{kind} in {kinds:?}");
    }
    assert!(client.capability("/diagnosticProvider").is_object());
    let provider = client.capability("/diagnosticProvider");
    assert!(provider["interFileDependencies"].is_boolean(), "{provider}");
    assert!(provider["workspaceDiagnostics"].is_boolean(), "{provider}");
    // What users of Markdown servers do not want fought over.
    for unwanted in [
        "semanticTokens",
        "documentFormatting",
        "documentRangeFormatting",
    ] {
        let given = client.capability(&format!("/{unwanted}Provider"));
        assert!(given.is_null() || given == false, "{unwanted}: {given}");
    }
}

#[test]
fn pulled_diagnostics_are_offered_only_to_clients_that_pull() {
    let client = Client::builder().push().start();
    assert_eq!(client.capability("/diagnosticProvider"), Value::Null);
}

#[test]
fn commands_are_listed_and_no_other_is_run() {
    let mut client = Client::start();
    let commands = array(&client.capability("/executeCommandProvider/commands"));
    assert!(commands.iter().all(Value::is_string), "{commands:?}");
    let unknown = json!({"command": "prep-ls.noSuchCommand", "arguments": []});
    let error = client.wire.request("workspace/executeCommand", unknown);
    error.expect_err("an unknown command is an error");
    client.barrier();
}

#[test]
fn the_position_encoding_is_one_that_the_client_offers() {
    let cases: [(Value, &[&str]); 7] = [
        (json!(["utf-8"]), &["utf-8"]),
        (json!(["utf-16"]), &["utf-16"]),
        (json!(["utf-32"]), &["utf-32"]),
        (
            json!(["utf-16", "utf-8", "utf-32"]),
            &["utf-8", "utf-16", "utf-32"],
        ),
        (json!(["utf-7", "utf-8"]), &["utf-8"]),
        (json!(["utf-7"]), &["utf-16"]),
        (json!([]), &["utf-16"]),
    ];
    for (offered, allowed) in cases {
        let client = Client::builder()
            .with("/general/positionEncodings", offered.clone())
            .start();
        let chosen = client.capability("/positionEncoding");
        // UTF-16 is the default, and need not be said.
        let chosen = chosen.as_str().unwrap_or("utf-16");
        assert!(allowed.contains(&chosen), "{chosen} of {offered}");
    }
    let client = Client::builder().without("/general").start();
    assert_eq!(client.encoding, Encoding::Utf16);
}

#[test]
fn stdio_may_be_asked_for() {
    let mut client = Client::builder().args(&["--stdio"]).start();
    client.barrier();
}

#[test]
fn requests_before_initialize_are_refused() {
    let mut client = Client::builder().spawn();
    let document = json!({"textDocument": {"uri": client.uri("note.md")}});
    for method in ["textDocument/documentSymbol", "shutdown", "no/such/request"] {
        let error = client.wire.request(method, document.clone());
        assert_eq!(error.expect_err("too early")["code"], -32002, "{method}");
    }
    // Notifications are dropped.
    let opened =
        json!({"uri": client.uri("a.md"), "languageId": "markdown", "version": 1, "text": NURSE});
    client
        .wire
        .notify("textDocument/didOpen", json!({"textDocument": opened}));
    client.wire.notify("$/setTrace", json!({"value": "off"}));
    client.initialize();
    client.barrier();
}

#[test]
fn a_request_between_initialize_and_initialized_is_answered() {
    let mut client = Client::builder().spawn();
    let params = json!({"capabilities": {}, "processId": null, "rootUri": null});
    client.ask("initialize", params);
    let document = json!({"textDocument": {"uri": client.uri("note.md")}});
    if let Err(error) = client.wire.request("textDocument/documentSymbol", document) {
        assert_eq!(error["code"], -32002, "{error}");
    }
    client.wire.notify("initialized", json!({}));
    client.barrier();
}

#[test]
fn a_second_initialize_is_refused() {
    let mut client = Client::start();
    let params = json!({"capabilities": {}, "processId": null, "rootUri": null});
    let error = client.wire.request("initialize", params);
    assert_eq!(error.expect_err("only once")["code"], -32600);
    client.barrier();
}

#[test]
fn requests_after_shutdown_are_refused() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    let params = json!({"textDocument": {"uri": uri}});
    for method in ["textDocument/documentSymbol", "no/such/request", "shutdown"] {
        let error = client.wire.request(method, params.clone());
        assert_eq!(error.expect_err("too late")["code"], -32600, "{method}");
    }
    // Notifications do nothing, and do not keep it from ending.
    client.close(&uri);
    client.wire.notify("exit", Value::Null);
    let status = client.expect_exit(crate::harness::EXIT);
    assert_eq!(status.code(), Some(0));
    client.expect_nothing_unread();
}

#[test]
fn unknown_requests_are_refused_and_unknown_notifications_ignored() {
    let mut client = Client::start();
    for method in [
        "no/such/request",
        "$/noSuchRequest",
        "textDocument/semanticTokens/full",
    ] {
        let error = client
            .wire
            .request(method, json!({"textDocument": {"uri": "file:///a.md"}}));
        assert_eq!(error.expect_err("unknown")["code"], -32601, "{method}");
    }
    for method in ["no/such/notification", "$/noSuchNotification", "$/setTrace"] {
        client.wire.notify(method, json!({"value": "verbose"}));
        client.wire.notify(method, Value::Null);
    }
    let uri = client.open("nurse.md", NURSE);
    assert!(!client.diagnostics(&uri).is_empty());
}

#[test]
fn wrong_parameters_are_an_error_of_the_request_alone() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    let wrong = [
        ("textDocument/hover", json!({"textDocument": 5})),
        ("textDocument/hover", json!({"textDocument": {"uri": uri}})),
        ("textDocument/hover", json!([])),
        (
            "textDocument/completion",
            json!({"textDocument": {"uri": uri}, "position": {"line": -1, "character": "x"}}),
        ),
        ("textDocument/documentSymbol", json!({})),
        ("textDocument/documentSymbol", Value::Null),
        (
            "textDocument/foldingRange",
            json!({"textDocument": {"uri": 1}}),
        ),
        (
            "textDocument/codeAction",
            json!({"textDocument": {"uri": uri}}),
        ),
        ("textDocument/diagnostic", json!({"textDocument": null})),
    ];
    for (method, params) in wrong {
        let error = client.wire.request(method, params.clone());
        assert_eq!(
            error.expect_err("wrong")["code"],
            -32602,
            "{method} {params}"
        );
    }
    for (method, params) in [
        ("textDocument/didOpen", json!({"textDocument": {"uri": 5}})),
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": 2}}),
        ),
        ("textDocument/didChange", json!("nonsense")),
        ("textDocument/didClose", Value::Null),
        ("workspace/didChangeWatchedFiles", json!({"changes": 1})),
        ("$/cancelRequest", json!({})),
    ] {
        client.wire.notify(method, params);
    }
    assert!(
        !client.diagnostics(&uri).is_empty(),
        "the note is still open"
    );
}

#[test]
fn places_outside_the_document_are_no_errors() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    for position in [
        json!({"line": 100_000, "character": 0}),
        json!({"line": 0, "character": 100_000}),
        json!({"line": 4_294_967_295u32, "character": 4_294_967_295u32}),
    ] {
        let at = json!({"textDocument": {"uri": uri}, "position": position});
        client.ask("textDocument/hover", at.clone());
        client.ask("textDocument/completion", at);
        let range = json!({"start": position, "end": position});
        client.ask(
            "textDocument/codeAction",
            json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": []}}),
        );
    }
}

#[test]
fn questions_about_documents_that_are_not_open_are_no_crash() {
    let mut client = Client::builder().file("nurse.md", NURSE).start();
    for uri in [
        client.uri("nurse.md"),
        client.uri("none.md"),
        "nonsense:x y".into(),
    ] {
        for method in ["documentSymbol", "foldingRange", "diagnostic"] {
            let params = json!({"textDocument": {"uri": uri}});
            // Whether it reads the file, finds nothing or refuses is its choice.
            let _ = client
                .wire
                .request(&format!("textDocument/{method}"), params);
        }
    }
    client.barrier();
}

#[test]
fn ids_may_be_strings() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let params = json!({"textDocument": {"uri": uri}});
    for id in [json!("a-1"), json!("1"), json!("")] {
        client.wire.send(&message(
            Some(id.clone()),
            "textDocument/documentSymbol",
            params.clone(),
        ));
        let symbols = client.wire.answer(id).expect("symbols");
        assert!(!array(&symbols).is_empty());
    }
}

#[test]
fn answers_to_nothing_are_ignored() {
    let mut client = Client::start();
    client
        .wire
        .send(&json!({"jsonrpc": "2.0", "id": 987_654, "result": null}));
    client
        .wire
        .send(&json!({"jsonrpc": "2.0", "id": "x", "error": {"code": 1, "message": "?"}}));
    client.barrier();
}

#[test]
fn a_client_that_never_answers_does_not_stop_the_server() {
    let mut client = Client::builder().mute().start();
    let uri = client.open("chef.md", CHEF);
    for round in 0..50 {
        let configured = json!({"settings": {"prep-ls": {"rules": {"pseudo-list": "info"}}}});
        client
            .wire
            .notify("workspace/didChangeConfiguration", configured);
        let end = client.text(&uri).len();
        client.edit(&uri, end..end, &format!("- round {round}\n"));
    }
    let found = client.diagnostics(&uri);
    assert!(
        crate::harness::codes(&found).contains(&"placeholder"),
        "{found:?}"
    );
    // Pending requests to the client do not hold it back from ending, either.
    client.ask("shutdown", Value::Null);
    client.wire.notify("exit", Value::Null);
    assert_eq!(client.expect_exit(crate::harness::EXIT).code(), Some(0));
}
