//! Which configuration counts for which note: `--config`, else the nearest `prep.toml` upward, else
//! the user's own file, else the defaults. Every file is read once per run.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{self, Config, LoadError, Problem, Profile};
use crate::rules::Settings;
use crate::text::Text;

use super::check::excerpt;
use super::read::{self, ReadError};
use super::term;

/// What the command line changes in every configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Overrides {
    /// See [`Settings::select`].
    pub(super) select: Vec<String>,
    /// See [`Settings::ignore`].
    pub(super) ignore: Vec<String>,
    /// See [`Settings::today`].
    pub(super) today: Option<Date>,
}

/// A configuration that is in force somewhere.
#[derive(Debug)]
pub(super) struct Source {
    /// It, ready for use.
    pub(super) profile: Profile,
    /// Why it was taken.
    pub(super) origin: Origin,
    /// Its file's path, as it is shown; empty for the defaults.
    pub(super) shown: String,
    /// Its file's text, without byte order mark.
    pub(super) text: Text,
    /// What is wrong in it.
    pub(super) problems: Vec<Problem>,
}

/// Why a configuration was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// `--config` names it.
    Given,
    /// It is the nearest `prep.toml`.
    Nearest,
    /// It is the user's own.
    User,
    /// There is no file.
    Default,
}

impl Origin {
    /// In words.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Origin::Given => "given by --config",
            Origin::Nearest => "the nearest one upward",
            Origin::User => "your own, since none is nearer",
            Origin::Default => "the defaults",
        }
    }
}

/// A configuration file of which nothing counts.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConfigError {
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    #[error("{path}:{error}")]
    Broken {
        path: String,
        text: Text,
        error: LoadError,
    },
}

impl ConfigError {
    /// What is wrong, where, and what to do, for the terminal: several lines, styled.
    pub(super) fn render(&self) -> String {
        match self {
            ConfigError::Unreadable(error) => {
                format!("{} {error}", term::paint(term::RED, "error:"))
            }
            ConfigError::Broken { path, text, error } => excerpt::broken(
                path,
                text,
                error.range.clone(),
                &format!("this configuration cannot be read: {}", error.message),
                "mend the line; `prep-ls schema` says what a prep.toml may hold",
            ),
        }
    }
}

/// A configuration, or why it does not count; both are used for many notes.
type Found = Result<Arc<Source>, Arc<ConfigError>>;

/// The configurations of a run.
#[derive(Debug)]
pub(super) struct Configs {
    overrides: Overrides,
    given: Option<Arc<Source>>,
    folders: HashMap<PathBuf, Option<usize>>,
    files: Vec<(PathBuf, Found)>,
    fallback: Option<Option<usize>>,
    defaults: Arc<Source>,
}

/// The configuration for a folder, for a command about a single note. Where it cannot be read that is told, and there is none.
pub(super) fn of_folder(given: Option<&Path>, folder: &Path) -> Option<Arc<Source>> {
    let found = match Configs::new(given, Overrides::default()) {
        Ok(mut configs) => configs.of(folder).map_err(|error| error.render()),
        Err(error) => Err(error.render()),
    };
    found.map_err(|rendered| term::remark(&rendered)).ok()
}

impl Configs {
    /// The configurations of a run. With a file given, that one counts everywhere.
    pub(super) fn new(given: Option<&Path>, overrides: Overrides) -> Result<Self, ConfigError> {
        let given = match given {
            Some(file) => {
                let shown = file.display().to_string();
                Some(Arc::new(load(file, shown, Origin::Given, &overrides)?))
            }
            None => None,
        };
        let profile = Profile::new(Config::default(), None, None).0;
        let defaults = Arc::new(Source {
            profile: with_overrides(profile, &overrides),
            origin: Origin::Default,
            shown: String::new(),
            text: Text::new(""),
            problems: Vec::new(),
        });
        Ok(Configs {
            overrides,
            given,
            folders: HashMap::new(),
            files: Vec::new(),
            fallback: None,
            defaults,
        })
    }

    /// The configuration for notes in a folder.
    pub(super) fn of(&mut self, folder: &Path) -> Found {
        if let Some(given) = &self.given {
            return Ok(Arc::clone(given));
        }
        let index = match self.folders.get(folder) {
            Some(&index) => index,
            None => {
                let index = match nearest(folder) {
                    Some((file, shown)) => Some(self.file(file, shown, Origin::Nearest)),
                    None => self.fallback(),
                };
                self.folders.insert(folder.to_owned(), index);
                index
            }
        };
        match index {
            Some(index) => self.files[index].1.clone(),
            None => Ok(Arc::clone(&self.defaults)),
        }
    }

    /// What the command line changes.
    pub(super) fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// What counts where there is no file.
    pub(super) fn defaults(&self) -> Arc<Source> {
        Arc::clone(&self.defaults)
    }

