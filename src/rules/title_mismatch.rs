use crate::grammar::Facts;

use super::names::{Of, Said, compatible, content, in_field, in_front_matter, in_title, says_role};
use super::rule::{Severity, rule};
use super::wrong_company::places;
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a position or a company that contradicts the title or the front matter.
    ///
    /// Abbreviations ("Sr.", "RN"), seniority, brackets, what follows a comma, legal forms, another
    /// order of the words and a company's initials extend a name and do not contradict it. Names
    /// contradict each other when they share fewer than half of their words.
    ///
    /// ## Why it matters
    ///
    /// A title that says another job than the note is a note copied from the last application. What
    /// else has stayed in it you will find out in the interview.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Baumgart & Co – Site Manager
    /// ## Job Overview
    /// **Position:** Pastry Chef
    ///               ^^^^^^^^^^^
    /// **Company:** Baumgart & Co Ltd
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Baumgart & Co – Site Manager
    /// ## Job Overview
    /// **Position:** Senior Site Manager (Leeds)
    /// **Company:** Baumgart & Co Ltd
    /// ```
    ///
    /// ## Options
    ///
    /// Abbreviations and the words that do not count stand in `grammars/facts.toml`.
    ///
    /// ## Source
    ///
    /// Notes for several interviews are made by copying the last one.
    pub(crate) static TITLE_MISMATCH = "title-mismatch", Consistency, Some(Severity::Warning), Note(check);
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let title = cx.note.title.as_ref();
    for of in [Of::Role, Of::Company] {
        // A trade is not held against the name of a post.
        if of == Of::Role && title.is_some_and(|title| title.names_trade) {
            continue;
        }
        let title = in_title(cx, of);
        let front = in_front_matter(cx, of);
        let field = in_field(cx, of).filter(|field| same_language(cx, of, field));
        let names = cx
            .note
            .title
            .as_ref()
            .map(|title| [&title.company, &title.role]);
        // A title may be split in another way than it was meant.
        let fits_title = |said: &Said| {
            let mut names = names.iter().flatten().filter_map(|name| name.as_deref());
            // "Pharmacy Technician" is not said by "Greenmantle Pharmacy – Pharmacist Manager".
            let whole = cx.note.title.as_ref().map(|title| title.text.as_str());
            match (of, &title) {
                (Of::Role, Some(role)) => {
                    compatible(&said.text, &role.text, of)
                        || whole.is_some_and(|whole| says_role(whole, &said.text))
                }
                _ => names.any(|name| compatible(&said.text, name, of)),
            }
        };
        let contradicts = |said: &&Said| !fits_title(said);
        match &title {
            Some(title) => {
                let wrong_field = field.as_ref().filter(contradicts);
                let wrong_front = front.as_ref().filter(contradicts);
                // Field and front matter that agree are one contradiction.
                let agrees = |front: &&Said| {
                    wrong_field.is_some_and(|field| compatible(&field.text, &front.text, of))
                };
                let also = wrong_front.filter(agrees);
                if let Some(field) = wrong_field {
                    report(cx, findings, of, (field, false), (title, "the title"));
                }
                // The front matter may say what the title says, or something else again.
                let differ = |one: &Said, other: &Said| !compatible(&one.text, &other.text, of);
                if let (Some(field), Some(front)) = (wrong_field, &front)
                    && also.is_none()
                    && differ(field, front)
                {
                    let edit = replace(cx, front, true, &field.text, String::new()).edits;
                    also_into(findings, title, edit, "the front matter");
                }
                if let (Some(also), Some(finding)) = (also, findings.last()) {
                    finding.with_related(
                        also.range.clone(),
                        format!("“{}” in the front matter", also.text),
                    );
                    let edits = replace(cx, also, true, &title.text, String::new()).edits;
                    let here = wrong_field.map(|field| &field.range);
                    let into =
                        |fix: &&mut Fix| fix.edits.iter().any(|edit| Some(&edit.range) == here);
                    if let Some(fix) = finding.fixes_mut().iter_mut().find(into) {
                        fix.edits.splice(0..0, edits);
                    }
                }
                if let Some(front) = wrong_front.filter(|_| also.is_none()) {
                    report(cx, findings, of, (front, true), (title, "the title"));
                    if let Some(field) = field.as_ref().filter(|field| differ(field, front)) {
                        let edit = replace(cx, field, false, &front.text, String::new()).edits;
                        also_into(findings, title, edit, "the overview");
                    }
                }
            }
            None => {
                if let (Some(field), Some(front)) = (&field, &front)
                    && !compatible(&field.text, &front.text, of)
                {
                    report(
                        cx,
                        findings,
                        of,
                        (field, false),
                        (front, "the front matter"),
                    );
                }
            }
        }
    }
}

