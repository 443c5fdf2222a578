use crate::grammar::plain_snippet;
use crate::note::Section;

use super::insert::{before_rule, with_line_ending};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports too few questions to ask, and too few predicted ones.
    ///
    /// Fewer than 3 questions to ask are a warning, fewer than 5 a hint; fewer than 5 predicted
    /// ones are a warning. All sections of the kind count together. A question is an item, a line, a
    /// heading or a table cell that asks, or that begins as an interviewer would: "Describe …".
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
        finding
            .fixes
            .extend(insert(cx, sections[0], &spec.snippet, bound - count));
    }
}

/// Inserts questions of the section's skeleton that are not asked yet.
fn insert(cx: &NoteCx<'_>, section: &Section, snippet: &str, wanted: usize) -> Option<Fix> {
    let plain = plain_snippet(snippet);
    let asked: Vec<String> = cx
        .note
        .segments_of(section)
        .flat_map(|at| {
            at.segment
                .entries
                .iter()
                .map(move |entry| cx.grammar.key(&at.segment.plain(entry)))
        })
        .collect();
    let questions: Vec<&str> = plain
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("- "))
        .filter(|question| question.ends_with('?') || cx.grammar.opener(question).is_some())
        .filter(|question| !asked.contains(&cx.grammar.key(question)))
        .take(wanted)
        .collect();
    if questions.is_empty() {
        return None;
    }
    let range = cx.note.node_range(section.node);
    let content = cx.text.slice(range.clone());
    let kept = before_rule(&content);
    let last_line = kept.rsplit(['\n', '\r']).next().unwrap_or_default();
    // Behind a list of the same marker they are its next items.
    let marker = ["- ", "* ", "+ "]
        .into_iter()
        .find(|marker| last_line.starts_with(marker));
    let lead = if marker.is_some() { "\n" } else { "\n\n" };
    let marker = marker.unwrap_or("- ");
    let items: Vec<String> = questions
        .iter()
        .map(|question| format!("{marker}{question}"))
        .collect();
    let text = with_line_ending(&format!("{lead}{}", items.join("\n")), cx.line_ending);
    let title = match questions.len() {
        1 => "Insert a question to begin with".to_owned(),
        many => format!("Insert {many} questions to begin with"),
    };
    Some(Fix {
        title,
        safe: false,
        edits: vec![Edit::insert(range.start + kept.len(), text)],
    })
}
