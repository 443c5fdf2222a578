use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::claims;
use crate::grammar::terms::Shape;
use crate::grammar::{Tag, Voice};
use crate::note::{Entry, EntryKind, Reading, SegmentRef};
use crate::syntax::Span;

use super::finding::Addition;
use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Findings, NoteCx, append};

rule! {
    /// Reports a skill that the note itself calls learning, basic or a gap, without a plan anywhere.
    ///
    /// "Basic SQL", "Go (in progress)", "not yet familiar with payroll": the skill should come again among the concepts to review,
    /// in the gaps with a framing or a plan, in the advice, or with its plan behind it in the same line. An item of the
    /// gaps section needs something behind a dash or a colon, or nested in it.
    ///
    /// ## Why it matters
    ///
    /// A gap that you name yourself is asked about. With a plan it is an answer, without one a confession.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Resume Highlights
    /// - Berth planning for 12 vessels a week; basic SQL
    ///                                         ^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Resume Highlights
    /// - Berth planning for 12 vessels a week; basic SQL
    /// ## Concepts to Review
    /// - SQL: joins and window functions, on the berth data
    /// ```
    ///
    /// ## Source
    ///
    /// Templates that want a framing and a plan for each gap ("never claim it"); 24 of 61 read notes have such a section.
    pub(crate) static UNPLANNED_GAP = "unplanned-gap", Coverage, Some(Severity::Info), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    if !cx.overview().english {
        return;
    }
    let additions: OnceCell<Arc<[Addition]>> = OnceCell::new();
    let planned: OnceCell<FxHashSet<u64>> = OnceCell::new();
    let own = cx.pieces();
    let own = own.filter(|piece| cx.grammar.sections[piece.kind].voice == Voice::Own);
    for piece in own {
        for (skill, span) in &piece.get::<Gaps>().0 {
            let planned = planned.get_or_init(|| planned_terms(cx));
            if skill.iter().any(|term| planned.contains(term)) {
                continue;
            }
            let range = piece.at.range(*span);
            let said = piece.at.str(*span);
            let finding = findings.report(
                range,
                format!("“{said}” is a gap without a plan: say how you close it, or add it to the concepts"),
            );
            finding.with_item(said.to_owned());
            finding.with_additions(additions.get_or_init(|| places(cx)));
        }
    }
}

/// The gaps that a segment of one's own claims admits, each with what it may be planned by.
struct Gaps(Vec<(Vec<u64>, Span)>);

impl Summary for Gaps {
    const SLOT: Slot = Slot::Gaps;

    fn of(piece: &Piece<'_>) -> Self {
        let Piece {
            at, kind, grammar, ..
        } = *piece;
        let is_gaps = grammar.sections[kind].id == "gaps";
        let reading = at.segment.reading(grammar);
        let mut found = Vec::new();
        for (index, entry) in (0u32..).zip(&at.segment.entries) {
            if entry.quoted || claims::is_question(at, entry) || entry.kind == EntryKind::Code {
                continue;
            }
            // Below a sub-heading stands what is to be said of the gap that it names.
            let gaps: Vec<Range<u32>> = if is_gaps && !piece.opens {
                Vec::new()
            } else if is_gaps {
                bare_gap(at, index, entry, kind, reading)
                    .into_iter()
                    .collect()
            } else {
                learning(at, index, entry, reading)
            };
            for mut words in gaps {
                let mut skill = terms(at, index, words.clone(), reading);
                // "Payroll: still learning it": the skill stands before the colon.
                if skill.is_empty() {
                    // What follows the comma may be the plan.
                    if words.end < reading.range(index).end {
                        continue;
                    }
                    words.start = reading.range(index).start;
                    skill = terms(at, index, words.clone(), reading);
                }
                if skill.is_empty() {
                    continue;
                }
                let mut span = reading.span(words);
                // "Go (in progress": the bracket belongs to it.
                let rest = &at.segment.chunk.text[span.end as usize..];
                if at.segment.str(span).contains('(') && rest.starts_with(')') {
                    span.end += 1;
                }
                found.push((skill, span));
            }
        }
        Gaps(found)
    }
}

/// All that is to be reviewed or done. Put together once for all gaps.
fn planned_terms(cx: &NoteCx<'_>) -> FxHashSet<u64> {
    let plans = cx.pieces().filter(|piece| {
        let spec = &cx.grammar.sections[piece.kind];
        matches!(spec.voice, Voice::Review | Voice::Advice)
            || matches!(spec.id.as_str(), "plan" | "gaps")
    });
    plans
        .flat_map(|piece| piece.get::<Plans>().0.iter().copied())
        .collect()
}

/// What a segment plans to review or to do, as stems and groups of synonyms, in order.
struct Plans(Vec<u64>);

impl Summary for Plans {
    const SLOT: Slot = Slot::Plans;

    fn of(piece: &Piece<'_>) -> Self {
        let Piece {
            at, kind, grammar, ..
        } = *piece;
        let is_gaps = grammar.sections[kind].id == "gaps";
        let reading = at.segment.reading(grammar);
        let mut planned = Vec::new();
        for (index, entry) in (0u32..).zip(&at.segment.entries) {
            // A gap without anything behind it plans nothing, not even itself.
            if is_gaps && bare_gap(at, index, entry, kind, reading).is_some() {
                continue;
            }
            planned.extend(reading.words(index).iter().map(|word| word.stem));
            planned.extend(reading.hits(index).iter().filter_map(|hit| match hit.tag {
                Tag::Same(_) => Reading::key(hit.tag),
                _ => None,
            }));
        }
        planned.sort_unstable();
        planned.dedup();
        Plans(planned)
    }
}

