//! Configuration from all its sources, and which of them wins.

use serde_json::{Value, json};

use crate::harness::{Builder, Client, array, codes, with_code};
use crate::notes::{CHEF, NURSE, ORDINARY};

/// The severity of the placeholder in the chef's note; none where it is not reported.
pub(crate) fn severity(client: &mut Client, name: &str) -> Option<u64> {
    let uri = client.open(name, CHEF);
    let found = client.diagnostics(&uri);
    client.close(&uri);
    let found = with_code(&found, "placeholder");
    found
        .first()
        .map(|it| it["severity"].as_u64().expect("a severity"))
}

pub(crate) fn prep_toml(level: &str) -> String {
    format!("[rules]\nplaceholder = \"{level}\"\n")
}

/// Settings of an editor, calm typing off as in all tests.
fn settings(level: &str) -> Value {
    json!({"rules": {"placeholder": level}, "server": {"calm-typing": false}})
}

/// A client that has been asked for its settings, so that they are in force.
fn asked(builder: Builder) -> Client {
    let mut client = builder.start();
    client.wire.wait_asked("workspace/configuration", 0);
    client.barrier();
    client
}

#[test]
fn the_nearest_prep_toml_counts() {
    let mut client = Client::builder()
        .file("prep.toml", &prep_toml("off"))
        .file("nurse/prep.toml", &prep_toml("error"))
        .file("nurse/deep/er/none.txt", "")
        .start();
    assert_eq!(severity(&mut client, "a.md"), None);
    assert_eq!(severity(&mut client, "other/a.md"), None);
    assert_eq!(severity(&mut client, "nurse/a.md"), Some(1));
    assert_eq!(severity(&mut client, "nurse/deep/er/a.md"), Some(1));
    // Nothing above an unsaved document says which file is meant: the folder's own is.
    client.open_as("untitled:Untitled-1", "markdown", CHEF);
    let found = client.diagnostics("untitled:Untitled-1");
    assert!(with_code(&found, "placeholder").len() <= 1);
}

#[test]
fn without_a_file_the_rules_have_their_own_severities() {
    assert_eq!(severity(&mut Client::start(), "a.md"), Some(2));
}

#[test]
fn the_editors_settings_win_over_the_file() {
    let builder = || Client::builder().file("prep.toml", &prep_toml("off"));
    let mut client = builder().options(settings("hint")).start();
    assert_eq!(
        severity(&mut client, "a.md"),
        Some(4),
        "initializationOptions"
    );

    let mut client = asked(builder().settings(settings("info")));
    assert_eq!(
        severity(&mut client, "a.md"),
        Some(3),
        "workspace/configuration"
    );

    let mut client = asked(
        builder()
            .options(settings("hint"))
            .settings(settings("error")),
    );
    assert_eq!(
        severity(&mut client, "a.md"),
        Some(1),
        "the later of the two"
    );
}

#[test]
fn settings_that_the_editor_leaves_out_are_those_of_the_file() {
    let text = "[rules]\nplaceholder = \"error\"\nmissing-section = \"off\"\n";
    let mut client = Client::builder()
        .file("prep.toml", text)
        .options(json!({"rules": {"pseudo-list": "off"}, "server": {"calm-typing": false}}))
        .start();
    assert_eq!(severity(&mut client, "a.md"), Some(1));
    let uri = client.open("nurse.md", NURSE);
    assert_eq!(client.diagnostics(&uri), [Value::Null; 0]);
}

#[test]
fn a_client_that_has_settings_is_asked_for_them() {
    let mut client = asked(Client::builder());
    let request = client.wire.wait_asked("workspace/configuration", 0);
    let items = array(&request["params"]["items"]);
    assert!(
        items.iter().any(|item| item["section"] == "prep-ls"),
        "{request}"
    );

    let mut client = Client::builder()
        .without("/workspace/configuration")
        .start();
    client.barrier();
    assert_eq!(client.wire.count_asked("workspace/configuration"), 0);
}

