//! Stock questions, and the words that make a question nobody's in particular:
//! `grammars/wording-questions.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::phrase_table::{self, Phrasebook, Phrases};
use super::terms::{self, StemMap, StemSet, Word, words};
use super::{read, shipped};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    #[serde(rename = "version")]
    _version: u32,
    empty: Vec<String>,
    small: Vec<String>,
    asking: Vec<String>,
    same: Vec<Vec<String>>,
    common: Vec<String>,
    audience: Vec<String>,
    stock: Vec<StockData>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StockData {
    theme: Option<String>,
    #[serde(default)]
    beside: Vec<String>,
    questions: Vec<String>,
}

/// The stock questions, ready for matching.
#[derive(Debug)]
pub struct Stock {
    empty: StemSet,
    small: StemSet,
    asking: StemSet,
    same: StemMap<u64>,
    common: StemSet,
    audience: Phrases<()>,
    groups: Vec<Group>,
}

/// Stock questions that are replaced by those of the same theme.
#[derive(Debug)]
struct Group {
    theme: Option<String>,
    beside: StemSet,
    forms: HashSet<Form>,
}

/// What of a question is compared.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Form {
    telling: Vec<u64>,
    /// The word that says what is asked for, where one telling word alone would say too little;
    /// all words where there is none.
    asking: Vec<u64>,
}

/// A stock question that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockQuestion<'a> {
    /// The theme of what to ask instead; none where any will do.
    pub theme: Option<&'a str>,
}

static SHIPPED: LazyLock<Stock> = LazyLock::new(|| Stock::new(read(shipped!("wording-questions"))));

fn stems(list: &[String]) -> StemSet {
    list.iter().map(|word| terms::stem(word)).collect()
}

/// The words of a text, with their places in it.
fn words_of(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    words(text, 0, &mut found);
    found
}

