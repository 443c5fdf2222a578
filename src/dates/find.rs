//! Finds dates in a text.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::grammar::is_unspaced_or_hangul;

use super::words::{Meaning, Words};
use super::{Found, Precision, Reading, When};

/// Finds all that is written like a date in a text, in order. Ranges are disjoint, in bytes of it,
/// and lie on character boundaries.
pub fn find(text: &str) -> Vec<Found> {
    // No date without a figure; months and seasons alone are `Words`' to tell.
    if !text.contains(|char: char| digit(char).is_some()) {
        return Vec::new();
    }
    let finder = Finder {
        text,
        words: Words::shipped(),
        tokens: tokens(text, Words::shipped()),
    };
    let mut found = Vec::new();
    let mut at = 0;
    let mut free = 0;
    while at < finder.tokens.len() {
        match finder.at(at) {
            Some((end, reading, sure)) => {
                let start = finder.with_weekday(at, free, reading);
                let range = finder.tokens[start].range.start..finder.tokens[end - 1].range.end;
                found.push(Found {
                    range,
                    reading,
                    sure,
                });
                at = end;
                free = end;
            }
            None => at += 1,
        }
    }
    found
}

#[derive(Clone, Debug)]
struct Token {
    range: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A figure: its value, and how many digits it has.
    Number(i32, usize),
    /// A word that means something in a date, or nothing; whether it begins with a capital.
    Word(Meaning, bool),
    /// Any other character.
    Mark(char),
    Space,
}

/// A digit, also one of East Asian full width.
fn digit(char: char) -> Option<i32> {
    match char {
        '0'..='9' => Some(char as i32 - '0' as i32),
        '０'..='９' => Some(char as i32 - '０' as i32),
        _ => None,
    }
}

/// Whether words are made of it: a letter of a script with spaces, and no mark of an ordinal.
fn is_word(char: char) -> bool {
    char.is_alphabetic() && !is_unspaced_or_hangul(char) && !matches!(char, 'º' | 'ª')
}

fn tokens(text: &str, words: &Words) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, char)) = chars.next() {
        let mut end = start + char.len_utf8();
        let mut run = |more: &dyn Fn(char) -> bool| {
            while let Some(&(at, next)) = chars.peek()
                && more(next)
            {
                end = at + next.len_utf8();
                chars.next();
            }
        };
        let kind = if digit(char).is_some() {
            run(&|char| digit(char).is_some());
            let digits = text[start..end].chars().filter_map(digit);
            let value = digits
                .clone()
                .take(5)
                .fold(0, |sum, digit| sum * 10 + digit);
            Kind::Number(value, digits.count())
        } else if char.is_whitespace() {
            run(&char::is_whitespace);
            Kind::Space
        } else if is_word(char) {
            // Accents may stand as characters of their own.
            run(&|char| is_word(char) || matches!(char, '\u{300}'..='\u{36f}'));
            Kind::Word(words.meaning(&text[start..end]), char.is_uppercase())
        } else {
            Kind::Mark(char)
        };
        tokens.push(Token {
            range: start..end,
            kind,
        });
    }
    tokens
}

struct Finder<'a> {
    text: &'a str,
    words: &'static Words,
    tokens: Vec<Token>,
}

/// The token after a date, what the date says, and whether it is sure.
type Hit = Option<(usize, Reading, bool)>;

