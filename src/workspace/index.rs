//! The index: what all Markdown files of the workspace say, kept small.
//!
//! Names of headings are kept once for all files (`Names`), since notes share most of them; a file keeps a few numbers
//! for each heading and one text for the targets of its links. 10,000 notes of 8 KB take some 20 MB.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use crate::note::{Anchors, heading_name, without_custom};
use crate::rules::Companies;

use super::links;
use super::scan::{FoundLink, Scanned};

/// A name's number in [`Names`].
pub(super) type NameId = u32;

/// Stands for no heading and no name.
const NONE: u32 = u32::MAX;

/// All names, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    ids: HashMap<Arc<str>, NameId>,
    pub(super) list: Vec<Name>,
}

/// A name with what makes the search quick.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The text without markup, as it stands.
    pub(super) text: Arc<str>,
    /// Which letters it holds, a bit each.
    pub(super) letters: u64,
}

impl Names {
    fn id(&mut self, text: &str) -> NameId {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = self.list.len() as NameId;
        let text: Arc<str> = text.into();
        self.list.push(Name {
            letters: letters(&text),
            text: Arc::clone(&text),
        });
        self.ids.insert(text, id);
        id
    }

    pub(super) fn get(&self, id: NameId) -> Option<&str> {
        self.list.get(id as usize).map(|name| &*name.text)
    }
}

/// Which letters a text holds: a bit for each, without case. A text can only hold another one's letters in
/// order if it has all its bits.
pub(super) fn letters(text: &str) -> u64 {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|char| char.is_alphanumeric())
        .fold(0, |bits, char| bits | 1 << (char as u32 % 64))
}

/// A file of the index.
#[derive(Debug)]
pub struct Entry {
    /// Whether it is a prep note.
    pub is_note: bool,
    /// The day of the interview that its front matter gives.
    pub interview: Option<Date>,
    has_mark: bool,
    company: NameId,
    role: NameId,
    pub(super) title: u32,
    pub(super) headings: Box<[HeadingRow]>,
    /// Stories without a heading.
    pub(super) stories: Box<[HeadingRow]>,
    links: Box<[LinkRow]>,
    /// The targets of the links, one after the other.
    targets: Box<str>,
}

/// A heading of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadingRow {
    pub(super) name: NameId,
    pub(super) line: u32,
    /// The heading it lies in, or `NONE`.
    parent: u32,
    column: u16,
    lengths: [u16; 3],
    pub(super) level: u8,
}

#[derive(Clone, Copy, Debug)]
struct LinkRow {
    wiki: bool,
    spaces: bool,
    start: u32,
    len: u16,
    /// Where its path is among the targets, and how long.
    path: (u32, u16),
    /// How long the fragment is that follows it there.
    fragment: Option<u16>,
}

/// What a position counts in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
    /// Characters.
    Utf32,
}

/// A heading's text in its file: a line, counted from 0, and the columns in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The columns, half-open.
    pub columns: Range<u32>,
}

/// The index of all Markdown files of a workspace. Cheap to clone while nobody changes it.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) names: Arc<Names>,
    files: Arc<BTreeMap<PathBuf, Arc<Entry>>>,
    /// Made when first asked for after a change.
    companies: OnceLock<Arc<Companies>>,
    /// The files by what links call them; the same.
    by_name: OnceLock<Arc<HashMap<String, Vec<PathBuf>>>>,
    partial: bool,
}

impl Index {
    /// Puts a file in, or in place of what was known of it.
    pub fn insert(&mut self, path: PathBuf, found: &Scanned) {
        let names = Arc::make_mut(&mut self.names);
        let entry = Entry::new(found, names);
        let own = |entry: &Entry| (entry.is_note, entry.company);
        if self.files.get(&path).map(|old| own(old)) != Some(own(&entry)) {
            self.companies = OnceLock::new();
        }
        let files = Arc::make_mut(&mut self.files);
        if files.insert(path, Arc::new(entry)).is_none() {
            self.by_name = OnceLock::new();
        }
    }

