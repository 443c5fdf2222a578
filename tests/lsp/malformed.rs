//! Input that is no message, or a strange one. The server answers with an error and lives on.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::wire::{PATIENCE, frame, message};
use crate::harness::{Client, EXIT};
use crate::notes::NURSE;

/// Waits for an error response to nothing in particular, and returns its code.
fn error_to_null(client: &mut Client) -> i64 {
    let answer = client
        .wire
        .claim("an error with the id null", PATIENCE, |message| {
            message.get("method").is_none() && message["id"].is_null()
        });
    answer["error"]["code"].as_i64().expect("a code")
}

/// Takes the error responses to nothing in particular that have come.
fn take_errors(client: &mut Client) -> usize {
    let mut taken = 0;
    while let Some(error) = client
        .wire
        .take(|message| message.get("method").is_none() && message["id"].is_null())
    {
        assert!(error["error"]["code"].is_i64(), "{error}");
        taken += 1;
    }
    taken
}

/// The server is up and does its work.
fn expect_work(client: &mut Client) {
    let uri = client.open("nurse.md", NURSE);
    assert!(!client.diagnostics(&uri).is_empty());
    client.close(&uri);
    client.barrier();
}

fn send(client: &mut Client, bytes: &[u8]) {
    client.wire.send_raw(bytes).expect("the server reads");
}

#[test]
fn bodies_that_are_no_json_are_answered_with_a_parse_error() {
    let mut client = Client::start();
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 7] = [
        b"{",
        b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":",
        b"not json",
        b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"} trailing",
        b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\"}",
        b"\xed\xa0\x80",
        deep.as_bytes(),
    ];
    for body in bodies {
        send(&mut client, &frame(body));
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(error_to_null(&mut client), -32700, "{shown}");
    }
    expect_work(&mut client);
}

#[test]
fn a_parse_error_before_initialize_is_survived_too() {
    let mut client = Client::builder().spawn();
    send(&mut client, &frame(b"{"));
    assert_eq!(error_to_null(&mut client), -32700);
    client.initialize();
    expect_work(&mut client);
}

#[test]
fn json_that_is_no_message_is_answered_with_an_error() {
    let mut client = Client::start();
    for body in [
        "42",
        "\"text\"",
        "null",
        "{}",
        "{\"jsonrpc\":\"2.0\"}",
        "{\"method\":5}",
    ] {
        send(&mut client, &frame(body.as_bytes()));
        let code = error_to_null(&mut client);
        assert!(code == -32600 || code == -32700, "{body}: {code}");
    }
    expect_work(&mut client);
}

#[test]
fn an_empty_body_is_survived() {
    let mut client = Client::start();
    send(&mut client, b"Content-Length: 0\r\n\r\n");
    expect_work(&mut client);
    take_errors(&mut client);
}

#[test]
fn batches_are_answered_somehow() {
    let mut client = Client::start();
    let (first, second) = (client.wire.fresh_id(), client.wire.fresh_id());
    let batch = json!([
        message(Some(json!(first)), "no/such/request", Value::Null),
        message(None, "$/noSuchNotification", Value::Null),
        message(Some(json!(second)), "no/such/request", Value::Null),
    ]);
    send(&mut client, &frame(batch.to_string().as_bytes()));
    client.barrier();
    // LSP has no batches: to refuse them is as good as to run them, but to say nothing is not.
    let mut answers = take_errors(&mut client);
    for id in [first, second] {
        let answer = client.wire.take(|message| message["id"] == id);
        answers += usize::from(answer.is_some());
    }
    assert!(answers > 0, "{}", client.wire.story());
    send(&mut client, &frame(b"[]"));
    expect_work(&mut client);
    take_errors(&mut client);
}

#[test]
fn headers_may_be_written_in_any_way_that_http_allows() {
    let mut client = Client::start();
    let id = client.wire.fresh_id();
    let body =
        |id: i64| message(Some(json!(id)), "no/such/request", json!({"é": "한"})).to_string();
    let size = body(id).len();
    for header in [
        format!("content-length: {size}"),
        format!("CONTENT-LENGTH:{size}"),
        format!("Content-Length:   {size}  "),
        format!(
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {size}"
        ),
        format!("Content-Length: {size}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8"),
        format!("content-type: application/vscode-jsonrpc\r\ncontent-length: {size}"),
        format!("X-Unknown: 1\r\nContent-Length: {size}"),
    ] {
        let id = client.wire.fresh_id();
        assert_eq!(body(id).len(), size, "ids of one width");
        let text = format!("{header}\r\n\r\n{}", body(id));
        send(&mut client, text.as_bytes());
        let error = client.wire.answer(id).expect_err("no such request");
        assert_eq!(error["code"], -32601, "{header}");
    }
    expect_work(&mut client);
}

