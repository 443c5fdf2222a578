use std::ops::Range;

use crate::claims;
use crate::coverage::{Answer, KNOWN, ORDINARY};
use crate::grammar::{Facts, Tag, Voice};

use super::rule::{Severity, rule};
use super::unprepared_red_flag::has_counter;
use super::vague_talking_point::is_vague;
use super::{Findings, Fix, NoteCx, append};

rule! {
    /// Reports a topic that the posting asks for, or a red flag without a counter warns of, on which no talking point is concrete.
    ///
    /// Responsibilities and requirements ask for a topic; fit, résumé highlights, stories, pitch, gaps and answers
    /// may speak to it. It is a warning for critical topics, such as security, privacy, legal matters and the safety
    /// of patients, pupils and sites, and information for others.
    ///
    /// ## Why it matters
    ///
    /// What stands in the posting is asked in the interview. A topic without one concrete talking point is
    /// the question on which the answer gets thin.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Brightwater School – Teacher of Chemistry
    /// ## Job Overview
    /// **Key Responsibilities:**
    /// - Uphold safeguarding across the department
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ## Why This Job Is a Fit
    /// - Taught chemistry to 140 pupils in years 9 to 11.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Brightwater School – Teacher of Chemistry
    /// ## Job Overview
    /// **Key Responsibilities:**
    /// - Uphold safeguarding across the department
    /// ## Why This Job Is a Fit
    /// - Taught chemistry to 140 pupils in years 9 to 11.
    /// - Safeguarding: deputy designated safeguarding lead for two years, 31 concerns logged and closed.
    /// ```
    ///
    /// ## Options
    ///
    /// `[[topics]]` in `prep.toml`: `critical`, `words`, `specifics`.
    ///
    /// ## Source
    ///
    /// Requirements that are answered by evidence or listed as a gap are what résumé checkers count
    /// (Jobscan, Huntr); the topics and what is critical are ours.
    pub(crate) static MISSING_TALKING_POINT = "missing-talking-point", Specificity, Some(Severity::Warning), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let overview = cx.overview();
    if !cx.is_judgeable() {
        return;
    }
    let lexicon = cx.grammar.lexicon();
    let mut order: Vec<u16> = (0..lexicon.topics.len() as u16).collect();
    order.sort_by_key(|&topic| !lexicon.topics[topic as usize].critical);
    let places: Vec<(u16, Vec<Place>)> = order
        .into_iter()
        .map(|topic| (topic, asked_at(cx, topic)))
        .filter(|(_, places)| !places.is_empty())
        .collect();
    let mut reported: Vec<u16> = Vec::new();
    for (topic, asked) in &places {
        let data = &lexicon.topics[*topic as usize];
        if overview.is_concrete_on(*topic) {
            continue;
        }
        // "Security and compliance", "compliance" alone: what asks for several topics at one place is reported
        // for one of them, and a word that asks for several is answered by a talking point on any.
        let done = places
            .iter()
            .filter(|(other, _)| reported.contains(other) || overview.is_concrete_on(*other));
        let done: Vec<&Place> = done.flat_map(|(_, places)| places).collect();
        let open: Vec<&Place> = asked
            .iter()
            .filter(|place| {
                !done.iter().any(|other| {
                    let same_line = other.range == place.range && reported.contains(&other.topic);
                    other.word == place.word || same_line
                })
            })
            .collect();
        let Some((first, others)) = open.split_first() else {
            continue;
        };
        if asked
            .iter()
            .any(|place| is_answered(cx, place, data.critical))
        {
            continue;
        }
        reported.push(*topic);
        let asks = if first.flag {
            "A red flag warns of"
        } else {
            "The posting asks for"
        };
        let finding = findings.report(
            first.range.clone(),
            format!(
                "{asks} {}, and no talking point is concrete on it: add one with a deed, a number or a name",
                lower_first(&data.title)
            ),
        );
        if !data.critical {
            finding.with_severity(Severity::Info);
        }
        finding.with_data("topic", data.id.as_str());
        for place in others {
            let message = if place.flag {
                "a red flag warns of it"
            } else {
                "asked for here, too"
            };
            finding.with_related(place.range.clone(), message);
        }
        for judged in &overview.claims {
            let raises = judged.topics.contains(topic) || judged.plain.contains(topic);
            if is_vague(judged) && raises {
                finding.with_related(
                    judged.claim.range(),
                    "raised here, without anything concrete",
                );
            }
        }
        finding.fixes.extend(stub(cx, &data.title));
    }
}

