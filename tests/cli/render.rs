//! What people see, as snapshots.

use crate::lab::{Lab, PLACEHOLDER};

#[test]
fn findings_are_underlined_where_they_are() {
    let lab = Lab::new();
    lab.write(
        "odd.md",
        "\u{feff}# Interview Prep: 木犀医院 – 护士\r\n\r\n## Job Overview\r\n**Position:**\tTODO 😀 then TBD\r\n東京 👩‍💻 TODO\r\n## Job Overview\r\n• a\r• b TODO",
    );
    let ran = lab.run(&[
        "check",
        "odd.md",
        "--select",
        "placeholder,duplicate-section,pseudo-list",
    ]);
    insta::assert_snapshot!("findings", ran.out);
}

#[test]
fn places_far_apart_have_excerpts_of_their_own() {
    let lab = Lab::new();
    let filler = "- x\n".repeat(80);
    lab.write(
        "far.md",
        format!("# Interview Prep: A – B\n## Job Overview\n{filler}## Job Overview\n- y\n"),
    );
    let ran = lab.run(&["check", "far.md", "--select", "duplicate-section"]);
    insta::assert_snapshot!("far", ran.out);
}

#[test]
fn long_lines_are_cut_to_the_place() {
    let lab = Lab::new();
    let filler = "so many words ".repeat(40);
    lab.write(
        "long.md",
        format!("# Interview Prep: A – B\n{filler}TODO {filler}\n"),
    );
    let ran = lab.run(&["check", "long.md", "--select", "placeholder"]);
    insta::assert_snapshot!("long", ran.out);
}

#[test]
fn fixes_say_whether_they_are_applied() {
    let lab = Lab::with(&[
        (
            "a.prep.md",
            "```md\n# Interview Prep: A – B\n## Fit\n• a\n• b\n## Strategic Advise\n- x\n",
        ),
        ("b.prep.md", PLACEHOLDER),
        (
            "prep.toml",
            "[rules]\nplacehlder = \"off\"\nplaceholder = \"error\"\n",
        ),
    ]);
    let rules = "--select=fenced-note,pseudo-list,misspelled-section,placeholder,unknown-rule";
    insta::assert_snapshot!("before_fix", lab.run(&["check", rules]).out);
    insta::assert_snapshot!("fix", lab.run(&["check", rules, "--fix"]).out);
}

#[test]
fn a_broken_configuration_is_shown() {
    let lab = Lab::with(&[
        ("a.md", PLACEHOLDER),
        ("prep.toml", "[rules]\nplaceholder = \"loud\"\n"),
    ]);
    insta::assert_snapshot!("broken_configuration", lab.run(&["check"]).err);
}

#[test]
fn colours_are_those_of_the_severities() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    let ran = lab.run(&[
        "check",
        "a.md",
        "--select",
        "placeholder",
        "--color",
        "always",
    ]);
    insta::assert_snapshot!("colours", ran.out.replace('\u{1b}', "␛"));
}
