//! Every message of the server against LSP 3.17, in a tour through all that it does, by clients that can do everything, nothing, what
//! the editors of today can (their own words, recorded: `clients/`), and everything but one thing.

// The counts are for docs/reliability.md.
#![allow(clippy::print_stdout)]

mod capabilities;
mod model;
mod tour;

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::harness::Client;

/// The capabilities of editors as these sent them.
const EDITORS: [(&str, &str); 5] = [
    ("VS Code", include_str!("clients/vscode.json")),
    ("Neovim", include_str!("clients/neovim.json")),
    ("Helix", include_str!("clients/helix.json")),
    ("Emacs", include_str!("clients/eglot.json")),
    ("Vim with ALE", include_str!("clients/ale.json")),
];

/// The capabilities of an editor.
fn editor(name: &str) -> Value {
    let (_, text) = EDITORS
        .iter()
        .find(|(other, _)| *other == name)
        .expect("an editor");
    let mut said: Value = serde_json::from_str(text).expect("it is JSON");
    said["capabilities"].take()
}

/// Takes the tour and checks all that was said. Returns how many messages of the server that were.
fn travel(name: &str, capabilities: &Value, thorough: bool) -> usize {
    let builder = tour::workspace(Client::builder()).capabilities(capabilities.clone());
    let mut client = builder.spawn();
    client.wire.record = Some(Vec::new());
    tour::tour(&mut client, thorough);
    tour::farewell(&mut client);
    client.wire.unread();
    let stderr = client.wire.stderr.lock().expect("stderr").clone();
    assert!(!stderr.contains("panicked at"), "{name}: {stderr}");
    let record = client.wire.record.take().expect("a record");
    let mut faults = Vec::new();
    let count = examine(&record, capabilities, &mut faults);
    faults.sort();
    faults.dedup();
    assert!(
        faults.is_empty(),
        "{name}, {} kinds of faults:\n{}",
        faults.len(),
        faults[..faults.len().min(12)].join("\n")
    );
    println!("{name}: {count} messages of the server, all valid");
    count
}

/// Looks through a record for what is not as it should be.
fn examine(record: &[(bool, Value)], capabilities: &Value, faults: &mut Vec<String>) -> usize {
    let mut open: HashMap<String, &Value> = HashMap::new();
    let mut asked: HashMap<String, String> = HashMap::new();
    let mut greeted = false;
    let mut count = 0;
    let mut tokens: Vec<Value> = vec![json!("partial")];
    for (from_server, message) in record {
        let id = message.get("id").map(Value::to_string);
        let method = message["method"].as_str();
        if !from_server {
            match (id, method) {
                (Some(id), Some(_)) => _ = open.insert(id, message),
                (Some(id), None) => _ = asked.remove(&id),
                _ => {}
            }
            continue;
        }
        count += 1;
        let fault = match (id, method) {
            (id, Some(method)) => {
                let early = [
                    "window/showMessage",
                    "window/logMessage",
                    "window/showMessageRequest",
                    "telemetry/event",
                    "$/progress",
                ];
                if !greeted && !early.contains(&method) {
                    faults.push(format!("{method} before the answer to initialize"));
                }
                if let Some(id) = &id
                    && asked.insert(id.clone(), method.to_owned()).is_some()
                {
                    faults.push(format!("the id {id} is used twice"));
                }
                if method == "window/workDoneProgress/create" {
                    tokens.push(message["params"]["token"].clone());
                }
                if method == "$/progress" && !tokens.contains(&message["params"]["token"]) {
                    faults.push(format!(
                        "progress with a token that nobody knows: {message}"
                    ));
                }
                called(method, message, id.is_some(), capabilities)
            }
            (Some(id), None) => match open.remove(&id) {
                None if id == "null" && message.get("error").is_some() => Ok(()),
                None => Err(format!("an answer to nothing: {message}")),
                Some(request) => {
                    let method = request["method"].as_str().expect("a method");
                    greeted |= method == "initialize";
                    answered(method, request, message, capabilities)
                }
            },
            (None, None) => Err(format!("neither id nor method: {message}")),
        };
        faults.extend(fault.err());
    }
    for request in open.values() {
        faults.push(format!("never answered: {request}"));
    }
    count
}

