//! What holds for every code action, tried on every note that the tests have: the cases of the
//! rules, the variants of notes, the labelled notes of many professions.

// What cases say of a single rule is for tests/rules.rs.
#[allow(dead_code)]
#[path = "rules/case.rs"]
mod case;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prep_ls::config::{Config, Profile};
use prep_ls::document::Document;
use prep_ls::fix;
use prep_ls::ide::{self, Action, ActionKind, Ask, Edits, Snapshot};
use prep_ls::rules::{Edit, Finding, RULES};
use rayon::prelude::*;
use serde_json::Value;

use case::Case;

/// How often something is found.
type Tally = BTreeMap<(&'static str, String), usize>;

/// A note of the fixtures.
struct Note {
    name: String,
    /// The rule whose case it is.
    rule: Option<String>,
    path: PathBuf,
    text: String,
    profile: Profile,
}

/// A version of a note, ready to be asked.
struct Version {
    text: String,
    snapshot: Snapshot,
}

impl Note {
    fn open(&self, text: &str) -> Version {
        let mut document = Document::new(text, Some(&self.path), self.profile.clone());
        let report = document.check();
        assert_eq!(report.panicked, Vec::<&str>::new(), "{}", self.name);
        let profile = document.profile();
        let snapshot = Snapshot {
            text: document.text().clone(),
            note: Arc::clone(document.note()),
            grammar: Arc::clone(&profile.grammar),
            settings: Arc::clone(&profile.settings),
            findings: report.findings.into(),
        };
        Version {
            text: text.to_owned(),
            snapshot,
        }
    }
}

impl Version {
    fn actions(&self, range: Range<usize>, wanted: &dyn Fn(ActionKind) -> bool) -> Vec<Action> {
        let edits = Edits::All;
        ide::actions(&self.snapshot, range, Ask { wanted, edits })
    }

    fn finding(&self, action: &Action) -> Option<&Finding> {
        Some(&self.snapshot.findings[action.finding?])
    }

    /// The text after an action, which must keep its ways.
    fn after(&self, action: &Action) -> String {
        let edits = action.edits.as_deref().unwrap_or_default();
        for pair in edits.windows(2) {
            assert!(
                pair[0].range.end <= pair[1].range.start,
                "{}: {edits:?} overlap or are out of order",
                action.title
            );
        }
        fix::apply(&self.text, edits)
    }

    /// What is found, and how often.
    fn tally(&self) -> Tally {
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
fn said(finding: &Finding) -> Vec<(&'static str, String)> {
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
    found
}

fn dated(today: Option<jiff::civil::Date>) -> Profile {
    Profile::new(Config::default(), None, today).0
}

/// All notes that the tests have.
fn notes() -> Vec<Note> {
    let mut notes = Vec::new();
    for rule in RULES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/rules")
            .join(rule.name)
            .with_extension("md");
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
                profile: case.profile.clone(),
            });
        }
    }
    for (name, path, text) in files("tests/fixtures/notes") {
        let profile = dated(Some(jiff::civil::date(2026, 11, 22)));
        notes.push(Note {
            name,
            rule: None,
            path,
            text,
            profile,
        });
    }
    for folder in ["tests/rules/labelled", "tests/rules/unseen"] {
        for (name, _, source) in files(folder) {
            let (mut text, mut today) = (String::new(), None);
            for line in source.lines() {
                if let Some(day) = line.strip_prefix("%% today = ") {
                    today = Some(day.trim().parse().expect("a day is a date"));
                } else if !line.trim_start().starts_with("^^^ ") {
                    text += &format!("{line}\n");
                }
            }
            notes.push(Note {
                name,
                rule: None,
                path: "a.prep.md".into(),
                text,
                profile: dated(today),
            });
        }
    }
    notes
}

/// The ways in which a note is saved: line ends, and whether it ends in one.
fn variants(note: &Note) -> Vec<Version> {
    let plain = note.text.replace("\r\n", "\n").replace('\r', "\n");
    let mut texts = vec![
        note.text.clone(),
        plain.replace('\n', "\r\n"),
        plain.trim_end().to_owned(),
    ];
    texts.dedup();
    texts.iter().map(|text| note.open(text)).collect()
}

