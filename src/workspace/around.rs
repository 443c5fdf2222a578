//! What lies round a note, for its rules: the index and a few files beside it become plain data.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Profile;
use crate::grammar::{Grammar, numbers};
use crate::note::{Allowance, Anchors, Globs, Note};
use crate::rules::{FileTarget, Nearest, Resume, Surroundings};
use crate::syntax::Syntax;
use crate::text::Text;

use super::index::Index;
use super::scan::{FoundLink, Scanned};
use super::{is_markdown, links};

/// The résumé's file where nothing names one.
const RESUME: &str = "resume.md";

/// How many files of a folder are looked at for the one that a link may have meant.
const NEIGHBOURS: usize = 1_000;

/// Gives the files that lie round a note, and what follows from them. Any function from a path to a text, which may be that of an
/// editor, is one; who looks round many notes keeps what follows.
pub trait Files {
    /// The text of a file.
    fn text(&self, path: &Path) -> Option<String>;

    /// See [`sections_of`].
    fn sections(&self, path: &Path, profile: &Profile) -> Option<Arc<BTreeSet<String>>> {
        sections_of(self, path, profile)
    }

    /// See [`anchors_of`].
    fn anchors(&self, path: &Path, profile: &Profile) -> Option<Arc<Anchors>> {
        anchors_of(self, path, profile)
    }

    /// The anchors of a file by its headings alone, which the index has and `make` tells.
    fn listed(&self, path: &Path, make: &dyn Fn() -> Anchors) -> Arc<Anchors> {
        let _ = path;
        Arc::new(make())
    }

    /// See [`numbers_of`].
    fn numbers(&self, path: &Path) -> Option<Arc<BTreeSet<String>>> {
        numbers_of(self, path)
    }
}

impl<F: Fn(&Path) -> Option<String>> Files for F {
    fn text(&self, path: &Path) -> Option<String> {
        self(path)
    }
}

/// The ids of the sections that a file holds something in.
pub fn sections_of<F: Files + ?Sized>(
    files: &F,
    path: &Path,
    profile: &Profile,
) -> Option<Arc<BTreeSet<String>>> {
    let text = files.text(path)?;
    Some(Arc::new(sections(&text, path, profile)))
}

/// What a file can be linked to by.
pub fn anchors_of<F: Files + ?Sized>(
    files: &F,
    path: &Path,
    profile: &Profile,
) -> Option<Arc<Anchors>> {
    let text = files.text(path)?;
    Some(Arc::new(anchors(&text, &profile.grammar)))
}

/// The values of the numbers in a file.
pub fn numbers_of<F: Files + ?Sized>(files: &F, path: &Path) -> Option<Arc<BTreeSet<String>>> {
    Some(Arc::new(numbers::values(&files.text(path)?)))
}

/// Looks round a note. `found` is what its text says. Nothing outside the workspace's folders and the note's own folder is looked
/// at.
pub fn around(
    index: &Index,
    path: &Path,
    found: &Scanned,
    profile: &Profile,
    roots: &[PathBuf],
    files: &dyn Files,
) -> Surroundings {
    if !found.is_note {
        return Surroundings::default();
    }
    let looker = Looker {
        index,
        path,
        folder: path.parent().unwrap_or(path),
        roots,
        files,
        profile,
        comparisons: Allowance::new(MOST_COMPARISONS),
    };
    let mut round = Surroundings {
        companies: index.companies(),
        ..Surroundings::default()
    };
    // What is asked of each path: where its links lead in the file.
    let mut asked: BTreeMap<(bool, &str), Vec<&FoundLink>> = BTreeMap::new();
    for link in found.links.iter().filter(|link| !link.path.is_empty()) {
        let links = asked.entry((link.wiki, &link.path)).or_default();
        links.push(link);
    }
    for ((wiki, written), links) in asked {
        let Some((file, state)) = looker.look(written, wiki, &links) else {
            continue;
        };
        if let Some(file) = file
            && file != path
            && file.parent() == Some(looker.folder)
            && matches!(state, FileTarget::Markdown(_))
            && let Some(sections) = files.sections(&file, profile)
        {
            round.elsewhere.extend(sections.iter().cloned());
        }
        let targets = match wiki {
            true => &mut round.names,
            false => &mut round.paths,
        };
        targets.insert(written.to_owned(), state);
    }
    let file = resume(path, found, profile, looker.folder).filter(|file| looker.is_inside(file));
    round.resume = file.filter(|file| file != path).and_then(|file| {
        Some(Resume {
            numbers: Arc::unwrap_or_clone(files.numbers(&file)?),
            name: file.file_name()?.to_string_lossy().into_owned(),
        })
    });
    round
}

