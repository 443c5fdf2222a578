//! The themes of questions to ask: how many are recognised as what they are, in the words of many
//! trades, and how many are taken for what they are not.
//!
//! `tests/data/question-themes.txt`: a question in each line, under the theme that a reader gives it.

#![allow(clippy::print_stdout, reason = "the figures are for --no-capture")]

use std::collections::BTreeMap;

use prep_ls::grammar::{Data, Grammar};

/// A theme may miss no more of its questions than one in so many.
const RECALL: usize = 20;
/// A theme may take for its own no more of those under "other" than one in so many.
const PRECISION: usize = 15;

#[test]
fn questions_are_of_the_theme_that_a_reader_gives_them() {
    // Read afresh, so that words can be tried without building anything.
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).expect(path);
    let data: Data = toml::from_str(&read("grammars/interview.toml")).expect("the data is valid");
    let grammar = Grammar::new(data);
    let file = std::env::var("THEMES").unwrap_or("tests/data/question-themes.txt".to_owned());
    let text = read(&file);

    let section = grammar.section("questions-to-ask").expect("the section");
    let parts = &grammar.sections[section].parts;
    let holds = |question: &str, ids: &[&str]| {
        let mut held = Vec::new();
        grammar.parts_by_words(question, &mut held);
        grammar.parts_by_pairs(question, &mut held);
        held.iter()
            .any(|(of, part)| *of == section && ids.contains(&parts[*part].id.as_str()))
    };
    let themes = [
        ("team", vec!["team", "process"]),
        ("growth", vec!["growth"]),
        ("success", vec!["success"]),
    ];
    let mut questions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut under = "";
    for line in text.lines().filter(|line| !line.is_empty()) {
        match line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            Some(theme) => under = theme,
            None if line.starts_with('#') => {}
            None => questions.entry(under).or_default().push(line),
        }
    }
    let mut too_many = false;
    for (theme, ids) in &themes {
        let own = &questions[theme];
        let missed: Vec<_> = own.iter().filter(|text| !holds(text, ids)).collect();
        let others = &questions["other"];
        let wrong: Vec<_> = others.iter().filter(|text| holds(text, ids)).collect();
        let elsewhere = themes.iter().filter(|(other, _)| other != theme);
        let shared = elsewhere
            .flat_map(|(other, _)| &questions[other])
            .filter(|text| holds(text, ids))
            .count();
        println!(
            "{theme}: {} of {} missed, {} of {} others taken for it, and {shared} of the other themes\n  missed {missed:#?}\n  wrong {wrong:#?}",
            missed.len(),
            own.len(),
            wrong.len(),
            others.len(),
        );
        too_many |= missed.len() * RECALL > own.len() || wrong.len() * PRECISION > others.len();
    }
    assert!(!too_many, "see above");
}
