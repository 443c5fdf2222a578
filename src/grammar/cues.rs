//! Headings that use none of a section's names, by their wording.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::name;
use super::{How, Match, read, shipped};

/// A heading of more words than this is a sentence, not a name.
const MOST_WORDS: usize = 8;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CueData {
    #[allow(dead_code, reason = "the version is checked by a test")]
    version: u32,
    sections: Vec<SectionCues>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionCues {
    id: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    words: Vec<WordCues>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordCues {
    one: Vec<String>,
    #[serde(default)]
    other: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
}

static DATA: LazyLock<CueData> = LazyLock::new(|| read(shipped!("headings")));

/// What headings are about by their wording, ready for use.
#[derive(Debug, Default)]
pub(super) struct Cues {
    /// Whole headings by key.
    names: HashMap<String, usize>,
    /// Whole headings with a gap for the company.
    company: Vec<(String, usize)>,
    words: Vec<(usize, Pair)>,
}

/// Phrases with a space at either end.
#[derive(Debug)]
struct Pair {
    one: Vec<String>,
    other: Vec<String>,
    never: Vec<String>,
}

impl Cues {
    /// The cues of those sections that there are.
    pub(super) fn new(section: impl Fn(&str) -> Option<usize>) -> Self {
        let mut cues = Cues::default();
        for data in &DATA.sections {
            let Some(index) = section(&data.id) else {
                continue;
            };
            for name in &data.names {
                if name.contains("{company}") {
                    cues.company.push((name.clone(), index));
                } else {
                    cues.names.entry(key(name)).or_insert(index);
                }
            }
            for words in &data.words {
                let keys = |list: &[String]| list.iter().map(|word| padded(word)).collect();
                cues.words.push((
                    index,
                    Pair {
                        one: keys(&words.one),
                        other: keys(&words.other),
                        never: keys(&words.never),
                    },
                ));
            }
        }
        cues
    }

    /// The sections that a piece of a heading may be, most likely first, added to those found.
    pub(super) fn find(&self, text: &str, found: &mut Vec<usize>) {
        let text = padded(text);
        let mut add = |section: usize| {
            if !found.contains(&section) {
                found.push(section);
            }
        };
        if let Some(&section) = self.names.get(bare(&text)) {
            add(section);
        }
        if text.split_whitespace().count() > MOST_WORDS {
            return;
        }
        let has = |list: &[String]| list.iter().any(|phrase| text.contains(phrase.as_str()));
        for (section, pair) in &self.words {
            let fits =
                has(&pair.one) && (pair.other.is_empty() || has(&pair.other)) && !has(&pair.never);
            if fits {
                add(*section);
            }
        }
    }

    /// The whole headings that hold a company.
    pub(super) fn company_names<'a>(
        &'a self,
        company: &'a str,
    ) -> impl Iterator<Item = (String, Match)> + 'a {
        self.company.iter().map(move |(name, section)| {
            (
                name.replace("{company}", company),
                Match {
                    section: *section,
                    how: How::Likely,
                },
            )
        })
    }
}

/// A text as words without accents, case and plurals, with a space at either end. All words count
/// here: "my questions" are not "the questions".
fn padded(text: &str) -> String {
    let mut out = String::from(" ");
    for word in name::words(text) {
        out.push_str(name::singular(&word));
        out.push(' ');
    }
    out
}

/// The key of a whole heading: the article in front makes no difference.
fn key(text: &str) -> String {
    bare(&padded(text)).to_owned()
}

fn bare(padded: &str) -> &str {
    let text = padded.trim();
    text.strip_prefix("the ").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;

    #[test]
    fn the_shipped_data_names_sections_that_there_are() {
        assert_eq!(DATA.version, 1);
        let grammar = Grammar::standard();
        for data in &DATA.sections {
            assert!(grammar.section(&data.id).is_some(), "{}", data.id);
        }
    }

    #[test]
    fn headings_are_told_by_their_wording() {
        let grammar = Grammar::standard();
        for (heading, id) in [
            ("TL;DR / the job", Some("job-overview")),
            ("The post", Some("job-overview")),
            ("What the advert says", Some("job-overview")),
            ("Why I'd be good at this", Some("fit")),
            ("3. What makes it a fit", Some("fit")),
            ("🎯 Why I'm right for this", Some("fit")),
            ("Warum die Stelle passt", Some("fit")),
            ("CV bullets I want to land", Some("resume-highlights")),
            ("CV POINTS", Some("resume-highlights")),
            ("Key points from my CV", Some("resume-highlights")),
            ("The museum", Some("company-summary")),
            ("About the station", Some("company-summary")),
            ("What I know about them", Some("company-summary")),
            ("Questions I may get", Some("predicted-questions")),
            (
                "What might come up: likely topics",
                Some("predicted-questions"),
            ),
            ("Mögliche Fragen", Some("predicted-questions")),
            ("My questions", Some("questions-to-ask")),
            ("Questions for the panel", Some("questions-to-ask")),
            ("What I want to ask", Some("questions-to-ask")),
            ("Fragen an das Büro", Some("questions-to-ask")),
            ("REVISE", Some("concepts")),
            ("To read up", Some("concepts")),
            ("À revoir", Some("concepts")),
            ("How to come across", Some("strategic-advice")),
            ("Advice to myself", Some("strategic-advice")),
            ("Tips for the day", Some("strategic-advice")),
            ("Parking", None),
            ("Team lunch", None),
            ("Salary", None),
            (
                "A long heading that says how the whole of the day went for me",
                None,
            ),
        ] {
            let mut found = Vec::new();
            grammar.likely_sections(heading, &mut found);
            let found = found.first().map(|&at| grammar.sections[at].id.as_str());
            assert_eq!(found, id, "{heading}");
        }
    }
}
