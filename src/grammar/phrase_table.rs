//! Many phrases in one block of bytes: those that are shipped are laid out by `build.rs` and read where they are in the
//! binary, so that they cost neither a start nor memory; a user's are laid out when they are read.
//!
//! The block, in little-endian numbers of 32 bits unless it says otherwise:
//!
//! - a header of five: how many slots, groups, phrases, parts there are, and how many words the longest phrase has
//! - slots, a power of two of them: a group's number plus one, 0 if it is free; a group is in the first free slot from that of its stem on
//! - groups, phrases that begin with a stem: the short stem, the upper half of it, the first of its phrases, which end where those of the next group begin
//! - phrases: the first of their parts, their value, how many parts (8 bits), flags (8 bits), the lower half of their second word's short
//!   stem: hundreds of phrases begin with "the", and few go on as a text does
//! - parts: the short stem, where the word begins in the letters (24 bits) and how long it is (8 bits)
//! - letters: the words as they are spelled

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::ops::Range;

use super::terms::{Shape, Word, spelled, words_once};

const HEADER: usize = 20;
const GROUP: usize = 8;
const PHRASE: usize = 12;
const PART: usize = 8;

/// As it is written: "closed" and not "closely".
const EXACT: u8 = 1;
/// Endings of inflection alone.
const INFLECTED: u8 = 2;
/// An abbreviation of up to three letters counts in capitals only: "IT" is not "it".
const CAPITALS: u8 = 4;
/// A single word in capitals.
const ABBREVIATION: u8 = 8;

/// Which forms of a phrase's words count, case aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All of the same stem: "mentor", "mentoring", "mentored".
    Any,
    /// Endings of inflection alone: "record", "records", "recorded"; not "Excel", "excellent".
    Inflected,
    /// As it is written: "closed" and not "closely".
    Exact,
}

/// What a phrase stands for, as a number in the table.
pub trait Value: Copy {
    /// As a number.
    fn to_bits(self) -> u32;
    /// Of a number that [`Value::to_bits`] has made.
    fn from_bits(bits: u32) -> Self;
}

impl Value for () {
    fn to_bits(self) -> u32 {
        0
    }

    fn from_bits(_: u32) -> Self {}
}

impl Value for u32 {
    fn to_bits(self) -> u32 {
        self
    }

    fn from_bits(bits: u32) -> Self {
        bits
    }
}

/// Phrases that are to be laid out.
#[derive(Debug, Default)]
pub struct Phrasebook {
    /// By the stem of their first word, in the order in which they came.
    groups: BTreeMap<u32, Vec<Laid>>,
    parts: Vec<u8>,
    letters: String,
    spelled: HashMap<String, u32>,
    phrases: u32,
    longest: u32,
}

#[derive(Debug)]
struct Laid {
    part: u32,
    value: u32,
    parts: u8,
    flags: u8,
}

impl Phrasebook {
    /// Adds a phrase. One without any letter or digit is left out, and one of more than 255 words.
    pub fn add(&mut self, phrase: &str, form: Form, value: impl Value) {
        let found = words_once(phrase);
        let (Some(first), Ok(parts)) = (found.first(), u8::try_from(found.len())) else {
            return;
        };
        let mut flags = match form {
            Form::Any => 0,
            Form::Inflected => INFLECTED,
            Form::Exact => EXACT,
        };
        if found.len() == 1 && first.shape == Shape::Capitals {
            flags |= ABBREVIATION;
            if first.span.range().len() <= 3 {
                flags |= CAPITALS;
            }
        }
        let part = (self.parts.len() / PART) as u32;
        for word in &found {
            let letters = self.letters(spelled(&phrase[word.span.range()]));
            self.parts.extend(short(word.stem).to_le_bytes());
            self.parts.extend(letters.to_le_bytes());
        }
        self.phrases += 1;
        self.longest = self.longest.max(u32::from(parts));
        self.groups
            .entry(short(first.stem))
            .or_default()
            .push(Laid {
                part,
                value: value.to_bits(),
                parts,
                flags,
            });
    }

    /// Where a word is among the letters, as a part has it. What of a word is longer than 255 bytes is cut off, and then matches nothing.
    fn letters(&mut self, mut word: String) -> u32 {
        word.truncate(word.floor_char_boundary(u8::MAX.into()));
        if let Some(&at) = self.spelled.get(&word) {
            return at;
        }
        let at = (self.letters.len() as u32) << 8 | word.len() as u32;
        self.letters.push_str(&word);
        self.spelled.insert(word, at);
        at
    }

