//! What a note's rules may know of the files round it, as plain data. Whoever reads files makes it; the rules
//! look nothing up.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use crate::note::Anchors;

/// What lies round a note. Empty for a note that stands alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The companies that the notes of the workspace are about; the note's own may be among them.
    pub companies: Arc<Companies>,
    /// The résumé that numbers are traced to.
    pub resume: Option<Resume>,
    /// The ids of the sections that files of the note's own folder hold to which it links: they count as the note's.
    pub elsewhere: BTreeSet<String>,
    /// What the paths of the note's links lead to, by the path as the link has it: percent-decoded, without fragment,
    /// relative to the note's folder. What is not in here was not looked up: rules are silent.
    pub paths: BTreeMap<String, FileTarget>,
    /// The same for what its wiki links name, with or without an extension.
    pub names: BTreeMap<String, FileTarget>,
}

impl Surroundings {
    /// What a link leads to by its path; none where nobody knows.
    pub fn target(&self, path: &str, wiki: bool) -> Option<&FileTarget> {
        if wiki {
            self.names.get(path)
        } else {
            self.paths.get(path)
        }
    }

    /// Hashes what of it counts for a note of some text: of the companies those that it names besides its own.
    pub fn hash_for<H: Hasher>(&self, text: &str, own: Option<&str>, state: &mut H) {
        (&self.resume, &self.elsewhere, &self.paths, &self.names).hash(state);
        let held = self.companies.held_by(text).into_iter();
        let names = held.map(|company| self.companies.name(company));
        for name in names.filter(|name| Some(*name) != own) {
            name.hash(state);
        }
    }
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

    /// The numbers of the names that a text holds, in whatever place, each once.
    pub fn held_by(&self, text: &str) -> Vec<usize> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        let hits = finder.find_overlapping_iter(text);
        let mut held: Vec<usize> = hits.map(|hit| hit.pattern().as_usize()).collect();
        held.sort_unstable();
        held.dedup();
        held
    }

    /// A name by its number.
    pub fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", String::as_str)
    }
}

impl PartialEq for Companies {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for Companies {}

/// A résumé.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Resume {
    /// What its file is called.
    pub name: String,
    /// The values of all numbers in it; see [`numbers::values`](crate::grammar::numbers::values).
    pub numbers: BTreeSet<String>,
}

/// The file that a link may have meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nearest {
    /// The path to it, as a link of the note would name it, not encoded.
    pub path: String,
    /// What it can be linked to by; none where nobody knows.
    pub anchors: Option<Arc<Anchors>>,
}

/// What the path of a link leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FileTarget {
    /// Nothing: the file that may have been meant.
    Missing(Option<Nearest>),
    /// A folder, or a file without anchors that could be known: an image.
    Other,
    /// A Markdown file with these anchors.
    Markdown(Arc<Anchors>),
}