/// A request or a notification of the server.
fn called(
    method: &str,
    message: &Value,
    is_request: bool,
    capabilities: &Value,
) -> Result<(), String> {
    envelope(message, &["jsonrpc", "id", "method", "params"])?;
    let declared = model::message(method).ok_or_else(|| format!("there is no method {method}"))?;
    if declared["from"] == "clientToServer" {
        return Err(format!("{method} is the client's"));
    }
    if is_request != declared.get("result").is_some() {
        return Err(format!("{method}: a request or a notification? {message}"));
    }
    match declared.get("params") {
        Some(kind) => model::check(&message["params"], kind, method)?,
        None if message.get("params").is_none_or(Value::is_null) => {}
        None => return Err(format!("{method} has no parameters: {message}")),
    }
    capabilities::call(method, &message["params"], capabilities)
}

/// An answer of the server.
fn answered(
    method: &str,
    request: &Value,
    message: &Value,
    capabilities: &Value,
) -> Result<(), String> {
    envelope(message, &["jsonrpc", "id", "result", "error"])?;
    match (message.get("result"), message.get("error")) {
        (Some(result), None) => {
            let declared = model::message(method).expect("a method that has a result");
            model::check(result, &declared["result"], method)?;
            capabilities::result(method, &request["params"], result, capabilities)
        }
        (None, Some(error)) => {
            let keys = ["code", "message", "data"];
            envelope(error, &keys)?;
            let code = error["code"].as_i64().ok_or("an error without a code")?;
            let known = [
                -32700, -32600, -32601, -32602, -32603, -32002, -32803, -32802, -32801, -32800,
            ];
            if !known.contains(&code) || code == -32603 {
                return Err(format!("{method}: {error}"));
            }
            match error["message"].as_str() {
                Some(text) if !text.is_empty() => Ok(()),
                _ => Err(format!("an error without a message: {error}")),
            }
        }
        _ => Err(format!("result and error, or neither: {message}")),
    }
}

fn envelope(message: &Value, keys: &[&str]) -> Result<(), String> {
    let object = message.as_object().ok_or("no object")?;
    match object.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(format!("`{key}` in {message}")),
        None => Ok(()),
    }
}

/// Everything that the server knows to use, and more.
fn everything() -> Value {
    capabilities::everything()
}

#[test]
fn a_client_that_can_do_everything() {
    assert!(travel("everything", &everything(), true) > 1000);
}

#[test]
fn a_client_that_can_do_nothing() {
    assert!(travel("nothing", &json!({}), true) > 1000);
}

#[test]
fn the_client_of_vs_code() {
    assert!(travel("VS Code", &editor("VS Code"), false) > 300);
}

#[test]
fn the_client_of_neovim() {
    assert!(travel("Neovim", &editor("Neovim"), false) > 300);
}

#[test]
fn the_client_of_helix() {
    assert!(travel("Helix", &editor("Helix"), false) > 300);
}

#[test]
fn the_client_of_emacs() {
    assert!(travel("Emacs", &editor("Emacs"), false) > 300);
}

#[test]
fn the_client_of_vim() {
    assert!(travel("Vim with ALE", &editor("Vim with ALE"), false) > 300);
}

/// Pushing instead of pulling is another server.
#[test]
fn a_client_that_can_do_everything_but_pull() {
    let mut capabilities = everything();
    capabilities::without(&mut capabilities, "/textDocument/diagnostic");
    assert!(travel("everything but pulling", &capabilities, true) > 1000);
}

macro_rules! without_each {
    ($($name:ident: $share:literal)*) => {$(
        /// Each single capability taken away; a quarter of them.
        #[test]
        fn $name() {
            let all = capabilities::leaves(&everything());
            assert!(all.len() > 40, "{all:?}");
            for pointer in all.iter().skip($share).step_by(4) {
                let mut less = everything();
                capabilities::without(&mut less, pointer);
                travel(&format!("without {pointer}"), &less, false);
            }
        }
    )*};
}

without_each! { without_each_0: 0 without_each_1: 1 without_each_2: 2 without_each_3: 3 }

/// What the harness's methods are named after is the protocol's.
#[test]
fn the_record_is_examined() {
    let bad = [
        json!({"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {"uri": "x"}}),
        json!({"jsonrpc": "2.0", "method": "no/such", "params": {}}),
        json!({"jsonrpc": "2.0", "id": 9, "result": null}),
        json!({"jsonrpc": "2.0", "id": 1, "method": "window/workDoneProgress/create", "params": {}}),
        json!({"jsonrpc": "2.0", "method": "window/logMessage", "params": {"type": 9, "message": "x"}}),
    ];
    for message in bad {
        let mut faults = Vec::new();
        examine(&[(true, message.clone())], &everything(), &mut faults);
        assert!(!faults.is_empty(), "{message}");
    }
    assert!(model::methods_from("serverToClient").contains(&"workspace/applyEdit"));
}
