//! The names of sections that hold a company's name, such as "Why Acme?".

use std::collections::HashMap;

use super::{Grammar, How, Match};

impl Grammar {
    /// The names that [`Grammar::recognise`] leaves out because they hold the note's company, such
    /// as "Why Acme?", by key. "Acme" and "Acme Health" stand for "Acme Health Ltd", too.
    pub fn company_names(&self, company: &str) -> HashMap<String, Match> {
        let whole = company.trim();
        let ends = whole
            .char_indices()
            .filter(|(_, char)| char.is_whitespace())
            .map(|(at, _)| at)
            .chain([whole.len()]);
        let mut found = HashMap::new();
        let names = ends.map(|end| whole[..end].trim_end_matches([',', ' ']));
        for name in names.filter(|name| name.chars().count() > 1) {
            let named = self.company_aliases.iter().map(|(alias, section)| {
                (
                    alias.replace("{company}", name),
                    Match {
                        section: *section,
                        how: How::Partial,
                    },
                )
            });
            for (text, hit) in named.chain(self.cues.company_names(name)) {
                found.entry(self.key(&text)).or_insert(hit);
            }
        }
        found
    }

    /// What the key of each of these names holds, or nothing, which every text does: the company's first word, which all
    /// shares of its name begin with.
    pub fn company_needle(&self, company: &str) -> String {
        let first = company.split_whitespace().next().unwrap_or_default();
        let first = first.trim_end_matches(',');
        let word = first.to_ascii_lowercase();
        let ordinary = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        // Words that a key leaves out, and numbering, which it may.
        if !ordinary || self.headings.ignore.contains(&word) {
            return String::new();
        }
        // It may be taken for a plural.
        word.strip_suffix('s').unwrap_or(&word).to_owned()
    }
}
