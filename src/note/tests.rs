use super::*;

/// The entries of a note's segments as lines: kind, label, text, and `?` for a question.
fn entries(markdown: &str) -> Vec<String> {
    let text = Text::new(markdown);
    let note = Note::new(
        &text,
        &Syntax::parse(&text),
        &Grammar::standard(),
        Globs::Included,
    );
    let all = note.segments.iter().flat_map(|segment| {
        let segment = &segment.value;
        segment.entries.iter().map(|entry| {
            let label = entry
                .label
                .as_ref()
                .map_or(String::new(), |label| format!("[{}] ", label.name));
            let asks = if entry.question { " ?" } else { "" };
            let indent = "  ".repeat(entry.depth as usize);
            format!(
                "{indent}{:?} {label}{}{asks}",
                entry.kind,
                segment.plain_value(entry)
            )
        })
    });
    all.collect()
}

#[test]
fn entries_are_told_apart() {
    for (markdown, expected) in [
        ("- a\n  - b\n", &["Bullet a", "  Bullet b"][..]),
        ("1. **Team:** four\n", &["Ordered [Team] four"]),
        (
            "- [x] done\n- [ ] open\n",
            &["Task(true) done", "Task(false) open"],
        ),
        ("• a\n• Who?\n", &["Typed a", "Typed Who? ?"]),
        ("one line\nwrapped\n", &["Line one line wrapped"]),
        ("**A:** 1  \n**B**: 2\n", &["Line [A] 1", "Line [B] 2"]),
        ("A: 1\nB: 2\n", &["Line [A] 1", "Line [B] 2"]),
        (
            "Meet at 10:30, see https://x.example\n",
            &["Line Meet at 10:30, see https://x.example"],
        ),
        ("- **Team** – four people\n", &["Bullet [Team] four people"]),
        ("- **Led** a team\n", &["Bullet Led a team"]),
        ("> quoted\n", &["  Line quoted"]),
        ("```\ncode\n```\n", &["Code "]),
        ("- “How is it?”\n", &["Bullet “How is it?” ?"]),
        ("- Describe a conflict\n", &["Bullet Describe a conflict ?"]),
        (
            "- Why?\n  - What I would say\n",
            &["Bullet Why? ?", "  Bullet What I would say"],
        ),
        (
            "| a | b |\n|---|---|\n| Why? | x |\n",
            &[
                "Header [a] b",
                "  Cell a",
                "  Cell b",
                "Row [Why?] x",
                "  Cell Why? ?",
                "  Cell x",
            ],
        ),
    ] {
        assert_eq!(entries(markdown), expected, "{markdown}");
    }
}

#[test]
fn a_nested_heading_counts_where_the_note_has_no_other() {
    let sections = |markdown: &str| -> Vec<String> {
        let text = Text::new(markdown);
        let grammar = Grammar::standard();
        let note = Note::new(&text, &Syntax::parse(&text), &grammar, Globs::Included);
        note.sections
            .iter()
            .map(|section| grammar.sections[section.spec].id.clone())
            .collect()
    };
    let nested = "## Job Overview\ntext\n### Company Summary\ntext\n";
    assert_eq!(sections(nested), ["job-overview", "company-summary"]);
    assert_eq!(
        sections(&format!("{nested}## Company Overview\ntext\n")),
        ["job-overview", "company-summary"]
    );
    assert_eq!(
        sections("# Acme – Nurse\n## Me\n### Why This Job Is a Fit\n"),
        ["fit"]
    );
}

/// A link may go on in the next line, which is an entry of its own all the same.
#[test]
fn a_line_ends_where_its_line_does() {
    let markdown = "**Values:** a [link\n**Wants:** security](x) b\n";
    let text = Text::new(markdown);
    let note = Note::new(
        &text,
        &Syntax::parse(&text),
        &Grammar::standard(),
        Globs::Included,
    );
    let entries = &note.segments[0].value.entries;
    let texts: Vec<&str> = entries
        .iter()
        .map(|entry| note.segment(0).str(entry.text))
        .collect();
    assert_eq!(texts, ["**Values:** a [link", "**Wants:** security](x) b"]);
}
