//! Labels of a skeleton, filled in.

use crate::grammar::{FieldKind, Grammar};

/// What a label gets.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A text behind it.
    Line(String),
    /// Items below it.
    List(Vec<String>),
}

impl Value {
    pub(super) fn text(&self) -> String {
        match self {
            Value::Line(text) => text.clone(),
            Value::List(items) => items.join(", "),
        }
    }
}

/// A skeleton with values at its labels; what has none stays a gap. Labels that it lacks are added: those of a line behind the one that
/// is before them in the order of the values, lists at the end.
pub(super) fn filled(
    grammar: &Grammar,
    kind: usize,
    skeleton: &str,
    values: Vec<(&str, Option<Value>)>,
) -> String {
    let mut lines: Vec<String> = skeleton.lines().map(str::to_owned).collect();
    let same = |line: &str, wanted: &str| {
        label(line).is_some_and(|label| {
            if grammar.key(label) == grammar.key(wanted) {
                return true;
            }
            let field = |label: &str| grammar.meaning(label).field(kind);
            // Duties and requirements are one field, and two lists.
            let is_list = field(wanted)
                .is_some_and(|field| grammar.sections[kind].fields[field].kind == FieldKind::List);
            !is_list && field(label).is_some() && field(label) == field(wanted)
        })
    };
    // Where the last label of a line stands, behind which the next one goes.
    let mut last: Option<usize> = None;
    for (name, value) in values {
        let at = lines.iter().position(|line| same(line, name));
        match (at, value) {
            // A gap stays as the skeleton marks it.
            (Some(at), None) => last = Some(at),
            (None, None) => {}
            (Some(at), Some(Value::Line(text))) => {
                let own = lines[at].trim_end().len();
                let tail = if lines[at].ends_with("  ") { "  " } else { "" };
                lines[at] = format!("{} {text}{tail}", &lines[at][..own]);
                last = Some(at);
            }
            (Some(at), Some(Value::List(items))) => {
                let mut end = at + 1;
                let is_empty = |line: &String| line.trim().is_empty() || line.trim() == "-";
                while end < lines.len() && is_empty(&lines[end]) {
                    end += 1;
                }
                let more = end < lines.len();
                let list = std::iter::once(String::new())
                    .chain(items.iter().map(|item| format!("- {item}")))
                    .chain(more.then(String::new));
                lines.splice(at + 1..end, list);
            }
            (None, Some(Value::Line(text))) => {
                let at = last.map_or(0, |last| last + 1);
                let breaks = lines
                    .iter()
                    .any(|line| label(line).is_some() && line.ends_with("  "));
                lines.insert(
                    at,
                    format!("**{name}:** {text}{}", if breaks { "  " } else { "" }),
                );
                if !breaks {
                    lines.insert(at + 1, String::new());
                }
                last = Some(at);
            }
            (None, Some(Value::List(items))) => {
                while lines.last().is_some_and(String::is_empty) {
                    lines.pop();
                }
                if !lines.is_empty() {
                    lines.push(String::new());
                }
                lines.push(format!("**{name}:**"));
                lines.push(String::new());
                lines.extend(items.iter().map(|item| format!("- {item}")));
            }
        }
    }
    lines.join("\n")
}

/// The label that a line of a skeleton is.
fn label(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches("- ").strip_prefix("**")?;
    let (label, _) = rest.split_once("**")?;
    label.strip_suffix(':')
}
