use super::insert;
use super::rule::{Severity, rule};
use super::{Findings, Fix, NoteCx, WorkspaceCx};

rule! {
    /// Reports required sections that the note lacks, once for each place where some are missing.
    ///
    /// A section may go by any name: "About the Hospital" is a company summary, and so is
    /// 회사 요약. `prep-ls doctor FILE` shows what each heading was taken for, and
    /// `[sections.<id>] required = false` in `prep.toml` drops a section that you do not need. A section
    /// in another file of the same folder counts where the note links to that file.
    ///
    /// ## Why it matters
    ///
    /// Preparation fails by what is left out: the questions you did not prepare to ask are the ones
    /// you are asked for.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Elm Street School – Teacher
    /// ## Job Overview
    /// ## Why This Job Is a Fit
    /// ## Resume Highlights for This Role
    /// ## Company Summary
    /// ## Predicted Interview Questions
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ## Concepts To Know/Review
    /// ## Strategic Advice
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Elm Street School – Teacher
    /// ## Job Overview
    /// ## Why This Job Is a Fit
    /// ## Resume Highlights for This Role
    /// ## Company Summary
    /// ## Predicted Interview Questions
    /// ## Questions to Ask Them
    /// ## Concepts To Know/Review
    /// ## Strategic Advice
    /// ```
    ///
    /// ## Options
    ///
    /// `[sections.<id>]` with `required`, `aliases`, `drop`, `after` in `prep.toml`.
    ///
    /// ## Source
    ///
    /// The eight sections are those of the notes prep-ls was made for; career centres ask for the
    /// same (Citadel, Northeastern and Emerson, see `docs/sources.md`).
    pub(crate) static MISSING_SECTION = "missing-section", Completeness, Some(Severity::Warning), Workspace(check);
}

fn check(cx: &WorkspaceCx<'_, '_>, findings: &mut Findings) {
    let WorkspaceCx { note: cx, around } = cx;
    let mut gaps = insert::gaps(cx.note, cx.grammar);
    for gap in &mut gaps {
        let is_elsewhere = |kind: usize| around.elsewhere.contains(&cx.grammar.sections[kind].id);
        gap.kinds.retain(|&kind| !is_elsewhere(kind));
        if gap.after.is_none() {
            gap.kinds.retain(|&kind| fields_above(cx, kind) < 2);
        }
    }
    gaps.retain(|gap| !gap.kinds.is_empty());
    let all: Vec<usize> = gaps
        .iter()
        .flat_map(|gap| gap.kinds.iter().copied())
        .collect();
    for gap in &gaps {
        let range = match (gap.after, &cx.note.title) {
            (Some(section), _) => cx.heading_range(&cx.note.sections[section]),
            (None, Some(title)) => title.range.clone(),
            (None, None) => {
                let line = cx
                    .text
                    .line_range(cx.text.line_of(cx.note.layout.body.start));
                cx.note.layout.body.start.min(line.end)..line.end
            }
        };
        // What stands there under another name may be what is missing.
        if gap
            .after
            .is_some_and(|section| unknown_after(cx, section) >= gap.kinds.len())
        {
            continue;
        }
        let titles: Vec<&str> = gap
            .kinds
            .iter()
            .map(|&kind| cx.grammar.sections[kind].title.as_str())
            .collect();
        let text = match titles.as_slice() {
            [only] => format!("The section “{only}” is missing: it belongs after this heading"),
            several => format!(
                "{} sections are missing here: {}",
                several.len(),
                list(several)
            ),
        };
        let ids: Vec<&str> = gap
            .kinds
            .iter()
            .map(|&kind| cx.grammar.sections[kind].id.as_str())
            .collect();
        let finding = findings.report(range, text);
        finding.with_data("sections", ids);
        let mut fix = |title: String, kinds: &[usize]| {
            let edits = insert::sections(cx.note, cx.text, cx.grammar, kinds);
            finding.with_fix(Fix {
                title,
                safe: false,
                edits,
            });
        };
        if let [first, _, ..] = gap.kinds.as_slice() {
            fix(
                format!(
                    "Insert the {} sections that are missing here",
                    gap.kinds.len()
                ),
                &gap.kinds,
            );
            fix(
                format!("Insert “{}”", cx.grammar.sections[*first].title),
                &[*first],
            );
        } else {
            fix(format!("Insert “{}”", titles[0]), &gap.kinds);
        }
        if all.len() > gap.kinds.len() {
            fix(format!("Insert all {} missing sections", all.len()), &all);
        }
        for kind in gap.kinds.iter().skip(1) {
            let title = &cx.grammar.sections[*kind].title;
            fix(format!("Insert “{title}”"), &[*kind]);
        }
    }
}

/// How many fields of a kind of section stand above all sections, under the title: "**Job:** welder, nights" and what they
/// want, without a heading.
fn fields_above(cx: &NoteCx<'_>, kind: usize) -> usize {
    let note = cx.note;
    let first = note.sections.first();
    let end = first.map_or(0, |section| note.nodes[section.node].segment);
    let above = note.segments[..end].iter();
    let mut fields: Vec<usize> = above
        .flat_map(|segment| &segment.value.fields)
        .filter(|(of, _)| *of == kind)
        .map(|&(_, field)| field)
        .collect();
    fields.sort_unstable();
    fields.dedup();
    fields.len()
}

/// How many headings that were recognised as nothing, with something below them, stand between a section
/// and the next required one.
fn unknown_after(cx: &NoteCx<'_>, section: usize) -> usize {
    let note = cx.note;
    let own = note.sections[section].node;
    let (end, level) = (note.nodes[own].end, note.nodes[own].level);
    let mut count = 0;
    for index in own + 1..note.nodes.len() {
        let node = &note.nodes[index];
        if node.segment < end {
            continue;
        }
        match node.section {
            Some(next) if cx.grammar.sections[note.sections[next].spec].required => return count,
            None if node.level == level => {
                let below = note.segments[node.segment..node.end].iter();
                count += usize::from(below.map(|at| at.value.entries.len()).sum::<usize>() >= 2);
            }
            _ => {}
        }
    }
    // Behind the last one stands what belongs to no section.
    0
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
