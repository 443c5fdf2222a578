//! Readiness beside the text: code lenses and inlay hints.

use serde_json::{Value, json};

use crate::harness::text::{self, slice};
use crate::harness::{Client, array};
use crate::notes::{NURSE, ORDINARY};

/// The nurse's note with a day for the interview.
fn dated() -> String {
    NURSE.replace(
        "**Posting Date:**",
        "**Interview Date:** 2026-11-30\n**Posting Date:**",
    )
}

fn lenses(client: &mut Client, uri: &str) -> Vec<(String, String)> {
    let found = array(&client.ask_of(uri, "codeLens"));
    let text = client.text(uri).to_owned();
    found
        .iter()
        .map(|lens| {
            let place = slice(&text, &lens["range"], client.encoding).to_owned();
            let title = lens["command"]["title"].as_str().expect("a title");
            (place, title.to_owned())
        })
        .collect()
}

/// The hints with the line each stands on.
fn hints(client: &mut Client, uri: &str) -> Vec<(String, String)> {
    let text = client.text(uri).to_owned();
    let range = text::range(&text, 0..text.len(), client.encoding);
    let found = client.ask(
        "textDocument/inlayHint",
        json!({"textDocument": {"uri": uri}, "range": range}),
    );
    array(&found)
        .iter()
        .map(|hint| {
            let line = hint["position"]["line"].as_u64().expect("a line") as usize;
            let line = text.lines().nth(line).expect("the line").to_owned();
            (line, hint["label"].as_str().expect("a label").to_owned())
        })
        .collect()
}

#[test]
fn lenses_tell_readiness_and_the_status_of_each_section() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", &dated());
    let found = lenses(&mut client, &uri);
    let shown: Vec<(&str, &str)> = found
        .iter()
        .map(|(place, title)| (place.as_str(), title.as_str()))
        .collect();
    let title = "Interview Prep: Birch Lane Hospital – Staff Nurse";
    assert_eq!(
        shown,
        [
            (
                title,
                "Begun: 3 of 8 sections done · 2 of 2 requirements answered · 2 warnings · 8 days left"
            ),
            (title, "Insert the 5 missing sections"),
            ("Job Overview", "Done · 2 of 2 requirements answered"),
            ("Why This Job Is a Fit", "Done · 2 items"),
            ("Questions to Ask Them", "Done · 5 questions"),
        ]
    );
    // What a lens does is a command of the server.
    let commands = array(&client.capability("/executeCommandProvider/commands"));
    for lens in array(&client.ask_of(&uri, "codeLens")) {
        assert!(commands.contains(&lens["command"]["command"]), "{lens}");
        assert_eq!(lens["command"]["arguments"][0], uri);
    }
    // With the change of the text they change.
    client.replace(&uri, "Leeds, on site", "TODO");
    let found = lenses(&mut client, &uri);
    assert_eq!(found[2].1, "1 warning · 2 of 2 requirements answered");
}

#[test]
fn hints_do_not_repeat_what_lenses_say() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", &dated());
    let only_the_date = [(
        "**Interview Date:** 2026-11-30".to_owned(),
        "8 days left".to_owned(),
    )];
    assert_eq!(hints(&mut client, &uri), only_the_date);

    for mut client in [
        Client::builder()
            .options(json!({"features": {"lens": false}}))
            .start(),
        Client::builder().without("/textDocument/codeLens").start(),
    ] {
        let uri = client.open("nurse.md", &dated());
        let found = hints(&mut client, &uri);
        let lines: Vec<&str> = found.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(
            lines,
            [
                "Begun: 3 of 8 sections done · 2 of 2 requirements answered · 2 warnings · 8 days left",
                "Done · 2 of 2 requirements answered",
                "8 days left",
                "Done · 2 items",
                "Done · 5 questions",
            ]
        );
        assert_eq!(found[3].0, "## Why This Job Is a Fit");
    }
}

#[test]
fn both_can_be_switched_off_and_are_silent_elsewhere() {
    let mut client = Client::builder()
        .options(json!({"features": {"lens": false, "hints": false}}))
        .start();
    let uri = client.open("nurse.md", &dated());
    assert_eq!(client.ask_of(&uri, "codeLens"), Value::Null);
    assert!(hints(&mut client, &uri).is_empty());

    let mut client = Client::start();
    let uri = client.open("readme.md", ORDINARY);
    assert!(lenses(&mut client, &uri).is_empty());
    assert!(hints(&mut client, &uri).is_empty());
}

#[test]
fn a_client_is_told_to_ask_again_when_settings_change() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", &NURSE.replace("Leeds, on site", "TODO"));
    assert_eq!(
        lenses(&mut client, &uri)[2].1,
        "1 warning · 2 of 2 requirements answered"
    );
    client.wire.wait_asked("workspace/configuration", 0);
    client.barrier();
    let before = client.wire.count_asked("workspace/codeLens/refresh");
    client.write("prep.toml", "[rules]\nplaceholder = \"off\"\n");
    client.watched("prep.toml", 1);
    client.wire.wait_asked("workspace/codeLens/refresh", before);
    client
        .wire
        .wait_asked("workspace/inlayHint/refresh", before);
    assert_eq!(
        lenses(&mut client, &uri)[2].1,
        "Done · 2 of 2 requirements answered"
    );

    let mut client = Client::builder()
        .without("/workspace/codeLens")
        .without("/workspace/inlayHint")
        .start();
    client.write("prep.toml", "[rules]\nplaceholder = \"off\"\n");
    client.watched("prep.toml", 1);
    client.barrier();
    assert_eq!(client.wire.count_asked("workspace/codeLens/refresh"), 0);
    assert_eq!(client.wire.count_asked("workspace/inlayHint/refresh"), 0);
}
