//! What a place of a note means, and the places that mean the same.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use crate::coverage::{self, Requirement};
use crate::grammar::Grammar;
use crate::note::{
    AnchorPlace, Anchors, Link, LinkForm, Note, StoryMention, StoryName, Target, Verdict, is_top,
    label_key,
};

use crate::ide::Snapshot;

/// Something that can be jumped to, or that stands for such a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A heading, by its index among the note's anchors.
    Heading(usize),
    /// A story, by its index. A story with a heading is this, too.
    Story(usize),
    /// A footnote, by the key of its label.
    Footnote(String),
    /// What a label of reference links stands for, by its key.
    Label(String),
    /// The top of the note.
    Top,
    /// A requirement of the posting.
    Requirement(Range<usize>),
    /// The text of an entry that answers requirements.
    Answer(Range<usize>),
    /// Something outside of the note.
    Away(Away),
}

/// A place outside of a note, as a link in the note names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The path, percent-decoded: relative to the note's folder, or for a wiki link a note's name.
    pub path: String,
    /// The heading in it, percent-decoded.
    pub fragment: Option<String>,
    /// Whether a wiki link names it.
    pub wiki: bool,
}

impl Away {
    /// The file that it means, from the path of the note that names it, without `.` and `..`. A wiki
    /// link by name means the note of that name in the same folder; whoever knows the folders may know
    /// better. Where an absolute path begins depends on whose it is: it means nothing.
    pub fn file_from(&self, note: &Path) -> Option<PathBuf> {
        let relative = Path::new(&self.path);
        if relative.is_absolute() || relative.has_root() {
            return None;
        }
        let mut path = note.parent()?.to_owned();
        for component in relative.components() {
            match component {
                Component::Normal(name) => path.push(name),
                Component::ParentDir => {
                    path.pop();
                }
                Component::CurDir => {}
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        if self.wiki && path.extension().is_none() {
            path.set_extension("md");
        }
        Some(path)
    }
}

/// A place that declares something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// All that belongs to it: a heading's whole section.
    pub range: Range<usize>,
    /// What names it; it lies within the range.
    pub selection: Range<usize>,
}

/// What stands at an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) subject: Subject,
    /// Where it stands.
    pub(super) origin: Range<usize>,
    /// Whether it only refers to its subject.
    pub(super) is_reference: bool,
}

/// The names of a note and what they stand for. Made anew for each request.
#[derive(Debug)]
pub struct Names<'a> {
    pub(super) note: &'a Note,
    grammar: &'a Grammar,
    /// What headings are linked to by.
    pub anchors: Anchors,
    /// Where they are.
    pub places: Vec<AnchorPlace>,
    /// The stories.
    pub stories: Vec<StoryName>,
    /// Where these are mentioned.
    pub mentions: Vec<StoryMention>,
}

impl<'a> Names<'a> {
    /// The names of a note, or of a bank of stories; none of any other document.
    pub fn of(snapshot: &'a Snapshot) -> Option<Self> {
        let (note, grammar) = (&*snapshot.note, &*snapshot.grammar);
        if !note.is_note() && note.verdict != Verdict::Bank {
            return None;
        }
        let (anchors, places) = note.anchors();
        let stories = note.stories(grammar);
        let mentions = note.story_mentions(&stories);
        Some(Names {
            note,
            grammar,
            anchors,
            places,
            stories,
            mentions,
        })
    }

