//! Questions from the bank, where an item begins in a section that is made of questions: those of the
//! part at hand first, then those on topics that the posting raises, by theme, without what the note
//! asks already.

use std::collections::HashSet;
use std::ops::Range;

use crate::claims;
use crate::grammar::{Asked, Bank, SectionSpec, Suggestion, Tag, Voice, Wanted};
use crate::note::{EntryKind, Section};

use super::cx::{Cx, Opening};
use super::docs::Docs;
use super::lead::Lead;
use super::{Completion, CompletionKind, plain_item};

/// The questions that may be asked next.
pub(super) fn offer(cx: &Cx<'_>, opening: &Opening<'_>, out: &mut Vec<Completion>) {
    let Some((section, spec)) = cx.section() else {
        return;
    };
    // Stars begin a label, not a question.
    if spec.questions.is_none() || opening.dress().contains('*') || is_answer(cx, opening) {
        return;
    }
    if !is_in_english(cx, section) {
        return;
    }
    let note = &cx.snapshot.note;
    let topics = posting_topics(cx);
    let wanted = Wanted {
        section: &spec.id,
        role: note.role(),
        company: note.company(),
        topics: &topics,
        ..Wanted::default()
    };
    let mut found = Bank::shipped().suggest(&wanted, &asked(cx, section.spec));
    let typed: Vec<String> = words(opening.word()).collect();
    let bare = opening.marker.is_empty() && opening.bullet().is_empty();
    let beginning = opening.word().to_lowercase();
    found.retain(|one| {
        // A line without a marker may become a sentence of any kind.
        let begins = !bare || one.text.to_lowercase().starts_with(&beginning);
        begins && holds_words(&one.text, &typed)
    });

    let own = part(cx, section);
    let themes = themes(&found);
    let place = |theme: &str| themes.iter().position(|other| *other == theme);
    found.sort_by_key(|one| {
        let own = own.is_some_and(|own| one.theme == own);
        (!own, one.topic.is_none(), place(one.theme))
    });

    let node = note.segment_start(note.nodes[section.node].segment);
    let lead = bare.then(|| Lead::next(cx, node, opening.indent));
    let lead = lead.map(|lead| match lead {
        Some(lead) => lead.behind(opening.indent),
        None => "- ".to_owned(),
    });
    let lead = lead.as_deref().unwrap_or_else(|| opening.bullet());
    let (open, close) = quotation(cx, node);
    let lexicon = cx.snapshot.grammar.lexicon();
    for one in found {
        let topic = one.topic.and_then(|id| {
            let topic = lexicon.topics.iter().find(|topic| topic.id == id)?;
            Some(topic.title.to_lowercase())
        });
        let theme = title(spec, one.theme);
        let text = format!("{lead}{open}{}{close}", one.text);
        out.push(Completion {
            detail: match topic {
                Some(topic) => format!("{theme} · the posting raises {topic}"),
                None => theme,
            },
            filter: format!("{}{}", opening.dress(), one.text),
            docs: Some(Docs::section(&cx.snapshot.grammar, section.spec)),
            ..plain_item(
                CompletionKind::Question,
                &one.text,
                opening.range.clone(),
                text,
            )
        });
    }
}

/// Whether the item that begins stands below a question, where its answer goes.
fn is_answer(cx: &Cx<'_>, opening: &Opening<'_>) -> bool {
    if opening.indent.is_empty() {
        return false;
    }
    let Some(at) = cx.segment() else {
        return false;
    };
    let mut entries = at.segment.entries.iter().rev();
    let column = |start: usize| {
        let text = &cx.snapshot.text;
        start - text.line_range(text.line_of(start)).start
    };
    let above = entries.find(|entry| {
        let start = at.range(entry.span).start;
        start < cx.line.start && entry.kind.is_item() && column(start) < opening.indent.len()
    });
    above.is_some_and(|above| above.question)
}

/// Whether the bank's language is the note's. Where nothing is written yet, the heading tells.
fn is_in_english(cx: &Cx<'_>, section: &Section) -> bool {
    let grammar = &cx.snapshot.grammar;
    let note = &cx.snapshot.note;
    let (_, heading) = note.heading(&note.nodes[section.node]);
    let language = grammar.language_of(section.spec, &heading.name);
    language.is_none() && claims::is_english(note, grammar)
}

