//! A new note, from what is known of a job: the grammar's skeletons, filled in.
//!
//! What a posting says goes where it belongs; what it does not say stays the gap that the skeleton marks it with. A posting is
//! somebody else's text: it is escaped, so that nothing in it becomes a heading, a comment or a label of the note.

mod escape;
mod fill;
mod questions;
mod topics;

use crate::grammar::{Grammar, QuestionKind, SectionSpec, Voice, plain_snippet};
use crate::posting::Posting;
use crate::rules::insert;

use escape::{address, item, line};
use fill::{Value, filled};
use topics::Topics;

/// The level of the sections' headings: right below the title.
const LEVEL: u8 = 2;

/// A new note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its text, with a line feed at its end.
    pub text: String,
    /// What is left to fill in and marked in the text, in words: "company", "posting date".
    pub gaps: Vec<&'static str>,
    /// What else is not known, and not marked since many postings do without.
    pub absent: Vec<&'static str>,
    /// What to call its file.
    pub file_name: String,
}

/// Writes a note: the required sections, or all of them.
pub fn draft(grammar: &Grammar, posting: &Posting, optional: bool) -> Draft {
    let topics = Topics::of(posting, grammar);
    let wanted = |section: &&SectionSpec| {
        optional || section.required || section.id == "logistics" && is_arranged(posting)
    };
    let mut text = title(grammar, posting);
    for (kind, section) in grammar
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| wanted(section))
    {
        let skeleton = insert::content(section, LEVEL);
        let content = content(
            grammar,
            kind,
            section,
            posting,
            &topics,
            optional || section.required,
        )
        .unwrap_or(skeleton);
        text.push_str(&format!(
            "\n\n{} {}",
            "#".repeat(LEVEL as usize),
            section.title
        ));
        if !content.is_empty() {
            text.push_str("\n\n");
            text.push_str(&content);
        }
    }
    text.push('\n');
    let unknown = |list: &[(&'static str, bool)]| {
        list.iter()
            .filter(|(_, known)| !known)
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
    };
    Draft {
        text,
        gaps: unknown(&[
            ("company", posting.company.is_some()),
            ("role", posting.role.is_some()),
            ("location", posting.location.is_some()),
            ("type", posting.employment.is_some()),
            ("posting date", posting.posted.is_some()),
            ("responsibilities", !posting.responsibilities.is_empty()),
        ]),
        absent: unknown(&[
            ("requirements", !posting.requirements.is_empty()),
            ("salary", posting.salary.is_some()),
            ("closing date", posting.closing.is_some()),
            ("interview date", posting.interview.is_some()),
        ]),
        file_name: file_name(posting.company.as_deref(), posting.role.as_deref()),
    }
}

/// A note about a company and a role of which nothing else is known.
pub fn blank(
    grammar: &Grammar,
    company: Option<&str>,
    role: Option<&str>,
    optional: bool,
) -> String {
    let known = |name: Option<&str>| {
        name.map(str::to_owned)
            .filter(|name| !name.trim().is_empty())
    };
    let posting = Posting {
        company: known(company),
        role: known(role),
        ..Posting::default()
    };
    let title = title(grammar, &posting);
    format!("{title}{}\n", body(grammar, optional))
}

/// All that stands below the title of a blank note, each section behind a blank line, without a line end at its end.
pub fn body(grammar: &Grammar, optional: bool) -> String {
    let sections = grammar.sections.iter();
    let sections = sections.filter(|section| optional || section.required);
    let sections = sections.map(|section| insert::section_text(section, LEVEL, "\n"));
    sections.map(|section| format!("\n\n{section}")).collect()
}

