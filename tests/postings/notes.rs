//! The notes that are made of postings: what they say, and that nothing is found in them but what the posting left open.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::draft::{Draft, draft};
use prep_ls::grammar::Grammar;
use prep_ls::posting::Posting;
use prep_ls::rules::{Finding, Severity};

use super::fields::{folder, read};

fn made_of(path: &Path) -> (Posting, Draft) {
    let posting = read(path);
    let draft = draft(&Grammar::standard(), &posting, false);
    (posting, draft)
}

fn postings(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder(name)).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the entry is readable").path())
        .filter(|path| {
            path.is_file() && path.extension().is_none_or(|extension| extension != "toml")
        })
        .collect();
    paths.sort();
    assert!(paths.len() >= 5);
    paths
}

fn found_in(text: &str) -> (Document, Vec<Finding>) {
    let (profile, problems) = Profile::new(Config::default(), None, Some(date(2026, 11, 22)));
    assert!(problems.is_empty());
    let mut document = Document::new(text, Some(Path::new("note.prep.md")), profile);
    let report = document.check();
    (document, report.findings)
}

#[test]
fn the_notes_of_the_five_say_what_the_postings_say() {
    for path in postings("") {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        let (_, draft) = made_of(&path);
        let told = format!(
            "<!-- {} · to fill in: {:?} · absent: {:?} -->\n{}",
            draft.file_name, draft.gaps, draft.absent, draft.text
        );
        insta::assert_snapshot!(format!("note_{}", name.replace('.', "_")), told);
    }
}

/// Every warning lies on what the skeleton leaves to fill in: an empty label, a name in brackets, the heading of a section in which
/// nothing is written yet.
#[test]
fn what_is_found_in_a_new_note_are_its_gaps() {
    for path in ["", "unseen", "unseen-2"].into_iter().flat_map(postings) {
        let (posting, draft) = made_of(&path);
        let (document, findings) = found_in(&draft.text);
        assert!(document.note().is_note());
        for finding in &findings {
            let at = &draft.text[finding.range.clone()];
            let line = draft.text[..finding.range.start]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            let whole = draft.text[line..].lines().next().unwrap_or_default();
            let is_gap = match finding.rule.name {
                "empty-section" => draft.text[..finding.range.start].ends_with("## "),
                "empty-field" => whole.starts_with("**") && whole.trim_end().ends_with(":**"),
                "missing-title" => posting.company.is_none() || posting.role.is_none(),
                "placeholder" => at.starts_with('[') && line == 0,
                // What the posting itself says, or leaves out.
                "stale-posting" | "due-step" | "weak-wording" | "unsourced-facts" => {
                    finding.severity < Severity::Warning
                }
                "missing-field" => posting.responsibilities.is_empty(),
                "impersonal-questions" => posting.company.is_none(),
                _ => false,
            };
            assert!(
                is_gap,
                "{}: {} at “{at}” in {whole:?}\n{}",
                path.display(),
                finding.message(),
                draft.text
            );
        }
        // And every gap is told.
        for gap in ["company", "role"] {
            let told = findings
                .iter()
                .any(|finding| matches!(finding.rule.name, "placeholder" | "missing-title"));
            assert!(
                !draft.gaps.contains(&gap) || told,
                "{}: {gap}",
                path.display()
            );
        }
        for (gap, label) in [
            ("location", "Location"),
            ("type", "Type"),
            ("posting date", "Posting Date"),
        ] {
            let told = findings.iter().any(|finding| {
                finding.rule.name == "empty-field" && finding.data["field"] == label
            });
            assert_eq!(
                draft.gaps.contains(&gap),
                told,
                "{}: {gap}\n{}",
                path.display(),
                draft.text
            );
        }
        if let Some(company) = &posting.company {
            assert_eq!(
                document.note().company(),
                Some(company.as_str()),
                "{}",
                path.display()
            );
        }
        if let Some(role) = &posting.role {
            assert_eq!(
                document.note().role(),
                Some(role.as_str()),
                "{}",
                path.display()
            );
        }
    }
}
