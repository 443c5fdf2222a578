//! Readiness: how far a note is, in words and counts. The lens, the inlay hint, the hover, the commands
//! and the terminal all say it by this one definition; `docs/readiness.md` tells it to people.
//!
//! There is no percentage, because a share of eight sections measures nothing. What counts:
//!
//! - **A section is done** when something stands below its heading and no open warning is about it.
//!   A warning is open while it is reported: mended, suppressed and switched off are all as good.
//!   Where a kind of section stands in a note more than once, all of them must be done.
//! - **A warning is about** the section it stands in, with the exception of those about what is
//!   missing elsewhere: see [`ELSEWHERE`].
//! - **A requirement is answered** when the table of [`coverage`] says so.
//! - **Days left** are counted to the day of the interview that the note states.
//!
//! [`Stage`] puts these into one of four words.

use jiff::civil::Date;

use crate::coverage;
use crate::dates;
use crate::grammar::{Grammar, Voice};
use crate::note::{EntryKind, Note, Section};
use crate::rules::{Finding, Severity};

/// Rules whose findings stand in one section and are about what another lacks. They count among the
/// note's open warnings, and for none of its sections.
pub const ELSEWHERE: [&str; 3] = [
    "missing-section",
    "missing-talking-point",
    "uncovered-requirement",
];

/// With no more open warnings than this, a note that has all its sections is nearly ready.
pub const FEW_WARNINGS: usize = 3;

/// How far a note is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// All of it in one word.
    pub stage: Stage,
    /// The status of each section, in the order of [`Note::sections`].
    pub sections: Vec<Status>,
    /// How many kinds of required sections are done.
    pub done: usize,
    /// How many kinds of sections are required.
    pub required: usize,
    /// The required kinds of section that the note lacks, as indexes into [`Grammar::sections`].
    pub missing: Vec<usize>,
    /// How many requirements of the posting the note answers.
    pub answered: usize,
    /// How many requirements the posting has.
    pub requirements: usize,
    /// Open findings that are warnings or errors.
    pub warnings: usize,
    /// The day of the interview, and how many days are left until then; a negative number is how
    /// many have passed. None without a day, or where it is not known which day it is.
    pub interview: Option<(Date, i32)>,
}

/// How far a note is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// No required section has any content.
    NotStarted,
    /// Anything between.
    Begun,
    /// Every required section has content, and at most [`FEW_WARNINGS`] warnings are open.
    NearlyReady,
    /// Every required section is done, every must-have of the posting is answered, and no warning
    /// is open anywhere.
    Ready,
}

impl Stage {
    /// It in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::NotStarted => "Not started",
            Stage::Begun => "Begun",
            Stage::NearlyReady => "Nearly ready",
            Stage::Ready => "Ready",
        }
    }
}

/// How far a section is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether anything stands below its heading.
    pub content: bool,
    /// Open warnings and errors about it.
    pub warnings: usize,
    /// What it holds, counted: "5 questions", "3 of 4 requirements answered". Empty where nothing
    /// can be counted.
    pub amount: String,
}

impl Status {
    /// Whether it is done: it has content, and no warning about it is open.
    pub fn is_done(&self) -> bool {
        self.content && self.warnings == 0
    }

    /// In words and counts: "Done · 5 questions", "2 warnings · 1 question", "Empty".
    pub fn line(&self) -> String {
        let state = match (self.content, self.warnings) {
            (false, _) => return "Empty".to_owned(),
            (true, 0) => "Done".to_owned(),
            (true, warnings) => count(warnings, "warning"),
        };
        match self.amount.as_str() {
            "" => state,
            amount => format!("{state} · {amount}"),
        }
    }
}

impl Readiness {
    /// How far a note is, by what was found in it. Without `today` no days are counted.
    pub fn of(
        note: &Note,
        grammar: &Grammar,
        findings: &[Finding],
        today: Option<Date>,
    ) -> Readiness {
        let table = coverage::answered(note, grammar);
        let answered = table.iter().filter(|one| one.covered).count();
        let musts_open = table.iter().any(|one| !one.nice && !one.covered);
        let loud = |finding: &&Finding| finding.severity >= Severity::Warning;
        let section_of = |offset: usize| {
            let node = note.section_at(offset)?.node;
            note.nodes[node].section
        };
        // Requirements of each section: how many, and how many are answered.
        let mut asked = vec![(0, 0); note.sections.len()];
        for one in &table {
            if let Some(section) = section_of(one.range.start) {
                asked[section].0 += 1;
                asked[section].1 += usize::from(one.covered);
            }
        }
        let mut sections: Vec<Status> = note
            .sections
            .iter()
            .zip(asked)
            .map(|(section, (all, met))| Status {
                content: note.has_content(section),
                warnings: 0,
                amount: match grammar.sections[section.spec].voice {
                    Voice::Posting => answered_of(met, all),
                    _ => amount(note, grammar, section),
                },
            })
            .collect();
        for finding in findings.iter().filter(loud) {
            if ELSEWHERE.contains(&finding.rule.name) {
                continue;
            }
            if let Some(section) = section_of(finding.range.start) {
                sections[section].warnings += 1;
            }
        }
        let of_kind = |kind: usize| {
            let pairs = note.sections.iter().zip(&sections);
            pairs
                .filter(move |(section, _)| section.spec == kind)
                .map(|(_, status)| status)
        };
        let required: Vec<usize> = (0..grammar.sections.len())
            .filter(|&kind| grammar.sections[kind].required)
            .collect();
        let with =
            |test: &dyn Fn(usize) -> bool| required.iter().filter(|&&kind| test(kind)).count();
        let filled = with(&|kind| of_kind(kind).any(|status| status.content));
        let done = with(&|kind| of_kind(kind).count() > 0 && of_kind(kind).all(Status::is_done));
        let missing = required
            .iter()
            .copied()
            .filter(|&kind| of_kind(kind).next().is_none())
            .collect();
        let warnings = findings.iter().filter(loud).count();
        let stage = if filled == 0 && !required.is_empty() {
            Stage::NotStarted
        } else if done == required.len() && warnings == 0 && !musts_open {
            Stage::Ready
        } else if filled == required.len() && warnings <= FEW_WARNINGS {
            Stage::NearlyReady
        } else {
            Stage::Begun
        };
        let interview = today.and_then(|today| {
            let day = note.interview(grammar, today)?.value.day()?;
            Some((day, dates::days_between(today, day)))
        });
        Readiness {
            stage,
            sections,
            done,
            required: required.len(),
            missing,
            answered,
            requirements: table.len(),
            warnings,
            interview,
        }
    }

