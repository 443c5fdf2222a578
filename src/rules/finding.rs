//! What rules report.

use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::RULES;
use super::rule::{Rule, Severity};

/// Machine-readable details of a finding, such as the ids of missing sections.
pub type Data = Map<String, Value>;

/// Something that a rule found. Ranges are half-open, in bytes of the note's text.
///
/// What it says is shared between the versions of a note in which it is found: moving a finding, because
/// something was typed above it, costs a few additions.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub range: Range<usize>,
    /// Whether nothing else about the note is worth saying.
    pub alone: bool,
    /// The place of its rule in the catalogue, one more, by which findings of one place are ordered.
    pub(super) order: u16,
    body: Arc<Body>,
    /// How far it was moved since its body was made.
    moved: isize,
    /// Places elsewhere in the note to add its [`Body::item`] to.
    additions: Option<Arc<[Addition]>>,
}

/// What a finding says, apart from where. [`Finding`] dereferences to it.
#[derive(Debug, Default)]
pub struct Body {
    /// One sentence that names the thing and what to do, without the rule's name.
    pub text: String,
    /// Details for tools.
    pub data: Data,
    /// Other places that belong to it.
    related: Vec<Related>,
    /// What would mend it, best first.
    fixes: Vec<Fix>,
    /// What may be added elsewhere.
    item: String,
    /// How whoever shows it has written it down once. Everything of the body is in it, and nothing of where it
    /// is.
    pub rendered: OnceLock<Box<str>>,
}

impl Clone for Body {
    /// A copy is made to be changed, and is not rendered yet.
    fn clone(&self) -> Self {
        Body {
            text: self.text.clone(),
            data: self.data.clone(),
            related: self.related.clone(),
            fixes: self.fixes.clone(),
            item: self.item.clone(),
            rendered: OnceLock::new(),
        }
    }
}

/// A place where something can be added to a section, as [`Finding::with_additions`] takes them: made once for
/// all findings that would add there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Addition {
    /// What adding there does, as a command.
    pub title: String,
    /// Where.
    pub at: usize,
    /// What stands before the item that is added.
    pub lead: String,
}

impl Deref for Finding {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.body
    }
}

impl PartialEq for Finding {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.rule, other.rule)
            && self.severity == other.severity
            && self.range == other.range
            && (self.is_kept_from(other)
                || self.text == other.text
                    && self.data == other.data
                    && self.related().eq(other.related())
                    && self.fixes() == other.fixes())
    }
}

impl Finding {
    /// A finding of a rule, in one sentence without the rule's name.
    pub fn new(rule: &'static Rule, range: Range<usize>, text: impl Into<String>) -> Self {
        Finding {
            rule,
            severity: rule.severity.unwrap_or(Severity::Info),
            range,
            alone: false,
            order: 0,
            body: Arc::new(Body {
                text: text.into(),
                ..Body::default()
            }),
            moved: 0,
            additions: None,
        }
    }

    /// Whether another one is the same because it was kept, and stands where it stood.
    fn is_kept_from(&self, other: &Self) -> bool {
        let additions = match (&self.additions, &other.additions) {
            (None, None) => true,
            (Some(own), Some(others)) => own == others,
            _ => false,
        };
        Arc::ptr_eq(&self.body, &other.body) && self.moved == other.moved && additions
    }

    /// The sentence with the rule's name at its end, where no client cuts it off.
    pub fn message(&self) -> String {
        format!("{} ({})", self.text, self.rule.name)
    }

    /// Other places that belong to it.
    pub fn related(&self) -> impl ExactSizeIterator<Item = Related> {
        self.body.related.iter().map(|related| Related {
            range: self.at(&related.range),
            message: related.message.clone(),
        })
    }

