//! How the server ends: on `exit`, with its input, and with the editor that started it.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Client, EXIT};
use crate::notes::NURSE;

#[test]
fn exit_ends_it_while_its_input_is_open() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    client.diagnostics(&uri);
    client.ask("shutdown", Value::Null);
    client.wire.notify("exit", Value::Null);
    assert_eq!(client.expect_exit(EXIT).code(), Some(0));
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = Client::start();
    client.wire.notify("exit", Value::Null);
    assert_eq!(client.expect_exit(EXIT).code(), Some(1));
}

#[test]
fn exit_ends_it_at_any_point_of_the_handshake() {
    let mut silent = Client::builder().spawn();
    silent.wire.notify("exit", Value::Null);
    assert_eq!(silent.expect_exit(EXIT).code(), Some(1));

    let mut greeted = Client::builder().spawn();
    greeted.ask(
        "initialize",
        json!({"capabilities": {}, "processId": null, "rootUri": null}),
    );
    greeted.wire.notify("exit", Value::Null);
    assert_eq!(greeted.expect_exit(EXIT).code(), Some(1));
}

#[test]
fn shutdown_ends_well_without_initialized() {
    let mut client = Client::builder().spawn();
    client.ask(
        "initialize",
        json!({"capabilities": {}, "processId": null, "rootUri": null}),
    );
    client.ask("shutdown", Value::Null);
    client.wire.notify("exit", Value::Null);
    assert_eq!(client.expect_exit(EXIT).code(), Some(0));
}

#[test]
fn exit_may_come_with_null_or_empty_params() {
    for params in ["null", "{}", "[]"] {
        let mut client = Client::start();
        client.ask("shutdown", Value::Null);
        let exit = format!(r#"{{"jsonrpc":"2.0","method":"exit","params":{params}}}"#);
        client
            .wire
            .send_raw(&crate::harness::wire::frame(exit.as_bytes()))
            .expect("the server reads");
        assert_eq!(client.expect_exit(EXIT).code(), Some(0), "{params}");
    }
}

#[test]
fn the_end_of_its_input_ends_it() {
    for handshake in [false, true] {
        let mut client = Client::builder().spawn();
        if handshake {
            client.initialize();
            let uri = client.open("nurse.md", NURSE);
            client.diagnostics(&uri);
        }
        client.wire.close();
        let status = client.expect_exit(EXIT);
        assert!(status.code().is_some(), "it ends by itself: {status}");
    }
}

#[test]
fn the_end_of_its_input_ends_it_with_work_under_way() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    for _ in 0..50 {
        client.edit(&uri, 0..0, "<!-- c -->\n");
        client.wire.start(
            "textDocument/documentSymbol",
            json!({"textDocument": {"uri": uri}}),
        );
    }
    client.wire.close();
    // The work that was sent before the end is no reason to stay: the limit holds from here.
    client.expect_exit(EXIT);
}

/// A process that lives until it is told to end: another server, so that every system has one.
fn editor() -> Child {
    Command::new(env!("CARGO_BIN_EXE_prep-ls"))
        .arg("server")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts")
}

#[test]
fn it_ends_when_the_editor_has_died() {
    let mut editor = editor();
    let mut client = Client::builder()
        .param("processId", json!(editor.id()))
        .start();
    let uri = client.open("nurse.md", NURSE);
    client.diagnostics(&uri);
    editor.kill().expect("it lives");
    editor.wait().expect("it has ended");
    // Its input stays open, as it does when some other process has inherited the pipe. It looks
    // every few seconds.
    client.expect_exit(Duration::from_secs(10));
}

#[test]
fn it_stays_while_the_editor_lives() {
    let mut editor = editor();
    let mut client = Client::builder()
        .param("processId", json!(editor.id()))
        .start();
    // Long enough for one look.
    let ended = client.wait_exit(Duration::from_secs(4));
    assert_eq!(ended, None, "{}", client.wire.story());
    client.barrier();
    drop(client);
    editor.kill().expect("it lives");
    editor.wait().expect("it has ended");
}
