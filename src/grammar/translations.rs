//! Which headings are the titles of sections in other languages.

use super::Grammar;
use super::keys::Keys;

/// The titles in other languages.
#[derive(Debug)]
pub(super) struct Translations {
    languages: Vec<String>,
    /// Section and language by key.
    titles: Keys<(u16, u16)>,
}

impl Translations {
    /// Of keys, each with its section and its language.
    pub(super) fn new(titles: Vec<(String, usize, &str)>) -> Self {
        let mut languages: Vec<String> = Vec::new();
        let titles = titles.into_iter().map(|(key, section, language)| {
            let known = languages.iter().position(|other| other == language);
            let language = known.unwrap_or_else(|| {
                languages.push(language.to_owned());
                languages.len() - 1
            });
            (key, (section as u16, language as u16))
        });
        let titles = Keys::new(titles.collect());
        Translations { languages, titles }
    }
}

impl Grammar {
    /// The language in which a heading is the title of a section, given by its index; none where it is no translation.
    pub fn language_of(&self, section: usize, heading: &str) -> Option<&str> {
        let mut titles = self.translations.titles.get(&self.key(heading));
        let &(_, language) = titles.find(|(of, _)| usize::from(*of) == section)?;
        Some(&self.translations.languages[usize::from(language)])
    }
}
