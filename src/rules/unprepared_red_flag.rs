use crate::grammar::terms;
use crate::grammar::{Facts, RedFlagFacts, Tag};
use crate::note::{Entry, EntryKind, Section, Segment, SegmentRef};
use crate::syntax::{InlineKind, Span};

use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports a red flag in the advice that stands there with no counter.
    ///
    /// A counter is what follows a dash, a colon, an arrow or a semicolon, stands in brackets or below
    /// the flag, is a second sentence, or lies in the wording ("show …", "… instead"). Advice to oneself
    /// ("Avoid jargon") is no flag, and flags that may be the employer's are left alone, as are lists in
    /// other languages than English.
    ///
    /// ## Why it matters
    ///
    /// You wrote down what they will doubt. Without a counter you will meet that doubt unprepared, and
    /// with a bad conscience.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Meadow Foods – Auditor
    /// ## Strategic Advice
    /// **Red Flags to Watch:**
    /// - No ISO 22000 experience
    ///   ^^^^^^^^^^^^^^^^^^^^^^^
    /// - Long answers – two minutes, then offer the detail
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Meadow Foods – Auditor
    /// ## Strategic Advice
    /// **Red Flags to Watch:**
    /// - No ISO 22000 experience – 31 HACCP audits, and the course is booked
    /// - Long answers – two minutes, then offer the detail
    /// ```
    ///
    /// ## Options
    ///
    /// The words stand in `grammars/facts.toml`.
    ///
    /// ## Source
    ///
    /// The notes that were read pair each flag with what to do about it.
    pub(crate) static UNPREPARED_RED_FLAG = "unprepared-red-flag", Coverage, Some(Severity::Info), Note(check), content: true;
}

/// A flag has at most so many words. More are a sentence, which says what to do in its own way.
const MAX_WORDS: usize = 14;

/// Something listed under a name of red flags.
#[derive(Clone)]
struct Item {
    /// Where it is.
    span: Span,
    /// It, without markup.
    text: String,
    /// Whether its form holds a counter: something nested, a value behind a label, a link.
    countered: bool,
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    for section in &cx.note.sections {
        let spec = cx.note.spec(section, cx.grammar);
        if spec.id != "strategic-advice" {
            continue;
        }
        let overview = cx.overview();
        let pieces = cx.pieces_of(section).flat_map(|piece| {
            let flags = piece.get::<Flags>().0.iter();
            flags.map(move |flag| (piece.at, flag))
        });
        // What has a concrete talking point is prepared.
        let mut open = pieces
            .filter(|(_, (_, _, topics))| {
                !topics.iter().any(|&topic| overview.is_concrete_on(topic))
            })
            .peekable();
        if open.peek().is_none() || is_translated(cx, section) {
            continue;
        }
        for (at, (span, text, _)) in open {
            findings.report(
                at.range(*span),
                format!("“{text}” has no counter: write behind it what you will say or show"),
            );
        }
    }
}

/// Whether a section's heading is a translation of its title.
fn is_translated(cx: &NoteCx<'_>, section: &Section) -> bool {
    let (_, heading) = cx.note.heading(&cx.note.nodes[section.node]);
    let language = cx.grammar.language_of(section.spec, &heading.name);
    language.is_some()
}

/// The red flags of a segment that have no counter beside them, with the topics that they name.
struct Flags(Vec<(Span, String, Vec<u16>)>);

impl Summary for Flags {
    const SLOT: Slot = Slot::UnpreparedRedFlag;

    fn of(piece: &Piece<'_>) -> Self {
        let facts = &Facts::shipped().red_flags;
        let mut flags = Flags(Vec::new());
        let parts = &piece.grammar.sections[piece.kind].parts;
        if let Some(part) = parts.iter().position(|part| part.id == "red-flags") {
            for list in lists(piece, (piece.kind, part), facts) {
                judge(piece, &list, facts, &mut flags);
            }
        }
        flags
    }
}

