//! What the rules know and the code actions use, beyond the fixes of findings: questions of the
//! bank, and where a line goes in a section.

use std::cell::OnceCell;
use std::ops::Range;

use crate::grammar::{Bank, Grammar};
use crate::note::{Note, Section};
use crate::text::Text;

use super::asking::{TO_ASK, insert, suggestions};
use super::missing_question_theme::missing;
use super::pieces::Pieces;
use super::settings::Settings;
use super::{Edit, Fix, NoteCx, uncovered_requirement};

/// What the rules keep of a note, made anew for one who asks once.
#[derive(Debug)]
pub(crate) struct Seen(Pieces);

impl Seen {
    /// Looks at a note.
    pub(crate) fn new(note: &Note, grammar: &Grammar) -> Self {
        let mut pieces = Pieces::default();
        pieces.update(note, grammar);
        Seen(pieces)
    }

    /// The note, which must be the one that was looked at, as the rules see it.
    pub(crate) fn cx<'a>(
        &'a self,
        note: &'a Note,
        text: &'a Text,
        grammar: &'a Grammar,
        settings: &'a Settings,
    ) -> NoteCx<'a> {
        NoteCx {
            pieces: &self.0,
            overview: OnceCell::new(),
            coverage: OnceCell::new(),
            english: None,
            marked: None,
            note,
            text,
            grammar,
            settings,
            line_ending: text.line_ending(),
        }
    }
}

/// The ways to add a requirement of the posting to the gaps and to the concepts, each with the section's kind, and
/// whether that is a new section.
pub(crate) fn add_requirement(
    cx: &NoteCx<'_>,
    requirement: Range<usize>,
) -> Vec<(usize, bool, Fix)> {
    let old = uncovered_requirement::add(cx, requirement.clone());
    let kinds = cx.grammar.sections.iter().enumerate();
    let kinds = kinds.filter(|(_, spec)| uncovered_requirement::takes(spec));
    let kinds: Vec<usize> = kinds
        .map(|(kind, _)| kind)
        .filter(|kind| !old.iter().any(|(there, _)| there == kind))
        .collect();
    let new = kinds.into_iter().map(|kind| {
        let fix = uncovered_requirement::add_new(cx, requirement.clone(), kind);
        (kind, true, fix)
    });
    let old = old.into_iter().map(|(kind, fix)| (kind, false, fix));
    old.chain(new.collect::<Vec<_>>()).collect()
}

/// A theme of the question bank that a section of questions could do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
    /// Its name in the bank.
    pub(crate) name: &'static str,
    /// Whether none of the section's questions touches it.
    pub(crate) missing: bool,
}

/// The themes of the bank for a kind of section, those that its sections leave out first.
pub(crate) fn themes(cx: &NoteCx<'_>, kind: usize) -> Vec<Theme> {
    let spec = &cx.grammar.sections[kind];
    let sections = of_kind(cx, kind);
    let left_out = if spec.id == TO_ASK {
        missing(cx, spec, &sections)
    } else {
        Vec::new()
    };
    let mut themes: Vec<Theme> = Vec::new();
    let all = Bank::shipped().questions.iter();
    let all = all.filter(|question| question.section == spec.id);
    for name in all.map(|question| question.theme.as_str()) {
        if !themes.iter().any(|theme| theme.name == name) {
            let missing = left_out.contains(&name);
            themes.push(Theme { name, missing });
        }
    }
    themes.sort_by_key(|theme| !theme.missing);
    themes
}

/// The edit that asks one more question of a theme in a section: the best of the bank that is not
/// asked yet. None where the bank has no more, or speaks another language than the note.
pub(crate) fn question(cx: &NoteCx<'_>, section: &Section, theme: &str) -> Option<Edit> {
    let spec = &cx.grammar.sections[section.spec];
    let mut sections = of_kind(cx, section.spec);
    // It goes into the first one.
    sections.sort_by_key(|other| other.node != section.node);
    let mut new = suggestions(cx, spec, &sections, &[theme]);
    new.retain(|one| one.theme == theme);
    new.truncate(1);
    (!new.is_empty()).then(|| insert(cx, spec, &sections, &new))
}

fn of_kind<'a>(cx: &NoteCx<'a>, kind: usize) -> Vec<&'a Section> {
    let sections = cx.note.sections.iter();
    sections.filter(|section| section.spec == kind).collect()
}

/// Where a section of its own ends, without the sections within it and the rule that closes it off.
pub(crate) fn end_of(cx: &NoteCx<'_>, section: &Section) -> usize {
    let range: Range<usize> = cx.note.node_range(section.node);
    let content = cx.text.slice(range.clone());
    range.start + super::insert::before_rule(&content).len()
}
