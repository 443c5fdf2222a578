//! Runs the rules, and runs again only what an edit may have changed.

use std::cell::OnceCell;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{Note, Section, Segment};
use crate::syntax::Placed;
use crate::text::Text;

use super::RULES;
use super::cx::{NoteCx, SectionCx, SegmentCx, WorkspaceCx};
use super::finding::{Finding, Findings};
use super::kept::{Labels, Marked, Marks, Tongue};
use super::pieces::Pieces;
use super::rule::{Check, Rule, Severity};
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
    labels: Labels,
    tongue: Tongue,
    /// The rules that are to run, of all those that were given.
    rules: Vec<&'static Rule>,
    given: Vec<&'static Rule>,
    /// The severities that the settings give to rules.
    severities: Vec<(&'static Rule, Severity)>,
}

/// Findings with the place at which their piece of the note began when they were made.
#[derive(Debug, Default)]
struct Kept {
    base: usize,
    findings: Vec<Finding>,
    panicked: Vec<&'static str>,
    marks: Marks,
}

/// What the findings of a section depend on.
#[derive(Debug)]
struct SectionKey {
    kind: usize,
    /// Whether another section lies within it, which counts as content.
    nested: bool,
    /// Its segments with where they begin, counted from the section's start.
    segments: Vec<(usize, Arc<Segment>)>,
}

impl SectionKey {
    fn of(note: &Note, section: &Section) -> Self {
        let segments = placed(note, section);
        SectionKey {
            kind: section.spec,
            nested: is_nested(note, section),
            segments: segments
                .map(|(start, segment)| (start, Arc::clone(segment)))
                .collect(),
        }
    }

    fn is_of(&self, note: &Note, section: &Section) -> bool {
        let mut segments = placed(note, section);
        self.kind == section.spec
            && self.nested == is_nested(note, section)
            && self.segments.iter().all(|(start, segment)| {
                segments
                    .next()
                    .is_some_and(|(at, other)| *start == at && Arc::ptr_eq(segment, other))
            })
            && segments.next().is_none()
    }
}

fn placed<'a>(
    note: &'a Note,
    section: &'a Section,
) -> impl Iterator<Item = (usize, &'a Arc<Segment>)> {
    let base = start_of(note, section);
    let indexes = section.segments.iter().cloned().flatten();
    indexes.map(move |index| {
        let Placed { start, value } = &note.segments[index];
        (start - base, value)
    })
}

fn start_of(note: &Note, section: &Section) -> usize {
    note.segments[note.nodes[section.node].segment].start
}

