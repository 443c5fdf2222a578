//! The tree-sitter queries of `grammars/queries`: each compiles against the node types of the grammar that it is for, and finds in a
//! note what its comments say.

use std::fs;
use std::path::{Path, PathBuf};

use streaming_iterator::StreamingIterator as _;
use tree_sitter::{Language, Parser, Query, QueryCursor};

/// Every query with its grammar and the captures that it may use.
const QUERIES: [(&str, Grammar, &[&str]); 6] = [
    ("outline.scm", Grammar::Block, &["item", "name", "context"]),
    ("highlights.scm", Grammar::Block, &["prep.suppression"]),
    (
        "inline/highlights.scm",
        Grammar::Inline,
        &["prep.label", "prep.placeholder", "prep.suppression"],
    ),
    ("folds.scm", Grammar::Block, &["fold"]),
    (
        "textobjects.scm",
        Grammar::Block,
        &[
            "class.outer",
            "class.around",
            "class.inner",
            "class.inside",
            "function.outer",
            "function.around",
            "function.inner",
            "function.inside",
            "parameter.outer",
            "entry.around",
            "parameter.inner",
            "entry.inside",
            "comment.outer",
            "comment.around",
            "_title",
        ],
    ),
    (
        "injections.scm",
        Grammar::Block,
        &["injection.language", "injection.content", "_language"],
    ),
];

/// Copies that Neovim reads from its runtime path: the copy, and what it is a copy of.
const COPIES: [(&str, &str); 4] = [
    ("markdown/outline.scm", "outline.scm"),
    ("markdown/highlights.scm", "highlights.scm"),
    ("markdown/textobjects.scm", "textobjects.scm"),
    ("markdown_inline/highlights.scm", "inline/highlights.scm"),
];

const NOTE: &str = "---
company: Birch Lane School
---

# Interview Prep: Birch Lane School – Teacher

## Job Overview

**Position:** Teacher of physics
**Company:** [Company name]

<!-- prep-ls: ignore placeholder -->
- Two tutor groups
  - Years 7 and 9

Resume Highlights
-----------------

**Key Achievements**

- Raised the share of girls in A-level physics to 40 % <!-- prep-ls: ignore x -->
- Wrote [the scheme of work](scheme.md), read by[^1] *twelve* schools

**not all** of this line is bold

##

## Company Summary

| Fact | Source |
| --- | --- |
| 900 pupils | the school’s site |

```md
# Pasted
```
";

#[derive(Clone, Copy)]
enum Grammar {
    Block,
    Inline,
}

impl Grammar {
    fn language(self) -> Language {
        match self {
            Grammar::Block => tree_sitter_md::LANGUAGE.into(),
            Grammar::Inline => tree_sitter_md::INLINE_LANGUAGE.into(),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn query_path(name: &str) -> PathBuf {
    root().join("grammars/queries").join(name)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compiled(name: &str) -> (Query, Grammar) {
    let (_, grammar, _) = QUERIES
        .into_iter()
        .find(|(known, ..)| *known == name)
        .expect("a query of the table");
    let query = Query::new(&grammar.language(), &read(&query_path(name)))
        .unwrap_or_else(|error| panic!("grammars/queries/{name}: {error}"));
    (query, grammar)
}

/// What a query captures in a text, as `capture: text`, a line break as `⏎`, in document order.
fn captured(name: &str, text: &str) -> Vec<String> {
    let (query, grammar) = compiled(name);
    let mut parser = Parser::new();
    parser
        .set_language(&grammar.language())
        .expect("a grammar of this version");
    let tree = parser.parse(text, None).expect("a tree");
    assert!(!tree.root_node().has_error(), "{}", tree.root_node());
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
    let mut found = Vec::new();
    while let Some(matched) = matches.next() {
        for capture in matched.captures() {
            let text = &text[capture.node.byte_range()];
            let capture = query.capture_names()[capture.index as usize];
            found.push(format!("{capture}: {}", text.trim_end().replace('\n', "⏎")));
        }
    }
    found
}

/// The same of one capture only, without its name.
fn of<'a>(found: &'a [String], capture: &str) -> Vec<&'a str> {
    let prefix = format!("{capture}: ");
    found
        .iter()
        .filter_map(|line| line.strip_prefix(&prefix))
        .collect()
}

#[test]
fn every_query_compiles_and_uses_known_captures_only() {
    for (name, _, known) in QUERIES {
        let (query, _) = compiled(name);
        let names = query.capture_names();
        for capture in names {
            assert!(known.contains(capture), "{name}: unknown @{capture}");
        }
        for capture in known {
            assert!(names.contains(capture), "{name}: no @{capture}");
        }
        assert!(
            read(&query_path(name)).starts_with(';'),
            "{name} says what it is"
        );
    }
}

#[test]
fn the_table_has_every_query() {
    for (folder, prefix) in [("", ""), ("inline", "inline/")] {
        for entry in fs::read_dir(query_path(folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let name = format!("{prefix}{}", name.display());
            let query = Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "scm");
            assert!(
                !query || QUERIES.iter().any(|(known, ..)| *known == name),
                "{name}"
            );
        }
    }
}

#[test]
fn neovim_has_the_same() {
    for (copy, original) in COPIES {
        let copy = root().join("editors/nvim/queries").join(copy);
        let original = read(&query_path(original));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&copy, &original).expect("written");
        }
        assert_eq!(
            read(&copy),
            original,
            "{}: run `UPDATE=1 cargo test --test queries`",
            copy.display()
        );
    }
}

