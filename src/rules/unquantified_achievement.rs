use crate::claims::Claim;
use crate::note::Section;

use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports an achievement without a number, a scale or a named outcome.
    ///
    /// An item of the résumé highlights that tells of a deed, and the result of a story. Numbers count in
    /// digits and in words ("halved", "three wards"), years and labels ("Ward 7") do not; an outcome is named where
    /// something was awarded, adopted, reopened, avoided … Beginnings that hide the deed ("responsible for",
    /// "helped with") are named in the message. Only notes in English are looked at.
    ///
    /// ## Why it matters
    ///
    /// A number is what an interviewer writes down, and what makes the next question an easy one.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Harrow & Lyle – Site Manager
    /// ## Resume Highlights
    /// **Achievements**
    /// - Improved the planning of concrete deliveries.
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Harrow & Lyle – Site Manager
    /// ## Resume Highlights
    /// **Achievements**
    /// - Planned concrete deliveries by the hour, which took waiting lorries from 9 a week to 1.
    /// ```
    ///
    /// ## Source
    ///
    /// Princeton's career guide and Google's "accomplished X as measured by Y by doing Z"; in 31 read notes
    /// the median is three numbers, and three notes have none.
    pub(crate) static UNQUANTIFIED_ACHIEVEMENT = "unquantified-achievement", Specificity, Some(Severity::Info), Note(check), content: true;
}

/// A result in words alone has at least this many that tell something: "He kept the visit and moved
/// into an apartment" does, "It went well and everybody was happy" does not.
const TELLING: usize = 4;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let overview = cx.overview();
    if !overview.english {
        return;
    }
    for judged in &overview.claims {
        let claim = &judged.claim;
        if !is_achievement(cx, claim) || claim.is_quantified() || claim.has_outcome() {
            continue;
        }
        let weak = claim.weak_opener();
        if weak.is_none() && !claim.tells_a_deed() {
            continue;
        }
        let text = match weak {
            Some(range) => format!(
                "“{}” hides what you did, and no number says how much: name both",
                cx.text.slice(range)
            ),
            None => {
                "No number, scale or outcome: say how much, how many, or what came of it".to_owned()
            }
        };
        findings.report(claim.range(), text);
    }
    for section in &cx.note.sections {
        results(cx, section, findings);
    }
}

/// Whether a claim is an achievement: in the résumé highlights, and neither the summary nor the skills.
fn is_achievement(cx: &NoteCx<'_>, claim: &Claim<'_>) -> bool {
    cx.grammar.sections[claim.kind].id == "resume-highlights"
        && !matches!(claim.part, Some("skills" | "summary"))
        && claim.head().kind.is_item()
}

/// The results of the stories of a section.
fn results(cx: &NoteCx<'_>, section: &Section, findings: &mut Findings) {
    let spec = &cx.grammar.sections[section.spec];
    if spec.id != "stories" {
        return;
    }
    let Some(result) = spec.fields.iter().position(|field| field.label == "Result") else {
        return;
    };
    for (at, index, entry, label) in cx.note.fields(section) {
        if label.meaning.field(section.spec) != Some(result)
            || entry.value.start >= entry.value.end && entry.next == index + 1
        {
            continue;
        }
        let claim = Claim {
            at,
            entries: index..entry.next,
            kind: section.spec,
            part: None,
            reading: at.segment.reading(cx.grammar),
        };
        if !claim.is_quantified() && claim.telling_words() < TELLING {
            findings.report(
                claim.range(),
                "A result without a number or a named outcome: say what changed, and by how much",
            );
        }
    }
}
