//! Applying fixes: disjoint ones together, again and again until nothing is left to mend.

use std::ops::Range;

use crate::rules::{Edit, Finding, Fix};

/// Rounds of fixing after which it stops. Fixes do not undo each other, so two or three rounds are
/// what it takes; the bound is for the day one does.
pub const MAX_ROUNDS: usize = 10;

/// A text with some safe fixes applied, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many findings were mended.
    pub count: usize,
}

/// Applies the safe fixes of findings to their text. Where two overlap, the first by place is
/// applied and the other left for the next round.
pub fn apply_safe(text: &str, findings: &[Finding]) -> Fixed {
    let fixes: Vec<Fix> = findings.iter().filter_map(safe_fix).collect();
    let (edits, count) = merge(&fixes.iter().collect::<Vec<_>>());
    Fixed {
        text: apply(text, &edits),
        count,
    }
}

/// The fix of a finding that may be applied unasked: its first one, if that is safe.
pub fn safe_fix(finding: &Finding) -> Option<Fix> {
    let first = finding.fixes().into_iter().next();
    first.filter(|fix| fix.safe && !fix.edits.is_empty())
}

/// Applies safe fixes until `check` finds nothing more to mend.
pub fn to_fixpoint(text: String, mut check: impl FnMut(&str) -> Vec<Finding>) -> Fixed {
    let mut fixed = Fixed { text, count: 0 };
    for _ in 0..MAX_ROUNDS {
        let round = apply_safe(&fixed.text, &check(&fixed.text));
        if round.count == 0 || round.text == fixed.text {
            break;
        }
        fixed = Fixed {
            text: round.text,
            count: fixed.count + round.count,
        };
    }
    fixed
}

/// The edits of as many fixes as fit together, in order, and how many fixes these are. A fix is
/// taken whole or not at all. Fixes that make the same edit share it.
pub fn merge(fixes: &[&Fix]) -> (Vec<Edit>, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut count = 0;
    for fix in fixes {
        let fits = fix.edits.iter().all(|edit| {
            taken
                .iter()
                .all(|other| *other == edit || !clash(&other.range, &edit.range))
        });
        if !fits {
            continue;
        }
        count += 1;
        for edit in &fix.edits {
            if !taken.contains(&edit) {
                taken.push(edit);
            }
        }
    }
    taken.sort_by_key(|edit| (edit.range.start, edit.range.end));
    (taken.into_iter().cloned().collect(), count)
}

/// Whether two edits cannot stand side by side: they overlap, or insert at the same place.
fn clash(a: &Range<usize>, b: &Range<usize>) -> bool {
    if a.is_empty() && b.is_empty() {
        return a.start == b.start;
    }
    a.start < b.end && b.start < a.end
}

/// A text with edits applied that are disjoint and against that text. Edits that touch the same
/// place apply in the order given.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        // Never out of order: an edit that would overlap is left out rather than garble the text.
        if edit.range.start < at || edit.range.end > text.len() {
            continue;
        }
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: Vec<Edit>) -> Fix {
        Fix {
            title: String::new(),
            safe: true,
            edits,
        }
    }

    #[test]
    fn fixes_that_clash_wait_for_the_next_round() {
        let first = fix(vec![Edit::delete(0..2), Edit::insert(4, "x")]);
        let overlaps = fix(vec![Edit::delete(1..3)]);
        let same_place = fix(vec![Edit::insert(4, "y")]);
        let same_edit = fix(vec![Edit::insert(4, "x")]);
        let apart = fix(vec![Edit::replace(5..6, "z")]);
        let (edits, count) = merge(&[&first, &overlaps, &same_place, &same_edit, &apart]);
        assert_eq!(count, 3);
        assert_eq!(apply("abcdefg", &edits), "cdxezg");
    }

    #[test]
    fn edits_apply_against_the_same_text() {
        let edits = [
            Edit::replace(3..4, "D"),
            Edit::insert(0, ">"),
            Edit::delete(1..2),
            Edit::delete(1..3),
        ];
        assert_eq!(apply("abcde", &edits), ">acDe");
    }
}
