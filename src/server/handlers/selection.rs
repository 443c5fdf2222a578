//! Growing selections.

use lsp_types::{SelectionRange, SelectionRangeParams};

use crate::ide;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn selection_range(
    session: &mut Session,
    params: SelectionRangeParams,
) -> impl FnOnce() -> Option<Vec<SelectionRange>> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| {
        features.selection
    });
    move || {
        let Asking {
            snapshot, client, ..
        } = asking?;
        let text = &snapshot.text;
        let one = |position| {
            let offset = from_proto::offset(text, position, client.encoding);
            let ranges = ide::selection_ranges(&snapshot, offset);
            // From the outermost inwards, each the parent of the next.
            ranges.iter().rev().fold(None, |parent, range| {
                Some(SelectionRange {
                    range: to_proto::range(text, range, client.encoding),
                    parent: parent.map(Box::new),
                })
            })
        };
        // One for each place, or none at all.
        params.positions.into_iter().map(one).collect()
    }
}
