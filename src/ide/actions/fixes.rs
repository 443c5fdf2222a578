//! The fixes of findings, one by one and all the safe ones at once.

use crate::fix;
use crate::rules::{Edit, Finding, Group};
use crate::text::Text;

use super::{ActionKind, Offers, Place};

/// The fixes of what was found here.
pub(super) fn offer(place: &Place<'_>, offers: &mut Offers<'_>) {
    for &(index, finding) in &place.findings {
        for (number, fix) in finding.fixes().into_iter().enumerate() {
            let id = format!("fix-{index}-{number}");
            let action = offers.add(id, fix.title.as_str(), ActionKind::QuickFix, || fix.edits);
            if let Some(action) = action {
                action.finding = Some(index);
                action.mends = !finding.rule.placeholders;
                action.preferred = number == 0 && !is_a_choice(finding);
            }
        }
    }
}

/// Whether only the person can say which fix is right: of two names, of three specifics. An editor
/// takes a preferred action without asking.
fn is_a_choice(finding: &Finding) -> bool {
    let of_words = matches!(finding.rule.group, Group::Specificity | Group::Consistency);
    of_words && finding.fixes().len() > 1
}

/// All safe fixes that fit together, as one action; none if there is nothing to mend.
pub(super) fn offer_all(place: &Place<'_>, offers: &mut Offers<'_>) {
    if !offers.wants(ActionKind::FixAll) {
        return;
    }
    let findings = place.snapshot.findings.iter();
    let safe: Vec<_> = findings.filter_map(fix::safe_fix).collect();
    let (mut edits, mut count) = fix::merge(&safe.iter().collect::<Vec<_>>());
    for fix in &safe {
        count += usize::from(join(&mut edits, &fix.edits, &place.snapshot.text));
    }
    let title = match count {
        0 => return,
        1 => "Apply 1 safe fix".to_owned(),
        many => format!("Apply {many} safe fixes"),
    };
    offers.add("fix-all", title, ActionKind::FixAll, || edits);
}

/// Lets a deletion at the end of a note without a final line end go together with that of the lines above it: both
/// would take the line end between them, and the one before the lines goes instead. False where that is not so.
fn join(edits: &mut [Edit], more: &[Edit], text: &Text) -> bool {
    let [last] = more else {
        return false;
    };
    let (start, end) = (last.range.start, last.range.end);
    let over = edits.iter().position(|edit| {
        edit.range.start < start && start < edit.range.end && edit.range.end <= end
    });
    let Some(index) = over else {
        return false;
    };
    let range = edits[index].range.clone();
    let Some(lead) = range.start.checked_sub(range.end - start) else {
        return false;
    };
    let is_free = |other: &Edit| other.range.end <= lead || other.range.start >= end;
    let others = edits.iter().enumerate();
    let free = others
        .filter(|(other, _)| *other != index)
        .all(|(_, edit)| is_free(edit));
    let same = text.slice(lead..range.start) == text.slice(start..range.end);
    let deletes = last.text.is_empty() && edits[index].text.is_empty();
    if free && same && deletes {
        edits[index] = Edit::delete(lead..end);
    }
    free && same && deletes
}
