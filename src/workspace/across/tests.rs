//! Jumps, references and renames over folders of notes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::fix;
use crate::workspace::scan::Scanner;

/// Files in memory with their index.
struct Folder {
    files: BTreeMap<PathBuf, String>,
    index: Index,
    roots: Vec<PathBuf>,
}

impl Folder {
    fn new<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let mut scanner = Scanner::new(&Grammar::standard());
        let mut index = Index::default();
        let mut all = BTreeMap::new();
        for (path, text) in files {
            let path = PathBuf::from("/w").join(path);
            index.insert(path.clone(), &scanner.scan(&text, Globs::Neither));
            all.insert(path, text);
        }
        Folder {
            files: all,
            index,
            roots: vec!["/w".into()],
        }
    }

    fn ask<R>(&self, question: impl FnOnce(&Files<'_>) -> R) -> R {
        question(&Files {
            index: &self.index,
            roots: &self.roots,
            read: &|path| self.files.get(path).cloned(),
            grammar: &|_| Grammar::standard(),
            bank: &|_| None,
        })
    }

    fn snapshot(&self, path: &Path) -> Snapshot {
        self.ask(|files| files.open(path))
            .expect("a file of the folder")
    }

    /// The files after a rename, or why it was refused.
    fn renamed(
        &self,
        path: &str,
        at: &str,
        new: &str,
    ) -> Result<BTreeMap<PathBuf, String>, String> {
        let path = Path::new("/w").join(path);
        let offset = self.files[&path].find(at).expect("the place") + 1;
        let snapshot = self.snapshot(&path);
        let edits = self.ask(|files| files.rename(&path, &snapshot, offset, new))?;
        let mut files = self.files.clone();
        for file in edits {
            let text = files.get_mut(&file.path).expect("a file of the folder");
            *text = fix::apply(text, &file.found);
        }
        Ok(files)
    }

    /// All references as lines: the file's name and the text.
    fn references(&self, path: &str, at: &str, declarations: bool) -> Vec<String> {
        let path = Path::new("/w").join(path);
        let offset = self.files[&path].find(at).expect("the place") + 1;
        let snapshot = self.snapshot(&path);
        let found = self.ask(|files| files.references(&path, &snapshot, offset, declarations));
        let found = found.unwrap_or_default().into_iter().flat_map(|file| {
            let name = file
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = file.text.to_string_lossless();
            let lines = file.found.into_iter();
            lines
                .map(|range| format!("{name}: {}", &text[range]))
                .collect::<Vec<_>>()
        });
        found.collect()
    }
}

fn small() -> Folder {
    Folder::new([
        (
            "fern.md",
            "# Interview Prep: Fern Legal – Associate\n## Gaps & Concerns\n[a](people.md#the-panel) [[#gaps & concerns]] [f](people.md)\n".into(),
        ),
        (
            "people.md",
            "# People\n## The Panel\n[b](#the-panel) [g](fern.md#gaps--concerns) [[fern#Gaps & Concerns|x]]\n".into(),
        ),
        (
            "deep/er.md",
            "# Er\n[c](../people.md#the-panel \"t\") [[people#the panel]] [d][d] [no](people.md#the-panel)\n\n[d]: <../people.md#The-Panel>\n".into(),
        ),
    ])
}

#[test]
fn references_are_the_same_from_the_heading_and_from_any_link_to_it() {
    let folder = small();
    let wanted = [
        "er.md: ../people.md#The-Panel",
        "er.md: [[people#the panel]]",
        "er.md: [c](../people.md#the-panel \"t\")",
        "fern.md: [a](people.md#the-panel)",
        "people.md: The Panel",
        "people.md: [b](#the-panel)",
    ];
    for (path, at) in [
        ("people.md", "The Panel"),
        ("people.md", "[b]"),
        ("fern.md", "[a]"),
        ("deep/er.md", "[c]"),
        ("deep/er.md", "[[people#"),
    ] {
        let mut found = folder.references(path, at, true);
        let first = found[0].split(':').next();
        assert_eq!(
            first,
            Path::new(path).file_name().and_then(|name| name.to_str())
        );
        found.sort();
        assert_eq!(found, wanted, "{path} {at}");
    }
    assert_eq!(
        folder.references("people.md", "People", false),
        ["fern.md: [f](people.md)"]
    );
    assert_eq!(folder.references("fern.md", "[f]", true).len(), 2);
    assert_eq!(folder.references("deep/er.md", "[no]", true), [""; 0]);
}