    /// Forgets a file, and all files below a folder of that path.
    pub fn remove(&mut self, path: &Path) -> bool {
        let gone: Vec<PathBuf> = self.below(path).map(|(path, _)| path.to_owned()).collect();
        if !gone.is_empty() {
            self.companies = OnceLock::new();
            self.by_name = OnceLock::new();
            let files = Arc::make_mut(&mut self.files);
            for path in &gone {
                files.remove(path);
            }
        }
        !gone.is_empty()
    }

    /// The file of a path, or those below it.
    pub fn below(&self, path: &Path) -> impl Iterator<Item = (&Path, &Arc<Entry>)> {
        // Paths are ordered component by component: what lies below one follows it.
        let from = self.files.range(path.to_owned()..);
        let path = path.to_owned();
        from.take_while(move |(other, _)| other.starts_with(&path))
            .map(|(path, entry)| (path.as_path(), entry))
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&Path, &Arc<Entry>)> {
        self.files
            .iter()
            .map(|(path, entry)| (path.as_path(), entry))
    }

    /// A file.
    pub fn get(&self, path: &Path) -> Option<&Arc<Entry>> {
        self.files.get(path)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The company of a file.
    pub fn company(&self, entry: &Entry) -> Option<&str> {
        self.names.get(entry.company)
    }

    /// The role of a file.
    pub fn role(&self, entry: &Entry) -> Option<&str> {
        self.names.get(entry.role)
    }

    /// Whether there are files that it does not hold, since a bound was met or it was not made to the end.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Says so.
    pub fn set_partial(&mut self, partial: bool) {
        self.partial = partial;
    }

    /// The companies that the notes are about.
    pub fn companies(&self) -> Arc<Companies> {
        Arc::clone(self.companies.get_or_init(|| {
            let notes = self.files().filter(|(_, entry)| entry.is_note);
            let ids: BTreeSet<NameId> = notes.map(|(_, entry)| entry.company).collect();
            let names = ids.into_iter().filter_map(|id| self.names.get(id));
            Arc::new(Companies::new(names.map(str::to_owned).collect()))
        }))
    }

    /// The headings' texts of a file without markup, in order.
    pub fn headings<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a str> {
        let rows = entry.headings.iter();
        rows.map(|row| self.names.get(row.name).unwrap_or_default())
    }

    /// What the headings of a file are linked to by, as far as the index knows: headings in lists and what HTML sets are
    /// not in it.
    pub fn anchors(&self, entry: &Entry) -> Anchors {
        Anchors::of(self.headings(entry).map(without_custom), [])
    }

    /// The files with a link to a file, in order; the file itself where it has one to its own path.
    pub fn linking_to(&self, path: &Path) -> Vec<&Path> {
        // Most links lead elsewhere, which their last name tells.
        let wanted = links::key(path);
        let leads_there = |from: &Path, entry: &Entry| {
            entry.links.iter().any(|row| {
                let written = entry.path(row);
                !written.is_empty()
                    && links::key(Path::new(written)) == wanted
                    && links::resolve(self, from, written, row.wiki).as_deref() == Some(path)
            })
        };
        let files = self
            .files()
            .filter(|(from, entry)| leads_there(from, entry));
        files.map(|(from, _)| from).collect()
    }

    /// The files of a name, by its [key](links::key), in order.
    pub(super) fn named(&self, key: &str) -> &[PathBuf] {
        let names = self.by_name.get_or_init(|| {
            let mut names: HashMap<String, Vec<PathBuf>> = HashMap::new();
            for (path, _) in self.files() {
                names
                    .entry(links::key(path))
                    .or_default()
                    .push(path.to_owned());
            }
            Arc::new(names)
        });
        names.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn shown_name(&self, id: NameId) -> &str {
        heading_name(self.names.get(id).unwrap_or_default())
    }

    pub(super) fn company_id(&self, entry: &Entry) -> NameId {
        entry.company
    }
}

impl Entry {
    fn new(found: &Scanned, names: &mut Names) -> Self {
        let short = |length: u32| u16::try_from(length).unwrap_or(u16::MAX);
        let mut open: Vec<(u8, u32)> = Vec::new();
        let headings = found.headings.iter().enumerate().map(|(number, heading)| {
            while open
                .last()
                .is_some_and(|(level, _)| *level >= heading.level)
            {
                open.pop();
            }
            let parent = open.last().map_or(NONE, |(_, parent)| *parent);
            open.push((heading.level, number as u32));
            HeadingRow {
                name: names.id(&heading.plain),
                line: heading.line,
                parent,
                column: short(heading.column),
                lengths: heading.lengths.map(short),
                level: heading.level,
            }
        });
        let headings: Box<[HeadingRow]> = headings.collect();
        let stories = found.stories.iter().map(|story| {
            let above = found.headings.iter();
            let above = above
                .take_while(|heading| heading.line < story.line)
                .count();
            HeadingRow {
                name: names.id(&story.plain),
                line: story.line,
                parent: above.checked_sub(1).map_or(NONE, |parent| parent as u32),
                column: short(story.column),
                lengths: story.lengths.map(short),
                level: story.level,
            }
        });
        let stories = stories.collect();
        let mut targets = String::new();
        let links = found.links.iter().map(|link| {
            let start = targets.len() as u32;
            targets.push_str(&link.path);
            targets.push_str(link.fragment.as_deref().unwrap_or_default());
            let fragment = link.fragment.as_ref();
            LinkRow {
                wiki: link.wiki,
                spaces: link.spaces,
                start: link.range.start as u32,
                len: short(link.range.len() as u32),
                path: (start, short(link.path.len() as u32)),
                fragment: fragment.map(|fragment| short(fragment.len() as u32)),
            }
        });
        let links = links.collect();
        let mut named = |name: &Option<String>| name.as_deref().map_or(NONE, |name| names.id(name));
        Entry {
            is_note: found.is_note,
            interview: found.interview,
            has_mark: found.has_mark,
            company: named(&found.company),
            role: named(&found.role),
            title: found.title.map_or(NONE, |title| title as u32),
            headings,
            stories,
            links,
            targets: targets.into(),
        }
    }

    /// The links to files and headings, in order.
    pub fn links(&self) -> impl Iterator<Item = FoundLink> + '_ {
        self.links.iter().map(|row| {
            let path = self.path(row);
            let from = row.path.0 as usize + path.len();
            let fragment = row.fragment.map(|len| {
                let text = self.targets.get(from..from + len as usize);
                text.unwrap_or_default().to_owned()
            });
            FoundLink {
                wiki: row.wiki,
                range: row.start as usize..row.start as usize + row.len as usize,
                path: path.to_owned(),
                fragment,
                spaces: row.spaces,
            }
        })
    }

    /// The levels of the headings, in order.
    pub(super) fn levels(&self) -> impl Iterator<Item = u8> + '_ {
        self.headings.iter().map(|row| row.level)
    }

    fn path(&self, row: &LinkRow) -> &str {
        let (start, len) = (row.path.0 as usize, row.path.1 as usize);
        self.targets.get(start..start + len).unwrap_or_default()
    }

    /// A heading by its number; those behind the last one are the stories'.
    pub(super) fn row(&self, number: usize) -> Option<&HeadingRow> {
        let story = || self.stories.get(number.checked_sub(self.headings.len())?);
        self.headings.get(number).or_else(story)
    }

    /// The heading that one lies in.
    pub(super) fn parent(&self, heading: usize) -> Option<usize> {
        let parent = self.row(heading)?.parent;
        (parent != NONE).then_some(parent as usize)
    }

    /// Where a heading's text is.
    pub(super) fn place(&self, heading: usize, unit: Unit) -> Place {
        let Some(row) = self.row(heading) else {
            return Place {
                line: 0,
                columns: 0..0,
            };
        };
        let mark = match unit {
            _ if !self.has_mark || row.line > 0 => 0,
            Unit::Utf8 => 3,
            Unit::Utf16 | Unit::Utf32 => 1,
        };
        let start = u32::from(row.column) + mark;
        let length = row.lengths[unit as usize];
        Place {
            line: row.line,
            columns: start..start + u32::from(length),
        }
    }
}
