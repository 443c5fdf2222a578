//! Values behind a label: those that the grammar knows, days, and what the front matter or the title
//! says already.

use std::ops::Range;

use crate::grammar::{FieldKind, FieldSpec};

use super::cx::{Cx, marker_len};
use super::docs::Docs;
use super::{Completion, CompletionKind, days, plain_item};

/// The place behind a label.
pub(super) struct Value<'a> {
    field: &'a FieldSpec,
    kind: usize,
    /// What stands behind the label up to the cursor, without the white space before it.
    typed: &'a str,
    /// A space, where none stands behind the colon yet.
    lead: &'static str,
}

impl<'a> Value<'a> {
    /// The place that the cursor is in; none where no label of the section is before it.
    pub(super) fn of(cx: &'a Cx<'_>) -> Option<Value<'a>> {
        // A row of a table may go on behind the cell.
        let row = cx.typed.trim_start().starts_with('|');
        let rest = cx.rest.trim();
        let free = rest.is_empty() || row && rest.starts_with('|');
        if !free {
            return None;
        }
        let (name, behind) = if row {
            cell(&cx.typed)?
        } else {
            label(&cx.typed)?
        };
        let typed = behind.trim_start();
        let lead = if typed.is_empty() && behind.is_empty() {
            " "
        } else {
            ""
        };
        let fits = match cx.trigger {
            None => true,
            // At its beginning, or behind a comma.
            Some(' ') => typed.is_empty() || typed.ends_with(", "),
            Some(':' | '*') => behind.is_empty(),
            Some(_) => false,
        };
        let kind = kind(cx)?;
        let grammar = &cx.snapshot.grammar;
        let field = grammar.meaning(name).field(kind)?;
        fits.then(|| Value {
            field: &grammar.sections[kind].fields[field],
            kind,
            typed,
            lead,
        })
    }
}

/// The kind of section that a label in the cursor's line belongs to. Between the title and the first
/// section it is the first kind, where such facts belong.
fn kind(cx: &Cx<'_>) -> Option<usize> {
    if let Some((section, _)) = cx.section() {
        return Some(section.spec);
    }
    let note = &cx.snapshot.note;
    let title = note.title.as_ref()?.segment;
    let segment = note.segment_at(cx.line.start)?;
    let below = note.segment_at(cx.offset) == Some(title);
    (segment == title && below && note.section_at(cx.line.start).is_none()).then_some(0)
}

/// What may stand behind the label.
pub(super) fn offer(cx: &Cx<'_>, value: &Value<'_>, out: &mut Vec<Completion>) {
    let Value {
        field,
        kind,
        typed,
        lead,
    } = value;
    let range = |typed: &str| cx.offset - typed.len()..cx.offset;
    if field.kind == FieldKind::Date {
        let key = field.front_matter.as_deref();
        return days::offer(cx, key, range(typed), typed, lead, out);
    }
    // Several may be listed with commas.
    let (before, piece) = typed.rsplit_once(',').unwrap_or(("", typed));
    let piece = piece.trim_start();
    let has = |known: &str| {
        let mut listed = before.split(',');
        listed.any(|other| other.trim().eq_ignore_ascii_case(known))
    };
    let comma = if typed.ends_with(',') { " " } else { *lead };
    let item = |known: &str, range: Range<usize>, lead: &str, detail: String| Completion {
        detail,
        docs: Some(Docs::section(&cx.snapshot.grammar, *kind)),
        ..plain_item(
            CompletionKind::Value,
            known,
            range,
            format!("{lead}{known}"),
        )
    };
    let begins = |known: &str, typed: &str| known.to_lowercase().starts_with(&typed.to_lowercase());
    if let Some(said) = said_elsewhere(cx, field)
        && begins(&said.0, typed)
    {
        out.push(item(
            &said.0,
            range(typed),
            lead,
            format!("as in the {}", said.1),
        ));
    }
    for known in &field.values {
        let double = out
            .iter()
            .any(|other| other.label.eq_ignore_ascii_case(known));
        if begins(known, piece) && !has(known) && !double {
            out.push(item(known, range(piece), comma, field.label.clone()));
        }
    }
    // What stands there already is no news.
    let there = |item: &Completion| {
        item.label
            .eq_ignore_ascii_case(&typed[typed.len() - item.range.len()..])
    };
    out.retain(|item| !there(item));
    // All of a list replace the same: what was said elsewhere is a whole value.
    if !before.is_empty() {
        out.retain(|item| item.range.start == cx.offset - piece.len());
    }
}

