//! Stories as people write them down: four labels below a heading, a row of a table, one long line.
//!
//! Prose without labels is no story here: nobody could say where its parts begin.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::grammar::{Facts, Grammar};
use crate::note::Note;
use crate::syntax::{Block, BlockKind, Chunk, Span};

use super::empty_field::says_nothing;
use super::story_labels::Labels;
pub(super) use super::story_labels::{Form, Mark};

/// The id of the section whose fields are a story's parts.
const STORIES: &str = "stories";

/// A story with the labels of its parts.
#[derive(Debug)]
pub(crate) struct Story {
    /// What it is called, and where.
    pub name: Option<(String, Range<usize>)>,
    /// The labels in order. A story in a row of a table has none.
    pub marks: Vec<Mark>,
    /// Where it is to be reported: its name, or its first label.
    pub range: Range<usize>,
    /// The parts it should have, as bits.
    pub wanted: u8,
    /// The parts that say something, as bits.
    pub told: u8,
}

/// What belongs together unless its labels repeat: what stands below a heading, or below an entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Owner {
    segment: usize,
    entry: Option<u32>,
}

/// The stories of a note, in order.
pub(crate) fn stories(note: &Note, grammar: &Grammar) -> Vec<Story> {
    let Some(kind) = grammar.section(STORIES) else {
        return Vec::new();
    };
    let reader = Reader {
        note,
        labels: Labels {
            grammar,
            kind,
            facts: &Facts::shipped().stories,
        },
    };
    let mut units = Units::default();
    let mut stories = Vec::new();
    // Where stories may stand: in sections for them and some others, and outside of all sections.
    let mut kinds = vec![None; note.segments.len()];
    for section in &note.sections {
        for range in &section.segments {
            kinds[range.clone()].fill(Some(section.spec));
        }
    }
    let elsewhere = |at: usize| {
        reader
            .labels
            .facts
            .elsewhere
            .contains(&grammar.sections[at].id)
    };
    let elsewhere: Vec<bool> = (0..grammar.sections.len()).map(elsewhere).collect();
    for (index, segment) in note.segments.iter().enumerate() {
        let in_stories = kinds[index] == Some(kind);
        if !in_stories && kinds[index].is_some_and(|at| !elsewhere[at]) {
            continue;
        }
        // Most segments name no part of a story.
        let named = |&(section, _): &(usize, usize)| section == kind;
        if !in_stories && !segment.value.fields.iter().any(named) {
            continue;
        }
        reader.marks_of(index, &mut units);
        reader.tables(index, &mut stories);
    }
    for (owner, marks) in units.list {
        for (number, group) in split(&marks).into_iter().enumerate() {
            let name = if number == 0 {
                reader.name(owner)
            } else {
                None
            };
            stories.extend(reader.story(owner, name, group));
        }
    }
    stories.sort_by_key(|story| story.range.start);
    stories
}

struct Reader<'a> {
    note: &'a Note,
    labels: Labels<'a>,
}

