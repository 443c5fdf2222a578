use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

/// What was found in a text, as lines: the text, what it says, and `?` where it is not sure.
fn found(text: &str) -> Vec<String> {
    find(text)
        .into_iter()
        .map(|found| {
            let says = match found.reading {
                Reading::Date(When {
                    first,
                    last,
                    precision: Precision::Day,
                }) => {
                    assert_eq!(first, last);
                    format!("{first}")
                }
                Reading::Date(When { first, last, .. }) => format!("{first}..{last}"),
                other => format!("{other:?}"),
            };
            let doubt = if found.sure { "" } else { " ?" };
            format!("{} = {says}{doubt}", &text[found.range])
        })
        .collect()
}

#[test]
fn dates_are_read_in_many_ways() {
    for (text, expected) in [
        ("2026-11-05", "2026-11-05 = 2026-11-05"),
        ("2026-11-27 14:00", "2026-11-27 = 2026-11-27"),
        ("2026-11-27T14:00Z", "2026-11-27 = 2026-11-27"),
        ("2026/11/5", "2026/11/5 = 2026-11-05"),
        ("June 5, 2024", "June 5, 2024 = 2024-06-05"),
        ("Jun. 5th, 2024", "Jun. 5th, 2024 = 2024-06-05"),
        ("June 5–7, 2024", "June 5–7, 2024 = 2024-06-05"),
        ("5 June 2024", "5 June 2024 = 2024-06-05"),
        ("5th of June 2024", "5th of June 2024 = 2024-06-05"),
        ("05-Jun-2024", "05-Jun-2024 = 2024-06-05"),
        ("2024 June 5", "2024 June 5 = 2024-06-05"),
        (
            "Thursday, 5 November 2026",
            "Thursday, 5 November 2026 = 2026-11-05",
        ),
        ("on Thu 2026-11-05", "Thu 2026-11-05 = 2026-11-05"),
        ("25/12/2026", "25/12/2026 = 2026-12-25"),
        ("12/25/2026", "12/25/2026 = 2026-12-25"),
        ("05/05/2026", "05/05/2026 = 2026-05-05"),
        ("06/05/2024", "06/05/2024 = Ambiguous"),
        ("6-5-2024", "6-5-2024 = Ambiguous"),
        ("05.06.2024", "05.06.2024 = 2024-06-05"),
        ("5. 6. 2024", "5. 6. 2024 = 2024-06-05"),
        ("05.06.24", "05.06.24 = 2024-06-05"),
        ("5/6/24", "5/6/24 = Ambiguous ?"),
        ("Jun 2024", "Jun 2024 = 2024-06-01..2024-06-30"),
        ("Feb ’24", "Feb ’24 = 2024-02-01..2024-02-29"),
        (
            "September, 2026",
            "September, 2026 = 2026-09-01..2026-09-30",
        ),
        ("06/2024", "06/2024 = 2024-06-01..2024-06-30"),
        ("2024-06", "2024-06 = 2024-06-01..2024-06-30"),
        ("Q2 2024", "Q2 2024 = 2024-04-01..2024-06-30"),
        ("2024 Q4", "2024 Q4 = 2024-10-01..2024-12-31"),
        ("2024", "2024 = 2024-01-01..2024-12-31"),
        ("founded in 1998 by two", "1998 = 1998-01-01..1998-12-31"),
        ("a prize (2023)", "2023 = 2023-01-01..2023-12-31"),
        ("employs 2000 people", "2000 = 2000-01-01..2000-12-31 ?"),
        ("5. November 2026", "5. November 2026 = 2026-11-05"),
        ("am 3. März 2026", "3. März 2026 = 2026-03-03"),
        ("le 1er août 2026", "1er août 2026 = 2026-08-01"),
        (
            "septembre 2026 :",
            "septembre 2026 = 2026-09-01..2026-09-30",
        ),
        ("5 de junio de 2026", "5 de junio de 2026 = 2026-06-05"),
        (
            "Setembro de 2026",
            "Setembro de 2026 = 2026-09-01..2026-09-30",
        ),
        ("1º de junho de 2024", "1º de junho de 2024 = 2024-06-01"),
        ("3 ottobre 2026", "3 ottobre 2026 = 2026-10-03"),
        ("3 maart 2026", "3 maart 2026 = 2026-03-03"),
        ("5 października 2026 r.", "5 października 2026 = 2026-10-05"),
        ("2026年11月5日", "2026年11月5日 = 2026-11-05"),
        ("2026年9月新设", "2026年9月 = 2026-09-01..2026-09-30"),
        ("２０２６年９月", "２０２６年９月 = 2026-09-01..2026-09-30"),
        ("2026년 11월 5일 오후", "2026년 11월 5일 = 2026-11-05"),
        ("2026년에", "2026년 = 2026-01-01..2026-12-31"),
        ("11月5日", "11月5日 = NoYear"),
        ("Thu 5 Dec, 10:00", "Thu 5 Dec = NoYear"),
        ("June 5", "June 5 = NoYear"),
        ("31 June 2024", "31 June 2024 = Impossible"),
        ("31 June", "31 June = Impossible"),
        ("29 February 2025", "29 February 2025 = Impossible"),
        ("2026-13-40", "2026-13-40 = Impossible"),
        ("2026-02-30", "2026-02-30 = Impossible"),
        ("31.04.2026", "31.04.2026 = Impossible"),
        ("13/13/2026", "13/13/2026 = Impossible"),
        ("2026年13月1日", "2026年13月1日 = Impossible"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "Leeds",
        "14:00",
        "open 24/7",
        "12 of 40 may leave",
        "2,024 members",
        "15 out of 20",
        "they may 5 times",
        "Ward 7",
        "call 020 7946 0958",
        "20244-06-05",
        "1.2.3",
        "ISO 27001:2022",
        "in June",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn several_dates_are_found_in_order() {
    assert_eq!(
        found("Series B (Apr 2024), beta in May 2024; Q3 2025, 2019–2021"),
        [
            "Apr 2024 = 2024-04-01..2024-04-30",
            "May 2024 = 2024-05-01..2024-05-31",
            "Q3 2025 = 2025-07-01..2025-09-30",
            "2019 = 2019-01-01..2019-12-31 ?",
            "2021 = 2021-01-01..2021-12-31 ?",
        ]
    );
}

#[test]
fn values_of_fields_are_read() {
    let kind = |value: &str| match read(value) {
        Value::Found(found) => format!("{:?}", found.reading)
            .split('(')
            .next()
            .unwrap_or_default()
            .to_owned(),
        other => format!("{other:?}"),
    };
    for (value, expected) in [
        ("2026-11-05, 14:00 (CET)", "Date"),
        ("2026-11-05 or 31 June 2026", "Impossible"),
        ("rolling", "Open"),
        ("N/A", "Open"),
        ("to be agreed", "Open"),
        ("laufend", "Open"),
        ("상시 채용", "Open"),
        ("3 weeks ago", "Relative"),
        ("gestern", "Relative"),
        ("昨天", "Relative"),
        ("Tuesday at ten", "Vague"),
        ("early June", "Vague"),
        ("Leeds", "Nothing"),
        ("soon", "Nothing"),
        ("14:00", "Nothing"),
    ] {
        assert_eq!(kind(value), expected, "{value}");
    }
}

#[test]
fn distances_are_told_in_words() {
    let today = date(2026, 11, 22);
    for (day, words) in [
        (today, "today"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 27), "in 5 days"),
        (date(2026, 11, 9), "13 days ago"),
        (date(2026, 11, 1), "3 weeks ago"),
        (date(2026, 12, 6), "in 2 weeks"),
        (date(2026, 9, 1), "2 months ago"),
        (date(2025, 11, 22), "11 months ago"),
        (date(2024, 11, 1), "2 years ago"),
        (date(2030, 1, 1), "in 3 years"),
    ] {
        assert_eq!(away(day, today), words, "{day}");
    }
    assert_eq!(days_between(Date::MIN, Date::MAX), 7_304_483);
}

#[test]
fn words_are_told_apart() {
    let words = Words::shipped();
    assert!(words.is_address("acme.com/news") && words.is_address("(www.acme.example)"));
    assert!(!words.is_address("Node.js") && !words.is_address("end."));
    assert!(words.asks_for_date("Posting Date") && words.asks_for_date("면접일"));
    assert!(!words.asks_for_date("When") && !words.asks_for_date("Posted On"));
    assert!(words.names_season("In June they opened") && !words.names_season("it may be"));
    assert!(
        words.is_closed("rejected") && words.is_over("Interviewed") && !words.is_over("applied")
    );
}

proptest! {
    /// Nothing panics, and ranges are in order, disjoint and on character boundaries.
    #[test]
    fn ranges_lie_in_the_text(
        pieces in proptest::collection::vec(
            prop_oneof![
                proptest::sample::select(&[
                    "2026", "05", "31", "6", "0", "99999999999", "-", "/", ".", " ", ",", "June", "may", "août", "’24", "年",
                    "11月", "5日", "년", "월", "일", "th", " of ", "Q2", "T", "Thu", "\u{301}", "\n", "０", "º",
                ][..]).prop_map(str::to_owned),
                "\\PC{0,4}",
            ],
            0..12,
        ),
    ) {
        let text = pieces.concat();
        let mut end = 0;
        for found in find(&text) {
            prop_assert!(end <= found.range.start && found.range.start < found.range.end);
            prop_assert!(text.get(found.range.clone()).is_some(), "{found:?} in {text:?}");
            if let Reading::Date(when) = found.reading {
                prop_assert!(when.first <= when.last);
                away(when.first, date(2026, 11, 22));
            }
            end = found.range.end;
        }
        read(&text);
        is_dated(&text);
    }
}
