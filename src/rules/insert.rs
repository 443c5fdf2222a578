//! Where new sections, fields and items go, and what they look like there. Edits are minimal: they
//! follow the line ends and the heading level that the note has, and touch nothing else.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::claims::is_english;
use crate::grammar::{Grammar, Phrases, SectionSpec, plain_snippet};
use crate::note::{Note, Section};
use crate::syntax::Fence;
use crate::text::Text;

use super::finding::Edit;
use super::section_order;

/// Required sections that a note lacks and that belong at the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The section they follow, as an index into [`Note::sections`]; none when they come first.
    pub after: Option<usize>,
    /// Their indexes in [`Grammar::sections`], in standard order.
    pub kinds: Vec<usize>,
}

/// The gaps of a note: its missing required sections by the place where they belong.
pub fn gaps(note: &Note, grammar: &Grammar) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for (kind, spec) in grammar.sections.iter().enumerate() {
        if !spec.required || note.sections.iter().any(|section| section.spec == kind) {
            continue;
        }
        let after = predecessor(note, grammar, kind, true);
        match gaps.iter_mut().find(|gap| gap.after == after) {
            Some(gap) => gap.kinds.push(kind),
            None => gaps.push(Gap {
                after,
                kinds: vec![kind],
            }),
        }
    }
    gaps
}

/// The section that one of a kind follows: the nearest kind before it that the note has, and the
/// last section of that kind. With `required`, only required kinds count, and of these the ones
/// that stand in order: behind one that does not, a new section would stand out of order, too.
fn predecessor(note: &Note, grammar: &Grammar, kind: usize, required: bool) -> Option<usize> {
    let kinds = 0..kind;
    if !required {
        let last = |kind| note.sections.iter().rposition(|one| one.spec == kind);
        return kinds.rev().find_map(last);
    }
    let firsts = section_order::firsts(note, grammar);
    let kept = section_order::kept(note, &firsts);
    let in_order = || firsts.iter().zip(&kept).filter(|(_, kept)| **kept);
    let of = |index: usize| note.sections[index].spec;
    let (&index, _) = in_order()
        .take_while(|(index, _)| of(**index) < kind)
        .last()?;
    // Behind its last double, unless the next one in order stands before that.
    let next = in_order()
        .map(|(next, _)| *next)
        .find(|&next| of(next) > kind);
    let mut doubles = index..next.unwrap_or(note.sections.len());
    doubles.rfind(|&double| of(double) == of(index))
}

/// The heading level that the note's sections have, most of them; one below the title's in a note
/// without sections.
pub fn level(note: &Note) -> u8 {
    let mut counts = [0usize; 7];
    for section in &note.sections {
        counts[note.nodes[section.node].level as usize] += 1;
    }
    let most = (1..=6)
        .rev()
        .max_by_key(|&level| counts[level])
        .unwrap_or(2);
    if counts[most] > 0 {
        return most as u8;
    }
    let title = note
        .title
        .as_ref()
        .and_then(|title| note.node_of(title.segment));
    title.map_or(2, |node| (node.level + 1).min(6))
}

/// A section's heading and plain content, without a line end at its end.
pub fn section_text(spec: &SectionSpec, level: u8, line_ending: &str) -> String {
    let content = content(spec, level);
    let mut text = format!("{} {}", "#".repeat(level as usize), spec.title);
    if !content.is_empty() {
        text.push_str("\n\n");
        text.push_str(&content);
    }
    with_line_ending(&text, line_ending)
}

/// What a note calls sections, and whether it takes the content that is in English.
struct Tongue<'a> {
    /// The language of its headings, if it is not the standard one.
    language: Option<&'a str>,
    english: bool,
}

