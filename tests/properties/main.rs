//! What holds for every text and every edit, tried on random ones.
//!
//! `PROPTEST_CASES` sets how many; 10,000 is the default here.

mod texts;

use std::ops::Range;
use std::sync::Arc;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::fix;
use prep_ls::ide::{self, ActionKind, Ask, Edits, LinkTargets, Snapshot, Symbol};
use prep_ls::note::{Globs, Note, PartKind};
use prep_ls::rules::check;
use prep_ls::syntax::Syntax;
use prep_ls::text::{Change, Encoding, Position, Text};
use proptest::prelude::*;
use texts::{config, edits, place, text};

fn snapshot(document: &mut Document) -> Snapshot {
    let findings = document.check().findings.into();
    let profile = document.profile();
    Snapshot {
        text: document.text().clone(),
        note: Arc::clone(document.note()),
        grammar: Arc::clone(&profile.grammar),
        settings: Arc::clone(&profile.settings),
        findings,
    }
}

/// A position as a client would count it, found without the code under test.
fn position(text: &str, offset: usize, encoding: Encoding) -> Position {
    let before = &text[..offset];
    let normalised = before.replace("\r\n", "\n");
    // Between `\r` and `\n`, a client stands at the end of the line.
    let split = before.ends_with('\r') && text[offset..].starts_with('\n');
    let normalised = if split {
        normalised.strip_suffix('\r').unwrap_or(&normalised)
    } else {
        &normalised
    };
    let line = normalised.matches(['\n', '\r']).count();
    let rest = normalised.rsplit(['\n', '\r']).next().unwrap_or_default();
    let character = match encoding {
        Encoding::Utf8 => rest.len(),
        Encoding::Utf16 => rest.encode_utf16().count(),
        Encoding::Utf32 => rest.chars().count(),
    };
    Position {
        line: line as u32,
        character: character as u32,
    }
}

fn assert_range(text: &str, range: &Range<usize>, what: &str) -> Result<(), TestCaseError> {
    prop_assert!(
        range.start <= range.end && range.end <= text.len(),
        "{what}: {range:?} outside of {text:?}"
    );
    prop_assert!(
        text.is_char_boundary(range.start) && text.is_char_boundary(range.end),
        "{what}: {range:?} in {text:?}"
    );
    Ok(())
}

fn assert_symbols(
    text: &str,
    symbols: &[Symbol],
    holder: &Range<usize>,
) -> Result<(), TestCaseError> {
    for symbol in symbols {
        assert_range(text, &symbol.range, "symbol")?;
        assert_range(text, &symbol.selection, "selection")?;
        let inside = |inner: &Range<usize>, outer: &Range<usize>| {
            outer.start <= inner.start && inner.end <= outer.end
        };
        prop_assert!(
            inside(&symbol.selection, &symbol.range),
            "{symbol:?} in {text:?}"
        );
        prop_assert!(
            inside(&symbol.range, holder),
            "{symbol:?} not within {holder:?} in {text:?}"
        );
        prop_assert!(
            !symbol.name.is_empty(),
            "{symbol:?} has no name in {text:?}"
        );
        assert_symbols(text, &symbol.children, &symbol.range)?;
    }
    for pair in symbols.windows(2) {
        prop_assert!(
            pair[0].range.end <= pair[1].range.start,
            "{pair:?} overlap in {text:?}"
        );
    }
    Ok(())
}

/// The defaults, on a day on which steps are due.
fn dated() -> Profile {
    let today = jiff::civil::date(2026, 11, 22);
    Profile::new(Config::default(), None, Some(today)).0
}

