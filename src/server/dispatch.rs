//! Which handler deals with a message, and what is wrong with those that none does.

use lsp_server::{ErrorCode, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::across::Step;
use super::configs::Layer;
use super::indexer::View;
use super::session::{Asked, Refusal, Session};
use super::{aside, commands, handlers, looking};

/// Deals with a request of the client.
pub(super) fn request(session: &mut Session, request: Request) {
    let Request { id, method, params } = request;
    if session.is_shut_down() {
        return refuse(
            session,
            id,
            ErrorCode::InvalidRequest,
            "the server was shut down".into(),
        );
    }
    if session.client.is_none() && method != request::Initialize::METHOD {
        return refuse(
            session,
            id,
            ErrorCode::ServerNotInitialized,
            "send `initialize` first".into(),
        );
    }
    match method.as_str() {
        request::Initialize::METHOD if session.client.is_some() => {
            refuse(
                session,
                id,
                ErrorCode::InvalidRequest,
                "the server is initialized already".into(),
            );
        }
        request::Initialize::METHOD => now(session, id, params, handlers::initialize),
        request::Shutdown::METHOD => {
            session.shut_down();
            aside::shut_down(session);
            session.respond(id, Ok(Value::Null));
        }
        request::DocumentSymbolRequest::METHOD => {
            with(session, id, params, handlers::document_symbol)
        }
        request::FoldingRangeRequest::METHOD => with(session, id, params, handlers::folding_range),
        request::Completion::METHOD => across(session, id, params, handlers::completion),
        request::ResolveCompletionItem::METHOD => {
            with(session, id, params, handlers::resolve_completion)
        }
        request::HoverRequest::METHOD => across(session, id, params, handlers::hover),
        request::CodeLensRequest::METHOD => with(session, id, params, handlers::code_lens),
        request::InlayHintRequest::METHOD => with(session, id, params, handlers::inlay_hint),
        request::GotoDefinition::METHOD => across(session, id, params, handlers::definition),
        request::References::METHOD => across(session, id, params, handlers::references),
        request::DocumentHighlightRequest::METHOD => {
            across(session, id, params, handlers::document_highlight)
        }
        request::PrepareRenameRequest::METHOD => {
            across(session, id, params, handlers::prepare_rename)
        }
        request::Rename::METHOD => across(session, id, params, handlers::rename),
        request::SelectionRangeRequest::METHOD => {
            with(session, id, params, handlers::selection_range)
        }
        request::DocumentLinkRequest::METHOD => {
            across(session, id, params, handlers::document_link)
        }
        request::CodeActionRequest::METHOD => with(session, id, params, handlers::code_action),
        request::CodeActionResolveRequest::METHOD => {
            try_with(session, id, params, handlers::resolve_code_action)
        }
        request::DocumentDiagnosticRequest::METHOD => match extract(params) {
            Ok(params) => handlers::diagnostic(session, id, params),
            Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
        },
        request::WorkspaceSymbolRequest::METHOD => of_index(session, id, params, handlers::symbol),
        request::WillRenameFiles::METHOD => of_index(session, id, params, handlers::will_rename),
        request::WorkspaceDiagnosticRequest::METHOD => match extract(params) {
            Ok(params) => handlers::workspace_diagnostic(session, id, params),
            Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
        },
        request::ExecuteCommand::METHOD => match extract(params) {
            Ok(lsp_types::ExecuteCommandParams {
                command, arguments, ..
            }) if command == commands::NOTES => {
                if let Err(message) = commands::notes(session, id.clone(), arguments) {
                    refuse(session, id, ErrorCode::InvalidParams, message);
                }
            }
            Ok(params) => match commands::execute(session, params) {
                Ok(value) => session.respond(id, Ok(value)),
                Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
            },
            Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
        },
        _ => refuse(
            session,
            id,
            ErrorCode::MethodNotFound,
            format!("prep-ls has no method `{method}`"),
        ),
    }
}

/// Deals with a notification of the client. One that is not understood is ignored, as there is
/// nobody to tell.
pub(super) fn notification(session: &mut Session, notification: Notification) {
    let Notification { method, params } = notification;
    if session.client.is_none() || session.is_shut_down() {
        return;
    }
    let handled = match method.as_str() {
        notification::Initialized::METHOD => {
            handlers::initialized(session);
            Ok(())
        }
        notification::DidOpenTextDocument::METHOD => tell(session, params, handlers::did_open),
        notification::DidChangeTextDocument::METHOD => tell(session, params, handlers::did_change),
        notification::DidSaveTextDocument::METHOD => tell(session, params, handlers::did_save),
        notification::DidCloseTextDocument::METHOD => tell(session, params, handlers::did_close),
        notification::DidChangeConfiguration::METHOD => {
            tell(session, params, handlers::did_change_configuration)
        }
        notification::DidChangeWatchedFiles::METHOD => {
            tell(session, params, handlers::did_change_watched_files)
        }
        notification::DidChangeWorkspaceFolders::METHOD => {
            tell(session, params, handlers::did_change_folders)
        }
        notification::DidCreateFiles::METHOD => tell(session, params, handlers::did_create),
        notification::DidRenameFiles::METHOD => tell(session, params, handlers::did_rename),
        notification::DidDeleteFiles::METHOD => tell(session, params, handlers::did_delete),
        notification::WorkDoneProgressCancel::METHOD => {
            if session.looking.is(&params["token"]) {
                session.indexer.cancel();
            }
            Ok(())
        }
        notification::Cancel::METHOD => tell(
            session,
            params,
            |session, params: lsp_types::CancelParams| {
                session.cancel(match params.id {
                    lsp_types::NumberOrString::Number(number) => RequestId::from(number),
                    lsp_types::NumberOrString::String(text) => RequestId::from(text),
                });
            },
        ),
        _ => Ok(()),
    };
    if let Err(error) = handled {
        tracing::warn!("ignored {method}: {error}");
    }
}

/// Deals with the client's answer to a request of ours.
pub(super) fn response(session: &mut Session, response: Response) {
    let Some(about) = session.asked.remove(&response.id) else {
        return;
    };
    match (about, response.response_result) {
        (Asked::Configuration, Ok(Value::Array(settings))) => {
            let settings = settings.into_iter().next().unwrap_or_default();
            handlers::set_editor_settings(session, Layer::Asked, settings);
        }
        (Asked::Progress, Ok(_)) => looking::may_show(session),
        (_, Err(error)) => tracing::warn!("the client refused {}: {}", response.id, error.message),
        _ => {}
    }
}

/// A handler that only needs the state, and is done at once.
fn now<P: DeserializeOwned, R: serde::Serialize>(
    session: &mut Session,
    id: RequestId,
    params: Value,
    handler: fn(&mut Session, P) -> R,
) {
    match extract(params) {
        Ok(params) => {
            let result = handler(session, params);
            let value = serde_json::to_value(result).map_err(|error| {
                (
                    ErrorCode::InternalError as i32,
                    format!("the answer is no JSON: {error}"),
                )
            });
            session.respond(id, value);
        }
        Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
    }
}

/// A handler that takes what it needs out of the state, and does its work elsewhere.
fn with<P: DeserializeOwned, R: serde::Serialize, W: FnOnce() -> R + Send + 'static>(
    session: &mut Session,
    id: RequestId,
    params: Value,
    handler: fn(&mut Session, P) -> W,
) {
    match extract(params) {
        Ok(params) => {
            let work = handler(session, params);
            session.spawn(id, || Ok(work()));
        }
        Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
    }
}