/// A place that asks for a topic.
#[derive(Debug, PartialEq)]
struct Place {
    topic: u16,
    /// The requirement or the red flag.
    range: Range<usize>,
    /// The word of it that asks.
    word: Range<usize>,
    /// Whether it is a red flag.
    flag: bool,
}

/// Whether a concrete claim answers a requirement in other words, whatever its topic: "Led four executives
/// to 112 %" answers "Lead a team of seven account executives". One word in common is chance ("engineers") unless
/// it is half of the requirement; where the topic is critical, two thirds must be there.
fn is_answered(cx: &NoteCx<'_>, place: &Place, critical: bool) -> bool {
    let requirements = cx
        .coverage()
        .iter()
        .filter(|requirement| requirement.range == place.range);
    let mut answers = requirements.flat_map(|requirement| {
        let all: u32 = requirement.terms.iter().map(|term| term.weight).sum();
        // "Prevent falls" is answered by "brought falls from 5.1 to 2.9".
        let word = place.word.clone();
        let asks = move |term: &usize| {
            let span = requirement.at.range(requirement.terms[*term].span);
            word.start < span.end && span.start < word.end
        };
        let enough = move |answer: &&Answer| match critical {
            true => {
                let plain = answer.terms.iter().any(&asks);
                plain || answer.weight * 3 >= all * 2 && answer.weight > KNOWN
            }
            false => answer.weight > KNOWN || answer.weight > ORDINARY && answer.weight * 2 >= all,
        };
        requirement.answers.iter().filter(enough)
    });
    answers.any(|answer| {
        let mut concrete = cx
            .overview()
            .claims
            .iter()
            .filter(|judged| judged.concrete.is_some() && judged.claim.part != Some("skills"));
        concrete.any(|judged| {
            let entries = &judged.claim.at.segment.entries;
            let mut own = judged.claim.entries.clone();
            own.any(|index| judged.claim.at.range(entries[index as usize].text) == answer.range)
        })
    })
}

/// The places that ask for a topic.
fn asked_at(cx: &NoteCx<'_>, topic: u16) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for requirement in cx.coverage().iter().filter(|requirement| !requirement.nice) {
        if let Some(ask) = requirement.asks.iter().find(|ask| ask.topic == topic) {
            places.push(Place {
                topic,
                range: requirement.range.clone(),
                word: ask.word.clone(),
                flag: false,
            });
        }
    }
    let flags = &Facts::shipped().red_flags;
    for section in &cx.note.sections {
        if cx.grammar.sections[section.spec].voice != Voice::Advice {
            continue;
        }
        for at in cx.note.segments_of(section) {
            let reading = at.segment.reading(cx.grammar);
            for (index, entry) in (0u32..).zip(&at.segment.entries) {
                let mut hits = reading.hits(index).iter();
                let Some(hit) = hits.find(|hit| hit.tag == Tag::Raises(topic)) else {
                    continue;
                };
                // A flag with its counter behind it is prepared.
                let text = at.segment.plain(entry);
                let countered = has_counter(&text, flags) || entry.next > index + 1;
                if entry.kind.is_item()
                    && !countered
                    && claims::part_id(at, index, section.spec, cx.grammar) == Some("red-flags")
                {
                    places.push(Place {
                        topic,
                        range: at.range(entry.text),
                        word: at.range(reading.span(hit.words.clone())),
                        flag: true,
                    });
                }
            }
        }
    }
    places
}

/// Inserts a talking point on the topic, to be filled in, behind the last claim of the fit section or
/// of the résumé highlights.
fn stub(cx: &NoteCx<'_>, title: &str) -> Option<Fix> {
    let section = cx
        .note
        .sections
        .iter()
        .find(|section| cx.grammar.sections[section.spec].voice == Voice::Own)?;
    // One that was inserted and is still to be filled in is enough.
    let waiting = cx.note.fields(section).any(|(_, index, entry, label)| {
        label.name == title && entry.value.start >= entry.value.end && entry.next == index + 1
    });
    if waiting {
        return None;
    }
    Some(Fix {
        title: format!("Insert a talking point on {}", lower_first(title)),
        safe: false,
        edits: vec![append::item(cx, section, &format!("**{title}:** "))],
    })
}

/// A title within a sentence: "Patient safety" is "patient safety", "HR" stays.
pub(super) fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first
            .to_lowercase()
            .chain(std::iter::once(second))
            .chain(chars)
            .collect(),
        _ => title.to_owned(),
    }
}