    /// What stands at an offset.
    pub(super) fn at(&self, offset: usize) -> Option<Found> {
        let link = self.link_at(offset);
        // `[^1]` is no story, and `[S1](#kettle)` leads where the link does.
        if let Some(found) = link {
            return Some(found);
        }
        let mention = self
            .mentions
            .iter()
            .filter(|mention| touches(&mention.range, offset));
        if let Some(mention) = mention.min_by_key(|mention| nearness(&mention.range, offset)) {
            return Some(Found {
                subject: Subject::Story(mention.story),
                origin: mention.range.clone(),
                is_reference: true,
            });
        }
        let declared = |subject, origin: &Range<usize>| {
            Some(Found {
                subject,
                origin: origin.clone(),
                is_reference: false,
            })
        };
        if let Some(index) = self
            .places
            .iter()
            .position(|place| touches(&place.range, offset))
        {
            return declared(self.heading(index), &self.places[index].text);
        }
        if let Some(index) = self
            .stories
            .iter()
            .position(|story| touches(&story.range, offset))
        {
            return declared(Subject::Story(index), &self.stories[index].range);
        }
        self.coverage_at(offset)
    }

    /// Everything in the note that can be jumped to, in no order that matters.
    pub fn subjects(&self) -> Vec<Subject> {
        let mut found: Vec<Subject> = (0..self.places.len())
            .map(|index| self.heading(index))
            .collect();
        found.extend((0..self.stories.len()).map(Subject::Story));
        for segment in &self.note.segments {
            for definition in &segment.value.links().definitions {
                let key = label_key(&definition.label);
                found.push(if definition.footnote {
                    Subject::Footnote(key)
                } else {
                    Subject::Label(key)
                });
            }
        }
        let table = coverage::table(self.note, self.grammar);
        for requirement in &table {
            let answers: Vec<&Range<usize>> = strong(requirement).collect();
            if !answers.is_empty() {
                found.push(Subject::Requirement(requirement.range.clone()));
            }
            found.extend(answers.into_iter().cloned().map(Subject::Answer));
        }
        found
    }

    /// The subject of a heading.
    pub(super) fn heading(&self, index: usize) -> Subject {
        let node = self.places[index].node;
        let story = node.and_then(|node| {
            self.stories
                .iter()
                .position(|story| story.node == Some(node))
        });
        story.map_or(Subject::Heading(index), Subject::Story)
    }

