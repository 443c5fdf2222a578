//! What is known about postings: `grammars/posting.toml`, ready to be looked up.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::grammar::{Grammar, name, read, shipped};

use super::Topic;
use super::said::{Phrases, Said};

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

#[cfg(test)]
mod tests {
    use super::*;

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
