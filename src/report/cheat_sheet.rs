//! The sheet for the day: what of a note is worth having at hand in the interview, on one page and in the note's
//! own words. What the note lacks is told, and never made up.

use std::ops::Range;

use jiff::civil::Date;

use crate::coverage;
use crate::dates;
use crate::grammar::{FieldKind, Grammar, Voice, numbers};
use crate::note::{EntryKind, Note, Section, SegmentRef};
use crate::text::Text;

use super::duties::duties;
use super::said::{items_of_part, line, one_line, opens, shortened, value, whole};
use super::story_parts::{Told, told};

/// How many stories fit, and how many anybody can hold in mind.
const STORIES: usize = 3;
/// How many questions to ask; there is time for three.
const QUESTIONS: usize = 7;
/// How many red flags.
const FLAGS: usize = 5;
/// How many claims with numbers.
const NUMBERS: usize = 7;
/// How many duties and requirements.
const DUTIES: usize = 5;
/// Characters of a part of a story: two lines or so.
const PART: usize = 190;
/// Characters of any other line.
const LINE: usize = 130;
/// Characters of a pitch: a minute has about 150 words.
const PITCH: usize = 900;

/// The sheet for the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheatSheet {
    /// The company.
    pub company: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// The day of the interview, and how many days are left.
    pub interview: Option<(Date, i32)>,
    /// When, where, how: labels and values as the note has them.
    pub logistics: Vec<Fact>,
    /// Who will be there.
    pub people: Vec<String>,
    /// What the job is.
    pub job: Vec<Fact>,
    /// The first duties and requirements of the posting.
    pub duties: Vec<String>,
    /// The stories that answer most of the posting, the best first.
    pub stories: Vec<SheetStory>,
    /// The pitch, by paragraphs.
    pub pitch: Vec<String>,
    /// Questions to ask.
    pub questions: Vec<String>,
    /// Red flags to avoid.
    pub red_flags: Vec<String>,
    /// Claims with numbers; the ranges are those of the numbers.
    pub numbers: Vec<(String, Vec<Range<usize>>)>,
    /// What there is more of in the note than on the sheet, and how much.
    pub left_out: Vec<(Piece, usize)>,
    /// What the note says nothing of.
    pub missing: Vec<Piece>,
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The label, as the note has it.
    pub label: String,
    /// The value.
    pub value: String,
}

/// A story in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetStory {
    /// Its id.
    pub id: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Its parts, in order.
    pub parts: Vec<StoryPart>,
    /// The requirements of the posting that it answers.
    pub answers: Vec<String>,
}

/// A part of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryPart {
    /// Its label, as the note has it: Situation.
    pub label: String,
    /// What it says.
    pub text: String,
}

/// A piece of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The day of the interview.
    Day,
    /// Where it is, or how to dial in, and other practical matters.
    Logistics,
    /// Who will be there.
    People,
    /// What the job is.
    Job,
    /// Stories.
    Stories,
    /// The pitch.
    Pitch,
    /// Questions to ask.
    Questions,
    /// Red flags.
    RedFlags,
    /// Claims with numbers.
    Numbers,
}

impl Piece {
    /// What it is called in a sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            Piece::Day => "the day of the interview",
            Piece::Logistics => "where it is or how to dial in",
            Piece::People => "who will be there",
            Piece::Job => "facts of the job",
            Piece::Stories => "stories in parts (situation, task, action, result)",
            Piece::Pitch => "a pitch",
            Piece::Questions => "questions to ask",
            Piece::RedFlags => "red flags to avoid",
            Piece::Numbers => "achievements with numbers",
        }
    }
}

