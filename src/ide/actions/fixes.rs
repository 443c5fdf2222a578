//! The fixes of findings, one by one and all the safe ones at once.

use crate::fix;
use crate::rules::{Finding, Group};

use super::{ActionKind, Offers, Place};

/// The fixes of what was found here.
pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    for &(index, finding) in &place.findings {
        for (number, fix) in finding.fixes.iter().enumerate() {
            let id = format!("fix-{index}-{number}");
            let action = offers.add(id, fix.title.as_str(), ActionKind::QuickFix, || {
                fix.edits.clone()
            });
            if let Some(action) = action {
                action.finding = Some(index);
                action.preferred = number == 0 && !is_a_choice(finding);
            }
        }
    }
}

/// Whether only the person can say which fix is right: of two names, of three specifics. An editor
/// takes a preferred action without asking.
fn is_a_choice(finding: &Finding) -> bool {
    let of_words = matches!(finding.rule.group, Group::Specificity | Group::Consistency);
    of_words && finding.fixes.len() > 1
}

/// All safe fixes that fit together, as one action; none if there is nothing to mend.
pub(super) fn offer_all(place: &Place<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::FixAll) {
        return;
    }
    let findings = place.snapshot.findings.iter();
    let safe: Vec<_> = findings.filter_map(fix::safe_fix).collect();
    let (edits, count) = fix::merge(&safe);
    let title = match count {
        0 => return,
        1 => "Apply 1 safe fix".to_owned(),
        many => format!("Apply {many} safe fixes"),
    };
    offers.add("fix-all", title, ActionKind::FixAll, || edits);
}
