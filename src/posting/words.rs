//! What is known about postings: `grammars/posting.toml`, ready to be looked up.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::grammar::{Grammar, name, read, shipped};

use super::Topic;

type Lists = HashMap<String, Vec<String>>;
type Pairs = Vec<(String, Vec<String>)>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Data {
    version: u32,
    headings: HeadingLists,
    noise: Noise,
    labels: Lists,
    labels_above: Lists,
    types: serde_json::Map<String, serde_json::Value>,
    chips: Others,
    modes: serde_json::Map<String, serde_json::Value>,
    modes_said: serde_json::Map<String, serde_json::Value>,
    type_nouns: TypeNouns,
    dates: Dates,
    money: Money,
    companies: Companies,
    roles: Roles,
    places: Places,
    contacts: Contacts,
    sentences: Sentences,
    company: Company,
    units: HashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadingLists {
    responsibilities: Vec<String>,
    requirements: Vec<String>,
    nice: Vec<String>,
    company: Vec<String>,
    mission: Vec<String>,
    values: Vec<String>,
    role: Vec<String>,
    pay: Vec<String>,
    contact: Vec<String>,
    aside: Vec<String>,
    stop: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Noise {
    lines: Vec<String>,
    holding: Vec<String>,
    elements: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Others {
    others: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeNouns {
    words: Vec<String>,
    except: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    posted: Vec<String>,
    closing: Vec<String>,
    #[serde(rename = "closing-by")]
    closing_by: Vec<String>,
    interview: Vec<String>,
    start: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Money {
    currencies: Vec<String>,
    ranges: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
    pay: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Companies {
    hiring: Vec<String>,
    before: Vec<String>,
    nobody: Vec<String>,
    generic: Vec<String>,
    boards: Vec<String>,
    agency: Vec<String>,
    open: Vec<String>,
    links: Vec<String>,
    legal: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    before: Vec<String>,
    praise: Vec<String>,
    ends: Vec<String>,
    nouns: Vec<String>,
    tags: Vec<String>,
    leads: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    before: Vec<String>,
    ends: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Contacts {
    said: Vec<String>,
    before: Vec<String>,
    titles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    duties: Vec<String>,
    musts: Vec<String>,
    except: Vec<String>,
    nice: Vec<String>,
    boilerplate: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Company {
    mission: Vec<String>,
    about: Vec<String>,
}

/// Phrases by their first word.
#[derive(Debug, Default)]
pub(super) struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    fn new(phrases: &[String]) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in phrases {
            let words = name::words(phrase);
            if let Some(first) = words.first() {
                by_first.entry(first.clone()).or_default().push(words);
            }
        }
        Phrases(by_first)
    }

    /// The longest phrase that begins with a word: how many words it has.
    pub(super) fn at(&self, said: &Said<'_>, word: usize) -> Option<usize> {
        let phrases = self.0.get(&said.words.get(word)?.key)?;
        let fits = |phrase: &&Vec<String>| {
            let words = said.words.get(word..word + phrase.len());
            words.is_some_and(|words| {
                words
                    .iter()
                    .zip(*phrase)
                    .all(|(one, other)| one.key == *other)
            })
        };
        phrases.iter().filter(fits).map(Vec::len).max()
    }

    /// The first phrase in a text, as a range of its words.
    pub(super) fn find(&self, said: &Said<'_>) -> Option<Range<usize>> {
        (0..said.words.len()).find_map(|word| Some(word..word + self.at(said, word)?))
    }

    /// Whether any phrase stands in a text.
    pub(super) fn any(&self, said: &Said<'_>) -> bool {
        self.find(said).is_some()
    }

    /// Whether a text begins with a phrase.
    pub(super) fn begins(&self, said: &Said<'_>) -> bool {
        self.at(said, 0).is_some()
    }

    /// Whether a text is a phrase and nothing else.
    pub(super) fn is(&self, text: &str) -> bool {
        let said = Said::new(text);
        !said.words.is_empty() && self.at(&said, 0) == Some(said.words.len())
    }
}

/// A text with its words.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<SaidWord>,
}

#[derive(Debug)]
pub(super) struct SaidWord {
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    /// By what it is compared: without case, accents, apostrophes.
    pub(super) key: String,
}

impl<'a> Said<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        let inside = |char: char| {
            char.is_alphanumeric() || matches!(char, '\'' | '’' | '\u{300}'..='\u{36f}')
        };
        for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
            match (inside(char), start) {
                (true, None) if char.is_alphanumeric() => start = Some(at),
                (false, Some(from)) => {
                    let key = name::folded(&text[from..at]);
                    words.push(SaidWord {
                        range: from..at,
                        key,
                    });
                    start = None;
                }
                _ => {}
            }
        }
        Said { text, words }
    }

    /// A word as it is written.
    pub(super) fn str(&self, word: usize) -> &'a str {
        self.words
            .get(word)
            .map_or("", |word| &self.text[word.range.clone()])
    }

    /// What stands behind a word, up to the next one.
    pub(super) fn behind(&self, word: usize) -> &'a str {
        let Some(from) = self.words.get(word).map(|word| word.range.end) else {
            return "";
        };
        let to = self
            .words
            .get(word + 1)
            .map_or(self.text.len(), |word| word.range.start);
        &self.text[from..to]
    }

    /// What stands before a word, back to the one before.
    pub(super) fn before(&self, word: usize) -> &'a str {
        match word.checked_sub(1) {
            Some(last) => self.behind(last),
            None => &self.text[..self.words.first().map_or(0, |word| word.range.start)],
        }
    }

    /// The text from a word on.
    pub(super) fn from(&self, word: usize) -> &'a str {
        self.words
            .get(word)
            .map_or("", |word| &self.text[word.range.start..])
    }
}

