//! Rules that look beyond one note, in the terminal as in the editor.

use crate::lab::Lab;

const FERN: &str = "# Interview Prep: Fern Legal – Associate\n\n## Company Summary\nFern Legal has two offices.\n\n## Why This Job Is a Fit\n- Nine years of leases suit Fern Legal, and Boro Law needs that.\n- See [the panel](people.md#the-pannel), ![x](chart.pgn), [[poeple]] and [all](../out.md).\n\n## Resume Highlights\n- Closed 1.2K+ leases and cut waiting by 40 %.\n";
const BORO: &str =
    "# Interview Prep: Boro Law – Associate\n\n## Company Summary\nBoro Law has one office.\n";

fn lab() -> Lab {
    Lab::with(&[
        ("notes/fern.md", FERN),
        ("notes/boro.md", BORO),
        ("notes/people.md", "# People\n\n## The Panel\n"),
        ("notes/resume.md", "- 1,200 leases\n"),
        ("notes/chart.png", ""),
        ("out.md", "# Out\n"),
    ])
}

/// What was found by rules that look round, as lines.
fn found(lab: &Lab, args: &[&str]) -> Vec<String> {
    let select = "wrong-company,broken-link,unverified-number";
    let mut all = vec!["check", "--format", "json", "--select", select];
    all.extend(args);
    let report = lab.run(&all).json();
    let found = report["diagnostics"].as_array().expect("a list").iter();
    let lines = found.map(|finding| {
        let start = &finding["range"]["start"];
        let text = finding["message"].as_str().expect("a text");
        format!("{}:{} {text}", start["line"], start["column"])
    });
    lines.collect()
}

#[test]
fn a_folder_and_a_single_note_of_it_say_the_same() {
    let lab = lab();
    let wanted = [
        "7:45 “Boro Law” is the company of another note, this one is about “Fern Legal”: put in the right name, or say who this is (wrong-company)",
        "8:29 No heading of “people.md” is called “#the-pannel”: did you mean “The Panel”? (broken-link)",
        "8:47 There is no “chart.pgn”: correct the path, or take the link out (broken-link)",
        "8:61 There is no “poeple”: did you mean “people”? (broken-link)",
        "11:42 “40 %” is not in resume.md: check it, or add it there (unverified-number)",
    ];
    assert_eq!(found(&lab, &["notes"]), wanted);
    assert_eq!(found(&lab, &["notes/fern.md"]), wanted);
}

#[test]
fn the_nearest_target_is_the_fix() {
    let lab = lab();
    lab.run(&[
        "check",
        "--format",
        "json",
        "--select",
        "broken-link",
        "notes/fern.md",
    ]);
    let report = lab
        .run(&[
            "check",
            "--format",
            "json",
            "--select",
            "broken-link",
            "notes/fern.md",
        ])
        .json();
    let fixes: Vec<&str> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|finding| finding["fix"]["title"].as_str())
        .collect();
    assert_eq!(fixes, ["Link to “The Panel”", "Link to “people”"]);
}

#[test]
fn a_thousand_broken_links_are_not_each_compared_with_a_thousand_files() {
    let links = |count: usize| {
        let line = |number| format!("- ![x](pic-{number:04}x.png)\n");
        let lines: String = (0..count).map(line).collect();
        format!("# Interview Prep: Fern Legal – Associate\n\n## Sources\n{lines}")
    };
    let pictures: Vec<String> = (0..1000)
        .map(|number| format!("pic-{number:04}.png"))
        .collect();
    let suggested = |count: usize| {
        let note = links(count);
        let mut files: Vec<(&str, &str)> =
            pictures.iter().map(|name| (name.as_str(), "")).collect();
        files.push(("fern.md", &note));
        let found = found(&Lab::with(&files), &["fern.md"]);
        let broken = found.iter().filter(|line| line.ends_with("(broken-link)"));
        assert_eq!(broken.count(), count, "each is told");
        let meant = found.iter().filter(|line| line.contains("did you mean"));
        meant.count()
    };
    assert_eq!(suggested(20), 20);
    let some = suggested(1_500);
    assert!((500..1_000).contains(&some), "{some}");
}
