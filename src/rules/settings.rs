//! What a user chose: which rules run, and how loud.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::{Rule, Severity};

/// The level of a rule in a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Its findings are hints.
    Hint,
    /// Its findings are information.
    Info,
    /// Its findings are warnings.
    Warning,
    /// Its findings are errors.
    Error,
}

impl Level {
    /// The severity of the level; none for off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Hint => Some(Severity::Hint),
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// The settings of the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Levels that differ from the rules' own, by rule name.
    pub levels: HashMap<String, Level>,
    /// If not empty, the only rules that run; a rule that is off by default runs if it is named.
    pub select: Vec<String>,
    /// Rules that do not run.
    pub ignore: Vec<String>,
    /// The day it is, for rules about dates; without it they are silent.
    pub today: Option<jiff::civil::Date>,
}

impl Settings {
    /// The level at which a rule runs: none if it is off, `Some(None)` if its findings keep the
    /// severities they have.
    pub fn level(&self, rule: &Rule) -> Option<Option<Severity>> {
        if self.ignore.iter().any(|name| name == rule.name) {
            return None;
        }
        let selected = self.select.iter().any(|name| name == rule.name);
        if !self.select.is_empty() && !selected {
            return None;
        }
        match self.levels.get(rule.name) {
            Some(Level::Off) if !selected => None,
            Some(level) => Some(level.severity()),
            None if rule.severity.is_none() && !selected => None,
            None => Some(None),
        }
    }
}
