//! From note to note: definition, references, rename, hover, completion and broken links over files that are open and
//! files that are not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::text::{apply_edits, cursor, position, slice};
use crate::harness::{Client, array, with_code};

const FERN: &str = "# Interview Prep: Fern Legal – Associate\n\n## Gaps & Concerns\n- 😀 [the panel](people.md#the-panel), [[people#The Panel|them]], [people](people.md)\n- [gone](poeple.md) [[people#The Pannel]] ![x](chart.pgn)\n";
const PEOPLE: &str = "# People\n\n## The Panel\n- Ann asks about [gaps](fern.md#gaps--concerns).\n- [the panel](#the-panel)\n";
const DEEP: &str = "# Interview Prep: Boro Law – Associate\n\nSee [the panel][p].\n\n[p]: <../people.md#the-panel>\n";

fn client() -> Client {
    Client::builder()
        .file("fern.md", FERN)
        .file("people.md", PEOPLE)
        .file("deep/boro law.md", DEEP)
        .file("chart.png", "no image")
        .start()
}

fn at(text: &str, what: &str) -> usize {
    text.find(what).unwrap_or_else(|| panic!("no {what:?}")) + 1
}

/// The text of a file of the folder, as the client knows it.
fn text_of<'a>(client: &'a Client, uri: &str) -> &'a str {
    for (name, text) in [
        ("fern.md", FERN),
        ("people.md", PEOPLE),
        ("deep/boro law.md", DEEP),
    ] {
        if client.uri(name) == uri {
            return text;
        }
    }
    panic!("{uri} is no file of the folder")
}

/// Places as lines: the file's name, and the text there.
fn places(client: &Client, found: &Value) -> Vec<String> {
    let found = array(found).into_iter().map(|location| {
        let uri = location["uri"].as_str().expect("a uri").to_owned();
        let text = text_of(client, &uri);
        let name = uri.rsplit('/').next().expect("a name").to_owned();
        format!(
            "{name}: {}",
            slice(text, &location["range"], client.encoding)
        )
    });
    found.collect()
}

fn references(client: &mut Client, uri: &str, offset: usize, declaration: bool) -> Vec<String> {
    let found = client.references(uri, offset, declaration);
    places(client, &found)
}

#[test]
fn a_link_leads_to_the_heading_in_the_other_file() {
    let mut client = client();
    let uri = client.open("fern.md", FERN);
    for (what, selected) in [
        ("the panel](", "The Panel"),
        ("people#The Panel", "The Panel"),
        ("[people]", "People"),
    ] {
        let found = array(&client.ask_at(&uri, at(FERN, what), "definition"));
        assert_eq!(found.len(), 1, "{what}");
        assert_eq!(found[0]["targetUri"], client.uri("people.md"), "{what}");
        let shown = slice(PEOPLE, &found[0]["targetSelectionRange"], client.encoding);
        assert_eq!(shown, selected, "{what}");
        assert!(slice(PEOPLE, &found[0]["targetRange"], client.encoding).contains("- Ann"));
    }
    // What is open counts, saved or not.
    let people = client.open("people.md", PEOPLE);
    client.replace(&people, "# People\n", "# People\n\nNew lines.\n");
    let found = array(&client.ask_at(&uri, at(FERN, "the panel]("), "definition"));
    assert_eq!(found[0]["targetSelectionRange"]["start"]["line"], 4);
    assert_eq!(found[0]["targetUri"], people);
}

#[test]
fn references_are_found_in_open_and_closed_notes() {
    let mut client = client();
    let fern = client.open("fern.md", FERN);
    let wanted = [
        "boro%20law.md: ../people.md#the-panel",
        "fern.md: [[people#The Panel|them]]",
        "fern.md: [the panel](people.md#the-panel)",
        "people.md: [the panel](#the-panel)",
    ];
    let mut found = references(&mut client, &fern, at(FERN, "the panel]("), false);
    found.sort();
    assert_eq!(found, wanted);
    let mut found = references(&mut client, &fern, at(FERN, "the panel]("), true);
    found.sort();
    assert_eq!(found.len(), 5);
    assert_eq!(found[3], "people.md: The Panel");
    let found = references(&mut client, &fern, at(FERN, "Gaps"), false);
    assert_eq!(found, ["people.md: [gaps](fern.md#gaps--concerns)"]);
}

/// The files after an edit of the workspace.
fn after(client: &Client, edit: &Value, has_versions: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let changes: Vec<(String, Value)> = if has_versions {
        assert!(edit.get("changes").is_none());
        let changes = array(&edit["documentChanges"]).into_iter().map(|change| {
            let document = &change["textDocument"];
            let uri = document["uri"].as_str().expect("a uri").to_owned();
            let open = uri == client.uri("fern.md");
            assert_eq!(document["version"].is_i64(), open, "{document}");
            (uri, change["edits"].clone())
        });
        changes.collect()
    } else {
        assert!(edit.get("documentChanges").is_none());
        let changes = edit["changes"].as_object().expect("changes").clone();
        changes.into_iter().collect()
    };
    for (uri, edits) in changes {
        let text = apply_edits(text_of(client, &uri), &array(&edits), client.encoding);
        let name = uri.rsplit('/').next().expect("a name").to_owned();
        assert!(files.insert(name, text).is_none(), "{uri} comes twice");
    }
    files
}

