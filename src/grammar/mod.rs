//! What is known about prep notes, as data: the standard sections, how questions begin, how titles
//! read. The files in `grammars/` are built into the binary; a user's `prep.toml` is merged on top.

mod bank;
mod company;
mod cues;
mod facts;
mod keys;
mod lexicon;
pub(crate) mod memo;
mod model;
pub(crate) mod name;
pub mod numbers;
mod openers;
mod overlay;
mod part_words;
pub mod phrase_table;
mod phrases;
mod spec;
mod stock;
mod tags;
pub mod terms;
mod title;
mod topics;
mod translations;

pub use bank::{Asked, Bank, BankQuestion, Suggestion, Wanted};
pub use facts::{Facts, List, NameFacts, RedFlagFacts, StoryFacts};
pub use lexicon::{Hit, Lexicon};
pub use memo::Named;
pub use model::{
    Data, Expect, FieldData, FieldKind, HeadingData, KeySpec, PartData, QuestionCount,
    QuestionData, QuestionKind, SectionData, TitleData, Together, Voice,
};
pub use overlay::{FieldOverlay, OverlayError, PartOverlay, SectionOverlay};
pub use phrases::Phrases;
pub use spec::{FieldSpec, PartSpec, SectionSpec};
pub use stock::{Stock, StockQuestion};
pub use tags::{Tag, TopicData};
pub use topics::{Topic, TopicOverlay};

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use strsim::osa_distance;

use cues::Cues;
use keys::Keys;
use openers::Openers;
pub(crate) use openers::is_unspaced_or_hangul;
use part_words::PartWords;
use translations::Translations;

/// A name must have this many letters for a slip in it to be told from another word.
const NEAR: usize = 10;

/// The text of a shipped data file, `grammars/NAME.toml`, as the JSON that `build.rs` makes of it.
macro_rules! shipped {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")),
        )
    };
}
pub(crate) use shipped;

/// Reads a shipped data file. That its shape is right is a test's business.
pub(crate) fn read<T: serde::de::DeserializeOwned>((name, json): (&str, &str)) -> T {
    serde_json::from_str(json)
        .unwrap_or_else(|error| panic!("grammars/{name}.toml (a test reads it): {error}"))
}

/// What is known about prep notes, ready for use. Immutable and shared.
#[derive(Debug)]
pub struct Grammar {
    /// Tells it from other grammars, for what is remembered of it.
    number: u64,
    /// The sections in standard order.
    pub sections: Vec<SectionSpec>,
    /// How titles read.
    pub title: TitleData,
    /// The keys of the front matter that mean something.
    pub front_matter: Vec<KeySpec>,
    lexicon: Arc<Lexicon>,
    headings: HeadingData,
    /// Names of sections by key.
    names: Keys<(u16, How)>,
    /// Aliases with a gap for any words, those with most words of their own first.
    patterns: Vec<Pattern>,
    /// Aliases with a gap for the note's company.
    company_aliases: Vec<(String, usize)>,
    /// What headings without a name are about.
    cues: Cues,
    /// Keys of the titles, for misspellings.
    titles: Vec<(String, usize)>,
    /// Keys of the long other names of required sections, by their first letter, for the same.
    near_aliases: HashMap<Option<char>, Vec<(String, usize)>>,
    /// Labels of fields by key; the same label may belong to several sections.
    fields: Keys<(u16, u16)>,
    /// Names of parts by key.
    parts: Keys<(u16, u16)>,
    /// Words that hold a part.
    part_words: PartWords,
    /// The parts that questions hold by their kind: behavioural ones the second.
    question_parts: [Vec<(usize, usize)>; 2],
    questions: Openers,
    imperatives: Openers,
    behavioural: Openers,
    leads: Vec<String>,
    trails: Vec<String>,
    translations: Translations,
}

/// How a heading was recognised as a section's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// By the standard title.
    Title,
    /// By another name of the whole section.
    Alias,
    /// By the name of a share of it.
    Partial,
    /// By its likeness to the title: it is misspelled.
    Misspelled,
    /// By its wording, within a note that has the section under no name.
    Likely,
}

impl How {
    /// In words, for `prep-ls doctor`.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Title => "title",
            How::Alias => "alias",
            How::Partial => "part of the section",
            How::Misspelled => "misspelling",
            How::Likely => "by its wording",
        }
    }
}

/// A section that a heading names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Match {
    /// The section's index in [`Grammar::sections`].
    pub section: usize,
    /// How the heading names it.
    pub how: How,
}

#[derive(Debug)]
struct Pattern {
    before: Vec<String>,
    after: Vec<String>,
    section: usize,
}