/// Fails with all that is wrong, the same fault on several notes once.
fn assert_none(wrong: Vec<(String, String)>) {
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
fn ways(before: &str, after: &str) -> Option<&'static str> {
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

fn is_suppression(action: &Action) -> bool {
    action.id.starts_with("ignore-")
}

/// Fixes that only make a place for what is to be said. What they belong to stays until it is said, as
/// it should; the fix itself is not offered again.
const STUBS: [&str; 5] = [
    "due-step",
    "empty-section",
    "incomplete-story",
    "missing-talking-point",
    "unanswered-question",
];

/// The rules that say of a place that it is still to be filled in.
const GAPS: [&str; 3] = ["empty-section", "empty-field", "incomplete-story"];

/// What may come to light elsewhere when something is mended, and why it was hidden: the rule that is
/// mended, and the one that speaks up then.
const REVEALED: &[(&str, &str, &str)] = &[
    (
        "duplicate-question",
        "missing-part",
        "the second question was the only one below its part",
    ),
    (
        "duplicate-question",
        "too-few-questions",
        "a question that is asked twice was counted twice",
    ),
    (
        "generic-question",
        "missing-question-theme",
        "the stock question was the only one on its theme",
    ),
    (
        "missing-part",
        "unused-suppression",
        "the wish that it silenced is the last line no longer",
    ),
    (
        "missing-section",
        "section-order",
        "one more section has a place among the others",
    ),
    (
        "missing-section",
        "uncovered-requirement",
        "with all sections there, the posting is held against the note",
    ),
    (
        "missing-section",
        "unplanned-gap",
        "with English labels the note counts as English",
    ),
    (
        "missing-section",
        "unquantified-achievement",
        "with English labels the note counts as English",
    ),
    (
        "missing-title",
        "title-mismatch",
        "what stood in the title's place is a company's name now",
    ),
    (
        "section-order",
        "empty-section",
        "the other section lived on the one within it",
    ),
    (
        "title-mismatch",
        "missing-field",
        "the cell was read as a label",
    ),
    (
        "title-mismatch",
        "title-mismatch",
        "three places named three companies",
    ),
    (
        "title-mismatch",
        "wrong-company",
        "a name is wrong where all others agree",
    ),
    (
        "too-few-questions",
        "unused-suppression",
        "the wish that it silenced is the last line no longer",
    ),
    (
        "unknown-rule",
        "unused-suppression",
        "what it names now has nothing to silence",
    ),
    (
        "vague-talking-point",
        "uncovered-requirement",
        "with a concrete claim, the posting is held against the note",
    ),
    (
        "wrong-company",
        "uncovered-requirement",
        "the name answered a requirement by chance",
    ),
];

/// **Every quick fix, on every finding of every note, with each line end and without a final one:**
///
/// - The finding is gone, or some of what it lists. Only a fix that merely makes a place for what the
///   person is to write ([`STUBS`]) leaves it until then.
/// - No new finding appears outside of what the fix put in, but for those that the fault itself had
///   hidden ([`REVEALED`], each with its reason).
/// - Within what it put in, a line has at most one finding. It is about the very place to be filled in
///   ([`GAPS`]), or no graver than the one that was mended.
/// - Taken again it changes nothing: it is not offered again for the same.
/// - Line ends, and the note's end, are as they were. Edits are disjoint and in order.
#[test]
fn every_quick_fix_mends_what_it_belongs_to_and_nothing_else() {
    let wrong: Vec<(String, String)> = notes()
        .par_iter()
        .flat_map_iter(|note| {
            let versions = variants(note).into_iter().enumerate();
            versions.flat_map(|(number, version)| mended(note, &version, number > 0))
        })
        .collect();
    assert_none(wrong);
}

/// `own_only` leaves out what a rule's case is not about: it says nothing new with other line ends.
fn mended(note: &Note, version: &Version, own_only: bool) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let before = version.tally();
    let quick = |kind| kind == ActionKind::QuickFix;
    let first = version.actions(0..version.text.len(), &quick);
    for action in first.iter().filter(|action| !is_suppression(action)) {
        let finding = version
            .finding(action)
            .expect("a quick fix belongs to a finding");
        let rule = finding.rule.name;
        if own_only && note.rule.as_deref().is_some_and(|own| own != rule) {
            continue;
        }
        let after = version.after(action);
        let mut fail = |what: String| {
            let place = format!("  {}: {}\n{}", note.name, finding.text, shown(&after));
            wrong.push((format!("{rule} [{}]: {what}", action.title), place));
        };
        // The note within a fence has an end of its own.
        let unwrapped = rule == "fenced-note" && after.ends_with(['\n', '\r']);
        if let Some(what) = ways(&version.text, &after).filter(|_| !unwrapped) {
            fail(what.to_owned());
        }
        let next = note.open(&after);
        let tally = next.tally();
        let count = |tally: &Tally, about: &_| tally.get(about).copied().unwrap_or(0);
        let own = said(finding);
        let gone = own
            .iter()
            .any(|about| count(&tally, about) < count(&before, about));
        if !gone && !STUBS.contains(&rule) {
            fail("the finding is still there".into());
        }
        let inserted = inserted(action.edits.as_deref().unwrap_or_default());
        let heading = moved(
            action.edits.as_deref().unwrap_or_default(),
            finding.range.start,
        );
        let mut lines: Vec<usize> = Vec::new();
        let mut excess: Tally = tally.clone();
        excess.retain(|about, now| {
            *now = now.saturating_sub(count(&before, about));
            *now > 0
        });
        // What stands in the new text accounts for what is new, if it may.
        let mut others = Vec::new();
        for new in next.snapshot.findings.iter() {
            let at = &new.range;
            let within = at.start == heading
                || inserted
                    .iter()
                    .any(|put| put.start <= at.start && at.end <= put.end);
            let known = GAPS.contains(&new.rule.name) || new.severity <= finding.severity;
            let line = next.snapshot.text.line_of(at.start);
            for about in said(new) {
                let Some(left) = excess.get_mut(&about).filter(|left| **left > 0) else {
                    continue;
                };
                let revealed = REVEALED
                    .iter()
                    .any(|(mended, other, _)| (*mended, *other) == (rule, new.rule.name));
                if revealed {
                    *left -= 1;
                } else if within && known && !lines.contains(&line) {
                    *left -= 1;
                    lines.push(line);
                } else {
                    others.push((about, within, new));
                }
            }
        }
        for (about, within, new) in others {
            if excess[&about] > 0 {
                let place = if within { "in its own" } else { "elsewhere" };
                fail(format!("brings {} {place} ({})", new.rule.name, new.text));
            }
        }
        let again = next.actions(0..after.len(), &quick);
        let same = |actions: &[Action], version: &Version| {
            let same = actions.iter().filter(|other| {
                let theirs = version.finding(other).map(said).unwrap_or_default();
                other.title == action.title && theirs == own
            });
            same.count()
        };
        if same(&again, &next) >= same(&first, version) {
            fail("is offered again".into());
        }
    }
    wrong
}

