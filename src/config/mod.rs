//! The configuration: `prep.toml`, the user's own file, and what the editor sends.
//!
//! The nearest `prep.toml` upward from a note counts, then the user's own file, then the defaults;
//! an editor's settings override them, and `--config FILE` overrides all. Reading never loses
//! anything: what is wrong in a file is told with its place, and the rest of it counts.

mod discover;
mod editor;
mod load;
mod profile;
mod sent;
mod types;

pub use discover::{FILE_NAME, find, user_file, user_path};
pub use editor::editor_settings;
pub use load::{LoadError, Loaded, MAX_LEN, Problem, load};
pub use profile::Profile;
pub use sent::check_sent;
pub use types::{Config, Features, Server};

/// The JSON Schema of `prep.toml`, with a line end at its end.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Config);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests;
