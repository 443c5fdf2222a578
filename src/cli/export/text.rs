//! The sheet for the day as plain text.

use anstyle::Style;

use crate::cli::term::{BOLD, CYAN, DIM, paint, width, wrap};
use crate::report::{CheatSheet, Fact, Piece};

use super::{day, missing, more, title};

/// No wider than this: it is read, and printed.
pub(super) const WIDTH: usize = 80;

/// The sheet, styled.
pub(super) fn sheet(sheet: &CheatSheet, path: &str, columns: usize) -> String {
    let mut out = Out {
        text: String::new(),
        columns,
    };
    let title = title(sheet, path);
    out.lines(&title, "", BOLD);
    if let Some((date, left)) = day(sheet) {
        out.lines(&format!("{date}, {left}"), "", CYAN);
    }
    if !sheet.logistics.is_empty() || !sheet.people.is_empty() {
        out.head("The interview");
        out.facts(&sheet.logistics);
        for person in &sheet.people {
            out.item(person);
        }
    }
    if !sheet.job.is_empty() || !sheet.duties.is_empty() {
        out.head("The job");
        out.facts(&sheet.job);
        for duty in &sheet.duties {
            out.item(duty);
        }
        out.more(sheet, Piece::Job);
    }
    if !sheet.stories.is_empty() {
        out.head("Stories");
        for (number, story) in sheet.stories.iter().enumerate() {
            if number > 0 {
                out.text.push('\n');
            }
            let name = [story.id.as_deref(), story.name.as_deref()];
            let name: Vec<&str> = name.into_iter().flatten().collect();
            let name = match name.is_empty() {
                true => format!("Story {}", number + 1),
                false => name.join(": "),
            };
            out.lines(&name, "  ", BOLD);
            let parts = story.parts.iter().map(|part| Fact {
                label: part.label.clone(),
                value: part.text.clone(),
            });
            out.facts(&parts.collect::<Vec<_>>());
            if !story.answers.is_empty() {
                out.lines(&format!("Answers: {}", story.answers.join("; ")), "  ", DIM);
            }
        }
        out.more(sheet, Piece::Stories);
    }
    if !sheet.pitch.is_empty() {
        out.head("Pitch");
        for paragraph in &sheet.pitch {
            out.lines(paragraph, "  ", Style::new());
        }
    }
    for (name, list, piece) in [
        ("Questions to ask", &sheet.questions, Piece::Questions),
        ("Red flags to avoid", &sheet.red_flags, Piece::RedFlags),
    ] {
        if !list.is_empty() {
            out.head(name);
            list.iter().for_each(|item| out.item(item));
            out.more(sheet, piece);
        }
    }
    if !sheet.numbers.is_empty() {
        out.head("Numbers worth remembering");
        for (claim, _) in &sheet.numbers {
            out.item(claim);
        }
    }
    if let Some(missing) = missing(sheet) {
        out.text.push('\n');
        out.lines(&missing, "", DIM);
    }
    out.text
}

struct Out {
    text: String,
    columns: usize,
}

impl Out {
    fn head(&mut self, name: &str) {
        self.text.push('\n');
        self.lines(&name.to_uppercase(), "", CYAN.bold());
    }

    fn lines(&mut self, text: &str, indent: &str, style: Style) {
        for line in wrap(text, self.columns.saturating_sub(indent.len()).max(20)) {
            self.text
                .push_str(&format!("{indent}{}\n", paint(style, &line)));
        }
    }

    /// Labels and values in two columns, the value wrapped within its own.
    fn facts(&mut self, facts: &[Fact]) {
        let widest = facts.iter().map(|fact| width(&fact.label)).max();
        let label = widest.unwrap_or(0).min(self.columns / 3);
        for fact in facts {
            let indent = 2 + label + 2;
            let lines = wrap(&fact.value, self.columns.saturating_sub(indent).max(20));
            let gap = label.saturating_sub(width(&fact.label));
            let mut lead = format!("  {}{}  ", paint(DIM, &fact.label), " ".repeat(gap));
            for line in lines {
                self.text.push_str(&format!("{lead}{line}\n"));
                lead = " ".repeat(indent);
            }
        }
    }

    fn item(&mut self, text: &str) {
        let mut marker = "- ";
        for line in wrap(text, self.columns.saturating_sub(4).max(20)) {
            self.text.push_str(&format!("  {marker}{line}\n"));
            marker = "  ";
        }
    }

    fn more(&mut self, sheet: &CheatSheet, piece: Piece) {
        if let Some(more) = more(sheet, piece) {
            self.lines(&format!("… {more}"), "  ", DIM);
        }
    }
}
