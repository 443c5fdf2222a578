//! The question bank: `grammars/questions/*.toml`, questions of our own writing for every section
//! that is made of questions, by theme, topic and profession.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use super::phrase_table::{Form, Phrasebook, Phrases};
use super::stock::Stock;
use super::terms::{StemMap, Word, words};

/// The shipped files: name and text of each.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/questions.rs"));

/// What stands for the company's name in a question.
const COMPANY: &str = "{company}";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileData {
    profession: Option<String>,
    #[serde(default)]
    roles: Vec<String>,
    questions: Vec<QuestionData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionData {
    section: String,
    theme: String,
    #[serde(default)]
    topics: Vec<String>,
    text: String,
}

/// A question of the bank.
#[derive(Debug)]
pub struct BankQuestion {
    /// The id of the section it belongs to.
    pub section: String,
    /// What it is about: `team`, `growth`, `behavioural`.
    pub theme: String,
    /// The ids of the topics it belongs to.
    pub topics: Vec<String>,
    /// Whose profession it belongs to; none is everyone's.
    pub profession: Option<Arc<str>>,
    /// Its text, with `{company}` for the company's name.
    pub text: String,
    telling: Vec<u64>,
}

/// The questions, ready to be asked for.
#[derive(Debug)]
pub struct Bank {
    /// All of them, by profession.
    pub questions: Vec<BankQuestion>,
    professions: Vec<Arc<str>>,
    /// What in a job's title tells the profession, as an index.
    roles: Phrases<u32>,
}

/// What questions are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The id of the section.
    pub section: &'a str,
    /// The job's title, which tells the profession.
    pub role: Option<&'a str>,
    /// The company, to be named in some of them.
    pub company: Option<&'a str>,
    /// The only theme wanted; all of them where there is none.
    pub theme: Option<&'a str>,
    /// The ids of topics whose questions come first.
    pub topics: &'a [&'a str],
}

/// A question to ask, made for a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its theme.
    pub theme: &'static str,
    /// The wanted topic that it belongs to, by its id.
    pub topic: Option<&'static str>,
    /// Its text, with the company's name in it.
    pub text: String,
}

/// The questions that a note has already.
#[derive(Debug, Default)]
pub struct Asked {
    /// The telling words of each, as sorted stems.
    seen: HashSet<Vec<u64>>,
    /// How many telling words each has.
    lengths: Vec<usize>,
    /// Which of them have a word: a note may ask a thousand questions, and each of the bank's is
    /// compared with those alone that share a word with it.
    by_stem: StemMap<Vec<u32>>,
}

static SHIPPED: LazyLock<Bank> = LazyLock::new(|| {
    let mut roles = Phrasebook::default();
    let mut bank = Bank {
        questions: Vec::new(),
        professions: Vec::new(),
        roles: roles.phrases(),
    };
    for &file in FILES {
        bank.add(super::read(file), &mut roles);
    }
    bank.roles = roles.phrases();
    bank
});

impl Bank {
    /// The shipped questions.
    pub fn shipped() -> &'static Bank {
        &SHIPPED
    }

    fn add(&mut self, file: FileData, roles: &mut Phrasebook) {
        let profession: Option<Arc<str>> = file.profession.map(Arc::from);
        if let Some(profession) = &profession {
            for role in &file.roles {
                roles.add(role, Form::Any, self.professions.len() as u32);
            }
            self.professions.push(Arc::clone(profession));
        }
        let questions = file.questions.into_iter().map(|question| BankQuestion {
            telling: Stock::shipped().telling_once(&question.text),
            section: question.section,
            theme: question.theme,
            topics: question.topics,
            profession: profession.clone(),
            text: question.text,
        });
        self.questions.extend(questions);
    }

    /// The professions that a job's title tells, the one that it names in most words first.
    fn professions_of(&self, role: &str) -> Vec<&Arc<str>> {
        let mut found: Vec<Word> = Vec::new();
        words(role, 0, &mut found);
        let mut lengths: HashMap<u32, usize> = HashMap::new();
        self.roles.find(&found, role, |range, profession| {
            let length = lengths.entry(profession).or_default();
            *length = range.len().max(*length);
        });
        let mut professions: Vec<(u32, usize)> = lengths.into_iter().collect();
        professions.sort_by_key(|&(profession, length)| (Reverse(length), profession));
        professions
            .into_iter()
            .map(|(profession, _)| &self.professions[profession as usize])
            .collect()
    }

    /// The questions that are wanted and not asked yet, best first: those of the wanted topics, then
    /// those of the profession, then everyone's, and among equals every theme in turn.
    pub fn suggest(&'static self, wanted: &Wanted<'_>, asked: &Asked) -> Vec<Suggestion> {
        let professions = self.professions_of(wanted.role.unwrap_or_default());
        let company = wanted.company.filter(|company| {
            // What is to be filled in, such as "[Company]", is no name to speak of.
            company.starts_with(char::is_alphanumeric)
        });
        let mut turns: HashMap<_, usize> = HashMap::new();
        let mut found: Vec<_> = self
            .questions
            .iter()
            .filter(|question| question.section == wanted.section)
            .filter(|question| wanted.theme.is_none_or(|theme| question.theme == theme))
            .filter(|question| company.is_some() || !question.text.contains(COMPANY))
            .filter_map(|question| {
                let rank = match &question.profession {
                    Some(own) => professions.iter().position(|&other| other == own)?,
                    None => professions.len(),
                };
                let mut topics = question.topics.iter().map(String::as_str);
                let topic = topics.find(|topic| wanted.topics.contains(topic));
                (!asked.holds_telling(&question.telling)).then_some((topic, rank, question))
            })
            .map(|(topic, rank, question)| {
                let turn = turns
                    .entry((topic.is_none(), rank, question.theme.as_str()))
                    .or_default();
                *turn += 1;
                ((topic.is_none(), rank, *turn), topic, question)
            })
            .collect();
        found.sort_by_key(|(order, ..)| *order);
        found
            .into_iter()
            .map(|(_, topic, question)| Suggestion {
                theme: &question.theme,
                topic,
                text: question.text.replace(COMPANY, company.unwrap_or_default()),
            })
            .collect()
    }
}

