//! What holds of every place.

use super::testing::{completions, labels, note};
use super::{CompletionKind, MAX_ITEMS, TRIGGERS};

/// A note with a place of each kind, each with what is offered there first.
const PLACES: &[(&str, CompletionKind)] = &[
    ("## $0\n", CompletionKind::Section),
    ("## Resume Highlights\n\n### $0\n", CompletionKind::Part),
    ("## Job Overview\n\n$0\n", CompletionKind::Field),
    ("## Job Overview\n\n**Type:** $0\n", CompletionKind::Value),
    (
        "## Job Overview\n\n**Posting Date:** $0\n",
        CompletionKind::Value,
    ),
    (
        "## Questions to Ask Them\n\n- $0\n",
        CompletionKind::Question,
    ),
    (
        "## Why This Job Is a Fit\n\n- Security by $0\n",
        CompletionKind::Specific,
    ),
    ("## STAR Stories\n\n### $0\n", CompletionKind::Story),
    (
        "## Fit\n\n<!-- prep-ls: ignore $0 -->\n",
        CompletionKind::Rule,
    ),
    ("## Job Overview\n\nSee [[#$0]]\n", CompletionKind::Target),
];

#[test]
fn every_place_has_its_kind() {
    for (rest, kind) in PLACES {
        let items = completions(&note(rest), None).items;
        assert_eq!(items.first().map(|item| item.kind), Some(*kind), "{rest:?}");
        assert!(items.len() <= MAX_ITEMS);
    }
}

#[test]
fn no_place_is_in_code_in_a_comment_or_in_a_quotation() {
    for (rest, kind) in PLACES {
        let (before, line) = match rest.split_once("\n\n") {
            Some((heading, line)) => (format!("{heading}\n\ntext\n\n"), line),
            None => (String::new(), *rest),
        };
        let line = line.trim_end();
        for wrapped in [
            format!("```\n{line}\n```\n"),
            format!("~~~~md\n{line}\n~~~~\n"),
            format!("    {line}\n"),
            format!("<!-- x\n{line}\n-->\n"),
            format!("<!-- x {line}\n"),
            format!("> {line}\n"),
            format!("`{line}`\n"),
        ] {
            // A line of nothing but spaces is no code.
            if line == "$0" && wrapped.starts_with(' ') {
                continue;
            }
            let suppressed = *kind == CompletionKind::Rule && wrapped.starts_with("<!--");
            if suppressed {
                continue;
            }
            let fixture = note(&format!("{before}{wrapped}"));
            assert_eq!(labels(&fixture), [""; 0], "{wrapped:?}");
        }
    }
}

#[test]
fn what_is_no_note_has_no_place() {
    for (rest, _) in PLACES {
        let fixture = format!("# Some README\n\n{rest}");
        assert_eq!(labels(&fixture), [""; 0], "{rest:?}");
        let refused = format!("---\nprep: false\n---\n{}", note(rest));
        assert_eq!(labels(&refused), [""; 0], "{rest:?}");
    }
}

#[test]
fn prose_is_left_alone() {
    for section in [
        "Job Overview",
        "Company Summary",
        "Strategic Advice",
        "Concepts",
    ] {
        for line in [
            "Some words of prose $0",
            "Some wo$0rds",
            "- An item, and $0",
            "mid-$0",
            "a * $0",
        ] {
            let fixture = note(&format!("## {section}\n\n{line}\n"));
            assert_eq!(labels(&fixture), [""; 0], "{section}: {line:?}");
            for trigger in TRIGGERS {
                let items = completions(&fixture, Some(trigger)).items;
                assert!(items.is_empty(), "{trigger:?} in {section}: {line:?}");
            }
        }
    }
}

#[test]
fn a_list_that_was_cut_is_asked_for_again() {
    let at = |item: &str| {
        let fixture = note(&format!(
            "## Why This Job Is a Fit\n\n- Security by {item}$0\n"
        ));
        completions(&fixture, None)
    };
    let all = at("");
    assert_eq!((all.items.len(), all.incomplete), (MAX_ITEMS, true));
    let few = at("thr");
    assert!(
        !few.items.is_empty() && !few.incomplete,
        "{}",
        few.items.len()
    );
}

#[test]
fn line_ends_are_the_notes() {
    for (rest, _) in PLACES {
        let fixture = note(rest).replace('\n', "\r\n");
        let items = completions(&fixture, None).items;
        assert!(!items.is_empty(), "{rest:?}");
        for item in items {
            for text in [&item.plain, &item.snippet] {
                let bare = text.replace("\r\n", "").matches(['\r', '\n']).count();
                assert_eq!(bare, 0, "{text:?}");
            }
        }
    }
}
