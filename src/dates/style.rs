//! How dates are written: read off one date, and used for others.

use jiff::civil::Date;

use super::words::Words;

/// The way in which somebody writes dates: `2026-11-05`, `5 June 2026`, `05.06.2026`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Year,
    /// The number of the month; with a zero before a single figure or without.
    Month(bool),
    /// The number of the day, likewise.
    Day(bool),
    /// `5th`
    Ordinal,
    /// The name of the month, by the list that it is in.
    Name(usize),
    /// The English name of the weekday, long or short.
    Weekday(bool),
}

impl Style {
    /// `2026-11-05`, which everybody can read.
    pub fn iso() -> Self {
        let dash = || Piece::Text("-".to_owned());
        Style(vec![
            Piece::Year,
            dash(),
            Piece::Month(true),
            dash(),
            Piece::Day(true),
        ])
    }

    /// The style in which a day is written; none if that cannot be told for sure. `05/05/2026` says
    /// nothing about which comes first.
    pub fn of(written: &str, date: Date) -> Option<Self> {
        let tokens = tokens(written);
        let named = tokens.iter().any(|token| month_list(token, date).is_some());
        let numbers = tokens
            .iter()
            .filter(|token| token.len() < 3 && token.bytes().all(|byte| byte.is_ascii_digit()))
            .count();
        let padded = |token: &str| token.starts_with('0');
        // A figure of two says nothing of the zero that it does not need.
        let pads = tokens.iter().any(|token| padded(token))
            || !named
                && !tokens
                    .iter()
                    .any(|token| token.len() == 1 && is_figure(token));
        let year_first = tokens
            .first()
            .is_some_and(|token| token.len() == 4 && is_figure(token));
        let same = i32::from(date.day()) == i32::from(date.month());
        let mut pieces = Vec::new();
        let mut seen = 0;
        for (index, token) in tokens.iter().enumerate() {
            let piece = if is_figure(token) {
                let number: i16 = token.parse().ok()?;
                if token.len() == 4 {
                    (number == date.year()).then_some(Piece::Year)?
                } else if named {
                    let next = tokens.get(index + 1).copied();
                    (number == i16::from(date.day())).then_some(())?;
                    if next == Some(ordinal(date.day())) {
                        Piece::Ordinal
                    } else {
                        Piece::Day(pads)
                    }
                } else {
                    seen += 1;
                    let month_comes = match () {
                        _ if numbers != 2 => return None,
                        _ if !same => number == i16::from(date.month()),
                        _ if year_first => seen == 1,
                        // Nobody but the Germans and their like writes dots, the day first.
                        _ if written.contains('.') => seen == 2,
                        _ => return None,
                    };
                    if month_comes {
                        Piece::Month(pads)
                    } else {
                        Piece::Day(pads)
                    }
                }
            } else if let Some(list) = month_list(token, date) {
                // "5. September" is German, where the name is English, too.
                if list == 0 && written.contains(". ") {
                    return None;
                }
                Piece::Name(list)
            } else if *token == date.strftime("%A").to_string() {
                Piece::Weekday(true)
            } else if *token == date.strftime("%a").to_string() {
                Piece::Weekday(false)
            } else if pieces.last() == Some(&Piece::Ordinal) && *token == ordinal(date.day()) {
                continue;
            } else if is_plain(token) {
                Piece::Text((*token).to_owned())
            } else {
                return None;
            };
            pieces.push(piece);
        }
        let style = Style(pieces);
        let whole = style.0.contains(&Piece::Year)
            && style
                .0
                .iter()
                .any(|piece| matches!(piece, Piece::Day(_) | Piece::Ordinal));
        (whole && style.write(date) == written).then_some(style)
    }

