use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::claims;
use crate::coverage::{Answer, Asked, KNOWN, ORDINARY};
use crate::grammar::{Facts, Tag, Voice};
use crate::syntax::Span;

use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::unprepared_red_flag::has_counter;
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
    pub(crate) static MISSING_TALKING_POINT = "missing-talking-point", Specificity, Some(Severity::Warning), Note(check), content: true, placeholders: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let overview = cx.overview();
    if !cx.is_judgeable() {
        return;
    }
    let lexicon = cx.grammar.lexicon();
    let mut order: Vec<u16> = (0..lexicon.topics.len() as u16).collect();
    order.sort_by_key(|&topic| !lexicon.topics[topic as usize].critical);
    let mut places = places(cx);
    let places: Vec<(u16, Vec<Place<'_>>)> = order
        .into_iter()
        .filter_map(|topic| Some((topic, places.remove(&topic)?)))
        .collect();
    // "Security and compliance", "compliance" alone: what asks for several topics at one place is reported
    // for one of them, and a word that asks for several is answered by a talking point on any.
    let mut done_words: HashSet<usize> = places
        .iter()
        .filter(|(topic, _)| overview.is_concrete_on(*topic))
        .flat_map(|(_, places)| places.iter().map(|place| place.word.start))
        .collect();
    let mut done_lines: HashSet<usize> = HashSet::new();
    for (topic, asked) in &places {
        let data = &lexicon.topics[*topic as usize];
        if overview.is_concrete_on(*topic) {
            continue;
        }
        let open: Vec<&Place<'_>> = asked
            .iter()
            .filter(|place| {
                !done_words.contains(&place.word.start) && !done_lines.contains(&place.range.start)
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
        done_words.extend(asked.iter().map(|place| place.word.start));
        done_lines.extend(asked.iter().map(|place| place.range.start));
        let asks = if first.requirement.is_none() {
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
        // "Confidentiality and regulatory compliance" is half answered by what is concrete on the law.
        let near = lexicon.neighbours(*topic);
        let partly = first.requirement.is_some_and(|asked| {
            let mut asks = asked.asks();
            asks.any(|ask| near.contains(&ask.topic) && overview.is_concrete_on(ask.topic))
        });
        if !data.critical || partly {
            finding.with_severity(Severity::Info);
        }
        finding.with_data("topic", data.id.as_str());
        for place in others {
            let message = if place.requirement.is_none() {
                "a red flag warns of it"
            } else {
                "asked for here, too"
            };
            finding.with_related(place.range.clone(), message);
        }
        for judged in overview.vague() {
            if judged.topics.contains(topic) || judged.plain.contains(topic) {
                finding.with_related(
                    judged.claim.range(),
                    "raised here, without anything concrete",
                );
            }
        }
        finding.with_fixes(stub(cx, &data.title));
    }
}

/// A place that asks for a topic.
#[derive(Debug)]
struct Place<'a> {
    /// The requirement; none for a red flag.
    requirement: Option<Asked<'a>>,
    /// Where the requirement or the red flag stands.
    range: Range<usize>,
    /// The word of it that asks.
    word: Range<usize>,
}

/// Whether a concrete claim answers a requirement in other words, whatever its topic: "Led four executives
/// to 112 %" answers "Lead a team of seven account executives". One word in common is chance ("engineers")
/// unless it is half of the requirement. Where the topic is critical, the word that asks must be among
/// them, or two thirds of the requirement; but not of a list, each of whose members wants an answer of its
/// own: health checks answer two thirds of "high availability, security and fault tolerance".
fn is_answered(cx: &NoteCx<'_>, place: &Place<'_>, critical: bool) -> bool {
    let Some(requirement) = place.requirement else {
        return false;
    };
    let requirement = cx.coverage().requirement(requirement);
    let all: u32 = requirement.terms.iter().map(|term| term.weight).sum();
    // "Prevent falls" is answered by "brought falls from 5.1 to 2.9".
    let asks = |&term: &usize| {
        let span = requirement.at.range(requirement.terms[term].span);
        place.word.start < span.end && span.start < place.word.end
    };
    let is_list = cx
        .text
        .slice(requirement.range.clone())
        .contains([',', '、', '，']);
    let enough = |answer: &&Answer| match critical {
        true => {
            let most = answer.weight * 3 >= all * 2 && answer.weight > KNOWN;
            answer.terms.iter().any(asks) || most && !is_list
        }
        false => answer.weight > KNOWN || answer.weight > ORDINARY && answer.weight * 2 >= all,
    };
    let mut answers = requirement.answers.iter().filter(enough);
    answers.any(|answer| cx.overview().is_told_at(&answer.range))
}

/// The red flags of a segment that have no counter, each with the topics that it raises.
struct Warnings(Vec<(Span, Vec<(u16, Span)>)>);

impl Summary for Warnings {
    const SLOT: Slot = Slot::Warnings;

    fn of(piece: &Piece<'_>) -> Self {
        let Piece { at, grammar, .. } = *piece;
        let flags = &Facts::shipped().red_flags;
        let reading = at.segment.reading(grammar);
        let mut found = Vec::new();
        for (index, entry) in (0u32..).zip(&at.segment.entries) {
            let raised = reading.hits(index).iter().filter_map(|hit| match hit.tag {
                Tag::Raises(topic) => Some((topic, reading.span(hit.words.clone()))),
                _ => None,
            });
            let raised: Vec<(u16, Span)> = raised.collect();
            let is_flag = !raised.is_empty()
                && entry.kind.is_item()
                && claims::part_id(at, index, piece.kind, grammar) == Some("red-flags");
            // A flag with its counter behind it is prepared.
            let prepared = entry.next > index + 1 || has_counter(&at.segment.plain(entry), flags);
            if is_flag && !prepared {
                found.push((entry.text, raised));
            }
        }
        Warnings(found)
    }
}

/// The places that ask for topics, by topic. Where all that a place asks for is concrete, nothing is to
/// be said of it.
fn places<'a>(cx: &'a NoteCx<'_>) -> HashMap<u16, Vec<Place<'a>>> {
    let overview = cx.overview();
    let mut places: HashMap<u16, Vec<Place<'a>>> = HashMap::new();
    for asked in cx.coverage().asked().filter(|asked| !asked.is_nice()) {
        if asked.asks().all(|ask| overview.is_concrete_on(ask.topic)) {
            continue;
        }
        for ask in asked.asks() {
            let of_topic = places.entry(ask.topic).or_default();
            let range = asked.range();
            if of_topic.last().is_none_or(|last| last.range != range) {
                of_topic.push(Place {
                    requirement: Some(asked),
                    range,
                    word: ask.word,
                });
            }
        }
    }
    for piece in cx.pieces() {
        if cx.grammar.sections[piece.kind].voice != Voice::Advice {
            continue;
        }
        for (text, raised) in &piece.get::<Warnings>().0 {
            for &(topic, word) in raised {
                places.entry(topic).or_default().push(Place {
                    requirement: None,
                    range: piece.at.range(*text),
                    word: piece.at.range(word),
                });
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
