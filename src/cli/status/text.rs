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

/// A table. Where names and paths have no room beside each other, the path goes below the name, and how many days are left
/// below the day.
fn wide(rows: &[&Row], columns: usize, out: &mut String) {
    let cells: Vec<[String; 7]> = rows.iter().map(|row| cells(row)).collect();
    let widest = |column: usize| {
        let held = cells.iter().map(|cells| width(&cells[column]));
        held.max().unwrap_or(0)
    };
    let headed = |column: usize| widest(column).max(width(HEADS[column]));
    let gaps = 2 * (HEADS.len() - 1);
    let beside: usize = gaps + (0..HEADS.len()).map(headed).sum::<usize>();
    if beside <= columns {
        let widths: Vec<usize> = (0..HEADS.len()).map(headed).collect();
        let lines = rows.iter().zip(cells).map(|(row, cells)| {
            let styled = cells.into_iter().zip(styles(row));
            styled.map(|(text, style)| vec![(text, style)]).collect()
        });
        return lay(&HEADS, &widths, lines.collect(), out);
    }
    let heads = [&["Interview", "Note"], &HEADS[2..6]].concat();
    // The longest day, without what is left.
    let days = cells.iter().map(|cells| {
        let (day, left) = cells[0].split_once(", ").unwrap_or((&cells[0], ""));
        width(day).max(width(left))
    });
    let days = days.max().unwrap_or(0).max(width(heads[0]));
    let counts: Vec<usize> = (2..6).map(headed).collect();
    let fixed = days + counts.iter().sum::<usize>() + 2 * (heads.len() - 1);
    let names = widest(1).max(widest(6)).max(width(heads[1]));
    let names = names.min(columns.saturating_sub(fixed)).max(12);
    let widths = [&[days, names], &counts[..]].concat();
    let lines = rows.iter().zip(cells).map(|(row, cells)| {
        let [interview, name, stage, sections, answered, warnings, path] = cells;
        let [day, bold, of_stage, plain, also, warned, dim] = styles(row);
        let of_day = interview.split(", ").map(|line| (line.to_owned(), day));
        let mut of_name: Vec<Styled> = Vec::new();
        for (text, style) in [(name, bold), (path, dim)] {
            let broken = broken(&text, names).into_iter();
            of_name.extend(broken.map(|line| (line, style)));
        }
        vec![
            of_day.collect(),
            of_name,
            vec![(stage, of_stage)],
            vec![(sections, plain)],
            vec![(answered, also)],
            vec![(warnings, warned)],
        ]
    });
    lay(&heads, &widths, lines.collect(), out);
}

/// A line of a cell and how it looks.
type Styled = (String, Style);

/// Columns below their heads. Each row has a cell for each of them, each cell its lines.
fn lay(heads: &[&str], widths: &[usize], rows: Vec<Vec<Vec<Styled>>>, out: &mut String) {
    let told = heads.iter().zip(widths).map(|(head, &to)| pad(head, to));
    let told = told.collect::<Vec<_>>().join("  ");
    out.push_str(&paint(BOLD, told.trim_end()));
    out.push('\n');
    for row in rows {
        let tall = row.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..tall {
            let mut shown = String::new();
            let mut pending = 0;
            for (cell, &to) in row.iter().zip(widths) {
                let (text, style) = match cell.get(line) {
                    Some((text, style)) => (text.as_str(), *style),
                    None => ("", Style::new()),
                };
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
