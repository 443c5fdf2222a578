//! What makes a talking point concrete: standards, methods, tools of the topic that it raises.

use std::ops::Range;

use crate::claims::{Known, in_segment};
use crate::grammar::terms::{self, Word};
use crate::grammar::{Grammar, Tag, Topic, Voice};

use super::cx::Cx;
use super::docs::Docs;
use super::{Completion, CompletionKind, plain_item};

/// The longest name of a specific, in words.
const MAX_WORDS: usize = 4;

/// The specifics of the topics that the cursor's talking point raises, without those it names.
pub(super) fn offer(cx: &Cx<'_>, out: &mut Vec<Completion>) {
    let behind = cx.rest.chars().next();
    if behind.is_some_and(char::is_alphanumeric) {
        return;
    }
    let grammar = &cx.snapshot.grammar;
    let Some((topics, said)) = claim(cx) else {
        return;
    };
    if topics.is_empty() {
        return;
    }
    let candidates = candidates(cx, &topics, &said);
    // What was typed is the beginning of a name, the longest that is any; between words it is nothing.
    let beginnings = beginnings(&cx.typed);
    let begins = |beginning: &str, name: &str| name.to_lowercase().starts_with(beginning);
    let found = beginnings.iter().find(|(_, beginning)| {
        let mut names = candidates.iter();
        names.any(|(_, name)| begins(beginning, name))
    });
    let (start, beginning) = match found {
        Some((start, beginning)) => (cx.line.start + start, beginning.as_str()),
        None if is_between_words(&cx.typed) => (cx.offset, ""),
        None => return,
    };
    for (topic, name) in candidates {
        if !begins(beginning, &name) {
            continue;
        }
        let topic = &grammar.lexicon().topics[topic as usize];
        out.push(Completion {
            detail: topic.title.clone(),
            docs: Some(Docs::topic(topic)),
            ..plain_item(
                CompletionKind::Specific,
                &name,
                start..cx.offset,
                name.clone(),
            )
        });
    }
}

/// The topics that the claim at the cursor raises, and the stems of its words. None where it is no
/// claim; after a character that brought this up, none where more is there than a label.
fn claim(cx: &Cx<'_>) -> Option<(Vec<u16>, Vec<u64>)> {
    let Cx { snapshot, .. } = cx;
    let (note, grammar) = (&snapshot.note, &snapshot.grammar);
    let (section, spec) = cx.section()?;
    if !matches!(spec.voice, Voice::Own | Voice::Answers) {
        return None;
    }
    let (at, index) = cx.entry()?;
    let entry = &at.segment.entries[index as usize];
    if entry.quoted {
        return None;
    }
    let labelled = entry.label.is_some() && at.str(entry.value).trim().is_empty();
    if cx.trigger.is_some() && !(cx.trigger == Some(' ') && labelled && cx.rest.trim().is_empty()) {
        return None;
    }
    let known = Known::of(note);
    let reading = at.segment.reading(grammar);
    let claims = in_segment(at, section.spec, grammar);
    let whole = claims.iter().find(|claim| claim.entries.contains(&index));
    let (topics, entries) = match whole {
        Some(claim) => {
            let mut topics = claim.topics(&known);
            topics.extend(claim.plain_topics(&known));
            (topics, claim.entries.clone())
        }
        // A label alone claims nothing yet, and says what will be claimed.
        None if labelled => {
            let hits = reading.hits(index).iter();
            let topics = hits.filter_map(|hit| match hit.tag {
                Tag::Raises(topic) | Tag::Talks(topic) => Some(topic),
                _ => None,
            });
            (topics.collect(), index..index + 1)
        }
        None => return None,
    };
    let mut once: Vec<u16> = Vec::new();
    for topic in topics {
        if !once.contains(&topic) {
            once.push(topic);
        }
    }
    // The word at the cursor is not said yet.
    let typing = |word: &Word| word.span.at(at.start).end == cx.offset;
    let words = entries.flat_map(|entry| reading.words(entry));
    let words = words.filter(|word| !typing(word));
    Some((once, words.map(|word| word.stem).collect()))
}

/// The specifics of some topics that a claim does not name, those that the posting names first, each
/// with its topic.
fn candidates(cx: &Cx<'_>, topics: &[u16], said: &[u64]) -> Vec<(u16, String)> {
    let grammar = &cx.snapshot.grammar;
    let all: &[Topic] = &grammar.lexicon().topics;
    let asked = posting_stems(cx, grammar);
    let mut found: Vec<(bool, u16, String)> = Vec::new();
    for &topic in topics {
        for name in &all[topic as usize].specifics {
            let stems = stems(name);
            let names = |text: &[u64]| {
                !stems.is_empty() && text.windows(stems.len()).any(|window| window == stems)
            };
            let twice = found
                .iter()
                .any(|(.., other)| other.eq_ignore_ascii_case(name));
            if !names(said) && !twice {
                found.push((!names(&asked), topic, name.clone()));
            }
        }
    }
    found.sort_by_key(|(unasked, ..)| *unasked);
    found
        .into_iter()
        .map(|(_, topic, name)| (topic, name))
        .collect()
}

