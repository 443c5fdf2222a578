//! Where the notes stand, for the terminal: a table where there is room for one, else a few lines for each note.

use anstyle::Style;

use crate::cli::term::{self, BOLD, DIM, GREEN, YELLOW, count, pad, paint, width, wrap};
use crate::readiness::Stage;
use crate::report::When;

use super::{Board, Row, START, day, days};

/// How wide the table is where nobody knows how wide the terminal is.
pub(super) const WIDTH: usize = 100;
/// With fewer columns than this there is no table.
const NARROW: usize = 90;
/// How much of what to do next is told of the next interview.
const STEPS: usize = 3;

/// All of it. With `all`, also the notes whose interview is over.
pub(super) fn table(board: &Board, all: bool, columns: usize) -> String {
    let mut out = String::new();
    if board.notes.is_empty() {
        for line in wrap(&format!("{} {START}", board.nothing()), columns) {
            out.push_str(&line);
            out.push('\n');
        }
        return out;
    }
    let (over, shown): (Vec<&Row>, Vec<&Row>) = board.notes.iter().partition(|row| row.is_over());
    let shown = if all {
        [shown, over.clone()].concat()
    } else {
        shown
    };
    if !shown.is_empty() {
        match columns < NARROW {
            true => narrow(&shown, columns, &mut out),
            false => wide(&shown, columns, &mut out),
        }
    }
    if let Some(row) = board.next() {
        out.push('\n');
        next(row, columns, &mut out);
    }
    stories(board, columns, &mut out);
    if !all && !over.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        let (are, it) = match over.len() {
            1 => ("is", "it"),
            _ => ("are", "them"),
        };
        let told = format!(
            "{} whose interview is over {are} left out: --all shows {it}.",
            count(over.len(), "note")
        );
        lines(&told, "", columns, DIM, &mut out);
    }
    out
}

const HEADS: [&str; 7] = [
    "Interview",
    "Company and role",
    "Readiness",
    "Sections",
    "Answered",
    "Warnings",
    "Note",
];

fn wide(rows: &[&Row], columns: usize, out: &mut String) {
    let cells: Vec<[String; 7]> = rows.iter().map(|row| cells(row)).collect();
    let mut widths: Vec<usize> = (0..HEADS.len())
        .map(|column| {
            let held = cells.iter().map(|cells| width(&cells[column]));
            held.chain([width(HEADS[column])]).max().unwrap_or(0)
        })
        .collect();
    // Names and paths give way, and go on in the next line.
    let gaps = 2 * (HEADS.len() - 1);
    let fixed: usize = [0, 2, 3, 4, 5].iter().map(|&at| widths[at]).sum();
    let room = columns.saturating_sub(fixed + gaps);
    if widths[1] + widths[6] > room {
        let path = widths[6].min(room * 2 / 5).max(12);
        widths[1] = widths[1].min(room.saturating_sub(path)).max(16);
        widths[6] = widths[6].min(room.saturating_sub(widths[1])).max(12);
    }
    let heads = HEADS
        .iter()
        .zip(&widths)
        .map(|(head, &to)| pad(head, to))
        .collect::<Vec<_>>()
        .join("  ");
    out.push_str(&paint(BOLD, heads.trim_end()));
    out.push('\n');
    for (row, cells) in rows.iter().zip(&cells) {
        let styles = styles(row);
        let wrapped: Vec<Vec<String>> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, &to)| broken(cell, to))
            .collect();
        let tall = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..tall {
            let mut shown = String::new();
            let mut pending = 0;
            for ((cell, &to), style) in wrapped.iter().zip(&widths).zip(styles) {
                let text = cell.get(line).map_or("", String::as_str);
                if !text.is_empty() {
                    shown.push_str(&" ".repeat(pending));
                    shown.push_str(&paint(style, text));
                    pending = 0;
                }
                pending += to.saturating_sub(width(text)) + 2;
            }
            out.push_str(&shown);
            out.push('\n');
        }
    }
}

/// Lines of at most some columns; a word that is longer is cut, a path after its folders if possible.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in wrap(text, columns) {
        let mut rest = line.as_str();
        while width(rest) > columns {
            let mut end = 0;
            for (at, char) in rest.char_indices() {
                if width(&rest[..at + char.len_utf8()]) > columns {
                    break;
                }
                end = at + char.len_utf8();
            }
            // At least one character goes on each line.
            let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
            let cut = rest[..end].rfind('/').map_or(end, |at| at + 1);
            lines.push(rest[..cut].to_owned());
            rest = &rest[cut..];
        }
        lines.push(rest.to_owned());
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

