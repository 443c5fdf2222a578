//! `prep-ls new`: what it writes and where, and what it leaves alone.

use crate::lab::Lab;

const POSTING: &str = "\
Pastry Chef
Quay Bakery is looking for a pastry chef in Whitby.

Salary: £27,000 a year

What you'll do:
- Laminate dough
- Keep food hygiene records

What you bring:
- Three years in a production kitchen
";

#[test]
fn a_posting_becomes_a_note_named_after_it() {
    let lab = Lab::with(&[("job.txt", POSTING)]);
    let ran = lab.run(&["new", "--posting", "job.txt"]);
    ran.expect(
        0,
        &["quay-bakery-pastry-chef.prep.md\n"],
        &[
            "To fill in: location, type and posting date",
            "Not found in the posting: closing date and interview date",
        ],
    );
    let note = lab.read("quay-bakery-pastry-chef.prep.md");
    assert!(note.starts_with("# Interview Prep: Quay Bakery – Pastry Chef\n\n## Job Overview\n\n**Position:** Pastry Chef  \n"), "{note}");
    assert!(note.contains("**Salary:** £27,000 a year  \n"), "{note}");
    assert_eq!(lab.names(), ["job.txt", "quay-bakery-pastry-chef.prep.md"]);
    // What it says of itself is what `check` says.
    let checked = lab.run(&["check", "--format", "json"]).json();
    assert_eq!(checked["notes"][0]["company"], "Quay Bakery");
    let rules = checked["diagnostics"].as_array().expect("a list");
    assert!(rules.iter().all(|found| found["severity"] != "error"));
}

#[test]
fn from_standard_input_in_any_form_and_to_standard_output() {
    let lab = Lab::new();
    let html = "<h1>Nurse</h1><p>Location: Hull</p><h2>Duties</h2><ul><li>Plan care</li></ul>";
    let json = r#"{"@type": "JobPosting", "title": "Nurse", "hiringOrganization": {"name": "Harbour Clinic"}, "description": "Plan care."}"#;
    for (input, wanted) in [
        (POSTING, "# Interview Prep: Quay Bakery – Pastry Chef\n"),
        (html, "# Interview Prep: [Company] – Nurse\n"),
        (json, "# Interview Prep: Harbour Clinic – Nurse\n"),
        (
            "\u{feff}# Nurse\r\n\r\n**Location:** Hull\r\n",
            "# Interview Prep: [Company] – Nurse\n",
        ),
    ] {
        let ran = lab.pipe(&["new", "--posting", "-", "--stdout"], input);
        assert!(ran.code == 0 && ran.out.starts_with(wanted), "{ran:#?}");
        assert!(!ran.out.contains('\r'));
    }
    assert!(lab.names().is_empty());
}

#[test]
fn flags_count_before_the_posting_and_do_without_one() {
    let lab = Lab::with(&[("job.txt", POSTING)]);
    let ran = lab.run(&[
        "new",
        "--posting",
        "job.txt",
        "--company",
        "Other  Bakery",
        "--type",
        "Part-time",
        "--date",
        "2026-12-03",
        "--stdout",
    ]);
    assert!(
        ran.out
            .starts_with("# Interview Prep: Other Bakery – Pastry Chef\n"),
        "{ran:#?}"
    );
    assert!(
        ran.out.contains("**Type:** Part-time  \n") && ran.out.contains("**Date:** 2026-12-03"),
        "{ran:#?}"
    );
    let ran = lab.run(&[
        "new",
        "--company",
        "Elm",
        "--role",
        "Cook",
        "--no-input",
        "--sections",
        "all",
    ]);
    ran.expect(
        0,
        &["elm-cook.prep.md\n"],
        &["To fill in: location, type, posting date and responsibilities"],
    );
    let sections = lab
        .read("elm-cook.prep.md")
        .lines()
        .filter(|line| line.starts_with("## "))
        .count();
    assert!(sections > 15);
}

