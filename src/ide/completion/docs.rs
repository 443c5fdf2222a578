//! What there is to read about an item. It is made when the editor asks for it, from nothing but
//! what the item carries.

use crate::grammar::{Grammar, Topic};
use crate::rules;

use super::super::hover::about;

/// What an item's documentation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Docs {
    /// A standard section, by its id.
    Section(String),
    /// A rule, by its name.
    Rule(String),
    /// A topic, by its id.
    Topic(String),
    /// A key of the front matter.
    Key(String),
    /// Markdown: of what the user added, which cannot be looked up.
    Text(String),
}

impl Docs {
    /// A section's.
    pub(super) fn section(grammar: &Grammar, kind: usize) -> Self {
        let spec = &grammar.sections[kind];
        let standard = Grammar::standard();
        let own = about(spec);
        let known = standard
            .section(&spec.id)
            .is_some_and(|kind| about(&standard.sections[kind]) == own);
        if known {
            Docs::Section(spec.id.clone())
        } else {
            Docs::Text(own)
        }
    }

    /// A topic's.
    pub(super) fn topic(topic: &Topic) -> Self {
        let known = Topic::shipped().iter().any(|other| other.id == topic.id);
        if known {
            Docs::Topic(topic.id.clone())
        } else {
            Docs::Text(about_topic(topic))
        }
    }

    /// The documentation in Markdown.
    pub fn markdown(&self) -> Option<String> {
        match self {
            Docs::Section(id) => {
                let grammar = Grammar::standard();
                Some(about(&grammar.sections[grammar.section(id)?]))
            }
            Docs::Rule(name) => Some(rules::rule(name)?.docs()),
            Docs::Topic(id) => {
                let topic = Topic::shipped().iter().find(|topic| topic.id == *id)?;
                Some(about_topic(topic))
            }
            Docs::Key(key) => {
                let grammar = Grammar::standard();
                let spec = grammar.front_matter.iter().find(|spec| spec.key == *key)?;
                Some(format!("**{key}**\n\n{}", spec.purpose))
            }
            Docs::Text(markdown) => Some(markdown.clone()),
        }
    }
}

fn about_topic(topic: &Topic) -> String {
    format!(
        "**{}**\n\nA talking point is concrete when it names what you did, with what, and what came of it. A name alone is a beginning.",
        topic.title
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_known_has_docs() {
        for docs in [
            Docs::Section("fit".into()),
            Docs::Rule("placeholder".into()),
            Docs::Topic("security".into()),
            Docs::Key("status".into()),
            Docs::Text("a".into()),
        ] {
            let text = docs.markdown();
            assert!(text.is_some_and(|text| !text.is_empty()), "{docs:?}");
        }
        for docs in [
            Docs::Section("nonsense".into()),
            Docs::Rule("nonsense".into()),
            Docs::Topic("nonsense".into()),
            Docs::Key("nonsense".into()),
        ] {
            assert_eq!(docs.markdown(), None);
        }
    }

    #[test]
    fn what_the_user_changed_travels_with_the_item() {
        let mut data = Grammar::standard_data();
        data.sections[0].purpose = "Mine.".into();
        let grammar = Grammar::new(data);
        assert!(matches!(Docs::section(&grammar, 0), Docs::Text(text) if text.contains("Mine.")));
        assert!(matches!(Docs::section(&grammar, 1), Docs::Section(_)));
    }
}
