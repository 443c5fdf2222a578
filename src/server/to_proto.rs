//! From our own terms to the protocol's.

use std::ops::Range;
use std::path::Path;
use std::str::FromStr as _;

use lsp_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, CodeDescription, CodeLens,
    Command, CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionTextEdit,
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentChanges, DocumentSymbol,
    FoldingRange, FoldingRangeKind, Hover, HoverContents, InlayHint, InlayHintLabel,
    InsertTextFormat, InsertTextMode, Location, MarkupContent, MarkupKind, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, SymbolInformation, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};
use serde_json::{Value, json};

use crate::ide::{self, CompletionKind, Docs, FoldKind, LensAct, LinkedTo, SymbolKind};
use crate::rules::{Edit, Finding, Rule, Severity};
use crate::text::{Encoding, Positions, Text};

use super::capabilities::Client;
use super::commands;

/// The name under which the server's diagnostics appear.
pub(super) const SOURCE: &str = "prep-ls";

pub(super) fn range(text: &Text, range: &Range<usize>, encoding: Encoding) -> lsp_types::Range {
    let position = |offset| {
        let position = text.position(offset, encoding);
        lsp_types::Position {
            line: position.line,
            character: position.character,
        }
    };
    lsp_types::Range {
        start: position(range.start),
        end: position(range.end),
    }
}

/// The URI of a file.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    let url = url::Url::from_file_path(path).ok()?;
    // A browser takes these as they are, the specification of URIs does not.
    let strict = url.as_str().chars().fold(String::new(), |mut uri, char| {
        match char {
            '[' | ']' | '^' | '|' | '\\' | '`' | '{' | '}' => {
                uri.push_str(&format!("%{:02X}", char as u32));
            }
            char => uri.push(char),
        }
        uri
    });
    Uri::from_str(&strict).ok()
}

pub(super) fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

/// The pages of rules, each address read once for all of a rule's findings.
#[derive(Debug, Default)]
pub(super) struct Pages(Vec<(&'static str, Option<CodeDescription>)>);

impl Pages {
    fn of(&mut self, rule: &'static Rule) -> Option<CodeDescription> {
        let known = self.0.iter().find(|(name, _)| *name == rule.name);
        if let Some((_, page)) = known {
            return page.clone();
        }
        let href = Uri::from_str(&rule.url()).ok();
        let page = href.map(|href| CodeDescription { href });
        self.0.push((rule.name, page.clone()));
        page
    }
}

pub(super) fn diagnostic(
    text: &Text,
    uri: &Uri,
    finding: &Finding,
    client: &Client,
    pages: &mut Pages,
) -> Diagnostic {
    let related = finding
        .related()
        .map(|related| DiagnosticRelatedInformation {
            location: Location {
                uri: uri.clone(),
                range: range(text, &related.range, client.encoding),
            },
            message: related.message,
        });
    let has_related = finding.related().len() > 0;
    Diagnostic {
        range: range(text, &finding.range, client.encoding),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.name.to_owned())),
        code_description: client
            .code_description
            .then(|| pages.of(finding.rule))
            .flatten(),
        source: Some(SOURCE.to_owned()),
        message: finding.message(),
        related_information: (client.related_information && has_related).then(|| related.collect()),
        tags: None,
        data: (client.diagnostic_data && !finding.data.is_empty())
            .then(|| finding.data.clone().into()),
    }
}

pub(super) fn edits(text: &Text, edits: &[Edit], encoding: Encoding) -> Vec<TextEdit> {
    edits
        .iter()
        .map(|edit| TextEdit {
            range: range(text, &edit.range, encoding),
            new_text: edit.text.clone(),
        })
        .collect()
}

/// Edits of one document, with its version where the client takes that: an edit that comes too late
/// is refused then, rather than garbling the text.
pub(super) fn workspace_edit(
    text: &Text,
    uri: &Uri,
    version: i32,
    edits: &[Edit],
    client: &Client,
) -> WorkspaceEdit {
    let edits = self::edits(text, edits, client.encoding);
    workspace_edits(vec![(uri.clone(), Some(version), edits)], client)
}

/// Edits of several documents, of open ones with their versions where the client takes these.
pub(super) fn workspace_edits(
    changes: Vec<(Uri, Option<i32>, Vec<TextEdit>)>,
    client: &Client,
) -> WorkspaceEdit {
    if client.document_changes {
        let edits = changes
            .into_iter()
            .map(|(uri, version, edits)| TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
                edits: edits.into_iter().map(OneOf::Left).collect(),
            });
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(edits.collect())),
            ..WorkspaceEdit::default()
        }
    } else {
        // `Uri` has interior mutability that its hash does not depend on.
        #[allow(clippy::mutable_key_type)]
        let changes = changes
            .into_iter()
            .map(|(uri, _, edits)| (uri, edits))
            .collect();
        WorkspaceEdit {
            changes: Some(changes),
            ..WorkspaceEdit::default()
        }
    }
}