fn cells(row: &Row) -> [String; 7] {
    let readiness = &row.standing.readiness;
    [
        interview(row),
        row.standing.name().unwrap_or_else(|| "–".to_owned()),
        readiness.stage.as_str().to_owned(),
        format!("{} of {}", readiness.done, readiness.required),
        match readiness.requirements {
            0 => "–".to_owned(),
            all => format!("{} of {all}", readiness.answered),
        },
        match readiness.warnings {
            0 => "none".to_owned(),
            some => some.to_string(),
        },
        row.path.clone(),
    ]
}

/// "Thu 3 Dec 2026, in 11 days".
fn interview(row: &Row) -> String {
    match row.standing.readiness.interview {
        Some((date, left)) => {
            let date = date.strftime("%a %-d %b %Y");
            format!("{date}, {}", days(left))
        }
        None => "no date".to_owned(),
    }
}

fn styles(row: &Row) -> [Style; 7] {
    let plain = Style::new();
    if row.is_over() {
        return [DIM; 7];
    }
    let readiness = &row.standing.readiness;
    let soon = readiness
        .interview
        .is_some_and(|(_, days)| (0..=2).contains(&days));
    [
        match (soon, row.standing.when) {
            (true, _) => YELLOW,
            (_, When::Ahead) => plain,
            _ => DIM,
        },
        BOLD,
        stage(readiness.stage),
        plain,
        plain,
        match readiness.warnings {
            0 => GREEN,
            _ => YELLOW,
        },
        DIM,
    ]
}

fn stage(stage: Stage) -> Style {
    match stage {
        Stage::Ready => GREEN,
        Stage::NearlyReady => term::CYAN,
        Stage::Begun | Stage::NotStarted => YELLOW,
    }
}

/// A few lines for each note.
fn narrow(rows: &[&Row], columns: usize, out: &mut String) {
    for (number, row) in rows.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        lines(&row.name(), "", columns, BOLD, out);
        lines(&interview(row), "  ", columns, styles(row)[0], out);
        let readiness = &row.standing.readiness;
        let mut counts = readiness.counts();
        if readiness.interview.is_some() {
            // The days were told.
            counts.pop();
        }
        let told = format!("{}: {}", readiness.stage.as_str(), counts.join(" · "));
        lines(&told, "  ", columns, stage(readiness.stage), out);
        for line in broken(&row.path, columns.saturating_sub(2).max(8)) {
            out.push_str(&format!("  {}\n", paint(DIM, &line)));
        }
    }
}

/// What is to be done for the next interview.
fn next(row: &Row, columns: usize, out: &mut String) {
    let Some((date, left)) = row.standing.readiness.interview else {
        return;
    };
    let head = format!("Next: {}, {} ({})", row.name(), day(date), days(left));
    lines(&head, "", columns, BOLD, out);
    let todo = &row.standing.next;
    if todo.is_empty() {
        out.push_str("  Nothing is left to do.\n");
        return;
    }
    for step in todo.iter().take(STEPS) {
        let told = format!("{} (line {})", step.text, step.line);
        let mut marker = "- ";
        for line in wrap(&told, columns.saturating_sub(4).max(20)) {
            out.push_str(&format!("  {marker}{line}\n"));
            marker = "  ";
        }
    }
    if todo.len() > STEPS {
        let told = format!(
            "and {} more: `prep-ls check {}`",
            todo.len() - STEPS,
            row.path
        );
        lines(&told, "  ", columns, DIM, out);
    }
}

/// The stories of banks that nobody uses, or that are used too much.
fn stories(board: &Board, columns: usize, out: &mut String) {
    for (path, bank) in &board.banks {
        let remarks: Vec<(String, String)> = bank
            .stories
            .iter()
            .filter_map(|story| {
                let remark = board.remark(bank, story)?;
                let title = story.title.as_deref();
                let name = title.map_or(story.id.clone(), |title| format!("{} {title}", story.id));
                Some((name, remark))
            })
            .collect();
        let head = format!("{} in {path}", stories_count(bank.stories.len()));
        out.push('\n');
        if remarks.is_empty() {
            lines(
                &format!("{head}, all in use."),
                "",
                columns,
                Style::new(),
                out,
            );
            continue;
        }
        lines(&head, "", columns, BOLD, out);
        for (name, remark) in remarks {
            let mut marker = "- ";
            for line in wrap(
                &format!("{name}: {remark}"),
                columns.saturating_sub(4).max(20),
            ) {
                out.push_str(&format!("  {marker}{line}\n"));
                marker = "  ";
            }
        }
    }
}

/// "1 story", "4 stories".
pub(super) fn stories_count(number: usize) -> String {
    crate::readiness::count(number, "story")
}

fn lines(text: &str, indent: &str, columns: usize, style: Style, out: &mut String) {
    for line in wrap(text, columns.saturating_sub(indent.len()).max(20)) {
        out.push_str(&format!("{indent}{}\n", paint(style, &line)));
    }
}
