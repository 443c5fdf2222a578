//! `prep-ls status` and `prep-ls export`: where the notes stand, and a page for the day.

use boon::{Compiler, Schemas};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::lab::{Lab, ran};

const NURSE: &str = "---\ninterview_date: 2026-12-03\n---\n# Interview Prep: Quay Clinic – Nurse\n\n## Job Overview\n\n**Position:** Nurse\n**Location:** Quay\n**Type:** Full-time\n**Key Responsibilities:**\n\n- Triage walk-in patients\n- Run the vaccine fridge\n\n## Why This Job Is a Fit\n\n- **Triage:** triaged 40 walk-ins a day for two years, 3 of 4,000 seen too late.\n\n## STAR Stories\n\n### S1: The warm fridge\n\n- **Situation:** the vaccine fridge failed on a Friday.\n- **Task:** save 600 doses.\n- **Action:** I moved them to the pharmacy in four boxes.\n- **Result:** none was lost.\n\n## Questions to Ask Them\n\n- Who opens on Sundays if 5 < 6 at Quay & Co?\n- How many nurses are on nights?\n- Who trains new staff?\n- What does a good first month look like?\n- When was the last rota dropped?\n\n## Strategic Advice\n\n**Potential Red Flags to Avoid:**\n\n- Blaming the old clinic: say what I learned\n";
const PAST: &str = "---\ninterview_date: 2026-11-20\n---\n# Interview Prep: Old Mill – Baker\n\n## Job Overview\n\n**Position:** Baker\n";

fn lab() -> Lab {
    Lab::with(&[
        ("quay.prep.md", NURSE),
        ("old.prep.md", PAST),
        ("bare.prep.md", "# Interview Prep: Fern Legal – Clerk\n"),
    ])
}

const TODAY: [&str; 2] = ["--today", "2026-11-25"];

fn status(args: &[&str]) -> Vec<String> {
    [&["status"], args, &TODAY]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn run(lab: &Lab, args: &[&str]) -> crate::lab::Ran {
    let args = status(args);
    lab.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn notes_stand_by_the_day_of_their_interview() {
    let ran = run(&lab(), &[]).expect(
        0,
        &[
            "in 8 days",
            "Quay Clinic",
            "no date",
            "Fern Legal",
            "5 days ago",
            "Next: Quay Clinic – Nurse",
        ],
        &[],
    );
    let at = |what: &str| ran.out.find(what).expect("it is there");
    assert!(at("Quay Clinic") < at("Fern Legal") && at("Fern Legal") < at("Old Mill"));
    assert!(!ran.out.contains('\u{1b}'), "a pipe gets plain text");
}

#[test]
fn where_there_are_no_notes_it_says_how_to_begin() {
    let ran = run(&Lab::with(&[("readme.md", "# About\n")]), &[]);
    let told = format!("{}{}", ran.out, ran.err);
    assert!(told.contains("prep-ls new"), "{ran:#?}");
}

#[test]
fn the_json_tells_the_same() {
    let json = run(&lab(), &["--format", "json"])
        .expect(0, &["\"version\": 1"], &[])
        .json();
    let notes = json["notes"].as_array().expect("a list");
    let paths: Vec<&str> = notes
        .iter()
        .map(|note| note["path"].as_str().expect("a path"))
        .collect();
    assert_eq!(paths, ["quay.prep.md", "bare.prep.md", "old.prep.md"]);
    assert_eq!(
        (&notes[0]["days"], &notes[0]["company"]),
        (&8.into(), &"Quay Clinic".into())
    );
}

#[test]
fn the_json_follows_its_schema() {
    let schema: Value = serde_json::from_str(&prep_ls::cli::status_schema()).expect("JSON");
    let mut compiler = Compiler::new();
    compiler
        .add_resource("status.json", schema)
        .expect("it is a schema");
    let mut schemas = Schemas::new();
    let index = compiler
        .compile("status.json", &mut schemas)
        .expect("the schema is sound");
    let bank = "# Stories\n\n## S1: The warm fridge\n\n- **Situation:** it failed.\n";
    for lab in [
        lab(),
        Lab::with(&[("stories.md", bank), ("quay.prep.md", NURSE)]),
        Lab::new(),
    ] {
        let json = run(&lab, &["--format", "json"]).json();
        if let Err(error) = schemas.validate(&json, index) {
            panic!("{error:#}\n{json:#}");
        }
        let mut other = json;
        other.as_object_mut().expect("an object").remove("version");
        assert!(
            schemas.validate(&other, index).is_err(),
            "`version` is required"
        );
    }
}

/// Every element of a page with its attributes, in order; it must be well-formed.
fn elements(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(html.strip_prefix("<!DOCTYPE html>").unwrap_or(html));
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return found,
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes = tag.attributes().map(|one| one.expect("an attribute"));
                let attributes =
                    attributes.map(|one| (one.key.as_ref().to_owned(), one.value.to_string()));
                found.push((tag.name().as_ref().to_owned(), attributes.collect()));
            }
            _ => {}
        }
    }
}

