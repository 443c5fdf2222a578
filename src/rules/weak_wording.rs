use crate::claims;
use crate::grammar::Tag;
use crate::grammar::terms::Shape;
use crate::note::EntryKind;
use crate::syntax::Span;

use super::missing_section::list;
use super::pieces::{Piece, Placed, Slot, Summary};
use super::rule::{Severity, rule};
use super::{Findings, NoteCx};

rule! {
    /// Reports clichés and hedges in what you say of yourself.
    ///
    /// "Team player", "passionate about", "proven track record" say what everybody says; "various", "some experience with"
    /// and "etc." take back half of it. The list is `grammars/wording.toml`. Fit, résumé highlights, stories, pitch,
    /// gaps and answers are looked at; questions and quotations are not.
    ///
    /// ## Why it matters
    ///
    /// Words that fit every candidate are not heard, and hedges are.
    ///
    /// ## Example
    ///
    /// ```md bad
    /// # Interview Prep: Fern Legal – Associate
    /// ## Why This Job Is a Fit
    /// - Team player with various cases before the labour court.
    ///   ^^^^^^^^^^^ “Team player” and “various” say little
    /// ```
    ///
    /// ```md good
    /// # Interview Prep: Fern Legal – Associate
    /// ## Why This Job Is a Fit
    /// - Prepared 14 cases for the labour court, nine of them with a colleague from tax.
    /// ```
    ///
    /// ## Source
    ///
    /// Career centres' lists of words to leave out; ours is shorter, and only what a recruiter would strike out.
    pub(crate) static WEAK_WORDING = "weak-wording", Specificity, Some(Severity::Hint), Note(check), content: true;
}

fn check(cx: &NoteCx<'_>, findings: &mut Findings) {
    let own = |piece: &Placed<'_>| claims::holds_claims(piece.kind, cx.grammar);
    for piece in cx.pieces().filter(own) {
        for weak in &piece.get::<Weak>().0 {
            let words: Vec<String> = weak
                .iter()
                .map(|(span, _)| format!("“{}”", piece.at.str(*span)))
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let Some(((first, cliche), others)) = weak.split_first() else {
                continue;
            };
            let text = match (cliche, others.is_empty()) {
                (true, true) => "is a cliché: say what you did instead",
                (false, true) => "leaves open what: name it, or leave it out",
                (_, false) => "say little: tell what you did instead",
            };
            let text = format!("{} {text}", list(&words));
            let finding = findings.report(piece.at.range(*first), text);
            // One finding for an item, however many words: they are mended together.
            for (span, _) in others {
                finding.with_related(piece.at.range(*span), "and this");
            }
        }
    }
}

/// The weak words of a segment, those of an item together, and whether each is a cliché.
struct Weak(Vec<Vec<(Span, bool)>>);

impl Summary for Weak {
    const SLOT: Slot = Slot::WeakWording;

    fn of(piece: &Piece<'_>) -> Self {
        let at = piece.at;
        let reading = at.segment.reading(piece.grammar);
        let mut found = Vec::new();
        for (index, entry) in (0u32..).zip(&at.segment.entries) {
            if entry.quoted || claims::is_question(at, entry) || entry.kind == EntryKind::Code {
                continue;
            }
            let mut weak: Vec<(Span, bool)> = Vec::new();
            for hit in reading.hits(index) {
                if !matches!(hit.tag, Tag::Cliche | Tag::Hedge) {
                    continue;
                }
                let span = reading.span(hit.words.clone());
                // "a wide variety of" holds "a variety of".
                let within = weak.last().is_some_and(|(last, _)| span.start < last.end);
                // "Master scheduling in Synergy": a name within a sentence.
                let first = &reading.words[hit.words.start as usize];
                let name = first.shape != Shape::Lower && !first.opens && hit.words.len() == 1;
                if !within && !name {
                    weak.push((span, hit.tag == Tag::Cliche));
                }
            }
            if !weak.is_empty() {
                found.push(weak);
            }
        }
        Weak(found)
    }
}
