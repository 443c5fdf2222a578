//! What makes a claim concrete: a specific of a topic, a number, a named thing, or a deed with an
//! object.

use std::cell::OnceCell;
use std::ops::Range;

use crate::grammar::terms::{self, Shape, StemSet, Word};
use crate::grammar::{Hit, Lexicon, Tag};
use crate::note::{Entry, Note};
use crate::syntax::{InlineKind, Span};

use super::find::Claim;

/// What makes a claim concrete, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concrete {
    /// A standard, control, method or tool of a topic.
    Specific,
    /// A number, in digits or words.
    Number,
    /// A name: a system, a project, a place; code and links, too.
    Name,
    /// Something the person did, with an object.
    Deed,
}

/// Names that make nothing concrete, because every claim of the note may hold them: the company and
/// the role.
#[derive(Debug, Default)]
pub struct Known {
    stems: StemSet,
    /// The words of the company's name alone: a "Data Scientist" may begin a claim with "Data".
    of_company: StemSet,
    /// The first word of the company's name.
    company: Option<u64>,
}

impl Known {
    /// The known names of a note.
    pub fn of(note: &Note) -> Self {
        let mut found = Vec::new();
        if let Some(company) = note.company() {
            terms::words(company, 0, &mut found);
        }
        let of_company = found.iter().map(|word| word.stem).collect();
        found.clear();
        for name in [note.company(), note.role()].into_iter().flatten() {
            terms::words(name, 0, &mut found);
        }
        Known {
            stems: found.iter().map(|word| word.stem).collect(),
            of_company,
            company: note.company().and(found.first()).map(|word| word.stem),
        }
    }

    /// Whether a word is of such a name.
    pub fn holds(&self, word: &Word) -> bool {
        self.stems.contains(&word.stem)
    }
}

