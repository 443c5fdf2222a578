//! The names of sections that hold the note's company, such as "Why Acme?".

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::grammar::{Grammar, Match};

/// Those names by key. There are some hundred for each company and few notes have one of them, so that they are made when a
/// heading holds the company.
#[derive(Debug, Default)]
pub(super) struct CompanyNames {
    company: String,
    /// What is in the key of each of them.
    needle: String,
    names: OnceLock<HashMap<String, Match>>,
}

impl PartialEq for CompanyNames {
    fn eq(&self, other: &Self) -> bool {
        self.company == other.company
    }
}

impl Eq for CompanyNames {}

impl CompanyNames {
    /// Those of a company.
    pub(super) fn of(company: &str, grammar: &Grammar) -> Self {
        CompanyNames {
            company: company.to_owned(),
            needle: grammar.company_needle(company),
            names: OnceLock::new(),
        }
    }

    /// The company.
    pub(super) fn company(&self) -> &str {
        &self.company
    }

    /// What a key is the name of.
    pub(super) fn get(&self, key: &str, grammar: &Grammar) -> Option<&Match> {
        if !key.contains(&self.needle) {
            return None;
        }
        let names = self
            .names
            .get_or_init(|| grammar.company_names(&self.company));
        names.get(key)
    }
}
