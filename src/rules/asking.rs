//! What the rules about questions share: the questions that a note asks, one by one, and where more
//! of them go.

use std::ops::Range;

use crate::grammar::terms::StemSet;
use crate::grammar::{Asked, Bank, QuestionKind, SectionSpec, Stock, Suggestion, Wanted};
use crate::note::{Entry, EntryKind, Section, Segment, SegmentRef, questions_in};
use crate::syntax::Span;

use super::impersonal_questions::ENOUGH;
use super::insert::{before_rule, with_line_ending};
use super::pieces::{Piece, Slot, Summary};
use super::{Edit, NoteCx};

/// The id of the section whose questions the candidate asks.
pub(super) const TO_ASK: &str = "questions-to-ask";

/// A question of a note.
#[derive(Debug)]
pub(super) struct Question<'a> {
    /// The segment that it stands in.
    pub at: SegmentRef<'a>,
    /// Its entry there; none for a sub-heading.
    pub entry: Option<u32>,
    /// Where it lies in the note's text, without label, numbering and quotation marks, up to its
    /// question mark.
    pub range: Range<usize>,
    /// Its text there.
    pub text: &'a str,
    /// The same with what stands behind the question mark.
    pub whole: &'a str,
}

impl<'a> Question<'a> {
    /// Its entry.
    pub(super) fn entry(&self) -> Option<&'a Entry> {
        Some(&self.at.segment.entries[self.entry? as usize])
    }

    fn new(at: SegmentRef<'a>, entry: Option<u32>, span: Span) -> Self {
        let source = at.str(span);
        let lead = undressed(source);
        let whole = source[lead..].trim_end_matches(is_dress);
        // "(Ask Vos.)" behind it is no part of the question.
        let end = whole.rfind(['?', '？']).map_or(whole.len(), |mark| {
            mark + whole[mark..].chars().next().map_or(0, char::len_utf8)
        });
        let start = at.range(span).start + lead;
        Question {
            at,
            entry,
            range: start..start + end,
            text: &whole[..end],
            whole,
        }
    }
}

/// Whether a character dresses a question without belonging to it.
fn is_dress(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            '*' | '_' | '"' | '“' | '”' | '„' | '‘' | '’' | '\'' | '«' | '»' | '「' | '」'
        )
}

/// How much stands before a question that does not belong to it: marks, and typed numbering such as
/// `3.` or `Q3:`.
fn undressed(source: &str) -> usize {
    let bare = source.trim_start_matches(is_dress);
    let numbered = bare.trim_start_matches(['Q', 'q']);
    let rest = numbered.trim_start_matches(|char: char| char.is_ascii_digit());
    let bare = match rest.strip_prefix(['.', ')', ':']) {
        Some(rest) if rest.len() + 1 < numbered.len() && rest.starts_with(' ') => {
            rest.trim_start_matches(is_dress)
        }
        _ => bare,
    };
    source.len() - bare.len()
}

/// The questions of a segment, with what of them is compared.
pub(super) struct Questions {
    /// The questions in order.
    pub list: Vec<Kept>,
    /// The telling words of each.
    telling: Vec<Vec<u64>>,
    /// How many words they have, and how many of these tell nothing.
    words: (usize, usize),
    /// The parts of the section that their words are of.
    pub parts: Vec<(usize, usize)>,
}

/// A question without the note that it stands in.
pub(super) struct Kept {
    entry: Option<u32>,
    range: Span,
    text: Span,
    whole: Span,
}

impl Summary for Questions {
    const SLOT: Slot = Slot::Questions;

    fn of(piece: &Piece<'_>) -> Self {
        let stock = Stock::shipped();
        let mut questions = Questions {
            list: Vec::new(),
            telling: Vec::new(),
            words: (0, 0),
            parts: Vec::new(),
        };
        for question in self::questions(piece) {
            let (all, empty) = stock.count(question.text);
            questions.words.0 += all;
            questions.words.1 += empty;
            piece
                .grammar
                .parts_by_words(question.text, &mut questions.parts);
            piece
                .grammar
                .parts_by_pairs(question.text, &mut questions.parts);
            questions.telling.push(stock.telling(question.text));
            questions.list.push(Kept::of(&question));
        }
        questions.parts.sort_unstable();
        questions.parts.dedup();
        questions
    }
}

