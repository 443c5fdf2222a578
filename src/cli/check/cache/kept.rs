//! What is kept of a note: what is told of it, and its findings. As arrays of JSON, since their names would be most of it.

use std::ops::Range;

use crate::rules::{self, Data, Edit, Finding, Fix, Severity};

use super::super::json::{Outline, Section};

/// What was found in a note.
#[derive(Debug)]
pub(in crate::cli::check) struct Kept {
    /// What is told of the note itself.
    pub(in crate::cli::check) outline: Outline,
    /// The findings, in order, each with the first of its fixes: the others are for editors.
    pub(in crate::cli::check) findings: Vec<Finding>,
}

/// Company, role, sections by id, title and line, and the findings.
type Written = (
    Option<String>,
    Option<String>,
    Vec<(String, String, usize)>,
    Vec<WrittenFinding>,
);

/// Rule, severity, place, text, data, related places, and the fix.
type WrittenFinding = (
    String,
    Severity,
    Place,
    String,
    Data,
    Vec<(Place, String)>,
    Option<(String, bool, Vec<(Place, String)>)>,
);

type Place = (usize, usize);

impl Kept {
    /// As bytes.
    pub(super) fn write(&self) -> Vec<u8> {
        let place = |range: &Range<usize>| (range.start, range.end);
        let findings = self.findings.iter().map(|finding| {
            let related = finding
                .related()
                .map(|related| (place(&related.range), related.message));
            let fix = finding.fixes().into_iter().next().map(|fix| {
                let edits = fix.edits.into_iter();
                let edits = edits.map(|edit| (place(&edit.range), edit.text));
                (fix.title, fix.safe, edits.collect())
            });
            (
                finding.rule.name.to_owned(),
                finding.severity,
                place(&finding.range),
                finding.text.clone(),
                finding.data.clone(),
                related.collect(),
                fix,
            )
        });
        let outline = &self.outline;
        let sections = outline.sections.iter();
        let sections =
            sections.map(|section| (section.id.clone(), section.title.clone(), section.line));
        let written: Written = (
            outline.company.clone(),
            outline.role.clone(),
            sections.collect(),
            findings.collect(),
        );
        // Plain data with names for keys: there is nothing that JSON cannot hold.
        serde_json::to_vec(&written).unwrap_or_default()
    }

    /// From bytes; none if these are none of ours.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (company, role, sections, findings): Written = serde_json::from_slice(bytes).ok()?;
        let sections = sections.into_iter();
        let sections = sections.map(|(id, title, line)| Section { id, title, line });
        let findings =
            findings
                .into_iter()
                .map(|(rule, severity, place, text, data, related, fix)| {
                    let range = |(start, end): Place| start..end;
                    let mut finding = Finding::new(rules::rule(&rule)?, range(place), text);
                    finding.with_severity(severity);
                    for (key, value) in data {
                        finding.with_data(&key, value);
                    }
                    for (place, message) in related {
                        finding.with_related(range(place), message);
                    }
                    finding.with_fixes(fix.map(|(title, safe, edits)| {
                        Fix {
                            title,
                            safe,
                            edits: edits
                                .into_iter()
                                .map(|(place, text)| Edit::replace(range(place), text))
                                .collect(),
                        }
                    }));
                    Some(finding)
                });
        Some(Kept {
            outline: Outline {
                company,
                role,
                sections: sections.collect(),
            },
            findings: findings.collect::<Option<_>>()?,
        })
    }

    /// Whether all its places are places of a text.
    pub(super) fn fits(&self, text: &str) -> bool {
        let is_place = |range: &Range<usize>| text.get(range.clone()).is_some();
        self.findings.iter().all(|finding| {
            is_place(&finding.range)
                && finding.related().all(|related| is_place(&related.range))
                && finding
                    .fixes()
                    .iter()
                    .flat_map(|fix| &fix.edits)
                    .all(|edit| is_place(&edit.range))
        })
    }
}
