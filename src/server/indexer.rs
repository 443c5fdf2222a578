//! The index of the workspace's notes, on a thread of its own. It is asked, and told what changes, by jobs in order; it
//! answers by events. So the main loop never waits for a disk, and every answer knows of all that was told before it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_types::Uri;
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::config::{FILE_NAME, Profile};
use crate::note::Globs;
use crate::rules::Surroundings;
use crate::text::Text;
use crate::workspace::index::Index;
use crate::workspace::scan::Scanner;
use crate::workspace::{self, Bound, Reins, Root, around, fill, is_markdown};

use super::Event;
use super::configs::Configs;
use super::to_proto;

/// Changes on disk that follow each other within this time are one.
const QUIET: Duration = Duration::from_millis(60);

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Files by which one decides which others belong to the notes.
const DECIDING: [&str; 2] = [".gitignore", ".ignore"];

/// What the index is told and asked.
pub(super) enum Job {
    /// These are the folders and the settings now: everything is looked over anew.
    Workspace {
        roots: Vec<Root>,
        configs: Box<Configs>,
    },
    /// A document is open with this text, in place of what is on the disk.
    Open {
        uri: String,
        version: i32,
        path: PathBuf,
        text: Text,
        profile: Profile,
    },
    /// It is closed: the disk counts again.
    Close { path: PathBuf },
    /// These may have changed on the disk.
    Changed(Vec<PathBuf>),
    /// A question.
    Ask(Question),
    /// The server watches the folders itself from now on.
    Watch,
}

/// A question to the index.
pub(super) type Question = Box<dyn FnOnce(&View<'_>) + Send>;

/// What a question sees.
pub(super) struct View<'a> {
    pub(super) index: &'a Index,
    pub(super) roots: &'a [PathBuf],
    pub(super) configs: &'a Configs,
    open: &'a HashMap<PathBuf, Open>,
    jobs: &'a Sender<Job>,
}

impl View<'_> {
    /// Has the folders of some files looked at again, which may be gone.
    pub(super) fn changed(&self, files: Vec<PathBuf>) {
        let files = files.into_iter();
        let folders: HashSet<PathBuf> = files
            .filter_map(|file| Some(file.parent()?.to_owned()))
            .collect();
        if !folders.is_empty() {
            let _ = self.jobs.send(Job::Changed(folders.into_iter().collect()));
        }
    }

    /// The text of a file as the editor has it, or as it is on the disk.
    pub(super) fn read(&self, path: &Path) -> Option<String> {
        read(self.open, path)
    }

    /// What a file is called to the client, and its version if it is open: that of the text that is read here.
    pub(super) fn uri(&self, path: &Path) -> Option<(Uri, Option<i32>)> {
        match self.open.get(path) {
            Some(open) => Some((Uri::from_str(&open.uri).ok()?, Some(open.version))),
            None => Some((to_proto::uri(path)?, None)),
        }
    }

    /// Whether a file is open.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.open.contains_key(path)
    }

    /// The files that are open.
    pub(super) fn open_paths(&self) -> Vec<PathBuf> {
        self.open.keys().cloned().collect()
    }
}

/// What the index tells.
#[derive(Debug)]
pub(super) enum Told {
    /// It is looking the files over: how many so far.
    Looking(usize),
    /// It is done, or was cancelled.
    Looked { bound: Option<Bound> },
    /// What lies round an open document.
    Around(String, Arc<Surroundings>),
    /// A configuration file has changed.
    Config(Vec<PathBuf>),
}

/// The way to the index.
#[derive(Clone, Debug)]
pub(super) struct Indexer {
    jobs: Sender<Job>,
    /// Holds the look over all files that is under way.
    reins: Arc<Reins>,
    /// How many looks over all files were ordered and have not begun.
    ahead: Arc<AtomicUsize>,
}

struct Open {
    uri: String,
    version: i32,
    text: Text,
    profile: Profile,
    told: Arc<Surroundings>,
}

impl Indexer {
    pub(super) fn start(events: Sender<Event>) -> Self {
        let (jobs, inbox) = unbounded();
        let reins = Arc::new(Reins::default());
        let ahead = Arc::new(AtomicUsize::new(0));
        let mut worker = Worker {
            events,
            reins: Arc::clone(&reins),
            ahead: Arc::clone(&ahead),
            held: Vec::new(),
            jobs: jobs.clone(),
            index: Index::default(),
            roots: Vec::new(),
            bounded: Vec::new(),
            configs: Box::new(Configs::new(None, None)),
            open: HashMap::new(),
            watcher: None,
        };
        std::thread::spawn(move || worker.run(&inbox));
        Indexer { jobs, reins, ahead }
    }

