use super::insert::{content, with_line_ending};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, SectionCx};

rule! {
    /// Reports a section that has a heading and nothing below it.
    ///
    /// Empty bullets, empty labels, rules, comments and sub-headings without content are nothing.
    /// Of an empty section nothing else is reported. The fix inserts what a note begins with.
    ///
    /// ## Why it matters
    ///
    /// In the outline it looks done.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Concepts To Know/Review
    ///    ^^^^^^^^^^^^^^^^^^^^^^^
    ///
    /// -
    ///
    /// ## Strategic Advice
    /// - Ask before you argue.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Concepts To Know/Review
    /// - Limitation periods after the 2025 reform
    ///
    /// ## Strategic Advice
    /// - Ask before you argue.
    /// ```
    ///
    /// ## Source
    ///
    /// The shortest section of 32 notes that were read has 36 words.
    pub(crate) static EMPTY_SECTION = "empty-section", Completeness, Some(Severity::Warning), Section(check), placeholders: true;
}

fn check(cx: &SectionCx<'_>, findings: &mut Findings) {
    if cx.has_content() {
        return;
    }
    let spec = cx.spec;
    let heading = cx
        .segments()
        .next()
        .and_then(|at| Some(at.segment.heading.as_ref()?.name.as_str()));
    let name = heading.unwrap_or(&spec.title);
    let text = match spec.criteria.first() {
        Some(first) => format!(
            "“{name}” is empty: write down {}",
            lower_first(first.trim_end_matches('.'))
        ),
        None => format!("“{name}” is empty: fill it, or delete the heading"),
    };
    let finding = findings.report(cx.heading_range(), text);
    finding.with_data("section", spec.id.as_str());
    // Whatever stands there already, an empty bullet or a label, is the beginning of something.
    let bare = cx.segments().count() == 1 && cx.entries().next().is_none();
    let level = cx.note.nodes[cx.section.node].level;
    let content = content(spec, level);
    if bare && !content.trim().is_empty() {
        let line_ending = cx.line_ending;
        let content = with_line_ending(&content, line_ending);
        finding.with_fix(Fix {
            title: "Insert what it begins with".into(),
            safe: false,
            edits: vec![Edit::insert(
                cx.heading_end(),
                format!("{}{content}", line_ending.repeat(2)),
            )],
        });
    }
}

/// A sentence as a clause: its first letter small, unless it begins an abbreviation.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            let rest = &sentence[first.len_utf8()..];
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => sentence.to_owned(),
    }
}
