//! The rules: what an interviewer would notice, one file each.
//!
//! A rule is a [`Rule`] value: its name, its page, and a [`Check`] whose type says what it may see
//! and so when it must run again. [`RULES`] lists them all; that line and the rule's file are all
//! it takes to add one. The pages, the schema, the tests and the reference are made from here.

mod another_note;
mod append;
mod asking;
pub(crate) mod assist;
mod cx;
mod engine;
mod finding;
pub mod insert;
mod kept;
mod pieces;
mod rule;
mod settings;
mod suppress;
mod surroundings;

mod assistant_residue;
mod broken_link;
mod due_step;
mod duplicate_question;
mod duplicate_section;
mod empty_field;
mod empty_section;
mod fenced_note;
mod generic_question;
mod impersonal_questions;
mod incomplete_story;
mod invalid_date;
mod missing_field;
mod missing_part;
mod missing_question_theme;
mod missing_section;
mod missing_talking_point;
mod missing_title;
mod misspelled_section;
mod named;
mod names;
mod placeholder;
mod pseudo_list;
mod section_order;
mod stale_facts;
mod stale_posting;
mod story;
mod story_labels;
mod title_mismatch;
mod too_few_questions;
mod unanswered_question;
mod uncovered_requirement;
mod undated_fact;
mod unknown_rule;
mod unplanned_gap;
mod unprepared_red_flag;
mod unquantified_achievement;
mod unsourced_facts;
mod unused_suppression;
mod unverified_number;
mod vague_talking_point;
mod weak_wording;
mod wrong_company;

pub use cx::{NoteCx, SectionCx, SegmentCx, WorkspaceCx};
pub use engine::{Checker, Report, check};
pub use finding::{Data, Edit, Finding, Findings, Fix, Related};
pub use kept::Labels;
pub use pseudo_list::{TypedList, typed_lists};
pub use rule::{Check, Group, Rule, Severity};
pub use settings::{Days, Level, RuleSetting, Settings};
pub use suppress::{SuppressionCx, Used};
pub use surroundings::{Companies, FileTarget, Nearest, Resume, Surroundings};
pub(crate) use unknown_rule::unknown;
pub use unknown_rule::{UNKNOWN_RULE, nearest};

/// Every rule, in the order of the catalogue: by group, and within a group by weight.
pub static RULES: &[&Rule] = &[
    &fenced_note::FENCED_NOTE,
    &missing_title::MISSING_TITLE,
    &missing_section::MISSING_SECTION,
    &duplicate_section::DUPLICATE_SECTION,
    &section_order::SECTION_ORDER,
    &misspelled_section::MISSPELLED_SECTION,
    &assistant_residue::ASSISTANT_RESIDUE,
    &pseudo_list::PSEUDO_LIST,
    &empty_section::EMPTY_SECTION,
    &missing_field::MISSING_FIELD,
    &empty_field::EMPTY_FIELD,
    &missing_part::MISSING_PART,
    &too_few_questions::TOO_FEW_QUESTIONS,
    &placeholder::PLACEHOLDER,
    &unanswered_question::UNANSWERED_QUESTION,
    &vague_talking_point::VAGUE_TALKING_POINT,
    &missing_talking_point::MISSING_TALKING_POINT,
    &unquantified_achievement::UNQUANTIFIED_ACHIEVEMENT,
    &weak_wording::WEAK_WORDING,
    &generic_question::GENERIC_QUESTION,
    &impersonal_questions::IMPERSONAL_QUESTIONS,
    &undated_fact::UNDATED_FACT,
    &unsourced_facts::UNSOURCED_FACTS,
    &incomplete_story::INCOMPLETE_STORY,
    &uncovered_requirement::UNCOVERED_REQUIREMENT,
    &unplanned_gap::UNPLANNED_GAP,
    &unprepared_red_flag::UNPREPARED_RED_FLAG,
    &missing_question_theme::MISSING_QUESTION_THEME,
    &unverified_number::UNVERIFIED_NUMBER,
    &wrong_company::WRONG_COMPANY,
    &title_mismatch::TITLE_MISMATCH,
    &duplicate_question::DUPLICATE_QUESTION,
    &invalid_date::INVALID_DATE,
    &stale_posting::STALE_POSTING,
    &stale_facts::STALE_FACTS,
    &due_step::DUE_STEP,
    &broken_link::BROKEN_LINK,
    &unused_suppression::UNUSED_SUPPRESSION,
    &unknown_rule::UNKNOWN_RULE,
];

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
