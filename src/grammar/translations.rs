//! Which headings are the titles of sections in other languages.

use std::sync::OnceLock;

use super::Grammar;

/// Languages with the keys of a section's titles in them.
type Titles = Vec<(String, Vec<String>)>;

/// The keys of the titles in other languages, by section. Made when they are first asked for, because there are some
/// hundred and most notes need none.
#[derive(Clone, Debug, Default)]
pub(super) struct Translations(OnceLock<Vec<Titles>>);

impl Grammar {
    /// The language in which a heading is the title of a section, given by its index; none where it is no translation.
    pub fn language_of(&self, section: usize, heading: &str) -> Option<&str> {
        let all = self.translations.0.get_or_init(|| {
            let keys = |names: &[String]| names.iter().map(|name| self.key(name)).collect();
            let titles = self.sections.iter().map(|section| {
                let translations = section.translations.iter();
                translations
                    .map(|(language, names)| (language.clone(), keys(names)))
                    .collect()
            });
            titles.collect()
        });
        let titles = &all[section];
        if titles.is_empty() {
            return None;
        }
        let key = self.key(heading);
        let mut titles = titles.iter();
        let (language, _) = titles.find(|(_, keys)| keys.contains(&key))?;
        Some(language)
    }
}