proptest! {
    #![proptest_config(config())]

    /// Text, syntax, note, findings, outline and folds after any edits are those of a fresh start.
    #[test]
    fn incremental_equals_fresh(start in text(), edits in edits(), crlf in any::<bool>()) {
        let mut model = start.clone();
        let mut document = Document::new(&start, None, dated());
        for edit in &edits {
            let encoding = if crlf { Encoding::Utf16 } else { Encoding::Utf8 };
            // Positions between `\r` and `\n` do not exist in the protocol.
            let mut range = place(&model, edit);
            for end in [&mut range.start, &mut range.end] {
                if model[..*end].ends_with('\r') && model[*end..].starts_with('\n') {
                    *end -= 1;
                }
            }
            let range = range.start..range.end.max(range.start);
            let change = Change {
                range: Some((position(&model, range.start, encoding), position(&model, range.end, encoding))),
                text: edit.2.clone(),
            };
            model.replace_range(range, &edit.2);
            document.apply(std::slice::from_ref(&change), encoding).expect("the range is not backwards");
            document.check();
        }
        let text = Text::new(&model);
        prop_assert_eq!(document.text().to_string_lossless(), model.clone());
        let syntax = Syntax::parse(&text);
        prop_assert_eq!(document.syntax(), &syntax, "syntax of {:?}", model);
        let grammar = &document.profile().grammar.clone();
        let note = Note::new(&text, &syntax, grammar, Globs::Neither);
        prop_assert_eq!(&**document.note(), &note, "note of {:?}", model);
        let fresh = check(&note, &text, grammar, &document.profile().settings.clone());
        prop_assert_eq!(document.check(), fresh, "findings of {:?}", model);
        let snapshot = snapshot(&mut document);
        prop_assert_eq!(ide::outline(&snapshot.note, grammar), ide::outline(&note, grammar));
        let mut again = Document::new(&model, None, dated());
        prop_assert_eq!(ide::folds(&snapshot), ide::folds(&self::snapshot(&mut again)));
    }

    /// What is looked up by index is what a look at all there is comes to: the part that an entry is of, where a part ends,
    /// what a word means.
    #[test]
    fn what_is_looked_up_is_there(start in text()) {
        let document = Document::new(&start, None, dated());
        let grammar = &document.profile().grammar;
        for segment in &document.note().segments {
            let segment = &segment.value;
            let lines = || segment.parts.iter().filter(|part| part.kind != PartKind::Item);
            for part in lines() {
                let next = lines().map(|part| part.span.start).find(|&start| start > part.span.start);
                let ends = segment.entries.iter().map(|entry| entry.span.end);
                let within = ends.clone().filter(|&end| next.is_none_or(|next| end <= next)).max();
                let own = segment.entries[part.entry as usize].span.end;
                prop_assert_eq!(part.span.end, within.or(ends.max()).unwrap_or(0).max(own), "{:?}", part);
            }
            let reading = segment.reading(grammar);
            for (index, entry) in (0u32..).zip(&segment.entries) {
                let parts = segment.parts.iter();
                let of = parts.clone().rfind(|part| part.span.contains(entry.span) && part.entry != index);
                prop_assert_eq!(segment.part_of(index), of, "{:?} in {:?}", entry, start);
                let named = parts.clone().find(|part| part.entry == index);
                prop_assert_eq!(segment.part_named_by(index), named);
                for word in reading.range(index) {
                    let hits = reading.hits(index);
                    let over: Vec<_> = hits.iter().filter(|hit| hit.words.contains(&word)).collect();
                    prop_assert_eq!(reading.hits_over(index, word).collect::<Vec<_>>(), over);
                    let from: Vec<_> = hits.iter().filter(|hit| hit.words.start == word).collect();
                    prop_assert_eq!(reading.hits_from(index, word).iter().collect::<Vec<_>>(), from);
                }
            }
        }
    }

    /// Whatever is said about a text lies on character boundaries inside it, and nothing panics.
    #[test]
    fn every_range_lies_in_the_text(start in text(), at in 0.0..1.0f64) {
        let mut document = Document::new(&start, Some(std::path::Path::new("a.prep.md")), dated());
        let report = document.check();
        prop_assert!(report.panicked.is_empty(), "{:?} on {start:?}", report.panicked);
        for finding in &report.findings {
            assert_range(&start, &finding.range, finding.rule.name)?;
            for related in finding.related() {
                assert_range(&start, &related.range, finding.rule.name)?;
            }
            for fix in finding.fixes() {
                assert_edits(&start, finding.rule.name, &fix.edits)?;
            }
        }
        let snapshot = snapshot(&mut document);
        let outline = ide::outline(&snapshot.note, &snapshot.grammar);
        assert_symbols(&start, &outline, &(0..start.len()))?;
        let lines = snapshot.text.line_count();
        for fold in ide::folds(&snapshot) {
            prop_assert!(fold.first_line < fold.last_line && fold.last_line < lines, "{fold:?} in {start:?}");
        }
        let offset = start.floor_char_boundary((start.len() as f64 * at) as usize);
        // Between `\r` and `\n` no client stands.
        let offset = if start[..offset].ends_with('\r') && start[offset..].starts_with('\n') { offset - 1 } else { offset };
        let line = snapshot.text.line_range(snapshot.text.line_of(offset));
        for trigger in [None].into_iter().chain(ide::TRIGGERS.map(Some)) {
            let found = ide::complete(&snapshot, offset, trigger, &LinkTargets::default());
            prop_assert!(found.items.len() <= ide::MAX_ITEMS);
            for item in found.items {
                assert_range(&start, &item.range, "completion")?;
                prop_assert!((item.range.start..=item.range.end).contains(&offset), "{item:?} at {offset} in {start:?}");
                let in_line = line.start <= item.range.start && item.range.end <= line.end;
                prop_assert!(in_line, "{item:?} leaves its line in {start:?}");
                for new in [&item.plain, &item.snippet] {
                    let mut after = start.clone();
                    after.replace_range(item.range.clone(), new);
                    let bare = |text: &str| text.replace("\r\n", "").matches(['\n', '\r']).count();
                    if start.contains("\r\n") && bare(&start) == 0 {
                        prop_assert_eq!(bare(&after), 0, "{:?} at {} in {:?}", item, offset, start);
                    }
                    prop_assert!(start.contains('\r') || !after.contains('\r'), "{item:?} in {start:?}");
                }
            }
        }
        if let Some(hover) = ide::hover(&snapshot, offset) {
            assert_range(&start, &hover.range, "hover")?;
        }
        let ask = Ask { wanted: &|_| true, edits: Edits::All };
        let actions = ide::actions(&snapshot, offset..offset, ask);
        for action in &actions {
            assert_edits(&start, &action.title, action.edits.as_deref().unwrap_or_default())?;
        }
        // The list with the edits of quick fixes alone is the same, and each can be asked for by its id.
        let listed = ide::actions(&snapshot, offset..offset, Ask { edits: Edits::QuickFixes, ..ask });
        for (listed, action) in listed.iter().zip(&actions) {
            let edits = action.edits.as_ref().filter(|_| action.kind == ActionKind::QuickFix);
            prop_assert_eq!(listed.edits.as_ref(), edits, "{:?} in {:?}", action, start);
        }
        let ids: Vec<&str> = listed.iter().map(|action| action.id.as_str()).collect();
        prop_assert_eq!(&ids, &actions.iter().map(|action| action.id.as_str()).collect::<Vec<_>>(), "in {:?}", start);
        for action in actions.iter().filter(|action| action.disabled.is_none()) {
            let one = ide::actions(&snapshot, offset..offset, Ask { edits: Edits::Of(&action.id), ..ask });
            prop_assert_eq!(std::slice::from_ref(action), one.as_slice(), "in {:?}", start);
        }
    }

    /// Definition and references agree: what refers to something leads to it, and what it leads to
    /// knows of it. Growing selections grow. What can be renamed to something new reads as before.
    #[test]
    fn jumps_agree_with_each_other(start in text(), at in 0.0..1.0f64) {
        let mut document = Document::new(&start, Some(std::path::Path::new("a.prep.md")), dated());
        let snapshot = snapshot(&mut document);
        let offset = start.floor_char_boundary((start.len() as f64 * at) as usize);
        let names = ide::navigate::Names::of(&snapshot).expect("the glob makes it a note");
        for subject in names.subjects() {
            let declared = names.declarations(&subject);
            prop_assert!(!declared.is_empty(), "{subject:?} is declared nowhere in {start:?}");
            for place in &declared {
                assert_range(&start, &place.range, "declaration")?;
                prop_assert!(place.range.start <= place.selection.start && place.selection.end <= place.range.end, "{place:?} in {start:?}");
            }
            for reference in names.references(&subject) {
                assert_range(&start, &reference, "reference")?;
                let found = ide::navigate::definition(&snapshot, reference.start);
                let leads = found.map(|found| found.here).unwrap_or_default();
                let symmetric = matches!(subject, ide::navigate::Subject::Requirement(_) | ide::navigate::Subject::Answer(_));
                if symmetric {
                    // A link or a story named at the start of an entry is what stands there.
                    continue;
                }
                prop_assert_eq!(&leads, &declared, "{:?} at {:?} in {:?}", subject, reference, start);
            }
        }
        if let Some(found) = ide::navigate::definition(&snapshot, offset) {
            assert_range(&start, &found.origin, "origin")?;
            prop_assert!(found.origin.start <= offset || found.here.iter().any(|place| place.range.start <= offset), "{found:?} at {offset} in {start:?}");
            // What it leads to knows of it, and so does what knows of it lead there.
            let referring = ide::navigate::references(&snapshot, offset, true).unwrap_or_default();
            if found.away.is_none() {
                prop_assert!(referring.contains(&found.origin) || found.here.iter().any(|place| place.selection == found.origin || place.range == found.origin), "{:?} not among {:?} in {:?}", found, referring, start);
            }
        }
        let mut last: Option<Range<usize>> = None;
        for range in ide::selection_ranges(&snapshot, offset) {
            assert_range(&start, &range, "selection")?;
            prop_assert!((range.start..=range.end).contains(&offset), "{range:?} at {offset} in {start:?}");
            if let Some(last) = last {
                prop_assert!(range.start <= last.start && last.end <= range.end && range.len() > last.len(), "{range:?} after {last:?} in {start:?}");
            }
            last = Some(range);
        }
        prop_assert!(last.is_none_or(|last| last == (0..start.len())));
        for link in ide::document_links(&snapshot, Some(std::path::Path::new("/notes/a.prep.md"))) {
            assert_range(&start, &link.range, "link")?;
        }
        if let Ok(renaming) = ide::navigate::rename(&snapshot, offset, "Zebra 77") {
            let prepared = ide::navigate::prepare_rename(&snapshot, offset).expect("it can be renamed");
            assert_range(&start, &prepared.range, "rename")?;
            prop_assert!((prepared.range.start..=prepared.range.end).contains(&offset), "{prepared:?} at {offset} in {start:?}");
            let mut end = 0;
            for edit in &renaming.edits {
                assert_range(&start, &edit.range, "rename")?;
                prop_assert!(end <= edit.range.start, "{:?} overlap in {start:?}", renaming.edits);
                end = edit.range.end;
            }
            // Every link that led to a heading leads to the same one.
            let after = fix::apply(&start, &renaming.edits);
            let mut renamed = Document::new(&after, Some(std::path::Path::new("a.prep.md")), dated());
            let renamed = self::snapshot(&mut renamed);
            let again = ide::navigate::Names::of(&renamed).expect("a note");
            let (before, now) = (leads(&names, &snapshot), leads(&again, &renamed));
            // Links in a heading are written over with it.
            if before.len() == now.len() {
                prop_assert_eq!(before, now, "{:?} -> {:?}", start, after);
            }
        }
    }

    /// Every byte of a section lies in the section's symbol, which ends before the next heading.
    #[test]
    fn every_byte_of_a_section_is_its_symbols(start in text()) {
        let mut document = Document::new(&start, Some(std::path::Path::new("a.prep.md")), dated());
        assert_sections(&start, &snapshot(&mut document))?;
    }

    /// Applying all safe fixes a second time changes nothing, and no fix brings in other line ends.
    #[test]
    fn fixing_twice_is_fixing_once(start in text()) {
        let check = |text: &str| {
            Document::new(text, Some(std::path::Path::new("a.prep.md")), dated()).check().findings
        };
        let once = fix::to_fixpoint(start.clone(), check);
        let twice = fix::to_fixpoint(once.text.clone(), check);
        prop_assert_eq!(&once.text, &twice.text, "from {:?}", start);
        if !start.contains('\r') {
            prop_assert!(!once.text.contains('\r'));
        }
        let bare = |text: &str| text.replace("\r\n", "").matches(['\n', '\r']).count();
        if bare(&start) == 0 {
            prop_assert_eq!(bare(&once.text), 0, "{:?} -> {:?}", start, once.text);
        }
    }

    /// Positions and offsets agree with a client that counts for itself, in every encoding.
    #[test]
    fn positions_agree_with_a_client(start in text(), at in 0.0..1.0f64) {
        let text = Text::new(&start);
        let offset = start.floor_char_boundary((start.len() as f64 * at) as usize);
        let split = start[..offset].ends_with('\r') && start[offset..].starts_with('\n');
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let expected = position(&start, offset, encoding);
            if !split {
                prop_assert_eq!(text.position(offset, encoding), expected, "{} in {:?}", offset, start);
                prop_assert_eq!(text.offset(expected, encoding), offset, "{:?} in {:?}", expected, start);
            }
        }
    }
}

