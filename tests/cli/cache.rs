//! The cache of `check`: the same answers as without it, whatever changes, and nobody else's to read.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::lab::{Lab, PLACEHOLDER, Ran, clean, ran};

const FERN: &str = "\
# Interview Prep: Fern Legal – Associate

## Job Overview
**Posting Date:** 2026-11-20

## Company Summary
Fern Legal has two offices.

## Why This Job Is a Fit
- Nine years of leases suit Fern Legal, and Boro Law needs that.
- See [the panel](people.md#the-pannel), ![x](chart.pgn), [[poeple]] and [facts](facts.md).

## Resume Highlights
- Closed 1.2K+ leases and cut waiting by 40 %.

## Questions to Ask Them
• What is TBD?
";

fn lab() -> Lab {
    Lab::with(&[
        ("notes/fern.md", FERN),
        ("notes/people.md", "# People\n\n## The Panel\n"),
        ("notes/facts.md", "# Facts\n"),
        ("notes/resume.md", "- 1,200 leases\n"),
        ("readme.md", "# Read me\n"),
    ])
}

/// The files of the cache in the home folder.
fn kept(lab: &Lab) -> BTreeMap<PathBuf, Vec<u8>> {
    kept_in(&lab.home().join(".cache/prep-ls"))
}

fn kept_in(folder: &std::path::Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder.join("check-1")) else {
        return BTreeMap::new();
    };
    let files = entries.map(|entry| entry.expect("it can be listed").path());
    let shards = files.filter(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        name.len() == 2
    });
    shards
        .map(|path| (path.clone(), fs::read(path).expect("it is ours")))
        .collect()
}

/// Runs with the cache twice and without it; all three must say the same. Returns what they say.
#[track_caller]
fn alike(lab: &Lab, format: &str, args: &[&str]) -> String {
    let mut all = vec!["check", "--format", format];
    all.extend(args);
    let first = lab.run(&all);
    let again = lab.run(&all);
    all.push("--no-cache");
    let anew = lab.run(&all);
    let tell = |ran: &Ran| format!("{}\n{}\n{}", ran.code, ran.out, ran.err);
    assert!(tell(&first) == tell(&anew), "{args:?}: {first:#?}");
    assert!(tell(&again) == tell(&anew), "{args:?}: {again:#?}");
    tell(&anew)
}

type Step = Box<dyn Fn(&Lab)>;

