//! Questions of the bank for a new note: by the role, the topics of the posting and the themes that a note should have.

use crate::grammar::{Asked, Bank, Grammar, QuestionKind, SectionSpec, Suggestion, Wanted};
use crate::posting::Posting;

use super::escape::line;
use super::question_part;
use super::topics::Topics;

/// As many questions of a kind are predicted.
const PREDICTED: [usize; 2] = [5, 3];
/// As many are asked.
const MOST: usize = 6;
/// As many of them on topics of the posting.
const ON_TOPICS: usize = 2;

/// The skeleton with the bank's questions in the place of its own, kind by kind.
pub(super) fn predicted(
    grammar: &Grammar,
    kind: usize,
    skeleton: &str,
    posting: &Posting,
    topics: &Topics,
) -> String {
    let section = &grammar.sections[kind];
    let ids = topics.ids();
    if posting.role.is_none() && ids.is_empty() {
        return skeleton.to_owned();
    }
    let wanted = wanted(section, posting, &ids);
    let suggested = Bank::shipped().suggest(&wanted, &Asked::default());
    let behavioural = |suggestion: &&Suggestion| suggestion.theme == "behavioural";
    let pick = |of: QuestionKind| -> Vec<&Suggestion> {
        match of {
            QuestionKind::Behavioural => suggested
                .iter()
                .filter(behavioural)
                .take(PREDICTED[1])
                .collect(),
            QuestionKind::Other => {
                let others = || {
                    suggested
                        .iter()
                        .filter(|one| matches!(one.theme, "technical" | "situational"))
                };
                // Half of them on what the posting asks for, a topic each, the rest as the role has them.
                let mut chosen: Vec<&Suggestion> = Vec::new();
                for id in &ids {
                    chosen.extend(
                        others().find(|one| one.topic == Some(id) && !chosen.contains(one)),
                    );
                }
                chosen.truncate(PREDICTED[0] - 2);
                let rest: Vec<&Suggestion> = others()
                    .filter(|one| one.topic.is_none() && !chosen.contains(one))
                    .collect();
                chosen.extend(rest);
                chosen.truncate(PREDICTED[0]);
                chosen
            }
        }
    };
    let mut out: Vec<String> = Vec::new();
    let mut here: Option<Vec<&Suggestion>> = None;
    let mut written = false;
    for text in skeleton.lines() {
        if text.starts_with('#') {
            let of = question_part(grammar, kind, text.trim_start_matches('#').trim());
            here = of.map(pick).filter(|chosen| !chosen.is_empty());
            written = false;
            out.push(text.to_owned());
            continue;
        }
        let is_item = text.starts_with(|char: char| char.is_ascii_digit() || char == '-');
        match &here {
            Some(chosen) if is_item => {
                if !std::mem::replace(&mut written, true) {
                    let numbered = chosen.iter().enumerate();
                    out.extend(numbered.map(|(index, one)| {
                        format!("{}. {}", index + 1, shown(&one.text, posting))
                    }));
                }
            }
            _ => out.push(text.to_owned()),
        }
    }
    out.join("\n")
}

/// Questions to ask: one or two of each theme that a note should have, and on the topics of the posting; none where the role is
/// not known, for which the skeleton has some.
pub(super) fn to_ask(section: &SectionSpec, posting: &Posting, topics: &Topics) -> Option<String> {
    posting.role.as_ref()?;
    let ids = topics.ids();
    let mut asked = Asked::default();
    let mut chosen: Vec<String> = Vec::new();
    let company = posting.company.as_deref();
    let mut take = |theme: Option<&str>, on_topic: bool, named: bool| {
        let wanted = Wanted {
            theme,
            ..wanted(section, posting, if on_topic { &ids } else { &[] })
        };
        let found = Bank::shipped().suggest(&wanted, &asked);
        let names = |one: &&Suggestion| company.is_some_and(|company| one.text.contains(company));
        let on = || found.iter().filter(|one| !on_topic || one.topic.is_some());
        let Some(one) = on().find(|one| named && names(one)).or_else(|| on().next()) else {
            return;
        };
        asked.add(&one.text);
        chosen.push(one.text.clone());
    };
    take(Some("team"), false, false);
    take(Some("growth"), false, false);
    take(Some("success"), false, true);
    for _ in 0..ON_TOPICS {
        take(None, true, false);
    }
    take(Some("strategy"), false, true);
    // A posting that raises no topic leaves room.
    for theme in ["craft", "product"] {
        take(Some(theme), false, false);
    }
    chosen.truncate(MOST);
    (chosen.len() >= 5).then(|| {
        chosen
            .iter()
            .map(|text| format!("- {}", shown(text, posting)))
            .collect::<Vec<_>>()
            .join("\n")
    })
}

fn wanted<'a>(section: &'a SectionSpec, posting: &'a Posting, topics: &'a [&'a str]) -> Wanted<'a> {
    Wanted {
        section: &section.id,
        role: posting.role.as_deref(),
        company: posting.company.as_deref(),
        theme: None,
        topics,
    }
}

/// A question with the company's name in it, which is somebody else's text.
fn shown(text: &str, posting: &Posting) -> String {
    match posting.company.as_deref() {
        Some(company) => text.replace(company, &line(company)),
        None => text.to_owned(),
    }
}
