//! `--statistics`.

use serde_json::json;

use crate::lab::{Lab, PLACEHOLDER, clean};

#[test]
fn it_counts_in_place_of_listing() {
    let lab = Lab::with(&[
        ("a.md", PLACEHOLDER),
        (
            "b.md",
            &PLACEHOLDER.replace("TBD", "TBD, TODO\n• x\n• y\n- "),
        ),
        ("prep.toml", "[rules]\npseudo-list = \"error\"\n"),
    ]);
    let args = ["check", "--statistics", "--select=placeholder,pseudo-list"];
    let ran = lab.run(&args);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:#?}");
    insta::assert_snapshot!("table", ran.out);
    lab.run(&[&args[..], &["--quiet"]].concat())
        .expect(1, &["placeholder       0"], &[]);
    // Above the least severity is what decides, listed or not.
    lab.run(&[
        "check",
        "--statistics",
        "--select=placeholder",
        "--min-severity=error",
    ])
    .expect(0, &["placeholder"], &[]);
}

#[test]
fn where_nothing_is_found_there_is_no_table() {
    let lab = Lab::with(&[("a.md", &clean())]);
    let ran = lab.run(&["check", "--statistics", "--min-severity=hint"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "No findings in 1 note.\n"),
        "{ran:#?}"
    );
}

#[test]
fn what_is_mended_is_not_counted() {
    let lab = Lab::with(&[("a.md", &format!("{PLACEHOLDER}\n• x\n• y\n"))]);
    let ran = lab.run(&[
        "check",
        "--statistics",
        "--fix",
        "--select=placeholder,pseudo-list",
    ]);
    assert!(
        ran.out.starts_with("Fixed 1 finding in a.md.\n"),
        "{ran:#?}"
    );
    assert!(!ran.out.contains("pseudo-list"), "{ran:#?}");
}

#[test]
fn in_json_it_stands_beside_the_list() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    let args = ["check", "--format=json", "--select=placeholder"];
    let plain = lab.run(&args).json();
    let mut counted = lab.run(&[&args[..], &["--statistics"]].concat()).json();
    assert_eq!(
        counted["statistics"],
        json!([{
            "rule": "placeholder", "errors": 0, "warnings": 1, "infos": 0, "hints": 0, "total": 1, "fixable": 0
        }])
    );
    let object = counted.as_object_mut().expect("it is an object");
    object.remove("statistics");
    assert_eq!(counted, plain);
}

#[test]
fn other_formats_have_no_place_for_it() {
    let lab = Lab::new();
    for format in ["github", "sarif", "junit"] {
        lab.run(&["check", "--statistics", "--format", format])
            .expect(2, &[], &["--statistics", "--format text or --format json"]);
    }
    lab.run(&["check", "--statistics", "--diff"])
        .expect(2, &[], &["--statistics", "--diff"]);
}