#[test]
fn the_outline_has_title_sections_and_parts() {
    let found = captured("outline.scm", NOTE);
    assert_eq!(
        of(&found, "name"),
        [
            "Interview Prep: Birch Lane School – Teacher",
            "Job Overview",
            "Resume Highlights",
            "**Key Achievements**",
            "Company Summary",
        ]
    );
    assert_eq!(of(&found, "context"), ["#", "##", "##"]);
    let items = of(&found, "item");
    let overview = items.iter().find(|item| item.starts_with("## Job"));
    let overview = overview.expect("a section");
    assert!(overview.contains("Years 7 and 9"), "{overview}");
    assert!(!overview.contains("Company Summary"), "{overview}");
}

#[test]
fn colours_are_for_labels_placeholders_and_suppressions() {
    assert_eq!(
        of(&captured("highlights.scm", NOTE), "prep.suppression"),
        ["<!-- prep-ls: ignore placeholder -->"]
    );
    let lines = [
        ("**Position:** Teacher", vec!["prep.label: **Position:**"]),
        ("**Position** Teacher", vec![]),
        (
            "[Company name] and [link](x.md), [^1]",
            vec!["prep.placeholder: [Company name]"],
        ),
        (
            "12 <!-- prep-ls: ignore x --> <!-- else -->",
            vec!["prep.suppression: <!-- prep-ls: ignore x -->"],
        ),
        ("`**Position:**` \\[Company name\\]", vec![]),
    ];
    for (line, wanted) in lines {
        assert_eq!(captured("inline/highlights.scm", line), wanted, "{line}");
    }
}

#[test]
fn folds_are_whole_blocks() {
    let found = captured("folds.scm", NOTE);
    let folds = of(&found, "fold");
    for start in [
        "---⏎company",
        "# Interview Prep",
        "## Job Overview",
        "- Two tutor groups",
        "## Company Summary",
        "| Fact",
        "```md",
    ] {
        assert!(
            folds.iter().any(|fold| fold.starts_with(start)),
            "{start}: {folds:#?}"
        );
    }
    assert!(
        !folds
            .iter()
            .any(|fold| !fold.contains('⏎') && fold.starts_with("- ")),
        "{folds:#?}"
    );
}

#[test]
fn text_objects_are_sections_parts_and_items() {
    let found = captured("textobjects.scm", NOTE);
    assert_eq!(of(&found, "class.outer"), of(&found, "class.around"));
    assert_eq!(of(&found, "class.inner"), of(&found, "class.inside"));
    let sections = of(&found, "class.outer");
    assert!(
        sections
            .iter()
            .any(|section| section.starts_with("## Job Overview⏎"))
    );
    let bodies = of(&found, "class.inside");
    assert!(
        bodies.iter().any(|body| body.starts_with("**Position:**")),
        "{bodies:#?}"
    );
    // A section within the title's is of its body, with its heading; a heading alone is of none.
    assert!(!bodies.contains(&"## Job Overview"), "{bodies:#?}");
    assert_eq!(of(&found, "function.inside").len(), 1, "{found:#?}");
    assert_eq!(of(&found, "function.around").len(), 2, "{found:#?}");
    assert!(
        of(&found, "entry.inside").contains(&"Years 7 and 9"),
        "{found:#?}"
    );
    assert_eq!(
        of(&found, "comment.around"),
        ["<!-- prep-ls: ignore placeholder -->"]
    );
}

#[test]
fn a_pasted_note_front_matter_and_text_are_injected() {
    let found = captured("injections.scm", NOTE);
    let contents = of(&found, "injection.content");
    for content in [
        "---⏎company: Birch Lane School⏎---",
        "# Pasted",
        "Job Overview",
    ] {
        assert!(contents.contains(&content), "{content}: {contents:#?}");
    }
    let (query, _) = compiled("injections.scm");
    let languages: Vec<String> = (0..query.pattern_count())
        .flat_map(|pattern| query.property_settings(pattern))
        .filter_map(|property| property.value.as_deref().map(str::to_owned))
        .collect();
    assert_eq!(
        languages,
        ["markdown", "yaml", "toml", "html", "markdown_inline"]
    );
}
