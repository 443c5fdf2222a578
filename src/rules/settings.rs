//! What a user chose: which rules run, and how loud.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

/// How a rule is set: its level alone, `"hint"`, or a table, `{ level = "hint", max-age = 90 }`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// Its level; none for its own.
    pub level: Option<Level>,
    /// How many days may pass before it reports, where the rule is about age.
    pub max_age: Option<Days>,
}

/// The same as a table.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "RuleTable", deny_unknown_fields)]
struct Table {
    /// Its level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    /// How many days may pass before a rule about age reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_age: Option<Days>,
}

impl From<Level> for RuleSetting {
    fn from(level: Level) -> Self {
        RuleSetting {
            level: Some(level),
            max_age: None,
        }
    }
}

impl RuleSetting {
    /// The options that it sets besides the level, by the names they have in a configuration.
    pub const OPTIONS: &'static [&'static str] = &["max-age"];
}

impl Serialize for RuleSetting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RuleSetting { level, max_age } = *self;
        match (level, max_age) {
            (Some(level), None) => level.serialize(serializer),
            _ => Table { level, max_age }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for RuleSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = RuleSetting;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a level such as \"hint\", or a table such as { level = \"hint\", max-age = 90 }")
            }

            fn visit_str<E: de::Error>(self, level: &str) -> Result<RuleSetting, E> {
                Level::deserialize(de::value::StrDeserializer::new(level)).map(RuleSetting::from)
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<RuleSetting, A::Error> {
                let table = Table::deserialize(de::value::MapAccessDeserializer::new(table))?;
                Ok(RuleSetting {
                    level: table.level,
                    max_age: table.max_age,
                })
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl JsonSchema for RuleSetting {
    fn schema_name() -> Cow<'static, str> {
        "RuleSetting".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How a rule is set: its level alone, or a table of its level and its options.",
            "anyOf": [generator.subschema_for::<Level>(), generator.subschema_for::<Table>()],
        })
    }
}

/// A number of days, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Days(#[schemars(range(min = 1))] pub u32);

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Days;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of days such as 90")
            }

            fn visit_u64<E: de::Error>(self, days: u64) -> Result<Days, E> {
                match u32::try_from(days) {
                    Ok(days @ 1..) => Ok(Days(days)),
                    _ => Err(E::invalid_value(Unexpected::Unsigned(days), &self)),
                }
            }

            fn visit_i64<E: de::Error>(self, days: i64) -> Result<Days, E> {
                match u64::try_from(days) {
                    Ok(days) => self.visit_u64(days),
                    Err(_) => Err(E::invalid_value(Unexpected::Signed(days), &self)),
                }
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// The settings of the rules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// What is set of each rule, by rule name.
    pub rules: HashMap<String, RuleSetting>,
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
        match self.rules.get(rule.name).and_then(|set| set.level) {
            Some(Level::Off) if !selected => None,
            Some(level) => Some(level.severity()),
            None if rule.severity.is_none() && !selected => None,
            None => Some(None),
        }
    }
    /// How many days may pass before a rule about age reports; its own number unless set.
    pub fn max_age(&self, rule: &str, own: u32) -> i32 {
        let set = self.rules.get(rule).and_then(|set| set.max_age);
        i32::try_from(set.map_or(own, |days| days.0)).unwrap_or(i32::MAX)
    }
}