/// A heading with a gap for any words: those before, and those behind.
#[derive(Debug)]
struct Pattern {
    before: Vec<String>,
    after: Vec<String>,
    topic: Topic,
}

/// All that is known, by what it is asked for.
#[derive(Debug)]
pub(super) struct Words {
    headings: HashMap<String, Topic>,
    patterns: Vec<Pattern>,
    stop: HashSet<String>,
    noise: HashSet<String>,
    pub(super) noise_holding: Phrases,
    pub(super) noise_elements: HashSet<String>,
    labels: HashMap<String, String>,
    labels_above: HashMap<String, String>,
    pub(super) types: Vec<(String, Phrases)>,
    pub(super) chip_others: Phrases,
    pub(super) modes: Vec<(String, Phrases)>,
    pub(super) modes_said: Vec<(String, Phrases)>,
    pub(super) type_nouns: Phrases,
    pub(super) type_except: Phrases,
    pub(super) posted: Phrases,
    pub(super) closing: Phrases,
    pub(super) closing_by: Phrases,
    pub(super) interview: Phrases,
    pub(super) start: Phrases,
    pub(super) currencies: Vec<String>,
    pub(super) money_ranges: Vec<String>,
    pub(super) money_before: Vec<String>,
    pub(super) money_after: Vec<String>,
    pub(super) pay: Phrases,
    pub(super) other_money: Phrases,
    pub(super) hiring: Phrases,
    pub(super) before_company: Phrases,
    pub(super) nobody: Phrases,
    pub(super) generic: HashSet<String>,
    pub(super) boards: Phrases,
    pub(super) agency: Phrases,
    pub(super) open: HashSet<String>,
    pub(super) links: HashSet<String>,
    pub(super) legal: HashSet<String>,
    pub(super) before_role: Phrases,
    pub(super) praise: HashSet<String>,
    pub(super) role_ends: HashSet<String>,
    pub(super) role_nouns: Phrases,
    pub(super) role_tags: HashSet<String>,
    pub(super) role_leads: Phrases,
    pub(super) before_place: Phrases,
    pub(super) place_ends: Phrases,
    pub(super) contact_said: Phrases,
    pub(super) before_contact: Phrases,
    pub(super) titles: HashSet<String>,
    pub(super) duties: Phrases,
    pub(super) musts: Phrases,
    pub(super) except: Phrases,
    pub(super) nice: Phrases,
    pub(super) boilerplate: Phrases,
    pub(super) mission: Phrases,
    pub(super) about: Phrases,
    pub(super) units: HashMap<String, String>,
}

static SHIPPED: LazyLock<Words> = LazyLock::new(|| Words::new(read(shipped!("posting"))));