#[test]
fn it_goes_where_it_is_told_and_over_nothing() {
    let lab = Lab::with(&[("job.txt", POSTING), ("there.prep.md", "mine")]);
    lab.run(&["new", "--posting", "job.txt", "--output", "2026/winter/"])
        .expect(0, &["quay-bakery-pastry-chef.prep.md"], &["To fill in"]);
    assert!(
        lab.read("2026/winter/quay-bakery-pastry-chef.prep.md")
            .starts_with("# ")
    );
    lab.run(&["new", "--role", "Cook", "-o", "notes/first"])
        .expect(0, &["notes/first.prep.md"], &["To fill in: company"]);
    for args in [
        vec!["new", "--posting", "job.txt", "--output", "there.prep.md"],
        vec!["new", "--posting", "job.txt", "--output", "there"],
        vec!["new", "--posting", "job.txt", "--output", "2026/winter"],
    ] {
        let ran = lab.run(&args);
        assert!(
            ran.code == 2
                && ran.err.contains(
                    "is there already and was left as it is: give another name with --output"
                ),
            "{ran:#?}"
        );
        assert!(ran.out.is_empty());
    }
    assert_eq!(lab.read("there.prep.md"), "mine");
    // A file in the way of a folder.
    let ran = lab.run(&["new", "--role", "Cook", "--output", "job.txt/note.md"]);
    assert!(
        ran.code == 2 && ran.err.contains("could not be written"),
        "{ran:#?}"
    );
    assert_eq!(lab.names(), ["2026", "job.txt", "notes", "there.prep.md"]);
}

#[cfg(unix)]
#[test]
fn a_note_is_a_file_like_any_other() {
    use std::os::unix::fs::PermissionsExt as _;
    let lab = Lab::new();
    lab.write("other.md", "");
    lab.run(&["new", "--role", "Cook"]);
    let mode = |name: &str| {
        std::fs::metadata(lab.path(name))
            .expect("it is there")
            .permissions()
            .mode()
    };
    assert_eq!(mode("cook.prep.md"), mode("other.md"));
}

#[test]
fn what_is_wrong_is_named_with_its_cure() {
    let lab = Lab::with(&[
        ("recipe.txt", "Flour, water, salt.\nMix and wait.\n"),
        ("empty.txt", " \n"),
        ("data.json", "{\"a\": 1}"),
    ]);
    lab.write("long.txt", "x".repeat(2_000_001));
    for (args, told) in [
        (
            vec!["new"],
            "there is nothing to write a note from: give --company and --role, or a saved posting with --posting FILE",
        ),
        (
            vec!["new", "--posting", "recipe.txt"],
            "`recipe.txt` was not read: nothing in it reads as a job posting",
        ),
        (vec!["new", "--posting", "empty.txt"], "it is empty"),
        (
            vec!["new", "--posting", "data.json"],
            "holds no `JobPosting`",
        ),
        (vec!["new", "--posting", "long.txt"], "longer than the 2 MB"),
        (
            vec!["new", "--posting", "none.txt"],
            "`none.txt` does not exist",
        ),
        (vec!["new", "--date", "soon"], "it is no date"),
        (
            vec!["new", "--role", "Cook", "--stdout", "--output", "a"],
            "cannot be used with",
        ),
        (
            vec!["new", "--role", "Cook", "--config", "none.toml"],
            "none.toml",
        ),
    ] {
        let ran = lab.run(&args);
        assert!(
            ran.code == 2 && ran.err.contains(told),
            "{args:?}: {ran:#?}"
        );
        assert!(ran.out.is_empty(), "{ran:#?}");
    }
    let ran = lab.pipe(&["new", "--posting", "-"], [0xff, 0xfe, b'a', 0]);
    assert!(ran.code == 2 && ran.err.contains("UTF-16"), "{ran:#?}");
    assert_eq!(
        lab.names(),
        ["data.json", "empty.txt", "long.txt", "recipe.txt"]
    );
}

#[test]
fn the_sections_are_those_of_the_configuration() {
    let lab = Lab::with(&[
        ("prep.toml", "[sections.fit]\ntitle = \"Why Me\"\n"),
        ("job.txt", POSTING),
    ]);
    let ran = lab.run(&["new", "--posting", "job.txt", "--stdout"]);
    assert!(ran.out.contains("\n## Why Me\n"), "{ran:#?}");
}