#[test]
fn a_rename_that_begins_at_a_link_is_that_of_its_heading() {
    let folder = small();
    let wanted = folder
        .renamed("people.md", "The Panel", "Who Asks")
        .expect("a rename");
    let er = &wanted[Path::new("/w/deep/er.md")];
    assert_eq!(
        er,
        "# Er\n[c](../people.md#who-asks \"t\") [[people#Who Asks]] [d][d] [no](people.md#the-panel)\n\n[d]: <../people.md#who-asks>\n"
    );
    for (path, at) in [
        ("fern.md", "[a]"),
        ("deep/er.md", "[c]"),
        ("people.md", "[b]"),
    ] {
        let found = folder.renamed(path, at, "Who Asks").expect("a rename");
        assert_eq!(found, wanted, "{path} {at}");
    }
    let refused = folder
        .renamed("fern.md", "[f]", "x")
        .expect_err("a file is no heading");
    assert!(refused.contains("people.md"), "{refused}");
    let refused = folder.renamed("fern.md", "[a]", " ").expect_err("no name");
    assert!(refused.contains("empty"), "{refused}");
}

#[test]
fn a_links_first_lines_are_shown_with_where_they_stand() {
    let folder = small();
    let preview = |path: &str, fragment: Option<&str>| {
        let away = Away {
            path: path.into(),
            fragment: fragment.map(str::to_owned),
            wiki: false,
        };
        folder.ask(|files| files.preview(Path::new("/w/fern.md"), &away))
    };
    let shown = preview("people.md", Some("the-panel")).expect("a preview");
    assert!(
        shown.starts_with("**The Panel** (people.md, line 2)\n\n\\[b\\](#the-panel)"),
        "{shown}"
    );
    let shown = preview("deep/er.md", None).expect("a preview");
    assert!(shown.starts_with("**deep/er.md**\n\n# Er"), "{shown}");
    assert_eq!(preview("people.md", Some("nobody")), None);
    assert_eq!(preview("nobody.md", None), None);
}

/// 200 notes, each of which links to some of the others in every way.
fn linked() -> Folder {
    let names: Vec<String> = (0..200)
        .map(|at| format!("{}/note {at}.md", at % 7))
        .collect();
    let files = (0..200).map(|at: usize| {
        let mut text = format!(
            "# Interview Prep: Company {at} – Nurse\n\n## Job Overview\n**Position:** Nurse\n\n## Plan B\n\n## Company Summary\n"
        );
        for step in [1, 2, 5, 50, 113] {
            let to = (at + step) % 200;
            text += &format!(
                "- [x](../{}/note%20{to}.md#plan-b) [[note {to}#Plan B|y]] [z](<../{}/note {to}.md#company-summary>) Plan B, plan-b\n",
                to % 7,
                to % 7
            );
        }
        text += "- [own](#plan-b) `[no](#plan-b)`\n";
        text
    });
    let files: Vec<(&str, String)> = names.iter().map(String::as_str).zip(files).collect();
    Folder::new(files)
}

