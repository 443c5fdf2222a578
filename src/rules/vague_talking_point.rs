use crate::claims::{Claim, Judged};
use crate::grammar::Tag;

use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a talking point that raises a topic and names nothing.
    ///
    /// A claim about oneself, in fit, résumé highlights, stories, pitch, gaps or an answer, that speaks of
    /// security, patient safety, leadership … and holds no standard, control, method or tool, no number, no
    /// named system, and no deed with an object. Questions, wishes, advice to oneself, quotations and
    /// what is said of the company are no claims. It is information only where another claim of the note
    /// is concrete on the topic, or on one near to it.
    ///
    /// ## Why it matters
    ///
    /// "Strong focus on patient safety" is what every candidate says; the next question is "For example?".
    /// Who has the example in the note has it in the interview.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Marlowe Bay Hospital – Staff Nurse
    /// ## Why This Job Is a Fit
    /// - Strong focus on patient safety and best practice.
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Marlowe Bay Hospital – Staff Nurse
    /// ## Why This Job Is a Fit
    /// - Patient safety: brought SBAR into our bay handover; no missed escalation since March.
    /// ```
    ///
    /// ## Options
    ///
    /// Topics of your own, and more words and specifics for the shipped ones, stand under `[[topics]]` in
    /// `prep.toml`.
    ///
    /// ## Source
    ///
    /// "Vague statements on security/compliance – use concrete examples" is the advice that one of 36 read
    /// notes gives itself; of 19 that mention security, 8 name a standard or a mechanism.
    pub(crate) static VAGUE_TALKING_POINT = "vague-talking-point", Specificity, Some(Severity::Warning), Note(check), content: true;
}

/// How many specifics a message and the fixes offer.
const OFFERED: usize = 3;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let overview = cx.overview();
    let lexicon = cx.grammar.lexicon();
    for judged in overview.vague() {
        // The weightiest of its topics speaks for all.
        let topics = if judged.topics.is_empty() {
            judged.plain
        } else {
            judged.topics
        };
        let Some(&topic) = topics
            .iter()
            .min_by_key(|&&topic| !lexicon.topics[topic as usize].critical)
        else {
            continue;
        };
        let data = &lexicon.topics[topic as usize];
        let said = said(&judged.claim, topic);
        let offered: Vec<&str> = data
            .specifics
            .iter()
            .take(OFFERED)
            .map(String::as_str)
            .collect();
        let hint = match offered.as_slice() {
            [] => String::new(),
            some => format!(" ({}, …)", some.join(", ")),
        };
        let finding = findings.report(
            judged.claim.range(),
            format!(
                "“{said}”, and nothing concrete: say what you did, with a number or a name{hint}"
            ),
        );
        // The nearest neighbour excuses it, too: who is concrete on privacy has thought of security.
        let nearest = lexicon.neighbours(topic).first().copied();
        let near = std::iter::once(topic).chain(nearest);
        if near.into_iter().any(|topic| overview.is_concrete_on(topic)) {
            finding.with_severity(Severity::Info);
        }
        finding.with_data("topic", data.id.as_str());
        finding.with_data("specifics", offered.clone());
        let end = end_of_text(cx, &judged);
        for specific in offered {
            finding.with_fix(Fix {
                title: format!("Name “{specific}”"),
                safe: false,
                edits: vec![Edit::insert(end, format!(" ({specific})"))],
            });
        }
    }
}
/// The word that raises the topic, as it is written.
pub(super) fn said<'a>(claim: &Claim<'a>, topic: u16) -> &'a str {
    let mut hits = claim
        .prose()
        .flat_map(|(index, _)| claim.reading.hits(index));
    let hit = hits
        .find(|hit| matches!(hit.tag, Tag::Raises(other) | Tag::Talks(other) if other == topic));
    hit.map_or("", |hit| {
        claim.at.segment.str(claim.reading.span(hit.words.clone()))
    })
}

/// Where the claim's head ends, before its full stop.
fn end_of_text(cx: &NoteCx<'_>, judged: &Judged<'_>) -> usize {
    let range = judged.claim.range();
    let text = cx.text.slice(range.clone());
    range.start + text.trim_end_matches(['.', ';', ' ', '!']).len()
}
