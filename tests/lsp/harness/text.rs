//! What an editor does with text: positions, edits, snippets. Written apart from `src/text`, on
//! plain strings, so that a mistake there shows. Positions that a server may not send are panics.

use std::ops::Range;

use serde_json::{Value, json};

/// What a position's `character` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    pub(crate) const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        let mut all = Encoding::ALL.into_iter();
        all.find(|encoding| encoding.name() == name)
            .unwrap_or_else(|| panic!("{name} is no position encoding"))
    }

    fn units(self, char: char) -> usize {
        match self {
            Encoding::Utf8 => char.len_utf8(),
            Encoding::Utf16 => char.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// The lines of a text, each as a byte range without its terminator. A text that ends in a
/// terminator has an empty last line.
pub(crate) fn lines(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let terminator = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\r' | b'\n' => 1,
            _ => 0,
        };
        if terminator > 0 {
            lines.push(start..at);
            start = at + terminator;
        }
        at += terminator.max(1);
    }
    lines.push(start..bytes.len());
    lines
}

/// A byte offset as a position.
pub(crate) fn position(text: &str, offset: usize, encoding: Encoding) -> Value {
    let lines = lines(text);
    let line = lines.partition_point(|line| line.start <= offset) - 1;
    let before = &text[lines[line].start..offset.min(lines[line].end)];
    let character: usize = before.chars().map(|char| encoding.units(char)).sum();
    json!({"line": line, "character": character})
}

/// A byte range as a range.
pub(crate) fn range(text: &str, range: Range<usize>, encoding: Encoding) -> Value {
    json!({
        "start": position(text, range.start, encoding),
        "end": position(text, range.end, encoding),
    })
}

/// The byte offset of a server's position, which must exist in the text.
pub(crate) fn offset(text: &str, position: &Value, encoding: Encoding) -> usize {
    let line = position["line"].as_u64().expect("a line") as usize;
    let character = position["character"].as_u64().expect("a character") as usize;
    let lines = lines(text);
    let line = lines
        .get(line)
        .unwrap_or_else(|| panic!("{position} lies below the text's {} lines", lines.len()));
    let mut units = 0;
    for (at, char) in text[line.clone()].char_indices() {
        if units >= character {
            assert_eq!(units, character, "{position} lies within a character");
            return line.start + at;
        }
        units += encoding.units(char);
    }
    assert_eq!(units, character, "{position} lies beyond its line");
    line.end
}

/// A server's range in bytes.
pub(crate) fn bytes(text: &str, range: &Value, encoding: Encoding) -> Range<usize> {
    let start = offset(text, &range["start"], encoding);
    let end = offset(text, &range["end"], encoding);
    assert!(start <= end, "{range} ends before it starts");
    start..end
}

/// The text in a server's range.
pub(crate) fn slice<'a>(text: &'a str, range: &Value, encoding: Encoding) -> &'a str {
    &text[bytes(text, range, encoding)]
}

