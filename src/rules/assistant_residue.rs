use crate::grammar::Phrases;
use crate::note::{Entry, EntryKind, SegmentRef};

use super::insert::whole_line;
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
    let last_segment = cx.note.segments.len().saturating_sub(1);
    for (at, entry) in lines() {
        if entry.kind != EntryKind::Line
            || entry.quoted
            || entry.question && !is_remark(at, entry, phrases)
        {
            continue;
        }
        let plain = at.segment.plain(entry);
        let is_last = at.start == cx.note.segments[last_segment].start
            && entry.span.end
                == at
                    .segment
                    .entries
                    .iter()
                    .map(|entry| entry.span.end)
                    .max()
                    .unwrap_or(0);
        let (text, severity) = if phrases.is_residue(&plain) {
            (
                "A generator's remark about the note is no part of it: delete it",
                Severity::Warning,
            )
        } else if is_last && phrases.is_sign_off(&plain) {
            (
                "A closing wish is no part of the note: delete it",
                Severity::Hint,
            )
        } else {
            continue;
        };
        let range = at.range(entry.text);
        let lines = whole_line(cx.text, range.start).start
            ..whole_line(cx.text, range.end.max(range.start + 1) - 1).end;
        findings
            .report(range, text)
            .with_severity(severity)
            .with_fix(Fix {
                title: "Delete it".into(),
                safe: false,
                edits: vec![Edit::delete(lines)],
            });
    }
}

/// "Would you like me to …?" is a remark although it asks.
fn is_remark(at: SegmentRef<'_>, entry: &Entry, phrases: &Phrases) -> bool {
    phrases.is_residue(&at.segment.plain(entry))
}