/// What the front matter or the title says of a field, and which of them.
fn said_elsewhere(cx: &Cx<'_>, field: &FieldSpec) -> Option<(String, &'static str)> {
    let note = &cx.snapshot.note;
    let key = field.front_matter.as_deref()?;
    let front = note.front_matter.as_ref();
    if let Some(entry) = front.and_then(|front| front.entry(key)) {
        let values: Vec<&str> = entry
            .values
            .iter()
            .map(|(value, _)| value.as_str())
            .collect();
        let value = values.join(", ");
        if !value.is_empty() && !value.contains(['\n', '\r']) {
            return Some((value, "front matter"));
        }
    }
    let title = note.title.as_ref()?;
    let said = match key {
        "company" => title.company.as_ref(),
        "role" => title.role.as_ref(),
        _ => None,
    };
    // `[Company]` is still to be filled in.
    let said = said.filter(|said| said.starts_with(char::is_alphanumeric))?;
    Some((said.clone(), "title"))
}

/// The label at the beginning of a line, and what stands behind its colon.
fn label(line: &str) -> Option<(&str, &str)> {
    let bare = line.trim_start();
    let bare = &bare[marker_len(bare)..];
    for stars in ["**", "__"] {
        if let Some(inside) = bare.strip_prefix(stars) {
            let (name, behind) = inside.split_once(stars)?;
            return match name.trim_end().strip_suffix([':', '：']) {
                Some(name) => Some((name, behind)),
                None => Some((name, behind.trim_start().strip_prefix([':', '：'])?)),
            };
        }
    }
    let at = bare.find([':', '：'])?;
    let colon = bare[at..].chars().next().map_or(1, char::len_utf8);
    Some((&bare[..at], &bare[at + colon..]))
}

/// The first cell of a row, and what stands in the second.
fn cell(line: &str) -> Option<(&str, &str)> {
    let inside = line.trim_start().strip_prefix('|')?;
    let (name, behind) = inside.split_once('|')?;
    let name = name.trim().trim_matches('*').trim_end_matches(':');
    (!behind.contains('|')).then_some((name, behind))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, labels_of, note, offers, triggered};

    fn job(line: &str) -> String {
        note(&format!("## Job Overview\n\n{line}\n"))
    }

    #[test]
    fn known_values_stand_behind_their_label() {
        for (line, expected) in [
            ("**Type:** $0", "**Type:** Full-time"),
            ("**Type**: Fu$0", "**Type**: Full-time"),
            ("Type: full$0", "Type: Full-time"),
            ("- **Type:** F$0", "- **Type:** Full-time"),
            ("**Employment Type:**$0", "**Employment Type:** Full-time"),
            ("Type:$0", "Type: Full-time"),
            (
                "**Type:** Permanent, $0  ",
                "**Type:** Permanent, Full-time  ",
            ),
            ("**Type:** Permanent,$0", "**Type:** Permanent, Full-time"),
        ] {
            let after = accepted(&job(line), "Full-time");
            assert_eq!(after, job(expected), "{line:?}");
        }
        let table = "| Field | Value |\n| --- | --- |\n| Type | $0 |";
        let after = accepted(&job(table), "Full-time");
        assert!(after.contains("| Type | Full-time |\n"), "{after}");
    }

    #[test]
    fn what_is_listed_is_left_out() {
        let found = labels(&job("**Type:** Full-time, hybrid, $0"));
        assert!(!found.contains(&"Full-time".to_owned()) && !found.contains(&"Hybrid".to_owned()));
        assert!(found.contains(&"Permanent".to_owned()));
    }

    #[test]
    fn the_title_and_the_front_matter_have_said_it() {
        assert_eq!(labels(&job("**Position:** $0")), ["Staff Nurse"]);
        assert_eq!(labels(&job("**Company:** Har$0")), ["Harbour Clinic"]);
        assert_eq!(labels(&job("**Company:** X$0")), [""; 0]);
        let front = format!("---\nsalary: 40k to 44k\n---\n{}", job("**Salary:** $0"));
        assert_eq!(labels(&front), ["40k to 44k"]);
        assert_eq!(offers(&front)[0].detail, "as in the front matter");
        let top = note("**Type:** $0\n\n## Job Overview\n");
        assert_eq!(labels(&top)[0], "Full-time");
    }

    #[test]
    fn characters_bring_values_up_at_their_beginning() {
        let up = |line: &str, trigger| !labels_of(&triggered(&job(line), trigger)).is_empty();
        assert!(up("**Type:** $0", ' ') && up("Type:$0", ':') && up("**Type:**$0", '*'));
        assert!(up("**Type:** Full-time, $0", ' '));
        assert!(!up("**Type:** Full-time $0", ' '));
        assert!(!up("**Type:** Full-$0", '-'));
        assert!(!up("**Team:** $0", ' ') && !up("Note:$0", ':'));
    }

    #[test]
    fn there_are_none_elsewhere() {
        for fixture in [
            job("**Type:** Full-time$0"),
            job("**Position:** staff nurse$0"),
            job("**Type:** $0 full-time"),
            job("`Type: $0`"),
            job("```\nType: $0\n```"),
            job("<!-- Type: $0 -->"),
            job("> Type: $0"),
            note("## Company Summary\n\n**Type:** $0"),
            "# A README\n\n**Type:** $0\n".to_owned(),
        ] {
            assert_eq!(labels(&fixture), [""; 0], "{fixture:?}");
        }
    }
}
