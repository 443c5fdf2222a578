//! Completion: sections on a heading line, labels and parts within a section, a whole new note in
//! an empty document. It is silent in prose.

use std::ops::Range;

use crate::grammar::{Expect, SectionSpec, plain_snippet};
use crate::note::Section;
use crate::rules::insert::{self, with_line_ending};

use super::Snapshot;
use super::hover::about;

/// Something to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is called in the list.
    pub label: String,
    /// A few words beside the label.
    pub detail: String,
    /// What it is.
    pub kind: CompletionKind,
    /// The text that it replaces: all that was typed of it.
    pub range: Range<usize>,
    /// What to insert, as an LSP snippet.
    pub snippet: String,
    /// The same as plain text.
    pub plain: String,
    /// What the text that was typed is compared with; it begins as that does.
    pub filter: String,
    /// The id of the section to show the docs of.
    pub section: Option<String>,
}

/// What a completion inserts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// A whole note.
    Note,
    /// A section.
    Section,
    /// A part of a section.
    Part,
    /// A label.
    Field,
}

/// The documentation of a section, in Markdown, for lists that show it beside the item.
pub fn docs(grammar: &crate::grammar::Grammar, section: &str) -> Option<String> {
    let index = grammar.section(section)?;
    Some(about(&grammar.sections[index]))
}

/// What may be inserted at an offset, best first. `triggered` says that a character of its own
/// accord brought it up, and no person: then only a heading line has an answer.
pub fn complete(snapshot: &Snapshot, offset: usize, triggered: bool) -> Vec<Completion> {
    let text = &snapshot.text;
    if !triggered
        && text.len() < 4096
        && text
            .to_string_lossless()
            .trim_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
            .is_empty()
    {
        return whole_note(snapshot, offset);
    }
    if !snapshot.note.is_note() {
        return Vec::new();
    }
    let line = text.line_range(text.line_of(offset));
    // No client stands between `\r` and `\n`.
    let offset = offset.min(line.end);
    let typed = text.slice(line.start..offset).into_owned();
    let rest = text.slice(offset..line.end).into_owned();
    if let Some(heading) = HeadingLine::of(&typed, &rest) {
        // The line may be one of a fence, a comment or the front matter.
        if snapshot.is_verbatim(line.start) {
            return Vec::new();
        }
        let mut found = on_heading_line(snapshot, &heading, line.start + heading.indent..line.end);
        let typed = typed.trim_start().to_lowercase();
        found.retain(|item| is_abbreviation(&typed, &item.filter.to_lowercase()));
        return found;
    }
    if triggered || snapshot.is_verbatim(offset) || !rest.trim().is_empty() {
        return Vec::new();
    }
    on_empty_line(snapshot, line.start, &typed, offset)
}

/// A line of `#`s, as far as it is typed.
struct HeadingLine {
    indent: usize,
    level: u8,
    /// The marks and the white space after them.
    marks: String,
}

impl HeadingLine {
    fn of(typed: &str, rest: &str) -> Option<Self> {
        let bare = typed.trim_start_matches(' ');
        let indent = typed.len() - bare.len();
        let level = bare.bytes().take_while(|&byte| byte == b'#').count();
        let after = &bare[level..];
        let fits = indent <= 3
            && (1..=6).contains(&level)
            && (after.is_empty() || after.starts_with([' ', '\t']));
        // In the middle of a heading that has a name, nobody wants another.
        if !fits || !rest.trim().is_empty() {
            return None;
        }
        let spaces = after.len() - after.trim_start().len();
        let marks = if spaces == 0 {
            format!("{} ", &bare[..level])
        } else {
            bare[..level + spaces].to_owned()
        };
        Some(HeadingLine {
            indent,
            level: level as u8,
            marks,
        })
    }
}

