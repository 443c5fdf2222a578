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
        "**Posting Date",
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

/// A note with something of everything that hover speaks of.
const HYGIENIST: &str = "\
---
company: Elm Dental
interview_date: 2026-11-29
prep_ignore: [weak-wording]
---

# Interview Prep: Elm Dental – Dental Hygienist

## Job Overview

**Position:** Dental Hygienist
**Location:** Hove
**Type:** Part-time
**Posting Date:** 2026-10-05
**Key Responsibilities:**

- Scale and polish for fourteen patients a day
- Run the Dentrix recall list
- Infection control in two surgeries

## Why This Job Is a Fit

<!-- prep-ls: ignore vague-talking-point -->
- 🦷 Scaled and polished for 2,100 patients a year at Pier Road, see [facts](#company-summary)
- Infection control is always my priority
- Audited since 3 March 2025, see [[#Nowhere]]

## Company Summary

- Two surgeries in Hove
- Opened in 1998 by * two sisters
";

/// What is said at some text, as the value alone.
fn said(client: &mut Client, at: &str) -> String {
    let found = hover(client, HYGIENIST, at);
    let value = found["contents"]["value"].as_str();
    let value = value.unwrap_or_else(|| panic!("nothing at {at:?}: {found}"));
    value.to_owned()
}

/// What is said of each kind of thing: at which text, and what of it.
const SAID: &[(&str, &[&str])] = &[
    (
        "Interview Prep: Elm",
        &[
            "Begun",
            "of 8 sections done",
            "7 days left (Sunday, 29 November 2026)",
            "Missing",
            "Not answered yet",
            "Dentrix recall list",
        ],
    ),
    (
        "Job Overview",
        &[
            "In this note",
            "requirements answered",
            "Met (5 of 5):",
            "Position",
        ],
    ),
    (
        "Scale and polish",
        &[
            "Requirement",
            "answered in 1 place",
            "Why This Job Is a Fit, line 24",
            "2,100 patients",
        ],
    ),
    (
        "Run the Dentrix",
        &[
            "nothing in this note answers it yet",
            "Named nowhere",
            "Dentrix",
        ],
    ),
    (
        "2026-10-05",
        &["Monday, 5 October 2026", "6 weeks ago", "(48 days ago)"],
    ),
    (
        "2026-11-29",
        &["Interview:", "Sunday, 29 November 2026", "in 7 days"],
    ),
    ("3 March 2025", &["Monday, 3 March 2025"]),
    ("Infection control is", &["makes it concrete"]),
    (
        "vague-talking-point -->",
        &[
            "vague-talking-point",
            "Why it matters",
            "docs/rules/vague-talking-point.md",
        ],
    ),
    ("ignore vague", &["Silences", "block after it"]),
    ("weak-wording]", &["weak-wording", "Why it matters"]),
    (
        "interview_date",
        &["interview_date", "The day of the interview"],
    ),
    (
        "facts](",
        &["Company Summary", "(line 28)", "Two surgeries in Hove"],
    ),
    ("[#Nowhere", &["no heading “Nowhere” in this note"]),
];

#[test]
fn each_thing_says_what_there_is_to_know() {
    let mut client = Client::start();
    for (at, wanted) in SAID {
        let value = said(&mut client, at);
        for part in *wanted {
            assert!(value.contains(part), "{at}: {part:?} is not in\n{value}");
        }
    }
}

#[test]
fn plain_text_has_no_marks() {
    let mut client = with_format(&json!(["plaintext"]));
    for (at, wanted) in SAID {
        let value = said(&mut client, at);
        for part in *wanted {
            let text = value.replace('\n', " ");
            assert!(text.contains(part), "{at}: {part:?} is not in\n{value}");
        }
        // Examples in a rule's page are Markdown, and stand in a little.
        for line in value.lines().filter(|line| !line.starts_with("    ")) {
            for mark in ["**", "`", "](", "\\"] {
                assert!(!line.contains(mark), "{at}: {mark} in {line:?}");
            }
            assert!(!line.starts_with('#'), "{at}: {line:?}");
        }
    }
}

#[test]
fn line_ends_make_no_difference() {
    let mut client = Client::start();
    let text = HYGIENIST.replace('\n', "\r\n");
    for (at, wanted) in SAID {
        let found = hover(&mut client, &text, at);
        let value = found["contents"]["value"].as_str().unwrap_or_default();
        for part in *wanted {
            assert!(value.contains(part), "{at}: {part:?} is not in\n{value}");
        }
        slice(&text, &found["range"], client.encoding);
    }
}

#[test]
fn it_can_be_switched_off() {
    let mut client = Client::builder()
        .options(json!({"features": {"hover": false}}))
        .start();
    for (at, _) in SAID {
        assert_eq!(hover(&mut client, HYGIENIST, at), Value::Null, "{at}");
    }
}
