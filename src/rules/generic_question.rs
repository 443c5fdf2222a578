use std::collections::{HashMap, HashSet};

use crate::grammar::{Stock, Suggestion};
use crate::syntax::Span;

use super::asking::{Question, company_stems, questions, suggestions, to_ask};
use super::missing_question_theme::{missing, themes_of};
use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a stock question among those you mean to ask: one of every list, or one that the
    /// company's own site answers.
    ///
    /// A question is compared with the stock ones by its telling words, so that "What would success
    /// look like in this role?" is found as well as "How do you define success here?". One word that
    /// makes it particular is enough for silence: a product, a ward, a number, a month. English only.
    /// The fix offers a question on the same theme that suits the role.
    ///
    /// ## Why it matters
    ///
    /// The panel has heard it from the four before you and answers all five alike. You learn nothing,
    /// and they learn that you could have asked it anywhere.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Stonebeck Trust – Staff Nurse
    /// ## Questions to Ask Them
    /// - What does a typical day look like in this role?
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Stonebeck Trust – Staff Nurse
    /// ## Questions to Ask Them
    /// - What does a typical night look like since the rehab ward moved?
    /// ```
    ///
    /// ## Source
    ///
    /// The University of Minnesota's career page: ask what "cannot be answered through basic
    /// research". Of 251 questions to ask in 30 public notes, 39 were of this kind.
    pub(crate) static GENERIC_QUESTION = "generic-question", Specificity, Some(Severity::Info), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let Some((spec, sections)) = to_ask(cx) else {
        return;
    };
    // Each is offered a question of its own, so that two of a theme do not become the same.
    let mut offered: HashSet<String> = HashSet::new();
    // What could be asked instead is the same for all questions of a theme; each with the themes that it holds.
    let kind = sections.first().map_or(0, |section| section.spec);
    let mut by_theme: HashMap<Option<&str>, Vec<(Suggestion, Vec<&str>)>> = HashMap::new();
    for piece in sections.iter().flat_map(|section| cx.pieces_of(section)) {
        for &(span, theme) in &piece.get::<Generic>().0 {
            let range = piece.at.range(span);
            let finding = findings.report(
                range.clone(),
                "Any candidate could ask this anywhere: ask about something particular to this job",
            );
            if let Some(theme) = theme {
                finding.with_data("theme", theme);
            }
            let all = by_theme.entry(theme).or_insert_with(|| {
                let themes: Vec<&str> = match theme {
                    Some(theme) => vec![theme],
                    None => missing(cx, spec, &sections),
                };
                let all = suggestions(cx, spec, &sections, &themes).into_iter();
                all.map(|one| {
                    let held = themes_of(cx, kind, &one.text);
                    (one, held)
                })
                .collect()
            });
            // What only this question is about is still asked about then.
            all.retain(|(one, _)| !offered.contains(&one.text));
            if all.is_empty() {
                continue;
            }
            let kept = themes_of(cx, kind, &cx.text.slice(range.clone()));
            let keeps = |held: &[&str]| kept.iter().all(|theme| held.contains(theme));
            let fits = |one: &Suggestion| theme.is_none_or(|theme| theme == one.theme);
            let mut keeping = all.iter().filter(|(_, held)| keeps(held));
            let any = keeping.clone().next().filter(|_| !kept.is_empty());
            let on_theme = keeping.find(|(one, _)| fits(one));
            let Some((better, _)) = on_theme.or(any).cloned() else {
                continue;
            };
            finding.with_fix(Fix {
                title: format!("Ask instead: {}", better.text),
                safe: false,
                edits: vec![Edit::replace(range, better.text.as_str())],
            });
            offered.insert(better.text);
        }
    }
}

/// The stock questions of a segment, each with the theme of what to ask instead.
struct Generic(Vec<(Span, Option<&'static str>)>);

impl Summary for Generic {
    const SLOT: Slot = Slot::GenericQuestion;

    fn of(piece: &Piece<'_>) -> Self {
        let company = company_stems(piece.company);
        let asked = questions(piece);
        let particular = asked.iter().filter(|question| !is_elaborated(question));
        let stock = particular.filter_map(|question| {
            let stock = Stock::shipped().find(question.whole, &company)?;
            Some((Span::new(question.range.clone()), stock.theme))
        });
        Generic(stock.collect())
    }
}

/// Whether a question is somebody else's words, or what stands below it may say what is meant.
fn is_elaborated(question: &Question<'_>) -> bool {
    let (segment, entry) = (question.at.segment, question.entry());
    let below = |index| {
        segment
            .children(Some(index))
            .any(|(child, _)| segment.has_content(child))
    };
    entry.is_some_and(|entry| entry.quoted) || question.entry.is_some_and(below)
}
