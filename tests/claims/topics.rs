//! The data of the topics: sound in itself, and of use.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use prep_ls::grammar::{Grammar, Topic, TopicData};

use super::{VAGUE, assert_none, fit, found};

/// The topics that only those who make software are asked about.
const SOFTWARE: [&str; 6] = [
    "accessibility",
    "data",
    "delivery",
    "performance",
    "reliability",
    "testing",
];

/// The topics of which a talking point is always wanted: security, privacy, law, and the safety of
/// patients, pupils and sites.
const CRITICAL: [&str; 7] = [
    "infection-control",
    "legal",
    "patient-safety",
    "privacy",
    "safeguarding",
    "security",
    "site-safety",
];

#[test]
fn topics_are_many_and_half_of_them_outside_software() {
    let topics = Topic::shipped();
    assert!(topics.len() >= 24, "{}", topics.len());
    let software = topics
        .iter()
        .filter(|topic| SOFTWARE.contains(&topic.id.as_str()));
    assert_eq!(software.count(), SOFTWARE.len(), "a topic was renamed");
    assert!(SOFTWARE.len() * 2 <= topics.len());
    let mut critical: Vec<&str> = topics
        .iter()
        .filter(|topic| topic.critical)
        .map(|topic| topic.id.as_str())
        .collect();
    critical.sort_unstable();
    assert_eq!(critical, CRITICAL);
}

#[test]
fn every_topic_is_sound() {
    let topics = TopicData::shipped();
    let ids: HashSet<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
    assert_eq!(ids.len(), topics.len(), "an id stands twice");
    let titles: HashSet<String> = topics
        .iter()
        .map(|topic| topic.title.to_lowercase())
        .collect();
    assert_eq!(titles.len(), topics.len(), "a title stands twice");
    let mut wrong = Vec::new();
    for topic in &topics {
        let id = &topic.id;
        for near in &topic.neighbours {
            if !ids.contains(near.as_str()) || near == id {
                wrong.push(format!("{id}: {near} is no neighbour"));
            }
        }
        if topic.words.is_empty() || topic.specifics.len() < 3 {
            wrong.push(format!("{id}: too few words, or nothing to offer"));
        }
        let lists = [&topic.words, &topic.talk, &topic.specifics, &topic.ignore];
        let lower = |list: &Vec<String>| list.iter().map(|phrase| phrase.to_lowercase()).collect();
        let [words, talk, specifics, ignore]: [HashSet<String>; 4] = lists.map(lower);
        for phrase in words.union(&talk).filter(|phrase| ignore.contains(*phrase)) {
            wrong.push(format!("{id}: “{phrase}” is raised and left alone"));
        }
        for phrase in words.intersection(&talk) {
            wrong.push(format!("{id}: “{phrase}” needs not be in talk, too"));
        }
        for phrase in specifics.intersection(&ignore) {
            wrong.push(format!("{id}: “{phrase}” is a specific and left alone"));
        }
        for phrase in lists.into_iter().flatten() {
            if phrase.trim() != phrase || !phrase.contains(char::is_alphanumeric) {
                wrong.push(format!("{id}: “{phrase}” is no phrase"));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_topic_can_be_raised_and_made_concrete() {
    let mut wrong = Vec::new();
    for (index, topic) in (0u16..).zip(TopicData::shipped()) {
        let raises = |claim: &str| -> Vec<String> {
            let findings = found(&fit("Clerk", claim), "", &[VAGUE]);
            let mut topics = findings.iter().map(|finding| &finding.data["topic"]);
            topics
                .by_ref()
                .filter_map(|topic| topic.as_str().map(str::to_owned))
                .collect()
        };
        let grammar = Grammar::standard();
        assert_eq!(grammar.lexicon().topics[index as usize].id, topic.id);
        // A word may raise a weightier topic, too; one of them must raise its own.
        let any = topic.words.iter().take(12).any(|word| {
            let claim = format!("Very good at {}", word.to_lowercase());
            raises(&claim).contains(&topic.id)
        });
        if !any {
            wrong.push(format!("{}: no word raises it", topic.id));
        }
        for specific in topic.specifics.iter().take(3) {
            let claim = format!("Very good at {}: {specific}", topic.words[0]);
            if !raises(&claim).is_empty() {
                wrong.push(format!("{}: “{claim}” is vague", topic.id));
            }
        }
    }
    assert_none(&wrong);
}

fn data_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            data_files(&path, files);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
}

#[test]
fn every_data_file_parses_and_every_topic_file_is_shipped_under_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammars");
    let mut files = Vec::new();
    data_files(&folder, &mut files);
    assert!(files.len() > 30, "{}", files.len());
    let mut topics: BTreeMap<String, String> = BTreeMap::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a data file is UTF-8");
        let value: toml::Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if path
            .parent()
            .is_some_and(|parent| parent.ends_with("topics"))
        {
            let stem = path.file_stem().expect("a file has a name");
            let id = value["id"].as_str().unwrap_or_default();
            topics.insert(id.to_owned(), stem.to_string_lossy().into_owned());
        }
    }
    let shipped: BTreeMap<String, String> = Topic::shipped()
        .iter()
        .map(|topic| (topic.id.clone(), topic.id.clone()))
        .collect();
    assert_eq!(topics, shipped);
    // And the wording and the synonyms are read, which the lexicon panics without.
    assert!(!Grammar::standard().lexicon().topics.is_empty());
}
