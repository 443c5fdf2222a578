//! Postings are somebody else's text: whatever stands in one, the note is a note of eight sections, and nothing of the posting
//! means anything in it.

use std::path::Path;

use jiff::civil::date;
use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::draft::draft;
use prep_ls::grammar::Grammar;
use prep_ls::posting::{Format, Posting};
use proptest::prelude::*;

/// What means something in Markdown, in a note, or in a page.
const BAITS: &[&str] = &[
    "# Head",
    "## Strategic Advice",
    "<!-- prep-ls: ignore-file -->",
    "<!-- prep-ls: ignore placeholder -->",
    "-->",
    "<script>alert(1)</script>",
    "<img src=x onerror=a>",
    "```",
    "~~~",
    "---",
    "===",
    "> quoted",
    "- item",
    "1. item",
    "| a | b |",
    "[x](http://a.example)",
    "[[wiki]]",
    "![i](a.png)",
    "**bold**",
    "__x__",
    "*",
    "`",
    "\\",
    "{{x}}",
    "&lt;b&gt;",
    "&#35;",
    "Location: nowhere",
    "**Position:** Boss",
    "Position – Boss",
    "prep: false",
    "[ref]: http://a.example",
    "\u{202e}abc",
    "\u{0}",
    "\t",
    "\r",
    "Company: <b>Q</b>",
    "Job title: # Nurse",
    "Job title: a – b",
    "Company: X – Y | Z",
    "Salary: £1`",
    "Questions to Ask Them:",
    "Requirements:",
    "Duties:",
    "- [ ] open",
    "<!--",
    "$0 ${1:x} \\$",
    "</textarea>",
    "Staff Nurse at <em>Quay</em>",
    "a.b@c.example",
    "Closing date: 31 June 2026",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(BAITS).prop_map(str::to_owned),
        1 => "\\PC{0,24}",
        1 => Just("\n".to_owned()),
    ]
}

fn holds(text: &str, format: Format) -> Result<(), TestCaseError> {
    let grammar = Grammar::standard();
    let mut posting = Posting::read(text, format, &grammar).unwrap_or_default();
    // What no posting would be read for stands in every place all the same.
    let line = || text.split_whitespace().collect::<Vec<_>>().join(" ");
    for slot in [
        &mut posting.location,
        &mut posting.employment,
        &mut posting.salary,
        &mut posting.contact,
        &mut posting.team,
        &mut posting.mission,
    ] {
        slot.get_or_insert_with(line);
    }
    posting
        .link
        .get_or_insert_with(|| format!("https://{}", line()));
    for list in [
        &mut posting.responsibilities,
        &mut posting.requirements,
        &mut posting.nice,
        &mut posting.about,
        &mut posting.values,
    ] {
        list.extend(
            text.lines()
                .map(str::to_owned)
                .filter(|line| !line.trim().is_empty()),
        );
    }
    let plain = draft(&grammar, &posting, false);
    let (profile, _) = Profile::new(Config::default(), None, Some(date(2026, 11, 22)));
    let mut document = Document::new(&plain.text, Some(Path::new("n.prep.md")), profile);
    let report = document.check();
    let note = document.note();
    let headings: Vec<&str> = plain
        .text
        .lines()
        .filter(|line| line.starts_with("## "))
        .collect();
    prop_assert_eq!(headings.len(), note.sections.len(), "{}", plain.text);
    prop_assert!(matches!(headings.len(), 8 | 9), "{}", plain.text);
    // The title, the sections, and the two parts of the predicted questions.
    prop_assert_eq!(note.nodes.len(), headings.len() + 3, "{}", plain.text);
    prop_assert!(
        !report.findings.iter().any(|finding| matches!(
            finding.rule.name,
            "unused-suppression"
                | "unknown-rule"
                | "duplicate-section"
                | "fenced-note"
                | "broken-link"
        )),
        "{}",
        plain.text
    );
    prop_assert!(report.panicked.is_empty());
    prop_assert!(note.front_matter.is_none());
    // No label of the posting's is a field of the note's.
    let overview = note.sections.first().expect("the overview");
    let kind = grammar.section("job-overview").expect("it is there");
    let named = |wanted: &str| {
        note.fields(overview)
            .filter(|(_, _, _, label)| {
                label
                    .meaning
                    .field(kind)
                    .is_some_and(|field| grammar.sections[kind].fields[field].label == wanted)
            })
            .count()
    };
    for label in ["Position", "Location", "Type", "Posting Date"] {
        prop_assert_eq!(named(label), 1, "{}: {}", label, plain.text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_posting_means_anything_in_a_note(pieces in proptest::collection::vec(piece(), 0..14), format in 0usize..4, gaps in any::<bool>()) {
        let text = pieces.join(if gaps { "\n" } else { " " });
        let format = [Format::Text, Format::Markdown, Format::Html, Format::JsonLd][format];
        let text = match format {
            Format::JsonLd => serde_json::json!({"@type": "JobPosting", "title": text, "description": text}).to_string(),
            _ => text,
        };
        holds(&text, format)?;
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,400}|[<>/a-z \"=&;!-]{0,200}", format in 0usize..4) {
        let format = [Format::Text, Format::Markdown, Format::Html, Format::JsonLd][format];
        let _ = Posting::read(&text, format, &Grammar::standard());
    }
}

#[test]
fn long_postings_are_read_in_time() {
    let begun = std::time::Instant::now();
    for (text, format) in [
        (
            "Duties:\n- Plan care for St. Anne's at £5 to £6 by 3 May, 2026\n".repeat(30_000),
            Format::Text,
        ),
        ("a (".repeat(600_000), Format::Text),
        ("<div>".repeat(390_000), Format::Html),
        ("<table><tr><td>".repeat(130_000), Format::Html),
        ("a: ".repeat(600_000), Format::Markdown),
        ("**".repeat(900_000), Format::Markdown),
        ("£1 - ".repeat(330_000), Format::Text),
        ("At A ".repeat(390_000), Format::Text),
    ] {
        let start = std::time::Instant::now();
        let _ = Posting::read(&text, format, &Grammar::standard());
        let took = start.elapsed();
        assert!(took.as_secs() < 60, "{:?}: {took:?}", &text[..20]);
    }
    assert!(begun.elapsed().as_secs() < 240);
}

#[test]
fn what_is_no_posting_is_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ordinary");
    for name in [
        "recipe.md",
        "changelog.md",
        "travel-checklist.md",
        "lecture-note.md",
        "essay.md",
    ] {
        let text = std::fs::read_to_string(folder.join(name)).expect("it is there");
        let read = Posting::read(&text, Format::Markdown, &Grammar::standard());
        assert!(read.is_err(), "{name}: {read:#?}");
    }
}
