//! What several targets need.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::ide::Snapshot;
use prep_ls::rules::{Edit, Report};
use prep_ls::text::{Encoding, Position};

pub(crate) const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

/// The defaults, on a day on which steps are due.
pub(crate) fn dated() -> Profile {
    let today = jiff::civil::date(2026, 11, 22);
    Profile::new(Config::default(), None, Some(today)).0
}

/// The path of a note by its name.
pub(crate) fn a_note() -> &'static Path {
    Path::new("a.prep.md")
}

/// What was found; a panic of a rule is one of the target.
pub(crate) fn check(document: &mut Document, text: &str) -> Report {
    let report = document.check();
    assert!(
        report.panicked.is_empty(),
        "{:?} on {text:?}",
        report.panicked
    );
    report
}

pub(crate) fn snapshot(document: &mut Document, text: &str) -> Snapshot {
    let findings = check(document, text).findings.into();
    let profile = document.profile();
    Snapshot {
        text: document.text().clone(),
        note: Arc::clone(document.note()),
        grammar: Arc::clone(&profile.grammar),
        settings: Arc::clone(&profile.settings),
        findings,
    }
}

/// A number that depends on all of an input, below a bound that is more than 0.
pub(crate) fn below(data: &[u8], salt: u64, bound: usize) -> usize {
    let hash = data
        .iter()
        .fold(0xcbf2_9ce4_8422_2325 ^ salt, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    ((hash ^ (hash >> 29)) % bound as u64) as usize
}

/// Whether a client can stand at an offset: not within a character, nor between `\r` and `\n`.
pub(crate) fn is_place(text: &str, offset: usize) -> bool {
    text.is_char_boundary(offset)
        && !(text[..offset].ends_with('\r') && text[offset..].starts_with('\n'))
}

/// The last place at an offset or before it.
pub(crate) fn place_before(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len()))
        .rev()
        .find(|&offset| is_place(text, offset))
        .unwrap_or_default()
}

/// Asserts that a range lies in a text, on character boundaries.
pub(crate) fn within(text: &str, range: &Range<usize>, what: &str) {
    assert!(
        range.start <= range.end && range.end <= text.len(),
        "{what}: {range:?} outside of {text:?}"
    );
    assert!(
        text.is_char_boundary(range.start) && text.is_char_boundary(range.end),
        "{what}: {range:?} within a character of {text:?}"
    );
}

/// Asserts that edits lie in a text and are disjoint.
pub(crate) fn disjoint(text: &str, edits: &[Edit], what: &str) {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    for edit in &sorted {
        within(text, &edit.range, what);
    }
    for pair in sorted.windows(2) {
        assert!(
            pair[0].range.end <= pair[1].range.start,
            "{what}: {pair:?} overlap in {text:?}"
        );
    }
}

/// A position as a client would count it, found without the code under test.
pub(crate) fn position(text: &str, offset: usize, encoding: Encoding) -> Position {
    let before = &text[..offset];
    let mut line = 0;
    let mut start = 0;
    for (at, byte) in before.bytes().enumerate() {
        if byte == b'\n' || byte == b'\r' && text.as_bytes().get(at + 1) != Some(&b'\n') {
            line += 1;
            start = at + 1;
        }
    }
    let rest = &before[start..];
    let character = match encoding {
        Encoding::Utf8 => rest.len(),
        Encoding::Utf16 => rest.encode_utf16().count(),
        Encoding::Utf32 => rest.chars().count(),
    };
    Position {
        line,
        character: character as u32,
    }
}

/// How many line ends there are that are no `\r\n`.
pub(crate) fn bare_ends(text: &str) -> usize {
    text.replace("\r\n", "").matches(['\n', '\r']).count()
}

/// Asserts that a change brought in no line ends of another kind than the text had.
pub(crate) fn same_ends(before: &str, after: &str, what: &str) {
    if !before.contains('\r') {
        assert!(
            !after.contains('\r'),
            "{what}: a \\r in {after:?} from {before:?}"
        );
    }
    if before.contains("\r\n") && bare_ends(before) == 0 {
        assert_eq!(bare_ends(after), 0, "{what}: {after:?} from {before:?}");
    }
}
