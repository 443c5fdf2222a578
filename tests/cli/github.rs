//! `--format github`: workflow commands.

use crate::lab::{Lab, PLACEHOLDER, clean, ran};

const ARGS: [&str; 3] = ["check", "--format", "github"];

#[test]
fn a_finding_is_a_command() {
    let lab = Lab::with(&[("notes/acme.prep.md", PLACEHOLDER), ("clean.md", &clean())]);
    let ran = lab.run(&[&ARGS[..], &["--select", "placeholder"]].concat());
    let line = "::warning file=notes/acme.prep.md,line=4,col=7,endLine=4,endColumn=10,title=placeholder::“TBD” was to be filled in";
    assert!(ran.out.starts_with(line), "{ran:#?}");
    assert_eq!(ran.out.lines().count(), 1, "{ran:#?}");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    lab.run(&["check", "--format", "github", "clean.md"])
        .expect(0, &[], &[]);
}

#[test]
fn the_severity_is_the_kind_of_command() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    for (level, kind) in [
        ("error", "::error "),
        ("warning", "::warning "),
        ("info", "::notice "),
        ("hint", "::notice "),
    ] {
        lab.write("prep.toml", format!("[rules]\nplaceholder = \"{level}\"\n"));
        let ran = lab.run(&[&ARGS[..], &["--select", "placeholder"]].concat());
        assert!(ran.out.starts_with(kind), "{level} {ran:#?}");
    }
}

#[test]
fn what_would_end_a_command_is_escaped() {
    let lab = Lab::with(&[(
        "50%, a.md",
        "# Interview Prep: Acme – Nurse\n\n## Strategic Advice\n- Ask [Name: 100%, {{a,b}}] and {{c: 50% d}}.\n",
    )]);
    let ran = lab.run(&[&ARGS[..], &["--select", "placeholder"]].concat());
    assert!(!ran.out.is_empty(), "{ran:#?}");
    for line in ran.out.lines() {
        let rest = line.strip_prefix("::warning file=50%25%2C a.md,line=4,");
        assert!(rest.is_some(), "{line}");
        let (_, message) = line[2..].split_once("::").expect("it has a message");
        assert!(!message.replace("%25", "").contains('%'), "{message}");
    }
    assert!(ran.out.contains("50%25 d"), "{ran:#?}");
}

#[test]
fn paths_begin_at_the_workspace() {
    let lab = Lab::with(&[("repo/notes/a.md", PLACEHOLDER)]);
    for folder in ["repo/notes", "repo", "."] {
        let mut command = lab.command();
        command
            .current_dir(lab.path(folder))
            .env("GITHUB_WORKSPACE", lab.path("repo"))
            .args(ARGS)
            .args(["--select", "placeholder"]);
        let ran = ran(&mut command);
        let start = "::warning file=notes/a.md,line=4,";
        assert!(ran.out.starts_with(start), "{folder} {ran:#?}");
    }
}

#[test]
fn what_could_not_be_done_is_told_too() {
    let lab = Lab::with(&[("prep.toml", "[rules]\nplaceholder = 3\n")]);
    lab.write("a.md", PLACEHOLDER);
    lab.run(&ARGS).expect(
        2,
        &["::error file=prep.toml,line=2,col=15,endLine=2,endColumn=16,title=prep-ls::this configuration cannot be read: "],
        &["error"],
    );
    lab.run(&["check", "--format=github", "--config", "prep.toml"])
        .expect(2, &["::error file=prep.toml,line=2,"], &["error"]);
    Lab::new()
        .run(&["check", "--format=github", "nowhere.md"])
        .expect(
            2,
            &["::error file=nowhere.md,title=prep-ls::`nowhere.md` does not exist"],
            &["error"],
        );
}
