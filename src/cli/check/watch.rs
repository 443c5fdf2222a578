//! `--watch`: checks again whenever something changes that counts.
//!
//! A notice of the system is only a reason to look. What decides is a [`Snapshot`]: which files are
//! to be checked, which configurations count for them, and what the system says of each. So a
//! build below the folder, an editor's backup or a touched .gitignore that changes nothing checks
//! nothing, while a renamed folder or a new prep.toml does.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, after, bounded, select, unbounded};
use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::cli::configs::{absolute, folder_of};
use crate::cli::{CheckArgs, Status, term};
use crate::config;
use crate::workspace;

use super::{Checked, input, once};

/// Changes that follow each other within this time are one: editors write a file, remove the old
/// one and rename, and a branch that is switched changes many.
const QUIET: Duration = Duration::from_millis(100);

/// After so much time it is looked in any case, so that something that always writes hides nothing.
const PATIENCE: Duration = Duration::from_secs(2);

/// The files by which one decides what belongs to the notes, and how they are checked.
const DECIDING: [&str; 3] = [config::FILE_NAME, ".gitignore", ".ignore"];

type Notices = Receiver<notify::Result<notify::Event>>;

/// Checks, and checks again until Ctrl-C.
///
/// # Errors
/// If nothing can be watched, or the check cannot run at all.
pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Status> {
    let (stop, stopped) = bounded::<()>(1);
    ctrlc::set_handler(move || {
        let _ = stop.try_send(());
    })
    .context("Ctrl-C cannot be listened for")?;
    let (sender, notices) = unbounded();
    let watcher = notify::recommended_watcher(move |notice| {
        let _ = sender.send(notice);
    })
    .context("this system lets no files be watched: run without --watch")?;
    let mut watch = Watch {
        args,
        watcher,
        places: HashMap::new(),
        refused: HashSet::new(),
        roots: Vec::new(),
        deep: Vec::new(),
    };
    loop {
        // First watched, then looked at, then checked: whatever changes meanwhile is noticed.
        let mut seen = watch.look();
        if watch.places.is_empty() {
            anyhow::bail!("nothing can be watched here: run without --watch");
        }
        clear();
        let Checked {
            written, unheard, ..
        } = once(args)?;
        if unheard {
            return Ok(Status::Clean);
        }
        for (path, metadata) in written {
            seen.files.insert(path, Some(Stamp::of(&metadata)));
        }
        if !args.quiet {
            let now = jiff::Zoned::now().strftime("%H:%M:%S");
            term::remark(&format!(
                "Checked at {now}; waiting for changes, Ctrl-C ends."
            ));
        }
        loop {
            if !watch.wait(&notices, &stopped) {
                return Ok(Status::Clean);
            }
            if watch.look() != seen {
                break;
            }
        }
    }
}

/// Empties a terminal, and nothing else.
fn clear() {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let mut stdout = io::stdout().lock();
    if stdout.is_terminal() && !dumb {
        // If it cannot be emptied, that is no reason not to check.
        let _ = stdout.write_all(b"\x1b[2J\x1b[H");
        let _ = stdout.flush();
    }
}

struct Watch<'a> {
    args: &'a CheckArgs,
    watcher: RecommendedWatcher,
    /// What is watched, with the identity it had: a folder may be removed and made anew.
    places: HashMap<PathBuf, Option<u64>>,
    /// What could not be watched, which is told once.
    refused: HashSet<PathBuf>,
    /// The given paths, links followed and not, for systems that tell one or the other.
    roots: Vec<PathBuf>,
    /// The folders among them, which are watched with all that is below.
    deep: Vec<PathBuf>,
}

