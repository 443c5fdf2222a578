use crate::grammar::Stock;
use crate::grammar::terms::{Shape, StemSet, Word, words};

use super::asking::{company_stems, questions, to_ask};
use super::pieces::{Piece, Slot, Summary};
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
pub(super) const ENOUGH: usize = 3;

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
    if company_stems(Some(company)).is_empty() {
        return;
    }
    let pieces = || sections.iter().flat_map(|section| cx.pieces_of(section));
    let (mut asked, mut all, mut empty) = (0, 0, 0);
    for piece in pieces() {
        let naming = piece.get::<Naming>();
        if naming.names {
            return;
        }
        asked += naming.asked;
        all += naming.words.0;
        empty += naming.words.1;
    }
    if asked < ENOUGH || !Stock::is_english(all, empty) {
        return;
    }
    let mut telling = StemSet::default();
    for piece in pieces() {
        telling.extend(&piece.get::<Naming>().telling);
    }
    if tells_facts(cx, &telling) {
        return;
    }
    findings.report(
        cx.heading_range(sections[0]),
        format!("None of the {asked} questions is about {company}: ask at least one that only they can answer"),
    );
}

/// What the questions of a segment name.
struct Naming {
    asked: usize,
    /// How many words they have, and how many of these tell nothing.
    words: (usize, usize),
    /// Whether one names the company, or anything else that has a name.
    names: bool,
    /// Words that not every posting says, as stems.
    telling: Vec<u64>,
}

impl Summary for Naming {
    const SLOT: Slot = Slot::ImpersonalQuestions;

    fn of(piece: &Piece<'_>) -> Self {
        let company = company_stems(piece.company);
        let stock = Stock::shipped();
        let mut naming = Naming {
            asked: 0,
            words: (0, 0),
            names: false,
            telling: Vec::new(),
        };
        for question in questions(piece) {
            let (all, empty) = stock.count(question.whole);
            naming.asked += 1;
            naming.words.0 += all;
            naming.words.1 += empty;
            let mut found = Vec::new();
            words(question.whole, 0, &mut found);
            naming.names |= found
                .iter()
                .any(|word| company.contains(&word.stem) || is_name(word));
            let stems = found.iter().map(|word| word.stem);
            naming
                .telling
                .extend(stems.filter(|stem| stock.is_distinctive(*stem)));
        }
        naming
    }
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

/// Whether one of some words is of the note's own facts, or says what is particular about the role.
fn tells_facts(cx: &NoteCx<'_>, telling: &StemSet) -> bool {
    let stems = |text: &str| {
        let mut found = Vec::new();
        words(text, 0, &mut found);
        found.into_iter().map(|word| word.stem)
    };
    // "Engineer", though not "(Highways)" and not ", Medication Safety": who is wanted, not where.
    let role = cx.note.role().unwrap_or_default();
    let trade = role.split(['(', ',', '–', '—', '|', '/']).next();
    let trade = trade.unwrap_or_default();
    if stems(&role[trade.len()..]).any(|stem| telling.contains(&stem)) {
        return true;
    }
    let own: StemSet = stems(trade).collect();
    let tells = |stem: &u64| telling.contains(stem) && !own.contains(stem);
    let front = cx.note.front_matter.as_ref();
    let people = front.and_then(|front| front.value("interviewers"));
    let mut pieces = cx.pieces();
    stems(people.map_or("", |(people, _)| people)).any(|stem| tells(&stem))
        || pieces.any(|piece| {
            let id = cx.grammar.sections[piece.kind].id.as_str();
            FACTS.contains(&id) && piece.get::<FactWords>().0.iter().any(tells)
        })
}

/// The words of a segment, as stems.
struct FactWords(Vec<u64>);

impl Summary for FactWords {
    const SLOT: Slot = Slot::Facts;

    fn of(piece: &Piece<'_>) -> Self {
        let segment = piece.at.segment;
        let mut found = Vec::new();
        for entry in &segment.entries {
            words(&segment.plain(entry), 0, &mut found);
        }
        FactWords(found.iter().map(|word| word.stem).collect())
    }
}
