//! A whole new note in an empty document.

use crate::draft::{blank, body};
use crate::rules::insert::with_line_ending;

use super::{Completion, CompletionKind, Snapshot, escaped};

/// A longer document is not looked through: it is no empty one.
const MAX_BLANK: usize = 4096;

/// Whether nothing stands in the document.
pub(super) fn is_place(snapshot: &Snapshot) -> bool {
    let text = &snapshot.text;
    text.len() < MAX_BLANK
        && text
            .slice(0..text.len())
            .trim_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
            .is_empty()
}

/// Notes with the required sections and with all.
pub(super) fn offer(snapshot: &Snapshot, offset: usize, out: &mut Vec<Completion>) {
    let variants = [
        (
            "Interview prep note",
            "the sections that every note has",
            false,
        ),
        (
            "Interview prep note with all sections",
            "the optional ones, too",
            true,
        ),
    ];
    // Behind a byte order mark, and behind what was typed of the line: spaces.
    let text = &snapshot.text;
    let line = text.line_range(text.line_of(offset));
    let offset = text.floor(offset).min(line.end);
    // Before the mark, the mark is typed again: the range must hold the cursor.
    let (range, mark) = if offset == 0 && text.slice(0..3) == "\u{feff}" {
        (0..3, "\u{feff}")
    } else {
        (offset..offset, "")
    };
    for (label, detail, optional) in variants {
        let (snippet, plain) = note(snapshot, optional);
        let line_ending = snapshot.text.line_ending();
        out.push(Completion {
            label: label.to_owned(),
            detail: detail.to_owned(),
            kind: CompletionKind::Note,
            range: range.clone(),
            snippet: format!("{mark}{}", with_line_ending(&snippet, line_ending)),
            plain: format!("{mark}{}", with_line_ending(&plain, line_ending)),
            filter: label.to_owned(),
            docs: None,
        });
    }
}

/// A note as a snippet and as plain text.
fn note(snapshot: &Snapshot, optional: bool) -> (String, String) {
    let grammar = &snapshot.grammar;
    let plain = blank(grammar, None, None, optional);
    // The cursor visits the title only: eight sections have too many stops to leave.
    let body = escaped(&body(grammar, optional));
    (format!("{}{body}\n$0", grammar.title.snippet), plain)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{labels, offers, triggered};

    #[test]
    fn an_empty_document_may_become_a_note() {
        let both = [
            "Interview prep note",
            "Interview prep note with all sections",
        ];
        for empty in ["$0", "$0\n", " \n$0\n\n", "\u{feff}$0", "\r\n$0"] {
            assert_eq!(labels(empty), both, "{empty:?}");
        }
        for other in ["# A$0", "a\n\n$0", "---\n$0\n---\n"] {
            assert!(offers(other).is_empty(), "{other:?}");
        }
        assert!(triggered("$0", ' ').is_empty());
    }

    #[test]
    fn the_title_is_filled_in_first() {
        let item = &offers("$0\r\n")[0];
        assert!(item.snippet.starts_with("# Interview Prep: ${1:Company}"));
        assert!(
            item.plain
                .starts_with("# Interview Prep: [Company] – [Role]\r\n\r\n## ")
        );
        let stops = item.snippet.matches("${").count();
        assert_eq!(stops, 2, "the title's");
    }
}