impl Watch<'_> {
    /// Watches all there is to watch, and takes a snapshot.
    fn look(&mut self) -> Snapshot {
        let given: Vec<PathBuf> = if self.args.paths.is_empty() {
            vec![absolute(Path::new(""))]
        } else {
            self.args.paths.iter().map(|path| absolute(path)).collect()
        };
        self.roots = given.clone();
        self.deep.clear();
        self.places.retain(|place, _| place.exists());
        for root in given.iter().filter(|root| root.is_dir()) {
            self.deep.push(root.clone());
            self.watch(root, RecursiveMode::Recursive);
        }
        for root in &given {
            // A prep.toml may come in any folder above; and a note is watched in its folder, as
            // editors put another file in its place.
            for above in root.ancestors().skip(1) {
                self.watch(above, RecursiveMode::NonRecursive);
            }
            self.follow(root);
        }
        let own = config::user_path();
        for file in self.args.config.iter().chain(&own) {
            let file = absolute(file);
            // While the folder is not there, the one above tells when it comes.
            for folder in file.ancestors().skip(1).take(2) {
                self.watch(folder, RecursiveMode::NonRecursive);
            }
            self.follow(&file);
            self.roots.push(file);
        }
        let snapshot = Snapshot::take(self.args);
        for file in snapshot.files.keys().filter(|file| file.is_symlink()) {
            self.follow(file);
        }
        snapshot
    }

    /// Watches what a path leads to, if that is another one.
    fn follow(&mut self, path: &Path) {
        let Ok(real) = path.canonicalize() else {
            return;
        };
        if real == path || self.roots.contains(&real) {
            return;
        }
        if real.is_dir() {
            self.deep.push(real.clone());
        } else {
            self.watch(folder_of(&real), RecursiveMode::NonRecursive);
        }
        self.roots.push(real);
    }

    fn watch(&mut self, place: &Path, mode: RecursiveMode) {
        // To watch it once more, and less of it, would be to watch less of it.
        let within = self.deep.iter().any(|root| place.starts_with(root));
        if within && mode == RecursiveMode::NonRecursive {
            return;
        }
        let Ok(metadata) = fs::metadata(place) else {
            return;
        };
        let identity = identity(&metadata);
        if self.places.get(place) == Some(&identity) || self.refused.contains(place) {
            return;
        }
        match self.watcher.watch(place, mode) {
            Ok(()) => {
                self.places.insert(place.to_owned(), identity);
            }
            Err(error) => {
                self.refused.insert(place.to_owned());
                // Above the notes hardly anything changes, and much may not be read.
                if mode == RecursiveMode::Recursive {
                    term::warning(&format!(
                        "`{}` is not watched to its full depth: {error}: give fewer folders, or raise the system's limit of watched files",
                        place.display()
                    ));
                }
            }
        }
    }

    /// Waits until something changed that may count, and until all is quiet again. False if it is
    /// to end.
    fn wait(&mut self, notices: &Notices, stopped: &Receiver<()>) -> bool {
        loop {
            select! {
                recv(stopped) -> _ => return false,
                recv(notices) -> notice => match notice {
                    Ok(notice) if self.may_count(&notice) => break,
                    Ok(_) => {}
                    Err(_) => return false,
                },
            }
        }
        let since = Instant::now();
        let mut quiet = after(QUIET);
        while since.elapsed() < PATIENCE {
            select! {
                recv(stopped) -> _ => return false,
                recv(quiet) -> _ => break,
                recv(notices) -> notice => match notice {
                    Ok(notice) if self.may_count(&notice) => quiet = after(QUIET),
                    Ok(_) => {}
                    Err(_) => return false,
                },
            }
        }
        true
    }

    fn may_count(&mut self, notice: &notify::Result<notify::Event>) -> bool {
        if let Ok(event) = notice
            && (event.kind.is_remove()
                || matches!(event.kind, EventKind::Modify(ModifyKind::Name(_))))
        {
            // A folder that is made anew may well get the number that the old one had.
            for path in &event.paths {
                self.places.remove(path);
            }
        }
        match notice {
            // That a file was read is no change, and looking reads them all.
            Ok(event) if event.kind.is_access() => false,
            Ok(event) => {
                event.need_rescan() || event.paths.iter().any(|path| may_count(path, &self.roots))
            }
            // Something was missed.
            Err(_) => true,
        }
    }
}

/// Whether something at a path may be a reason to check again.
fn may_count(path: &Path, roots: &[PathBuf]) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    if name.is_some_and(|name| DECIDING.contains(&name)) || path.ends_with(".git/info/exclude") {
        return true;
    }
    roots.iter().any(|root| {
        let Ok(below) = path.strip_prefix(root) else {
            // It is above, so that all may be gone or have come.
            return root.starts_with(path);
        };
        let hidden = below.components().any(|part| {
            matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b"."))
        });
        // What is no file may be a folder of notes, or have been one.
        !hidden && (workspace::is_markdown(path) || path == root || !path.is_file())
    })
}

/// All that a check depends on.
#[derive(Debug, PartialEq, Eq)]
struct Snapshot {
    /// The files to check, by the paths under which they are told; none where there is nothing.
    files: BTreeMap<PathBuf, Option<Stamp>>,
    /// The configurations that count for them.
    configurations: BTreeMap<PathBuf, Option<Stamp>>,
}

impl Snapshot {
    fn take(args: &CheckArgs) -> Self {
        let inputs = input::gather(&args.paths);
        let mut folders: BTreeSet<&Path> = inputs.folders.iter().map(PathBuf::as_path).collect();
        folders.extend(inputs.files.iter().map(|input| folder_of(&input.path)));
        let configurations: BTreeSet<PathBuf> = match &args.config {
            Some(file) => BTreeSet::from([file.clone()]),
            None => folders
                .into_iter()
                .filter_map(|folder| config::find(&absolute(folder)).or_else(config::user_file))
                .collect(),
        };
        let stamp = |path: PathBuf| {
            let stamp = fs::metadata(&path)
                .ok()
                .map(|metadata| Stamp::of(&metadata));
            (path, stamp)
        };
        Snapshot {
            configurations: configurations.into_iter().map(stamp).collect(),
            files: inputs
                .files
                .into_iter()
                .map(|input| stamp(input.path))
                .collect(),
        }
    }
}

/// What the system says of a file, as far as it tells two of its states apart.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: Option<u64>,
    permissions: fs::Permissions,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Stamp {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(metadata),
            permissions: metadata.permissions(),
        }
    }
}

/// Which file it is, whatever its name.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    Some(metadata.ino())
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_a_note_or_decide_over_one_counts() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path().join("notes");
        fs::create_dir_all(root.join("sub"))
            .and_then(|()| fs::write(root.join("a.o"), ""))
            .expect("a temporary file can be written");
        for (path, counts) in [
            ("notes/a.md", true),
            ("notes/sub/b.MD", true),
            ("notes/sub", true),
            ("notes/gone", true),
            ("notes", true),
            ("notes/a.o", false),
            ("notes/.a.md.swp", false),
            ("notes/.prep-ls-x.tmp", false),
            ("notes/.git/index.lock", false),
            ("notes/.git/info/exclude", true),
            ("notes/.gitignore", true),
            ("prep.toml", true),
            ("other", false),
            ("other.md", false),
        ] {
            let path = folder.path().join(path);
            let roots = std::slice::from_ref(&root);
            assert_eq!(may_count(&path, roots), counts, "{}", path.display());
        }
        assert!(may_count(folder.path(), &[root]), "the folder above");
    }
}
