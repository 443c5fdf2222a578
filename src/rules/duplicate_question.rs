use std::hash::{BuildHasher as _, Hash, Hasher};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::grammar::Stock;
use crate::grammar::terms::{Word, words};
use crate::note::{EntryKind, Section, Segment, SegmentRef};
use crate::syntax::{InlineKind, Span};

use super::asking::{Kept, Question, choose, questions};
use super::pieces::{Piece, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Edit, Findings, Fix, NoteCx};

rule! {
    /// Reports a question that a section of questions holds already.
    ///
    /// Case, punctuation, quotation marks, numbering and markup make no difference, nor do small words
    /// ("and", "please") and a further question behind ("…, and why?"). The same question to
    /// two people is no slip: under headings, labels or table columns that say for whom they are ("For
    /// the recruiter", "Round 2") it may stand again.
    ///
    /// ## Why it matters
    ///
    /// It counts as two while you prepare and as one when you ask.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Questions to Ask Them
    /// - Who decides which clients the Ghent office takes?
    /// - Which court do you see most?
    /// - who decides which clients the Ghent office takes
    ///   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Questions to Ask Them
    /// - Who decides which clients the Ghent office takes?
    /// - Which court do you see most?
    /// - Who decides which clients the Brussels office takes?
    /// ```
    ///
    /// ## Source
    ///
    /// Notes that were put together from several lists hold their overlap.
    pub(crate) static DUPLICATE_QUESTION = "duplicate-question", Consistency, Some(Severity::Hint), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let asking = |section: &&Section| cx.note.spec(section, cx.grammar).questions.is_some();
    for section in cx.note.sections.iter().filter(asking) {
        let pieces = compared(cx, section);
        let (mut spare, mut fresh) = (None, None);
        for ((at, one), (earlier_at, earlier)) in repeated(&pieces) {
            let (question, first) = (one.question.at(at), earlier.question.at(earlier_at));
            let finding = findings.report(
                question.range.clone(),
                "This question stands above already: delete one of the two",
            );
            finding.with_related(first.range.clone(), "It stands here first");
            // Of a part that holds nothing else the question stays.
            let (goes, at, going) = if is_alone(&question) && !is_alone(&first) {
                (&first, earlier_at, earlier)
            } else {
                (&question, at, one)
            };
            // Where one less would be too few, another takes its place.
            let spare = spare.get_or_insert_with(|| spare_of(cx, section));
            if *spare == Some(0) {
                let fresh = fresh.get_or_insert_with(|| another(cx, section));
                finding.with_fixes(instead(goes, fresh.as_deref()));
            } else if let Some(line) = going.line {
                finding.with_fix(Fix {
                    title: "Delete the question".into(),
                    safe: going.bare && one.words == earlier.words,
                    edits: vec![Edit::delete(at.range(line))],
                });
                *spare = spare.map(|spare| spare - 1);
            }
        }
    }
}

/// All sections of a section's kind: they count together.
fn of_kind<'a>(cx: &NoteCx<'a>, section: &Section) -> Vec<&'a Section> {
    let sections = cx.note.sections.iter();
    let alike = sections.filter(|other| other.spec == section.spec);
    alike.collect()
}

/// How many of the questions can go without there being too few; none where there are too few already, or nobody counts.
fn spare_of(cx: &NoteCx<'_>, section: &Section) -> Option<usize> {
    let wanted = cx.note.spec(section, cx.grammar).questions.as_ref()?;
    let counted = of_kind(cx, section).into_iter();
    let count: usize = counted.map(|section| cx.note.question_count(section)).sum();
    count.checked_sub(wanted.warn.max(wanted.hint))
}

/// A question of the bank that is not asked yet.
fn another(cx: &NoteCx<'_>, section: &Section) -> Option<String> {
    let spec = cx.note.spec(section, cx.grammar);
    let chosen = choose(cx, spec, &of_kind(cx, section), &[], 1);
    Some(chosen.into_iter().next()?.text)
}

