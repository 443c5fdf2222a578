//! `--format junit`: suites of files.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::Event;

use crate::lab::{Lab, PLACEHOLDER, clean};

/// An element: its name with its depth, its attributes, and the text in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

/// The elements in the order of their start tags. Panics where the text is not well-formed.
fn elements(xml: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut elements: Vec<Element> = Vec::new();
    let mut depth = 0_i32;
    loop {
        let event = reader.read_event().expect("it is well-formed");
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                depth += i32::from(matches!(event, Event::Start(_)));
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.expect("it is well-formed");
                    let value = attribute
                        .normalized_value(XmlVersion::Explicit1_0)
                        .expect("it is escaped");
                    (attribute.key.as_ref().to_owned(), value.into_owned())
                });
                elements.push(Element {
                    name: tag.name().as_ref().to_owned(),
                    attributes: attributes.collect(),
                    text: String::new(),
                });
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) => {
                if let Some(last) = elements.last_mut() {
                    last.text.push_str(text.as_ref());
                }
            }
            Event::GeneralRef(name) => {
                if let Some(last) = elements.last_mut() {
                    last.text.push_str(&format!("&{};", name.as_ref()));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{xml}");
    elements
}

fn counts(element: &Element) -> [&str; 4] {
    ["tests", "failures", "errors", "skipped"].map(|name| element.get(name))
}

#[test]
fn a_file_is_a_suite_and_a_finding_a_case() {
    let lab = Lab::with(&[
        ("a.md", PLACEHOLDER),
        ("b.md", &clean()),
        ("essay.md", "# An essay\n"),
    ]);
    let ran = lab.run(&[
        "check",
        "--format=junit",
        "--select=placeholder,missing-part",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(
        ran.out
            .starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"),
        "{ran:#?}"
    );
    let elements = elements(&ran.out);
    let names: Vec<&str> = elements
        .iter()
        .map(|element| element.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "testsuites",
            "testsuite",
            "testcase",
            "skipped",
            "testcase",
            "failure",
            "testsuite",
            "testcase"
        ],
        "{ran:#?}"
    );
    assert_eq!(counts(&elements[0]), ["3", "1", "0", "1"]);
    assert_eq!(elements[1].get("name"), "a.md");
    assert_eq!(counts(&elements[1]), ["2", "1", "0", "1"]);
    assert_eq!(elements[4].get("name"), "placeholder in line 4, column 7");
    assert_eq!(elements[4].get("file"), "a.md");
    assert_eq!(elements[4].get("line"), "4");
    assert_eq!(elements[5].get("type"), "warning");
    assert!(elements[5].get("message").starts_with("“TBD” was"));
    assert!(elements[5].text.starts_with("a.md:4:7: “TBD” was"));
    assert_eq!(counts(&elements[6]), ["1", "0", "0", "0"]);
    assert_eq!(elements[7].get("name"), "no findings");
}

#[test]
fn failures_agree_with_the_exit_status() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    for (min, failures, code) in [("hint", "2", 1), ("warning", "1", 1), ("error", "0", 0)] {
        let ran = lab.run(&[
            "check",
            "--format=junit",
            "--select=placeholder,missing-part",
            "--min-severity",
            min,
        ]);
        let elements = elements(&ran.out);
        assert_eq!(elements[0].get("failures"), failures, "{min} {ran:#?}");
        assert_eq!(ran.code, code, "{min}");
    }
}

#[test]
fn whatever_stands_in_a_note_the_report_is_well_formed() {
    let lab = Lab::with(&[("a & b 'c'.md", PLACEHOLDER)]);
    let name = r#""a <b> & \"c\" ]]> 'd' \u0001\u000b\ufffe""#;
    lab.write("prep.toml", format!("[rules]\n{name} = \"off\"\n"));
    let ran = lab.run(&["check", "--format=junit"]);
    let elements = elements(&ran.out);
    assert!(
        elements
            .iter()
            .any(|element| element.get("name") == "a & b 'c'.md"),
        "{ran:#?}"
    );
    assert!(
        elements
            .iter()
            .any(|element| element.get("message").contains("<b> & \"c\" ]]> 'd'")),
        "{ran:#?}"
    );
    assert!(
        !ran.out.contains(['\u{1}', '\u{b}', '\u{fffe}']),
        "{ran:#?}"
    );
}

#[test]
fn what_could_not_be_done_is_an_error() {
    let lab = Lab::with(&[
        ("broken/a.md", PLACEHOLDER),
        ("broken/prep.toml", "[rules]\nplaceholder = 3\n"),
        ("sub/prep.toml", "[rules]\nplace-holder = \"off\"\n"),
        ("sub/b.md", &clean()),
    ]);
    let ran = lab.run(&["check", "--format=junit", "broken", "sub", "nowhere.md"]);
    assert_eq!(ran.code, 2);
    let elements = elements(&ran.out);
    let suites: Vec<&str> = elements
        .iter()
        .filter(|element| element.name == "testsuite")
        .map(|element| element.get("name"))
        .collect();
    assert_eq!(
        suites,
        [
            "broken/prep.toml",
            "nowhere.md",
            "sub/prep.toml",
            "sub/b.md"
        ],
        "{ran:#?}"
    );
    assert_eq!(elements[0].get("errors"), "2", "{ran:#?}");
}
