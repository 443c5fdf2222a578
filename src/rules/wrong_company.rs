use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::grammar::terms::{Shape, Word, words};
use crate::grammar::{Facts, NameFacts};
use crate::note::{Entry, EntryKind, Section, Segment, SegmentRef};
use crate::syntax::{InlineKind, Span};

use super::another_note;
use super::named::{Named, folded, may_be_name, may_be_ordinary, run};
use super::names::{Of, Said, compatible, content, in_field, in_front_matter, in_title};
use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx, WorkspaceCx};

rule! {
    /// Reports another company's name where the note's own is expected, once for each section.
    ///
    /// That is the subject of the company section's first sentence, and a name that has a mission,
    /// values, a platform, or that somebody wants to join, in a section that never names the own
    /// company. Names that the note knows from elsewhere (employers, tools, places), and lines about
    /// competitors, customers or partners, are left alone. The company of another note of the workspace is
    /// reported wherever it stands in such a section.
    ///
    /// ## Why it matters
    ///
    /// "I share PayNova's mission", said at FinGear, ends the interview.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: FinGear – Accountant
    /// ## Why This Job Is a Fit
    /// - Nine audits of card schemes suit PayNova’s mission.
    ///                                    ^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: FinGear – Accountant
    /// ## Why This Job Is a Fit
    /// - Nine audits of card schemes suit FinGear’s mission.
    /// ```
    ///
    /// ## Options
    ///
    /// The phrases stand in `grammars/facts.toml`.
    ///
    /// ## Source
    ///
    /// Notes for several interviews are made by copying the last one.
    pub(crate) static WRONG_COMPANY = "wrong-company", Consistency, Some(Severity::Warning), Workspace(check), content: true;
}

/// The note's own company: what it is called, and where that stands.
struct Own {
    /// All its names.
    names: Vec<String>,
    /// What the title names: it may be split in another way than it was meant.
    titled: Vec<String>,
    /// The one to be shown and written.
    name: String,
    /// Where that stands, in words.
    place: &'static str,
}

/// A name in a section.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

fn check(cx: &WorkspaceCx<'_, '_>, findings: &mut Findings) {
    let WorkspaceCx { note: cx, around } = cx;
    let facts = &Facts::shipped().names;
    let Some(own) = own(cx) else { return };
    let others = another_note::companies(cx, &around.companies, |name| is_own(name, &own));
    for section in &cx.note.sections {
        let id = &cx.note.spec(section, cx.grammar).id;
        if !facts.sections.contains(id) {
            continue;
        }
        if let Some(found) = another_note::company(cx, section, &around.companies, &others, facts) {
            let finding = findings.report(
                found.range.clone(),
                format!(
                    "“{}” is the company of another note, this one is about “{}”: put in the right name, or say who this is",
                    found.text, own.name
                ),
            );
            finding.with_data("company", found.text.as_str());
            finding.with_fix(replace(cx, section, &found.text, &own.name));
            continue;
        }
        if names_own(cx, section, &own) {
            continue;
        }
        let subject = (id == "company-summary")
            .then(|| subject(cx, section, facts))
            .flatten();
        let subject = subject.filter(|found| !is_own(&found.text, &own));
        let Some(found) = subject.or_else(|| in_phrase(cx, section, &own, facts)) else {
            continue;
        };
        let finding = findings.report(
            found.range.clone(),
            format!(
                "“{}” here, “{}” in {}: put in the right name, or say who this is",
                found.text, own.name, own.place
            ),
        );
        finding.with_data("company", found.text.as_str());
        finding.with_fix(replace(cx, section, &found.text, &own.name));
    }
}