    pub(super) fn send(&self, job: Job) {
        if matches!(job, Job::Workspace { .. }) {
            self.ahead.fetch_add(1, Ordering::Relaxed);
        }
        let _ = self.jobs.send(job);
    }

    /// Ends the look over all files that is under way; what was seen stays.
    pub(super) fn cancel(&self) {
        self.reins.cancel();
    }

    /// Somebody types, or waits for an answer about a note: the look over all files rests for a moment.
    pub(super) fn rest(&self) {
        self.reins.rest();
    }
}

struct Worker {
    events: Sender<Event>,
    reins: Arc<Reins>,
    ahead: Arc<AtomicUsize>,
    /// Questions that came while another look over all files was ordered: the one before was broken off for it, and
    /// what it found is not all there is.
    held: Vec<Question>,
    jobs: Sender<Job>,
    index: Index,
    roots: Vec<PathBuf>,
    /// The same with how much of each is looked at.
    bounded: Vec<Root>,
    configs: Box<Configs>,
    open: HashMap<PathBuf, Open>,
    watcher: Option<RecommendedWatcher>,
}

impl Worker {
    fn run(&mut self, inbox: &Receiver<Job>) {
        let mut waiting: Option<Job> = None;
        loop {
            let job = match waiting.take() {
                Some(job) => job,
                None => match inbox.recv() {
                    Ok(job) => job,
                    Err(_) => return,
                },
            };
            match job {
                Job::Workspace { roots, configs } => {
                    self.ahead.fetch_sub(1, Ordering::Relaxed);
                    self.configs = configs;
                    let paths: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
                    let moved = self.roots != paths;
                    (self.roots, self.bounded) = (paths, roots);
                    if moved && self.watcher.is_some() {
                        self.watch();
                    }
                    self.look_at_all();
                    if self.is_latest() {
                        for question in std::mem::take(&mut self.held) {
                            self.answer(question);
                        }
                    }
                }
                Job::Open {
                    uri,
                    version,
                    path,
                    text,
                    profile,
                } => self.opened((uri, version), path, text, profile),
                Job::Close { path } => {
                    if self.open.remove(&path).is_some() {
                        self.changed(vec![path]);
                    }
                }
                Job::Changed(mut paths) => {
                    // Those that come together are looked at together.
                    while let Ok(job) = inbox.try_recv() {
                        match job {
                            Job::Changed(more) => paths.extend(more),
                            other => {
                                waiting = Some(other);
                                break;
                            }
                        }
                    }
                    self.changed(paths);
                }
                Job::Ask(question) if self.is_latest() => self.answer(question),
                Job::Ask(question) => self.held.push(question),
                Job::Watch => self.watch(),
            }
        }
    }

    /// Whether no other look over all files is to come.
    fn is_latest(&self) -> bool {
        self.ahead.load(Ordering::Relaxed) == 0
    }

    fn answer(&self, question: Question) {
        question(&View {
            index: &self.index,
            roots: &self.roots,
            configs: &self.configs,
            open: &self.open,
            jobs: &self.jobs,
        });
    }

    fn tell(&self, told: Told) {
        let _ = self.events.send(Event::Index(told));
    }

    fn look_at_all(&mut self) {
        self.reins.begin();
        self.index = Index::default();
        let bound = self.fill(None);
        self.overlay();
        self.tell(Told::Looked { bound });
        self.look_round();
    }

    /// Puts files into the index; all of them, or those at some paths.
    fn fill(&mut self, only: Option<&[PathBuf]>) -> Option<Bound> {
        let events = self.events.clone();
        let mut last = Instant::now();
        let configs = &mut self.configs;
        let outcome = fill(
            &mut self.index,
            &self.bounded,
            only,
            &mut |folder| Arc::new(configs.profile(Some(&folder.join(FILE_NAME)))),
            &self.reins,
            &mut |done| {
                if only.is_none() && last.elapsed() > TELL_EVERY {
                    last = Instant::now();
                    let _ = events.send(Event::Index(Told::Looking(done)));
                }
            },
        );
        let partial = outcome.bound.is_some() || outcome.cancelled;
        if only.is_none() || partial {
            self.index.set_partial(partial);
        }
        outcome.bound
    }

    /// What is open counts instead of the disk.
    fn overlay(&mut self) {
        let paths: Vec<PathBuf> = self.open.keys().cloned().collect();
        for path in paths {
            self.scan_open(&path);
        }
    }

    fn scan_open(&mut self, path: &Path) {
        let Some(open) = self.open.get(path) else {
            return;
        };
        let globs: Globs = open.profile.globs(path);
        let text = open.text.to_string_lossless();
        let found = Scanner::new(&open.profile.grammar).scan(&text, globs);
        self.index.insert(path.to_owned(), &found);
    }

