//! A whole new note.

use crate::grammar::{Grammar, plain_snippet};
use crate::rules::insert;

/// The text of a new note with a line feed at its end: the title, and the required sections or all of
/// them with their skeletons. A company or a role that is not known stands in brackets, of which a
/// rule reminds.
pub fn new_note(
    grammar: &Grammar,
    company: Option<&str>,
    role: Option<&str>,
    optional: bool,
) -> String {
    let title = title(&grammar.title.snippet, [company, role]);
    format!("{title}{}\n", body(grammar, optional))
}

/// All that stands below the title, each section behind a blank line, without a line end at its end.
pub(super) fn body(grammar: &Grammar, optional: bool) -> String {
    let sections = grammar.sections.iter();
    let sections = sections.filter(|section| optional || section.required);
    let sections = sections.map(|section| insert::section_text(section, LEVEL, "\n"));
    sections.map(|section| format!("\n\n{section}")).collect()
}

/// The level of the sections' headings: right below the title.
const LEVEL: u8 = 2;

/// A title's snippet with names in the place of its first stops.
fn title(snippet: &str, names: [Option<&str>; 2]) -> String {
    let mut filled = snippet.to_owned();
    for (number, name) in (1..).zip(names) {
        let open = format!("${{{number}:");
        let Some(at) = filled.find(&open) else {
            continue;
        };
        let Some(end) = filled[at..].find('}') else {
            continue;
        };
        let words: Vec<&str> = name.unwrap_or_default().split_whitespace().collect();
        let name = if words.is_empty() {
            format!("[{}]", &filled[at + open.len()..at + end])
        } else {
            // What means something in a snippet is meant as it stands in a name.
            let name = words.join(" ").replace('\\', "\\\\");
            name.replace('$', "\\$").replace('}', "\\}")
        };
        filled.replace_range(at..at + end + 1, &name);
    }
    plain_snippet(&filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_note_names_company_and_role() {
        let grammar = Grammar::standard();
        let note = new_note(
            &grammar,
            Some("Quay {$1} Bakery"),
            Some(" Head  Baker\n"),
            false,
        );
        let title = note.lines().next().unwrap_or_default();
        assert_eq!(title, "# Interview Prep: Quay {$1} Bakery – Head Baker");
        let sections = |note: &str| note.lines().filter(|line| line.starts_with("## ")).count();
        assert_eq!(sections(&note), 8);
        assert!(note.ends_with('\n') && !note.ends_with("\n\n") && !note.contains("$1\n"));
        let whole = new_note(&grammar, None, None, true);
        assert!(sections(&whole) > 15);
        assert_eq!(whole.lines().next(), Some(grammar.title.plain.as_str()));
        let half = new_note(&grammar, Some("Quay Bakery"), None, false);
        assert!(half.starts_with("# Interview Prep: Quay Bakery – [Role]\n\n## "));
    }
}