    /// The block of bytes.
    pub fn lay_out(&self) -> Vec<u8> {
        // Half of the slots stay free, so that most stems stand in their own or the next.
        let slots = (self.groups.len() * 2).next_power_of_two();
        let mut table = vec![0_u32; slots];
        for (group, &stem) in (1..).zip(self.groups.keys()) {
            let mut slot = stem as usize & (slots - 1);
            while table[slot] != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            table[slot] = group;
        }
        let counts = [slots, self.groups.len(), self.phrases as usize];
        let parts = self.parts.len() / PART;
        let mut bytes = Vec::with_capacity(
            HEADER
                + slots * 4
                + (counts[1] + 1) * GROUP
                + counts[2] * PHRASE
                + self.parts.len()
                + self.letters.len(),
        );
        for count in counts.into_iter().chain([parts]) {
            bytes.extend((count as u32).to_le_bytes());
        }
        bytes.extend(self.longest.to_le_bytes());
        bytes.extend(table.into_iter().flat_map(u32::to_le_bytes));
        let mut first = 0_u32;
        for (stem, phrases) in &self.groups {
            bytes.extend(stem.to_le_bytes());
            bytes.extend(first.to_le_bytes());
            first += phrases.len() as u32;
        }
        // Where those of the last group end.
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(first.to_le_bytes());
        for laid in self.groups.values().flatten() {
            bytes.extend(laid.part.to_le_bytes());
            bytes.extend(laid.value.to_le_bytes());
            bytes.extend([laid.parts, laid.flags]);
            let second = (laid.part as usize + 1) * PART;
            match laid.parts {
                1 => bytes.extend([0, 0]),
                _ => bytes.extend(&self.parts[second..second + 2]),
            }
        }
        bytes.extend(&self.parts);
        bytes.extend(self.letters.as_bytes());
        bytes
    }

    /// The phrases, ready to be found.
    pub fn phrases<T: Value>(&self) -> Phrases<T> {
        Phrases::read(Cow::Owned(self.lay_out()))
    }
}

/// Many phrases, found together in one pass over a text's words.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    bytes: Cow<'static, [u8]>,
    slots: usize,
    groups: usize,
    phrases: usize,
    parts: usize,
    letters: usize,
    longest: usize,
    value: PhantomData<T>,
}

/// One of the phrases, as it is in the table.
#[derive(Clone, Copy)]
struct Phrase<'a> {
    parts: &'a [u8],
    letters: &'a [u8],
    flags: u8,
    value: u32,
}

impl<T: Value> Phrases<T> {
    /// The phrases of a block of bytes that [`Phrasebook::lay_out`] has made.
    pub fn read(bytes: Cow<'static, [u8]>) -> Self {
        let count = |number: usize| number_at(&bytes, number * 4) as usize;
        let slots = count(0);
        let groups = HEADER + slots * 4;
        let phrases = groups + (count(1) + 1) * GROUP;
        let parts = phrases + count(2) * PHRASE;
        Phrases {
            slots,
            groups,
            phrases,
            parts,
            letters: parts + count(3) * PART,
            longest: count(4),
            bytes,
            value: PhantomData,
        }
    }

    /// Calls `hit` for every phrase among some words, with the indexes of its words; those of
    /// phrases that overlap, too. `source` is the text that the words' spans count in.
    pub fn find(&self, found: &[Word], source: &str, hit: impl FnMut(Range<usize>, T)) {
        self.find_at(found, source, 0..found.len(), hit);
    }

    /// The words of the longest phrase.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The same for phrases that begin at some of the words.
    pub fn find_at(
        &self,
        found: &[Word],
        source: &str,
        among: Range<usize>,
        mut hit: impl FnMut(Range<usize>, T),
    ) {
        for at in among.start..among.end.min(found.len()) {
            // Many phrases begin with a word: it is folded once for all of them.
            let folded = OnceCell::new();
            let next = found.get(at + 1).filter(|word| word.joined);
            let next = next.map(|word| short(word.stem) & 0xffff);
            for number in self.beginning_with(short(found[at].stem)) {
                let record = self.phrases + number as usize * PHRASE;
                let head = number_at(&self.bytes, record + 8);
                if head & 0xff > 1 && next != Some(head >> 16) {
                    continue;
                }
                let phrase = self.phrase(record, head);
                let end = at + phrase.parts.len() / PART;
                let Some(candidates) = found.get(at..end) else {
                    continue;
                };
                let behind = || (1..).zip(&candidates[1..]);
                let same = behind()
                    .all(|(number, word)| word.joined && short(word.stem) == phrase.stem(number))
                    && phrase.matches(0, &found[at], source, &folded)
                    && behind().all(|(number, word)| {
                        phrase.matches(number, word, source, &OnceCell::new())
                    });
                if same {
                    hit(at..end, T::from_bits(phrase.value));
                }
            }
        }
    }