/// Asks another question in the place of one.
fn instead(question: &Question<'_>, fresh: Option<&str>) -> Option<Fix> {
    // "*Who* decides": markup that begins before the question would stay open.
    let closed = |mark: char| question.text.matches(mark).count().is_multiple_of(2);
    let edit = Edit::replace(question.range.clone(), fresh?);
    ['*', '_', '`', '~'].into_iter().all(closed).then(|| Fix {
        title: "Ask a question from the bank instead".into(),
        safe: false,
        edits: vec![edit],
    })
}

/// A segment with what of its questions is compared.
type Piecewise<'a> = (SegmentRef<'a>, &'a Compared);

/// A question with the segment that it stands in.
type Placed<'a, 'p> = (SegmentRef<'a>, &'p Comparison);

fn compared<'a>(cx: &NoteCx<'a>, section: &'a Section) -> Vec<Piecewise<'a>> {
    let pieces = cx.pieces_of(section);
    pieces.map(|piece| (piece.at, piece.get())).collect()
}

/// The questions of a segment that may be the same as others, with what of them is compared.
struct Compared(Vec<Comparison>);

struct Comparison {
    question: Kept,
    /// Its words without those that make no difference.
    key: Words,
    /// What of it stands before a further question.
    head: Option<Words>,
    /// All of its words.
    words: String,
    /// Whether what stands over it says for whom it is.
    for_somebody: bool,
    /// Whether its item holds nothing but its words.
    bare: bool,
    /// The lines of its item, where that has them for itself, with the line end that goes with them.
    line: Option<Span>,
}

/// Words with their hash, which the table of all questions would else make anew with every key.
struct Words {
    text: String,
    hash: u64,
}

/// The same, borrowed, to look up.
#[derive(PartialEq, Eq)]
struct Key<'a> {
    hash: u64,
    text: &'a str,
}

impl Words {
    fn new(text: String) -> Self {
        let hash = FxBuildHasher.hash_one(&text);
        Words { text, hash }
    }

    fn borrowed(&self) -> Key<'_> {
        Key {
            hash: self.hash,
            text: &self.text,
        }
    }
}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Summary for Compared {
    const SLOT: Slot = Slot::DuplicateQuestion;

    fn of(piece: &Piece<'_>) -> Self {
        let asked = questions(piece);
        let mut above = Above::new(piece.at.segment);
        let compared = asked.iter().filter_map(|question| {
            above.go_to(question);
            let key = key(question.text);
            // "Why?" below two questions asks two things.
            let short = key.split(' ').count() < 3 && key.is_ascii();
            (!short && !is_quoted(question)).then(|| Comparison {
                question: Kept::of(question),
                key: Words::new(key),
                head: head(question.text).map(Words::new),
                words: bare_words(question.text),
                for_somebody: above.names_audience(question),
                bare: is_bare(question),
                line: line_of(question, above.reach),
            })
        });
        Compared(compared.collect())
    }
}

/// The questions that stand above already, each with the one above.
fn repeated<'a, 'p>(pieces: &'p [Piecewise<'a>]) -> Vec<(Placed<'a, 'p>, Placed<'a, 'p>)> {
    // By all of their words, and by those before what somebody added behind.
    let count = pieces.iter().map(|(_, compared)| compared.0.len()).sum();
    let mut whole: FxHashMap<Key<'_>, Placed<'a, 'p>> = FxHashMap::default();
    whole.reserve(count);
    let mut begun: FxHashMap<Key<'_>, Placed<'a, 'p>> = FxHashMap::default();
    let mut found = Vec::new();
    let all = pieces
        .iter()
        .flat_map(|(at, compared)| compared.0.iter().map(|compared| (*at, compared)));
    for (at, one) in all {
        let (key, head) = (one.key.borrowed(), one.head.as_ref().map(Words::borrowed));
        let same = whole.get(&key);
        let longer = || head.as_ref().and_then(|head| whole.get(head));
        let Some(&(earlier_at, earlier)) = same.or_else(longer).or_else(|| begun.get(&key)) else {
            whole.insert(key, (at, one));
            begun.extend(head.map(|head| (head, (at, one))));
            continue;
        };
        if !one.for_somebody && !earlier.for_somebody {
            found.push(((at, one), (earlier_at, earlier)));
        }
    }
    found
}

