//! Names of roles and companies, compared as a person would: what extends, shortens or rewords a
//! name is no contradiction.

use std::collections::HashSet;
use std::ops::Range;

use crate::grammar::memo::{Remembered, remembered};
use crate::grammar::{Facts, Phrases};
use crate::note::{EntryKind, SegmentRef};

use super::NoteCx;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A role. Its front-matter key, too.
    Role,
    /// A company.
    Company,
}

impl Of {
    /// The front-matter key that holds it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Of::Role => "role",
            Of::Company => "company",
        }
    }
}

/// A name at its place.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// The name without markup.
    pub text: String,
    /// Where it is.
    pub range: Range<usize>,
    /// The label that it stands behind, for a field.
    pub label: Option<String>,
}

thread_local! {
    /// The names that were compared before: with each key in a note those of its title are again.
    static COMPARED: Remembered<bool> = Remembered::default();
}

/// Whether two names may be of the same thing.
pub(super) fn compatible(one: &str, other: &str, of: Of) -> bool {
    let asked = format!("{}\0{one}\0{other}", of.key());
    remembered(&COMPARED, 0, &asked, || compare(one, other, of))
}

fn compare(one: &str, other: &str, of: Of) -> bool {
    let [a, b] = [one, other].map(Facts::words);
    let [whole_a, whole_b] = [&a, &b].map(|words| words.concat());
    let contains = whole_a.contains(&whole_b) || whole_b.contains(&whole_a);
    // "Trainee Electrician (second year)" is within "trainee electrician, interview notes".
    let bare = [one, other]
        .map(|name| Facts::words(name.split(['(', '[']).next().unwrap_or(name)).concat());
    let within = |inner: &str, outer: &str| inner.chars().count() > 3 && outer.contains(inner);
    let contains = contains || within(&bare[0], &whole_b) || within(&bare[1], &whole_a);
    // One in another script may be the same, for all that can be told.
    let foreign = |text: &str| {
        text.chars()
            .any(|char| char.is_alphabetic() && char as u32 >= 0x370)
    };
    if contains || foreign(one) != foreign(other) || stands_for(one, &b) || stands_for(other, &a) {
        return true;
    }
    let [a, b] = [content(a, of), content(b, of)];
    if a.is_empty() || b.is_empty() {
        return true;
    }
    let facts = &Facts::shipped().names;
    match of {
        Of::Role => {
            // "Chemistry Teacher" is no "Biology Teacher".
            let of_group = |words: &[String], group: &HashSet<String>| {
                let own = words.iter().filter(|word| group.contains(*word));
                own.cloned().collect::<HashSet<String>>()
            };
            let excludes = |group: &HashSet<String>| {
                let [a, b] = [of_group(&a, group), of_group(&b, group)];
                !a.is_empty() && !b.is_empty() && a.is_disjoint(&b)
            };
            if facts.exclusive.iter().any(excludes) {
                return false;
            }
            // "Night Manager" and "Front Office Manager" share what kind of post they are.
            let telling = |word: &&String| {
                !facts.role_kinds.contains(*word) && !facts.role_vague.contains(*word)
            };
            if shares_none(a.iter().filter(telling), b.iter().filter(telling)) {
                return false;
            }
        }
        Of::Company => {
            // "Ostrava Hotels" and "Oriel Hotels" share what they are.
            let telling = |word: &&String| !facts.company_kinds.contains(*word);
            if shares_none(a.iter().filter(telling), b.iter().filter(telling)) {
                return false;
            }
        }
    }
    let (few, many) = if a.len() < b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    let shared = few
        .iter()
        .filter(|word| many.iter().any(|other| alike(word, other)));
    2 * shared.count() >= few.len()
}

/// The words of a name that tell it from others, abbreviations written out.
pub(super) fn content(words: Vec<String>, of: Of) -> Vec<String> {
    let facts = &Facts::shipped().names;
    let ignored = match of {
        Of::Role => &facts.role_ignore,
        Of::Company => &facts.company_ignore,
    };
    let long = |word: String| match facts.abbreviations.get(&word).filter(|_| of == Of::Role) {
        Some(long) => long.clone(),
        None => vec![word],
    };
    let mut found: Vec<String> = words.into_iter().flat_map(long).collect();
    found.retain(|word| !ignored.contains(word));
    found
}

