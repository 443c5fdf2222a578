//! What words and phrases mean to the rules: all topics, and how people write about themselves, in
//! one table that a text is run through once.

use std::borrow::Cow;
use std::ops::Range;

use super::phrase_table::Phrases;
use super::tags::{Synonyms, TopicData, Wording, phrasebook};
use super::terms::Word;
use super::topics::Topic;
use super::{Tag, read, shipped};

/// The shipped words and phrases as `build.rs` has laid them out.
static SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// A tagged phrase among some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its words, by index.
    pub words: Range<u32>,
    /// What it means.
    pub tag: Tag,
}

/// All words and phrases with a meaning. Immutable and shared.
#[derive(Debug)]
pub struct Lexicon {
    /// The topics that tags speak of.
    pub topics: Cow<'static, [Topic]>,
    phrases: Phrases<Tag>,
    /// The neighbours of each topic, as indexes.
    neighbours: Vec<Vec<u16>>,
}

impl Lexicon {
    /// That of the shipped topics.
    pub fn standard() -> Self {
        Self::of(
            Cow::Borrowed(Topic::shipped()),
            Phrases::read(Cow::Borrowed(SHIPPED)),
        )
    }

    /// One of other topics.
    pub fn new(topics: Vec<TopicData>) -> Self {
        let wording: Wording = read(shipped!("wording"));
        let synonyms: Synonyms = read(shipped!("synonyms"));
        let phrases = phrasebook(&topics, &wording, &synonyms).phrases();
        let topics: Vec<Topic> = topics.into_iter().map(Topic::from).collect();
        Self::of(Cow::Owned(topics), phrases)
    }

    fn of(topics: Cow<'static, [Topic]>, phrases: Phrases<Tag>) -> Self {
        let index = |id: &String| topics.iter().position(|topic| topic.id == *id);
        let neighbours = topics
            .iter()
            .map(|topic| {
                topic
                    .neighbours
                    .iter()
                    .filter_map(index)
                    .map(|at| at as u16)
                    .collect()
            })
            .collect();
        Lexicon {
            topics,
            phrases,
            neighbours,
        }
    }

    /// The meanings of some words. `source` is the text that their spans count in.
    ///
    /// A topic's words count for nothing where they stand within a phrase that it leaves alone, or
    /// within a longer phrase of the topic.
    pub fn hits(&self, words: &[Word], source: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        self.phrases.find(words, source, |range, tag| {
            hits.push(Hit {
                words: range.start as u32..range.end as u32,
                tag,
            });
        });
        let is_topical = |hit: &&Hit| {
            matches!(
                hit.tag,
                Tag::Ignores(_) | Tag::Raises(_) | Tag::Specific(_) | Tag::Talks(_)
            )
        };
        let topical: Vec<Hit> = hits.iter().filter(is_topical).cloned().collect();
        if topical.len() > 1 {
            let longest = topical.iter().map(|hit| hit.words.len()).max();
            let longest = longest.unwrap_or_default() as u32;
            hits.retain(|hit| !is_hidden(&topical, longest, hit));
        }
        hits.retain(|hit| !matches!(hit.tag, Tag::Ignores(_)));
        hits
    }

    /// The topics near a topic.
    pub fn neighbours(&self, topic: u16) -> &[u16] {
        &self.neighbours[topic as usize]
    }
}

/// Whether one of some hits hides a hit. They are in the order of their beginnings, and the longest has so many words: of a
/// hundred thousand in a paragraph, those that begin near it are looked at.
fn is_hidden(topical: &[Hit], longest: u32, hit: &Hit) -> bool {
    let from = hit.words.end.saturating_sub(longest);
    let first = topical.partition_point(|other| other.words.start < from);
    let near = topical[first..].iter();
    let mut near = near.take_while(|other| other.words.start <= hit.words.start);
    near.any(|other| hides(other, hit))
}

/// Whether a phrase hides another of the same topic within it: one that is left alone hides all, a
/// longer one hides shorter ones, but a specific does not take away that the topic is raised.
fn hides(other: &Hit, hit: &Hit) -> bool {
    let within = other.words.start <= hit.words.start && hit.words.end <= other.words.end;
    let longer = other.words.len() > hit.words.len();
    within
        && match (other.tag, hit.tag) {
            (Tag::Ignores(one), Tag::Raises(two) | Tag::Specific(two) | Tag::Talks(two)) => {
                one == two
            }
            (Tag::Raises(one), Tag::Raises(two) | Tag::Specific(two)) => one == two && longer,
            (Tag::Specific(one), Tag::Specific(two)) => one == two && longer,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hit() -> impl Strategy<Value = Hit> {
        let tag = (0..5u8, 0..2u16).prop_map(|(kind, topic)| match kind {
            0 => Tag::Raises(topic),
            1 => Tag::Talks(topic),
            2 => Tag::Specific(topic),
            3 => Tag::Ignores(topic),
            _ => Tag::Stop,
        });
        let hit = (0..12u32, 1..5u32, tag);
        hit.prop_map(|(start, len, tag)| Hit {
            words: start..start + len,
            tag,
        })
    }

    proptest! {
        /// What is looked at near a hit is all that could hide it.
        #[test]
        fn what_hides_a_hit_is_near_it(mut hits in proptest::collection::vec(hit(), 0..12)) {
            hits.sort_by_key(|hit| hit.words.start);
            let longest = hits.iter().map(|hit| hit.words.len() as u32).max().unwrap_or(0);
            for hit in &hits {
                let hidden = hits.iter().any(|other| hides(other, hit));
                prop_assert_eq!(is_hidden(&hits, longest, hit), hidden, "{:?}", hit);
            }
        }
    }
}
