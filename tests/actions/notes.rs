//! All notes that the tests have, and how changes are tried on them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::fix;
use prep_ls::ide::{self, Action, ActionKind, Ask, Edits, Snapshot};
use prep_ls::note::Anchors;
use prep_ls::rules::{Edit, FileTarget, Finding, Nearest, RULES, Surroundings};
use prep_ls::text::{Change, Encoding};
use serde_json::Value;

use crate::case::Case;

/// How often something is found.
pub(crate) type Tally = BTreeMap<(&'static str, String), usize>;

/// A note of the fixtures.
pub(crate) struct Note {
    pub(crate) name: String,
    /// The rule whose case it is.
    pub(crate) rule: Option<String>,
    path: PathBuf,
    pub(crate) text: String,
    profile: Profile,
    around: Arc<Surroundings>,
}

/// A version of a note, ready to be asked.
pub(crate) struct Version {
    pub(crate) text: String,
    pub(crate) snapshot: Snapshot,
}

/// A note that is open. Changes are tried on it as an editor makes them, so that only what they touch is
/// read again.
pub(crate) struct Desk<'a> {
    note: &'a Note,
    document: Document,
    tried: usize,
}

/// What lies round a note in a folder with one other file: its links lead there or nowhere.
fn in_folder(around: &Surroundings, document: &Document) -> Arc<Surroundings> {
    let mut around = around.clone();
    let panel = Arc::new(Anchors::of([("The Panel", None)], []));
    let segments = document.note().segments.iter();
    let links = segments.flat_map(|segment| &segment.value.links().links);
    for target in links.map(|link| &link.target) {
        let (there, wiki) = match target.wiki {
            true => ("my people", true),
            false => ("my people.md", false),
        };
        let known = if wiki {
            &mut around.names
        } else {
            &mut around.paths
        };
        if !target.path.is_empty() {
            let missing = FileTarget::Missing(Some(Nearest {
                path: there.to_owned(),
                anchors: Some(Arc::clone(&panel)),
            }));
            known.insert(target.path.to_string(), missing);
        }
    }
    let people = FileTarget::Markdown(panel);
    around
        .paths
        .insert("my people.md".to_owned(), people.clone());
    around.names.insert("my people".to_owned(), people);
    Arc::new(around)
}

/// So many trials, and one of them is made on a document of its own as well.
const COMPARED: usize = 16;

impl<'a> Desk<'a> {
    pub(crate) fn new(note: &'a Note, text: &str) -> (Self, Version) {
        let document = note.document(text);
        let mut desk = Desk {
            note,
            document,
            tried: 0,
        };
        let version = desk.version(text.to_owned());
        (desk, version)
    }

    /// A version after edits. The note is left as it was.
    pub(crate) fn after(&mut self, version: &Version, edits: &[Edit]) -> Version {
        let after = fix::apply(&version.text, edits);
        self.change(edits);
        let next = self.version(after);
        self.tried += 1;
        if self.tried.is_multiple_of(COMPARED) {
            let mut fresh = self.note.document(&next.text);
            let fresh = fresh.check().findings;
            assert_eq!(
                *next.snapshot.findings,
                fresh[..],
                "{}: read again and read anew",
                self.note.name
            );
        }
        let back = inserted(edits).into_iter().zip(edits);
        let back =
            back.map(|(range, edit)| Edit::replace(range, &version.text[edit.range.clone()]));
        self.change(&back.collect::<Vec<_>>());
        next
    }

    /// Applies edits from the last to the first, so that none moves the others.
    fn change(&mut self, edits: &[Edit]) {
        for edit in edits.iter().rev() {
            let text = self.document.text();
            let at = |offset| text.position(offset, Encoding::Utf8);
            let change = Change {
                range: Some((at(edit.range.start), at(edit.range.end))),
                text: edit.text.clone(),
            };
            let applied = self.document.apply(&[change], Encoding::Utf8);
            assert_eq!(applied, Ok(()), "{}: {edit:?}", self.note.name);
        }
    }

    fn version(&mut self, text: String) -> Version {
        let document = &mut self.document;
        assert_eq!(
            document.text().to_string_lossless(),
            text,
            "{}",
            self.note.name
        );
        let report = document.check();
        assert_eq!(report.panicked, Vec::<&str>::new(), "{}", self.note.name);
        let profile = document.profile();
        let snapshot = Snapshot {
            text: document.text().clone(),
            note: Arc::clone(document.note()),
            grammar: Arc::clone(&profile.grammar),
            settings: Arc::clone(&profile.settings),
            findings: report.findings.into(),
        };
        Version { text, snapshot }
    }
}

