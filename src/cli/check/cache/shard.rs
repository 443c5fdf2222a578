//! A file of the cache: the answers for some of the notes.
//!
//! It begins with [`MAGIC`] and a hash of all that follows, the entries one after the other. A file that is anything else was damaged,
//! or is somebody else's: it counts for empty, and is replaced.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;

use super::key::Key;

const MAGIC: &[u8; 8] = b"prep-ls1";

/// What stands before the entries.
const HEAD: usize = MAGIC.len() + 32;

/// What stands before what an entry holds: slot, hash, day, length.
const ENTRY_HEAD: usize = 8 + 16 + 4 + 4;

/// How long a file becomes: 128 MB for all of them, which is some 50,000 notes.
const MAX_LEN: usize = 512 << 10;

/// After so many days nobody asks any more: the note is gone, or has another name.
const MAX_AGE: u32 = 30;

/// The entries of a file, and what has become of them.
#[derive(Debug, Default)]
pub(super) struct Shard {
    bytes: Vec<u8>,
    entries: HashMap<[u8; 8], Entry>,
    today: u32,
    changed: bool,
}

#[derive(Debug)]
struct Entry {
    hash: [u8; 16],
    /// When it was made, in days.
    day: u32,
    /// Whether somebody has asked for it in this run.
    used: bool,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// In the file's bytes.
    Read(Range<usize>),
    Made(Vec<u8>),
}

impl Shard {
    /// Reads a file; an empty one where it cannot be read.
    pub(super) fn read(file: &Path, today: u32) -> Self {
        let empty = Shard {
            today,
            ..Shard::default()
        };
        let Some(bytes) = bytes_of(file) else {
            return empty;
        };
        match entries_of(&bytes) {
            Some(entries) => Shard {
                bytes,
                entries,
                ..empty
            },
            None => empty,
        }
    }

    /// What is kept under a key.
    pub(super) fn get(&mut self, key: &Key) -> Option<&[u8]> {
        let entry = self.entries.get_mut(&key.slot)?;
        if entry.hash != key.hash {
            return None;
        }
        entry.used = true;
        Some(match &entry.body {
            Body::Read(range) => &self.bytes[range.clone()],
            Body::Made(bytes) => bytes,
        })
    }

    /// Keeps something under a key.
    pub(super) fn put(&mut self, key: &Key, bytes: Vec<u8>) {
        self.changed = true;
        let entry = Entry {
            hash: key.hash,
            day: self.today,
            used: true,
            body: Body::Made(bytes),
        };
        self.entries.insert(key.slot, entry);
    }

    /// Whether it has become something else than the file is.
    pub(super) fn is_changed(&self) -> bool {
        self.changed
    }

    /// The bytes of its file. Where not all entries fit, those that this run needed come first, then the youngest.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut entries: Vec<(&[u8; 8], &Entry)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.used || entry.day.abs_diff(self.today) <= MAX_AGE)
            .collect();
        entries.sort_unstable_by_key(|(slot, entry)| {
            (!entry.used, std::cmp::Reverse(entry.day), *slot)
        });
        let mut out = Vec::with_capacity(self.bytes.len());
        out.extend(MAGIC);
        out.extend([0; 32]);
        for (slot, entry) in entries {
            let body = match &entry.body {
                Body::Read(range) => &self.bytes[range.clone()],
                Body::Made(bytes) => bytes,
            };
            if out.len() + ENTRY_HEAD + body.len() > MAX_LEN {
                continue;
            }
            out.extend(slot);
            out.extend(entry.hash);
            out.extend(entry.day.to_le_bytes());
            out.extend((body.len() as u32).to_le_bytes());
            out.extend(body);
        }
        let hash = blake3::hash(&out[HEAD..]);
        out[MAGIC.len()..HEAD].copy_from_slice(hash.as_bytes());
        out
    }
}