fn on_heading_line(
    snapshot: &Snapshot,
    heading: &HeadingLine,
    range: Range<usize>,
) -> Vec<Completion> {
    let Snapshot {
        note,
        grammar,
        text,
        ..
    } = snapshot;
    // Sections before the cursor; the heading that is being typed is none yet, or an empty one.
    let before = note
        .sections
        .iter()
        .take_while(|section| note.segment_start(note.nodes[section.node].segment) < range.start)
        .last();
    let level = insert::level(note);
    let mut found = Vec::new();
    let here =
        |section: &Section| note.segment_start(note.nodes[section.node].segment) == range.start;
    let present = |kind: usize| {
        note.sections
            .iter()
            .any(|section| section.spec == kind && !here(section))
    };
    let tail = after_line(snapshot, range.end);

    if heading.level <= level || before.is_none() {
        let level = if before.is_none() && note.sections.is_empty() {
            level.max(heading.level)
        } else {
            level
        };
        let missing = |required: bool| {
            let kinds = (0..grammar.sections.len())
                .filter(move |&kind| grammar.sections[kind].required == required);
            let mut kinds: Vec<usize> = kinds.filter(|&kind| !present(kind)).collect();
            // What belongs behind the section before the cursor comes first.
            let place = before.map_or(0, |before| before.spec);
            kinds.sort_by_key(|&kind| (required && before.is_some() && kind < place, kind));
            kinds
        };
        for kind in missing(true).into_iter().chain(missing(false)) {
            let spec = &grammar.sections[kind];
            found.push(section_item(
                snapshot,
                spec,
                level,
                heading,
                range.clone(),
                tail,
            ));
        }
    }
    if let Some(section) = before {
        let spec = &grammar.sections[section.spec];
        let level = heading.level.max(note.nodes[section.node].level + 1).min(6);
        for part in missing_parts(snapshot, section) {
            let marks = "#".repeat(level as usize);
            found.push(Completion {
                label: part.to_owned(),
                detail: format!("part of {}", spec.title),
                kind: CompletionKind::Part,
                range: range.clone(),
                snippet: with_line_ending(
                    &format!("{marks} {}\n\n- $0{tail}", escaped(part)),
                    text.line_ending(),
                ),
                plain: with_line_ending(&format!("{marks} {part}\n\n- {tail}"), text.line_ending()),
                filter: format!("{}{part}", heading.marks),
                section: Some(spec.id.clone()),
            });
        }
    }
    found
}

fn section_item(
    snapshot: &Snapshot,
    spec: &SectionSpec,
    level: u8,
    heading: &HeadingLine,
    range: Range<usize>,
    tail: &str,
) -> Completion {
    let line_ending = snapshot.text.line_ending();
    let marks = "#".repeat(level as usize);
    let content = spec.snippet.trim_end();
    let content = if content.is_empty() { "$0" } else { content };
    let snippet = format!("{marks} {}\n\n{content}{tail}", escaped(&spec.title));
    Completion {
        label: spec.title.clone(),
        detail: if spec.required {
            "missing section".to_owned()
        } else {
            "optional section".to_owned()
        },
        kind: CompletionKind::Section,
        range,
        plain: format!(
            "{}{}",
            insert::section_text(spec, level, line_ending),
            with_line_ending(tail, line_ending)
        ),
        snippet: with_line_ending(&snippet, line_ending),
        filter: format!("{}{}", heading.marks, spec.title),
        section: Some(spec.id.clone()),
    }
}

/// A line end more where the next line is not blank, so that it does not run into what is inserted.
fn after_line(snapshot: &Snapshot, end: usize) -> &'static str {
    let text = &snapshot.text;
    let next = text.line_of(end) + 1;
    let blank = next >= text.line_count() || text.slice(text.line_range(next)).trim().is_empty();
    if blank { "" } else { "\n" }
}

/// The standard names of a section's parts that it has not.
fn missing_parts<'a>(
    snapshot: &'a Snapshot,
    section: &'a Section,
) -> impl Iterator<Item = &'a str> {
    let Snapshot { note, grammar, .. } = snapshot;
    let spec = &grammar.sections[section.spec];
    let named = move |index: usize| {
        note.segments_of(section).any(|at| {
            let segment = at.segment;
            let headings = segment.heading.iter().map(|heading| &heading.meaning);
            let parts = segment.parts.iter().map(|part| &part.meaning);
            let labels = segment
                .entries
                .iter()
                .filter_map(|entry| Some(&entry.label.as_ref()?.meaning));
            headings
                .chain(parts)
                .chain(labels)
                .any(|meaning| meaning.part(section.spec) == Some(index))
        })
    };
    let missing = spec
        .parts
        .iter()
        .enumerate()
        .filter(move |(index, _)| !named(*index));
    missing.map(|(_, part)| part.title.as_str())
}

