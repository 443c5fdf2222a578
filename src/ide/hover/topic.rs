//! Words that raise a topic: what makes a talking point on it concrete, and what of that the note
//! names already.

use std::collections::BTreeMap;

use crate::grammar::{Tag, Voice};
use crate::note::SegmentRef;

use super::super::plain::escaped;
use super::{Hover, Snapshot};

/// No more specifics than this are offered.
const OFFERED: usize = 10;

/// The topic that a word at an offset raises, in an entry.
pub(super) fn at(
    snapshot: &Snapshot,
    at: SegmentRef<'_>,
    entry: u32,
    voice: Option<Voice>,
    offset: usize,
) -> Option<Hover> {
    let reading = at.segment.reading(&snapshot.grammar);
    // Plain words raise a topic where one speaks of oneself, and nowhere else.
    let own = matches!(voice, Some(Voice::Own | Voice::Answers));
    let raised = reading.hits(entry).iter().filter_map(|hit| {
        let topic = match hit.tag {
            Tag::Raises(topic) => topic,
            Tag::Talks(topic) if own => topic,
            _ => return None,
        };
        let range = at.range(reading.span(hit.words.clone()));
        (range.start <= offset && offset <= range.end).then_some((topic, range))
    });
    // The longest phrase says most; a word may raise several topics.
    let raised: Vec<_> = raised.collect();
    let range = raised
        .iter()
        .map(|(_, range)| range.clone())
        .max_by_key(|range| range.len())?;
    let mut topics: Vec<u16> = raised
        .iter()
        .filter(|(_, other)| *other == range)
        .map(|(topic, _)| *topic)
        .collect();
    topics.dedup();
    let pages: Vec<String> = topics.iter().map(|&topic| page(snapshot, topic)).collect();
    Some(Hover {
        range,
        markdown: pages.join("\n\n"),
    })
}

/// What there is to name on a topic.
pub(super) fn page(snapshot: &Snapshot, topic: u16) -> String {
    let topic_data = &snapshot.grammar.lexicon().topics[topic as usize];
    let mut page = format!("**{}**", escaped(&topic_data.title));
    if topic_data.critical {
        page.push_str(" – a posting that asks for it wants a talking point");
    }
    let named = named(snapshot, topic);
    if named.is_empty() {
        page.push_str("\n\nNothing specific to it is named in this note yet.");
    } else {
        let named: Vec<String> = named.values().map(|name| escaped(name)).collect();
        page.push_str(&format!("\n\nNamed in this note: {}", named.join(", ")));
    }
    let open: Vec<String> = topic_data
        .specifics
        .iter()
        .filter(|specific| !named.contains_key(&specific.to_lowercase()))
        .take(OFFERED)
        .map(|specific| escaped(specific))
        .collect();
    if !open.is_empty() {
        page.push_str(&format!(
            "\n\nWhat you know of these makes it concrete: {}",
            open.join(", ")
        ));
    }
    page
}

/// The specifics of a topic that the note names outside of what the posting says, by their lower
/// case, as they are first written.
fn named(snapshot: &Snapshot, topic: u16) -> BTreeMap<String, String> {
    let Snapshot { note, grammar, .. } = snapshot;
    let mut named = BTreeMap::new();
    for section in &note.sections {
        if grammar.sections[section.spec].voice == Voice::Posting {
            continue;
        }
        for at in note.segments_of(section) {
            let reading = at.segment.reading(grammar);
            for hit in reading
                .hits
                .iter()
                .filter(|hit| hit.tag == Tag::Specific(topic))
            {
                let written = at.segment.str(reading.span(hit.words.clone()));
                named
                    .entry(written.to_lowercase())
                    .or_insert_with(|| written.to_owned());
            }
        }
    }
    named
}
