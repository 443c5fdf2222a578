//! Makes the index: walks the folders, looks over the files on all cores, and keeps to the bounds.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use ignore::{DirEntry, WalkBuilder};

use crate::config::Profile;
use crate::note::Globs;
use crate::text::Text;

use super::index::Index;
use super::is_markdown;
use super::scan::{Scanned, Scanner};

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many files.
    pub files: usize,
    /// How many bytes of them.
    pub bytes: u64,
}

/// A folder that is looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Where it is.
    pub path: PathBuf,
    /// How much of it is looked at.
    pub limits: Limits,
}

/// The reins of a build, held by somebody else: it can be ended, and told to let others go first.
#[derive(Debug)]
pub struct Reins {
    start: Instant,
    cancelled: AtomicBool,
    /// Nothing is looked at before this time, in microseconds from the start.
    until: AtomicU64,
    /// How long it has waited so far, in microseconds.
    waited: AtomicU64,
}

/// How long a build rests after each sign that somebody is typing: that long an answer takes.
const REST: Duration = Duration::from_millis(4);

/// How long it rests altogether: it must come to an end, however fast they type.
const RESTS: Duration = Duration::from_secs(2);

impl Default for Reins {
    fn default() -> Self {
        Reins {
            start: Instant::now(),
            cancelled: AtomicBool::new(false),
            until: AtomicU64::new(0),
            waited: AtomicU64::new(0),
        }
    }
}

impl Reins {
    /// Another build begins.
    pub fn begin(&self) {
        self.cancelled.store(false, Ordering::Relaxed);
        self.waited.store(0, Ordering::Relaxed);
    }

