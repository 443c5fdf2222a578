//! The links of a segment, with the exact places of their targets, so that these can be renamed.
//!
//! They depend on the segment alone, are made when first asked for, and are kept with it.

use std::sync::OnceLock;

use crate::syntax::{BlockKind, Chunk, Inline, InlineKind, LinkKind, Span};

use super::anchors::{slug, without_custom};
use super::mentions;
use super::segment::{Segment, plain};
use super::target::{Target, destination, span_of};

/// What a segment links to, and what it can be linked to by. Spans are relative to its chunk.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Its links, in the order of their starts; a link before an image within it.
    pub links: Vec<Link>,
    /// Its definitions of labels and footnotes, in order.
    pub definitions: Vec<LinkDefinition>,
    /// Its headings, in order: the segment's own, and any in a list or a quotation.
    pub headings: Vec<LinkedHeading>,
    /// The anchors that it sets in HTML, `<a id="x">`, with the place of the name.
    pub html_ids: Vec<(Box<str>, Span)>,
    /// Words of its prose that are shaped like the id of a story: `S1`, `STAR-3`.
    pub ids: Vec<Span>,
    /// What stands in its prose between quotation marks, without these.
    pub quotes: Vec<Span>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// How it is written.
    pub form: LinkForm,
    /// Whether it shows its target as an image, or embeds it (`![[…]]`).
    pub image: bool,
    /// All of it.
    pub span: Span,
    /// What it shows, without brackets; empty where it shows its target.
    pub text: Span,
    /// What it leads to; of a link by label, the label.
    pub target: Target,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkForm {
    /// `[text](target)`
    Inline,
    /// `[text][label]`
    Full,
    /// `[label][]`
    Collapsed,
    /// `[label]`, which is a link only where the label is defined.
    Shortcut,
    /// `<https://…>`
    Auto,
    /// An address in the text as it is, `https://…`.
    Bare,
    /// `[[target#heading|text]]`
    Wiki,
    /// `[^label]`
    Footnote,
}

/// A definition: `[label]: target`, or of a footnote, `[^label]: text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDefinition {
    /// Whether it is a footnote's.
    pub footnote: bool,
    /// The label as written, without brackets and `^`.
    pub label: Box<str>,
    /// Where the label is, without brackets and `^`.
    pub label_span: Span,
    /// All of it; of a footnote its first line.
    pub span: Span,
    /// What the label stands for; of a footnote nothing.
    pub target: Target,
}

/// A heading as something to link to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedHeading {
    /// All of it, with its marks.
    pub span: Span,
    /// Its text, markup included.
    pub text_span: Span,
    /// Its text without markup.
    pub text: Box<str>,
    /// What it is linked to by as the only one of its name.
    pub slug: Box<str>,
    /// The anchor that it sets itself: `## Title {#here}`.
    pub custom: Option<Box<str>>,
}

/// The links of a segment, made when they are first asked for. Those of equal segments are equal.
#[derive(Debug, Default)]
pub(super) struct LazyLinks(OnceLock<Box<Links>>);

impl PartialEq for LazyLinks {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for LazyLinks {}

impl LazyLinks {
    pub(super) fn get(&self, segment: &Segment) -> &Links {
        self.0.get_or_init(|| Box::new(Links::of(&segment.chunk)))
    }
}

impl LinkForm {
    /// Whether it names its target by a label that is defined elsewhere.
    pub fn is_by_label(self) -> bool {
        matches!(
            self,
            LinkForm::Full | LinkForm::Collapsed | LinkForm::Shortcut | LinkForm::Footnote
        )
    }
}

/// What labels are compared by: case and white space make no difference.
pub fn label_key(label: &str) -> String {
    let lower = label.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ")
}

impl Links {
    /// The links of a chunk.
    pub(crate) fn of(chunk: &Chunk) -> Self {
        let mut found = Links::default();
        for (index, inline) in chunk.inlines.iter().enumerate() {
            match &inline.kind {
                InlineKind::Link(kind) => found.link(chunk, index, kind, false),
                InlineKind::Image(kind) => found.link(chunk, index, kind, true),
                InlineKind::Html => html_ids(chunk, inline.span, &mut found.html_ids),
                InlineKind::Text => {
                    // What a wiki link shows may be what it leads to.
                    let is_target = found.links.iter().rev().take(4).any(|link| {
                        link.form == LinkForm::Wiki && link.target.span.contains(inline.span)
                    });
                    if is_target {
                        continue;
                    }
                    let from = found.links.len();
                    found.bare(chunk, inline.span);
                    let bare: Vec<Span> =
                        found.links[from..].iter().map(|link| link.span).collect();
                    mentions::ids(chunk, inline.span, &bare, &mut found.ids);
                    mentions::quotes(chunk, inline.span, &mut found.quotes);
                }
                _ => {}
            }
        }
        for definition in &chunk.definitions {
            found.definition(chunk, &definition.label, definition.span);
        }
        found
            .definitions
            .sort_by_key(|definition| definition.span.start);
        for block in &chunk.blocks {
            match block.kind {
                BlockKind::Heading { .. } => found.headings.extend(heading(chunk, block)),
                BlockKind::Html => html_ids(chunk, block.span, &mut found.html_ids),
                _ => {}
            }
        }
        found
    }

