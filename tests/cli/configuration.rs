//! Which `prep.toml` counts, and what is wrong in it.

use crate::lab::{Lab, ONLY, PLACEHOLDER, clean, ran};

#[test]
fn the_nearest_counts_then_the_users_own_then_the_defaults() {
    let off = "[rules]\nplaceholder = \"off\"\n";
    let hint = "[rules]\nplaceholder = \"hint\"\n";
    let error = "[rules]\nplaceholder = \"error\"\n";
    let lab = Lab::with(&[
        ("a/b/note.md", PLACEHOLDER),
        ("a/note.md", PLACEHOLDER),
        ("c/note.md", PLACEHOLDER),
    ]);
    let ignored = "--ignore=missing-section,missing-part,too-few-questions";
    let severities = |more: &[&str]| -> String {
        let ran = lab.run(&[&["check", "--format=json", ignored], more].concat());
        let json = ran.json();
        let found = json["diagnostics"].as_array().expect("there is a list");
        let of = |path: &str| {
            let own = found.iter().find(|found| found["path"] == path);
            own.map_or("off", |found| {
                found["severity"].as_str().expect("it has one")
            })
            .to_owned()
        };
        ["a/b/note.md", "a/note.md", "c/note.md"].map(of).join(" ")
    };
    assert_eq!(severities(&[]), "warning warning warning");
    lab.write("~/.config/prep-ls/prep.toml", error);
    assert_eq!(severities(&[]), "error error error");
    lab.write("a/prep.toml", hint);
    assert_eq!(severities(&[]), "hint hint error");
    lab.write("a/b/prep.toml", off);
    assert_eq!(severities(&[]), "off hint error");
    lab.write("other.toml", off);
    assert_eq!(severities(&["--config", "other.toml"]), "off off off");
    lab.write("prep.toml", "");
    assert_eq!(
        severities(&[]),
        "off hint warning",
        "an empty one counts, too"
    );
    // From within a folder the one above it is found.
    let json = ran(lab.command().current_dir(lab.path("a/b")).args([
        "check",
        "../note.md",
        "--format=json",
        ignored,
    ]))
    .json();
    assert_eq!(json["diagnostics"][0]["severity"], "hint", "{json:#}");
}