impl Asked {
    /// Adds a question.
    pub fn add(&mut self, question: &str) {
        self.add_telling(Stock::shipped().telling(question));
    }

    /// Adds a question by the stems of its words.
    pub fn add_stems(&mut self, stems: impl IntoIterator<Item = u64>) {
        self.add_telling(Stock::shipped().telling_of(stems));
    }

    /// Adds a question by its telling words; see [`Stock::telling`].
    pub fn add_telling(&mut self, telling: Vec<u64>) {
        if self.seen.contains(&telling) {
            return;
        }
        let number = self.lengths.len() as u32;
        for stem in &telling {
            self.by_stem.entry(*stem).or_default().push(number);
        }
        self.lengths.push(telling.len());
        self.seen.insert(telling);
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// Whether a question was asked already, in these or in nearly these words.
    pub fn holds(&self, question: &str) -> bool {
        self.holds_telling(&Stock::shipped().telling(question))
    }

    fn holds_telling(&self, telling: &[u64]) -> bool {
        if self.seen.contains(telling) {
            return true;
        }
        let mut shared = vec![0usize; self.lengths.len()];
        for number in telling.iter().filter_map(|stem| self.by_stem.get(stem)) {
            for &number in number {
                shared[number as usize] += 1;
            }
        }
        shared.iter().zip(&self.lengths).any(|(&shared, &length)| {
            let all = telling.len() + length - shared;
            // Two words in common make few questions the same, if they are not all of them.
            shared >= 3 && shared * 2 > all
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nurse(theme: Option<&'static str>) -> Wanted<'static> {
        Wanted {
            section: "questions-to-ask",
            role: Some("Staff Nurse"),
            company: Some("Harbour Clinic"),
            theme,
            topics: &[],
        }
    }

    #[test]
    fn the_professions_questions_come_first_and_themes_take_turns() {
        let bank = Bank::shipped();
        let found = bank.suggest(&nurse(None), &Asked::default());
        let themes: Vec<&str> = found[..4].iter().map(|question| question.theme).collect();
        let mut varied = themes.clone();
        varied.sort_unstable();
        varied.dedup();
        assert_eq!(varied.len(), 4, "{themes:?}");
        let own = |text: &str| {
            let question = bank
                .questions
                .iter()
                .find(|question| question.text.replace(COMPANY, "Harbour Clinic") == text);
            question.and_then(|question| question.profession.as_deref())
        };
        assert_eq!(own(&found[0].text), Some("nursing"));
        let first_of_all = found
            .iter()
            .position(|question| own(&question.text).is_none());
        assert!(first_of_all.is_some_and(|at| at > 8));
        assert!(found.iter().all(|question| !question.text.contains('{')));
        assert_eq!(own(&found[found.len() - 1].text), None);
    }

    #[test]
    fn what_is_asked_and_what_needs_a_company_is_left_out() {
        let bank = Bank::shipped();
        let growth = nurse(Some("growth"));
        let first = bank.suggest(&growth, &Asked::default()).remove(0);
        assert_eq!(first.theme, "growth");
        let mut asked = Asked::default();
        asked.add(&first.text.to_uppercase().replace('?', "!"));
        assert_ne!(bank.suggest(&growth, &asked)[0], first);
        for company in [None, Some("[Company]")] {
            let wanted = Wanted {
                company,
                ..nurse(None)
            };
            let found = bank.suggest(&wanted, &Asked::default());
            assert!(
                found
                    .iter()
                    .all(|question| !question.text.contains(['{', '[']))
            );
        }
    }

    #[test]
    fn topics_come_before_professions() {
        let wanted = Wanted {
            topics: &["security"],
            ..nurse(None)
        };
        let bank = Bank::shipped();
        let first = &bank.suggest(&wanted, &Asked::default())[0].text;
        let question = bank
            .questions
            .iter()
            .find(|question| question.text.replace(COMPANY, "Harbour Clinic") == *first);
        assert!(question.is_some_and(|question| question.topics.contains(&"security".to_owned())));
    }

    #[test]
    fn the_longer_name_of_a_role_tells_more() {
        let professions = Bank::shipped().professions_of("Ward Manager");
        assert_eq!(&**professions[0], "nursing");
    }
}
