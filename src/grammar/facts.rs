//! What the rules about stories, red flags and names go by: `grammars/facts.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::name;
use super::phrase_table::{Form, Phrasebook, Phrases};
use super::terms::{Word, words};
use super::{read, shipped};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Data {
    news: NewsData,
    stories: StoryData,
    achievements: AchievementData,
    red_flags: RedFlagData,
    names: NameData,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AchievementData {
    of_teams: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NewsData {
    fresh: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct StoryData {
    parts: [String; 4],
    labels: Vec<[String; 4]>,
    elsewhere: Vec<String>,
    counters: Vec<String>,
    mentioned: Vec<String>,
    objects: Vec<String>,
    we: Vec<String>,
    i: Vec<String>,
    english: Vec<String>,
    combined: BTreeMap<String, Vec<String>>,
    methods: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RedFlagData {
    names: Vec<String>,
    not_names: Vec<String>,
    signs: Vec<String>,
    company_signs: Vec<String>,
    advice: Vec<String>,
    counters: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NameData {
    unknown: Vec<String>,
    role_ignore: Vec<String>,
    company_ignore: Vec<String>,
    company_kinds: Vec<String>,
    company_ends: Vec<String>,
    role_ends: Vec<String>,
    role_kinds: Vec<String>,
    role_vague: Vec<String>,
    exclusive: Vec<Vec<String>>,
    abbreviations: Vec<[String; 2]>,
    english_labels: Vec<String>,
    english_titles: Vec<String>,
    before: Vec<String>,
    before_alone: Vec<String>,
    why: Vec<String>,
    sections: Vec<String>,
    nouns: Vec<String>,
    served: Vec<String>,
    shared_nouns: Vec<String>,
    asked_at: Vec<String>,
    workers: Vec<String>,
    posting: Vec<String>,
    employed: Vec<String>,
    others: Vec<String>,
    relations: Vec<String>,
    verbs: Vec<String>,
    verbs_elsewhere: Vec<String>,
    links: Vec<String>,
    articles: Vec<String>,
    not_names: Vec<String>,
    makers: Vec<String>,
}

/// The shipped facts, ready for matching.
#[derive(Debug)]
pub struct Facts {
    /// Words that news begin with, in lower case.
    pub fresh: HashSet<String>,
    /// How stories are told.
    pub stories: StoryFacts,
    /// Beginnings behind which the outcome is a team's.
    pub of_teams: List,
    /// How red flags read.
    pub red_flags: RedFlagFacts,
    /// How roles and companies are named.
    pub names: NameFacts,
}

/// How stories are told. Parts are bits: 1 for the situation, 2 the task, 4 the action, 8 the result.
#[derive(Debug)]
pub struct StoryFacts {
    /// The standard labels of the four parts.
    pub parts: [String; 4],
    /// The four labels by language, the standard ones first.
    pub labels: Vec<[String; 4]>,
    /// The ids of other sections that may hold stories.
    pub elsewhere: Vec<String>,
    /// Words before the number of a story, folded.
    pub counters: HashSet<String>,
    /// Words that a story's id stands behind, folded.
    mentioned: HashSet<String>,
    /// Words that what a question asks about begins with, folded: "a" in "Tell me about a time".
    pub objects: HashSet<String>,
    /// "we" and its kin, folded.
    pub we: HashSet<String>,
    /// "I" and its kin, folded.
    pub i: HashSet<String>,
    /// Words that an English text is known by.
    pub english: HashSet<String>,
    /// The parts that a label stands for that is a story's beyond doubt, by folded words.
    pub sure: HashMap<String, u8>,
    /// The parts that a way of telling wants, by its name in capitals.
    pub methods: HashMap<String, u8>,
}

/// How red flags read.
#[derive(Debug)]
pub struct RedFlagFacts {
    /// Names of parts that list flags about the candidate.
    pub names: List,
    /// What makes such a name one of something else.
    pub not_names: List,
    /// What a flag about a candidate speaks of.
    pub signs: List,
    /// What a flag about an employer speaks of.
    pub company_signs: List,
    /// What advice begins with.
    pub advice: List,
    /// What a counter is known by.
    pub counters: List,
}

/// How roles and companies are named. Sets hold folded words.
#[derive(Debug)]
pub struct NameFacts {
    /// Values that are no name.
    pub unknown: HashSet<String>,
    /// Words of a role that make no difference.
    pub role_ignore: HashSet<String>,
    /// Words of a company's name that make no difference.
    pub company_ignore: HashSet<String>,
    /// Words that say what a company is, not which one.
    pub company_kinds: HashSet<String>,
    /// Last words of a company's name that say so beyond doubt.
    pub company_ends: HashSet<String>,
    /// Last words of a role that say so beyond doubt.
    pub role_ends: HashSet<String>,
    /// Words that say what kind of post a role is, not which one.
    pub role_kinds: HashSet<String>,
    /// Words that tell no role from another of its kind.
    pub role_vague: HashSet<String>,
    /// Words of a role that exclude one another.
    pub exclusive: Vec<HashSet<String>>,
    /// What a word of a role is short for.
    pub abbreviations: HashMap<String, Vec<String>>,
    /// The English labels of a role.
    pub english_labels: HashSet<String>,
    /// Words that an English title is known by.
    pub english_titles: HashSet<String>,
    /// Phrases before the own company's name.
    pub before: List,
    /// Those of them that need nothing behind the name.
    pub before_alone: List,
    /// Words before a name that a reason is given for.
    pub why: HashSet<String>,
    /// The ids of sections that speak of the own company.
    pub sections: Vec<String>,
    /// What only a company has.
    pub nouns: List,
    /// What a company or a place has.
    pub served: List,
    /// What a company or a person has.
    pub shared_nouns: List,
    /// What stands before the company's name in a question.
    pub asked_at: HashSet<String>,
    /// Those who work for a company.
    pub workers: HashSet<String>,
    /// Words before a company's possessive in a posting.
    pub posting: HashSet<String>,
    /// Words before an employer's name.
    pub employed: HashSet<String>,
    /// What a line is known by that speaks of other companies.
    pub others: List,
    /// What ties another name to the company.
    pub relations: List,
    /// Verbs behind the subject of a company section.
    pub verbs: HashSet<String>,
    /// The same in other languages.
    pub verbs_elsewhere: Vec<String>,
    /// Small words within a name.
    pub links: HashSet<String>,
    /// Articles.
    pub articles: HashSet<String>,
    /// Capitalised words that are no company's name.
    pub not_names: HashSet<String>,
    /// Makers of tools.
    pub makers: HashSet<String>,
}

/// A list of phrases to look for in a text.
#[derive(Debug)]
pub struct List(Phrases<()>);

impl List {
    fn new(phrases: &[String]) -> Self {
        Self::of(phrases, Form::Any)
    }

    fn of(phrases: &[String], form: Form) -> Self {
        let mut list = Phrasebook::default();
        for phrase in phrases {
            list.add(phrase, form, ());
        }
        List(list.phrases())
    }

    /// Whether a text holds any of the phrases.
    pub fn any(&self, text: &str) -> bool {
        let mut found = Vec::new();
        words(text, 0, &mut found);
        self.0.any(&found, text)
    }

    /// Whether a text begins with any of the phrases.
    pub fn begins(&self, text: &str) -> bool {
        let mut found = Vec::new();
        words(text, 0, &mut found);
        let mut begins = false;
        self.0.find_at(&found, text, 0..1, |_, ()| begins = true);
        begins
    }

    /// Whether any of the phrases begins at one of some words of a text.
    pub fn begins_among(&self, found: &[Word], text: &str, among: Range<usize>) -> bool {
        let mut begins = false;
        self.0.find_at(found, text, among, |_, ()| begins = true);
        begins
    }

    /// Whether any of the phrases ends before a word of a text.
    pub fn ends_before(&self, found: &[Word], text: &str, word: usize) -> bool {
        let mut ends = false;
        let among = word.saturating_sub(self.0.longest())..word;
        self.0
            .find_at(found, text, among, |range, ()| ends |= range.end == word);
        ends
    }
}

static SHIPPED: LazyLock<Facts> = LazyLock::new(|| {
    let data: Data = read(shipped!("facts"));
    Facts {
        fresh: data.news.fresh.into_iter().collect(),
        stories: StoryFacts::new(data.stories),
        of_teams: List::new(&data.achievements.of_teams),
        red_flags: RedFlagFacts::new(&data.red_flags),
        names: NameFacts::new(data.names),
    }
});

/// Lower case without accents and punctuation, as one name is compared with another.
fn fold(text: &str) -> String {
    name::words(text).join(" ")
}

fn set(list: &[String]) -> HashSet<String> {
    list.iter().map(|word| fold(word)).collect()
}

impl Facts {
    /// The shipped facts.
    pub fn shipped() -> &'static Facts {
        &SHIPPED
    }

    /// A text's words as the sets hold them.
    pub fn words(text: &str) -> Vec<String> {
        name::words(text)
    }
}

impl StoryFacts {
    fn new(data: StoryData) -> Self {
        let bits = |names: &[String]| {
            let number = |name: &String| data.parts.iter().position(|part| part == name);
            let numbers = names.iter().filter_map(number);
            numbers.fold(0, |bits, number| bits | 1 << number)
        };
        let combined = data.combined.iter();
        let mut sure: HashMap<String, u8> = combined
            .map(|(name, parts)| (fold(name), bits(parts)))
            .collect();
        for row in &data.labels {
            for (number, label) in row.iter().enumerate() {
                sure.insert(fold(label), 1 << number);
            }
        }
        let methods = data.methods.iter();
        let methods = methods.map(|(name, parts)| (name.clone(), bits(parts)));
        StoryFacts {
            methods: methods.collect(),
            sure,
            counters: set(&data.counters),
            mentioned: set(&data.mentioned),
            objects: set(&data.objects),
            we: set(&data.we),
            i: set(&data.i),
            english: set(&data.english),
            parts: data.parts,
            labels: data.labels,
            elsewhere: data.elsewhere,
        }
    }

    /// Whether the id of a story may be expected behind a word: "Story: S1", "see stories S1 and S2".
    pub fn is_mention(&self, word: &str) -> bool {
        !word.is_empty() && self.mentioned.contains(&fold(word))
    }
}

impl RedFlagFacts {
    fn new(data: &RedFlagData) -> Self {
        RedFlagFacts {
            names: List::new(&data.names),
            not_names: List::new(&data.not_names),
            signs: List::new(&data.signs),
            company_signs: List::new(&data.company_signs),
            // "Leave" is advice, "leaving" a flag.
            advice: List::of(&data.advice, Form::Exact),

            counters: List::new(&data.counters),
        }
    }
}

impl NameFacts {
    /// Whether a name's last word makes it a company's.
    pub fn ends_as_company(&self, name: &str) -> bool {
        let last = Facts::words(name).pop();
        last.is_some_and(|word| self.company_ends.contains(&word))
    }

    /// Whether a name's last word makes it a role.
    pub fn ends_as_role(&self, name: &str) -> bool {
        let last = Facts::words(name).pop();
        last.is_some_and(|word| self.role_ends.contains(&word))
    }

    fn new(data: NameData) -> Self {
        let pairs = data.abbreviations.iter();
        NameFacts {
            unknown: set(&data.unknown),
            role_ignore: set(&data.role_ignore),
            company_ignore: set(&data.company_ignore),
            company_kinds: set(&data.company_kinds),
            company_ends: set(&data.company_ends),
            role_ends: set(&data.role_ends),
            role_kinds: set(&data.role_kinds),
            role_vague: set(&data.role_vague),
            exclusive: data.exclusive.iter().map(|group| set(group)).collect(),
            abbreviations: pairs
                .map(|[short, long]| (fold(short), name::words(long)))
                .collect(),
            english_labels: set(&data.english_labels),
            english_titles: set(&data.english_titles),
            before: List::new(&data.before),
            before_alone: List::new(&data.before_alone),
            why: set(&data.why),
            sections: data.sections,
            nouns: List::new(&data.nouns),
            served: List::new(&data.served),
            shared_nouns: List::new(&data.shared_nouns),
            asked_at: set(&data.asked_at),
            workers: set(&data.workers),
            posting: set(&data.posting),
            employed: set(&data.employed),
            others: List::new(&data.others),
            relations: List::new(&data.relations),
            verbs: set(&data.verbs),
            verbs_elsewhere: data.verbs_elsewhere,
            links: set(&data.links),
            articles: set(&data.articles),
            not_names: set(&data.not_names),
            makers: set(&data.makers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_facts_are_whole() {
        let facts = Facts::shipped();
        let sure = |name: &str| facts.stories.sure.get(&fold(name)).copied();
        assert_eq!(sure("TASK"), Some(2));
        assert_eq!(sure("Situation & Task"), Some(3));
        assert_eq!(sure("결과"), Some(8));
        assert!(facts.stories.methods.values().all(|&parts| parts > 0));
        assert!(facts.stories.sure.values().all(|&parts| parts > 0));
        assert!(facts.red_flags.advice.begins("Don’t oversell"));
        assert!(!facts.red_flags.advice.begins("Overselling"));
    }
}