/// The stems of the posting's words, in order.
fn posting_stems(cx: &Cx<'_>, grammar: &Grammar) -> Vec<u64> {
    let note = &cx.snapshot.note;
    let posting = note
        .sections
        .iter()
        .filter(|section| grammar.sections[section.spec].voice == Voice::Posting);
    posting
        .flat_map(|section| note.segments_of(section))
        .flat_map(|at| {
            at.segment
                .reading(grammar)
                .words
                .iter()
                .map(|word| word.stem)
        })
        .collect()
}

fn stems(name: &str) -> Vec<u64> {
    let mut words = Vec::new();
    terms::words(name, 0, &mut words);
    words.iter().map(|word| word.stem).collect()
}

/// Where the last few words of a line begin, with what follows in lower case: the longest first. One
/// letter is the beginning of anything.
fn beginnings(typed: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut end = typed.len();
    for _ in 0..MAX_WORDS {
        let Range { start, .. } = last_word(&typed[..end]);
        if start == end {
            break;
        }
        let beginning = typed[start..].to_lowercase();
        if beginning.trim_end().chars().count() > 1 {
            found.push((start, beginning));
        }
        end = typed[..start].trim_end_matches([' ', '-']).len();
        if end == start {
            break;
        }
    }
    found.reverse();
    found
}

/// The last word of a text with the spaces behind it.
fn last_word(text: &str) -> Range<usize> {
    let body = text.trim_end_matches(' ');
    let start = body
        .rfind(|char: char| {
            char.is_whitespace() || matches!(char, '(' | '[' | '*' | '"' | '“' | ',' | ':' | ';')
        })
        .map_or(0, |at| {
            at + body[at..].chars().next().map_or(1, char::len_utf8)
        });
    start..if start == body.len() {
        start
    } else {
        text.len()
    }
}

/// Whether a text ends where a word may begin.
fn is_between_words(typed: &str) -> bool {
    typed.ends_with([' ', '\t', '(', '/', '“', '"'])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{accepted, labels, labels_of, note, offers, triggered};
    use super::*;

    fn fit(item: &str) -> String {
        note(&format!(
            "## Job Overview\n\n**Key Responsibilities:**\n- SOC 2 audits\n\n## Why This Job Is a Fit\n\n{item}"
        ))
    }

    #[test]
    fn a_topic_that_is_raised_has_specifics_to_name() {
        let found = labels(&fit("- Strong focus on security: $0\n"));
        assert_eq!(found[0], "SOC 2", "the posting names it");
        assert!(
            found.contains(&"PCI DSS".to_owned()) && found.contains(&"threat model".to_owned())
        );
        let after = accepted(&fit("- Security (thr$0)\n"), "threat model");
        assert!(after.ends_with("- Security (threat model)\n"), "{after}");
        let after = accepted(&fit("- Security by least priv$0\n"), "least privilege");
        assert!(
            after.ends_with("- Security by least privilege\n"),
            "{after}"
        );
    }

    #[test]
    fn those_that_are_named_are_left_out() {
        let found = labels(&fit(
            "- Security: threat models, ISO 27001’s controls and $0\n",
        ));
        for named in ["threat model", "ISO 27001"] {
            assert!(!found.contains(&named.to_owned()), "{named}");
        }
        assert!(found.contains(&"ISO 27002".to_owned()));
    }

    #[test]
    fn a_label_is_enough_to_bring_them_up() {
        let up = |item: &str, trigger| labels_of(&triggered(&fit(item), trigger));
        assert!(up("- **Security:** $0\n", ' ').contains(&"PCI DSS".to_owned()));
        assert_eq!(up("- **Security:** I $0\n", ' '), [""; 0]);
        assert_eq!(up("- Strong on security $0\n", ' '), [""; 0]);
        assert_eq!(up("- Strong on security ($0\n", '('), [""; 0]);
    }

    #[test]
    fn there_are_none_where_no_topic_is_raised_or_no_claim_stands() {
        for fixture in [
            fit("- Ran the chess club $0\n"),
            fit("- Strong on secu$0rity\n"),
            fit("- Strong on security by lez$0\n"),
            fit("> Strong on security $0\n"),
            fit("- Strong on `security $0`\n"),
            fit("    Strong on security $0\n"),
            fit("- What of security? $0\n"),
            note("## Company Summary\n\n- Strong on security $0\n"),
            note("## Questions to Ask Them\n\n- How is security $0\n"),
        ] {
            let items = offers(&fixture);
            let specifics = items
                .iter()
                .filter(|item| item.kind == CompletionKind::Specific);
            assert_eq!(specifics.count(), 0, "{fixture:?}");
        }
    }

    #[test]
    fn the_longest_beginning_comes_first() {
        let found = beginnings("- by least p");
        let found: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(found, ["by least p", "least p"], "a letter begins anything");
        assert_eq!(beginnings("(ISO 2"), [(1, "iso 2".to_owned())]);
        assert!(beginnings("a ").is_empty());
    }
}
