//! From note to note: where a link into another file leads, who links to a heading, and what a rename changes elsewhere.
//!
//! The index tells which files have to do with each other; these are read and parsed for the places, so that an answer is
//! about what they hold now.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::ide::Snapshot;
use crate::ide::navigate::{self, AnchorMoves, Away, Goal, Place, Renamable, Renaming};
use crate::note::{Anchors, Globs, Note, Target, Verdict};
use crate::rules::{Edit, Settings};
use crate::syntax::Syntax;
use crate::text::Text;

use super::index::Index;
use super::{around, is_markdown, links};

/// The files of a workspace, for a question about several of them.
pub struct Files<'a> {
    /// The index.
    pub index: &'a Index,
    /// The folders of the workspace.
    pub roots: &'a [PathBuf],
    /// The text of a file, which may be open in an editor.
    pub read: &'a dyn Fn(&Path) -> Option<String>,
    /// What is known about the notes of a path.
    pub grammar: &'a dyn Fn(&Path) -> Arc<Grammar>,
    /// The bank of stories that the configuration names for the notes of a path; see [`bank::named_by`](super::bank::named_by).
    pub bank: &'a dyn Fn(&Path) -> Option<PathBuf>,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The file.
    pub path: PathBuf,
    /// Its text; none where only its beginning is meant, whatever it holds.
    pub text: Option<Text>,
    /// The place in it.
    pub place: Place,
}

/// Places or edits in a file, against its text.
#[derive(Clone, Debug)]
pub struct InFile<T> {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: Text,
    /// What is there, in order.
    pub found: Vec<T>,
}

/// What a place in a note means that other files may mean, too.
struct Meant {
    path: PathBuf,
    snapshot: Snapshot,
    goal: Goal,
}

