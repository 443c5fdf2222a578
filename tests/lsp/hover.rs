//! Hover: what belongs in a standard section, on its heading, and nothing elsewhere.

use serde_json::{Value, json};

use crate::harness::Client;
use crate::harness::text::slice;
use crate::notes::{NURSE, ORDINARY};

/// What is shown at some text of a document.
fn hover(client: &mut Client, text: &str, at: &str) -> Value {
    let uri = client.open("hovered.md", text);
    let at = text.find(at).expect("the place");
    let hover = client.ask_at(&uri, at, "hover");
    client.close(&uri);
    hover
}

/// The sentence of the shipped data that says what a section is for.
fn purpose(title: &str) -> String {
    let data: toml::Table =
        toml::from_str(include_str!("../../grammars/interview.toml")).expect("the shipped data");
    let sections = data["sections"].as_array().expect("sections");
    let section = sections
        .iter()
        .find(|it| it["title"].as_str() == Some(title));
    let section = section.expect("a section");
    section["purpose"].as_str().expect("a purpose").to_owned()
}

fn with_format(formats: &Value) -> Client {
    Client::builder()
        .with("/textDocument/hover/contentFormat", formats.clone())
        .start()
}

#[test]
fn a_standard_heading_says_what_belongs_there() {
    for formats in [json!(["markdown", "plaintext"]), json!(["markdown"])] {
        let mut client = with_format(&formats);
        for title in crate::notes::NURSE_HAS {
            let found = hover(&mut client, NURSE, title);
            assert_eq!(found["contents"]["kind"], "markdown", "{found}");
            let value = found["contents"]["value"].as_str().expect("a value");
            assert!(value.contains(&purpose(title)), "{value}");
            if found["range"].is_object() {
                let range = slice(NURSE, &found["range"], client.encoding);
                assert!(range.contains(title) && !range.contains('\n'), "{range:?}");
            }
        }
    }
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    for formats in [json!(["plaintext"]), json!(["plaintext", "markdown"])] {
        let mut client = with_format(&formats);
        let found = hover(&mut client, NURSE, "Job Overview");
        assert_eq!(found["contents"]["kind"], "plaintext", "{formats}");
        let value = found["contents"]["value"].as_str().expect("a value");
        assert!(value.contains(&purpose("Job Overview")), "{value}");
        for mark in ["**", "##", "```"] {
            assert!(!value.contains(mark), "{mark} in {value}");
        }
    }
}

#[test]
fn headings_by_other_names_say_the_same() {
    let mut client = Client::start();
    for heading in [
        "## 3. 🏥 About the Hospital (draft)",
        "## 회사 요약",
        "### Company Summary",
        "Company Summary\n---",
    ] {
        let text = format!("{NURSE}\n{heading}\n\n- A ward of 24 beds\n");
        // Both the mark and the text are the heading's.
        let found = hover(&mut client, &text, heading);
        let value = found["contents"]["value"].as_str();
        let value = value.unwrap_or_else(|| panic!("nothing at {heading:?}: {found}"));
        assert!(value.contains(&purpose("Company Summary")), "{value}");
    }
}

#[test]
fn there_is_nothing_elsewhere() {
    let mut client = Client::start();
    for at in [
        "rotating shifts",
        "Care for twelve",
        "\n## Why",
        "five years on a ward",
    ] {
        assert_eq!(hover(&mut client, NURSE, at), Value::Null, "{at:?}");
    }
    let text =
        format!("{NURSE}\n## Parking\n\n- Behind the house\n\n```\n## Company Summary\n```\n");
    assert_eq!(hover(&mut client, &text, "Parking"), Value::Null);
    assert_eq!(hover(&mut client, &text, "Company Summary"), Value::Null);
    for at in ["Greenhouse", "Questions", "Company Summary"] {
        assert_eq!(hover(&mut client, ORDINARY, at), Value::Null, "{at:?}");
    }
}