#[test]
fn all_links_of_200_notes_follow_a_heading_and_nothing_else_changes() {
    let folder = linked();
    let after = folder
        .renamed("0/note 0.md", "Plan B", "Second Plan")
        .expect("a rename");
    let mut changed = 0;
    for (path, text) in &folder.files {
        let mut wanted = text
            .replace("note%200.md#plan-b", "note%200.md#second-plan")
            .replace("[[note 0#Plan B|y]]", "[[note 0#Second Plan|y]]");
        if path.ends_with("note 0.md") {
            wanted = wanted
                .replace("## Plan B", "## Second Plan")
                .replace("[own](#plan-b)", "[own](#second-plan)");
        }
        assert_eq!(after[path], wanted, "{}", path.display());
        changed += usize::from(wanted != *text);
    }
    assert_eq!(changed, 6);
}

#[test]
fn all_links_of_200_notes_follow_a_file_and_nothing_else_changes() {
    let folder = linked();
    let old = PathBuf::from("/w/0/note 0.md");
    let new = PathBuf::from("/w/done/the (first).md");
    let renames = links::Renames::new(vec![(old.clone(), new)]);
    let mut changed = 0;
    for (path, text) in &folder.files {
        let note = folder.snapshot(path);
        let chunks = Syntax::parse(&note.text).chunks;
        let edits = renames.edits(
            &folder.index,
            path,
            &crate::workspace::scan::links_of(&chunks),
        );
        let mut after = text.clone();
        for (range, new) in edits.into_iter().rev() {
            after.replace_range(range, &new);
        }
        // From one folder to another on the same level only the names of both change.
        let wanted = text
            .replace("../0/note%200.md", "../done/the%20%28first%29.md")
            .replace("../0/note 0.md", "../done/the %28first%29.md")
            .replace("[[note 0#", "[[the (first)#");
        assert_eq!(after, wanted, "{}", path.display());
        changed += usize::from(after != *text);
    }
    assert_eq!(changed, 5);
    assert_eq!(renames.touched(&folder.index).len(), 6, "and itself");
}

/// A line that may be in a note: headings that share names, links to them from here and there.
fn line() -> impl Strategy<Value = String> {
    let lines = [
        "# Interview Prep: Fern Legal – Associate",
        "# People",
        "## Plan",
        "### Plan",
        "## The *Panel*",
        "## 🎯 Gaps & Concerns",
        "## STAR Stories",
        "### S1: The leak",
        "> ## Quoted",
        "text S1",
        "[a](a.md)",
        "[a](a.md#plan)",
        "[a](<b c.md#plan-1> 't')",
        "[[b c#Plan]] [[a#the panel|x]]",
        "[b](d/e.md#s1-the-leak)",
        "[b](../a.md#plan)",
        "[[e#Quoted]] [[A]]",
        "[c](#plan) [[#Plan]]",
        "[c](b%20c.md#-gaps--concerns)",
        "[r][r] [c](#none) [d](none.md)",
        "[r]: a.md#Plan",
        "`[a](a.md#plan)`",
        "```",
        "",
    ];
    prop::sample::select(lines.to_vec()).prop_map(str::to_owned)
}

