use std::ops::Range;

use crate::grammar::{Facts, StoryFacts};

use super::missing_section::list;
use super::rule::{Severity, rule};
use super::story::{Form, Mark, Story, stories};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a story that lacks its situation, its task, its action or its result.
    ///
    /// A story is told by labels, in whichever form: bold or plain lines, items, sub-headings, the
    /// columns of a table, `S: … T: …` on one line. A label with nothing behind it counts as
    /// missing. "Challenge" and its kin stand for situation and task, so that a story told as
    /// challenge, action, result is whole. Prose without labels is left alone. An action that says
    /// "we" more often than "I" is a hint.
    ///
    /// ## Why it matters
    ///
    /// Interviewers who score answers have a line for each part. A story without a result earns
    /// nothing for what you did, and in a story of "we" nobody can tell what you did.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Orbit Labs – Technician
    /// ## STAR Stories
    /// ### The leak
    ///     ^^^^^^^^
    /// - **Situation:** A cooling line burst on a Saturday.
    /// - **Task:** I was alone with two lasers.
    /// - **Action:** I closed the valves and dried the optics.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Orbit Labs – Technician
    /// ## STAR Stories
    /// ### The leak
    /// - **Situation:** A cooling line burst on a Saturday.
    /// - **Task:** I was alone with two lasers.
    /// - **Action:** I closed the valves and dried the optics.
    /// - **Result:** Both lasers ran again on Monday.
    /// ```
    ///
    /// ## Options
    ///
    /// Names of the parts: `[sections.stories.fields.<label>] aliases` in `prep.toml`. Labels that stand
    /// for several parts are listed in `grammars/facts.toml`.
    ///
    /// ## Source
    ///
    /// The career centres of the universities of Michigan and Manchester on STAR answers, the latter on
    /// "I" statements.
    pub(crate) static INCOMPLETE_STORY = "incomplete-story", Specificity, Some(Severity::Warning), Note(check), content: true, placeholders: true;
}

/// The part of a story that says what was done.
const ACTION: u8 = 4;

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let facts = &Facts::shipped().stories;
    // Asked once of a section that holds a thousand of them.
    let mut last: Option<(usize, bool)> = None;
    for story in stories(cx.note, cx.grammar) {
        let at = cx.note.section_at(story.range.start);
        // A section of empty templates is empty-section's.
        if let Some(section) = at {
            let known = last.filter(|(node, _)| *node == section.node);
            let (_, filled) = known.unwrap_or_else(|| (section.node, cx.note.has_content(section)));
            last = Some((section.node, filled));
            if !filled {
                continue;
            }
        }
        let row = labels(&story, facts);
        let missing: Vec<usize> = (0..4)
            .filter(|part| (story.wanted & !story.told) >> part & 1 == 1)
            .collect();
        if !missing.is_empty() {
            let names: Vec<String> = missing
                .iter()
                .map(|&part| format!("“{}”", row[part]))
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let ids: Vec<String> = missing
                .iter()
                .map(|&part| facts.parts[part].to_lowercase())
                .collect();
            let which = match &story.name {
                Some((name, _)) => format!("The story “{}”", shortened(name)),
                None => "The story".to_owned(),
            };
            let what = if names.len() == 1 { "it" } else { "each" };
            let text = format!(
                "{which} lacks {}: say {what} in a sentence or two",
                list(&names)
            );
            let finding = findings.report(story.range.clone(), text);
            finding.with_data("parts", ids);
            let given = story.marks.iter().fold(0, |given, mark| given | mark.parts);
            let absent: Vec<usize> = missing
                .iter()
                .copied()
                .filter(|part| given >> part & 1 == 0)
                .collect();
            finding.with_fixes(insert(cx, &story, row, &absent));
        }
        told_as_we(cx, &story, row, facts, findings);
    }
}

/// Hints at an action of which the reader cannot tell whose it was.
fn told_as_we(
    cx: &NoteCx<'_>,
    story: &Story,
    row: &[String; 4],
    facts: &StoryFacts,
    findings: &mut Findings,
) {
    // In Dutch, "we" is a word, too.
    let english = row == &facts.labels[0] || row == &facts.labels[1];
    let actions = story.marks.iter().filter(|mark| mark.parts & ACTION > 0);
    let (mut we, mut i, mut known) = (0, 0, false);
    for mark in actions.clone() {
        let text = cx.text.slice(mark.label.end..mark.end.max(mark.label.end));
        let words = text.split(|char: char| !char.is_alphanumeric());
        // "US" is a country.
        let is_country = |word: &str| word.len() > 1 && !word.contains(char::is_lowercase);
        for word in words.filter(|word| !is_country(word) && !word.is_empty()) {
            let word = word.to_lowercase();
            we += usize::from(facts.we.contains(&word));
            i += usize::from(facts.i.contains(&word));
            known |= facts.english.contains(&word);
        }
    }
    if let Some(mark) = actions
        .clone()
        .next()
        .filter(|_| english && known && we >= 2 && we > i)
    {
        let own = match i {
            0 => "never “I”".to_owned(),
            _ => format!("“I” {i}×"),
        };
        findings
            .report(
                story.range.clone(),
                format!("The action says “we” {we}× and {own}: say what you did yourself"),
            )
            .with_severity(Severity::Hint)
            .with_related(mark.label.clone(), "this action");
    }
}

