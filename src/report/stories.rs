//! A bank of stories, and how the notes that share it use them.

use crate::grammar::{Grammar, Voice};
use crate::note::{Note, StoryName};
use crate::text::Text;

use super::said::one_line;

/// A file of stories that notes share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bank {
    /// Its stories that have an id, in order.
    pub stories: Vec<BankStory>,
    /// How many notes share it: those whose interview is not over.
    pub notes: usize,
}

/// A story of a bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankStory {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: Option<String>,
    /// Its line, counted from 1.
    pub line: usize,
    /// The notes that name it, by the numbers that whoever counts them gave them.
    pub notes: Vec<usize>,
    /// Those of them in which two prepared answers or more name it.
    pub twice: Vec<usize>,
}

/// Which stories a note names by their ids, and how often in its prepared answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions(Vec<(String, usize)>);

impl Mentions {
    /// The ids that a note names and gives to no story of its own.
    pub fn of(note: &Note, grammar: &Grammar) -> Mentions {
        let own = note.stories(grammar);
        let mut found: Vec<(String, usize)> = Vec::new();
        for (range, id) in note.story_ids() {
            if is_own(&own, id) {
                continue;
            }
            let section = note.section_at(range.start);
            let answers = section
                .is_some_and(|section| grammar.sections[section.spec].voice == Voice::Answers);
            match found.iter_mut().find(|(known, _)| known == id) {
                Some((_, count)) => *count += usize::from(answers),
                None => found.push((id.to_owned(), usize::from(answers))),
            }
        }
        Mentions(found)
    }
}

fn is_own(own: &[StoryName], id: &str) -> bool {
    own.iter()
        .any(|story| story.id.as_ref().is_some_and(|(known, _)| known == id))
}

impl Bank {
    /// The bank that a file is; the file must have been made a bank
    /// ([`Verdict::Bank`](crate::note::Verdict::Bank)).
    pub fn of(text: &Text, note: &Note, grammar: &Grammar) -> Bank {
        let stories = note.stories(grammar).into_iter().filter_map(|story| {
            let line = text.line_col(story.range.start).line;
            let title = story.title.map(|(title, _)| one_line(&title));
            Some(BankStory {
                id: story.id?.0,
                title,
                line,
                notes: Vec::new(),
                twice: Vec::new(),
            })
        });
        Bank {
            stories: stories.collect(),
            notes: 0,
        }
    }

    /// Counts a note that shares the bank, under its number.
    pub fn count(&mut self, number: usize, mentions: &Mentions) {
        self.notes += 1;
        for story in &mut self.stories {
            let found = mentions.0.iter().find(|(id, _)| *id == story.id);
            if let Some((_, answers)) = found {
                story.notes.push(number);
                if *answers > 1 {
                    story.twice.push(number);
                }
            }
        }
    }

    /// Whether no note names a story.
    pub fn is_unused(&self, story: &BankStory) -> bool {
        story.notes.is_empty()
    }

    /// Whether each of several notes names it: no interview would bring anything new.
    pub fn is_everywhere(&self, story: &BankStory) -> bool {
        self.notes > 1 && story.notes.len() == self.notes
    }
}