impl Reader<'_> {
    fn in_stories(&self, segment: usize) -> bool {
        let at = self.note.segment_start(segment);
        let section = self.note.section_at(at);
        section.is_some_and(|section| section.spec == self.labels.kind)
    }

    /// Adds the labels of a segment to the units that they belong to.
    fn marks_of(&self, index: usize, units: &mut Units) {
        let at = self.note.segment(index);
        let segment = at.segment;
        let mut boundary = None;
        let mut marked_to = 0;
        let mut marked = vec![false; segment.entries.len()];
        let mut own = 0;
        let told = self.labels.told(segment);
        let mut labelled = told.marks.iter().peekable();
        for (number, entry) in segment.entries.iter().enumerate() {
            let marks = labelled.next_if(|(of, _)| *of == number as u32);
            let marks: Vec<Mark> = match marks {
                Some((_, marks)) => marks.iter().map(|mark| mark.moved(at.start)).collect(),
                None => Vec::new(),
            };
            if marks.is_empty() {
                let below = at.range(entry.span).start < marked_to;
                let begins = || told.begins.binary_search(&(number as u32)).is_ok();
                if entry.depth == 0 && !below && begins() {
                    // What an item holds is nested in it; what follows it is another's.
                    let holds = entry.kind.is_item() && entry.next as usize > number + 1;
                    boundary = (!holds).then_some(number as u32);
                }
                continue;
            }
            marked[number] = true;
            // What a label holds begins no other story.
            marked_to = marks.iter().map(|mark| mark.end).max().unwrap_or(0);
            own += marks.len();
            // "S1 – Kettle: Situation: …" on one line names its own story.
            let named = entry.depth == 0 && marks[0].label.start > at.range(entry.text).start + 4;
            if named && marks.len() > 1 {
                boundary = Some(number as u32);
            }
            let mut parent = entry.parent;
            while let Some(up) = parent.filter(|&up| marked[up as usize]) {
                parent = segment.entries[up as usize].parent;
            }
            let owner = Owner {
                segment: index,
                entry: parent.or(boundary),
            };
            units.push(owner, marks);
        }
        let Some(heading) = segment.heading.as_ref().filter(|_| own < 2) else {
            return;
        };
        let node = self.note.node_of(index);
        let Some(node) = node.filter(|node| node.section.is_none()) else {
            return;
        };
        if let (Some((parts, sure)), Some(parent)) = (self.labels.parts(&heading.name), node.parent)
        {
            let end = self.note.segment_start(node.end);
            let last = self.note.segment(node.end - 1);
            let text = last.segment.chunk.text.trim_end();
            let blank = node.end == index + 1 && text.len() <= heading.span.end as usize;
            let owner = Owner {
                segment: self.note.nodes[parent].segment,
                entry: None,
            };
            let mark = Mark {
                parts,
                name: heading.name.clone(),
                label: at.range(heading.text),
                end: (last.start + text.len()).min(end),
                empty: blank || !(index..node.end).any(|below| self.says_something(below)),
                sure,
                form: Form::Heading,
            };
            units.push(owner, vec![mark]);
        }
    }

    fn says_something(&self, segment: usize) -> bool {
        let segment = self.note.segment(segment).segment;
        let mut top = segment.children(None);
        top.any(|(index, _)| segment.has_content(index))
    }

    /// What the story of an owner is called.
    fn name(&self, owner: Owner) -> Option<(String, Range<usize>)> {
        let at = self.note.segment(owner.segment);
        if let Some(entry) = owner.entry {
            let entry = &at.segment.entries[entry as usize];
            let text = at.segment.plain(entry);
            let end = self.sentence_end(&text);
            let text = text[..end].trim_end_matches([':', '：', ' ', '.']);
            let shown = at.str(entry.text).find(text);
            let span = shown.map_or(entry.text, |shown| {
                let start = entry.text.start as usize + shown;
                Span::new(start..start + text.len())
            });
            return (!text.is_empty()).then(|| (text.to_owned(), at.range(span)));
        }
        let heading = at.segment.heading.as_ref()?;
        let node = self.note.node_of(owner.segment)?;
        let title = self.note.title.as_ref().map(|title| title.segment);
        let own = node.section.is_none() && title != Some(owner.segment);
        own.then(|| (heading.name.clone(), at.range(heading.text)))
    }

    /// Where the name of a story ends in the text that begins with it: before its first label.
    fn sentence_end(&self, text: &str) -> usize {
        let line = text.find(['\n', '\r']).unwrap_or(text.len());
        let label = text[..line].match_indices([':', '：']).find_map(|(at, _)| {
            let word = text[..at].rfind(' ').map_or(0, |space| space + 1);
            self.labels
                .sure(&text[word..at])
                .filter(|_| word > 0)
                .map(|_| word)
        });
        label.unwrap_or(line)
    }

    /// A story, if some labels tell one.
    fn story(
        &self,
        owner: Owner,
        name: Option<(String, Range<usize>)>,
        marks: &[Mark],
    ) -> Option<Story> {
        let all = marks.iter().fold(0, |all, mark| all | mark.parts);
        let told = marks.iter().filter(|mark| !mark.empty);
        let told = told.fold(0, |told, mark| told | mark.parts);
        let sure = marks.iter().filter(|mark| mark.sure).count();
        let enough = if self.in_stories(self.note.segment_at(marks[0].label.start)?) {
            sure >= 1 && marks.len() >= 2 && all.count_ones() >= 2
        } else {
            sure >= 2 && marks.len() >= 2 && all.count_ones() >= 3
        };
        let range = match &name {
            Some((_, range)) => range.clone(),
            None => marks[0].label.clone(),
        };
        enough.then(|| Story {
            wanted: self.wanted(owner, name.as_ref()),
            name,
            marks: marks.to_vec(),
            range,
            told,
        })
    }

    /// The parts that a story should have: all four, unless a heading above it names another way
    /// of telling.
    fn wanted(&self, owner: Owner, name: Option<&(String, Range<usize>)>) -> u8 {
        let nodes = &self.note.nodes;
        let node = nodes.partition_point(|node| node.segment <= owner.segment);
        let up = std::iter::successors(node.checked_sub(1), |&node| nodes[node].parent);
        let headings = up.map(|node| self.note.heading(&nodes[node]).1.name.as_str());
        let own = name.map(|(name, _)| name.as_str());
        headings
            .chain(own)
            .flat_map(|name| name.split(|char: char| !char.is_alphanumeric()))
            .find_map(|word| self.labels.facts.methods.get(word).copied())
            .unwrap_or(0b1111)
    }

    /// Adds the stories of tables with a column for each part.
    fn tables(&self, index: usize, stories: &mut Vec<Story>) {
        let at = self.note.segment(index);
        let chunk = &at.segment.chunk;
        for (number, block) in chunk.blocks.iter().enumerate() {
            if !matches!(block.kind, BlockKind::Table) {
                continue;
            }
            let mut over =
                std::iter::successors(block.parent, |&up| chunk.blocks[up as usize].parent);
            if over.any(|up| matches!(chunk.blocks[up as usize].kind, BlockKind::Quote)) {
                continue;
            }
            let mut rows = chunk.children(Some(number as u32));
            let Some((header, _)) = rows.next() else {
                continue;
            };
            let columns: Vec<Option<(u8, bool)>> = chunk
                .children(Some(header))
                .map(|(_, cell)| {
                    self.labels
                        .parts(cell_text(chunk, cell).trim_matches(['*', '_', ':']))
                })
                .collect();
            let known = || columns.iter().flatten();
            let all = known().fold(0, |all, (parts, _)| all | parts);
            let sure = known().filter(|(_, sure)| *sure).count();
            let enough = if self.in_stories(index) { 2 } else { 3 };
            if all.count_ones() < enough || sure < 2 {
                continue;
            }
            for (row, block) in rows {
                let cells: Vec<&Block> = chunk.children(Some(row)).map(|(_, cell)| cell).collect();
                let says = |cell: &&Block| !says_nothing(cell_text(chunk, cell));
                let pairs = || columns.iter().zip(&cells);
                let told = pairs().filter(|(_, cell)| says(cell));
                let told = told.filter_map(|(column, _)| *column);
                let told = told.fold(0, |told, (parts, _)| told | parts);
                let name = pairs()
                    .find(|(column, cell)| {
                        column.is_none() && cell_text(chunk, cell).contains(char::is_alphabetic)
                    })
                    .map(|(_, cell)| {
                        (
                            cell_text(chunk, cell).to_owned(),
                            at.range(cell_span(cell, chunk)),
                        )
                    });
                // A row for a story to come.
                if told == 0 && name.is_none() {
                    continue;
                }
                let range = match &name {
                    Some((_, range)) => range.clone(),
                    None => at.range(block.span),
                };
                stories.push(Story {
                    name,
                    marks: Vec::new(),
                    range,
                    wanted: all,
                    told,
                });
            }
        }
    }
}

