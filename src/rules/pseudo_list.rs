use std::ops::Range;

use crate::note::{Entry, EntryKind, Segment, SegmentRef};

use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, SegmentCx};

rule! {
    /// Reports bullets that were typed as characters (`•`, `–`, `‣`), once for each run of them.
    ///
    /// Markdown knows `-`, `*` and `+`. Lines that begin with anything else run together into one
    /// paragraph. prep-ls reads them as items all the same. The fix turns them into `-` items, and
    /// is safe.
    ///
    /// ## Why it matters
    ///
    /// In a preview, on a phone, on paper, ten questions become one block of text.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ## Questions to Ask Them
    /// • How are night shifts staffed?
    /// ^
    /// • Who leads the ward round?
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Harbour Clinic – Staff Nurse
    /// ## Questions to Ask Them
    /// - How are night shifts staffed?
    /// - Who leads the ward round?
    /// ```
    ///
    /// ## Source
    ///
    /// CommonMark 0.31.2, section 5.2: a bullet list marker is `-`, `+` or `*`. 13 of 32 notes that
    /// were read had typed bullets, 183 of them.
    pub(crate) static PSEUDO_LIST = "pseudo-list", Structure, Some(Severity::Hint), Segment(check);
}

fn check(cx: &SegmentCx<'_>, findings: &mut Findings) {
    for list in typed_lists(cx.at) {
        let bullet = list.bullet;
        let text = match list.edits.len() {
            1 => format!("Markdown knows no “{bullet}” bullet: type `-`"),
            many => format!(
                "Markdown knows no “{bullet}” bullet and runs these {many} lines together: type `-`"
            ),
        };
        let start = list.range.start;
        findings
            .report(start..start + bullet.len_utf8(), text)
            .with_fix(Fix {
                title: "Turn into `-` items".into(),
                safe: true,
                edits: list.edits,
            });
    }
}

/// A run of lines with bullets that Markdown does not know.
#[derive(Debug)]
pub struct TypedList {
    /// Where it lies, from its first bullet on, in bytes of the note's text.
    pub range: Range<usize>,
    /// Its first bullet.
    pub bullet: char,
    /// What makes a list of it, an edit for each line.
    pub edits: Vec<Edit>,
}

/// The typed lists of a segment, in order.
pub fn typed_lists(at: SegmentRef<'_>) -> Vec<TypedList> {
    let segment = at.segment;
    let mut lists = Vec::new();
    let mut index = 0;
    while index < segment.entries.len() {
        let Some(run) = run_at(segment, index) else {
            index += 1;
            continue;
        };
        let (first, last) = (run[0], run[run.len() - 1]);
        index += run.len();
        lists.push(TypedList {
            range: at.range(first.span).start..at.range(last.span).end,
            bullet: segment.str(first.span).chars().next().unwrap_or('•'),
            edits: run.iter().map(|entry| mend(at, entry)).collect(),
        });
    }
    lists
}

/// The typed items that follow each other from an index on, as siblings without anything between.
fn run_at(segment: &Segment, index: usize) -> Option<Vec<&Entry>> {
    let entries = &segment.entries;
    // A number is a marker that Markdown knows; it only wants a blank line above.
    let is_bullet = |entry: &&Entry| {
        entry.kind == EntryKind::Typed
            && !entry.quoted
            && !segment.str(entry.span).starts_with(char::is_numeric)
    };
    let first = entries.get(index).filter(is_bullet)?;
    let mut run = vec![first];
    while let Some(next) = entries.get(index + run.len())
        && is_bullet(&next)
        && next.parent == first.parent
    {
        run.push(next);
    }
    Some(run)
}

/// `• text` as `- text`. Within an item, the bullet moves in as far as the item's text stands, or
/// it would end the item's list.
fn mend(at: SegmentRef<'_>, entry: &Entry) -> Edit {
    let SegmentRef {
        start: base,
        segment,
    } = at;
    let bullet = entry.span.start as usize..entry.text.start as usize;
    let text = &segment.chunk.text;
    let line = text[..bullet.start]
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1);
    let indent = &text[line..bullet.start];
    let spaces = if text[bullet.clone()].ends_with([' ', '\t']) || entry.text.is_empty() {
        ""
    } else {
        " "
    };
    // White space other than one space may follow the bullet, such as a no-break space.
    let marker = format!("- {spaces}").trim_end().to_owned() + " ";
    let needed = entry.parent.map_or(0, |parent| {
        let parent = &segment.entries[parent as usize];
        let start = parent.text.start as usize;
        let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        text[line..start].chars().count()
    });
    if indent.chars().all(|char| char == ' ') && indent.len() < needed {
        let start = entry.span.start as usize - indent.len();
        return Edit::replace(
            base + start..base + bullet.end,
            format!("{}{marker}", " ".repeat(needed)),
        );
    }
    Edit::replace(base + bullet.start..base + bullet.end, marker)
}