impl Claim<'_> {
    /// The topics that the claim raises in its own words, each once: by a word, or by what has a name
    /// ("GDPR"); a plain specific ("opt-out") may belong to any matter. Words in what it says of the
    /// company do not count, nor does a claim that is a wish or an advice.
    pub fn topics(&self, known: &Known) -> Vec<u16> {
        self.raised(known, &|hit| match hit.tag {
            Tag::Raises(topic) => Some(topic),
            Tag::Specific(topic) if self.reading.is_name(hit) => Some(topic),
            _ => None,
        })
    }

    /// The topics that the claim raises in plain words, which elsewhere mean nothing: "I keep people
    /// safe". Without an attitude or a boast it is no claim: "The salary fits my budget".
    pub fn plain_topics(&self, known: &Known) -> Vec<u16> {
        let boasts = self.prose().any(|(index, _)| {
            self.reading
                .hits(index)
                .iter()
                .any(|hit| hit.tag == Tag::Attitude)
        });
        if !boasts {
            return Vec::new();
        }
        self.raised(known, &|hit| match hit.tag {
            Tag::Talks(topic) => Some(topic),
            _ => None,
        })
    }

    fn raised(&self, known: &Known, topic: &dyn Fn(&Hit) -> Option<u16>) -> Vec<u16> {
        let mut topics = Vec::new();
        for (index, entry) in self.prose() {
            if self.speaks_of_others(index, entry, known) {
                continue;
            }
            let mut sentence = Sentence::new(self, index, known);
            for hit in self.reading.hits(index) {
                let Some(topic) = topic(hit) else {
                    continue;
                };
                if !topics.contains(&topic) && !sentence.names_company_before(hit.words.start) {
                    topics.push(topic);
                }
            }
        }
        topics
    }

    /// What makes the claim concrete; none if nothing does. A plain specific ("health check") counts for
    /// the topics that the claim raises and those near to them, one with a name for any.
    pub fn concrete(&self, known: &Known, topics: &[u16], lexicon: &Lexicon) -> Option<Concrete> {
        let any = |test: &dyn Fn(u32, &Entry) -> bool| {
            self.prose().any(|(index, entry)| test(index, entry))
        };
        let hit = |index: u32, wanted: fn(&Tag) -> bool| {
            self.reading.hits(index).iter().any(|hit| wanted(&hit.tag))
        };
        let near = |topic: u16| {
            topics
                .iter()
                .any(|&raised| raised == topic || lexicon.neighbours(raised).contains(&topic))
        };
        if any(&|index, _| {
            self.reading.hits(index).iter().any(|hit| match hit.tag {
                Tag::Specific(topic) => self.reading.is_name(hit) || near(topic),
                _ => false,
            })
        }) {
            Some(Concrete::Specific)
        } else if any(&|index, _| {
            hit(index, |tag| *tag == Tag::Number)
                || self
                    .reading
                    .words(index)
                    .iter()
                    .any(|word| word.shape == Shape::Number)
        }) {
            Some(Concrete::Number)
        } else if any(&|index, entry| self.has_name(index, entry, known)) {
            Some(Concrete::Name)
        } else if any(&|index, entry| self.deed(index, entry)) {
            Some(Concrete::Deed)
        } else {
            None
        }
    }

    /// Whether the claim holds a number that is no year and no label ("Ward 7"), or a scale in words.
    pub fn is_quantified(&self) -> bool {
        self.prose().any(|(index, _)| {
            let words = self.reading.words(index);
            let numbered = words.iter().enumerate().any(|(at, word)| {
                let text = self.at.segment.str(word.span);
                word.shape == Shape::Number && !is_year(text) && !(at > 0 && is_label(words, at))
            });
            numbered
                || self
                    .reading
                    .hits(index)
                    .iter()
                    .any(|hit| hit.tag == Tag::Number)
        })
    }

    /// How many words of the claim, labels aside, say something.
    pub fn telling_words(&self) -> usize {
        let telling = |index: u32, entry: &Entry| {
            let words = self.reading.range(index);
            words
                .filter(|&at| self.in_value(entry, at) && self.is_telling(index, at))
                .count()
        };
        self.prose()
            .map(|(index, entry)| telling(index, entry))
            .sum()
    }

    /// Whether the claim names what came of it: by a word for it, or in a clause of its own with another
    /// subject behind a semicolon or a dash.
    pub fn has_outcome(&self) -> bool {
        // "Won several awards": what came of it is told and is not.
        let vague = self.prose().any(|(index, _)| {
            let mut hits = self.reading.hits(index).iter();
            hits.any(|hit| hit.tag == Tag::VagueAmount)
        });
        self.prose().any(|(index, _)| {
            let result = OnceCell::new();
            self.reading.hits(index).iter().any(|hit| match hit.tag {
                Tag::Outcome => !vague && !self.in_a_compound(&hit.words),
                Tag::Subject => {
                    let telling = || {
                        let words = self.reading.range(index).rev();
                        words.filter(|&word| self.is_telling(index, word)).nth(1)
                    };
                    self.is_set_off(index, hit.words.start)
                        && result
                            .get_or_init(telling)
                            .is_some_and(|telling| hit.words.start <= telling)
                }
                Tag::None => self.begins_a_clause(index, hit.words.start),
                _ => false,
            })
        })
    }

    /// Whether some words are the first half of a compound: "award-winning", "whole-school".
    fn in_a_compound(&self, words: &Range<u32>) -> bool {
        words.len() == 1 && {
            let end = self.reading.words[words.end as usize - 1].span.end as usize;
            let rest = self.at.segment.chunk.text.get(end..).unwrap_or_default();
            let mut chars = rest.chars();
            matches!(chars.next(), Some('-' | '\u{2010}' | '\u{2011}'))
                && chars.next().is_some_and(char::is_alphabetic)
        }
    }

    /// Whether a word begins a clause, the claim's first one or one behind a comma or a dash.
    fn begins_a_clause(&self, index: u32, at: u32) -> bool {
        let range = self.reading.range(index);
        if at == range.start {
            return true;
        }
        let before = self.at.segment.str(Span {
            start: self.reading.words[at as usize - 1].span.end,
            end: self.reading.words[at as usize].span.start,
        });
        before.contains([',', ';', ':', '–', '—', '('])
    }

    /// Whether a clause of the claim says that something did not happen: "no arrests".
    pub fn denies(&self) -> bool {
        self.prose().any(|(index, _)| {
            let mut hits = self.reading.hits(index).iter();
            hits.any(|hit| hit.tag == Tag::None && self.begins_a_clause(index, hit.words.start))
        })
    }

    /// Whether a word stands behind a semicolon or a dash.
    fn is_set_off(&self, index: u32, at: u32) -> bool {
        let range = self.reading.range(index);
        if at == range.start {
            return false;
        }
        let between = self.at.segment.str(Span {
            start: self.reading.words[at as usize - 1].span.end,
            end: self.reading.words[at as usize].span.start,
        });
        between.contains([';', '–', '—'])
    }

    /// The words the claim's head begins with that leave open who did it: "responsible for".
    pub fn weak_opener(&self) -> Option<Range<usize>> {
        let head = self.entries.start;
        let first = self.first_word(head, self.head())?;
        let hits = self.reading.hits(head).iter();
        let weak = hits
            .filter(|hit| hit.tag == Tag::Weak && hit.words.start <= first + 2)
            // "Was responsible for", "I have helped": nothing but small words may stand before.
            .filter(|hit| (first..hit.words.start).all(|at| self.reading.is(head, at, Tag::Stop)))
            .max_by_key(|hit| hit.words.len())?;
        Some(self.at.range(self.reading.span(weak.words.clone())))
    }

    /// Whether the claim tells of a deed: its head, or a clause of it, begins with a verb in the past.
    pub fn tells_a_deed(&self) -> bool {
        self.prose().any(|(index, entry)| {
            self.reading
                .range(index)
                .any(|at| self.in_value(entry, at) && self.is_deed(index, at))
        })
    }

    /// Whether an entry is a wish, advice to oneself, or about the company.
    fn speaks_of_others(&self, index: u32, entry: &Entry, known: &Known) -> bool {
        let Some(first) = self.first_word(index, entry) else {
            return false;
        };
        let opens = self.reading.hits_from(index, first);
        let opening = |tag: Tag| opens.iter().any(|hit| hit.tag == tag);
        let company = known
            .of_company
            .contains(&self.reading.words[first as usize].stem)
            && self.reading.words[first as usize].shape != Shape::Lower;
        // "What I hope for: …"
        let wishes = self
            .reading
            .hits(index)
            .iter()
            .any(|hit| hit.tag == Tag::Wish && hit.words.start < first);
        wishes || opening(Tag::Wish) || opening(Tag::Advice) || opening(Tag::Company) || company
    }

    /// The index of the first word after an entry's label.
    fn first_word(&self, index: u32, entry: &Entry) -> Option<u32> {
        self.reading
            .range(index)
            .find(|&at| self.in_value(entry, at))
    }

    fn in_value(&self, entry: &Entry, at: u32) -> bool {
        self.reading.words[at as usize].span.start >= entry.value.start
    }

    fn has_name(&self, index: u32, entry: &Entry, known: &Known) -> bool {
        let segment = self.at.segment;
        let inlines =
            &segment.chunk.inlines[entry.inlines.start as usize..entry.inlines.end as usize];
        let linked = inlines.iter().any(|inline| {
            matches!(inline.kind, InlineKind::Link(_) | InlineKind::Code)
                && inline.span.start >= entry.text.start
        });
        if linked {
            return true;
        }
        let range = self.reading.range(index);
        let value: Vec<u32> = range
            .clone()
            .filter(|&at| self.in_value(entry, at))
            .collect();
        let capitals = value
            .iter()
            .filter(|&&at| self.reading.words[at as usize].shape != Shape::Lower)
            .count();
        // "Strong Focus On Security": capitals tell nothing of names.
        let title_case = value.len() > 2 && capitals * 2 > value.len();
        range.into_iter().any(|at| {
            let word = &self.reading.words[at as usize];
            if matches!(word.shape, Shape::Lower | Shape::Number) {
                return false;
            }
            let mut hits = self.reading.hits_over(index, at);
            let raised = hits.any(|hit| matches!(hit.tag, Tag::Raises(_) | Tag::Talks(_)));
            if raised || known.holds(word) {
                return false;
            }
            match word.shape {
                Shape::Mixed => true,
                Shape::Capitals => !title_case,
                Shape::Capitalised => {
                    // "I", "I'm"
                    let text = self.at.segment.str(word.span);
                    let long = text.len() > 1 && !text.starts_with(['I']) || text.len() > 4;
                    long && !word.opens && !title_case && self.in_value(entry, at)
                }
                Shape::Lower | Shape::Number => false,
            }
        })
    }

    /// Whether a clause tells of a deed with an object: two words or more behind the verb that say
    /// something.
    fn deed(&self, index: u32, entry: &Entry) -> bool {
        let range = self.reading.range(index);
        range.clone().any(|at| {
            if !self.in_value(entry, at) || !self.is_deed(index, at) {
                return false;
            }
            let object = (at + 1..range.end)
                .take(14)
                .filter(|&other| self.is_telling(index, other));
            object.count() >= 2
        })
    }

    /// Whether a word is a verb in the past that opens a clause or follows "I".
    fn is_deed(&self, index: u32, at: u32) -> bool {
        let word = &self.reading.words[at as usize];
        let is = |tag: Tag, at: u32| {
            let mut hits = self.reading.hits_from(index, at).iter();
            hits.any(|hit| hit.tag == tag)
        };
        let text = self.at.segment.str(word.span);
        let past = is(Tag::Deed, at) || text.len() > 4 && text.to_ascii_lowercase().ends_with("ed");
        if !past || is(Tag::State, at) || is(Tag::Weak, at) {
            return false;
        }
        let before = at
            .checked_sub(1)
            .filter(|before| self.reading.range(index).contains(before));
        word.opens
            || before.is_none_or(|before| {
                // "I led", "and built", "successfully moved".
                let word = &self.reading.words[before as usize];
                is(Tag::BeforeDeed, before) || self.at.segment.str(word.span).ends_with("ly")
            })
    }

    /// Whether a word says something: no filler, no cliché, no word that raises a topic.
    fn is_telling(&self, index: u32, at: u32) -> bool {
        !self.reading.hits_over(index, at).any(|hit| {
            matches!(
                hit.tag,
                Tag::Filler
                    | Tag::Stop
                    | Tag::Soft
                    | Tag::Cliche
                    | Tag::Hedge
                    | Tag::Raises(_)
                    | Tag::Weak
            )
        })
    }
}

