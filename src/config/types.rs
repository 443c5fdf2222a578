//! What can be configured. These types are the schema: editors and the docs are made from them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::grammar::{SectionOverlay, TopicOverlay};
use crate::rules::RuleSetting;

/// The configuration of prep-ls: `prep.toml`, and the same keys from an editor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(title = "prep.toml", deny_unknown_fields)]
pub struct Config {
    /// Files that are prep notes whatever stands in them, as globs relative to this file.
    pub include: Vec<String>,
    /// Files that are none, as globs relative to this file.
    pub exclude: Vec<String>,
    /// The résumé that numbers in the notes are traced to, relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<String>,
    /// The file of stories that the notes share, relative to this file. Without it, the nearest `stories.md` beside the note or above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stories: Option<String>,
    /// The level of each rule: "off", "hint", "info", "warning" or "error"; or a table of its level and its options.
    pub rules: BTreeMap<String, RuleSetting>,
    /// Changes to the standard sections, and sections of your own, by id.
    pub sections: BTreeMap<String, SectionOverlay>,
    /// Topics of your own, and additions to the shipped ones.
    pub topics: Vec<TopicOverlay>,
    /// How the language server behaves.
    pub server: Server,
    /// Which features the language server offers.
    pub features: Features,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            include: vec!["**/*.prep.md".to_owned()],
            exclude: Vec::new(),
            resume: None,
            stories: None,
            rules: BTreeMap::new(),
            sections: BTreeMap::new(),
            topics: Vec::new(),
            server: Server::default(),
            features: Features::default(),
        }
    }
}

/// How the language server behaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Server {
    /// Diagnostics wait this long after the last keystroke, in milliseconds.
    pub debounce_ms: u64,
    /// Rules about wording leave the line that is being typed alone until it is left or idle.
    pub calm_typing: bool,
    /// How many Markdown files of the workspace are looked at for the search, links and rules that need other notes.
    pub max_files: usize,
    /// How many megabytes of them.
    pub max_megabytes: u64,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            debounce_ms: 150,
            calm_typing: true,
            max_files: 20_000,
            max_megabytes: 400,
        }
    }
}

/// Which features the language server offers. Switch off what another Markdown server gives you.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Features {
    /// Diagnostics.
    pub diagnostics: bool,
    /// Completion.
    pub completion: bool,
    /// Hover.
    pub hover: bool,
    /// The outline (document symbols).
    pub outline: bool,
    /// Folding.
    pub folding: bool,
    /// Quick fixes and other code actions.
    pub actions: bool,
    /// Code lenses: readiness at the title and the status of each section.
    pub lens: bool,
    /// Inlay hints: days left after the interview's date; the status of sections where no lens shows it.
    pub hints: bool,
    /// Jumping: definition, references, highlights, and links to click.
    pub links: bool,
    /// Rename of headings, companies and stories.
    pub rename: bool,
    /// The search over all notes (workspace symbols).
    pub symbols: bool,
    /// Growing selections.
    pub selection: bool,
}

impl Default for Features {
    fn default() -> Self {
        Features {
            diagnostics: true,
            completion: true,
            hover: true,
            outline: true,
            folding: true,
            actions: true,
            lens: true,
            hints: true,
            links: true,
            rename: true,
            symbols: true,
            selection: true,
        }
    }
}
