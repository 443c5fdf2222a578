//! What a note's rules may know of the files round it, as plain data. Whoever reads files makes it; the rules
//! look nothing up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

/// What lies round a note. Empty for a note that stands alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The companies that the notes of the workspace are about; the note's own may be among them.
    pub companies: Arc<Companies>,
    /// The résumé that numbers are traced to.
    pub resume: Option<Resume>,
    /// The ids of the sections that files of the note's own folder hold to which it links: they count as the note's.
    pub elsewhere: BTreeSet<String>,
    /// What the paths of the note's links lead to, by the path as the link has it, without fragment. What is not
    /// in here was not looked up yet.
    pub targets: BTreeMap<String, FileTarget>,
}

/// Names of companies, each once, to be found in one pass over a text.
#[derive(Clone, Debug, Default)]
pub struct Companies {
    names: Vec<String>,
    finder: Option<AhoCorasick>,
}

impl Companies {
    /// Makes a set of names. One that is too short to tell a company is left out.
    pub fn new(mut names: Vec<String>) -> Self {
        names.retain(|name| name.chars().count() > 2);
        names.sort_unstable();
        names.dedup();
        // The only one is the note's own.
        if names.len() < 2 {
            return Companies::default();
        }
        // More than fits is as good as none: the rule is silent then.
        let finder = AhoCorasick::new(&names).ok();
        Companies { names, finder }
    }

    /// The names that a text holds, in whatever place.
    pub fn held_by<'a>(&'a self, text: &str) -> BTreeSet<&'a str> {
        let Some(finder) = &self.finder else {
            return BTreeSet::new();
        };
        let hits = finder.find_overlapping_iter(text);
        hits.map(|hit| self.names[hit.pattern().as_usize()].as_str())
            .collect()
    }
}

impl PartialEq for Companies {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Companies {}

/// A résumé.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// What its file is called.
    pub name: String,
    /// The values of all numbers in it; see [`numbers::values`](crate::grammar::numbers::values).
    pub numbers: BTreeSet<String>,
}

/// What the path of a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileTarget {
    /// Nothing: the path of the file that is most like it, as the link would have it.
    Missing(Option<String>),
    /// A folder, or a file without headings that could be linked to.
    Other,
    /// A Markdown file: the plain texts of its headings, in order.
    Markdown(Vec<String>),
}
