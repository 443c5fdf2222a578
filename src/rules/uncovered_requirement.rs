use std::cell::OnceCell;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::coverage::{self, Coverage, SegmentAsks};
use crate::grammar::{SectionSpec, Voice};
use crate::note::{Section, SegmentRef};

use super::finding::Addition;
use super::pieces::{Asks, Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Finding, Findings, Fix, NoteCx, append, insert};

rule! {
    /// Reports a responsibility or requirement of the posting that nothing in the note answers.
    ///
    /// Its key terms are compared by stem with fit, résumé highlights, stories, pitch, gaps and concepts; abbreviations and
    /// other words for the same count ("K8s" is "Kubernetes", "rota" is "roster"). A sixth of the terms must be met, more
    /// than a third where a name ("Oracle") is not; a standard or a tool of a topic answers whatever asks for the topic. What is asked for everywhere ("experience", "team player") is not looked for. What is nice to have is a hint.
    ///
    /// ## Why it matters
    ///
    /// Interviewers go down the posting. A line that you have no example for, no answer to as a gap, and no
    /// plan to read up on is the one to find before they do.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Marlowe Bay Hospital – Staff Nurse
    /// ## Job Overview
    /// **Key Responsibilities:**
    /// - Run the heart failure clinic
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ heart, failure, clinic
    /// - Plan discharges with therapists
    /// ## Resume Highlights
    /// - Moved discharge planning to day one of the stay: 41 % leave before noon.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Marlowe Bay Hospital – Staff Nurse
    /// ## Job Overview
    /// **Key Responsibilities:**
    /// - Run the heart failure clinic
    /// - Plan discharges with therapists
    /// ## Resume Highlights
    /// - Moved discharge planning to day one of the stay: 41 % leave before noon.
    /// ## Gaps & Concerns
    /// - No clinic of my own yet – two days shadowing the heart failure nurse in October
    /// ```
    ///
    /// ## Source
    ///
    /// Jobscan (keyword match), SkillSyncer (stems; hard before soft skills), Huntr (must-haves before nice-to-haves).
    pub(crate) static UNCOVERED_REQUIREMENT = "uncovered-requirement", Coverage, Some(Severity::Info), Note(check), content: true;
}

/// How many unmet terms a message lists.
const LISTED: usize = 4;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let overview = cx.overview();
    if !cx.is_judgeable() || !overview.english {
        return;
    }
    let coverage = cx.coverage();
    let additions: OnceCell<Arc<[Addition]>> = OnceCell::new();
    let posting = cx.pieces();
    let posting = posting.filter(|piece| coverage::states_requirements(piece.kind, cx.grammar));
    for piece in posting {
        let asks: &SegmentAsks = &piece.get::<Asks>().0;
        // As if the note began with the segment.
        let at = SegmentRef {
            start: 0,
            ..piece.at
        };
        let last = &piece.get::<Reported>().0;
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.epoch != Some(coverage.epoch()) {
            let state = state(coverage, at, asks);
            if last.state != state {
                last.found = report(coverage, at, asks);
                last.state = state;
            }
            last.epoch = Some(coverage.epoch());
        }
        if !last.found.is_empty() {
            let additions = additions.get_or_init(|| places(cx));
            findings.repeat_with(&last.found, piece.at.start, additions);
        }
    }
}

/// What was reported of a segment of the posting last.
#[derive(Default)]
struct Reported(Mutex<Last>);

#[derive(Default)]
struct Last {
    /// The evidence's epoch when this was found out.
    epoch: Option<u64>,
    /// The [`state`] that it was reported in.
    state: Vec<u8>,
    found: Vec<Finding>,
}

impl Summary for Reported {
    const SLOT: Slot = Slot::UncoveredRequirement;

    fn of(_: &Piece<'_>) -> Self {
        Reported::default()
    }
}

const COVERED: u8 = 2;

/// All of the rest of the note that matters to what is reported of a segment: for each requirement whether it is covered
/// and, where it is not, which of its terms are met.
fn state(coverage: &Coverage<'_>, at: SegmentRef<'_>, asks: &SegmentAsks) -> Vec<u8> {
    let mut state = Vec::new();
    for asked in coverage.asked_in(at, asks) {
        if coverage.is_covered(asked) {
            state.push(COVERED);
        } else {
            state.extend(coverage.met(asked).map(u8::from));
        }
    }
    state
}

fn report(coverage: &Coverage<'_>, at: SegmentRef<'_>, asks: &SegmentAsks) -> Vec<Finding> {
    let mut findings = Findings::of(&UNCOVERED_REQUIREMENT);
    for asked in coverage.asked_in(at, asks) {
        if coverage.is_covered(asked) {
            continue;
        }
        let unmet = coverage.unmet(asked);
        let listed: Vec<&str> = unmet.iter().take(LISTED).copied().collect();
        let finding = findings.report(
            asked.range(),
            format!(
                "Nothing in your note answers this: no word of {}",
                listed.join(", ")
            ),
        );
        if asked.is_nice() {
            finding.with_severity(Severity::Hint);
        }
        finding.with_data("terms", unmet);
        finding.with_item(in_one_line(&at.segment.chunk.text[asked.range()]));
    }
    findings.found
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a requirement can be added: the first section of each kind that takes it.
fn places(cx: &NoteCx<'_>) -> Arc<[Addition]> {
    let places = sections(cx).into_iter().map(|section| {
        let (at, lead) = append::place(cx, section);
        Addition {
            title: title(cx, section.spec),
            at,
            lead,
        }
    });
    places.collect()
}

fn title(cx: &NoteCx<'_>, kind: usize) -> String {
    format!("Add it to “{}”", cx.grammar.sections[kind].title)
}

fn sections<'a>(cx: &NoteCx<'a>) -> Vec<&'a Section> {
    let mut sections: Vec<&Section> = Vec::new();
    for section in &cx.note.sections {
        let there = sections.iter().any(|other| other.spec == section.spec);
        if takes(&cx.grammar.sections[section.spec]) && !there {
            sections.push(section);
        }
    }
    sections
}

/// Adds a requirement to the gaps and to the concepts that the note has, each with the section's kind.
pub(super) fn add(cx: &NoteCx<'_>, requirement: Range<usize>) -> Vec<(usize, Fix)> {
    let text = in_one_line(&cx.text.slice(requirement));
    let fixes = sections(cx).into_iter().map(|section| {
        let fix = Fix {
            title: title(cx, section.spec),
            safe: false,
            edits: vec![append::item(cx, section, &text)],
        };
        (section.spec, fix)
    });
    fixes.collect()
}

/// Adds it as the first item of a new section of a kind.
pub(super) fn add_new(cx: &NoteCx<'_>, requirement: Range<usize>, kind: usize) -> Fix {
    let text = in_one_line(&cx.text.slice(requirement));
    let content = |_| format!("- {text}");
    Fix {
        title: format!(
            "Add it to “{}”, a new section",
            cx.grammar.sections[kind].title
        ),
        safe: false,
        edits: vec![insert::section_with(
            cx.note, cx.text, cx.grammar, kind, content,
        )],
    }
}

/// Whether a kind of section takes what cannot be answered.
pub(super) fn takes(spec: &SectionSpec) -> bool {
    spec.id == "gaps" || spec.voice == Voice::Review
}
