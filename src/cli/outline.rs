//! `prep-ls outline`: a note's outline as a tree or as JSON.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::document::Document;
use crate::ide::{self, Symbol, SymbolKind};
use crate::text::Text;

use super::check::json::Range;
use super::configs::{self, absolute, folder_of};
use super::{OutlineArgs, OutlineFormat, Status, read, term};

/// The JSON form. Keys are added, never renamed or removed, while `version` is 1.
#[derive(Serialize)]
struct Outline {
    version: u32,
    path: String,
    company: Option<String>,
    role: Option<String>,
    symbols: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    detail: String,
    kind: &'static str,
    range: Range,
    selection: Range,
    children: Vec<Entry>,
}

/// Runs `prep-ls outline`. A file that is no note has an empty outline, and is told why.
///
/// # Errors
/// If the file or its configuration cannot be read.
pub fn outline(args: &OutlineArgs) -> anyhow::Result<Status> {
    let contents = read::file(&args.file)?;
    let contents = match args.format {
        OutlineFormat::Tree => term::harmless(&contents).into_owned(),
        OutlineFormat::Json => contents,
    };
    let Some(source) = configs::of_folder(args.config.as_deref(), folder_of(&args.file)) else {
        return Ok(Status::Failed);
    };
    let path = absolute(&args.file);
    let document = Document::new(&contents, Some(&path), source.profile.clone());
    let note = document.note();
    let shown = args.file.display().to_string();
    let shown = term::harmless(&shown);
    if !note.is_note() {
        term::remark(&format!("`{shown}` is no prep note: {}.", note.verdict));
    }
    let symbols = if note.is_note() {
        ide::outline(note, &source.profile.grammar)
    } else {
        Vec::new()
    };
    match args.format {
        OutlineFormat::Tree => {
            let mut tree = String::new();
            for symbol in &symbols {
                line(&mut tree, "", symbol);
                branches(&mut tree, "", &symbol.children);
            }
            anstream::stdout().lock().write_all(tree.as_bytes())?;
        }
        OutlineFormat::Json => {
            let outline = Outline {
                version: 1,
                path: args.file.display().to_string(),
                company: note.company().map(str::to_owned),
                role: note.role().map(str::to_owned),
                symbols: entries(document.text(), &symbols),
            };
            let mut json = serde_json::to_string_pretty(&outline)?;
            json.push('\n');
            io::stdout().lock().write_all(json.as_bytes())?;
        }
    }
    Ok(Status::Clean)
}

/// The lines below a symbol, each behind what connects it to that one.
fn branches(tree: &mut String, before: &str, symbols: &[Symbol]) {
    for (index, symbol) in symbols.iter().enumerate() {
        let (branch, below) = if index + 1 == symbols.len() {
            ("└── ", "    ")
        } else {
            ("├── ", "│   ")
        };
        let lines = term::paint(term::DIM, &format!("{before}{branch}"));
        line(tree, &lines, symbol);
        branches(tree, &format!("{before}{below}"), &symbol.children);
    }
}

fn line(tree: &mut String, before: &str, symbol: &Symbol) {
    let name = match symbol.kind {
        SymbolKind::Title | SymbolKind::Section => term::paint(term::BOLD, &symbol.name),
        _ => symbol.name.clone(),
    };
    tree.push_str(before);
    tree.push_str(&name);
    if !symbol.detail.is_empty() {
        tree.push_str(&term::paint(term::DIM, &format!("  {}", symbol.detail)));
    }
    tree.push('\n');
}

fn entries(text: &Text, symbols: &[Symbol]) -> Vec<Entry> {
    let entry = |symbol: &Symbol| Entry {
        name: symbol.name.clone(),
        detail: symbol.detail.clone(),
        kind: match symbol.kind {
            SymbolKind::Title => "title",
            SymbolKind::Section => "section",
            SymbolKind::Heading => "heading",
            SymbolKind::Part => "part",
            SymbolKind::Question => "question",
            SymbolKind::Field => "field",
        },
        range: Range::of(text, &symbol.range),
        selection: Range::of(text, &symbol.selection),
        children: entries(text, &symbol.children),
    };
    symbols.iter().map(entry).collect()
}