/// Where the new texts of edits lie when they were applied.
fn inserted(edits: &[Edit]) -> Vec<Range<usize>> {
    let mut shift = 0isize;
    let mut put = Vec::new();
    for edit in edits {
        let start = edit.range.start.wrapping_add_signed(shift);
        put.push(start..start + edit.text.len());
        shift += edit.text.len() as isize - edit.range.len() as isize;
    }
    put
}

fn shown(text: &str) -> String {
    let lines = text.lines().map(|line| format!("    | {line}\n"));
    lines.collect()
}

/// **Every other action, at a sample of places in every note, with each line end and without a
/// final one:**
///
/// - Taken again it changes nothing: at the same place it is not offered any more. A section that moved
///   moves back, to the very same text. One more question from the bank is not one of those that are
///   there.
/// - No word is lost, and where a thing is only moved or written otherwise none is added.
/// - Silencing a finding takes it away, and brings no other.
/// - Line ends, and the note's end, are as they were. Edits are disjoint and in order.
#[test]
fn every_action_at_every_place_is_done_once() {
    let wrong: Vec<(String, String)> = notes()
        .par_iter()
        .enumerate()
        .flat_map_iter(|(index, note)| {
            // Each note in one of its ways, so that all notes take no longer than a cup of tea.
            let mut versions = variants(note);
            let version = versions.swap_remove(index % versions.len());
            let step = if note.rule.is_some() { 3 } else { 7 };
            done_once(note, &version, index % step, step)
        })
        .collect();
    assert_none(wrong);
}

