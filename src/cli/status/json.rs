//! The contract of `--format json`. Keys are added, never renamed or removed, while `version` is 1.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::{BankStory, When};

use super::{Board, Row};

/// Where all notes stand.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "prep-ls status --format json")]
struct StatusReport {
    /// The version of this contract: 1.
    version: u32,
    /// The day that days are counted from.
    today: String,
    /// All notes: those whose interview is ahead by date, those without a date, those behind from the latest on.
    notes: Vec<Note>,
    /// The files of stories that the notes share, by path.
    banks: Vec<Bank>,
    /// How many notes there are of each.
    summary: Summary,
}

/// A note.
#[derive(Serialize, JsonSchema)]
struct Note {
    /// Its path, as it was given, or the given folder joined with the rest.
    path: String,
    /// The company that its front matter or its title names.
    company: Option<String>,
    /// The role, likewise.
    role: Option<String>,
    /// The day of the interview: 2026-12-03.
    interview: Option<String>,
    /// The days left until then; negative where it is over.
    days: Option<i32>,
    /// `ahead`; `undated`; `behind`: within the last 30 days; `over`: longer ago, or the application is closed.
    when: &'static str,
    /// `not-started`, `begun`, `nearly-ready` or `ready`: see docs/readiness.md.
    readiness: String,
    /// Sections done and required.
    sections: Sections,
    /// Requirements of the posting answered.
    requirements: Share,
    /// Open warnings and errors.
    warnings: usize,
    /// What to do next, the most urgent first.
    next: Vec<Todo>,
}

/// The sections of a note.
#[derive(Serialize, JsonSchema)]
struct Sections {
    /// How many kinds of required sections are done.
    done: usize,
    /// How many are required.
    required: usize,
    /// The required ones in standard order, then the others that the note has.
    list: Vec<Section>,
}

/// A kind of section.
#[derive(Serialize, JsonSchema)]
struct Section {
    /// Its id: `job-overview`.
    id: String,
    /// Its standard title.
    title: String,
    /// Whether a note without it is incomplete.
    required: bool,
    /// `missing`, `empty`, `open` (it has warnings) or `done`.
    state: &'static str,
    /// Open warnings about it.
    warnings: usize,
}

/// Some of several.
#[derive(Serialize, JsonSchema)]
struct Share {
    /// How many are answered.
    answered: usize,
    /// Of how many.
    all: usize,
}

/// Something to do.
#[derive(Serialize, JsonSchema)]
struct Todo {
    /// The rule that says so.
    rule: &'static str,
    /// The line that it is about, counted from 1.
    line: usize,
    /// One sentence.
    text: String,
}

/// A file of stories.
#[derive(Serialize, JsonSchema)]
struct Bank {
    /// Its path, from the current folder where it lies within that.
    path: String,
    /// How many notes share it, without those whose interview is over.
    notes: usize,
    /// Its stories that have an id, in order.
    stories: Vec<Story>,
}

/// A story of a bank.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Story {
    /// Its id: `S1`.
    id: String,
    /// What it is called.
    title: Option<String>,
    /// Its line, counted from 1.
    line: usize,
    /// The paths of the notes that name it.
    notes: Vec<String>,
    /// Whether none does.
    unused: bool,
    /// Whether all of several do.
    in_every_note: bool,
    /// The paths of the notes that name it in two prepared answers or more.
    twice_in: Vec<String>,
}

/// Counts.
#[derive(Default, Serialize, JsonSchema)]
struct Summary {
    /// All notes.
    notes: usize,
    /// Those whose interview is today or later.
    ahead: usize,
    /// Those without a day.
    undated: usize,
    /// Those whose interview was within the last 30 days.
    behind: usize,
    /// Those whose interview was longer ago, or whose application is closed.
    over: usize,
}

/// The JSON Schema of it.
pub fn schema() -> String {
    let schema = schemars::schema_for!(StatusReport);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// All of it as JSON.
pub(super) fn text(board: &Board) -> serde_json::Result<String> {
    let path = |&number: &usize| board.notes[number].path.clone();
    let mut summary = Summary {
        notes: board.notes.len(),
        ..Summary::default()
    };
    for row in &board.notes {
        *match row.standing.when {
            When::Ahead => &mut summary.ahead,
            When::Undated => &mut summary.undated,
            When::Behind => &mut summary.behind,
            When::Over => &mut summary.over,
        } += 1;
    }
    let banks = board.banks.iter().map(|(name, bank)| {
        let story = |story: &BankStory| Story {
            id: story.id.clone(),
            title: story.title.clone(),
            line: story.line,
            notes: story.notes.iter().map(path).collect(),
            unused: bank.is_unused(story),
            in_every_note: bank.is_everywhere(story),
            twice_in: story.twice.iter().map(path).collect(),
        };
        Bank {
            path: name.clone(),
            notes: bank.notes,
            stories: bank.stories.iter().map(story).collect(),
        }
    });
    let report = StatusReport {
        version: 1,
        today: board.today.to_string(),
        notes: board.notes.iter().map(note).collect(),
        banks: banks.collect(),
        summary,
    };
    let mut text = serde_json::to_string_pretty(&report)?;
    text.push('\n');
    Ok(text)
}

fn note(row: &Row) -> Note {
    let standing = &row.standing;
    let readiness = &standing.readiness;
    let sections = standing.sections.iter().map(|section| Section {
        id: section.id.clone(),
        title: section.title.clone(),
        required: section.required,
        state: section.state.as_str(),
        warnings: section.warnings,
    });
    let next = standing.next.iter().map(|todo| Todo {
        rule: todo.rule,
        line: todo.line,
        text: todo.text.clone(),
    });
    let stage = readiness.stage.as_str();
    Note {
        path: row.path.clone(),
        company: standing.company.clone(),
        role: standing.role.clone(),
        interview: readiness.interview.map(|(day, _)| day.to_string()),
        days: readiness.interview.map(|(_, days)| days),
        when: standing.when.as_str(),
        readiness: stage.to_lowercase().replace(' ', "-"),
        sections: Sections {
            done: readiness.done,
            required: readiness.required,
            list: sections.collect(),
        },
        requirements: Share {
            answered: readiness.answered,
            all: readiness.requirements,
        },
        warnings: readiness.warnings,
        next: next.collect(),
    }
}
