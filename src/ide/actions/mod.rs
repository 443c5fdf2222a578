//! Code actions: what an editor offers to change at a place of the note. One file for each, and a
//! line in [`OFFERS`].
//!
//! The list is cheap: an action carries a title, and its edits are worked out when they are asked
//! for, by its id and the same range of the same version. Nothing is remembered in between. A quick
//! fix has its edits with it: they are few and small, and an editor that asks again while a list is
//! shown (VS Code does when diagnostics arrive) forgets what it would have to ask for.
//!
//! Edits are minimal and follow the note's line ends. An action that was taken is not offered at
//! the same place again, with two exceptions that cannot be otherwise: moving a section, which the
//! opposite move undoes, and one more question from the bank, which is another one each time.

mod bullets;
mod fixes;
mod headings;
mod move_section;
mod question;
mod requirement;
mod sections;
mod sort;
mod story;
mod suppress;
mod unwrap;

use std::cell::OnceCell;
use std::ops::Range;

use crate::rules::assist::Seen;
use crate::rules::{Edit, Finding, NoteCx};

use super::Snapshot;

/// A change that is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it goes by among all that are offered at the same range of the same version.
    pub id: String,
    /// What it does, as a command.
    pub title: String,
    /// What kind of action it is.
    pub kind: ActionKind,
    /// The edits, disjoint and in order, against the snapshot's text; none where they were not
    /// asked for, or the action is disabled.
    pub edits: Option<Vec<Edit>>,
    /// The finding that it belongs to, as an index into the snapshot's findings.
    pub finding: Option<usize>,
    /// Whether that finding is gone then: mended or silenced. What only makes the place for what the person is to write
    /// does not say so.
    pub mends: bool,
    /// Whether it is the one to take without looking. At most one is, for each finding.
    pub preferred: bool,
    /// Why it cannot be taken here, in one sentence.
    pub disabled: Option<&'static str>,
}

/// What kind of action it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends or silences a finding.
    QuickFix,
    /// Changes the note's shape, or puts something into it.
    Rewrite,
    /// Moves a piece of the note.
    Move,
    /// Applies all safe fixes.
    FixAll,
    /// Brings the sections into the standard order.
    SortSections,
}

impl ActionKind {
    /// Every kind.
    pub const ALL: [ActionKind; 5] = [
        ActionKind::QuickFix,
        ActionKind::Rewrite,
        ActionKind::Move,
        ActionKind::FixAll,
        ActionKind::SortSections,
    ];

    /// Its name among the kinds that editors know, from the general to the particular.
    pub fn name(self) -> &'static str {
        match self {
            ActionKind::QuickFix => "quickfix",
            ActionKind::Rewrite => "refactor.rewrite",
            ActionKind::Move => "refactor.move",
            ActionKind::FixAll => "source.fixAll.prep-ls",
            ActionKind::SortSections => "source.sortSections.prep-ls",
        }
    }

    /// Whether it is for the whole note, and asked for by its name only.
    pub fn is_source(self) -> bool {
        matches!(self, ActionKind::FixAll | ActionKind::SortSections)
    }
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Whether actions of a kind are wanted.
    pub wanted: &'a dyn Fn(ActionKind) -> bool,
    /// Whose edits are to be worked out.
    pub edits: Edits<'a>,
}

/// Whose edits are to be worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edits<'a> {
    /// Those of all actions. One that would change nothing is left out then.
    All,
    /// Those of quick fixes.
    QuickFixes,
    /// Those of the action of an id, which is the only one returned.
    Of(&'a str),
}

impl std::fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").field("edits", &self.edits).finish()
    }
}

/// All that may be offered, in the order of the list.
const OFFERS: [fn(&Place<'_>, &mut Offers<'_>); 12] = [
    fixes::offer,
    requirement::offer,
    question::offer,
    story::offer,
    bullets::offer,
    headings::offer,
    move_section::offer,
    sections::offer,
    sort::offer,
    unwrap::offer,
    suppress::offer,
    fixes::offer_all,
];

