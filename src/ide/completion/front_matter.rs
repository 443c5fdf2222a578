//! Keys of the front matter and their values.

use std::ops::Range;

use crate::grammar::{FieldKind, FieldSpec, KeySpec};
use crate::rules::RULES;

use super::cx::Cx;
use super::docs::Docs;
use super::{Completion, CompletionKind, days, escaped, plain_item};

/// The key that silences rules.
const IGNORE: &str = "prep_ignore";

/// What may stand in a line of the front matter.
pub(super) fn offer(cx: &Cx<'_>, out: &mut Vec<Completion>) {
    if let Some((name, behind)) = cx.typed.split_once(':') {
        if let Some(key) = spec(cx, name) {
            values(cx, key, behind, out);
        }
        return;
    }
    match block_item(cx) {
        Some((key, typed)) => {
            let fits = match cx.trigger {
                None => true,
                Some(' ') => typed.is_empty(),
                Some(_) => false,
            };
            if fits && cx.rest.trim().is_empty() {
                listed(cx, key, typed, "", out);
            }
        }
        None => keys(cx, out),
    }
}

/// The keys that are not there yet.
fn keys(cx: &Cx<'_>, out: &mut Vec<Completion>) {
    let word = cx.typed.as_str();
    let is_key = word
        .chars()
        .all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'));
    if cx.trigger.is_some() || !is_key || !cx.rest.trim().is_empty() {
        return;
    }
    let present = present(cx);
    for spec in &cx.snapshot.grammar.front_matter {
        let typed = word.to_lowercase().replace('-', "_");
        if present.contains(&spec.key) || !spec.key.starts_with(&typed) {
            continue;
        }
        let key = &spec.key;
        let snippet = if spec.list { "[$0]" } else { "$0" };
        out.push(Completion {
            label: key.clone(),
            detail: "front matter".to_owned(),
            kind: CompletionKind::Field,
            range: cx.offset - word.len()..cx.offset,
            snippet: format!("{}: {snippet}", escaped(key)),
            plain: format!("{key}: "),
            filter: if word.contains('-') {
                key.replace('_', "-")
            } else {
                key.clone()
            },
            docs: Some(Docs::Key(key.clone())),
        });
    }
}

/// The keys of the other lines, as they are written in the grammar. Read off the text: while a key is
/// typed, what is below is no YAML.
fn present(cx: &Cx<'_>) -> Vec<String> {
    let text = &cx.snapshot.text;
    let Some(front) = &cx.snapshot.note.layout.front_matter else {
        return Vec::new();
    };
    let own = text.line_of(cx.line.start);
    let lines = text.line_of(front.start)..text.line_of(front.end);
    let lines = lines.filter(|&line| line != own);
    let key = |line| {
        let line = text.slice(text.line_range(line));
        let (name, _) = line.split_once(':')?;
        Some(name.trim_end().to_lowercase().replace('-', "_"))
    };
    lines.filter_map(key).collect()
}

fn spec<'a>(cx: &Cx<'a>, name: &str) -> Option<&'a KeySpec> {
    let name = name.to_lowercase().replace('-', "_");
    let mut keys = cx.snapshot.grammar.front_matter.iter();
    keys.find(|spec| spec.key == name)
}

/// The fields that a key holds, too, in the order of their sections.
fn fields<'a>(cx: &Cx<'a>, key: &'a str) -> impl Iterator<Item = &'a FieldSpec> + use<'a> {
    let sections = cx.snapshot.grammar.sections.iter();
    let fields = sections.flat_map(|section| &section.fields);
    fields.filter(move |field| field.front_matter.as_deref() == Some(key))
}

