use strsim::osa_distance;

use crate::grammar::memo::{Remembered, remembered};

use super::rule::{Severity, rule};
use super::{
    Edit, Findings, Fix, RULES, SuppressionCx, Used, rule as find_rule, unused_suppression,
};

rule! {
    /// Reports a suppression or a setting that names no rule.
    ///
    /// `prep-ls explain` lists the rules. In `prep.toml` the name under `[rules]` is meant.
    ///
    /// ## Why it matters
    ///
    /// You believe that something is silenced, or switched on, and it is not.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Strategic Advice
    /// <!-- prep-ls: ignore placeholders -->
    ///                      ^^^^^^^^^^^^
    /// - Say "TBD" when something is still open.
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
    /// rumdl reports unknown rules in its comments since 2025, after users asked.
    pub static UNKNOWN_RULE = "unknown-rule", Suppressions, Some(Severity::Warning), Suppressions(check);
}

fn check(cx: &SuppressionCx<'_>, findings: &mut Findings) {
    for suppression in cx.used {
        if let Some((word, range)) = &suppression.unknown {
            findings.report(
                range.clone(),
                format!(
                    "`{word}` is no directive: write `ignore`, `ignore-section` or `ignore-file`"
                ),
            );
            continue;
        }
        for (index, (name, range, useful)) in suppression.rules.iter().enumerate() {
            if find_rule(name).is_some() {
                continue;
            }
            let finding = findings.report(range.clone(), unknown(name));
            finding.with_data("name", name.as_str());
            let Some(nearest) = nearest(name) else {
                continue;
            };
            // It is no good to offer what would silence nothing, if that would be reported.
            let reported = find_rule(nearest)
                .is_some_and(|rule| unused_suppression::is_reported(cx, suppression, rule));
            if *useful || !reported {
                finding.with_fix(Fix {
                    title: format!("Change to `{nearest}`"),
                    safe: false,
                    edits: vec![Edit::replace(range.clone(), nearest)],
                });
            } else {
                finding.with_fixes(delete(cx, suppression, index));
            }
        }
    }
}

/// Takes a rule out of a suppression where the one that may be meant has nothing to silence.
fn delete(cx: &SuppressionCx<'_>, suppression: &Used, index: usize) -> Option<Fix> {
    if suppression.rules.len() == 1 {
        let whole = unused_suppression::delete(cx, suppression)?;
        return Some(Fix {
            safe: false,
            ..whole
        });
    }
    let (name, _, _) = &suppression.rules[index];
    Some(Fix {
        title: format!("Delete `{name}`"),
        safe: false,
        edits: vec![unused_suppression::without(suppression, index)],
    })
}

/// What to say of a name that is no rule's.
pub(crate) fn unknown(name: &str) -> String {
    match nearest(name) {
        Some(nearest) => format!("There is no rule `{name}`: did you mean `{nearest}`?"),
        None => format!("There is no rule `{name}`: `prep-ls explain` lists them"),
    }
}

thread_local! {
    /// What was meant by names that were asked about before: each is asked about several times with every key.
    static MEANT: Remembered<Option<&'static str>> = Remembered::default();
}

/// The rule whose name is nearest to a name that is none, if one is near: at most a third of its
/// letters are off.
pub fn nearest(name: &str) -> Option<&'static str> {
    // A name of a megabyte is none, and need not be compared to tell.
    let longest = RULES.iter().map(|rule| rule.name.len()).max();
    if name.chars().count() > 2 * longest.unwrap_or_default() {
        return None;
    }
    remembered(&MEANT, 0, name, || {
        let name = name.to_ascii_lowercase().replace('_', "-");
        RULES
            .iter()
            .map(|rule| (osa_distance(&name, rule.name), rule.name))
            .min()
            .filter(|(distance, nearest)| distance * 3 <= nearest.len())
            .map(|(_, nearest)| nearest)
    })
}