/// A text after `TextEdit`s, which all refer to the text before and may not overlap.
pub(crate) fn apply_edits(text: &str, edits: &[Value], encoding: Encoding) -> String {
    let mut edits: Vec<(Range<usize>, &str)> = edits
        .iter()
        .map(|edit| {
            let new = edit["newText"].as_str().expect("newText");
            (bytes(text, &edit["range"], encoding), new)
        })
        .collect();
    // Stable: insertions at one place come in the order given.
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut at) = (String::new(), 0);
    for (range, new) in edits {
        assert!(at <= range.start, "edits overlap at byte {}", range.start);
        out.push_str(&text[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out + &text[at..]
}

/// The text after an accepted completion item.
pub(crate) fn accept(text: &str, item: &Value, encoding: Encoding) -> String {
    let mut edit = item["textEdit"].clone();
    assert!(
        edit.is_object(),
        "a completion item without textEdit: {item}"
    );
    if let Some(replace) = edit.get("replace").cloned() {
        edit["range"] = replace;
    }
    if item["insertTextFormat"] == 2 {
        edit["newText"] = expand(edit["newText"].as_str().expect("newText")).into();
    }
    let mut edits = vec![edit];
    edits.extend(
        item["additionalTextEdits"]
            .as_array()
            .into_iter()
            .flatten()
            .cloned(),
    );
    apply_edits(text, &edits, encoding)
}

/// A fixture without its cursor, written `$0`, and where that was.
pub(crate) fn cursor(fixture: &str) -> (String, usize) {
    let at = fixture.find("$0").expect("a cursor in the fixture");
    (fixture.replacen("$0", "", 1), at)
}

/// A snippet as an editor inserts it: empty tab stops, placeholders by their text, first choices.
/// Panics where the syntax is not that of the specification.
pub(crate) fn expand(snippet: &str) -> String {
    let mut chars = snippet.chars().peekable();
    expand_until(&mut chars, false)
}

fn expand_until(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, nested: bool) -> String {
    let mut out = String::new();
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                let escaped = chars.next().expect("something after a backslash");
                if !matches!(escaped, '$' | '}' | '\\') {
                    out.push('\\');
                }
                out.push(escaped);
            }
            '}' if nested => return out,
            '$' if chars.peek().is_some_and(char::is_ascii_digit) => number(chars),
            '$' => {
                assert_eq!(chars.next(), Some('{'), "an unescaped $ in a snippet");
                number(chars);
                match chars.next() {
                    Some('}') => {}
                    Some(':') => out.push_str(&expand_until(chars, true)),
                    Some('|') => {
                        let choices: String = chars.by_ref().take_while(|&it| it != '|').collect();
                        out.push_str(choices.split(',').next().unwrap_or_default());
                        assert_eq!(chars.next(), Some('}'), "the end of a choice");
                    }
                    other => panic!("{other:?} after a tab stop's number"),
                }
            }
            other => out.push(other),
        }
    }
    assert!(!nested, "a placeholder without an end");
    out
}

fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let mut digits = 0;
    while chars.peek().is_some_and(char::is_ascii_digit) {
        chars.next();
        digits += 1;
    }
    assert!(
        digits > 0,
        "a variable, or nothing, where a tab stop was expected"
    );
}

mod tests {
    use super::*;

    #[test]
    fn positions_and_offsets_agree_in_every_encoding() {
        let text = "a🩺b\r\n• 病棟\r\r\nend\n";
        assert_eq!(lines(text).len(), 5);
        for encoding in Encoding::ALL {
            for (at, char) in text.char_indices() {
                let within_crlf = char == '\n' && text[..at].ends_with('\r');
                if !within_crlf {
                    let position = position(text, at, encoding);
                    assert_eq!(
                        offset(text, &position, encoding),
                        at,
                        "{encoding:?} {position}"
                    );
                }
            }
            let end = position(text, text.len(), encoding);
            assert_eq!(end, json!({"line": 4, "character": 0}));
        }
        let b = text.find('b').expect("a b");
        let columns =
            Encoding::ALL.map(|encoding| position(text, b, encoding)["character"].clone());
        assert_eq!(columns, [json!(5), json!(3), json!(2)]);
    }

    #[test]
    fn edits_refer_to_the_text_before_them() {
        let edit = |from, to, new| {
            let range = range("a病b", from..to, Encoding::Utf16);
            json!({"range": range, "newText": new})
        };
        let edits = [
            edit(4, 5, "B"),
            edit(1, 1, "<"),
            edit(1, 1, ">"),
            edit(1, 4, "x"),
        ];
        assert_eq!(apply_edits("a病b", &edits, Encoding::Utf16), "a<>xB");
    }

    #[test]
    fn snippets_expand() {
        assert_eq!(
            expand("## A\n- $1 ${2:b ${3:c}} ${4|x,y|} \\$5 \\} d\\e$0"),
            "## A\n-  b c x $5 } d\\e"
        );
        assert_eq!(cursor("a$0b"), ("ab".to_owned(), 1));
    }
}
