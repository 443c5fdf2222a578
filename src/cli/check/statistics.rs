//! `--statistics`: how much there is of what.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::term::{self, pad, paint};
use crate::rules::{RULES, Severity};

use super::json::{Diagnostic, Summary};

/// What a rule found.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Count {
    rule: &'static str,
    errors: usize,
    warnings: usize,
    infos: usize,
    hints: usize,
    total: usize,
    /// How many of them `--fix` mends.
    fixable: usize,
}

/// The rules that found something, those that found most first, and of equals in the order of the
/// catalogue.
pub(super) fn count(diagnostics: &[Diagnostic]) -> Vec<Count> {
    let mut found: BTreeMap<&'static str, (Summary, usize)> = BTreeMap::new();
    for diagnostic in diagnostics {
        let (summary, fixable) = found.entry(diagnostic.rule).or_default();
        summary.add(diagnostic.severity);
        *fixable += usize::from(diagnostic.fix.as_ref().is_some_and(|fix| fix.safe));
    }
    let mut counts: Vec<Count> = RULES
        .iter()
        .filter_map(|rule| {
            let (summary, fixable) = *found.get(rule.name)?;
            Some(Count {
                rule: rule.name,
                errors: summary.errors,
                warnings: summary.warnings,
                infos: summary.infos,
                hints: summary.hints,
                total: summary.errors + summary.warnings + summary.infos + summary.hints,
                fixable,
            })
        })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.total));
    counts
}

/// The counts for people, styled: a line for each rule below the names of the columns.
pub(super) fn table(counts: &[Count]) -> String {
    if counts.is_empty() {
        return String::new();
    }
    let style = |severity| term::severity_style(Some(severity));
    let columns = [
        ("errors", style(Severity::Error)),
        ("warnings", style(Severity::Warning)),
        ("infos", style(Severity::Info)),
        ("hints", style(Severity::Hint)),
        ("total", term::BOLD),
        ("fixable", term::GREEN),
    ];
    let names = counts.iter().map(|count| count.rule.len()).max();
    let names = names.unwrap_or_default();
    let mut out = pad("rule", names);
    for (name, _) in columns {
        out.push_str("  ");
        out.push_str(name);
    }
    out = format!("{}\n", paint(term::BOLD, &out));
    for count in counts {
        let gap = " ".repeat(names - count.rule.len());
        out.push_str(&format!("{}{gap}", paint(term::CYAN, count.rule)));
        let numbers = [
            count.errors,
            count.warnings,
            count.infos,
            count.hints,
            count.total,
            count.fixable,
        ];
        for ((name, style), number) in columns.into_iter().zip(numbers) {
            let style = if number == 0 { term::DIM } else { style };
            let number = format!("{number:>width$}", width = name.len());
            out.push_str(&format!("  {}", paint(style, &number)));
        }
        out.push('\n');
    }
    out
}
