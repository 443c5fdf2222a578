//! Banks of stories: the file whose stories a note shares with others, and who shares it.
//!
//! It is named by the front matter, relative to the note; by the configuration, relative to that; else it is the
//! nearest `stories.md` beside the note or above it, up to the folder of the workspace.

use std::path::{Path, PathBuf};

use crate::config::Profile;
use crate::note::Note;

use super::{around, links};

/// The bank's file where nothing names one.
pub const STORIES: &str = "stories.md";

/// The bank that a note of a whole path shares. Nothing outside the workspace's folders and the note's own folder is taken
/// for one, links followed. `named` is what the configuration names ([`named_by`]); `exists` tells whether a file is there.
pub fn bank_of(
    path: &Path,
    note: &Note,
    named: Option<PathBuf>,
    roots: &[PathBuf],
    exists: &dyn Fn(&Path) -> bool,
) -> Option<PathBuf> {
    let folder = path.parent()?;
    let front = note.front_matter.as_ref();
    let front = front.and_then(|front| front.value("stories"));
    let fits =
        |file: &PathBuf| file != path && exists(file) && around::is_inside(file, folder, roots);
    let named = front
        .map(|(named, _)| links::normal(&folder.join(named)))
        .or(named);
    if let Some(named) = named {
        return Some(named).filter(fits);
    }
    let top = roots
        .iter()
        .map(PathBuf::as_path)
        .filter(|root| folder.starts_with(root))
        .min_by_key(|root| root.components().count())
        .unwrap_or(folder);
    let folders = folder
        .ancestors()
        .take_while(|above| above.starts_with(top));
    folders.map(|above| above.join(STORIES)).find(fits)
}

/// The bank that a configuration names for notes in a folder.
pub fn named_by(profile: &Profile, folder: &Path) -> Option<PathBuf> {
    let named = profile.config.stories.as_ref()?;
    let base = profile.file.as_deref().and_then(Path::parent);
    Some(links::normal(&base.unwrap_or(folder).join(named)))
}

/// Whether a file is a bank by what it is called.
pub(super) fn is_called_so(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.eq_ignore_ascii_case(STORIES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::Globs;
    use crate::syntax::Syntax;
    use crate::text::Text;

    #[test]
    fn the_front_matter_wins_then_the_settings_then_the_nearest_file() {
        let bank = |text: &str, named: Option<&str>, files: &[&str]| {
            let text = Text::new(text);
            let syntax = Syntax::parse(&text);
            let note = Note::new(&text, &syntax, &Grammar::standard(), Globs::Included);
            let there = |path: &Path| files.iter().any(|file| Path::new(file) == path);
            let found = bank_of(
                Path::new("/w/notes/deep/a.md"),
                &note,
                named.map(PathBuf::from),
                &["/w".into()],
                &there,
            );
            found.map(|path| path.display().to_string().replace('\\', "/"))
        };
        let all = [
            "/w/stories.md",
            "/w/notes/deep/stories.md",
            "/w/own.md",
            "/w/mine.md",
            "/stories.md",
            "/etc/passwd",
        ];
        let front = "---\nstories: ../../mine.md\n---\n";
        for (text, named, files, wanted) in [
            ("", None, &all[..], Some("/w/notes/deep/stories.md")),
            ("", None, &all[..1], Some("/w/stories.md")),
            ("", Some("/w/own.md"), &all, Some("/w/own.md")),
            (front, Some("/w/own.md"), &all, Some("/w/mine.md")),
            // What is named and is not there is nothing else.
            (front, None, &all[..2], None),
            // Nothing outside of the workspace is read.
            ("", None, &all[4..], None),
            ("---\nstories: ../../../etc/passwd\n---\n", None, &all, None),
            ("", Some("/etc/passwd"), &all, None),
            (
                "---\nstories: a.md\n---\n",
                None,
                &["/w/notes/deep/a.md"],
                None,
            ),
        ] {
            assert_eq!(
                bank(text, named, files).as_deref(),
                wanted,
                "{text:?} {files:?}"
            );
        }
    }
}