/// What the sections of a kind ask already, without what is being typed.
fn asked(cx: &Cx<'_>, kind: usize) -> Asked {
    let note = &cx.snapshot.note;
    let mut asked = Asked::default();
    for section in note.sections.iter().filter(|section| section.spec == kind) {
        let own = note.segment_start(note.nodes[section.node].segment);
        for at in note.segments_of(section) {
            let heading = at.segment.heading.as_ref();
            if let Some(heading) = heading.filter(|heading| heading.question && at.start != own) {
                asked.add(&heading.name);
            }
            let reading = at.segment.reading(&cx.snapshot.grammar);
            for (index, entry) in (0..).zip(&at.segment.entries) {
                let typing = (cx.line.start..=cx.line.end).contains(&at.range(entry.text).start);
                let row = matches!(entry.kind, EntryKind::Row | EntryKind::Header);
                if !entry.question || row || typing {
                    continue;
                }
                // "**Team:** Who leads it?" asks what stands behind the label.
                let labelled = entry.label.is_some() && !at.str(entry.value).trim().is_empty();
                let from = if labelled {
                    entry.value.start
                } else {
                    entry.text.start
                };
                let words = reading.words(index).iter();
                let words = words.filter(|word| word.span.start >= from);
                asked.add_stems(words.map(|word| word.stem));
            }
        }
    }
    asked
}

/// The ids of the topics that the posting raises.
fn posting_topics<'a>(cx: &Cx<'a>) -> Vec<&'a str> {
    let note = &cx.snapshot.note;
    let grammar = &cx.snapshot.grammar;
    let mut raised: HashSet<u16> = HashSet::new();
    for section in &note.sections {
        if grammar.sections[section.spec].voice != Voice::Posting {
            continue;
        }
        for at in note.segments_of(section) {
            let hits = &at.segment.reading(grammar).hits;
            raised.extend(hits.iter().filter_map(|hit| match hit.tag {
                Tag::Raises(topic) => Some(topic),
                _ => None,
            }));
        }
    }
    let topics = &grammar.lexicon().topics;
    let raised = raised.into_iter();
    raised
        .filter_map(|topic| Some(topics.get(topic as usize)?.id.as_str()))
        .collect()
}

/// The id of the part that the cursor stands in: the last one that begins above it, or the
/// sub-heading's.
fn part<'a>(cx: &Cx<'a>, section: &Section) -> Option<&'a str> {
    let at = cx.segment()?;
    let parts = &cx.snapshot.grammar.sections[section.spec].parts;
    let mut named = at.segment.parts.iter().rev();
    let named = named.find(|part| at.range(part.span).start < cx.line.start);
    let named = named.and_then(|part| part.meaning.part(section.spec));
    let heading = at.segment.heading.as_ref();
    let part = named.or_else(|| heading?.meaning.part(section.spec))?;
    parts.get(part).map(|part| part.id.as_str())
}

/// The themes of some questions, in the order in which they first come up.
fn themes(found: &[Suggestion]) -> Vec<&'static str> {
    let mut themes = Vec::new();
    for one in found {
        if !themes.contains(&one.theme) {
            themes.push(one.theme);
        }
    }
    themes
}

