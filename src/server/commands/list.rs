//! The sections that a note may have.

use serde_json::{Value, json};

use crate::server::session::Session;

use super::Arguments;

/// Lists the kinds of sections in their order, with where each stands: what an editor offers to choose from before it inserts one.
/// Nothing is shown.
pub(super) fn sections(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let (_, snapshot) = arguments.document(session)?;
    let present = |kind: usize| {
        let sections = &snapshot.note.sections;
        sections.iter().any(|section| section.spec == kind)
    };
    let kinds = snapshot.grammar.sections.iter().enumerate();
    Ok(kinds
        .map(|(kind, spec)| {
            json!({
                "id": spec.id,
                "title": spec.title,
                "required": spec.required,
                "present": present(kind),
            })
        })
        .collect())
}