/// Tells of the words of an entry, from one to a later one, whether the company is named before them in the same
/// sentence: what follows is its matter.
struct Sentence<'c> {
    claim: &'c Claim<'c>,
    known: &'c Known,
    entry: u32,
    /// The word up to which it is known.
    at: u32,
    named: bool,
}

impl<'c> Sentence<'c> {
    fn new(claim: &'c Claim<'c>, entry: u32, known: &'c Known) -> Self {
        Sentence {
            claim,
            known,
            entry,
            at: claim.reading.range(entry).start,
            named: false,
        }
    }

    fn names_company_before(&mut self, word: u32) -> bool {
        while self.at < word {
            let Claim { at, reading, .. } = self.claim;
            let (last, next) = (
                &reading.words[self.at as usize],
                &reading.words[self.at as usize + 1],
            );
            // "Their" in the middle of a clause is anybody's.
            let theirs = || {
                let mut hits = reading.hits_from(self.entry, self.at).iter();
                last.opens && hits.any(|hit| hit.tag == Tag::Company)
            };
            let names = self.known.company == Some(last.stem) && last.shape != Shape::Lower;
            let between = at.segment.str(Span {
                start: last.span.end,
                end: next.span.start,
            });
            let ends = between.contains(['.', ';', '!', '?', '–', '—', ':']);
            self.named = (self.named || names || theirs()) && !ends;
            self.at += 1;
        }
        self.named
    }
}

