use crate::grammar::SectionSpec;
use crate::note::Section;

use super::asking::{are_english, choose, insert, pieces_of, to_ask};
use super::missing_section::list;
use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx};

rule! {
    /// Reports which of three themes the questions to ask leave out: the team and its way of working,
    /// growth, and how success is measured.
    ///
    /// A theme is touched by a word of it in any question ("rota", "line manager", "probation"), or by a
    /// heading or a label that names it. All sections of the kind count together. Silent where nothing
    /// is asked at all, and for questions in other languages than English. The fix inserts a question
    /// on each theme from the bank, as your list goes on.
    ///
    /// ## Why it matters
    ///
    /// With whom, towards what, judged by what: these three decide whether you will like the job, and
    /// no posting tells them.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Elm Street School – Teacher
    /// ## Questions to Ask Them
    ///    ^^^^^^^^^^^^^^^^^^^^^
    /// - How do the year 2 teachers plan together, and who decides?
    /// - Which of the two reading schemes do you keep?
    /// - What do parents at Elm Street ask for most?
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Elm Street School – Teacher
    /// ## Questions to Ask Them
    /// - How do the year 2 teachers plan together, and who decides?
    /// - Which training did the newest teacher get before the phonics screening?
    /// - What would have to be true of my class by the end of the first term?
    /// ```
    ///
    /// ## Options
    ///
    /// The words of a theme can be extended in `prep.toml`:
    /// `[sections.questions-to-ask.parts.growth] words = ["middle leadership"]`.
    ///
    /// ## Source
    ///
    /// The advice of the notes that prep-ls was made for: no questions on team processes or on
    /// progression count as a red flag.
    pub(crate) static MISSING_QUESTION_THEME = "missing-question-theme", Coverage, Some(Severity::Info), Note(check);
}

/// A theme, the parts of the section that touch it, and what it is called in a message. The first
/// part is its theme in the bank, too.
const THEMES: [(&[&str], &str); 3] = [
    (&["team", "process"], "the team and its way of working"),
    (&["growth"], "growth"),
    (&["success"], "how success is measured"),
];

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let Some((spec, sections)) = to_ask(cx) else {
        return;
    };
    let none = pieces_of(cx, &sections).all(|(_, questions)| questions.list.is_empty());
    if none || !are_english(cx, &sections) {
        return;
    }
    let themes = missing(cx, spec, &sections);
    if themes.is_empty() {
        return;
    }
    let names: Vec<&str> = THEMES
        .iter()
        .filter(|(parts, _)| themes.contains(&parts[0]))
        .map(|(_, name)| *name)
        .collect();
    let finding = findings.report(
        cx.heading_range(sections[0]),
        format!(
            "No question to ask is about {}: prepare one",
            or(&list(&names), names.len())
        ),
    );
    finding.with_data("themes", themes.clone());
    let new = choose(cx, spec, &sections, &themes, themes.len());
    if new.len() == themes.len() {
        finding.with_fix(Fix {
            title: match names.as_slice() {
                [name] => format!("Insert a question about {name}"),
                many => format!("Insert {} questions, one on each theme", many.len()),
            },
            safe: false,
            edits: vec![insert(cx, spec, &sections, &new)],
        });
    }
}

/// "a, b or c" of "a, b and c", since none of them is there.
fn or(list: &str, count: usize) -> String {
    match list.rfind(" and ").filter(|_| count > 1) {
        Some(at) => format!("{} or {}", &list[..at], &list[at + " and ".len()..]),
        None => list.to_owned(),
    }
}

/// The themes that a question is about, by their names in the bank.
pub(super) fn themes_of(cx: &NoteCx<'_>, kind: usize, question: &str) -> Vec<&'static str> {
    let mut held = Vec::new();
    cx.grammar.parts_by_words(question, &mut held);
    cx.grammar.parts_by_pairs(question, &mut held);
    let parts = &cx.grammar.sections[kind].parts;
    let is_held = |id: &&str| {
        let part = parts.iter().position(|part| part.id == **id);
        part.is_some_and(|part| held.contains(&(kind, part)))
    };
    let themes = THEMES.iter().map(|(parts, _)| *parts);
    let themes = themes.filter(|parts| parts.iter().any(&is_held));
    themes.map(|parts| parts[0]).collect()
}

/// The themes that some sections leave out, by their names in the bank. A theme that the user's
/// configuration dropped is not missed.
pub(super) fn missing<'a>(
    cx: &NoteCx<'a>,
    spec: &SectionSpec,
    sections: &[&'a Section],
) -> Vec<&'static str> {
    let kind = sections[0].spec;
    let part = |id: &str| spec.parts.iter().position(|part| part.id == id);
    let held = |id: &&str| {
        part(id).is_some_and(|part| {
            sections.iter().any(|section| {
                let mut segments = cx.note.segments_of(section);
                segments.any(|at| at.segment.held.contains(&(kind, part)))
            })
        })
    };
    // "Team & Structure" above two questions about its size tells nothing of how it works: for the team
    // the questions' own words count, and whatever is named after the process.
    let asked = pieces_of(cx, sections).any(|(_, questions)| {
        let mut of_team = ["team", "process"].into_iter().filter_map(part);
        of_team.any(|part| questions.parts.contains(&(kind, part)))
    });
    let named = |id: &str| {
        part(id).is_some_and(|part| {
            sections.iter().any(|section| {
                let mut segments = cx.note.segments_of(section);
                segments.any(|at| {
                    let heading = at.segment.heading.iter().map(|heading| &heading.meaning);
                    let parts = at.segment.parts.iter().map(|part| &part.meaning);
                    let mut meanings = heading.chain(parts);
                    meanings.any(|meaning| meaning.parts.contains(&(kind, part)))
                })
            })
        })
    };
    let held = |id: &&str| match *id {
        "team" | "process" => asked || named("process"),
        _ => held(id),
    };
    let known = |id: &&str| spec.parts.iter().any(|part| part.id == **id);
    let missing = |parts: &&[&str]| parts.iter().any(known) && !parts.iter().any(held);
    let parts = THEMES.iter().map(|(parts, _)| *parts);
    parts.filter(missing).map(|parts| parts[0]).collect()
}
