//! Code actions.

use lsp_types::{CodeActionOrCommand, CodeActionParams};

use crate::ide;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

pub(in crate::server) fn code_action(
    session: &mut Session,
    params: CodeActionParams,
) -> impl FnOnce() -> Option<Vec<CodeActionOrCommand>> + Send + 'static + use<> {
    let asking = asking(session, &params.text_document, |features| features.actions);
    move || {
        let Asking {
            snapshot,
            client,
            uri,
            version,
        } = asking?;
        let range = from_proto::range(&snapshot.text, params.range, client.encoding);
        let only = params.context.only;
        // "source" asks for "source.fixAll" and all else that begins with it.
        let wanted = |action: &ide::Action| {
            let kind = to_proto::action_kind(action.kind);
            let kind = kind.as_str();
            match &only {
                None => !kind.starts_with("source"),
                Some(only) => only.iter().any(|only| {
                    // The empty kind means every kind.
                    only.as_str().is_empty()
                        || kind
                            .strip_prefix(only.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                }),
            }
        };
        let actions = ide::actions(&snapshot, range);
        let actions = actions.iter().filter(|action| wanted(action));
        Some(
            actions
                .map(|action| to_proto::action(&snapshot, &uri, version, action, &client))
                .collect(),
        )
    }
}