/// Whether a field's label is in the language of the title, as far as that can be told: "Stelle:
/// Bauleiterin" below an English title says the same as it.
fn same_language(cx: &NoteCx<'_>, of: Of, field: &Said) -> bool {
    let facts = &Facts::shipped().names;
    let (Of::Role, Some(title), Some(label)) = (of, &cx.note.title, &field.label) else {
        return true;
    };
    let english = facts
        .english_labels
        .contains(&Facts::words(label).join(" "));
    let text = title.text.to_lowercase();
    let mut words = text.split(|char: char| !char.is_alphanumeric());
    english == (words.any(|word| facts.english_titles.contains(word)) || !title.reads_as_prep)
}

fn report(
    cx: &NoteCx<'_>,
    findings: &mut Findings,
    of: Of,
    (here, in_yaml): (&Said, bool),
    (there, place): (&Said, &str),
) {
    let what = match of {
        Of::Role => "position",
        Of::Company => "company",
    };
    let finding = findings.report(
        here.range.clone(),
        format!(
            "The {what} is “{}” here and “{}” in {place}: make them the same",
            here.text, there.text
        ),
    );
    finding.with_related(there.range.clone(), format!("“{}” in {place}", there.text));
    let there_in_yaml = place != "the title";
    // Markup in a value is not to be lost.
    let plain = |said: &Said| cx.text.slice(said.range.clone()) == said.text;
    // What the rest of the note says, too, is no slip.
    let stands = |said: &Said| of == Of::Company && stands_elsewhere(cx, said, [here, there]);
    if (plain(there) || there_in_yaml) && !stands(there) {
        finding.with_fix(replace(
            cx,
            there,
            there_in_yaml,
            &here.text,
            format!("Write “{}” into {place}", here.text),
        ));
    }
    if (plain(here) || in_yaml) && !stands(here) {
        finding.with_fix(replace(
            cx,
            here,
            in_yaml,
            &there.text,
            format!("Write “{}” here", there.text),
        ));
    }
}

/// Whether a company is named, by the first of its words that tells something, anywhere but where two names contradict each
/// other.
fn stands_elsewhere(cx: &NoteCx<'_>, said: &Said, two: [&Said; 2]) -> bool {
    let tells = |word: &&str| !content(Facts::words(word), Of::Company).is_empty();
    let Some(word) = said.text.split_whitespace().find(tells) else {
        return false;
    };
    let title = cx.note.title.as_ref().map(|title| title.range.clone());
    let apart = |at: usize| {
        let mut known = two.iter().map(|said| &said.range).chain(&title);
        !known.any(|range| range.contains(&at))
    };
    cx.note.segments.iter().any(|segment| {
        let mut places = places(&segment.value.chunk.text, word);
        places.any(|at| apart(segment.start + at))
    })
}

/// Lets the fix of the last finding that writes into the title write into a third place, too: else the two would
/// contradict each other then.
fn also_into(findings: &mut Findings, title: &Said, edits: Vec<Edit>, place: &str) {
    let Some(finding) = findings.last() else {
        return;
    };
    let into = |fix: &&mut Fix| fix.edits.iter().any(|edit| edit.range == title.range);
    if let Some(fix) = finding.fixes_mut().iter_mut().find(into) {
        fix.edits.extend(edits);
        fix.edits.sort_by_key(|edit| edit.range.start);
        fix.title += &format!(" and {place}");
    }
}

fn replace(cx: &NoteCx<'_>, said: &Said, in_yaml: bool, text: &str, title: String) -> Fix {
    let old = cx.text.slice(said.range.clone());
    let special = text.contains([
        ':', '#', '"', '\'', '[', ']', '{', '}', '&', '*', '|', '>', '%', '@', '`', ',',
    ]);
    let text = if in_yaml && (old.starts_with(['"', '\'']) || special) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    };
    Fix {
        title,
        safe: false,
        edits: vec![Edit::replace(said.range.clone(), text)],
    }
}
