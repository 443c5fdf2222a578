//! A configuration made ready for use.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::civil::Date;

use crate::grammar::Grammar;
use crate::note::Globs;
use crate::rules::Settings;

use super::types::Config;

/// A configuration with all that is made from it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The configuration itself.
    pub config: Arc<Config>,
    /// The standard sections with the user's changes.
    pub grammar: Arc<Grammar>,
    /// The settings of the rules.
    pub settings: Arc<Settings>,
    /// The file it was read from, if any.
    pub file: Option<PathBuf>,
    include: GlobSet,
    exclude: GlobSet,
    /// What globs are relative to.
    root: Option<PathBuf>,
}

impl Profile {
    /// Makes a configuration ready. `file` is where it was read from; globs are relative to its
    /// folder. Returns what is wrong with it, too: globs that are none.
    pub fn new(config: Config, file: Option<PathBuf>, today: Option<Date>) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let mut globs = |patterns: &[String]| {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns {
                match glob(pattern) {
                    Ok(glob) => {
                        set.add(glob);
                    }
                    Err(problem) => problems.push(problem),
                }
            }
            set.build().unwrap_or_default()
        };
        let (include, exclude) = (globs(&config.include), globs(&config.exclude));
        let grammar = if config.sections.is_empty() && config.topics.is_empty() {
            Grammar::standard()
        } else {
            let mut data = Grammar::standard_data();
            // What is wrong with a section was told when the file was read.
            data.merge(&config.sections);
            Arc::new(Grammar::new(data).with_topics(&config.topics))
        };
        let rules = config
            .rules
            .iter()
            .map(|(rule, set)| (rule.clone(), *set))
            .collect();
        let settings = Arc::new(Settings {
            rules,
            today,
            ..Settings::default()
        });
        let root = file.as_deref().and_then(Path::parent).map(Path::to_owned);
        (
            Profile {
                config: Arc::new(config),
                grammar,
                settings,
                file,
                include,
                exclude,
                root,
            },
            problems,
        )
    }

    /// What the globs say of a path. Paths outside the configuration's folder are matched by the
    /// whole of them, so that `**/*.prep.md` means every such file.
    pub fn globs(&self, path: &Path) -> Globs {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let root = self
            .root
            .as_deref()
            .and_then(|root| std::path::absolute(root).ok());
        let path = root
            .and_then(|root| absolute.strip_prefix(root).ok().map(Path::to_owned))
            .unwrap_or(absolute);
        if self.exclude.is_match(&path) {
            Globs::Excluded
        } else if self.include.is_match(&path) {
            Globs::Included
        } else {
            Globs::Neither
        }
    }
}

/// A glob of `include` or `exclude`; what is wrong with it if it is none.
pub(super) fn glob(pattern: &str) -> Result<Glob, String> {
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| format!("`{pattern}` is no glob: {}", error.kind()))
}

impl Default for Profile {
    fn default() -> Self {
        Profile::new(Config::default(), None, None).0
    }
}