/// The words of an item of the gaps section that has nothing behind it.
fn bare_gap(
    at: SegmentRef<'_>,
    index: u32,
    entry: &Entry,
    kind: usize,
    reading: &Reading,
) -> Option<Range<u32>> {
    let nested = entry.next > index + 1;
    let text = at.segment.str(entry.text);
    let separated = text.contains([':', '–', '—', ';', '(', '→', '.'])
        || text.contains(" - ")
        || text.contains("->");
    // "Payroll: currently learning" has a colon and no plan.
    let learning = reading
        .hits(index)
        .iter()
        .filter(|hit| hit.tag == Tag::Learning);
    let ends = learning.map(|hit| hit.words.end).max() == Some(reading.range(index).end);
    let goes_on = separated && !ends;
    let many = reading.words(index).len() > 12;
    // "Framing: …" and "Plan: …" belong to the gap above them; a sub-heading's lines to it.
    let field = entry
        .label
        .as_ref()
        .and_then(|label| label.meaning.field(kind));
    let named = field.is_some() || entry.parent.is_some();
    let alone = entry.kind.is_item() && !nested && !goes_on && !many && !named;
    let next = at.segment.entries.get(entry.next as usize);
    let labelled = next.is_some_and(|next| next.label.is_some() && next.kind == EntryKind::Line);
    let words = reading.range(index);
    (alone && !labelled && !words.is_empty()).then_some(words)
}

/// The pieces of an entry that call something learning: from comma to comma, brackets with what
/// stands before them.
fn learning(at: SegmentRef<'_>, index: u32, entry: &Entry, reading: &Reading) -> Vec<Range<u32>> {
    let all = reading.range(index);
    let mut found: Vec<Range<u32>> = Vec::new();
    for hit in reading
        .hits(index)
        .iter()
        .filter(|hit| hit.tag == Tag::Learning)
    {
        let (mut start, mut end) = (hit.words.start, hit.words.end);
        let gap = |before: u32| {
            let span = Span {
                start: reading.words[before as usize].span.end,
                end: reading.words[before as usize + 1].span.start,
            };
            at.segment.str(span)
        };
        let parts = |text: &str| text.contains([',', ';', '–', '—', '.', ':', '|']);
        while start > all.start && !parts(gap(start - 1)) {
            start -= 1;
        }
        while end < all.end && !parts(gap(end - 1)) {
            end += 1;
        }
        // "basic" alone is a word of many senses: "basic life support" is a certificate.
        let first = at.segment.str(reading.words[hit.words.start as usize].span);
        let next = reading.words[all.start as usize..all.end as usize]
            .get((hit.words.end - all.start) as usize);
        let of_a_name =
            next.is_some_and(|next| !matches!(next.shape, Shape::Lower | Shape::Number));
        let in_brackets = hit.words.start > all.start && gap(hit.words.start - 1).ends_with('(');
        // "Basic Life Support": all of it has capitals.
        let after = &reading.words[all.start as usize..all.end as usize];
        let after = after.get((hit.words.end - all.start) as usize + 1);
        let certificate = first == "Basic"
            && (hit.words.start > all.start
                || after.is_some_and(|word| word.joined && word.shape == Shape::Capitalised));
        if hit.words.len() == 1
            && first.eq_ignore_ascii_case("basic")
            && !in_brackets
            && (!of_a_name || certificate)
        {
            continue;
        }
        let goes_on = reading.words[end as usize - 1].span.end + 2 < entry.text.end && {
            let rest = at.segment.str(Span {
                start: reading.words[end as usize - 1].span.end,
                end: entry.text.end,
            });
            rest.trim_start_matches([')', '*', '_', ' '])
                .starts_with(['–', '—', ':', '→'])
        };
        if !goes_on && !found.iter().any(|range| range.contains(&start)) {
            found.push(start..end);
        }
    }
    found
}

/// The keys of the skill that some words name: names where there are any.
fn terms(at: SegmentRef<'_>, index: u32, words: Range<u32>, reading: &Reading) -> Vec<u64> {
    let mut hard = Vec::new();
    let mut all = Vec::new();
    for word_index in words {
        let word = &reading.words[word_index as usize];
        let skip = reading.hits_over(index, word_index).any(|hit| {
            matches!(
                hit.tag,
                Tag::Learning | Tag::Stop | Tag::Soft | Tag::Filler | Tag::Weak | Tag::Hedge
            )
        });
        let letters = at
            .segment
            .str(word.span)
            .chars()
            .filter(|char| char.is_alphabetic())
            .count();
        // "R" and "C" are names, "a" is none.
        if skip || letters == 0 || letters == 1 && word.shape == Shape::Lower {
            continue;
        }
        let mut keys = vec![word.stem];
        let groups = reading.hits_over(index, word_index);
        keys.extend(groups.filter_map(|hit| match hit.tag {
            Tag::Same(_) => Reading::key(hit.tag),
            _ => None,
        }));
        let name = word.is_name() || keys.len() > 1;
        if name {
            hard.extend(keys.iter().copied());
        }
        all.extend(keys);
    }
    if hard.is_empty() { all } else { hard }
}

/// Where a gap can be added: the first section for what is to be reviewed.
fn places(cx: &NoteCx<'_>) -> Arc<[Addition]> {
    let mut sections = cx.note.sections.iter();
    let section = sections.find(|section| cx.grammar.sections[section.spec].voice == Voice::Review);
    let places = section.into_iter().map(|section| {
        let title = &cx.grammar.sections[section.spec].title;
        let (at, lead) = append::place(cx, section);
        Addition {
            title: format!("Add it to “{title}”"),
            at,
            lead,
        }
    });
    places.collect()
}
