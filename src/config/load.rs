//! Reading `prep.toml`.

use std::ops::Range;

use serde_json::Value;
use strsim::osa_distance;
use toml::de::{DeTable, DeValue};

use crate::rules::{self, RuleSetting};

use super::types::Config;

/// A configuration file that could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// The same as plain values, holding only the keys that the file has: an editor's settings are
    /// merged on top of these.
    pub values: Value,
    /// What is wrong in it without making it unreadable, by place.
    pub problems: Vec<Problem>,
}

/// Something wrong in a configuration file that leaves the rest of it in force. It is reported as
/// a finding of `unknown-rule` in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it is, in bytes of the file.
    pub range: Range<usize>,
    /// What is wrong, and what to do.
    pub message: String,
    /// What probably was meant, to put in its place.
    pub instead: Option<String>,
}

/// Why a configuration file could not be read. Nothing of it counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct LoadError {
    /// One-based line.
    pub line: usize,
    /// One-based column, in characters.
    pub column: usize,
    /// Where it is, in bytes of the file.
    pub range: Range<usize>,
    /// What is wrong, and what to do.
    pub message: String,
}

/// The longest configuration that is read, in bytes: a hundred times what anybody has written. What it names (globs, aliases,
/// words of topics) is bounded with it.
pub const MAX_LEN: usize = 256 << 10;

/// Reads the contents of a configuration file.
pub fn load(text: &str) -> Result<Loaded, LoadError> {
    if text.len() > MAX_LEN {
        return Err(LoadError {
            line: 1,
            column: 1,
            range: 0..0,
            message: format!(
                "the file is {} bytes long, more than the {MAX_LEN} that prep-ls reads: leave out what is not needed",
                text.len()
            ),
        });
    }
    let whole = text;
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let mark = whole.len() - text.len();
    let config: Config = toml::from_str(text).map_err(|error| load_error(text, mark, &error))?;
    let values: Value = toml::from_str(text).map_err(|error| load_error(text, mark, &error))?;
    let mut problems = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        let schema = serde_json::to_value(schemars::schema_for!(Config)).unwrap_or_default();
        unknown_keys(table.get_ref(), &schema, &schema, "", &mut problems);
        unknown_rules(table.get_ref(), &mut problems);
        wrong_sections(table.get_ref(), &config, &mut problems);
        wrong_globs(table.get_ref(), &mut problems);
    }
    for problem in &mut problems {
        problem.range = problem.range.start + mark..problem.range.end + mark;
    }
    problems.sort_by_key(|problem| problem.range.start);
    Ok(Loaded {
        config,
        values,
        problems,
    })
}

fn load_error(text: &str, mark: usize, error: &toml::de::Error) -> LoadError {
    let range = error.span().unwrap_or(0..0);
    let before = &text[..text.floor_char_boundary(range.start)];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    LoadError {
        line,
        column,
        range: range.start + mark..range.end + mark,
        message: error.message().trim_end().replace('\n', ", "),
    }
}

/// Keys that the schema does not know. Every table is compared with the properties of its type.
fn unknown_keys(
    table: &DeTable<'_>,
    schema: &Value,
    root: &Value,
    path: &str,
    problems: &mut Vec<Problem>,
) {
    let schema = resolve(schema, root);
    let properties = schema["properties"].as_object();
    for (key, value) in table.iter() {
        let name = key.get_ref().as_ref();
        let known = properties.and_then(|properties| properties.get(name));
        let inner = match (known, &schema["additionalProperties"]) {
            (Some(inner), _) => inner,
            (None, inner @ Value::Object(_)) => inner,
            _ => {
                let names = properties
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.as_str());
                let nearest = nearest(name, names);
                let place = if path.is_empty() {
                    String::new()
                } else {
                    format!(" in [{path}]")
                };
                problems.push(Problem {
                    range: key.span(),
                    message: match nearest {
                        Some(nearest) => format!(
                            "There is no setting `{name}`{place}: did you mean `{nearest}`?"
                        ),
                        None => format!(
                            "There is no setting `{name}`{place}: `prep-ls schema` lists them"
                        ),
                    },
                    instead: nearest.map(str::to_owned),
                });
                continue;
            }
        };
        let path = if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        };
        match value.get_ref() {
            DeValue::Table(table) => unknown_keys(table, inner, root, &path, problems),
            DeValue::Array(items) => {
                let inner = &resolve(inner, root)["items"];
                for item in items.iter() {
                    if let DeValue::Table(table) = item.get_ref() {
                        unknown_keys(table, inner, root, &path, problems);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The schema that a reference within the schema stands for; of several, the one of a table.
fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let target = schema["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'))
        .and_then(|pointer| root.pointer(pointer))
        .unwrap_or(schema);
    let choices = target["anyOf"].as_array().into_iter().flatten();
    choices
        .map(|choice| resolve(choice, root))
        .find(|choice| choice["properties"].is_object())
        .unwrap_or(target)
}

fn unknown_rules(table: &DeTable<'_>, problems: &mut Vec<Problem>) {
    let Some(DeValue::Table(rules)) = table.get("rules").map(|value| value.get_ref()) else {
        return;
    };
    for (key, value) in rules.iter() {
        let name = key.get_ref().as_ref();
        let Some(rule) = rules::rule(name) else {
            problems.push(Problem {
                range: key.span(),
                message: rules::unknown(name),
                instead: rules::nearest(name).map(str::to_owned),
            });
            continue;
        };
        // A name that is no rule's option was told as an unknown setting.
        let DeValue::Table(options) = value.get_ref() else {
            continue;
        };
        let foreign = options.keys().filter(|option| {
            let option = option.get_ref().as_ref();
            RuleSetting::OPTIONS.contains(&option) && !rule.options.contains(&option)
        });
        for option in foreign {
            let known = match rule.options {
                [] => "delete it".to_owned(),
                own => format!("it has `{}`", own.join("`, `")),
            };
            problems.push(Problem {
                range: option.span(),
                message: format!(
                    "The rule `{name}` has no option `{}`: {known}",
                    option.get_ref()
                ),
                instead: None,
            });
        }
    }
}

fn wrong_sections(table: &DeTable<'_>, config: &Config, problems: &mut Vec<Problem>) {
    let errors = crate::grammar::Grammar::standard_data()
        .clone()
        .merge(&config.sections);
    if errors.is_empty() {
        return;
    }
    let Some(DeValue::Table(sections)) = table.get("sections").map(|value| value.get_ref()) else {
        return;
    };
    for error in errors {
        let key = sections
            .keys()
            .find(|key| key.get_ref().as_ref() == error.id());
        let range = key.map_or(0..0, |key| key.span());
        problems.push(Problem {
            range,
            message: format!("The {error}"),
            instead: None,
        });
    }
}

fn wrong_globs(table: &DeTable<'_>, problems: &mut Vec<Problem>) {
    for key in ["include", "exclude"] {
        let Some(DeValue::Array(globs)) = table.get(key).map(|value| value.get_ref()) else {
            continue;
        };
        for glob in globs.iter() {
            let DeValue::String(pattern) = glob.get_ref() else {
                continue;
            };
            if let Err(message) = super::profile::glob(pattern) {
                problems.push(Problem {
                    range: glob.span(),
                    message,
                    instead: None,
                });
            }
        }
    }
}

/// The name that is nearest to one that is none, if one is near: at most a third of it is off.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|other| (osa_distance(name, other), other))
        .min()
        .filter(|(distance, other)| distance * 3 <= other.len().max(3))
        .map(|(_, other)| other)
}
