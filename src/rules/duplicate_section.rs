use std::collections::HashMap;

use crate::grammar::How;

use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a standard section that the note has twice.
    ///
    /// Headings that hold a share of a section, such as "Technical Questions" and "Behavioural
    /// Questions", or "Recent News" beside "Company Overview", are no duplicates. The fix puts the
    /// contents of the second behind those of the first.
    ///
    /// ## Why it matters
    ///
    /// You will look into one of them, and what you need stands in the other.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Company Summary
    /// Forty lawyers, three offices.
    /// ## Strategic Advice
    /// Listen first.
    /// ## Company Summary
    ///    ^^^^^^^^^^^^^^^
    /// Family-owned.
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Company Summary
    /// Forty lawyers, three offices. Family-owned.
    /// ## Recent News
    /// - New office in Ghent (May 2026)
    /// ## Strategic Advice
    /// Listen first.
    /// ```
    ///
    /// ## Source
    ///
    /// markdownlint's `MD024` (no-duplicate-heading) does this by text; here it goes by meaning.
    pub(crate) static DUPLICATE_SECTION = "duplicate-section", Structure, Some(Severity::Warning), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let mut first: HashMap<usize, usize> = HashMap::new();
    // Headings of a share each may stand side by side; not the same heading twice.
    let mut shares: HashMap<String, usize> = HashMap::new();
    for (index, section) in cx.note.sections.iter().enumerate() {
        let earlier = if section.how == How::Partial {
            let node = &cx.note.nodes[section.node];
            let key = cx.grammar.key(&cx.note.heading(node).1.name);
            let earlier = *shares.entry(key).or_insert(index);
            let beside = cx.note.nodes[cx.note.sections[earlier].node].parent == node.parent;
            (earlier != index && beside).then_some(earlier)
        } else {
            let earlier = *first.entry(section.spec).or_insert(index);
            (earlier != index).then_some(earlier)
        };
        let Some(earlier) = earlier else {
            continue;
        };
        let original = &cx.note.sections[earlier];
        let (_, heading) = cx.note.heading(&cx.note.nodes[original.node]);
        let line = cx.text.line_of(cx.heading_range(original).start) + 1;
        let name = &heading.name;
        let title = &cx.note.spec(section, cx.grammar).title;
        let text =
            format!("The section “{title}” stands in line {line} already: put both together");
        let finding = findings.report(cx.heading_range(section), text);
        finding.with_data("section", cx.note.spec(section, cx.grammar).id.as_str());
        finding.with_related(
            cx.heading_range(original),
            format!("“{name}” stands here first"),
        );
        finding.with_fixes(merge(cx, original.node, section.node));
    }
}

/// Moves what is below the second heading behind what is below the first, and takes the second
/// heading away. Not where one lies within the other.
fn merge(cx: &NoteCx<'_>, first: usize, second: usize) -> Option<Fix> {
    let (to, from) = (cx.note.node_range(first), cx.note.node_range(second));
    if to.end > from.start {
        return None;
    }
    let (at, heading) = cx.note.heading(&cx.note.nodes[second]);
    let body = cx.text.slice(at.range(heading.span).end..from.end);
    let body = body.trim_matches(['\r', '\n']).trim_end();
    let kept = cx.text.slice(to.clone());
    let end = to.start + kept.trim_end().len();
    let mut edits = Vec::new();
    if !body.is_empty() {
        edits.push(Edit::insert(
            end,
            format!("{}{body}", cx.line_ending.repeat(2)),
        ));
    }
    let last = from.end >= cx.note.layout.body.end;
    // The last section takes the blank lines before it along, so that the note ends as it did.
    let start = if last {
        from.start - trailing_space(cx, from.start)
    } else {
        from.start
    };
    let keep = if last {
        trailing_line_end(cx, from.end)
    } else {
        0
    };
    if start < end {
        return None;
    }
    edits.push(Edit::delete(start..from.end - keep));
    Some(Fix {
        title: "Put both sections together".into(),
        safe: false,
        edits,
    })
}

fn trailing_space(cx: &NoteCx<'_>, offset: usize) -> usize {
    let from = offset.saturating_sub(64);
    let before = cx.text.slice(from..offset);
    before.len() - before.trim_end().len()
}

fn trailing_line_end(cx: &NoteCx<'_>, end: usize) -> usize {
    let tail = cx.text.slice(end.saturating_sub(2)..end);
    if tail.ends_with("\r\n") {
        2
    } else {
        usize::from(tail.ends_with(['\n', '\r']))
    }
}
