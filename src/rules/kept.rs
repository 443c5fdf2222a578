//! What is known of a note's segments as a whole, counted up and down as segments come and go, so that a keystroke
//! costs its own segment.

use std::collections::HashMap;
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::Segment;

/// The labels of all link reference definitions of a note, lower case, with how often each is defined.
#[derive(Debug, Default)]
pub struct Labels(HashMap<String, u32>);

impl Labels {
    /// Whether a label in lower case is defined.
    pub fn contains(&self, label: &str) -> bool {
        self.0.contains_key(label)
    }

    /// Takes segments out and others in. True if other labels are defined than before.
    pub(super) fn exchange<'a>(
        &mut self,
        gone: impl Iterator<Item = &'a Arc<Segment>>,
        come: impl Iterator<Item = &'a Arc<Segment>>,
    ) -> bool {
        let (gone, come) = (labels_of(gone), labels_of(come));
        let all = || gone.iter().chain(&come);
        let before: Vec<bool> = all().map(|label| self.contains(label)).collect();
        for label in &come {
            *self.0.entry(label.clone()).or_default() += 1;
        }
        for label in &gone {
            if let Some(count) = self.0.get_mut(label) {
                *count -= 1;
                if *count == 0 {
                    self.0.remove(label);
                }
            }
        }
        all()
            .zip(before)
            .any(|(label, before)| self.contains(label) != before)
    }
}

fn labels_of<'a>(segments: impl Iterator<Item = &'a Arc<Segment>>) -> Vec<String> {
    let definitions = segments.flat_map(|segment| &segment.chunk.definitions);
    definitions
        .map(|definition| definition.label.to_lowercase())
        .collect()
}

/// Which language a note is written in, as far as its words tell; see
/// [`is_english`](crate::claims::is_english).
#[derive(Debug, Default)]
pub(super) struct Tongue {
    balance: i64,
    foreign: usize,
}

impl Tongue {
    /// Takes a segment in.
    pub(super) fn add(&mut self, segment: &Segment, grammar: &Grammar) {
        let reading = segment.reading(grammar);
        self.balance += i64::from(reading.english);
        self.foreign += usize::from(reading.foreign_heading);
    }

    /// Takes a segment out that was taken in.
    pub(super) fn remove(&mut self, segment: &Segment, grammar: &Grammar) {
        let reading = segment.reading(grammar);
        self.balance -= i64::from(reading.english);
        self.foreign -= usize::from(reading.foreign_heading);
    }

    /// Whether it is English.
    pub(super) fn is_english(&self) -> bool {
        self.balance >= 0 && self.foreign == 0
    }
}

/// The segments in which there is something to look at, by index, in order: most have nothing.
#[derive(Debug, Default)]
pub(super) struct Marked {
    /// With lines that begin like a generator's remark.
    pub residue: Vec<usize>,
    /// With links or definitions of links.
    pub links: Vec<usize>,
    /// With suppressions.
    pub directives: Vec<usize>,
}

/// What of [`Marked`] a segment is in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    residue: bool,
    links: bool,
    directives: bool,
}

impl Marks {
    /// What there is in a segment.
    pub(super) fn of(segment: &Segment, grammar: &Grammar) -> Self {
        let links = segment.links();
        Marks {
            residue: !segment.reading(grammar).residue.is_empty(),
            links: !links.links.is_empty() || !links.definitions.is_empty(),
            directives: !segment.directives.is_empty(),
        }
    }
}

impl Marked {
    /// Puts the marks of segments together, given in order.
    pub(super) fn of(marks: impl Iterator<Item = Marks>) -> Self {
        let mut marked = Marked::default();
        for (index, marks) in marks.enumerate() {
            for (is, list) in [
                (marks.residue, &mut marked.residue),
                (marks.links, &mut marked.links),
                (marks.directives, &mut marked.directives),
            ] {
                if is {
                    list.push(index);
                }
            }
        }
        marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::fragment;

    fn segment(markdown: &str) -> Arc<Segment> {
        let grammar = Grammar::standard();
        Arc::new(Segment::lower(&fragment(markdown)[0].value, &grammar))
    }

    #[test]
    fn labels_are_other_ones_only_where_one_comes_first_or_goes_last() {
        let (one, both) = (segment("[A]: x\n"), segment("[a]: y\n[b]: z\n"));
        let none = segment("text\n");
        let mut labels = Labels::default();
        assert!(!labels.exchange([].iter(), [&none].into_iter()));
        assert!(labels.exchange([].iter(), [&one].into_iter()));
        // The same label again, and one more.
        assert!(labels.exchange([].iter(), [&both].into_iter()));
        assert!(!labels.exchange([&one].into_iter(), [].iter()));
        // An edit beside a definition is no change of the labels.
        assert!(!labels.exchange([&both].into_iter(), [&both].into_iter()));
        assert!(labels.contains("a") && labels.contains("b"));
        assert!(labels.exchange([&both].into_iter(), [&one].into_iter()));
        assert!(labels.contains("a") && !labels.contains("b"));
    }
}
