use std::ops::Range;

use crate::dates::{self, Words};
use crate::note::{Entry, EntryKind, Section, SegmentRef};

use super::insert;
use super::missing_section::list;
use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx};

rule! {
    /// Reports what the day of the interview makes due: research a week before it, logistics two
    /// days before it, a thank-you and a debrief the day after it.
    ///
    /// A step is due while its section is missing or empty, or its tasks are open. Of a follow-up
    /// the thank-you counts, wherever its task stands, and a task that is dated later can wait.
    /// Thirty days after the interview nothing is due any more, nor once the `status` in the front
    /// matter says that the matter is closed. The day is the `interview_date` of the front matter,
    /// or the date in the logistics or the overview.
    ///
    /// ## Why it matters
    ///
    /// A thank-you counts for a day or two, and on the third day half of the questions are
    /// forgotten.
    ///
    /// ## Example
    ///
    /// Read on 1 December 2026:
    ///
    /// ```md bad
    /// # Interview Prep: Gorse Hill Farm – Herd Manager
    /// ## Interview Logistics
    /// **Date:** 2026-12-02
    ///           ^^^^^^^^^^
    /// - [ ] Look up the bus
    /// ## Company Summary
    /// A dairy farm with 240 cows and its own cheese.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Gorse Hill Farm – Herd Manager
    /// ## Interview Logistics
    /// **Date:** 2026-12-02
    /// - [x] Look up the bus: 14, from the station, 8:40
    /// ## Company Summary
    /// A dairy farm with 240 cows and its own cheese.
    /// ```
    ///
    /// ## Source
    ///
    /// Washington University's law school: thank-you within 24 hours; TU Delft: 24 to 48. The
    /// templates that were read want the debrief within a day.
    pub(crate) static DUE_STEP = "due-step", Dates, Some(Severity::Info), Note(check), placeholders: true;
}

/// Research is due this many days before the interview.
const RESEARCH: i32 = 7;
/// Where it is and how to get there this many.
const LOGISTICS: i32 = 2;
/// After this many days a thank-you is odd, and a debrief a guess.
const TOO_LATE: i32 = 30;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let Some(today) = cx.settings.today else {
        return;
    };
    let Some(interview) = cx.note.interview(cx.grammar, today) else {
        return;
    };
    let Some(day) = interview.value.day().filter(|_| !cx.note.is_closed()) else {
        return;
    };
    let left = dates::days_between(today, day);
    let away = dates::away(day, today);
    let steps = Steps {
        cx,
        today,
        place: interview.place(),
    };
    if (0..=RESEARCH).contains(&left) {
        let due = [steps.section("company-summary")];
        steps.report(
            findings,
            &format!("The interview is {away}, and"),
            "research",
            &due,
        );
    }
    if (0..=LOGISTICS).contains(&left) {
        let due = [steps.tasks("logistics", |_| true)];
        steps.report(
            findings,
            &format!("The interview is {away}, and"),
            "logistics",
            &due,
        );
    }
    if (-TOO_LATE..=-1).contains(&left) {
        let due = [steps.section("debrief"), steps.thanks()];
        steps.report(
            findings,
            &format!("The interview was {away}, and"),
            "follow-up",
            &due,
        );
    }
}

/// What is wrong with a step's section.
struct Due {
    /// The section's index in the grammar.
    kind: usize,
    /// What is wrong, without its subject.
    fault: Fault,
}

enum Fault {
    Missing,
    Empty,
    /// A task is open: where.
    Open(Range<usize>),
}

struct Steps<'a, 'c> {
    cx: &'a NoteCx<'c>,
    today: jiff::civil::Date,
    place: Range<usize>,
}

