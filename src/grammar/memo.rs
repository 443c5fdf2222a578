//! Answers about short texts, remembered: what headings and labels mean, which notes share, one with another and each with its next version.

use std::cell::RefCell;
use std::thread::LocalKey;

use rustc_hash::FxHashMap;

use super::{Grammar, Match, Meaning};

/// How many answers of a kind are remembered by each thread.
const MOST: usize = 1_000;

/// Longer texts, in bytes, are asked about anew: no heading that another note has is as long.
const LONGEST: usize = 200;

/// What a heading may be, by its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The section it names by itself, whatever note it stands in.
    pub matched: Option<Match>,
    /// The section whose title it misspells, where it names none.
    pub misspelled: Option<Match>,
    /// The sections that it may be by its wording, most likely first, where it names none.
    pub likely: Vec<usize>,
    /// What it may be the name of, as keys, where it names none.
    pub keys: Vec<String>,
}

thread_local! {
    static HEADINGS: Remembered<Named> = Remembered::default();
    static MEANINGS: Remembered<Meaning> = Remembered::default();
}

/// The grammar that was asked last, and the answers.
pub(crate) type Remembered<V> = RefCell<(u64, FxHashMap<Box<str>, V>)>;

/// An answer about a text, from memory or made now. `grammar` is the number of the one that it depends on; 0 where it depends on none.
pub(crate) fn remembered<V: Clone>(
    memory: &'static LocalKey<Remembered<V>>,
    grammar: u64,
    text: &str,
    make: impl FnOnce() -> V,
) -> V {
    if text.len() > LONGEST {
        return make();
    }
    let known = memory.with_borrow(|(of, known)| match *of == grammar {
        true => known.get(text).cloned(),
        false => None,
    });
    known.unwrap_or_else(|| {
        let made = make();
        memory.with_borrow_mut(|(of, known)| {
            if *of != grammar || known.len() >= MOST {
                known.clear();
                *of = grammar;
            }
            known.insert(text.into(), made.clone());
        });
        made
    })
}

impl Grammar {
    /// What a heading may be.
    pub fn named(&self, heading: &str) -> Named {
        remembered(&HEADINGS, self.number, heading, || {
            let matched = self.recognise(heading);
            let mut named = Named {
                matched,
                misspelled: None,
                likely: Vec::new(),
                keys: Vec::new(),
            };
            if matched.is_none() {
                named.misspelled = self.recognise_misspelled(heading);
                self.likely_sections(heading, &mut named.likely);
                named.keys = self.candidate_keys(heading);
            }
            named
        })
    }

    /// What a label, a heading or the name of a part may mean, whatever section it stands in.
    pub fn meaning(&self, name: &str) -> Meaning {
        remembered(&MEANINGS, self.number, name, || Meaning {
            fields: self.label(&self.fields, name),
            parts: self.label(&self.parts, name),
        })
    }
}