impl Kept {
    /// A question of a segment that begins the note.
    pub(super) fn of(question: &Question<'_>) -> Self {
        let start = question.range.start;
        Kept {
            entry: question.entry,
            range: Span::new(question.range.clone()),
            text: Span::new(start..start + question.text.len()),
            whole: Span::new(start..start + question.whole.len()),
        }
    }

    /// The question at its place.
    pub(super) fn at<'a>(&self, at: SegmentRef<'a>) -> Question<'a> {
        Question {
            at,
            entry: self.entry,
            range: at.range(self.range),
            text: at.str(self.text),
            whole: at.str(self.whole),
        }
    }
}

/// The questions of a piece of a section, in order. The section's own heading is none of them.
pub(super) fn questions<'a>(piece: &Piece<'a>) -> Vec<Question<'a>> {
    let at = piece.at;
    let mut found = Vec::new();
    let heading = at.segment.heading.as_ref();
    if let Some(heading) = heading.filter(|heading| heading.question && !piece.opens) {
        found.push(Question::new(at, None, heading.text));
    }
    for (index, entry) in at.segment.entries.iter().enumerate() {
        if !entry.question || matches!(entry.kind, EntryKind::Row | EntryKind::Header) {
            continue;
        }
        // Code that ends in a question mark is nobody's question.
        let mut prose = at.segment.prose(entry).map(|span| at.str(span));
        if !prose.any(|text| text.contains(char::is_alphanumeric)) {
            continue;
        }
        // A paragraph may ask several things.
        for span in asking_spans(at.segment, entry) {
            found.push(Question::new(at, Some(index as u32), span));
        }
    }
    found
}

/// The pieces of an entry that ask: what stands behind its label, or the label itself.
fn asking_spans(segment: &Segment, entry: &Entry) -> Vec<Span> {
    let mut span = entry.text;
    if let Some(label) = &entry.label {
        let label_asks = questions_in(&label.name) > 0;
        let empty = segment.str(entry.value).trim().is_empty();
        span = if label_asks || empty {
            label.span
        } else {
            entry.value
        };
    }
    if entry.kind != EntryKind::Line || questions_in(segment.str(span)) < 2 {
        return vec![span];
    }
    let source = segment.str(span);
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, mark) in source.match_indices(['?', '？']) {
        let end = at + mark.len();
        let next = source[end..].chars().next();
        if next.is_none_or(|next| mark == "？" || next.is_whitespace() || is_dress(next)) {
            spans.push(Span {
                start: span.start + start as u32,
                end: span.start + end as u32,
            });
            start = end;
        }
    }
    spans
}

/// The pieces of a note's sections of a kind, with their questions.
pub(super) fn pieces_of<'a>(
    cx: &NoteCx<'a>,
    sections: &[&'a Section],
) -> impl Iterator<Item = (SegmentRef<'a>, &'a Questions)> {
    let pieces = sections.iter().flat_map(|section| cx.pieces_of(section));
    pieces.map(|piece| (piece.at, piece.get()))
}

/// The questions of a note's sections of a kind.
pub(super) fn questions_of<'a>(cx: &NoteCx<'a>, sections: &[&'a Section]) -> Vec<Question<'a>> {
    let pieces = pieces_of(cx, sections);
    pieces
        .flat_map(|(at, questions)| {
            let list = questions.list.iter().map(|question| question.at(at));
            list.collect::<Vec<_>>()
        })
        .collect()
}

/// Whether questions are in English; see [`Stock::is_english`].
pub(super) fn are_english<'a>(cx: &NoteCx<'a>, sections: &[&'a Section]) -> bool {
    let (mut all, mut empty) = (0, 0);
    for (_, questions) in pieces_of(cx, sections) {
        all += questions.words.0;
        empty += questions.words.1;
    }
    Stock::is_english(all, empty)
}

/// The sections of the questions to ask, with what is known of them; none where there are none.
pub(super) fn to_ask<'a>(cx: &NoteCx<'a>) -> Option<(&'a SectionSpec, Vec<&'a Section>)> {
    cx.by_kind().find(|(spec, _)| spec.id == TO_ASK)
}

