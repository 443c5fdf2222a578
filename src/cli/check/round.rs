//! What lies round the notes that are checked: an index of their workspace, as the server has it.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::cli::configs::{Configs, absolute, folder_of};
use crate::config::{self, Profile};
use crate::note::Anchors;
use crate::rules::Surroundings;
use crate::workspace::index::Index;
use crate::workspace::scan::{Scanned, Scanner};
use crate::workspace::{
    Files, Limits, Reins, Root, Seen, anchors_of, around, fill_keeping, numbers_of, read,
    searchable, sections_of,
};

/// Of so many bytes the texts are kept, so that no file is read twice; nobody has as many notes. What goes beyond that is read again.
const KEEP: u64 = 256 << 20;

/// An index, the folders it was made of, and the files' texts.
#[derive(Debug, Default)]
pub(in crate::cli) struct Round {
    index: Index,
    roots: Vec<PathBuf>,
    files: HashMap<PathBuf, (String, Scanned)>,
    known: Known,
}

/// What has been found out of the files that notes link to, and of résumés: many notes have the same. What a file is to a note
/// depends on that one's configuration, too.
#[derive(Debug, Default)]
struct Known {
    sections: Memo<Asked, Option<Arc<BTreeSet<String>>>>,
    anchors: Memo<Asked, Option<Arc<Anchors>>>,
    listed: Memo<PathBuf, Arc<Anchors>>,
    numbers: Memo<PathBuf, Option<Arc<BTreeSet<String>>>>,
}

/// A file, and the configuration file of who asks.
type Asked = (PathBuf, Option<PathBuf>);

/// Answers to a question, each worked out once or, by two threads at a time, twice.
#[derive(Debug)]
struct Memo<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Memo(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    fn get(&self, key: K, make: impl FnOnce() -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(&key).cloned();
        found.unwrap_or_else(|| {
            let made = make();
            known().insert(key, made.clone());
            made
        })
    }
}

/// The files of a run, as they were when it began.
impl Files for Round {
    fn text(&self, path: &Path) -> Option<String> {
        match self.files.get(path) {
            Some((text, _)) => Some(text.clone()),
            None => read(path),
        }
    }

    fn sections(&self, path: &Path, profile: &Profile) -> Option<Arc<BTreeSet<String>>> {
        let key = (path.to_owned(), profile.file.clone());
        self.known
            .sections
            .get(key, || sections_of(self, path, profile))
    }

    fn anchors(&self, path: &Path, profile: &Profile) -> Option<Arc<Anchors>> {
        let key = (path.to_owned(), profile.file.clone());
        self.known
            .anchors
            .get(key, || anchors_of(self, path, profile))
    }

    fn listed(&self, path: &Path, make: &dyn Fn() -> Anchors) -> Arc<Anchors> {
        let listed = &self.known.listed;
        listed.get(path.to_owned(), || Arc::new(make()))
    }

    fn numbers(&self, path: &Path) -> Option<Arc<BTreeSet<String>>> {
        let numbers = &self.known.numbers;
        numbers.get(path.to_owned(), || numbers_of(self, path))
    }
}

impl Round {
    /// Looks over the workspaces of some paths: of each the folder with the nearest `prep.toml`, else the folder itself, or that
    /// of the file.
    pub(in crate::cli) fn of(paths: &[PathBuf], configs: &mut Configs) -> Self {
        let roots = paths.iter().map(|path| {
            let whole = absolute(path);
            let folder = match whole.is_dir() {
                true => whole,
                false => folder_of(&whole).to_owned(),
            };
            let config = config::find(&folder);
            let root = config.as_deref().and_then(Path::parent);
            root.map(Path::to_owned).unwrap_or(folder)
        });
        let home = etcetera::home_dir().ok().filter(|home| home.is_dir());
        let roots = searchable(roots.collect(), home.as_deref());
        let defaults = Arc::new(configs.defaults().profile.clone());
        let mut profile = |folder: &Path| match configs.of(folder) {
            Ok(source) => Arc::new(source.profile.clone()),
            // What is wrong with it is told where its notes are checked.
            Err(_) => Arc::clone(&defaults),
        };
        let bounded: Vec<Root> = roots
            .iter()
            .map(|path| {
                let profile = profile(path);
                let server = &profile.config.server;
                let limits = Limits {
                    files: server.max_files,
                    bytes: server.max_megabytes << 20,
                };
                let path = path.clone();
                Root { path, limits }
            })
            .collect();
        let mut index = Index::default();
        let reins = Reins::default();
        let mut files = HashMap::new();
        let mut seen = |batch: Vec<Seen>| {
            for file in batch {
                if let Some(text) = file.text {
                    // What lies round it depends on its links alone; its headings are in the index.
                    let scanned = Scanned {
                        headings: Vec::new(),
                        stories: Vec::new(),
                        ..file.scanned
                    };
                    files.insert(file.path, (text, scanned));
                }
            }
        };
        let outcome = fill_keeping(
            &mut index,
            &bounded,
            None,
            &mut profile,
            &reins,
            KEEP,
            &mut seen,
        );
        index.set_partial(outcome.bound.is_some());
        Round {
            index,
            roots,
            files,
            known: Known::default(),
        }
    }

    /// The text of a file of the workspace by its whole path, as it was when this was made.
    pub(in crate::cli) fn kept(&self, path: &Path) -> Option<&str> {
        self.files.get(path).map(|(text, _)| text.as_str())
    }

    /// The folders of the workspace.
    pub(in crate::cli) fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// What lies round a note of a whole path.
    pub(in crate::cli) fn around(
        &self,
        path: &Path,
        contents: &str,
        profile: &Profile,
    ) -> Arc<Surroundings> {
        let look = |found: &Scanned| {
            Arc::new(around(&self.index, path, found, profile, &self.roots, self))
        };
        match self.files.get(path) {
            Some((text, found)) if text == contents => look(found),
            _ => {
                let globs = profile.globs(path);
                look(&Scanner::new(&profile.grammar).scan(contents, globs))
            }
        }
    }
}