#[test]
fn the_pages_are_well_formed_and_bring_nothing_along() {
    let lab = lab();
    let pages = [
        run(&lab, &["--format", "html"]).out,
        lab.run(&[
            "export",
            "quay.prep.md",
            "--format",
            "html",
            "--today",
            "2026-11-25",
        ])
        .out,
    ];
    for page in &pages {
        let found = elements(page);
        let count = |name: &str| found.iter().filter(|(tag, _)| tag == name).count();
        assert_eq!(
            (count("h1"), count("main"), count("script")),
            (1, 1, 0),
            "{page}"
        );
        let has = |name: &str, key: &str| {
            let mut tags = found.iter().filter(|(tag, _)| tag == name);
            tags.all(|(_, attributes)| attributes.iter().any(|(other, _)| other == key))
        };
        assert!(has("html", "lang") && has("th", "scope"), "{page}");
        // Nothing is loaded from anywhere.
        assert!(
            !found
                .iter()
                .any(|(tag, _)| ["link", "img", "iframe"].contains(&tag.as_str())),
            "{page}"
        );
        assert!(
            !page.contains("url(") && !page.contains("@import"),
            "{page}"
        );
    }
    assert!(
        pages[1].contains("if 5 &lt; 6 at Quay &amp; Co?"),
        "{}",
        pages[1]
    );
}

/// The relative luminance of a colour, by WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("a hexadecimal number");
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn every_text_can_be_read_in_both_themes_and_on_paper() {
    assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 0.01);
    let page = run(&lab(), &["--format", "html"]).out;
    let mut themes = 0;
    for block in page.split(":root {").skip(1) {
        let block = block.split('}').next().expect("a block");
        let colour = |name: &str| {
            let (_, rest) = block.split_once(&format!("{name}: ")).expect("a colour");
            rest[..7].to_owned()
        };
        themes += 1;
        for text in ["--ink", "--soft", "--accent", "--warn"] {
            for surface in ["--paper", "--card", "--tint"] {
                let found = contrast(&colour(text), &colour(surface));
                assert!(
                    found >= 4.5,
                    "{text} on {surface}: {found:.2} of 4.5 (WCAG 1.4.3) in {block}"
                );
            }
        }
        for surface in ["--paper", "--card", "--tint"] {
            let found = contrast(&colour("--edge"), &colour(surface));
            assert!(
                found >= 3.0,
                "--edge on {surface}: {found:.2} of 3 (WCAG 1.4.11) in {block}"
            );
        }
    }
    assert_eq!(themes, 3);
}

#[test]
fn the_cheat_sheet_is_the_notes_own_words() {
    let lab = lab();
    let ran = lab
        .run(&["export", "quay.prep.md", "--today", "2026-11-25"])
        .expect(
            0,
            &[
                "Quay Clinic – Nurse",
                "Thursday 3 December 2026",
                "The warm fridge",
                "I moved them to the pharmacy in four boxes",
                "How many nurses are on nights?",
                "Blaming the old clinic",
                "Not in the note:",
            ],
            &[],
        );
    insta::assert_snapshot!("cheat_sheet", ran.out);
    lab.run(&["export", "nowhere.md"])
        .expect(2, &[], &["nowhere.md", "does not exist"]);
}