/// The values of a key, behind its colon.
fn values(cx: &Cx<'_>, key: &KeySpec, behind: &str, out: &mut Vec<Completion>) {
    let typed = behind.trim_start();
    let lead = if behind.is_empty() { " " } else { "" };
    let rest = cx.rest.trim();
    let in_list = typed.starts_with('[') && !typed.contains(']');
    if !(rest.is_empty() || in_list && rest.starts_with([']', ','])) {
        return;
    }
    let piece = if in_list {
        typed
            .rsplit(['[', ','])
            .next()
            .unwrap_or_default()
            .trim_start()
    } else {
        typed
    };
    let fits = match cx.trigger {
        None => true,
        Some(' ') => piece.is_empty() && (behind.ends_with(' ')),
        Some(':') => behind.is_empty(),
        Some('[') => typed == "[",
        Some(_) => false,
    };
    if !fits {
        return;
    }
    if key.list {
        // Without brackets it would be one value.
        let alone = !in_list && typed.is_empty();
        if in_list || alone {
            listed(cx, key, piece, lead, out);
            if alone {
                for item in out {
                    item.plain = format!("{lead}[{}]", item.label);
                    item.snippet = format!("{lead}[{}$0]", escaped(&item.label));
                }
            }
        }
        return;
    }
    let range = cx.offset - typed.len()..cx.offset;
    if fields(cx, &key.key).any(|field| field.kind == FieldKind::Date) {
        return days::offer(cx, Some(&key.key), range, typed, lead, out);
    }
    let mut known: Vec<String> = Vec::new();
    let title = cx.snapshot.note.title.as_ref();
    known.extend(title.and_then(|title| match key.key.as_str() {
        "company" => title.company.clone(),
        "role" => title.role.clone(),
        _ => None,
    }));
    known.retain(|said| said.starts_with(char::is_alphanumeric));
    let shipped = key.values.iter();
    let shipped = shipped.chain(fields(cx, &key.key).flat_map(|field| &field.values));
    known.extend(shipped.cloned());
    for value in known {
        if value.to_lowercase().starts_with(&typed.to_lowercase()) {
            out.push(item(
                key,
                &value,
                range.clone(),
                format!("{lead}{}", quoted(&value)),
            ));
        }
    }
}

/// The values of a list: rules.
fn listed(cx: &Cx<'_>, key: &KeySpec, typed: &str, lead: &str, out: &mut Vec<Completion>) {
    if key.key != IGNORE {
        return;
    }
    let range = cx.offset - typed.len()..cx.offset;
    let front = cx.snapshot.note.front_matter.as_ref();
    let entry = front.and_then(|front| front.entry(IGNORE));
    let named: Vec<&str> = entry
        .into_iter()
        .flat_map(|entry| &entry.values)
        .filter(|(_, at)| !(at.start <= cx.offset && cx.offset <= at.end))
        .map(|(name, _)| name.as_str())
        .collect();
    let reported = |name: &str| cx.snapshot.findings.iter().any(|it| it.rule.name == name);
    let mut rules: Vec<_> = RULES
        .iter()
        .filter(|rule| !named.contains(&rule.name))
        .collect();
    rules.sort_by_key(|rule| !reported(rule.name));
    for rule in rules
        .into_iter()
        .filter(|rule| rule.name.starts_with(typed))
    {
        out.push(Completion {
            kind: CompletionKind::Rule,
            detail: rule.group.as_str().to_owned(),
            docs: Some(Docs::Rule(rule.name.to_owned())),
            ..item(
                key,
                rule.name,
                range.clone(),
                format!("{lead}{}", rule.name),
            )
        });
    }
}

/// The key whose list the cursor's line is an item of, and what was typed of the item.
fn block_item<'a>(cx: &'a Cx<'_>) -> Option<(&'a KeySpec, &'a str)> {
    let typed = cx.typed.trim_start().strip_prefix('-')?;
    let bare = typed.trim_start();
    if typed.len() == bare.len() {
        return None;
    }
    let text = &cx.snapshot.text;
    let front = cx.snapshot.note.layout.front_matter.as_ref()?;
    let first = text.line_of(front.start);
    for line in (first..text.line_of(cx.line.start)).rev() {
        let line = text.slice(text.line_range(line));
        if line.trim_start().starts_with('-') || line.trim().is_empty() {
            continue;
        }
        let (name, behind) = line.split_once(':')?;
        return behind
            .trim()
            .is_empty()
            .then(|| Some((spec(cx, name)?, bare)))?;
    }
    None
}

fn item(key: &KeySpec, value: &str, range: Range<usize>, text: String) -> Completion {
    Completion {
        detail: key.key.clone(),
        docs: Some(Docs::Key(key.key.clone())),
        ..plain_item(CompletionKind::Value, value, range, text)
    }
}

