//! The outline: title › sections › parts › questions and fields.

use serde_json::{Value, json};

use crate::harness::text::{Encoding, bytes, slice};
use crate::harness::{Client, array};
use crate::notes::{NURSE, ORDINARY, REQUIRED, TEACHER, TEACHER_SECTIONS, crlf};

/// Symbol kinds that the outline plugins of editors show unless told otherwise: the smallest such
/// set is aerial.nvim's. A `String`, which a heading is in VS Code's own Markdown support, or a
/// `Field` would be hidden there.
const SHOWN: [u64; 8] = [
    2,  // Module
    5,  // Class
    6,  // Method
    9,  // Constructor
    10, // Enum
    11, // Interface
    12, // Function
    23, // Struct
];
/// Shown by most of them.
const OFTEN_SHOWN: [u64; 2] = [
    3, // Namespace
    4, // Package
];

fn outline(client: &mut Client, uri: &str) -> Vec<Value> {
    array(&client.ask_of(uri, "documentSymbol"))
}

fn name(symbol: &Value) -> &str {
    symbol["name"].as_str().expect("a name")
}

fn children(symbol: &Value) -> Vec<Value> {
    array(&symbol["children"])
}

fn names(symbols: &[Value]) -> Vec<&str> {
    symbols.iter().map(name).collect()
}

/// The child whose name begins so.
fn child(symbol: &Value, start: &str) -> Value {
    let children = children(symbol);
    let found = children.iter().find(|child| name(child).starts_with(start));
    found
        .unwrap_or_else(|| panic!("no {start:?} in {:?}", names(&children)))
        .clone()
}

/// What must hold for any symbol, and for all below it.
fn check(symbol: &Value, text: &str, encoding: Encoding) {
    let shown = name(symbol);
    assert!(!shown.trim().is_empty(), "{symbol}");
    assert_eq!(shown.trim(), shown);
    for mark in ["#", "*", "`", "\n", "\r"] {
        assert!(!shown.contains(mark), "{shown:?} is no clean name");
    }
    let kind = symbol["kind"].as_u64().expect("a kind");
    let is_shown = SHOWN.contains(&kind) || OFTEN_SHOWN.contains(&kind);
    assert!(
        is_shown,
        "kind {kind} of {shown:?} is hidden by outline plugins"
    );
    if let Some(detail) = symbol.get("detail") {
        assert!(detail.is_string(), "{symbol}");
    }

    let range = bytes(text, &symbol["range"], encoding);
    let selection = bytes(text, &symbol["selectionRange"], encoding);
    assert!(
        range.start <= selection.start && selection.end <= range.end,
        "the selection of {shown:?} lies outside its range"
    );
    assert!(!selection.is_empty(), "{shown:?} has nothing to select");
    let mut last = range.start;
    for child in children(symbol) {
        let inner = bytes(text, &child["range"], encoding);
        assert!(
            last <= inner.start && inner.end <= range.end,
            "{:?} lies outside {shown:?} or over its neighbour",
            name(&child)
        );
        last = inner.end;
        check(&child, text, encoding);
    }
}

#[test]
fn the_title_holds_the_sections() {
    for text in [
        TEACHER.to_owned(),
        crlf(TEACHER),
        format!("\u{feff}{TEACHER}"),
    ] {
        for encoding in Encoding::ALL {
            let mut client = Client::builder()
                .with("/general/positionEncodings", json!([encoding.name()]))
                .start();
            let uri = client.open("teacher.md", &text);
            let outline = outline(&mut client, &uri);
            assert_eq!(outline.len(), 1, "{:?}", names(&outline));
            check(&outline[0], &text, encoding);
            assert!(name(&outline[0]).contains("Alder Street School"));
            let sections = children(&outline[0]);
            let expected = TEACHER_SECTIONS.map(|(_, title)| title);
            assert_eq!(sections.len(), expected.len(), "{:?}", names(&sections));
            for (section, title) in sections.iter().zip(expected) {
                assert!(
                    name(section).contains(title),
                    "{:?} for {title:?}",
                    name(section)
                );
                let detail = section["detail"].as_str().unwrap_or_default();
                assert!(!detail.is_empty(), "{title:?} says nothing of its content");
            }
        }
    }
}

#[test]
fn a_section_ranges_from_its_heading_to_the_next() {
    let mut client = Client::start();
    let uri = client.open("teacher.md", TEACHER);
    let outline = outline(&mut client, &uri);
    let sections = children(&outline[0]);
    let starts: Vec<usize> = TEACHER_SECTIONS
        .iter()
        .map(|(heading, _)| TEACHER.find(heading).expect("a heading"))
        .collect();
    for (number, (section, (_, title))) in sections.iter().zip(TEACHER_SECTIONS).enumerate() {
        let range = bytes(TEACHER, &section["range"], client.encoding);
        let next = starts.get(number + 1).copied().unwrap_or(TEACHER.len());
        assert_eq!(range.start, starts[number], "{title}");
        let content = TEACHER[range.start..next].trim_end().len();
        assert!(
            (range.start + content..=next).contains(&range.end),
            "{title} ends at {}, not from {} to {next}",
            range.end,
            range.start + content
        );
        // The heading's text, without its marks.
        let selected = slice(TEACHER, &section["selectionRange"], client.encoding);
        assert!(selected.contains(title), "{selected:?}");
        assert!(
            !selected.contains('#') && !selected.contains('\n'),
            "{selected:?}"
        );
    }
    let title = bytes(TEACHER, &outline[0]["range"], client.encoding);
    assert_eq!(title.start, TEACHER.find("# Interview").expect("a title"));
    assert!(
        title.end >= TEACHER.trim_end().len(),
        "the title's range is the note's"
    );
}

