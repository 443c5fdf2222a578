//! Runs the rules, and runs again only what an edit may have changed.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{Note, Section, Segment};
use crate::text::Text;

use super::RULES;
use super::cx::{NoteCx, SectionCx, SegmentCx, WorkspaceCx};
use super::finding::{Finding, Findings};
use super::pieces::Pieces;
use super::rule::{Check, Rule};
use super::settings::Settings;
use super::suppress::{self, SuppressionCx};
use super::surroundings::Surroundings;

/// What a check of a note came to.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    /// What was found, by place.
    pub findings: Vec<Finding>,
    /// The rules that panicked. Each lost its own result and no other.
    pub panicked: Vec<&'static str>,
}

/// Checks a note from scratch. A document that is no prep note has no findings.
pub fn check(note: &Note, text: &Text, grammar: &Arc<Grammar>, settings: &Arc<Settings>) -> Report {
    Checker::default().check(note, text, grammar, settings)
}

/// Checks the versions of one note, one after the other. What a rule found in a segment or a
/// section is kept for as long as that is the same.
#[derive(Debug, Default)]
pub struct Checker {
    context: Option<Context>,
    segments: Vec<(Arc<Segment>, Kept)>,
    sections: Vec<(SectionKey, Kept)>,
    pieces: Pieces,
    around: Arc<Surroundings>,
}

/// All that findings depend on besides the piece of the note they are about.
#[derive(Debug)]
struct Context {
    grammar: Arc<Grammar>,
    settings: Arc<Settings>,
    line_ending: &'static str,
    definitions: HashSet<String>,
}

/// Findings with the place at which their piece of the note began when they were made.
#[derive(Debug, Default)]
struct Kept {
    base: usize,
    findings: Vec<Finding>,
    panicked: Vec<&'static str>,
}

#[derive(Debug)]
struct SectionKey {
    kind: usize,
    /// Whether another section lies within it, which counts as content.
    nested: bool,
    segments: Vec<(usize, Arc<Segment>)>,
}

impl SectionKey {
    fn of(note: &Note, section: &Section) -> Self {
        let base = note.segments[note.nodes[section.node].segment].start;
        let indexes = section.segments.iter().cloned().flatten();
        let segments = indexes
            .map(|index| {
                (
                    note.segments[index].start - base,
                    Arc::clone(&note.segments[index].value),
                )
            })
            .collect();
        let end = section.segments.last().map_or(0, |range| range.end);
        let nested = section.segments.len() > 1 || end < note.nodes[section.node].end;
        SectionKey {
            kind: section.spec,
            nested,
            segments,
        }
    }

    fn same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.nested == other.nested
            && self.segments.len() == other.segments.len()
            && self
                .segments
                .iter()
                .zip(&other.segments)
                .all(|(a, b)| a.0 == b.0 && Arc::ptr_eq(&a.1, &b.1))
    }
}

impl Checker {
    /// Tells what lies round the note from now on.
    pub fn set_surroundings(&mut self, around: Arc<Surroundings>) {
        self.around = around;
    }

    /// What lies round the note.
    pub fn surroundings(&self) -> &Arc<Surroundings> {
        &self.around
    }

    /// Checks the next version of the note.
    pub fn check(
        &mut self,
        note: &Note,
        text: &Text,
        grammar: &Arc<Grammar>,
        settings: &Arc<Settings>,
    ) -> Report {
        self.check_with(RULES, note, text, grammar, settings)
    }

