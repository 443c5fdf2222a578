//! The standard sections, as they are used: without the names and words of the data files, which the grammar has in its tables.

use std::collections::BTreeMap;

use super::model::{
    Expect, FieldData, FieldKind, PartData, QuestionCount, QuestionKind, SectionData, Voice,
};

/// A standard section.
#[derive(Clone, Debug)]
pub struct SectionSpec {
    /// Its stable name: `data.section` of findings.
    pub id: String,
    /// The standard heading.
    pub title: String,
    /// Whether a note without it is incomplete.
    pub required: bool,
    /// Whether its presence says that a document is a prep note, and no posting or company page.
    pub evidence: bool,
    /// Whose words stand in it.
    pub voice: Voice,
    /// Its title by language code.
    pub translations: BTreeMap<String, String>,
    /// What it is for, one sentence.
    pub purpose: String,
    /// What belongs there, a line each.
    pub criteria: Vec<String>,
    /// Its content to begin with, as an LSP snippet, without the heading.
    pub snippet: String,
    /// Labels that belong to it.
    pub fields: Vec<FieldSpec>,
    /// Named pieces of it.
    pub parts: Vec<PartSpec>,
    /// Set where the section is made of questions.
    pub questions: Option<QuestionCount>,
}

/// A label with a value.
#[derive(Clone, Debug)]
pub struct FieldSpec {
    /// The standard label.
    pub label: String,
    /// How strongly its absence is reported.
    pub expect: Expect,
    /// What its value is.
    pub kind: FieldKind,
    /// The front-matter key that holds the same.
    pub front_matter: Option<String>,
    /// Values to offer.
    pub values: Vec<String>,
}

/// A named piece of a section.
#[derive(Clone, Debug)]
pub struct PartSpec {
    /// Its stable name within the section.
    pub id: String,
    /// The standard name.
    pub title: String,
    /// Set where questions of one kind hold the part, whatever stands above them.
    pub questions: Option<QuestionKind>,
    /// How strongly its absence is reported.
    pub expect: Expect,
}

impl From<SectionData> for SectionSpec {
    fn from(data: SectionData) -> Self {
        let translations = data.translations.into_iter();
        SectionSpec {
            id: data.id,
            title: data.title,
            required: data.required,
            evidence: data.evidence,
            voice: data.voice,
            translations: translations
                .filter_map(|(language, names)| Some((language, names.into_iter().next()?)))
                .collect(),
            purpose: data.purpose,
            criteria: data.criteria,
            snippet: data.snippet,
            fields: data.fields.into_iter().map(FieldSpec::from).collect(),
            parts: data.parts.into_iter().map(PartSpec::from).collect(),
            questions: data.questions,
        }
    }
}

impl From<FieldData> for FieldSpec {
    fn from(data: FieldData) -> Self {
        FieldSpec {
            label: data.label,
            expect: data.expect,
            kind: data.kind,
            front_matter: data.front_matter,
            values: data.values,
        }
    }
}

impl From<PartData> for PartSpec {
    fn from(data: PartData) -> Self {
        PartSpec {
            id: data.id,
            title: data.title,
            questions: data.questions,
            expect: data.expect,
        }
    }
}
