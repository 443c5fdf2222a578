use std::ops::Range;

use jiff::civil::Date;

use crate::dates::{self, Precision, Reading, Words};
use crate::note::{EntryKind, Section, SegmentRef, dates_in};
use crate::syntax::Span;

use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports a company section whose newest dated fact is over 12 months old.
    ///
    /// A month or a year counts from its last day. The year in which the company was founded is no
    /// news, and a section without any date is `undated-fact`'s.
    ///
    /// ## Why it matters
    ///
    /// "I read that you are about to open in Bristol" is embarrassing two years after they closed
    /// there.
    ///
    /// ## Example
    ///
    /// Read on 1 December 2026:
    ///
    /// ```md bad
    /// # Interview Prep: Rook Street Theatre – Stage Manager
    /// ## Company Summary
    ///    ^^^^^^^^^^^^^^^
    /// A producing house with 340 seats.
    ///
    /// **Recent News:**
    /// - March 2024: studio stage reopened
    /// - June 2025: tour to six towns
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Rook Street Theatre – Stage Manager
    /// ## Company Summary
    /// A producing house with 340 seats.
    ///
    /// **Recent News:**
    /// - June 2025: tour to six towns
    /// - September 2026: new artistic director
    /// ```
    ///
    /// ## Options
    ///
    /// `stale-facts = { level = "hint", max-age = 180 }` under `[rules]`: the number of days.
    ///
    /// ## Source
    ///
    /// The research steps that were read look at the last 12 months, some at the last 30 days.
    pub(crate) static STALE_FACTS = "stale-facts", Dates, Some(Severity::Hint), Note(check), options: ["max-age"];
}

/// A year.
const MAX_AGE: u32 = 365;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let Some(today) = cx.settings.today else {
        return;
    };
    let company = |section: &&Section| cx.grammar.sections[section.spec].id == "company-summary";
    let sections: Vec<&Section> = cx.note.sections.iter().filter(company).collect();
    let (Some(first), Some((newest, range))) = (sections.first(), newest(cx, &sections)) else {
        return;
    };
    let age = dates::days_between(newest, today);
    if age <= cx.settings.max_age(STALE_FACTS.name, MAX_AGE) || cx.note.is_over(cx.grammar, today) {
        return;
    }
    let text = cx.text.slice(range.clone());
    let away = dates::away(newest, today);
    findings
        .report(
            cx.heading_range(first),
            format!(
                "The newest dated fact, “{text}”, is from {away}: look for what has happened since"
            ),
        )
        .with_related(range, "The newest date")
        .with_data("days", age);
}

/// The newest date that the sections state, and where. None if that is a bare figure, which may be
/// no year, or the year of a beginning.
fn newest<'a>(cx: &NoteCx<'a>, sections: &[&'a Section]) -> Option<(Date, Range<usize>)> {
    let mut newest: Option<(SegmentRef<'_>, &Dated)> = None;
    for piece in sections.iter().flat_map(|section| cx.pieces_of(section)) {
        if let Some(dated) = &piece.get::<Newest>().0
            && newest.is_none_or(|(_, before)| dated.last > before.last)
        {
            newest = Some((piece.at, dated));
        }
    }
    newest
        .filter(|(_, dated)| dated.sure)
        .map(|(at, dated)| (dated.last, at.range(dated.span)))
}

/// A day, as its last one counts, and whether it can be no other.
struct Dated {
    last: Date,
    span: Span,
    sure: bool,
}

/// The newest day of a segment.
struct Newest(Option<Dated>);

impl Summary for Newest {
    const SLOT: Slot = Slot::StaleFacts;

    fn of(piece: &Piece<'_>) -> Self {
        let at = piece.at;
        let mut newest: Option<Dated> = None;
        let mut add = |range: Range<usize>, reading: Reading, sure: bool, history: bool| {
            let Reading::Date(when) = reading else { return };
            let beginning = history && when.precision == Precision::Year;
            let newer = newest.as_ref().is_none_or(|before| when.last > before.last);
            if !beginning && newer {
                newest = Some(Dated {
                    last: when.last,
                    span: Span::new(range),
                    sure,
                });
            }
        };
        if let Some(heading) = &at.segment.heading {
            let start = at.range(heading.text).start;
            for found in dates::find(at.str(heading.text)) {
                let range = found.range.start + start..found.range.end + start;
                add(range, found.reading, found.sure, false);
            }
        }
        for entry in &at.segment.entries {
            // A cell is part of its row.
            if entry.quoted || matches!(entry.kind, EntryKind::Code | EntryKind::Cell) {
                continue;
            }
            let history = Words::shipped().says_history(at.str(entry.text));
            for (range, reading, sure) in dates_in(at, entry) {
                add(range, reading, sure, history);
            }
        }
        Newest(newest)
    }
}
