//! The stories of a note by what they are called: an id (`S1`, `STAR-3`), a title, or both; and where
//! else in the note they are named so.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::{Facts, Grammar};

use super::mentions::{is_id, prefix};
use super::{EntryKind, Note, SegmentRef, Verdict};

/// The id of the section that stories stand in.
const STORIES: &str = "stories";
/// A shorter title is an ordinary word too often.
const MIN_TITLE: usize = 3;

/// A story by what it is called. Ranges are half-open, in bytes of the note's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryName {
    /// Its id, as written.
    pub id: Option<(String, Range<usize>)>,
    /// Its title, without the id.
    pub title: Option<(String, Range<usize>)>,
    /// All of its name.
    pub range: Range<usize>,
    /// Its heading's node, where it has one.
    pub node: Option<usize>,
}

/// A place that names a story elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryMention {
    /// The story, by its index.
    pub story: usize,
    /// Where its id or its title stands, without quotation marks.
    pub range: Range<usize>,
    /// Whether it is the id that stands there.
    pub by_id: bool,
}

impl StoryName {
    /// What it is called: its title, or its id where it has none.
    pub fn name(&self) -> &str {
        let title = self.title.as_ref().or(self.id.as_ref());
        title.map_or("", |(name, _)| name)
    }
}

/// Something in the section that may be the name of a story.
struct Named {
    range: Range<usize>,
    node: Option<usize>,
    /// Whether it counts without an id.
    titled: bool,
}

impl Note {
    /// The stories that have a name, in order.
    pub fn stories(&self, grammar: &Grammar) -> Vec<StoryName> {
        let Some(kind) = grammar.section(STORIES) else {
            return Vec::new();
        };
        let mut named: Vec<Named> = Vec::new();
        for section in self.sections.iter().filter(|section| section.spec == kind) {
            for index in section.segments.iter().cloned().flatten() {
                if index != self.nodes[section.node].segment {
                    named.extend(self.heading_name(index, kind));
                }
                names_in(self.segment(index), kind, &mut named);
            }
        }
        // In a bank without such a section whatever has an id is a story.
        if named.is_empty() && self.verdict == Verdict::Bank {
            for index in 0..self.segments.len() {
                named.extend(self.heading_name(index, kind));
                names_in(self.segment(index), kind, &mut named);
            }
            named.iter_mut().for_each(|named| named.titled = false);
        }
        for named in &mut named {
            let text = self.text_of(&named.range);
            let marks = |char: char| matches!(char, '*' | '_' | ':' | '：' | ' ');
            let lead = text.len() - text.trim_start_matches(marks).len();
            let len = text.trim_matches(marks).len();
            named.range = named.range.start + lead..named.range.start + lead + len;
        }
        named.retain(|named| !named.range.is_empty());
        named.sort_by_key(|named| (named.range.start, std::cmp::Reverse(named.range.end)));
        named.dedup_by(|later, earlier| later.range.start < earlier.range.end);
        let counters = &Facts::shipped().stories.counters;
        let mut prefixes: HashMap<String, usize> = HashMap::new();
        let ids: Vec<Option<Range<usize>>> =
            named.iter().map(|named| self.id_in(&named.range)).collect();
        for id in ids.iter().flatten() {
            *prefixes
                .entry(prefix(self.text_of(id)).to_owned())
                .or_default() += 1;
        }
        let mut stories: Vec<StoryName> = Vec::new();
        for (named, id) in named.into_iter().zip(ids) {
            // "Q3 launch" alone is no id: the word before the number is one that counts stories, or
            // counts several here.
            let id = id.filter(|id| {
                let prefix = prefix(self.text_of(id));
                counters.contains(&prefix.to_lowercase()) || prefixes[prefix] > 1
            });
            if id.is_none() && !named.titled {
                continue;
            }
            let title = self.title_in(&named.range, id.as_ref());
            let with_text = |range: Range<usize>| (self.text_of(&range).to_owned(), range);
            stories.push(StoryName {
                id: id.map(with_text),
                title: title.map(with_text),
                range: named.range,
                node: named.node,
            });
        }
        stories.retain(|story| story.id.is_some() || story.title.is_some());
        stories
    }

    /// Where stories are named outside their own names, in order.
    pub fn story_mentions(&self, stories: &[StoryName]) -> Vec<StoryMention> {
        if stories.is_empty() {
            return Vec::new();
        }
        let (mut by_id, mut by_title) = (HashMap::new(), HashMap::new());
        for (index, story) in stories.iter().enumerate() {
            if let Some((id, _)) = &story.id {
                by_id.entry(id.as_str()).or_insert(index);
            }
            if let Some((title, _)) = &story.title
                && title.chars().count() >= MIN_TITLE
            {
                by_title.entry(title_key(title)).or_insert(index);
            }
        }
        let own = |range: &Range<usize>| {
            let next = stories.partition_point(|story| story.range.start <= range.start);
            next > 0 && range.start < stories[next - 1].range.end
        };
        let mut found = Vec::new();
        for segment in &self.segments {
            let links = segment.value.links();
            let ids = links.ids.iter().map(|span| (span, true));
            for (&span, is_id) in ids.chain(links.quotes.iter().map(|span| (span, false))) {
                let text = segment.value.str(span);
                let story = if is_id {
                    by_id.get(text)
                } else {
                    by_title.get(&title_key(text))
                };
                let range = span.at(segment.start);
                if let Some(&story) = story.filter(|_| !own(&range)) {
                    found.push(StoryMention {
                        story,
                        range,
                        by_id: is_id,
                    });
                }
            }
        }
        found.sort_by_key(|mention| mention.range.start);
        found
    }

