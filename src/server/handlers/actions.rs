//! Code actions.

use lsp_server::ErrorCode;
use lsp_types::{
    CodeAction, CodeActionContext, CodeActionOrCommand, CodeActionParams, CodeActionTriggerKind,
    TextDocumentIdentifier, Uri,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ide::{self, ActionKind, Ask, Edits};
use crate::server::session::{Refusal, Session};
use crate::server::{from_proto, to_proto};

use super::{Asking, asking};

/// All that is needed to work out an action's edits later, so that the server need not remember it.
#[derive(Debug, Serialize, Deserialize)]
struct Data {
    uri: Uri,
    version: i32,
    start: usize,
    end: usize,
    id: String,
}

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
        let context = params.context;
        let lazy = client.action_literals && client.resolves_edits;
        let ask = Ask {
            wanted: &|kind| is_wanted(kind, &context),
            edits: if lazy { Edits::QuickFixes } else { Edits::All },
        };
        let mut actions = ide::actions(&snapshot, range.clone(), ask);
        actions.retain(|action| {
            action.disabled.is_none() || client.action_literals && client.disabled_actions
        });
        // What the person looks at comes first: an editor asks for one of several findings in a line.
        let named = |action: &ide::Action| {
            action.finding.is_some_and(|finding| {
                let finding = &snapshot.findings[finding];
                let at = to_proto::range(&snapshot.text, &finding.range, client.encoding);
                let mut given = context.diagnostics.iter();
                given.any(|it| it.range == at && it.message == finding.message())
            })
        };
        let (mut ordered, others): (Vec<_>, Vec<_>) = actions.into_iter().partition(named);
        ordered.extend(others);
        let actions = ordered.iter().map(|action| {
            let data = json!(Data {
                uri: uri.clone(),
                version,
                start: range.start,
                end: range.end,
                id: action.id.clone(),
            });
            to_proto::action(&snapshot, &uri, version, action, Some(data), &client)
        });
        Some(actions.collect())
    }
}

pub(in crate::server) fn resolve_code_action(
    session: &mut Session,
    mut action: CodeAction,
) -> impl FnOnce() -> Result<CodeAction, Refusal> + Send + 'static + use<> {
    let data = action.data.clone().unwrap_or_default();
    let data = serde_json::from_value::<Data>(data);
    let asking = data.as_ref().ok().and_then(|data| {
        let document = TextDocumentIdentifier {
            uri: data.uri.clone(),
        };
        asking(session, &document, |features| features.actions)
    });
    move || {
        // One that came with its edit has no data.
        if action.edit.is_some() {
            return Ok(action);
        }
        let data = data.map_err(|error| {
            let message = format!("the action's `data` is not what prep-ls gave it: {error}");
            Refusal(ErrorCode::InvalidParams, message)
        })?;
        let changed = || {
            let message = "the note has changed since: ask for the actions again";
            Refusal(ErrorCode::ContentModified, message.to_owned())
        };
        let Asking {
            snapshot,
            client,
            uri,
            version,
        } = asking
            .filter(|now| now.version == data.version)
            .ok_or_else(changed)?;
        let ask = Ask {
            wanted: &|_| true,
            edits: Edits::Of(&data.id),
        };
        // The settings may have changed, too: what the action says is what is to be done.
        let same = |found: &ide::Action| found.title == action.title;
        let found = ide::actions(&snapshot, data.start..data.end, ask);
        let found = found.into_iter().find(same).ok_or_else(changed)?;
        let edits = found.edits.unwrap_or_default();
        action.edit = Some(to_proto::workspace_edit(
            &snapshot.text,
            &uri,
            version,
            &edits,
            &client,
        ));
        Ok(action)
    }
}

/// Whether actions of a kind are asked for.
fn is_wanted(kind: ActionKind, context: &CodeActionContext) -> bool {
    match &context.only {
        // "source" asks for "source.fixAll" and all else that begins with it; the empty kind for every
        // kind.
        Some(only) => only.iter().any(|only| {
            only.as_str().is_empty()
                || kind
                    .name()
                    .strip_prefix(only.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }),
        // A light bulb on every line would say nothing.
        None if context.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC) => {
            kind == ActionKind::QuickFix
        }
        None => !kind.is_source(),
    }
}