impl Finder<'_> {
    fn at(&self, at: usize) -> Hit {
        match self.kind(at)? {
            Kind::Number(value, digits) if !self.is_glued(at) => {
                if digits == 4 && (1900..=2100).contains(&value) {
                    self.year_first(at, value as i16)
                } else if digits <= 2 {
                    self.day_first(at, value, digits)
                } else {
                    None
                }
            }
            Kind::Word(word, capital) => match word.month {
                Some(month) => self.month_first(at, month, word, capital),
                None if word.quarter => self.quarter_first(at),
                None => None,
            },
            _ => None,
        }
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn number(&self, at: usize) -> Option<(i32, usize)> {
        match self.kind(at)? {
            Kind::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.kind(at)? {
            Kind::Mark(char) => Some(char),
            _ => None,
        }
    }

    fn month(&self, at: usize) -> Option<(i8, Meaning, bool)> {
        match self.kind(at)? {
            Kind::Word(word, capital) => Some((word.month?, word, capital)),
            _ => None,
        }
    }

    /// A year of four digits.
    fn year(&self, at: usize) -> Option<i16> {
        let (value, digits) = self.number(at)?;
        (digits == 4 && (1900..=2100).contains(&value)).then_some(value as i16)
    }

    /// Whether a figure carries on another, or a sum of money.
    fn is_glued(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|at| self.kind(at));
        match before(1) {
            Some(Kind::Mark('.' | ',' | '/' | '-' | ':')) => {
                matches!(before(2), Some(Kind::Number(..)))
            }
            Some(Kind::Mark('$' | '€' | '£' | '¥' | '#' | '+')) => true,
            _ => false,
        }
    }

    /// `2026-11-05`, `2026/11/05`, `2026年11月5日`, `2026-11`, `2026-Jun-05`, `2026 Q2`, `2026`.
    fn year_first(&self, at: usize, year: i16) -> Hit {
        if let Some(hit) = self.cjk(at, year) {
            return Some(hit);
        }
        if let Some(separator @ ('-' | '/' | '.')) = self.mark(at + 1) {
            if let Some((month, digits)) = self.number(at + 2) {
                if digits <= 4
                    && self.mark(at + 3) == Some(separator)
                    && let Some((day, digits)) = self.number(at + 4)
                    && digits <= 4
                {
                    return Some((at + 5, day_of(year, month, day), true));
                }
                if digits == 2 && separator != '.' && (1..=12).contains(&month) {
                    return Some((at + 3, month_of(year, month as i8), true));
                }
            } else if separator != '.'
                && let Some((month, ..)) = self.month(at + 2)
                && self.mark(at + 3) == Some(separator)
                && let Some((day, 1..=2)) = self.number(at + 4)
            {
                return Some((at + 5, day_of(year, i32::from(month), day), true));
            }
        }
        let next = self.gap(at + 1, false);
        if let Some(Kind::Word(word, true)) = self.kind(next)
            && word.quarter
            && let Some((quarter @ 1..=4, 1)) = self.number(next + 1)
        {
            return Some((next + 2, quarter_of(year, quarter as i8), true));
        }
        if next > at + 1
            && let Some((month, ..)) = self.month(next)
            && let Some((day @ 1..=31, 1..=2)) = self.number(self.gap(next + 1, false))
        {
            let end = self.gap(next + 1, false) + 1;
            return Some((end, day_of(year, i32::from(month), day), true));
        }
        Some((at + 1, year_of(year), self.is_surely_a_year(at)))
    }

    /// `2026年`, `2026年11月`, `2026년 11월 5일`.
    fn cjk(&self, at: usize, year: i16) -> Hit {
        let mark = self.after_space(at + 1);
        if !self.words.year.contains(&self.mark(mark)?) {
            return None;
        }
        let only_year = Some((mark + 1, year_of(year), true));
        let number = self.after_space(mark + 1);
        let Some((month, 1..=2)) = self.number(number) else {
            return only_year;
        };
        let mark = self.after_space(number + 1);
        if !self
            .mark(mark)
            .is_some_and(|char| self.words.month.contains(&char))
        {
            return only_year;
        }
        let number = self.after_space(mark + 1);
        let end = self.after_space(number + 1);
        if let Some((day, 1..=2)) = self.number(number)
            && self
                .mark(end)
                .is_some_and(|char| self.words.day.contains(&char))
        {
            return Some((end + 1, day_of(year, month, day), true));
        }
        let reading = if (1..=12).contains(&month) {
            month_of(year, month as i8)
        } else {
            Reading::Impossible
        };
        Some((mark + 1, reading, true))
    }

    /// Whether a figure that looks like a year is one: behind "in" and the like, in brackets, or
    /// with nothing behind it that it could count.
    fn is_surely_a_year(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|at| self.tokens[at].kind);
        let tight = !matches!(
            before,
            None | Some(Kind::Space | Kind::Mark('(' | '[' | '（' | '"' | '“' | '‘' | '\''))
        );
        let lead = at >= 2
            && before == Some(Kind::Space)
            && matches!(self.tokens[at - 2].kind, Kind::Word(word, _) if word.before_year);
        let next = self.kind(at + 1);
        let after = match next {
            None => true,
            Some(Kind::Mark(mark)) => {
                matches!(mark, '.' | ',' | ':' | ';' | ')' | ']' | '）' | '!' | '?')
                    && !matches!(self.kind(at + 2), Some(Kind::Number(..)))
            }
            Some(Kind::Space) => {
                matches!(self.mark(at + 2), Some('–' | '—' | '-' | '(' | ':' | '|'))
            }
            _ => false,
        };
        !tight && (lead && !matches!(next, Some(Kind::Word(..))) || after)
    }

    /// `25/12/2026`, `05.06.2024`, `06/2024`, `5 June 2024`, `5th of June`, `11月5日`.
    fn day_first(&self, at: usize, day: i32, digits: usize) -> Hit {
        if let Some(hit) = self.numeric(at, day, digits) {
            return Some(hit);
        }
        if let Some(separator @ ('/' | '.')) = self.mark(at + 1)
            && (digits == 2 || separator == '/')
            && (1..=12).contains(&day)
            && let Some(year) = self.year(at + 2)
        {
            return Some((at + 3, month_of(year, day as i8), true));
        }
        let month = self.gap(self.after_ordinal(at + 1), false);
        if let Some((number, word, capital)) = self.month(month) {
            let year = self.gap(month + 1, true);
            if let Some((value, end)) = self.year_after(year) {
                return Some((end, day_of(value, i32::from(number), day), true));
            }
            return self.without_year(month + 1, number, word, capital, day);
        }
        let mark = self.after_space(at + 1);
        if self
            .mark(mark)
            .is_some_and(|char| self.words.month.contains(&char))
        {
            let number = self.after_space(mark + 1);
            let last = self.after_space(number + 1);
            let with_day = matches!(self.number(number), Some((1..=31, 1..=2)))
                && self
                    .mark(last)
                    .is_some_and(|char| self.words.day.contains(&char));
            let end = if with_day { last + 1 } else { mark + 1 };
            return (1..=12)
                .contains(&day)
                .then_some((end, Reading::NoYear, true));
        }
        None
    }

    /// Three figures, the year last. Full stops put the day first, as in German; otherwise day and
    /// month are told apart only if one of them is no month.
    fn numeric(&self, at: usize, first: i32, digits: usize) -> Hit {
        let separator @ ('/' | '.' | '-') = self.mark(at + 1)? else {
            return None;
        };
        let spaced = |at: usize| {
            if separator == '.' {
                self.after_space(at)
            } else {
                at
            }
        };
        let middle = spaced(at + 2);
        let (second, 1..=2) = self.number(middle)? else {
            return None;
        };
        if self.mark(middle + 1) != Some(separator) {
            return None;
        }
        let last = spaced(middle + 2);
        let Some(year) = self.year(last) else {
            // "05.06.24": two digits each, or it may be the number of a chapter.
            let (short, 2) = self.number(last)? else {
                return None;
            };
            let date = day_of(2000 + short as i16, second, first);
            let sure = separator == '.' && digits == 2 && date != Reading::Impossible;
            let tight = last == middle + 2 && middle == at + 2;
            return tight.then_some((last + 1, if sure { date } else { Reading::Ambiguous }, sure));
        };
        let reading = match (first, second) {
            // "06.25.2024" is written so in America, too.
            (1..=12, 13..) => day_of(year, first, second),
            (1..=12, 1..=12) if separator != '.' && first != second => Reading::Ambiguous,
            _ => day_of(year, second, first),
        };
        Some((last + 1, reading, true))
    }

    /// `June 5, 2024`, `June 5–7, 2024`, `June 2024`, `Jun '24`, `June 5`.
    fn month_first(&self, at: usize, month: i8, word: Meaning, capital: bool) -> Hit {
        let next = self.gap(at + 1, true);
        if let Some((year, end)) = self.year_after(next) {
            return Some((end, month_of(year, month), true));
        }
        let (day, 1..=2) = self.number(next)? else {
            return None;
        };
        let mut end = self.after_ordinal(next + 1);
        if let Some('–' | '—' | '-') = self.mark(end)
            && let Some((1..=31, 1..=2)) = self.number(end + 1)
        {
            end = self.after_ordinal(end + 2);
        }
        if let Some((year, end)) = self.year_after(self.gap(end, true)) {
            return Some((end, day_of(year, i32::from(month), day), true));
        }
        self.without_year(next + 1, month, word, capital, day)
    }

    /// A day and a month alone: 2024 had a 29 February.
    fn without_year(&self, end: usize, month: i8, word: Meaning, capital: bool, day: i32) -> Hit {
        if (word.short || word.doubtful) && !capital {
            return None;
        }
        let reading = match day_of(2024, i32::from(month), day) {
            Reading::Impossible => Reading::Impossible,
            _ => Reading::NoYear,
        };
        Some((end, reading, true))
    }

    /// `Q2 2024`, `T2/2024`.
    fn quarter_first(&self, at: usize) -> Hit {
        let (quarter @ 1..=4, 1) = self.number(at + 1)? else {
            return None;
        };
        let next = self.gap(at + 2, true);
        let (year, end) = self.year_after(next)?;
        Some((end, quarter_of(year, quarter as i8), true))
    }

    /// A year at a token, also one such as `’24`, and the token after it.
    fn year_after(&self, at: usize) -> Option<(i16, usize)> {
        if let Some(year) = self.year(at) {
            return Some((year, at + 1));
        }
        let (short, 2) = self.number(at)? else {
            return None;
        };
        matches!(self.mark(at.checked_sub(1)?), Some('\'' | '’' | '‘'))
            .then_some((2000 + short as i16, at + 1))
    }

    /// The token after an ordinal's ending: `st`, `º`.
    fn after_ordinal(&self, at: usize) -> usize {
        match self.kind(at) {
            Some(Kind::Word(word, _)) if word.ordinal => at + 1,
            Some(Kind::Mark('º' | 'ª' | '°')) => at + 1,
            _ => at,
        }
    }

    fn after_space(&self, at: usize) -> usize {
        at + usize::from(self.kind(at) == Some(Kind::Space))
    }

    /// The token after what may stand between the pieces of a date: space, a full stop, "of", a
    /// hyphen or a slash without spaces round it, a comma where one fits.
    fn gap(&self, at: usize, comma: bool) -> usize {
        let mut next = at;
        while next < at + 5 {
            let fits = match self.kind(next) {
                Some(Kind::Space | Kind::Mark('.' | '\'' | '’' | '‘')) => true,
                Some(Kind::Mark(',')) => comma,
                Some(Kind::Mark('-' | '/')) => {
                    next == at && self.kind(next + 1) != Some(Kind::Space)
                }
                // "5 de junio", and no "5 people of June".
                Some(Kind::Word(word, _)) => word.joiner && word.month.is_none() && next > at,
                _ => false,
            };
            if !fits {
                break;
            }
            next += 1;
        }
        next
    }

    /// The first token of a date with the day of the week before it, not before a token.
    fn with_weekday(&self, at: usize, free: usize, reading: Reading) -> usize {
        let is_day = match reading {
            Reading::Date(when) => when.precision == Precision::Day,
            _ => true,
        };
        let mut start = at;
        while is_day && start > free && start + 3 > at {
            start -= 1;
            match self.kind(start) {
                Some(Kind::Space | Kind::Mark('.' | ',')) => {}
                Some(Kind::Word(word, _)) if word.weekday => {
                    debug_assert!(self.text.is_char_boundary(self.tokens[start].range.start));
                    return start;
                }
                _ => break,
            }
        }
        at
    }
}

fn day_of(year: i16, month: i32, day: i32) -> Reading {
    let date = i8::try_from(month)
        .ok()
        .zip(i8::try_from(day).ok())
        .and_then(|(month, day)| Date::new(year, month, day).ok());
    match date {
        Some(date) => between(date, date, Precision::Day),
        None => Reading::Impossible,
    }
}

fn month_of(year: i16, month: i8) -> Reading {
    months(year, month, 1, Precision::Month)
}

fn quarter_of(year: i16, quarter: i8) -> Reading {
    months(year, 3 * quarter - 2, 3, Precision::Quarter)
}

fn year_of(year: i16) -> Reading {
    months(year, 1, 12, Precision::Year)
}

fn months(year: i16, first: i8, count: i32, precision: Precision) -> Reading {
    let Ok(first) = Date::new(year, first, 1) else {
        return Reading::Impossible;
    };
    let after = first.saturating_add(count.months());
    between(first, after.saturating_sub(1.day()), precision)
}

fn between(first: Date, last: Date, precision: Precision) -> Reading {
    Reading::Date(When {
        first,
        last,
        precision,
    })
}
