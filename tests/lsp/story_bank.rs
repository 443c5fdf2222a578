//! A bank of stories and the notes that share it: definition, references, hover, rename, highlights and completion in each
//! direction, over files that are open and files that are not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::text::{accept, apply_edits, bytes, cursor, position, slice};
use crate::harness::{Client, array};

const BANK: &str = "# My stories\n\n## S1: The dropped 🍲 tray\n\n- **Situation:** A full dining room on Mother's Day\n- **Result:** 40 covers served, 12 minutes late\n\nAs in S2 the team held.\n\n## S2 – Two cooks short\n\n- **Situation:** Flu\n";
const HEATH: &str = "# Interview Prep: Heath Inn – Sous Chef\n\n## Predicted Interview Questions\n\n1. Tell me about a bad service.\n   - 🍲 S1, then S2 if there is time\n2. How do you plan rotas?\n   - S2\n";
const QUAY: &str = "# Interview Prep: Quay Hotel – Head Chef\n\n## Resume Highlights for This Role\n\n- Calm when it burns (S1)\n";
/// It tells a story S1 of its own: no word of it means the bank's.
const OWN: &str = "# Interview Prep: Mill Café – Cook\n\n## STAR Stories\n\n### S1: The oven\n\n- **Situation:** It failed\n\n## Predicted Interview Questions\n\n1. Tell me about a failure.\n   - S1\n";

const FILES: [(&str, &str); 4] = [
    ("stories.md", BANK),
    ("heath.md", HEATH),
    ("deep/quay.md", QUAY),
    ("deep/own.md", OWN),
];

fn client() -> Client {
    let builder = FILES
        .into_iter()
        .fold(Client::builder(), |builder, (name, text)| {
            builder.file(name, text)
        });
    builder.start()
}

fn text_of(name: &str) -> &'static str {
    let file = FILES.into_iter().find(|(file, _)| *file == name);
    file.unwrap_or_else(|| panic!("no file {name}")).1
}

/// The name of a file of the folder by its URI.
fn name_of(client: &Client, uri: &Value) -> String {
    let uri = uri.as_str().expect("a uri");
    let root = format!("{}/", client.uri("").trim_end_matches('/'));
    uri.strip_prefix(&root)
        .unwrap_or_else(|| panic!("{uri} lies elsewhere"))
        .to_owned()
}

/// Somewhere in the first place that reads so.
fn at(text: &str, what: &str) -> usize {
    text.find(what).unwrap_or_else(|| panic!("no {what:?}")) + 1
}

/// Where each file names which story, as `file:line text`, lines counted from 0.
fn places(client: &Client, found: &Value) -> Vec<String> {
    let mut places: Vec<String> = array(found)
        .into_iter()
        .map(|place| {
            let name = name_of(client, &place["uri"]);
            let text = slice(text_of(&name), &place["range"], client.encoding);
            format!("{name}:{} {text}", place["range"]["start"]["line"])
        })
        .collect();
    places.sort();
    places
}

fn references(client: &mut Client, uri: &str, offset: usize, declaration: bool) -> Vec<String> {
    let found = client.references(uri, offset, declaration);
    places(client, &found)
}

/// What the stories among some items are called.
fn offered(found: &Value) -> Vec<Value> {
    let items = array(&found["items"]).into_iter();
    let stories = items.filter(|item| item["kind"] == 18);
    stories
        .map(|item| item["labelDetails"]["description"].clone())
        .collect()
}

/// All places that mean the first story from a file: (file, the text at the place).
const FROM: [(&str, &str); 4] = [
    ("heath.md", "S1, then"),
    ("deep/quay.md", "S1)"),
    ("stories.md", "S1: The"),
    ("stories.md", "1: The"),
];