#[test]
fn a_page_is_written_whole_and_where_it_is_wanted() {
    let lab = lab();
    run(&lab, &["--format", "html", "--output", "page.html"]);
    let page = std::fs::read_to_string(lab.path("page.html")).expect("it was written");
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    let ran = run(&lab, &["--format", "html", "--output", "none/page.html"]);
    assert!(ran.code == 2 && ran.err.contains("none"), "{ran:#?}");
}

/// Names and paths that want more room than there is.
#[test]
fn the_table_fits_into_the_terminal_and_paths_break_at_folders() {
    let long = "some/deeply/nested/folder/archive.prep.md";
    let lab = lab();
    lab.write(
        long,
        "---\ninterview_date: 2026-12-09\n---\n# Interview Prep: Rowanbank County Archive and Local Studies – Conservator of Paper and Photographs\n",
    );
    for columns in [80, 100, 140] {
        let args = status(&["--all"]);
        let mut command = lab.command();
        command.args(&args).env("COLUMNS", columns.to_string());
        let ran =
            ran(&mut command).expect(0, &["quay.prep.md", "archive.prep.md", "in 14 days"], &[]);
        // Whole, or broken behind a folder.
        let joined: String = ran.out.split_whitespace().collect();
        assert!(joined.contains(long), "{columns}: {}", ran.out);
        let widest = ran.out.lines().map(|line| line.chars().count()).max();
        assert!(
            widest <= Some(columns),
            "{columns}: {widest:?}\n{}",
            ran.out
        );
        insta::assert_snapshot!(format!("status_{columns}"), ran.out);
    }
}

#[test]
fn no_duty_is_lost() {
    let duties = [
        "Be kind",
        "Leadership: guide four cooks",
        "24/7 on call",
        "Plan menus – spring; autumn",
        "Can you lift 20 kg?",
        "Keep knives sharp. Keep floors dry.",
        "A licence",
        "Uniform: white jacket",
    ];
    let note = "# Interview Prep: Mill Café – Cook\n\n## Job Overview\n\n**Position:** Cook\n**Key Responsibilities:**\n\n- Be kind\n- **Leadership:** guide four cooks\n- 24/7 on call\n- Plan menus\n  - spring\n  - autumn\n- Can you lift 20 kg?\n- Keep knives sharp. Keep floors dry.\n\n### Requirements\n\n- A licence\n\n## Job Overview\n\n- Uniform: white jacket\n- Source: https://mill.example\n";
    let lab = Lab::with(&[("mill.prep.md", note)]);
    let ran = lab.run(&["export", "mill.prep.md", "--today", "2026-11-25"]);
    let ran = ran.expect(0, &["and 3 more in the note"], &[]);
    for duty in &duties[..5] {
        assert!(ran.out.contains(duty), "{duty}\n{}", ran.out);
    }
    // One more is shown rather than counted, and each on its own is there.
    for duty in duties {
        let (_, job) = note.split_once("**Key").expect("the list");
        let line = job.lines().find(|line| {
            let bare = line.trim_start_matches("- ").replace("**", "");
            duty.starts_with(bare.trim()) && bare.len() > 5
        });
        let line = line.unwrap_or_else(|| panic!("{duty} stands in the note"));
        let nested = match duty.contains("spring") {
            true => "  - spring\n  - autumn\n",
            false => "",
        };
        let alone = format!(
            "# Interview Prep: Mill Café – Cook\n\n## Job Overview\n\n**Position:** Cook\n**Key Responsibilities:**\n\n{line}\n{nested}"
        );
        lab.write("alone.prep.md", alone);
        lab.run(&["export", "alone.prep.md"])
            .expect(0, &[duty], &[]);
    }
}

#[test]
fn where_nothing_is_due_the_page_is_filled_all_the_same() {
    let lab = Lab::with(&[(
        "teacher.prep.md",
        include_str!("../../examples/teacher.prep.md"),
    )]);
    run(&lab, &["--format", "html"]).expect(
        0,
        &["Nothing is left to do.", "prep-ls export teacher.prep.md"],
        &[],
    );
    let page = run(&lab, &["--format", "html"]).out;
    assert!(!page.contains("Due next</h3>"), "an empty half");
}
