use crate::grammar::numbers;
use crate::note::{EntryKind, Section};

use super::rule::{Severity, rule};
use super::{Findings, WorkspaceCx};

rule! {
    /// Reports a number in the résumé highlights or a story that your résumé does not hold.
    ///
    /// `10K+` and `10,000` are one number, and so are `25 %` and 25 percent, `3.5M` and 3.5 million, twelve and 12.
    /// Years, dates, times and names such as "Ward 7" are left alone. Without a résumé the rule is silent.
    ///
    /// ## Why it matters
    ///
    /// The interviewer has the résumé on the table. A number that is not on it is asked about, and one that differs
    /// costs all the others their credit.
    ///
    /// ## Example
    ///
    /// The résumé says "Planned the rota of 14 nurses; falls down by 30 percent".
    ///
    /// ```md resume
    /// Planned the rota of 14 nurses; falls down by 30 percent
    /// ```
    ///
    /// ```md bad
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ## Resume Highlights
    /// - Planned the rota of 14 nurses and cut falls by 40 %.
    ///                                                  ^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ## Resume Highlights
    /// - Planned the rota of 14 nurses and cut falls by 30 %.
    /// ```
    ///
    /// ## Options
    ///
    /// The résumé, in Markdown or plain text, is what the front matter's `resume` names, relative to the note; else `resume` in
    /// `prep.toml`, relative to that; else `resume.md` beside the note.
    ///
    /// ## Source
    ///
    /// Of 97 numbers claimed in 26 read notes, 44 did not occur in the résumé that they were made from.
    pub(crate) static UNVERIFIED_NUMBER = "unverified-number", Coverage, Some(Severity::Info), Workspace(check), content: true;
}

/// The sections whose numbers are the candidate's own.
const SECTIONS: [&str; 2] = ["resume-highlights", "stories"];

fn check(cx: &WorkspaceCx<'_, '_>, findings: &mut Findings) {
    let Some(resume) = &cx.around.resume else {
        return;
    };
    let note = cx.note.note;
    let own =
        |section: &&Section| SECTIONS.contains(&note.spec(section, cx.note.grammar).id.as_str());
    for section in note.sections.iter().filter(own) {
        for at in note.segments_of(section) {
            for entry in &at.segment.entries {
                let skipped = matches!(
                    entry.kind,
                    EntryKind::Code | EntryKind::Header | EntryKind::Row
                );
                if skipped || entry.quoted || entry.question {
                    continue;
                }
                let text = at.segment.prose_text(entry, entry.text);
                let start = at.range(entry.text).start;
                for number in numbers::find(&text) {
                    if !number.measures || resume.numbers.contains(&number.value) {
                        continue;
                    }
                    let shown = text[number.range.clone()].to_owned();
                    let range = start + number.range.start..start + number.range.end;
                    let finding = findings.report(
                        range,
                        format!(
                            "“{shown}” is not in {}: check it, or add it there",
                            resume.name
                        ),
                    );
                    finding.with_data("number", number.value.as_str());
                }
            }
        }
    }
}