/// A question's words in lower case, without those that make no difference.
fn key(text: &str) -> String {
    let stock = Stock::shipped();
    joined(text, |word| !stock.is_small(word.stem))
}

/// All of its words in lower case.
fn bare_words(text: &str) -> String {
    joined(text, |_| true)
}

fn joined(text: &str, wanted: impl Fn(&Word) -> bool) -> String {
    let mut found = Vec::new();
    words(text, 0, &mut found);
    let words = found.iter().filter(|word| wanted(word));
    let words = words.map(|word| &text[word.span.range()]);
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What of a question stands before a further one ("Who opens the shop on Sundays? Who closes it?"),
/// or before a tail that names nothing (", and why?"). None where it has no such end, or what
/// is left is too short to be the same by more than chance.
fn head(text: &str) -> Option<String> {
    let body = text.trim_end_matches(['?', '？']);
    let asks_on = body.find(['?', '？']);
    let tail = || {
        let at = body.rfind([',', ';', '–', '—'])?;
        Stock::shipped()
            .telling(&body[at..])
            .is_empty()
            .then_some(at)
    };
    let head = key(&body[..asks_on.or_else(tail)?]);
    (head.split(' ').count() >= ENOUGH).then_some(head)
}

/// So many words are no common beginning.
const ENOUGH: usize = 5;

fn is_quoted(question: &Question<'_>) -> bool {
    question.entry().is_some_and(|entry| entry.quoted)
}

/// What stands over the questions of a segment, one after the other. What is above them all is looked at once, and
/// not once for each: they may be ten thousand.
struct Above<'a> {
    segment: &'a Segment,
    /// Whether the heading says for whom they are.
    heading: bool,
    /// The entry up to which all else is known.
    next: usize,
    /// The last first row of a table.
    header: Option<u32>,
    /// Where the text ends that reaches furthest.
    reach: u32,
    /// Of entries, whether they or what holds them says for whom it is.
    entries: FxHashMap<u32, bool>,
    /// The same of the first rows of tables, and of parts by the entries that name them.
    columns: FxHashMap<u32, bool>,
    parts: FxHashMap<u32, bool>,
}

impl<'a> Above<'a> {
    fn new(segment: &'a Segment) -> Self {
        let heading = segment.heading.as_ref();
        let heading = heading.filter(|heading| heading.matched.is_none());
        Above {
            segment,
            heading: heading.is_some_and(|heading| names_audience(&heading.name)),
            next: 0,
            header: None,
            reach: 0,
            entries: FxHashMap::default(),
            columns: FxHashMap::default(),
            parts: FxHashMap::default(),
        }
    }

    /// Goes on to a question, which stands behind the one before.
    fn go_to(&mut self, question: &Question<'_>) {
        let until = question.entry.unwrap_or_default() as usize;
        for index in self.next..until {
            let entry = &self.segment.entries[index];
            if entry.kind == EntryKind::Header {
                self.header = Some(index as u32);
            }
            self.reach = self.reach.max(entry.text.end);
        }
        self.next = self.next.max(until);
    }

    /// Whether what stands over the question says for whom it is.
    fn names_audience(&mut self, question: &Question<'_>) -> bool {
        if self.heading {
            return true;
        }
        let segment = self.segment;
        let (Some(index), Some(entry)) = (question.entry, question.entry()) else {
            return false;
        };
        let label = entry.label.as_ref();
        if label.is_some_and(|label| names_audience(&label.name)) {
            return true;
        }
        let part = segment.part_of(index);
        if let Some(part) = part
            && *self
                .parts
                .entry(part.entry)
                .or_insert_with(|| names_audience(&part.name))
        {
            return true;
        }
        // A table says so in its first row.
        let header = self.header.filter(|_| entry.kind == EntryKind::Cell);
        let columns = header.is_some_and(|header| {
            *self.columns.entry(header).or_insert_with(|| {
                let mut columns = segment.children(Some(header));
                columns.any(|(_, column)| names_audience(&segment.plain(column)))
            })
        });
        columns || self.is_within_audience(entry.parent)
    }

