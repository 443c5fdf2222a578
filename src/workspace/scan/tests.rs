//! The scan says of every text what the tree says.

use std::path::Path;

use proptest::prelude::*;

use super::*;

/// What the tree says of a text, in the scan's terms.
fn from_tree(text: &str, globs: Globs, grammar: &Arc<Grammar>) -> Scanned {
    let source = Text::new(text);
    let syntax = Syntax::parse(&source);
    let note = Note::new(&source, &syntax, grammar, globs);
    let headings = note.nodes.iter().map(|node| {
        let (at, heading) = note.heading(node);
        let range = at.range(heading.text);
        let line = source.line_of(range.start);
        let (_, _, plain) = heading_of(&at.segment.chunk).expect("it has a heading");
        let plain = plain.into_owned();
        FoundHeading::new(
            text,
            heading.level,
            line as u32,
            source.line_range(line).start,
            range,
            plain,
        )
    });
    let title = note.title.as_ref().map(|title| title.segment);
    let value = |key: &str| note.front_matter.as_ref()?.value(key);
    Scanned {
        is_note: note.is_note(),
        has_mark: text.starts_with('\u{feff}'),
        company: note.company().map(str::to_owned),
        role: note.role().map(str::to_owned),
        title: note
            .nodes
            .iter()
            .position(|node| Some(node.segment) == title),
        interview: value(INTERVIEW).and_then(|(date, _)| dates::read(date).day()),
        resume: value("resume").map(|(path, _)| path.to_owned()),
        headings: headings.collect(),
        links: links_of(&syntax.chunks),
        stories: Vec::new(),
    }
}

fn agrees(text: &str) {
    let grammar = Grammar::standard();
    let mut scanner = Scanner::new(&grammar);
    for globs in [Globs::Neither, Globs::Included] {
        let mut found = scanner.scan(text, globs);
        let mut wanted = from_tree(text, globs, &grammar);
        // What is looked up in single sections is in the whole note.
        let stories = std::mem::take(&mut found.stories);
        let has_day = wanted.interview.is_none() && found.interview.is_some();
        if has_day || !stories.is_empty() {
            let source = Text::new(text);
            let note = Note::new(&source, &Syntax::parse(&source), &grammar, globs);
            let mut dates = note.date_values(&grammar).into_iter();
            assert!(
                !has_day || dates.any(|date| date.value.day() == found.interview),
                "{text:?}"
            );
            let all = note.stories(&grammar);
            for story in stories {
                assert!(
                    all.iter().any(|other| other.range == story.range),
                    "{story:?} in {text:?}"
                );
            }
        }
        if has_day {
            wanted.interview = found.interview;
        }
        assert_eq!(found, wanted, "{text:?}");
    }
}

fn markdown_below(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            markdown_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(std::fs::read_to_string(&path).expect("a fixture is UTF-8"));
        }
    }
}

#[test]
fn on_every_fixture_with_every_line_end() {
    let mut texts = Vec::new();
    for folder in ["tests", "examples", "docs"] {
        markdown_below(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut texts,
        );
    }
    assert!(texts.len() > 100, "{}", texts.len());
    for text in texts {
        agrees(&text);
        agrees(&text.replace('\n', "\r\n"));
        agrees(&text.replace('\n', "\r"));
        agrees(&format!("```markdown\n{text}"));
        agrees(&format!("\u{feff}{text}"));
    }
}

#[test]
fn most_notes_need_no_parse() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut texts = Vec::new();
    markdown_below(&folder, &mut texts);
    for text in texts {
        let layout = layout(&text);
        assert!(blocks::atx_lines(&text[layout.body]).is_some(), "{text}");
    }
}