/// The heading that each link of a note leads to, by its number.
fn leads(names: &ide::navigate::Names<'_>, snapshot: &Snapshot) -> Vec<Option<usize>> {
    let links = snapshot
        .note
        .segments
        .iter()
        .flat_map(|segment| &segment.value.links().links);
    let links = links.filter(|link| !link.form.is_by_label() && link.target.is_here());
    links
        .map(|link| {
            names
                .anchors
                .find(link.target.fragment.as_deref()?, link.target.wiki)
        })
        .map(|found| found.map(|(index, _)| index))
        .collect()
}

/// The symbols of a note's headings are their whole sections.
fn assert_sections(text: &str, snapshot: &Snapshot) -> Result<(), TestCaseError> {
    fn all<'s>(symbols: &'s [Symbol], found: &mut Vec<&'s Symbol>) {
        for symbol in symbols {
            found.push(symbol);
            all(&symbol.children, found);
        }
    }
    let note = &snapshot.note;
    let outline = ide::outline(note, &snapshot.grammar);
    let mut symbols = Vec::new();
    all(&outline, &mut symbols);
    for node in 0..note.nodes.len() {
        let selection = note.heading_range(node);
        let symbol = symbols.iter().find(|symbol| symbol.selection == selection);
        let symbol = symbol.ok_or_else(|| {
            TestCaseError::fail(format!("no symbol for {selection:?} in {text:?}"))
        })?;
        let whole = note.node_range(node);
        prop_assert!(
            symbol.range.start == whole.start && symbol.range.end <= whole.end,
            "{symbol:?} is not {whole:?} in {text:?}"
        );
        // All but the end of its last line.
        let rest = &text[symbol.range.end..whole.end];
        prop_assert!(
            rest.trim_matches(['\n', '\r']).is_empty() && rest.len() <= 2,
            "{rest:?} of {symbol:?} in {text:?}"
        );
    }
    Ok(())
}

