//! What the lexicon holds: the meanings that words and phrases have, and how the lists of the data files give them. `build.rs`
//! lays the shipped ones out with it.

use serde::Deserialize;

use super::phrase_table::{Form, Phrasebook, Value};

/// What a word or phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// It raises a topic, by its index among the lexicon's topics.
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

/// The tags without a number, in the order in which the table counts them.
const PLAIN: [Tag; 22] = [
    Tag::Deed,
    Tag::State,
    Tag::BeforeDeed,
    Tag::Weak,
    Tag::Attitude,
    Tag::Advice,
    Tag::Wish,
    Tag::Company,
    Tag::Posting,
    Tag::Number,
    Tag::Outcome,
    Tag::Subject,
    Tag::None,
    Tag::VagueAmount,
    Tag::Cliche,
    Tag::Hedge,
    Tag::Nice,
    Tag::Learning,
    Tag::Filler,
    Tag::Stop,
    Tag::Soft,
    Tag::Function { english: true },
];

/// A kind in the lower half, a number in the upper one.
impl Value for Tag {
    fn to_bits(self) -> u32 {
        let numbered = |kind: u32, number: u16| kind | u32::from(number) << 16;
        match self {
            Tag::Raises(topic) => numbered(0, topic),
            Tag::Talks(topic) => numbered(1, topic),
            Tag::Specific(topic) => numbered(2, topic),
            Tag::Ignores(topic) => numbered(3, topic),
            Tag::Same(group) => numbered(4, group),
            Tag::Function { english: false } => 5,
            plain => {
                let at = PLAIN.iter().position(|&other| other == plain);
                6 + at.expect("every tag without a number stands in the list") as u32
            }
        }
    }

    fn from_bits(bits: u32) -> Self {
        let number = (bits >> 16) as u16;
        match bits & 0xffff {
            0 => Tag::Raises(number),
            1 => Tag::Talks(number),
            2 => Tag::Specific(number),
            3 => Tag::Ignores(number),
            4 => Tag::Same(number),
            5 => Tag::Function { english: false },
            plain => PLAIN[plain as usize - 6],
        }
    }
}

/// A topic as its file has it: what postings ask for and talking points are about.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TopicData {
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
    /// Words and phrases that raise it.
    pub words: Vec<String>,
    /// Plain words that raise it where a candidate speaks of themselves, and nowhere else.
    #[serde(default)]
    pub talk: Vec<String>,
    /// Standards, controls, methods, tools that make a claim on it concrete.
    #[serde(default)]
    pub specifics: Vec<String>,
    /// Phrases in which its words mean something else.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// How people write about themselves: `grammars/wording.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Wording {
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

/// Words for the same thing: `grammars/synonyms.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Synonyms {
    version: u32,
    groups: Vec<Vec<String>>,
}

/// All words and phrases with a meaning, tagged.
pub(crate) fn phrasebook(
    topics: &[TopicData],
    wording: &Wording,
    synonyms: &Synonyms,
) -> Phrasebook {
    assert!(
        (wording.version, synonyms.version) == (1, 1),
        "grammars/wording.toml and synonyms.toml have another shape than this program reads"
    );
    let mut phrases = Phrasebook::default();
    let mut add = |list: &[String], form: Form, tag: Tag| {
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
            add(list, form, tag);
        }
    }
    for (group, index) in synonyms.groups.iter().zip(0u16..) {
        add(group, Form::Any, Tag::Same(index));
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
        add(list, form, tag);
    }
    for (language, list) in &wording.languages {
        let english = language == "en";
        add(list, Form::Exact, Tag::Function { english });
    }
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_same_after_it_was_laid_out() {
        let numbered = [
            Tag::Raises(7),
            Tag::Talks(300),
            Tag::Specific(0),
            Tag::Ignores(u16::MAX),
            Tag::Same(12),
            Tag::Function { english: false },
        ];
        for tag in numbered.into_iter().chain(PLAIN) {
            assert_eq!(Tag::from_bits(tag.to_bits()), tag);
        }
    }
}
