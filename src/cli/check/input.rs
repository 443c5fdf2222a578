//! What is to be checked: the files that were given, and the Markdown files below given folders.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::workspace;

/// What the paths of a command line came to.
#[derive(Debug, Default)]
pub(in crate::cli) struct Inputs {
    /// The files, in order, each once.
    pub(in crate::cli) files: Vec<Input>,
    /// The folders that were given.
    pub(in crate::cli) folders: Vec<PathBuf>,
    /// What was asked for and cannot be had.
    pub(in crate::cli) errors: Vec<String>,
    /// What could not be looked into on the way.
    pub(in crate::cli) warnings: Vec<String>,
}

/// A file to look at.
#[derive(Debug)]
pub(in crate::cli) struct Input {
    /// Its path, as it was given, or the given folder joined with the rest.
    pub(in crate::cli) path: PathBuf,
    /// Whether it was given itself.
    pub(in crate::cli) given: bool,
    /// The folder in which it was found, links followed.
    within: Option<Arc<Path>>,
}

impl Input {
    /// Whether it is a link out of the folder in which it was found: to read what it leads to is what it is for, but nobody has
    /// asked to have that changed.
    pub(in crate::cli) fn leads_away(&self) -> bool {
        let real = || self.path.canonicalize().ok();
        match (self.given, &self.within) {
            (false, Some(within)) => real().is_some_and(|real| !real.starts_with(within)),
            _ => false,
        }
    }
}

/// Goes through the paths of a command line; none means the current folder.
pub(in crate::cli) fn gather(paths: &[PathBuf]) -> Inputs {
    let mut inputs = Inputs::default();
    if paths.is_empty() {
        walk(&mut inputs, Path::new("."));
        // As nobody wrote the `.`, it is not shown either.
        inputs.folders = vec![PathBuf::new()];
        for input in &mut inputs.files {
            if let Ok(rest) = input.path.strip_prefix(".") {
                input.path = rest.to_owned();
            }
        }
    }
    for path in paths {
        if path.is_dir() {
            walk(&mut inputs, path);
        } else if path.as_os_str() == "-" && !path.exists() {
            inputs.errors.push(
                "`-` is no path: to check standard input, name the file it stands for with --stdin-filename NAME"
                    .to_owned(),
            );
        } else {
            // One that does not exist is told when it is read.
            inputs.files.push(Input {
                path: path.clone(),
                given: true,
                within: None,
            });
        }
    }
    unique(&mut inputs.files);
    inputs
}

fn walk(inputs: &mut Inputs, folder: &Path) {
    let found = workspace::discover(folder);
    inputs.folders.push(folder.to_owned());
    let within: Option<Arc<Path>> = folder.canonicalize().ok().map(Arc::from);
    inputs
        .files
        .extend(found.files.into_iter().map(|path| Input {
            path,
            given: false,
            within: within.clone(),
        }));
    for problem in found.problems {
        if problem.at_root {
            inputs.errors.push(format!(
                "`{}` could not be looked into: {}: make the folder readable",
                folder.display(),
                problem.message
            ));
        } else {
            inputs
                .warnings
                .push(format!("left out: {}", problem.message));
        }
    }
}

/// Leaves each file in once, by the file that links lead to: it must not be mended twice at a time.
fn unique(files: &mut Vec<Input>) {
    let mut seen: HashMap<PathBuf, usize> = HashMap::new();
    let mut kept: Vec<Input> = Vec::with_capacity(files.len());
    for file in files.drain(..) {
        let real = file
            .path
            .canonicalize()
            .unwrap_or_else(|_| file.path.clone());
        match seen.get(&real) {
            Some(&index) => kept[index].given |= file.given,
            None => {
                seen.insert(real, kept.len());
                kept.push(file);
            }
        }
    }
    *files = kept;
}
