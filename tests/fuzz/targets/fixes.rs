//! Fixes are disjoint, keep the line ends, end, and change nothing a second time.

use prep_ls::document::Document;
use prep_ls::fix::{self, MAX_ROUNDS};
use prep_ls::rules::Finding;

use super::support::{a_note, check, dated, disjoint, same_ends};

/// The bytes are a note.
pub(crate) fn fixes(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let found = findings(&text);
    for finding in &found {
        for one in finding.fixes() {
            disjoint(&text, &one.edits, finding.rule.name);
            let after = fix::apply(&text, &one.edits);
            same_ends(&text, &after, finding.rule.name);
        }
        // One that may be applied unasked mends what it is about, by itself.
        if let Some(safe) = fix::safe_fix(finding) {
            assert_ne!(
                fix::apply(&text, &safe.edits),
                text,
                "{finding:?} changes nothing in {text:?}"
            );
        }
    }
    let round = fix::apply_safe(&text, &found);
    same_ends(&text, &round.text, "one round");
    let mut rounds = 0;
    let once = fix::to_fixpoint(text.clone(), |text| {
        rounds += 1;
        findings(text)
    });
    assert!(rounds <= MAX_ROUNDS, "{text:?}");
    same_ends(&text, &once.text, "all fixes");
    let twice = fix::to_fixpoint(once.text.clone(), findings);
    assert_eq!(once.text, twice.text, "from {text:?}");
}

fn findings(text: &str) -> Vec<Finding> {
    check(&mut Document::new(text, Some(a_note()), dated()), text).findings
}