/// Whoever looks from a note at what its links name.
struct Looker<'a> {
    index: &'a Index,
    path: &'a Path,
    folder: &'a Path,
    roots: &'a [PathBuf],
    files: &'a dyn Files,
    profile: &'a Profile,
    /// How many names may still be compared with those that are not there.
    comparisons: Allowance,
}

/// Names that are compared with those that are not there, at most: a hundred broken links in a workspace of ten thousand notes
/// are each told what they may have meant, and a hundred thousand are only told that they are broken.
const MOST_COMPARISONS: usize = 1_000_000;
/// The bytes of a name with which one of a file is compared, at most. No file's name has more than 255, and none is like one of
/// four times its length.
const LONGEST_NAME: usize = 4 * 255;

impl Looker<'_> {
    /// Whether a name may be compared with so many.
    fn may_compare(&self, wanted: &str, names: usize) -> bool {
        self.comparisons.take(names) && wanted.len() <= LONGEST_NAME
    }

    /// Whether a file may be looked at: it lies, links followed, in a folder of the workspace or in the note's own.
    fn is_inside(&self, file: &Path) -> bool {
        is_inside(file, self.folder, self.roots)
    }

    /// The file that a link names, and what is there. None where nobody can know.
    fn look(
        &self,
        written: &str,
        wiki: bool,
        asked: &[&FoundLink],
    ) -> Option<(Option<PathBuf>, FileTarget)> {
        let target = links::resolve(self.index, self.path, written, wiki);
        if !wiki {
            let target = target.filter(|target| self.is_inside(target))?;
            let state = self
                .state(&target, asked)
                .or_else(|| self.state(&links::with_suffix(&target, ".md"), asked));
            let missing = || FileTarget::Missing(self.nearest(written, &target, asked));
            let state = state.unwrap_or_else(missing);
            return Some((Some(target), state));
        }
        if let Some(target) = target {
            let state = self.state(&target, asked)?;
            return Some((Some(target), state));
        }
        // A file that the index does not hold may lie beside the note all the same.
        let beside = links::normal(&self.folder.join(written));
        for file in [links::with_suffix(&beside, ".md"), beside] {
            if self.is_inside(&file)
                && let Some(state) = self.state(&file, asked)
            {
                return Some((Some(file), state));
            }
        }
        // The name of an image may be found anywhere, and that of a note where its folder is no part of the workspace.
        let in_workspace = self.roots.iter().any(|root| self.path.starts_with(root));
        let names_a_note = match Path::new(written).extension() {
            Some(extension) => extension == "prep" || is_markdown(Path::new(written)),
            None => true,
        };
        (in_workspace && names_a_note && !self.index.is_partial())
            .then(|| (None, FileTarget::Missing(self.nearest_name(written, asked))))
    }

    /// What a path leads to; none if to nothing.
    fn state(&self, target: &Path, asked: &[&FoundLink]) -> Option<FileTarget> {
        if let Some(entry) = self.index.get(target) {
            let anchors = self.files.listed(target, &|| self.index.anchors(entry));
            let mut fragments = asked.iter().filter_map(|link| link.fragment.as_deref());
            let wiki = asked.first().is_some_and(|link| link.wiki);
            if fragments.all(|fragment| anchors.has(fragment, wiki)) {
                return Some(FileTarget::Markdown(anchors));
            }
        }
        // The file itself knows more anchors than the index, and git may not see all files.
        if is_markdown(target)
            && let Some(anchors) = self.files.anchors(target, self.profile)
        {
            return Some(FileTarget::Markdown(anchors));
        }
        target.exists().then_some(FileTarget::Other)
    }

    /// The path to the file that is most like one that is not there, in the style of a link's path.
    fn nearest(&self, written: &str, target: &Path, asked: &[&FoundLink]) -> Option<Nearest> {
        let extension = target.extension();
        if extension.is_none() || is_markdown(target) {
            let file = self.nearest_note(target)?;
            let path = links::path_to(self.path, &file, written)?;
            let anchors = self.anchors_of(&file, asked);
            return Some(Nearest { path, anchors });
        }
        // Images and the like are in no index: a neighbour of that kind.
        let folder = target.parent().filter(|folder| self.is_inside(folder))?;
        let wanted = links::key(target);
        if !self.may_compare(&wanted, 1) {
            return None;
        }
        let entries = std::fs::read_dir(folder).ok()?.take(NEIGHBOURS);
        let entries = entries.take_while(|_| self.may_compare(&wanted, 1));
        let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let alike = files.filter(|file| file.extension() == extension);
        let scored = alike.map(|file| (strsim::jaro_winkler(&wanted, &links::key(&file)), file));
        let near = scored.filter(|(score, _)| *score > ALIKE);
        let (_, file) = near.max_by(|one, other| one.0.total_cmp(&other.0))?;
        let path = links::path_to(self.path, &file, written)?;
        Some(Nearest {
            path,
            anchors: None,
        })
    }

    /// What a file can be linked to by, where links ask for a place in it.
    fn anchors_of(&self, file: &Path, asked: &[&FoundLink]) -> Option<Arc<Anchors>> {
        let fragments = asked.iter().any(|link| link.fragment.is_some());
        match self.state(file, asked).filter(|_| fragments)? {
            FileTarget::Markdown(anchors) => Some(anchors),
            _ => None,
        }
    }

    /// The name of the note that is most like one that no note has.
    fn nearest_name(&self, written: &str, asked: &[&FoundLink]) -> Option<Nearest> {
        let file = self.nearest_note(Path::new(written))?;
        let name = file.file_name()?.to_str()?;
        let with_extension = is_markdown(Path::new(written));
        let bare = name
            .strip_suffix(".markdown")
            .or_else(|| name.strip_suffix(".md"))
            .filter(|_| !with_extension);
        Some(Nearest {
            path: bare.unwrap_or(name).to_owned(),
            anchors: self.anchors_of(&file, asked),
        })
    }

    fn nearest_note(&self, target: &Path) -> Option<PathBuf> {
        let wanted = links::key(target);
        if !self.may_compare(&wanted, self.index.len()) {
            return None;
        }
        let length = wanted.chars().count();
        let files = self.index.files().map(|(path, _)| path);
        let scored = files.filter(|path| *path != self.path).filter_map(|path| {
            let name = links::key(path);
            // Names of very different length are never that much alike.
            if name.chars().count().abs_diff(length) > length / 2 + 1 {
                return None;
            }
            let score = strsim::jaro_winkler(&wanted, &name);
            let beside = path.parent() == Some(self.folder);
            (score > ALIKE).then_some((path, score + if beside { 0.05 } else { 0.0 }))
        });
        let best = scored.max_by(|one, other| one.1.total_cmp(&other.1))?;
        Some(best.0.to_owned())
    }
}

