//! Suppressions: what a note's author does not want to hear.

use std::ops::Range;

use crate::note::{Note, Scope};
use crate::text::Text;

use super::finding::Finding;
use super::rule as find_rule;
use super::settings::Settings;
use super::unknown_rule::nearest;

/// A suppression of a note, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The comment; for front matter, the value.
    pub range: Range<usize>,
    /// What it covers; none for the whole note.
    pub covers: Option<Range<usize>>,
    /// The rules that it names, where, and whether each silenced anything; of a name that is no rule's, whether the
    /// rule that may be meant would.
    pub rules: Vec<(String, Range<usize>, bool)>,
    /// For one that names no rule, and so means all: whether it silenced anything.
    pub any: bool,
    /// A word that is no directive.
    pub unknown: Option<(String, Range<usize>)>,
    /// Whether it is a comment, and not front matter.
    pub is_comment: bool,
    /// Whether it covers a section or the note as a whole, and not the next block.
    pub is_standing: bool,
}

/// What a rule about suppressions sees.
#[derive(Debug)]
pub struct SuppressionCx<'a> {
    /// The note.
    pub note: &'a Note,
    /// Its text.
    pub text: &'a Text,
    /// The user's settings.
    pub settings: &'a Settings,
    /// The suppressions and what became of them.
    pub used: &'a [Used],
}

/// Removes the findings that the note suppresses, in the segments that hold suppressions, and says which of these
/// silenced something.
pub(super) fn apply(note: &Note, segments: &[usize], findings: &mut Vec<Finding>) -> Vec<Used> {
    let mut all = collect(note, segments);
    if all.is_empty() {
        return all;
    }
    let meant = |name: &String| find_rule(name).is_none().then(|| nearest(name)).flatten();
    let meant: Vec<Vec<Option<&str>>> = all
        .iter()
        .map(|suppression| {
            let names = suppression.rules.iter();
            names.map(|(name, _, _)| meant(name)).collect()
        })
        .collect();
    findings.retain(|finding| {
        let mut silenced = false;
        for (suppression, meant) in all.iter_mut().zip(&meant) {
            let covered = suppression.covers.as_ref().is_none_or(|covers| {
                covers.contains(&finding.range.start)
                    || finding.range.is_empty() && covers.end == finding.range.start
            });
            if !covered || suppression.unknown.is_some() {
                continue;
            }
            if suppression.rules.is_empty() {
                suppression.any = true;
                silenced = true;
            }
            for ((rule, _, used), meant) in suppression.rules.iter_mut().zip(meant) {
                if rule == finding.rule.name {
                    *used = true;
                    silenced = true;
                }
                *used |= *meant == Some(finding.rule.name);
            }
        }
        !silenced
    });
    all
}

fn collect(note: &Note, segments: &[usize]) -> Vec<Used> {
    let mut all = Vec::new();
    if let Some(entry) = note
        .front_matter
        .as_ref()
        .and_then(|front| front.entry("prep_ignore"))
    {
        for (rule, range) in &entry.values {
            let rules = vec![(rule.clone(), range.clone(), false)];
            all.push(Used {
                range: range.clone(),
                covers: None,
                rules,
                any: false,
                unknown: None,
                is_comment: false,
                is_standing: true,
            });
        }
    }
    for &index in segments {
        let segment = &note.segments[index];
        for directive in &segment.value.directives {
            let at = |span: crate::syntax::Span| span.at(segment.start);
            let range = at(directive.span);
            let covers = match directive.scope {
                Scope::File => None,
                Scope::Section => Some(match note.node_at(range.start) {
                    Some(node) => note.node_range(node),
                    None => 0..note.segment_start(1),
                }),
                // The last thing before a heading covers the heading.
                Scope::Next => Some(directive.covers.map(at).unwrap_or_else(|| {
                    match note.segments.get(index + 1) {
                        Some(next) => next.start..next.start + next.value.chunk.heading_len(),
                        None => range.end..range.end,
                    }
                })),
            };
            all.push(Used {
                covers,
                rules: directive
                    .rules
                    .iter()
                    .map(|(rule, span)| (rule.clone(), at(*span), false))
                    .collect(),
                any: false,
                unknown: directive
                    .unknown
                    .as_ref()
                    .map(|(word, span)| (word.clone(), at(*span))),
                is_comment: true,
                is_standing: !matches!(directive.scope, Scope::Next),
                range,
            });
        }
    }
    all
}