fn own(cx: &NoteCx<'_>) -> Option<Own> {
    let title = in_title(cx, Of::Company).map(|said| (said, "the title"));
    let front = in_front_matter(cx, Of::Company).map(|said| (said, "the front matter"));
    let field = in_field(cx, Of::Company).map(|said| (said, "the overview"));
    let all: Vec<(Said, &str)> = [title, front, field].into_iter().flatten().collect();
    let (first, place) = all.first()?;
    let (name, place) = (first.text.clone(), *place);
    let names = all.into_iter().map(|(said, _)| said.text).collect();
    let title = cx.note.title.iter();
    let titled = title
        .flat_map(|title| [&title.company, &title.role])
        .flatten()
        .cloned()
        .collect();
    Some(Own {
        names,
        titled,
        name,
        place,
    })
}

fn is_own(name: &str, own: &Own) -> bool {
    let mut names = own.names.iter().chain(&own.titled);
    names.any(|other| compatible(name, other, Of::Company))
}

/// The entries of a section that are prose.
fn entries<'a>(
    cx: &NoteCx<'a>,
    section: &'a Section,
) -> impl Iterator<Item = (SegmentRef<'a>, &'a Entry)> {
    cx.note
        .segments_of(section)
        .flat_map(|at| prose(at.segment).map(move |entry| (at, entry)))
}

pub(super) fn prose(segment: &Segment) -> impl Iterator<Item = &Entry> {
    let skipped = |kind| matches!(kind, EntryKind::Code | EntryKind::Header | EntryKind::Row);
    let entries = segment.entries.iter();
    entries.filter(move |entry| !skipped(entry.kind) && !entry.quoted)
}

/// Whether a section names the own company, by its first word or its initials at least.
fn names_own<'a>(cx: &NoteCx<'a>, section: &'a Section, own: &Own) -> bool {
    let name = Facts::words(&own.name);
    let initials: String = name.iter().filter_map(|word| word.chars().next()).collect();
    let Some(first) = content(name.clone(), Of::Company)
        .into_iter()
        .next()
        .or(name.into_iter().next())
    else {
        return true;
    };
    // Particles are written onto names in some scripts, and "Fin Gear" is "FinGear".
    let whole = own.names.iter().map(|name| Facts::words(name).concat());
    let wanted = Wanted {
        first,
        initials,
        whole: whole.filter(|name| name.chars().count() > 3).collect(),
    };
    let mut pieces = cx.pieces_of(section);
    pieces.any(|piece| piece.get::<Names>().hold(piece.at.segment, &wanted))
}

/// What counts as the company's name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    first: String,
    initials: String,
    whole: Vec<String>,
}

/// Whether a segment names the company. Its name stays the same for nearly all keystrokes, so the last
/// answer is remembered with it.
#[derive(Default)]
struct Names(Mutex<Option<(Wanted, bool)>>);

impl Summary for Names {
    const SLOT: Slot = Slot::WrongCompany;

    fn of(_: &Piece<'_>) -> Self {
        Names::default()
    }
}

impl Names {
    fn hold(&self, segment: &Segment, wanted: &Wanted) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((asked, held)) if asked == wanted => *held,
            _ => {
                let held = names(segment, wanted);
                *last = Some((wanted.clone(), held));
                held
            }
        }
    }
}

fn names(segment: &Segment, wanted: &Wanted) -> bool {
    let Wanted {
        first,
        initials,
        whole,
    } = wanted;
    prose(segment).any(|entry| {
        let text = segment.plain(entry);
        let words = Facts::words(&text);
        words.contains(first)
            || initials.len() > 1 && words.contains(initials)
            || !first.is_ascii() && words.iter().any(|word| word.contains(first.as_str()))
            || whole.iter().any(|name| words.concat().contains(name))
    })
}

