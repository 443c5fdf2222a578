use crate::grammar::How;

use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a heading that is almost the title of a standard section.
    ///
    /// The section counts as present for every other rule. A title of up to 12 letters may be off
    /// by one letter, a longer one by two. The fix is safe: it changes the letters and leaves
    /// numbering, emphasis and brackets as they are.
    ///
    /// ## Why it matters
    ///
    /// A slip in a heading hides the section from the outline's reader and from search.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Orbit Labs – Technician
    /// ## Compny Summary
    ///    ^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Orbit Labs – Technician
    /// ## Company Summary
    /// ```
    ///
    /// ## Source
    ///
    /// Damerau's study of spelling errors (1964): four in five are a single letter wrong, missing,
    /// added, or swapped with its neighbour.
    pub(crate) static MISSPELLED_SECTION = "misspelled-section", Structure, Some(Severity::Info), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for section in cx
        .note
        .sections
        .iter()
        .filter(|section| section.how == How::Misspelled)
    {
        let spec = cx.note.spec(section, cx.grammar);
        let (at, heading) = cx.note.heading(&cx.note.nodes[section.node]);
        let range = at.range(heading.text);
        let finding = findings.report(
            range.clone(),
            format!("“{}” looks like “{}”: correct it", heading.name, spec.title),
        );
        finding.with_data("section", spec.id.as_str());
        let source = at.str(heading.text);
        if let Some(written) = cx.grammar.misspelled_part(source)
            && let Some(start) = source.find(written)
        {
            let start = range.start + start;
            finding.with_fix(Fix {
                title: format!("Rename to “{}”", spec.title),
                safe: true,
                edits: vec![Edit::replace(
                    start..start + written.len(),
                    spec.title.as_str(),
                )],
            });
        }
    }
}
