//! What the tests of features share.

use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{Globs, Note};
use crate::rules::{Settings, check};
use crate::syntax::Syntax;
use crate::text::Text;

use super::Snapshot;

/// A snapshot of a fixture without its cursor, written `$0`, and where that was.
pub(crate) fn snapshot(fixture: &str) -> (Snapshot, usize) {
    let at = fixture.find("$0").expect("a cursor in the fixture");
    (of(&fixture.replacen("$0", "", 1)), at)
}

/// A snapshot of a text.
pub(crate) fn of(text: &str) -> Snapshot {
    let (text, grammar) = (Text::new(text), Grammar::standard());
    let globs = Globs::Neither;
    let note = Note::new(&text, &Syntax::parse(&text), &grammar, globs);
    let settings = Arc::new(Settings::default());
    let findings = check(&note, &text, &grammar, &settings).findings.into();
    Snapshot {
        text,
        note: Arc::new(note),
        grammar,
        settings,
        findings,
    }
}
