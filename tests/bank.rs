//! The question bank in `grammars/questions/`: enough of them, sound, and such that our own rules let
//! them pass.

use prep_ls::grammar::terms::StemSet;

use prep_ls::grammar::{Asked, Bank, BankQuestion, Grammar, QuestionKind, Stock};

/// The ids of the shipped topics.
const TOPICS: [&str; 28] = [
    "security",
    "privacy",
    "reliability",
    "performance",
    "testing",
    "delivery",
    "data",
    "accessibility",
    "leadership",
    "stakeholders",
    "finance",
    "patient-safety",
    "infection-control",
    "safeguarding",
    "classroom",
    "site-safety",
    "quality-systems",
    "legal",
    "sales",
    "editorial",
    "supply-chain",
    "sustainability",
    "people-hr",
    "crisis",
    "product-design",
    "research",
    "hospitality",
    "logistics-transport",
];

fn questions() -> impl Iterator<Item = &'static BankQuestion> {
    Bank::shipped().questions.iter()
}

/// Fails with every question that something is wrong with.
fn assert_none<'a>(what: &str, wrong: impl IntoIterator<Item = &'a BankQuestion>) {
    let wrong: Vec<String> = wrong
        .into_iter()
        .map(|question| {
            let profession = question.profession.as_deref().unwrap_or("general");
            format!("{profession}, {}: {}", question.theme, question.text)
        })
        .collect();
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn there_are_many_and_each_stands_in_its_place() {
    assert!(questions().count() >= 400, "{}", questions().count());
    assert_none(
        "unknown section, theme or topic",
        questions().filter(|question| {
            let themes: &[&str] = match question.section.as_str() {
                "questions-to-ask" => &[
                    "team", "growth", "success", "product", "strategy", "culture", "craft",
                ],
                "predicted-questions" => &["technical", "behavioural", "situational", "motivation"],
                _ => &[],
            };
            let topics = || question.topics.iter().map(String::as_str);
            !themes.contains(&question.theme.as_str())
                || topics().any(|topic| !TOPICS.contains(&topic))
        }),
    );
    assert_none(
        "braces for something else than the company",
        questions().filter(|question| question.text.replace("{company}", "").contains(['{', '}'])),
    );
}

#[test]
fn no_question_is_asked_twice() {
    let mut asked = Asked::default();
    let mut twice = Vec::new();
    for question in questions() {
        if asked.holds(&question.text) {
            twice.push(question);
        }
        asked.add(&question.text);
    }
    assert_none("near-duplicates", twice);
}

#[test]
fn none_is_a_stock_question() {
    let stock = Stock::shipped();
    assert_none(
        "stock questions",
        questions().filter(|question| {
            let text = question.text.replace("{company}", "Acme");
            stock.find(&text, &StemSet::default()).is_some()
        }),
    );
    assert_none(
        "not taken for English",
        questions().filter(|question| {
            let (all, empty) = stock.count(&question.text);
            !Stock::is_english(all, empty)
        }),
    );
}

#[test]
fn each_is_recognised_as_what_it_is() {
    let grammar = Grammar::standard();
    assert_none(
        "no questions",
        questions().filter(|question| {
            !question.text.ends_with('?') && grammar.opener(&question.text).is_none()
        }),
    );
    assert_none(
        "not behavioural",
        questions().filter(|question| {
            question.theme == "behavioural"
                && grammar.opener(&question.text) != Some(QuestionKind::Behavioural)
        }),
    );
    let section = grammar.section("questions-to-ask").expect("the section");
    let part = |id: &str| {
        let mut parts = grammar.sections[section].parts.iter();
        (
            section,
            parts.position(|part| part.id == id).expect("the part"),
        )
    };
    for (theme, parts) in [
        ("team", vec![part("team"), part("process")]),
        ("growth", vec![part("growth")]),
        ("success", vec![part("success")]),
    ] {
        let holds = |text: &str| {
            let mut held = Vec::new();
            grammar.parts_by_words(text, &mut held);
            held.iter().any(|held| parts.contains(held))
        };
        let to_ask = || questions().filter(|question| question.section == "questions-to-ask");
        assert_none(
            theme,
            to_ask().filter(|question| question.theme == theme && !holds(&question.text)),
        );
        // Words that everything holds would say nothing. Every question is about some team or other.
        let others: Vec<_> = to_ask()
            .filter(|question| question.theme != theme)
            .collect();
        let held = others
            .iter()
            .filter(|question| holds(&question.text))
            .count();
        assert!(
            theme == "team" || held * 8 < others.len(),
            "{theme}: {held} of {}",
            others.len()
        );
    }
}
