//! What of other files may be named where somebody types: the notes of the workspace and their headings, and the stories
//! of the bank.

use std::path::Path;

use crate::ide::navigate::Away;
use crate::ide::{LinkTarget, LinkTargets, Snapshot, WantedLinks, WantedTargets};

use super::across::Files;
use super::index::{Entry, Index};
use super::links;

/// How many notes are offered at most; whoever types on sees others.
const MOST: usize = 200;

/// The targets that a place of a note may want.
pub fn targets(
    files: &Files<'_>,
    from: &Path,
    snapshot: &Snapshot,
    wanted: &WantedTargets,
) -> LinkTargets {
    let mut targets = LinkTargets::default();
    let wanted = match wanted {
        WantedTargets::Link(wanted) => wanted,
        WantedTargets::Stories => {
            targets.stories = files.stories(from, snapshot);
            return targets;
        }
    };
    if wanted.headings {
        targets.headings = headings(files, from, wanted);
        return targets;
    }
    let found = notes(files, from, wanted);
    match wanted.wiki {
        true => targets.wiki = found,
        false => targets.paths = found,
    }
    targets
}

/// The notes whose name or path holds what was typed, those of the note's own folder first.
fn notes(files: &Files<'_>, from: &Path, wanted: &WantedLinks) -> Vec<LinkTarget> {
    let (index, folder) = (files.index, from.parent());
    let typed = wanted.typed.to_lowercase();
    let mut found = Vec::new();
    let beside = index.files().filter(|(path, _)| path.parent() == folder);
    let elsewhere = index.files().filter(|(path, _)| path.parent() != folder);
    for (path, entry) in beside.chain(elsewhere).filter(|(path, _)| *path != from) {
        let label = called(index, path, entry);
        let insert = match wanted.wiki {
            true => name(index, path),
            false => links::path_to(from, path, "x.md").map(|path| links::encoded(&path, false)),
        };
        let Some(insert) = insert else { continue };
        if !holds(&insert, &typed) && !holds(&label, &typed) {
            continue;
        }
        let root = files
            .roots
            .iter()
            .find_map(|root| path.strip_prefix(root).ok());
        found.push(LinkTarget {
            label,
            insert,
            detail: root.unwrap_or(path).display().to_string(),
        });
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Whether the letters of a text stand in another one in their order, as editors match.
fn holds(text: &str, typed: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    typed
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// What a note is called in a list: its company and role, or its file.
fn called(index: &Index, path: &Path, entry: &Entry) -> String {
    let named = index.company(entry).filter(|_| entry.is_note);
    match (named, index.role(entry)) {
        (Some(company), Some(role)) => format!("{company} – {role}"),
        (Some(company), None) => company.to_owned(),
        (None, _) => path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    }
}

/// The shortest name by which a wiki link finds a file and no other. None where it would mean something else in such a link.
fn name(index: &Index, path: &Path) -> Option<String> {
    let own = path.file_name()?.to_str()?;
    let bare = own
        .strip_suffix(".markdown")
        .or_else(|| own.strip_suffix(".md"))?;
    let alike = index.named(&links::key(path));
    let mut name = bare.to_owned();
    let mut above = path.parent();
    // Folders are put before it until it is the only one.
    while let Some(folder) = above {
        let tail = format!("{name}.md").to_lowercase();
        let others = alike.iter().filter(|other| {
            other.as_path() != path
                && Path::new(&other.to_string_lossy().to_lowercase()).ends_with(&tail)
        });
        if others.count() == 0 {
            break;
        }
        name = format!("{}/{name}", folder.file_name()?.to_str()?);
        above = folder.parent();
    }
    (!name.contains(['[', ']', '|', '#', '^'])).then_some(name)
}

/// The headings of the note that was typed.
fn headings(files: &Files<'_>, from: &Path, wanted: &WantedLinks) -> Vec<LinkTarget> {
    let away = Away {
        path: percent_encoding::percent_decode_str(&wanted.typed)
            .decode_utf8_lossy()
            .into_owned(),
        fragment: None,
        wiki: wanted.wiki,
    };
    let Some((path, entry)) = files
        .file(from, &away)
        .and_then(|path| Some((files.index.get(&path)?, path)))
        .map(|(entry, path)| (path, entry))
    else {
        return Vec::new();
    };
    let anchors = files.index.anchors(entry);
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let headings = anchors.names().iter().zip(entry.levels()).enumerate();
    let targets = headings.map(|(at, (name, level))| LinkTarget {
        label: name.text.clone(),
        insert: anchors.fragment(at, wanted.wiki),
        detail: format!("heading {} of {file}", "#".repeat(level as usize)),
    });
    targets.filter(|target| !target.insert.is_empty()).collect()
}