/// The labels in the language that most of a story's own are in.
fn labels<'f>(story: &Story, facts: &'f StoryFacts) -> &'f [String; 4] {
    let same = |row: &&[String; 4]| {
        let is = |mark: &&Mark| {
            row.iter()
                .any(|label| label.to_lowercase() == mark.name.to_lowercase())
        };
        story.marks.iter().filter(is).count()
    };
    // The first of the best.
    let best = facts.labels.iter().rev().max_by_key(same);
    best.unwrap_or(&facts.parts)
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", name[..at].trim_end()),
        None => name.to_owned(),
    }
}

/// Inserts labels where they belong, each written as its neighbour is.
fn insert(cx: &NoteCx<'_>, story: &Story, row: &[String; 4], absent: &[usize]) -> Option<Fix> {
    let mut edits: Vec<Edit> = Vec::new();
    for &part in absent {
        let behind = |mark: &Mark| mark.parts.trailing_zeros() as usize > part;
        let next = story.marks.iter().position(behind);
        let edit = match next {
            Some(next) => before(cx, &story.marks, next, &row[part])?,
            None => after_last(cx, &story.marks, &row[part])?,
        };
        match edits.iter_mut().find(|other| other.range == edit.range) {
            Some(other) => other.text += &edit.text,
            None => edits.push(edit),
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    let title = if absent.len() == 1 {
        "Insert the missing part"
    } else {
        "Insert the missing parts"
    };
    (!edits.is_empty()).then(|| Fix {
        title: title.into(),
        safe: false,
        edits,
    })
}

fn before(cx: &NoteCx<'_>, marks: &[Mark], next: usize, name: &str) -> Option<Edit> {
    let mark = &marks[next];
    let label = like(cx, mark, name);
    if mark.form == Form::Inline {
        return Some(Edit::insert(mark.label.start, format!("{label} ")));
    }
    let (line, prefix) = line(cx, mark)?;
    let gap = match next.checked_sub(1).map(|before| &marks[before]) {
        Some(before) => gap(cx, before.end..line),
        None => marks
            .get(next + 1)
            .and_then(|after| gap(cx, mark.end..self::line(cx, after)?.0)),
    };
    let gap = gap.unwrap_or_else(|| cx.line_ending.to_owned());
    Some(Edit::insert(line, format!("{prefix}{label}{gap}")))
}

fn after_last(cx: &NoteCx<'_>, marks: &[Mark], name: &str) -> Option<Edit> {
    let mark = marks.last()?;
    let label = like(cx, mark, name);
    if mark.form == Form::Inline {
        return Some(Edit::insert(mark.end, format!(" {label}")));
    }
    let (line, prefix) = line(cx, mark)?;
    let before = marks.iter().rev().nth(1);
    let gap = before.and_then(|before| gap(cx, before.end..line));
    let gap = gap.unwrap_or_else(|| cx.line_ending.to_owned());
    Some(Edit::insert(mark.end, format!("{gap}{prefix}{label}")))
}

/// Where a label's line begins, and what stands on it before the label; none where that is a number
/// or something else that is not to be repeated.
fn line(cx: &NoteCx<'_>, mark: &Mark) -> Option<(usize, String)> {
    let start = cx.text.line_range(cx.text.line_of(mark.label.start)).start;
    let prefix = cx.text.slice(start..mark.label.start);
    let prefix = prefix.trim_start_matches('\u{feff}');
    let plain = |char: char| char.is_whitespace() || "-*+•‣◦|#".contains(char);
    let is_heading = mark.form != Form::Heading || prefix.contains('#');
    (prefix.chars().all(plain) && is_heading)
        .then(|| (mark.label.start - prefix.len(), prefix.to_owned()))
}

/// What stands between two labels' lines, if that is nothing but white space with a line end.
fn gap(cx: &NoteCx<'_>, range: Range<usize>) -> Option<String> {
    let gap = cx.text.slice(range.start.min(range.end)..range.end);
    let blank = gap.chars().all(char::is_whitespace) && gap.contains(['\n', '\r']);
    blank.then(|| gap.into_owned())
}

/// A label that is written as another one is.
fn like(cx: &NoteCx<'_>, mark: &Mark, name: &str) -> String {
    let raw = cx.text.slice(mark.label.clone());
    let label = if raw.contains(mark.name.as_str()) {
        raw.replacen(mark.name.as_str(), name, 1)
    } else {
        format!("**{name}:**")
    };
    match mark.form {
        Form::Row => format!("{label} | |"),
        _ => label,
    }
}