impl Stock {
    /// The shipped ones.
    pub fn shipped() -> &'static Stock {
        &SHIPPED
    }

    fn new(data: Data) -> Self {
        let mut same = StemMap::default();
        for line in &data.same {
            let mut stems = line.iter().map(|word| terms::stem(word));
            if let Some(first) = stems.next() {
                same.extend(stems.map(|stem| (stem, first)));
            }
        }
        let mut audience = Phrasebook::default();
        for phrase in &data.audience {
            audience.add(phrase, phrase_table::Form::Any, ());
        }
        let mut stock = Stock {
            empty: stems(&data.empty),
            small: stems(&data.small),
            asking: stems(&data.asking),
            same,
            common: stems(&data.common),
            audience: audience.phrases(),
            groups: Vec::new(),
        };
        let groups = data.stock.into_iter().map(|group| {
            let beside = group.beside.iter();
            let beside: StemSet = beside.map(|word| stock.one(terms::stem(word))).collect();
            let mut forms = HashSet::new();
            for question in &group.questions {
                // The note's company is left out of what it is compared with, too.
                let question = question.replace("{company}", "");
                let words: Vec<Word> = terms::words_once(&question);
                let words: Vec<&Word> = words.iter().collect();
                forms.extend(stock.form(&words, &StemSet::default()));
                forms.extend(stock.form(&words, &beside));
            }
            Group {
                theme: group.theme,
                beside,
                forms,
            }
        });
        stock.groups = groups.collect();
        stock
    }

    /// The stem that stands for a stem and its like.
    fn one(&self, stem: u64) -> u64 {
        self.same.get(&stem).copied().unwrap_or(stem)
    }

    /// The telling words of a text that is read once: the stems of the shipped questions need not be remembered.
    pub(super) fn telling_once(&self, text: &str) -> Vec<u64> {
        self.telling_of(terms::words_once(text).into_iter().map(|word| word.stem))
    }

    /// The telling words of a text, as sorted stems.
    pub fn telling(&self, text: &str) -> Vec<u64> {
        self.telling_of(words_of(text).into_iter().map(|word| word.stem))
    }

    /// The telling ones among the stems of a text's words, sorted.
    pub fn telling_of(&self, stems: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let stems = stems.into_iter();
        let mut telling: Vec<u64> = stems.filter(|stem| !self.empty.contains(stem)).collect();
        telling.sort_unstable();
        telling.dedup();
        // It may have been collected where the words were, which are four times as large.
        telling.shrink_to_fit();
        telling
    }

    /// Whether a word makes no difference to what a question asks.
    pub fn is_small(&self, stem: u64) -> bool {
        self.small.contains(&stem)
    }

    /// Whether a word tells something that not every posting and every company's page says.
    pub fn is_distinctive(&self, stem: u64) -> bool {
        !self.empty.contains(&stem) && !self.common.contains(&stem)
    }

    /// How many words a text has, and how many of them tell nothing.
    pub fn count(&self, text: &str) -> (usize, usize) {
        let words = words_of(text);
        let empty = words.iter().filter(|word| self.empty.contains(&word.stem));
        (words.len(), empty.count())
    }

    /// Whether questions are in English, by the words that tell nothing: every other word of an
    /// English question is one of them, and not one in five of another language.
    pub fn is_english(all: usize, empty: usize) -> bool {
        empty * 3 > all
    }

    /// Whether a name of a group of questions says for whom they are.
    pub fn names_audience(&self, name: &str) -> bool {
        self.audience.any(&words_of(name), name)
    }

    /// The stock question that a question is, whole or clause by clause. `own` are the stems of the
    /// company's name, which make it no other question.
    pub fn find(&self, question: &str, own: &StemSet) -> Option<StockQuestion<'_>> {
        let words = words_of(question);
        let words: Vec<&Word> = words
            .iter()
            .filter(|word| !own.contains(&word.stem))
            .collect();
        if let Some(found) = self.find_words(&words) {
            return Some(found);
        }
        let mut found = None;
        let mut clauses = 0;
        for clause in words.chunk_by(|_, next| !next.opens) {
            if clause.iter().all(|word| self.empty.contains(&word.stem)) {
                continue;
            }
            clauses += 1;
            let stock = self.find_words(clause)?;
            found = found.or(Some(stock));
        }
        found.filter(|_| clauses > 0)
    }

    fn find_words(&self, words: &[&Word]) -> Option<StockQuestion<'_>> {
        let whole = self.form(words, &StemSet::default());
        let group = self.groups.iter().find(|group| {
            if whole
                .as_ref()
                .is_some_and(|form| group.forms.contains(form))
            {
                return true;
            }
            // Only where a word may be left out is there another form to compare.
            let beside = words
                .iter()
                .any(|word| group.beside.contains(&self.one(word.stem)));
            beside
                && self
                    .form(words, &group.beside)
                    .is_some_and(|form| group.forms.contains(&form))
        })?;
        Some(StockQuestion {
            theme: group.theme.as_deref(),
        })
    }

    /// What of a question is compared; nothing where nothing is left of it beside some words.
    fn form(&self, words: &[&Word], beside: &StemSet) -> Option<Form> {
        let mut telling: Vec<u64> = words
            .iter()
            .filter(|word| !self.empty.contains(&word.stem))
            .map(|word| self.one(word.stem))
            .filter(|stem| !beside.contains(stem))
            .collect();
        telling.sort_unstable();
        telling.dedup();
        let asking = match telling.len() {
            0 if !beside.is_empty() => return None,
            0 => {
                let stems = words.iter().map(|word| word.stem);
                stems.filter(|stem| !self.small.contains(stem)).collect()
            }
            1 => {
                let mut stems = words.iter().map(|word| word.stem);
                Vec::from_iter(stems.find(|stem| self.asking.contains(stem)))
            }
            _ => Vec::new(),
        };
        Some(Form { telling, asking })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_questions_are_found_in_all_their_variants() {
        let own = stems(&["FinGear".to_owned(), "Harbour".to_owned()]);
        let stock = Stock::shipped();
        for (question, theme) in [
            ("What does your company do?", Some("product")),
            ("What does FinGear do?", Some("product")),
            ("What are the next steps?", None),
            ("What are the next steps in the hiring process?", None),
            (
                "So what happens next in the process, and when will I hear back?",
                None,
            ),
            ("What does success look like?", Some("success")),
            (
                "What would success look like in this role?",
                Some("success"),
            ),
            ("How do you measure success here?", Some("success")),
            (
                "How do you define success for this position?",
                Some("success"),
            ),
            ("What is a typical day like?", Some("craft")),
            ("Could you walk me through a typical day?", Some("craft")),
            (
                "What does an average week look like in this role?",
                Some("craft"),
            ),
            ("What do you like about working here?", Some("culture")),
            (
                "What do you enjoy most about working at Harbour?",
                Some("culture"),
            ),
            ("What’s the culture like?", Some("culture")),
            (
                "How would you describe the company culture?",
                Some("culture"),
            ),
            ("Tell me about the culture at FinGear", Some("culture")),
            ("What is the biggest challenge?", Some("strategy")),
            (
                "What are the biggest challenges facing the team right now?",
                Some("strategy"),
            ),
            ("Are there opportunities for growth?", Some("growth")),
            (
                "What opportunities are there for professional development?",
                Some("growth"),
            ),
            (
                "Is there room for advancement within the company?",
                Some("growth"),
            ),
            ("How big is the team?", Some("team")),
            ("What are the benefits?", None),
            ("What tech stack do you use?", Some("craft")),
            (
                "Can you tell me a little about the company?",
                Some("product"),
            ),
            ("Could you tell us a bit about your firm?", Some("product")),
            ("Why is this position open?", None),
            (
                "Can you describe the team I’ll be working with?",
                Some("team"),
            ),
        ] {
            let found = stock.find(question, &own);
            assert_eq!(found, Some(StockQuestion { theme }), "{question}");
        }
    }

    #[test]
    fn a_particular_question_is_no_stock_question() {
        let stock = Stock::shipped();
        for question in [
            "What does success look like for the night coordinator after six months?",
            "How is the typical week of a bank nurse on ward 7 planned?",
            "What is the typical crew for a two-storey extension?",
            "Which challenge with the PCI audit is the biggest?",
            "How big is the team that runs the ledger?",
            "Can you tell me a little about the Riga office?",
            "Which part of the stack do you use least?",
            "How long does it take?",
            "Who is the head?",
            "Who decides?",
            "What is the team working on at the moment?",
            "What are the next steps for the Riga terminal?",
            "What does FinGear do?",
            "Wie sieht ein typischer Tag aus?",
            "次のステップは何ですか？",
            "",
        ] {
            assert_eq!(
                stock.find(question, &StemSet::default()),
                None,
                "{question}"
            );
        }
    }

    #[test]
    fn english_is_told_from_other_languages() {
        let stock = Stock::shipped();
        let is_english = |question: &str| {
            let (all, empty) = stock.count(question);
            Stock::is_english(all, empty)
        };
        assert!(is_english("Who edits on council nights, and until when?"));
        assert!(is_english("Which former trainees are on the desk now?"));
        for question in [
            "Wie wird der Dienstplan im Team gemacht, und wer entscheidet?",
            "Comment les équipes de nuit sont-elles organisées ?",
            "¿Cómo se mide el éxito en este puesto?",
            "야간 근무는 어떻게 배정되나요?",
            "チームは何人ですか？",
        ] {
            assert!(!is_english(question), "{question}");
        }
        assert!(!is_english(""));
    }
}