impl Files<'_> {
    /// The file that a link names; none if there is none, or nobody can tell.
    pub fn file(&self, from: &Path, away: &Away) -> Option<PathBuf> {
        let target = links::resolve(self.index, from, &away.path, away.wiki);
        let beside = || away.file_from(from);
        let target = target.or_else(beside)?;
        let whole = links::with_suffix(&target, ".md");
        let known = |path: &Path| self.index.get(path).is_some() || path.is_file();
        [target, whole].into_iter().find(|path| known(path))
    }

    /// Where a link of a file leads that names another one: its heading, or its beginning.
    pub fn definition(&self, from: &Path, away: &Away) -> Option<Spot> {
        let path = self.file(from, away)?;
        let beginning = |path| Spot {
            path,
            text: None,
            place: Place {
                range: 0..0,
                selection: 0..0,
            },
        };
        if !self.is_readable(from, &path) {
            return Some(beginning(path));
        }
        let Some(snapshot) = self.open(&path) else {
            return Some(beginning(path));
        };
        let heading = heading_of(&snapshot, away).unwrap_or_default();
        let heading = heading.or_else(|| navigate::top_heading(&snapshot));
        let place = heading.and_then(|heading| navigate::heading_place(&snapshot, heading));
        Some(match place {
            Some(place) => Spot {
                path,
                text: Some(snapshot.text),
                place,
            },
            None => beginning(path),
        })
    }

    /// Where else that is meant which stands at an offset of a note, in all files; with its declaration if that is wanted.
    /// None where no other file can mean it.
    pub fn references(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
        declarations: bool,
    ) -> Option<Vec<InFile<Range<usize>>>> {
        self.story_references(from, snapshot, offset, declarations)
            .or_else(|| self.heading_references(from, snapshot, offset, declarations))
    }

    /// Where else a heading is meant.
    pub(super) fn heading_references(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
        declarations: bool,
    ) -> Option<Vec<InFile<Range<usize>>>> {
        let meant = self.meant(from, snapshot, offset)?;
        let (anchors, _) = meant.snapshot.note.anchors();
        let mut own: Vec<Range<usize>> = Vec::new();
        if let Some(heading) = meant.goal.heading {
            own.extend(navigate::heading_references(&meant.snapshot, heading));
            if declarations {
                let place = navigate::heading_place(&meant.snapshot, heading);
                own.extend(place.map(|place| place.selection));
            }
        }
        let mut found = Vec::new();
        for (path, note) in self.linking(&meant.path, from, snapshot) {
            let links = self.links_to(&path, &note, &anchors, &meant);
            if path == meant.path {
                own.extend(links);
            } else if !links.is_empty() {
                found.push(InFile {
                    path,
                    text: note.text,
                    found: links,
                });
            }
        }
        own.sort_by_key(|range| (range.start, range.end));
        own.dedup();
        if !own.is_empty() {
            found.push(InFile {
                path: meant.path,
                text: meant.snapshot.text,
                found: own,
            });
        }
        // The note that was asked about first, then by path.
        found.sort_by(|one, other| {
            let order = |file: &InFile<_>| (file.path != from, file.path.clone());
            order(one).cmp(&order(other))
        });
        Some(found)
    }

    /// What a rename would change that begins at the id of a shared story, or at a link to a heading of another file.
    ///
    /// # Errors
    /// Why nothing can be renamed there, in a sentence for the user.
    pub fn prepare_rename(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
    ) -> Option<Result<Renamable, String>> {
        if let Some(found) = self.story_renamable(from, snapshot, offset) {
            return Some(Ok(found));
        }
        let (range, file, heading) = self.heading_away(from, snapshot, offset)?;
        let name = navigate::heading_name(&file.1, heading);
        Some(name.map(|name| Renamable { range, name }))
    }

    /// The edits of all files that rename what stands at an offset of a note.
    ///
    /// # Errors
    /// Why it cannot be renamed, or not so, in a sentence for the user.
    pub fn rename(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
        new_name: &str,
    ) -> Result<Vec<InFile<Edit>>, String> {
        if let Some(edits) = self.rename_story(from, snapshot, offset, new_name) {
            return edits;
        }
        let (home, renamed, renaming) = match navigate::rename(snapshot, offset, new_name) {
            Ok(renaming) => (from.to_owned(), snapshot.clone(), renaming),
            Err(refusal) => {
                let Some((_, (path, file), heading)) = self.heading_away(from, snapshot, offset)
                else {
                    return Err(refusal);
                };
                let renaming = navigate::rename_heading(&file, heading, new_name)?;
                (path, file, renaming)
            }
        };
        Ok(self.all_edits((home, renamed), renaming, Vec::new(), from, snapshot))
    }

    /// The edits of all files: those of the one that a rename begins in, those of links to it, and more.
    pub(super) fn all_edits(
        &self,
        (home, renamed): (PathBuf, Snapshot),
        renaming: Renaming,
        more: Vec<(PathBuf, Text, Vec<Edit>)>,
        from: &Path,
        snapshot: &Snapshot,
    ) -> Vec<InFile<Edit>> {
        let mut edits: BTreeMap<PathBuf, (Text, Vec<Edit>)> = BTreeMap::new();
        let mut add = |path: PathBuf, text: &Text, more: Vec<Edit>| {
            if !more.is_empty() {
                let file = edits
                    .entry(path)
                    .or_insert_with(|| (text.clone(), Vec::new()));
                file.1.extend(more);
            }
        };
        if let Some(moves) = &renaming.moves {
            for (path, note) in self.linking(&home, from, snapshot) {
                add(
                    path.clone(),
                    &note.text,
                    self.follow(&path, &note, moves, &home),
                );
            }
        }
        for (path, text, found) in more {
            add(path, &text, found);
        }
        add(home, &renamed.text, renaming.edits);
        let edits = edits.into_iter().map(|(path, (text, mut found))| {
            found.sort_by_key(|edit| (edit.range.start, edit.range.end));
            // A link in a heading is written over with it.
            let mut end = 0;
            found.retain(|edit| {
                let apart = edit.range.start >= end;
                end = end.max(edit.range.end);
                apart
            });
            InFile { path, text, found }
        });
        edits.collect()
    }

    /// The first lines of what a link of a file leads to, in Markdown.
    pub fn preview(&self, from: &Path, away: &Away) -> Option<String> {
        let path = self.file(from, away)?;
        if !is_markdown(&path) || !self.is_readable(from, &path) {
            return None;
        }
        let snapshot = self.open(&path)?;
        let heading = heading_of(&snapshot, away)?;
        let root = self
            .roots
            .iter()
            .find_map(|root| path.strip_prefix(root).ok());
        let name = root.or(path.file_name().map(Path::new))?;
        Some(crate::ide::preview(
            &snapshot,
            heading,
            &name.to_string_lossy(),
        ))
    }

    /// What an offset of a note means that other files can link to.
    fn meant(&self, from: &Path, snapshot: &Snapshot, offset: usize) -> Option<Meant> {
        if let Some(away) = navigate::definition(snapshot, offset)?.away {
            let path = self.file(from, &away)?;
            if !is_markdown(&path) || !self.is_readable(from, &path) {
                return None;
            }
            let file = self.snapshot(&path, from, snapshot)?;
            let heading = heading_of(&file, &away)?;
            let goal = Goal::of(&file, heading);
            return Some(Meant {
                path,
                snapshot: file,
                goal,
            });
        }
        let heading = navigate::heading_at(snapshot, offset)?;
        Some(Meant {
            path: from.to_owned(),
            snapshot: snapshot.clone(),
            goal: Goal::of(snapshot, Some(heading)),
        })
    }

    /// The heading of another file that a link at an offset names, with what the link names it by.
    fn heading_away(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
    ) -> Option<(Range<usize>, (PathBuf, Snapshot), usize)> {
        let found = navigate::definition(snapshot, offset)?;
        let away = found.away?;
        let path = self.file(from, &away)?;
        // Nothing is written where the workspace ends.
        self.index.get(&path)?;
        let file = self.snapshot(&path, from, snapshot)?;
        let heading = heading_of(&file, &away)??;
        Some((found.origin, (path, file), heading))
    }

    /// The files that link to a file by its path, as snapshots.
    fn linking(
        &self,
        to: &Path,
        from: &Path,
        snapshot: &Snapshot,
    ) -> impl Iterator<Item = (PathBuf, Snapshot)> {
        let files = self.index.linking_to(to).into_iter();
        files.filter_map(move |path| Some((path.to_owned(), self.snapshot(path, from, snapshot)?)))
    }

    fn links_to(
        &self,
        path: &Path,
        note: &Snapshot,
        anchors: &Anchors,
        meant: &Meant,
    ) -> Vec<Range<usize>> {
        let leads_there = |target: &Target| self.leads_to(path, target, &meant.path);
        navigate::links_to(&note.note, anchors, meant.goal, leads_there)
    }

    fn follow(&self, path: &Path, note: &Snapshot, moves: &AnchorMoves, home: &Path) -> Vec<Edit> {
        navigate::follow(&note.note, moves, |target| {
            self.leads_to(path, target, home)
        })
    }

    /// Whether a link in a file leads to another one, or to the same by its path.
    fn leads_to(&self, from: &Path, target: &Target, to: &Path) -> bool {
        let resolve = || links::resolve(self.index, from, &target.path, target.wiki);
        !target.path.is_empty() && !target.external && resolve().as_deref() == Some(to)
    }

    /// Whether a file that a note names may be read.
    fn is_readable(&self, from: &Path, path: &Path) -> bool {
        let folder = from.parent().unwrap_or(from);
        self.index.get(path).is_some() || around::is_inside(path, folder, self.roots)
    }

    /// A file, which may be the note that was asked about.
    fn snapshot(&self, path: &Path, from: &Path, snapshot: &Snapshot) -> Option<Snapshot> {
        if path == from {
            return Some(snapshot.clone());
        }
        self.open(path)
    }

    /// A file as if it were a note, so that all its names are known.
    pub(super) fn open(&self, path: &Path) -> Option<Snapshot> {
        Some(self.open_text(path, &(self.read)(path)?))
    }

    /// The same, of a text that was read.
    pub(super) fn open_text(&self, path: &Path, text: &str) -> Snapshot {
        let text = Text::new(text);
        let grammar = (self.grammar)(path);
        let mut note = Note::new(&text, &Syntax::parse(&text), &grammar, Globs::Included);
        note.verdict = Verdict::Included;
        Snapshot {
            text,
            note: Arc::new(note),
            grammar,
            settings: Arc::new(Settings::default()),
            findings: Arc::new([]),
        }
    }
}

/// The heading that a link to a file names: none within for the file as a whole, none at all if it has no such heading.
fn heading_of(file: &Snapshot, away: &Away) -> Option<Option<usize>> {
    let fragment = away.fragment.as_deref();
    let Some(fragment) = fragment.filter(|fragment| !crate::note::is_top(fragment)) else {
        return Some(None);
    };
    let (anchors, _) = file.note.anchors();
    Some(Some(anchors.find(fragment, away.wiki)?.0))
}

#[cfg(test)]
mod tests;