    /// What it comes to, each in words with its count: sections, requirements, warnings, days. What
    /// there is nothing to say about is left out.
    pub fn counts(&self) -> Vec<String> {
        let mut counts = vec![format!(
            "{} of {} done",
            self.done,
            count(self.required, "section")
        )];
        if self.requirements > 0 {
            counts.push(answered_of(self.answered, self.requirements));
        }
        counts.push(match self.warnings {
            0 => "no warnings".to_owned(),
            several => count(several, "warning"),
        });
        counts.extend(self.interview.map(|(_, days)| days_left(days)));
        counts
    }

    /// All of it in one line: "Begun: 3 of 8 sections done · 2 warnings · 9 days left".
    pub fn line(&self) -> String {
        format!("{}: {}", self.stage.as_str(), self.counts().join(" · "))
    }
}

/// The days left until an interview, in words.
pub fn days_left(days: i32) -> String {
    match days {
        0 => "interview today".to_owned(),
        1 => "interview tomorrow".to_owned(),
        2.. => format!("{days} days left"),
        -1 => "interview yesterday".to_owned(),
        ..-1 => format!("interview {} days ago", -days),
    }
}

/// A number with its noun: "1 warning", "2 warnings".
pub fn count(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

fn answered_of(answered: usize, all: usize) -> String {
    match all {
        0 => String::new(),
        _ => format!("{answered} of {} answered", count(all, "requirement")),
    }
}

/// What a section holds: questions where it is made of them, else its items, else nothing.
fn amount(note: &Note, grammar: &Grammar, section: &Section) -> String {
    if grammar.sections[section.spec].questions.is_some() {
        return count(note.question_count(section), "question");
    }
    let entries = note.segments_of(section).flat_map(|at| &at.segment.entries);
    let (mut items, mut tasks, mut open) = (0, 0, 0);
    for entry in entries {
        match entry.kind {
            EntryKind::Task(done) => {
                tasks += 1;
                open += usize::from(!done);
            }
            EntryKind::Row => items += 1,
            kind if kind.is_item() && entry.depth == 0 => items += 1,
            _ => {}
        }
    }
    match (tasks, items) {
        (0, 0) => String::new(),
        (0, items) => count(items, "item"),
        (tasks, _) => format!("{} of {} done", tasks - open, count(tasks, "task")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Profile;
    use crate::document::Document;

    fn of(text: &str) -> Readiness {
        let today = jiff::civil::date(2026, 12, 1);
        let (profile, _) = Profile::new(Default::default(), None, Some(today));
        let mut document = Document::new(text, Some(Path::new("a.prep.md")), profile.clone());
        let findings = document.check().findings;
        Readiness::of(document.note(), &profile.grammar, &findings, Some(today))
    }

    #[test]
    fn it_is_told_in_words_and_counts() {
        let empty = of("# Interview Prep: Quay Bakery – Baker\n");
        assert_eq!(empty.stage, Stage::NotStarted);
        assert_eq!(
            empty.line(),
            "Not started: 0 of 8 sections done · 1 warning"
        );
        assert_eq!(empty.missing.len(), 8);

        let begun = of(
            "---\ninterview_date: 2026-12-10\n---\n# Interview Prep: Quay Bakery – Baker\n\n## Job Overview\n\n**Position:** Baker\n**Location:** Leith\n**Type:** Full-time\n**Key Responsibilities:**\n\n- Run the sourdough line from two in the morning\n- Order rye flour from three mills\n\n## Why This Job Is a Fit\n\n- Ran a sourdough line of 400 loaves a night at Tidewater for six years\n\n## Company Summary\n",
        );
        assert_eq!(begun.stage, Stage::Begun);
        let lines: Vec<String> = begun.sections.iter().map(Status::line).collect();
        assert_eq!(
            lines,
            [
                "Done · 1 of 2 requirements answered",
                "Done · 1 item",
                "Empty"
            ]
        );
        assert_eq!(
            begun.line(),
            "Begun: 2 of 8 sections done · 1 of 2 requirements answered · 3 warnings · 9 days left"
        );
    }

    #[test]
    fn days_are_told_as_people_say_them() {
        for (days, said) in [
            (9, "9 days left"),
            (1, "interview tomorrow"),
            (0, "interview today"),
            (-1, "interview yesterday"),
            (-4, "interview 4 days ago"),
        ] {
            assert_eq!(days_left(days), said);
        }
    }

    #[test]
    fn a_warning_of_a_section_within_another_is_not_the_outer_ones() {
        let found = of(
            "# Interview Prep: Quay Bakery – Baker\n\n## Job Overview\n\n- **Position:** Baker\n\n### Company Summary\n\nTODO\n",
        );
        let lines: Vec<String> = found.sections.iter().map(Status::line).collect();
        assert_eq!(lines[0], "Done");
        assert_eq!(lines[1], "1 warning");
    }
}
