//! Which pieces of a section are claims.

use std::ops::Range;

use crate::grammar::{Grammar, PartSpec, Tag, Voice};
use crate::note::{Entry, EntryKind, PartKind, Reading, SegmentRef};

/// A claim: some entries of a segment that say one thing together.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The segment it stands in.
    pub at: SegmentRef<'a>,
    /// Its entries, by index. The first is its head.
    pub entries: Range<u32>,
    /// The index of the kind of section that it stands in.
    pub kind: usize,
    /// The part of the section that it stands in, by the id of the part.
    pub part: Option<&'a str>,
    /// The segment's words.
    pub reading: &'a Reading,
}

impl<'a> Claim<'a> {
    /// The entry it begins with.
    pub fn head(&self) -> &'a Entry {
        &self.at.segment.entries[self.entries.start as usize]
    }

    /// Where the text of its head stands.
    pub fn range(&self) -> Range<usize> {
        self.at.range(self.head().text)
    }

    /// Its entries that hold prose.
    pub fn prose(&self) -> impl Iterator<Item = (u32, &'a Entry)> + use<'a> {
        let segment = self.at.segment;
        self.entries
            .clone()
            .map(move |index| (index, &segment.entries[index as usize]))
            .filter(|(_, entry)| !entry.quoted && entry.kind != EntryKind::Code)
    }

    /// Whether anything stands in it besides labels.
    pub fn says_anything(&self) -> bool {
        self.prose()
            .any(|(_, entry)| entry.value.start < entry.value.end)
    }
}

/// The claims of a segment as a piece of a section of a kind.
pub fn in_segment<'a>(at: SegmentRef<'a>, kind: usize, grammar: &'a Grammar) -> Vec<Claim<'a>> {
    let spec = &grammar.sections[kind];
    let mut claims = Vec::new();
    let mut finder = Finder {
        at,
        kind,
        grammar,
        reading: at.segment.reading(grammar),
        claims: &mut claims,
    };
    let heading = at.segment.heading.as_ref();
    let asked = heading.is_some_and(|heading| heading.question);
    let whole = match spec.voice {
        // A pitch is spoken in one go, a story told as one.
        Voice::Own => spec.id == "pitch" || finder.tells_a_story(grammar),
        Voice::Answers => asked,
        _ => return Vec::new(),
    };
    if whole {
        finder.whole();
    } else if spec.voice == Voice::Answers {
        finder.answers();
    } else {
        finder.items(None);
    }
    claims.retain(Claim::says_anything);
    claims
}

struct Finder<'a, 'c> {
    at: SegmentRef<'a>,
    kind: usize,
    grammar: &'a Grammar,
    reading: &'a Reading,
    claims: &'c mut Vec<Claim<'a>>,
}

impl Finder<'_, '_> {
    /// Whether the segment has labels of a STAR story.
    fn tells_a_story(&self, grammar: &Grammar) -> bool {
        let stories = grammar
            .sections
            .iter()
            .position(|section| section.id == "stories");
        let labels = self
            .at
            .segment
            .entries
            .iter()
            .filter_map(|entry| entry.label.as_ref());
        let told =
            labels.filter(|label| stories.is_some_and(|kind| label.meaning.field(kind).is_some()));
        stories == Some(self.kind) && told.count() > 1
    }

    fn push(&mut self, entries: Range<u32>) {
        let part = part_id(self.at, entries.start, self.kind, self.grammar);
        self.claims.push(Claim {
            at: self.at,
            entries,
            kind: self.kind,
            part,
            reading: self.reading,
        });
    }

    fn whole(&mut self) {
        let end = self.at.segment.entries.len() as u32;
        if end > 0 {
            self.push(0..end);
        }
    }

    /// What stands between one question and the next is an answer.
    fn answers(&mut self) {
        let segment = self.at.segment;
        let mut asked = false;
        for (index, entry) in segment.children(None) {
            if entry.question {
                asked = true;
                if index + 1 < entry.next {
                    self.push(index + 1..entry.next);
                }
            } else if segment.part_named_by(index).is_some() {
                asked = false;
                for (child, question) in segment.children(Some(index)) {
                    if question.question && child + 1 < question.next {
                        self.push(child + 1..question.next);
                    }
                }
            } else if asked
                && !entry.quoted
                && !matches!(entry.kind, EntryKind::Header | EntryKind::Code)
            {
                self.push(index..entry.next);
            }
        }
    }

    fn items(&mut self, parent: Option<u32>) {
        let segment = self.at.segment;
        let mut header: Vec<u32> = Vec::new();
        for (index, entry) in segment.children(parent) {
            let part = segment.part_named_by(index);
            match entry.kind {
                EntryKind::Header => {
                    header = segment
                        .children(Some(index))
                        .map(|(cell, _)| cell)
                        .collect()
                }
                EntryKind::Row => {
                    let cells: Vec<u32> = segment
                        .children(Some(index))
                        .map(|(cell, _)| cell)
                        .collect();
                    // A table that sets what they ask beside what one has: the last columns are the claim.
                    let asked = header
                        .iter()
                        .take_while(|&&cell| posting_column(self.reading, cell))
                        .count();
                    if let (Some(&first), Some(&last)) = (cells.get(asked), cells.last()) {
                        self.push(first..last + 1);
                    }
                }
                EntryKind::Code => {}
                _ if entry.quoted => {}
                _ if part.is_some_and(|part| part.kind == PartKind::Item)
                    || is_question(self.at, entry) =>
                {
                    self.items(Some(index));
                }
                _ if part.is_some() => {}
                // "Core strengths:" and its list: each item is a claim of its own.
                _ if entry.value.start == entry.value.end && index + 1 < entry.next => {
                    self.items(Some(index))
                }
                _ => self.push(index..entry.next),
            }
        }
    }
}

/// Whether an entry of one's own claims is a question: with a question mark, because "Was responsible
/// for …" begins as a German question does.
pub fn is_question(at: SegmentRef<'_>, entry: &Entry) -> bool {
    entry.question && at.segment.str(entry.text).contains(['?', '？'])
}

/// Whether a table's header cell names what the posting asks for.
pub fn posting_column(reading: &Reading, cell: u32) -> bool {
    reading.hits(cell).iter().any(|hit| hit.tag == Tag::Posting)
}

/// The id of the section's part that an entry stands in: by a part's name, by the sub-heading.
pub fn part_id<'a>(
    at: SegmentRef<'a>,
    entry: u32,
    kind: usize,
    grammar: &'a Grammar,
) -> Option<&'a str> {
    let parts: &'a [PartSpec] = &grammar.sections[kind].parts;
    let named = at
        .segment
        .part_of(entry)
        .and_then(|part| part.meaning.part(kind));
    let heading = at.segment.heading.as_ref();
    let part = named.or_else(|| heading.and_then(|heading| heading.meaning.part(kind)))?;
    parts.get(part).map(|part| part.id.as_str())
}
