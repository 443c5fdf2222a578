//! What was found in notes the last time, for runs in which nothing has changed.
//!
//! An answer is never stale, since its key is a hash of all that the findings of a note follow from: the note's text, its path and what
//! the globs say of that, the configuration with what the command line changes in it (the day is one of these), what lies round the
//! note ([`Surroundings`], looked up anew in each run), and the build of prep-ls. The rules see nothing else: they do no IO and
//! read no clock. What is kept are the findings alone; how they are printed is no part of it.
//!
//! Nothing here makes a run fail. What cannot be read is not there, and what cannot be written is not kept.

mod kept;
mod key;
mod shard;

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use etcetera::BaseStrategy as _;
use rayon::prelude::*;

use crate::cli::configs::Source;
use crate::note::Globs;
use crate::rules::Surroundings;

use self::key::Build;
use self::shard::Shard;

pub(super) use self::kept::Kept;
pub(super) use self::key::Key;

/// How many files the cache is spread over, by the notes' paths: a run over one note reads one of them.
const SHARDS: usize = 256;

/// What the folder within the cache folder is called. Another layout has another name.
const FOLDER: &str = "check-1";

/// Where the cache is if neither the command line nor the environment says so: `$XDG_CACHE_HOME/prep-ls`, and what corresponds
/// to it on other systems. None where there is no home folder.
pub(super) fn default_folder() -> Option<PathBuf> {
    let folder = etcetera::choose_base_strategy().ok()?.cache_dir();
    Some(folder.join("prep-ls"))
}

/// The cache of a run.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    build: Build,
    shards: Vec<OnceLock<Mutex<Shard>>>,
}

impl Cache {
    /// A cache in a folder, which need not be there.
    pub(super) fn new(folder: &Path) -> Self {
        let mut shards = Vec::new();
        shards.resize_with(SHARDS, OnceLock::new);
        Cache {
            folder: folder.join(FOLDER),
            build: Build::of_this(),
            shards,
        }
    }

    /// The key of a note with all that its findings follow from. `path` is whole.
    pub(super) fn key(
        &self,
        path: &Path,
        contents: &str,
        globs: Globs,
        source: &Source,
        around: &Surroundings,
    ) -> Key {
        Key::of(&self.build, path, contents, globs, source, around)
    }

    /// What was found in a note of this key.
    pub(super) fn get(&self, key: &Key, contents: &str) -> Option<Kept> {
        let mut shard = self.shard(key);
        let bytes = shard.get(key)?;
        // The key says that this is it; a text that it does not fit is no reason to fail.
        Kept::read(bytes).filter(|kept| kept.fits(contents))
    }

    /// Keeps what was found in a note of this key, in place of what was found in it under other circumstances.
    pub(super) fn put(&self, key: &Key, kept: &Kept) {
        self.shard(key).put(key, kept.write());
    }

    fn shard(&self, key: &Key) -> MutexGuard<'_, Shard> {
        let number = key.shard(SHARDS);
        let shard = self.shards[number].get_or_init(|| {
            let file = self.file(number);
            Mutex::new(Shard::read(&file, today()))
        });
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, number: usize) -> PathBuf {
        self.folder.join(format!("{number:02x}"))
    }

    /// Writes down what is new. Of two runs at the same time the later one wins, and the other one's news are found again.
    pub(super) fn save(self) {
        let changed = self
            .shards
            .iter()
            .enumerate()
            .filter_map(|(number, shard)| {
                let shard = shard.get()?;
                let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
                shard.is_changed().then_some((number, shard))
            });
        let changed: Vec<(usize, Vec<u8>)> = changed
            .map(|(number, shard)| (number, shard.bytes()))
            .collect();
        if changed.is_empty() {
            return;
        }
        let written = self.prepare().and_then(|()| {
            changed
                .par_iter()
                .try_for_each(|(number, bytes)| self.write(&self.file(*number), bytes))
        });
        if let Err(error) = written {
            tracing::debug!(
                "{}: the cache was not written: {error}",
                self.folder.display()
            );
        }
    }

    /// Makes the folder, its owner's alone, and takes away what runs left that were ended while they wrote.
    fn prepare(&self) -> io::Result<()> {
        if !self.folder.is_dir() {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&self.folder)?;
            // For backups, and for who has it within a repository.
            let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by prep-ls check; it can be deleted at any time.\n";
            self.write(&self.folder.join("CACHEDIR.TAG"), tag.as_bytes())?;
            self.write(&self.folder.join(".gitignore"), b"*\n")?;
        }
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let is_left_over = entry.file_name().to_string_lossy().starts_with(BEGUN)
                && entry
                    .metadata()
                    .and_then(|about| about.modified())
                    .is_ok_and(|time| time.elapsed().is_ok_and(|age| age > AN_HOUR));
            if is_left_over {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }

    /// Writes a file whole or not at all; what has been begun is its owner's alone from the start.
    fn write(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut begun = tempfile::Builder::new()
            .prefix(BEGUN)
            .tempfile_in(&self.folder)?;
        io::Write::write_all(&mut begun, bytes)?;
        begun.persist(file).map_err(|error| error.error)?;
        Ok(())
    }
}

/// How the names of files begin that are not written to their ends.
const BEGUN: &str = ".new-";

const AN_HOUR: Duration = Duration::from_secs(60 * 60);

/// The day by the clock, counted from 1970: what is old is dropped by it, and nothing is found by it.
fn today() -> u32 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| (since.as_secs() / (24 * 60 * 60)) as u32)
}