#[test]
fn definition_leads_to_the_bank_from_each_file() {
    for others_are_open in [false, true] {
        let mut client = client();
        if others_are_open {
            for (name, text) in FILES {
                client.open(name, text);
            }
        }
        for (name, what) in FROM {
            let uri = client.uri(name);
            if !others_are_open {
                client.open(name, text_of(name));
            }
            let found = array(&client.ask_at(&uri, at(text_of(name), what), "definition"));
            assert_eq!(found.len(), 1, "{name}: {what}");
            assert_eq!(name_of(&client, &found[0]["targetUri"]), "stories.md");
            let origin = slice(
                text_of(name),
                &found[0]["originSelectionRange"],
                client.encoding,
            );
            assert_eq!(origin, "S1", "{name}: {what}");
            let shown = slice(BANK, &found[0]["targetSelectionRange"], client.encoding);
            assert_eq!(shown, "S1: The dropped 🍲 tray", "{name}: {what}");
            let whole = slice(BANK, &found[0]["targetRange"], client.encoding);
            assert!(whole.contains("40 covers") && !whole.contains("Two cooks"));
            if !others_are_open {
                client.close(&uri);
            }
        }
        // Its own story comes first.
        let own = client.uri("deep/own.md");
        if !others_are_open {
            client.open("deep/own.md", OWN);
        }
        let found = array(&client.ask_at(&own, at(OWN, "S1\n"), "definition"));
        assert_eq!(name_of(&client, &found[0]["targetUri"]), "deep/own.md");
    }
}

#[test]
fn references_are_the_same_from_each_file() {
    let mentions = ["deep/quay.md:4 S1", "heath.md:5 S1"];
    for open in [
        &["heath.md"][..],
        &["heath.md", "deep/quay.md", "stories.md"],
    ] {
        let mut client = client();
        for name in open {
            client.open(name, text_of(name));
        }
        for (name, what) in FROM {
            let uri = client.uri(name);
            let opened = open.contains(&name);
            if !opened {
                client.open(name, text_of(name));
            }
            let offset = at(text_of(name), what);
            let found = references(&mut client, &uri, offset, false);
            assert_eq!(found, mentions, "{name}: {what}, {open:?}");
            let found = references(&mut client, &uri, offset, true);
            assert_eq!(found.len(), 3, "{name}: {what}, {open:?}: {found:?}");
            assert!(found[2].starts_with("stories.md:2 S1"), "{found:?}");
            if !opened {
                client.close(&uri);
            }
        }
    }
    // The bank names its stories, too.
    let mut client = client();
    let uri = client.open("stories.md", BANK);
    let found = references(&mut client, &uri, at(BANK, "S2 the team"), false);
    assert_eq!(found, ["heath.md:5 S2", "heath.md:7 S2", "stories.md:7 S2"]);
    // And a story of a note's own has nothing to do with it.
    let uri = client.open("deep/own.md", OWN);
    let found = references(&mut client, &uri, at(OWN, "S1\n"), false);
    assert_eq!(found, ["deep/own.md:11 S1"]);
}

#[test]
fn hover_shows_the_story() {
    let mut client = client();
    let heath = client.open("heath.md", HEATH);
    let shown = client.ask_at(&heath, at(HEATH, "S1, then"), "hover");
    let text = shown["contents"]["value"].as_str().expect("a text");
    assert!(
        text.starts_with("**S1: The dropped 🍲 tray** (stories.md, line 3)"),
        "{text}"
    );
    assert!(
        text.contains("40 covers served") && !text.contains("Flu"),
        "{text}"
    );
    assert_eq!(slice(HEATH, &shown["range"], client.encoding), "S1");
    // In the bank it is seen anyway; where the bank names another of its stories, it is shown.
    let bank = client.open("stories.md", BANK);
    assert_eq!(
        client.ask_at(&bank, at(BANK, "S1: The"), "hover"),
        Value::Null
    );
    let shown = client.ask_at(&bank, at(BANK, "S2 the team"), "hover");
    let text = shown["contents"]["value"].as_str().expect("a text");
    assert!(
        text.contains("Two cooks short") && text.contains("Flu"),
        "{text}"
    );
    // What no bank tells is a word.
    client.replace(&heath, "S1, then", "S7, then");
    assert_eq!(
        client.ask_at(&heath, at(HEATH, "S1, then"), "hover"),
        Value::Null
    );
}