/// Labels and parts, on a line of a section where nothing stands yet but the beginning of one.
fn on_empty_line(snapshot: &Snapshot, line: usize, typed: &str, offset: usize) -> Vec<Completion> {
    let Snapshot {
        note,
        grammar,
        text,
        ..
    } = snapshot;
    let Some(section) = note.section_at(line) else {
        return Vec::new();
    };
    let (heading_at, heading) = note.heading(&note.nodes[section.node]);
    if offset <= heading_at.range(heading.span).end {
        return Vec::new();
    }
    let bare = typed.trim_start();
    let marker = ["- ", "* ", "+ "]
        .into_iter()
        .find(|marker| bare.starts_with(marker))
        .unwrap_or_default();
    let prefix = &bare[marker.len()..];
    let word = prefix.trim_start_matches('*').to_lowercase();
    // A number, a sentence, an item that says something: no label.
    if word.chars().count() > 40 || word.contains([':', '.', ',']) {
        return Vec::new();
    }
    let start = offset - prefix.len();
    let spec = &grammar.sections[section.spec];
    let labels: Vec<_> = note.fields(section).collect();
    let bold = labels
        .iter()
        .find(|(_, _, entry, _)| entry.depth == 0)
        .is_none_or(|(.., label)| label.bold);
    let present = |field: usize| {
        labels.iter().any(|(_, _, entry, label)| {
            let typing = heading_at.start <= line
                && (line..=offset).contains(&(heading_at.range(entry.span).start));
            !typing && label.meaning.field(section.spec) == Some(field)
        })
    };
    let mut found = Vec::new();
    let mut fields: Vec<_> = spec
        .fields
        .iter()
        .enumerate()
        .filter(|(index, _)| !present(*index))
        .map(|(_, field)| field)
        .collect();
    fields.sort_by_key(|field| std::cmp::Reverse(field.expect));
    for field in fields {
        let (open, close) = if bold { ("**", "**") } else { ("", "") };
        let value = match field.values.as_slice() {
            [] => "$0".to_owned(),
            values => {
                let choices: Vec<String> = values
                    .iter()
                    .map(|value| value.replace(['\\', ',', '|', '}'], " "))
                    .collect();
                format!("${{1|{}|}}$0", choices.join(","))
            }
        };
        found.push(Completion {
            label: field.label.clone(),
            detail: match field.expect {
                Expect::None => format!("label of {}", spec.title),
                _ => format!("missing label of {}", spec.title),
            },
            kind: CompletionKind::Field,
            range: start..offset,
            snippet: format!("{open}{}:{close} {value}", escaped(&field.label)),
            plain: format!("{open}{}:{close} ", field.label),
            filter: format!(
                "{}{}",
                &prefix[..prefix.len() - prefix.trim_start_matches('*').len()],
                field.label
            ),
            section: Some(spec.id.clone()),
        });
    }
    if marker.is_empty() {
        for part in missing_parts(snapshot, section) {
            found.push(Completion {
                label: part.to_owned(),
                detail: format!("part of {}", spec.title),
                kind: CompletionKind::Part,
                range: start..offset,
                snippet: with_line_ending(
                    &format!("**{}**\n\n- $0", escaped(part)),
                    text.line_ending(),
                ),
                plain: with_line_ending(&format!("**{part}**\n\n- "), text.line_ending()),
                filter: format!(
                    "{}{part}",
                    &prefix[..prefix.len() - prefix.trim_start_matches('*').len()]
                ),
                section: Some(spec.id.clone()),
            });
        }
    }
    // While a word is typed, it must be the beginning of what is offered: this line may be prose.
    found.retain(|item| word.is_empty() || item.label.to_lowercase().starts_with(&word));
    found
}

fn whole_note(snapshot: &Snapshot, offset: usize) -> Vec<Completion> {
    let Snapshot { grammar, text, .. } = snapshot;
    let variants = [
        (
            "Interview prep note",
            "the eight sections that every note has",
            false,
        ),
        (
            "Interview prep note with all sections",
            "the optional ones, too",
            true,
        ),
    ];
    variants
        .into_iter()
        .map(|(label, detail, optional)| {
            let sections: Vec<&SectionSpec> = grammar
                .sections
                .iter()
                .filter(|section| optional || section.required)
                .collect();
            let mut snippet = grammar.title.snippet.clone();
            let mut plain = grammar.title.plain.clone();
            // The cursor visits the title only: eight sections have too many stops to leave.
            for section in sections {
                let content = plain_snippet(&section.snippet);
                snippet.push_str(&format!(
                    "\n\n## {}\n\n{}",
                    escaped(&section.title),
                    escaped(content.trim_end())
                ));
                plain.push_str(&format!(
                    "\n\n## {}\n\n{}",
                    section.title,
                    content.trim_end()
                ));
            }
            snippet.push_str("\n$0");
            plain.push('\n');
            let line_ending = text.line_ending();
            Completion {
                label: label.to_owned(),
                detail: detail.to_owned(),
                kind: CompletionKind::Note,
                range: offset..offset,
                snippet: with_line_ending(&snippet, line_ending),
                plain: with_line_ending(&plain, line_ending),
                filter: label.to_owned(),
                section: None,
            }
        })
        .collect()
}

/// Whether the letters of a text occur in another in their order, as editors match what is typed.
fn is_abbreviation(typed: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    typed
        .chars()
        .filter(|char| !char.is_whitespace())
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// A text as it must be written in a snippet.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('$', "\\$")
        .replace('}', "\\}")
}
