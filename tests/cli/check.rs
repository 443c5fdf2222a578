//! Exit statuses, choices of rules, what is looked at, the lines around the findings.

use crate::lab::{Lab, ONLY, PLACEHOLDER, clean, fixture, ran};

#[test]
fn the_exit_status_follows_the_least_severity() {
    let lab = Lab::with(&[
        ("clean.md", &clean()),
        ("warning.md", PLACEHOLDER),
        ("hint.md", &fixture("notes/sign-off.md")),
        ("essay.md", &fixture("ordinary/essay.md")),
    ]);
    lab.write("strict/prep.toml", "[rules]\nplaceholder = \"error\"\n");
    lab.write("strict/error.md", PLACEHOLDER);
    for (args, code) in [
        ("check clean.md", 0),
        ("check clean.md --min-severity hint", 0),
        ("check essay.md", 0),
        ("check hint.md", 0),
        ("check hint.md --min-severity info", 0),
        ("check hint.md --min-severity hint", 1),
        ("check warning.md --select placeholder", 1),
        (
            "check warning.md --select placeholder --min-severity error",
            0,
        ),
        ("check warning.md --select placeholder --quiet", 1),
        ("check warning.md --select placeholder --format json", 1),
        ("check warning.md --select fenced-note,section-order", 0),
        (
            "check strict/error.md --select placeholder --min-severity error",
            1,
        ),
        ("check", 1),
        ("check .", 1),
        ("check nowhere.md", 2),
        ("check warning.md nowhere.md", 2),
        ("check --no-such-option", 2),
        ("check --format yaml", 2),
        ("check --min-severity none", 2),
        ("check --today tomorrow", 2),
        ("", 2),
        ("chekc", 2),
    ] {
        let args: Vec<&str> = args.split_whitespace().collect();
        let ran = lab.run(&args);
        assert_eq!(ran.code, code, "{args:?} {ran:#?}");
    }
}

#[test]
fn rules_can_be_chosen_and_names_are_checked() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    for (choice, rules) in [
        (&["--select", "placeholder"][..], &["placeholder"][..]),
        (
            &["--select", "placeholder,missing-section"],
            &["missing-section", "placeholder"],
        ),
        (
            &["--select", "placeholder", "--select", "missing-section"],
            &["missing-section", "placeholder"],
        ),
        (
            &[
                "--select",
                "placeholder,missing-section",
                "--ignore",
                "placeholder",
            ],
            &["missing-section"],
        ),
        (&["--select", "fenced-note"], &[]),
    ] {
        let mut args = vec!["check", "a.md", "--format", "json"];
        args.extend(choice);
        let json = lab.run(&args).json();
        let found: Vec<&str> = json["diagnostics"]
            .as_array()
            .expect("there is a list")
            .iter()
            .map(|found| found["rule"].as_str().expect("a rule has a name"))
            .collect();
        let mut found_sorted = found.clone();
        found_sorted.sort_unstable();
        assert_eq!(found_sorted, rules, "{choice:?}");
    }
    let found = lab.run(&["check", "a.md", "--ignore", "placeholder"]);
    assert!(!found.out.contains("placeholder"), "{found:#?}");

    let unknown = |option| lab.run(&["check", option, "placeholder,place-holder", "a.md"]);
    for option in ["--select", "--ignore"] {
        unknown(option).expect(
            2,
            &[],
            &["place-holder", option, "did you mean `placeholder`?"],
        );
    }
    lab.run(&["check", "--select", "zzz"]).expect(
        2,
        &[],
        &["There is no rule `zzz`: `prep-ls explain` lists them"],
    );
}

#[test]
fn folders_are_walked_as_git_sees_them() {
    let lab = Lab::with(&[
        ("b.prep.md", PLACEHOLDER),
        ("a/z.md", PLACEHOLDER),
        ("a/y.markdown", PLACEHOLDER),
        ("a/notes.txt", PLACEHOLDER),
        ("a/essay.md", "# An essay\n"),
        (".trash/c.md", PLACEHOLDER),
        ("drafts/d.md", PLACEHOLDER),
        (".gitignore", "/drafts/\n"),
    ]);
    let paths = |args: &[&str]| -> Vec<String> {
        let mut all = ONLY.to_vec();
        all.extend(["--format", "json"]);
        all.extend(args);
        let json = lab.run(&all).json();
        let notes = json["notes"].as_array().expect("there is a list");
        notes
            .iter()
            .map(|note| note["path"].as_str().expect("a note has a path").to_owned())
            .collect()
    };
    assert_eq!(paths(&[]), ["a/y.markdown", "a/z.md", "b.prep.md"]);
    assert_eq!(paths(&["."]), ["./a/y.markdown", "./a/z.md", "./b.prep.md"]);
    assert_eq!(paths(&["a/"]), ["a/y.markdown", "a/z.md"]);
    assert_eq!(paths(&["a/../b.prep.md"]), ["a/../b.prep.md"]);
    // What is given is read, whatever it is called and whoever ignores it.
    assert_eq!(
        paths(&["b.prep.md", "a/notes.txt", "drafts/d.md", ".trash"]),
        ["b.prep.md", "a/notes.txt", "drafts/d.md", ".trash/c.md"]
    );
    assert_eq!(
        paths(&["b.prep.md", ".", "a"]),
        ["b.prep.md", "./a/y.markdown", "./a/z.md"],
        "each once"
    );
    let whole = lab.path("a").display().to_string();
    assert_eq!(
        paths(&[&whole]),
        [format!("{whole}/y.markdown"), format!("{whole}/z.md")]
    );
}