/// The files after an edit of the workspace; those that it does not touch are not among them.
fn after(client: &Client, edit: &Value) -> BTreeMap<String, String> {
    let changes = array(&edit["documentChanges"]).into_iter().map(|change| {
        let name = name_of(client, &change["textDocument"]["uri"]);
        let edits = array(&change["edits"]);
        let text = apply_edits(text_of(&name), &edits, client.encoding);
        (name, text)
    });
    changes.collect()
}

#[test]
fn a_rename_reaches_the_bank_and_all_notes_from_each_file() {
    let wanted: BTreeMap<String, String> = ["stories.md", "heath.md", "deep/quay.md"]
        .map(|name| (name.to_owned(), text_of(name).replace("S1", "TRAY-1")))
        .into();
    for (name, what) in FROM {
        let mut client = client();
        let uri = client.open(name, text_of(name));
        let offset = at(text_of(name), what);
        let prepared = client.ask_at(&uri, offset, "prepareRename");
        assert_eq!(prepared["placeholder"], "S1", "{name}: {what}");
        let there = slice(text_of(name), &prepared["range"], client.encoding);
        assert_eq!(there, "S1", "{name}: {what}");
        let place = position(text_of(name), offset, client.encoding);
        let params =
            |new: &str| json!({"textDocument": {"uri": uri}, "position": place, "newName": new});
        let edit = client.ask("textDocument/rename", params("TRAY-1"));
        assert_eq!(after(&client, &edit), wanted, "{name}: {what}");
        for (new, why) in [("S2", "S2"), ("the tray", ""), (" ", "")] {
            let refused = client.wire.request("textDocument/rename", params(new));
            let message = refused.expect_err(new)["message"].to_string();
            assert!(
                message.contains(why) && message.len() > 20,
                "{new}: {message}"
            );
        }
    }
}

#[test]
fn highlights_are_those_of_the_file_at_hand() {
    let mut client = client();
    let heath = client.open("heath.md", HEATH);
    let bank = client.open("stories.md", BANK);
    let mut lines = |uri: &str, text: &str, what: &str| -> Vec<(u64, u64, String)> {
        let found = array(&client.ask_at(uri, at(text, what), "documentHighlight"));
        let shown = found.into_iter().map(|place| {
            let line = place["range"]["start"]["line"].as_u64().expect("a line");
            let kind = place["kind"].as_u64().expect("a kind");
            let there = text[bytes(text, &place["range"], client.encoding)].to_owned();
            (line, kind, there)
        });
        shown.collect()
    };
    let read = |line| (line, 2, "S2".to_owned());
    assert_eq!(lines(&heath, HEATH, "S2 if"), [read(5), read(7)]);
    assert_eq!(
        lines(&bank, BANK, "S2 the team"),
        [read(7), (9, 3, "S2 – Two cooks short".to_owned())]
    );
}

#[test]
fn what_is_open_or_was_changed_on_disk_counts() {
    let mut client = client();
    let heath = client.open("heath.md", HEATH);
    let line = |client: &mut Client| {
        let found = array(&client.ask_at(&heath, at(HEATH, "S1, then"), "definition"));
        found
            .first()
            .map(|found| found["targetSelectionRange"]["start"]["line"].clone())
    };
    assert_eq!(line(&mut client), Some(json!(2)));
    client.write(
        "stories.md",
        &BANK.replace("# My stories", "# My stories\n\nMine."),
    );
    client.watched("stories.md", 2);
    assert_eq!(line(&mut client), Some(json!(4)));
    // Unsaved text wins over the file's.
    let bank = client.open("stories.md", &BANK.replace("# My stories\n\n", ""));
    assert_eq!(line(&mut client), Some(json!(0)));
    client.replace(&bank, "## S1: The", "## S3: The");
    assert_eq!(line(&mut client), None);
    client.close(&bank);
    assert_eq!(line(&mut client), Some(json!(4)));
    // A bank nearer to the note comes, and goes.
    let quay = client.open("deep/quay.md", QUAY);
    let bank_of = |client: &mut Client| {
        let found = array(&client.ask_at(&quay, at(QUAY, "S1)"), "definition"));
        let uri = found.first().map(|found| found["targetUri"].clone());
        uri.map(|uri| name_of(client, &uri))
    };
    assert_eq!(bank_of(&mut client).as_deref(), Some("stories.md"));
    client.write("deep/stories.md", "# Stories\n\n**S1: The flood**\n");
    client.watched("deep/stories.md", 1);
    assert_eq!(bank_of(&mut client).as_deref(), Some("deep/stories.md"));
    std::fs::remove_file(client.root.join("deep/stories.md")).expect("the file goes");
    client.watched("deep/stories.md", 3);
    assert_eq!(bank_of(&mut client).as_deref(), Some("stories.md"));
    std::fs::remove_file(client.root.join("stories.md")).expect("the file goes");
    client.watched("stories.md", 3);
    assert_eq!(bank_of(&mut client), None);
}

