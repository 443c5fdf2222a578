//! Everything that is said about a text lies in it, on character boundaries, and nothing panics.

use std::path::Path;

use prep_ls::document::Document;
use prep_ls::ide::navigate::{self, Names};
use prep_ls::ide::{self, Ask, Edits, LinkTargets, Snapshot, Symbol};

use super::support::{a_note, below, dated, disjoint, place_before, same_ends, snapshot, within};

/// The bytes are a note.
pub(crate) fn parse(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = &*text;
    // A quarter of the texts have to read as a note by themselves.
    let path = (!text.len().is_multiple_of(4)).then(a_note);
    let mut document = Document::new(text, path, dated());
    let snapshot = snapshot(&mut document, text);
    for finding in &*snapshot.findings {
        within(text, &finding.range, finding.rule.name);
        for related in finding.related() {
            within(text, &related.range, finding.rule.name);
        }
        for fix in finding.fixes() {
            disjoint(text, &fix.edits, finding.rule.name);
        }
    }
    whole(text, &snapshot);
    for salt in 0..2 {
        let offset = place_before(text, below(data, salt, text.len() + 1));
        at(text, offset, &snapshot);
    }
}

/// What is said of all of it.
fn whole(text: &str, snapshot: &Snapshot) {
    let outline = ide::outline(&snapshot.note, &snapshot.grammar);
    symbols(text, &outline, 0, text.len());
    let lines = snapshot.text.line_count();
    for fold in ide::folds(snapshot) {
        assert!(
            fold.first_line < fold.last_line && fold.last_line < lines,
            "{fold:?} in {text:?}"
        );
    }
    for lens in ide::lenses(snapshot) {
        within(text, &lens.range, "lens");
    }
    for hint in ide::hints(snapshot, 0..text.len(), true) {
        within(text, &(hint.offset..hint.offset), "hint");
    }
    for link in ide::document_links(snapshot, Some(Path::new("/notes/a.prep.md"))) {
        within(text, &link.range, "document link");
    }
    if let Some(edits) = ide::sort_sections(snapshot) {
        disjoint(text, &edits, "sort");
    }
    if snapshot.note.is_note() {
        assert!(!ide::readiness_page(snapshot, None).is_empty());
    }
    for date in snapshot.note.date_values(&snapshot.grammar) {
        within(text, &date.place(), "date");
    }
    if let Some(names) = Names::of(snapshot) {
        for subject in names.subjects() {
            for place in names.declarations(&subject) {
                within(text, &place.range, "declaration");
                within(text, &place.selection, "declaration's name");
            }
            for range in names.references(&subject) {
                within(text, &range, "reference");
            }
        }
    }
}

fn symbols(text: &str, all: &[Symbol], start: usize, end: usize) {
    let mut from = start;
    for symbol in all {
        within(text, &symbol.range, "symbol");
        within(text, &symbol.selection, "symbol's name");
        assert!(
            from <= symbol.range.start && symbol.range.end <= end,
            "{symbol:?} outside of {from}..{end} in {text:?}"
        );
        assert!(
            symbol.range.start <= symbol.selection.start
                && symbol.selection.end <= symbol.range.end,
            "{symbol:?} in {text:?}"
        );
        assert!(!symbol.name.is_empty(), "{symbol:?} in {text:?}");
        symbols(text, &symbol.children, symbol.range.start, symbol.range.end);
        from = symbol.range.end;
    }
}

/// What is said of a place.
fn at(text: &str, offset: usize, snapshot: &Snapshot) {
    let line = snapshot.text.line_range(snapshot.text.line_of(offset));
    let before = text[..offset].chars().next_back();
    let typed = ide::TRIGGERS
        .iter()
        .copied()
        .find(|trigger| before == Some(*trigger));
    for trigger in [None, typed] {
        let found = ide::complete(snapshot, offset, trigger, &LinkTargets::default());
        assert!(found.items.len() <= ide::MAX_ITEMS);
        for item in found.items {
            within(text, &item.range, "completion");
            let around = item.range.start <= offset && offset <= item.range.end;
            let in_line = line.start <= item.range.start && item.range.end <= line.end;
            assert!(around && in_line, "{item:?} at {offset} in {text:?}");
            let mut after = text.to_owned();
            after.replace_range(item.range.clone(), &item.plain);
            same_ends(text, &after, "completion");
        }
    }
    if let Some(hover) = ide::hover(snapshot, offset) {
        within(text, &hover.range, "hover");
    }
    let ask = Ask {
        wanted: &|_| true,
        edits: Edits::All,
    };
    for action in ide::actions(snapshot, offset..offset, ask) {
        let edits = action.edits.unwrap_or_default();
        disjoint(text, &edits, &action.title);
        same_ends(text, &prep_ls::fix::apply(text, &edits), &action.title);
    }
    let mut inner = offset..offset;
    for range in ide::selection_ranges(snapshot, offset) {
        within(text, &range, "selection");
        assert!(
            range.start <= inner.start && inner.end <= range.end,
            "{range:?} after {inner:?} in {text:?}"
        );
        inner = range;
    }
    if let Some(found) = navigate::definition(snapshot, offset) {
        within(text, &found.origin, "origin");
        for place in found.here {
            within(text, &place.range, "definition");
        }
    }
    for range in navigate::references(snapshot, offset, true).unwrap_or_default() {
        within(text, &range, "references");
    }
    for highlight in navigate::highlights(snapshot, offset).unwrap_or_default() {
        within(text, &highlight.range, "highlight");
    }
    if let Ok(renaming) = navigate::rename(snapshot, offset, "Zebra 77") {
        disjoint(text, &renaming.edits, "rename");
        assert!(navigate::prepare_rename(snapshot, offset).is_ok());
    }
}