#[test]
fn a_heading_of_another_file_is_renamed_with_all_links_to_it() {
    for has_versions in [true, false] {
        let mut builder = Client::builder()
            .file("fern.md", FERN)
            .file("people.md", PEOPLE)
            .file("deep/boro law.md", DEEP);
        if !has_versions {
            builder = builder.without("/workspace/workspaceEdit");
        }
        let mut client = builder.start();
        let uri = client.open("fern.md", FERN);
        let offset = at(FERN, "the panel](");
        let prepared = client.ask_at(&uri, offset, "prepareRename");
        assert_eq!(prepared["placeholder"], "The Panel");
        let position = position(FERN, offset, client.encoding);
        let params =
            |new: &str| json!({"textDocument": {"uri": uri}, "position": position, "newName": new});
        let edit = client.ask("textDocument/rename", params("Who Asks"));
        let files = after(&client, &edit, has_versions);
        let wanted = [
            ("boro%20law.md", DEEP.replace("#the-panel", "#who-asks")),
            (
                "fern.md",
                FERN.replace("#the-panel", "#who-asks")
                    .replace("people#The Panel|", "people#Who Asks|"),
            ),
            (
                "people.md",
                PEOPLE
                    .replace("## The Panel", "## Who Asks")
                    .replace("#the-panel", "#who-asks"),
            ),
        ];
        assert_eq!(
            files,
            wanted.map(|(name, text)| (name.to_owned(), text)).into()
        );
        let refused = client.wire.request("textDocument/rename", params(" "));
        let message = refused.expect_err("an empty name")["message"].to_string();
        assert!(message.contains("A name is needed"), "{message}");
        let at_file = crate::harness::text::position(FERN, at(FERN, "[people]"), client.encoding);
        let refused = client.wire.request(
            "textDocument/rename",
            json!({"textDocument": {"uri": uri}, "position": at_file, "newName": "x"}),
        );
        let message = refused.expect_err("a file")["message"].to_string();
        assert!(message.contains("leads to “people.md”"), "{message}");
    }
}

#[test]
fn a_heading_of_this_file_is_renamed_with_the_links_of_others() {
    let mut client = client();
    let uri = client.open("fern.md", FERN);
    let position = position(FERN, at(FERN, "Gaps &"), client.encoding);
    let edit = client.ask(
        "textDocument/rename",
        json!({"textDocument": {"uri": uri}, "position": position, "newName": "Risks"}),
    );
    let files = after(&client, &edit, true);
    assert_eq!(files.len(), 2);
    assert_eq!(
        files["people.md"],
        PEOPLE.replace("gaps--concerns", "risks")
    );
    assert_eq!(files["fern.md"], FERN.replace("Gaps & Concerns", "Risks"));
}

#[test]
fn hover_shows_the_first_lines_of_the_other_file() {
    let mut client = client();
    let uri = client.open("fern.md", FERN);
    let shown = client.ask_at(&uri, at(FERN, "the panel]("), "hover");
    let text = shown["contents"]["value"].as_str().expect("a text");
    assert!(
        text.starts_with("**The Panel** (people.md, line 3)"),
        "{text}"
    );
    assert!(text.contains("- Ann asks about"), "{text}");
    assert_eq!(
        slice(FERN, &shown["range"], client.encoding),
        "[the panel](people.md#the-panel)"
    );
    assert_eq!(
        client.ask_at(&uri, at(FERN, "[gone]"), "hover"),
        Value::Null
    );
}

#[test]
fn other_notes_and_their_headings_are_offered() {
    let mut client = client();
    let uri = client.open("deep/new.prep.md", "");
    let mut labels = |line: &str| -> Vec<(String, String)> {
        let fixture = format!("# Interview Prep: X Co – Y\n\n{line}\n");
        let (text, offset) = cursor(&fixture);
        client.set_text(&uri, &text);
        let found = client.ask_at(&uri, offset, "completion");
        let items = array(&found["items"]).into_iter();
        items
            .map(|item| {
                let text = item["textEdit"]["newText"].as_str().expect("a text");
                (
                    item["label"].as_str().expect("a label").to_owned(),
                    text.to_owned(),
                )
            })
            .collect()
    };
    let pair = |label: &str, text: &str| (label.to_owned(), text.to_owned());
    assert_eq!(
        labels("[[$0")[..3],
        [
            pair("Boro Law – Associate", "boro law]]"),
            pair("Fern Legal – Associate", "fern]]"),
            pair("people", "people]]"),
        ]
    );
    assert_eq!(labels("[a](peo$0)")[..1], [pair("people", "../people.md")]);
    assert_eq!(
        labels("[a](bor$0)")[..1],
        [pair("Boro Law – Associate", "boro%20law.md")]
    );
    assert_eq!(
        labels("[[people#pan$0"),
        [pair("The Panel", "people#The Panel]]")]
    );
    assert_eq!(
        labels("[a](../fern.md#$0)"),
        [
            pair(
                "Interview Prep: Fern Legal – Associate",
                "../fern.md#interview-prep-fern-legal--associate"
            ),
            pair("Gaps & Concerns", "../fern.md#gaps--concerns"),
        ]
    );
    assert_eq!(labels("[[nobody#$0"), []);
}