impl Note {
    fn document(&self, text: &str) -> Document {
        let mut document = Document::new(text, Some(&self.path), self.profile.clone());
        let around = in_folder(&self.around, &document);
        document.set_surroundings(around);
        document
    }

    /// Its text in the ways in which it may be saved: line ends, and whether it ends in one.
    pub(crate) fn texts(&self) -> Vec<String> {
        let plain = self.text.replace("\r\n", "\n").replace('\r', "\n");
        let mut texts = vec![
            self.text.clone(),
            plain.replace('\n', "\r\n"),
            plain.trim_end().to_owned(),
        ];
        texts.dedup();
        texts
    }
}

impl Version {
    pub(crate) fn actions(
        &self,
        range: Range<usize>,
        wanted: &dyn Fn(ActionKind) -> bool,
    ) -> Vec<Action> {
        let edits = Edits::All;
        let found = ide::actions(&self.snapshot, range, Ask { wanted, edits });
        for action in &found {
            let edits = action.edits.as_deref().unwrap_or_default();
            for pair in edits.windows(2) {
                assert!(
                    pair[0].range.end <= pair[1].range.start,
                    "{}: {edits:?} overlap or are out of order",
                    action.title
                );
            }
        }
        found
    }

    pub(crate) fn finding(&self, action: &Action) -> Option<&Finding> {
        Some(&self.snapshot.findings[action.finding?])
    }

    /// What is found, and how often.
    pub(crate) fn tally(&self) -> Tally {
        let mut tally = Tally::new();
        for about in self.snapshot.findings.iter().flat_map(said) {
            *tally.entry(about).or_default() += 1;
        }
        tally
    }
}

/// What a finding is about, whatever else has changed: what is missing one by one, a section by its
/// id, a step by its name. Elsewhere its sentence, without numbers: "Only 1 question" and "Only 4
/// questions" are one finding that went on.
pub(crate) fn said(finding: &Finding) -> Vec<(&'static str, String)> {
    let rule = finding.rule.name;
    let data = |key: &str| -> Vec<String> {
        match finding.data.get(key) {
            Some(Value::Array(all)) => all.iter().map(Value::to_string).collect(),
            Some(one) => vec![one.to_string()],
            None => Vec::new(),
        }
    };
    let about = match rule {
        "missing-section" => data("sections"),
        "missing-field" => data("fields"),
        "missing-part" => data("parts"),
        "missing-question-theme" => data("themes"),
        "empty-section" => data("section"),
        "due-step" => data("step"),
        // How many requirements: which of their words are met by chance is another matter.
        "uncovered-requirement" => vec![String::new()],
        // Which one of two that contradict each other is moved, or named, is a matter of counting.
        "section-order" | "impersonal-questions" | "pseudo-list" => vec![String::new()],
        "too-few-questions" => vec![finding.text.contains("predicted").to_string()],
        _ => {
            let digits = |char: char| !char.is_ascii_digit();
            vec![finding.text.chars().filter(|&char| digits(char)).collect()]
        }
    };
    about.into_iter().map(|about| (rule, about)).collect()
}

fn files(folder: &str) -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<(String, PathBuf, String)> = std::fs::read_dir(root)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("the entry is readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("fixtures are UTF-8");
            let name = path.file_name().expect("a name").to_string_lossy();
            (format!("{folder}/{name}"), path, text)
        })
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{folder} holds no notes");
    found
}

fn dated(today: Option<jiff::civil::Date>) -> Profile {
    Profile::new(Config::default(), None, today).0
}

/// The cases of the rules; of an even or an odd number, so that they are two tests.
pub(crate) fn of_rules(half: usize) -> Vec<Note> {
    let mut notes = Vec::new();
    for rule in RULES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/rules")
            .join(rule.name)
            .with_extension("md");
        // That each has its cases is held by tests/rules.rs.
        let Ok(text) = std::fs::read_to_string(path) else {
            continue;
        };
        let text = format!("\n{text}");
        for source in text.split("\n=== ").skip(1) {
            let case = Case::parse(rule.name, source);
            notes.push(Note {
                name: case.to_string(),
                rule: Some(case.rule.clone()),
                path: case.path().to_owned(),
                text: case.text.clone(),
                around: case.surroundings(),
                profile: case.profile.clone(),
            });
        }
    }
    notes.push(Note {
        name: "links to other files".to_owned(),
        rule: Some("broken-link".to_owned()),
        path: "a.prep.md".into(),
        text: "# Interview Prep: Fern Legal – Associate\n\n## Gaps & Concerns\n\n- [a](<my poeple.md>) [b](my%20people.md#the-pannel) [[poeple]] [c](poeple.md)\n".to_owned(),
        profile: dated(None),
        around: Arc::default(),
    });
    let notes = notes.into_iter().enumerate();
    let notes = notes.filter(|(index, _)| index % 2 == half);
    notes.map(|(_, note)| note).collect()
}