#[test]
fn no_answer_is_stale_whatever_changes() {
    let lab = lab();
    let write = |path: &'static str, text: &'static str| {
        Box::new(move |lab: &Lab| lab.write(path, text)) as Step
    };
    let remove = |path: &'static str| {
        Box::new(move |lab: &Lab| fs::remove_file(lab.path(path)).expect("it is there")) as Step
    };
    let steps: Vec<(&str, Step)> = vec![
        (
            "the company of another note",
            write(
                "notes/boro.md",
                "# Interview Prep: Boro Law – Associate\n\n## Company Summary\nBoro Law has one office.\n",
            ),
        ),
        (
            "another company in that note",
            write(
                "notes/boro.md",
                "# Interview Prep: Nord Law – Associate\n\n## Company Summary\nNord Law has one office.\n",
            ),
        ),
        ("that note gone", remove("notes/boro.md")),
        (
            "the résumé",
            write("notes/resume.md", "- 1,200 leases, 40 %\n"),
        ),
        ("no résumé", remove("notes/resume.md")),
        (
            "a heading in a linked file",
            write("notes/people.md", "# People\n\n## The Pannel\n"),
        ),
        ("a linked file gone", remove("notes/people.md")),
        (
            "a file that a link names",
            write("notes/poeple.md", "# People\n"),
        ),
        (
            "an image that a link may mean",
            write("notes/charts.pgn", ""),
        ),
        ("an image that a link names", write("notes/chart.pgn", "")),
        (
            "a section in a linked file",
            write(
                "notes/facts.md",
                "# Facts\n\n## Technical Concepts\n- **Leases:** break clauses\n",
            ),
        ),
        (
            "a level",
            write("prep.toml", "[rules]\nplaceholder = \"error\"\n"),
        ),
        (
            "a rule that is off",
            write("prep.toml", "[rules]\nplaceholder = \"off\"\n"),
        ),
        (
            "an option of a rule",
            write(
                "prep.toml",
                "[rules]\nstale-posting = { level = \"info\", max-age = 1 }\n",
            ),
        ),
        (
            "a section of one's own",
            write(
                "prep.toml",
                "[sections.dress]\ntitle = \"Dress Code\"\nrequired = true\n",
            ),
        ),
        (
            "a résumé that the configuration names",
            write("prep.toml", "resume = \"readme.md\"\n"),
        ),
        (
            "a résumé with the number",
            write("readme.md", "# Read me\n40 % and 1,200\n"),
        ),
        (
            "a file that is a note",
            write("prep.toml", "include = [\"readme.md\"]\n"),
        ),
        (
            "a note that is none",
            write("prep.toml", "exclude = [\"notes/**\"]\n"),
        ),
        (
            "a nearer configuration",
            write("notes/prep.toml", "[rules]\nempty-section = \"error\"\n"),
        ),
        ("the configuration gone", remove("notes/prep.toml")),
        ("the other one gone", remove("prep.toml")),
        (
            "the user's own configuration",
            write(
                "~/.config/prep-ls/prep.toml",
                "[rules]\nplaceholder = \"off\"\n",
            ),
        ),
        ("a suppression", {
            let text = FERN.replace("• What", "<!-- prep-ls: ignore pseudo-list -->\n• What");
            Box::new(move |lab: &Lab| lab.write("notes/fern.md", &text))
        }),
        ("line ends", {
            let text = FERN.replace('\n', "\r\n");
            Box::new(move |lab: &Lab| lab.write("notes/fern.md", &text))
        }),
        ("a letter", {
            let text = FERN.replace("TBD", "XXX TBD");
            Box::new(move |lab: &Lab| lab.write("notes/fern.md", &text))
        }),
        (
            "a résumé that the note names",
            Box::new(move |lab: &Lab| {
                lab.write(
                    "notes/fern.md",
                    format!("---\nresume: facts.md\n---\n{FERN}"),
                );
            }),
        ),
        (
            "the note's name",
            Box::new(move |lab: &Lab| {
                fs::rename(lab.path("notes/fern.md"), lab.path("notes/fern2.md"))
                    .expect("it can be renamed");
            }),
        ),
    ];
    let mut before = alike(&lab, "json", &[]);
    let mut idle = Vec::new();
    for (what, change) in steps {
        change(&lab);
        let after = alike(&lab, "json", &[]);
        if before == after {
            idle.push(what);
        }
        before = after;
    }
    assert!(idle.is_empty(), "no difference: {idle:?}");
    // What the command line changes, and back again.
    let all = alike(&lab, "text", &[]);
    lab.write("other.toml", "[rules]\nplaceholder = \"hint\"\n");
    for args in [
        &["--select", "pseudo-list"][..],
        &["--ignore", "pseudo-list"],
        &["--today", "2027-11-22"],
        &["--config", "other.toml"],
    ] {
        assert!(alike(&lab, "text", args) != all, "{args:?}");
        assert!(alike(&lab, "text", &[]) == all, "after {args:?}");
    }
    alike(&lab, "text", &["notes"]);
    assert!(!kept(&lab).is_empty());
}

#[test]
fn an_unchanged_note_is_not_checked_again_and_a_changed_build_checks_it() {
    let lab = Lab::with(&[
        ("a.md", PLACEHOLDER),
        ("b.md", &clean()),
        ("c.md", "# No note\n"),
    ]);
    lab.run(&["check"]);
    let first = kept(&lab);
    assert!((1..=2).contains(&first.len()), "{:?}", first.keys());
    // In another format, with other remarks, and from another folder it is the same answer.
    for args in [
        &["check"][..],
        &["check", "--format", "sarif"],
        &["check", "--statistics", "-q"],
        &["check", "./a.md"],
        &["check", "--diff"],
        &["check", "--min-severity", "hint"],
    ] {
        lab.run(args);
        assert_eq!(kept(&lab), first, "{args:?}");
    }
    // The other day.
    lab.run(&["check", "--today", "2026-11-23"]);
    let other_day = kept(&lab);
    assert_ne!(other_day, first);
    assert_eq!(
        other_day.keys().collect::<Vec<_>>(),
        first.keys().collect::<Vec<_>>(),
        "in place of what there was"
    );
    lab.run(&["check"]);
    assert_eq!(kept(&lab), first);
    // The same file of another time is another build.
    let binary = lab.path("prep-ls-of-tomorrow");
    fs::copy(assert_cmd::cargo::cargo_bin!("prep-ls"), &binary).expect("it can be copied");
    let mut command = std::process::Command::new(&binary);
    for (name, value) in lab.command().get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.arg("check").current_dir(lab.path(""));
    assert_eq!(command.output().expect("it runs").status.code(), Some(1));
    assert_ne!(kept(&lab), first);
}

