//! The types of LSP 3.17 (`tests/data/lsp-3.17.json`), and whether a value is of one.

use std::sync::LazyLock;

use serde_json::Value;

static MODEL: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/lsp-3.17.json")).expect("the model is JSON")
});

/// What the protocol says of a message: who sends it, and the types of its parameters and its result.
pub(crate) fn message(method: &str) -> Option<&'static Value> {
    MODEL["messages"].get(method)
}

/// All methods that a side (`clientToServer`, `serverToClient`) may send.
pub(crate) fn methods_from(side: &str) -> Vec<&'static str> {
    let messages = MODEL["messages"].as_object().expect("messages");
    let mut found = Vec::new();
    for (method, message) in messages {
        if message["from"] == side || message["from"] == "both" {
            found.push(method.as_str());
        }
    }
    found
}

/// Whether a value is of a type; if not, where it is not, and why.
pub(crate) fn check(value: &Value, kind: &Value, path: &str) -> Result<(), String> {
    match kind {
        Value::String(name) => named(value, name, path),
        Value::Array(parts) => built(value, parts, path),
        other => panic!("no type: {other}"),
    }
}

fn wrong(value: &Value, wanted: &str, path: &str) -> Result<(), String> {
    let mut shown = value.to_string();
    if shown.len() > 200 {
        shown.truncate(shown.floor_char_boundary(200));
        shown.push('…');
    }
    Err(format!("{path} must be {wanted}, and not {shown}"))
}

fn named(value: &Value, name: &str, path: &str) -> Result<(), String> {
    let fits = match name {
        "any" => true,
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "decimal" => value.is_number(),
        "integer" => value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        // 0 to 2^31 - 1, says the specification.
        "uinteger" => value
            .as_u64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        _ => return declared(value, name, path),
    };
    match fits {
        true => Ok(()),
        false => wrong(value, name, path),
    }
}

/// A structure or an enumeration.
fn declared(value: &Value, name: &str, path: &str) -> Result<(), String> {
    if let Some(values) = MODEL["enumerations"].get(name) {
        let values = values.as_array().expect("values");
        return match values.contains(value) {
            true => Ok(()),
            false => wrong(value, &format!("a value of {name}"), path),
        };
    }
    let Some(properties) = MODEL["structures"].get(name) else {
        panic!("the model has no type `{name}`");
    };
    let Value::Object(object) = value else {
        return wrong(value, &format!("a {name}"), path);
    };
    for key in object.keys() {
        if properties.get(key).is_none() {
            return Err(format!("{path}: {name} has no property `{key}`"));
        }
    }
    for (key, property) in properties.as_object().expect("properties") {
        match object.get(key) {
            Some(inner) => check(inner, &property["type"], &format!("{path}.{key}"))?,
            None if property["optional"] == true => {}
            None => return Err(format!("{path}: {name} lacks `{key}`")),
        }
    }
    Ok(())
}

fn built(value: &Value, parts: &[Value], path: &str) -> Result<(), String> {
    match (parts[0].as_str().expect("a kind"), value) {
        ("list", Value::Array(items)) => {
            for (number, item) in items.iter().enumerate() {
                check(item, &parts[1], &format!("{path}[{number}]"))?;
            }
            Ok(())
        }
        ("map", Value::Object(entries)) => {
            for (key, item) in entries {
                check(&Value::from(key.as_str()), &parts[1], path)?;
                check(item, &parts[2], &format!("{path}.{key}"))?;
            }
            Ok(())
        }
        ("tuple", Value::Array(items)) if items.len() == parts.len() - 1 => {
            for (item, kind) in items.iter().zip(&parts[1..]) {
                check(item, kind, path)?;
            }
            Ok(())
        }
        ("value", value) if *value == parts[1] => Ok(()),
        ("or", value) => {
            let failures: Vec<String> = parts[1..]
                .iter()
                .filter_map(|kind| check(value, kind, path).err())
                .collect();
            match failures.len() < parts.len() - 1 {
                true => Ok(()),
                false => Err(failures.join("; or ")),
            }
        }
        (kind, value) => wrong(value, &format!("a {kind} ({parts:?})"), path),
    }
}

mod tests {
    use serde_json::json;

    use super::*;

    fn is(value: Value, kind: Value) -> bool {
        check(&value, &kind, "it").is_ok()
    }

    #[test]
    fn values_are_of_types_or_not() {
        let range =
            json!({"start": {"line": 0, "character": 1}, "end": {"line": 0, "character": 1}});
        let edit = json!({"range": range, "newText": "x"});
        for (value, kind, fits) in [
            (json!(1), json!("uinteger"), true),
            (json!(-1), json!("uinteger"), false),
            (json!(2_147_483_648_u64), json!("uinteger"), false),
            (json!(1.5), json!("integer"), false),
            (json!(null), json!("string"), false),
            (range.clone(), json!("Range"), true),
            (json!({"start": range["start"]}), json!("Range"), false),
            (edit.clone(), json!("TextEdit"), true),
            (
                json!({"range": range, "newText": "x", "more": 1}),
                json!("TextEdit"),
                false,
            ),
            (
                json!({"range": range, "newText": null}),
                json!("TextEdit"),
                false,
            ),
            (json!([edit]), json!(["list", "TextEdit"]), true),
            (json!([1]), json!(["list", "TextEdit"]), false),
            (json!(27), json!("SymbolKind"), false),
            (json!(26), json!("SymbolKind"), true),
            (
                json!({"uri": "x", "version": null}),
                json!("OptionalVersionedTextDocumentIdentifier"),
                true,
            ),
            (
                json!({"uri": "x"}),
                json!("OptionalVersionedTextDocumentIdentifier"),
                false,
            ),
            (
                json!({"kind": "full", "items": []}),
                json!("RelatedFullDocumentDiagnosticReport"),
                true,
            ),
            (
                json!({"kind": "half", "items": []}),
                json!("RelatedFullDocumentDiagnosticReport"),
                false,
            ),
            (
                json!({"kind": "full", "items": [], "resultId": null}),
                json!("RelatedFullDocumentDiagnosticReport"),
                false,
            ),
        ] {
            assert_eq!(is(value.clone(), kind.clone()), fits, "{value} as {kind}");
        }
    }

    #[test]
    fn the_model_names_no_type_that_it_lacks() {
        fn walk(kind: &Value) {
            match kind {
                Value::String(name) => {
                    let base = [
                        "any", "null", "string", "boolean", "decimal", "integer", "uinteger",
                    ];
                    let known = base.contains(&name.as_str())
                        || MODEL["structures"].get(name).is_some()
                        || MODEL["enumerations"].get(name).is_some();
                    assert!(known, "{name}");
                }
                Value::Array(parts) if parts[0] == "value" => {}
                Value::Array(parts) => parts[1..].iter().for_each(walk),
                other => panic!("{other}"),
            }
        }
        let structures = MODEL["structures"].as_object().expect("structures");
        assert!(structures.len() > 300, "{}", structures.len());
        for property in structures
            .values()
            .flat_map(|all| all.as_object().expect("properties").values())
        {
            walk(&property["type"]);
        }
        let messages = MODEL["messages"].as_object().expect("messages");
        assert!(messages.len() > 80, "{}", messages.len());
        for message in messages.values() {
            for key in ["params", "result", "options"] {
                message.get(key).map(walk).unwrap_or_default();
            }
        }
    }
}