impl<'a> Tongue<'a> {
    fn of(note: &Note, grammar: &'a Grammar) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut standard = 0;
        for section in &note.sections {
            let (_, heading) = note.heading(&note.nodes[section.node]);
            match grammar.language_of(section.spec, &heading.name) {
                Some(language) => *counts.entry(language).or_default() += 1,
                None => standard += 1,
            }
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        let language = most.filter(|(_, count)| *count > standard);
        Tongue {
            language: language.map(|(language, _)| language),
            english: is_english(note, grammar),
        }
    }

    fn title(&self, spec: &'a SectionSpec) -> &'a str {
        let translated = self.language.and_then(|name| spec.translations.get(name));
        translated.unwrap_or(&spec.title)
    }

    /// A section's heading, and what it begins with: for a note in another language an empty list, since the words
    /// of the skeletons would be foreign in it.
    fn section(&self, spec: &'a SectionSpec, level: u8, line_ending: &str) -> String {
        if self.english && self.language.is_none() {
            return section_text(spec, level, line_ending);
        }
        let text = format!("{} {}\n\n- ", "#".repeat(level as usize), self.title(spec));
        with_line_ending(&text, line_ending)
    }
}

/// What a section of a heading's level begins with, with `\n`.
pub fn content(spec: &SectionSpec, level: u8) -> String {
    // The last item is empty as well, and keeps its space.
    plain_snippet(&snippet(spec, level))
}

/// The same with the stops that the cursor visits. The skeletons are written for sections of level 2:
/// sub-headings in them follow the section's level, or they would end it.
pub fn snippet(spec: &SectionSpec, level: u8) -> String {
    let lines = spec.snippet.trim_end().trim_start_matches('\n').split('\n');
    let lines = lines.map(|line| {
        let marks = line.len() - line.trim_start_matches('#').len();
        if marks < 3 || !line[marks..].starts_with(' ') {
            return line.to_owned();
        }
        let marks_now = (marks - 2 + level as usize).min(6);
        format!("{}{}", "#".repeat(marks_now), &line[marks..])
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A text with all its `\n` turned into the note's line end.
pub fn with_line_ending(text: &str, line_ending: &str) -> String {
    if line_ending == "\n" {
        text.to_owned()
    } else {
        text.replace('\n', line_ending)
    }
}

/// The edit that inserts sections of some kinds, each where it belongs: one insertion for each
/// place, in document order.
pub fn sections(note: &Note, text: &Text, grammar: &Grammar, kinds: &[usize]) -> Vec<Edit> {
    let mut kinds = kinds.to_vec();
    kinds.sort_unstable();
    let mut places: Vec<(Option<usize>, Vec<usize>)> = Vec::new();
    for kind in kinds {
        let after = place_of(note, grammar, kind);
        match places.iter_mut().find(|place| place.0 == after) {
            Some(place) => place.1.push(kind),
            None => places.push((after, vec![kind])),
        }
    }
    let tongue = Tongue::of(note, grammar);
    let mut edits: Vec<Edit> = places
        .iter()
        .map(|(after, kinds)| {
            let level = level_at(note, *after);
            let texts: Vec<String> = kinds
                .iter()
                .map(|&kind| tongue.section(&grammar.sections[kind], level, text.line_ending()))
                .collect();
            let section = after.map(|section| &note.sections[section]);
            block_after(note, text, section, &texts)
        })
        .collect();
    edits.sort_by_key(|edit| edit.range.start);
    edits
}

/// The edit that inserts a section of a kind where it belongs, with a content of one's own, which
/// `content` makes for the level of the section's heading.
pub fn section_with(
    note: &Note,
    text: &Text,
    grammar: &Grammar,
    kind: usize,
    content: impl FnOnce(u8) -> String,
) -> Edit {
    let after = place_of(note, grammar, kind);
    let level = level_at(note, after);
    let block = format!(
        "{} {}\n\n{}",
        "#".repeat(level as usize),
        Tongue::of(note, grammar).title(&grammar.sections[kind]),
        content(level)
    );
    let block = with_line_ending(&block, text.line_ending());
    let section = after.map(|section| &note.sections[section]);
    block_after(note, text, section, &[block])
}

/// The section that a new one of a kind is put behind.
fn place_of(note: &Note, grammar: &Grammar, kind: usize) -> Option<usize> {
    if !grammar.sections[kind].required {
        return predecessor(note, grammar, kind, false);
    }
    predecessor(note, grammar, kind, true).or_else(|| {
        // Before all required ones, though behind the optional ones there that belong before it.
        let first = section_order::firsts(note, grammar).first().copied();
        let before = 0..first.unwrap_or(note.sections.len());
        before.rev().find(|&index| note.sections[index].spec < kind)
    })
}

/// The heading level of a new section behind another one.
fn level_at(note: &Note, after: Option<usize>) -> u8 {
    match after {
        Some(section) => note.nodes[note.sections[section].node].level,
        None => level(note),
    }
}

/// The edit that puts blocks of text after a section, after the title where there is none, or at
/// the top of a note without a title, each set off by a blank line. Where sections are closed off
/// by a rule (`---`), the new ones are, too.
fn block_after(note: &Note, text: &Text, section: Option<&Section>, blocks: &[String]) -> Edit {
    let line_ending = text.line_ending();
    let range = match (section, &note.title) {
        (Some(section), _) => note.node_range(section.node),
        (None, Some(title)) => {
            note.segment_start(title.segment)..note.segment_start(title.segment + 1)
        }
        (None, None) => {
            note.layout.body.start
                ..note
                    .segments
                    .first()
                    .filter(|first| first.value.heading.is_none())
                    .map_or(note.layout.body.start, |_| note.segment_start(1))
        }
    };
    let content = text.slice(range.clone());
    let kept = trimmed(&content);
    let ruled = section.is_some() && ends_in_rule(kept);
    let at_end = range.end >= note.layout.body.end;
    let separator = if ruled {
        format!("{line_ending}{line_ending}---{line_ending}{line_ending}")
    } else {
        line_ending.repeat(2)
    };
    let body = blocks.join(&separator);
    if at_end {
        let wish = before_sign_off(&content);
        if wish.len() < kept.len() {
            let lead = line_ending.repeat(2);
            return Edit::insert(range.start + wish.len(), format!("{lead}{body}"));
        }
        // Behind the last word, so that the white space at the note's end stays its end.
        let at = range.start + kept.len();
        let before = if kept.is_empty() {
            String::new()
        } else {
            line_ending.repeat(2)
        };
        let tail = &content[kept.len()..];
        // A line end where another line follows, the one that closes a fence; elsewhere the note ends
        // as it did.
        let open = tail.is_empty() && range.end < text.len();
        let after = if open || kept.is_empty() {
            line_ending
        } else {
            ""
        };
        return Edit::insert(at, format!("{before}{body}{after}"));
    }
    // The next heading follows: the blank lines before it stay where they are.
    let blank = content.len() - kept.len();
    let gap = content[kept.len()..].replace("\r\n", "\n");
    let lead = match gap
        .matches(['\n', '\r'])
        .count()
        .max(usize::from(blank > 0))
    {
        _ if kept.is_empty() => String::new(),
        0 => line_ending.repeat(2),
        1 => line_ending.to_owned(),
        _ => String::new(),
    };
    Edit::insert(range.end, format!("{lead}{body}{separator}"))
}

/// The same for a range of a text: where what is kept ends. Only as much of the range's end is looked at as that takes.
pub(super) fn before_rule_in(text: &Text, range: Range<usize>) -> usize {
    let mut len = 1 << 10;
    loop {
        let cut = range.end.saturating_sub(len).max(range.start);
        let cut = if cut > range.start {
            text.floor(cut)
        } else {
            cut
        };
        let tail = text.slice(cut..range.end);
        let kept = before_rule(&tail);
        // Some lines before the last one that is kept: what is decided looks no further back.
        let lines = kept.bytes().filter(|byte| matches!(byte, b'\n' | b'\r'));
        if cut <= range.start || lines.take(ABOVE).count() == ABOVE {
            return cut + kept.len();
        }
        len *= 4;
    }
}

/// How many lines stand before the last one that is kept so that nothing further up can matter: one, with the blank ones
/// that make a rule of it.
const ABOVE: usize = 8;

/// A section's content without white space and what closes it off at its end: a rule, a closing wish, a
/// comment that speaks of what comes next.
pub fn before_rule(content: &str) -> &str {
    let mut kept = before_sign_off(content);
    loop {
        let line = last_line(kept);
        if line == 0 || !(ends_in_rule(kept) || kept[line..].starts_with(IGNORE)) {
            return kept;
        }
        kept = before_sign_off(&kept[..line]);
    }
}

/// How a comment begins that silences what comes next.
const IGNORE: &str = "<!-- prep-ls: ignore ";

/// A content without white space at its end and without a closing wish there ("Good luck!"), which stays the last
/// thing that is said, with the comment that lets it stand.
fn before_sign_off(content: &str) -> &str {
    let kept = trimmed(content);
    let line = last_line(kept);
    if line == 0 || !Phrases::shipped().is_sign_off(&kept[line..]) {
        return kept;
    }
    let above = trimmed(&kept[..line]);
    let comment = last_line(above);
    if comment > 0 && above[comment..].starts_with(IGNORE) {
        return trimmed(&above[..comment]);
    }
    above
}

/// A text without the blank lines at its end. The spaces behind its last word stay with it: an empty item's own, or a
/// hard break.
fn trimmed(text: &str) -> &str {
    let kept = text.trim_end();
    if kept.is_empty() {
        return kept;
    }
    let rest = &text[kept.len()..];
    let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    &text[..kept.len() + spaces]
}

/// Where the last line of a text begins.
fn last_line(text: &str) -> usize {
    text.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

fn ends_in_rule(content: &str) -> bool {
    let line = content
        .rsplit(['\n', '\r'])
        .next()
        .unwrap_or_default()
        .trim();
    let marks: Vec<char> = line.chars().filter(|char| !char.is_whitespace()).collect();
    marks.len() >= 3
        && (marks.iter().all(|&mark| mark == '-') || marks.iter().all(|&mark| mark == '*'))
        && ["\n\n", "\r\n\r\n", "\r\r"]
            .iter()
            .any(|blank| content.trim_end_matches(line).ends_with(blank))
}

/// The range of a whole line, its line end included, that holds an offset. A byte order mark is no
/// part of the first line: it stays where that is deleted.
pub fn whole_line(text: &Text, offset: usize) -> Range<usize> {
    let line = text.line_of(offset);
    let mark = if line == 0 && text.slice(0..3) == "\u{feff}" {
        3
    } else {
        0
    };
    let start = text.line_range(line).start + mark;
    let end = if line + 1 < text.line_count() {
        text.line_range(line + 1).start
    } else {
        text.len()
    };
    start..end
}

/// Whole lines that go away. At the end of a text that ends in no line end, the one before them goes
/// along, so that the text ends as it did.
pub fn gone(text: &Text, lines: Range<usize>) -> Range<usize> {
    let open = lines.end == text.len() && !text.slice(lines.clone()).ends_with(['\n', '\r']);
    let line = text.line_of(lines.start);
    if open && line > 0 && text.line_range(line).start == lines.start {
        return text.line_range(line - 1).end..lines.end;
    }
    lines
}

/// The edits that take the fence round a note away and nothing else. A text that ends in no line end ends in none
/// then, too.
pub fn without_fence(text: &Text, fence: &Fence) -> Vec<Edit> {
    let open = whole_line(text, fence.open.start);
    let close = fence.close.as_ref().map(|close| {
        let line = gone(text, whole_line(text, close.start));
        line.start.max(open.end)..line.end
    });
    std::iter::once(open)
        .chain(close)
        .map(Edit::delete)
        .collect()
}
