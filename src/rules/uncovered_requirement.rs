use crate::coverage::Requirement;
use crate::grammar::Voice;

use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx, append};

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
        finding.fixes.extend(add(cx, &requirement));
    }
}

/// Adds the requirement to the gaps, and to the concepts, where there are such sections.
fn add(cx: &NoteCx<'_>, requirement: &Requirement<'_>) -> Vec<Fix> {
    let text = cx.text.slice(requirement.range.clone());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut fixes = Vec::new();
    for section in &cx.note.sections {
        let spec = &cx.grammar.sections[section.spec];
        let takes = spec.id == "gaps" || spec.voice == Voice::Review;
        if takes && !fixes.iter().any(|(kind, _)| *kind == section.spec) {
            let fix = Fix {
                title: format!("Add it to “{}”", spec.title),
                safe: false,
                edits: vec![append::item(cx, section, &text)],
            };
            fixes.push((section.spec, fix));
        }
    }
    fixes.into_iter().map(|(_, fix)| fix).collect()
}