/// An action; for a client that knows commands only, a command that carries the edit. Without edits
/// it carries `data` to ask for them with.
pub(super) fn action(
    snapshot: &ide::Snapshot,
    uri: &Uri,
    version: i32,
    action: &ide::Action,
    data: Option<Value>,
    client: &Client,
) -> CodeActionOrCommand {
    let edit = action
        .edits
        .as_ref()
        .map(|edits| workspace_edit(&snapshot.text, uri, version, edits, client));
    if !client.action_literals {
        return CodeActionOrCommand::Command(Command {
            title: action.title.clone(),
            command: commands::APPLY_EDIT.to_owned(),
            arguments: Some(vec![json!(edit.unwrap_or_default())]),
        });
    }
    CodeActionOrCommand::CodeAction(CodeAction {
        title: action.title.clone(),
        kind: Some(CodeActionKind::new(action.kind.name())),
        diagnostics: action.finding.filter(|_| action.mends).map(|finding| {
            vec![diagnostic(
                &snapshot.text,
                uri,
                &snapshot.findings[finding],
                client,
                &mut Pages::default(),
            )]
        }),
        edit,
        is_preferred: (client.preferred_actions && action.preferred).then_some(true),
        disabled: action.disabled.map(|reason| CodeActionDisabled {
            reason: reason.to_owned(),
        }),
        data: data.filter(|_| action.edits.is_none() && action.disabled.is_none()),
        ..CodeAction::default()
    })
}

pub(super) fn completion(
    text: &Text,
    index: usize,
    item: &ide::Completion,
    client: &Client,
) -> CompletionItem {
    let insert = if client.snippets {
        &item.snippet
    } else {
        &item.plain
    };
    CompletionItem {
        label: item.label.clone(),
        label_details: client.label_details.then(|| CompletionItemLabelDetails {
            detail: None,
            description: Some(item.detail.clone()),
        }),
        detail: (!client.label_details).then(|| item.detail.clone()),
        kind: Some(match item.kind {
            CompletionKind::Note => CompletionItemKind::FILE,
            CompletionKind::Section => CompletionItemKind::CLASS,
            CompletionKind::Part => CompletionItemKind::INTERFACE,
            CompletionKind::Field => CompletionItemKind::FIELD,
            CompletionKind::Value => CompletionItemKind::VALUE,
            CompletionKind::Question => CompletionItemKind::TEXT,
            CompletionKind::Specific if client.new_item_kinds => CompletionItemKind::CONSTANT,
            CompletionKind::Specific => CompletionItemKind::VALUE,
            CompletionKind::Story => CompletionItemKind::SNIPPET,
            CompletionKind::Rule => CompletionItemKind::KEYWORD,
            CompletionKind::StoryId | CompletionKind::Target => CompletionItemKind::REFERENCE,
        }),
        filter_text: Some(item.filter.clone()),
        sort_text: Some(format!("{index:04}")),
        insert_text_format: Some(if client.snippets {
            InsertTextFormat::SNIPPET
        } else {
            InsertTextFormat::PLAIN_TEXT
        }),
        // As it is: an editor's own indentation would turn a list into another's item.
        insert_text_mode: client.insert_modes.then_some(InsertTextMode::AS_IS),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit {
            range: range(text, &item.range, client.encoding),
            new_text: insert.clone(),
        })),
        data: item.docs.as_ref().map(docs),
        ..CompletionItem::default()
    }
}

/// What an item carries to find its documentation with.
fn docs(docs: &Docs) -> Value {
    match docs {
        Docs::Section(id) => json!({ "section": id }),
        Docs::Rule(name) => json!({ "rule": name }),
        Docs::Topic(id) => json!({ "topic": id }),
        Docs::Key(key) => json!({ "key": key }),
        Docs::Text(text) => json!({ "text": text }),
    }
}

pub(super) fn markup(markdown: &str, takes_markdown: bool) -> MarkupContent {
    if takes_markdown {
        MarkupContent {
            kind: MarkupKind::Markdown,
            value: markdown.to_owned(),
        }
    } else {
        MarkupContent {
            kind: MarkupKind::PlainText,
            value: ide::plain(markdown),
        }
    }
}

pub(super) fn hover(text: &Text, hover: &ide::Hover, client: &Client) -> Hover {
    Hover {
        contents: HoverContents::Markup(markup(&hover.markdown, client.hover_markdown)),
        range: Some(range(text, &hover.range, client.encoding)),
    }
}

/// A lens with the command that a click on it has the server execute.
pub(super) fn lens(
    snapshot: &ide::Snapshot,
    uri: &Uri,
    lens: &ide::Lens,
    client: &Client,
) -> CodeLens {
    let (command, arguments) = match lens.act {
        LensAct::ShowNote => (commands::SHOW_READINESS, vec![json!(uri)]),
        LensAct::ShowSection(section) => {
            let kind = snapshot.note.sections[section].spec;
            let id = &snapshot.grammar.sections[kind].id;
            (commands::SHOW_READINESS, vec![json!(uri), json!(id)])
        }
        LensAct::InsertMissing => (commands::INSERT_MISSING, vec![json!(uri)]),
    };
    CodeLens {
        range: range(&snapshot.text, &lens.range, client.encoding),
        command: Some(Command {
            title: lens.title.clone(),
            command: command.to_owned(),
            arguments: Some(arguments),
        }),
        data: None,
    }
}