impl Pattern {
    fn matches(&self, words: &[&str]) -> bool {
        let gap = words
            .len()
            .saturating_sub(self.before.len() + self.after.len());
        (1..=5).contains(&gap)
            && words
                .iter()
                .zip(&self.before)
                .all(|(word, own)| word == own)
            && words
                .iter()
                .rev()
                .zip(self.after.iter().rev())
                .all(|(word, own)| word == own)
    }
}

/// What a name within a section may mean. The same label may belong to several sections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Fields, as pairs of a section's index and the field's index in it.
    pub fields: Vec<(usize, usize)>,
    /// Parts, likewise.
    pub parts: Vec<(usize, usize)>,
}

impl Meaning {
    /// The field of a section that is meant.
    pub fn field(&self, section: usize) -> Option<usize> {
        self.fields
            .iter()
            .find(|(owner, _)| *owner == section)
            .map(|(_, field)| *field)
    }

    /// The part of a section that is meant.
    pub fn part(&self, section: usize) -> Option<usize> {
        self.parts
            .iter()
            .find(|(owner, _)| *owner == section)
            .map(|(_, part)| *part)
    }
}

static STANDARD: LazyLock<Arc<Grammar>> =
    LazyLock::new(|| Arc::new(Grammar::new(Grammar::standard_data())));
static LEXICON: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Arc::new(Lexicon::standard()));

impl Grammar {
    /// The shipped grammar.
    pub fn standard() -> Arc<Grammar> {
        Arc::clone(&STANDARD)
    }

    /// The shipped data, to merge a user's on top. Read anew each time: nobody needs it for long.
    pub fn standard_data() -> Data {
        read(shipped!("interview"))
    }

    /// What words and phrases mean.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The grammar with other topics.
    pub fn with_topics(mut self, overlays: &[TopicOverlay]) -> Self {
        if !overlays.is_empty() {
            self.lexicon = Arc::new(Lexicon::new(TopicData::merged(overlays)));
        }
        self
    }

    /// A grammar from data, with the shipped topics.
    pub fn new(data: Data) -> Self {
        let Data {
            title,
            headings,
            questions,
            front_matter,
            sections,
            ..
        } = data;
        let key = |text: &str| name::key(text, &headings);
        // First, because it takes a megabyte to make it that the others can have after it.
        let unspaced = |word: &str| word.chars().all(is_unspaced_or_hangul);
        let part_words = PartWords::new(&sections, key, unspaced);
        let titles = sections.iter().zip(0..);
        let titles: Vec<(String, usize)> = titles
            .map(|(section, index)| (key(&section.title), index))
            .collect();
        // Of two sections with one title the user's has it, which comes last.
        let named = titles.iter().rev();
        let mut names: Vec<(String, (u16, How))> = named
            .map(|(title, index)| (title.clone(), (*index as u16, How::Title)))
            .collect();
        let mut translations: Vec<(String, usize, &str)> = Vec::new();
        let mut patterns = Vec::new();
        let mut company_aliases = Vec::new();
        let mut near_aliases: HashMap<Option<char>, Vec<_>> = HashMap::new();
        let mut fields: Vec<(String, (u16, u16))> = Vec::new();
        let mut parts: Vec<(String, (u16, u16))> = Vec::new();
        let mut question_parts = [Vec::new(), Vec::new()];
        for (index, section) in sections.iter().enumerate() {
            let aliases = section.aliases.iter();
            let partial = section.partial.iter();
            let translated = section.translations.iter().flat_map(|(language, names)| {
                let language = Some(language.as_str());
                names.iter().map(move |name| (name, How::Alias, language))
            });
            let named = aliases
                .map(|name| (name, How::Alias, None))
                .chain(translated)
                .chain(partial.map(|name| (name, How::Partial, None)));
            for (name, how, language) in named {
                let own = key(name);
                let near = section.required && how == How::Alias && language.is_none();
                if near && own.is_ascii() && own.len() >= NEAR && own.contains(' ') {
                    let first = own.chars().next();
                    let alias = (own.clone(), index);
                    near_aliases.entry(first).or_default().push(alias);
                }
                translations.extend(language.map(|language| (own.clone(), index, language)));
                match name
                    .split_once('{')
                    .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
                {
                    Some((_, ("company", _))) => company_aliases.push((name.clone(), index)),
                    Some((before, (_, after))) => patterns.push(Pattern {
                        before: key_words(&key, before),
                        after: key_words(&key, after),
                        section: index,
                    }),
                    // The first section to name a heading has it; a test keeps the shipped data
                    // free of such doubt.
                    None => names.push((own, (index as u16, how))),
                }
            }
            for (number, field) in section.fields.iter().enumerate() {
                for label in std::iter::once(&field.label).chain(&field.aliases) {
                    fields.push((key(label), (index as u16, number as u16)));
                }
            }
            for (number, part) in section.parts.iter().enumerate() {
                for label in std::iter::once(&part.title).chain(&part.aliases) {
                    parts.push((key(label), (index as u16, number as u16)));
                }
                match part.questions {
                    Some(QuestionKind::Other) => question_parts[0].push((index, number)),
                    Some(QuestionKind::Behavioural) => question_parts[1].push((index, number)),
                    None => {}
                }
            }
        }
        let cues = Cues::new(|id| sections.iter().position(|section| section.id == id));
        patterns.sort_by_key(|pattern: &Pattern| {
            std::cmp::Reverse(pattern.before.len() + pattern.after.len())
        });
        let phrase = |text: &String| name::words(text).join(" ");
        let mut leads: Vec<String> = title.leads.iter().map(phrase).collect();
        let mut trails: Vec<String> = title.trails.iter().map(phrase).collect();
        leads.sort_by_key(|lead| std::cmp::Reverse(lead.len()));
        trails.sort_by_key(|trail| std::cmp::Reverse(trail.len()));
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        Grammar {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            questions: Openers::new(&questions.interrogatives),
            imperatives: Openers::new(&questions.imperatives),
            behavioural: Openers::new(&questions.behavioural),
            translations: Translations::new(translations),
            sections: sections.into_iter().map(SectionSpec::from).collect(),
            title,
            front_matter,
            lexicon: Arc::clone(&LEXICON),
            names: Keys::new(names),
            patterns,
            company_aliases,
            cues,
            titles,
            near_aliases,
            fields: Keys::new(fields),
            parts: Keys::new(parts),
            question_parts,
            part_words,
            leads,
            trails,
            headings,
        }
    }