/// The bytes of a file of the cache; none if it is none, or may have been written by somebody else.
fn bytes_of(file: &Path) -> Option<Vec<u8>> {
    let about = std::fs::symlink_metadata(file).ok()?;
    if !about.is_file() || about.len() > MAX_LEN as u64 || !is_own(&about) {
        return None;
    }
    let mut bytes = Vec::with_capacity(about.len() as usize + 1);
    let file = File::open(file).ok()?;
    file.take(MAX_LEN as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether a file is the user's, and nobody else may write to it: what it holds is shown as if prep-ls had found it.
#[cfg(unix)]
fn is_own(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    about.uid() == rustix::process::geteuid().as_raw() && about.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_own(_about: &Metadata) -> bool {
    true
}

/// The entries in the bytes of a file; none if they are not as they were written.
fn entries_of(bytes: &[u8]) -> Option<HashMap<[u8; 8], Entry>> {
    let (magic, rest) = bytes.split_first_chunk()?;
    let (hash, mut rest) = rest.split_first_chunk::<32>()?;
    if magic != MAGIC || blake3::hash(rest) != *hash {
        return None;
    }
    let mut entries = HashMap::new();
    while !rest.is_empty() {
        let (slot, after) = rest.split_first_chunk()?;
        let (hash, after) = after.split_first_chunk()?;
        let (day, after) = after.split_first_chunk()?;
        let (len, after) = after.split_first_chunk()?;
        let start = bytes.len() - after.len();
        let (body, after) = after.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let entry = Entry {
            hash: *hash,
            day: u32::from_le_bytes(*day),
            used: false,
            body: Body::Read(start..start + body.len()),
        };
        entries.insert(*slot, entry);
        rest = after;
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(slot: u8, hash: u8) -> Key {
        Key {
            slot: [slot; 8],
            hash: [hash; 16],
        }
    }

    fn written(shard: &Shard) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
        std::fs::write(file.path(), shard.bytes()).expect("a temporary file can be written");
        file
    }

    #[test]
    fn what_was_written_is_read_and_one_note_has_one_entry() {
        let mut shard = Shard::default();
        shard.put(&key(1, 1), b"one".to_vec());
        shard.put(&key(2, 2), b"two".to_vec());
        shard.put(&key(1, 3), b"one anew".to_vec());
        let file = written(&shard);
        let mut again = Shard::read(file.path(), 0);
        assert!(!again.is_changed());
        assert_eq!(again.get(&key(1, 1)), None);
        assert_eq!(again.get(&key(1, 3)), Some(&b"one anew"[..]));
        assert_eq!(again.get(&key(2, 2)), Some(&b"two"[..]));
        assert_eq!(again.get(&key(3, 2)), None);
    }

    #[test]
    fn a_damaged_file_is_an_empty_one() {
        let mut shard = Shard::default();
        shard.put(&key(1, 1), b"one".to_vec());
        let whole = shard.bytes();
        let mut damaged: Vec<Vec<u8>> = (0..whole.len()).map(|to| whole[..to].to_vec()).collect();
        damaged.extend((0..whole.len()).map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        }));
        damaged.push([&whole[..], b"x"].concat());
        let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
        for bytes in damaged {
            std::fs::write(file.path(), &bytes).expect("a temporary file can be written");
            let mut shard = Shard::read(file.path(), 0);
            assert_eq!(shard.get(&key(1, 1)), None, "{bytes:?}");
        }
        // Lengths that lead astray in a file whose hash is right.
        let mut bytes = whole.clone();
        bytes[HEAD + 28..HEAD + 32].copy_from_slice(&u32::MAX.to_le_bytes());
        let hash = blake3::hash(&bytes[HEAD..]);
        bytes[MAGIC.len()..HEAD].copy_from_slice(hash.as_bytes());
        std::fs::write(file.path(), &bytes).expect("a temporary file can be written");
        assert_eq!(Shard::read(file.path(), 0).get(&key(1, 1)), None);
    }

    #[test]
    fn it_is_bounded_and_what_is_needed_comes_first() {
        let mut shard = Shard {
            today: 100,
            ..Shard::default()
        };
        for number in 0..100 {
            shard.put(&key(number, 1), vec![0; 10_000]);
        }
        let file = written(&shard);
        let len = file.as_file().metadata().expect("it is there").len() as usize;
        assert!(len <= MAX_LEN && len > MAX_LEN - 20_000, "{len}");
        let mut later = Shard::read(file.path(), 100 + MAX_AGE);
        let held: Vec<u8> = (0..100)
            .filter(|number| later.entries.contains_key(&[*number; 8]))
            .collect();
        let last = *held.last().expect("some fit");
        assert!(later.get(&key(last, 1)).is_some());
        later.put(&key(200, 1), vec![0; 500_000]);
        let file = written(&later);
        let mut last_of_all = Shard::read(file.path(), 100 + MAX_AGE + 1);
        assert!(last_of_all.get(&key(last, 1)).is_some());
        assert!(last_of_all.get(&key(200, 1)).is_some());
        assert!(last_of_all.entries.len() < 10);
        // What nobody has asked for in a month is dropped; what this run needs is not, however old.
        let mut month = Shard::read(file.path(), 100 + 2 * MAX_AGE);
        assert!(month.get(&key(last, 1)).is_some());
        month.put(&key(201, 1), Vec::new());
        let file = written(&month);
        let slots = Shard::read(file.path(), 0).entries;
        assert!(slots.contains_key(&[last; 8]) && slots.contains_key(&[201; 8]));
        assert_eq!(slots.len(), 3, "the one of a month ago is among them");
    }

    #[cfg(unix)]
    #[test]
    fn what_others_may_write_to_is_not_believed() {
        use std::os::unix::fs::PermissionsExt;
        let mut shard = Shard::default();
        shard.put(&key(1, 1), b"one".to_vec());
        let file = written(&shard);
        let allow = |mode| {
            std::fs::set_permissions(file.path(), PermissionsExt::from_mode(mode))
                .expect("it is ours");
            Shard::read(file.path(), 0).get(&key(1, 1)).is_some()
        };
        assert!(allow(0o600) && allow(0o644));
        assert!(!allow(0o620) && !allow(0o602));
    }
}
