//! Configuration that changes while the server runs, and what is wrong in it.

use serde_json::{Value, json};

use crate::configuration::{prep_toml, severity};
use crate::harness::text::slice;
use crate::harness::{Client, array, codes, with_code};
use crate::notes::{CHEF, ORDINARY};

const BROKEN: &str = "# fine\n[rules]\nplaceholder = \"loud\"\n";

/// Takes the findings that are published in a configuration file.
fn problems(client: &mut Client, name: &str) -> Vec<Value> {
    let uri = client.uri(name);
    array(&client.next_publish(&uri)["diagnostics"])
}

/// Waits until a configuration file is said to have no faults. What was said before may be repeated.
fn wait_faultless(client: &mut Client, name: &str) {
    let uri = client.uri(name);
    client.published(&uri, |params| params["diagnostics"] == json!([]));
}

#[test]
fn the_file_is_watched_where_the_client_can() {
    let mut client = Client::start();
    let request = client.wire.wait_asked("client/registerCapability", 0);
    let registrations = array(&request["params"]["registrations"]);
    let watching = registrations
        .iter()
        .find(|it| it["method"] == "workspace/didChangeWatchedFiles")
        .expect("a registration");
    assert!(
        watching["registerOptions"]["watchers"]
            .to_string()
            .contains("prep.toml"),
        "{watching}"
    );

    let mut client = Client::builder()
        .without("/workspace/didChangeWatchedFiles")
        .without("/workspace/didChangeConfiguration")
        .start();
    client.barrier();
    assert_eq!(client.wire.count_asked("client/registerCapability"), 0);
}

#[test]
fn a_file_may_come_change_and_go() {
    let mut client = Client::start();
    let uri = client.open("chef.md", CHEF);
    let now = |client: &mut Client| {
        let found = client.diagnostics(&uri);
        found
            .iter()
            .find(|it| it["code"] == "placeholder")
            .map(|it| it["severity"].clone())
    };
    assert_eq!(now(&mut client), Some(json!(2)));
    client.write("prep.toml", &prep_toml("error"));
    client.watched("prep.toml", 1);
    assert_eq!(now(&mut client), Some(json!(1)), "created");
    client.write("prep.toml", &prep_toml("off"));
    client.watched("prep.toml", 2);
    assert_eq!(now(&mut client), None, "changed");
    std::fs::remove_file(client.root.join("prep.toml")).expect("the file");
    client.watched("prep.toml", 3);
    assert_eq!(now(&mut client), Some(json!(2)), "deleted");
}

#[test]
fn open_notes_are_published_again() {
    let mut client = Client::builder().push().start();
    let uri = client.open("chef.md", CHEF);
    assert!(codes(&client.diagnostics(&uri)).contains(&"placeholder"));
    client.write("prep.toml", &prep_toml("off"));
    client.watched("prep.toml", 1);
    let publish = client.next_publish(&uri);
    assert!(
        !codes(&array(&publish["diagnostics"])).contains(&"placeholder"),
        "{publish}"
    );
}

#[test]
fn a_document_may_become_a_note_by_the_file() {
    let mut client = Client::builder().push().start();
    let uri = client.open("talks/a.md", ORDINARY);
    client.barrier();
    client.expect_silence(&uri);
    client.write("prep.toml", "include = [\"talks/*.md\"]\n");
    client.watched("prep.toml", 1);
    client.published(&uri, |params| params["diagnostics"] != json!([]));
    client.write("prep.toml", "include = []\n");
    client.watched("prep.toml", 2);
    assert_eq!(client.next_publish(&uri)["diagnostics"], json!([]));
}

#[test]
fn a_broken_file_is_reported_in_it() {
    for pulls in [true, false] {
        let builder = Client::builder()
            .file("prep.toml", BROKEN)
            .may_show_messages();
        let mut client = if pulls { builder } else { builder.push() }.start();
        // Notes are checked by the defaults meanwhile.
        assert_eq!(severity_of_open(&mut client), Some(2));
        let found = problems(&mut client, "prep.toml");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0]["source"], "prep-ls");
        assert_eq!(found[0]["range"]["start"]["line"], 2, "{found:#?}");
        slice(BROKEN, &found[0]["range"], client.encoding);
        assert!(found[0]["severity"].as_u64() <= Some(2), "{found:#?}");
    }
}

/// As `severity`, but the note stays open: closing would publish again in a client that is pushed to.
fn severity_of_open(client: &mut Client) -> Option<u64> {
    let uri = client.open("chef.md", CHEF);
    let found = client.diagnostics(&uri);
    let placeholder = found.iter().find(|it| it["code"] == "placeholder");
    placeholder.map(|it| it["severity"].as_u64().expect("a severity"))
}

#[test]
fn the_last_good_settings_stay_in_force() {
    let mut client = Client::builder()
        .file("prep.toml", &prep_toml("hint"))
        .may_show_messages()
        .start();
    let uri = client.open("chef.md", CHEF);
    client.diagnostics(&uri);
    client.write("prep.toml", BROKEN);
    client.watched("prep.toml", 2);
    assert_ne!(problems(&mut client, "prep.toml"), [Value::Null; 0]);
    let now = client.diagnostics(&uri);
    assert_eq!(with_code(&now, "placeholder")[0]["severity"], 4, "broken");
    assert_eq!(
        severity(&mut client, "new/b.md"),
        Some(4),
        "a note that is opened meanwhile"
    );

    client.write("prep.toml", &prep_toml("error"));
    client.watched("prep.toml", 2);
    wait_faultless(&mut client, "prep.toml");
    assert_eq!(severity(&mut client, "a.md"), Some(1));

    // A deleted file has no faults.
    client.write("prep.toml", "= nonsense");
    client.watched("prep.toml", 2);
    assert_ne!(problems(&mut client, "prep.toml"), [Value::Null; 0]);
    std::fs::remove_file(client.root.join("prep.toml")).expect("the file");
    client.watched("prep.toml", 3);
    wait_faultless(&mut client, "prep.toml");
    assert_eq!(severity(&mut client, "a.md"), Some(2));
}

