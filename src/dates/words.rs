//! The words of dates: `grammars/dates.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
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
    phrases: Phrases,
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
            phrases: Phrases::new(&[
                (&data.words.open, Says::OPEN),
                (&data.words.relative, Says::RELATIVE),
                (&data.words.season, Says::SEASON),
                (&data.weekdays.full, Says::WEEKDAY),
                (&data.words.history, Says::HISTORY),
                (&data.words.label, Says::LABEL),
                (&data.sources.words, Says::SOURCE),
                (&data.steps.thanks, Says::THANKS),
                (&data.steps.closed, Says::CLOSED),
                (&data.steps.over, Says::OVER),
            ]),
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
        self.phrases.any(text, Says::OPEN)
    }

    /// Whether a text tells a time from the day on which it was written: "3 weeks ago".
    pub fn says_relative(&self, text: &str) -> bool {
        self.phrases.any(text, Says::RELATIVE)
    }

    /// Whether a text names a day of the week.
    pub fn names_weekday(&self, text: &str) -> bool {
        self.phrases.any(text, Says::WEEKDAY)
    }

    /// Whether a text names a stretch of time without a figure: a month, a season, "currently".
    pub fn names_season(&self, text: &str) -> bool {
        self.phrases.any(text, Says::SEASON) || self.names_month(text)
    }

    /// Whether a text tells in words when something is or was: a day of the week, a season, "3 weeks ago".
    pub(super) fn tells_when(&self, text: &str) -> bool {
        let any = Says::RELATIVE | Says::SEASON | Says::WEEKDAY;
        self.phrases.any(text, any) || self.names_month(text)
    }

    fn names_month(&self, text: &str) -> bool {
        text.split(|char: char| !char.is_alphabetic())
            .any(|word| self.is_month(word))
    }

    /// Whether a word is a month's full name, and surely so.
    fn is_month(&self, word: &str) -> bool {
        let meaning = self.meaning(word);
        let capital = word.starts_with(char::is_uppercase);
        meaning.month.is_some() && !meaning.short && (capital || !meaning.doubtful)
    }

    /// Whether a text speaks of beginnings, so that a year in it is no news.
    pub fn says_history(&self, text: &str) -> bool {
        self.phrases.any(text, Says::HISTORY)
    }

    /// Whether a label asks for a day.
    pub fn asks_for_date(&self, label: &str) -> bool {
        self.phrases.any(label, Says::LABEL)
    }

    /// Whether a text names where it comes from, in words.
    pub fn names_source(&self, text: &str) -> bool {
        self.phrases.any(text, Says::SOURCE)
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
        self.phrases.any(text, Says::THANKS)
    }

    /// Whether a status ends the application.
    pub fn is_closed(&self, status: &str) -> bool {
        self.phrases.any(status, Says::CLOSED)
    }

    /// Whether a status says that the interview is over.
    pub fn is_over(&self, status: &str) -> bool {
        self.phrases.any(status, Says::CLOSED | Says::OVER)
    }
}

fn fold(word: &str) -> String {
    name::words(word).join(" ")
}

/// What phrases say, as bits.
struct Says;

impl Says {
    const OPEN: u16 = 1;
    const RELATIVE: u16 = 1 << 1;
    const SEASON: u16 = 1 << 2;
    const WEEKDAY: u16 = 1 << 3;
    const HISTORY: u16 = 1 << 4;
    const LABEL: u16 = 1 << 5;
    const SOURCE: u16 = 1 << 6;
    const THANKS: u16 = 1 << 7;
    const CLOSED: u16 = 1 << 8;
    const OVER: u16 = 1 << 9;
}

/// Phrases that are found as whole words, and anywhere in scripts without spaces.
#[derive(Debug)]
struct Phrases {
    finder: AhoCorasick,
    /// What each of its phrases says.
    says: Vec<u16>,
}

impl Phrases {
    fn new(lists: &[(&Vec<String>, u16)]) -> Self {
        let mut says: BTreeMap<String, u16> = BTreeMap::new();
        for (list, bit) in lists {
            for phrase in *list {
                let phrase = fold(phrase);
                let spaced = !phrase
                    .chars()
                    .all(|char| char == ' ' || crate::grammar::is_unspaced_or_hangul(char));
                let key = if spaced {
                    format!(" {phrase} ")
                } else {
                    phrase
                };
                *says.entry(key).or_default() |= bit;
            }
        }
        // A DFA, which the library takes for so few words, is a hundred kilobytes.
        let finder = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(says.keys())
            .expect("a few hundred short words make a small automaton");
        Phrases {
            finder,
            says: says.into_values().collect(),
        }
    }

    /// Whether a text says any of some things.
    fn any(&self, text: &str, wanted: u16) -> bool {
        let text = format!(" {} ", fold(text));
        self.finder
            .find_overlapping_iter(&text)
            .any(|found| self.says[found.pattern().as_usize()] & wanted != 0)
    }
}
