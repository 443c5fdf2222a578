//! Keys of the front matter: what each is for; dates and rules' names in their values.

use crate::dates::{self, Value};

use super::super::plain::escaped;
use super::{Hover, Snapshot, date, rule};

/// What the keys are for that prep-ls reads.
const KEYS: [(&str, &str); 12] = [
    (
        "company",
        "The company, school, hospital or firm. It counts before the one in the title.",
    ),
    ("role", "The post. It counts before the one in the title."),
    (
        "status",
        "How the application stands: once it says that the matter is over, nothing is due any more.",
    ),
    (
        "stage",
        "The stage reached: phone screen, panel, trial day.",
    ),
    (
        "interview_date",
        "The day of the interview. Days left and what is due are counted from it.",
    ),
    (
        "posting_date",
        "The day of the posting, to know how long they have been looking.",
    ),
    (
        "salary",
        "What the posting says of pay, or what you will ask for.",
    ),
    ("interviewers", "Who will ask, one a line."),
    ("resume", "The résumé that goes with this note."),
    (
        "stories",
        "The file of stories that this note shares with others: their ids, such as S1, lead there.",
    ),
    (
        "prep",
        "`true`: this is a prep note, whatever else it looks like. `false`: it is none, and prep-ls is silent.",
    ),
    ("prep_ignore", "Rules that are silent in this note."),
];

/// What there is to say at an offset in the front matter.
pub(super) fn at(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let front = snapshot.note.front_matter.as_ref()?;
    let holds = |range: &std::ops::Range<usize>| range.start <= offset && offset <= range.end;
    let key_of = |key: &str| key.to_ascii_lowercase().replace('-', "_");
    for entry in &front.entries {
        let key = key_of(&entry.key);
        if holds(&entry.key_range) {
            let (_, about) = KEYS.iter().find(|(known, _)| *known == key)?;
            let fields = snapshot.grammar.sections.iter().find_map(|section| {
                let field = section
                    .fields
                    .iter()
                    .find(|field| field.front_matter.as_deref() == Some(key.as_str()))?;
                Some((&field.label, &section.title))
            });
            let mut markdown = format!("`{key}`: {about}");
            if let Some((label, section)) = fields {
                markdown.push_str(&format!(
                    "\n\nThe same as the label “{}” in “{}”.",
                    escaped(label),
                    escaped(section)
                ));
            }
            return Some(Hover {
                range: entry.key_range.clone(),
                markdown,
            });
        }
        let Some((value, range)) = entry.values.iter().find(|(_, range)| holds(range)) else {
            continue;
        };
        let markdown = match key.as_str() {
            "prep_ignore" => rule::page(value),
            _ => match dates::read(value) {
                Value::Found(found) if key.ends_with("date") => {
                    date::told(snapshot, range.start, found.reading)
                }
                _ => return None,
            },
        };
        return Some(Hover {
            range: range.clone(),
            markdown,
        });
    }
    None
}
