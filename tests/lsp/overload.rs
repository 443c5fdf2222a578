//! A client that sends faster than anybody can work, or that reads nothing: what waits stays bounded, and the last word is told.

use std::io::{BufReader, Read as _, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::binary;
use crate::harness::wire::{frame, read_message};
use crate::soak::resident;

/// Edits of a note with so much to say that what is published for each of them would be 200 MB.
const EDITS: i64 = 1_000;
/// What the process may take, in kB: a debug build with one note, and what waits.
const MOST: u64 = 120_000;

fn note() -> String {
    let mut text =
        "# Interview Prep: Fern Legal – Associate\n\n## Questions to Ask Them\n".to_owned();
    for number in 0..500 {
        text.push_str(&format!("- [Name of partner {number}] TBD\n"));
    }
    text
}

/// An editor that hangs goes on sending what was typed and takes nothing. When it comes to itself, it is told how things stand.
#[test]
fn who_reads_nothing_is_told_the_last_word_when_he_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = binary(folder.path())
        .args(["server", "--debounce-ms", "0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let process = child.id();
    let mut input = child.stdin.take().expect("stdin is piped");
    let mut send = |message: Value| {
        input
            .write_all(&frame(message.to_string().as_bytes()))
            .expect("the server reads");
    };
    let tell =
        |method: &str, params: Value| json!({"jsonrpc": "2.0", "method": method, "params": params});
    let capabilities = json!({"textDocument": {"publishDiagnostics": {"versionSupport": true}}});
    send(
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": null, "rootUri": null, "capabilities": capabilities}}),
    );
    send(tell("initialized", json!({})));
    let uri = "untitled:note";
    send(tell(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": note()}}),
    ));
    let mut most = 0;
    for version in 2..=EDITS {
        let at = json!({"line": 2, "character": 3});
        let change = json!({"range": {"start": at, "end": at}, "text": "x"});
        send(tell(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}),
        ));
        if version % 100 == 0 {
            most = most.max(resident(process).unwrap_or_default());
        }
    }
    // Time for what it would say of them.
    std::thread::sleep(Duration::from_millis(500));
    most = most.max(resident(process).unwrap_or_default());
    assert!(most < MOST, "{most} kB");
    // It reads again.
    let mut output = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let (mut published, mut last) = (0, 0);
    let until = Instant::now() + Duration::from_secs(60);
    while last < EDITS && Instant::now() < until {
        let message = read_message(&mut output)
            .expect("it is a message")
            .expect("there is one");
        if message["method"] == "textDocument/publishDiagnostics" {
            published += 1;
            last = message["params"]["version"].as_i64().expect("a version");
        }
    }
    assert_eq!(last, EDITS, "the last word was not told");
    assert!(published < EDITS, "each of {published} was told");
    send(json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"}));
    send(tell("exit", Value::Null));
    drop(input);
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).expect("the rest is read");
    assert_eq!(child.wait().expect("a status").code(), Some(0));
}

/// A client numbers as it likes: changes apply in the order in which they come, and what is said of them carries their numbers.
#[test]
fn versions_that_go_backwards_are_taken_as_they_come() {
    let mut client = crate::harness::Client::builder().push().start();
    let uri = client.open(
        "a.prep.md",
        "# Interview Prep: Fern Legal – Associate\n\n## Questions to Ask Them\n- How?\n",
    );
    client.diagnostics(&uri);
    for (version, text) in [(7, "a"), (3, "b"), (3, "c"), (-2, "d")] {
        let at = json!({"line": 0, "character": 18});
        let change = json!({"range": {"start": at, "end": at}, "text": text});
        client.wire.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}),
        );
    }
    let symbols = client.ask_of(&uri, "documentSymbol");
    assert!(symbols.to_string().contains("dcbaFern"), "{symbols}");
    let published = client.published(&uri, |params| params["version"] == -2);
    assert!(!published.is_empty());
}