fn is_nested(note: &Note, section: &Section) -> bool {
    let end = section.segments.last().map_or(0, |range| range.end);
    section.segments.len() > 1 || end < note.nodes[section.node].end
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
        self.enter(rules, note, text, grammar, settings);
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
        let rules = &context.rules;

        let mut report = Report::default();
        let line_ending = context.line_ending;
        let run = |kept: &mut Kept, rule: &'static Rule, check: &dyn Fn(&mut Findings)| {
            let mut findings = Findings::of(rule);
            match catch_unwind(AssertUnwindSafe(|| check(&mut findings))) {
                Ok(()) => kept.findings.append(&mut findings.found),
                Err(_) => kept.panicked.push(rule.name),
            }
        };

        reuse(
            segments,
            note.segments.len(),
            |segment, index| Arc::ptr_eq(segment, &note.segments[index].value),
            |index| {
                let at = note.segment(index);
                let cx = SegmentCx {
                    at,
                    grammar,
                    settings,
                    line_ending,
                    definitions: &context.labels,
                };
                let mut kept = Kept {
                    base: at.start,
                    marks: Marks::of(at.segment, grammar),
                    ..Kept::default()
                };
                for rule in rules {
                    if let Check::Segment(check) = rule.check {
                        run(&mut kept, rule, &|findings| check(&cx, findings));
                    }
                }
                (Arc::clone(&note.segments[index].value), kept)
            },
            drop,
        );
        for (at, (_, kept)) in note.segments.iter().zip(&*segments) {
            kept.add_to(&mut report, at.start);
        }
        let marked = Marked::of(segments.iter().map(|(_, kept)| kept.marks));

        reuse(
            sections,
            note.sections.len(),
            |key, index| key.is_of(note, &note.sections[index]),
            |index| {
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
                    base: start_of(note, section),
                    ..Kept::default()
                };
                for rule in rules {
                    if let Check::Section(check) = rule.check {
                        run(&mut kept, rule, &|findings| check(&cx, findings));
                    }
                }
                (SectionKey::of(note, section), kept)
            },
            drop,
        );
        for (section, (_, kept)) in note.sections.iter().zip(&*sections) {
            kept.add_to(&mut report, start_of(note, section));
        }

        pieces.update(note, grammar);
        let cx = NoteCx {
            pieces,
            overview: OnceCell::new(),
            coverage: OnceCell::new(),
            english: Some(context.tongue.is_english()),
            marked: Some(&marked),
            note,
            text,
            grammar,
            settings,
            line_ending,
        };
        let mut whole = Kept::default();
        for rule in rules {
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
            let used = suppress::apply(note, &marked.directives, &mut report.findings);
            let cx = SuppressionCx {
                note,
                text,
                settings,
                used: &used,
            };
            let mut last = Kept::default();
            for rule in rules {
                if let Check::Suppressions(check) = rule.check {
                    run(&mut last, rule, &|findings| check(&cx, findings));
                }
            }
            last.add_to(&mut report, 0);
        }
        if !context.severities.is_empty() {
            for finding in &mut report.findings {
                let set = context.severities.iter();
                let mut set = set.filter(|(rule, _)| std::ptr::eq(*rule, finding.rule));
                if let Some((_, severity)) = set.next() {
                    finding.severity = *severity;
                }
            }
        }
        report
            .findings
            .sort_by_key(|finding| (finding.range.start, finding.range.end, finding.order));
        report.panicked.sort_unstable();
        report.panicked.dedup();
        report
    }

    /// Forgets what was kept if something has changed that all findings depend on.
    fn enter(
        &mut self,
        rules: &[&'static Rule],
        note: &Note,
        text: &Text,
        grammar: &Arc<Grammar>,
        settings: &Arc<Settings>,
    ) {
        let line_ending = text.line_ending();
        let kept = self.context.take().filter(|context| {
            Arc::ptr_eq(&context.grammar, grammar)
                && Arc::ptr_eq(&context.settings, settings)
                && context.line_ending == line_ending
                && context.given.len() == rules.len()
                && context
                    .given
                    .iter()
                    .zip(rules)
                    .all(|(one, other)| std::ptr::eq(*one, *other))
        });
        let mut context = kept.unwrap_or_else(|| {
            self.forget();
            let level = |rule: &&'static Rule| Some((*rule, settings.level(rule)??));
            Context {
                grammar: Arc::clone(grammar),
                settings: Arc::clone(settings),
                line_ending,
                labels: Labels::default(),
                tongue: Tongue::default(),
                rules: rules
                    .iter()
                    .copied()
                    .filter(|rule| settings.level(rule).is_some())
                    .collect(),
                given: rules.to_vec(),
                severities: rules.iter().filter_map(level).collect(),
            }
        });
        let all = &note.segments;
        let (head, tail) = unchanged(&self.segments, all.len(), |(segment, _), index| {
            Arc::ptr_eq(segment, &all[index].value)
        });
        let gone = &self.segments[head..self.segments.len() - tail];
        let gone = gone.iter().map(|(segment, _)| segment);
        let come = all[head..all.len() - tail].iter();
        let come = come.map(|segment| &segment.value);
        come.clone()
            .for_each(|segment| context.tongue.add(segment, grammar));
        gone.clone()
            .for_each(|segment| context.tongue.remove(segment, grammar));
        // What is a link and what is a placeholder depends on them.
        if context.labels.exchange(gone, come) {
            self.forget();
        }
        self.context = Some(context);
    }

    fn forget(&mut self) {
        self.segments.clear();
        self.sections.clear();
        self.pieces.clear();
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

/// How many values of a list hold for a new list of a length, counted from the start and from the end.
fn unchanged<T>(old: &[T], len: usize, same: impl Fn(&T, usize) -> bool) -> (usize, usize) {
    let shorter = old.len().min(len);
    let head = (0..shorter)
        .take_while(|&index| same(&old[index], index))
        .count();
    let tail = (1..=shorter - head)
        .take_while(|&back| same(&old[old.len() - back], len - back))
        .count();
    (head, tail)
}

/// Brings a list of kept values to a new list of a length: values whose keys are the `same` as those of an index there,
/// counted from the start and from the end, are taken over; those in between are made, and what stood there before is
/// `gone`. Returns which ones were made.
pub(super) fn reuse<K, V>(
    kept: &mut Vec<(K, V)>,
    len: usize,
    same: impl Fn(&K, usize) -> bool,
    make: impl FnMut(usize) -> (K, V),
    gone: impl FnMut((K, V)),
) -> Range<usize> {
    let (head, tail) = unchanged(kept, len, |(key, _), index| same(key, index));
    let made = head..len - tail;
    let fresh: Vec<(K, V)> = made.clone().map(make).collect();
    kept.splice(head..kept.len() - tail, fresh).for_each(gone);
    made
}