    /// A day, written in this style.
    pub fn write(&self, date: Date) -> String {
        let names = Words::shipped().written_months();
        let number = |number: i8, pads: bool| {
            if pads {
                format!("{number:02}")
            } else {
                number.to_string()
            }
        };
        let write = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Year => format!("{:04}", date.year()),
            Piece::Month(pads) => number(date.month(), *pads),
            Piece::Day(pads) => number(date.day(), *pads),
            Piece::Ordinal => format!("{}{}", date.day(), ordinal(date.day())),
            Piece::Name(list) => names[*list][date.month() as usize - 1].clone(),
            Piece::Weekday(true) => date.strftime("%A").to_string(),
            Piece::Weekday(false) => date.strftime("%a").to_string(),
        };
        self.0.iter().map(write).collect()
    }
}

/// A text cut into figures, words and what stands between them.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |char: char| (char.is_ascii_digit(), char.is_alphabetic());
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let end = at + char.len_utf8();
        if chars
            .peek()
            .is_none_or(|(_, next)| kind(*next) != kind(char))
        {
            found.push(&text[start..end]);
            start = end;
        }
    }
    found
}

fn is_figure(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a token may stand in any date: punctuation, "of", "de", "月".
fn is_plain(token: &str) -> bool {
    let words = Words::shipped();
    let marks = [&words.year, &words.month, &words.day];
    !token.contains(char::is_alphabetic)
        || words.meaning(token).joiner
        || token
            .chars()
            .all(|char| marks.iter().any(|list| list.contains(&char)))
}

/// The list of names in which a token is the name of a day's month.
fn month_list(token: &str, date: Date) -> Option<usize> {
    let month = date.month() as usize - 1;
    let lists = Words::shipped().written_months();
    lists.iter().position(|names| names[month] == token)
}

/// What stands behind an English day's number.
fn ordinal(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_date_is_written_as_the_other_was() {
        let day = date(2026, 6, 3);
        for (written, of, expected) in [
            ("2026-11-05", date(2026, 11, 5), "2026-06-03"),
            ("2026/11/25", date(2026, 11, 25), "2026/06/03"),
            ("25.12.2026", date(2026, 12, 25), "03.06.2026"),
            ("5.5.2026", date(2026, 5, 5), "3.6.2026"),
            ("25/12/2026", date(2026, 12, 25), "03/06/2026"),
            ("12/25/2026", date(2026, 12, 25), "06/03/2026"),
            ("5 November 2026", date(2026, 11, 5), "3 June 2026"),
            ("05 Nov 2026", date(2026, 11, 5), "03 Jun 2026"),
            ("November 5, 2026", date(2026, 11, 5), "June 3, 2026"),
            ("November 25th, 2026", date(2026, 11, 25), "June 3rd, 2026"),
            (
                "1st of November 2026",
                date(2026, 11, 1),
                "3rd of June 2026",
            ),
            ("Mon, 30 Nov 2026", date(2026, 11, 30), "Wed, 3 Jun 2026"),
            (
                "Monday, November 30, 2026",
                date(2026, 11, 30),
                "Wednesday, June 3, 2026",
            ),
            ("5. März 2026", date(2026, 3, 5), "3. Juni 2026"),
            ("5 de enero de 2026", date(2026, 1, 5), "3 de junio de 2026"),
            ("2026年11月5日", date(2026, 11, 5), "2026年6月3日"),
            ("2026년 11월 5일", date(2026, 11, 5), "2026년 6월 3일"),
        ] {
            let style = Style::of(written, of);
            let style = style.unwrap_or_else(|| panic!("no style in {written:?}"));
            assert_eq!(style.write(of), written);
            assert_eq!(style.write(day), expected, "as {written:?}");
        }
        assert_eq!(Style::iso().write(day), "2026-06-03");
    }

    #[test]
    fn what_cannot_be_told_is_no_style() {
        for (written, of) in [
            ("05/05/2026", date(2026, 5, 5)),
            ("5 May", date(2026, 5, 5)),
            ("May 2026", date(2026, 5, 1)),
            ("Montag, 30. November 2026", date(2026, 11, 30)),
            ("2026-11-05", date(2026, 11, 6)),
            ("5. September 2026", date(2026, 9, 5)),
            ("", date(2026, 11, 6)),
        ] {
            assert_eq!(Style::of(written, of), None, "{written:?}");
        }
    }
}
