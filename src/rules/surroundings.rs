//! What a note's rules may know of the files round it, as plain data. Whoever reads files makes it; the rules
//! look nothing up.

use std::collections::{BTreeMap, BTreeSet};

/// What lies round a note. Empty for a note that stands alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The companies that the other notes of the workspace are about, each once.
    pub companies: Vec<String>,
    /// The résumé that numbers are traced to.
    pub resume: Option<Resume>,
    /// The ids of the sections that files of the note's own folder hold to which it links: they count as the note's.
    pub elsewhere: BTreeSet<String>,
    /// What the paths of the note's links lead to, by the path as the link has it, without fragment. What is not
    /// in here was not looked up yet.
    pub targets: BTreeMap<String, FileTarget>,
}

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