    /// The links of a chunk that are written as such, and its definitions: all that other files need to know of it, at a
    /// fraction of the cost.
    pub(crate) fn written_in(chunk: &Chunk) -> Self {
        let mut found = Links::default();
        for (index, inline) in chunk.inlines.iter().enumerate() {
            match &inline.kind {
                InlineKind::Link(kind) => found.link(chunk, index, kind, false),
                InlineKind::Image(kind) => found.link(chunk, index, kind, true),
                _ => {}
            }
        }
        for definition in &chunk.definitions {
            found.definition(chunk, &definition.label, definition.span);
        }
        found
    }

    fn link(&mut self, chunk: &Chunk, index: usize, kind: &LinkKind, image: bool) {
        let mut span = chunk.inlines[index].span;
        // pulldown-cmark leaves the `[]` of `[label][]` out where it does not know the label.
        if matches!(
            kind,
            LinkKind::Reference {
                shortcut: false,
                ..
            }
        ) && !chunk.str(span).ends_with("[]")
            && chunk.text[span.end as usize..].starts_with("[]")
        {
            span.end += 2;
        }
        let open = span.start + u32::from(image) + 1;
        let close = span.end.saturating_sub(1);
        // What the text of a link consists of follows it.
        let inner = chunk.inlines[index + 1..]
            .iter()
            .take_while(|inner| span.contains(inner.span))
            .map(|inner| inner.span.end)
            .max()
            .unwrap_or(open);
        match kind {
            LinkKind::Inline { target } => {
                let Some(between) = chunk.str(span_of(inner, span.end)).find("](") else {
                    return;
                };
                let text_end = inner + between as u32;
                let written = destination(chunk, span_of(text_end + 2, close));
                self.push(
                    LinkForm::Inline,
                    image,
                    span,
                    span_of(open, text_end),
                    Target::new(chunk, written, target),
                );
            }
            LinkKind::Reference { label, shortcut } => {
                let source = chunk.str(span);
                if let Some(name) = label.strip_prefix('^').filter(|_| *shortcut && !image) {
                    let label_span = span_of(open + 1, close);
                    if chunk.str(label_span).len() != name.len() || name.trim().is_empty() {
                        return;
                    }
                    if is_footnote_definition(chunk, span) {
                        let line = line_end(chunk, span.end);
                        self.definitions.push(LinkDefinition {
                            footnote: true,
                            label: name.into(),
                            label_span,
                            span: span_of(span.start, line),
                            target: Target::default(),
                        });
                        return;
                    }
                    self.push(
                        LinkForm::Footnote,
                        false,
                        span,
                        Span::default(),
                        Target::label(label_span, name),
                    );
                    return;
                }
                let (form, label_span, text) = if *shortcut {
                    (
                        LinkForm::Shortcut,
                        span_of(open, close),
                        span_of(open, close),
                    )
                } else if source.ends_with("[]") {
                    let inside = span_of(open, close.saturating_sub(2));
                    (LinkForm::Collapsed, inside, inside)
                } else {
                    let Some(between) = chunk.str(span_of(inner, span.end)).find("][") else {
                        return;
                    };
                    let text_end = inner + between as u32;
                    (
                        LinkForm::Full,
                        span_of(text_end + 2, close),
                        span_of(open, text_end),
                    )
                };
                let written = chunk.str(label_span);
                self.push(form, image, span, text, Target::label(label_span, written));
            }
            LinkKind::Auto => {
                let inside = span_of(open, close);
                let target = Target::new(chunk, inside, chunk.str(inside));
                // `<a@b.c>` is an address, too.
                let target = Target {
                    external: true,
                    ..target
                };
                self.push(LinkForm::Auto, image, span, Span::default(), target);
            }
            LinkKind::Wiki { .. } => {
                let inside = span_of(open + 1, close.saturating_sub(1));
                let source = chunk.str(inside);
                let (written, text) = match source.find('|') {
                    Some(bar) => {
                        // In a table the bar is escaped.
                        let end = source[..bar].strip_suffix('\\').map_or(bar, str::len);
                        let text = span_of(inside.start + bar as u32 + 1, inside.end);
                        (span_of(inside.start, inside.start + end as u32), text)
                    }
                    None => (inside, Span::default()),
                };
                self.push(
                    LinkForm::Wiki,
                    image,
                    span,
                    text,
                    Target::wiki(chunk, written),
                );
            }
        }
    }

