//! What lies round the notes that are checked: an index of their workspace, as the server has it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::configs::{Configs, absolute, folder_of};
use crate::config::{self, Profile};
use crate::rules::Surroundings;
use crate::workspace::index::Index;
use crate::workspace::scan::Scanner;
use crate::workspace::{Limits, Reins, Root, around, fill, read, searchable};

/// An index, and the folders it was made of.
#[derive(Debug, Default)]
pub(in crate::cli) struct Round {
    index: Index,
    roots: Vec<PathBuf>,
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
        let outcome = fill(
            &mut index,
            &bounded,
            None,
            &mut profile,
            &reins,
            &mut |_| {},
        );
        index.set_partial(outcome.bound.is_some());
        Round { index, roots }
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
        let globs = profile.globs(path);
        let found = Scanner::new(&profile.grammar).scan(contents, globs);
        let round = around(&self.index, path, &found, profile, &self.roots, &read);
        Arc::new(round)
    }
}