    fn opened(
        &mut self,
        (uri, version): (String, i32),
        path: PathBuf,
        text: Text,
        profile: Profile,
    ) {
        let before = self.index.get(&path).map(|entry| {
            let company = self.index.company(entry).map(str::to_owned);
            (entry.is_note, company)
        });
        let told = self.open.get(&path).map(|open| Arc::clone(&open.told));
        self.open.insert(
            path.clone(),
            Open {
                uri,
                version,
                text,
                profile,
                told: told.unwrap_or_default(),
            },
        );
        self.scan_open(&path);
        let after = self.index.get(&path).map(|entry| {
            let company = self.index.company(entry).map(str::to_owned);
            (entry.is_note, company)
        });
        if before == after {
            self.look_round_one(&path);
        } else {
            self.look_round();
        }
    }

    fn changed(&mut self, paths: Vec<PathBuf>) {
        let named = |path: &Path, names: &[&str]| {
            names
                .iter()
                .any(|name| path.file_name().is_some_and(|own| own == *name))
        };
        let configs: Vec<PathBuf> = paths
            .iter()
            .filter(|path| named(path, &[FILE_NAME]))
            .cloned()
            .collect();
        if !configs.is_empty() {
            self.tell(Told::Config(configs));
        }
        if paths.iter().any(|path| named(path, &DECIDING)) {
            self.look_at_all();
            return;
        }
        let unique: HashSet<PathBuf> = paths.into_iter().collect();
        // Clients tell of whatever is deleted, since it may have been a folder.
        let concerns = |path: &PathBuf| {
            is_markdown(path) || path.is_dir() || self.index.below(path).next().is_some()
        };
        let mut paths: Vec<PathBuf> = unique
            .into_iter()
            .filter(|path| !self.open.contains_key(path) && concerns(path))
            .collect();
        paths.sort();
        for path in &paths {
            self.index.remove(path);
        }
        if !paths.is_empty() {
            self.reins.begin();
            self.fill(Some(&paths));
            self.overlay();
        }
        self.look_round();
    }

    /// Tells every open document what lies round it, if that is something else now.
    fn look_round(&mut self) {
        let paths: Vec<PathBuf> = self.open.keys().cloned().collect();
        for path in paths {
            self.look_round_one(&path);
        }
    }

    fn look_round_one(&mut self, path: &Path) {
        let Some(open) = self.open.get(path) else {
            return;
        };
        let globs: Globs = open.profile.globs(path);
        let text = open.text.to_string_lossless();
        let found = Scanner::new(&open.profile.grammar).scan(&text, globs);
        let now = around(
            &self.index,
            path,
            &found,
            &open.profile,
            &self.roots,
            &|path: &Path| read(&self.open, path),
        );
        if now != *open.told {
            let now = Arc::new(now);
            let uri = open.uri.clone();
            if let Some(open) = self.open.get_mut(path) {
                open.told = Arc::clone(&now);
            }
            self.tell(Told::Around(uri, now));
        }
    }

    /// Watches the folders, for a client that cannot.
    fn watch(&mut self) {
        let (notices, inbox) = unbounded::<notify::Result<notify::Event>>();
        let made = notify::recommended_watcher(move |notice| {
            let _ = notices.send(notice);
        });
        let mut watcher = match made {
            Ok(watcher) => watcher,
            Err(error) => {
                tracing::warn!("the folders cannot be watched: {error}");
                return;
            }
        };
        for root in &self.roots {
            if let Err(error) = watcher.watch(root, RecursiveMode::Recursive) {
                tracing::warn!("{} cannot be watched: {error}", root.display());
            }
        }
        // The one before ends with its watcher.
        self.watcher = Some(watcher);
        let jobs = self.jobs.clone();
        std::thread::spawn(move || {
            while let Ok(first) = inbox.recv() {
                let mut paths = Vec::new();
                let mut next = Ok(first);
                while let Ok(notice) = next {
                    if let Ok(event) = notice
                        && !matches!(event.kind, notify::EventKind::Access(_))
                    {
                        paths.extend(event.paths.into_iter().filter(|path| matters(path)));
                    }
                    next = inbox.recv_timeout(QUIET);
                }
                if !paths.is_empty() && jobs.send(Job::Changed(paths)).is_err() {
                    return;
                }
            }
        });
    }
}

fn read(open: &HashMap<PathBuf, Open>, path: &Path) -> Option<String> {
    match open.get(path) {
        Some(open) => Some(open.text.to_string_lossless()),
        None => workspace::read(path),
    }
}

/// Whether a change at a path can change the index: a note, what decides about notes, a folder, or what was one.
fn matters(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    is_markdown(path)
        || name == FILE_NAME
        || DECIDING.contains(&name)
        || path.is_dir()
        || path.extension().is_none() && !path.exists()
}