/// The variants of notes: how titles, sections, fields and parts are written.
pub(crate) fn of_fixtures() -> Vec<Note> {
    let today = jiff::civil::date(2026, 11, 22);
    let files = files("tests/fixtures/notes").into_iter();
    let notes = files.map(|(name, path, text)| Note {
        name,
        rule: None,
        path,
        text,
        profile: dated(Some(today)),
        around: Arc::default(),
    });
    notes.collect()
}

/// The notes of many professions, whose findings are marked.
pub(crate) fn labelled(folder: &str) -> Vec<Note> {
    let files = files(&format!("tests/rules/{folder}")).into_iter();
    let notes = files.map(|(name, _, source)| {
        let (mut text, mut today) = (String::new(), None);
        for line in source.lines() {
            if let Some(day) = line.strip_prefix("%% today = ") {
                today = Some(day.trim().parse().expect("a day is a date"));
            } else if !line.trim_start().starts_with("^^^ ") {
                text += &format!("{line}\n");
            }
        }
        Note {
            name,
            rule: None,
            path: "a.prep.md".into(),
            text,
            profile: dated(today),
            around: Arc::default(),
        }
    });
    notes.collect()
}

/// A fault, and the place where it was seen.
pub(crate) type Fault = (String, String);

/// Fails with all that is wrong, the same fault on several notes once.
pub(crate) fn assert_none(wrong: Vec<Fault>) {
    let mut faults: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (fault, place) in wrong {
        faults.entry(fault).or_default().push(place);
    }
    let told: Vec<String> = faults
        .iter()
        .map(|(fault, places)| format!("{} x {fault}\n{}", places.len(), places[0]))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
}

/// What is wrong with the ways of a text after an action: other line ends than before, another
/// end.
pub(crate) fn ways(before: &str, after: &str) -> Option<&'static str> {
    let bare = |text: &str| {
        let rest = text.replace("\r\n", "");
        (rest.contains('\n'), rest.contains('\r'))
    };
    let ((lf, cr), (new_lf, new_cr)) = (bare(before), bare(after));
    let has_crlf = before.contains("\r\n");
    let one_line = !before.contains(['\n', '\r']);
    if !one_line && (new_lf && !lf || new_cr && !cr || after.contains("\r\n") && !has_crlf) {
        return Some("brings in other line ends");
    }
    let ends = |text: &str| text.ends_with(['\n', '\r']);
    (!before.is_empty() && ends(before) != ends(after)).then_some("changes the note's end")
}

pub(crate) fn is_suppression(action: &Action) -> bool {
    action.id.starts_with("ignore-")
}

/// Where the new texts of edits lie when they were applied.
pub(crate) fn inserted(edits: &[Edit]) -> Vec<Range<usize>> {
    let mut shift = 0isize;
    let mut put = Vec::new();
    for edit in edits {
        let start = edit.range.start.wrapping_add_signed(shift);
        put.push(start..start + edit.text.len());
        shift += edit.text.len() as isize - edit.range.len() as isize;
    }
    put
}

/// Where a place is after edits; on a line that is written anew, its new beginning.
pub(crate) fn moved(edits: &[Edit], at: usize) -> usize {
    let mut shift = 0isize;
    for edit in edits {
        if edit.range.end < at || edit.range.is_empty() && edit.range.end <= at {
            shift += edit.text.len() as isize - edit.range.len() as isize;
        } else if edit.range.start <= at {
            let lead = edit.text.len() - edit.text.trim_start_matches(['\r', '\n']).len();
            return edit.range.start.wrapping_add_signed(shift) + lead;
        }
    }
    at.wrapping_add_signed(shift)
}

pub(crate) fn shown(text: &str) -> String {
    let lines = text.lines().map(|line| format!("    | {line}\n"));
    lines.collect()
}
