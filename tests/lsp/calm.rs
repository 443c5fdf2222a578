//! Calm typing: what is being written is judged when it is written.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Client, array, codes};
use crate::notes::NURSE;

/// A practised typist: 8 keys a second.
const KEY: Duration = Duration::from_millis(125);
/// The line counts as idle after this long, and the server may take a while on a slow machine.
const IDLE: Duration = Duration::from_millis(1500);

/// A bullet that is vague from its third word to its end.
const BULLET: &str = "Strong focus on security and on compliance";

#[test]
fn nothing_flickers_on_a_bullet_that_is_being_typed() {
    let mut client = Client::builder()
        .push()
        .options(json!({}))
        .args(&["--debounce-ms", "50"])
        .start();
    let uri = client.open("nurse.md", NURSE);
    client.diagnostics(&uri);
    let at = NURSE.find("\n\n## Questions").expect("the end of the fit");
    client.edit(&uri, at..at, "\n- ");
    let mut end = at + 3;
    let start = Instant::now();
    for (number, char) in (0..).zip(BULLET.chars()) {
        // By the clock, so that a slow machine types no slower.
        thread::sleep((KEY * number).saturating_sub(start.elapsed()));
        client.edit(&uri, end..end, &char.to_string());
        end += char.len_utf8();
    }
    let last_key = Instant::now();
    let line = client.text(&uri)[..end].matches('\n').count();
    // All that was published while it was typed, and at last with it.
    let (mut publishes, mut seen) = (0, false);
    let version = client.version(&uri);
    while !seen {
        let publish = client.next_publish(&uri);
        let here: Vec<_> = array(&publish["diagnostics"])
            .into_iter()
            .filter(|found| found["range"]["start"]["line"] == line)
            .collect();
        seen = codes(&here).contains(&"vague-talking-point");
        if seen {
            assert_eq!(publish["version"], version);
            assert_eq!(here[0]["severity"], 2, "a warning: {here:?}");
            assert!(last_key.elapsed() + KEY >= IDLE, "it came too early");
            assert!(last_key.elapsed() < IDLE * 4, "it came too late");
        } else {
            assert_eq!(codes(&here), [""; 0], "{publish}");
            publishes += 1;
        }
    }
    assert!(publishes > 5, "only {publishes} publishes were seen");
}

#[test]
fn the_lens_is_as_calm_as_the_diagnostics() {
    let mut client = Client::builder().options(json!({})).start();
    let uri = client.open("nurse.md", NURSE);
    let status = |client: &mut Client| {
        let lenses = array(&client.ask_of(&uri, "codeLens"));
        lenses[3]["command"]["title"]
            .as_str()
            .expect("a title")
            .to_owned()
    };
    assert_eq!(status(&mut client), "Done · 2 items");
    // The answer about its settings has been dealt with, which may ask for a look as well.
    client.wire.wait_asked("workspace/configuration", 0);
    client.barrier();
    let before = client.wire.count_asked("workspace/codeLens/refresh");
    let at = NURSE.find("\n\n## Questions").expect("the end of the fit");
    client.edit(&uri, at..at, "\n");
    client.edit(
        &uri,
        at + 1..at + 1,
        "- Strong focus on security and compliance",
    );
    assert_eq!(status(&mut client), "Done · 3 items");
    // The server says when to look again.
    client.wire.wait_asked("workspace/codeLens/refresh", before);
    assert_eq!(status(&mut client), "1 warning · 3 items");
}
