//! Inserting sections.

use serde_json::Value;

use crate::rules::insert;
use crate::server::session::Session;

use super::{Arguments, apply_edits, kind};

/// Inserts one section. One that is there already is not inserted twice.
pub(super) fn section(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let (uri, snapshot) = arguments.document(session)?;
    let id: String = arguments.needed("section", "the id of a section, such as `fit`")?;
    let kind = kind(&snapshot, arguments.command, &id)?;
    let sections = &snapshot.note.sections;
    if sections.iter().any(|section| section.spec == kind) {
        return apply_edits(session, &uri, &snapshot, &[]);
    }
    let edits = insert::sections(&snapshot.note, &snapshot.text, &snapshot.grammar, &[kind]);
    apply_edits(session, &uri, &snapshot, &edits)
}

/// Inserts all required sections that are missing.
pub(super) fn missing(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let (uri, snapshot) = arguments.document(session)?;
    let kinds: Vec<usize> = insert::gaps(&snapshot.note, &snapshot.grammar)
        .into_iter()
        .flat_map(|gap| gap.kinds)
        .collect();
    let edits = insert::sections(&snapshot.note, &snapshot.text, &snapshot.grammar, &kinds);
    apply_edits(session, &uri, &snapshot, &edits)
}