/// What can be done at a range of the text.
pub fn actions(snapshot: &Snapshot, range: Range<usize>, ask: Ask<'_>) -> Vec<Action> {
    if !snapshot.note.is_note() {
        return Vec::new();
    }
    let place = Place::new(snapshot, range);
    let mut offers = Offers {
        ask,
        found: Vec::new(),
    };
    for offer in OFFERS {
        offer(&place, &mut offers);
    }
    offers.found
}

/// The place at which somebody asks.
struct Place<'a> {
    snapshot: &'a Snapshot,
    /// Where the cursor is: where the range begins.
    at: usize,
    /// The whole lines of the range.
    lines: Range<usize>,
    /// What was found on these lines: editors without a mouse ask at the cursor, which is rarely
    /// on the very word.
    findings: Vec<(usize, &'a Finding)>,
    seen: OnceCell<Seen>,
}

impl<'a> Place<'a> {
    fn new(snapshot: &'a Snapshot, range: Range<usize>) -> Self {
        let text = &snapshot.text;
        let lines = text.line_range(text.line_of(range.start)).start
            ..text.line_range(text.line_of(range.end)).end;
        let findings = snapshot
            .findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| touches(&lines, &finding.range))
            .collect();
        Place {
            snapshot,
            at: range.start,
            lines,
            findings,
            seen: OnceCell::new(),
        }
    }

    /// The note as the rules see it.
    fn cx(&self) -> NoteCx<'_> {
        let Snapshot {
            note,
            text,
            grammar,
            settings,
            ..
        } = self.snapshot;
        let seen = self.seen.get_or_init(|| Seen::new(note, grammar));
        seen.cx(note, text, grammar, settings)
    }

    /// Whether a finding of a rule on these lines has a fix.
    fn is_mended_by(&self, rule: &str) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|(_, finding)| finding.rule.name == rule && finding.has_fixes())
    }

    /// Whether the lines hold some of a range.
    fn holds(&self, range: &Range<usize>) -> bool {
        touches(&self.lines, range)
    }
}

fn touches(lines: &Range<usize>, range: &Range<usize>) -> bool {
    range.start <= lines.end && lines.start <= range.end
}

/// The actions that were offered so far.
struct Offers<'a> {
    ask: Ask<'a>,
    found: Vec<Action>,
}

impl Offers<'_> {
    /// Whether anybody wants actions of a kind: to be asked before costly work.
    fn wants(&self, kind: ActionKind) -> bool {
        (self.ask.wanted)(kind)
    }

    /// Offers an action whose edits are worked out if they are asked for.
    fn add(
        &mut self,
        id: impl Into<String>,
        title: impl Into<String>,
        kind: ActionKind,
        edits: impl FnOnce() -> Vec<Edit>,
    ) -> Option<&mut Action> {
        let id = id.into();
        if !self.wants(kind) {
            return None;
        }
        let edits = match self.ask.edits {
            Edits::QuickFixes if kind != ActionKind::QuickFix => None,
            Edits::Of(wanted) if wanted != id => return None,
            Edits::All | Edits::QuickFixes | Edits::Of(_) => {
                let edits = edits();
                if edits.is_empty() {
                    return None;
                }
                Some(edits)
            }
        };
        self.found.push(Action {
            id,
            title: title.into(),
            kind,
            edits,
            finding: None,
            mends: false,
            preferred: false,
            disabled: None,
        });
        self.found.last_mut()
    }

    /// Shows an action that cannot be taken here, and says why.
    fn add_disabled(
        &mut self,
        id: &str,
        title: impl Into<String>,
        kind: ActionKind,
        reason: &'static str,
    ) {
        if self.wants(kind) && !matches!(self.ask.edits, Edits::Of(_)) {
            self.found.push(Action {
                id: id.to_owned(),
                title: title.into(),
                kind,
                edits: None,
                finding: None,
                mends: false,
                preferred: false,
                disabled: Some(reason),
            });
        }
    }
}
