//! `prep-ls export`: the sheet for the day of one note.
//!
//! The `cheatsheet` is plain text and no Markdown: a Markdown file with "Questions to ask" and "Stories" beside the notes
//! would be a prep note itself, checked and counted as one.

mod html;
mod text;

use std::io::{self, Write as _};

use crate::document::Document;
use crate::report::CheatSheet;

use super::args::today;
use super::configs::{self, absolute, folder_of};
use super::{ExportArgs, ExportFormat, Status, read, term, write};

/// Runs `prep-ls export`.
///
/// # Errors
/// If the note or its configuration cannot be read, or the output not be written.
pub fn export(args: &ExportArgs) -> anyhow::Result<Status> {
    let today = today(args.today)?;
    let contents = read::file(&args.file)?;
    let Some(source) = configs::of_folder(args.config.as_deref(), folder_of(&args.file)) else {
        return Ok(Status::Failed);
    };
    let document = Document::new(
        &contents,
        Some(&absolute(&args.file)),
        source.profile.clone(),
    );
    let note = document.note();
    let shown = args.file.display().to_string();
    if !note.is_note() {
        anyhow::bail!(
            "`{shown}` is no prep note: {}. `prep-ls doctor {shown}` tells more",
            note.verdict
        );
    }
    let grammar = &source.profile.grammar;
    let sheet = CheatSheet::of(document.text(), note, grammar, Some(today));
    match (&args.output, args.format) {
        (Some(file), format) => {
            let told = match format {
                ExportFormat::Cheatsheet => {
                    let told = text::sheet(&sheet, &shown, text::WIDTH);
                    anstream::adapter::strip_str(&told).to_string()
                }
                ExportFormat::Html => html::page(&sheet, &shown),
            };
            write::whole(file, &told)?;
            term::remark(&format!("Wrote `{}`.", file.display()));
        }
        (None, ExportFormat::Cheatsheet) => {
            let told = text::sheet(&sheet, &shown, term::columns().min(text::WIDTH));
            anstream::stdout().lock().write_all(told.as_bytes())?;
        }
        (None, ExportFormat::Html) => {
            let told = html::page(&sheet, &shown);
            io::stdout().lock().write_all(told.as_bytes())?;
        }
    }
    Ok(Status::Clean)
}

/// The sheet's title: company and role, as far as the note names them.
fn title(sheet: &CheatSheet, path: &str) -> String {
    match (&sheet.company, &sheet.role) {
        (Some(company), Some(role)) => format!("{company} – {role}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => path.to_owned(),
    }
}

/// What the note says nothing of, in a sentence; none if it has all.
fn missing(sheet: &CheatSheet) -> Option<String> {
    let missing: Vec<String> = sheet
        .missing
        .iter()
        .map(|piece| piece.as_str().to_owned())
        .collect();
    (!missing.is_empty()).then(|| format!("Not in the note: {}.", missing.join(", ")))
}

/// How many more of a piece the note has.
fn more(sheet: &CheatSheet, piece: crate::report::Piece) -> Option<String> {
    let left_out = sheet.left_out.iter().find(|(other, _)| *other == piece);
    left_out.map(|(_, number)| format!("and {number} more in the note"))
}

/// "Thursday 3 December 2026", and how far off that is.
fn day(sheet: &CheatSheet) -> Option<(String, String)> {
    let (date, left) = sheet.interview?;
    let date = date.strftime("%A %-d %B %Y").to_string();
    Some((date, crate::readiness::days_left(left)))
}
