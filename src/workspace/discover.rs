//! Finding Markdown files below a folder, as git sees it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// The Markdown files below a folder.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files, sorted by path. Each is the given folder joined with the rest.
    pub files: Vec<PathBuf>,
    /// What could not be looked into.
    pub problems: Vec<Problem>,
}

/// A file or folder that could not be looked into.
#[derive(Debug)]
pub struct Problem {
    /// What went wrong, and where.
    pub message: String,
    /// Whether it is the given folder itself, so that nothing was found at all.
    pub at_root: bool,
}

/// Finds the Markdown files below a folder.
///
/// What `.gitignore` and `.ignore` files name is left out, inside a repository and outside one, and
/// so are hidden files and folders. Links to files are found; links to folders are not followed, so
/// there are no loops and no note is found twice because of them.
pub fn discover(folder: &Path) -> Discovered {
    let mut found = Discovered::default();
    let walk = WalkBuilder::new(folder)
        // A folder that is synchronised rather than cloned has the .gitignore and no .git.
        .require_git(false)
        .build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.problems.push(Problem {
                    at_root: error.depth().is_none_or(|depth| depth == 0),
                    message: error.to_string(),
                });
                continue;
            }
        };
        let is_file = entry
            .file_type()
            .is_some_and(|kind| kind.is_file() || kind.is_symlink() && may_be_read(entry.path()));
        if is_file && is_markdown(entry.path()) {
            found.files.push(entry.into_path());
        }
    }
    found.files.sort();
    found
}

/// Whether a link leads to a file, and not to a folder, or to a pipe on which one would wait for somebody who writes to it.
/// One that leads nowhere is read, so that it is told.
fn may_be_read(link: &Path) -> bool {
    std::fs::metadata(link).is_ok_and(|about| about.is_file()) || !link.exists()
}

/// Whether a file is Markdown by its name: `*.md` or `*.markdown`, in any case.
pub fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    ["md", "markdown"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markdown_that_git_would_see_is_found() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it lies in the folder"))
                .and_then(|()| std::fs::write(path, text))
                .expect("a temporary file can be written");
        };
        for path in [
            "b.md",
            "a/z.MD",
            "a.markdown",
            "a.txt",
            "md",
            ".hidden.md",
            ".cache/c.md",
            "drafts/d.md",
            "a/e.tmp.md",
        ] {
            file(path, "");
        }
        file(".gitignore", "drafts/\n*.tmp.md\n");
        let found = discover(folder.path());
        let files: Vec<_> = found
            .files
            .iter()
            .map(|path| {
                path.strip_prefix(folder.path())
                    .expect("it is below the folder")
            })
            .collect();
        assert_eq!(files, ["a/z.MD", "a.markdown", "b.md"].map(Path::new));
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_problem_at_the_root() {
        let found = discover(Path::new("no/such/folder"));
        assert!(found.files.is_empty());
        assert!(found.problems.iter().all(|problem| problem.at_root));
        assert_eq!(found.problems.len(), 1);
    }
}
