//! What concerns more than one note: the search for symbols, diagnostics of all notes, files that are renamed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use lsp_types::{
    CreateFilesParams, DeleteFilesParams, DidChangeWorkspaceFoldersParams, Location, Position,
    RenameFilesParams, SymbolInformation, SymbolKind, TextEdit, Uri, WorkspaceEdit,
    WorkspaceSymbolParams,
};

use crate::server::from_proto;
use crate::server::indexer::{Job, View};
use crate::server::session::Session;
use crate::server::to_proto;
use crate::syntax::Syntax;
use crate::text::{Encoding, Text};
use crate::workspace::index::Unit;
use crate::workspace::links::Renames;
use crate::workspace::scan::links_of;
use crate::workspace::symbols::{self, Found};

pub(in crate::server) fn symbol(
    session: &mut Session,
    params: WorkspaceSymbolParams,
) -> impl FnOnce(&View<'_>) -> Vec<SymbolInformation> + Send + 'static + use<> {
    let profile = session.configs.profile(
        session
            .folders
            .first()
            .map(|folder| folder.join("x"))
            .as_deref(),
    );
    let is_on = profile.config.features.symbols;
    let unit = match session.client().encoding {
        Encoding::Utf8 => Unit::Utf8,
        Encoding::Utf16 => Unit::Utf16,
        Encoding::Utf32 => Unit::Utf32,
    };
    move |view| {
        if !is_on {
            return Vec::new();
        }
        let mut found = symbols::search(view.index, &params.query, view.roots, unit);
        let mut gone = gone(&found);
        gone.retain(|path| !view.is_open(path));
        found.retain(|found| !gone.contains(&found.path));
        view.changed(gone);
        let shown = found.into_iter().filter_map(|found| {
            let uri = to_proto::uri(&found.path)?;
            let at = |character| Position {
                line: found.place.line,
                character,
            };
            let range = lsp_types::Range {
                start: at(found.place.columns.start),
                end: at(found.place.columns.end),
            };
            #[allow(deprecated)] // There is no other way to make one.
            Some(SymbolInformation {
                name: found.name,
                kind: match found.is_note {
                    true => SymbolKind::MODULE,
                    false => SymbolKind::NAMESPACE,
                },
                tags: None,
                deprecated: None,
                location: Location { uri, range },
                container_name: Some(found.container),
            })
        });
        shown.collect()
    }
}

/// The files of what was found that are not there any more: those of a folder of whose end no client tells.
fn gone(found: &[Found]) -> Vec<PathBuf> {
    let folders: BTreeSet<&Path> = found
        .iter()
        .filter_map(|found| found.path.parent())
        .collect();
    let gone: Vec<&Path> = folders
        .into_iter()
        .filter(|folder| !folder.is_dir())
        .collect();
    let files = found.iter().map(|found| &found.path);
    let files = files.filter(|path| gone.iter().any(|folder| path.starts_with(folder)));
    let files: BTreeSet<&PathBuf> = files.collect();
    files.into_iter().cloned().collect()
}

/// What is to be edited so that links still lead to files and folders that are about to be renamed.
pub(in crate::server) fn will_rename(
    session: &mut Session,
    params: RenameFilesParams,
) -> impl FnOnce(&View<'_>) -> Option<WorkspaceEdit> + Send + 'static + use<> {
    let client = session.client();
    let renames = renames(&params);
    move |view| {
        let mut changes = Vec::new();
        for path in renames.touched(view.index) {
            let Some(contents) = view.read(&path) else {
                continue;
            };
            // Anew, from what is there at this moment.
            let text = Text::new(&contents);
            let links = links_of(&Syntax::parse(&text).chunks);
            let edits = renames.edits(view.index, &path, &links);
            let edit = |(range, new_text): (Range<usize>, String)| TextEdit {
                range: to_proto::range(&text, &range, client.encoding),
                new_text,
            };
            let edits: Vec<TextEdit> = edits.into_iter().map(edit).collect();
            if let Some((uri, version)) = view.uri(&path).filter(|_| !edits.is_empty()) {
                changes.push((uri, version, edits));
            }
        }
        (!changes.is_empty()).then(|| to_proto::workspace_edits(changes, &client))
    }
}

fn renames(params: &RenameFilesParams) -> Renames {
    let pairs = params.files.iter().filter_map(|file| {
        Some((
            from_proto::path(&file.old_uri)?,
            from_proto::path(&file.new_uri)?,
        ))
    });
    Renames::new(pairs.collect())
}

pub(in crate::server) fn did_rename(session: &mut Session, params: RenameFilesParams) {
    let files = params.files.iter();
    changed(
        session,
        files.flat_map(|file| [file.old_uri.as_str(), file.new_uri.as_str()]),
    );
}

pub(in crate::server) fn did_create(session: &mut Session, params: CreateFilesParams) {
    changed(session, params.files.iter().map(|file| file.uri.as_str()));
}

pub(in crate::server) fn did_delete(session: &mut Session, params: DeleteFilesParams) {
    changed(session, params.files.iter().map(|file| file.uri.as_str()));
}

fn changed<'a>(session: &Session, uris: impl Iterator<Item = &'a str>) {
    let paths: Vec<PathBuf> = uris.filter_map(from_proto::path).collect();
    if !paths.is_empty() {
        session.indexer.send(Job::Changed(paths));
    }
}

pub(in crate::server) fn did_change_folders(
    session: &mut Session,
    params: DidChangeWorkspaceFoldersParams,
) {
    let event = params.event;
    let path = |uri: &Uri| from_proto::path(uri.as_str());
    let removed: Vec<PathBuf> = event
        .removed
        .iter()
        .filter_map(|folder| path(&folder.uri))
        .collect();
    session.folders.retain(|folder| !removed.contains(folder));
    for folder in event.added.iter().filter_map(|folder| path(&folder.uri)) {
        if !session.folders.contains(&folder) {
            session.folders.push(folder);
        }
    }
    session.reload_configs();
}
