//! The shape of the data files, as they are read. `grammars/README.md` says it for people.

use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

/// A data file such as `grammars/interview.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Data {
    /// The version of this shape; 1.
    pub version: u32,
    /// How titles read.
    pub title: TitleData,
    /// What may stand round the name in a heading.
    #[serde(default)]
    pub headings: HeadingData,
    /// How questions begin.
    pub questions: QuestionData,
    /// The keys of the front matter that mean something, in the order in which they are offered.
    #[serde(default)]
    pub front_matter: Vec<KeySpec>,
    /// The sections in standard order.
    pub sections: Vec<SectionData>,
}

/// A key of the front matter.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeySpec {
    /// The key as it is written: `interview_date`.
    pub key: String,
    /// What it is for, one sentence.
    pub purpose: String,
    /// Whether it holds a list: `[a, b]`.
    #[serde(default)]
    pub list: bool,
    /// Values to offer, beside those of the field that holds the same.
    #[serde(default)]
    pub values: Vec<String>,
}

/// How the title of a prep note reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TitleData {
    /// Words that a title begins with: `Interview Prep: Acme – Nurse`.
    pub leads: Vec<String>,
    /// Words that a title ends with: `Acme Interview Preparation`.
    pub trails: Vec<String>,
    /// Words between a role and a company, in this order: `Nurse at Acme`.
    pub joiners: Vec<String>,
    /// Words that lead from "Prep notes" over to the name: `Prep notes for Acme`.
    #[serde(default)]
    pub prepositions: Vec<String>,
    /// Words that say that brackets in a title hold no role.
    #[serde(default)]
    pub asides: Vec<String>,
    /// Words that stand before a name and make no note: `Prep: Nurse at Acme`.
    #[serde(default)]
    pub weak_leads: Vec<String>,
    /// Words that the title of another document begins with: `Episode 12: …`.
    #[serde(default)]
    pub strangers: Vec<String>,
    /// A new title, as an LSP snippet.
    pub snippet: String,
    /// A new title for editors that know no snippets.
    pub plain: String,
}

/// What may stand round the name in a heading.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct HeadingData {
    /// Words before a number: `Part 5: …`.
    pub numbering: Vec<String>,
    /// Words that make no difference to a name: `Your Strengths` is `Strengths`.
    pub ignore: Vec<String>,
}

/// How questions begin. Lower case, whole words.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuestionData {
    /// Words that begin a question.
    pub interrogatives: Vec<String>,
    /// Words that begin a demand which is answered like a question.
    pub imperatives: Vec<String>,
    /// Words that begin a question about past behaviour.
    pub behavioural: Vec<String>,
}

/// How strongly the absence of something is reported; `none` not at all.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// It may well be absent.
    #[default]
    None,
    /// Its absence is a hint.
    Hint,
    /// Its absence is worth a look.
    Info,
}

/// One standard section.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SectionData {
    /// Its stable name, such as `job-overview`.
    pub id: String,
    /// The standard heading.
    pub title: String,
    /// Whether a note without it is incomplete.
    #[serde(default)]
    pub required: bool,
    /// Whether its presence says that a document is a prep note, and no posting or company page.
    #[serde(default)]
    pub evidence: bool,
    /// Whose words stand in it.
    #[serde(default)]
    pub voice: Voice,
    /// Other names of the whole section.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names of headings that hold a share of it. Two of them are no duplicate.
    #[serde(default)]
    pub partial: Vec<String>,
    /// Names of the whole section by language code.
    #[serde(default)]
    pub translations: BTreeMap<String, Vec<String>>,
    /// What it is for, one sentence.
    #[serde(default)]
    pub purpose: String,
    /// What belongs there, a line each.
    #[serde(default)]
    pub criteria: Vec<String>,
    /// Its content to begin with, as an LSP snippet, without the heading.
    #[serde(default)]
    pub snippet: String,
    /// Labels that belong to it.
    #[serde(default)]
    pub fields: Vec<FieldData>,
    /// Named pieces of it.
    #[serde(default)]
    pub parts: Vec<PartData>,
    /// Set where the section is made of questions.
    #[serde(default)]
    pub questions: Option<QuestionCount>,
}

/// Whose words stand in a section, and what they are.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Voice {
    /// Claims about oneself: fit, résumé highlights, stories.
    Own,
    /// What the posting says and asks for.
    Posting,
    /// Facts about the company.
    Company,
    /// Questions that will be asked, and one's answers to them.
    Answers,
    /// Questions of one's own.
    Questions,
    /// What is to be learned or gone over again.
    Review,
    /// Advice to oneself.
    Advice,
    /// Anything else: logistics, people, pay.
    #[default]
    Other,
}

/// How many questions a section wants.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuestionCount {
    /// Fewer than this many are a warning.
    pub warn: usize,
    /// Fewer than this many are a hint.
    #[serde(default)]
    pub hint: usize,
    /// What one of them is called in a message: "question to ask".
    pub one: String,
    /// What several are called: "questions to ask".
    pub many: String,
}

/// A label with a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FieldData {
    /// The standard label.
    pub label: String,
    /// Other labels for the same.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How strongly its absence is reported.
    #[serde(default)]
    pub expect: Expect,
    /// What its value is.
    #[serde(default)]
    pub kind: FieldKind,
    /// The front-matter key that holds the same.
    #[serde(default)]
    pub front_matter: Option<String>,
    /// Values to offer.
    #[serde(default)]
    pub values: Vec<String>,
}

/// What the value of a field is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// A calendar date.
    Date,
    /// A list below the label, or a comma list after it.
    List,
}

/// A named piece of a section.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PartData {
    /// Its stable name within the section.
    pub id: String,
    /// The standard name.
    pub title: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Words that hold the part wherever they stand in the section.
    #[serde(default)]
    pub words: Vec<String>,
    /// Phrases in which those words mean something else: "training data".
    #[serde(default)]
    pub except: Vec<String>,
    /// Words that hold the part two by two, in a question.
    #[serde(default)]
    pub together: Vec<Together>,
    /// Set where questions of one kind hold the part, whatever stands above them.
    #[serde(default)]
    pub questions: Option<QuestionKind>,
    /// How strongly its absence is reported.
    #[serde(default)]
    pub expect: Expect,
}

/// Two lists of words: a question with one of each holds a part. All inflections of a word count.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Together {
    /// Words that tell nothing alone: "by Christmas".
    pub one: Vec<String>,
    /// Nor do these: "sorted out".
    pub other: Vec<String>,
}

/// Kinds of questions that are told apart by their wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Questions about past behaviour: "Tell me about a time …".
    Behavioural,
    /// All others.
    Other,
}
