//! What words and phrases mean to the rules: all topics, and how people write about themselves, in
//! one table that a text is run through once.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::terms::{Form, Phrases, Word};
use super::topics::Topic;
use super::{read, shipped};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Wording {
    version: u32,
    languages: std::collections::BTreeMap<String, Vec<String>>,
    voice: Voices,
    deeds: Deeds,
    concrete: Concrete,
    weak_wording: WeakWording,
    requirements: Requirements,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Voices {
    attitudes: Vec<String>,
    advice: Vec<String>,
    wishes: Vec<String>,
    company: Vec<String>,
    posting: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Deeds {
    before: Vec<String>,
    irregular: Vec<String>,
    states: Vec<String>,
    weak: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Concrete {
    numbers: Vec<String>,
    outcomes: Vec<String>,
    subjects: Vec<String>,
    none: Vec<String>,
    vague_amounts: Vec<String>,
    filler: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WeakWording {
    cliches: Vec<String>,
    hedges: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Requirements {
    stop: Vec<String>,
    soft: Vec<String>,
    nice: Vec<String>,
    learning: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Synonyms {
    version: u32,
    groups: Vec<Vec<String>>,
}

static DATA: LazyLock<(Wording, Synonyms)> = LazyLock::new(|| {
    let wording: Wording = read(shipped!("wording"));
    let synonyms: Synonyms = read(shipped!("synonyms"));
    assert!(wording.version == 1 && synonyms.version == 1);
    (wording, synonyms)
});

/// What a word or phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// It raises a topic, by its index in [`Lexicon::topics`].
    Raises(u16),
    /// It raises a topic in what a candidate says of themselves.
    Talks(u16),
    /// It makes a claim on a topic concrete.
    Specific(u16),
    /// Topic's words within it mean something else.
    Ignores(u16),
    /// It means the same as others of a group.
    Same(u16),
    /// The past form of a verb.
    Deed,
    /// A word in "-ed" that describes and does not tell.
    State,
    /// What may stand before the past form of a verb that tells a deed.
    BeforeDeed,
    /// A beginning that leaves open who did it.
    Weak,
    /// An attitude or a boast: "always", "my priority".
    Attitude,
    /// A beginning that is advice to oneself.
    Advice,
    /// A beginning that speaks of a wish.
    Wish,
    /// A beginning that speaks of the company.
    Company,
    /// The name of a column or a part that holds what the posting asks for.
    Posting,
    /// A number or a scale in words.
    Number,
    /// What came of something.
    Outcome,
    /// What begins a clause about what came of a deed.
    Subject,
    /// What says that something did not happen.
    None,
    /// An amount that says nothing: "several".
    VagueAmount,
    /// A cliché.
    Cliche,
    /// A hedge.
    Hedge,
    /// Words round a requirement that is no must.
    Nice,
    /// What a person says of a skill that is not there yet.
    Learning,
    /// A noun that makes nothing concrete.
    Filler,
    /// A word that carries no requirement.
    Stop,
    /// What everybody says of themselves.
    Soft,
    /// A word of a language that says nothing about the matter: of English, or of another.
    Function {
        /// Whether the language is English.
        english: bool,
    },
}

/// A tagged phrase among some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its words, by index.
    pub words: Range<u32>,
    /// What it means.
    pub tag: Tag,
}

/// All words and phrases with a meaning. Immutable and shared.
#[derive(Debug)]
pub struct Lexicon {
    /// The topics that tags speak of.
    pub topics: Vec<Topic>,
    phrases: Phrases<Tag>,
    /// The neighbours of each topic, as indexes.
    neighbours: Vec<Vec<u16>>,
}

impl Lexicon {
    /// A lexicon of some topics.
    pub fn new(topics: Vec<Topic>) -> Self {
        let mut phrases = Phrases::default();
        let add = |phrases: &mut Phrases<Tag>, list: &[String], form: Form, tag: Tag| {
            for phrase in list {
                phrases.add(phrase, form, tag);
            }
        };
        for (topic, index) in topics.iter().zip(0u16..) {
            for (list, form, tag) in [
                (&topic.words, Form::Any, Tag::Raises(index)),
                (&topic.specifics, Form::Any, Tag::Specific(index)),
                (&topic.ignore, Form::Any, Tag::Ignores(index)),
                (&topic.talk, Form::Inflected, Tag::Talks(index)),
            ] {
                add(&mut phrases, list, form, tag);
            }
        }
        let (wording, synonyms) = &*DATA;
        for (group, index) in synonyms.groups.iter().zip(0u16..) {
            add(&mut phrases, group, Form::Any, Tag::Same(index));
        }
        // What depends on the form: "show" is advice, "showed" a deed.
        for (list, form, tag) in [
            (&wording.deeds.irregular, Form::Exact, Tag::Deed),
            (&wording.deeds.states, Form::Exact, Tag::State),
            (&wording.deeds.weak, Form::Exact, Tag::Weak),
            (&wording.deeds.before, Form::Exact, Tag::BeforeDeed),
            (&wording.voice.attitudes, Form::Exact, Tag::Attitude),
            (&wording.voice.advice, Form::Exact, Tag::Advice),
            (&wording.voice.wishes, Form::Exact, Tag::Wish),
            (&wording.voice.company, Form::Exact, Tag::Company),
            (&wording.voice.posting, Form::Exact, Tag::Posting),
            (&wording.concrete.numbers, Form::Exact, Tag::Number),
            (&wording.concrete.outcomes, Form::Exact, Tag::Outcome),
            (&wording.concrete.subjects, Form::Exact, Tag::Subject),
            (&wording.concrete.none, Form::Exact, Tag::None),
            (
                &wording.concrete.vague_amounts,
                Form::Exact,
                Tag::VagueAmount,
            ),
            (&wording.concrete.filler, Form::Inflected, Tag::Filler),
            (&wording.weak_wording.cliches, Form::Inflected, Tag::Cliche),
            (&wording.weak_wording.hedges, Form::Exact, Tag::Hedge),
            (&wording.requirements.nice, Form::Any, Tag::Nice),
            (
                &wording.requirements.learning,
                Form::Inflected,
                Tag::Learning,
            ),
            (&wording.requirements.stop, Form::Inflected, Tag::Stop),
            (&wording.requirements.soft, Form::Inflected, Tag::Soft),
        ] {
            add(&mut phrases, list, form, tag);
        }
        for (language, list) in &wording.languages {
            let english = language == "en";
            for word in list {
                phrases.add(word, Form::Exact, Tag::Function { english });
            }
        }
        let index = |id: &String| topics.iter().position(|topic| topic.id == *id);
        let neighbours = topics
            .iter()
            .map(|topic| {
                topic
                    .neighbours
                    .iter()
                    .filter_map(index)
                    .map(|at| at as u16)
                    .collect()
            })
            .collect();
        Lexicon {
            topics,
            phrases,
            neighbours,
        }
    }

    /// The meanings of some words. `source` is the text that their spans count in.
    ///
    /// A topic's words count for nothing where they stand within a phrase that it leaves alone, or
    /// within a longer phrase of the topic.
    pub fn hits(&self, words: &[Word], source: &str) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        self.phrases.find(words, source, |range, tag| {
            hits.push(Hit {
                words: range.start as u32..range.end as u32,
                tag,
            });
        });
        let topical: Vec<Hit> = hits
            .iter()
            .filter(|hit| {
                matches!(
                    hit.tag,
                    Tag::Ignores(_) | Tag::Raises(_) | Tag::Specific(_) | Tag::Talks(_)
                )
            })
            .cloned()
            .collect();
        if topical.len() > 1 {
            hits.retain(|hit| !topical.iter().any(|other| hides(other, hit)));
        }
        hits.retain(|hit| !matches!(hit.tag, Tag::Ignores(_)));
        hits
    }

    /// The topics near a topic.
    pub fn neighbours(&self, topic: u16) -> &[u16] {
        &self.neighbours[topic as usize]
    }
}

/// Whether a phrase hides another of the same topic within it: one that is left alone hides all, a
/// longer one hides shorter ones, but a specific does not take away that the topic is raised.
fn hides(other: &Hit, hit: &Hit) -> bool {
    let within = other.words.start <= hit.words.start && hit.words.end <= other.words.end;
    let longer = other.words.len() > hit.words.len();
    within
        && match (other.tag, hit.tag) {
            (Tag::Ignores(one), Tag::Raises(two) | Tag::Specific(two) | Tag::Talks(two)) => {
                one == two
            }
            (Tag::Raises(one), Tag::Raises(two) | Tag::Specific(two)) => one == two && longer,
            (Tag::Specific(one), Tag::Specific(two)) => one == two && longer,
            _ => false,
        }
}
