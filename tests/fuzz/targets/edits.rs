//! After any edits, everything is as after a fresh start.

use prep_ls::document::Document;
use prep_ls::ide;
use prep_ls::note::{Globs, Note};
use prep_ls::rules;
use prep_ls::syntax::Syntax;
use prep_ls::text::{Change, Encoding, Text};

use super::BREAK;
use super::support::{a_note, check, dated, place_before, position, snapshot};

/// Edits of one input at most.
const MOST: usize = 8;

/// A text, then edits, each behind a [`BREAK`]: two bytes for where it begins, one for how much it replaces, and the new text.
pub(crate) fn edits(data: &[u8]) {
    let mut pieces = data.split(|&byte| byte == BREAK);
    let start = String::from_utf8_lossy(pieces.next().unwrap_or_default()).into_owned();
    let path = start.len().is_multiple_of(2).then(a_note);
    let globs = path.map_or(Globs::Neither, |_| Globs::Included);
    let mut document = Document::new(&start, path, dated());
    check(&mut document, &start);
    let mut model = start;
    for piece in pieces.take(MOST) {
        let [low, high, length, new @ ..] = piece else {
            continue;
        };
        let at = usize::from(u16::from_le_bytes([*low, *high])) % (model.len() + 1);
        // Most edits are short, some take a whole section.
        let length = usize::from(*length).pow(2) / 16;
        let (from, to) = (
            place_before(&model, at),
            place_before(&model, (at + length).min(model.len())),
        );
        let to = to.max(from);
        let encoding = match length % 3 {
            0 => Encoding::Utf16,
            1 => Encoding::Utf8,
            _ => Encoding::Utf32,
        };
        let new = String::from_utf8_lossy(new).into_owned();
        let change = Change {
            range: Some((
                position(&model, from, encoding),
                position(&model, to, encoding),
            )),
            text: new.clone(),
        };
        let before = model.clone();
        model.replace_range(from..to, &new);
        document
            .apply(&[change], encoding)
            .expect("the range is not backwards");
        compare(
            &mut document,
            &model,
            globs,
            &format!("{from}..{to} of {before:?} is {new:?}"),
        );
    }
}

fn compare(document: &mut Document, model: &str, globs: Globs, how: &str) {
    let text = Text::new(model);
    assert_eq!(document.text().to_string_lossless(), model, "{how}");
    let syntax = Syntax::parse(&text);
    assert_eq!(document.syntax(), &syntax, "syntax: {how}");
    let grammar = document.profile().grammar.clone();
    let settings = document.profile().settings.clone();
    let note = Note::new(&text, &syntax, &grammar, globs);
    assert_eq!(**document.note(), note, "note: {how}");
    let fresh = rules::check(&note, &text, &grammar, &settings);
    assert_eq!(check(document, model), fresh, "findings: {how}");
    assert_eq!(
        ide::outline(document.note(), &grammar),
        ide::outline(&note, &grammar),
        "outline: {how}"
    );
    let path = (globs == Globs::Included).then(a_note);
    let mut again = Document::new(model, path, dated());
    assert_eq!(
        ide::folds(&snapshot(document, model)),
        ide::folds(&snapshot(&mut again, model)),
        "folds: {how}"
    );
}