/// Names without markup, marks and white space round them.
fn assert_clean(symbols: &[Symbol]) {
    for symbol in symbols {
        let name = &symbol.name;
        assert_eq!(name.trim(), name);
        let marks = ["#", "**", "](", "<!--", "\n", "\r", "• ", "- "];
        assert!(!marks.iter().any(|mark| name.starts_with(mark)), "{name:?}");
        assert!(!name.contains("**") && !name.ends_with(':'), "{name:?}");
        assert_clean(&symbol.children);
    }
}

/// The same, on every fixture.
#[test]
fn the_outline_of_every_fixture_is_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/notes");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.expect("the entry is readable").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let mut document = Document::new(&text, Some(&path), dated());
        let snapshot = snapshot(&mut document);
        let outline = ide::outline(&snapshot.note, &snapshot.grammar);
        let checked = assert_symbols(&text, &outline, &(0..text.len()))
            .and_then(|()| assert_sections(&text, &snapshot));
        assert!(checked.is_ok(), "{}: {checked:?}", path.display());
        assert_clean(&outline);
        count += 1;
    }
    assert!(count > 40, "only {count} fixtures");
}

fn assert_edits(
    text: &str,
    what: &str,
    edits: &[prep_ls::rules::Edit],
) -> Result<(), TestCaseError> {
    let mut sorted: Vec<_> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    for edit in &sorted {
        assert_range(text, &edit.range, what)?;
    }
    for pair in sorted.windows(2) {
        prop_assert!(
            pair[0].range.end <= pair[1].range.start,
            "{}: {:?} overlap in {text:?}",
            what,
            pair
        );
    }
    Ok(())
}
