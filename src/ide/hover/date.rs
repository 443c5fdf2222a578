//! Dates: which day of the week, and how far off.

use jiff::civil::Date;

use crate::dates::{self, Precision, Reading};
use crate::note::{Entry, SegmentRef, dates_in};

use super::{Hover, Snapshot};

/// The date at an offset of an entry.
pub(super) fn at(
    snapshot: &Snapshot,
    at: SegmentRef<'_>,
    entry: &Entry,
    offset: usize,
) -> Option<Hover> {
    let (range, reading, sure) = dates_in(at, entry)
        .into_iter()
        .find(|(range, ..)| range.start <= offset && offset <= range.end)?;
    let markdown = sure.then(|| told(snapshot, range.start, reading))?;
    Some(Hover { range, markdown })
}

/// What there is to say of a date that stands at a place.
pub(super) fn told(snapshot: &Snapshot, place: usize, reading: Reading) -> String {
    let today = snapshot.settings.today;
    let when = match reading {
        Reading::Date(when) => when,
        Reading::NoYear => {
            return "No year is given: add it, so that days can be counted to it.".to_owned();
        }
        Reading::Ambiguous => {
            return "Day and month may be either way round: write the month as a word, or the date as `2026-12-31`.".to_owned();
        }
        Reading::Impossible => {
            return "There is no such day: check the day and the month.".to_owned();
        }
    };
    let (first, last) = (when.first, when.last);
    if when.precision != Precision::Day {
        let days = format!("{} to {}", day(first), day(last));
        let far = today.map(|today| match () {
            () if today < first => dates::away(first, today),
            () if today > last => dates::away(last, today),
            () => "now".to_owned(),
        });
        return match far {
            Some(far) => format!("{days} – **{far}**"),
            None => days,
        };
    }
    let weekday = first.strftime("%A").to_string();
    let mut told = format!("{weekday}, {}", day(first));
    let Some(today) = today else { return told };
    let days = dates::days_between(today, first);
    let far = dates::away(first, today);
    told.push_str(&format!(" – **{far}**"));
    // Beyond two weeks it is told in weeks and months; the days are what one plans by.
    if days.abs() >= 14 {
        let side = if days > 0 { "from now" } else { "ago" };
        told.push_str(&format!(" ({} days {side})", days.abs()));
    }
    let is_interview = snapshot
        .note
        .interview(&snapshot.grammar, today)
        .is_some_and(|value| value.range.start <= place && place <= value.range.end);
    if is_interview {
        told = format!("**Interview:** {told}");
    }
    told
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}
