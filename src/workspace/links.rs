//! Where links lead, and how they are written anew when files move.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use super::index::Index;
use super::scan::FoundLink;

/// Where a link in a file leads by its decoded path; it may not exist. None for a wiki link whose name no file has, and
/// for a path from the root: where that begins is somebody's own convention.
pub fn resolve(index: &Index, from: &Path, path: &str, wiki: bool) -> Option<PathBuf> {
    if path.is_empty() {
        return Some(from.to_owned());
    }
    let folder = from.parent()?;
    let relative = Path::new(path);
    if relative.is_absolute() || relative.has_root() {
        return None;
    }
    if wiki {
        return named(index, folder, path);
    }
    let path = normal(&folder.join(relative));
    // Some tools leave the extension out.
    let whole = with_suffix(&path, ".md");
    Some(
        match index.get(&path).is_none() && index.get(&whole).is_some() {
            true => whole,
            false => path,
        },
    )
}

/// The file that a wiki link names: beside the note, else the only one or the nearest one of that name.
fn named(index: &Index, folder: &Path, name: &str) -> Option<PathBuf> {
    let whole = normal(&folder.join(name));
    for known in [with_suffix(&whole, ".md"), whole] {
        if index.get(&known).is_some() {
            return Some(known);
        }
    }
    let lower = |path: &Path| -> Vec<String> {
        let parts = path.components().rev().skip(1);
        parts
            .map(|part| part.as_os_str().to_string_lossy().to_lowercase())
            .collect()
    };
    let above = lower(Path::new(name));
    let found = index.named(&key(Path::new(name))).iter();
    let found = found.filter(|path| lower(path).starts_with(&above));
    let distance = |path: &Path| {
        let shared = path
            .components()
            .zip(folder.components())
            .take_while(|(one, other)| one == other)
            .count();
        (std::cmp::Reverse(shared), path.components().count())
    };
    found.min_by_key(|path| distance(path)).cloned()
}

/// What a file is called in links: its name in lower case, without the extension of Markdown.
pub(super) fn key(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_lowercase();
    let bare = name
        .strip_suffix(".markdown")
        .or_else(|| name.strip_suffix(".md"));
    bare.map(str::to_owned).unwrap_or(name)
}

/// A path with something behind its name; an extension is no part of the name `a.b`.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// A path without `.` and `..`, as far as its own components tell.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// What files are to be called from now on, by what they are called.
#[derive(Debug, Default)]
pub struct Renames {
    pairs: Vec<(PathBuf, PathBuf)>,
}

impl Renames {
    /// Renames of files, and of folders with all that is in them.
    pub fn new(pairs: Vec<(PathBuf, PathBuf)>) -> Self {
        Renames { pairs }
    }

    /// What a path will be.
    pub fn of(&self, path: &Path) -> Option<PathBuf> {
        self.pairs.iter().find_map(|(old, new)| {
            let rest = path.strip_prefix(old).ok()?;
            Some(match rest.as_os_str().is_empty() {
                true => new.clone(),
                false => new.join(rest),
            })
        })
    }

    /// The files whose links may have to be written anew: those that move, and those with a link to one that does.
    pub fn touched(&self, index: &Index) -> Vec<PathBuf> {
        let touched = index.files().filter(|(path, entry)| {
            entry.links().next().is_some()
                && (self.of(path).is_some()
                    || entry.links().any(|link| {
                        resolve(index, path, &link.path, link.wiki)
                            .is_some_and(|target| self.of(&target).is_some())
                    }))
        });
        touched.map(|(path, _)| path.to_owned()).collect()
    }

    /// How the links of a file are to be written after the renames: byte ranges of its text, and what
    /// goes there. `links` are the file's own, of the text to be edited.
    pub fn edits(
        &self,
        index: &Index,
        from: &Path,
        links: &[FoundLink],
    ) -> Vec<(Range<usize>, String)> {
        let moved = self.of(from);
        let to = moved.as_deref().unwrap_or(from);
        let mut edits = Vec::new();
        for link in links {
            if link.path.is_empty() {
                continue;
            }
            let Some(target) = resolve(index, from, &link.path, link.wiki) else {
                continue;
            };
            let renamed = self.of(&target);
            if renamed.is_none() && (moved.is_none() || link.wiki) {
                continue;
            }
            let new = renamed.as_deref().unwrap_or(&target);
            let path = if link.wiki {
                wiki_name(index, self, &target, new, to, &link.path)
            } else {
                path_to(to, new, &link.path)
            };
            if let Some(path) = path.filter(|path| *path != link.path) {
                let written = match link.wiki {
                    true => path,
                    false => encoded(&path, link.spaces),
                };
                edits.push((link.range.clone(), written));
            }
        }
        edits
    }
}