fn done_once(note: &Note, version: &Version, first: usize, step: usize) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let text = &version.snapshot.text;
    let mut seen: Vec<Vec<Edit>> = Vec::new();
    for line in (first..text.line_count()).step_by(step) {
        let at = text.line_range(line).start;
        for action in version.actions(at..at, &|_| true) {
            let Some(edits) = &action.edits else {
                continue;
            };
            if action.kind == ActionKind::QuickFix && !is_suppression(&action) {
                continue;
            }
            let other_rule = |finding: &Finding| {
                note.rule
                    .as_deref()
                    .is_some_and(|own| own != finding.rule.name)
            };
            if version.finding(&action).is_some_and(other_rule) {
                continue;
            }
            // The same from another line.
            if seen.contains(edits) {
                continue;
            }
            seen.push(edits.clone());
            let after = version.after(&action);
            let mut fail = |what: &str| {
                let place = format!("  {} line {}\n{}", note.name, line + 1, shown(&after));
                let id: String = action
                    .id
                    .chars()
                    .filter(|char| !char.is_ascii_digit())
                    .collect();
                wrong.push((format!("{id}: {what}"), place));
            };
            let unwraps = matches!(action.id.as_str(), "unwrap" | "fix-all");
            if let Some(what) = ways(&version.text, &after).filter(|_| !unwraps) {
                fail(what);
            }
            let next = note.open(&after);
            let there = moved(edits, at);
            let again = next.actions(there..there, &|_| true);
            let same = again.iter().find(|other| other.id == action.id);
            let (old, new) = (words(&version.text), words(&after));
            // A fence has a word, and a fix may delete.
            if !unwraps && !old.iter().all(|(word, count)| new.get(word) >= Some(count)) {
                fail("loses words");
            }
            match action.id.as_str() {
                // On a blank line behind a section the cursor does not go along.
                "move-up" | "move-down" if text.slice(text.line_range(line)).trim().is_empty() => {}
                "move-up" | "move-down" => {
                    let back = if action.id == "move-up" {
                        "move-down"
                    } else {
                        "move-up"
                    };
                    let back = again.iter().find(|other| other.id == back);
                    if back.map(|back| next.after(back)).as_ref() != Some(&version.text) {
                        fail("does not move back");
                    }
                    if old != new {
                        fail("adds words");
                    }
                }
                "headings-to-parts" | "parts-to-headings" | "bullets" | "bullets-section" => {
                    if old != new {
                        fail("adds words");
                    }
                    if same.is_some() {
                        fail("is offered again");
                    }
                }
                id if id.starts_with("question-") => {
                    let put = &edits[0].text;
                    if version.text.contains(put.trim())
                        || same.is_some_and(|same| same.edits == action.edits)
                    {
                        fail(&format!("asks the same again: {put:?} {edits:?}"));
                    }
                }
                id if id.starts_with("ignore-") => {
                    let finding = version.finding(&action).expect("a finding to silence");
                    let (before, left) = (version.tally(), next.tally());
                    let own = said(finding);
                    if own.iter().any(|about| left.get(about) >= before.get(about)) {
                        fail("does not silence it");
                    }
                    if left
                        .iter()
                        .any(|(about, count)| before.get(about) < Some(count))
                    {
                        fail("brings a finding");
                    }
                }
                // What two of them would have changed at once is left to the next time.
                "fix-all" => {}
                _ if same.is_some_and(|same| same.title == action.title) => {
                    fail("is offered again")
                }
                _ => {}
            }
        }
    }
    wrong
}

/// Where a place is after edits; on a line that is written anew, its new beginning.
fn moved(edits: &[Edit], at: usize) -> usize {
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

/// The words of a text, with how often they stand there.
fn words(text: &str) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|char: char| !char.is_alphanumeric()) {
        // The number of an item goes with its list.
        if !word.is_empty() && !word.starts_with(|char: char| char.is_ascii_digit()) {
            *words.entry(word).or_default() += 1;
        }
    }
    words
}