/// Whether one of a name's words in capitals is made of the initials of another name's words.
fn stands_for(short: &str, words: &[String]) -> bool {
    let ignored = &Facts::shipped().names.company_ignore;
    let initials = |words: &mut dyn Iterator<Item = &String>| -> String {
        words.filter_map(|word| word.chars().next()).collect()
    };
    let all = initials(&mut words.iter());
    let few = initials(&mut words.iter().filter(|word| !ignored.contains(*word)));
    // "P&G"
    let short = short.replace('&', "");
    let mut capitals = short
        .split(|char: char| !char.is_alphanumeric())
        .filter(|word| word.chars().count() > 1 && !word.contains(char::is_lowercase));
    capitals.any(|word| [&all, &few].contains(&&word.to_lowercase()))
}

/// Whether two names that both have telling words share none of them.
fn shares_none<'a>(
    one: impl Iterator<Item = &'a String>,
    other: impl Iterator<Item = &'a String>,
) -> bool {
    let [one, other]: [Vec<&String>; 2] = [one.collect(), other.collect()];
    let shared = || {
        let mut words = one.iter();
        words.any(|word| other.iter().any(|other| alike(word, other)))
    };
    !one.is_empty() && !other.is_empty() && !shared()
}

/// Whether a text holds every telling word of a role: it says that role, however it is split.
pub(super) fn says_role(text: &str, role: &str) -> bool {
    let held = content(Facts::words(text), Of::Role);
    let wanted = content(Facts::words(role), Of::Role);
    let mut wanted = wanted.iter();
    wanted.all(|word| held.iter().any(|other| alike(word, other)))
}

/// Whether two words are one but for an ending: "Nurse" and "Nurses", "Bauleiter" and "Bauleiterin".
fn alike(one: &str, other: &str) -> bool {
    let long = |word: &str| word.chars().count() >= 4;
    one == other || long(one) && other.starts_with(one) || long(other) && one.starts_with(other)
}

/// Whether a value is no name at all: "unknown", `[Company]`, a whole sentence.
pub(super) fn is_no_name(value: &str) -> bool {
    let facts = &Facts::shipped().names;
    value.contains(['[', '{', '<', '?'])
        || value.chars().count() > 90
        || !value.contains(char::is_alphabetic)
        || facts.unknown.contains(&Facts::words(value).join(" "))
        || Phrases::shipped().marks(value).next().is_some()
}

/// What the title says, if it says both company and role. `swapped` tells that the role comes first.
pub(super) fn in_title(cx: &NoteCx<'_>, of: Of) -> Option<Said> {
    let title = cx.note.title.as_ref()?;
    let (first, second) = (title.company.as_deref()?, title.role.as_deref()?);
    let field = |of| {
        [in_front_matter(cx, of), in_field(cx, of)]
            .into_iter()
            .flatten()
    };
    // "Staff Nurse – Harbour Clinic" reads as well as the other way round.
    let fits = |name: &str, of| field(of).any(|said| compatible(&said.text, name, of));
    let swapped = fits(second, Of::Company) && !fits(first, Of::Company)
        || fits(first, Of::Role) && !fits(second, Of::Role) && {
            // "Greenmantle Pharmacy – Pharmacist" with a technician's field: that the company's name says
            // "pharmacy" makes no role of it.
            let kinds = &Facts::shipped().names.company_kinds;
            let words = content(Facts::words(first), Of::Role);
            let telling = words.iter().filter(|word| !kinds.contains(*word));
            let mut telling = telling.collect::<Vec<_>>().into_iter();
            telling.any(|word| {
                field(Of::Role).any(|said| {
                    let said = content(Facts::words(&said.text), Of::Role);
                    said.iter().any(|other| alike(word, other))
                })
            })
        };
    let text = if swapped == (of == Of::Company) {
        second
    } else {
        first
    };
    let source = cx.text.slice(title.range.clone());
    let at = source.find(text)?;
    let start = title.range.start + at;
    Some(Said {
        text: text.to_owned(),
        range: start..start + text.len(),
        label: None,
    })
}

