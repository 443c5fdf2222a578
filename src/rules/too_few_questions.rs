use crate::grammar::SectionSpec;
use crate::note::Section;

use super::asking::{TO_ASK, choose, insert};
use super::missing_question_theme::missing;
use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx};

rule! {
    /// Reports too few questions to ask, and too few predicted ones.
    ///
    /// Fewer than 3 questions to ask are a warning, fewer than 5 a hint; fewer than 5 predicted
    /// ones are a warning. All sections of the kind count together. A question is an item, a line, a
    /// heading or a table cell that asks, or that begins as an interviewer would: "Describe …". The fix
    /// inserts what is wanting from the question bank, by role, themes that are left out first.
    ///
    /// ## Why it matters
    ///
    /// Half of what you meant to ask is answered before it is your turn. "No, I think you covered
    /// everything" is what remains of two questions.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Questions to Ask Them
    ///    ^^^^^^^^^^^^^^^^^^^^^
    /// - Which routes will the planner own in the first year?
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Questions to Ask Them
    /// - Which routes will the planner own in the first year?
    /// - How does planning hand over to the terminals?
    /// - Who decides when a vessel is late?
    /// - How have planners here moved on?
    /// - Which number tells you in June that I was the right choice?
    /// ```
    ///
    /// ## Options
    ///
    /// `[sections.questions-to-ask] min = 5` replaces the bound of the warning, `good = 8` that of
    /// the hint.
    ///
    /// ## Source
    ///
    /// Serving Talent (2018) asks for "two or three" at least; templates ask for 3 to 5. Of 30 notes
    /// that were read none has fewer than 5 questions to ask.
    pub(crate) static TOO_FEW_QUESTIONS = "too-few-questions", Completeness, Some(Severity::Warning), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for (spec, sections) in cx.by_kind() {
        let Some(wanted) = &spec.questions else {
            continue;
        };
        if !cx.any_content(&sections) {
            continue;
        }
        let count: usize = sections
            .iter()
            .map(|section| cx.note.question_count(section))
            .sum();
        let noun = |count: usize| {
            if count == 1 {
                wanted.one.as_str()
            } else {
                wanted.many.as_str()
            }
        };
        let (text, severity) = if count < wanted.warn {
            let least = wanted.warn;
            let text = match count {
                0 => format!("No {}: prepare at least {least}", wanted.many),
                few => format!("Only {few} {}: prepare at least {least}", noun(few)),
            };
            (text, Severity::Warning)
        } else if count < wanted.hint {
            let good = wanted.hint;
            (
                format!(
                    "Only {count} {}: {good} leave some for when others are answered on the way",
                    noun(count)
                ),
                Severity::Hint,
            )
        } else {
            continue;
        };
        let finding = findings.report(cx.heading_range(sections[0]), text);
        finding.with_severity(severity);
        finding.with_data("count", count);
        let bound = if severity == Severity::Warning {
            wanted.warn
        } else {
            wanted.hint
        };
        finding.with_data("min", bound);
        // As many as leave nothing to say.
        let good = wanted.warn.max(wanted.hint);
        finding.with_fixes(insert_more(cx, spec, &sections, good - count));
    }
}

/// Inserts questions of the bank that are not asked yet: on themes that are left out before others.
fn insert_more<'a>(
    cx: &NoteCx<'a>,
    spec: &SectionSpec,
    sections: &[&'a Section],
    wanted: usize,
) -> Option<Fix> {
    let themes = match spec.id.as_str() {
        TO_ASK => missing(cx, spec, sections),
        _ => Vec::new(),
    };
    // One on each theme that is left out, even if fewer would do.
    let wanted = wanted.max(themes.len());
    let new = choose(cx, spec, sections, &themes, wanted);
    if new.is_empty() {
        return None;
    }
    let title = match new.len() {
        1 => "Insert a question from the bank".to_owned(),
        many => format!("Insert {many} questions from the bank"),
    };
    Some(Fix {
        title,
        safe: false,
        edits: vec![insert(cx, spec, sections, &new)],
    })
}
