use crate::dates;
use crate::note::POSTING;

use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports a posting date that lies more than 60 days back while the interview is still to come.
    ///
    /// A month or a year counts from its last day. Once the interview is over, by its date or by
    /// the `status` of the front matter, the posting may be as old as it likes.
    ///
    /// ## Why it matters
    ///
    /// An old posting may have been filled, changed or put up again with other terms. If it is still
    /// open, it is worth knowing why.
    ///
    /// ## Example
    ///
    /// Read on 1 December 2026:
    ///
    /// ```md bad
    /// # Interview Prep: Tarn Ferries – Deck Officer
    /// ## Job Overview
    /// **Posting Date:** 14 August 2026
    ///                   ^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Tarn Ferries – Deck Officer
    /// ## Job Overview
    /// **Posting Date:** 14 November 2026
    /// ```
    ///
    /// ## Options
    ///
    /// `stale-posting = { level = "info", max-age = 90 }` under `[rules]`: the number of days.
    ///
    /// ## Source
    ///
    /// schema.org's `JobPosting` has `datePosted` and `validThrough` for this reason; 60 days is
    /// twice the 30 for which most job boards run an advertisement.
    pub(crate) static STALE_POSTING = "stale-posting", Dates, Some(Severity::Info), Note(check), options: ["max-age"];
}

/// Two runs of an advertisement of 30 days.
const MAX_AGE: u32 = 60;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let Some(today) = cx.settings.today else {
        return;
    };
    let values = cx.note.date_values(cx.grammar);
    let posting = values.iter().find(|value| value.is(POSTING));
    let Some((posting, when)) = posting.and_then(|value| Some((value, value.value.when()?))) else {
        return;
    };
    let age = dates::days_between(when.last, today);
    if age <= cx.settings.max_age(STALE_POSTING.name, MAX_AGE) || cx.note.is_over(cx.grammar, today)
    {
        return;
    }
    findings
        .report(
            posting.place(),
            format!("The job was posted {age} days ago: make sure that it is still open"),
        )
        .with_data("days", age);
}