#[test]
fn sections_hold_parts_and_these_their_items() {
    let mut client = Client::start();
    let uri = client.open("teacher.md", TEACHER);
    let outline = outline(&mut client, &uri);
    let section = |title: &str| {
        let sections = children(&outline[0]);
        sections
            .into_iter()
            .find(|it| name(it).contains(title))
            .expect("a section")
    };

    // Fields, whichever way they are written.
    let overview = section("Job Overview");
    for field in ["Position", "Location", "Type"] {
        child(&overview, field);
    }
    assert!(
        names(&children(&overview))
            .iter()
            .all(|name| !name.contains("Company Summary")),
        "code is no outline"
    );

    // A bold line and a sub-heading are both parts.
    let highlights = section("Resume Highlights");
    assert_eq!(
        names(&children(&highlights)),
        ["Professional Summary", "Key Achievements"]
    );
    for part in ["Professional Summary", "Key Achievements"] {
        let part = child(&highlights, part);
        let selected = slice(TEACHER, &part["selectionRange"], client.encoding);
        // The marks of a bold line may be selected with it.
        assert_eq!(selected.trim_matches('*'), name(&part), "the part's name");
    }
    let part = child(&highlights, "Key Achievements");
    let range = slice(TEACHER, &part["range"], client.encoding);
    assert!(range.starts_with("### Key Achievements") && range.contains("safety sheet"));

    // Questions below their parts, or at once below the section.
    let predicted = section("Predicted");
    let technical = child(&predicted, "Technical");
    assert_eq!(children(&technical).len(), 2, "{technical}");
    let mole = child(&technical, "How do you teach the mole");
    assert_eq!(
        slice(TEACHER, &mole["selectionRange"], client.encoding),
        "How do you teach the mole to a class of thirty?"
    );
    child(&child(&predicted, "Behavioral"), "Tell me about a time");
    let asked = section("Questions to Ask");
    assert_eq!(children(&asked).len(), 3);
    child(&asked, "Who looks after");
}

#[test]
fn sections_say_how_much_they_hold() {
    let mut client = Client::start();
    let uri = client.open("nurse.md", NURSE);
    let outline = outline(&mut client, &uri);
    let section = child(&outline[0], "Questions to Ask Them");
    let detail = section["detail"].as_str().expect("a detail");
    assert!(detail.contains('5'), "five questions: {detail:?}");
}

#[test]
fn a_note_without_a_title_has_its_sections_at_the_top() {
    let text: String = REQUIRED[..4]
        .iter()
        .map(|title| format!("## {title}\n\n- a\n\n"))
        .collect();
    let mut client = Client::start();
    let uri = client.open("note.md", &text);
    let outline = outline(&mut client, &uri);
    assert_eq!(names(&outline), &REQUIRED[..4]);
    for symbol in &outline {
        check(symbol, &text, client.encoding);
    }
}

#[test]
fn a_fenced_note_has_its_outline() {
    let mut client = Client::start();
    for fenced in [
        format!("```markdown\n{NURSE}```\n"),
        format!("~~~md\n{NURSE}"),
    ] {
        let uri = client.open("fenced.md", &fenced);
        let outline = outline(&mut client, &uri);
        assert_eq!(outline.len(), 1);
        check(&outline[0], &fenced, client.encoding);
        assert_eq!(names(&children(&outline[0])), crate::notes::NURSE_HAS);
    }
}

#[test]
fn clients_without_trees_get_a_list() {
    let tree = {
        let mut client = Client::start();
        let uri = client.open("teacher.md", TEACHER);
        let mut all = Vec::new();
        let mut left = outline(&mut client, &uri);
        while let Some(symbol) = left.pop() {
            left.extend(children(&symbol));
            all.push(name(&symbol).to_owned());
        }
        all.sort();
        all
    };
    for capability in [
        json!({}),
        json!({"hierarchicalDocumentSymbolSupport": false}),
        Value::Null,
    ] {
        let mut client = Client::builder()
            .with("/textDocument/documentSymbol", capability)
            .start();
        let uri = client.open("teacher.md", TEACHER);
        let list = outline(&mut client, &uri);
        let mut names: Vec<String> = Vec::new();
        for symbol in &list {
            assert_eq!(symbol["location"]["uri"], uri);
            let range = slice(TEACHER, &symbol["location"]["range"], client.encoding);
            assert!(!range.is_empty());
            assert!(symbol.get("children").is_none() && symbol.get("selectionRange").is_none());
            let kind = symbol["kind"].as_u64().expect("a kind");
            assert!(SHOWN.contains(&kind) || OFTEN_SHOWN.contains(&kind));
            names.push(name(symbol).to_owned());
        }
        let technical = list
            .iter()
            .find(|it| name(it) == "Technical")
            .expect("a part");
        let holder = technical["containerName"].as_str().expect("a container");
        assert!(holder.contains("Predicted"), "{technical}");
        names.sort();
        assert_eq!(names, tree);
    }
}

#[test]
fn ordinary_markdown_has_no_outline() {
    let mut client = Client::start();
    for text in [ORDINARY, "", "\n", "# Title\n\n## Questions to Ask Them\n"] {
        let uri = client.open("README.md", text);
        assert!(outline(&mut client, &uri).is_empty(), "{text:?}");
    }
}
