//! The other commands.

use serde_json::json;

use crate::lab::{Lab, PLACEHOLDER, clean, fixture, ran};

#[test]
fn the_version_is_the_crates() {
    let lab = Lab::new();
    for option in ["--version", "-V"] {
        let ran = lab.run(&[option]);
        assert_eq!(
            ran.out,
            concat!("prep-ls ", env!("CARGO_PKG_VERSION"), "\n")
        );
    }
}

#[test]
fn every_command_has_help_with_examples() {
    let lab = Lab::new();
    for command in [
        "check",
        "server",
        "outline",
        "explain",
        "doctor",
        "schema",
        "completions",
        "man",
    ] {
        let ran = lab
            .run(&[command, "--help"])
            .expect(0, &["Usage: prep-ls", "Example"], &[]);
        assert!(ran.out.contains(&format!("prep-ls {command}")), "{ran:#?}");
    }
    insta::assert_snapshot!("help", lab.run(&["--help"]).out);
    insta::assert_snapshot!("help_check", lab.run(&["check", "--help"]).out);
}

#[test]
fn explain_lists_the_rules_by_group() {
    let lab = Lab::new();
    let text = lab.run(&["explain"]).out;
    let json = lab.run(&["explain", "--format", "json"]).json();
    let rules = json.as_array().expect("there is a list");
    assert_eq!(rules.len(), prep_ls::rules::RULES.len());
    let names = |text: &str| -> Vec<usize> {
        rules
            .iter()
            .map(|rule| {
                let name = rule["name"].as_str().expect("a rule has a name");
                text.find(name)
                    .unwrap_or_else(|| panic!("{name} is missing in {text}"))
            })
            .collect()
    };
    names(&text);
    let table = lab.run(&["explain", "--format", "markdown"]).out;
    assert!(names(&table).is_sorted(), "{table}");
    assert!(text.contains("unanswered-question"), "{text}");
    let line = text
        .lines()
        .find(|line| line.contains("unanswered-question"))
        .expect("it is listed");
    assert_eq!(line.split_whitespace().nth(1), Some("off"));
    // Aligned: every severity begins in the same column.
    let columns: std::collections::BTreeSet<usize> = text
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| {
            line.find("  ").map_or(0, |_| {
                line.len()
                    - line[2..]
                        .trim_start_matches(|c: char| c != ' ')
                        .trim_start()
                        .len()
            })
        })
        .collect();
    assert_eq!(columns.len(), 1, "{text}");
}

#[test]
fn explain_shows_a_rules_page() {
    let lab = Lab::new();
    for rule in prep_ls::rules::RULES {
        let text = lab
            .run(&["explain", rule.name])
            .expect(0, &[rule.name, "Why it matters"], &[])
            .out;
        assert!(
            !text.contains("~~~md") && !text.contains("## Why it"),
            "{text}"
        );
        let markdown = lab.run(&["explain", rule.name, "--format", "markdown"]).out;
        assert_eq!(markdown, rule.docs());
        let json = lab.run(&["explain", rule.name, "--format", "json"]).json();
        assert_eq!(json["docs"], rule.docs());
        assert_eq!(json["group"], rule.group.as_str());
    }
    insta::assert_snapshot!("explain", lab.run(&["explain", "fenced-note"]).out);
    lab.run(&["explain", "fenced-notes"]).expect(
        2,
        &[],
        &["There is no rule `fenced-notes`: did you mean `fenced-note`?"],
    );
    lab.run(&["explain", "zzz"])
        .expect(2, &[], &["`prep-ls explain` lists them"]);
}

