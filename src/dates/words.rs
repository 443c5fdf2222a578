//! The words of dates: `grammars/dates.toml`.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::grammar::{self, name};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Data {
    months: MonthData,
    weekdays: WeekdayData,
    marks: MarkData,
    words: WordData,
    sources: SourceData,
    steps: StepData,
    write: WriteData,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MonthData {
    full: [Vec<String>; 12],
    short: [Vec<String>; 12],
    doubtful: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WeekdayData {
    full: Vec<String>,
    short: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct MarkData {
    joiners: Vec<String>,
    ordinals: Vec<String>,
    quarters: Vec<String>,
    year: Vec<char>,
    month: Vec<char>,
    day: Vec<char>,
    before_year: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WordData {
    open: Vec<String>,
    relative: Vec<String>,
    season: Vec<String>,
    history: Vec<String>,
    label: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct SourceData {
    words: Vec<String>,
    domains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct StepData {
    thanks: Vec<String>,
    closed: Vec<String>,
    over: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WriteData {
    months: Vec<[String; 12]>,
}

/// What a word means in a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The month it names, from 1 on.
    pub(super) month: Option<i8>,
    /// Whether it is another word as well, so that a small letter makes it no month.
    pub(super) doubtful: bool,
    /// Whether it is a month's short form, which counts beside a figure only.
    pub(super) short: bool,
    pub(super) weekday: bool,
    pub(super) joiner: bool,
    pub(super) ordinal: bool,
    pub(super) quarter: bool,
    pub(super) before_year: bool,
}

/// The words of dates, ready for matching.
#[derive(Debug)]
pub struct Words {
    meanings: FxHashMap<String, Meaning>,
    pub(super) year: Vec<char>,
    pub(super) month: Vec<char>,
    pub(super) day: Vec<char>,
    open: Phrases,
    relative: Phrases,
    season: Phrases,
    weekdays: Phrases,
    history: Phrases,
    label: Phrases,
    sources: Phrases,
    thanks: Phrases,
    closed: Phrases,
    over: Phrases,
    domains: Vec<String>,
    written_months: Vec<[String; 12]>,
}

static SHIPPED: LazyLock<Words> =
    LazyLock::new(|| Words::new(grammar::read(grammar::shipped!("dates"))));

impl Words {
    /// The shipped words.
    pub fn shipped() -> &'static Words {
        &SHIPPED
    }

    fn new(data: Data) -> Self {
        let mut meanings: FxHashMap<String, Meaning> = FxHashMap::default();
        let mut mean = |words: &[String], set: &dyn Fn(&mut Meaning)| {
            for word in words {
                set(meanings.entry(fold(word)).or_default());
            }
        };
        // A month's full name goes before another month's short form.
        for (short, months) in [(true, &data.months.short), (false, &data.months.full)] {
            for (month, names) in (1..).zip(months) {
                mean(names, &|meaning| {
                    (meaning.month, meaning.short) = (Some(month), short);
                });
            }
        }
        mean(&data.months.doubtful, &|meaning| meaning.doubtful = true);
        mean(&data.weekdays.full, &|meaning| meaning.weekday = true);
        mean(&data.weekdays.short, &|meaning| meaning.weekday = true);
        mean(&data.marks.joiners, &|meaning| meaning.joiner = true);
        mean(&data.marks.ordinals, &|meaning| meaning.ordinal = true);
        mean(&data.marks.quarters, &|meaning| meaning.quarter = true);
        mean(&data.marks.before_year, &|meaning| {
            meaning.before_year = true;
        });
        Words {
            meanings,
            year: data.marks.year,
            month: data.marks.month,
            day: data.marks.day,
            open: Phrases::new(&data.words.open),
            relative: Phrases::new(&data.words.relative),
            season: Phrases::new(&data.words.season),
            weekdays: Phrases::new(&data.weekdays.full),
            history: Phrases::new(&data.words.history),
            label: Phrases::new(&data.words.label),
            sources: Phrases::new(&data.sources.words),
            thanks: Phrases::new(&data.steps.thanks),
            closed: Phrases::new(&data.steps.closed),
            over: Phrases::new(&data.steps.over),
            domains: data.sources.domains,
            written_months: data.write.months,
        }
    }

    /// What a word means in a date, whatever its case and its accents.
    pub(super) fn meaning(&self, word: &str) -> Meaning {
        self.meanings.get(&fold(word)).copied().unwrap_or_default()
    }

    /// The names of the months as they are written in dates, a list for each language and length.
    pub(super) fn written_months(&self) -> &[[String; 12]] {
        &self.written_months
    }

    /// Whether a text says that the day is not known, or not fixed.
    pub fn says_open(&self, text: &str) -> bool {
        self.open.found_in(text)
    }

    /// Whether a text tells a time from the day on which it was written: "3 weeks ago".
    pub fn says_relative(&self, text: &str) -> bool {
        self.relative.found_in(text)
    }

    /// Whether a text names a day of the week.
    pub fn names_weekday(&self, text: &str) -> bool {
        self.weekdays.found_in(text)
    }

    /// Whether a text names a stretch of time without a figure: a month, a season, "currently".
    pub fn names_season(&self, text: &str) -> bool {
        let months = || {
            text.split(|char: char| !char.is_alphabetic())
                .any(|word| self.is_month(word))
        };
        self.season.found_in(text) || months()
    }

    /// Whether a word is a month's full name, and surely so.
    fn is_month(&self, word: &str) -> bool {
        let meaning = self.meaning(word);
        let capital = word.starts_with(char::is_uppercase);
        meaning.month.is_some() && !meaning.short && (capital || !meaning.doubtful)
    }

    /// Whether a text speaks of beginnings, so that a year in it is no news.
    pub fn says_history(&self, text: &str) -> bool {
        self.history.found_in(text)
    }

    /// Whether a label asks for a day.
    pub fn asks_for_date(&self, label: &str) -> bool {
        self.label.found_in(label)
    }

    /// Whether a text names where it comes from, in words.
    pub fn names_source(&self, text: &str) -> bool {
        self.sources.found_in(text)
    }

    /// Whether a word is an address without its scheme, such as `acme.com/news`.
    pub fn is_address(&self, word: &str) -> bool {
        let word = word.trim_matches(|char: char| !char.is_alphanumeric());
        let host = word.split('/').next().unwrap_or_default();
        host.rsplit_once('.').is_some_and(|(name, end)| {
            name.chars().count() > 1
                && self
                    .domains
                    .iter()
                    .any(|domain| end.eq_ignore_ascii_case(domain))
        })
    }

    /// Whether a text speaks of thanking.
    pub fn says_thanks(&self, text: &str) -> bool {
        self.thanks.found_in(text)
    }

    /// Whether a status ends the application.
    pub fn is_closed(&self, status: &str) -> bool {
        self.closed.found_in(status)
    }

    /// Whether a status says that the interview is over.
    pub fn is_over(&self, status: &str) -> bool {
        self.is_closed(status) || self.over.found_in(status)
    }
}

fn fold(word: &str) -> String {
    name::words(word).join(" ")
}

/// Phrases that are found as whole words, and anywhere in scripts without spaces.
#[derive(Debug)]
struct Phrases(AhoCorasick);

impl Phrases {
    fn new(phrases: &[String]) -> Self {
        let keys = phrases.iter().map(|phrase| {
            let phrase = fold(phrase);
            let spaced = !phrase
                .chars()
                .all(|char| char == ' ' || crate::grammar::is_unspaced_or_hangul(char));
            if spaced {
                format!(" {phrase} ")
            } else {
                phrase
            }
        });
        Phrases(AhoCorasick::new(keys).expect("a few hundred short words make a small automaton"))
    }

    fn found_in(&self, text: &str) -> bool {
        self.0.is_match(&format!(" {} ", fold(text)))
    }
}
