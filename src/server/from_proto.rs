//! From the protocol's terms to our own.

use std::ops::Range;
use std::path::PathBuf;

use lsp_types::TextDocumentContentChangeEvent;

use crate::ide::Docs;
use crate::text::{Change, Encoding, Position, Text};

/// The file that a URI means; none if it is of another scheme.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    let path = url::Url::parse(uri)
        .ok()
        .filter(|url| url.scheme() == "file")?
        .to_file_path()
        .ok()?;
    Some(if cfg!(windows) {
        with_capital_drive(path)
    } else {
        path
    })
}

/// A path whose drive is written as a capital: VS Code sends `c:`, others `C:`, and both mean one file.
fn with_capital_drive(path: PathBuf) -> PathBuf {
    match path.to_str().map(str::as_bytes) {
        Some([drive @ b'a'..=b'z', b':', ..]) => {
            let capital = char::from(drive.to_ascii_uppercase());
            let rest = path.to_str().map_or("", |path| &path[1..]);
            format!("{capital}{rest}").into()
        }
        _ => path,
    }
}

/// Whether documents of a URI's scheme are looked at. Others are views of files: of a commit, of a
/// diff.
pub(super) fn is_ours(uri: &str) -> bool {
    url::Url::parse(uri).is_ok_and(|url| matches!(url.scheme(), "file" | "untitled"))
}

/// What a completion item carries to find its documentation with.
pub(super) fn docs(data: &serde_json::Value) -> Option<Docs> {
    let value = |key: &str| Some(data.get(key)?.as_str()?.to_owned());
    let section = value("section").map(Docs::Section);
    section
        .or_else(|| value("rule").map(Docs::Rule))
        .or_else(|| value("topic").map(Docs::Topic))
        .or_else(|| value("key").map(Docs::Key))
        .or_else(|| value("text").map(Docs::Text))
}

pub(super) fn position(position: lsp_types::Position) -> Position {
    Position {
        line: position.line,
        character: position.character,
    }
}

pub(super) fn offset(text: &Text, at: lsp_types::Position, encoding: Encoding) -> usize {
    text.offset(position(at), encoding)
}

pub(super) fn range(text: &Text, range: lsp_types::Range, encoding: Encoding) -> Range<usize> {
    let (start, end) = (
        offset(text, range.start, encoding),
        offset(text, range.end, encoding),
    );
    start.min(end)..start.max(end)
}

/// Changes to apply in sequence. A full text discards those before it.
pub(super) fn changes(events: Vec<TextDocumentContentChangeEvent>) -> Vec<Change> {
    let last_full = events
        .iter()
        .rposition(|event| event.range.is_none())
        .unwrap_or(0);
    events
        .into_iter()
        .skip(last_full)
        .map(|event| Change {
            range: event
                .range
                .map(|range| (position(range.start), position(range.end))),
            text: event.text,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_and_untitled_documents_are_ours() {
        for (uri, ours) in [
            ("file:///tmp/a%20b.prep.md", true),
            ("untitled:Untitled-1", true),
            ("git:/tmp/a.md?%7B%7D", false),
            ("vscode-notebook-cell:/a.md", false),
            ("not a uri", false),
        ] {
            assert_eq!(is_ours(uri), ours, "{uri}");
        }
        #[cfg(unix)]
        assert_eq!(
            path("file:///tmp/a%20b%23.md"),
            Some(PathBuf::from("/tmp/a b#.md"))
        );
        assert_eq!(path("untitled:Untitled-1"), None);
    }

    #[test]
    fn a_drive_is_one_drive_however_it_is_written() {
        for (given, expected) in [
            (r"c:\notes\a.md", r"C:\notes\a.md"),
            (r"C:\notes\a.md", r"C:\notes\a.md"),
            (r"\\server\share\a.md", r"\\server\share\a.md"),
            ("/c:/a.md", "/c:/a.md"),
            ("é:", "é:"),
            ("", ""),
        ] {
            assert_eq!(
                with_capital_drive(given.into()),
                PathBuf::from(expected),
                "{given}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn odd_names_go_there_and_back() {
        for name in [
            "/w/a b.md",
            "/w/50%.md",
            "/w/#1.md",
            "/w/?.md",
            "/w/😀 é.md",
            "/w/a%20b.md",
            "/w/[x](y).md",
            "/w/a+b;c.md",
        ] {
            let uri =
                crate::server::to_proto::uri(std::path::Path::new(name)).expect("an absolute path");
            assert_eq!(
                path(uri.as_str()),
                Some(PathBuf::from(name)),
                "{}",
                uri.as_str()
            );
        }
        // As VS Code sends them, with more encoded than need be.
        assert_eq!(
            path("file:///w/a%2Bb%3B%5Bc%5D.md"),
            Some(PathBuf::from("/w/a+b;[c].md"))
        );
        assert_eq!(
            path("file://localhost/w/a.md"),
            Some(PathBuf::from("/w/a.md"))
        );
    }

    #[cfg(windows)]
    #[test]
    fn drives_and_shares_go_there_and_back() {
        for (uri, expected) in [
            ("file:///c%3A/My%20Notes/a%23.md", r"C:\My Notes\a#.md"),
            ("file:///C:/notes/a.md", r"C:\notes\a.md"),
            ("file://server/share/a%20b.md", r"\\server\share\a b.md"),
        ] {
            let found = path(uri).expect("a path");
            assert_eq!(found, PathBuf::from(expected), "{uri}");
            let back = crate::server::to_proto::uri(&found).expect("an absolute path");
            assert_eq!(path(back.as_str()), Some(found), "{uri}");
        }
    }
}
