//! The index's look over a file says what the tree says.

use prep_ls::grammar::Grammar;
use prep_ls::note::{Globs, Note};
use prep_ls::syntax::Syntax;
use prep_ls::text::{Encoding, Text};
use prep_ls::workspace::scan::{Scanner, links_of};

use super::support::{position, within};

/// The bytes are a file.
pub(crate) fn scan(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = &*text;
    let grammar = Grammar::standard();
    let globs = match text.len() % 3 {
        0 => Globs::Included,
        1 => Globs::Neither,
        _ => Globs::Excluded,
    };
    let found = Scanner::new(&grammar).scan(text, globs);
    let source = Text::new(text);
    let syntax = Syntax::parse(&source);
    let note = Note::new(&source, &syntax, &grammar, globs);
    assert_eq!(found.is_note, note.is_note(), "is it a note? {text:?}");
    assert_eq!(found.company.as_deref(), note.company(), "{text:?}");
    assert_eq!(found.role.as_deref(), note.role(), "{text:?}");
    assert_eq!(found.links, links_of(&syntax.chunks), "{text:?}");
    let title = note.title.as_ref().map(|title| title.segment);
    let title = note
        .nodes
        .iter()
        .position(|node| Some(node.segment) == title);
    assert_eq!(found.title, title, "{text:?}");
    assert_eq!(found.headings.len(), note.nodes.len(), "{text:?}");
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    for (number, heading) in found.headings.iter().enumerate() {
        assert_eq!(heading.level, note.nodes[number].level, "{text:?}");
        assert_eq!(heading.range, note.heading_range(number), "{text:?}");
        let place = position(text, heading.range.start, Encoding::Utf8);
        let mark = if place.line == 0 { mark } else { 0 };
        assert_eq!(
            (heading.line, heading.column),
            (place.line, place.character - mark),
            "{heading:?} in {text:?}"
        );
    }
    for story in &found.stories {
        within(text, &story.range, "story");
        let stories = note.stories(&grammar);
        assert!(
            stories.iter().any(|other| other.range == story.range),
            "{story:?} in {text:?}"
        );
    }
}
