//! What is wrong with the settings that an editor sends, by the names of the settings: they have no file and no line to point to.

use serde_json::Value;

use super::load::{self, Problem};

/// Looks through settings as an editor sends them. Something wrong that leaves the rest in force is told in words, if there is anything;
/// an unknown setting at the top or in `[server]` that resembles none of ours is not: editors keep what is for their own side there.
///
/// # Errors
/// Which setting has a value that cannot be read, and why. None of them counts then.
pub fn check_sent(settings: &Value) -> Result<Option<String>, String> {
    if !settings.is_object() {
        return match settings {
            Value::Null => Ok(None),
            other => Err(format!("they must be an object, and not `{other}`")),
        };
    }
    // As a file they are looked through by what looks through files.
    let text = toml::to_string(settings).map_err(|error| error.to_string())?;
    let loaded = load::load(&text).map_err(|error| {
        format!(
            "`{}`: {}",
            setting_at(&text, error.range.start),
            error.message
        )
    })?;
    let problems = loaded.problems.iter();
    let told: Vec<&str> = problems
        .filter(|problem| !is_the_editors_own(&text, problem))
        .map(|problem| problem.message.as_str())
        .collect();
    Ok((!told.is_empty()).then(|| told.join("; ")))
}

/// The name of the setting at an offset of a file as [`toml::to_string`] writes it, such as `rules.placeholder`.
fn setting_at(text: &str, offset: usize) -> String {
    let line_end = text[offset..]
        .find('\n')
        .map_or(text.len(), |end| offset + end);
    let mut lines = text[..line_end].lines().rev();
    let line = lines.next().unwrap_or_default();
    let header = |line: &str| {
        let inner = line.strip_prefix('[')?.strip_suffix(']')?;
        Some(inner.trim_matches(['[', ']']).to_owned())
    };
    if let Some(table) = header(line) {
        return table;
    }
    let key = line.split(" = ").next().unwrap_or_default();
    match lines.find_map(header) {
        Some(table) => format!("{table}.{key}"),
        None => key.to_owned(),
    }
}

/// Whether a problem is an unknown setting that an editor may keep for itself.
fn is_the_editors_own(text: &str, problem: &Problem) -> bool {
    let start = problem.range.start;
    // At the start of a line, or of a header. Patterns and levels stand behind their key.
    let line = text[..start].rsplit('\n').next().unwrap_or_default();
    let names_a_key = line.trim_start_matches('[').is_empty();
    let setting = setting_at(text, start);
    let parent = setting.rsplit_once('.').map(|(parent, _)| parent);
    names_a_key && problem.instead.is_none() && matches!(parent, None | Some("server"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_setting_is_named() {
        let cases = [
            (json!(null), Ok(None)),
            (json!({}), Ok(None)),
            (
                json!({"rules": {"placeholder": "off"}, "server": {"debounce-ms": 0}}),
                Ok(None),
            ),
            // The editor's own.
            (json!({"trace": {"server": "off"}, "path": "x"}), Ok(None)),
            (json!({"server": {"path": "/opt/prep-ls"}}), Ok(None)),
            (
                json!({"rules": {"placeholder": "loud"}}),
                Err("`rules.placeholder`: unknown variant `loud`"),
            ),
            (
                json!({"server": {"debounce-ms": "soon"}}),
                Err("`server.debounce-ms`: "),
            ),
            (json!({"include": 3}), Err("`include`: ")),
            (json!(["include"]), Err("they must be an object")),
            (
                json!({"features": {"outlines": false}}),
                Ok(Some(
                    "There is no setting `outlines` in [features]: did you mean `outline`?",
                )),
            ),
            (
                json!({"features": {"speech": false}}),
                Ok(Some("`speech` in [features]")),
            ),
            (json!({"rule": {}}), Ok(Some("did you mean `rules`?"))),
            (
                json!({"rules": {"placeholders": "off"}}),
                Ok(Some("`placeholder`")),
            ),
            (json!({"include": ["a{b"]}), Ok(Some("a{b"))),
        ];
        for (settings, wanted) in cases {
            let got = check_sent(&settings);
            let fits = match (&got, &wanted) {
                (Ok(None), Ok(None)) => true,
                (Ok(Some(got)), Ok(Some(wanted))) => got.contains(wanted),
                (Err(got), Err(wanted)) => got.contains(wanted),
                _ => false,
            };
            assert!(fits, "{settings}: {got:?}, and not {wanted:?}");
        }
    }
}
