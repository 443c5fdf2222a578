use super::insert::without_fence;
use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx};

rule! {
    /// Reports a note that stands as a whole in a `markdown` fence, closed or not.
    ///
    /// ## Why it matters
    ///
    /// Every Markdown viewer shows such a note as one block of code: no headings, no lists, no
    /// outline to jump about in five minutes before the interview. prep-ls reads it all the same.
    ///
    /// The fix takes the fence away and nothing else; fences inside the note stay. It is safe.
    ///
    /// ## Example
    ///
    /// ~~~md bad
    /// ```markdown
    /// ^^^^^^^^^^^
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ```
    /// ~~~
    ///
    /// ~~~md good
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ~~~
    ///
    /// ## Source
    ///
    /// Chat assistants hand Markdown over in a fence, and people paste it fence and all: 21 of 32
    /// generated notes that were read while this rule was made had one, 6 of them never closed.
    pub(crate) static FENCED_NOTE = "fenced-note", Structure, Some(Severity::Warning), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let Some(fence) = &cx.note.layout.fence else {
        return;
    };
    findings
        .report(
            fence.open.clone(),
            "The whole note stands in a code fence, so Markdown viewers show it as code: take the fence away",
        )
        .with_fix(Fix { title: "Take the fence away".into(), safe: true, edits: without_fence(cx.text, fence) });
}
