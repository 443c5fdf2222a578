//! What lies round a note, for its rules: the index and a few files beside it become plain data.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::config::Profile;
use crate::grammar::numbers;
use crate::note::{Globs, Note};
use crate::rules::{FileTarget, Resume, Surroundings};
use crate::syntax::Syntax;
use crate::text::Text;

use super::index::Index;
use super::scan::{FoundLink, LinkForm, Scanned, Scanner, decoded, split_target};
use super::{is_markdown, links};

/// The résumé's file where nothing names one.
const RESUME: &str = "resume.md";

/// Looks round a note. `found` is what its text says; `read` gives the text of a file, which may be open in an editor. Nothing
/// outside the workspace's folders and the note's own folder is read.
pub fn around(
    index: &Index,
    path: &Path,
    found: &Scanned,
    profile: &Profile,
    roots: &[PathBuf],
    read: &dyn Fn(&Path) -> Option<String>,
) -> Surroundings {
    if !found.is_note {
        return Surroundings::default();
    }
    let folder = path.parent().unwrap_or(path);
    let is_inside = |file: &Path| {
        let inside = |file: &Path| {
            file.starts_with(folder) || roots.iter().any(|root| file.starts_with(root))
        };
        let real = |path: &Path| path.canonicalize().ok();
        inside(file)
            && real(file).is_none_or(|file| {
                let mut within = roots.iter().map(PathBuf::as_path).chain([folder]);
                within.any(|root| real(root).is_some_and(|root| file.starts_with(root)))
            })
    };
    let mut targets = BTreeMap::new();
    let mut elsewhere = BTreeSet::new();
    for link in &found.links {
        let (written, _) = split_target(link);
        if written.is_empty() || targets.contains_key(written.as_ref()) {
            continue;
        }
        let target = links::resolve(index, path, link).map(|target| target.path);
        let state = match &target {
            // Somebody's own convention, or a file that is nobody's business.
            Some(_) if written.starts_with('/') => continue,
            Some(target) if !is_inside(target) => continue,
            Some(target) => state(index, target, profile, read),
            None => None,
        };
        if let Some(target) = &target
            && target != path
            && target.parent() == Some(folder)
            && matches!(state, Some(FileTarget::Markdown(_)))
            && let Some(text) = read(target)
        {
            elsewhere.extend(sections(&text, target, profile));
        }
        let state = state.unwrap_or_else(|| FileTarget::Missing(nearest(index, path, link)));
        targets.insert(written.into_owned(), state);
    }
    let file = resume(path, found, profile, folder).filter(|file| is_inside(file));
    let resume = file.filter(|file| file != path).and_then(|file| {
        let text = read(&file)?;
        Some(Resume {
            name: file.file_name()?.to_string_lossy().into_owned(),
            numbers: numbers::values(&text),
        })
    });
    Surroundings {
        companies: index.companies(),
        resume,
        elsewhere,
        targets,
    }
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

/// What a path leads to; none if to nothing.
fn state(
    index: &Index,
    target: &Path,
    profile: &Profile,
    read: &dyn Fn(&Path) -> Option<String>,
) -> Option<FileTarget> {
    if let Some(entry) = index.get(target) {
        let headings = index.headings(entry).map(str::to_owned);
        return Some(FileTarget::Markdown(headings.collect()));
    }
    // A file that git does not see, or beside a note that is open alone, may be linked to all the same.
    if is_markdown(target)
        && let Some(text) = read(target)
    {
        let found = Scanner::new(&profile.grammar).scan(&text, Globs::Neither);
        let headings = found.headings.into_iter().map(|heading| heading.plain);
        return Some(FileTarget::Markdown(headings.collect()));
    }
    target.exists().then_some(FileTarget::Other)
}

/// The ids of the sections that a file holds something in.
fn sections(text: &str, path: &Path, profile: &Profile) -> Vec<String> {
    let text = Text::new(text);
    let globs: Globs = profile.globs(path);
    let note = Note::new(&text, &Syntax::parse(&text), &profile.grammar, globs);
    let held = note
        .sections
        .iter()
        .filter(|section| note.has_content(section));
    let ids = held.map(|section| note.spec(section, &profile.grammar).id.clone());
    let mut ids: Vec<String> = ids.collect();
    // A page that is all about one thing says so in its title: "# Company Research".
    let title = note.title.as_ref().map(|title| title.text.as_str());
    let by_title = title.and_then(|title| profile.grammar.recognise(title));
    ids.extend(by_title.map(|found| profile.grammar.sections[found.section].id.clone()));
    ids
}

/// The file that is most like one that a link names and that is not there, as the link would have it.
fn nearest(index: &Index, from: &Path, link: &FoundLink) -> Option<String> {
    let (written, _) = split_target(link);
    let folder = from.parent()?;
    let name = Path::new(written.as_ref())
        .file_name()?
        .to_str()?
        .to_lowercase();
    let bare = |name: &str| {
        name.trim_end_matches(".markdown")
            .trim_end_matches(".md")
            .to_owned()
    };
    let wanted = bare(&name);
    let best = index
        .files()
        .map(|(path, _)| path)
        .filter(|path| *path != from && is_markdown(path))
        .filter_map(|path| {
            let name = bare(&path.file_name()?.to_str()?.to_lowercase());
            let score = strsim::jaro_winkler(&wanted, &name);
            let beside = path.parent() == Some(folder);
            (score > 0.85).then_some((path, score + if beside { 0.05 } else { 0.0 }))
        })
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    match link.form {
        LinkForm::Path => links::path_to(from, best.0, &link.target),
        LinkForm::Wiki => Some(bare(decoded(best.0.file_name()?.to_str()?).as_ref())),
    }
}
