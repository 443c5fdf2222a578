use std::ops::Range;

use crate::grammar::Phrases;
use crate::note::EntryKind;
use crate::syntax::{BlockKind, Inline, InlineKind, LinkKind, Span};

use super::rule::{Severity, rule};
use super::{Findings, SegmentCx};

rule! {
    /// Reports text that was to be filled in: `TODO`, `TBD`, `[Company]`, `{{date}}`, `<your …>`,
    /// "Lorem ipsum", "XYZ Corp".
    ///
    /// Links, footnotes, check boxes, task items, code, HTML and quoted text are no placeholders.
    /// Brackets count if what stands in them begins with something that is filled in, such as a
    /// name or a date: `[sic]` and `[inferred from the posting]` are fine.
    ///
    /// ## Why it matters
    ///
    /// You will read it out.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Why This Job Is a Fit
    /// - Ten years of tenancy law, TBD cases in court
    ///                             ^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Why This Job Is a Fit
    /// - Ten years of tenancy law, 140 cases in court
    /// ```
    ///
    /// ## Options
    ///
    /// The words stand in `grammars/phrases.toml`.
    ///
    /// ## Source
    ///
    /// 7 of 31 generated notes that were read name a placeholder for the company.
    pub(crate) static PLACEHOLDER = "placeholder", Completeness, Some(Severity::Warning), Segment(check), content: true;
}

fn check(cx: &SegmentCx<'_>, findings: &mut Findings) {
    let chunk = &cx.segment().chunk;
    // Nothing to see in most segments: one pass over the bytes says so.
    let bytes = chunk.text.as_bytes();
    let phrases = Phrases::shipped();
    let brackets = memchr::memchr3(b'[', b'{', b'<', bytes).is_some();
    if !brackets && phrases.marks(&chunk.text).next().is_none() {
        return;
    }
    let mut found: Vec<Span> = Vec::new();
    if let Some(block) = chunk
        .blocks
        .first()
        .filter(|block| matches!(block.kind, BlockKind::Heading { .. }))
    {
        find(cx, chunk.inlines(block), &mut found);
    }
    for entry in &cx.segment().entries {
        // A cell is part of its row.
        let skipped = matches!(
            entry.kind,
            EntryKind::Task(_) | EntryKind::Code | EntryKind::Header | EntryKind::Cell
        );
        if skipped || entry.quoted {
            continue;
        }
        let from = found.len();
        find(
            cx,
            &chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize],
            &mut found,
        );
        // "Company Name: …" is a label.
        if let Some(label) = &entry.label {
            let bare = !chunk.str(label.span).contains(['[', '<', '{']);
            // "TODO: …" is none.
            let bare = bare && label.name.contains(char::is_lowercase);
            let own = found.split_off(from).into_iter();
            found.extend(own.filter(|span| !(bare && label.span.contains(*span))));
        }
    }
    found.sort_unstable();
    found.dedup();
    for span in found {
        let text = chunk.str(span);
        findings
            .report(
                cx.range(span),
                format!("“{text}” was to be filled in: write what you know, or delete it"),
            )
            .with_data("text", text);
    }
}

fn find(cx: &SegmentCx<'_>, inlines: &[Inline], found: &mut Vec<Span>) {
    let chunk = &cx.segment().chunk;
    let phrases = Phrases::shipped();
    // Where the links so far end: they begin in order.
    let mut linked = 0;
    for inline in inlines {
        match &inline.kind {
            InlineKind::Link(LinkKind::Reference {
                label,
                shortcut: true,
            }) => {
                let defined = cx.definitions.contains(&label.to_lowercase());
                if !defined && !label.starts_with('^') && phrases.is_bracketed(label) {
                    found.push(inline.span);
                }
                linked = linked.max(inline.span.end);
            }
            InlineKind::Link(_) | InlineKind::Image(_) => linked = linked.max(inline.span.end),
            InlineKind::Html => {
                let html = chunk.str(inline.span);
                let name = html
                    .trim_matches(['<', '>', '/'])
                    .split(|char: char| !char.is_alphanumeric())
                    .next();
                let name = name.unwrap_or_default();
                let glued = chunk.text[..inline.span.start as usize]
                    .ends_with(|char: char| char.is_alphanumeric());
                let is_tag = html.starts_with("</")
                    || html.starts_with("<!")
                    || html.starts_with("<?")
                    || html.contains('=');
                // `Vec<String>` and `<T>` are code without its back-ticks.
                if !is_tag && !glued && name.chars().count() > 1 && !phrases.is_html_element(name) {
                    found.push(inline.span);
                }
            }
            InlineKind::Text if inline.span.end > linked => {
                let at = inline.span.start as usize;
                let text = chunk.str(inline.span);
                found.extend(
                    in_text(text, phrases).map(|range| Span::new(at + range.start..at + range.end)),
                );
            }
            _ => {}
        }
    }
    // `{{date}}` and `<your team's name>` may hold anything, and so be cut into several texts.
    let (Some(first), Some(last)) = (
        inlines.first(),
        inlines.iter().map(|inline| inline.span.end).max(),
    ) else {
        return;
    };
    let whole = Span {
        start: first.span.start,
        end: last,
    };
    let mut furthest = 0;
    let code: Vec<(u32, u32)> = inlines
        .iter()
        .filter(|inline| {
            matches!(
                inline.kind,
                InlineKind::Code | InlineKind::Html | InlineKind::Link(_) | InlineKind::Image(_)
            )
        })
        .map(|inline| {
            furthest = inline.span.end.max(furthest);
            (inline.span.start, furthest)
        })
        .collect();
    for range in braces(chunk.str(whole)) {
        let span = Span::new(whole.start as usize + range.start..whole.start as usize + range.end);
        let before = code.partition_point(|(start, _)| *start < span.end);
        let met = before.checked_sub(1).map(|last| code[last].1);
        if met.is_none_or(|end| end <= span.start) {
            found.push(span);
        }
    }
}

/// Marks and made-up names.
fn in_text<'a>(
    text: &'a str,
    phrases: &'static Phrases,
) -> impl Iterator<Item = Range<usize>> + 'a {
    phrases.marks(text)
}

/// The characters between braces at most.
const LONGEST: usize = 60;

/// `{{…}}`, and `<…>` that begins with something to fill in, on one line.
fn braces(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let phrases = Phrases::shipped();
    for (open, close) in [("{{", "}}"), ("<", ">")] {
        let mut from = 0;
        while let Some(at) = text[from..].find(open) {
            let start = from + at;
            let inside = start + open.len();
            // No further than the longest that fits.
            let reach = text.floor_char_boundary(inside + 4 * LONGEST + close.len());
            let Some(len) = text[inside..reach].find(close) else {
                from = inside;
                continue;
            };
            let end = inside + len + close.len();
            let content = &text[inside..inside + len];
            let fits = !content.is_empty()
                && content.chars().count() <= LONGEST
                && !content.contains(['\n', '\r']);
            if fits && (open == "{{" || phrases.is_bracketed(content)) {
                found.push(start..end);
                from = end;
            } else {
                from = inside;
            }
        }
    }
    found
}