    /// What would mend it, best first.
    pub fn fixes(&self) -> Vec<Fix> {
        let own = self.body.fixes.iter().map(|fix| Fix {
            title: fix.title.clone(),
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    range: self.at(&edit.range),
                    text: edit.text.clone(),
                })
                .collect(),
        });
        let additions = self.additions.iter().flat_map(|additions| additions.iter());
        let additions = additions.map(|place| Fix {
            title: place.title.clone(),
            safe: false,
            edits: vec![Edit::insert(
                place.at,
                format!("{}{}", place.lead, self.body.item),
            )],
        });
        own.chain(additions).collect()
    }

    /// Whether anything would mend it.
    pub fn has_fixes(&self) -> bool {
        !self.body.fixes.is_empty()
            || self
                .additions
                .as_ref()
                .is_some_and(|places| !places.is_empty())
    }

    fn at(&self, range: &Range<usize>) -> Range<usize> {
        let moved = |offset: usize| offset.wrapping_add_signed(self.moved);
        moved(range.start)..moved(range.end)
    }

    /// What it says, to be changed while it has not been moved.
    fn body(&mut self) -> &mut Body {
        debug_assert_eq!(self.moved, 0, "a finding is finished before it is moved");
        Arc::make_mut(&mut self.body)
    }

    /// Adds a detail for tools.
    pub fn with_data(&mut self, key: &str, value: impl Into<Value>) -> &mut Self {
        self.body().data.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a fix.
    pub fn with_fix(&mut self, fix: Fix) -> &mut Self {
        self.body().fixes.push(fix);
        self
    }

    /// Adds fixes.
    pub fn with_fixes(&mut self, fixes: impl IntoIterator<Item = Fix>) -> &mut Self {
        self.body().fixes.extend(fixes);
        self
    }

    /// Its fixes, to be changed by the rule that made them.
    pub(super) fn fixes_mut(&mut self) -> &mut Vec<Fix> {
        &mut self.body().fixes
    }

    /// What can be added elsewhere to mend it; see [`Finding::with_additions`].
    pub(super) fn with_item(&mut self, item: String) -> &mut Self {
        self.body().item = item;
        self
    }

    /// Where its item can be added, each place a fix behind the others.
    pub(super) fn with_additions(&mut self, places: &Arc<[Addition]>) -> &mut Self {
        self.additions = Some(Arc::clone(places));
        self
    }

    /// Adds another place.
    pub fn with_related(&mut self, range: Range<usize>, message: impl Into<String>) -> &mut Self {
        self.body().related.push(Related {
            range,
            message: message.into(),
        });
        self
    }

    /// Sets another severity than the rule's own.
    pub fn with_severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }

    /// The same with what it says about it moved from one place to another.
    pub(super) fn shifted(&self, from: usize, to: usize) -> Self {
        let moved = to.wrapping_sub(from) as isize;
        let shift = |offset: usize| offset.wrapping_add_signed(moved);
        Finding {
            range: shift(self.range.start)..shift(self.range.end),
            moved: self.moved + moved,
            ..self.clone()
        }
    }
}

/// A place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where it is.
    pub range: Range<usize>,
    /// What it has to do with the finding.
    pub message: String,
}

/// A change that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: "Remove the fence".
    pub title: String,
    /// Whether it keeps every word and its meaning, so that `--fix` may apply it unasked.
    pub safe: bool,
    /// The edits, disjoint and in order, all against the same text.
    pub edits: Vec<Edit>,
}

/// A piece of text to replace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What to replace; empty to insert.
    pub range: Range<usize>,
    /// What to put there.
    pub text: String,
}

impl Edit {
    /// Inserts a text at an offset.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Edit {
            range: at..at,
            text: text.into(),
        }
    }

    /// Deletes a range.
    pub fn delete(range: Range<usize>) -> Self {
        Edit {
            range,
            text: String::new(),
        }
    }

    /// Replaces a range.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Edit {
            range,
            text: text.into(),
        }
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    order: u16,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// Nothing found yet by a rule.
    pub(super) fn of(rule: &'static Rule) -> Self {
        let place = RULES.iter().position(|other| std::ptr::eq(*other, rule));
        Findings {
            rule,
            order: place.map_or(0, |place| place as u16 + 1),
            found: Vec::new(),
        }
    }

    /// Reports something at a range, in one sentence without the rule's name.
    pub fn report(&mut self, range: Range<usize>, text: impl Into<String>) -> &mut Finding {
        self.found.push(Finding {
            order: self.order,
            ..Finding::new(self.rule, range, text)
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Reports what was found in a segment as if the note began with it, at the segment's place.
    pub(super) fn repeat(&mut self, found: &[Finding], start: usize) {
        let moved = found.iter().map(|finding| finding.shifted(0, start));
        self.found.extend(moved);
    }

    /// The same, with where their items can be added.
    pub(super) fn repeat_with(
        &mut self,
        found: &[Finding],
        start: usize,
        additions: &Arc<[Addition]>,
    ) {
        self.found.extend(found.iter().map(|finding| {
            let mut moved = finding.shifted(0, start);
            moved.with_additions(additions);
            moved
        }));
    }

    /// What was reported last.
    pub fn last(&mut self) -> Option<&mut Finding> {
        self.found.last_mut()
    }
}
