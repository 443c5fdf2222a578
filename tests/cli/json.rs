//! The contract of `--format json`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::lab::{Lab, PLACEHOLDER, fixture};

fn keys(value: &Value) -> BTreeSet<&str> {
    let object = value.as_object().expect("it is an object");
    object.keys().map(String::as_str).collect()
}

#[test]
fn the_whole_of_it() {
    let lab = Lab::with(&[("notes/acme.prep.md", PLACEHOLDER)]);
    let ran = lab.run(&[
        "check",
        "notes",
        "--format",
        "json",
        "--select",
        "placeholder",
    ]);
    assert_eq!(
        ran.json(),
        json!({
            "version": 1,
            "notes": [{
                "path": "notes/acme.prep.md",
                "company": "Acme",
                "role": "Nurse",
                "sections": [{"id": "strategic-advice", "title": "Strategic Advice", "line": 3}]
            }],
            "diagnostics": [{
                "path": "notes/acme.prep.md",
                "rule": "placeholder",
                "severity": "warning",
                "message": ran.json()["diagnostics"][0]["message"],
                "range": {"start": {"line": 4, "column": 7}, "end": {"line": 4, "column": 10}},
                "data": ran.json()["diagnostics"][0]["data"],
                "related": [],
                "fix": null
            }],
            "summary": {"files": 1, "notes": 1, "errors": 0, "warnings": 1, "infos": 0, "hints": 0}
        })
    );
    let message = ran.json()["diagnostics"][0]["message"].clone();
    let message = message.as_str().expect("it is a text");
    assert!(message.ends_with(" (placeholder)"), "{message}");
}

#[test]
fn every_finding_has_the_same_keys() {
    let lab = Lab::new();
    let text = "```md\n# Interview Prep\n## Job Overview\n## Job Overview\n• a\n• b\n## Strategic Advise\nTODO\n";
    lab.write("a.prep.md", text);
    let json = lab.run(&["check", "--format", "json"]).json();
    assert_eq!(
        keys(&json),
        BTreeSet::from(["version", "notes", "diagnostics", "summary"])
    );
    assert_eq!(json["notes"][0]["company"], Value::Null);
    assert_eq!(json["notes"][0]["role"], Value::Null);
    let findings = json["diagnostics"].as_array().expect("there is a list");
    assert!(findings.len() >= 5, "{findings:#?}");
    let range_is_sound = |range: &Value| {
        assert_eq!(keys(range), BTreeSet::from(["start", "end"]));
        for end in ["start", "end"] {
            assert_eq!(keys(&range[end]), BTreeSet::from(["line", "column"]));
            assert!(range[end]["line"].as_u64() >= Some(1), "{range}");
            assert!(range[end]["column"].as_u64() >= Some(1), "{range}");
        }
    };
    let (mut related, mut fixes) = (0, 0);
    for finding in findings {
        assert_eq!(
            keys(finding),
            BTreeSet::from([
                "path", "rule", "severity", "message", "range", "data", "related", "fix"
            ])
        );
        assert!(finding["data"].is_object());
        range_is_sound(&finding["range"]);
        for other in finding["related"].as_array().expect("there is a list") {
            related += 1;
            assert_eq!(keys(other), BTreeSet::from(["path", "range", "message"]));
            assert_eq!(other["path"], "a.prep.md");
            range_is_sound(&other["range"]);
        }
        if !finding["fix"].is_null() {
            fixes += 1;
            assert_eq!(
                keys(&finding["fix"]),
                BTreeSet::from(["title", "safe", "edits"])
            );
            for edit in finding["fix"]["edits"].as_array().expect("there is a list") {
                assert_eq!(keys(edit), BTreeSet::from(["range", "text"]));
                range_is_sound(&edit["range"]);
            }
        }
    }
    assert!(related > 0 && fixes > 2, "{findings:#?}");
}

