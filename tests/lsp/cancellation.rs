//! Cancelled requests: exactly one answer each, be it the result or that it was cancelled.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::harness::Client;
use crate::harness::wire::{frame, message};
use crate::notes::{CHEF, NURSE, REQUIRED};

const CANCELLED: i64 = -32800;

/// A note long enough that an answer takes a while.
fn long_note() -> String {
    let mut text = NURSE.to_owned();
    for round in 0..400 {
        let title = REQUIRED[round % REQUIRED.len()];
        text += &format!("\n## {title}\n\n### Part {round}\n\n");
        for item in 0..10 {
            text += &format!("- **Label {item}:** what would you do in case {item} of {round}?\n");
        }
    }
    text
}

/// Waits for an answer; true where it says that the request was cancelled.
fn is_cancelled(client: &mut Client, id: i64) -> bool {
    match client.wire.answer(id) {
        Ok(_) => false,
        Err(error) => {
            assert_eq!(error["code"], CANCELLED, "{error}");
            true
        }
    }
}

#[test]
fn each_of_a_burst_is_answered_once() {
    let mut client = Client::start();
    let uri = client.open("long.md", &long_note());
    let mut ids = Vec::new();
    for _ in 0..200 {
        let params = json!({"textDocument": {"uri": uri}});
        let id = client.wire.start("textDocument/documentSymbol", params);
        client.wire.notify("$/cancelRequest", json!({"id": id}));
        ids.push(id);
    }
    for &id in &ids {
        is_cancelled(&mut client, id);
    }
    // A second answer would fail here: the harness counts them.
    client.barrier();
    let distinct: HashSet<i64> = ids.into_iter().collect();
    assert_eq!(distinct.len(), 200);
}

#[test]
fn a_cancelled_request_that_waits_is_not_worked_on() {
    let mut client = Client::start();
    let uri = client.open("long.md", &long_note());
    client.diagnostics(&uri);
    // All in one write, so that the last are cancelled long before their turn.
    let ids: Vec<i64> = (0..200).map(|_| client.wire.fresh_id()).collect();
    let mut bytes = Vec::new();
    for id in &ids {
        let params = json!({"textDocument": {"uri": uri}});
        let request = message(Some(json!(id)), "textDocument/documentSymbol", params);
        bytes.extend(frame(request.to_string().as_bytes()));
    }
    for id in &ids {
        let cancel = message(None, "$/cancelRequest", json!({"id": id}));
        bytes.extend(frame(cancel.to_string().as_bytes()));
    }
    client.wire.send_raw(&bytes).expect("the server reads");
    let mut cancelled = 0;
    for id in ids {
        cancelled += usize::from(is_cancelled(&mut client, id));
    }
    assert!(cancelled > 0, "not one of 200 was cancelled");
}

#[test]
fn other_requests_are_not_touched() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let params = json!({"textDocument": {"uri": uri}});
    let mut kept = Vec::new();
    for _ in 0..50 {
        let id = client
            .wire
            .start("textDocument/documentSymbol", params.clone());
        client.wire.notify("$/cancelRequest", json!({"id": id}));
        kept.push(
            client
                .wire
                .start("textDocument/foldingRange", params.clone()),
        );
        is_cancelled(&mut client, id);
    }
    for id in kept {
        assert!(client.wire.answer(id).expect("a result").is_array());
    }
}

#[test]
fn late_and_strange_cancellations_are_ignored() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let params = json!({"textDocument": {"uri": uri}});
    let id = client
        .wire
        .start("textDocument/documentSymbol", params.clone());
    client.wire.answer(id).expect("symbols");
    for strange in [
        json!(id),
        json!(987_654),
        json!("a"),
        Value::Null,
        json!({}),
        json!(1.5),
    ] {
        client
            .wire
            .notify("$/cancelRequest", json!({"id": strange}));
    }
    client.barrier();
    // An id that was cancelled before it is used is not remembered against it.
    let next = client.wire.fresh_id() + 1;
    client.wire.notify("$/cancelRequest", json!({"id": next}));
    client.barrier();
    let id = client.wire.start("textDocument/documentSymbol", params);
    client.wire.answer(id).expect("symbols");
}

#[test]
fn ids_that_are_strings_can_be_cancelled() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let params = json!({"textDocument": {"uri": uri}});
    let request = message(Some(json!("s")), "textDocument/documentSymbol", params);
    client.wire.send(&request);
    client.wire.notify("$/cancelRequest", json!({"id": "s"}));
    if let Err(error) = client.wire.answer("s") {
        assert_eq!(error["code"], CANCELLED);
    }
}