#[test]
fn the_last_line_sums_up() {
    let lab = Lab::with(&[
        ("clean.md", &clean()),
        ("one.md", PLACEHOLDER),
        ("two.md", &PLACEHOLDER.replace("open", "TODO")),
        ("essay.md", "# An essay\n"),
        ("empty/readme.txt", ""),
        ("plain/a.md", "# A\n"),
        ("plain/b.md", "# B\n"),
    ]);
    let last = |args: &[&str]| {
        let ran = lab.run(&[&ONLY, args].concat());
        let lines: Vec<String> = ran.out.trim_end().lines().map(str::to_owned).collect();
        lines.last().cloned().unwrap_or_default()
    };
    assert_eq!(last(&["clean.md"]), "No findings in 1 note.");
    assert_eq!(last(&["clean.md", "essay.md"]), "No findings in 1 note.");
    assert_eq!(last(&["one.md"]), "1 warning in 1 note.");
    assert_eq!(last(&["."]), "3 warnings in 2 of 3 notes.");
    assert_eq!(last(&["-q", "clean.md"]), "");
    assert!(
        last(&["-q", "one.md"]).ends_with('^'),
        "{:?}",
        last(&["-q", "one.md"])
    );

    lab.run(&["check", "plain", "empty"]).expect(
        0,
        &[
            "No prep notes found below `plain` and `empty`: 2 Markdown files were looked at.",
            "prep-ls doctor FILE",
        ],
        &[],
    );
    lab.run(&["check", "empty"])
        .expect(0, &["below `empty`: no Markdown file is there"], &[]);
    lab.run(&["check", "--quiet", "empty"]).expect(0, &[], &[]);
    lab.run(&["check", "empty", "--format", "json"]).expect(
        0,
        &["\"notes\": []"],
        &["No prep notes found"],
    );
    ran(lab.command().current_dir(lab.path("empty")).arg("check")).expect(
        0,
        &["No prep notes found below the current folder"],
        &[],
    );
    lab.run(&["check", "essay.md"]).expect(
        0,
        &[],
        &["`essay.md` is no prep note: its title does not read as a prep note's, and no standard section was recognised"],
    );
    lab.run(&["check", "essay.md", "-q"]).expect(0, &[], &[]);
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    let colour = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = lab.command();
        command.args(args).envs(variables.iter().copied());
        let ran = ran(&mut command);
        assert_eq!(ran.code, 1, "{ran:#?}");
        ran.out.contains('\u{1b}')
    };
    assert!(!colour(&["check", "a.md"], &[]));
    assert!(colour(&["check", "a.md", "--color", "always"], &[]));
    assert!(colour(
        &["--color=always", "check", "a.md"],
        &[("NO_COLOR", "1")]
    ));
    assert!(!colour(
        &["check", "a.md", "--color=never"],
        &[("CLICOLOR_FORCE", "1")]
    ));
    assert!(!colour(
        &["check", "a.md", "--color=always", "--format=json"],
        &[]
    ));
}

#[test]
fn the_day_can_be_set_and_is_checked() {
    let lab = Lab::with(&[("a.md", &clean())]);
    for (variable, args, code) in [
        ("2026-11-22", "check", 0),
        ("", "check", 0),
        ("soon", "check", 2),
        ("soon", "check --today 2026-11-22", 0),
        ("2026-02-30", "check", 2),
    ] {
        let mut command = lab.command();
        command.env("PREP_LS_TODAY", variable).args(args.split(' '));
        let ran = ran(&mut command);
        assert_eq!(ran.code, code, "{variable:?} {args:?} {ran:#?}");
        if code == 2 {
            assert!(
                ran.err.contains("PREP_LS_TODAY") && ran.err.contains("2026-11-22"),
                "{ran:#?}"
            );
        }
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_enough_ends_it_quietly() {
    let lab = Lab::new();
    for index in 0..200 {
        lab.write(&format!("{index}.md"), PLACEHOLDER);
    }
    let binary = assert_cmd::cargo::cargo_bin!("prep-ls");
    for (command, status) in [
        ("check", 1),
        ("check --format json", 1),
        ("schema", 0),
        ("explain", 0),
        ("completions bash", 0),
        ("man", 0),
    ] {
        // `exec 3>&-`-like tricks aside: a closed reader, and the status of the writer.
        let script = format!(
            "{{ '{}' {command}; echo $? >&2; }} | true",
            binary.display()
        );
        let mut shell = assert_cmd::Command::new("sh");
        shell
            .current_dir(lab.path(""))
            .env("PREP_LS_CACHE_DIR", lab.home())
            .args(["-c", &script]);
        let ran = ran(&mut shell);
        assert_eq!(ran.err.trim(), status.to_string(), "{command}: {ran:#?}");
    }
}