    /// All configuration files that were used, in the order of their use.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        let files = self
            .files
            .iter()
            .filter_map(|(_, source)| source.as_ref().ok());
        self.given.iter().chain(files)
    }

    /// All configuration files that could not be used, each once.
    pub(super) fn errors(&self) -> impl Iterator<Item = &Arc<ConfigError>> {
        self.files
            .iter()
            .filter_map(|(_, source)| source.as_ref().err())
    }

    fn file(&mut self, file: PathBuf, shown: String, origin: Origin) -> usize {
        if let Some(known) = self.files.iter().position(|(path, _)| *path == file) {
            return known;
        }
        let source = load(&file, shown, origin, &self.overrides);
        self.files
            .push((file, source.map(Arc::new).map_err(Arc::new)));
        self.files.len() - 1
    }

    fn fallback(&mut self) -> Option<usize> {
        if let Some(known) = self.fallback {
            return known;
        }
        let index = config::user_file().map(|file| {
            let shown = file.display().to_string();
            self.file(file, shown, Origin::User)
        });
        self.fallback = Some(index);
        index
    }
}

fn load(
    file: &Path,
    shown: String,
    origin: Origin,
    overrides: &Overrides,
) -> Result<Source, ConfigError> {
    let contents = read::file(file)?;
    let contents = contents.strip_prefix('\u{feff}').unwrap_or(&contents);
    let text = Text::new(contents);
    match config::load(contents) {
        Ok(loaded) => {
            // Globs that are none were told by `load`, with their places.
            let (profile, _) = Profile::new(loaded.config, Some(absolute(file)), None);
            Ok(Source {
                profile: with_overrides(profile, overrides),
                origin,
                shown,
                text,
                problems: loaded.problems,
            })
        }
        Err(error) => Err(ConfigError::Broken {
            path: shown,
            text,
            error,
        }),
    }
}

fn with_overrides(mut profile: Profile, overrides: &Overrides) -> Profile {
    profile.settings = Arc::new(Settings {
        select: overrides.select.clone(),
        ignore: overrides.ignore.clone(),
        today: overrides.today,
        ..Settings::clone(&profile.settings)
    });
    profile
}

/// The nearest `prep.toml` upward from a folder, and how to show its path: as an extension of what
/// the user wrote where it lies within that, else in full.
fn nearest(folder: &Path) -> Option<(PathBuf, String)> {
    let whole = absolute(folder);
    let file = config::find(&whole)?;
    let up = whole
        .ancestors()
        .position(|above| file.parent() == Some(above))?;
    let shown =
        ancestor(folder, up).map_or_else(|| file.clone(), |above| above.join(config::FILE_NAME));
    Some((file, shown.display().to_string()))
}

/// A path some folders up, as long as its last component is the name of a folder.
fn ancestor(path: &Path, up: usize) -> Option<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..up {
        match path.components().next_back() {
            Some(Component::Normal(_)) => path.pop(),
            _ => return None,
        };
    }
    Some(path)
}

/// A path from the root on. The way to it is kept, links included, so that the nearest `prep.toml`
/// is the one that the user sees there; `..` alone is followed to where it leads.
pub(super) fn absolute(path: &Path) -> PathBuf {
    if path.components().any(|part| part == Component::ParentDir) {
        if let Ok(real) = path.canonicalize() {
            return real;
        }
        // A file that is not there, as the name of standard input may be.
        if let (Some(folder), Some(name)) = (path.parent(), path.file_name())
            && let Ok(real) = folder.canonicalize()
        {
            return real.join(name);
        }
    }
    // An empty path is the current folder.
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut parts: Vec<OsString> = Vec::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::CurDir => {}
            part => parts.push(part.as_os_str().to_owned()),
        }
    }
    parts.iter().collect()
}

/// The folder of a note.
pub(super) fn folder_of(note: &Path) -> &Path {
    note.parent().unwrap_or(Path::new(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_as_an_extension_of_what_was_written() {
        for (path, up, shown) in [
            ("notes/a", 1, Some("notes")),
            ("./notes", 1, Some(".")),
            ("notes", 1, Some("")),
            (".", 1, None),
            ("", 1, None),
            ("../notes", 1, Some("..")),
            ("../notes", 2, None),
            ("/x/notes", 2, Some("/")),
        ] {
            assert_eq!(
                ancestor(Path::new(path), up),
                shown.map(PathBuf::from),
                "{path} {up}"
            );
        }
    }

    #[test]
    fn an_absolute_path_holds_no_dots() {
        let here = std::env::current_dir().expect("there is a current folder");
        assert_eq!(absolute(Path::new("")), here);
        assert_eq!(absolute(Path::new("./a")), here.join("a"));
        assert_eq!(absolute(Path::new("no-such/../a")), here.join("a"));
        assert_eq!(
            absolute(Path::new("src/../Cargo.toml")),
            here.join("Cargo.toml")
        );
    }
}