    pub(super) fn check_with(
        &mut self,
        rules: &[&'static Rule],
        note: &Note,
        text: &Text,
        grammar: &Arc<Grammar>,
        settings: &Arc<Settings>,
    ) -> Report {
        if !note.is_note() {
            let around = Arc::clone(&self.around);
            *self = Checker {
                around,
                ..Checker::default()
            };
            return Report::default();
        }
        self.enter(note, text, grammar, settings);
        let Checker {
            context: Some(context),
            segments,
            sections,
            pieces,
            around,
        } = self
        else {
            return Report::default();
        };
        let rules: Vec<&'static Rule> = rules
            .iter()
            .copied()
            .filter(|rule| settings.level(rule).is_some())
            .collect();

        let mut report = Report::default();
        let line_ending = context.line_ending;
        let run = |kept: &mut Kept, rule: &'static Rule, check: &dyn Fn(&mut Findings)| {
            let mut findings = Findings {
                rule,
                found: Vec::new(),
            };
            match catch_unwind(AssertUnwindSafe(|| check(&mut findings))) {
                Ok(()) => kept.findings.append(&mut findings.found),
                Err(_) => kept.panicked.push(rule.name),
            }
        };

        let keys = note
            .segments
            .iter()
            .map(|segment| Arc::clone(&segment.value))
            .collect();
        reuse(
            segments,
            keys,
            Arc::ptr_eq,
            |index, _| {
                let at = note.segment(index);
                let cx = SegmentCx {
                    at,
                    grammar,
                    settings,
                    line_ending,
                    definitions: &context.definitions,
                };
                let mut kept = Kept {
                    base: at.start,
                    ..Kept::default()
                };
                for rule in &rules {
                    if let Check::Segment(check) = rule.check {
                        run(&mut kept, rule, &|findings| check(&cx, findings));
                    }
                }
                kept
            },
            drop,
        );
        for (at, (_, kept)) in note.segments.iter().zip(&*segments) {
            kept.add_to(&mut report, at.start);
        }

        let keys = note
            .sections
            .iter()
            .map(|section| SectionKey::of(note, section))
            .collect();
        let start = |section: &Section| note.segments[note.nodes[section.node].segment].start;
        reuse(
            sections,
            keys,
            SectionKey::same,
            |index, _| {
                let section = &note.sections[index];
                let spec = &grammar.sections[section.spec];
                let cx = SectionCx {
                    note,
                    section,
                    spec,
                    grammar,
                    settings,
                    line_ending,
                };
                let mut kept = Kept {
                    base: start(section),
                    ..Kept::default()
                };
                for rule in &rules {
                    if let Check::Section(check) = rule.check {
                        run(&mut kept, rule, &|findings| check(&cx, findings));
                    }
                }
                kept
            },
            drop,
        );
        for (section, (_, kept)) in note.sections.iter().zip(&*sections) {
            kept.add_to(&mut report, start(section));
        }

        pieces.update(note, grammar);
        let cx = NoteCx {
            pieces,
            overview: OnceCell::new(),
            coverage: OnceCell::new(),
            note,
            text,
            grammar,
            settings,
            line_ending,
        };
        let mut whole = Kept::default();
        for rule in &rules {
            match rule.check {
                Check::Note(check) => run(&mut whole, rule, &|findings| check(&cx, findings)),
                Check::Workspace(check) => {
                    let cx = WorkspaceCx { note: &cx, around };
                    run(&mut whole, rule, &|findings| check(&cx, findings));
                }
                _ => {}
            }
        }
        whole.add_to(&mut report, 0);

        if report.findings.iter().any(|finding| finding.alone) {
            report.findings.retain(|finding| finding.alone);
        } else {
            let used = suppress::apply(note, &mut report.findings);
            let cx = SuppressionCx {
                note,
                text,
                settings,
                used: &used,
            };
            let mut last = Kept::default();
            for rule in &rules {
                if let Check::Suppressions(check) = rule.check {
                    run(&mut last, rule, &|findings| check(&cx, findings));
                }
            }
            last.add_to(&mut report, 0);
        }
        for finding in &mut report.findings {
            if let Some(Some(severity)) = settings.level(finding.rule) {
                finding.severity = severity;
            }
        }
        let order = |finding: &Finding| {
            RULES
                .iter()
                .position(|rule| std::ptr::eq(*rule, finding.rule))
        };
        report
            .findings
            .sort_by_cached_key(|finding| (finding.range.start, finding.range.end, order(finding)));
        report.panicked.sort_unstable();
        report.panicked.dedup();
        report
    }

    /// Forgets what was kept if something has changed that all findings depend on.
    fn enter(
        &mut self,
        note: &Note,
        text: &Text,
        grammar: &Arc<Grammar>,
        settings: &Arc<Settings>,
    ) {
        let line_ending = text.line_ending();
        let definitions: HashSet<String> = note
            .segments
            .iter()
            .flat_map(|segment| &segment.value.chunk.definitions)
            .map(|definition| definition.label.to_lowercase())
            .collect();
        let same = self.context.as_ref().is_some_and(|context| {
            Arc::ptr_eq(&context.grammar, grammar)
                && Arc::ptr_eq(&context.settings, settings)
                && context.line_ending == line_ending
                && context.definitions == definitions
        });
        if !same {
            self.segments.clear();
            self.sections.clear();
            self.pieces.clear();
        }
        let (grammar, settings) = (Arc::clone(grammar), Arc::clone(settings));
        self.context = Some(Context {
            grammar,
            settings,
            line_ending,
            definitions,
        });
    }
}

impl Kept {
    fn add_to(&self, report: &mut Report, start: usize) {
        report.findings.extend(
            self.findings
                .iter()
                .map(|finding| finding.shifted(self.base, start)),
        );
        report.panicked.extend(&self.panicked);
    }
}

/// Brings a list of kept values to new keys: values whose keys are the same, counted from the start
/// and from the end, are taken over; those in between are made, and what stood there before is `gone`.
pub(super) fn reuse<K, V>(
    kept: &mut Vec<(K, V)>,
    keys: Vec<K>,
    same: impl Fn(&K, &K) -> bool,
    mut make: impl FnMut(usize, &K) -> V,
    gone: impl FnMut((K, V)),
) {
    let head = kept
        .iter()
        .zip(&keys)
        .take_while(|(old, new)| same(&old.0, new))
        .count();
    let tail = kept[head..]
        .iter()
        .rev()
        .zip(keys[head..].iter().rev())
        .take_while(|(old, new)| same(&old.0, new))
        .count();
    let (from, to) = (head, kept.len() - tail);
    let end = keys.len() - tail;
    let fresh: Vec<(K, V)> = keys
        .into_iter()
        .enumerate()
        .skip(head)
        .take(end - head)
        .map(|(index, key)| {
            let value = make(index, &key);
            (key, value)
        })
        .collect();
    kept.splice(from..to, fresh).for_each(gone);
}