impl<'c> Steps<'_, 'c> {
    fn sections(&self, kind: usize) -> Vec<&'c Section> {
        let sections = self.cx.note.sections.iter();
        sections.filter(|section| section.spec == kind).collect()
    }

    /// A section that is missing or empty. One that the user has dropped is neither.
    fn section(&self, id: &str) -> Option<Due> {
        let kind = self.cx.grammar.section(id)?;
        let sections = self.sections(kind);
        let fault = if sections.is_empty() {
            Fault::Missing
        } else if self.cx.any_content(&sections) {
            return None;
        } else {
            Fault::Empty
        };
        Some(Due { kind, fault })
    }

    /// A section that is missing or empty, or has an open task of some kind.
    fn tasks(&self, id: &str, counts: impl Fn(&str) -> bool) -> Option<Due> {
        self.section(id).or_else(|| {
            let kind = self.cx.grammar.section(id)?;
            let open = self
                .tasks_of(kind)
                .into_iter()
                .find(|task| !task.done && !task.later && counts(&task.text))?;
            Some(Due {
                kind,
                fault: Fault::Open(open.range),
            })
        })
    }

    /// The thank-you: a task of thanking in the debrief counts as the follow-up. Where no task
    /// speaks of thanks, all tasks of the follow-up do.
    fn thanks(&self) -> Option<Due> {
        let follow_up = self.cx.grammar.section("follow-up")?;
        let debrief = self.cx.grammar.section("debrief");
        let words = Words::shipped();
        let kinds = [Some(follow_up), debrief].into_iter().flatten();
        let mut thanks = kinds
            .flat_map(|kind| self.tasks_of(kind))
            .filter(|task| words.says_thanks(&task.text))
            .peekable();
        if thanks.peek().is_none() {
            return self.tasks("follow-up", |_| true);
        }
        let open = thanks.find(|task| !task.done && !task.later)?;
        Some(Due {
            kind: follow_up,
            fault: Fault::Open(open.range),
        })
    }

    fn tasks_of(&self, kind: usize) -> Vec<Task> {
        let sections = self.sections(kind).into_iter();
        let segments = sections.flat_map(|section| self.cx.note.segments_of(section));
        segments
            .flat_map(|at| {
                let entries = at.segment.entries.iter();
                entries.filter_map(move |entry| self.task(at, entry))
            })
            .collect()
    }

    fn task(&self, at: SegmentRef<'_>, entry: &Entry) -> Option<Task> {
        let EntryKind::Task(done) = entry.kind else {
            return None;
        };
        let text = at.segment.plain(entry).into_owned();
        let later = dates::read(&text)
            .when()
            .is_some_and(|when| when.last > self.today);
        (!entry.quoted).then(|| Task {
            range: at.range(entry.text),
            text,
            done,
            later,
        })
    }

    /// One finding for all that is due at the same time.
    fn report(&self, findings: &mut Findings, lead: &str, step: &str, due: &[Option<Due>]) {
        let due: Vec<&Due> = due.iter().flatten().collect();
        if due.is_empty() {
            return;
        }
        let title = |due: &Due| self.cx.grammar.sections[due.kind].title.as_str();
        let named = |wanted: fn(&Fault) -> bool| -> Vec<String> {
            let due = due.iter().filter(|due| wanted(&due.fault));
            due.map(|due| format!("“{}”", title(due))).collect()
        };
        let mut faults = Vec::new();
        for (names, what) in [
            (named(|fault| matches!(fault, Fault::Missing)), "missing"),
            (named(|fault| matches!(fault, Fault::Empty)), "empty"),
        ] {
            let refs: Vec<&str> = names.iter().map(String::as_str).collect();
            match refs.len() {
                0 => {}
                1 => faults.push(format!("{} is {what}", refs[0])),
                _ => faults.push(format!("{} are {what}", list(&refs))),
            }
        }
        if due.iter().any(|due| matches!(due.fault, Fault::Open(_))) {
            let what = if step == "follow-up" {
                "the thank-you"
            } else {
                "a task"
            };
            faults.push(format!("{what} is still open"));
        }
        let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
        let cure = match step {
            "research" => "read up on them",
            "logistics" => "settle where, when and how",
            _ => "write it down and say thanks",
        };
        let finding = findings.report(
            self.place.clone(),
            format!("{lead} {}: {cure}", list(&faults)),
        );
        finding.with_data("step", step);
        for due in &due {
            if let Fault::Open(range) = &due.fault {
                finding.with_related(range.clone(), "This task is open");
            }
        }
        let missing = due.iter().filter(|due| matches!(due.fault, Fault::Missing));
        let kinds: Vec<usize> = missing.map(|due| due.kind).collect();
        if kinds.is_empty() {
            return;
        }
        let names: Vec<String> = kinds
            .iter()
            .map(|&kind| format!("“{}”", self.cx.grammar.sections[kind].title))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        finding.with_fix(Fix {
            title: format!("Insert {}", list(&names)),
            safe: false,
            edits: insert::sections(self.cx.note, self.cx.text, self.cx.grammar, &kinds),
        });
    }
}

/// A task of a section.
struct Task {
    range: Range<usize>,
    text: String,
    done: bool,
    /// Whether it is dated after today.
    later: bool,
}
