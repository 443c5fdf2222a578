use crate::claims::{self, Claim};
use crate::grammar::{Facts, Grammar};
use crate::note::SegmentRef;
use crate::syntax::Span;

use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Finding, Findings, NoteCx};

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
    if !cx.overview().english {
        return;
    }
    for piece in cx.pieces() {
        if !JUDGED.contains(&cx.grammar.sections[piece.kind].id.as_str()) {
            continue;
        }
        findings.repeat(&piece.get::<Unquantified>().0, piece.at.start);
    }
}

/// The sections that hold achievements and results.
const JUDGED: [&str; 2] = ["resume-highlights", "stories"];

/// What is unquantified in a segment: its text, and in which way.
struct Unquantified(Vec<Finding>);

enum Fault {
    /// Words stand before it that leave open who did it.
    Weak(Span),
    /// A deed.
    Plain,
    /// A story's result.
    Result,
}

impl Summary for Unquantified {
    const SLOT: Slot = Slot::UnquantifiedAchievement;

    fn of(piece: &Piece<'_>) -> Self {
        let Piece {
            at, kind, grammar, ..
        } = *piece;
        let mut found = Vec::new();
        let spec = &grammar.sections[kind];
        if spec.id == "stories" {
            results(at, kind, grammar, &mut found);
        } else {
            for claim in claims::in_segment(at, kind, grammar) {
                if !is_achievement(&claim) || claim.is_quantified() {
                    continue;
                }
                let weak = claim.weak_opener();
                // "Was part of the team that won …": what came of it is the team's.
                let of_others = || {
                    weak.clone().is_some_and(|words| {
                        Facts::shipped().of_teams.any(at.str(Span::new(words)))
                    })
                };
                if claim.has_outcome() && !of_others() {
                    continue;
                }
                let fault = match weak {
                    Some(words) => Fault::Weak(Span::new(words)),
                    None if claim.tells_a_deed() => Fault::Plain,
                    None => continue,
                };
                found.push((claim.head().text, fault));
            }
        }
        let mut findings = Findings::of(&UNQUANTIFIED_ACHIEVEMENT);
        for (span, fault) in found {
            let text = match fault {
                Fault::Weak(words) => format!(
                    "“{}” hides what you did, and no number says how much: name both",
                    at.str(words)
                ),
                Fault::Plain => {
                    "No number, scale or outcome: say how much, how many, or what came of it"
                        .to_owned()
                }
                Fault::Result => {
                    "A result without a number or a named outcome: say what changed, and by how much"
                        .to_owned()
                }
            };
            findings.report(at.range(span), text);
        }
        Unquantified(findings.found)
    }
}

fn is_achievement(claim: &Claim<'_>) -> bool {
    !matches!(claim.part, Some("skills" | "summary")) && claim.head().kind.is_item()
}

/// The results of stories that say next to nothing.
fn results(at: SegmentRef<'_>, kind: usize, grammar: &Grammar, found: &mut Vec<(Span, Fault)>) {
    let fields = &grammar.sections[kind].fields;
    let Some(result) = fields.iter().position(|field| field.label == "Result") else {
        return;
    };
    for (index, entry) in (0u32..).zip(&at.segment.entries) {
        let label = entry.label.as_ref();
        if label.and_then(|label| label.meaning.field(kind)) != Some(result)
            || entry.value.start >= entry.value.end && entry.next == index + 1
        {
            continue;
        }
        let claim = Claim {
            at,
            entries: index..entry.next,
            kind,
            part: None,
            reading: at.segment.reading(grammar),
        };
        if !claim.is_quantified() && claim.telling_words() < TELLING && !claim.denies() {
            found.push((claim.head().text, Fault::Result));
        }
    }
}
