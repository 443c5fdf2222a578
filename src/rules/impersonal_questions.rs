use std::collections::HashSet;

use crate::grammar::Stock;
use crate::grammar::terms::{Shape, Word, words};

use super::asking::{company_stems, questions_of, to_ask};
use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports questions to ask none of which names the company, a product, a team, or anything else
    /// that your note knows of this job.
    ///
    /// One name in one question is enough, and so is one telling word that the job overview or the
    /// company section has, too. The trade itself is no such word: "How do nurses here …?" may be asked
    /// by any nurse. Silent below three questions, in a note that names no
    /// company, and for questions in other languages than English.
    ///
    /// ## Why it matters
    ///
    /// "How did the move to Riga change the planning?" says that you read about Riga. Three questions
    /// that fit any employer say that you read about none.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Company Summary
    /// Container feeder line, eleven vessels, a new terminal in Riga.
    /// ## Questions to Ask Them
    ///    ^^^^^^^^^^^^^^^^^^^^^
    /// - How do colleagues share the work when somebody is away?
    /// - Who would give me feedback in the first months?
    /// - What was the last decision that the team regretted?
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Company Summary
    /// Container feeder line, eleven vessels, a new terminal in Riga.
    /// ## Questions to Ask Them
    /// - How do colleagues share the work when a vessel is late?
    /// - Who would give me feedback in the first months?
    /// - What was the last decision that the team regretted?
    /// ```
    ///
    /// ## Source
    ///
    /// Of 31 public notes, 10 name the company in none of their questions. Vault's guide warns of
    /// "a question that everyone asks".
    pub(crate) static IMPERSONAL_QUESTIONS = "impersonal-questions", Specificity, Some(Severity::Hint), Note(check);
}

/// Fewer questions say little about somebody's preparation; too-few-questions speaks there.
const ENOUGH: usize = 3;

/// The sections whose words are this job's own.
const FACTS: [&str; 4] = [
    "company-summary",
    "job-overview",
    "interviewers",
    "logistics",
];

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let (Some((_, sections)), Some(company)) = (to_ask(cx), cx.note.company()) else {
        return;
    };
    let asked = questions_of(cx, &sections);
    let texts = || asked.iter().map(|question| question.whole);
    if asked.len() < ENOUGH || !Stock::shipped().is_english(texts()) {
        return;
    }
    let mut telling: HashSet<u64> = HashSet::new();
    let own = company_stems(cx);
    if own.is_empty() {
        return;
    }
    for text in texts() {
        let mut found = Vec::new();
        words(text, 0, &mut found);
        if found
            .iter()
            .any(|word| own.contains(&word.stem) || is_name(word))
        {
            return;
        }
        let stems = found.iter().map(|word| word.stem);
        telling.extend(stems.filter(|stem| Stock::shipped().is_distinctive(*stem)));
    }
    if facts(cx).iter().any(|stem| telling.contains(stem)) {
        return;
    }
    findings.report(
        cx.heading_range(sections[0]),
        format!("None of the {} questions is about {company}: ask at least one that only they can answer", asked.len()),
    );
}

/// Whether a word is a name by how it is written, wherever it stands.
fn is_name(word: &Word) -> bool {
    match word.shape {
        Shape::Mixed => true,
        Shape::Capitals => Stock::shipped().is_distinctive(word.stem),
        Shape::Capitalised => !word.opens && Stock::shipped().is_distinctive(word.stem),
        Shape::Lower | Shape::Number => false,
    }
}

/// The stems of all that the note knows of this job.
fn facts(cx: &NoteCx<'_>) -> HashSet<u64> {
    let mut found = Vec::new();
    for (spec, sections) in cx.by_kind() {
        if !FACTS.contains(&spec.id.as_str()) {
            continue;
        }
        for at in sections
            .iter()
            .flat_map(|section| cx.note.segments_of(section))
        {
            for entry in &at.segment.entries {
                words(&at.segment.plain(entry), 0, &mut found);
            }
        }
    }
    let front = cx.note.front_matter.as_ref();
    let people = front.and_then(|front| front.value("interviewers"));
    words(people.map_or("", |(people, _)| people), 0, &mut found);
    // "Engineer", though not "(Highways)" and not ", Medication Safety": who is wanted, not where.
    let role = cx.note.role().unwrap_or_default();
    let trade = role.split(['(', ',', '–', '—', '|', '/']).next();
    let mut own = Vec::new();
    words(trade.unwrap_or_default(), 0, &mut own);
    let mut rest = Vec::new();
    words(&role[trade.map_or(0, str::len)..], 0, &mut rest);
    let mut facts: HashSet<u64> = found.iter().map(|word| word.stem).collect();
    for word in own {
        facts.remove(&word.stem);
    }
    facts.extend(rest.iter().map(|word| word.stem));
    facts
}