    fn push(&mut self, form: LinkForm, image: bool, span: Span, text: Span, target: Target) {
        self.links.push(Link {
            form,
            image,
            span,
            text,
            target,
        });
    }

    /// Addresses that stand in the text as they are.
    fn bare(&mut self, chunk: &Chunk, within: Span) {
        let linked = self
            .links
            .last()
            .is_some_and(|link| link.span.contains(within));
        let text = chunk.str(within);
        if linked || !text.contains("://") && !text.contains("www.") {
            return;
        }
        let mut from = 0;
        for word in
            text.split(|char: char| char.is_whitespace() || matches!(char, '<' | '>' | '|' | '"'))
        {
            let start = from;
            // The ends of words are one character each, of whatever length.
            from += word.len()
                + text[from + word.len()..]
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8);
            let Some(at) = ["https://", "http://", "ftp://", "www."]
                .iter()
                .filter_map(|scheme| word.find(scheme))
                .min()
            else {
                continue;
            };
            let mut url = word[at..]
                .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '”', '’']);
            if !url.contains('(') {
                url = url.trim_end_matches(')');
            }
            let start = within.start + (start + at) as u32;
            let span = span_of(start, start + url.len() as u32);
            let target = Target {
                external: true,
                ..Target::new(chunk, span, url)
            };
            self.push(LinkForm::Bare, false, span, Span::default(), target);
        }
    }

    /// A definition that stands in no block. `[^1]: word` is one of them.
    fn definition(&mut self, chunk: &Chunk, label: &str, span: Span) {
        let label_start = span.start + 1;
        let label_end = label_start + label.len() as u32;
        let after = chunk.str(span_of(label_end, span.end));
        let Some(rest) = after.strip_prefix("]:") else {
            return;
        };
        if let Some(name) = label.strip_prefix('^') {
            self.definitions.push(LinkDefinition {
                footnote: true,
                label: name.into(),
                label_span: span_of(label_start + 1, label_end),
                span,
                target: Target::default(),
            });
            return;
        }
        let indent = rest.len() - rest.trim_start().len();
        let start = label_end + 2 + indent as u32;
        let written = destination(chunk, span_of(start, span.end));
        let target = Target::new(chunk, written, chunk.str(written));
        self.definitions.push(LinkDefinition {
            footnote: false,
            label: label.into(),
            label_span: span_of(label_start, label_end),
            span,
            target,
        });
    }
}

/// Whether a footnote's label stands at the beginning of a line, with a colon after it.
fn is_footnote_definition(chunk: &Chunk, span: Span) -> bool {
    // Back to what is no margin, and not to the line's beginning: a line may hold a thousand of them.
    let before = chunk.text[..span.start as usize].trim_end_matches([' ', '\t', '>']);
    chunk.text[span.end as usize..].starts_with(':')
        && (before.is_empty() || before.ends_with(['\n', '\r']))
}

fn line_end(chunk: &Chunk, from: u32) -> u32 {
    let rest = &chunk.text[from as usize..];
    let line = rest.find(['\n', '\r']).map_or(rest, |at| &rest[..at]);
    from + line.trim_end().len() as u32
}

fn heading(chunk: &Chunk, block: &crate::syntax::Block) -> Option<LinkedHeading> {
    let inlines: &[Inline] = chunk.inlines(block);
    let start = inlines.first()?.span.start;
    let end = inlines.iter().map(|inline| inline.span.end).max()?;
    let text_span = span_of(start, end);
    let whole = plain(chunk, block.inlines.clone(), text_span);
    let (text, custom) = without_custom(&whole);
    Some(LinkedHeading {
        span: block.span,
        text_span,
        slug: slug(text).into(),
        custom: custom.map(Into::into),
        text: text.into(),
    })
}