impl CheatSheet {
    /// The sheet of a note. Without `today` the day of the interview is told as the note has it.
    pub fn of(text: &Text, note: &Note, grammar: &Grammar, today: Option<Date>) -> CheatSheet {
        let reader = Reader {
            text,
            note,
            grammar,
        };
        let interview = today.and_then(|today| {
            let day = note.interview(grammar, today)?.value.day()?;
            Some((day, dates::days_between(today, day)))
        });
        let mut sheet = CheatSheet {
            company: note.company().map(one_line),
            role: note.role().map(one_line),
            interview,
            logistics: reader.logistics(interview.is_some()),
            people: reader.people(),
            job: reader.job(),
            pitch: reader.pitch(),
            ..CheatSheet::default()
        };
        reader.stories(&mut sheet);
        let mut keep = |piece, mut all: Vec<String>, most: usize| {
            // That there is one more takes as much room as that one.
            if all.len() > most + 1 {
                sheet.left_out.push((piece, all.len() - most));
                all.truncate(most);
            }
            all
        };
        let duties = duties(note, grammar).into_iter();
        let duties = duties.map(|duty| shortened(&duty, LINE)).collect();
        sheet.duties = keep(Piece::Job, duties, DUTIES);
        sheet.questions = keep(Piece::Questions, reader.questions(), QUESTIONS);
        sheet.red_flags = keep(Piece::RedFlags, reader.red_flags(), FLAGS);
        sheet.numbers = reader.numbers();
        sheet.missing = [
            (Piece::Day, sheet.interview.is_none()),
            (Piece::Logistics, sheet.logistics.is_empty()),
            (Piece::People, sheet.people.is_empty()),
            (Piece::Job, sheet.job.is_empty() && sheet.duties.is_empty()),
            (Piece::Stories, sheet.stories.is_empty()),
            (Piece::Pitch, sheet.pitch.is_empty()),
            (Piece::Questions, sheet.questions.is_empty()),
            (Piece::RedFlags, sheet.red_flags.is_empty()),
            (Piece::Numbers, sheet.numbers.is_empty()),
        ]
        .into_iter()
        .filter_map(|(piece, missing)| missing.then_some(piece))
        .collect();
        sheet
    }
}

struct Reader<'a> {
    text: &'a Text,
    note: &'a Note,
    grammar: &'a Grammar,
}