/// How much alike two names are of which one may have been meant for the other.
const ALIKE: f64 = 0.85;

/// Whether a file lies, links followed, in a folder or in one of the workspace.
pub(super) fn is_inside(file: &Path, folder: &Path, roots: &[PathBuf]) -> bool {
    let mut within = roots.iter().map(PathBuf::as_path).chain([folder]);
    if !within.clone().any(|root| file.starts_with(root)) {
        return false;
    }
    let Ok(real) = file.canonicalize() else {
        return true;
    };
    within.any(|root| root.canonicalize().is_ok_and(|root| real.starts_with(root)))
}

/// What a Markdown text can be linked to by.
fn anchors(text: &str, grammar: &Arc<Grammar>) -> Anchors {
    let text = Text::new(text);
    let note = Note::new(&text, &Syntax::parse(&text), grammar, Globs::Included);
    note.anchors().0
}

/// Where the résumé is: named by the front matter, relative to the note; by the configuration, relative to that; or
/// beside the note.
fn resume(path: &Path, found: &Scanned, profile: &Profile, folder: &Path) -> Option<PathBuf> {
    if let Some(named) = &found.resume {
        return Some(links::normal(&folder.join(named)));
    }
    if let Some(named) = &profile.config.resume {
        let base = profile.file.as_deref().and_then(Path::parent);
        return Some(links::normal(&base.unwrap_or(folder).join(named)));
    }
    let beside = folder.join(RESUME);
    (beside != path).then_some(beside)
}

/// The ids of the sections that a file holds something in.
fn sections(text: &str, path: &Path, profile: &Profile) -> BTreeSet<String> {
    let text = Text::new(text);
    let globs: Globs = profile.globs(path);
    let note = Note::new(&text, &Syntax::parse(&text), &profile.grammar, globs);
    let held = note
        .sections
        .iter()
        .filter(|section| note.has_content(section));
    let ids = held.map(|section| note.spec(section, &profile.grammar).id.clone());
    let mut ids: BTreeSet<String> = ids.collect();
    // A page that is all about one thing says so in its title: "# Company Research".
    let title = note.title.as_ref().map(|title| title.text.as_str());
    let by_title = title.and_then(|title| profile.grammar.recognise(title));
    ids.extend(by_title.map(|found| profile.grammar.sections[found.section].id.clone()));
    ids
}
