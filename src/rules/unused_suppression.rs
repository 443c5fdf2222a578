use super::insert::whole_line;
use super::rule::{Group, Rule, Severity, rule};
use super::{Edit, Findings, Fix, SuppressionCx, Used, rule as find_rule};

rule! {
    /// Reports a suppression that silences nothing.
    ///
    /// Rules that are switched off are not counted as unused, nor are those that say how much a section or the note is to
    /// hold (`missing-part`, `too-few-questions`) where they are silenced for all of it: that is a wish, and stays one when
    /// there happens to be enough. The fix is safe: it takes away the
    /// comment, or the one rule in it that is not needed.
    ///
    /// ## Why it matters
    ///
    /// It will silence the next fault, which you would have wanted to hear of.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Strategic Advice
    /// <!-- prep-ls: ignore placeholder -->
    /// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// - Ask before you argue.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Strategic Advice
    /// <!-- prep-ls: ignore placeholder -->
    /// - Say "TBD" when something is still open.
    /// ```
    ///
    /// ## Source
    ///
    /// ruff's `RUF100` and rustc's `unfulfilled_lint_expectations`, which do the same for code.
    pub(crate) static UNUSED_SUPPRESSION = "unused-suppression", Suppressions, Some(Severity::Info), Suppressions(check);
}

fn check(cx: &SuppressionCx<'_>, findings: &mut Findings) {
    for suppression in cx
        .used
        .iter()
        .filter(|suppression| suppression.unknown.is_none())
    {
        if suppression.rules.is_empty() {
            if !suppression.any {
                findings
                    .report(
                        suppression.range.clone(),
                        "This suppression silences nothing: delete it",
                    )
                    .with_fixes(delete(cx, suppression));
            }
            continue;
        }
        let idle: Vec<usize> = (0..suppression.rules.len())
            .filter(|&index| {
                let (name, _, used) = &suppression.rules[index];
                !used && find_rule(name).is_some_and(|rule| is_reported(cx, suppression, rule))
            })
            .collect();
        if idle.len() == suppression.rules.len() {
            findings
                .report(
                    suppression.range.clone(),
                    "This suppression silences nothing: delete it",
                )
                .with_fixes(delete(cx, suppression));
            continue;
        }
        for index in idle {
            let (name, range, _) = &suppression.rules[index];
            let finding = findings.report(
                range.clone(),
                format!("`{name}` silences nothing here: delete it"),
            );
            finding.with_fix(Fix {
                title: format!("Delete `{name}`"),
                safe: true,
                edits: vec![without(suppression, index)],
            });
        }
    }
}

/// Takes one of several rules out of a suppression, with the comma or the space that joins it to its neighbour.
pub(super) fn without(suppression: &Used, index: usize) -> Edit {
    let range = &suppression.rules[index].1;
    match suppression.rules.get(index + 1) {
        Some((_, next, _)) => Edit::delete(range.start..next.start),
        None => Edit::delete(suppression.rules[index - 1].1.end..range.end),
    }
}

/// Whether a suppression of a rule that silences nothing is worth a word.
pub(super) fn is_reported(cx: &SuppressionCx<'_>, suppression: &Used, rule: &Rule) -> bool {
    cx.settings.level(rule).is_some() && !(suppression.is_standing && is_measured(rule))
}

/// Whether a rule says how much a section or a note is to hold. Whoever wants less says so once, whether or not there is
/// more today.
fn is_measured(rule: &Rule) -> bool {
    rule.group == Group::Completeness && !rule.content
}

/// Takes a comment away, with its line if there is nothing else on it. Front matter is left alone.
pub(super) fn delete(cx: &SuppressionCx<'_>, suppression: &Used) -> Option<Fix> {
    if !suppression.is_comment {
        return None;
    }
    let first = whole_line(cx.text, suppression.range.start);
    let last = whole_line(cx.text, suppression.range.end);
    let before = cx.text.slice(first.start..suppression.range.start);
    let after = cx.text.slice(suppression.range.end..last.end);
    let edit = if before.trim().is_empty() && after.trim().is_empty() {
        Edit::delete(first.start..last.end)
    } else {
        let spaces = before.len() - before.trim_end_matches([' ', '\t']).len();
        Edit::delete(suppression.range.start - spaces..suppression.range.end)
    };
    Some(Fix {
        title: "Delete the comment".into(),
        safe: true,
        edits: vec![edit],
    })
}