#[test]
fn targets_are_found_where_they_are_written() {
    // The path as written, what it means, and the fragment.
    type Found<'a> = (&'a str, &'a str, Option<&'a str>);
    let cases: &[(&str, &[Found<'_>])] = &[
        ("[a](b.md)", &[("b.md", "b.md", None)]),
        ("![a](<b c.png> \"t\")", &[("b c.png", "b c.png", None)]),
        ("[a](b\\)c.md)", &[("b\\)c.md", "b)c.md", None)]),
        ("[a]( b(c).md#d 't')", &[("b(c).md", "b(c).md", Some("d"))]),
        ("[a](b.md?x=1#d)", &[("b.md", "b.md", Some("d"))]),
        (
            "[![i](p.png)](b.md)",
            &[("b.md", "b.md", None), ("p.png", "p.png", None)],
        ),
        (
            "[*a*](b%20c.md#%C3%A9)",
            &[("b%20c.md", "b c.md", Some("é"))],
        ),
        (
            "[a](#here) [b](https://x.y/z.md)",
            &[("", "", Some("here"))],
        ),
        (
            "[[n]] [[p/n#h|t]] [[n#a#b]]",
            &[
                ("n", "n", None),
                ("n", "n", Some("b")),
                ("p/n", "p/n", Some("h")),
            ],
        ),
        ("[x]: b.md 'T'\n", &[("b.md", "b.md", None)]),
        ("[x]: <b%20c.md>\n\n[x]", &[("b%20c.md", "b c.md", None)]),
        ("`[a](b.md)` <!-- [a](b.md) -->", &[]),
        (
            "```\n[a](b.md)\n```\n# h\n[a](c.md)",
            &[("c.md", "c.md", None)],
        ),
        ("[](b.md)", &[("b.md", "b.md", None)]),
        ("[a]() [b](<>) [^1]\n\n[^1]: c.md", &[]),
    ];
    let grammar = Grammar::standard();
    for (text, expected) in cases {
        let found = Scanner::new(&grammar).scan(text, Globs::Neither);
        let found = found.links.iter().map(|link| {
            let written = &text[link.range.clone()];
            (written, link.path.as_str(), link.fragment.as_deref())
        });
        let mut found: Vec<Found<'_>> = found.collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

/// Pieces that matter to the block structure, and some that do not.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "# A",
        "## Questions to Ask",
        "###### x ##",
        "#",
        "#no",
        "Why Acme?",
        "## Why **Acme**?",
        "text",
        "- item",
        "* item",
        "1. one",
        "2. two",
        "-",
        "+ a",
        "> quote",
        ">",
        "```",
        "~~~md",
        "````",
        "---",
        "===",
        "***",
        "- - -",
        "--",
        "=",
        "<!-- c",
        "-->",
        "<!-- c -->",
        "<div>",
        "</div>",
        "<b>x",
        "| a | b |",
        "|---|---|",
        "[a](b.md)",
        "[[c#d|e]]",
        "[x]: y.md",
        "[x]:",
        "[x]",
        "![i](j.png)",
        "[a](",
        "a]( b)",
        "`c`",
        "``",
        "\\# a",
        "&amp;",
        "\u{c}",
        "\u{b}",
        "\0",
        "é – “q”",
        "😀 ## x",
        "prep: true",
        "company: Acme",
        "# Interview Prep: Acme – Nurse",
        "## Job Overview",
        "## Company Summary",
        "## Strategic Advice",
        "# a #b #",
        "## [a](b.md) c",
        "\"title\"",
        "<",
        "[",
        "]",
        "```markdown",
        "## `",
        "interview_date: 2026-12-01",
    ];
    let ending = prop_oneof![
        6 => Just("\n"), 2 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just(""), 1 => Just(" ")
    ];
    let indent = prop_oneof![
        5 => Just(""), 1 => Just(" "), 1 => Just("  "), 1 => Just("    "), 1 => Just("\t")
    ];
    (indent, prop::sample::select(pieces.to_vec()), ending)
        .prop_map(|(indent, piece, ending)| format!("{indent}{piece}{ending}"))
}

proptest! {
    #[test]
    fn on_any_lines(pieces in prop::collection::vec(piece(), 0..14)) {
        agrees(&pieces.concat());
    }

    #[test]
    fn on_any_text(text in "[-#>*+=`~<!\\[\\]()|:a1. \n\r\t]{0,60}") {
        agrees(&text);
    }
}
