//! What a line says of the parts of a section: by a word, or by two that tell nothing alone.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::SectionData;
use super::phrase_table::{Form, Phrasebook, Phrases};
use super::terms::words;

/// A part, as the indexes of its section and of itself there.
pub(super) type PartAt = (usize, usize);

/// The words of all parts of all sections.
#[derive(Debug)]
pub(super) struct PartWords {
    /// Words by key, each with a space at both ends where words are spaced.
    single: AhoCorasick,
    /// Where what each of them says begins in `says`, and where that of the last one ends.
    firsts: Vec<u32>,
    /// What they say, which is more than one thing for some of them.
    says: Vec<Says>,
    /// Those that count in pairs.
    pairs: Phrases<u32>,
    /// What each of these is, by the number that stands for it.
    halves: Vec<Half>,
}

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Says {
    section: u16,
    part: u16,
    /// Whether the part's words within it mean something else; else its line holds the part.
    ignores: bool,
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
        sections: &[SectionData],
        key: impl Fn(&str) -> String,
        unspaced: impl Fn(&str) -> bool,
    ) -> Self {
        let mut single: Vec<(String, Says)> = Vec::new();
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
                for (words, ignores) in [(&spec.words, false), (&spec.except, true)] {
                    let says = Says {
                        section: section as u16,
                        part: number as u16,
                        ignores,
                    };
                    single.extend(words.iter().map(|word| (spaced(word), says)));
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
        single.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut firsts = Vec::new();
        let mut last = None;
        for (at, (word, _)) in (0u32..).zip(&single) {
            if last != Some(word) {
                firsts.push(at);
                last = Some(word);
            }
        }
        let words = firsts.iter().map(|&at| &single[at as usize].0);
        let automaton = AhoCorasick::new(words);
        firsts.push(single.len() as u32);
        PartWords {
            single: automaton.expect("a few thousand short words make a small automaton"),
            firsts,
            says: single.into_iter().map(|(_, says)| says).collect(),
            pairs: pairs.phrases(),
            halves,
        }
    }

    /// Calls `hit` for every part that a line's key, with a space at both ends, holds by a word.
    pub(super) fn by_word(&self, key: &str, mut hit: impl FnMut(PartAt)) {
        let mut held: Vec<(PartAt, Range<usize>)> = Vec::new();
        let mut ignored: Vec<(PartAt, Range<usize>)> = Vec::new();
        for found in self.single.find_overlapping_iter(key) {
            let word = found.pattern().as_usize();
            let (from, to) = (self.firsts[word], self.firsts[word + 1]);
            for says in &self.says[from as usize..to as usize] {
                let part = (says.section.into(), says.part.into());
                let list = if says.ignores {
                    &mut ignored
                } else {
                    &mut held
                };
                list.push((part, found.range()));
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