impl Words {
    /// The shipped data.
    pub(super) fn shipped() -> &'static Words {
        &SHIPPED
    }

    fn new(data: Data) -> Self {
        assert!(data.version == 1);
        let grammar = Grammar::standard();
        let key = |name: &String| grammar.key(name);
        let keys = |names: &[String]| names.iter().map(key).collect::<HashSet<_>>();
        let set = |names: &[String]| {
            names
                .iter()
                .map(|name| name::words(name).join(" "))
                .collect()
        };
        let named = |lists: serde_json::Map<String, serde_json::Value>| {
            let lists: Pairs = lists
                .into_iter()
                .map(|(name, list)| (name, serde_json::from_value(list).unwrap_or_default()))
                .collect();
            lists
                .into_iter()
                .map(|(name, list)| (name, Phrases::new(&list)))
                .collect::<Vec<_>>()
        };
        let labels = |lists: &Lists| {
            let all = lists.iter().flat_map(|(label, names)| {
                names
                    .iter()
                    .chain([label])
                    .map(move |name| (name, label.clone()))
            });
            all.map(|(name, label)| (key(name), label))
                .collect::<HashMap<_, _>>()
        };
        let above = data
            .labels_above
            .iter()
            .flat_map(|(label, names)| names.iter().map(|name| (key(name), label.clone())))
            .collect();
        let mut headings = HashMap::new();
        let mut patterns = Vec::new();
        for (list, topic) in [
            (&data.headings.responsibilities, Topic::Responsibilities),
            (&data.headings.requirements, Topic::Requirements),
            (&data.headings.nice, Topic::Nice),
            (&data.headings.mission, Topic::Mission),
            (&data.headings.values, Topic::Values),
            (&data.headings.aside, Topic::Aside),
            (&data.headings.pay, Topic::Pay),
            (&data.headings.contact, Topic::Contact),
            (&data.headings.role, Topic::Role),
            (&data.headings.company, Topic::Company),
        ] {
            for name in list {
                match name.split_once("{}") {
                    None => {
                        headings.entry(key(name)).or_insert(topic);
                    }
                    Some((before, after)) => patterns.push(Pattern {
                        before: name::words(before),
                        after: name::words(after),
                        topic,
                    }),
                }
            }
        }
        patterns
            .sort_by_key(|pattern| std::cmp::Reverse(pattern.before.len() + pattern.after.len()));
        let phrases = Phrases::new;
        Words {
            headings,
            patterns,
            stop: keys(&data.headings.stop),
            noise: keys(&data.noise.lines),
            noise_holding: phrases(&data.noise.holding),
            noise_elements: data.noise.elements.into_iter().collect(),
            labels: labels(&data.labels),
            labels_above: above,
            types: named(data.types),
            chip_others: phrases(&data.chips.others),
            modes: named(data.modes),
            modes_said: named(data.modes_said),
            type_nouns: phrases(&data.type_nouns.words),
            type_except: phrases(&data.type_nouns.except),
            posted: phrases(&data.dates.posted),
            closing: phrases(&data.dates.closing),
            closing_by: phrases(&data.dates.closing_by),
            interview: phrases(&data.dates.interview),
            start: phrases(&data.dates.start),
            currencies: longest_first(data.money.currencies),
            money_ranges: longest_first(data.money.ranges),
            money_before: longest_first(data.money.before),
            money_after: longest_first(data.money.after),
            pay: phrases(&data.money.pay),
            other_money: phrases(&data.money.other),
            hiring: phrases(&data.companies.hiring),
            before_company: phrases(&data.companies.before),
            nobody: phrases(&data.companies.nobody),
            generic: set(&data.companies.generic),
            boards: phrases(&data.companies.boards),
            agency: phrases(&data.companies.agency),
            open: data.companies.open.into_iter().collect(),
            links: data.companies.links.into_iter().collect(),
            legal: set(&data.companies.legal),
            before_role: phrases(&data.roles.before),
            praise: set(&data.roles.praise),
            role_ends: set(&data.roles.ends),
            role_nouns: phrases(&data.roles.nouns),
            role_tags: data.roles.tags.into_iter().collect(),
            role_leads: phrases(&data.roles.leads),
            before_place: phrases(&data.places.before),
            place_ends: phrases(&data.places.ends),
            contact_said: phrases(&data.contacts.said),
            before_contact: phrases(&data.contacts.before),
            titles: data.contacts.titles.into_iter().collect(),
            duties: phrases(&data.sentences.duties),
            musts: phrases(&data.sentences.musts),
            except: phrases(&data.sentences.except),
            nice: phrases(&data.sentences.nice),
            boilerplate: phrases(&data.sentences.boilerplate),
            mission: phrases(&data.company.mission),
            about: phrases(&data.company.about),
            units: data.units,
        }
    }

    /// What a heading says of what stands below it.
    pub(super) fn heading(&self, heading: &str, grammar: &Grammar) -> Option<Topic> {
        let keys = grammar.candidate_keys(heading);
        if let Some(topic) = keys.iter().find_map(|key| self.headings.get(key)) {
            return Some(*topic);
        }
        let words = name::words(heading);
        let fits = |pattern: &&Pattern| {
            let own = pattern.before.len() + pattern.after.len();
            words.len() > own
                && words.len() - own <= 5
                && words.starts_with(&pattern.before)
                && words.ends_with(&pattern.after)
                // "Why this role exists" is about no company.
                && (pattern.topic != Topic::Company || {
                    let gap = &words[pattern.before.len()..words.len() - pattern.after.len()];
                    let the = usize::from(gap[0] == "the" && gap.len() > 1);
                    !self.generic.contains(&gap[the])
                })
        };
        self.patterns.iter().find(fits).map(|pattern| pattern.topic)
    }

    /// Whether a heading ends the posting.
    pub(super) fn stops(&self, heading: &str, grammar: &Grammar) -> bool {
        self.stop.contains(&grammar.key(heading))
    }

    /// Whether a line is a button or a banner.
    pub(super) fn is_noise(&self, line: &str, grammar: &Grammar) -> bool {
        if line.len() > 300 || line.trim_end().ends_with(':') {
            return false;
        }
        if self.noise.contains(&grammar.key(line)) {
            return true;
        }
        self.noise_holding.any(&Said::new(line))
    }

    /// The label of a note that a label of a posting means.
    pub(super) fn label(&self, label: &str, grammar: &Grammar) -> Option<&str> {
        let key = grammar.key(label.trim());
        self.labels.get(&key).map(String::as_str)
    }

    /// The same for a label in a line of its own, above its value.
    pub(super) fn label_above(&self, label: &str, grammar: &Grammar) -> Option<&str> {
        let key = grammar.key(label.trim());
        self.labels_above.get(&key).map(String::as_str)
    }
}