#[test]
fn columns_count_characters_whatever_the_bytes() {
    let lab = Lab::new();
    // In each text TODO stands in line 3; the column is counted by hand.
    for (name, text, column) in [
        ("plain", "# Interview Prep: A – B\n\nTODO\n", 1),
        ("crlf", "# Interview Prep: A – B\r\n\r\nsay TODO\r\n", 5),
        ("cr", "# Interview Prep: A – B\r\rsay TODO\r", 5),
        ("bom", "\u{feff}# Interview Prep: A – B\n\nsay TODO", 5),
        ("emoji", "# Interview Prep: A – B\n\n😀 say TODO\n", 7),
        ("joined", "# Interview Prep: A – B\n\n👩‍💻 say TODO\n", 9),
        ("cjk", "# Interview Prep: A – B\n\n東京 TODO\n", 4),
        ("tab", "# Interview Prep: A – B\n\na\tTODO\n", 3),
        ("combining", "# Interview Prep: A – B\n\ne\u{301} TODO\n", 4),
    ] {
        lab.write("a.md", text);
        let args = [
            "check",
            "a.md",
            "--select",
            "placeholder",
            "--format",
            "json",
        ];
        let json = lab.run(&args).json();
        assert_eq!(
            json["diagnostics"][0]["range"],
            json!({"start": {"line": 3, "column": column}, "end": {"line": 3, "column": column + 4}}),
            "{name}: {json:#}"
        );
        // The same place is underlined for people.
        let shown = lab.run(&args[..4]).out;
        assert!(
            shown.contains(&format!("a.md:3:{column}\n")),
            "{name}: {shown}"
        );
    }
    // A byte order mark in the very line is no character.
    lab.write("a.md", "\u{feff}# Interview Prep: TODO – Nurse\n");
    let args = [
        "check",
        "a.md",
        "--select",
        "placeholder",
        "--format",
        "json",
    ];
    let json = lab.run(&args).json();
    assert_eq!(
        json["diagnostics"][0]["range"]["start"],
        json!({"line": 1, "column": 19}),
        "{json:#}"
    );
    assert!(lab.run(&args[..4]).out.contains("a.md:1:19\n"));
}

#[test]
fn a_whole_pasted_note_has_all_its_sections_and_one_warning() {
    let lab = Lab::with(&[("energy.md", &fixture("notes/fenced-closed.md"))]);
    let ran = lab.run(&["check", "energy.md", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let json = ran.json();
    let note = &json["notes"][0];
    assert_eq!(note["company"], "Tarn & Vale Energy");
    assert_eq!(note["role"], "Data Engineer");
    let ids: Vec<&str> = note["sections"]
        .as_array()
        .expect("there is a list")
        .iter()
        .filter_map(|section| section["id"].as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "job-overview",
            "fit",
            "resume-highlights",
            "company-summary",
            "predicted-questions",
            "questions-to-ask",
            "concepts",
            "strategic-advice"
        ]
    );
    assert_eq!(json["summary"]["errors"], 0);
    assert_eq!(json["summary"]["warnings"], 1);
    let warning = json["diagnostics"]
        .as_array()
        .expect("there is a list")
        .iter()
        .find(|found| found["severity"] == "warning")
        .expect("there is one");
    assert_eq!(warning["rule"], "fenced-note");
    assert_eq!(
        warning["range"],
        json!({"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 12}})
    );
    assert_eq!(warning["fix"]["safe"], true);

    // Taking the fence away is all there is to mend; then nothing warns.
    lab.run(&["check", "--fix", "energy.md"])
        .expect(0, &["Fixed 1 finding in energy.md."], &[]);
    assert!(lab.read("energy.md").starts_with("# Interview Prep: "));
}

#[test]
fn everything_is_listed_whatever_the_least_severity() {
    let lab = Lab::with(&[("a.md", &fixture("notes/sign-off.md"))]);
    let count = |min: &str| {
        let json = lab
            .run(&["check", "a.md", "--format", "json", "--min-severity", min])
            .json();
        json["diagnostics"].as_array().map(Vec::len)
    };
    assert_eq!(count("hint"), count("error"));
    assert!(count("error") > Some(0));
}

#[test]
fn files_are_those_looked_at_and_notes_those_that_are_some() {
    let lab = Lab::with(&[
        ("a.md", PLACEHOLDER),
        ("essay.md", "# An essay\n"),
        ("empty.md", ""),
    ]);
    lab.write("broken.md", [0xff, 0x00]);
    let json = lab.run(&["check", "--format", "json"]).json();
    assert_eq!(json["summary"]["files"], 3);
    assert_eq!(json["summary"]["notes"], 1);
}