    /// Ends the build; what was seen stays.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Has the build rest for a moment: the processor's caches and the memory are wanted elsewhere.
    pub fn rest(&self) {
        let until = self.now() + REST.as_micros() as u64;
        self.until.store(until, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.start.elapsed().as_micros() as u64
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Waits while the build is to rest.
    fn wait(&self) {
        loop {
            let left = self
                .until
                .load(Ordering::Relaxed)
                .saturating_sub(self.now());
            let waited = self.waited.load(Ordering::Relaxed);
            if left == 0 || waited > RESTS.as_micros() as u64 || self.is_cancelled() {
                return;
            }
            std::thread::sleep(Duration::from_micros(left));
            self.waited.fetch_add(left, Ordering::Relaxed);
        }
    }
}

/// A bound that was met: the index lacks what came after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// That many files.
    Files(usize),
    /// That many bytes.
    Bytes(u64),
}

/// How a build went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The bound that was met.
    pub bound: Option<Bound>,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// A file to look over.
struct Job {
    path: PathBuf,
    /// The number of its root.
    root: usize,
    profile: Arc<Profile>,
}

/// Files are handed over by the dozen: a channel costs as much as a small file.
const BATCH: usize = 32;

/// A file that was looked over.
#[derive(Debug)]
pub struct Seen {
    /// Where it is.
    pub path: PathBuf,
    /// What it says.
    pub scanned: Scanned,
    /// Its text, where it was to be kept.
    pub text: Option<String>,
}

/// Puts the Markdown files below some folders into an index, as git sees them. `profile` gives the configuration
/// of a folder's notes; `only` are the paths to look at, all of them if none is given. `progress` is told how many files
/// were looked over, again and again.
pub fn fill(
    index: &mut Index,
    roots: &[Root],
    only: Option<&[PathBuf]>,
    profile: &mut (dyn FnMut(&Path) -> Arc<Profile> + Send),
    reins: &Reins,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Outcome {
    let mut done = 0;
    let mut seen = |batch: Vec<Seen>| {
        done += batch.len();
        progress(done);
    };
    fill_keeping(index, roots, only, profile, reins, 0, &mut seen)
}

/// The same for who needs the files' texts afterwards, and must not read them again: of up to `keep` bytes of them the texts are
/// handed over with the rest.
pub fn fill_keeping(
    index: &mut Index,
    roots: &[Root],
    only: Option<&[PathBuf]>,
    profile: &mut (dyn FnMut(&Path) -> Arc<Profile> + Send),
    reins: &Reins,
    keep: u64,
    seen: &mut (dyn FnMut(Vec<Seen>) + Send),
) -> Outcome {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let (jobs, inbox) = bounded::<Vec<Job>>(4 * workers);
    let (results, found) = bounded::<Vec<Seen>>(4 * workers);
    let kept = AtomicU64::new(0);
    let bytes: Vec<AtomicU64> = roots.iter().map(|_| AtomicU64::new(0)).collect();
    let known = |root: &Root| only.map_or(0, |_| index.below(&root.path).count());
    let known: Vec<usize> = roots.iter().map(known).collect();
    let mut outcome = Outcome::default();
    let bound = std::thread::scope(|scope| {
        let walker = scope.spawn(|| {
            yield_to_others();
            // Moved in, so that the workers end with it.
            let jobs = jobs;
            let mut profiles: HashMap<PathBuf, Arc<Profile>> = HashMap::new();
            let mut batch = Vec::with_capacity(BATCH);
            let mut bound = None;
            'roots: for (number, root) in roots.iter().enumerate() {
                let Limits { files, bytes: most } = root.limits;
                for (count, path) in (known[number]..).zip(walk(&root.path, only)) {
                    reins.wait();
                    if reins.is_cancelled() {
                        break 'roots;
                    }
                    if count >= files {
                        bound = bound.or(Some(Bound::Files(files)));
                        break;
                    }
                    if bytes[number].load(Ordering::Relaxed) > most {
                        bound = bound.or(Some(Bound::Bytes(most)));
                        break;
                    }
                    let folder = path.parent().unwrap_or(&root.path);
                    let profile = match profiles.get(folder) {
                        Some(known) => Arc::clone(known),
                        None => {
                            let made = profile(folder);
                            profiles.insert(folder.to_owned(), Arc::clone(&made));
                            made
                        }
                    };
                    batch.push(Job {
                        path,
                        root: number,
                        profile,
                    });
                    if batch.len() == BATCH && jobs.send(std::mem::take(&mut batch)).is_err() {
                        break 'roots;
                    }
                }
            }
            let _ = jobs.send(batch);
            bound
        });
        for _ in 0..workers {
            let (inbox, results) = (inbox.clone(), results.clone());
            let bytes = &bytes;
            let keeps = |length| kept.fetch_add(length, Ordering::Relaxed) + length <= keep;
            scope.spawn(move || {
                yield_to_others();
                let send = |batch| results.send(batch).is_ok();
                work(&inbox, bytes, reins, keeps, send);
            });
        }
        drop(results);
        // The thread that asks answers questions afterwards, and does not yield.
        let gather = scope.spawn(move || {
            yield_to_others();
            for batch in found {
                for file in &batch {
                    index.insert(file.path.clone(), &file.scanned);
                }
                seen(batch);
            }
        });
        let _ = gather.join();
        walker.join().unwrap_or_default()
    });
    outcome.bound = bound;
    outcome.cancelled = reins.is_cancelled();
    outcome
}

fn work(
    inbox: &Receiver<Vec<Job>>,
    bytes: &[AtomicU64],
    reins: &Reins,
    keeps: impl Fn(u64) -> bool,
    send: impl Fn(Vec<Seen>) -> bool,
) {
    let mut scanners: Vec<(Arc<Profile>, Scanner)> = Vec::new();
    for batch in inbox {
        let mut out = Vec::with_capacity(batch.len());
        for Job {
            path,
            root,
            profile,
        } in batch
        {
            reins.wait();
            if reins.is_cancelled() {
                break;
            }
            let Some(text) = read(&path) else { continue };
            bytes[root].fetch_add(text.len() as u64, Ordering::Relaxed);
            let known = scanners
                .iter()
                .position(|(other, _)| Arc::ptr_eq(&other.grammar, &profile.grammar));
            let at = known.unwrap_or_else(|| {
                let scanner = Scanner::new(&profile.grammar);
                scanners.push((Arc::clone(&profile), scanner));
                scanners.len() - 1
            });
            let globs: Globs = profile.globs(&path);
            let scanned = scanners[at].1.scan(&text, globs);
            let text = keeps(text.len() as u64).then_some(text);
            out.push(Seen {
                path,
                scanned,
                text,
            });
        }
        if !send(out) {
            return;
        }
    }
}

/// A Markdown file's text; none if it cannot be read, is too long, or is no UTF-8. Whoever opens it is told.
pub fn read(path: &Path) -> Option<String> {
    // Asked before it is opened: to open a named pipe is to wait for somebody who writes to it.
    let is_file = |path: &Path| std::fs::metadata(path).is_ok_and(|about| about.is_file());
    if !is_file(path) {
        return None;
    }
    let file = File::open(path).ok()?;
    let length = file
        .metadata()
        .ok()
        .filter(std::fs::Metadata::is_file)?
        .len();
    if length > Text::MAX_LEN as u64 {
        return None;
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    // It may grow meanwhile.
    file.take(Text::MAX_LEN as u64 + 1)
        .read_to_end(&mut bytes)
        .ok()?;
    if bytes.len() > Text::MAX_LEN {
        return None;
    }
    String::from_utf8(bytes).ok()
}

/// The Markdown files below a root, as git sees them; of those only the ones at or below some paths.
///
/// Links to files count if they lead to somewhere below the root; links to folders are not followed.
fn walk(root: &Path, only: Option<&[PathBuf]>) -> impl Iterator<Item = PathBuf> + use<> {
    let real = root.canonicalize().ok();
    let only: Option<Vec<PathBuf>> = only.map(<[PathBuf]>::to_vec);
    let mut builder = WalkBuilder::new(root);
    // A folder that is synchronised rather than cloned has the .gitignore and no .git.
    builder.require_git(false);
    if let Some(only) = only {
        builder.filter_entry(move |entry: &DirEntry| {
            let path = entry.path();
            only.iter()
                .any(|wanted| path.starts_with(wanted) || wanted.starts_with(path))
        });
    }
    builder.build().filter_map(move |entry| {
        let entry = entry.ok()?;
        let kind = entry.file_type()?;
        if !is_markdown(entry.path()) {
            return None;
        }
        if kind.is_symlink() {
            let target = entry.path().canonicalize().ok()?;
            let inside = real.as_ref().is_some_and(|real| target.starts_with(real));
            if !inside || target.is_dir() {
                return None;
            }
        } else if !kind.is_file() {
            return None;
        }
        Some(entry.into_path())
    })
}

/// Lets everything else go first: whoever types must not notice.
fn yield_to_others() {
    // A thread's own on Linux; elsewhere it would slow down the whole process.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(19);
}

/// The folders of a workspace that are looked into: not the root of the file system, the home folder, or one above it,
/// which nobody means.
pub fn searchable(roots: Vec<PathBuf>, home: Option<&Path>) -> Vec<PathBuf> {
    let mut kept: Vec<PathBuf> = Vec::new();
    for root in roots {
        let is_too_much =
            root.parent().is_none() || home.is_some_and(|home| home.starts_with(&root));
        // A folder within another one is looked into with that.
        let is_known = kept.iter().any(|other| root.starts_with(other));
        if !is_too_much && !is_known {
            kept.retain(|other| !other.starts_with(&root));
            kept.push(root);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder"))
            .and_then(|()| std::fs::write(path, text))
            .expect("a temporary file can be written");
    }

    fn paths(folder: &Path, index: &Index) -> Vec<String> {
        let paths = index.files().map(|(path, _)| {
            let path = path.strip_prefix(folder).expect("it is below the folder");
            path.display().to_string().replace('\\', "/")
        });
        paths.collect()
    }

    fn fill_all(
        folder: &Path,
        index: &mut Index,
        only: Option<&[PathBuf]>,
        limits: Limits,
    ) -> Outcome {
        let profile = Arc::new(Profile::default());
        let path = folder.to_owned();
        fill(
            index,
            &[Root { path, limits }],
            only,
            &mut |_| Arc::clone(&profile),
            &Reins::default(),
            &mut |_| {},
        )
    }

    const ALL: Limits = Limits {
        files: 1000,
        bytes: 1 << 20,
    };

    #[test]
    fn files_are_found_as_git_sees_them_and_again_when_they_change() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = folder.path();
        for path in ["a.md", "b c#%😀.md", "deep/er/d.md", "drafts/e.md", "f.txt"] {
            write(root, path, "# x\n");
        }
        write(root, ".gitignore", "drafts/\n");
        let mut index = Index::default();
        let outcome = fill_all(root, &mut index, None, ALL);
        assert_eq!(outcome, Outcome::default());
        assert_eq!(paths(root, &index), ["a.md", "b c#%😀.md", "deep/er/d.md"]);
        // A new file, one that git does not see, and a folder that is gone.
        write(root, "new/g.md", "# g\n");
        write(root, "drafts/h.md", "# h\n");
        std::fs::remove_dir_all(root.join("deep")).expect("it is there");
        let changed = ["new", "drafts/h.md", "deep"].map(|path| root.join(path));
        for path in &changed {
            index.remove(path);
        }
        fill_all(root, &mut index, Some(&changed), ALL);
        assert_eq!(paths(root, &index), ["a.md", "b c#%😀.md", "new/g.md"]);
    }

    #[test]
    fn bounds_end_it_and_say_so() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for number in 0..10 {
            write(folder.path(), &format!("{number}.md"), "# x\n");
        }
        let mut index = Index::default();
        let few = Limits { files: 3, ..ALL };
        let outcome = fill_all(folder.path(), &mut index, None, few);
        assert_eq!(outcome.bound, Some(Bound::Files(3)));
        assert_eq!(index.len(), 3);
    }

    #[test]
    fn each_root_has_bounds_of_its_own() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let root = |name: &str, files| Root {
            path: folder.path().join(name),
            limits: Limits { files, ..ALL },
        };
        for number in 0..5 {
            write(folder.path(), &format!("a/{number}.md"), "# x\n");
            write(folder.path(), &format!("b/{number}.md"), "# x\n");
        }
        let mut index = Index::default();
        let roots = [root("a", 2), root("b", 9)];
        let profile = Arc::new(Profile::default());
        let fill_with = |index: &mut Index, only: Option<&[PathBuf]>| {
            let profile = &mut |_: &Path| Arc::clone(&profile);
            let reins = Reins::default();
            fill(index, &roots, only, profile, &reins, &mut |_| {})
        };
        let outcome = fill_with(&mut index, None);
        assert_eq!(outcome.bound, Some(Bound::Files(2)));
        let count = |index: &Index, name| index.below(&folder.path().join(name)).count();
        assert_eq!((count(&index, "a"), count(&index, "b")), (2, 5));
        // What comes later counts on top of what is there.
        write(folder.path(), "a/9.md", "# x\n");
        write(folder.path(), "b/9.md", "# x\n");
        let new = ["a/9.md", "b/9.md"].map(|path| folder.path().join(path));
        fill_with(&mut index, Some(&new));
        assert_eq!((count(&index, "a"), count(&index, "b")), (2, 6));
    }