/// Finds the flags of a list that have no counter.
fn judge(piece: &Piece<'_>, list: &[Item], facts: &RedFlagFacts, flags: &mut Flags) {
    // One flag of the employer's among them, and all may be: "Vague answers about pay".
    if list
        .iter()
        .any(|item| facts.company_signs.any(flag(&item.text)))
    {
        return;
    }
    let countered = |item: &Item| item.countered || has_counter(&item.text, facts);
    // Somebody who writes counters behind most flags has left out the others.
    let habit = 2 * list.iter().filter(|item| countered(item)).count() >= list.len();
    for item in list {
        let words = item.text.split_whitespace().count();
        let is_flag = habit || facts.signs.any(&item.text);
        let silent = countered(item)
            || words > MAX_WORDS
            || facts.advice.begins(&item.text)
            || item.text.ends_with(['?', ':', '：', '？']);
        if silent || !is_flag || !item.text.is_ascii() && !latin(&item.text) {
            continue;
        }
        let text = item.text.trim_end_matches(['.', ',', ';']).to_owned();
        flags.0.push((item.span, text, topics(piece, item)));
    }
}

/// The topics that a flag names.
fn topics(piece: &Piece<'_>, item: &Item) -> Vec<u16> {
    let mut words = Vec::new();
    terms::words(&item.text, 0, &mut words);
    let hits = piece.grammar.lexicon().hits(&words, &item.text);
    let topics = hits.iter().filter_map(|hit| match hit.tag {
        Tag::Raises(topic) => Some(topic),
        // "Vague on GDPR" is on privacy; "no ERP experience" is not on finance.
        Tag::Specific(topic) if piece.grammar.lexicon().topics[topic as usize].critical => {
            Some(topic)
        }
        _ => None,
    });
    topics.collect()
}

/// The flag itself, without the counter behind it: "them" in a counter is anybody.
fn flag(text: &str) -> &str {
    let end = text.find(['–', '—', ':', ';', '→', '(', '.']);
    let end = end.or_else(|| text.find(" - ")).unwrap_or(text.len());
    &text[..end]
}

/// Whether a flag's own words say what to do about it.
pub(super) fn has_counter(text: &str, facts: &RedFlagFacts) -> bool {
    let says = |rest: &str| rest.chars().filter(|char| char.is_alphabetic()).count() >= 3;
    // A dash or an arrow, a semicolon, a bracket, an end of a sentence, with something behind it.
    let marks = [
        "–", "—", " - ", "->", "=>", "→", "⇒", "➜", "➡", ";", ":", " (", " [", ". ", "! ", "? ",
        " | ", "…", "...", " / ",
    ];
    let marked = marks.iter().any(|mark| {
        text.match_indices(mark).any(|(at, _)| {
            let rest = &text[at + mark.len()..];
            at > 0 && says(rest) && !(*mark == ". " && abbreviated(&text[..at]))
        })
    });
    marked || facts.counters.any(text)
}

/// Whether a full stop belongs to an abbreviation: "e.g.", "vs.".
fn abbreviated(before: &str) -> bool {
    let word = before.rsplit(' ').next().unwrap_or_default();
    word.contains('.') || word.chars().count() <= 2
}

/// Whether a text is written in Latin letters, with no accents that English does not use.
fn latin(text: &str) -> bool {
    let foreign = |char: char| char.is_alphabetic() && !char.is_ascii() && !"éèïë".contains(char);
    !text.contains(foreign)
}