/// Whether a number is a year: it dates a claim and does not measure it.
fn is_year(text: &str) -> bool {
    text.len() == 4
        && text
            .parse::<u32>()
            .is_ok_and(|year| (1950..2050).contains(&year))
}

/// Whether a number is the name of what stands before it: "Ward 7", "Year 2".
fn is_label(words: &[Word], at: usize) -> bool {
    let before = &words[at - 1];
    words[at].joined && matches!(before.shape, Shape::Capitalised) && !before.opens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::in_segment;
    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{Globs, SegmentRef};
    use crate::syntax::Syntax;
    use crate::text::Text;

    /// Whether the company is named before a word in the same sentence, with a look at all words before it.
    fn is_named_before(claim: &Claim<'_>, entry: u32, word: u32, known: &Known) -> bool {
        let reading = claim.reading;
        (reading.range(entry).start..word).any(|other| {
            let named = &reading.words[other as usize];
            let mut hits = reading.hits(entry).iter();
            let names = known.company == Some(named.stem) && named.shape != Shape::Lower
                || named.opens
                    && hits.any(|hit| hit.tag == Tag::Company && hit.words.start == other);
            names
                && !(other + 1..=word).any(|later| {
                    let between = claim.at.segment.str(Span {
                        start: reading.words[later as usize - 1].span.end,
                        end: reading.words[later as usize].span.start,
                    });
                    between.contains(['.', ';', '!', '?', '–', '—', ':'])
                })
        })
    }

    proptest! {
        #[test]
        fn whose_matter_a_word_is_can_be_told_from_word_to_word(words in proptest::collection::vec(
            proptest::sample::select(&["Fern", "fern", "security", "Their", "their", ".", ";", ":", ",", "led", "the"][..]), 0..16,
        )) {
            let text = format!("# Interview Prep: Fern Legal – Clerk\n## Why This Job Is a Fit\n- {}\n", words.join(" "));
            let (text, grammar) = (Text::new(&text), Grammar::standard());
            let note = Note::new(&text, &Syntax::parse(&text), &grammar, Globs::Included);
            let known = Known::of(&note);
            let at: SegmentRef<'_> = note.segment(1);
            let kind = note.sections[0].spec;
            for claim in in_segment(at, kind, &grammar) {
                for (entry, _) in claim.prose() {
                    let mut sentence = Sentence::new(&claim, entry, &known);
                    for word in claim.reading.range(entry) {
                        let named = is_named_before(&claim, entry, word, &known);
                        prop_assert_eq!(sentence.names_company_before(word), named, "{} in {:?}", word, &words);
                    }
                }
            }
        }
    }
}
