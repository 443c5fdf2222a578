use crate::dates;
use crate::grammar::{Expect, PartSpec};
use crate::note::Section;

use super::insert::before_rule;
use super::missing_section::list;
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports parts that a section is expected to have and has not, once for each section.
    ///
    /// Predicted questions want technical and behavioural ones; the company summary its mission,
    /// values and recent news; the résumé highlights a summary, achievements and skills; the advice
    /// tone, themes and red flags. A part may be a sub-heading, a bold line, a label, or simply be
    /// there: "Tell us about a time …" is a behavioural question whatever stands above it.
    ///
    /// ## Why it matters
    ///
    /// Interviews mix kinds of questions on purpose, so that who prepared one kind only is found
    /// out by the other.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Elm Street School – Teacher
    /// ## Predicted Interview Questions
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// - How do you teach fractions to a mixed group?
    /// - How do you assess reading in year 2?
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Elm Street School – Teacher
    /// ## Predicted Interview Questions
    /// - How do you teach fractions to a mixed group?
    /// - Tell us about a time when a lesson went wrong.
    /// ```
    ///
    /// ## Options
    ///
    /// `[sections.<id>.parts.<part>] expect = "info" | "hint" | "none"` in `prep.toml`.
    ///
    /// ## Source
    ///
    /// The parts of the notes prep-ls was made for; the career centre of the University of
    /// Michigan on behavioural questions.
    pub(crate) static MISSING_PART = "missing-part", Completeness, Some(Severity::Info), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for (spec, sections) in cx.by_kind() {
        if !cx.any_content(&sections) {
            continue;
        }
        let kind = sections[0].spec;
        let expected = spec
            .parts
            .iter()
            .enumerate()
            .filter(|(_, part)| part.expect != Expect::None);
        let missing: Vec<&PartSpec> = expected
            .filter(|(index, _)| !is_present(cx, &sections, (kind, *index)))
            .filter(|(_, part)| part.id != "news" || !has_dated_item(cx, &sections))
            .map(|(_, part)| part)
            .collect();
        let Some(worst) = missing.iter().map(|part| part.expect).max() else {
            continue;
        };
        let titles: Vec<String> = missing
            .iter()
            .map(|part| format!("“{}”", part.title))
            .collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let noun = if titles.len() == 1 { "Part" } else { "Parts" };
        let finding = findings.report(
            cx.heading_range(sections[0]),
            format!(
                "{noun} {} missing in “{}”: add them, or say it under another name",
                list(&titles),
                spec.title
            )
            .replace(
                "add them",
                if titles.len() == 1 {
                    "add it"
                } else {
                    "add them"
                },
            ),
        );
        finding.with_severity(if worst == Expect::Info {
            Severity::Info
        } else {
            Severity::Hint
        });
        finding.with_data(
            "parts",
            missing
                .iter()
                .map(|part| part.id.as_str())
                .collect::<Vec<_>>(),
        );
        finding.with_fixes(insert(cx, sections[0], &missing));
    }
}

fn is_present(cx: &NoteCx<'_>, sections: &[&Section], part: (usize, usize)) -> bool {
    sections.iter().any(|section| {
        cx.note
            .segments_of(section)
            .any(|at| at.segment.held.contains(&part))
    })
}

/// Whether something in a list is dated to the month: news, whatever it tells.
fn has_dated_item(cx: &NoteCx<'_>, sections: &[&Section]) -> bool {
    sections.iter().any(|section| {
        cx.note.segments_of(section).any(|at| {
            at.segment.entries.iter().any(|entry| {
                entry.kind.is_item()
                    && !entry.quoted
                    && dates::is_dated_to_the_month(&at.segment.plain(entry))
            })
        })
    })
}

/// Inserts the parts at the section's end, named as its other parts are: by a sub-heading where it
/// has sub-headings, by a bold label elsewhere.
fn insert(cx: &NoteCx<'_>, section: &Section, missing: &[&PartSpec]) -> Option<Fix> {
    let node = &cx.note.nodes[section.node];
    let range = cx.note.node_range(section.node);
    let content = cx.text.slice(range.clone());
    let kept = before_rule(&content);
    let has_headings = cx
        .note
        .nodes
        .get(section.node + 1)
        .is_some_and(|next| next.segment < node.end);
    let line_ending = cx.line_ending;
    let parts: Vec<String> = missing
        .iter()
        .map(|part| {
            if has_headings {
                format!(
                    "{} {}{line_ending}{line_ending}- ",
                    "#".repeat((node.level as usize + 1).min(6)),
                    part.title
                )
            } else {
                format!("**{}:**{line_ending}{line_ending}- ", part.title)
            }
        })
        .collect();
    let blank = line_ending.repeat(2);
    let title = if missing.len() == 1 {
        "Insert the missing part"
    } else {
        "Insert the missing parts"
    };
    Some(Fix {
        title: title.into(),
        safe: false,
        edits: vec![Edit::insert(
            range.start + kept.len(),
            format!("{blank}{}", parts.join(&blank)),
        )],
    })
}
