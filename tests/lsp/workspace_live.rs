//! The workspace while it is being looked at, and when folders move: progress, cancel, partial results.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::harness::wire::PATIENCE;
use crate::harness::{Client, array};

/// A note of as many sections, so that some thousands of long ones take their time.
fn note(number: usize, sections: usize) -> String {
    // In other folders that file is not there, and none that may have been meant.
    let to = match number % 50 {
        0 => "b",
        _ => "elsewhere/quite",
    };
    let mut text = format!("# Interview Prep: Company {number} – Nurse\n");
    for section in 0..sections {
        let _ = write!(
            text,
            "\n## Part {section}\n- [a]({to}.md#c) is what *that* says\n"
        );
    }
    text
}

fn many(count: usize, sections: usize) -> Client {
    let mut builder = Client::builder().file("0/b.md", "# C\n");
    for number in 0..count {
        builder = builder.file(
            &format!("{}/{number}.md", number % 50),
            &note(number, sections),
        );
    }
    builder.spawn()
}

fn progress(client: &mut Client, token: &Value) -> Value {
    let mut message = client.wire.claim("progress", PATIENCE, |message| {
        message["method"] == "$/progress" && message["params"]["token"] == *token
    });
    message["params"]["value"].take()
}

fn names(client: &mut Client, query: &str) -> Vec<String> {
    let found = client.ask("workspace/symbol", json!({"query": query}));
    let names = array(&found).into_iter();
    names
        .map(|symbol| symbol["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn the_first_look_shows_progress_and_can_be_cancelled() {
    let mut client = many(3_000, 400);
    client.initialize();
    let asked = client.wire.wait_asked("window/workDoneProgress/create", 0);
    let token = asked["params"]["token"].clone();
    let begin = progress(&mut client, &token);
    assert_eq!(begin["kind"], "begin");
    assert_eq!(begin["title"], "Looking over notes");
    assert_eq!(begin["cancellable"], true);
    client
        .wire
        .notify("window/workDoneProgress/cancel", json!({"token": token}));
    let mut reports = 0;
    loop {
        let value = progress(&mut client, &token);
        match value["kind"].as_str() {
            Some("report") => {
                let message = value["message"].as_str().expect("a message");
                assert!(message.ends_with(" files"), "{message}");
                reports += 1;
            }
            Some("end") => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(reports < 100, "{reports}");
    // What was seen stays, and what is new is seen all the same.
    let seen = names(&mut client, "").len();
    assert!(
        seen < 1_000,
        "{seen} of 3,000 notes were seen after a cancel"
    );
    client.write("new.md", "# Interview Prep: Umber Clinic – Nurse\n");
    client.watched("new.md", 1);
    assert_eq!(names(&mut client, "umber"), ["Umber Clinic – Nurse"]);
}

#[test]
fn no_progress_is_shown_to_a_client_that_knows_none() {
    let mut builder = Client::builder().without("/window/workDoneProgress");
    for number in 0..1_000 {
        builder = builder.file(&format!("{number}.md"), &note(number, 40));
    }
    let mut client = builder.start();
    names(&mut client, "company 999");
    assert_eq!(client.wire.count_asked("window/workDoneProgress/create"), 0);
}

#[test]
fn diagnostics_of_all_notes_come_piece_by_piece_where_that_is_wanted() {
    let mut client = many(120, 40);
    client.initialize();
    let params = json!({"previousResultIds": [], "partialResultToken": "p"});
    let report = client.ask("workspace/diagnostic", params);
    assert_eq!(report, json!({"items": []}));
    let token = json!("p");
    let mut pieces = Vec::new();
    let mut ids = Vec::new();
    while ids.len() < 120 {
        let piece = array(&progress(&mut client, &token)["items"]);
        pieces.push(piece.len());
        ids.extend(piece);
    }
    assert_eq!(pieces, [50, 50, 20]);
    // A second time nothing has changed, and a day later or with other settings everything may have.
    let previous: Vec<Value> = ids
        .iter()
        .map(|item| json!({"uri": item["uri"], "value": item["resultId"]}))
        .collect();
    let report = client.ask(
        "workspace/diagnostic",
        json!({"previousResultIds": previous}),
    );
    let items = array(&report["items"]);
    assert_eq!(items.len(), 120);
    assert!(
        items.iter().all(|item| item["kind"] == "unchanged"),
        "{report}"
    );
    client.write("prep.toml", "[rules]\nmissing-section = \"off\"\n");
    client.watched("prep.toml", 1);
    let report = client.ask(
        "workspace/diagnostic",
        json!({"previousResultIds": previous}),
    );
    let items = array(&report["items"]);
    assert!(items.iter().all(|item| item["kind"] == "full"), "{report}");
    // Where a link leads is not in the note itself.
    let previous: Vec<Value> = items
        .iter()
        .map(|item| json!({"uri": item["uri"], "value": item["resultId"]}))
        .collect();
    client.write("0/b.md", "# D\n");
    client.watched("0/b.md", 2);
    let report = client.ask(
        "workspace/diagnostic",
        json!({"previousResultIds": previous}),
    );
    let full = array(&report["items"]).into_iter();
    let mut full: Vec<String> = full
        .filter(|item| item["kind"] == "full")
        .map(|item| item["uri"].as_str().expect("a uri").to_owned())
        .collect();
    full.sort();
    let wanted = ["0/0.md", "0/100.md", "0/50.md"].map(|name| client.uri(name));
    assert_eq!(full, wanted);
}

#[test]
fn links_follow_a_folder_that_is_renamed() {
    let mut client = Client::builder()
        .file(
            "acme/note.md",
            "# Interview Prep: Acme – Nurse\n[a](research.md) [b](../top.md)\n",
        )
        .file("acme/research.md", "# Research\n")
        .file("top.md", "[c](acme/note.md#x) [[acme/research]] [[note]]\n")
        .start();
    let files =
        json!({"files": [{"oldUri": client.uri("acme"), "newUri": client.uri("done/acme 2")}]});
    let edit = client.ask("workspace/willRenameFiles", files.clone());
    let mut found: Vec<(String, String)> = array(&edit["documentChanges"])
        .iter()
        .flat_map(|change| {
            let uri = change["textDocument"]["uri"]
                .as_str()
                .expect("a uri")
                .to_owned();
            array(&change["edits"]).into_iter().map(move |edit| {
                (
                    uri.clone(),
                    edit["newText"].as_str().expect("a text").to_owned(),
                )
            })
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            (client.uri("acme/note.md"), "../../top.md".to_owned()),
            (client.uri("top.md"), "acme 2/research".to_owned()),
            (client.uri("top.md"), "done/acme%202/note.md".to_owned()),
        ]
    );
    std::fs::create_dir(client.root.join("done")).expect("a folder");
    std::fs::rename(client.root.join("acme"), client.root.join("done/acme 2"))
        .expect("it is there");
    client.wire.notify("workspace/didRenameFiles", files);
    let found = client.ask("workspace/symbol", json!({"query": "acme"}));
    assert_eq!(
        found[0]["location"]["uri"],
        client.uri("done/acme 2/note.md")
    );
    assert_eq!(array(&found).len(), 1);
}

#[test]
fn a_folder_that_is_deleted_takes_its_notes_along() {
    let start = || {
        Client::builder()
            .file("acme/deep/note.md", "# Interview Prep: Acme – Nurse\n")
            .file("boro.md", "# Interview Prep: Boro – Nurse\n")
            .start()
    };
    // The client tells of the folder, as it was asked to.
    let mut client = start();
    let registered = client.wire.wait_asked("client/registerCapability", 0);
    let watchers = array(&registered["params"]["registrations"][0]["registerOptions"]["watchers"]);
    assert!(
        watchers.contains(&json!({"globPattern": "**/*", "kind": 4})),
        "{watchers:?}"
    );
    assert_eq!(names(&mut client, "").len(), 2);
    std::fs::remove_dir_all(client.root.join("acme")).expect("it is there");
    client.watched("acme", 3);
    assert_eq!(names(&mut client, ""), ["Boro – Nurse"]);
    // It tells of nothing: a search does not lead where nothing is.
    let mut client = start();
    assert_eq!(names(&mut client, "").len(), 2);
    std::fs::remove_dir_all(client.root.join("acme")).expect("it is there");
    assert_eq!(names(&mut client, ""), ["Boro – Nurse"]);
    // Nor does anything else, once that is known.
    let uri = client.open(
        "new.md",
        "# Interview Prep: Cove – Nurse\n[a](acme/deep/note.md)\n",
    );
    let at = client.text(&uri).find("](acme").expect("the link");
    assert_eq!(client.ask_at(&uri, at, "definition"), json!([]));
    // What is open stays.
    let mut client = start();
    let uri = client.open("acme/deep/note.md", "# Interview Prep: Acme – Nurse\n");
    std::fs::remove_dir_all(client.root.join("acme")).expect("it is there");
    client.watched("acme", 3);
    assert_eq!(names(&mut client, "").len(), 2);
    client.close(&uri);
    assert_eq!(names(&mut client, ""), ["Boro – Nurse"]);
}
