//! `prep-ls explain`: the catalogue of rules, or one rule's page.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::rules::{self, Group, RULES, Rule};

use super::term::{self, paint};
use super::{ExplainArgs, ExplainFormat, Status};

/// How wide the text of a page is: comfortable to read, and no wider than most terminals.
const COLUMNS: usize = 80;

/// The JSON form of a rule.
#[derive(Serialize)]
struct Entry {
    name: &'static str,
    group: &'static str,
    severity: &'static str,
    summary: String,
    url: String,
    docs: String,
}

/// Runs `prep-ls explain`.
///
/// # Errors
/// If standard output cannot be written.
pub fn explain(args: &ExplainArgs) -> anyhow::Result<Status> {
    let rule = args.rule.as_deref().and_then(rules::rule);
    let text = match (args.format, rule) {
        (ExplainFormat::Text, Some(rule)) => page(rule),
        (ExplainFormat::Text, None) => catalogue(),
        (ExplainFormat::Markdown, Some(rule)) => rule.docs(),
        (ExplainFormat::Markdown, None) => table(),
        (ExplainFormat::Json, Some(rule)) => json(&entry(rule))?,
        (ExplainFormat::Json, None) => {
            let entries: Vec<Entry> = RULES.iter().map(|rule| entry(rule)).collect();
            json(&entries)?
        }
    };
    match args.format {
        ExplainFormat::Text => anstream::stdout().lock().write_all(text.as_bytes())?,
        _ => io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(Status::Clean)
}

fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

fn entry(rule: &'static Rule) -> Entry {
    Entry {
        name: rule.name,
        group: rule.group.as_str(),
        severity: severity(rule),
        summary: rule.summary(),
        url: rule.url(),
        docs: rule.docs(),
    }
}

/// The severity of a rule unless it is configured; "off" if it does not run then.
fn severity(rule: &Rule) -> &'static str {
    rule.severity.map_or("off", |severity| severity.as_str())
}

/// The first sentence of a rule's page. Pages begin with a paragraph, which may hold several.
pub(super) fn sentence(rule: &Rule) -> String {
    let summary = rule.summary();
    match summary.find(". ") {
        Some(end) => summary[..=end].to_owned(),
        None => summary,
    }
}

/// The groups in the order of the catalogue, each with its rules.
fn groups() -> Vec<(Group, Vec<&'static Rule>)> {
    let mut groups: Vec<(Group, Vec<&'static Rule>)> = Vec::new();
    for rule in RULES {
        match groups.iter_mut().find(|(group, _)| *group == rule.group) {
            Some((_, rules)) => rules.push(rule),
            None => groups.push((rule.group, vec![rule])),
        }
    }
    groups
}

fn catalogue() -> String {
    let longest = |of: fn(&Rule) -> &'static str| RULES.iter().map(|rule| of(rule).len()).max();
    let names = longest(|rule| rule.name).unwrap_or_default();
    let levels = longest(severity).unwrap_or_default();
    let mut out = String::new();
    for (group, rules) in groups() {
        out.push_str(&paint(term::BOLD, group.as_str()));
        out.push('\n');
        for rule in rules {
            let indent = 2 + names + 2 + levels + 2;
            let name = paint(term::CYAN, rule.name);
            let level = paint(term::severity_style(rule.severity), severity(rule));
            let gap = |used: usize, all: usize| " ".repeat(all - used + 2);
            out.push_str(&format!(
                "  {name}{}{level}{}",
                gap(rule.name.len(), names),
                gap(severity(rule).len(), levels)
            ));
            // On a narrow page the sentence would be a column of words.
            let lines = term::wrap(&sentence(rule), (100 - indent).max(40));
            out.push_str(&lines.join(&format!("\n{}", " ".repeat(indent))));
            out.push('\n');
        }
        out.push('\n');
    }
    out.push_str(
        "`prep-ls explain RULE` tells all about one. Levels are set under [rules] in prep.toml.\n",
    );
    out
}

fn table() -> String {
    let mut out = String::from("| rule | group | default | reports |\n| --- | --- | --- | --- |\n");
    for rule in RULES {
        let sentence = sentence(rule).replace('|', "\\|");
        out.push_str(&format!(
            "| `{}` | {} | {} | {sentence} |\n",
            rule.name,
            rule.group.as_str(),
            severity(rule)
        ));
    }
    out
}

/// A rule's page for the terminal: the Markdown of pages is simple enough to be shown as it is
/// read, line by line.
fn page(rule: &Rule) -> String {
    let mut out = format!(
        "{}  {}  {}\n",
        paint(term::BOLD, rule.name),
        paint(term::DIM, rule.group.as_str()),
        paint(term::severity_style(rule.severity), severity(rule)),
    );
    let docs = rule.docs();
    let mut lines = docs.lines().skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            out.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ") {
            out.push_str(&paint(term::BOLD, heading));
            out.push('\n');
        } else if let Some(fence) = fence(line) {
            out.push_str(&paint(term::DIM, example(line)));
            out.push('\n');
            for line in lines.by_ref().take_while(|line| !line.starts_with(fence)) {
                let marks = !line.trim().is_empty() && line.chars().all(|c| matches!(c, ' ' | '^'));
                let line = if marks {
                    paint(term::severity_style(rule.severity), line)
                } else {
                    line.to_owned()
                };
                out.push_str(format!("    {line}").trim_end());
                out.push('\n');
            }
        } else {
            let (first, indent) = match line.strip_prefix("- ") {
                Some(rest) => (rest, "  "),
                None => (line, ""),
            };
            let mut text = first.to_owned();
            while let Some(next) = lines.next_if(|next| continues(next)) {
                text.push(' ');
                text.push_str(next.trim());
            }
            for (index, line) in term::wrap(&text, COLUMNS - indent.len()).iter().enumerate() {
                let mark = if index == 0 && !indent.is_empty() {
                    "- "
                } else {
                    indent
                };
                out.push_str(&format!("{mark}{line}\n"));
            }
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Whether a line goes on with the paragraph or item before it.
fn continues(line: &str) -> bool {
    !line.trim().is_empty()
        && !line.starts_with("- ")
        && !line.starts_with("## ")
        && fence(line).is_none()
}

/// The fence that a line opens.
fn fence(line: &str) -> Option<&str> {
    let char = line
        .chars()
        .next()
        .filter(|char| matches!(char, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(char).len();
    (length >= 3).then(|| &line[..length])
}

/// What to write above an example.
fn example(opening: &str) -> &'static str {
    match opening.split_whitespace().last() {
        Some("bad") => "reported:",
        Some("good") => "well:",
        _ => "",
    }
}
