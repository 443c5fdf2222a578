//! What the client can do, and what the server offers it.

use lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionItemKind, CompletionOptions, DiagnosticOptions,
    DiagnosticServerCapabilities, DocumentLinkOptions, ExecuteCommandOptions, FileOperationFilter,
    FileOperationPattern, FileOperationPatternKind, FileOperationRegistrationOptions,
    FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams, InsertTextMode,
    MarkupKind, OneOf, PositionEncodingKind, RenameOptions, ResourceOperationKind, SaveOptions,
    SelectionRangeProviderCapability, ServerCapabilities, SymbolKind, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use serde_json::Value;

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
        let completion = text.completion.unwrap_or_default();
        let item_kinds = completion.completion_item_kind.unwrap_or_default();
        let item = completion.completion_item.unwrap_or_default();
        let symbols = text.document_symbol.unwrap_or_default();
        let symbol_kinds = symbols.symbol_kind.unwrap_or_default();
        // The first one is what it likes best.
        let takes_markdown = |kinds: Option<Vec<MarkupKind>>| {
            kinds.unwrap_or_default().first() == Some(&MarkupKind::Markdown)
        };
        let action = text.code_action.unwrap_or_default();
        let edit = workspace.workspace_edit.unwrap_or_default();
        let window = window.clone().unwrap_or_default();
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
            nested_symbols: symbols
                .hierarchical_document_symbol_support
                .unwrap_or(false),
            new_symbol_kinds: symbol_kinds
                .value_set
                .is_some_and(|kinds| kinds.contains(&SymbolKind::STRUCT)),
            new_item_kinds: item_kinds
                .value_set
                .is_some_and(|kinds| kinds.contains(&CompletionItemKind::CONSTANT)),
            insert_modes: item
                .insert_text_mode_support
                .is_some_and(|modes| modes.value_set.contains(&InsertTextMode::AS_IS)),
            action_literals: action.code_action_literal_support.is_some(),
            preferred_actions: action.is_preferred_support.unwrap_or(false),
            disabled_actions: action.disabled_support.unwrap_or(false),
            resolves_edits: action.data_support.unwrap_or(false)
                && action.resolve_support.is_some_and(|resolve| {
                    resolve.properties.iter().any(|property| property == "edit")
                }),
            document_changes: edit.document_changes.unwrap_or(false),
            creates_files: edit.document_changes.unwrap_or(false)
                && edit
                    .resource_operations
                    .unwrap_or_default()
                    .contains(&ResourceOperationKind::Create),
            shows_documents: window.show_document.is_some_and(|show| show.support),
            lenses: text.code_lens.is_some(),
            refreshes_lenses: workspace
                .code_lens
                .and_then(|lens| lens.refresh_support)
                .unwrap_or(false),
            refreshes_hints: workspace
                .inlay_hint
                .and_then(|hint| hint.refresh_support)
                .unwrap_or(false),
            configuration: workspace.configuration.unwrap_or(false),
            watches_files: workspace
                .did_change_watched_files
                .and_then(|watch| watch.dynamic_registration)
                .unwrap_or(false),
            applies_edits: workspace.apply_edit.unwrap_or(false),
            definition_links: text
                .definition
                .and_then(|definition| definition.link_support)
                .unwrap_or(false),
            link_tooltips: text
                .document_link
                .and_then(|link| link.tooltip_support)
                .unwrap_or(false),
            prepares_rename: text
                .rename
                .and_then(|rename| rename.prepare_support)
                .unwrap_or(false),
            progress: window.work_done_progress.unwrap_or(false),
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
