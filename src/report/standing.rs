//! Where a note stands: its readiness with the names that go with it, and what to do next.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::grammar::Grammar;
use crate::note::Note;
use crate::readiness::Readiness;
use crate::rules::{Finding, Severity};
use crate::text::Text;

/// For so many days after an interview there is still something to do about it: say thanks, write down
/// how it went. The rule `due-step` is silent from then on, too.
const FOLLOW_UP: i32 = 30;

/// Where a note stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The company that it is about.
    pub company: Option<String>,
    /// The role that it is about.
    pub role: Option<String>,
    /// When its interview is, as far as the order of notes goes.
    pub when: When,
    /// How far it is.
    pub readiness: Readiness,
    /// The required sections in standard order, each once, then the others that it has.
    pub sections: Vec<StandingSection>,
    /// What to do next, the most urgent first.
    pub next: Vec<Todo>,
}

/// When an interview is. The order is that in which notes are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Today, or some day to come.
    Ahead,
    /// Nobody has said.
    Undated,
    /// It was within the last thirty days, and there may be something left to do.
    Behind,
    /// It was longer ago, or the application is closed.
    Over,
}

impl When {
    /// Its name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            When::Ahead => "ahead",
            When::Undated => "undated",
            When::Behind => "behind",
            When::Over => "over",
        }
    }
}

/// A kind of section in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingSection {
    /// Its id: `job-overview`.
    pub id: String,
    /// Its standard title.
    pub title: String,
    /// Whether a note without it is incomplete.
    pub required: bool,
    /// How far it is.
    pub state: SectionState,
    /// Open warnings about it.
    pub warnings: usize,
}

/// How far a kind of section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionState {
    /// The note has none.
    Missing,
    /// Nothing stands below its heading.
    Empty,
    /// It has content, and open warnings.
    Open,
    /// It has content, and no warning about it is open.
    Done,
}

impl SectionState {
    /// Its name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            SectionState::Missing => "missing",
            SectionState::Empty => "empty",
            SectionState::Open => "open",
            SectionState::Done => "done",
        }
    }
}

/// Something to do in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// The rule that says so.
    pub rule: &'static str,
    /// The line it is about, counted from 1.
    pub line: usize,
    /// One sentence that names the thing and what to do.
    pub text: String,
}

impl Standing {
    /// Where a note stands, by what was found in it. Without `today` no days are counted.
    pub fn of(
        text: &Text,
        note: &Note,
        grammar: &Grammar,
        findings: &[Finding],
        today: Option<Date>,
    ) -> Standing {
        let readiness = Readiness::of(note, grammar, findings, today);
        let when = match readiness.interview {
            _ if note.is_closed() => When::Over,
            Some((_, days)) if days >= 0 => When::Ahead,
            Some((_, days)) if days >= -FOLLOW_UP => When::Behind,
            Some(_) => When::Over,
            None => When::Undated,
        };
        Standing {
            company: note.company().map(one_line),
            role: note.role().map(one_line),
            when,
            sections: sections(note, grammar, &readiness),
            next: next(text, findings),
            readiness,
        }
    }

    /// What the note is called: company and role, as far as it names them.
    pub fn name(&self) -> Option<String> {
        match (&self.company, &self.role) {
            (Some(company), Some(role)) => Some(format!("{company} – {role}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        }
    }
}

/// The key that puts notes in the order of their interviews: those ahead by date, those without a date, those
/// behind from the latest on. Notes with the same key stay in the order in which they came.
pub fn by_interview(standing: &Standing) -> (When, Option<Date>, Reverse<Option<Date>>) {
    let day = standing.readiness.interview.map(|(day, _)| day);
    match standing.when {
        When::Ahead => (standing.when, day, Reverse(None)),
        _ => (standing.when, None, Reverse(day)),
    }
}

fn sections(note: &Note, grammar: &Grammar, readiness: &Readiness) -> Vec<StandingSection> {
    let of_kind = |kind: usize| {
        let pairs = note.sections.iter().zip(&readiness.sections);
        pairs
            .filter(move |(section, _)| section.spec == kind)
            .map(|(_, status)| status)
    };
    let kinds = (0..grammar.sections.len())
        .filter(|&kind| grammar.sections[kind].required || of_kind(kind).next().is_some());
    let mut sections: Vec<StandingSection> = kinds
        .map(|kind| {
            let spec = &grammar.sections[kind];
            let warnings = of_kind(kind).map(|status| status.warnings).sum();
            // As `Readiness` has it: where it stands more than once, all of them must be done.
            let state = if of_kind(kind).next().is_none() {
                SectionState::Missing
            } else if of_kind(kind).all(|status| status.is_done()) {
                SectionState::Done
            } else if of_kind(kind).any(|status| status.content) {
                SectionState::Open
            } else {
                SectionState::Empty
            };
            StandingSection {
                id: spec.id.clone(),
                title: spec.title.clone(),
                required: spec.required,
                state,
                warnings,
            }
        })
        .collect();
    sections.sort_by_key(|section| !section.required);
    sections
}

/// What is due by the date, then errors and warnings in their order, then musts of the posting without an answer.
fn next(text: &Text, findings: &[Finding]) -> Vec<Todo> {
    let rank = |finding: &Finding| match finding.rule.name {
        "due-step" => Some(0),
        _ if finding.severity >= Severity::Warning => Some(1),
        "uncovered-requirement" => Some(2),
        _ => None,
    };
    let mut ranked: Vec<(u8, &Finding)> = findings
        .iter()
        .filter_map(|finding| Some((rank(finding)?, finding)))
        .collect();
    ranked.sort_by_key(|(rank, finding)| (*rank, finding.range.start));
    ranked
        .into_iter()
        .map(|(_, finding)| Todo {
            rule: finding.rule.name,
            line: text.line_col(finding.range.start).line,
            text: one_line(&finding.text),
        })
        .collect()
}

/// A text on one line.
fn one_line(text: &str) -> String {
    super::said::one_line(text)
}