/// The same for one that may refuse, in words for the user.
fn try_with<P, R, E, W>(
    session: &mut Session,
    id: RequestId,
    params: Value,
    handler: fn(&mut Session, P) -> W,
) where
    P: DeserializeOwned,
    R: serde::Serialize,
    E: Into<Refusal>,
    W: FnOnce() -> Result<R, E> + Send + 'static,
{
    match extract(params) {
        Ok(params) => {
            let work = handler(session, params);
            session.spawn(id, move || work().map_err(Into::into));
        }
        Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
    }
}

/// A handler that answers from a snapshot if that will do, and else goes on to ask the index.
fn across<
    P: DeserializeOwned,
    R: serde::Serialize + 'static,
    W: FnOnce() -> Step<R> + Send + 'static,
>(
    session: &mut Session,
    id: RequestId,
    params: Value,
    handler: fn(&mut Session, P) -> W,
) {
    match extract(params) {
        Ok(params) => {
            let work = handler(session, params);
            session.spawn_across(id, work);
        }
        Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
    }
}

/// A handler whose work is to ask the index.
fn of_index<
    P: DeserializeOwned,
    R: serde::Serialize,
    W: FnOnce(&View<'_>) -> R + Send + 'static,
>(
    session: &mut Session,
    id: RequestId,
    params: Value,
    handler: fn(&mut Session, P) -> W,
) {
    match extract(params) {
        Ok(params) => {
            let work = handler(session, params);
            session.ask_index(id, work);
        }
        Err(message) => refuse(session, id, ErrorCode::InvalidParams, message),
    }
}

fn tell<P: DeserializeOwned>(
    session: &mut Session,
    params: Value,
    handler: fn(&mut Session, P),
) -> Result<(), String> {
    handler(session, extract(params)?);
    Ok(())
}

fn extract<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| format!("the parameters are wrong: {error}"))
}

fn refuse(session: &Session, id: RequestId, code: ErrorCode, message: String) {
    session.respond(id, Err((code as i32, message)));
}