/// A relative path from a file to another, in the style of the one it replaces; neither is encoded.
pub(super) fn path_to(from: &Path, to: &Path, written: &str) -> Option<String> {
    // Absolute ones are somebody's own convention.
    if written.starts_with('/') {
        return None;
    }
    let folder = from.parent()?;
    let shared = folder
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    if shared == 0 {
        return None;
    }
    let mut parts: Vec<String> = folder
        .components()
        .skip(shared)
        .map(|_| "..".to_owned())
        .collect();
    for part in to.components().skip(shared) {
        parts.push(part.as_os_str().to_str()?.to_owned());
    }
    let mut path = parts.join("/");
    if written.starts_with("./") && !path.starts_with("..") {
        path.insert_str(0, "./");
    }
    if written.ends_with('/') {
        path.push('/');
    }
    let has_extension = Path::new(written).extension().is_some();
    if !has_extension && let Some(bare) = path.strip_suffix(".md") {
        path.truncate(bare.len());
    }
    Some(path)
}

/// A path as a link's target: what would end or change it is percent-encoded. `<a b.md>` may hold spaces as they are,
/// elsewhere they end the target.
pub(super) fn encoded(path: &str, spaces: bool) -> String {
    let mut out = String::with_capacity(path.len());
    for char in path.chars() {
        match char {
            ' ' if spaces => out.push(' '),
            ' ' | '%' | '#' | '?' | '(' | ')' | '<' | '>' | '\\' | '"' => {
                out.push_str(&format!("%{:02X}", char as u32));
            }
            char => out.push(char),
        }
    }
    out
}