/// The anchors that HTML sets: `id` of any element, `name` of an `<a>`.
fn html_ids(chunk: &Chunk, within: Span, found: &mut Vec<(Box<str>, Span)>) {
    let html = chunk.str(within);
    if html.starts_with("<!--") {
        return;
    }
    for attribute in [" id=", " name="] {
        for (at, _) in html.match_indices(attribute) {
            let start = at + attribute.len();
            let Some(quote) = html[start..]
                .chars()
                .next()
                .filter(|char| matches!(char, '"' | '\''))
            else {
                continue;
            };
            let inside = &html[start + 1..];
            if let Some(end) = inside.find(quote).filter(|&end| end > 0) {
                let at = within.start + start as u32 + 1;
                found.push((inside[..end].into(), span_of(at, at + end as u32)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Syntax;
    use crate::text::Text;

    /// The links of a text as lines: form, the target as written, path, fragment with its source.
    fn links(markdown: &str) -> Vec<String> {
        let syntax = Syntax::parse(&Text::new(markdown));
        let mut lines = Vec::new();
        for chunk in &syntax.chunks {
            let chunk = &chunk.value;
            let links = Links::of(chunk);
            for link in &links.links {
                let Target {
                    path,
                    fragment,
                    fragment_span,
                    span,
                    ..
                } = &link.target;
                let image = if link.image { "!" } else { "" };
                let text = chunk.str(link.text);
                let mut line = format!(
                    "{image}{:?} “{text}” {} → {path}",
                    link.form,
                    chunk.str(*span)
                );
                if let Some(fragment) = fragment {
                    line += &format!(" # {fragment} = {}", chunk.str(*fragment_span));
                }
                assert!(chunk.str(link.span).contains(chunk.str(*span)), "{line}");
                lines.push(line);
            }
            for definition in &links.definitions {
                assert_eq!(chunk.str(definition.label_span), &*definition.label);
                let mark = if definition.footnote { "^" } else { "" };
                lines.push(format!(
                    "{mark}{}: {} → {}",
                    definition.label,
                    chunk.str(definition.target.span),
                    definition.target.path
                ));
            }
        }
        lines
    }

    #[test]
    fn links_of_every_form_have_their_places() {
        for (markdown, expected) in [
            ("[a](#b-c)", &["Inline “a” #b-c →  # b-c = b-c"][..]),
            (
                "[*a* `]`](<x y.md#z> \"t\")",
                &["Inline “*a* `]`” x y.md#z → x y.md # z = z"],
            ),
            (
                "[a](x%20y.md#%C3%A9)",
                &["Inline “a” x%20y.md#%C3%A9 → x y.md # é = %C3%A9"],
            ),
            ("[a](x(1).md)", &["Inline “a” x(1).md → x(1).md"]),
            ("[](x)", &["Inline “” x → x"]),
            ("![a](b.png)", &["!Inline “a” b.png → b.png"]),
            (
                "[![a](b)](c#d)",
                &["Inline “![a](b)” c#d → c # d = d", "!Inline “a” b → b"],
            ),
            (
                "[a][b c]\n\n[b C]: x.md#y",
                &["Full “a” b c → b c", "b C: x.md#y → x.md"],
            ),
            ("[a *b*][]", &["Collapsed “a *b*” a *b* → a *b*"]),
            ("[a]", &["Shortcut “a” a → a"]),
            (
                "<https://a.example/#b>",
                &["Auto “” https://a.example/#b → https://a.example/ # b = b"],
            ),
            (
                "See https://a.example/b.",
                &["Bare “” https://a.example/b → https://a.example/b"],
            ),
            ("[[a]]", &["Wiki “” a → a"]),
            (
                "[[#A b]] 😀 [[a/b#C|d]]",
                &[
                    "Wiki “” #A b →  # A b = A b",
                    "Wiki “d” a/b#C → a/b # C = C",
                ],
            ),
            ("[[a#B#C]]", &["Wiki “” a#B#C → a # C = C"]),
            ("![[a.png]]", &["!Wiki “” a.png → a.png"]),
            ("| a |\n| - |\n| [[#b\\|c]] |", &["Wiki “c” #b →  # b = b"]),
            (
                "a[^1] b\n\n[^1]: two words\n[^N]: more",
                &["Footnote “” 1 → 1", "^1:  → ", "^N:  → "],
            ),
            ("a[^1]\n\n[^1]: word\n", &["Footnote “” 1 → 1", "^1:  → "]),
            ("`[a](b)` <!-- [c](d) -->", &[]),
        ] {
            assert_eq!(links(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn what_html_and_headings_set_can_be_linked_to() {
        let syntax = Syntax::parse(&Text::new(
            "# A {#x}\n<a id=\"y\"></a> <a name='z'>\n> ## B\n",
        ));
        let links = Links::of(&syntax.chunks[0].value);
        let ids: Vec<&str> = links.html_ids.iter().map(|(id, _)| &**id).collect();
        assert_eq!(ids, ["y", "z"]);
        let headings: Vec<(&str, Option<&str>)> = links
            .headings
            .iter()
            .map(|heading| (&*heading.text, heading.custom.as_deref()))
            .collect();
        assert_eq!(headings, [("A", Some("x")), ("B", None)]);
    }
}
