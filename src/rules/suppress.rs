//! Suppressions: what a note's author does not want to hear.

use std::ops::Range;

use rustc_hash::FxHashMap;

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
    let found = Places::of(findings);
    let mut silenced = Silenced::default();
    for suppression in all.iter_mut().filter(|one| one.unknown.is_none()) {
        let covers = suppression.covers.as_ref();
        if suppression.rules.is_empty() {
            suppression.any = found.any(None, covers);
            silenced.add(None, covers);
        }
        for (name, _, used) in &mut suppression.rules {
            let meant = match find_rule(name) {
                Some(_) => None,
                None => nearest(name),
            };
            *used = found.any(Some(name), covers)
                || meant.is_some_and(|meant| found.any(Some(meant), covers));
            silenced.add(Some(name), covers);
        }
    }
    silenced.finish();
    findings.retain(|finding| !silenced.holds(finding));
    all
}

/// Where each rule found something, in order, so that it can be told whether there is anything in a range without a
/// look at all of it: a note may hold a hundred thousand findings and as many suppressions.
#[derive(Default)]
struct Places {
    all: Starts,
    of: FxHashMap<&'static str, Starts>,
}

#[derive(Default)]
struct Starts {
    filled: Vec<usize>,
    /// Findings of no length, which belong to what ends where they are, too.
    empty: Vec<usize>,
}

impl Starts {
    fn add(&mut self, range: &Range<usize>) {
        let list = match range.is_empty() {
            true => &mut self.empty,
            false => &mut self.filled,
        };
        list.push(range.start);
    }

    fn any(&self, covers: Option<&Range<usize>>) -> bool {
        let Some(covers) = covers else {
            return !self.filled.is_empty() || !self.empty.is_empty();
        };
        let first = |list: &[usize]| {
            let at = list.partition_point(|&start| start < covers.start);
            list.get(at).copied()
        };
        first(&self.filled).is_some_and(|start| start < covers.end)
            || first(&self.empty).is_some_and(|start| start <= covers.end)
    }
}

impl Places {
    fn of(findings: &[Finding]) -> Self {
        let mut places = Places::default();
        for finding in findings {
            places.all.add(&finding.range);
            let of_rule = places.of.entry(finding.rule.name).or_default();
            of_rule.add(&finding.range);
        }
        for starts in places.of.values_mut().chain([&mut places.all]) {
            starts.filled.sort_unstable();
            starts.empty.sort_unstable();
        }
        places
    }

    /// Whether a rule, or any, found something in a range, or anywhere.
    fn any(&self, rule: Option<&str>, covers: Option<&Range<usize>>) -> bool {
        let starts = match rule {
            Some(rule) => self.of.get(rule),
            None => Some(&self.all),
        };
        starts.is_some_and(|starts| starts.any(covers))
    }
}

/// Where each rule is silenced.
#[derive(Default)]
struct Silenced {
    all: Ranges,
    of: FxHashMap<String, Ranges>,
}

#[derive(Default)]
struct Ranges {
    everywhere: bool,
    /// In order and apart from one another, once it is finished.
    list: Vec<Range<usize>>,
}

impl Ranges {
    fn finish(&mut self) {
        self.list.sort_unstable_by_key(|range| range.start);
        let ranges = std::mem::take(&mut self.list);
        for range in ranges {
            match self.list.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => self.list.push(range),
            }
        }
    }

    fn holds(&self, range: &Range<usize>) -> bool {
        let before = self.list.partition_point(|one| one.start <= range.start);
        let last = before.checked_sub(1).map(|index| &self.list[index]);
        self.everywhere
            || last.is_some_and(|last| {
                range.start < last.end || range.is_empty() && range.start == last.end
            })
    }
}

impl Silenced {
    /// Silences a rule, or all, in a range, or everywhere.
    fn add(&mut self, rule: Option<&str>, covers: Option<&Range<usize>>) {
        let ranges = match rule {
            None => &mut self.all,
            Some(rule) => self.of.entry(rule.to_owned()).or_default(),
        };
        match covers {
            Some(covers) => ranges.list.push(covers.clone()),
            None => ranges.everywhere = true,
        }
    }

    fn finish(&mut self) {
        for ranges in self.of.values_mut().chain([&mut self.all]) {
            ranges.finish();
        }
    }

    fn holds(&self, finding: &Finding) -> bool {
        let of_rule = self.of.get(finding.rule.name);
        self.all.holds(&finding.range) || of_rule.is_some_and(|ranges| ranges.holds(&finding.range))
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::RULES;
    use super::*;

    fn range() -> impl Strategy<Value = Range<usize>> {
        (0..20usize, 0..6usize).prop_map(|(start, len)| start..start + len)
    }

    fn covers() -> impl Strategy<Value = Option<Range<usize>>> {
        proptest::option::weighted(0.9, range())
    }

    /// Whether a suppression covers a finding, one by one.
    fn is_covered(covers: Option<&Range<usize>>, finding: &Range<usize>) -> bool {
        covers.is_none_or(|covers| {
            covers.contains(&finding.start) || finding.is_empty() && covers.end == finding.start
        })
    }

    proptest! {
        /// What is looked up is what a look at each finding and each suppression comes to.
        #[test]
        fn suppressions_silence_what_they_cover(
            found in proptest::collection::vec((0..3usize, range()), 0..10),
            suppressed in proptest::collection::vec((proptest::option::of(0..3usize), covers()), 0..8),
        ) {
            let found: Vec<Finding> = found
                .into_iter()
                .map(|(rule, range)| Finding::new(RULES[rule], range, ""))
                .collect();
            let name = |rule: Option<usize>| rule.map(|rule| RULES[rule].name);
            let places = Places::of(&found);
            let mut silenced = Silenced::default();
            for (rule, covers) in &suppressed {
                silenced.add(name(*rule), covers.as_ref());
            }
            silenced.finish();
            let meets = |rule: Option<usize>, covers: &Option<Range<usize>>, finding: &Finding| {
                name(rule).is_none_or(|name| name == finding.rule.name)
                    && is_covered(covers.as_ref(), &finding.range)
            };
            for (rule, covers) in &suppressed {
                let any = found.iter().any(|finding| meets(*rule, covers, finding));
                prop_assert_eq!(places.any(name(*rule), covers.as_ref()), any, "{:?} {:?}", rule, covers);
            }
            for finding in &found {
                let holds = suppressed.iter().any(|(rule, covers)| meets(*rule, covers, finding));
                prop_assert_eq!(silenced.holds(finding), holds, "{:?}", finding);
            }
        }
    }
}