#[test]
fn a_message_may_arrive_in_pieces() {
    let mut client = Client::start();
    let id = client.wire.fresh_id();
    let body = message(Some(json!(id)), "no/such/request", json!({"한": "🩺"}));
    for byte in frame(body.to_string().as_bytes()) {
        send(&mut client, &[byte]);
    }
    assert_eq!(client.wire.answer(id).expect_err("unknown")["code"], -32601);
}

/// Sends a whole message up to three times until one is answered: a server that lost its place in
/// the input may need a message or two to find it again.
fn expect_recovery(client: &mut Client, after: &str) {
    let ids: Vec<i64> = (0..3)
        .map(|_| client.wire.start("prep-ls/noSuchRequest", json!({})))
        .collect();
    let what = format!("an answer after {after}");
    let answer = client.wire.claim(&what, PATIENCE, |message| {
        message.get("method").is_none() && ids.iter().any(|id| message["id"] == *id)
    });
    assert_eq!(answer["error"]["code"], -32601);
    client.barrier();
    for id in ids {
        client.wire.take(|message| message["id"] == id);
    }
    expect_work(client);
    take_errors(client);
}

#[test]
fn headers_without_a_usable_length_are_survived() {
    for header in [
        "Content-Type: application/vscode-jsonrpc",
        "Content-Length: abc",
        "Content-Length: -5",
        "Content-Length: ",
        "Content-Length: 99999999999999999999999999",
        "Content-Length",
        "GET / HTTP/1.1\r\nHost: localhost",
        "\u{0}\u{1}\u{2}",
        "한",
    ] {
        let mut client = Client::start();
        send(&mut client, format!("{header}\r\n\r\n").as_bytes());
        expect_recovery(&mut client, header);
    }
}

#[test]
fn bytes_that_are_no_text_in_a_header_are_survived() {
    let mut client = Client::start();
    send(&mut client, b"\xff\xfe\x80: \xff\r\n\r\n");
    expect_recovery(&mut client, "bytes that are no UTF-8");
}

#[test]
fn a_body_without_a_header_is_survived() {
    let body = message(None, "$/noSuchNotification", Value::Null).to_string();
    for end in ["\r\n\r\n", "\n", ""] {
        let mut client = Client::start();
        send(&mut client, format!("{body}{end}").as_bytes());
        expect_recovery(&mut client, &format!("a body without a header and {end:?}"));
    }
}

#[test]
fn an_endless_header_line_is_survived() {
    let mut client = Client::start();
    let line = "x".repeat(4 << 20);
    send(&mut client, line.as_bytes());
    send(&mut client, b"\r\n\r\n");
    expect_recovery(&mut client, "a header line of 4 MB");
}

/// The most memory that the process has had reserved, in kB. `VmPeak` and not resident memory,
/// because memory that is reserved for a body and never written to is not resident.
#[cfg(target_os = "linux")]
fn peak(client: &Client) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", client.child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmPeak:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn peak(_: &Client) -> Option<u64> {
    None
}

#[test]
fn a_length_of_a_gigabyte_is_not_allocated() {
    for length in [1u64 << 30, 1 << 40, u64::MAX] {
        let mut client = Client::start();
        expect_work(&mut client);
        let before = peak(&client);
        send(
            &mut client,
            format!("Content-Length: {length}\r\n\r\n{{").as_bytes(),
        );
        let refused = |message: &Value| {
            message.get("method").is_none()
                && message["id"].is_null()
                && message["error"]["code"].is_i64()
        };
        let until = std::time::Instant::now() + Duration::from_secs(2);
        let mut answered = false;
        while !answered && !client.wire.is_closed() && std::time::Instant::now() < until {
            answered = client.wire.take(refused).is_some();
            std::thread::yield_now();
        }
        if client.wire.is_closed() {
            let status = client.expect_exit(EXIT);
            assert_ne!(status.code(), Some(0), "to give up is no success");
            assert!(
                !client.wire.stderr.lock().expect("stderr").is_empty(),
                "it says why"
            );
            continue;
        }
        assert!(
            answered,
            "{length}: neither an answer nor an end\n{}",
            client.wire.story()
        );
        if let (Some(before), Some(after)) = (before, peak(&client)) {
            let grown = after - before;
            assert!(
                grown < 200 << 10,
                "{grown} kB more for a length of {length}"
            );
        }
        client.wire.close();
        client.expect_exit(EXIT);
    }
}

#[test]
fn input_that_ends_within_a_message_ends_the_server() {
    for part in [
        "Content-Le",
        "Content-Length: 50\r\n\r\n",
        "Content-Length: 50\r\n\r\n{\"jsonrpc\"",
    ] {
        let mut client = Client::start();
        send(&mut client, part.as_bytes());
        client.wire.close();
        let status = client.expect_exit(EXIT);
        assert!(status.code().is_some(), "{part:?}: {status}");
    }
}
