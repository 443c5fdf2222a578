//! What the client can do, and what the server offers it.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionItemKind, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentLinkOptions, ExecuteCommandOptions, FileOperationFilter, FileOperationPattern,
    FileOperationPatternKind, FileOperationRegistrationOptions, FoldingRangeProviderCapability,
    HoverProviderCapability, InsertTextMode, OneOf, PositionEncodingKind, RenameOptions,
    SaveOptions, SelectionRangeProviderCapability, ServerCapabilities, SymbolKind,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};

use serde_json::{Value, json};

use crate::ide::{self, ActionKind};
use crate::text::Encoding;

use super::commands;

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
    /// It knows the kinds of symbols and items that version 3 of the protocol added, not the first 18 alone.
    pub(super) new_symbol_kinds: bool,
    pub(super) new_item_kinds: bool,
    /// It can be told to insert text as it is.
    pub(super) insert_modes: bool,
    pub(super) action_literals: bool,
    pub(super) preferred_actions: bool,
    /// It shows actions that cannot be taken, with the reason.
    pub(super) disabled_actions: bool,
    /// It asks for the edit of an action when somebody takes it.
    pub(super) resolves_edits: bool,
    pub(super) document_changes: bool,
    pub(super) configuration: bool,
    pub(super) watches_files: bool,
    pub(super) applies_edits: bool,
    /// It creates the files that an edit names.
    pub(super) creates_files: bool,
    /// It shows a page in a browser.
    pub(super) shows_documents: bool,
    /// It shows code lenses.
    pub(super) lenses: bool,
    /// It can be told to ask for code lenses again.
    pub(super) refreshes_lenses: bool,
    /// It can be told to ask for inlay hints again.
    pub(super) refreshes_hints: bool,
    /// Definitions may tell where they come from, and all that belongs to them.
    pub(super) definition_links: bool,
    pub(super) link_tooltips: bool,
    pub(super) prepares_rename: bool,
    /// It shows progress.
    pub(super) progress: bool,
}

impl Client {
    /// Reads what the client says of its capabilities. What is missing, or not as the specification says, it cannot do.
    pub(super) fn new(capabilities: &Value) -> Self {
        // Paths as in RFC 6901, without their first slash.
        let at = |path: &str| capabilities.pointer(&format!("/{path}"));
        let can = |path: &str| at(path) == Some(&Value::Bool(true));
        let has = |path: &str| at(path).is_some_and(|value| !value.is_null());
        let list = |path: &str| at(path).and_then(Value::as_array);
        let lists = |path: &str, wanted: Value| list(path).is_some_and(|all| all.contains(&wanted));
        // The first one is what it likes best.
        let markdown = |path: &str| {
            let best = list(path).and_then(|formats| formats.first());
            best.and_then(Value::as_str) == Some("markdown")
        };
        let edits = can("workspace/workspaceEdit/documentChanges");
        Client {
            encoding: encoding(|name| lists("general/positionEncodings", name.into())),
            pulls: has("textDocument/diagnostic"),
            // The second is what some clients took from a library that misspells it.
            refreshes: can("workspace/diagnostics/refreshSupport")
                || can("workspace/diagnostic/refreshSupport"),
            related_information: can("textDocument/publishDiagnostics/relatedInformation"),
            code_description: can("textDocument/publishDiagnostics/codeDescriptionSupport"),
            diagnostic_data: can("textDocument/publishDiagnostics/dataSupport"),
            snippets: can("textDocument/completion/completionItem/snippetSupport"),
            label_details: can("textDocument/completion/completionItem/labelDetailsSupport"),
            hover_markdown: markdown("textDocument/hover/contentFormat"),
            completion_markdown: markdown(
                "textDocument/completion/completionItem/documentationFormat",
            ),
            nested_symbols: can("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            new_symbol_kinds: lists(
                "textDocument/documentSymbol/symbolKind/valueSet",
                json!(SymbolKind::STRUCT),
            ),
            new_item_kinds: lists(
                "textDocument/completion/completionItemKind/valueSet",
                json!(CompletionItemKind::CONSTANT),
            ),
            insert_modes: lists(
                "textDocument/completion/completionItem/insertTextModeSupport/valueSet",
                json!(InsertTextMode::AS_IS),
            ),
            action_literals: has(
                "textDocument/codeAction/codeActionLiteralSupport/codeActionKind/valueSet",
            ),
            preferred_actions: can("textDocument/codeAction/isPreferredSupport"),
            disabled_actions: can("textDocument/codeAction/disabledSupport"),
            resolves_edits: can("textDocument/codeAction/dataSupport")
                && lists(
                    "textDocument/codeAction/resolveSupport/properties",
                    "edit".into(),
                ),
            document_changes: edits,
            creates_files: edits
                && lists(
                    "workspace/workspaceEdit/resourceOperations",
                    "create".into(),
                ),
            shows_documents: can("window/showDocument/support"),
            lenses: has("textDocument/codeLens"),
            refreshes_lenses: can("workspace/codeLens/refreshSupport"),
            refreshes_hints: can("workspace/inlayHint/refreshSupport"),
            configuration: can("workspace/configuration"),
            watches_files: can("workspace/didChangeWatchedFiles/dynamicRegistration"),
            applies_edits: can("workspace/applyEdit"),
            definition_links: can("textDocument/definition/linkSupport"),
            link_tooltips: can("textDocument/documentLink/tooltipSupport"),
            prepares_rename: can("textDocument/rename/prepareSupport"),
            progress: can("window/workDoneProgress"),
        }
    }
}

/// UTF-8 if the client offers it, for it costs nothing here; UTF-32 if it offers that and no
/// UTF-8; UTF-16, which everybody must understand, otherwise.
fn encoding(offers: impl Fn(&'static str) -> bool) -> Encoding {
    if offers("utf-8") {
        Encoding::Utf8
    } else if offers("utf-32") {
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
            // VS Code offers nothing in Markdown of its own accord.
            trigger_characters: Some(ide::TRIGGERS.map(String::from).to_vec()),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        // All lenses of a note cost less than asking twice: none is left to resolve.
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        code_action_provider: Some(if client.action_literals {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(
                    ActionKind::ALL
                        .map(|kind| CodeActionKind::new(kind.name()))
                        .to_vec(),
                ),
                resolve_provider: Some(client.resolves_edits),
                ..CodeActionOptions::default()
            })
        } else {
            CodeActionProviderCapability::Simple(true)
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        // Options mean nothing to a client that does not ask beforehand.
        rename_provider: Some(if client.prepares_rename {
            OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })
        } else {
            OneOf::Left(true)
        }),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
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
