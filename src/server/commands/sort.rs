//! Sorting sections.

use serde_json::Value;

use crate::ide;
use crate::server::session::Session;

use super::{Arguments, apply_edits, tell};

/// Puts the required sections into standard order.
pub(super) fn sections(
    session: &mut Session,
    arguments: &mut Arguments<'_>,
) -> Result<Value, String> {
    let (uri, snapshot) = arguments.note(session)?;
    match ide::sort_sections(&snapshot) {
        Some(edits) => apply_edits(session, &uri, &snapshot, &edits),
        None => {
            tell(session, "The sections are in order already.");
            Ok(Value::Null)
        }
    }
}
