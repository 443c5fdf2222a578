//! Whole notes: every variant that was seen in the wild, and ordinary Markdown that is none.

use std::path::Path;

use prep_ls::config::Profile;
use prep_ls::document::Document;
use prep_ls::grammar::How;
use prep_ls::rules::{Finding, Severity};

const EIGHT: [&str; 8] = [
    "job-overview",
    "fit",
    "resume-highlights",
    "company-summary",
    "predicted-questions",
    "questions-to-ask",
    "concepts",
    "strategic-advice",
];

fn fixtures(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("the entry is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("names are ASCII")
                .to_owned();
            (
                name,
                std::fs::read_to_string(&path).expect("fixtures are UTF-8"),
            )
        })
        .collect();
    found.sort();
    found
}

fn open(name: &str, text: &str) -> Document {
    Document::new(text, Some(Path::new(name)), Profile::default())
}

/// The ids of the standard sections that a note has, in order.
fn sections(document: &Document) -> Vec<String> {
    let grammar = &document.profile().grammar;
    document
        .note()
        .sections
        .iter()
        .map(|section| grammar.sections[section.spec].id.clone())
        .collect()
}

fn lines(document: &Document, findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let at = document.text().line_col(finding.range.start);
            format!(
                "{}:{} {} {}",
                at.line,
                at.column,
                finding.severity.as_str(),
                finding.message()
            )
        })
        .collect()
}

#[test]
fn every_variant_is_read_as_it_is_meant() {
    let mut report = String::new();
    for (name, text) in fixtures("notes") {
        let mut document = open(&name, &text);
        let findings = document.check().findings;
        report.push_str(&format!("{name}: {}\n", document.note().verdict));
        for line in lines(&document, &findings) {
            report.push_str(&format!("  {line}\n"));
        }
    }
    insta::assert_snapshot!(report);
}

#[test]
fn every_complete_note_has_the_eight_sections() {
    for (name, text) in fixtures("notes") {
        if name.starts_with("assistant-refusal") {
            continue;
        }
        let document = open(&name, &text);
        assert!(
            document.note().is_note(),
            "{name}: {}",
            document.note().verdict
        );
        let found = sections(&document);
        let required: Vec<&str> = EIGHT
            .into_iter()
            .filter(|id| found.iter().any(|other| other == id))
            .collect();
        assert_eq!(required, EIGHT, "{name}");
        let misspelled = document
            .note()
            .sections
            .iter()
            .any(|section| section.how == How::Misspelled);
        assert!(
            !misspelled,
            "{name} has a heading that counts as misspelled"
        );
    }
}

#[test]
fn ordinary_markdown_gives_nothing_at_all() {
    for (name, text) in fixtures("ordinary") {
        let mut document = open(&name, &text);
        assert!(
            !document.note().is_note(),
            "{name}: {}",
            document.note().verdict
        );
        assert!(document.check().findings.is_empty());
        let grammar = document.profile().grammar.clone();
        assert!(
            prep_ls::ide::outline(document.note(), &grammar).is_empty(),
            "{name}"
        );
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    for (name, text) in fixtures("notes") {
        if text.contains('\r') || text.starts_with('\u{feff}') {
            continue;
        }
        let result = |text: &str| {
            let mut document = open(&name, text);
            let findings = document.check().findings;
            (lines(&document, &findings), sections(&document))
        };
        let plain = result(&text);
        assert_eq!(
            result(&text.replace('\n', "\r\n")),
            plain,
            "{name} with CRLF"
        );
        assert_eq!(result(&text.replace('\n', "\r")), plain, "{name} with CR");
        assert_eq!(
            result(&format!("\u{feff}{text}")),
            plain,
            "{name} with a byte order mark"
        );
    }
}

/// The complete note of the examples, cut into its title and its sections.
fn teacher() -> (String, Vec<String>) {
    let text = include_str!("../examples/teacher.prep.md");
    let mut pieces = text.split("\n## ").map(str::to_owned);
    let title = pieces.next().expect("a title");
    (title, pieces.map(|piece| format!("\n## {piece}")).collect())
}

fn warnings(text: &str) -> Vec<(String, Vec<String>)> {
    let mut document = open("teacher.prep.md", text);
    let found = document.check().findings;
    found
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| {
            let ids = finding
                .data
                .get("sections")
                .and_then(|ids| ids.as_array())
                .into_iter()
                .flatten();
            let ids = ids
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect();
            (finding.rule.name.to_owned(), ids)
        })
        .collect()
}

#[test]
fn a_complete_note_gives_no_warning() {
    let (title, sections) = teacher();
    assert_eq!(sections.len(), 8);
    assert_eq!(warnings(&format!("{title}{}", sections.concat())), []);
}

#[test]
fn each_section_that_is_dropped_is_missed() {
    let (title, sections) = teacher();
    for (index, id) in EIGHT.iter().enumerate() {
        let mut rest = sections.clone();
        rest.remove(index);
        let found = warnings(&format!("{title}{}", rest.concat()));
        assert_eq!(
            found,
            [("missing-section".to_owned(), vec![(*id).to_owned()])]
        );
    }
}

#[test]
fn each_section_that_is_emptied_is_empty_and_nothing_else() {
    let (title, sections) = teacher();
    for (index, id) in EIGHT.iter().enumerate() {
        let mut emptied = sections.clone();
        let heading = emptied[index].lines().nth(1).expect("a heading").to_owned();
        emptied[index] = format!("\n{heading}\n");
        let text = format!("{title}{}", emptied.concat());
        let mut document = open("teacher.prep.md", &text);
        let found = document.check().findings;
        let about: Vec<&str> = found.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(about, ["empty-section"], "{id}");
        assert_eq!(found[0].data["section"], *id);
    }
}

#[test]
fn a_title_alone_misses_all_eight_at_once() {
    let found = warnings("# Interview Prep: Harbour Clinic – Staff Nurse\n");
    assert_eq!(
        found,
        [(
            "missing-section".to_owned(),
            EIGHT.map(str::to_owned).to_vec()
        )]
    );
}

#[test]
fn questions_that_are_gone_are_missed() {
    let (title, mut sections) = teacher();
    let kept: Vec<&str> = sections[5]
        .lines()
        .filter(|line| !line.contains('?'))
        .collect();
    sections[5] = format!(
        "{}\n\nAsk what is still open.\n",
        kept.join("\n").trim_end()
    );
    let mut document = open("teacher.prep.md", &format!("{title}{}", sections.concat()));
    let messages: Vec<String> = document
        .check()
        .findings
        .iter()
        .map(Finding::message)
        .collect();
    assert!(
        messages
            .contains(&"No questions to ask: prepare at least 3 (too-few-questions)".to_owned()),
        "{messages:?}"
    );
}
