//! Standard input under a name.

use crate::lab::{Lab, PLACEHOLDER};

const FENCED: &str = "```markdown\n# Interview Prep: Acme – Nurse\n\nSay TBD.\n```\n";
const ARGS: [&str; 5] = [
    "check",
    "--select=fenced-note,placeholder",
    "--stdin-filename",
    "notes/acme.prep.md",
    "--min-severity=hint",
];

#[test]
fn it_is_checked_under_the_name_which_need_not_exist() {
    let lab = Lab::new();
    lab.pipe(&ARGS, PLACEHOLDER).expect(
        1,
        &["--> notes/acme.prep.md:4:7", "1 warning in 1 note."],
        &[],
    );
    assert!(lab.names().is_empty());
    // By its name it is a note, whatever stands in it.
    let json = lab
        .pipe(&[&ARGS[..], &["--format=json"]].concat(), "")
        .json();
    assert_eq!(json["notes"][0]["path"], "notes/acme.prep.md");
    lab.pipe(&["check", "--stdin-filename", "readme.md"], "# Readme\n")
        .expect(0, &[], &["`readme.md` is no prep note"]);
}

#[test]
fn the_configuration_is_the_one_near_the_name() {
    let lab = Lab::with(&[("notes/prep.toml", "[rules]\nplaceholder = \"off\"\n")]);
    lab.pipe(
        &[
            "check",
            "--ignore=missing-section,missing-part",
            "--stdin-filename",
            "notes/a.md",
        ],
        PLACEHOLDER,
    )
    .expect(0, &["No findings in 1 note."], &[]);
}

#[test]
fn the_mended_text_is_printed_and_the_rest_told_apart() {
    let lab = Lab::new();
    let mended = "# Interview Prep: Acme – Nurse\n\nSay TBD.\n";
    let ran = lab.pipe(&[&ARGS[..], &["--fix"]].concat(), FENCED);
    assert_eq!((ran.code, ran.out.as_str()), (1, mended), "{ran:#?}");
    assert!(ran.err.contains("warning[placeholder]"), "{ran:#?}");
    // As an editor takes the output for the text, there always is one, byte for byte.
    for text in [
        mended,
        "\u{feff}# Interview Prep: A – B\r\n\u{1b}[31mred",
        "# Readme\n",
        "",
    ] {
        let ran = lab.pipe(&["check", "--fix", "--stdin-filename", "x.md"], text);
        assert_eq!(ran.out, text, "{ran:#?}");
    }
    let ran = lab.pipe(&[&ARGS[..], &["--fix", "--format=json"]].concat(), FENCED);
    assert_eq!(ran.out, mended);
    assert!(ran.err.contains("\"version\": 1"), "{ran:#?}");
}

#[test]
fn a_diff_is_printed_too() {
    let lab = Lab::new();
    lab.pipe(&[&ARGS[..], &["--diff"]].concat(), FENCED).expect(
        1,
        &["--- notes/acme.prep.md\n", "-```markdown\n"],
        &["--fix would fix 1 finding in 1 note."],
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    let lab = Lab::new();
    lab.pipe(&[&ARGS[..], &["--fix"]].concat(), [b'a', b'\n', 0xff])
        .expect(
            2,
            &[],
            &["`standard input` is not UTF-8, at byte 2 in line 2"],
        );
    lab.pipe(&["check", "--stdin-filename", "a.md", "b.md"], "")
        .expect(2, &[], &["cannot be used with"]);
    lab.pipe(&["check", "-"], PLACEHOLDER).expect(
        2,
        &[],
        &["`-` is no path", "--stdin-filename NAME"],
    );
}
