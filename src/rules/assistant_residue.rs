use std::ops::Range;

use crate::grammar::Phrases;
use crate::note::EntryKind;

use super::insert::{gone, whole_line};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports text that a generator left: a refusal in place of the note, a remark about the
    /// document, a closing wish.
    ///
    /// A refusal or a request for input in a document without any section is reported alone. A
    /// closing "Good luck" is a hint.
    ///
    /// ## Why it matters
    ///
    /// What you did not write you have not prepared; and a shared screen shows it.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Strategic Advice
    /// - Keep answers short.
    ///
    /// Here is the updated document with your changes.
    /// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Lindqvist Shipping – Planner
    /// ## Strategic Advice
    /// - Keep answers short.
    /// ```
    ///
    /// ## Options
    ///
    /// The phrases stand in `grammars/phrases.toml`.
    ///
    /// ## Source
    ///
    /// 3 of 36 generated notes that were read hold a refusal or such a remark, and 19 a sign-off.
    pub(crate) static ASSISTANT_RESIDUE = "assistant-residue", Structure, Some(Severity::Warning), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let phrases = Phrases::shipped();
    let lines = || {
        (0..cx.note.segments.len()).flat_map(|index| {
            let at = cx.note.segment(index);
            at.segment.children(None).map(move |(_, entry)| (at, entry))
        })
    };
    if cx.note.sections.is_empty() {
        let first = lines().find(|(_, entry)| entry.kind == EntryKind::Line);
        if let Some((at, entry)) = first
            && phrases.is_refusal(&at.segment.plain(entry))
        {
            findings
                .report(
                    at.range(entry.text),
                    "This is a generator's answer and no note: write the note, or delete the file",
                )
                .alone = true;
            return;
        }
    }
    // Where the last thing that is written ends.
    let end = cx.note.segments.last().map_or(0, |last| {
        let ends = last.value.entries.iter().map(|entry| entry.span.end);
        last.start + ends.max().unwrap_or(0) as usize
    });
    let residue = cx.with_residue().flat_map(|index| {
        let at = cx.note.segment(index);
        let lines = at.segment.reading(cx.grammar).residue.iter();
        lines.map(move |&line| (at, &at.segment.entries[line as usize]))
    });
    for (at, entry) in residue {
        let plain = at.segment.plain(entry);
        let is_last = at.range(entry.span).end == end;
        // "Would you like me to …?" is a remark although it asks; "Good luck?" is no wish.
        let (text, severity) = if phrases.is_residue(&plain) {
            (
                "A generator's remark about the note is no part of it: delete it",
                Severity::Warning,
            )
        } else if is_last && !entry.question && phrases.is_sign_off(&plain) {
            (
                "A closing wish is no part of the note: delete it",
                Severity::Hint,
            )
        } else {
            continue;
        };
        // The draft of a thank-you is written to them: "Let me know if you need …".
        let section = cx.note.section_at(at.range(entry.text).start);
        if section.is_some_and(|section| cx.note.spec(section, cx.grammar).id == "follow-up") {
            continue;
        }
        let range = at.range(entry.text);
        let lines = with_blank_lines(cx, &range);
        findings
            .report(range, text)
            .with_severity(severity)
            .with_fix(Fix {
                title: "Delete it".into(),
                safe: false,
                edits: vec![Edit::delete(gone(cx.text, lines))],
            });
    }
}

/// The lines of a range, and the blank lines that would be left over: those after it, and at the
/// note's end those before it.
fn with_blank_lines(cx: &NoteCx<'_>, range: &Range<usize>) -> Range<usize> {
    let mut lines = whole_line(cx.text, range.start).start
        ..whole_line(cx.text, range.end.max(range.start + 1) - 1).end;
    let body = cx.note.layout.body.clone();
    let is_blank = |line: &Range<usize>| cx.text.slice(line.clone()).trim().is_empty();
    let before = |start: usize| whole_line(cx.text, start - 1);
    if lines.start <= body.start || is_blank(&before(lines.start)) {
        while lines.end < body.end {
            let next = whole_line(cx.text, lines.end);
            if !is_blank(&next) {
                return lines;
            }
            lines.end = next.end;
        }
    }
    while lines.end >= body.end && lines.start > body.start && is_blank(&before(lines.start)) {
        lines.start = before(lines.start).start;
    }
    lines
}
