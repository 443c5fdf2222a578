use crate::dates::{Found, Reading, Value, Words};
use crate::grammar::Phrases;
use crate::note::DateValue;

use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports a date field whose value is no date, or one that no calendar has, such as 31 June.
    ///
    /// Days are read as 2026-11-05, June 5, 2024, 5 June 2024, 05.06.2024 and 25/12/2026, with a
    /// time behind and a day of the week before them, in eleven languages. "unknown", "rolling",
    /// "n/a", a month or a season alone, and 06/05/2024, which may be read either way, are fine.
    /// "3 weeks ago" is an info: it was true on the day it was written. What is no date at all is
    /// reported where the label asks for one, as "Posting Date" does and "Posted" does not.
    ///
    /// ## Why it matters
    ///
    /// The day that is written wrong is the day you come too late.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Alder Dental – Hygienist
    /// ## Job Overview
    /// **Posting Date:** 31 June 2026
    ///                   ^^^^^^^^^^^^
    /// **Interview Date:** by the river
    ///                     ^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Alder Dental – Hygienist
    /// ## Job Overview
    /// **Posting Date:** 30 June 2026
    /// **Interview Date:** unknown
    /// ```
    ///
    /// ## Options
    ///
    /// Which fields hold a date stands in `grammars/interview.toml` (`kind = "date"`), the words in
    /// the place of one in `grammars/dates.toml`.
    ///
    /// ## Source
    ///
    /// ISO 8601 for the form that nobody misreads; career centres want the date written down first
    /// (Citadel: who, where, when).
    pub(crate) static INVALID_DATE = "invalid-date", Dates, Some(Severity::Warning), Note(check), content: true;
}

/// More words than this are a remark, and not somebody's idea of a date.
const MAX_WORDS: usize = 6;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for date in cx.note.date_values(cx.grammar) {
        let (text, label) = (date.text.as_str(), date.label.as_str());
        match &date.value {
            Value::Found(Found {
                reading: Reading::Impossible,
                range,
                ..
            }) => {
                let day = cx.text.slice(range.clone());
                findings.report(
                    range.clone(),
                    format!("There is no day “{day}” in the calendar: correct the “{label}”"),
                );
            }
            Value::Relative if asks_for_date(&date) => {
                findings
                    .report(
                        date.range.clone(),
                        format!("“{text}” will soon mean another day: write the date, such as 2026-11-05"),
                    )
                    .with_severity(Severity::Info);
            }
            Value::Nothing if asks_for_date(&date) && says_something(cx, &date) => {
                findings.report(
                    date.range.clone(),
                    format!("“{text}” is no date: write one such as 2026-11-05, or “unknown”"),
                );
            }
            _ => {}
        }
    }
}

/// Whether only a date, or that there is none, can stand there.
fn asks_for_date(date: &DateValue<'_>) -> bool {
    date.field.front_matter.is_some()
        && Words::shipped().asks_for_date(&date.label)
        && date.text.split_whitespace().count() <= MAX_WORDS
}

/// Whether there is a value, and no placeholder, which has a rule of its own. Brackets are no prose:
/// they stand round the value.
fn says_something(cx: &NoteCx<'_>, date: &DateValue<'_>) -> bool {
    let phrases = Phrases::shipped();
    let around = date.range.start.saturating_sub(1)..date.range.end + 1;
    date.text.chars().any(char::is_alphanumeric)
        && phrases.marks(&date.text).next().is_none()
        && !cx.text.slice(around).contains(['[', '<', '{'])
}