    fn link_at(&self, offset: usize) -> Option<Found> {
        // An offset at the end of one segment is the start of the next.
        let last = self.note.segment_at(offset)?;
        let mut best: Option<((bool, usize), Found)> = None;
        for index in last.saturating_sub(1)..=last {
            let at = self.note.segment(index);
            let links = at.segment.links();
            // What it means is looked up only where it stands: a note may have a hundred thousand of them.
            let mut add =
                |range: Range<usize>, mean: &dyn Fn() -> Option<Subject>, is_reference| {
                    if !touches(&range, offset) {
                        return;
                    }
                    let Some(subject) = mean() else {
                        return;
                    };
                    let rank = nearness(&range, offset);
                    if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                        let found = Found {
                            subject,
                            origin: range,
                            is_reference,
                        };
                        best = Some((rank, found));
                    }
                };
            for link in &links.links {
                add(at.range(link.span), &|| self.resolve(link), true);
            }
            for definition in &links.definitions {
                let named = || {
                    let key = label_key(&definition.label);
                    Some(if definition.footnote {
                        Subject::Footnote(key)
                    } else {
                        Subject::Label(key)
                    })
                };
                add(at.range(definition.label_span), &named, false);
                let target = at.range(definition.target.span);
                add(target, &|| self.target(&definition.target), true);
            }
        }
        best.map(|(_, found)| found)
    }

    /// What a link leads to; none where that does not exist, or is no place of a note.
    pub fn resolve(&self, link: &Link) -> Option<Subject> {
        match link.form {
            LinkForm::Footnote => {
                let key = label_key(&link.target.path);
                self.is_defined(&key, true)
                    .then_some(Subject::Footnote(key))
            }
            LinkForm::Full | LinkForm::Collapsed | LinkForm::Shortcut => {
                let key = label_key(&link.target.path);
                self.is_defined(&key, false).then_some(Subject::Label(key))
            }
            LinkForm::Auto | LinkForm::Bare => None,
            LinkForm::Inline | LinkForm::Wiki => self.target(&link.target),
        }
    }

    /// What a link's target leads to.
    pub fn target(&self, target: &Target) -> Option<Subject> {
        if target.external || target.path.is_empty() && target.fragment.is_none() {
            return None;
        }
        let fragment = target.fragment.as_deref();
        if !target.path.is_empty() {
            return Some(Subject::Away(Away {
                path: target.path.to_string(),
                fragment: fragment.map(str::to_owned),
                wiki: target.wiki,
            }));
        }
        let fragment = fragment?;
        match self.anchors.find(fragment, target.wiki) {
            Some((index, _)) => Some(self.heading(index)),
            None => is_top(fragment).then_some(Subject::Top),
        }
    }

    fn is_defined(&self, key: &str, footnote: bool) -> bool {
        self.definitions(key, footnote).next().is_some()
    }

    /// The definitions of a label: all of it, and the label.
    fn definitions<'s>(&'s self, key: &'s str, footnote: bool) -> impl Iterator<Item = Place> + 's {
        self.note.segments.iter().flat_map(move |segment| {
            let definitions = segment.value.links().definitions.iter();
            let wanted = definitions.filter(move |definition| {
                definition.footnote == footnote && label_key(&definition.label) == key
            });
            wanted.map(|definition| Place {
                range: definition.span.at(segment.start),
                selection: definition.label_span.at(segment.start),
            })
        })
    }

    /// Where a subject is declared. Of several definitions of a label only the first counts, as in
    /// CommonMark. A requirement leads to its answers, an answer to its requirements.
    pub fn declarations(&self, subject: &Subject) -> Vec<Place> {
        let one = |range: &Range<usize>| Place {
            range: range.clone(),
            selection: range.clone(),
        };
        match subject {
            Subject::Heading(index) => vec![self.heading_place(*index)],
            Subject::Story(index) => {
                let story = &self.stories[*index];
                let heading = self
                    .places
                    .iter()
                    .position(|place| place.node.is_some() && place.node == story.node);
                match heading {
                    Some(index) => vec![self.heading_place(index)],
                    None => vec![one(&story.range)],
                }
            }
            Subject::Footnote(key) => self.definitions(key, true).take(1).collect(),
            Subject::Label(key) => self.definitions(key, false).take(1).collect(),
            Subject::Top => {
                let start = self.note.layout.body.start;
                vec![one(&(start..start))]
            }
            Subject::Requirement(_) | Subject::Answer(_) => {
                self.counterparts(subject).iter().map(one).collect()
            }
            Subject::Away(_) => Vec::new(),
        }
    }

    fn heading_place(&self, index: usize) -> Place {
        let place = &self.places[index];
        let range = match place.node {
            Some(node) => place.range.start..self.note.node_range(node).end,
            None => place.range.clone(),
        };
        Place {
            range,
            selection: place.text.clone(),
        }
    }

    /// Where else a subject is meant, without its declarations.
    pub fn references(&self, subject: &Subject) -> Vec<Range<usize>> {
        if matches!(subject, Subject::Requirement(_) | Subject::Answer(_)) {
            return self.counterparts(subject);
        }
        let mut found: Vec<Range<usize>> = Vec::new();
        for segment in &self.note.segments {
            let links = segment.value.links();
            for link in &links.links {
                if self.resolve(link).as_ref() == Some(subject) {
                    found.push(link.span.at(segment.start));
                }
            }
            for definition in &links.definitions {
                if self.target(&definition.target).as_ref() == Some(subject) {
                    found.push(definition.target.span.at(segment.start));
                }
            }
        }
        // Definitions of a label that has one already: they mean the same, and do not count.
        let again = match subject {
            Subject::Footnote(key) => Some((key, true)),
            Subject::Label(key) => Some((key, false)),
            _ => None,
        };
        if let Some((key, footnote)) = again {
            let more = self.definitions(key, footnote).skip(1);
            found.extend(more.map(|place| place.selection));
        }
        if let Subject::Story(story) = subject {
            let mentions = self
                .mentions
                .iter()
                .filter(|mention| mention.story == *story);
            let mentions: Vec<Range<usize>> =
                mentions.map(|mention| mention.range.clone()).collect();
            // `[S1](#s1-kettle)` is one place, not two.
            for mention in mentions {
                if !found
                    .iter()
                    .any(|link| link.start <= mention.start && mention.end <= link.end)
                    && !self.is_in_link(&mention)
                {
                    found.push(mention);
                }
            }
        }
        found.sort_by_key(|range| (range.start, range.end));
        found
    }

    /// How much numbering and emoji stand before a heading's name, in bytes.
    pub(super) fn numbering(&self, heading: &str) -> usize {
        let bare = self.grammar.without_numbering(heading);
        heading.len() - bare.len()
    }

    /// Whether a range lies in what a link shows and is defined by at once: `[label]`, `[label][]`.
    pub(super) fn is_label(&self, range: &Range<usize>) -> bool {
        let Some(index) = self.note.segment_at(range.start) else {
            return false;
        };
        let at = self.note.segment(index);
        at.segment.links().links.iter().any(|link| {
            let label = at.range(link.target.span);
            matches!(link.form, LinkForm::Shortcut | LinkForm::Collapsed)
                && label.start <= range.start
                && range.end <= label.end
                && self.resolve(link).is_some()
        })
    }

    /// Whether a range lies in a link that leads somewhere.
    pub(super) fn is_in_link(&self, range: &Range<usize>) -> bool {
        self.link_at(range.start)
            .is_some_and(|found| found.origin.start <= range.start && range.end <= found.origin.end)
    }

    fn coverage_at(&self, offset: usize) -> Option<Found> {
        let table = coverage::table(self.note, self.grammar);
        let found = |subject, origin: &Range<usize>| Found {
            subject,
            origin: origin.clone(),
            is_reference: false,
        };
        let asked = table
            .iter()
            .filter(|requirement| touches(&requirement.range, offset));
        let asked = asked.min_by_key(|requirement| nearness(&requirement.range, offset));
        if let Some(requirement) = asked.filter(|requirement| !requirement.answers.is_empty()) {
            let range = &requirement.range;
            return Some(found(Subject::Requirement(range.clone()), range));
        }
        let answers = table.iter().flat_map(strong);
        let answers = answers.filter(|range| touches(range, offset));
        let range = answers.min_by_key(|range| nearness(range, offset))?;
        Some(found(Subject::Answer(range.clone()), range))
    }

    /// The answers of a requirement, the best first; the requirements of an answer, in order.
    fn counterparts(&self, subject: &Subject) -> Vec<Range<usize>> {
        let table = coverage::table(self.note, self.grammar);
        match subject {
            Subject::Requirement(range) => {
                let requirement = table.iter().find(|requirement| requirement.range == *range);
                requirement.into_iter().flat_map(strong).cloned().collect()
            }
            Subject::Answer(range) => {
                let answered = table
                    .iter()
                    .filter(|requirement| strong(requirement).any(|answer| answer == range));
                answered
                    .map(|requirement| requirement.range.clone())
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The answers of a requirement that are worth a jump: those at least half as heavy as the best one.
fn strong<'r>(requirement: &'r Requirement<'_>) -> impl Iterator<Item = &'r Range<usize>> {
    let best = requirement
        .answers
        .first()
        .map_or(0, |answer| answer.weight);
    let answers = requirement.answers.iter();
    answers
        .filter(move |answer| answer.weight * 2 >= best)
        .map(|answer| &answer.range)
}

/// Whether an offset lies in a range or at its end: a cursor stands between characters.
pub(super) fn touches(range: &Range<usize>, offset: usize) -> bool {
    range.start <= offset && offset <= range.end
}

/// How near a range that touches an offset is to it: the least holds it, and is the shortest.
pub(super) fn nearness(range: &Range<usize>, offset: usize) -> (bool, usize) {
    (!range.contains(&offset), range.len())
}