    /// Whether an entry, or one that holds it, says for whom it is.
    fn is_within_audience(&mut self, index: Option<u32>) -> bool {
        let mut unknown = Vec::new();
        let mut at = index;
        let mut says = false;
        while let Some(index) = at {
            if let Some(known) = self.entries.get(&index) {
                says = *known;
                break;
            }
            unknown.push(index);
            at = self.segment.entries[index as usize].parent;
        }
        for index in unknown.into_iter().rev() {
            let entry = &self.segment.entries[index as usize];
            says = says || names_audience(&self.segment.plain(entry));
            self.entries.insert(index, says);
        }
        says
    }
}

fn names_audience(name: &str) -> bool {
    Stock::shipped().names_audience(name)
}

/// Whether an item holds nothing but the question's words.
fn is_bare(question: &Question<'_>) -> bool {
    let (Some(index), Some(entry)) = (question.entry, question.entry()) else {
        return false;
    };
    let segment = question.at.segment;
    let inlines = &segment.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
    let plain = |kind: &InlineKind| {
        matches!(
            kind,
            InlineKind::Text | InlineKind::Emphasis | InlineKind::Strong
        )
    };
    entry.label.is_none()
        && question.text == question.whole
        && segment.children(Some(index)).next().is_none()
        && inlines.iter().all(|inline| plain(&inline.kind))
}

/// Whether a question is all that its part holds: below a sub-heading, a label, or an item with a name.
fn is_alone(question: &Question<'_>) -> bool {
    let (Some(index), Some(entry)) = (question.entry, question.entry()) else {
        return true;
    };
    let segment = question.at.segment;
    let part = segment.part_of(index);
    let (named, reach) = (
        part.map(|part| part.entry),
        part.map_or(u32::MAX, |part| part.span.end),
    );
    // A single line with a number or a bullet typed before it is no list.
    let list = if entry.kind == EntryKind::Typed { 2 } else { 1 };
    let is_beside = |&other: &u32| {
        Some(other) != named
            && segment.part_of(other).map(|part| part.entry) == named
            && segment.has_content(other)
    };
    // Counted no further than it matters, and first what follows: a list may hold ten thousand.
    let until = |other: &u32| segment.entries[*other as usize].span.start < reach;
    let behind = segment.siblings(entry.next, entry.parent);
    let behind = behind.take_while(until).filter(is_beside).take(list);
    let missing = list - behind.count();
    if missing == 0 {
        return false;
    }
    let within = named.filter(|&named| segment.entries[named as usize].parent == entry.parent);
    let first = within.or_else(|| Some(segment.children(entry.parent).next()?.0));
    let before = segment.siblings(first.unwrap_or(index), entry.parent);
    let before = before.take_while(|&other| other < index).filter(is_beside);
    before.take(missing).count() < missing
}