/// The stems of the words of the company's name that tell something: not of "The" and "Trust".
pub(super) fn company_stems(company: Option<&str>) -> StemSet {
    let telling = Stock::shipped().telling(company.unwrap_or_default());
    telling.into_iter().collect()
}

/// The questions of the bank that would do a note's section good, best first: one of each of some
/// themes, then any. None for a note that is not in English, as the bank is.
pub(super) fn suggestions<'a>(
    cx: &NoteCx<'a>,
    spec: &SectionSpec,
    sections: &[&'a Section],
    themes: &[&str],
) -> Vec<Suggestion> {
    let mut known = Asked::default();
    for (_, questions) in pieces_of(cx, sections) {
        for telling in &questions.telling {
            known.add_telling(telling.clone());
        }
    }
    // Where nothing is asked yet the heading tells the language.
    let foreign = if known.is_empty() {
        let section = sections[0];
        let (_, heading) = cx.note.heading(&cx.note.nodes[section.node]);
        cx.grammar
            .language_of(section.spec, &heading.name)
            .is_some()
    } else {
        !are_english(cx, sections)
    };
    if foreign {
        return Vec::new();
    }
    let wanted = Wanted {
        section: &spec.id,
        role: cx.note.role(),
        company: cx.note.company(),
        ..Wanted::default()
    };
    let bank = Bank::shipped();
    let mut found: Vec<Suggestion> = Vec::new();
    for theme in themes {
        let theme = Some(*theme);
        let best = bank.suggest(&Wanted { theme, ..wanted }, &known);
        found.extend(best.into_iter().next());
    }
    let chosen: Vec<String> = found.iter().map(|one| one.text.clone()).collect();
    let rest = bank.suggest(&wanted, &known).into_iter();
    found.extend(rest.filter(|one| !chosen.contains(&one.text)));
    found
}

/// So many of the suggestions for a section, best first. Where no question of the note names the
/// company, one of these does, if the bank has such a one: else they could be asked anywhere.
pub(super) fn choose<'a>(
    cx: &NoteCx<'a>,
    spec: &SectionSpec,
    sections: &[&'a Section],
    themes: &[&str],
    count: usize,
) -> Vec<Suggestion> {
    let asked = questions_of(cx, sections);
    let mut rest = suggestions(cx, spec, sections, themes);
    // A heading without a question mark asks nothing, unless it is sure to be about the past.
    if asked.last().is_some_and(|last| last.entry.is_none()) {
        rest.retain(|one| {
            one.text.ends_with('?')
                || cx.grammar.opener(&one.text) == Some(QuestionKind::Behavioural)
        });
    }
    let mut chosen: Vec<Suggestion> = rest.drain(..count.min(rest.len())).collect();
    let company = cx.note.company().unwrap_or_default();
    let names = |text: &str| !company.is_empty() && text.contains(company);
    let named = asked.iter().any(|question| names(question.text))
        || chosen.iter().any(|one| names(&one.text));
    if named || spec.id != TO_ASK || asked.len() + chosen.len() < ENOUGH {
        return chosen;
    }
    let wanted = Wanted {
        section: &spec.id,
        role: cx.note.role(),
        company: cx.note.company(),
        ..Wanted::default()
    };
    let mut known = Asked::default();
    asked.iter().for_each(|question| known.add(question.text));
    // The last one gives way, or the last one on whose theme there is one.
    for (index, one) in chosen.iter_mut().enumerate().rev() {
        let theme = (index < themes.len()).then_some(one.theme);
        let better = Bank::shipped().suggest(&Wanted { theme, ..wanted }, &known);
        if let Some(better) = better.into_iter().find(|better| names(&better.text)) {
            *one = better;
            break;
        }
    }
    chosen
}