/// A value as YAML reads it as a text: in quotes where it would be something else.
fn quoted(value: &str) -> String {
    let plain = value.starts_with(char::is_alphanumeric)
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
        && !value.contains(char::is_control);
    if plain {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, labels_of, note, offers, triggered};
    use super::*;

    fn front(lines: &str) -> String {
        format!(
            "---\n{lines}\n---\n\n{}",
            note("## Job Overview\n\nA ward.\n")
        )
    }

    #[test]
    fn keys_that_are_not_there() {
        let found = labels(&front("company: Acme\n$0"));
        assert_eq!(found[..3], ["role", "status", "stage"]);
        assert_eq!(found.last().map(String::as_str), Some("prep_ignore"));
        assert_eq!(labels(&front("$0")).len(), 12);
        assert_eq!(labels(&front("pos$0")), ["posting_date"]);
        assert_eq!(labels(&front("prep$0\nprep: true")), ["prep_ignore"]);
        let after = accepted(&front("int$0"), "interviewers");
        assert_eq!(after, front("interviewers: "));
        let list = offers(&front("prep_i$0"));
        assert_eq!(list[0].snippet, "prep_ignore: [$0]");
        for other in [
            "Some words$0",
            "company$0: Acme",
            "  nested$0",
            "# comment$0",
        ] {
            assert_eq!(labels(&front(other)), [""; 0], "{other:?}");
        }
    }

    #[test]
    fn values_of_a_key() {
        for (line, label, expected) in [
            ("status: $0", "Scheduled", "status: Scheduled"),
            ("status:$0", "Scheduled", "status: Scheduled"),
            ("stage: pho$0", "Phone screen", "stage: Phone screen"),
            ("prep: $0", "interview", "prep: interview"),
            ("company: $0", "Harbour Clinic", "company: Harbour Clinic"),
            ("role: $0", "Staff Nurse", "role: Staff Nurse"),
            (
                "interview_date: $0",
                "next Tuesday",
                "interview_date: 2026-11-24",
            ),
            ("posting-date: y$0", "yesterday", "posting-date: 2026-11-21"),
        ] {
            assert_eq!(accepted(&front(line), label), front(expected), "{line:?}");
        }
        for other in [
            "status: $0 Offer",
            "salary: $0",
            "whatever: $0",
            "nested:\n  status$0",
        ] {
            assert_eq!(labels(&front(other)), [""; 0], "{other:?}");
        }
    }

    #[test]
    fn rules_of_a_list() {
        for (line, expected) in [
            ("prep_ignore: [pl$0]", "prep_ignore: [placeholder]"),
            ("prep_ignore: $0", "prep_ignore: [placeholder]"),
            (
                "prep_ignore: [weak-wording, $0]",
                "prep_ignore: [weak-wording, placeholder]",
            ),
            ("prep_ignore: [$0", "prep_ignore: [placeholder"),
            (
                "prep_ignore:\n  - weak-wording\n  - $0",
                "prep_ignore:\n  - weak-wording\n  - placeholder",
            ),
        ] {
            assert_eq!(
                accepted(&front(line), "placeholder"),
                front(expected),
                "{line:?}"
            );
        }
        let found = labels(&front("prep_ignore: [weak-wording, $0]"));
        assert!(!found.contains(&"weak-wording".to_owned()));
        assert_eq!(found[0], "missing-section", "what is reported comes first");
        assert_eq!(labels(&front("interviewers: [$0]")), [""; 0]);
    }

    #[test]
    fn characters_bring_values_up() {
        let up = |line: &str, trigger| !labels_of(&triggered(&front(line), trigger)).is_empty();
        assert!(up("status: $0", ' ') && up("status:$0", ':') && up("prep_ignore: [$0]", '['));
        assert!(up("prep_ignore:\n  - $0", ' ') && up("prep_ignore: [a, $0]", ' '));
        assert!(!up("status: Phone $0", ' ') && !up("$0", ' ') && !up("salary: a-$0", '-'));
    }

    #[test]
    fn values_that_yaml_would_read_as_something_else_are_quoted() {
        assert_eq!(quoted("Phone screen"), "Phone screen");
        assert_eq!(quoted("Fern: Legal"), "\"Fern: Legal\"");
        assert_eq!(quoted("A \"B\" #1"), "\"A \\\"B\\\" #1\"");
    }
}
