//! Suppressions in a note: `<!-- prep-ls: ignore RULE -->`.

use crate::syntax::{BlockKind, Chunk, InlineKind, Span};

/// A comment that is addressed to prep-ls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The comment, marks included.
    pub span: Span,
    /// What it covers.
    pub scope: Scope,
    /// The rules it names, and where. None names all of them.
    pub rules: Vec<(String, Span)>,
    /// For [`Scope::Next`]: the block it covers, where that lies in the same chunk.
    pub covers: Option<Span>,
    /// What is wrong with it: a word that is no directive.
    pub unknown: Option<(String, Span)>,
}

/// What a suppression covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// `ignore`: the block after the comment; the block it stands in, if it stands in one.
    Next,
    /// `ignore-section`: the section it stands in.
    Section,
    /// `ignore-file`: the whole note.
    File,
}

/// Finds the directives of a chunk.
pub(super) fn find(chunk: &Chunk) -> Vec<Directive> {
    let mut found = Vec::new();
    if !chunk.text.contains("prep-ls:") {
        return found;
    }
    for (index, block) in chunk.blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Html => {
                let next = chunk
                    .blocks
                    .get(block.next as usize)
                    .filter(|next| next.parent == block.parent);
                let covers = next.map(|next| next.span);
                comments(chunk, block.span, covers, &mut found);
            }
            BlockKind::Paragraph | BlockKind::Heading { .. } | BlockKind::Cell => {
                for inline in chunk
                    .inlines(block)
                    .iter()
                    .filter(|inline| inline.kind == InlineKind::Html)
                {
                    let holder = match block.parent {
                        Some(parent)
                            if matches!(
                                chunk.blocks[parent as usize].kind,
                                BlockKind::Item { .. }
                            ) =>
                        {
                            parent
                        }
                        _ => index as u32,
                    };
                    comments(
                        chunk,
                        inline.span,
                        Some(chunk.blocks[holder as usize].span),
                        &mut found,
                    );
                }
            }
            _ => {}
        }
    }
    found
}

/// The directives among the comments of a stretch of HTML.
fn comments(chunk: &Chunk, html: Span, covers: Option<Span>, found: &mut Vec<Directive>) {
    let source = chunk.str(html);
    let mut from = 0;
    while let Some(open) = source[from..].find("<!--") {
        let open = from + open;
        // `<!-->` and `<!--->` are whole comments, CommonMark 0.31.2, section 6.6.
        let Some(len) = source[open + 2..].find("-->") else {
            return;
        };
        let close = open + 2 + len + 3;
        let inside = source.get(open + 4..close - 3).unwrap_or_default();
        let base = html.start as usize;
        if let Some(mut directive) = parse(inside, base + open + 4) {
            directive.span = Span::new(base + open..base + close);
            directive.covers = covers;
            found.push(directive);
        }
        from = close;
    }
}

/// Reads a comment's inside, which begins at an offset of the chunk.
fn parse(inside: &str, base: usize) -> Option<Directive> {
    let body = inside.trim_start().strip_prefix("prep-ls:")?;
    let body = body.trim_start();
    let start = base + inside.len() - body.len();
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    let (word, rest) = body.split_at(end);
    let (scope, unknown) = match word {
        "ignore" => (Scope::Next, None),
        "ignore-section" => (Scope::Section, None),
        "ignore-file" => (Scope::File, None),
        _ => (
            Scope::Next,
            Some((word.to_owned(), Span::new(start..start + word.len()))),
        ),
    };
    let mut rules = Vec::new();
    let mut at = start + end;
    for piece in rest.split_inclusive([',', ' ', '\t', '\n', '\r']) {
        let name = piece.trim_matches([',', ' ', '\t', '\n', '\r']);
        if !name.is_empty() {
            rules.push((name.to_owned(), Span::new(at..at + name.len())));
        }
        at += piece.len();
    }
    Some(Directive {
        span: Span::default(),
        scope,
        rules,
        covers: None,
        unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Syntax;
    use crate::text::Text;

    #[test]
    fn the_shortest_comments_are_whole() {
        let syntax = Syntax::parse(&Text::new(
            "<!-->\n prep-ls: ignore a -->\n\n<!---> prep-ls: ignore b -->\n\n<!----> <!-- prep-ls: ignore c -->\n",
        ));
        let found = find(&syntax.chunks[0].value);
        let rules: Vec<_> = found
            .iter()
            .map(|directive| directive.rules[0].0.as_str())
            .collect();
        assert_eq!(rules, ["c"]);
    }

    #[test]
    fn directives_say_what_they_cover() {
        let note = "## A\n<!-- prep-ls: ignore-section placeholder -->\n\n<!-- prep-ls: ignore a, b-c -->\n- x\n- y\n\ntext <!-- prep-ls: ignore -->\n\n<!--prep-ls: ignore-file d-->\n\n<!-- other -->\n\n<!-- prep-ls: ignroe x -->\n";
        let syntax = Syntax::parse(&Text::new(note));
        let chunk = &syntax.chunks[0].value;
        let found: Vec<_> = find(chunk)
            .into_iter()
            .map(|directive| {
                let rules: Vec<_> = directive
                    .rules
                    .iter()
                    .map(|(rule, span)| {
                        assert_eq!(chunk.str(*span), rule);
                        rule.clone()
                    })
                    .collect();
                (
                    directive.scope,
                    rules.join(" "),
                    directive
                        .covers
                        .map_or("", |span| chunk.str(span))
                        .to_owned(),
                    directive.unknown.map(|(word, _)| word),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (
                    Scope::Section,
                    "placeholder".into(),
                    "<!-- prep-ls: ignore a, b-c -->".into(),
                    None
                ),
                (Scope::Next, "a b-c".into(), "- x\n- y".into(), None),
                (
                    Scope::Next,
                    String::new(),
                    "text <!-- prep-ls: ignore -->".into(),
                    None
                ),
                (Scope::File, "d".into(), "<!-- other -->".into(), None),
                (
                    Scope::Next,
                    "x".into(),
                    String::new(),
                    Some("ignroe".into())
                ),
            ]
        );
    }
}