/// What a theme is called: as the part of its name is, if there is one.
fn title(spec: &SectionSpec, theme: &str) -> String {
    if let Some(part) = spec.parts.iter().find(|part| part.id == theme) {
        return part.title.clone();
    }
    let mut chars = theme.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// The quotation marks that stand round the last question above the cursor.
fn quotation(cx: &Cx<'_>, start: usize) -> (&'static str, &'static str) {
    const MARKS: [(&str, &str); 3] = [("“", "”"), ("\"", "\""), ("„", "“")];
    let Some(line) = last_item(cx, start) else {
        return ("", "");
    };
    let text = cx.snapshot.text.slice(line);
    let body = text.trim_start();
    let body = body[super::cx::marker_len(body)..].trim_end();
    let mut marks = MARKS.into_iter();
    let quoted = |(open, close): &(&str, &str)| body.starts_with(open) && body.ends_with(close);
    marks.find(quoted).unwrap_or_default()
}

/// The line right above the cursor's, if it is within the section.
fn last_item(cx: &Cx<'_>, start: usize) -> Option<Range<usize>> {
    let text = &cx.snapshot.text;
    let above = text.line_of(cx.line.start).checked_sub(1)?;
    let line = text.line_range(above);
    (line.start > start && !text.slice(line.clone()).trim().is_empty()).then_some(line)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|char: char| !char.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether each of some words begins a word of a question, in any order: one remembers "rota" and
/// not how the question goes.
fn holds_words(question: &str, typed: &[String]) -> bool {
    if typed.is_empty() {
        return true;
    }
    let own: Vec<String> = words(question).collect();
    typed
        .iter()
        .all(|word| own.iter().any(|own| own.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{labels_of, note, offers, triggered};
    use super::*;

    fn ask(list: &str) -> String {
        note(&format!(
            "## Job Overview\n\n**Key Responsibilities:**\n- Keep patient safety high\n\n## Questions to Ask Them\n\n{list}"
        ))
    }

    /// What the first item inserts at the cursor.
    fn first(fixture: &str) -> String {
        let items = offers(fixture);
        let item = items
            .first()
            .unwrap_or_else(|| panic!("nothing at {fixture:?}"));
        assert_eq!(item.kind, CompletionKind::Question, "{item:?}");
        item.plain.replace(&item.label, "…")
    }

    #[test]
    fn the_marker_and_the_numbering_go_on() {
        for (list, expected) in [
            ("$0", "- …"),
            ("-$0", "- …"),
            ("- $0", "…"),
            ("1. $0", "…"),
            ("1. Who leads the ward?\n$0", "2. …"),
            ("1. Who leads the ward?\n2. Who trains?\n\n$0", "3. …"),
            ("* Who leads the ward?\n$0", "* …"),
            ("- [ ] Who leads the ward?\n$0", "- [ ] …"),
            ("- [ ] Who leads the ward?\n- [ ] $0", "…"),
            ("• “Who leads the ward?”\n$0", "• “…”"),
            ("1. **Team**\n   - Who leads the ward?\n   $0", "- …"),
            ("1. **Team**\n   - Who leads the ward?\n   - $0", "…"),
            ("1. **Team**\n   - Who leads the ward?\n$0", "   - …"),
        ] {
            assert_eq!(first(&ask(list)), expected, "{list:?}");
        }
    }

    #[test]
    fn topics_of_the_posting_come_first_and_themes_together() {
        let items = offers(&ask("- $0"));
        let raised = |item: &Completion| item.detail.contains("the posting raises");
        assert!(raised(&items[0]), "{:?}", items[0]);
        assert!(
            items[0].detail.contains("patient safety"),
            "{}",
            items[0].detail
        );
        let after = items
            .iter()
            .position(|item| !raised(item))
            .unwrap_or(items.len());
        assert!(items[after..].iter().all(|item| !raised(item)));
        let mut themes: Vec<&str> = items[after..]
            .iter()
            .map(|item| item.detail.as_str())
            .collect();
        themes.dedup();
        let mut once = themes.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(
            themes.len(),
            once.len(),
            "each theme stands together: {themes:?}"
        );
    }

    #[test]
    fn the_part_at_hand_goes_before_all() {
        for list in [
            "1. **Growth**\n   - $0",
            "### Growth\n\n- $0",
            "**Growth**\n\n- $0",
        ] {
            let items = offers(&ask(list));
            assert!(
                items[0].detail.starts_with("Growth"),
                "{list:?}: {}",
                items[0].detail
            );
        }
        let predicted = note("## Predicted Interview Questions\n\n### Behavioral\n\n1. $0");
        assert!(offers(&predicted)[0].detail.starts_with("Behavioral"));
    }

    #[test]
    fn the_company_is_named_and_nothing_is_asked_twice() {
        let fixture = ask("- $0");
        let all = labels_of(&offers(&fixture));
        assert!(all.iter().any(|label| label.contains("Harbour Clinic")));
        assert!(all.iter().all(|label| !label.contains('{')));
        let asked = format!("- {}\n- $0", all[0].to_uppercase());
        let rest = labels_of(&offers(&ask(&asked)));
        assert!(!rest.is_empty() && !rest.contains(&all[0]), "{}", all[0]);
        let labelled = format!("- **Team:** {}\n- $0", all[0]);
        assert!(!labels_of(&offers(&ask(&labelled))).contains(&all[0]));
        // What is being typed is no question that was asked.
        let typed = format!("- {}$0", all[0].trim_end_matches('?'));
        assert_eq!(labels_of(&offers(&ask(&typed))), [all[0].as_str()]);
    }

    #[test]
    fn words_narrow_the_list() {
        let items = offers(&ask("- rota$0"));
        assert!(!items.is_empty());
        assert!(
            items
                .iter()
                .all(|item| item.label.to_lowercase().contains("rota"))
        );
        assert!(offers(&ask("- xylophone$0")).is_empty());
    }

    #[test]
    fn characters_bring_them_up_at_the_beginning_alone() {
        assert!(!triggered(&ask("- $0"), ' ').is_empty());
        assert!(!triggered(&ask("-$0"), '-').is_empty());
        for (list, trigger) in [
            ("$0", ' '),
            ("- Who $0", ' '),
            ("Some prose $0", ' '),
            ("- well-$0", '-'),
            ("- (see$0", '('),
        ] {
            assert!(triggered(&ask(list), trigger).is_empty(), "{list:?}");
        }
    }

    #[test]
    fn there_are_none_elsewhere() {
        for fixture in [
            note("## Company Summary\n\n- $0"),
            ask("- Who$0 leads?"),
            ask("- Who leads the ward?\n  - $0"),
            ask("**$0"),
            note("## Fragen an das Unternehmen\n\n- $0"),
        ] {
            let items = offers(&fixture);
            let questions = items
                .iter()
                .filter(|item| item.kind == CompletionKind::Question);
            assert_eq!(questions.count(), 0, "{fixture:?}");
        }
    }
}
