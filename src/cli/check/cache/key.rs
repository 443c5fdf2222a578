//! By what a note's findings are found again: a hash of all that they follow from.

use std::hash::{Hash as _, Hasher};
use std::path::Path;
use std::time::SystemTime;

use crate::cli::configs::Source;
use crate::note::Globs;
use crate::rules::Surroundings;

/// The build of prep-ls that runs. Two builds of one version may find different things.
#[derive(Debug)]
pub(super) struct Build([u8; 32]);

impl Build {
    /// This one: its version, what it was built from, and its file, which other versions of what it is built with make
    /// another one.
    pub(super) fn of_this() -> Self {
        let mut digest = Digest::default();
        env!("CARGO_PKG_VERSION").hash(&mut digest);
        env!("PREP_LS_SOURCES").hash(&mut digest);
        let file = std::env::current_exe().and_then(std::fs::metadata);
        let file = file.ok().map(|file| {
            let time = file.modified().ok();
            let time = time.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
            (file.len(), time)
        });
        file.hash(&mut digest);
        Build(digest.whole())
    }
}

/// The key of a note's findings.
#[derive(Debug)]
pub(in crate::cli::check) struct Key {
    /// Where they are kept: other findings of the same note take their place.
    pub(super) slot: [u8; 8],
    /// What they follow from.
    pub(super) hash: [u8; 16],
}

impl Key {
    pub(super) fn of(
        build: &Build,
        path: &Path,
        contents: &str,
        globs: Globs,
        source: &Source,
        around: &Surroundings,
    ) -> Self {
        let settings = &source.profile.settings;
        let mut slot = Digest::default();
        path.hash(&mut slot);
        // A hook may run some of the rules, and the person all of them.
        (&settings.select, &settings.ignore).hash(&mut slot);
        source.profile.file.hash(&mut slot);

        let mut digest = slot.clone();
        build.0.hash(&mut digest);
        source.text.to_string_lossless().hash(&mut digest);
        settings.today.hash(&mut digest);
        globs.hash(&mut digest);
        contents.hash(&mut digest);
        // The company that the note names as its own is one of those that it names: what a rule takes for its own is for the rule to say.
        around.hash_for(contents, None, &mut digest);
        Key {
            slot: start(&slot.whole()),
            hash: start(&digest.whole()),
        }
    }

    /// The number of the shard that it belongs to.
    pub(super) fn shard(&self, shards: usize) -> usize {
        usize::from(self.slot[0]) % shards
    }
}

/// The first bytes of a hash.
fn start<const N: usize>(whole: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| whole[at])
}

/// A cryptographic hash, fed by whatever can be hashed: no two inputs have the same, by chance or made to.
#[derive(Clone, Default)]
struct Digest(blake3::Hasher);

impl Digest {
    fn whole(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        u64::from_le_bytes(start(&self.whole()))
    }
}