pub(super) fn hint(text: &Text, hint: &ide::Hint, encoding: Encoding) -> InlayHint {
    InlayHint {
        position: range(text, &(hint.offset..hint.offset), encoding).start,
        label: InlayHintLabel::String(hint.text.clone()),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

/// Kinds that outliners show by default: aerial hides all but Class, Constructor, Enum, Function,
/// Interface, Module, Method and Struct.
fn symbol_kind(kind: SymbolKind, client: &Client) -> lsp_types::SymbolKind {
    match kind {
        SymbolKind::Title => lsp_types::SymbolKind::MODULE,
        SymbolKind::Section => lsp_types::SymbolKind::CLASS,
        SymbolKind::Heading | SymbolKind::Part => lsp_types::SymbolKind::INTERFACE,
        SymbolKind::Question => lsp_types::SymbolKind::METHOD,
        SymbolKind::Field if client.new_symbol_kinds => lsp_types::SymbolKind::STRUCT,
        SymbolKind::Field => lsp_types::SymbolKind::INTERFACE,
    }
}

fn range_of(positions: &mut Positions<'_>, range: &Range<usize>) -> lsp_types::Range {
    let mut position = |offset| {
        let position = positions.of(offset);
        lsp_types::Position {
            line: position.line,
            character: position.character,
        }
    };
    lsp_types::Range {
        start: position(range.start),
        end: position(range.end),
    }
}

/// A symbol of the outline with those within it.
#[allow(deprecated)] // The field must be there; the protocol replaced it by tags.
pub(super) fn symbol(
    positions: &mut Positions<'_>,
    symbol: ide::Symbol,
    client: &Client,
) -> DocumentSymbol {
    let range = range_of(positions, &symbol.range);
    let selection_range = range_of(positions, &symbol.selection);
    let children: Vec<DocumentSymbol> = symbol
        .children
        .into_iter()
        .map(|child| self::symbol(positions, child, client))
        .collect();
    DocumentSymbol {
        name: symbol.name,
        detail: (!symbol.detail.is_empty()).then_some(symbol.detail),
        kind: symbol_kind(symbol.kind, client),
        tags: None,
        deprecated: None,
        range,
        selection_range,
        children: (!children.is_empty()).then_some(children),
    }
}

/// The outline for clients that know flat lists only.
#[allow(deprecated)] // As above.
pub(super) fn flat_symbols(
    positions: &mut Positions<'_>,
    uri: &Uri,
    symbols: Vec<ide::Symbol>,
    holder: Option<&str>,
    client: &Client,
    out: &mut Vec<SymbolInformation>,
) {
    for symbol in symbols {
        out.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: symbol_kind(symbol.kind, client),
            tags: None,
            deprecated: None,
            location: Location {
                uri: uri.clone(),
                range: range_of(positions, &symbol.range),
            },
            container_name: holder.map(str::to_owned),
        });
        let holder = Some(symbol.name.as_str());
        flat_symbols(positions, uri, symbol.children, holder, client, out);
    }
}

/// The schemes of addresses that a click may open.
const SCHEMES: [&str; 5] = ["https", "http", "mailto", "tel", "ftp"];

/// A link to click; none if what it leads to has no URI. Editors take `#L12` for a line.
pub(super) fn document_link(
    text: &Text,
    uri: &Uri,
    link: &ide::DocumentLink,
    client: &Client,
) -> Option<lsp_types::DocumentLink> {
    let target = match &link.to {
        // `command:` and the like would have the editor do something.
        LinkedTo::Address(address) => url::Url::parse(address)
            .ok()
            .filter(|url| SCHEMES.contains(&url.scheme()))?,
        LinkedTo::File(path, fragment) => {
            let mut url = url::Url::from_file_path(path).ok()?;
            url.set_fragment(fragment.as_deref());
            url
        }
        LinkedTo::Here(offset) => {
            let mut url = url::Url::parse(uri.as_str()).ok()?;
            url.set_fragment(Some(&format!("L{}", text.line_of(*offset) + 1)));
            url
        }
    };
    Some(lsp_types::DocumentLink {
        range: range(text, &link.range, client.encoding),
        target: Some(Uri::from_str(target.as_str()).ok()?),
        tooltip: client.link_tooltips.then(|| link.tooltip.clone()),
        data: None,
    })
}

pub(super) fn fold(fold: &ide::Fold) -> FoldingRange {
    FoldingRange {
        start_line: u32::try_from(fold.first_line).unwrap_or(u32::MAX),
        end_line: u32::try_from(fold.last_line).unwrap_or(u32::MAX),
        kind: Some(match fold.kind {
            FoldKind::Region => FoldingRangeKind::Region,
            FoldKind::Comment => FoldingRangeKind::Comment,
        }),
        ..FoldingRange::default()
    }
}
