//! The settings as an editor lists them: the schema of `prep.toml`, one flat key for each.

use serde_json::{Map, Value, json};

use crate::rules::{RULES, Severity};

use super::types::Config;

/// The settings as the properties of a VS Code extension's `contributes.configuration`, in JSON with a
/// line end at its end: `prep-ls.features.hover` and so on, with descriptions in Markdown.
///
/// All defaults are null, and the description says what holds then. An editor sends the default of
/// whatever is not set, and what an editor sends wins over `prep.toml`: with any other default, a
/// file would count for nothing.
pub fn editor_settings() -> String {
    let root = serde_json::to_value(schemars::schema_for!(Config)).unwrap_or_default();
    let mut settings = Map::new();
    for (key, schema) in properties(&root) {
        match key.as_str() {
            "rules" => rules(&root, schema, &mut settings),
            "server" | "features" => {
                let table = inlined(schema, &root);
                for (inner, schema) in properties(&table) {
                    let name = format!("prep-ls.{key}.{inner}");
                    settings.insert(name, setting(schema, &root));
                }
            }
            _ => {
                settings.insert(format!("prep-ls.{key}"), setting(schema, &root));
            }
        }
    }
    let page = json!({ "title": "prep-ls", "properties": settings });
    let mut text = serde_json::to_string_pretty(&page).expect("a schema is plain JSON");
    text.push('\n');
    text
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

/// A setting's schema in an editor's terms.
fn setting(schema: &Value, root: &Value) -> Value {
    let mut own = inlined(schema, root);
    let Some(object) = own.as_object_mut() else {
        return own;
    };
    let description = object.remove("description").unwrap_or_default();
    let default = object.remove("default").unwrap_or_default();
    object.remove("format");
    let mut described = description.as_str().unwrap_or_default().to_owned();
    let empty = default.is_null() || default == json!([]) || default == json!({});
    if !empty {
        described.push_str(&format!(
            "\n\nUnless set here or in `prep.toml`: `{default}`."
        ));
    }
    object.insert("markdownDescription".into(), described.into());
    object.insert("default".into(), Value::Null);
    if let Some(kind) = object.get("type").filter(|kind| kind.is_string()) {
        let nullable = json!([kind, "null"]);
        if kind == "boolean" {
            let shown = choice(&[true.into(), false.into()], &["on", "off"]);
            for key in ["enum", "enumItemLabels"] {
                object.insert(key.into(), shown[key].clone());
            }
        }
        object.insert("type".into(), nullable);
    }
    own
}

/// A choice that VS Code's settings show as a list; without one, they send people to the file. The first of the list is
/// to leave it to `prep.toml`.
fn choice(values: &[Value], labels: &[&str]) -> Value {
    let mut all = vec![Value::Null];
    all.extend_from_slice(values);
    let mut shown = vec!["as in prep.toml"];
    shown.extend_from_slice(labels);
    json!({ "default": null, "enum": all, "enumItemLabels": shown })
}

/// A setting for each rule: its level, or a table where it has options.
fn rules(root: &Value, schema: &Value, settings: &mut Map<String, Value>) {
    let table = inlined(&schema["additionalProperties"], root);
    let levels = ["off", "hint", "info", "warning", "error"];
    for rule in RULES {
        let level = rule.severity.map_or("off", Severity::as_str);
        let described = format!(
            "{}\n\nUnless set here or in `prep.toml`: `\"{level}\"`. [More]({})",
            rule.summary(),
            rule.url()
        );
        let name = format!("prep-ls.rules.{}", rule.name);
        if rule.options.is_empty() {
            let mut setting = choice(&levels.map(Value::from), &levels);
            setting["type"] = json!(["string", "null"]);
            setting["markdownDescription"] = described.into();
            settings.insert(name, setting);
            continue;
        }
        let mut choices = vec![json!({ "enum": levels }), json!({ "type": "null" })];
        let with_options = table["anyOf"].as_array().into_iter().flatten();
        choices.extend(
            with_options
                .filter(|choice| choice["properties"].is_object())
                .map(|choice| {
                    let mut own = choice.clone();
                    if let Some(properties) = own["properties"].as_object_mut() {
                        properties.retain(|key, _| {
                            key == "level" || rule.options.contains(&key.as_str())
                        });
                    }
                    own
                }),
        );
        settings.insert(
            name,
            json!({ "markdownDescription": described, "default": null, "anyOf": choices }),
        );
    }
}

/// A schema with what its references stand for: a file of an extension has no place for
/// definitions.
fn inlined(schema: &Value, root: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let target = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| root.pointer(reference.strip_prefix('#')?));
            let mut own = match target.map(|target| inlined(target, root)) {
                Some(Value::Object(target)) => target,
                _ => Map::new(),
            };
            for (key, value) in object.iter().filter(|(key, _)| *key != "$ref") {
                own.insert(key.clone(), inlined(value, root));
            }
            Value::Object(own)
        }
        Value::Array(items) => items.iter().map(|item| inlined(item, root)).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_leaves_at_its_default_leaves_the_file_in_force() {
        let page: Value = serde_json::from_str(&editor_settings()).expect("it is JSON");
        let settings = page["properties"].as_object().expect("settings");
        for (name, setting) in settings {
            assert_eq!(setting["default"], Value::Null, "{name}");
            assert!(
                setting["markdownDescription"]
                    .as_str()
                    .is_some_and(|text| text.len() > 10),
                "{name}"
            );
            assert!(!setting.to_string().contains("$ref"), "{name}");
        }
        for rule in RULES {
            assert!(settings.contains_key(&format!("prep-ls.rules.{}", rule.name)));
        }
        let lens = &settings["prep-ls.features.lens"];
        assert_eq!(lens["type"], json!(["boolean", "null"]));
        let stale = settings["prep-ls.rules.stale-posting"].to_string();
        assert!(stale.contains("max-age"), "{stale}");
        let placeholder = settings["prep-ls.rules.placeholder"].to_string();
        assert!(!placeholder.contains("max-age"), "{placeholder}");
    }

    /// Every setting by its flat name is one that the server reads.
    #[test]
    fn the_names_are_those_of_the_configuration() {
        let page: Value = serde_json::from_str(&editor_settings()).expect("it is JSON");
        for (name, setting) in page["properties"].as_object().expect("settings") {
            let path: Vec<&str> = name.split('.').skip(1).collect();
            let value = match (path[0], &setting["type"][0]) {
                ("rules", _) => json!("hint"),
                (_, kind) if kind == "boolean" => json!(false),
                (_, kind) if kind == "integer" => json!(1),
                (_, kind) if kind == "array" => json!([]),
                (_, kind) if kind == "object" => json!({}),
                _ => json!("a"),
            };
            let nested = path
                .iter()
                .rev()
                .fold(value, |inner, key| json!({ *key: inner }));
            let config: Config = serde_json::from_value(nested.clone())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            // A key that is not known is passed over in silence: it would leave the defaults.
            let changes = path[0] == "rules"
                || !matches!(setting["type"][0].as_str(), Some("array" | "object"));
            assert!(!changes || config != Config::default(), "{name}: {nested}");
        }
    }
}
