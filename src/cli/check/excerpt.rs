//! Findings for people: the line it is about, with the place underlined.

use std::ops::Range;
use std::sync::LazyLock;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use anstream::{AutoStream, ColorChoice};

use crate::cli::term;
use crate::fix;
use crate::rules::{Finding, Severity};
use crate::text::Text;

/// Places further apart than this many lines have excerpts of their own.
const FAR: usize = 50;

/// A finding as a few lines for the terminal, styled where that shows, without a line end.
pub(in crate::cli) fn finding(path: &str, text: &Text, finding: &Finding) -> String {
    let lines = lines_of(text, &finding.range);
    let (near, far): (Vec<_>, Vec<_>) = finding.related().partition(|related| {
        let other = lines_of(text, &related.range);
        other.start.abs_diff(lines.start) <= FAR && other.len() <= FAR
    });
    let all = near
        .iter()
        .map(|related| lines_of(text, &related.range))
        .fold(lines, |all, lines| {
            all.start.min(lines.start)..all.end.max(lines.end)
        });

    let title = level(finding.severity)
        .primary_title(term::harmless(&finding.text))
        .id(finding.rule.name);
    let window = Window::new(text, all);
    let snippet = window
        .snippet(path)
        .annotation(AnnotationKind::Primary.span(window.span(&finding.range)))
        .annotations(near.iter().map(|related| {
            AnnotationKind::Context
                .span(window.span(&related.range))
                .label(term::harmless(&related.message))
        }));
    let mut group = title.element(snippet);
    let windows: Vec<_> = far
        .iter()
        .map(|related| {
            let window = Window::new(text, lines_of(text, &related.range));
            (window, related)
        })
        .collect();
    for (window, related) in &windows {
        let annotation = AnnotationKind::Context
            .span(window.span(&related.range))
            .label(term::harmless(&related.message));
        group = group.element(window.snippet(path).annotation(annotation));
    }
    let fixes = finding.fixes();
    if let Some(fix) = fixes.first() {
        let safe = fix::safe_fix(finding).is_some();
        let applies = if safe { " (--fix applies it)" } else { "" };
        let help = format!("{}{applies}", term::harmless(&fix.title));
        group = group.element(Level::HELP.message(help));
    }
    render(group)
}

/// An error about a place in a file, in the same dress.
pub(in crate::cli) fn broken(
    path: &str,
    text: &Text,
    range: Range<usize>,
    message: &str,
    help: &str,
) -> String {
    let window = Window::new(text, lines_of(text, &range));
    let annotation: Annotation<'_> = AnnotationKind::Primary.span(window.span(&range));
    let snippet = window.snippet(path).annotation(annotation);
    let group = Level::ERROR
        .primary_title(term::harmless(message))
        .element(snippet);
    render(group.element(Level::HELP.message(help)))
}

/// Whether either stream shows colours. They are taken out again before a stream that shows none, but of ten thousand notes in a pipe
/// that is a tenth of the work.
static COLOURS: LazyLock<bool> = LazyLock::new(|| {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
        || AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
});

fn render(group: Group<'_>) -> String {
    let renderer = match *COLOURS {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    renderer.render(&[group])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::NOTE.with_name(Severity::Hint.as_str()),
    }
}

/// The lines, counted from 0, that a range touches.
fn lines_of(text: &Text, range: &Range<usize>) -> Range<usize> {
    let last = text.line_of(range.end.saturating_sub(1).max(range.start));
    text.line_of(range.start)..last + 1
}

/// Some lines of a text, as the renderer wants them. It gets no more than it shows, so that the
/// work follows the findings, not the note; and line ends are `\n` alone there, since the renderer
/// does not take a lone `\r` for one. A byte order mark is left out, which has no width.
struct Window {
    source: String,
    first: usize,
    /// For each line: its range in the text, and where it starts in `source`.
    lines: Vec<(Range<usize>, usize)>,
}

impl Window {
    fn new(text: &Text, lines: Range<usize>) -> Self {
        let mut window = Window {
            source: String::new(),
            first: lines.start,
            lines: Vec::with_capacity(lines.len()),
        };
        for line in lines {
            let mut range = text.line_range(line);
            if line == 0 && text.slice(0..3) == "\u{feff}" {
                range.start = 3.min(range.end);
            }
            if !window.lines.is_empty() {
                window.source.push('\n');
            }
            window.lines.push((range.clone(), window.source.len()));
            // The renderer shows other controls as their pictures; these would steer a terminal as well. As many bytes
            // stand in their place, so that ranges stay.
            let second_controls = '\u{80}'..='\u{9f}';
            let line = text.slice(range);
            let line = line.replace(|char| second_controls.contains(&char), "·");
            window.source.push_str(&line);
        }
        window
    }

    fn snippet(&self, path: &str) -> Snippet<'_, Annotation<'_>> {
        Snippet::source(self.source.as_str())
            .line_start(self.first + 1)
            .path(term::harmless(path).into_owned())
    }

    /// A range of the text in `source`, kept to the lines that are there.
    fn span(&self, range: &Range<usize>) -> Range<usize> {
        let place = |offset: usize| {
            let index = self
                .lines
                .partition_point(|(line, _)| line.start <= offset)
                .saturating_sub(1);
            self.lines.get(index).map_or(0, |(line, start)| {
                start + offset.clamp(line.start, line.end) - line.start
            })
        };
        let (start, end) = (place(range.start), place(range.end));
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_maps_places_whatever_the_line_ends() {
        let text = Text::new("\u{feff}ab\r\ncd\ref\n");
        let window = Window::new(&text, 0..3);
        assert_eq!(window.source, "ab\ncd\nef");
        let whole = text.to_string_lossless();
        for (needle, span) in [("ab", 0..2), ("cd", 3..5), ("ef", 6..8), ("b\r\nc", 1..4)] {
            let at = whole.find(needle).expect("the text holds it");
            assert_eq!(window.span(&(at..at + needle.len())), span, "{needle:?}");
        }
        assert_eq!(window.span(&(0..0)), 0..0, "before the byte order mark");
        assert_eq!(window.span(&(99..120)), 8..8, "past the end");
    }

    #[test]
    fn a_range_up_to_a_line_start_does_not_touch_that_line() {
        let text = Text::new("ab\ncd\n");
        assert_eq!(lines_of(&text, &(0..3)), 0..1);
        assert_eq!(lines_of(&text, &(3..3)), 1..2);
        assert_eq!(lines_of(&text, &(6..6)), 2..3);
    }
}