#[test]
fn a_file_that_breaks_while_no_note_is_open_is_reported_too() {
    // As happens to someone who sets prep-ls up.
    let mut client = Client::builder().may_show_messages().start();
    client.write("prep.toml", BROKEN);
    client.watched("prep.toml", 1);
    assert_ne!(problems(&mut client, "prep.toml"), [Value::Null; 0]);
    client.write("prep.toml", "");
    client.watched("prep.toml", 2);
    wait_faultless(&mut client, "prep.toml");
}

#[test]
fn names_that_are_none_are_reported_and_the_rest_counts() {
    let text = "\u{feff}[rules]\nplaceholder = \"hint\"\nplacehodler = \"off\"\n";
    let mut client = Client::builder()
        .file("prep.toml", text)
        .may_show_messages()
        .start();
    assert_eq!(severity(&mut client, "a.md"), Some(4));
    let found = problems(&mut client, "prep.toml");
    assert_eq!(codes(&found), ["unknown-rule"]);
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": 2, "character": 0})
    );
    assert_eq!(
        found[0]["range"]["end"],
        json!({"line": 2, "character": 11})
    );
    let message = found[0]["message"].as_str().expect("a message");
    assert!(message.contains("placehodler"), "{message}");
}

#[test]
fn a_file_of_another_folder_is_its_own_matter() {
    let mut client = Client::builder()
        .file("one/prep.toml", &prep_toml("hint"))
        .file("two/prep.toml", BROKEN)
        .folders(&["one", "two"])
        .may_show_messages()
        .start();
    assert_eq!(severity(&mut client, "one/a.md"), Some(4));
    assert_eq!(severity(&mut client, "two/a.md"), Some(2));
    assert_ne!(problems(&mut client, "two/prep.toml"), [Value::Null; 0]);
}

#[test]
fn changed_settings_are_asked_for() {
    let mut client = Client::builder().start();
    client.wire.wait_asked("workspace/configuration", 0);
    client.barrier();
    let mut asked = client.wire.count_asked("workspace/configuration");
    for (level, expected) in [("error", Some(1)), ("off", None), ("hint", Some(4))] {
        client.wire.settings = json!({"rules": {"placeholder": level}});
        let params = json!({"settings": null});
        client
            .wire
            .notify("workspace/didChangeConfiguration", params);
        client.wire.wait_asked("workspace/configuration", asked);
        client.barrier();
        assert_eq!(severity(&mut client, "a.md"), expected, "{level}");
        asked = client.wire.count_asked("workspace/configuration");
    }
    // The answer is all that is set: what it leaves out is set no longer.
    for (taken_back, what) in [
        (json!({"rules": {"pseudo-list": "info"}}), "a rule"),
        (json!({}), "all rules"),
        (Value::Null, "all settings"),
    ] {
        client.wire.settings = json!({"rules": {"placeholder": "error"}});
        for settings in [client.wire.settings.clone(), taken_back] {
            client.wire.settings = settings;
            let params = json!({"settings": {}});
            client
                .wire
                .notify("workspace/didChangeConfiguration", params);
            client.wire.wait_asked("workspace/configuration", asked);
            client.barrier();
            asked = client.wire.count_asked("workspace/configuration");
        }
        assert_eq!(severity(&mut client, "a.md"), Some(2), "{what} taken back");
    }
}

#[test]
fn changed_settings_may_be_sent_instead() {
    // By clients that cannot be asked, such as Neovim's without a handler.
    let mut client = Client::builder()
        .without("/workspace/configuration")
        .file("prep.toml", &prep_toml("off"))
        .start();
    assert_eq!(severity(&mut client, "a.md"), None);
    let settings = json!({"settings": {"prep-ls": {"rules": {"placeholder": "error"}}}});
    client
        .wire
        .notify("workspace/didChangeConfiguration", settings);
    assert_eq!(severity(&mut client, "a.md"), Some(1));
    // Settings of other servers only.
    let others = json!({"settings": {"other-ls": {"rules": 5}}});
    client
        .wire
        .notify("workspace/didChangeConfiguration", others);
    client.barrier();
    for params in [json!({"settings": null}), json!({"settings": 5}), json!({})] {
        client
            .wire
            .notify("workspace/didChangeConfiguration", params);
    }
    client.barrier();
}

#[test]
fn other_watched_files_do_not_matter() {
    let mut client = Client::builder()
        .file("prep.toml", &prep_toml("hint"))
        .start();
    client.write("notes.txt", "text");
    client.watched("notes.txt", 1);
    client.watched("sub/prep.toml.bak", 2);
    client.watched("nowhere/prep.toml", 3);
    assert_eq!(severity(&mut client, "a.md"), Some(4));
}

#[test]
fn a_glob_that_is_none_is_reported_once_at_its_place() {
    let mut client = Client::builder()
        .file("prep.toml", "include = [\"a/{b\"]\n")
        .may_show_messages()
        .start();
    severity(&mut client, "a.md");
    let found = problems(&mut client, "prep.toml");
    assert_eq!(codes(&found), ["unknown-rule"], "{found:#?}");
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": 0, "character": 11})
    );
}
