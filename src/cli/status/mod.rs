//! `prep-ls status`: where all notes stand, in the order of their interviews.

mod gather;
mod html;
mod json;
mod text;

pub use json::schema as status_schema;

use std::io::{self, Write as _};

use jiff::civil::Date;

use crate::report::{Bank, BankStory, Standing, When};

use super::args::today;
use super::{Status, StatusArgs, StatusFormat, term, write};

/// All that there is to tell.
struct Board {
    today: Date,
    /// The notes, in the order of their interviews.
    notes: Vec<Row>,
    /// The banks that they share, by path.
    banks: Vec<(String, Bank)>,
    /// What was looked into, as it is shown to people.
    looked_into: String,
    /// How many Markdown files were looked at.
    files: usize,
}

/// A note.
struct Row {
    /// Its path, as it was given.
    path: String,
    standing: Standing,
}

impl Row {
    /// What it is called: company and role, or its path.
    fn name(&self) -> String {
        self.standing.name().unwrap_or_else(|| self.path.clone())
    }

    fn is_over(&self) -> bool {
        self.standing.when == When::Over
    }
}

impl Board {
    /// The note whose interview is next.
    fn next(&self) -> Option<&Row> {
        self.notes
            .first()
            .filter(|row| row.standing.when == When::Ahead)
    }

    /// What to know of a story: that no note names it, that all do, that one says it twice. None where all is well.
    fn remark(&self, bank: &Bank, story: &BankStory) -> Option<String> {
        let names = |numbers: &[usize]| {
            let named = numbers.iter().map(|&number| self.notes[number].name());
            term::list(&named.collect::<Vec<_>>())
        };
        if bank.is_unused(story) {
            return Some("in no note".to_owned());
        }
        let mut remarks = Vec::new();
        if bank.is_everywhere(story) {
            remarks.push(format!("in all {} notes", bank.notes));
        }
        if !story.twice.is_empty() {
            remarks.push(format!("in two answers or more of {}", names(&story.twice)));
        }
        (!remarks.is_empty()).then(|| remarks.join("; "))
    }

    /// What to say where there is no note: what to do next.
    fn nothing(&self) -> String {
        let looked = match self.files {
            0 => "no Markdown file is there that git does not ignore".to_owned(),
            1 => "1 Markdown file was looked at, and is none".to_owned(),
            more => format!("{more} Markdown files were looked at, and are none"),
        };
        format!("No prep notes below {}: {looked}.", self.looked_into)
    }
}

/// What to do where there is no note.
const START: &str = "Make one with `prep-ls new`. If there should be one, `prep-ls doctor FILE` tells why a file is none.";

/// Runs `prep-ls status`.
///
/// # Errors
/// If a path or a configuration cannot be read, or the output not be written.
pub fn run(args: &StatusArgs) -> anyhow::Result<Status> {
    let today = today(args.today)?;
    let Some((board, failed)) = gather::gather(args, today)? else {
        return Ok(Status::Failed);
    };
    let status = if failed {
        Status::Failed
    } else {
        Status::Clean
    };
    match (&args.output, args.format) {
        (Some(file), format) => {
            let told = match format {
                StatusFormat::Text => {
                    anstream::adapter::strip_str(&text::table(&board, args.all, text::WIDTH))
                        .to_string()
                }
                StatusFormat::Json => json::text(&board)?,
                StatusFormat::Html => html::page(&board),
            };
            write::whole(file, &told)?;
            if !args.quiet {
                term::remark(&format!("Wrote `{}`.", file.display()));
            }
        }
        (None, StatusFormat::Text) => {
            let told = text::table(&board, args.all, term::columns());
            anstream::stdout().lock().write_all(told.as_bytes())?;
        }
        (None, StatusFormat::Json) => io::stdout()
            .lock()
            .write_all(json::text(&board)?.as_bytes())?,
        (None, StatusFormat::Html) => io::stdout()
            .lock()
            .write_all(html::page(&board).as_bytes())?,
    }
    Ok(status)
}

/// A day as it is told: "Thu 3 December 2026".
fn day(date: Date) -> String {
    date.strftime("%a %-d %B %Y").to_string()
}

/// The days left until a day: "today", "in 11 days", "3 days ago".
fn days(days: i32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2.. => format!("in {days} days"),
        -1 => "yesterday".to_owned(),
        ..-1 => format!("{} days ago", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_as_people_say_them() {
        let date = jiff::civil::date(2026, 12, 3);
        assert_eq!(day(date), "Thu 3 December 2026");
        let told: Vec<String> = [0, 1, 2, -1, -40].into_iter().map(days).collect();
        assert_eq!(
            told,
            ["today", "tomorrow", "in 2 days", "yesterday", "40 days ago"]
        );
    }
}