/// The edit that adds questions to a section: behind its last question, as its list goes on; below
/// everything else where its questions are no list.
pub(super) fn insert<'a>(
    cx: &NoteCx<'a>,
    spec: &SectionSpec,
    sections: &[&'a Section],
    new: &[Suggestion],
) -> Edit {
    let section = sections[0];
    let asked = questions_of(cx, sections);
    let own = cx.note.node_range(section.node);
    let last = asked
        .iter()
        .rfind(|question| own.contains(&question.range.start))
        .and_then(|question| Some((question.at, asked_first(question.at, question.entry?))));
    let listed = last.and_then(|(at, entry)| {
        grouped(at, entry, spec, new).or_else(|| continued(at, entry, new))
    });
    let heading = asked
        .iter()
        .rfind(|question| own.contains(&question.range.start))
        .filter(|question| question.entry.is_none())
        .and_then(|question| question.at.segment.heading.as_ref());
    let (at, text) = listed.unwrap_or_else(|| {
        let content = cx.text.slice(own.clone());
        let kept = before_rule(&content);
        // Where headings ask, a list below the last one would answer it.
        if let Some(heading) = heading {
            let marks = "#".repeat(heading.level as usize);
            let new = new.iter().map(|one| format!("\n\n{marks} {}", one.text));
            return (own.start + kept.len(), new.collect());
        }
        let last_line = kept.rsplit(['\n', '\r']).next().unwrap_or_default();
        // Behind a list of the same marker they are its next items.
        let marker = ["- ", "* ", "+ "]
            .into_iter()
            .find(|marker| last_line.starts_with(marker));
        let lead = if marker.is_some() { "\n" } else { "\n\n" };
        let marker = marker.unwrap_or("- ");
        let items: Vec<String> = new
            .iter()
            .map(|one| format!("{marker}{}", one.text))
            .collect();
        (
            own.start + kept.len(),
            format!("{lead}{}", items.join("\n")),
        )
    });
    Edit::insert(at, with_line_ending(&text, cx.line_ending))
}

/// The question that a question follows up, or itself: "And how often?" below another is no place for one more.
fn asked_first(at: SegmentRef<'_>, index: u32) -> u32 {
    let entries = &at.segment.entries;
    let parent = |index: &u32| entries[*index as usize].parent;
    std::iter::successors(Some(index), parent)
        .take_while(|&index| entries[index as usize].question)
        .last()
        .unwrap_or(index)
}

/// The beginning of an item's line.
struct Lead<'a> {
    indent: &'a str,
    marker: Marker<'a>,
    space: &'a str,
    /// `[ ] ` in a list of tasks.
    task: &'static str,
}

#[derive(Clone, Copy)]
enum Marker<'a> {
    Bullet(&'a str),
    /// Its number, and what stands behind it.
    Number(usize, &'a str),
}

impl Lead<'_> {
    /// The beginning of the item that comes some places later.
    fn later(&self, places: usize) -> String {
        let Lead {
            indent,
            space,
            task,
            ..
        } = self;
        match self.marker {
            Marker::Bullet(bullet) => format!("{indent}{bullet}{space}{task}"),
            Marker::Number(number, dot) => {
                format!("{indent}{}{dot}{space}{task}", number + places)
            }
        }
    }
}

/// How an item's line begins; none where something else stands there, too, such as a quote's mark or
/// another item's.
fn lead<'a>(segment: &'a Segment, entry: &Entry) -> Option<Lead<'a>> {
    let text: &'a str = &segment.chunk.text;
    let end = entry.text.start as usize;
    let start = text[..end].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = &text[start..end];
    let bare = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - bare.len()];
    let digits = bare.len()
        - bare
            .trim_start_matches(|char: char| char.is_ascii_digit())
            .len();
    let marked = digits + bare[digits..].chars().next()?.len_utf8();
    let (marker, rest) = bare.split_at(marked);
    let inner = rest.trim_start_matches([' ', '\t']);
    let space = &rest[..rest.len() - inner.len()];
    let task = match inner.trim_end() {
        "" => "",
        "[ ]" | "[x]" | "[X]" => "[ ] ",
        _ => return None,
    };
    let marker = match marker[..digits].parse() {
        Ok(number) => Marker::Number(number, &marker[digits..]),
        Err(_) => Marker::Bullet(marker),
    };
    Some(Lead {
        indent,
        marker,
        space,
        task,
    })
}