/// The subject of a company section's first sentence.
fn subject<'a>(cx: &NoteCx<'a>, section: &'a Section, facts: &NameFacts) -> Option<Found> {
    let mut prose = entries(cx, section)
        .filter(|(_, entry)| !(entry.bold_only && entry.kind == EntryKind::Line));
    let (at, entry) = prose.next()?;
    let text = at.str(entry.value);
    if text.is_empty() || facts.relations.any(text) {
        return None;
    }
    let segment = at.segment;
    let inlines = &segment.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
    let first = inlines
        .iter()
        .find(|inline| inline.span.end > entry.value.start)?;
    if first.kind == InlineKind::Strong && first.span.start <= entry.value.start + 1 {
        let name = segment.str(first.span).trim_matches(['*', '_']);
        let rest = segment.str(Span {
            start: first.span.end,
            end: entry.text.end,
        });
        let start = first.span.start as usize + segment.str(first.span).find(name)?;
        let found = Found {
            text: name.to_owned(),
            range: at.range(Span::new(start..start + name.len())),
        };
        return (is_bold_name(name, facts) && is_predicate(rest, facts, true)).then_some(found);
    }
    let mut found = Vec::new();
    words(text, 0, &mut found);
    let article = found
        .first()
        .is_some_and(|word| facts.company_ignore.contains(&folded(word, text)));
    let from = usize::from(article);
    let run = run(&found, text, from)?;
    let span = Span {
        start: found[run.start].span.start,
        end: found[run.end - 1].span.end,
    };
    let name = &text[span.range()];
    let rest = &text[span.end as usize..];
    // "The Board has …": an ordinary word with a capital.
    let ordinary = article && run.len() == 1 && found[run.start].shape == Shape::Capitalised;
    let fits =
        !ordinary && is_name(cx, &found[run], text, facts) && is_predicate(rest, facts, false);
    let start = entry.value.start as usize;
    fits.then(|| Found {
        text: name.to_owned(),
        range: at.range(Span::new(
            start + span.start as usize..start + span.end as usize,
        )),
    })
}

/// Whether what follows a name makes it the subject of a sentence about a company: a verb, or
/// ", founded in …".
fn is_predicate(rest: &str, facts: &NameFacts, bold: bool) -> bool {
    let is_verb = |text: &str| {
        let word = text.split_whitespace().next().unwrap_or_default();
        let word = word.trim_end_matches([',', '.', ':']).to_lowercase();
        facts.verbs.contains(&word)
            || bold
                && facts.verbs_elsewhere.iter().any(|verb| {
                    word == *verb
                        || !verb.is_ascii()
                            && verb.chars().count() == 1
                            && rest.starts_with(verb.as_str())
                })
    };
    let after = rest.trim_start();
    match after.strip_prefix([',', '(']) {
        Some(aside) => {
            let aside = aside.trim_start();
            is_verb(aside)
                || aside
                    .split_once(' ')
                    .is_some_and(|(word, _)| facts.articles.contains(word))
                    && aside.contains(',')
        }
        None => rest != after && is_verb(after) || bold && is_verb(after),
    }
}

/// Whether something bold reads as a name: all its words have capitals, or none could have.
fn is_bold_name(name: &str, facts: &NameFacts) -> bool {
    let words = Facts::words(name);
    let capital = |word: &str| {
        word.chars()
            .next()
            .is_some_and(|first| !first.is_lowercase())
            || word == "&"
            || facts.links.contains(word)
    };
    name.chars().count() > 1
        && words.len() <= 5
        && !name.contains(|char: char| char.is_ascii_digit())
        && name.split_whitespace().all(capital)
        && !words
            .first()
            .is_none_or(|word| facts.not_names.contains(word))
        && words.last().is_some_and(|word| {
            // "Kingsmere General Hospital" is one, "Hospital" is none.
            words.len() > 1 && facts.company_kinds.contains(word) || !facts.not_names.contains(word)
        })
}