    #[test]
    fn whoever_types_goes_first_but_not_for_ever() {
        let reins = Reins::default();
        let waited = || reins.waited.load(Ordering::Relaxed);
        reins.rest();
        reins.wait();
        assert!(
            waited() > 0 && waited() <= REST.as_micros() as u64 * 2,
            "{}",
            waited()
        );
        // It has waited long enough by now.
        let enough = RESTS.as_micros() as u64 + 1;
        reins.waited.store(enough, Ordering::Relaxed);
        reins.rest();
        reins.wait();
        assert_eq!(waited(), enough);
        // The next one rests again, unless it is ended.
        reins.begin();
        reins.rest();
        reins.cancel();
        reins.wait();
        assert_eq!((waited(), reins.is_cancelled()), (0, true));
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_root_and_round_in_circles_are_left_alone() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let outside = tempfile::tempdir().expect("a temporary folder can be made");
        write(outside.path(), "secret.md", "# s\n");
        write(folder.path(), "in/a.md", "# a\n");
        let link =
            |to: &Path, at: &str| symlink(to, folder.path().join(at)).expect("links can be made");
        link(outside.path(), "out");
        link(&outside.path().join("secret.md"), "secret.md");
        link(folder.path(), "in/loop");
        link(&folder.path().join("in/a.md"), "also.md");
        link(Path::new("nowhere.md"), "broken.md");
        let mut index = Index::default();
        fill_all(folder.path(), &mut index, None, ALL);
        assert_eq!(paths(folder.path(), &index), ["also.md", "in/a.md"]);
    }

    #[test]
    fn nobody_means_the_whole_disk() {
        let search = |roots: &[&str]| {
            let roots = roots.iter().map(PathBuf::from).collect();
            searchable(roots, Some(Path::new("/home/ann")))
        };
        assert_eq!(search(&["/", "/home", "/home/ann"]), Vec::<PathBuf>::new());
        assert_eq!(
            search(&["/home/ann/prep", "/home/ann/prep/acme"]),
            [Path::new("/home/ann/prep")]
        );
        assert_eq!(
            search(&["/w/a/b", "/w/a", "/w/c"]),
            ["/w/a", "/w/c"].map(PathBuf::from)
        );
    }
}