/// The lines of an item that has them for itself, with the line end that goes with them. The texts of what stands before it
/// reach no further than `reach`.
fn line_of(question: &Question<'_>, reach: u32) -> Option<Span> {
    let (index, entry) = (question.entry?, question.entry()?);
    let segment = question.at.segment;
    if !entry.kind.is_item() || segment.children(Some(index)).next().is_some() {
        return None;
    }
    let text: &str = &segment.chunk.text;
    let begin = text[..entry.text.start as usize]
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1);
    let lead = text[begin..entry.text.start as usize].trim_start();
    // An item that begins on its parent's line shares it.
    if reach as usize > begin || lead.split_whitespace().count() > 3 {
        return None;
    }
    let end = entry.span.start as usize + question.at.str(entry.span).trim_end().len();
    let rest = &text[end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let line_end = match &rest.as_bytes()[blank..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    // At the end of a note that ends in no line end, the one before goes along.
    let before = &text[..begin];
    let begin = match line_end {
        0 => before
            .strip_suffix('\n')
            .map_or(before, |rest| rest.strip_suffix('\r').unwrap_or(rest)),
        _ => before,
    };
    let begin = begin
        .strip_suffix('\r')
        .filter(|_| line_end == 0)
        .unwrap_or(begin)
        .len();
    Some(Span::new(begin..end + blank + line_end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::claims::Known;
    use crate::grammar::Grammar;
    use crate::note::Entry;
    use crate::syntax::fragment;

    /// [`is_alone`], with a look at all of its list.
    fn is_alone_among_all(question: &Question<'_>) -> bool {
        let (Some(index), Some(entry)) = (question.entry, question.entry()) else {
            return true;
        };
        let segment = question.at.segment;
        let part = segment.part_of(index).map(|part| part.entry);
        let beside = segment.children(entry.parent).filter(|&(other, _)| {
            other != index
                && Some(other) != part
                && segment.part_of(other).map(|part| part.entry) == part
                && segment.has_content(other)
        });
        let list = if entry.kind == EntryKind::Typed { 2 } else { 1 };
        beside.count() < list
    }

    /// Whether what stands over a question says for whom it is, with a look at all of it.
    fn is_for_somebody(question: &Question<'_>) -> bool {
        let segment = question.at.segment;
        let heading = segment.heading.as_ref();
        let heading = heading.filter(|heading| heading.matched.is_none());
        if heading.is_some_and(|heading| names_audience(&heading.name)) {
            return true;
        }
        let (Some(index), Some(entry)) = (question.entry, question.entry()) else {
            return false;
        };
        let over = std::iter::successors(entry.parent, |&parent| {
            segment.entries[parent as usize].parent
        });
        let header = (0..index)
            .rfind(|&other| segment.entries[other as usize].kind == EntryKind::Header)
            .filter(|_| entry.kind == EntryKind::Cell);
        let columns = header.into_iter();
        let columns = columns.flat_map(|header| segment.children(Some(header)));
        let entries = over.chain(columns.map(|(column, _)| column));
        let names = |entry: &Entry| names_audience(&segment.plain(entry));
        let label = entry.label.as_ref();
        segment
            .part_of(index)
            .is_some_and(|part| names_audience(&part.name))
            || label.is_some_and(|label| names_audience(&label.name))
            || { entries }.any(|index| names(&segment.entries[index as usize]))
    }

    fn line() -> impl Strategy<Value = &'static str> {
        proptest::sample::select(
            &[
                "- Who decides on the rota?",
                "- Who?",
                "- **For the manager**",
                "  - Who signs off on leave here?",
                "  - ",
                "- For the panel: who reads this?",
                "  - - Which ward is short of staff?",
                "1. Who decides on the rota?",
                "1. **Team**",
                "**For HR**",
                "Process:",
                "• Who decides on the rota?",
                "• Which ward is short of staff?",
                "| For the manager | b |",
                "|---|---|",
                "| Who decides on the rota? | Which ward? |",
                "## For the team",
                "## Why?",
                "",
                "words",
            ][..],
        )
    }

    proptest! {
        /// What is told of one question after the other, with what is known of those before, is what a look at all of
        /// the segment tells of each.
        #[test]
        fn what_stands_round_a_question_is_told_in_one_go(lines in proptest::collection::vec(line(), 0..14)) {
            let text = lines.join("\n") + "\n";
            let grammar = Grammar::standard();
            for chunk in fragment(&text) {
                let segment = Segment::lower(&chunk.value, &grammar);
                let at = SegmentRef { start: 0, segment: &segment };
                let known = Known::default();
                let piece = Piece { at, kind: 0, opens: false, grammar: &grammar, known: &known, company: None };
                let mut above = Above::new(&segment);
                for question in questions(&piece) {
                    above.go_to(&question);
                    let before = question.entry.unwrap_or_default() as usize;
                    let reach = segment.entries[..before].iter().map(|entry| entry.text.end).max();
                    prop_assert_eq!(above.reach, reach.unwrap_or_default());
                    prop_assert_eq!(above.names_audience(&question), is_for_somebody(&question), "{}", &text);
                    prop_assert_eq!(is_alone(&question), is_alone_among_all(&question), "{} in {}", question.text, &text);
                }
            }
        }
    }
}
