//! Days to put into a date field, counted from today and written as the note writes its dates.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::dates::{Style, Value, away};
use crate::note::POSTING;

use super::cx::Cx;
use super::{Completion, CompletionKind, plain_item};

/// The days near today. `key` is the front-matter key of the field; `lead` stands before the date.
/// Without a today there are none.
pub(super) fn offer(
    cx: &Cx<'_>,
    key: Option<&str>,
    range: Range<usize>,
    typed: &str,
    lead: &str,
    out: &mut Vec<Completion>,
) {
    let Some(today) = cx.snapshot.settings.today else {
        return;
    };
    let style = style(cx);
    // Nobody posted a job tomorrow.
    let past = key == Some(POSTING);
    for (names, date) in days(today, past) {
        let written = style.write(date);
        let label = names.first().cloned().unwrap_or_default();
        // Either the day or the date may be typed.
        let figures = typed.starts_with(|char: char| char.is_ascii_digit());
        let filter = if figures {
            written.clone()
        } else {
            format!("{} {written}", names.join(" "))
        };
        let said = away(date, today);
        let weekday = date.strftime("%A").to_string();
        let mut about = vec![written.clone()];
        about.extend(
            (!written.contains(&weekday[..3]) && !label.contains(&weekday)).then_some(weekday),
        );
        about.extend((said != label).then_some(said));
        out.push(Completion {
            detail: about.join(", "),
            filter,
            ..plain_item(
                CompletionKind::Value,
                &label,
                range.clone(),
                format!("{lead}{written}"),
            )
        });
    }
}

/// The days by their names, the likeliest first.
fn days(today: Date, past: bool) -> Vec<(Vec<String>, Date)> {
    let mut found = Vec::new();
    let mut add = |names: Vec<String>, days: i32| {
        // Days beyond the calendar's end are nobody's.
        if let Ok(date) = today.checked_add(days.days()) {
            found.push((names, date));
        }
    };
    let weekday = |days: i32| {
        let day = today.checked_add(days.days()).unwrap_or(today);
        day.strftime("%A").to_string()
    };
    let next = |days: i32| format!("next {}", weekday(days));
    let last = |days: i32| format!("last {}", weekday(-days));
    add(vec!["today".into()], 0);
    if past {
        add(vec!["yesterday".into(), last(1)], -1);
        for days in 2..=7 {
            add(vec![last(days)], -days);
        }
        add(vec!["two weeks ago".into()], -14);
        return found;
    }
    add(vec!["tomorrow".into(), next(1)], 1);
    for days in 2..=7 {
        add(vec![next(days)], days);
    }
    add(vec!["in two weeks".into()], 14);
    add(vec!["yesterday".into()], -1);
    found
}

/// How the note writes its dates: as the first that can be told is written, on the cursor's side of
/// the front matter's end.
fn style(cx: &Cx<'_>) -> Style {
    let note = &cx.snapshot.note;
    let front = cx.is_in_front_matter();
    let body = note.layout.body.start;
    let mut values = note.date_values(&cx.snapshot.grammar).into_iter();
    let style = values.find_map(|value| {
        let Value::Found(found) = &value.value else {
            return None;
        };
        let typing = (cx.line.start..=cx.line.end).contains(&found.range.start);
        let side = (found.range.start < body) == front;
        let day = value.value.day().filter(|_| side && !typing)?;
        Style::of(&cx.snapshot.text.slice(found.range.clone()), day)
    });
    style.unwrap_or_else(Style::iso)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, note, offers};

    fn interview(other: &str, line: &str) -> String {
        note(&format!(
            "## Job Overview\n\n{other}**Interview Date:** {line}\n"
        ))
    }

    #[test]
    fn days_are_counted_from_today() {
        let found = labels(&interview("", "$0"));
        assert_eq!(
            found,
            [
                "today",
                "tomorrow",
                "next Tuesday",
                "next Wednesday",
                "next Thursday",
                "next Friday",
                "next Saturday",
                "next Sunday",
                "in two weeks",
                "yesterday"
            ]
        );
        let posting = note("## Job Overview\n\n**Posting Date:** $0\n");
        assert_eq!(labels(&posting)[..3], ["today", "yesterday", "last Friday"]);
        let tomorrow = &offers(&interview("", "$0"))[1];
        assert_eq!(tomorrow.detail, "2026-11-23, Monday");
        assert_eq!(tomorrow.filter, "tomorrow next Monday 2026-11-23");
    }

    #[test]
    fn they_are_written_as_the_notes_other_dates_are() {
        for (posted, expected) in [
            ("2026-11-02", "2026-11-24"),
            ("2 November 2026", "24 November 2026"),
            ("Nov 2, 2026", "Nov 24, 2026"),
            ("02.11.2026", "24.11.2026"),
            ("25/10/2026", "24/11/2026"),
            ("no idea", "2026-11-24"),
        ] {
            let other = format!("**Posting Date:** {posted}\n");
            let after = accepted(&interview(&other, "$0"), "next Tuesday");
            assert!(
                after.ends_with(&format!("**Interview Date:** {expected}\n")),
                "{after}"
            );
        }
    }

    #[test]
    fn what_was_typed_is_replaced() {
        for typed in ["2026-1", "tom", "next M", "23 No"] {
            let fixture = interview("", &format!("{typed}$0"));
            let after = accepted(&fixture, "tomorrow");
            assert!(
                after.ends_with("**Interview Date:** 2026-11-23\n"),
                "{after}"
            );
        }
        let figures = &offers(&interview("", "2026$0"))[0];
        assert!(figures.filter.starts_with("2026"));
    }
}
