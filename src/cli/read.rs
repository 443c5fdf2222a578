//! Reading files, and saying what is wrong with those that cannot be read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::text::Text;

/// Why a file could not be read. `path` is as the user gave it.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error("`{path}` does not exist: give the path of a note, or of a folder with notes")]
    Missing { path: String },
    #[error(
        "`{path}` is a symbolic link that leads nowhere or back to itself: mend or remove the link"
    )]
    Link { path: String },
    #[error("`{path}` is a folder, and a file is needed here: give the path of a file")]
    Folder { path: String },
    #[error("`{path}` may not be read: make it readable, for instance with `chmod u+r`")]
    Denied { path: String },
    #[error("`{path}` is longer than the {} MiB that prep-ls reads: split it", Text::MAX_LEN >> 20)]
    TooLong { path: String },
    #[error(
        "`{path}` is UTF-16, not UTF-8: convert it, for instance with `iconv -f UTF-16 -t UTF-8`"
    )]
    Utf16 { path: String },
    #[error(
        "`{path}` is not UTF-8, at byte {offset} in line {line}: convert it, for instance with `iconv -f WINDOWS-1252 -t UTF-8`"
    )]
    NotUtf8 {
        path: String,
        offset: usize,
        line: usize,
    },
    #[error("`{path}` could not be read: {error}")]
    Other { path: String, error: io::Error },
}

/// Reads a text file of at most [`Text::MAX_LEN`] bytes.
pub(super) fn file(path: &Path) -> Result<String, ReadError> {
    let name = || path.display().to_string();
    let failed = |error: io::Error| match error.kind() {
        _ if path.is_symlink() && !path.exists() => ReadError::Link { path: name() },
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            ReadError::Missing { path: name() }
        }
        io::ErrorKind::PermissionDenied => ReadError::Denied { path: name() },
        _ => ReadError::Other {
            path: name(),
            error,
        },
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(ReadError::Folder { path: name() });
    }
    // A file that is too long is not read at all.
    if metadata.len() > Text::MAX_LEN as u64 {
        return Err(ReadError::TooLong { path: name() });
    }
    text(file, &name()).map_err(|error| match error {
        ReadError::Other { error, .. } => failed(error),
        error => error,
    })
}

/// Reads a text to its end, which may come from a pipe that has no length.
pub(super) fn text(from: impl Read, path: &str) -> Result<String, ReadError> {
    let path = || path.to_owned();
    let mut bytes = Vec::new();
    from.take(Text::MAX_LEN as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| ReadError::Other {
            path: path(),
            error,
        })?;
    if bytes.len() > Text::MAX_LEN {
        return Err(ReadError::TooLong { path: path() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return ReadError::Utf16 { path: path() };
        }
        let line = 1 + bytes[..offset]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        ReadError::NotUtf8 {
            path: path(),
            offset,
            line,
        }
    })
}