fn longest_first(mut list: Vec<String>) -> Vec<String> {
    list.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    list
}

/// The sentences of a text. A full stop ends one where a capital follows a whole word.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, char) in text.char_indices() {
        if !matches!(char, '.' | '!' | '?' | ';') {
            continue;
        }
        let rest = &text[at + char.len_utf8()..];
        let next = rest.trim_start();
        let begins = next.starts_with(|char: char| {
            char.is_uppercase()
                || char.is_ascii_digit()
                || matches!(char, '“' | '"' | '£' | '€' | '$')
        });
        let word = text[start..at]
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let short = word.chars().filter(|char| char.is_alphanumeric()).count() <= 2
            || word.contains('.')
            || word.eq_ignore_ascii_case("approx");
        let short = char == '.' && short && !word.ends_with(|char: char| char.is_ascii_digit());
        if char == ';' || rest.len() != next.len() && begins && !short {
            found.push(text[start..at + char.len_utf8()].trim());
            start = at + char.len_utf8();
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_into_sentences() {
        for (text, wanted) in [
            (
                "We bake bread. You will help!",
                vec!["We bake bread.", "You will help!"],
            ),
            (
                "Join St. Anne's, e.g. as Dr. Foo. Now",
                vec!["Join St. Anne's, e.g. as Dr. Foo.", "Now"],
            ),
            ("From £31.5k to 4.0 m", vec!["From £31.5k to 4.0 m"]),
            (
                "Closes 5 June 2026. Apply",
                vec!["Closes 5 June 2026.", "Apply"],
            ),
        ] {
            assert_eq!(sentences(text), wanted);
        }
    }

    #[test]
    fn headings_are_known_by_what_stands_below_them() {
        let grammar = Grammar::standard();
        let words = Words::shipped();
        for (heading, topic) in [
            ("What you’ll do:", Some(Topic::Responsibilities)),
            ("KEY RESPONSIBILITIES", Some(Topic::Responsibilities)),
            ("🌱 About you", Some(Topic::Requirements)),
            ("As a Data Engineer you will", Some(Topic::Responsibilities)),
            ("Desirable criteria", Some(Topic::Nice)),
            ("About Harbour Clinic", Some(Topic::Company)),
            ("About the role", Some(Topic::Role)),
            ("Equal opportunities", Some(Topic::Aside)),
            ("Clinical practice", None),
        ] {
            assert_eq!(words.heading(heading, &grammar), topic, "{heading}");
        }
        assert!(words.is_noise("Apply now »", &grammar));
        assert!(!words.is_noise("Contact:", &grammar));
        assert_eq!(words.label("Closing date", &grammar), Some("Closing Date"));
    }
}