#[test]
fn globs_are_relative_to_their_file() {
    let lab = Lab::with(&[
        (
            "prep.toml",
            "include = [\"jobs/*.md\"]\nexclude = [\"jobs/old-*.md\", \"b.md\"]\n",
        ),
        ("jobs/a.md", "# A\n"),
        ("jobs/old-a.md", PLACEHOLDER),
        ("b.md", PLACEHOLDER),
        ("c.prep.md", "# C\n"),
    ]);
    let notes = |folder: &str, args: &[&str]| -> usize {
        let mut command = lab.command();
        command
            .current_dir(lab.path(folder))
            .args(["check", "--format=json"])
            .args(args);
        ran(&mut command).json()["notes"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!(notes("", &[]), 1);
    assert_eq!(notes("jobs", &[]), 1);
    assert_eq!(notes("jobs", &["../b.md", "../jobs/a.md"]), 1);
    lab.run(&["check", "b.md"]).expect(
        0,
        &[],
        &["`b.md` is no prep note: its path matches `exclude`"],
    );
}

#[test]
fn what_is_wrong_in_it_is_found_once_under_its_own_path() {
    let lab = Lab::with(&[
        ("a/note.md", &clean()),
        ("a/other.md", &clean()),
        (
            "a/prep.toml",
            "\u{feff}inclde = []\ninclude = [\"**/*.prep.md\", \"a{b\"]\n[rules]\nplacehlder = \"off\"\n[sections.fitt]\nmin = 1\n",
        ),
    ]);
    for args in [
        &["a/note.md"][..],
        &["a/note.md", "a/other.md"],
        &["a"],
        &[],
    ] {
        let ran = lab.run(&[&["check", "--format=json"], args].concat());
        let json = ran.json();
        let found: Vec<String> = json["diagnostics"]
            .as_array()
            .expect("there is a list")
            .iter()
            .map(|found| {
                assert_eq!(found["rule"], "unknown-rule");
                assert_eq!(found["severity"], "warning");
                let start = &found["range"]["start"];
                format!(
                    "{}:{}:{}",
                    found["path"].as_str().unwrap_or_default(),
                    start["line"],
                    start["column"]
                )
            })
            .collect();
        let places = [
            "a/prep.toml:1:1",
            "a/prep.toml:2:28",
            "a/prep.toml:4:1",
            "a/prep.toml:5:11",
        ];
        assert_eq!(
            (ran.code, found),
            (1, places.map(str::to_owned).to_vec()),
            "{json:#}"
        );
        assert_eq!(json["summary"]["warnings"], 4);
        assert_eq!(
            json["diagnostics"][2]["fix"]["edits"][0]["text"],
            "placeholder"
        );
    }
    lab.run(&["check", "a/note.md"]).expect(
        1,
        &[
            "warning[unknown-rule]: There is no rule `placehlder`: did you mean `placeholder`?",
            "4 warnings in `a/prep.toml`, none in 1 note.",
        ],
        &[],
    );
    // It is a rule like any other.
    for (args, code) in [
        (&["check", "a", "--ignore", "unknown-rule"][..], 0),
        (&["check", "a", "--select", "placeholder"], 0),
        (&["check", "a", "--min-severity", "error"], 0),
        (&["check", "--config", "a/prep.toml"], 1),
    ] {
        assert_eq!(lab.run(args).code, code, "{args:?}");
    }
    lab.write(
        "a/prep.toml",
        "[rules]\nnope = \"off\"\nunknown-rule = \"hint\"\n",
    );
    let json = lab.run(&["check", "--format=json"]).json();
    assert_eq!(json["diagnostics"][0]["severity"], "hint", "{json:#}");
    lab.write(
        "a/prep.toml",
        "[rules]\nnope = \"off\"\nunknown-rule = \"off\"\n",
    );
    assert_eq!(
        lab.run(&["check", "--format=json"]).json()["diagnostics"]
            .as_array()
            .map(Vec::len),
        Some(0)
    );
}

#[test]
fn a_broken_one_stops_the_check_of_its_notes() {
    let lab = Lab::with(&[
        ("a/note.md", PLACEHOLDER),
        ("a/prep.toml", "[rules]\nplaceholder = \"loud\"\n"),
        ("b/note.md", PLACEHOLDER),
    ]);
    lab.run(&ONLY).expect(
        2,
        &["b/note.md:4:7", "1 warning in 1 note."],
        &["--> a/prep.toml:2:15", "loud", "off", "prep-ls schema"],
    );
    // Nothing is said of notes that nobody looked at.
    lab.run(&["check", "a"])
        .expect(2, &[], &["a/prep.toml:2:15"]);
    for text in ["[rules\n", "include = 3\n", "x = \"\n"] {
        lab.write("a/prep.toml", text);
        let ran = lab.run(&["check", "a/note.md", "--format", "json"]);
        assert_eq!(ran.code, 2, "{ran:#?}");
        assert!(ran.err.contains("a/prep.toml:1:"), "{ran:#?}");
        assert_eq!(ran.json()["summary"]["files"], 0);
        let given = lab.run(&["check", "b", "--config", "a/prep.toml"]);
        assert!(
            given.code == 2 && given.err.contains("a/prep.toml:1:") && given.out.is_empty(),
            "{given:#?}"
        );
    }
    // The user's own is no different.
    lab.write("~/.config/prep-ls/prep.toml", "[rules\n");
    let own = lab.run(&["check", "b"]);
    assert_eq!(own.code, 2, "{own:#?}");
    assert!(own.err.contains("prep-ls/prep.toml:1:"), "{own:#?}");
}
