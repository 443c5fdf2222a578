//! Writing files so that nothing is ever half written.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why a file was not written. It is as it was.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    #[error(
        "`{path}` is read-only, so it was not changed: make it writable, for instance with `chmod u+w`"
    )]
    ReadOnly { path: String },
    #[error(
        "`{path}` was not changed, because its folder `{folder}` lets no file be written: make it writable, for instance with `chmod u+w`"
    )]
    Folder { path: String, folder: String },
    #[error(
        "`{path}` was changed by another program meanwhile and was left as it is: run the command again"
    )]
    Changed { path: String },
    #[error(
        "`{path}` is a link out of the folder that was given, so what it leads to was not changed: give the path of the link to change it"
    )]
    Away { path: String },
    #[error("`{path}` was not changed: {error}")]
    Other { path: String, error: io::Error },
}

/// Writes a file whole or not at all, whether there is one of that name or not. The text goes to a file beside it that is
/// renamed into place. Links stay links; what is no file, such as `/dev/stdout`, is written to.
pub(super) fn whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let failed = |error: io::Error| {
        let cure = match error.kind() {
            io::ErrorKind::NotFound => ": make its folder first",
            io::ErrorKind::PermissionDenied => ": choose a place that may be written to",
            _ => "",
        };
        anyhow::anyhow!("`{}` was not written: {error}{cure}", path.display())
    };
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let there = fs::metadata(&target).ok();
    match &there {
        Some(there) if there.is_dir() => anyhow::bail!(
            "`{}` is a folder: give the name of a file to write",
            path.display()
        ),
        Some(there) if !there.is_file() => {
            return fs::write(&target, text).map_err(failed);
        }
        Some(there) if there.permissions().readonly() => anyhow::bail!(
            "`{}` is read-only, so it was not written: make it writable, for instance with `chmod u+w`",
            path.display()
        ),
        _ => {}
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".prep-ls-").suffix(".tmp");
    // As any new file; without this a temporary one is its owner's alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    if let Some(there) = there {
        keep_owner(&file, &there);
        file.as_file()
            .set_permissions(there.permissions())
            .map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

impl WriteError {
    /// That a file found in a folder is a link to one that is not in it.
    pub(super) fn away(path: &Path) -> Self {
        WriteError::Away {
            path: path.display().to_string(),
        }
    }
}

/// Replaces the contents of a file that was read as `old` by `new`.
///
/// The new text goes to a file beside the old one, which is renamed into place when all of it is on
/// the disk: whatever happens, there is the old file or the new one. Links stay links: the file
/// that they lead to is replaced. Returns what the system says of the new file, as it was written.
pub(super) fn replace(path: &Path, old: &str, new: &str) -> Result<fs::Metadata, WriteError> {
    let name = || path.display().to_string();
    let failed = |error: io::Error| WriteError::Other {
        path: name(),
        error,
    };
    let target = fs::canonicalize(path).map_err(failed)?;
    let metadata = fs::metadata(&target).map_err(failed)?;
    // Renaming would go through all the same: it is the folder's permission that counts for it.
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly { path: name() });
    }
    let folder: PathBuf = target
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_owned);
    let in_folder = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => WriteError::Folder {
            path: name(),
            folder: folder.display().to_string(),
        },
        _ => failed(error),
    };
    // On Windows the attribute means something else on folders.
    if cfg!(unix)
        && fs::metadata(&folder)
            .map_err(failed)?
            .permissions()
            .readonly()
    {
        return Err(in_folder(io::ErrorKind::PermissionDenied.into()));
    }
    // Hidden, so that no walk and no watcher takes it for a note.
    let mut file = tempfile::Builder::new()
        .prefix(".prep-ls-")
        .suffix(".tmp")
        .tempfile_in(&folder)
        .map_err(in_folder)?;
    file.write_all(new.as_bytes()).map_err(failed)?;
    keep_owner(&file, &metadata);
    file.as_file()
        .set_permissions(metadata.permissions())
        .map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    // Asked before the file has its name: nobody else can have changed it by now.
    let written = file.as_file().metadata().map_err(failed)?;
    if fs::read(&target).map_err(failed)? != old.as_bytes() {
        return Err(WriteError::Changed { path: name() });
    }
    file.persist(&target)
        .map_err(|error| in_folder(error.error))?;
    // The name is on the disk when the folder is. Not every system lets a folder be opened, and
    // the file is whole either way.
    if let Ok(folder) = File::open(&folder) {
        let _ = folder.sync_all();
    }
    Ok(written)
}

/// A file that the superuser mends stays its owner's. Others own what they write, which the system
/// decides, so a failure is none.
#[cfg(unix)]
fn keep_owner(file: &NamedTempFile, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let _ = fchown(file.as_file(), Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_file: &NamedTempFile, _metadata: &fs::Metadata) {}
