//! What the client can do, and what the server offers it.

use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities, ExecuteCommandOptions,
    FileOperationFilter, FileOperationPattern, FileOperationPatternKind,
    FileOperationRegistrationOptions, FoldingRangeProviderCapability, HoverProviderCapability,
    InitializeParams, MarkupKind, OneOf, PositionEncodingKind, SaveOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use serde_json::Value;

use crate::text::Encoding;

use super::commands;

/// The kind of the action that applies all safe fixes.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.prep-ls");

/// What the client can do, as far as it matters.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// What its positions count.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics; they are not pushed then.
    pub(super) pulls: bool,
    /// It can be told to ask for diagnostics again.
    pub(super) refreshes: bool,
    pub(super) related_information: bool,
    pub(super) code_description: bool,
    pub(super) diagnostic_data: bool,
    pub(super) snippets: bool,
    pub(super) label_details: bool,
    pub(super) hover_markdown: bool,
    pub(super) completion_markdown: bool,
    pub(super) nested_symbols: bool,
    pub(super) action_literals: bool,
    pub(super) preferred_actions: bool,
    pub(super) document_changes: bool,
    pub(super) configuration: bool,
    pub(super) watches_files: bool,
    pub(super) applies_edits: bool,
    /// It shows progress.
    pub(super) progress: bool,
}

impl Client {
    /// Reads what the client says. `raw` are the same parameters as they came.
    pub(super) fn new(params: &InitializeParams, raw: &Value) -> Self {
        let ClientCapabilities {
            workspace,
            text_document,
            general,
            window,
            ..
        } = &params.capabilities;
        let text = text_document.clone().unwrap_or_default();
        let workspace = workspace.clone().unwrap_or_default();
        let offered = general
            .clone()
            .and_then(|general| general.position_encodings)
            .unwrap_or_default();
        let publish = text.publish_diagnostics.unwrap_or_default();
        let item = text
            .completion
            .and_then(|completion| completion.completion_item)
            .unwrap_or_default();
        // The first one is what it likes best.
        let takes_markdown = |kinds: Option<Vec<MarkupKind>>| {
            kinds.unwrap_or_default().first() == Some(&MarkupKind::Markdown)
        };
        let action = text.code_action.unwrap_or_default();
        Client {
            encoding: encoding(&offered),
            pulls: text.diagnostic.is_some(),
            refreshes: ["diagnostics", "diagnostic"].iter().any(|name| {
                raw["capabilities"]["workspace"][name]["refreshSupport"] == Value::Bool(true)
            }),
            related_information: publish.related_information.unwrap_or(false),
            code_description: publish.code_description_support.unwrap_or(false),
            diagnostic_data: publish.data_support.unwrap_or(false),
            snippets: item.snippet_support.unwrap_or(false),
            label_details: item.label_details_support.unwrap_or(false),
            hover_markdown: takes_markdown(text.hover.and_then(|hover| hover.content_format)),
            completion_markdown: takes_markdown(item.documentation_format),
            nested_symbols: text
                .document_symbol
                .and_then(|symbol| symbol.hierarchical_document_symbol_support)
                .unwrap_or(false),
            action_literals: action.code_action_literal_support.is_some(),
            preferred_actions: action.is_preferred_support.unwrap_or(false),
            document_changes: workspace
                .workspace_edit
                .and_then(|edit| edit.document_changes)
                .unwrap_or(false),
            configuration: workspace.configuration.unwrap_or(false),
            watches_files: workspace
                .did_change_watched_files
                .and_then(|watch| watch.dynamic_registration)
                .unwrap_or(false),
            applies_edits: workspace.apply_edit.unwrap_or(false),
            progress: window
                .as_ref()
                .and_then(|window| window.work_done_progress)
                .unwrap_or(false),
        }
    }
}

/// UTF-8 if the client offers it, for it costs nothing here; UTF-32 if it offers that and no
/// UTF-8; UTF-16, which everybody must understand, otherwise.
fn encoding(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// What the server offers a client.
pub(super) fn server(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                    include_text: Some(false),
                })),
                ..TextDocumentSyncOptions::default()
            },
        )),
        completion_provider: Some(CompletionOptions {
            // VS Code offers nothing in Markdown of its own accord: `#`, and the space after it.
            trigger_characters: Some(vec!["#".into(), " ".into()]),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        code_action_provider: Some(if client.action_literals {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::REFACTOR_REWRITE,
                    FIX_ALL,
                ]),
                ..CodeActionOptions::default()
            })
        } else {
            CodeActionProviderCapability::Simple(true)
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::ALL
                .iter()
                .map(|&command| command.to_owned())
                .collect(),
            ..ExecuteCommandOptions::default()
        }),
        diagnostic_provider: client.pulls.then(|| {
            DiagnosticServerCapabilities::Options(DiagnosticOptions {
                identifier: Some("prep-ls".into()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            })
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: Some(file_operations()),
        }),
        ..ServerCapabilities::default()
    }
}

/// Files and folders that come, go and move: a folder with notes in it may be any folder, and a link may lead to any file.
fn file_operations() -> WorkspaceFileOperationsServerCapabilities {
    let filter = |glob: &str, kind| FileOperationFilter {
        scheme: Some("file".into()),
        pattern: FileOperationPattern {
            glob: glob.into(),
            matches: Some(kind),
            options: None,
        },
    };
    let all = FileOperationRegistrationOptions {
        filters: vec![
            filter("**/*", FileOperationPatternKind::File),
            filter("**/*", FileOperationPatternKind::Folder),
        ],
    };
    WorkspaceFileOperationsServerCapabilities {
        did_create: Some(all.clone()),
        will_rename: Some(all.clone()),
        did_rename: Some(all.clone()),
        did_delete: Some(all),
        ..WorkspaceFileOperationsServerCapabilities::default()
    }
}