    /// The words that are shaped like the id of a story, in order, wherever the note has them in its prose.
    pub fn story_ids(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.segments.iter().flat_map(|segment| {
            let ids = segment.value.links().ids.iter();
            ids.map(|span| (span.at(segment.start), segment.value.str(*span)))
        })
    }

    fn heading_name(&self, segment: usize, kind: usize) -> Option<Named> {
        let node = self.nodes.partition_point(|node| node.segment < segment);
        let node = (self.nodes.get(node)?.segment == segment).then_some(node)?;
        let (at, heading) = self.heading(&self.nodes[node]);
        // "#### Situation" is a part of a story.
        let titled = heading.meaning.field(kind).is_none() && heading.meaning.part(kind).is_none();
        Some(Named {
            range: at.range(heading.text),
            node: Some(node),
            titled,
        })
    }

    /// The text of a range within one segment.
    fn text_of(&self, range: &Range<usize>) -> &str {
        let Some(index) = self.segment_at(range.start) else {
            return "";
        };
        let at = self.segment(index);
        let chunk = &at.segment.chunk.text;
        chunk
            .get(range.start - at.start..range.end - at.start)
            .unwrap_or_default()
    }

    /// The id in a name: its first word, or one in brackets.
    fn id_in(&self, name: &Range<usize>) -> Option<Range<usize>> {
        let at = self.segment(self.segment_at(name.start)?);
        let text = self.text_of(name);
        let lead = text.find(char::is_alphanumeric)?;
        let ids = at.segment.links().ids.iter().map(|span| at.range(*span));
        let mut within = ids.filter(|id| name.start <= id.start && id.end <= name.end);
        within.find(|id| {
            let (start, end) = (id.start - name.start, id.end - name.start);
            let bracketed = text[..start].ends_with(['(', '[', '（'])
                && text[end..].starts_with([')', ']', '）']);
            start == lead || bracketed
        })
    }

    /// What of a name is the title: without the id and without what parts them.
    fn title_in(&self, name: &Range<usize>, id: Option<&Range<usize>>) -> Option<Range<usize>> {
        let text = self.text_of(name);
        let (mut start, mut end) = (0, text.len());
        if let Some(id) = id {
            let (from, to) = (id.start - name.start, id.end - name.start);
            // Whichever side of the id says more.
            if text[to..].trim_matches(is_rim).len() >= text[..from].trim_matches(is_rim).len() {
                start = to;
            } else {
                end = from;
            }
        }
        let piece = &text[start..end];
        start += piece.len() - piece.trim_start_matches(is_rim).len();
        let piece = &text[start..end];
        end -= piece.len() - piece.trim_end_matches(is_rim).len();
        // Half of an emphasis would be left over.
        let whole = start < end && !text[start..end].contains(['*', '`']);
        whole.then(|| name.start + start..name.start + end)
    }
}

/// The names in a segment that are no headings: parts, labels, first cells.
fn names_in(at: SegmentRef<'_>, kind: usize, named: &mut Vec<Named>) {
    let segment = at.segment;
    for part in &segment.parts {
        named.push(Named {
            range: at.range(part.name_span),
            node: None,
            titled: part.meaning.field(kind).is_none() && part.meaning.part(kind).is_none(),
        });
    }
    for entry in &segment.entries {
        if matches!(
            entry.kind,
            EntryKind::Header | EntryKind::Cell | EntryKind::Code
        ) || entry.quoted
        {
            continue;
        }
        let span = match &entry.label {
            Some(label) => label.span,
            None if entry.bold_only => entry.text,
            None => continue,
        };
        let is_part = entry
            .label
            .as_ref()
            .is_some_and(|label| label.meaning.field(kind).is_some());
        if !is_part && !span.is_empty() {
            named.push(Named {
                range: at.range(span),
                node: None,
                titled: entry.depth == 0
                    && (entry.bold_only
                        || entry.label.as_ref().is_some_and(|label| label.bold)
                        || entry.kind == EntryKind::Row),
            });
        }
    }
}

/// What stands round a title and is none of it.
fn is_rim(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            ':' | '：'
                | '–'
                | '—'
                | '-'
                | '.'
                | '|'
                | '*'
                | '_'
                | '('
                | ')'
                | '（'
                | '）'
                | '['
                | ']'
                | '"'
                | '“'
                | '”'
                | '„'
                | '#'
        )
        || !char.is_alphanumeric() && char >= '\u{2190}'
}

/// What titles are compared by.
fn title_key(title: &str) -> String {
    let lower = title.to_lowercase();
    let trimmed = lower.trim_matches(|char: char| !char.is_alphanumeric());
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text can be the id of a story.
pub fn is_story_id(text: &str) -> bool {
    is_id(text)
}