fn cases() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Wherever a link leads, the references there hold the link, and are those of the link itself.
    #[test]
    fn definition_and_references_agree(
        a in prop::collection::vec(line(), 0..12),
        b in prop::collection::vec(line(), 0..12),
        e in prop::collection::vec(line(), 0..12),
    ) {
        let folder = Folder::new([
            ("a.md", a.join("\n")),
            ("b c.md", b.join("\n")),
            ("d/e.md", e.join("\n")),
        ]);
        let flat = |found: Option<Vec<InFile<Range<usize>>>>| -> Vec<(PathBuf, Range<usize>)> {
            let files = found.unwrap_or_default().into_iter();
            let mut all: Vec<_> = files
                .flat_map(|file| {
                    let path = file.path;
                    file.found.into_iter().map(move |range| (path.clone(), range))
                })
                .collect();
            all.sort_by(|one, other| (&one.0, one.1.start).cmp(&(&other.0, other.1.start)));
            all
        };
        for path in folder.files.keys() {
            let snapshot = folder.snapshot(path);
            for segment in &snapshot.note.segments {
                for link in &segment.value.links().links {
                    let range = link.span.at(segment.start);
                    let offset = range.start + 1;
                    let Some(found) = navigate::definition(&snapshot, offset) else { continue };
                    let Some(away) = found.away.filter(|_| found.origin == range) else { continue };
                    let Some(spot) = folder.ask(|files| files.definition(path, &away)) else { continue };
                    let of_link = flat(folder.ask(|files| {
                        files.references(path, &snapshot, offset, true)
                    }));
                    if of_link.is_empty() {
                        // The heading is not there.
                        prop_assert!(away.fragment.is_some());
                        continue;
                    }
                    prop_assert!(of_link.contains(&(path.clone(), range.clone())), "{away:?}");
                    if spot.text.is_none() {
                        continue;
                    }
                    let there = folder.snapshot(&spot.path);
                    let of_place = flat(folder.ask(|files| {
                        files.references(&spot.path, &there, spot.place.selection.start, true)
                    }));
                    // A link in a heading leads on.
                    let at = navigate::heading_at(&there, spot.place.selection.start);
                    if at.and_then(|at| navigate::heading_place(&there, at)) == Some(spot.place.clone()) {
                        prop_assert_eq!(of_link, of_place, "{:?}", away);
                    }
                }
            }
        }
    }

    /// After a rename every link means the heading that it meant, or its own file's that it meant.
    #[test]
    fn links_mean_the_same_after_a_rename(
        a in prop::collection::vec(line(), 1..12),
        b in prop::collection::vec(line(), 0..12),
        e in prop::collection::vec(line(), 0..12),
        which in any::<prop::sample::Index>(),
        new in prop::sample::select(vec!["Plan", "New Name", "S2: Rota", "The Panel", "Été #1"]),
    ) {
        let folder = Folder::new([
            ("a.md", a.join("\n")),
            ("b c.md", b.join("\n")),
            ("d/e.md", e.join("\n")),
        ]);
        let path = PathBuf::from("/w/a.md");
        let note = folder.snapshot(&path);
        let (_, places) = note.note.anchors();
        prop_assume!(!places.is_empty());
        let offset = places[which.index(places.len())].text.start;
        let Ok(edits) = folder.ask(|files| files.rename(&path, &note, offset, new)) else {
            return Ok(());
        };
        let mut files = folder.files.clone();
        for file in &edits {
            let mut end = 0;
            for edit in &file.found {
                prop_assert!(edit.range.start >= end);
                end = edit.range.end;
            }
            let text = files.get_mut(&file.path).expect("a file");
            *text = fix::apply(text, &file.found);
        }
        let after = Folder::new(files.iter().map(|(path, text)| {
            (path.strip_prefix("/w").expect("below").to_str().expect("a name"), text.clone())
        }));
        // What the links lead to in other files, in order: the number of the heading.
        let leads = |folder: &Folder, path: &Path| {
            let snapshot = folder.snapshot(path);
            let mut found = Vec::new();
            for segment in &snapshot.note.segments {
                for link in &segment.value.links().links {
                    let at = link.span.at(segment.start).start + 1;
                    let away = navigate::definition(&snapshot, at).and_then(|found| found.away);
                    let Some(away) = away.filter(|away| away.fragment.is_some()) else { continue };
                    let Some(file) = folder.ask(|files| files.file(path, &away)) else { continue };
                    found.push((file.clone(), heading_of(&folder.snapshot(&file), &away)));
                }
            }
            found
        };
        for path in ["/w/b c.md", "/w/d/e.md"].map(Path::new) {
            let (before, after) = (leads(&folder, path), leads(&after, path));
            prop_assert_eq!(before.len(), after.len());
            for (before, after) in before.into_iter().zip(after) {
                // What led nowhere may do so now.
                if before.1.is_some() {
                    prop_assert_eq!(before, after, "{} {:?}", new, edits);
                }
            }
        }
    }
}
