//! A whole new note.

use crate::grammar::{Grammar, plain_snippet};

/// The text of a new note with a line feed at its end: the title, and the required sections or all of
/// them with their skeletons. What is not known of company and role stands as its own placeholder,
/// which a rule reminds of.
pub fn new_note(
    grammar: &Grammar,
    company: Option<&str>,
    role: Option<&str>,
    optional: bool,
) -> String {
    let mut text = title(&grammar.title.snippet, [company, role]);
    for section in &grammar.sections {
        if !optional && !section.required {
            continue;
        }
        text.push_str(&format!("\n\n## {}", section.title));
        let content = plain_snippet(&section.snippet);
        if !content.trim().is_empty() {
            text.push_str("\n\n");
            text.push_str(content.trim_end().trim_start_matches('\n'));
        }
    }
    text.push('\n');
    text
}

/// A title's snippet with names in the place of its first stops.
fn title(snippet: &str, names: [Option<&str>; 2]) -> String {
    let mut filled = snippet.to_owned();
    for (number, name) in (1..).zip(names) {
        let words: Vec<&str> = name.unwrap_or_default().split_whitespace().collect();
        let open = format!("${{{number}:");
        if let (false, Some(at)) = (words.is_empty(), filled.find(&open))
            && let Some(end) = filled[at..].find('}')
        {
            // What means something in a snippet is meant as it stands in a name.
            let name = words.join(" ").replace('\\', "\\\\");
            let name = name.replace('$', "\\$").replace('}', "\\}");
            filled.replace_range(at..at + end + 1, &name);
        }
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
        assert!(sections(&new_note(&grammar, None, None, true)) > 15);
    }
}
