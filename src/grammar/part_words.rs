//! What a line says of the parts of a section: by a word, or by two that tell nothing alone.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::SectionSpec;
use super::phrase_table::{Form, Phrasebook, Phrases};
use super::terms::words;

/// A part, as the indexes of its section and of itself there.
pub(super) type PartAt = (usize, usize);

/// The words of all parts of all sections.
#[derive(Debug)]
pub(super) struct PartWords {
    /// Words by key, each with a space at both ends where words are spaced.
    single: AhoCorasick,
    /// What each of them says.
    says: Vec<Vec<Says>>,
    /// Those that count in pairs.
    pairs: Phrases<u32>,
    /// What each of these is, by the number that stands for it.
    halves: Vec<Half>,
}

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Its line holds the part.
    Holds(PartAt),
    /// The part's words within it mean something else.
    Ignores(PartAt),
}

/// One of two words of a part that count together.
#[derive(Clone, Copy, Debug)]
struct Half {
    part: PartAt,
    /// Which of the part's pairs it belongs to.
    pair: usize,
    /// Whether it is of the second list.
    second: bool,
}

impl PartWords {
    /// Those of some sections. `key` is how names are compared, `unspaced` whether a word's script is
    /// written without spaces.
    pub(super) fn new(
        sections: &[SectionSpec],
        key: impl Fn(&str) -> String,
        unspaced: impl Fn(&str) -> bool,
    ) -> Self {
        let mut single: BTreeMap<String, Vec<Says>> = BTreeMap::new();
        let mut pairs = Phrasebook::default();
        let mut halves = Vec::new();
        let spaced = |word: &str| {
            let word = key(word);
            if unspaced(&word) {
                word
            } else {
                format!(" {word} ")
            }
        };
        for (section, spec) in sections.iter().enumerate() {
            for (number, spec) in spec.parts.iter().enumerate() {
                let part = (section, number);
                let holds = spec.words.iter().map(|word| (word, Says::Holds(part)));
                let ignores = spec.except.iter().map(|word| (word, Says::Ignores(part)));
                for (word, says) in holds.chain(ignores) {
                    let all = single.entry(spaced(word)).or_default();
                    if !all.contains(&says) {
                        all.push(says);
                    }
                }
                for (pair, lists) in spec.together.iter().enumerate() {
                    for (second, list) in [(false, &lists.one), (true, &lists.other)] {
                        for phrase in list {
                            pairs.add(phrase, Form::Inflected, halves.len() as u32);
                        }
                        halves.push(Half { part, pair, second });
                    }
                }
            }
        }
        PartWords {
            single: AhoCorasick::new(single.keys())
                .expect("a few thousand short words make a small automaton"),
            says: single.into_values().collect(),
            pairs: pairs.phrases(),
            halves,
        }
    }

    /// Calls `hit` for every part that a line's key, with a space at both ends, holds by a word.
    pub(super) fn by_word(&self, key: &str, mut hit: impl FnMut(PartAt)) {
        let mut held: Vec<(PartAt, Range<usize>)> = Vec::new();
        let mut ignored: Vec<(PartAt, Range<usize>)> = Vec::new();
        for found in self.single.find_overlapping_iter(key) {
            for says in &self.says[found.pattern().as_usize()] {
                match *says {
                    Says::Holds(part) => held.push((part, found.range())),
                    Says::Ignores(part) => ignored.push((part, found.range())),
                }
            }
        }
        let within = |inner: &Range<usize>, outer: &Range<usize>| {
            outer.start <= inner.start && inner.end <= outer.end
        };
        for (part, range) in held {
            let mut hiding = ignored.iter().filter(|(other, _)| *other == part);
            if !hiding.any(|(_, outer)| within(&range, outer)) {
                hit(part);
            }
        }
    }

    /// Calls `hit` for every part that a text holds by a word of each of two lists.
    pub(super) fn by_pair(&self, text: &str, mut hit: impl FnMut(PartAt)) {
        let mut found = Vec::new();
        words(text, 0, &mut found);
        let mut halves: Vec<(Half, Range<usize>)> = Vec::new();
        self.pairs.find(&found, text, |range, half| {
            halves.push((self.halves[half as usize], range));
        });
        for (one, range) in halves.iter().filter(|(half, _)| !half.second) {
            let mut others = halves.iter().filter(|(other, _)| {
                other.second && other.part == one.part && other.pair == one.pair
            });
            // "By the end" is one thing, not two.
            if others.any(|(_, other)| other.end <= range.start || range.end <= other.start) {
                hit(one.part);
            }
        }
    }
}
