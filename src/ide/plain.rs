//! Markdown of our own making: texts of a note put into it, and all of it as plain text for clients
//! that show none.

/// A text of a note as Markdown that shows just that text, on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for char in word.chars() {
            if matches!(
                char,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
            ) {
                out.push('\\');
            }
            out.push(char);
        }
    }
    out
}

/// A line of a note as Markdown that keeps its emphasis and lists, and in which nothing leads anywhere: links, images and HTML
/// show as they are written. An editor would load an image's address as soon as it shows it.
pub(super) fn inert(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    for char in line.chars() {
        if matches!(char, '\\' | '[' | ']' | '<') {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// A text of a note, shortened to some characters at the end of a word.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((cut, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let kept = &text[..cut];
    let kept = kept.rfind(' ').map_or(kept, |space| &kept[..space]);
    format!("{} …", kept.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// Markdown without its marks: headings and emphasis as their text, code as it is, links with their
/// targets in brackets. It reads the Markdown that prep-ls writes; any other comes out readable.
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let bare = line.trim_start();
        let ticks = &bare[..bare.len() - bare.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks.len() >= open.len() && bare.trim_end() == ticks => fence = None,
            // An example stands in a little, so that it is seen to be one.
            Some(_) if line.trim().is_empty() => out.push('\n'),
            Some(_) => {
                out.push_str("    ");
                out.push_str(line);
                out.push('\n');
            }
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => {
                let level = bare.len() - bare.trim_start_matches('#').len();
                let heading = (1..=6).contains(&level) && bare[level..].starts_with(' ');
                inline(if heading { bare[level..].trim() } else { line }, &mut out);
                out.push('\n');
            }
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn inline(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '`', '*', '[', '<']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        rest = match tail.as_bytes()[0] {
            b'\\' if tail[1..].starts_with(|next: char| next.is_ascii_punctuation()) => {
                out.push_str(&tail[1..2]);
                &tail[2..]
            }
            b'`' => {
                let len = tail.len() - tail.trim_start_matches('`').len();
                let marks = &tail[..len];
                match tail[len..].find(marks) {
                    Some(end) => {
                        out.push_str(tail[len..len + end].trim());
                        &tail[len + end + len..]
                    }
                    None => &tail[len..],
                }
            }
            b'*' if tail.starts_with("**") => &tail[2..],
            b'[' => match link(tail) {
                Some((text, target, after)) => {
                    inline(text, out);
                    out.push_str(&format!(" ({target})"));
                    after
                }
                None => {
                    out.push('[');
                    &tail[1..]
                }
            },
            b'<' => match tail
                .find('>')
                .filter(|&end| tail[1..end].starts_with("http"))
            {
                Some(end) => {
                    out.push_str(&tail[1..end]);
                    &tail[end + 1..]
                }
                None => {
                    out.push('<');
                    &tail[1..]
                }
            },
            other => {
                out.push(other as char);
                &tail[1..]
            }
        };
    }
    out.push_str(rest);
}

/// The text and the target of a link that a text begins with, and what follows it.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let middle = text.find("](")?;
    let end = middle + text[middle..].find(')')?;
    let inside = &text[1..middle];
    (!inside.contains(['[', ']'])).then(|| (inside, &text[middle + 2..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_marks_is_left() {
        for (markdown, text) in [
            (
                "# A rule\n\n**Bold** and `code`.",
                "A rule\n\nBold and code.",
            ),
            ("- a [page](https://a.b/c)", "- a page (https://a.b/c)"),
            (
                "```md bad\n## Kept as it is\n\n- **so**\n```\nend",
                "    ## Kept as it is\n\n    - **so**\nend",
            ),
            (r"“5 \* 3 \[x\] \`y\`”", "“5 * 3 [x] `y`”"),
            (
                "``a ` b`` <https://a.b> 3 < 4 [x] C:\\dir",
                "a ` b https://a.b 3 < 4 [x] C:\\dir",
            ),
            ("", ""),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
    }

    #[test]
    fn a_text_of_a_note_comes_out_as_it_went_in() {
        for text in ["**a** `b` [c](d) <e> # f | g_h ~ \\ & é 🥖", "a  b\nc"] {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(plain(&escaped(text)), words);
        }
    }

    #[test]
    fn long_texts_end_at_a_word() {
        assert_eq!(shortened("one two three", 9), "one two …");
        assert_eq!(shortened("one  two", 8), "one two");
        assert_eq!(shortened("ab", 1), "a …");
    }
}