/// Where an item ends, with the spaces at its line's end.
fn end_of(at: SegmentRef<'_>, entry: &Entry) -> usize {
    let text = &at.segment.chunk.text;
    let end = entry.span.start as usize + at.str(entry.span).trim_end().len();
    let spaces = text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
    at.start + end + spaces
}

/// The sibling before an entry, if it is of its kind.
fn previous(segment: &Segment, index: u32) -> Option<&Entry> {
    let entry = &segment.entries[index as usize];
    let before = segment
        .children(entry.parent)
        .take_while(|(other, _)| *other < index);
    let (_, before) = before.last()?;
    (before.kind == entry.kind).then_some(before)
}

/// What stands between the items of a list: a line's end, or a blank line.
fn gap(at: SegmentRef<'_>, index: u32) -> &'static str {
    let entry = &at.segment.entries[index as usize];
    let loose = previous(at.segment, index).is_some_and(|before| {
        let text = at.str(Span {
            start: before.span.start,
            end: entry.span.start,
        });
        let blank = text[text.trim_end().len()..].replace("\r\n", "\n");
        blank.matches(['\n', '\r']).count() > 1
    });
    if loose { "\n\n" } else { "\n" }
}

/// How much a list's numbers grow from item to item: not at all where it writes `1.` before each.
fn step(segment: &Segment, index: u32) -> usize {
    let number = |entry: &Entry| match lead(segment, entry)?.marker {
        Marker::Number(number, _) => Some(number),
        Marker::Bullet(_) => None,
    };
    let before = previous(segment, index).and_then(number);
    usize::from(before.is_none() || before != number(&segment.entries[index as usize]))
}

/// The next items of a list, behind one of it.
fn continued(at: SegmentRef<'_>, index: u32, new: &[Suggestion]) -> Option<(usize, String)> {
    let entry = &at.segment.entries[index as usize];
    if !entry.kind.is_item() || entry.quoted {
        return None;
    }
    let lead = lead(at.segment, entry)?;
    let (gap, step) = (gap(at, index), step(at.segment, index));
    let items = new
        .iter()
        .zip(1..)
        .map(|(one, place)| format!("{gap}{}{}", lead.later(place * step), one.text));
    Some((end_of(at, entry), items.collect()))
}

/// The next groups of a list whose items are names in bold with questions below: one for each theme.
fn grouped(
    at: SegmentRef<'_>,
    index: u32,
    spec: &SectionSpec,
    new: &[Suggestion],
) -> Option<(usize, String)> {
    let segment = at.segment;
    let entry = &segment.entries[index as usize];
    let group = &segment.entries[entry.parent? as usize];
    if !entry.kind.is_item() || !group.kind.is_item() || !group.bold_only || entry.quoted {
        return None;
    }
    let (outer, inner) = (lead(segment, group)?, lead(segment, entry)?);
    let colon = if segment.str(group.text).contains(':') {
        ":"
    } else {
        ""
    };
    let (gap, step) = (gap(at, entry.parent?), step(segment, entry.parent?));
    let mut themes: Vec<&str> = Vec::new();
    for one in new {
        if !themes.contains(&one.theme) {
            themes.push(one.theme);
        }
    }
    let mut text = String::new();
    for (theme, place) in themes.into_iter().zip(1..) {
        let part = spec.parts.iter().find(|part| part.id == theme);
        let title = part.map_or_else(|| capitalised(theme), |part| part.title.clone());
        text += &format!("{gap}{}**{title}{colon}**", outer.later(place * step));
        for (one, number) in new.iter().filter(|one| one.theme == theme).zip(1..) {
            let lead = match inner.marker {
                Marker::Number(_, dot) => Lead {
                    marker: Marker::Number(0, dot),
                    ..inner
                },
                Marker::Bullet(_) => Lead { ..inner },
            };
            text += &format!("\n{}{}", lead.later(number), one.text);
        }
    }
    Some((end_of(at, group), text))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