/// What the front matter says.
pub(super) fn in_front_matter(cx: &NoteCx<'_>, of: Of) -> Option<Said> {
    let front = cx.note.front_matter.as_ref()?;
    let (text, range) = front.value(of.key())?;
    (!is_no_name(text)).then(|| Said {
        text: text.to_owned(),
        range,
        label: None,
    })
}

/// What the first field of that kind says.
pub(super) fn in_field(cx: &NoteCx<'_>, of: Of) -> Option<Said> {
    for section in &cx.note.sections {
        let spec = cx.note.spec(section, cx.grammar);
        let named = |&(kind, field): &(usize, usize)| {
            kind == section.spec && spec.fields[field].front_matter.as_deref() == Some(of.key())
        };
        let holds = |at: SegmentRef<'_>| at.segment.fields.iter().any(named);
        if !cx.note.segments_of(section).any(holds) {
            continue;
        }
        for (at, index, entry, label) in cx.note.known_fields(section) {
            let Some(field) = label.meaning.field(section.spec) else {
                continue;
            };
            if spec.fields[field].front_matter.as_deref() != Some(of.key()) || entry.quoted {
                continue;
            }
            // Of a table's row, the cell behind the label.
            let mut cells = at.segment.children(Some(index)).skip(1);
            let cell = cells
                .next()
                .filter(|(_, cell)| cell.kind == EntryKind::Cell);
            let (text, span) = match cell {
                Some((_, cell)) => (at.segment.plain(cell), cell.text),
                None => (at.segment.plain_value(entry), entry.value),
            };
            // In a table with its labels on top, the label beside is no value.
            let on_top = entry.kind == EntryKind::Header
                || cell.is_some() && !cx.grammar.meaning(&text).fields.is_empty();
            if !is_no_name(&text) && !on_top {
                return Some(Said {
                    text: text.into_owned(),
                    range: at.range(span),
                    label: Some(label.name.clone()),
                });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_extends_a_name_does_not_contradict_it() {
        for (one, other) in [
            ("Senior Go Developer", "Sr. Go Developer"),
            ("Staff Nurse", "Nurse, Staff"),
            ("Staff Nurse", "Staff Nurse, Acute Medicine (nights)"),
            ("Registered Nurse", "RN – Ward 7"),
            ("Software Engineer II", "Software Developer"),
            ("Bauleiterin", "Bauleiter (m/w/d)"),
            ("Front-end Engineer", "Frontend Developer"),
            ("Staff Nurse", "간호사"),
            ("Assoc. Mgr, Sales", "Sales Manager"),
        ] {
            assert!(compatible(one, other, Of::Role), "{one} / {other}");
        }
        for (one, other) in [
            ("FinGear", "Fin Gear Ltd."),
            ("Marlowe Bay Hospital", "MBH"),
            ("The Harbour Clinic", "Harbour Clinic NHS Trust"),
            ("Brauer Bau", "Brauer Bau GmbH & Co. KG"),
            ("Procter & Gamble", "P&G"),
        ] {
            assert!(compatible(one, other, Of::Company), "{one} / {other}");
        }
    }

    #[test]
    fn other_names_contradict() {
        for (one, other) in [
            ("Senior Go Developer", "Account Executive"),
            ("Staff Nurse", "Site Manager"),
            ("Pastry Chef", "Primary Teacher"),
        ] {
            assert!(!compatible(one, other, Of::Role), "{one} / {other}");
        }
        for (one, other) in [
            ("FinGear", "PayNova"),
            ("Harbour Clinic", "Marlowe Bay Hospital"),
        ] {
            assert!(!compatible(one, other, Of::Company), "{one} / {other}");
        }
    }
}
