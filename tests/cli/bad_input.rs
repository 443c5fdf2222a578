//! What cannot be read is named, with the reason and the cure, and all the rest is checked.

use std::fs::File;

use crate::lab::{Lab, ONLY, PLACEHOLDER};

/// 64 MiB and a byte.
const TOO_LONG: u64 = (64 << 20) + 1;

#[test]
fn given_files_that_cannot_be_read_fail_the_run_after_the_rest() {
    let lab = Lab::with(&[("good.md", PLACEHOLDER), ("folder/x.txt", "")]);
    lab.write("latin.md", b"# Interview Prep: A - B\n\nR\xe9sum\xe9\n");
    lab.write("utf16.md", b"\xff\xfe#\0 \0A\0");
    File::create(lab.path("long.md"))
        .and_then(|file| file.set_len(TOO_LONG))
        .expect("a long file can be made");
    for (path, told) in [
        (
            "nowhere.md",
            &["`nowhere.md` does not exist", "give the path"][..],
        ),
        ("good.md/x", &["`good.md/x` does not exist"]),
        (
            "latin.md",
            &[
                "`latin.md` is not UTF-8, at byte 26 in line 3",
                "iconv -f WINDOWS-1252 -t UTF-8",
            ],
        ),
        (
            "utf16.md",
            &["`utf16.md` is UTF-16", "iconv -f UTF-16 -t UTF-8"],
        ),
        (
            "long.md",
            &["`long.md` is longer than the 64 MiB", "split it"],
        ),
    ] {
        let ran = lab.run(&[&ONLY[..], &[path, "good.md"]].concat());
        let ran = ran.expect(2, &["good.md:4:7", "1 warning in 1 note."], told);
        assert_eq!(ran.err.lines().count(), 1, "{ran:#?}");
        assert!(ran.err.starts_with("error: "), "{ran:#?}");
        let json = lab.run(&[&ONLY[..], &[path, "good.md", "--format=json"]].concat());
        assert_eq!(
            (json.code, &json.json()["summary"]["files"]),
            (2, &1.into()),
            "{json:#?}"
        );
    }
}

#[test]
fn files_met_on_the_way_are_left_out_with_a_warning() {
    let lab = Lab::with(&[("good.md", PLACEHOLDER)]);
    lab.write("latin.md", b"R\xe9sum\xe9\n");
    lab.run(&ONLY)
        .expect(1, &["good.md:4:7"], &["warning: `latin.md` is not UTF-8"]);
    lab.write("only/latin.md", b"R\xe9sum\xe9\n");
    lab.run(&["check", "only"]).expect(
        0,
        &["No prep notes found below `only`: the Markdown files there could not be read."],
        &["warning: `only/latin.md` is not UTF-8"],
    );
    // Unless the configuration says that it is a note.
    lab.write("prep.toml", "include = [\"latin.md\"]\n");
    lab.run(&ONLY)
        .expect(2, &["good.md:4:7"], &["error: `latin.md` is not UTF-8"]);
    // As the name does.
    lab.write("prep.toml", "");
    lab.write("latin.prep.md", b"R\xe9sum\xe9\n");
    lab.run(&ONLY).expect(
        2,
        &["good.md:4:7"],
        &[
            "warning: `latin.md` is not UTF-8",
            "error: `latin.prep.md` is not UTF-8",
        ],
    );
}

#[test]
#[cfg(unix)]
fn links_that_lead_nowhere_are_told_and_loops_are_not_walked() {
    use std::os::unix::fs::symlink;

    let lab = Lab::with(&[("good.md", PLACEHOLDER), ("real/a.md", PLACEHOLDER)]);
    let link = |to: &str, from: &str| symlink(to, lab.path(from)).expect("a link can be made");
    link("self.md", "self.md");
    link("nowhere.md", "dangling.md");
    link("..", "real/up");
    link("real/a.md", "link.md");
    let found = lab.run(&[&ONLY[..], &["--format=json"]].concat());
    // `link.md` comes first, and is the same file as `real/a.md`.
    let paths: Vec<&str> = ["good.md", "link.md"].to_vec();
    let json = found.json();
    let notes: Vec<&str> = json["notes"]
        .as_array()
        .expect("there is a list")
        .iter()
        .filter_map(|note| note["path"].as_str())
        .collect();
    assert_eq!((found.code, notes), (1, paths), "{found:#?}");
    for name in ["self.md", "dangling.md"] {
        let told = format!("`{name}` is a symbolic link that leads nowhere or back to itself");
        assert!(
            found.err.contains(&format!("warning: {told}")),
            "{found:#?}"
        );
        lab.run(&[&ONLY[..], &[name]].concat())
            .expect(2, &[], &[&format!("error: {told}")]);
    }
}

#[test]
fn a_configuration_must_be_a_file_that_can_be_read() {
    let lab = Lab::with(&[("good.md", PLACEHOLDER), ("folder/x", "")]);
    lab.write("latin.toml", b"resume = \"R\xe9sum\xe9\"\n");
    for command in [&["check"][..], &["outline", "good.md"]] {
        for (path, told) in [
            ("nowhere.toml", "`nowhere.toml` does not exist"),
            ("folder", "`folder` is a folder, and a file is needed here"),
            (
                "latin.toml",
                "`latin.toml` is not UTF-8, at byte 11 in line 1",
            ),
        ] {
            lab.run(&[command, &["--config", path]].concat())
                .expect(2, &[], &[told]);
        }
    }
}

#[test]
fn other_commands_name_their_files_too() {
    let lab = Lab::with(&[("folder/x", "")]);
    for command in ["outline", "doctor"] {
        lab.run(&[command, "nowhere.md"])
            .expect(2, &[], &["`nowhere.md` does not exist"]);
        lab.run(&[command, "folder"]).expect(
            2,
            &[],
            &["`folder` is a folder, and a file is needed here"],
        );
    }
}

#[test]
fn strange_texts_are_checked_like_any() {
    let lab = Lab::new();
    for (name, text) in [
        ("empty", String::new()),
        ("bom", "\u{feff}".to_owned()),
        ("nul", "# Interview Prep: A – B\n\0TODO\0\n".to_owned()),
        (
            "escape",
            "# Interview Prep: A – B\n\u{1b}[2J TODO\n".to_owned(),
        ),
        (
            "line",
            format!("# Interview Prep: A – B\n{} TODO\n", "word ".repeat(50_000)),
        ),
        (
            "quotes",
            format!("# Interview Prep: A – B\n{} TODO\n", ">".repeat(10_000)),
        ),
        (
            "endings",
            "\r\r\n\n\r# Interview Prep: A – B\rTODO\r".to_owned(),
        ),
    ] {
        lab.write("a.prep.md", &text);
        let ran = lab.run(&["check", "--fix"]);
        assert!(ran.code < 2, "{name}: {ran:#?}");
        assert!(
            !ran.out.contains('\u{1b}'),
            "{name} reaches the terminal: {ran:#?}"
        );
        assert!(!ran.err.contains("panicked"), "{name}: {ran:#?}");
    }
}