/// The lists of flags of a section: below a heading, a named line, a label.
fn lists(piece: &Piece<'_>, part: (usize, usize), facts: &RedFlagFacts) -> Vec<Vec<Item>> {
    let is_flags = |name: &str, parts: &[(usize, usize)]| {
        parts.contains(&part) && facts.names.any(name) && !facts.not_names.any(name)
    };
    let mut lists = Vec::new();
    let at = piece.at;
    let segment = at.segment;
    let heading = segment.heading.as_ref().filter(|_| !piece.opens);
    if heading.is_some_and(|heading| is_flags(&heading.name, &heading.meaning.parts)) {
        let whole = Span::new(0..segment.chunk.text.len());
        lists.push(items(at, |entry| {
            entry.depth == 0 && whole.contains(entry.span)
        }));
        return lists;
    }
    for named in &segment.parts {
        if is_flags(&named.name, &named.meaning.parts) {
            let parent = segment.entries[named.entry as usize].parent;
            let nested = named.kind == crate::note::PartKind::Item;
            lists.push(items(at, |entry| {
                let within = named.span.contains(entry.span);
                let direct = if nested {
                    entry.parent == Some(named.entry)
                } else {
                    entry.parent == parent
                };
                within
                    && direct
                    && entry.span.start > segment.entries[named.entry as usize].span.start
            }));
        }
    }
    for (number, entry) in segment.entries.iter().enumerate() {
        let named = segment
            .parts
            .iter()
            .any(|named| named.entry as usize == number);
        let Some(label) = entry.label.as_ref().filter(|_| !named && !entry.quoted) else {
            continue;
        };
        if !is_flags(&label.name, &label.meaning.parts) {
            continue;
        }
        let value = segment.plain_value(entry);
        // Several on one line are told apart by commas as often as not.
        if !value.is_empty()
            && !value.contains([',', ';'])
            && segment.children(Some(number as u32)).next().is_none()
        {
            lists.push(vec![Item {
                span: Span {
                    start: entry.value.start,
                    end: entry.text.end,
                },
                countered: has_link(segment, entry),
                text: value.into_owned(),
            }]);
        } else if value.contains(';') && segment.children(Some(number as u32)).next().is_none() {
            if let Some(list) = on_a_line(segment, entry) {
                lists.push(list);
            }
        } else {
            lists.push(items(at, |other| other.parent == Some(number as u32)));
        }
    }
    lists
}

/// The flags of a line, told apart by semicolons: "no tutor group yet; only one school". What follows a flag may be its
/// counter as well ("no tutor group yet; ran a club of twenty"), unless it is a flag, too.
fn on_a_line(segment: &Segment, entry: &Entry) -> Option<Vec<Item>> {
    let value = Span {
        start: entry.value.start,
        end: entry.text.end,
    };
    let source = segment.str(value);
    // With markup in it, what is written and what is read differ.
    if source.contains(['*', '_', '`', '[', '<', '\n']) {
        return None;
    }
    let signs = &Facts::shipped().red_flags.signs;
    let mut start = 0;
    let pieces: Vec<(usize, &str)> = source
        .split(';')
        .map(|piece| {
            let indent = piece.len() - piece.trim_start().len();
            let at = start + indent;
            start += piece.len() + 1;
            (at, piece.trim().trim_end_matches('.'))
        })
        .filter(|(_, piece)| !piece.is_empty())
        .collect();
    let items = pieces
        .iter()
        .enumerate()
        .filter_map(|(number, &(at, text))| {
            let next = pieces.get(number + 1);
            let start = value.start + at as u32;
            signs.any(text).then(|| Item {
                span: Span {
                    start,
                    end: start + text.len() as u32,
                },
                text: text.to_owned(),
                countered: next.is_some_and(|(_, next)| !signs.any(next)),
            })
        });
    Some(items.collect())
}

fn items(at: SegmentRef<'_>, wanted: impl Fn(&Entry) -> bool) -> Vec<Item> {
    let segment = at.segment;
    let mut found = Vec::new();
    for (index, entry) in segment.entries.iter().enumerate() {
        let is_item = entry.kind.is_item() && !entry.quoted && entry.kind != EntryKind::Task(true);
        let text = segment.plain(entry);
        if !is_item || !wanted(entry) || text.is_empty() {
            continue;
        }
        let next = segment.entries.get(entry.next as usize);
        // A typed bullet has its answer on the line below.
        let line_below = entry.kind == EntryKind::Typed
            && next.is_some_and(|next| next.kind == EntryKind::Line && next.label.is_none());
        let below = segment
            .children(Some(index as u32))
            .any(|(child, _)| segment.has_content(child));
        found.push(Item {
            span: entry.text,
            countered: below || line_below || has_link(segment, entry),
            text: text.into_owned(),
        });
    }
    found
}

fn has_link(segment: &Segment, entry: &Entry) -> bool {
    segment.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize]
        .iter()
        .any(|inline| matches!(inline.kind, InlineKind::Link(_)))
}
