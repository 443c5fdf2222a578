//! Where configuration files are.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

/// The name of the configuration file.
pub const FILE_NAME: &str = "prep.toml";

/// The nearest `prep.toml` in a folder or one of the folders above it.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|file| file.is_file())
}

/// The user's own file, if there is one: `~/.config/prep-ls/prep.toml` and what corresponds to it
/// on macOS (the same) and Windows (`%APPDATA%\prep-ls\prep.toml`).
pub fn user_file() -> Option<PathBuf> {
    user_path().filter(|file| file.is_file())
}

/// Where the user's own file is or would be; none where there is no home folder.
pub fn user_path() -> Option<PathBuf> {
    let folder = etcetera::choose_base_strategy().ok()?.config_dir();
    Some(folder.join("prep-ls").join(FILE_NAME))
}
