//! What a user's `prep.toml` says about sections, merged on top of the shipped data.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{
    Data, Expect, FieldData, FieldKind, PartData, QuestionCount, SectionData, Voice,
};

/// Changes to one section, `[sections.<id>]`. An id that is not known yet adds a section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct SectionOverlay {
    /// The heading. Renaming a section keeps its old title as an alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether a note without the section is incomplete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Drops the section: it is neither expected nor recognised.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub drop: bool,
    /// Moves the section behind the one with this id; an empty string moves it to the top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Whose words stand in the section, for rules about wording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// More names of the section.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// How many questions it wants; fewer are a warning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<usize>,
    /// Fewer questions than this are a hint. Default: the greater of `min` and 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub good: Option<usize>,
    /// The section's content to begin with, as an LSP snippet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// What the section is for, shown on hover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Changes to its fields by label. A label that is not known yet adds a field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldOverlay>,
    /// Changes to its parts by id. An id that is not known yet adds a part.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, PartOverlay>,
}

/// Changes to one field of a section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct FieldOverlay {
    /// How strongly its absence is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
    /// More labels for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Values to offer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// Changes to one part of a section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct PartOverlay {
    /// The standard name of the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How strongly its absence is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
    /// More names for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// More words that hold it wherever they stand in the section.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// What is wrong with an overlay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// A new section has no title.
    #[error("section `{id}` is not a standard one: give it a title, or use one of {known}")]
    NoTitle {
        /// The section's id.
        id: String,
        /// The known ids.
        known: String,
    },
    /// `after` names no section.
    #[error("section `{id}` is to stand after `{after}`, which is no section: use one of {known}")]
    NoSuchSection {
        /// The section's id.
        id: String,
        /// The id that was given.
        after: String,
        /// The known ids.
        known: String,
    },
}

impl OverlayError {
    /// The id of the section that is at fault.
    pub fn id(&self) -> &str {
        match self {
            OverlayError::NoTitle { id, .. } | OverlayError::NoSuchSection { id, .. } => id,
        }
    }
}

impl Data {
    /// Merges a user's sections in. What is wrong is left out and told.
    pub fn merge(&mut self, overlays: &BTreeMap<String, SectionOverlay>) -> Vec<OverlayError> {
        let mut errors = Vec::new();
        for (id, overlay) in overlays {
            let known = self.ids();
            let Some(section) = self.section_or_new(id, overlay) else {
                errors.push(OverlayError::NoTitle {
                    id: id.clone(),
                    known,
                });
                continue;
            };
            overlay.apply(section);
        }
        for (id, overlay) in overlays {
            let Some(after) = &overlay.after else {
                continue;
            };
            let Some(from) = self.sections.iter().position(|section| section.id == *id) else {
                continue;
            };
            let section = self.sections.remove(from);
            let to = if after.is_empty() {
                Some(0)
            } else {
                self.sections
                    .iter()
                    .position(|section| section.id == *after)
                    .map(|at| at + 1)
            };
            if to.is_none() {
                errors.push(OverlayError::NoSuchSection {
                    id: id.clone(),
                    after: after.clone(),
                    known: self.ids(),
                });
            }
            self.sections.insert(to.unwrap_or(from), section);
        }
        self.sections.retain(|section| {
            !overlays
                .get(&section.id)
                .is_some_and(|overlay| overlay.drop)
        });
        errors
    }

    fn ids(&self) -> String {
        self.sections
            .iter()
            .map(|section| section.id.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn section_or_new(&mut self, id: &str, overlay: &SectionOverlay) -> Option<&mut SectionData> {
        if let Some(index) = self.sections.iter().position(|section| section.id == id) {
            return Some(&mut self.sections[index]);
        }
        self.sections.push(SectionData {
            id: id.to_owned(),
            title: overlay.title.clone()?,
            required: false,
            evidence: false,
            voice: Voice::Other,
            aliases: Vec::new(),
            partial: Vec::new(),
            translations: BTreeMap::new(),
            purpose: String::new(),
            criteria: Vec::new(),
            snippet: String::new(),
            fields: Vec::new(),
            parts: Vec::new(),
            questions: None,
        });
        self.sections.last_mut()
    }
}

impl SectionOverlay {
    fn apply(&self, section: &mut SectionData) {
        if let Some(title) = &self.title
            && *title != section.title
        {
            let old = std::mem::replace(&mut section.title, title.clone());
            section.aliases.push(old);
        }
        if let Some(required) = self.required {
            section.required = required;
        }
        if let Some(voice) = self.voice {
            section.voice = voice;
        }
        section.aliases.extend(self.aliases.iter().cloned());
        if let Some(warn) = self.min {
            let (one, many) = match &section.questions {
                Some(questions) => (questions.one.clone(), questions.many.clone()),
                None => ("question".to_owned(), "questions".to_owned()),
            };
            section.questions = Some(QuestionCount {
                warn,
                hint: warn.max(5),
                one,
                many,
            });
        }
        if let (Some(good), Some(questions)) = (self.good, &mut section.questions) {
            questions.hint = good;
        }
        if let Some(snippet) = &self.snippet {
            section.snippet = snippet.trim_end().to_owned();
        }
        if let Some(purpose) = &self.purpose {
            section.purpose = purpose.clone();
        }
        for (label, overlay) in &self.fields {
            let found = section
                .fields
                .iter()
                .position(|field| field.label.eq_ignore_ascii_case(label));
            let index = found.unwrap_or_else(|| {
                section.fields.push(FieldData {
                    label: label.clone(),
                    aliases: Vec::new(),
                    expect: Expect::Info,
                    kind: FieldKind::Text,
                    front_matter: None,
                    values: Vec::new(),
                });
                section.fields.len() - 1
            });
            let field = &mut section.fields[index];
            field.expect = overlay.expect.unwrap_or(field.expect);
            field.aliases.extend(overlay.aliases.iter().cloned());
            field.values.extend(overlay.values.iter().cloned());
        }
        for (id, overlay) in &self.parts {
            let found = section.parts.iter().position(|part| part.id == *id);
            let index = found.unwrap_or_else(|| {
                section.parts.push(PartData {
                    id: id.clone(),
                    title: overlay.title.clone().unwrap_or_else(|| id.clone()),
                    aliases: Vec::new(),
                    words: Vec::new(),
                    except: Vec::new(),
                    together: Vec::new(),
                    questions: None,
                    expect: Expect::Info,
                });
                section.parts.len() - 1
            });
            let part = &mut section.parts[index];
            if let Some(title) = &overlay.title {
                part.title = title.clone();
            }
            part.expect = overlay.expect.unwrap_or(part.expect);
            part.aliases.extend(overlay.aliases.iter().cloned());
            part.words.extend(overlay.words.iter().cloned());
        }
    }
}
