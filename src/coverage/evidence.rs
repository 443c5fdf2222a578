//! What answers requirements, by the words that may meet their terms.

use std::sync::Arc;

use crate::grammar::terms::StemMap;
use crate::grammar::{Grammar, Tag, Voice};
use crate::note::Segment;

use super::Term;

/// What a segment answers requirements with. It depends on the segment alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SegmentEvidence {
    /// Keys with the entries that hold them, in order.
    keys: Vec<(u64, u32)>,
    /// The topics that it speaks of, in order.
    spoken: Vec<u16>,
}

impl SegmentEvidence {
    /// What a segment answers with.
    pub fn of(segment: &Segment, grammar: &Grammar) -> Self {
        let reading = segment.reading(grammar);
        let mut evidence = SegmentEvidence::default();
        for index in 0..segment.entries.len() as u32 {
            let keys = reading.keys(index).iter().map(|&key| (key, index));
            evidence.keys.extend(keys);
            let spoken = reading.hits(index).iter().filter_map(|hit| match hit.tag {
                // A standard or a tool of a topic speaks of it as well: "NVDA" of accessibility.
                Tag::Raises(topic) | Tag::Talks(topic) | Tag::Specific(topic) => Some(topic),
                _ => None,
            });
            evidence.spoken.extend(spoken);
        }
        evidence.keys.sort_unstable();
        evidence.keys.dedup();
        evidence.spoken.sort_unstable();
        evidence.spoken.dedup();
        evidence
    }

    /// The keys that it holds, one for each entry that does.
    pub(super) fn keys(&self) -> impl Iterator<Item = u64> + '_ {
        self.keys.iter().map(|&(key, _)| key)
    }

    /// The topics that it speaks of.
    pub(super) fn spoken(&self) -> &[u16] {
        &self.spoken
    }

    pub(super) fn entries(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let from = self.keys.partition_point(|&(other, _)| other < key);
        let held = self.keys[from..].iter();
        held.take_while(move |&&(other, _)| other == key)
            .map(|&(_, entry)| entry)
    }
}

/// Whether a kind of section answers requirements.
pub fn holds_evidence(kind: usize, grammar: &Grammar) -> bool {
    matches!(grammar.sections[kind].voice, Voice::Own | Voice::Review)
}

/// All evidence of a note, by key. Segments come and go by number, so that a keystroke costs the keys
/// of its own segment.
#[derive(Debug, Default)]
pub struct Evidence {
    pub(super) segments: Vec<Option<Arc<SegmentEvidence>>>,
    free: Vec<u32>,
    pub(super) by_key: StemMap<Vec<u32>>,
    /// How many segments speak of each topic.
    spoken: Vec<u32>,
    /// Counts the times that a key or a topic came first or went last.
    epoch: u64,
}

impl Evidence {
    /// Takes a segment's evidence in, and gives it a number.
    pub fn add(&mut self, evidence: Arc<SegmentEvidence>) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.segments.push(None);
            self.segments.len() as u32 - 1
        });
        for keys in evidence.keys.chunk_by(|one, other| one.0 == other.0) {
            let held = self.by_key.entry(keys[0].0).or_default();
            self.epoch += u64::from(held.is_empty());
            held.push(number);
        }
        for &topic in &evidence.spoken {
            let topic = usize::from(topic);
            if self.spoken.len() <= topic {
                self.spoken.resize(topic + 1, 0);
            }
            self.epoch += u64::from(self.spoken[topic] == 0);
            self.spoken[topic] += 1;
        }
        self.segments[number as usize] = Some(evidence);
        number
    }

    /// Forgets a segment's evidence.
    pub fn remove(&mut self, number: u32) {
        let Some(evidence) = self.segments[number as usize].take() else {
            return;
        };
        for keys in evidence.keys.chunk_by(|one, other| one.0 == other.0) {
            let Some(held) = self.by_key.get_mut(&keys[0].0) else {
                continue;
            };
            if let Some(at) = held.iter().position(|&other| other == number) {
                held.swap_remove(at);
            }
            if held.is_empty() {
                self.epoch += 1;
                self.by_key.remove(&keys[0].0);
            }
        }
        for &topic in &evidence.spoken {
            let spoken = &mut self.spoken[usize::from(topic)];
            *spoken -= 1;
            self.epoch += u64::from(*spoken == 0);
        }
        self.free.push(number);
    }

    /// A number that is another one whenever [`Coverage::is_covered`](super::Coverage::is_covered) or
    /// [`Coverage::met`](super::Coverage::met) may say anything else than before.
    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn speaks_of(&self, topic: u16) -> bool {
        self.spoken
            .get(usize::from(topic))
            .is_some_and(|&count| count > 0)
    }

    pub(super) fn meets(&self, term: &Term) -> bool {
        term.keys.iter().any(|key| self.by_key.contains_key(key))
    }
}