#[test]
fn no_bank_outside_of_the_workspace_is_read() {
    for (front, link) in [
        ("", true),
        ("---\nstories: banked.md\n---\n", true),
        ("---\nstories: ../out/stories.md\n---\n", false),
    ] {
        let note = format!("{front}{HEATH}");
        let builder = Client::builder().folders(&["in"]);
        let mut client = builder
            .file("out/stories.md", BANK)
            .file("in/heath.md", &note)
            .spawn();
        #[cfg(unix)]
        if link {
            for name in ["in/stories.md", "in/banked.md"] {
                let to = client.root.join("out/stories.md");
                std::os::unix::fs::symlink(to, client.root.join(name)).expect("a link");
            }
        }
        #[cfg(not(unix))]
        let _ = link;
        client.initialize();
        let uri = client.open("in/heath.md", &note);
        let offset = at(&note, "S1, then");
        for method in ["definition", "hover", "documentHighlight"] {
            let found = client.ask_at(&uri, offset, method);
            assert!(
                found.is_null() || found == json!([]),
                "{front:?} {method}: {found}"
            );
        }
        let found = client.ask_at(&uri, offset + 1, "completion");
        assert_eq!(array(&found["items"]), [] as [Value; 0], "{front:?}");
        let place = position(&note, offset, client.encoding);
        let params = json!({"textDocument": {"uri": uri}, "position": place, "newName": "TRAY-1"});
        let refused = client.wire.request("textDocument/rename", params);
        assert!(refused.is_err(), "{front:?}: {refused:?}");
    }
}