    /// The section that a heading names, if any, whatever note it stands in.
    pub fn recognise(&self, heading: &str) -> Option<Match> {
        let candidates = name::candidates(heading, &self.headings);
        for candidate in &candidates {
            let key = self.key(candidate.text);
            if let Some(&(section, how)) = self.names.get(&key).next() {
                let section = section.into();
                let how = if candidate.after_separator {
                    How::Partial
                } else {
                    how
                };
                return Some(Match { section, how });
            }
        }
        candidates
            .iter()
            .filter(|candidate| !candidate.after_separator)
            .find_map(|candidate| {
                let key = self.key(candidate.text);
                let words: Vec<&str> = key.split(' ').collect();
                let pattern = self
                    .patterns
                    .iter()
                    .find(|pattern| pattern.matches(&words))?;
                Some(Match {
                    section: pattern.section,
                    how: How::Partial,
                })
            })
    }

    /// The sections that a heading may be by its wording, most likely first, added to those found.
    pub fn likely_sections(&self, heading: &str, found: &mut Vec<usize>) {
        for candidate in name::candidates(heading, &self.headings) {
            self.cues.find(candidate.text, found);
        }
    }

    /// The keys of what a heading may be the name of, most likely first.
    pub fn candidate_keys(&self, heading: &str) -> Vec<String> {
        let candidates = name::candidates(heading, &self.headings);
        candidates
            .iter()
            .filter(|candidate| !candidate.after_separator)
            .map(|candidate| self.key(candidate.text))
            .collect()
    }

    /// The section whose title a heading almost spells. Short titles must be off by one letter at
    /// most, longer ones by two: a slip of the fingers, not another word.
    pub fn recognise_misspelled(&self, heading: &str) -> Option<Match> {
        for candidate in name::candidates(heading, &self.headings) {
            let key = self.key(candidate.text);
            let aliases = self.near_aliases.get(&key.chars().next());
            let aliases = aliases
                .into_iter()
                .flatten()
                .map(|(name, section)| (name, section, 1));
            let titles = self.titles.iter().map(|(title, section)| {
                let allowed = match title.chars().count() {
                    0..=5 => 0,
                    6..=12 => 1,
                    _ => 2,
                };
                (title, section, allowed)
            });
            for (title, section, allowed) in titles.chain(aliases) {
                let near = key.len().abs_diff(title.len()) <= 2 * allowed;
                if near && (1..=allowed).contains(&osa_distance(&key, title)) {
                    return Some(Match {
                        section: *section,
                        how: How::Misspelled,
                    });
                }
            }
        }
        None
    }