#[test]
fn what_is_kept_is_the_owners_alone_and_where_it_is_asked_for() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    lab.run(&["check", "--no-cache"]);
    lab.pipe(&["check", "--stdin-filename", "a.md"], PLACEHOLDER);
    assert!(!lab.home().join(".cache").exists(), "nothing is kept");

    lab.run(&["check"]);
    let folder = lab.home().join(".cache/prep-ls/check-1");
    let files = kept(&lab);
    let (file, _) = files.first_key_value().expect("one file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &std::path::Path| {
            let about = fs::metadata(path).expect("it is there");
            about.permissions().mode() & 0o777
        };
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(file), 0o600);
    }
    assert!(folder.join("CACHEDIR.TAG").is_file() && folder.join(".gitignore").is_file());
    let text = String::from_utf8_lossy(&files[file]).into_owned();
    assert!(text.contains("placeholder") && !text.contains("Say TBD when"));

    fs::remove_dir_all(lab.home().join(".cache")).expect("it is ours");
    let by_variable = lab.path("by variable");
    let with_variable = || {
        let mut command = lab.command();
        command.env("PREP_LS_CACHE_DIR", &by_variable);
        command
    };
    ran(with_variable().arg("check"));
    assert_eq!(kept_in(&by_variable).len(), 1);
    let by_flag = lab.path("by/flag");
    let flag = by_flag.display().to_string();
    ran(with_variable().args(["check", "--today", "2026-11-25", "--cache-dir", &flag]));
    assert_eq!(kept_in(&by_flag).len(), 1);
    assert!(!lab.home().join(".cache").exists());
    lab.run(&["check", "--no-cache", "--cache-dir", "x"])
        .expect(2, &[], &["--no-cache", "--cache-dir"]);
}

#[test]
fn damaged_and_foreign_files_are_replaced_and_a_folder_that_cannot_be_had_is_no_matter() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    let wanted = lab.run(&["check"]);
    assert_eq!(wanted.code, 1);
    let good = kept(&lab);
    let (file, bytes) = good.first_key_value().expect("one file");
    let mut flipped = bytes.clone();
    flipped[60] ^= 1;
    for damaged in [
        Vec::new(),
        b"something else".to_vec(),
        flipped,
        bytes[..bytes.len() - 1].to_vec(),
        vec![0; 2 << 20],
    ] {
        fs::write(file, &damaged).expect("it is ours");
        let ran = lab.run(&["check"]);
        assert_eq!(
            (ran.code, &ran.out, &ran.err),
            (1, &wanted.out, &wanted.err)
        );
        assert_eq!(kept(&lab), good);
    }
    // A folder where the file would be, and a file where the folder would be.
    fs::remove_file(file).expect("it is ours");
    fs::create_dir(file).expect("it is ours");
    let blocked = lab.home().join("blocked");
    fs::write(&blocked, "").expect("it is ours");
    for args in [
        &["check"][..],
        &["check", "--cache-dir", &blocked.display().to_string()],
        &["check", "--cache-dir", "/proc/no-such-place"],
    ] {
        let ran = lab.run(args);
        assert_eq!(
            (ran.code, &ran.out, &ran.err),
            (1, &wanted.out, &wanted.err),
            "{args:?}"
        );
    }
}

#[test]
fn mending_goes_by_the_text_and_not_by_what_was_kept() {
    let bullets = "# Interview Prep: Fern Legal – Associate\n\n## Questions to Ask Them\n\n• Who?\n• What is TBD?\n";
    let lab = Lab::with(&[("a.md", bullets)]);
    let anew = lab.run(&["check", "--no-cache", "--diff"]);
    lab.run(&["check"]);
    let diff = lab.run(&["check", "--diff"]);
    assert_eq!((diff.code, &diff.out, &diff.err), (1, &anew.out, &anew.err));
    assert_eq!(lab.read("a.md"), bullets);
    let mended = lab.run(&["check", "--fix"]);
    assert!(
        mended.out.contains("Fixed 1 finding in a.md."),
        "{mended:#?}"
    );
    assert!(lab.read("a.md").contains("- Who?"));
    let left = alike(&lab, "json", &[]);
    assert!(!left.contains("pseudo-list"), "{left}");
    // Nothing is left to mend, so that what was kept tells the rest.
    let again = lab.run(&["check", "--fix"]);
    let anew = lab.run(&["check", "--fix", "--no-cache"]);
    assert_eq!(
        (again.code, &again.out, &again.err),
        (anew.code, &anew.out, &anew.err)
    );
    let diff = lab.run(&["check", "--diff"]);
    assert_eq!((diff.code, diff.out.as_str()), (0, ""));
}

#[test]
fn runs_at_the_same_time_do_not_mind_each_other() {
    let lab = Lab::new();
    for number in 0..40 {
        lab.write(&format!("{number}.md"), PLACEHOLDER);
    }
    let wanted = lab.run(&["check", "--no-cache"]);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for today in ["2026-11-22", "2026-11-23"] {
                    let ran = lab.run(&["check", "--today", today]);
                    assert_eq!((ran.code, &ran.out), (1, &wanted.out));
                }
            });
        }
    });
    assert_eq!(lab.run(&["check"]).out, wanted.out);
    let names = fs::read_dir(lab.home().join(".cache/prep-ls/check-1")).expect("it is there");
    let begun = names.filter(|entry| {
        let name = entry.as_ref().expect("it can be listed").file_name();
        name.to_string_lossy().starts_with(".new-")
    });
    assert_eq!(begun.count(), 0, "nothing is left over");
}