/// The name under which a wiki link finds a file: as short as before, if it still is the only one.
fn wiki_name(
    index: &Index,
    renames: &Renames,
    old: &Path,
    new: &Path,
    from: &Path,
    written: &str,
) -> Option<String> {
    let has_extension = written.ends_with(".md") || written.ends_with(".markdown");
    let bare = |name: String| match has_extension {
        true => name,
        false => name.strip_suffix(".md").map(str::to_owned).unwrap_or(name),
    };
    if !written.contains('/') {
        let name = bare(new.file_name()?.to_str()?.to_owned());
        // A folder that moves leaves names alone.
        let clash = index.files().any(|(path, _)| {
            path != old
                && renames.of(path).as_deref().unwrap_or(path).file_name() == new.file_name()
        });
        if !clash || old.file_name() == new.file_name() {
            return Some(name);
        }
    }
    // As many folders as were written, or the way from the note.
    let depth = written.split('/').filter(|part| *part != "..").count();
    let relative = written.starts_with("..")
        || !old.ends_with(written) && !old.ends_with(format!("{written}.md"));
    if relative {
        return path_to(from, new, "x.md").map(bare);
    }
    let parts: Vec<&str> = new
        .components()
        .filter_map(|part| part.as_os_str().to_str())
        .collect();
    let depth = depth.max(2).min(parts.len());
    Some(bare(parts[parts.len() - depth..].join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::Globs;
    use crate::workspace::scan::Scanner;

    fn index(files: &[(&str, &str)]) -> (Index, Vec<(PathBuf, Vec<FoundLink>)>) {
        let grammar = Grammar::standard();
        let mut scanner = Scanner::new(&grammar);
        let mut index = Index::default();
        let mut all = Vec::new();
        for (path, text) in files {
            let found = scanner.scan(text, Globs::Neither);
            index.insert(path.into(), &found);
            all.push((path.into(), found.links));
        }
        (index, all)
    }

    /// The files after renames, links and all.
    fn renamed(files: &[(&str, &str)], renames: &[(&str, &str)]) -> Vec<(String, String)> {
        let (index, links) = index(files);
        let renames = Renames::new(
            renames
                .iter()
                .map(|(old, new)| (old.into(), new.into()))
                .collect(),
        );
        let touched = renames.touched(&index);
        let mut out = Vec::new();
        for ((path, text), (_, links)) in files.iter().zip(&links) {
            let mut text = (*text).to_owned();
            let edits = renames.edits(&index, Path::new(path), links);
            assert!(
                edits.is_empty() || touched.contains(&path.into()),
                "{path} is edited and not told to be"
            );
            for (range, new) in edits.into_iter().rev() {
                text.replace_range(range, &new);
            }
            let path = renames.of(Path::new(path)).unwrap_or(path.into());
            out.push((path.display().to_string().replace('\\', "/"), text));
        }
        out
    }

    #[test]
    fn links_follow_files_and_keep_their_style() {
        let cases: &[(&str, &str, &str, &str)] = &[
            (
                "[a](research.md)",
                "/w/acme/research.md",
                "/w/acme/facts.md",
                "[a](facts.md)",
            ),
            (
                "[a](./research.md#News 'x')",
                "/w/acme/research.md",
                "/w/acme/old/facts.md",
                "[a](./old/facts.md#News 'x')",
            ),
            (
                "[a](research.md)",
                "/w/acme/research.md",
                "/w/research.md",
                "[a](../research.md)",
            ),
            (
                "[a](research)",
                "/w/acme/research.md",
                "/w/acme/facts.md",
                "[a](facts)",
            ),
            (
                "[a](research.md)",
                "/w/acme/research.md",
                "/w/acme/the facts (1)#%.md",
                "[a](the%20facts%20%281%29%23%25.md)",
            ),
            (
                "[[research]] and [[research#News|it]]",
                "/w/acme/research.md",
                "/w/acme/facts.md",
                "[[facts]] and [[facts#News|it]]",
            ),
            (
                "[[acme/research]]",
                "/w/acme/research.md",
                "/w/acme/facts.md",
                "[[acme/facts]]",
            ),
            (
                "[r]: research.md\n\n[r]",
                "/w/acme/research.md",
                "/w/acme/facts.md",
                "[r]: facts.md\n\n[r]",
            ),
            // The folder moves, and the note with it.
            (
                "[a](research.md) [b](../other.md)",
                "/w/acme",
                "/w/done/acme",
                "[a](research.md) [b](../../other.md)",
            ),
            // The note itself moves.
            (
                "[a](research.md) [[research]]",
                "/w/acme/note.md",
                "/w/note.md",
                "[a](acme/research.md) [[research]]",
            ),
            (
                "[a](https://x.y/research.md) `[a](research.md)`",
                "/w/acme/research.md",
                "/w/acme/facts.md",
                "[a](https://x.y/research.md) `[a](research.md)`",
            ),
            (
                "![p](photo.png)",
                "/w/acme/note.md",
                "/w/note.md",
                "![p](acme/photo.png)",
            ),
        ];
        for (text, old, new, expected) in cases {
            let files = [
                ("/w/acme/note.md", *text),
                ("/w/acme/research.md", "# Research\n"),
                ("/w/other.md", "# Other\n"),
            ];
            let found = renamed(&files, &[(old, new)]);
            assert_eq!(found[0].1, *expected, "{text} when {old} becomes {new}");
        }
    }

    #[test]
    fn links_are_found_from_their_target() {
        let (index, _) = index(&[
            ("/w/a.md", "[x](b.md#the-news) [[b]] [y](c/d.md)\n"),
            ("/w/b.md", "# B\n\n## The News\n\n[here](#the-news)\n"),
            ("/w/c/B.md", "[no](../a.md)\n"),
            ("/w/c/d.md", "[z](../b.md#The%20News) [[B#The News]]\n"),
            ("/w/c/e.md", "[[c/b]] [[W/B]]\n"),
        ]);
        let from = |path: &str| -> Vec<&str> {
            let found = index.linking_to(Path::new(path)).into_iter();
            found.filter_map(Path::to_str).collect()
        };
        assert_eq!(from("/w/b.md"), ["/w/a.md", "/w/c/d.md", "/w/c/e.md"]);
        assert_eq!(from("/w/c/B.md"), ["/w/c/d.md", "/w/c/e.md"]);
        assert_eq!(from("/w/c/d.md"), ["/w/a.md"]);
    }
}