#[test]
fn sections_are_configured_as_well() {
    let text = "\
[sections.strategic-advice]
required = false

[sections.questions-to-ask]
aliases = [\"Ask the ward sister\"]
";
    let mut client = Client::builder().file("prep.toml", text).start();
    let uri = client.open(
        "nurse.md",
        &NURSE.replace("Questions to Ask Them", "Ask the Ward Sister"),
    );
    let found = client.diagnostics(&uri);
    let missing: Vec<Value> = with_code(&found, "missing-section")
        .iter()
        .flat_map(|it| array(&it["data"]["sections"]))
        .collect();
    let expected = [
        "resume-highlights",
        "company-summary",
        "predicted-questions",
        "concepts",
    ];
    assert_eq!(json!(missing), json!(expected));
}

#[test]
fn globs_say_what_is_a_note() {
    let mut client = Client::builder()
        .file(
            "prep.toml",
            "include = [\"interviews/**/*.md\"]\nexclude = [\"interviews/old/**\"]\n",
        )
        .start();
    let uri = client.open("interviews/a.md", ORDINARY);
    assert!(codes(&client.diagnostics(&uri)).contains(&"missing-section"));
    let uri = client.open("interviews/old/a.md", NURSE);
    assert_eq!(client.diagnostics(&uri), [Value::Null; 0]);
    let uri = client.open("elsewhere/a.md", ORDINARY);
    assert_eq!(client.diagnostics(&uri), [Value::Null; 0]);
    let uri = client.open("elsewhere/nurse.md", NURSE);
    assert!(!client.diagnostics(&uri).is_empty());
}

#[test]
fn the_name_of_a_file_makes_it_a_note() {
    let mut client = Client::start();
    let uri = client.open("acme.prep.md", "A few words.\n");
    assert!(codes(&client.diagnostics(&uri)).contains(&"missing-section"));
}

#[test]
fn every_feature_can_be_switched_off() {
    for (feature, method) in [
        ("outline", "documentSymbol"),
        ("folding", "foldingRange"),
        ("diagnostics", "diagnostic"),
        ("hover", "hover"),
        ("completion", "completion"),
        ("actions", "codeAction"),
    ] {
        let text = NURSE.replace("## Questions", "## \n\n## Questions");
        let at = text.find("## \n").expect("a heading") + 3;
        let ask = |client: &mut Client| {
            let uri = client.open("nurse.md", &text);
            let answer = match method {
                "hover" => client.ask_at(&uri, text.find("Job Overview").expect("it"), method),
                "completion" => client.ask_at(&uri, at, method),
                "codeAction" => {
                    let found =
                        crate::code_actions::actions_at(client, &uri, "Why This", Value::Null);
                    json!(found)
                }
                _ => client.ask_of(&uri, method),
            };
            let items = answer.get("items").unwrap_or(&answer);
            items.is_null() || items == &json!([])
        };
        assert!(!ask(&mut Client::start()), "{feature} is on");
        let off = json!({"features": {feature: false}});
        let mut client = Client::builder().options(off).start();
        // A feature that is not offered at all is off as well.
        let params = json!({"textDocument": {"uri": "file:///none.md"}});
        let probe = client
            .wire
            .request(&format!("textDocument/{method}"), params);
        if probe.is_err_and(|error| error["code"] == -32601) {
            continue;
        }
        assert!(ask(&mut client), "{feature} is off");
    }
}

#[test]
fn each_folder_of_a_workspace_has_its_own() {
    let mut client = Client::builder()
        .file("one/prep.toml", &prep_toml("error"))
        .file("two/prep.toml", &prep_toml("hint"))
        .folders(&["one", "two", "three"])
        .start();
    assert_eq!(severity(&mut client, "one/a.md"), Some(1));
    assert_eq!(severity(&mut client, "two/sub/a.md"), Some(4));
    assert_eq!(severity(&mut client, "three/a.md"), Some(2));
    assert_eq!(severity(&mut client, "outside/a.md"), Some(2));
}

#[test]
fn a_folder_may_come_and_go() {
    let mut client = Client::builder()
        .file("one/prep.toml", &prep_toml("error"))
        .file("two/prep.toml", &prep_toml("hint"))
        .folders(&["one"])
        .start();
    let folder = json!({"uri": client.uri("two"), "name": "two"});
    for (added, removed) in [(json!([folder]), json!([])), (json!([]), json!([folder]))] {
        let event = json!({"event": {"added": added, "removed": removed}});
        client
            .wire
            .notify("workspace/didChangeWorkspaceFolders", event);
        assert_eq!(severity(&mut client, "one/a.md"), Some(1));
        assert_eq!(severity(&mut client, "two/a.md"), Some(4));
    }
}

#[test]
fn settings_that_are_none_are_survived() {
    for wrong in [
        json!(5),
        json!("text"),
        json!([]),
        json!({"rules": 5}),
        json!({"rules": {"placeholder": "loud"}}),
        json!({"rules": {"no-such-rule": "off"}}),
        json!({"no-such-key": 1}),
        json!({"server": {"debounce-ms": "soon"}}),
    ] {
        let mut client = Client::builder()
            .may_show_messages()
            .options(wrong.clone())
            .start();
        assert_eq!(
            severity(&mut client, "a.md"),
            Some(2),
            "initializationOptions {wrong}"
        );
        let mut client = asked(
            Client::builder()
                .may_show_messages()
                .settings(wrong.clone()),
        );
        assert_eq!(
            severity(&mut client, "a.md"),
            Some(2),
            "workspace/configuration {wrong}"
        );
    }
}