/// A name in a place where only the own company's can stand.
fn in_phrase<'a>(
    cx: &NoteCx<'a>,
    section: &'a Section,
    own: &Own,
    facts: &NameFacts,
) -> Option<Found> {
    for piece in cx.pieces_of(section) {
        for named in &piece.get::<Named>().0 {
            let text = piece.at.str(named.place);
            let tail = named.tail.map(|tail| piece.at.str(tail));
            let known = |name: &str| is_own(name, own) || is_known(cx, section, name, facts);
            let ordinary = named.ordinary.as_ref();
            if !tail.is_some_and(known)
                && !ordinary.is_some_and(|word| stands_in_lower_case(cx, word))
                && !known(text)
            {
                return Some(Found {
                    text: text.to_owned(),
                    range: piece.at.range(named.place),
                });
            }
        }
    }
    None
}

/// Whether words with capitals are a name and not the beginning of a sentence, a month, a maker of
/// tools, an abbreviation.
fn is_name(cx: &NoteCx<'_>, run: &[Word], text: &str, facts: &NameFacts) -> bool {
    may_be_name(run, text, facts)
        && !(may_be_ordinary(run) && stands_in_lower_case(cx, &folded(&run[0], text)))
}

pub(super) fn stands_in_lower_case(cx: &NoteCx<'_>, word: &str) -> bool {
    cx.note
        .segments
        .iter()
        .any(|segment| holds(&segment.value.chunk.text, word))
}

/// Whether a text holds a name as whole words, exactly so.
pub(super) fn holds(text: &str, name: &str) -> bool {
    places(text, name).next().is_some()
}

/// Where a name stands in a text as whole words.
pub(super) fn places<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(name)
        .map(|(at, _)| at)
        .filter(move |&at| {
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            let inside = |char: char| char.is_alphanumeric();
            !before.is_some_and(inside) && !after.is_some_and(inside)
        })
}

/// Whether the note knows a name as something else than the own company: from the résumé, the
/// interviewers, the sources; from a section that names both; as a place or a tool in the posting.
fn is_known<'a>(cx: &NoteCx<'a>, here: &'a Section, name: &str, facts: &NameFacts) -> bool {
    let own = own(cx);
    cx.note.segments.iter().enumerate().any(|(index, segment)| {
        let text = &segment.value.chunk.text;
        if !holds(text, name) {
            return false;
        }
        let Some(section) = cx.note.section_at(cx.note.segment_start(index)) else {
            // The title, or a section of the candidate's own.
            return true;
        };
        let id = &cx.note.spec(section, cx.grammar).id;
        let claims = matches!(id.as_str(), "fit" | "pitch");
        if claims && is_employer(text, name, facts) {
            return true;
        }
        if section.node == here.node {
            return false;
        }
        let owned = places(text, name).all(|at| text[at + name.len()..].starts_with(['\'', '’']));
        !facts.sections.contains(id)
            || own.as_ref().is_some_and(|own| names_own(cx, section, own))
            || id == "job-overview" && !owned
    })
}

/// Whether a text speaks of a name as an employer: "at Lloyds I …", and not "excited to work at".
pub(super) fn is_employer(text: &str, name: &str, facts: &NameFacts) -> bool {
    places(text, name).any(|at| {
        let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let before = &text[line..at];
        let mut found = Vec::new();
        words(before, 0, &mut found);
        let wished = facts.before_alone.ends_before(&found, before, found.len());
        let last = found.last().map(|word| folded(word, before));
        last.is_some_and(|word| facts.employed.contains(&word))
            && !wished
            && !text[at + name.len()..].starts_with(['\'', '’'])
    })
}

/// Writes the right name wherever the wrong one stands in a section.
fn replace<'a>(cx: &NoteCx<'a>, section: &'a Section, wrong: &str, right: &str) -> Fix {
    let mut edits: Vec<Edit> = Vec::new();
    for (at, entry) in entries(cx, section) {
        for prose in at.segment.prose(entry) {
            let range = at.range(prose);
            for place in places(at.str(prose), wrong) {
                let start = range.start + place;
                edits.push(Edit::replace(start..start + wrong.len(), right));
            }
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits.dedup_by_key(|edit| edit.range.start);
    Fix {
        title: format!("Write “{right}” for “{wrong}” in this section"),
        safe: false,
        edits,
    }
}
