//! Dates as people write them: found in a text, read from a field, and told in words.
//!
//! A reading says how precise it is and what it may mean, as a range of days; what is written like
//! a date and is none (31 June) is told apart from what is no date at all. Nothing here knows which
//! day it is: who asks says so.

mod find;
mod style;
mod words;

pub use find::find;
pub use style::Style;
pub use words::Words;

use std::ops::Range;

use jiff::civil::Date;

/// A date that was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is, a day of the week before it included, in bytes of the text.
    pub range: Range<usize>,
    /// What it says.
    pub reading: Reading,
    /// Whether it is surely meant as a date: a bare figure of four digits may be none.
    pub sure: bool,
}

/// What something that is written like a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A day, a month, a quarter or a year.
    Date(When),
    /// A day or a month without its year: `5 June`.
    NoYear,
    /// Day and month may be either way round: `06/05/2024`.
    Ambiguous,
    /// There is no such day: `31 June 2024`, `2026-13-40`.
    Impossible,
}

/// When something is: all the days that may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The first of them.
    pub first: Date,
    /// The last of them.
    pub last: Date,
    /// How precise it is.
    pub precision: Precision,
}

/// How precise a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// One day.
    Day,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

/// What the value of a date field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Something written like a date.
    Found(Found),
    /// That the day is not known or not fixed: "rolling", "n/a".
    Open,
    /// A day of the week, a month, a season.
    Vague,
    /// A time that only who wrote it can tell: "3 weeks ago".
    Relative,
    /// Nothing of all that.
    Nothing,
}

impl Value {
    /// The days that are meant, if it can be read.
    pub fn when(&self) -> Option<When> {
        match self {
            Value::Found(Found {
                reading: Reading::Date(when),
                ..
            }) => Some(*when),
            _ => None,
        }
    }

    /// The day that is meant, if it is one.
    pub fn day(&self) -> Option<Date> {
        let when = self.when()?;
        (when.precision == Precision::Day).then_some(when.first)
    }
}

/// Reads the value of a date field: what is impossible first, then the first date, then words.
pub fn read(value: &str) -> Value {
    let found = find(value);
    let rank = |found: &Found| match found.reading {
        Reading::Impossible => 0,
        Reading::Date(_) => 1,
        Reading::Ambiguous | Reading::NoYear => 2,
    };
    if let Some(first) = found.into_iter().min_by_key(rank) {
        return Value::Found(first);
    }
    let words = Words::shipped();
    if words.says_open(value) {
        Value::Open
    } else if words.says_relative(value) {
        Value::Relative
    } else if words.names_weekday(value) || words.names_season(value) {
        Value::Vague
    } else {
        Value::Nothing
    }
}

/// Whether a text tells, however vaguely, when it happened.
pub fn is_dated(text: &str) -> bool {
    !find(text).is_empty() || Words::shipped().tells_when(text)
}

/// Whether a text says when it happened to the month at least.
pub fn is_dated_to_the_month(text: &str) -> bool {
    find(text).iter().any(|found| match found.reading {
        Reading::Date(when) => matches!(when.precision, Precision::Day | Precision::Month),
        Reading::Ambiguous => true,
        Reading::NoYear | Reading::Impossible => false,
    })
}

/// How far a day is from another in words: "today", "in 5 days", "3 weeks ago". Beyond two weeks,
/// whole weeks, then months, then years are counted, so that it is never more than it says.
pub fn away(date: Date, today: Date) -> String {
    let days = days_between(today, date);
    match days {
        0 => return "today".to_owned(),
        1 => return "tomorrow".to_owned(),
        -1 => return "yesterday".to_owned(),
        _ => {}
    }
    let far = days.abs();
    let (count, unit) = match far {
        ..14 => (far, "day"),
        14..60 => (far / 7, "week"),
        // 30.44 days are a month, on average.
        60..730 => (far * 100 / 3044, "month"),
        _ => (far * 100 / 36525, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if days > 0 {
        format!("in {count} {unit}{plural}")
    } else {
        format!("{count} {unit}{plural} ago")
    }
}

/// How many days a date lies after another; before it, a negative number.
pub fn days_between(from: Date, to: Date) -> i32 {
    // A difference of civil dates is one of whole days, and no two dates are 2³¹ days apart.
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests;