#[test]
fn the_stories_are_offered_where_a_note_may_name_one() {
    let mut client = client();
    let note = |line: &str| {
        format!(
            "# Interview Prep: Heath Inn – Sous Chef\n\n## Predicted Interview Questions\n\n1. Tell me about a bad service.\n   - 🍲 S2 at first\n{line}\n"
        )
    };
    let uri = client.open("new.prep.md", "");
    let mut offered = |line: &str, trigger: Option<&str>| -> Vec<(String, String)> {
        let (text, offset) = cursor(&note(line));
        client.set_text(&uri, &text);
        let position = position(&text, offset, client.encoding);
        let context = match trigger {
            Some(trigger) => json!({"triggerKind": 2, "triggerCharacter": trigger}),
            None => json!({"triggerKind": 1}),
        };
        let found = client.ask(
            "textDocument/completion",
            json!({"textDocument": {"uri": uri}, "position": position, "context": context}),
        );
        let items = array(&found["items"]).into_iter();
        // A link's target is a reference, too.
        let stories = items.filter(|item| {
            item["kind"] == 18 && item["label"].as_str().is_some_and(|label| label.len() == 2)
        });
        stories
            .map(|item| {
                let typed = slice(&text, &item["textEdit"]["range"], client.encoding);
                let filter = item["filterText"].as_str().expect("a filter");
                let begins = filter.to_lowercase().starts_with(
                    &typed
                        .trim_end_matches(|c: char| c.is_ascii_digit())
                        .to_lowercase(),
                );
                assert!(begins, "{line}: {typed:?} {filter:?}");
                let label = item["label"].as_str().expect("a label").to_owned();
                (label, accept(&text, &item, client.encoding))
            })
            .collect()
    };
    let labels = |found: Vec<(String, String)>| {
        found
            .into_iter()
            .map(|(label, _)| label)
            .collect::<Vec<_>>()
    };
    // Those that the note does not name yet come first.
    for line in [
        "   - See S$0",
        "   - 🍲 s1$0",
        "   - and (S$0)",
        "   - Story: $0",
        "   - **Story:** $0",
        "   - see story $0",
        "   - after $0",
        "| S$0 | a |",
    ] {
        let found = offered(line, None);
        let (label, text) = found.first().unwrap_or_else(|| panic!("none for {line}"));
        assert_eq!(label, "S1", "{line}");
        let accepted = line
            .replace("S$0", "S1")
            .replace("s1$0", "S1")
            .replace("$0", "S1");
        assert_eq!(*text, note(&accepted), "{line}");
    }
    assert_eq!(labels(offered("   - See S$0", None)), ["S1", "S2"]);
    assert_eq!(labels(offered("   - See S2$0", None)), ["S2"]);
    // What stands of an id behind the cursor goes, too.
    assert_eq!(
        offered("   - See S$02 there", None)[0].1,
        note("   - See S1 there")
    );
    // By what it is called, where nothing but a story makes sense.
    assert_eq!(
        offered("   - Story: cook$0", None)[0].1,
        note("   - Story: S2")
    );
    assert_eq!(labels(offered("   - Story: $0", Some(" "))), ["S1", "S2"]);
    assert_eq!(
        labels(offered("   - see stories ($0", Some("("))),
        ["S1", "S2"]
    );
    for (line, trigger) in [
        ("   - after $0", Some(" ")),
        ("   - after ($0", Some("(")),
        ("   - She$0", None),
        ("   - cook$0", None),
        ("   - s$0", None),
        ("   - S$0ally", None),
        ("   - `S$0`", None),
        ("   - a@S$0", None),
        ("<!-- S$0 -->", None),
        ("> S$0", None),
        ("[a](S$0", None),
        ("# S$0", None),
        ("\n## Company Summary\n\n- They $0", None),
    ] {
        assert_eq!(labels(offered(line, trigger)), [""; 0], "{line}");
    }
}

#[test]
fn an_offered_story_says_what_it_is() {
    let mut client = client();
    let uri = client.open("heath.md", &HEATH.replace("   - S2\n", "   - S\n"));
    let text = client.text(&uri).to_owned();
    let found = client.ask_at(&uri, text.len() - 1, "completion");
    let items = array(&found["items"]);
    let item = items
        .iter()
        .find(|item| item["label"] == "S1")
        .unwrap_or_else(|| panic!("{items:?}"));
    assert_eq!(item["labelDetails"]["description"], "The dropped 🍲 tray");
    assert!(item.get("documentation").is_none(), "{item}");
    let resolved = client.ask("completionItem/resolve", item.clone());
    let docs = resolved["documentation"]["value"].as_str().expect("docs");
    assert!(
        docs.starts_with("**S1: The dropped 🍲 tray** (stories.md, line 3)"),
        "{docs}"
    );
    assert!(docs.contains("40 covers served"), "{docs}");
    // A story without a title is known by what it begins with.
    client.write(
        "stories.md",
        "# Stories\n\n- **S1:** The *flood* in the cellar\n- **S2:** Flu\n",
    );
    client.watched("stories.md", 2);
    let found = client.ask_at(&uri, text.len() - 1, "completion");
    assert_eq!(offered(&found), ["The flood in the cellar", "Flu"]);
    // A note's own stories are offered, and the bank's of the same id is not.
    let own = client.open("deep/own.md", &OWN.replace("   - S1\n", "   - S\n"));
    let text = client.text(&own).to_owned();
    let found = client.ask_at(&own, text.len() - 1, "completion");
    assert_eq!(offered(&found), ["The oven", "Flu"]);
}