#[test]
fn doctor_tells_what_counts_and_why() {
    let lab = Lab::with(&[
        ("plain.md", "# A plain file\n\n## Strategic Advice\n"),
        ("notes/prep.toml", "[rules]\nplacehlder = \"off\"\n"),
        ("broken/prep.toml", "[rules\n"),
        ("broken/a.md", PLACEHOLDER),
    ]);
    lab.write("notes/pasted.md", "```markdown\n---\nstage: phone\n---\n# Interview Prep: 木犀医院 – 护士\n## Role Overview\n## Predicted Intervew Questions\n### Technical\n## Hobbies\n");
    let doctor = |args: &[&str], code: i32| {
        let ran = lab.run(&[&["doctor"], args].concat());
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{ran:#?}");
        let text = lab.neutral(&ran.out);
        let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
        text.replace(&system, "SYSTEM")
            .replace(env!("CARGO_PKG_VERSION"), "VERSION")
    };
    insta::assert_snapshot!("doctor", doctor(&[], 0));
    insta::assert_snapshot!("doctor_note", doctor(&["notes/pasted.md"], 0));
    insta::assert_snapshot!("doctor_plain", doctor(&["plain.md"], 0));
    insta::assert_snapshot!("doctor_broken", doctor(&["broken/a.md"], 2));
    lab.write("~/.config/prep-ls/prep.toml", "");
    let own = doctor(&["plain.md"], 0);
    assert!(
        own.contains("LAB/home/.config/prep-ls/prep.toml (your own, since none is nearer)"),
        "{own}"
    );
    let given = doctor(&["plain.md", "--config", "notes/prep.toml"], 0);
    assert!(
        given.contains("notes/prep.toml (given by --config)"),
        "{given}"
    );
}

#[test]
fn doctor_says_how_each_file_was_decided() {
    let lab = Lab::with(&[
        (
            "prep.toml",
            "include = [\"in/*.md\"]\nexclude = [\"out/*.md\"]\n",
        ),
        ("in/a.md", "# A\n"),
        ("out/a.md", PLACEHOLDER),
        ("title.md", PLACEHOLDER),
        ("yes.md", "---\nprep: true\n---\n"),
        ("no.md", &format!("---\nprep: false\n---\n{PLACEHOLDER}")),
        (
            "sections.md",
            &clean().replacen("# Interview Prep", "# Notes", 1),
        ),
        ("essay.md", &fixture("ordinary/essay.md")),
    ]);
    for (file, why) in [
        ("in/a.md", "yes: its path matches `include`"),
        ("out/a.md", "no: its path matches `exclude`"),
        ("title.md", "yes: its title reads as a prep note's"),
        ("yes.md", "yes: its front matter says `prep: true`"),
        ("no.md", "no: its front matter says `prep: false`"),
        ("sections.md", "yes: 8 standard sections were recognised"),
        ("essay.md", "no: its title does not read as a prep note's"),
    ] {
        lab.run(&["doctor", file]).expect(0, &[why], &[]);
    }
}

#[test]
fn the_outline_is_a_tree_or_json() {
    let lab = Lab::with(&[
        (
            "acme.md",
            "\u{feff}# Interview Prep: Acme – Nurse\r\n## Strategic Advice\r\n- x\r\n## Hobbies\r\n### Rowing\r\n",
        ),
        ("essay.md", "# An essay\n"),
    ]);
    let tree = lab
        .run(&["outline", "acme.md"])
        .expect(0, &["Strategic Advice"], &[])
        .out;
    let names: Vec<&str> = tree.lines().collect();
    assert!(
        names[0].starts_with("Interview Prep: Acme – Nurse"),
        "{tree}"
    );
    assert!(
        names
            .iter()
            .any(|line| line.starts_with("├── Strategic Advice")),
        "{tree}"
    );
    assert!(
        names.iter().any(|line| line.starts_with("└── Hobbies")),
        "{tree}"
    );
    assert!(
        names.iter().any(|line| line.starts_with("    └── Rowing")),
        "{tree}"
    );

    let json = lab.run(&["outline", "acme.md", "--format", "json"]).json();
    assert_eq!(json["path"], "acme.md");
    assert_eq!(
        (&json["company"], &json["role"]),
        (&json!("Acme"), &json!("Nurse"))
    );
    let title = &json["symbols"][0];
    assert_eq!(title["kind"], "title");
    assert_eq!(
        title["selection"],
        json!({"start": {"line": 1, "column": 3}, "end": {"line": 1, "column": 31}})
    );
    let section = &title["children"][0];
    assert_eq!(
        (&section["kind"], &section["name"]),
        (&json!("section"), &json!("Strategic Advice"))
    );
    assert_eq!(section["range"]["start"], json!({"line": 2, "column": 1}));
    assert_eq!(title["children"][1]["kind"], "heading");

    let why = "`essay.md` is no prep note";
    lab.run(&["outline", "essay.md"]).expect(0, &[], &[why]);
    let none = lab.run(&["outline", "essay.md", "--format", "json"]);
    assert_eq!((none.code, &none.json()["symbols"]), (0, &json!([])));
}

#[test]
fn the_schema_describes_the_configuration() {
    let lab = Lab::new();
    let schema = lab.run(&["schema"]).json();
    assert_eq!(schema["title"], "prep.toml");
    assert!(schema["properties"]["rules"].is_object(), "{schema:#}");
    assert_eq!(lab.run(&["schema"]).out, prep_ls::config::schema());
}

#[test]
fn completions_and_manual_pages_are_generated() {
    let lab = Lab::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        lab.run(&["completions", shell])
            .expect(0, &["prep-ls", "explain"], &[]);
    }
    lab.run(&["completions", "tcsh"])
        .expect(2, &[], &["tcsh", "bash"]);
    lab.run(&["man"]).expect(0, &[".TH prep", "Examples:"], &[]);
    lab.run(&["man", "--out", "share/man1"]).expect(0, &[], &[]);
    let pages = std::fs::read_dir(lab.path("share/man1"))
        .expect("the folder was made")
        .count();
    assert!(pages >= 9, "{pages}");
    assert!(
        lab.read("share/man1/prep-ls-check.1")
            .contains("min\\-severity")
    );
    lab.write("file", "");
    lab.run(&["man", "--out", "file/man1"]).expect(
        2,
        &[],
        &["the manual pages could not be written to `file/man1`"],
    );
}

#[test]
fn the_server_takes_what_clients_say() {
    let lab = Lab::new();
    lab.run(&["server", "--stdio", "--listen", "127.0.0.1:1"])
        .expect(2, &[], &["cannot be used with"]);
    lab.run(&["server", "--debounce-ms", "soon"])
        .expect(2, &[], &["--debounce-ms"]);
}

#[test]
fn an_unknown_command_is_told_with_the_one_that_was_meant() {
    let lab = Lab::new();
    lab.run(&["chekc"]).expect(2, &[], &["check"]);
    let bare = ran(lab.command().arg("check").arg("--fixx"));
    assert!(bare.code == 2 && bare.err.contains("--fix"), "{bare:#?}");
}
