//! Definition, references, highlights, links to click.

use serde_json::{Value, json};

use crate::harness::text::{Encoding, slice};
use crate::harness::{Client, array};
use crate::notes::{ORDINARY, crlf};

/// A note with one of everything that can be jumped to. Characters of every width stand before
/// the places, so that counting them wrong shows.
pub(crate) const LINKED: &str = "\
# Interview Prep: Birch Lane – Staff Nurse

## Job Overview
**Key Responsibilities:**
- Dress wounds with NPWT

## Why This Job Is a Fit
- Wounds: 😀 40 dressed with NPWT
- 😀 한국어 [the leak](#s1-the-leak), [[#🎯 Gaps & Concerns|gaps]], S1, [report][rep], note[^n]

## STAR Stories
### S1: The leak
- **Situation:** Birch Lane’s ward

## 🎯 Gaps & Concerns
- [a file](people.md#ann) <https://x.example/>

[rep]: https://x.example/r
[^n]: From the annual report
";

fn at(text: &str, what: &str) -> usize {
    text.find(what).unwrap_or_else(|| panic!("no {what:?}")) + 1
}

/// Where the definition of some text is, as the text selected there, for a client with links.
fn definition(client: &mut Client, uri: &str, text: &str, what: &str) -> Vec<String> {
    let answer = client.ask_at(uri, at(text, what), "definition");
    let links = array(&answer);
    let found = links.iter().map(|link| {
        assert_eq!(link["targetUri"], *uri, "{link}");
        slice(text, &link["originSelectionRange"], client.encoding);
        let whole = slice(text, &link["targetRange"], client.encoding);
        let selected = slice(text, &link["targetSelectionRange"], client.encoding);
        assert!(whole.contains(selected), "{link}");
        selected.to_owned()
    });
    found.collect()
}

#[test]
fn a_definition_is_where_it_is_said_in_every_encoding() {
    for encoding in Encoding::ALL {
        for text in [
            LINKED.to_owned(),
            crlf(LINKED),
            format!("\u{feff}{}", crlf(LINKED)),
        ] {
            let mut client = Client::builder()
                .with(
                    "/general/positionEncodings",
                    json!([encoding.name(), "utf-16"]),
                )
                .start();
            assert_eq!(client.encoding, encoding);
            let uri = client.open("note.prep.md", &text);
            for (what, wanted) in [
                ("the leak](", &["S1: The leak"][..]),
                ("#s1-the", &["S1: The leak"]),
                ("Gaps & Concerns|", &["🎯 Gaps & Concerns"]),
                (" S1, ", &["S1: The leak"]),
                ("[report]", &["rep"]),
                ("[^n],", &[]),
                ("[^n]", &["n"]),
                ("Dress wounds", &["Wounds: 😀 40 dressed with NPWT"]),
                ("40 dressed", &["Dress wounds with NPWT"]),
                ("https://x", &[]),
            ] {
                if text.contains(what) {
                    assert_eq!(
                        definition(&mut client, &uri, &text, what),
                        wanted,
                        "{what} {encoding:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_client_without_links_gets_locations() {
    for builder in [
        Client::builder().without("/textDocument/definition"),
        Client::builder().capabilities(json!({})),
    ] {
        let mut client = builder.file("people.md", "# Ann\n").start();
        let uri = client.open("note.prep.md", LINKED);
        client.diagnostics(&uri);
        let found = client.ask_at(&uri, at(LINKED, "#s1-the"), "definition");
        let found = array(&found);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["uri"], uri);
        assert_eq!(
            slice(LINKED, &found[0]["range"], client.encoding),
            "S1: The leak"
        );
        assert!(found[0].get("targetUri").is_none());
    }
}

#[test]
fn another_file_is_opened_where_it_is_there() {
    let mut client = Client::builder().file("people.md", "# People\n").start();
    let uri = client.open("note.prep.md", LINKED);
    let found = array(&client.ask_at(&uri, at(LINKED, "people.md#ann"), "definition"));
    assert_eq!(found[0]["targetUri"], client.uri("people.md"));
    let missing = LINKED.replace("people.md", "nobody.md");
    let uri = client.open("other.prep.md", &missing);
    let found = client.ask_at(&uri, at(&missing, "nobody.md"), "definition");
    assert_eq!(array(&found), [Value::Null; 0]);
}

#[test]
fn references_and_highlights_are_the_same_places() {
    for text in [LINKED.to_owned(), crlf(LINKED)] {
        let mut client = Client::start();
        let uri = client.open("note.prep.md", &text);
        for (what, wanted) in [
            ("S1: The", &["[the leak](#s1-the-leak)", "S1"][..]),
            ("Gaps & Concerns\r\n", &["[[#🎯 Gaps & Concerns|gaps]]"]),
            ("Gaps & Concerns\n", &["[[#🎯 Gaps & Concerns|gaps]]"]),
            ("n]: From", &["[^n]"]),
            ("rep]: ", &["[report][rep]"]),
        ] {
            let Some(offset) = text.find(what) else {
                continue;
            };
            let mut ask = |declaration: bool| array(&client.references(&uri, offset, declaration));
            let (without, with) = (ask(false), ask(true));
            let texts: Vec<&str> = without
                .iter()
                .map(|it| slice(&text, &it["range"], client.encoding))
                .collect();
            assert_eq!(texts, wanted, "{what}");
            assert!(without.iter().all(|it| it["uri"] == *uri));
            assert_eq!(with.len(), without.len() + 1, "{what}");
            let lit = array(&client.ask_at(&uri, offset, "documentHighlight"));
            let lit: Vec<&Value> = lit.iter().map(|it| &it["range"]).collect();
            assert_eq!(
                lit,
                with.iter().map(|it| &it["range"]).collect::<Vec<_>>(),
                "{what}"
            );
        }
    }
}

#[test]
fn links_can_be_clicked() {
    let mut client = Client::start();
    let uri = client.open("a b/note.prep.md", LINKED);
    let links = array(&client.ask_of(&uri, "documentLink"));
    let found: Vec<(&str, &str, &str)> = links
        .iter()
        .map(|link| {
            let target = link["target"].as_str().expect("a target");
            let tooltip = link["tooltip"].as_str().expect("a tooltip");
            (
                slice(LINKED, &link["range"], client.encoding),
                target,
                tooltip,
            )
        })
        .collect();
    let people = client.uri("a b/people.md") + "#ann";
    let (story, gaps) = (format!("{uri}#L12"), format!("{uri}#L15"));
    assert_eq!(
        found,
        [
            ("#s1-the-leak", story.as_str(), "Go to the story “The leak”"),
            ("#🎯 Gaps & Concerns", &gaps, "Go to “🎯 Gaps & Concerns”"),
            ("people.md#ann", &people, "Open people.md at “ann”"),
            (
                "https://x.example/",
                "https://x.example/",
                "Open https://x.example/"
            ),
            (
                "https://x.example/r",
                "https://x.example/r",
                "Open https://x.example/r"
            ),
        ]
    );
    let mut plain = Client::builder()
        .without("/textDocument/documentLink")
        .start();
    let uri = plain.open("note.prep.md", LINKED);
    let links = array(&plain.ask_of(&uri, "documentLink"));
    assert!(links.iter().all(|link| link.get("tooltip").is_none()));
    assert_eq!(links.len(), 5);
}

#[test]
fn ordinary_markdown_and_switched_off_features_are_left_to_others() {
    let mut client = Client::builder()
        .options(json!({"features": {"links": false, "rename": false, "selection": false}}))
        .start();
    let off = client.open("note.prep.md", LINKED);
    let mut ordinary = Client::start();
    let text = format!("{ORDINARY}\n[a](#questions)\n");
    let readme = ordinary.open("README.md", &text);
    for (client, uri, at) in [
        (&mut client, off, at(LINKED, "#s1-the")),
        (&mut ordinary, readme, at(&text, "#questions")),
    ] {
        for method in ["definition", "documentHighlight", "prepareRename"] {
            assert_eq!(client.ask_at(&uri, at, method), Value::Null, "{method}");
        }
        let links = client.ask_of(&uri, "documentLink");
        assert!(array(&links).is_empty(), "{links}");
    }
}