impl<'a> Reader<'a> {
    /// The sections of a kind, by its id.
    fn sections(&self, id: &str) -> impl Iterator<Item = (&'a Section, usize)> + use<'a> {
        let kind = self.grammar.section(id);
        let sections = self.note.sections.iter();
        sections.filter_map(move |section| {
            (Some(section.spec) == kind).then_some((section, section.spec))
        })
    }

    fn segments(&self, id: &str) -> impl Iterator<Item = (SegmentRef<'a>, bool, usize)> + use<'a> {
        let note = self.note;
        self.sections(id).flat_map(move |(section, kind)| {
            let segments = note.segments_of(section);
            segments.map(move |at| (at, opens(section, note, at), kind))
        })
    }

    /// The fields of a kind of section with their values, in the order in which the grammar has them; each once.
    fn fields(&self, id: &str) -> Vec<(usize, Fact)> {
        let mut found: Vec<(usize, Fact)> = Vec::new();
        for (section, kind) in self.sections(id) {
            for (at, index, entry, label) in self.note.fields(section) {
                let Some(field) = label.meaning.field(kind) else {
                    continue;
                };
                let value = value(at, index);
                let known = found.iter().any(|(other, _)| *other == field);
                if entry.quoted || value.is_empty() || known {
                    continue;
                }
                let label = one_line(&label.name);
                found.push((field, Fact { label, value }));
            }
        }
        found.sort_by_key(|(field, _)| *field);
        found
    }

    /// The values of a key of the front matter.
    fn front(&self, key: &str) -> Vec<String> {
        let front = self.note.front_matter.as_ref();
        let entry = front.and_then(|front| front.entry(key));
        let values = entry.into_iter().flat_map(|entry| &entry.values);
        values.map(|(value, _)| one_line(value)).collect()
    }

    /// When, where and how. A field that holds but the day of the interview is left out where that is told anyway.
    fn logistics(&self, day_is_told: bool) -> Vec<Fact> {
        let Some(kind) = self.grammar.section("logistics") else {
            return Vec::new();
        };
        let specs = &self.grammar.sections[kind].fields;
        let mut facts = self.fields("logistics");
        for (field, spec) in specs.iter().enumerate() {
            let Some(key) = &spec.front_matter else {
                continue;
            };
            let known = facts.iter().any(|(other, _)| *other == field);
            let value = self.front(key).join(", ");
            if !known && !value.is_empty() {
                let label = spec.label.clone();
                facts.push((field, Fact { label, value }));
            }
        }
        facts.sort_by_key(|(field, _)| *field);
        let kept = facts.into_iter().filter(|(field, fact)| {
            let spec = &specs[*field];
            let told_elsewhere = match spec.front_matter.as_deref() {
                Some("interviewers" | "status") => true,
                Some(crate::note::INTERVIEW) => {
                    let read = dates::read(&fact.value);
                    let bare = matches!(&read, dates::Value::Found(found) if found.range.len() == fact.value.len());
                    day_is_told && bare
                }
                _ => false,
            };
            !told_elsewhere
        });
        kept.map(|(_, fact)| fact).collect()
    }

    /// Who will be there: the section on them, else what the logistics or the front matter say.
    fn people(&self) -> Vec<String> {
        let mut people = Vec::new();
        for (at, opens, kind) in self.segments("interviewers") {
            let heading = at.segment.heading.as_ref().filter(|_| !opens);
            let person = heading.filter(|heading| heading.meaning.field(kind).is_none());
            if let Some(person) = person {
                let labels = (0u32..).zip(&at.segment.entries);
                let about = labels
                    .filter(|(_, entry)| entry.label.is_some() && entry.depth == 0)
                    .map(|(index, _)| value(at, index))
                    .find(|value| !value.is_empty());
                people.push(match about {
                    Some(about) => shortened(&format!("{} – {about}", person.name), LINE),
                    None => person.name.clone(),
                });
                continue;
            }
            let top = at
                .segment
                .children(None)
                .filter(|(_, entry)| entry.kind.is_item() || matches!(entry.kind, EntryKind::Row));
            people.extend(top.map(|(index, entry)| {
                let said = match entry.kind {
                    EntryKind::Row => {
                        let cells = at.segment.children(Some(index));
                        let cells: Vec<String> = cells
                            .map(|(_, cell)| line(at, cell))
                            .filter(|cell| !cell.is_empty())
                            .collect();
                        cells.join(" – ")
                    }
                    _ => line(at, entry),
                };
                shortened(&said, LINE)
            }));
        }
        people.retain(|person| !person.is_empty());
        if people.is_empty() {
            let kind = self.grammar.section("logistics");
            let is_people = |field: usize| {
                let spec = kind.map(|kind| &self.grammar.sections[kind].fields[field]);
                spec.and_then(|spec| spec.front_matter.as_deref()) == Some("interviewers")
            };
            let fields = self.fields("logistics").into_iter();
            people.extend(
                fields
                    .filter(|(field, _)| is_people(*field))
                    .map(|(_, fact)| fact.value),
            );
        }
        if people.is_empty() {
            people = self.front("interviewers");
        }
        people
    }

    /// The facts of the job that are no dates of the posting and no lists.
    fn job(&self) -> Vec<Fact> {
        let Some(kind) = self.grammar.section("job-overview") else {
            return Vec::new();
        };
        let specs = &self.grammar.sections[kind].fields;
        let facts = self.fields("job-overview").into_iter();
        let facts = facts.filter(|(field, fact)| {
            let link = fact.value.contains("://") || fact.value.starts_with("www.");
            specs[*field].kind == FieldKind::Text && !link
        });
        let mut facts: Vec<Fact> = facts
            .map(|(_, fact)| Fact {
                value: shortened(&fact.value, LINE),
                ..fact
            })
            .collect();
        let salary = specs
            .iter()
            .position(|spec| spec.front_matter.as_deref() == Some("salary"));
        let in_note = self
            .fields("job-overview")
            .iter()
            .any(|(field, _)| Some(*field) == salary);
        if let (Some(field), false) = (salary, in_note) {
            let values = self.front("salary").into_iter();
            facts.extend(values.take(1).map(|value| Fact {
                label: specs[field].label.clone(),
                value,
            }));
        }
        facts
    }

    fn pitch(&self) -> Vec<String> {
        let mut room = PITCH;
        let mut pitch = Vec::new();
        for (at, _, _) in self.segments("pitch") {
            let top = at
                .segment
                .children(None)
                .filter(|(_, entry)| !matches!(entry.kind, EntryKind::Code) && !entry.bold_only);
            for (index, _) in top {
                let said = whole(at, index);
                if said.is_empty() || room == 0 {
                    continue;
                }
                let kept = shortened(&said, room);
                room = room.saturating_sub(said.chars().count());
                pitch.push(kept);
            }
        }
        pitch
    }

    /// The stories that answer most.
    fn stories(&self, sheet: &mut CheatSheet) {
        let table = coverage::table(self.note, self.grammar);
        let asked =
            |range: &Range<usize>| one_line(&crate::ide::plain(&self.text.slice(range.clone())));
        let told = told(self.text, self.note, self.grammar);
        let mut scored: Vec<(u32, &Told, Vec<String>)> = told
            .iter()
            .map(|story| {
                let (mut score, mut answers) = (0, Vec::new());
                for one in &table {
                    let within = one.answers.iter().filter(|answer| {
                        story.range.start <= answer.range.start
                            && answer.range.end <= story.range.end
                    });
                    let Some(weight) = within.map(|answer| answer.weight).max() else {
                        continue;
                    };
                    // A must counts twice.
                    score += weight * if one.nice { 1 } else { 2 };
                    answers.push((weight, shortened(&asked(&one.range), 70)));
                }
                answers.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
                let answers = answers.into_iter().take(2).map(|(_, asked)| asked);
                (score, story, answers.collect())
            })
            .collect();
        scored.sort_by_key(|(score, story, _)| (std::cmp::Reverse(*score), story.range.start));
        if scored.len() > STORIES {
            sheet
                .left_out
                .push((Piece::Stories, scored.len() - STORIES));
        }
        let best = scored.into_iter().take(STORIES);
        sheet.stories = best
            .map(|(_, story, answers)| SheetStory {
                id: story.id.clone(),
                name: story.name.clone(),
                parts: story
                    .parts
                    .iter()
                    .map(|part| StoryPart {
                        label: part.label.clone(),
                        text: shortened(&part.text, PART),
                    })
                    .collect(),
                answers,
            })
            .collect();
    }

    fn questions(&self) -> Vec<String> {
        let mut questions = Vec::new();
        for section in &self.note.sections {
            if self.grammar.sections[section.spec].voice != Voice::Questions {
                continue;
            }
            for at in self.note.segments_of(section) {
                let own = opens(section, self.note, at);
                let heading = at.segment.heading.as_ref().filter(|_| !own);
                questions.extend(
                    heading
                        .filter(|heading| heading.question)
                        .map(|heading| heading.name.clone()),
                );
                let asked = at.segment.entries.iter().filter(|entry| {
                    entry.question && !matches!(entry.kind, EntryKind::Row | EntryKind::Header)
                });
                questions.extend(asked.map(|entry| {
                    let said = one_line(&at.segment.plain_value(entry));
                    let bare = said.trim_matches(['"', '“', '”', '„', '«', '»']);
                    bare.trim().to_owned()
                }));
            }
        }
        questions.retain(|question| !question.is_empty());
        questions
    }

    fn red_flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        for (at, opens, kind) in self.segments("strategic-advice") {
            let parts = &self.grammar.sections[kind].parts;
            if let Some(part) = parts.iter().position(|part| part.id == "red-flags") {
                flags.extend(items_of_part(at, opens, (kind, part)));
            }
        }
        flags
            .into_iter()
            .map(|flag| shortened(&flag, LINE))
            .collect()
    }

    /// Claims of one's own with a number that measures something: achievements first.
    fn numbers(&self) -> Vec<(String, Vec<Range<usize>>)> {
        let mut found: Vec<(String, Vec<Range<usize>>)> = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for id in ["resume-highlights", "fit"] {
            for (at, _, _) in self.segments(id) {
                for entry in &at.segment.entries {
                    let skipped = matches!(
                        entry.kind,
                        EntryKind::Code | EntryKind::Header | EntryKind::Row
                    );
                    if skipped || entry.quoted || entry.question {
                        continue;
                    }
                    let said = around_number(&one_line(&at.segment.plain_value(entry)));
                    let all = numbers::find(&said).into_iter();
                    let all: Vec<_> = all.filter(|number| number.measures).collect();
                    // The fit often says again what the résumé says.
                    let new = all.iter().any(|number| !seen.contains(&number.value));
                    if !new {
                        continue;
                    }
                    seen.extend(all.iter().map(|number| number.value.clone()));
                    let ranges = all.into_iter().map(|number| number.range).collect();
                    found.push((said, ranges));
                    if found.len() == NUMBERS {
                        return found;
                    }
                }
            }
        }
        found
    }
}

/// A line short enough for the sheet that still holds its first number.
fn around_number(said: &str) -> String {
    let mut all = numbers::find(said).into_iter();
    let Some(first) = all.find(|number| number.measures) else {
        return String::new();
    };
    let before = said[..first.range.start].chars().count();
    if before + 40 <= LINE {
        return shortened(said, LINE);
    }
    // From the beginning of the clause with the number, or some words before it.
    let head = &said[..first.range.start];
    let clause = head.rfind([';', ':', '.', ',']).map_or(0, |at| at + 1);
    let near = head.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    let start = clause.max(near);
    let rest = said[start..].trim_start();
    let rest = match clause >= near {
        true => rest,
        false => rest.split_once(' ').map_or(rest, |(_, rest)| rest),
    };
    shortened(&format!("… {rest}"), LINE)
}