    /// The piece of a heading that misspells a title, without what stands round it.
    pub fn misspelled_part<'a>(&self, heading: &'a str) -> Option<&'a str> {
        let candidates = name::candidates(heading, &self.headings);
        candidates
            .iter()
            .map(|candidate| candidate.text)
            .find(|text| self.misspells(text))
            .map(|text| {
                // The shortest piece that does it: numbering and brackets stay.
                let shorter = candidates.iter().map(|candidate| candidate.text);
                shorter
                    .filter(|other| text.contains(other) && self.misspells(other))
                    .min_by_key(|other| other.len())
                    .unwrap_or(text)
            })
    }

    /// Whether a heading almost spells a title; remembered, since it is asked with every key in its section.
    fn misspells(&self, heading: &str) -> bool {
        let named = self.named(heading);
        named.misspelled.is_some()
            || named.matched.is_some() && self.recognise_misspelled(heading).is_some()
    }

    /// A heading without what stands before its name: numbering, emoji, marks.
    pub fn without_numbering<'a>(&self, heading: &'a str) -> &'a str {
        name::without_numbering(heading, &self.headings)
    }

    /// The parts that a text holds by one of their words, as pairs of section and part, added to
    /// those that were found already.
    pub fn parts_by_words(&self, text: &str, found: &mut Vec<(usize, usize)>) {
        let key = format!(" {} ", self.key(text));
        self.part_words.by_word(&key, |part| push_once(found, part));
    }

    /// The same for a question, which may also hold a part by two words that tell nothing alone.
    pub fn parts_by_pairs(&self, question: &str, found: &mut Vec<(usize, usize)>) {
        self.part_words
            .by_pair(question, |part| push_once(found, part));
    }

    /// The parts that a question holds by its kind, as pairs of section and part.
    pub fn parts_by_question(&self, behavioural: bool) -> &[(usize, usize)] {
        &self.question_parts[usize::from(behavioural)]
    }

    /// The key by which names are compared.
    pub fn key(&self, name: &str) -> String {
        name::key(name, &self.headings)
    }

    /// The index of a section by its id.
    pub fn section(&self, id: &str) -> Option<usize> {
        self.sections.iter().position(|section| section.id == id)
    }

    /// What a label stands for: as the first of what it may be the name of that stands for anything.
    fn label(&self, labels: &Keys<(u16, u16)>, label: &str) -> Vec<(usize, usize)> {
        let candidates = name::candidates(label, &self.headings);
        let candidates = candidates
            .iter()
            .filter(|candidate| !candidate.after_separator);
        let mut found = Vec::new();
        for candidate in candidates {
            for &(section, number) in labels.get(&self.key(candidate.text)) {
                push_once(&mut found, (section.into(), number.into()));
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// The kind of question that a text begins like; none if it begins like no question and no
    /// demand of an interview.
    pub fn opener(&self, text: &str) -> Option<QuestionKind> {
        // The longest opener has eight words or so; the rest of a long line does not matter.
        let end = text.char_indices().nth(80).map_or(text.len(), |(at, _)| at);
        let folded = name::folded(&text[..end]);
        let words: Vec<&str> = name::split(&folded).take(10).collect();
        if self.behavioural.begins(&words) {
            return Some(QuestionKind::Behavioural);
        }
        let asks = self.questions.begins(&words) || self.imperatives.begins(&words);
        asks.then_some(QuestionKind::Other)
    }

    /// What is left of a title after the words that make it a prep note's, such as "Interview
    /// Prep"; none if it has no such words.
    pub fn title_rest<'a>(&self, title: &'a str) -> Option<&'a str> {
        // Cut and folded once: there are a hundred and more such phrases.
        let words = title::spans_of_words(title);
        let folded: Vec<String> = words
            .iter()
            .map(|&(from, to)| name::folded(&title[from..to]).to_string())
            .collect();
        let lead = self
            .leads
            .iter()
            .find_map(|lead| title::without_phrase(title, &words, &folded, lead, false));
        let trail = || {
            self.trails
                .iter()
                .find_map(|trail| title::without_phrase(title, &words, &folded, trail, true))
        };
        // "Interview Prep" alone is both: a lead with nothing left.
        lead.or_else(trail)
    }
}

fn key_words(key: &impl Fn(&str) -> String, text: &str) -> Vec<String> {
    // Compared with keys, whose words are singular; "the" and the like are gone from both.
    key(text)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

/// An LSP snippet as plain text: `${1:Company}` becomes `Company`, `$0` nothing.
pub fn plain_snippet(snippet: &str) -> String {
    let mut out = String::with_capacity(snippet.len());
    let mut rest = snippet;
    while let Some(at) = rest.find(['$', '\\', '}']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        match rest.as_bytes()[at] {
            b'\\' => {
                let len = tail.chars().next().map_or(0, char::len_utf8);
                out.push_str(&tail[..len]);
                rest = &tail[len..];
            }
            b'}' => rest = tail,
            _ if tail.starts_with('{') => {
                let number = tail[1..]
                    .find(|char: char| !char.is_ascii_digit())
                    .map_or(tail.len(), |at| at + 1);
                rest = tail[number..].strip_prefix(':').unwrap_or(&tail[number..]);
            }
            _ => {
                let number = tail
                    .find(|char: char| !char.is_ascii_digit())
                    .unwrap_or(tail.len());
                if number == 0 {
                    out.push('$');
                }
                rest = &tail[number..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