    /// Whether any of the phrases stands among some words.
    pub fn any(&self, found: &[Word], source: &str) -> bool {
        let mut any = false;
        self.find(found, source, |_, _| any = true);
        any
    }

    /// The numbers of the phrases whose first word has a stem.
    fn beginning_with(&self, stem: u32) -> Range<u32> {
        let mut slot = stem as usize & (self.slots - 1);
        loop {
            match number_at(&self.bytes, HEADER + slot * 4) as usize {
                0 => return 0..0,
                group => {
                    let at = self.groups + (group - 1) * GROUP;
                    if number_at(&self.bytes, at) == stem {
                        let next = at + GROUP;
                        return number_at(&self.bytes, at + 4)..number_at(&self.bytes, next + 4);
                    }
                }
            }
            slot = (slot + 1) & (self.slots - 1);
        }
    }

    /// The phrase of a record, whose last four bytes were read.
    fn phrase(&self, record: usize, head: u32) -> Phrase<'_> {
        let parts = self.parts + number_at(&self.bytes, record) as usize * PART;
        Phrase {
            parts: &self.bytes[parts..parts + (head & 0xff) as usize * PART],
            letters: &self.bytes[self.letters..],
            flags: (head >> 8) as u8,
            value: number_at(&self.bytes, record + 4),
        }
    }
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    let number = bytes[at..].first_chunk();
    number.map_or(0, |number| u32::from_le_bytes(*number))
}

/// Half of a stem's hash. Where two stems share it, which one pair in four billion does, their words are told apart by their letters.
fn short(stem: u64) -> u32 {
    (stem >> 32) as u32
}

impl Phrase<'_> {
    fn stem(&self, part: usize) -> u32 {
        number_at(self.parts, part * PART)
    }

    /// Whether a word of a text, whose stem is that of a part, is of this part; `folded` keeps what is made of it.
    fn matches(&self, part: usize, word: &Word, source: &str, folded: &OnceCell<String>) -> bool {
        if self.flags & CAPITALS != 0 && !matches!(word.shape, Shape::Capitals | Shape::Mixed) {
            return false;
        }
        let letters = number_at(self.parts, part * PART + 4);
        let start = (letters >> 8) as usize;
        let own = &self.letters[start..start + (letters & 0xff) as usize];
        let text = &source[word.span.range()];
        // As it is in the list, which holds in every form.
        if text.as_bytes() == own {
            return true;
        }
        let text = folded.get_or_init(|| spelled(text)).as_bytes();
        // "ACAS" is not the plural of "ACA".
        if self.flags & ABBREVIATION != 0 {
            return text == own || text.strip_suffix(b"s") == Some(own);
        }
        if self.flags & EXACT != 0 {
            return text == own;
        }
        let same = text.iter().zip(own).take_while(|(a, b)| a == b).count();
        if is_ending(&text[same..]) && is_ending(&own[same..]) {
            return true;
        }
        // A stemmer takes "secured" and "security", "hospital" and "hospitality" for one.
        let longer = text.len().max(own.len());
        self.flags & INFLECTED == 0 && same + 1 >= text.len().min(own.len()) && longer - same <= 3
    }
}

/// Whether letters are an ending of inflection.
fn is_ending(letters: &[u8]) -> bool {
    matches!(
        letters,
        b"" | b"s" | b"es" | b"e" | b"ed" | b"d" | b"ing" | b"y" | b"ies" | b"ied" | b"ying"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::terms::words;

    #[test]
    fn phrases_are_found_by_whole_words_in_sequence() {
        let mut phrases = Phrasebook::default();
        for (phrase, value) in [
            "security",
            "least privilege",
            "IT",
            "patient safety",
            "CI/CD",
        ]
        .iter()
        .zip(0_u32..)
        {
            phrases.add(phrase, Form::Any, value);
        }
        let phrases: Phrases<u32> = phrases.phrases();
        for (text, wanted) in [
            ("Secure coding", vec![0]),
            ("secured funding", vec![]),
            ("least-privilege access", vec![1]),
            ("least, privilege", vec![]),
            ("it is IT", vec![2]),
            ("Patient\u{a0}Safety first; CI/CD", vec![3, 4]),
            ("insecurity", vec![]),
        ] {
            let (mut found, mut hits) = (Vec::new(), Vec::new());
            words(text, 0, &mut found);
            phrases.find(&found, text, |_, value| hits.push(value));
            assert_eq!(hits, wanted, "{text}");
        }
    }

    #[test]
    fn a_table_of_nothing_has_nothing() {
        let phrases: Phrases<()> = Phrasebook::default().phrases();
        assert!(!phrases.any(&words_once("security first"), "security first"));
        assert_eq!(phrases.longest(), 0);
    }
}
