//! Topics: what postings ask for and talking points are about. `grammars/topics/*.toml`, and the
//! user's `[[topics]]`.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tags::TopicData;

/// The shipped topics without their words, as `build.rs` makes them of the data files.
const SHORT: &str = include_str!(concat!(env!("OUT_DIR"), "/topics.json"));

/// The shipped data files: names and texts, as JSON.
const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/topics.rs"));

/// A topic, without the words that the lexicon knows it by.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Topic {
    /// Its stable name: `data.topic` of findings.
    pub id: String,
    /// What a person calls it.
    pub title: String,
    /// Whether a posting that asks for it wants a talking point: a warning where there is none.
    #[serde(default)]
    pub critical: bool,
    /// Ids of topics so near that being concrete there excuses a vague word here.
    #[serde(default)]
    pub neighbours: Vec<String>,
    /// Standards, controls, methods, tools that make a claim on it concrete.
    #[serde(default)]
    pub specifics: Vec<String>,
}

impl From<TopicData> for Topic {
    fn from(data: TopicData) -> Self {
        Topic {
            id: data.id,
            title: data.title,
            critical: data.critical,
            neighbours: data.neighbours,
            specifics: data.specifics,
        }
    }
}

/// A topic in a user's `prep.toml`. One of a shipped topic's name adds to that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct TopicOverlay {
    /// Its name, or that of a shipped topic.
    pub name: String,
    /// Whether a posting that asks for it wants a talking point: a warning where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub critical: Option<bool>,
    /// Words that raise it.
    pub words: Vec<String>,
    /// Standards, controls, methods, tools that make a claim on it concrete.
    pub specifics: Vec<String>,
    /// Phrases in which its words mean something else: "security guard".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
}

static SHIPPED: LazyLock<Vec<Topic>> = LazyLock::new(|| super::read(("topics/*", SHORT)));

impl Topic {
    /// The shipped topics, by id.
    pub fn shipped() -> &'static [Topic] {
        &SHIPPED
    }
}

impl TopicData {
    /// The shipped topics with their words, by id.
    pub fn shipped() -> Vec<TopicData> {
        FILES.iter().map(|&file| super::read(file)).collect()
    }

    /// The shipped topics with a user's on top.
    pub fn merged(overlays: &[TopicOverlay]) -> Vec<TopicData> {
        let mut topics = Self::shipped();
        for overlay in overlays
            .iter()
            .filter(|overlay| !overlay.name.trim().is_empty())
        {
            let id = slug(&overlay.name);
            let own = topics
                .iter()
                .position(|topic| topic.id == id || slug(&topic.title) == id);
            let index = own.unwrap_or_else(|| {
                topics.push(TopicData {
                    id,
                    title: overlay.name.trim().to_owned(),
                    critical: false,
                    neighbours: Vec::new(),
                    words: Vec::new(),
                    talk: Vec::new(),
                    specifics: Vec::new(),
                    ignore: Vec::new(),
                });
                topics.len() - 1
            });
            let topic = &mut topics[index];
            topic.critical = overlay.critical.unwrap_or(topic.critical);
            topic.words.extend(overlay.words.iter().cloned());
            topic.specifics.extend(overlay.specifics.iter().cloned());
            topic.ignore.extend(overlay.ignore.iter().cloned());
        }
        topics
    }
}

/// A name as an id: `Patient safety` is `patient-safety`.
fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