/// A file for a note about a company and a role: `marlowe-bay-hospital-nurse.prep.md`. It means the same on every system.
pub fn file_name(company: Option<&str>, role: Option<&str>) -> String {
    let words = format!(
        "{} {}",
        company.unwrap_or_default(),
        role.unwrap_or_default()
    )
    .to_lowercase();
    let mut slug = String::new();
    for char in words.chars().filter(|char| !matches!(char, '\'' | '’')) {
        if char.is_alphanumeric() {
            slug.push(char);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.chars().count() >= 80 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    format!(
        "{}.prep.md",
        if slug.is_empty() { "interview" } else { slug }
    )
}

/// Whether the posting says whom to ask or when the interview is.
fn is_arranged(posting: &Posting) -> bool {
    posting.contact.is_some() || posting.interview.is_some()
}

/// The title: its snippet with names in the place of its first stops. What is not known stands in brackets, of which a rule reminds.
fn title(grammar: &Grammar, posting: &Posting) -> String {
    let mut filled = grammar.title.snippet.clone();
    // A dash parts company and role: within a company's name it would part that.
    let company = posting.company.as_deref().map(|name| {
        line(name)
            .replace(" – ", " ")
            .replace(" - ", " ")
            .replace(" | ", " ")
    });
    let role = posting.role.as_deref().map(line);
    for (number, name) in (1..).zip([company, role]) {
        let open = format!("${{{number}:");
        let Some(at) = filled.find(&open) else {
            continue;
        };
        let Some(end) = filled[at..].find('}') else {
            continue;
        };
        let name = match name.filter(|name| !name.is_empty()) {
            None => format!("[{}]", &filled[at + open.len()..at + end]),
            // What means something in a snippet is meant as it stands in a name.
            Some(name) => name
                .replace('\\', "\\\\")
                .replace('$', "\\$")
                .replace('}', "\\}"),
        };
        filled.replace_range(at..at + end + 1, &name);
    }
    plain_snippet(&filled)
}

/// What a section holds; none where the skeleton says it.
fn content(
    grammar: &Grammar,
    kind: usize,
    section: &SectionSpec,
    posting: &Posting,
    topics: &Topics,
    whole: bool,
) -> Option<String> {
    let skeleton = insert::content(section, LEVEL);
    let one = |label: &'static str, value: &Option<String>| {
        (
            label,
            value.as_deref().map(|value| Value::Line(line(value))),
        )
    };
    let many = |label: &'static str, list: &[String]| {
        let items = || list.iter().map(|text| item(text, grammar)).collect();
        (label, (!list.is_empty()).then(|| Value::List(items())))
    };
    let values: Vec<(&str, Option<Value>)> = match section.id.as_str() {
        "job-overview" => [
            one("Position", &posting.role),
            one("Location", &posting.location),
            one("Work Mode", &posting.mode),
            one("Type", &posting.employment),
            one("Level", &posting.level),
            one("Salary", &posting.salary),
            one("Team", &posting.team),
            one("Reports To", &posting.reports_to),
            one("Posting Date", &posting.posted),
            one("Closing Date", &posting.closing),
            one("Start Date", &posting.start),
            one("Reference", &posting.reference),
            (
                "Posting Link",
                posting
                    .link
                    .as_deref()
                    .map(|link| Value::Line(format!("<{}>", address(link)))),
            ),
            many("Key Responsibilities", &posting.responsibilities),
            many("Requirements", &posting.requirements),
            many("Nice-to-Haves", &posting.nice),
        ]
        .into(),
        "logistics" => {
            let known = vec![
                one("Date", &posting.interview),
                one("Contact", &posting.contact),
            ];
            if !whole {
                // Nothing else is known of it yet, and nobody has to.
                let known = known
                    .iter()
                    .filter_map(|(label, value)| Some((label, value.as_ref()?)));
                let lines = known.map(|(label, value)| format!("**{label}:** {}", value.text()));
                return Some(lines.collect::<Vec<_>>().join("  \n"));
            }
            known
        }
        "company-summary" => {
            let about = (!posting.about.is_empty()).then(|| {
                posting
                    .about
                    .iter()
                    .map(|text| line(text))
                    .collect::<Vec<_>>()
                    .join(" ")
            });
            let source = source(posting);
            let sourced = |text: &str| format!("{text} {source}");
            [
                (
                    "What They Do",
                    about.map(|about| Value::Line(sourced(&about))),
                ),
                (
                    "Mission",
                    posting
                        .mission
                        .as_deref()
                        .map(|mission| Value::Line(sourced(&line(mission)))),
                ),
                many("Core Values", &posting.values),
            ]
            .into()
        }
        "fit" => return topics.stubs(),
        "predicted-questions" => {
            return Some(questions::predicted(
                grammar, kind, &skeleton, posting, topics,
            ));
        }
        "questions-to-ask" => return questions::to_ask(section, posting, topics),
        _ if section.voice == Voice::Review => return topics.concepts(grammar),
        _ => Vec::new(),
    };
    values
        .iter()
        .any(|(_, value)| value.is_some())
        .then(|| filled(grammar, kind, &skeleton, values))
}

/// Where a fact comes from, in brackets.
fn source(posting: &Posting) -> String {
    let date = posting
        .posted
        .as_deref()
        .map(|date| format!(", {}", line(date)))
        .unwrap_or_default();
    match &posting.link {
        Some(link) => format!("([posting](<{}>){date})", address(link)),
        None => format!("(from the posting{date})"),
    }
}

/// Whether a part of a section is made of questions of a kind.
fn question_part(grammar: &Grammar, kind: usize, heading: &str) -> Option<QuestionKind> {
    let part = grammar.meaning(heading).part(kind)?;
    grammar.sections[kind].parts[part].questions
}

#[cfg(test)]
mod tests;
