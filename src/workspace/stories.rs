//! The stories of a bank from note to note: where an id leads, who names it, and what a rename changes.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::ide::Snapshot;
use crate::ide::navigate::{self, Highlight, Renamable, ToldStory};
use crate::note::Verdict;
use crate::rules::Edit;

use super::across::{Files, InFile, Spot};
use super::bank;

/// A story of a bank that is meant somewhere.
pub(super) struct Shared {
    /// Where its id stands, in the file that was asked about.
    origin: Range<usize>,
    id: String,
    bank: PathBuf,
    /// The bank; its verdict is [`Verdict::Bank`].
    snapshot: Snapshot,
}

impl Files<'_> {
    /// The bank of a note.
    pub fn bank_of(&self, path: &Path, note: &Snapshot) -> Option<PathBuf> {
        let exists = |file: &Path| self.index.get(file).is_some() || file.is_file();
        bank::bank_of(path, &note.note, (self.bank)(path), self.roots, &exists)
    }

    /// The story of a bank that is meant by the id at an offset of a file: a note that shares it, or the bank itself.
    fn shared(&self, from: &Path, snapshot: &Snapshot, offset: usize) -> Option<Shared> {
        let (id, origin) = navigate::id_at(snapshot, offset)?;
        let own = snapshot.note.is_note() && navigate::story_of(snapshot, &id).is_some();
        let (bank, snapshot) = match snapshot.note.is_note() && !own {
            true => {
                let bank = self.bank_of(from, snapshot)?;
                let snapshot = self.open_bank(&bank)?;
                (bank, snapshot)
            }
            false if self.is_bank(from, &id) => (from.to_owned(), as_bank(snapshot)),
            false => return None,
        };
        navigate::story_of(&snapshot, &id)?;
        Some(Shared {
            origin,
            id,
            bank,
            snapshot,
        })
    }

    /// Whether a file is a bank: by its name, by the configuration, or because a note that names the id says so.
    fn is_bank(&self, path: &Path, id: &str) -> bool {
        bank::is_called_so(path)
            || (self.bank)(path).as_deref() == Some(path)
            || self.sharing(path, id, "stories:").next().is_some()
    }

    fn open_bank(&self, path: &Path) -> Option<Snapshot> {
        Some(as_bank(&self.open(path)?))
    }

    /// The notes that share a bank and hold an id and another text, as they are now.
    fn sharing<'a>(
        &'a self,
        bank: &'a Path,
        id: &'a str,
        and: &'a str,
    ) -> impl Iterator<Item = (PathBuf, Snapshot)> + 'a {
        let notes = self.index.files().filter(|(_, entry)| entry.is_note);
        notes.filter_map(move |(path, _)| {
            if path == bank {
                return None;
            }
            // Most notes hold no such word, and need not be parsed.
            let text = (self.read)(path).filter(|text| text.contains(id) && text.contains(and))?;
            let note = self.open_text(path, &text);
            (self.bank_of(path, &note).as_deref() == Some(bank)).then(|| (path.to_owned(), note))
        })
    }

    /// Where the story is told whose id stands at an offset of a file, and where the id stands.
    pub fn story_definition(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
    ) -> Option<(Range<usize>, Spot)> {
        let shared = self.shared(from, snapshot, offset)?;
        let place = navigate::story_place(&shared.snapshot, &shared.id)?;
        let spot = Spot {
            path: shared.bank,
            text: Some(shared.snapshot.text),
            place,
        };
        Some((shared.origin, spot))
    }

    /// The first lines of that story, in Markdown, and where the id stands. None in the bank itself, where they stand anyway.
    pub fn story_preview(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
    ) -> Option<(Range<usize>, String)> {
        let shared = self.shared(from, snapshot, offset)?;
        let declared = navigate::story_of(&shared.snapshot, &shared.id)?;
        if shared.bank == from && declared.range.start <= offset && offset <= declared.range.end {
            return None;
        }
        let name = self.shown(&shared.bank);
        let preview = navigate::story_preview(&shared.snapshot, &shared.id, &name)?;
        Some((shared.origin, preview))
    }

    /// Where else that story is named, in all files; with the place that tells it if that is wanted.
    pub(super) fn story_references(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
        declarations: bool,
    ) -> Option<Vec<InFile<Range<usize>>>> {
        let shared = self.shared(from, snapshot, offset)?;
        let mut found: Vec<InFile<Range<usize>>> = Vec::new();
        // Links to the story's heading are references, too.
        if let Some(place) = navigate::story_place(&shared.snapshot, &shared.id) {
            let at = place.selection.start;
            let linked = self.heading_references(&shared.bank, &shared.snapshot, at, false);
            found.extend(linked.unwrap_or_default());
        }
        let mut add = |path: PathBuf, text, ranges: Vec<Range<usize>>| {
            let known = found.iter_mut().find(|file| file.path == path);
            match known {
                Some(file) => file.found.extend(ranges),
                None if ranges.is_empty() => {}
                None => found.push(InFile {
                    path,
                    text,
                    found: ranges,
                }),
            }
        };
        for (path, note) in self.sharing(&shared.bank, &shared.id, "") {
            let note = self.or_open(&path, note, from, snapshot);
            let ids = navigate::shared_ids(&note, &shared.id);
            add(path, note.text, ids);
        }
        let own = navigate::story_references(&shared.snapshot, &shared.id, declarations);
        add(shared.bank, shared.snapshot.text, own);
        for file in &mut found {
            file.found
                .sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
            // `[S1](stories.md#s1-kettle)` is one place, not two.
            let mut end = 0;
            file.found.retain(|range| {
                let apart = range.start >= end;
                end = end.max(range.end);
                apart
            });
        }
        found.sort_by_key(|file| (file.path != from, file.path.clone()));
        Some(found)
    }

    /// The places to highlight in a file that mean the story whose id stands at an offset of it.
    pub fn story_highlights(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
    ) -> Option<Vec<Highlight>> {
        let shared = self.shared(from, snapshot, offset)?;
        if shared.bank == from {
            return navigate::highlights(&shared.snapshot, offset);
        }
        Some(navigate::shared_highlights(snapshot, &shared.id))
    }

    /// The stories of a note's bank that have an id, in order.
    pub fn stories(&self, from: &Path, note: &Snapshot) -> Vec<ToldStory> {
        let bank = self.bank_of(from, note);
        let opened = bank.and_then(|bank| Some((self.shown(&bank), self.open_bank(&bank)?)));
        opened.map_or_else(Vec::new, |(name, bank)| {
            navigate::told_stories(&bank, &name)
        })
    }

    /// What a rename would change at an offset, where the id of a shared story stands there.
    pub(super) fn story_renamable(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
    ) -> Option<Renamable> {
        let shared = self.shared(from, snapshot, offset)?;
        // Nothing is written where the workspace ends.
        self.index.get(&shared.bank)?;
        Some(Renamable {
            range: shared.origin,
            name: shared.id,
        })
    }

    /// The edits of all files that give the story another id which has the one at an offset. None where no such id
    /// stands there.
    ///
    /// # Errors
    /// Why it cannot have that id, in a sentence for the user.
    pub fn rename_story(
        &self,
        from: &Path,
        snapshot: &Snapshot,
        offset: usize,
        new: &str,
    ) -> Option<Result<Vec<InFile<Edit>>, String>> {
        let shared = self.shared(from, snapshot, offset)?;
        self.index.get(&shared.bank)?;
        Some(self.renamed(&shared, from, snapshot, new))
    }

    fn renamed(
        &self,
        shared: &Shared,
        from: &Path,
        snapshot: &Snapshot,
        new: &str,
    ) -> Result<Vec<InFile<Edit>>, String> {
        let renaming = navigate::rename_story(&shared.snapshot, &shared.id, new)?;
        let mut notes = Vec::new();
        if !renaming.edits.is_empty() {
            for (path, note) in self.sharing(&shared.bank, &shared.id, "") {
                let note = self.or_open(&path, note, from, snapshot);
                let edits = navigate::follow_story(&note, &shared.id, new)?;
                notes.push((path, note.text, edits));
            }
        }
        let home = (shared.bank.clone(), shared.snapshot.clone());
        Ok(self.all_edits(home, renaming, notes, from, snapshot))
    }

    /// What a file is called to a person.
    fn shown(&self, path: &Path) -> String {
        let mut roots = self.roots.iter();
        let inside = roots.find_map(|root| path.strip_prefix(root).ok());
        let name = inside.or(path.file_name().map(Path::new));
        name.unwrap_or(path).display().to_string()
    }

    /// The note that was asked about, where it is that.
    fn or_open(&self, path: &Path, note: Snapshot, from: &Path, snapshot: &Snapshot) -> Snapshot {
        match path == from {
            true => snapshot.clone(),
            false => note,
        }
    }
}

/// A file as a bank.
fn as_bank(snapshot: &Snapshot) -> Snapshot {
    let mut note = (*snapshot.note).clone();
    note.verdict = Verdict::Bank;
    Snapshot {
        note: Arc::new(note),
        ..snapshot.clone()
    }
}
