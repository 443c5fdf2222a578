//! Completion: only where it helps, and an accepted item leaves the document as it should be.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::harness::text::{self, accept, bytes, cursor, expand, lines};
use crate::harness::{Client, array, with_code};
use crate::notes::{NURSE, NURSE_HAS, NURSE_LACKS, ORDINARY, REQUIRED, crlf};

/// The shipped data, to know what a skeleton holds.
static GRAMMAR: LazyLock<toml::Table> = LazyLock::new(|| {
    let text = include_str!("../../grammars/interview.toml");
    toml::from_str(text).expect("the shipped data")
});

fn sections() -> impl Iterator<Item = &'static toml::Value> {
    GRAMMAR["sections"].as_array().expect("sections").iter()
}

fn title(section: &'static toml::Value) -> &'static str {
    section["title"].as_str().expect("a title")
}

/// A section as it is inserted at level two, with its tab stops empty.
fn skeleton(title_wanted: &str) -> String {
    let section = sections()
        .find(|section| title(section) == title_wanted)
        .expect("a section");
    let snippet = section["snippet"].as_str().expect("a snippet");
    format!("## {title_wanted}\n\n{}", expand(snippet).trim_end())
}

/// A client with and one without snippets.
fn clients() -> [Client; 2] {
    [true, false].map(|snippets| {
        Client::builder()
            .with(
                "/textDocument/completion/completionItem/snippetSupport",
                json!(snippets),
            )
            .start()
    })
}

/// A document at its cursor, and what is offered there, as an editor would list it.
struct Offer {
    text: String,
    items: Vec<Value>,
}

fn complete(client: &mut Client, fixture: &str) -> Offer {
    let (text, at) = cursor(fixture);
    let uri = client.open("completed.md", &text);
    let answer = client.ask_at(&uri, at, "completion");
    client.close(&uri);
    let items = array(answer.get("items").unwrap_or(&answer));
    check(&items, &text, at, client);
    Offer { text, items }
}

/// What must hold for any list of items.
fn check(items: &[Value], text: &str, at: usize, client: &Client) {
    let range_of = |item: &Value| {
        let edit = &item["textEdit"];
        let range = if edit["range"].is_object() {
            &edit["range"]
        } else {
            &edit["replace"]
        };
        bytes(text, range, client.encoding)
    };
    let Some(first) = items.first() else {
        return;
    };
    let range = range_of(first);
    assert!(
        range.start <= at && at <= range.end,
        "{range:?} does not hold the cursor {at}"
    );
    let is_one_line = lines(text)
        .iter()
        .any(|it| it.start <= range.start && range.end <= it.end);
    assert!(is_one_line, "{range:?} spans lines, which editors refuse");
    let typed = text[range.start..at].to_lowercase();
    let mut last = String::new();
    for item in items {
        assert_eq!(range_of(item), range, "all items replace the same: {item}");
        let label = item["label"].as_str().expect("a label");
        assert!(!label.is_empty() && !label.contains('\n'), "{label:?}");
        let filter = item["filterText"].as_str().unwrap_or(label).to_lowercase();
        // An editor hides what the typed text does not match: rightly so where the words differ,
        // wrongly where only the heading's mark does.
        let words = typed.trim_matches(['#', ' ']);
        let is_hidden = !has_letters(&filter, &typed);
        let is_meant = has_letters(&label.to_lowercase(), words);
        assert!(
            !(is_hidden && is_meant),
            "an editor hides {label:?}: {filter:?} does not match the typed {typed:?}"
        );
        let sort = item["sortText"].as_str().unwrap_or(label).to_owned();
        assert!(
            last <= sort,
            "an editor would sort {label:?} elsewhere: {last:?} > {sort:?}"
        );
        last = sort;
    }
}

/// Whether the letters stand in a text in this order: how editors filter.
fn has_letters(text: &str, letters: &str) -> bool {
    let mut text = text.chars();
    letters
        .chars()
        .all(|wanted| text.any(|letter| letter == wanted))
}

impl Offer {
    fn labels(&self) -> Vec<&str> {
        // A label may repeat the marks of a heading or a field.
        let marks = ['#', '*', ':', ' '];
        let labels = self.items.iter().filter_map(|item| item["label"].as_str());
        labels.map(|label| label.trim_matches(marks)).collect()
    }

    fn item(&self, label: &str) -> &Value {
        let at = self.labels().iter().position(|it| *it == label);
        &self.items[at.unwrap_or_else(|| panic!("no {label:?} in {:?}", self.labels()))]
    }

    /// The text after an item was accepted.
    fn accept(&self, label: &str, client: &Client) -> String {
        accept(&self.text, self.item(label), client.encoding)
    }
}

/// Without the white space at the ends of lines, in which a skeleton for editors with snippets and
/// one for editors without may differ.
fn tidy(text: &str) -> String {
    text.split('\n')
        .map(|line| line.trim_end_matches([' ', '\t']))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The nurse's note with a line put in before a heading.
fn nurse_with(line: &str, before: &str) -> String {
    let at = NURSE.find(before).expect("the heading");
    format!("{}{line}\n\n{}", &NURSE[..at], &NURSE[at..])
}

fn titles(lacking: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    lacking.iter().map(|(_, title)| *title).collect()
}

#[test]
fn a_heading_line_offers_missing_sections_first_then_optional_ones() {
    let required = titles(&NURSE_LACKS);
    let optional: Vec<&str> = sections()
        .filter(|section| section["required"].as_bool() == Some(false))
        .map(title)
        .collect();
    for mut client in clients() {
        let offer = complete(&mut client, &nurse_with("## $0", "## Questions"));
        let labels = offer.labels();
        assert_eq!(labels[..5], required, "{labels:?}");
        for title in &optional {
            let at = labels.iter().position(|label| label == title);
            let at = at.unwrap_or_else(|| panic!("no {title:?} in {labels:?}"));
            assert!(at >= 5, "{title:?} comes before missing ones");
        }
        for title in NURSE_HAS {
            assert!(!labels.contains(&title), "{title:?} is there already");
        }
    }
}

#[test]
fn first_comes_the_section_that_belongs_at_the_place() {
    for mut client in clients() {
        let offer = complete(&mut client, &format!("{NURSE}\n## $0\n"));
        let labels = offer.labels();
        assert_eq!(labels[0], "Concepts To Know/Review", "{labels:?}");
        let mut first: Vec<&str> = labels[..5].to_vec();
        let mut required = titles(&NURSE_LACKS);
        let place = |title: &str| first.iter().position(|label| *label == title);
        assert!(place(required[0]) < place(required[1]) && place(required[1]) < place(required[2]));
        first.sort_unstable();
        required.sort_unstable();
        assert_eq!(first, required);
    }
}

#[test]
fn an_accepted_section_stands_there_whole() {
    for mut client in clients() {
        for typed in ["#", "# ", "##", "## ", "## Res", "## resume high", "## Com"] {
            let fixture = nurse_with(&format!("{typed}$0"), "## Questions");
            let offer = complete(&mut client, &fixture);
            let wanted = if typed == "## Com" {
                "Company Summary"
            } else {
                "Resume Highlights for This Role"
            };
            let expected = nurse_with(&skeleton(wanted), "## Questions");
            assert_eq!(
                tidy(&offer.accept(wanted, &client)),
                tidy(&expected),
                "{typed:?}"
            );
        }
    }
}

#[test]
fn text_behind_the_cursor_on_the_heading_is_replaced_or_kept_whole() {
    let mut client = Client::start();
    let offer = complete(&mut client, &nurse_with("## Comp$0 Summ", "## Questions"));
    if offer.items.is_empty() {
        return;
    }
    let after = offer.accept("Company Summary", &client);
    let headings: Vec<&str> = after
        .lines()
        .filter(|line| line.starts_with("## Comp"))
        .collect();
    assert_eq!(headings, ["## Company Summary"], "{after}");
}

#[test]
fn every_missing_section_can_be_accepted_in_turn() {
    for mut client in clients() {
        let mut text = NURSE.to_owned();
        for (_, title) in &NURSE_LACKS[3..] {
            let offer = complete(&mut client, &format!("{text}\n## $0\n"));
            assert_eq!(offer.labels()[0], *title);
            text = offer.accept(title, &client);
        }
        let uri = client.open("nurse.md", &text);
        let found = with_code(&client.diagnostics(&uri), "missing-section");
        let missing: Vec<Value> = found
            .iter()
            .flat_map(|it| array(&it["data"]["sections"]))
            .collect();
        assert_eq!(
            json!(missing),
            json!([
                "resume-highlights",
                "company-summary",
                "predicted-questions"
            ])
        );
    }
}

#[test]
fn items_stay_within_what_the_client_can_do() {
    for (mut client, snippets) in clients().into_iter().zip([true, false]) {
        for fixture in [
            nurse_with("## $0", "## Questions"),
            nurse_with("$0", "## Why"),
            "$0".to_owned(),
        ] {
            let offer = complete(&mut client, &fixture);
            assert!(!offer.items.is_empty(), "{fixture:?}");
            for item in &offer.items {
                let new = item["textEdit"]["newText"].as_str().expect("newText");
                if snippets && item["insertTextFormat"] == 2 {
                    expand(new);
                    continue;
                }
                assert!(item["insertTextFormat"].is_null() || item["insertTextFormat"] == 1);
                assert!(
                    !new.contains("${") && !new.contains("$1") && !new.contains("$0"),
                    "{new:?}"
                );
            }
        }
    }
    let mut client = Client::builder()
        .with(
            "/textDocument/completion/completionItem/insertReplaceSupport",
            json!(false),
        )
        .start();
    for item in complete(&mut client, &nurse_with("## $0", "## Questions")).items {
        assert!(item["textEdit"]["range"].is_object(), "{item}");
    }
}

#[test]
fn line_ends_are_kept() {
    for mut client in clients() {
        for line in ["## $0", "### $0"] {
            let offer = complete(&mut client, &crlf(&nurse_with(line, "## Questions")));
            for label in offer.labels() {
                let after = offer.accept(label, &client);
                let bare = after.replace("\r\n", "").matches(['\r', '\n']).count();
                assert_eq!(bare, 0, "mixed line ends in {after:?}");
            }
        }
    }
}

#[test]
fn headings_with_wide_characters_are_completed() {
    for encoding in text::Encoding::ALL {
        let mut client = Client::builder()
            .with("/general/positionEncodings", json!([encoding.name()]))
            .start();
        let emoji = NURSE.replace("Staff Nurse\n\n", "🩺 病棟 Nurse\n\n");
        let at = emoji.find("## Questions").expect("a heading");
        let fixture = format!("{}## $0\n\n{}", &emoji[..at], &emoji[at..]);
        let offer = complete(&mut client, &fixture);
        let expected = fixture.replace("## $0", &skeleton("Company Summary"));
        assert_eq!(
            tidy(&offer.accept("Company Summary", &client)),
            tidy(&expected)
        );
    }
}

#[test]
fn a_sub_heading_offers_the_parts_of_its_section() {
    const NOTE: &str = "\
# Interview Prep: Delta Rail – Signaller

## Resume Highlights for This Role

### Professional Summary

- Eleven years in the box

### $0

## Questions to Ask Them

- Who trains new signallers?
";
    for mut client in clients() {
        let offer = complete(&mut client, NOTE);
        let labels = offer.labels();
        for part in ["Key Projects & Achievements", "Technical Skills Snapshot"] {
            assert!(labels.contains(&part), "{part:?} in {labels:?}");
        }
        assert!(!labels.contains(&"Professional Summary"), "{labels:?}");
        let after = offer.accept("Technical Skills Snapshot", &client);
        assert!(
            after.contains("\n### Technical Skills Snapshot\n"),
            "{after}"
        );
        // All else is as it was.
        let (before, behind) = NOTE.split_once("### $0").expect("a cursor");
        assert!(
            after.starts_with(before) && after.ends_with(behind),
            "{after}"
        );
    }
}

#[test]
fn an_empty_line_of_a_section_offers_its_fields() {
    const NOTE: &str = "\
# Interview Prep: Delta Rail – Signaller

## Job Overview

**Position:** Signaller
$0

## Questions to Ask Them

- Who trains new signallers?
";
    for mut client in clients() {
        let offer = complete(&mut client, NOTE);
        let labels = offer.labels();
        let place = |label: &str| labels.iter().position(|it| *it == label);
        let (location, kind) = (place("Location"), place("Type"));
        assert!(location.is_some() && location < kind, "{labels:?}");
        assert!(kind < place("Posting Date"), "{labels:?}");
        assert_eq!(place("Position"), None, "it is there already");
        let after = offer.accept("Location", &client);
        let (before, behind) = NOTE.split_once("$0").expect("a cursor");
        let new = after
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(behind));
        // In the manner of the note, with room for the value.
        assert_eq!(
            new.expect("nothing else changes").trim_end(),
            "**Location:**"
        );
    }
}

#[test]
fn an_empty_document_offers_a_whole_note() {
    for mut client in clients() {
        for fixture in ["$0", "$0\n", "\n$0\n"] {
            let offer = complete(&mut client, fixture);
            let item = offer
                .items
                .first()
                .unwrap_or_else(|| panic!("nothing in {fixture:?}"));
            let note = accept(&offer.text, item, client.encoding);
            let headings: Vec<&str> = note
                .lines()
                .filter_map(|line| line.strip_prefix("## "))
                .collect();
            assert_eq!(headings, REQUIRED, "{note}");
            assert!(
                note.trim_start().starts_with("# Interview Prep: "),
                "{note}"
            );
            let uri = client.open("new.md", &note);
            let found = client.diagnostics(&uri);
            assert_eq!(with_code(&found, "missing-section"), [Value::Null; 0]);
            assert_eq!(with_code(&found, "section-order"), [Value::Null; 0]);
            client.close(&uri);
        }
        // An unsaved one is where a new note begins.
        client.open_as("untitled:Untitled-1", "markdown", "");
        let answer = client.ask_at("untitled:Untitled-1", 0, "completion");
        assert!(!array(answer.get("items").unwrap_or(&answer)).is_empty());
    }
}

#[test]
fn nothing_is_offered_where_it_would_be_in_the_way() {
    let mut client = Client::start();
    let before = |line: &str| nurse_with(line, "## Questions");
    let elsewhere = [
        before("```\n## $0\n```"),
        before("~~~text\n# $0\n~~~"),
        before("Text.\n\n    ## $0"),
        before("<!--\n## $0\n-->"),
        before("<!-- ## $0 -->"),
        before("Some prose that ends in a hash #$0"),
        before("A line of prose $0"),
        before("- an item ## $0"),
        before("`## $0`"),
        before("####### $0"),
        NURSE.replace("Staff Nurse\n**L", "Staff Nurse$0\n**L"),
        NURSE.replace("- Hand over", "- Hand$0 over"),
        format!("---\n## $0\n---\n\n{NURSE}"),
    ];
    for fixture in elsewhere {
        let offer = complete(&mut client, &fixture);
        let (_, at) = cursor(&fixture);
        let line = fixture[..at].lines().last().unwrap_or_default().to_owned();
        assert!(offer.items.is_empty(), "at {line:?}: {:?}", offer.labels());
    }
    for fixture in [
        ORDINARY.replacen("## \n", "## $0\n", 1),
        ORDINARY.replacen("- Position:", "$0", 1),
        "# $0\n\nText of some other document.\n".to_owned(),
        "A README.\n\n## $0\n".to_owned(),
    ] {
        let offer = complete(&mut client, &fixture);
        assert!(offer.items.is_empty(), "{fixture:?}: {:?}", offer.labels());
    }
}

#[test]
fn a_whole_note_fenced_is_completed_as_a_note() {
    let mut client = Client::start();
    let fixture = format!("```markdown\n{}```\n", nurse_with("## $0", "## Questions"));
    let offer = complete(&mut client, &fixture);
    assert_eq!(offer.labels()[..5], titles(&NURSE_LACKS));
}

#[test]
fn resolving_adds_documentation_and_changes_nothing_else() {
    let mut client = Client::start();
    if client.capability("/completionProvider/resolveProvider") != true {
        return;
    }
    // Whose grammar knows the sections of its `prep.toml`.
    client.open("open.md", NURSE);
    let offer = complete(&mut client, &nurse_with("## $0", "## Questions"));
    for item in &offer.items {
        let resolved = client.ask("completionItem/resolve", item.clone());
        for key in [
            "label",
            "textEdit",
            "insertTextFormat",
            "filterText",
            "sortText",
        ] {
            assert_eq!(resolved[key], item[key], "{key}");
        }
    }
    let first = client.ask("completionItem/resolve", offer.items[0].clone());
    assert!(!first["documentation"].is_null(), "{first}");
}
