use super::*;

/// The syntax as an indented tree, for reading.
fn tree(syntax: &Syntax) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for Placed {
        start,
        value: chunk,
    } in &syntax.chunks
    {
        writeln!(out, "chunk {start}").expect("writing to a string");
        for block in &chunk.blocks {
            let depth =
                std::iter::successors(block.parent, |&up| chunk.blocks[up as usize].parent).count();
            write!(
                out,
                "{:indent$}{:?} {:?}",
                "",
                block.kind,
                chunk.str(block.span),
                indent = 2 * depth + 2
            )
            .expect("writing to a string");
            let inlines = chunk.inlines(block);
            if inlines.iter().any(|inline| inline.kind != InlineKind::Text) {
                for inline in inlines {
                    write!(out, " {:?}={:?}", inline.kind, chunk.str(inline.span))
                        .expect("writing to a string");
                }
            }
            out.push('\n');
        }
        for definition in &chunk.definitions {
            writeln!(out, "  [{}] -> {}", definition.label, definition.target)
                .expect("writing to a string");
        }
    }
    out
}

#[test]
fn chunks_begin_at_top_level_headings() {
    let text = Text::new(
        "intro\n\n# One\n- a **b**\n  # not top\n- [x] done\n\nSetext `c`\n===\n> # quoted\n\n[l]: /there\n\n~~~\n## code\n~~~\n## Two\n| a | b |\n|---|---|\n| c | [d] |\n",
    );
    insta::assert_snapshot!(tree(&Syntax::parse(&text)));
}

#[test]
fn crlf_gives_the_same_blocks_as_lf() {
    let lf = "# A\n\n- x\n- y\n  z\n\n**B:** c  \n**D:** e\n\n```md\n# f\n```\n";
    let kinds = |contents: &str| {
        let syntax = Syntax::parse(&Text::new(contents));
        let chunk = Arc::clone(&syntax.chunks[0].value);
        let inlines: Vec<_> = chunk
            .inlines
            .iter()
            .map(|inline| inline.kind.clone())
            .collect();
        (
            chunk
                .blocks
                .iter()
                .map(|block| block.kind.clone())
                .collect::<Vec<_>>(),
            inlines,
        )
    };
    assert_eq!(kinds(lf), kinds(&lf.replace('\n', "\r\n")));
    assert_eq!(kinds(lf), kinds(&lf.replace('\n', "\r")));
}

/// Applies an edit given as a byte range, and checks the update against a fresh parse.
#[track_caller]
fn check_update(before: &str, range: std::ops::Range<usize>, new: &str) {
    let mut text = Text::new(before);
    let mut syntax = Syntax::parse(&text);
    let edited = text.replace(range, new).expect("the edit applies");
    syntax.update(&text, edited);
    assert_eq!(
        syntax,
        Syntax::parse(&text),
        "{before:?} -> {:?}",
        text.to_string_lossless()
    );
}

#[test]
fn an_update_equals_a_fresh_parse() {
    let note = "# T\n\n## A\n- x\n\n## B\ntext\nSet\n---\nmore\n\n## C\n- y\n";
    for at in 0..=note.len() {
        for new in [
            "", "a", "\n", "#", "```\n", "<!--", "- ", "> ", "\n\n", "===\n", "  ", "[x]: y\n",
        ] {
            check_update(note, at..at, new);
            check_update(note, at..(at + 1).min(note.len()), new);
            check_update(note, at..(at + 7).min(note.len()), new);
        }
    }
}

/// Definitions right above a setext heading are of its paragraph: without them "- " would be a list.
#[test]
fn a_setext_heading_keeps_the_definitions_right_above_it() {
    let notes = [
        "[c]: https://x.example\n- \n**Position:** Nurse\n---\n# T\ntext\n",
        "a\n\n[c]: x\n[d]: y\n<b>\n===\n# T\nt\n",
        "# A\n[c]: x\n    code\n---\n# T\nt\n",
        "- a\n\n[c]: x\n1. b\n---\n# T\nt\n",
        "> [c]: x\nb\n---\n# T\nt\n",
        "- [c]: x\nb\n---\n# T\nt\n",
    ];
    for note in notes {
        for note in [note.to_owned(), note.replace('\n', "\r\n")] {
            for at in 0..=note.len() {
                if note[..at].ends_with('\r') {
                    continue;
                }
                for new in ["", "a", "\n", "- ", "[x]: y\n", "\n\n"] {
                    check_update(&note, at..at, new);
                }
            }
        }
    }
}

#[test]
fn an_edit_keeps_the_chunks_it_did_not_touch() {
    let mut text = Text::new("# T\n\n## A\na\n\n## B\nb\n\n## C\nc\n\n## D\nd\n");
    let mut syntax = Syntax::parse(&text);
    let before = syntax.clone();
    let at = text.to_string_lossless().find("c\n").expect("a c");
    let edited = text.replace(at..at, "longer ").expect("applies");
    syntax.update(&text, edited);
    let kept: Vec<bool> = syntax
        .chunks
        .iter()
        .zip(&before.chunks)
        .map(|(a, b)| Arc::ptr_eq(&a.value, &b.value))
        .collect();
    assert_eq!(kept, [true, true, true, false, true]);
}