/// The labels of each owner, in the order in which they came.
#[derive(Default)]
struct Units {
    list: Vec<(Owner, Vec<Mark>)>,
    places: FxHashMap<Owner, usize>,
}

impl Units {
    fn push(&mut self, owner: Owner, marks: Vec<Mark>) {
        let place = *self.places.entry(owner).or_insert(self.list.len());
        match self.list.get_mut(place) {
            Some((_, others)) => others.extend(marks),
            None => self.list.push((owner, marks)),
        }
    }
}

/// Labels cut into stories: where one repeats, wherever the order of the parts goes back.
fn split(marks: &[Mark]) -> Vec<&[Mark]> {
    let mut seen = FxHashSet::default();
    let repeats = marks
        .iter()
        .any(|mark| !seen.insert((mark.parts, mark.name.as_str())));
    if !repeats {
        return vec![marks];
    }
    marks
        .chunk_by(|one, next| one.parts.trailing_zeros() <= next.parts.trailing_zeros())
        .collect()
}

fn cell_span(cell: &Block, chunk: &Chunk) -> Span {
    let inlines = chunk.inlines(cell);
    let end = inlines.iter().map(|inline| inline.span.end).max();
    match (inlines.first(), end) {
        (Some(first), Some(end)) => Span {
            start: first.span.start,
            end,
        },
        _ => Span {
            start: cell.span.start,
            end: cell.span.start,
        },
    }
}

fn cell_text<'a>(chunk: &'a Chunk, cell: &Block) -> &'a str {
    chunk.str(cell_span(cell, chunk)).trim()
}