#[test]
fn what_links_name_and_what_is_not_there_is_told() {
    let mut client = Client::builder()
        .push()
        .file("people.md", PEOPLE)
        .file("chart.png", "no image")
        .start();
    let uri = client.open("fern.md", FERN);
    let found = client.published(&uri, |params| {
        with_code(&array(&params["diagnostics"]), "broken-link").len() == 3
    });
    let found = with_code(&found, "broken-link");
    let messages: Vec<&str> = found
        .iter()
        .map(|found| found["message"].as_str().expect("a message"))
        .collect();
    assert_eq!(
        messages,
        [
            "There is no “poeple.md”: did you mean “people.md”? (broken-link)",
            "No heading of “people” is called “#The Pannel”: did you mean “The Panel”? (broken-link)",
            "There is no “chart.pgn”: correct the path, or take the link out (broken-link)",
        ]
    );
    // The file comes, and so the fault goes.
    client.write("poeple.md", "# Poeple\n");
    client.watched("poeple.md", 1);
    let found = client.published(&uri, |params| {
        with_code(&array(&params["diagnostics"]), "broken-link").len() == 2
    });
    assert!(!json!(found).to_string().contains("poeple.md"), "{found:?}");
}

#[test]
fn nothing_outside_the_workspace_is_looked_at() {
    let note = "# Interview Prep: Fern Legal – Associate\n[a](../out/none.md) [b](/none.md) [c](../out/there.md#none) [d](none.md)\n";
    let mut client = Client::builder()
        .push()
        .folders(&["in"])
        .file("out/there.md", "# There\n")
        .start();
    let uri = client.open("in/fern.md", note);
    let found = client.published(&uri, |params| {
        !with_code(&array(&params["diagnostics"]), "broken-link").is_empty()
    });
    let found = with_code(&found, "broken-link");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(slice(note, &found[0]["range"], client.encoding), "none.md");
    let hover = client.ask_at(&uri, at(note, "[c]"), "hover");
    assert_eq!(hover, Value::Null);
}

#[test]
fn without_a_workspace_a_note_knows_its_own_folder() {
    // A home folder as the only root is nobody's workspace.
    let mut client = Client::builder()
        .push()
        .file("people.md", PEOPLE)
        .param("workspaceFolders", Value::Null)
        .param("rootUri", Value::Null)
        .start();
    let uri = client.open("fern.md", FERN);
    let found = client.published(&uri, |params| {
        !with_code(&array(&params["diagnostics"]), "broken-link").is_empty()
    });
    let found = with_code(&found, "broken-link");
    assert!(json!(found).to_string().contains("poeple.md"), "{found:?}");
    let found = array(&client.ask_at(&uri, at(FERN, "the panel]("), "definition"));
    assert_eq!(
        slice(PEOPLE, &found[0]["targetSelectionRange"], client.encoding),
        "The Panel"
    );
    let names = client.ask("workspace/symbol", json!({"query": ""}));
    assert_eq!(array(&names).len(), 1, "the open one only: {names}");
    // Another note of the same name may be anywhere.
    client.replace(&uri, "[[people#The Pannel]]", "[[nobody]]");
    let version = client.version(&uri);
    let found = client.published(&uri, |params| params["version"] == version);
    assert!(!json!(found).to_string().contains("nobody"), "{found:?}");
}

#[test]
fn a_wiki_link_opens_the_note_of_its_name_in_whatever_folder() {
    let mut client = client();
    let text = "# Interview Prep: Boro Law – Associate\n\nSee [[people#The Panel]], [[boro law]], [[nobody]].\n";
    let uri = client.open("deep/new.prep.md", text);
    let links = array(&client.ask_of(&uri, "documentLink"));
    let targets = links.iter().map(|link| link["target"].as_str());
    let targets: Vec<&str> = targets.map(|target| target.expect("a target")).collect();
    // One that nobody has would be made beside the note.
    assert_eq!(
        targets,
        [
            client.uri("people.md") + "#The%20Panel",
            client.uri("deep/boro law.md"),
            client.uri("deep/nobody.md"),
        ]
    );
}
