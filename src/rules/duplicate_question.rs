use std::hash::{BuildHasher as _, Hash, Hasher};
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::grammar::Stock;
use crate::grammar::terms::{Word, words};
use crate::note::{EntryKind, Section, SegmentRef};
use crate::syntax::InlineKind;

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
            let (goes, bare) = if is_alone(&question) && !is_alone(&first) {
                (&first, earlier.bare)
            } else {
                (&question, one.bare)
            };
            // Where one less would be too few, another takes its place.
            let spare = spare.get_or_insert_with(|| spare_of(cx, section));
            if *spare == Some(0) {
                let fresh = fresh.get_or_insert_with(|| another(cx, section));
                finding.with_fixes(instead(goes, fresh.as_deref()));
            } else if let Some(line) = line_of(goes) {
                finding.with_fix(Fix {
                    title: "Delete the question".into(),
                    safe: bare && one.words == earlier.words,
                    edits: vec![Edit::delete(line)],
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
        let compared = asked.iter().filter_map(|question| {
            let key = key(question.text);
            // "Why?" below two questions asks two things.
            let short = key.split(' ').count() < 3 && key.is_ascii();
            (!short && !is_quoted(question)).then(|| Comparison {
                question: Kept::of(question),
                key: Words::new(key),
                head: head(question.text).map(Words::new),
                words: bare_words(question.text),
                for_somebody: for_somebody(question),
                bare: is_bare(question),
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

/// Whether what stands over a question says for whom it is.
fn for_somebody(question: &Question<'_>) -> bool {
    let names_audience = |name: &str| Stock::shipped().names_audience(name);
    let segment = question.at.segment;
    let heading = segment.heading.as_ref();
    if heading.is_some_and(|heading| heading.matched.is_none() && names_audience(&heading.name)) {
        return true;
    }
    let (Some(index), Some(entry)) = (question.entry, question.entry()) else {
        return false;
    };
    let part = segment.part_of(index);
    let label = entry.label.as_ref().map(|label| label.name.as_str());
    let over = std::iter::successors(entry.parent, |&parent| {
        segment.entries[parent as usize].parent
    })
    .map(|parent| &segment.entries[parent as usize]);
    // A table says so in its first row.
    let header = (0..index)
        .rfind(|&other| segment.entries[other as usize].kind == EntryKind::Header)
        .filter(|_| entry.kind == EntryKind::Cell);
    let columns = header
        .into_iter()
        .flat_map(|header| segment.children(Some(header)));
    part.is_some_and(|part| names_audience(&part.name))
        || label.is_some_and(names_audience)
        || over
            .chain(columns.map(|(_, column)| column))
            .any(|entry| names_audience(&segment.plain(entry)))
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
    let part = segment.part_of(index).map(|part| part.entry);
    let beside = segment.children(entry.parent).filter(|&(other, _)| {
        other != index
            && Some(other) != part
            && segment.part_of(other).map(|part| part.entry) == part
            && segment.has_content(other)
    });
    // A single line with a number or a bullet typed before it is no list.
    let list = if entry.kind == EntryKind::Typed { 2 } else { 1 };
    // Counted no further than it matters: a list may hold ten thousand.
    beside.take(list).count() < list
}

/// The lines of an item that has them for itself, with the line end that goes with them.
fn line_of(question: &Question<'_>) -> Option<Range<usize>> {
    let (index, entry) = (question.entry?, question.entry()?);
    let SegmentRef {
        start: base,
        segment,
    } = question.at;
    if !entry.kind.is_item() || segment.children(Some(index)).next().is_some() {
        return None;
    }
    let text: &str = &segment.chunk.text;
    let begin = text[..entry.text.start as usize]
        .rfind(['\n', '\r'])
        .map_or(0, |at| at + 1);
    let lead = text[begin..entry.text.start as usize].trim_start();
    // An item that begins on its parent's line shares it.
    let shared = segment.entries[..index as usize]
        .iter()
        .any(|other| other.text.end as usize > begin);
    if shared || lead.split_whitespace().count() > 3 {
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
    Some(base + begin..base + end + blank + line_end)
}
