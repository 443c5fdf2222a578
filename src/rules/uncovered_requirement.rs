use std::ops::Range;

use crate::grammar::{SectionSpec, Voice};

use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx, append, insert};

rule! {
    /// Reports a responsibility or requirement of the posting that nothing in the note answers.
    ///
    /// Its key terms are compared by stem with fit, résumé highlights, stories, pitch, gaps and concepts; abbreviations and
    /// other words for the same count ("K8s" is "Kubernetes", "rota" is "roster"). A sixth of the terms must be met, more
    /// than a third where a name ("Oracle") is not; a standard or a tool of a topic answers whatever asks for the topic. What is asked for everywhere ("experience", "team player") is not looked for. What is nice to have is a hint.
    ///
    /// ## Why it matters
    ///
    /// Interviewers go down the posting. A line that you have no example for, no answer to as a gap, and no
    /// plan to read up on is the one to find before they do.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Marlowe Bay Hospital – Staff Nurse
    /// ## Job Overview
    /// **Key Responsibilities:**
    /// - Run the heart failure clinic
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ heart, failure, clinic
    /// - Plan discharges with therapists
    /// ## Resume Highlights
    /// - Moved discharge planning to day one of the stay: 41 % leave before noon.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Marlowe Bay Hospital – Staff Nurse
    /// ## Job Overview
    /// **Key Responsibilities:**
    /// - Run the heart failure clinic
    /// - Plan discharges with therapists
    /// ## Resume Highlights
    /// - Moved discharge planning to day one of the stay: 41 % leave before noon.
    /// ## Gaps & Concerns
    /// - No clinic of my own yet – two days shadowing the heart failure nurse in October
    /// ```
    ///
    /// ## Source
    ///
    /// Jobscan (keyword match), SkillSyncer (stems; hard before soft skills), Huntr (must-haves before nice-to-haves).
    pub(crate) static UNCOVERED_REQUIREMENT = "uncovered-requirement", Coverage, Some(Severity::Info), Note(check), content: true;
}

/// How many unmet terms a message lists.
const LISTED: usize = 4;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let overview = cx.overview();
    if !cx.is_judgeable() || !overview.english {
        return;
    }
    let coverage = cx.coverage();
    for asked in coverage.asked() {
        if coverage.is_covered(asked) {
            continue;
        }
        let requirement = coverage.requirement(asked);
        let unmet = requirement.unmet();
        let listed: Vec<&str> = unmet.iter().take(LISTED).copied().collect();
        let finding = findings.report(
            requirement.range.clone(),
            format!(
                "Nothing in your note answers this: no word of {}",
                listed.join(", ")
            ),
        );
        if requirement.nice {
            finding.with_severity(Severity::Hint);
        }
        finding.with_data("terms", unmet);
        let fixes = add(cx, requirement.range.clone());
        finding.fixes.extend(fixes.into_iter().map(|(_, fix)| fix));
    }
}

/// Adds a requirement to the gaps and to the concepts that the note has, each with the section's kind.
pub(super) fn add(cx: &NoteCx<'_>, requirement: Range<usize>) -> Vec<(usize, Fix)> {
    let text = cx.text.slice(requirement);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut fixes: Vec<(usize, Fix)> = Vec::new();
    for section in &cx.note.sections {
        let kind = section.spec;
        if !takes(&cx.grammar.sections[kind]) || fixes.iter().any(|(other, _)| *other == kind) {
            continue;
        }
        let fix = Fix {
            title: format!("Add it to “{}”", cx.grammar.sections[kind].title),
            safe: false,
            edits: vec![append::item(cx, section, &text)],
        };
        fixes.push((kind, fix));
    }
    fixes
}

/// Adds it as the first item of a new section of a kind.
pub(super) fn add_new(cx: &NoteCx<'_>, requirement: Range<usize>, kind: usize) -> Fix {
    let text = cx.text.slice(requirement);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let content = |_| format!("- {text}");
    Fix {
        title: format!(
            "Add it to “{}”, a new section",
            cx.grammar.sections[kind].title
        ),
        safe: false,
        edits: vec![insert::section_with(
            cx.note, cx.text, cx.grammar, kind, content,
        )],
    }
}

/// Whether a kind of section takes what cannot be answered.
pub(super) fn takes(spec: &SectionSpec) -> bool {
    spec.id == "gaps" || spec.voice == Voice::Review
}
