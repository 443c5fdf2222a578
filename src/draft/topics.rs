//! What a posting is about: the topics that it raises, and what it names of them.

use crate::grammar::terms::{Shape, Word, words};
use crate::grammar::{Grammar, Tag};
use crate::posting::Posting;

use super::escape::item;

/// As many topics are prepared.
const MOST: usize = 5;
/// As many names are listed.
const NAMES: usize = 10;

/// The topics of a posting, the critical ones first, then by how often they are raised.
#[derive(Debug, Default)]
pub(super) struct Topics {
    found: Vec<Found>,
    names: Vec<String>,
}

#[derive(Debug)]
struct Found {
    id: String,
    title: String,
    critical: bool,
    count: usize,
    /// What the posting names of it.
    specifics: Vec<String>,
}

impl Topics {
    pub(super) fn of(posting: &Posting, grammar: &Grammar) -> Self {
        let lexicon = grammar.lexicon();
        let mut topics = Topics::default();
        let wanted = [
            &posting.requirements,
            &posting.responsibilities,
            &posting.nice,
        ];
        for (list, text) in wanted
            .iter()
            .enumerate()
            .flat_map(|(list, texts)| texts.iter().map(move |text| (list, text)))
        {
            let mut found: Vec<Word> = Vec::new();
            words(text, 0, &mut found);
            let str = |range: std::ops::Range<u32>| {
                let (first, last) = (&found[range.start as usize], &found[range.end as usize - 1]);
                text[first.span.start as usize..last.span.end as usize].to_owned()
            };
            let hits = lexicon.hits(&found, text);
            for hit in &hits {
                let (topic, raises) = match hit.tag {
                    Tag::Raises(topic) => (topic, true),
                    Tag::Specific(topic) => (topic, false),
                    _ => continue,
                };
                let name = found[hit.words.start as usize].is_name() || hit.words.len() > 1;
                if !raises && !name {
                    continue;
                }
                let topic = &lexicon.topics[topic as usize];
                let entry = topics.entry(&topic.id, &topic.title, topic.critical);
                entry.count += usize::from(raises && list < 2);
                let said = str(hit.words.clone());
                if !raises
                    && !entry
                        .specifics
                        .iter()
                        .any(|one| one.eq_ignore_ascii_case(&said))
                {
                    entry.specifics.push(said);
                }
            }
            for (index, word) in found.iter().enumerate() {
                let is_name = matches!(word.shape, Shape::Capitals | Shape::Mixed);
                let own = str(index as u32..index as u32 + 1);
                if is_name
                    && own.chars().count() > 1
                    && own.chars().any(char::is_alphabetic)
                    && !topics.names.contains(&own)
                {
                    topics.names.push(own);
                }
            }
        }
        // A standard that is named, without a word of its topic, raises it where it is critical.
        for found in &mut topics.found {
            if found.count == 0 && found.critical && !found.specifics.is_empty() {
                found.count = 1;
            }
        }
        topics.found.retain(|found| found.count > 0);
        topics
            .found
            .sort_by_key(|found| (!found.critical, std::cmp::Reverse(found.count)));
        topics.found.truncate(MOST);
        topics
    }

    fn entry(&mut self, id: &str, title: &str, critical: bool) -> &mut Found {
        let at = self
            .found
            .iter()
            .position(|found| found.id == id)
            .unwrap_or_else(|| {
                self.found.push(Found {
                    id: id.to_owned(),
                    title: title.to_owned(),
                    critical,
                    count: 0,
                    specifics: Vec::new(),
                });
                self.found.len() - 1
            });
        &mut self.found[at]
    }

    /// The ids of the topics.
    pub(super) fn ids(&self) -> Vec<&str> {
        self.found.iter().map(|found| found.id.as_str()).collect()
    }

    /// A talking point for each topic, to be filled in; none where there is no topic.
    pub(super) fn stubs(&self) -> Option<String> {
        let stubs = self
            .found
            .iter()
            .map(|found| format!("- **{}:** ", found.title));
        (!self.found.is_empty()).then(|| stubs.collect::<Vec<_>>().join("\n"))
    }

    /// What to go over again: each topic with what the posting names of it, and the other names in the posting.
    pub(super) fn concepts(&self, grammar: &Grammar) -> Option<String> {
        let mut items: Vec<String> = self
            .found
            .iter()
            .map(|found| match found.specifics.as_slice() {
                [] => format!("- {}", found.title),
                named => format!("- {}: {}", found.title, item(&named.join(", "), grammar)),
            })
            .collect();
        let told = |name: &&String| {
            !self.found.iter().any(|found| {
                found
                    .specifics
                    .iter()
                    .any(|one| one.contains(name.as_str()))
            })
        };
        let names: Vec<&str> = self
            .names
            .iter()
            .filter(told)
            .take(NAMES)
            .map(String::as_str)
            .collect();
        if !names.is_empty() {
            items.push(format!(
                "- Named in the posting: {}",
                item(&names.join(", "), grammar)
            ));
        }
        (!items.is_empty()).then(|| items.join("\n"))
    }
}
