use crate::claims;
use crate::grammar::terms::Shape;
use crate::grammar::{Tag, Voice};
use crate::note::EntryKind;
use crate::syntax::Span;

use super::missing_section::list;
use super::rule::{Severity, rule};
use super::{Findings, SectionCx};

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
    pub(crate) static WEAK_WORDING = "weak-wording", Specificity, Some(Severity::Hint), Section(check), content: true;
}

fn check(cx: &SectionCx<'_>, findings: &mut Findings) {
    if !matches!(cx.spec.voice, Voice::Own | Voice::Answers) {
        return;
    }
    for (at, index, entry) in cx.entries() {
        if entry.quoted || claims::is_question(at, entry) || entry.kind == EntryKind::Code {
            continue;
        }
        let reading = at.segment.reading(cx.grammar);
        let mut weak: Vec<(Span, Tag)> = Vec::new();
        for hit in reading.hits(index) {
            let span = reading.span(hit.words.clone());
            // "a wide variety of" holds "a variety of".
            let within = weak.last().is_some_and(|(last, _)| span.start < last.end);
            // "Master scheduling in Synergy": a name within a sentence.
            let first = &reading.words[hit.words.start as usize];
            let name = first.shape != Shape::Lower && !first.opens && hit.words.len() == 1;
            if matches!(hit.tag, Tag::Cliche | Tag::Hedge) && !within && !name {
                weak.push((span, hit.tag));
            }
        }
        let Some(((first, tag), others)) = weak.split_first() else {
            continue;
        };
        let words: Vec<String> = weak
            .iter()
            .map(|(span, _)| format!("“{}”", at.segment.str(*span)))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let text = match (tag, others.is_empty()) {
            (Tag::Cliche, true) => "is a cliché: say what you did instead",
            (_, true) => "leaves open what: name it, or leave it out",
            (_, false) => "say little: tell what you did instead",
        };
        let finding = findings.report(at.range(*first), format!("{} {text}", list(&words)));
        // One finding for an item, however many words: they are mended together.
        for (span, _) in others {
            finding.with_related(at.range(*span), "and this");
        }
    }
}
