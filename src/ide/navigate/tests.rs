use crate::fix;
use crate::ide::testing::{of, snapshot};

use super::*;

/// A note with every kind of thing to jump to; `$0` is put into it by the tests.
const NOTE: &str = "\
# Interview Prep: Fern Legal – Associate

## Job Overview
**Key Responsibilities:**
- Draft leases with Proteus

## Why This Job Is a Fit
- Leases: 40 drafted in Proteus, as S1 shows
- See [the leak](#s1-the-leak), [[#Gaps & Concerns]] and “The deposit”
- Numbers in [the report][rep] and a note[^n]

## STAR Stories
### S1: The leak
- **Situation:** x

**STAR-2 – The deposit**
- **Situation:** y

## 🎯 Gaps & Concerns
- S1 and STAR-2; see [gaps](#-gaps--concerns) and [here][gaps]

[rep]: https://x.example/S1
[gaps]: #-gaps--concerns
[^n]: From the annual report
";

/// The note with a cursor at some text, and how far into it.
fn at(what: &str, into: usize) -> (crate::ide::Snapshot, usize) {
    let offset = NOTE.find(what).unwrap_or_else(|| panic!("no {what:?}")) + into;
    (of(NOTE), offset)
}

fn texts(ranges: &[Range<usize>]) -> Vec<String> {
    // With what follows, to tell equal texts apart.
    ranges
        .iter()
        .map(|range| {
            format!(
                "{}|{}",
                &NOTE[range.clone()],
                NOTE[range.end..].chars().take(3).collect::<String>()
            )
            .replace('\n', "⏎")
        })
        .collect()
}

#[test]
fn a_definition_is_where_it_is_said() {
    for (what, into, wanted) in [
        ("[the leak]", 14, "S1: The leak|⏎- "),
        ("[the leak]", 3, "S1: The leak|⏎- "),
        ("[[#Gaps", 4, "🎯 Gaps & Concerns|⏎- "),
        ("“The deposit", 5, "STAR-2 – The deposit|**⏎"),
        ("S1 shows", 1, "S1: The leak|⏎- "),
        ("S1 shows", 2, "S1: The leak|⏎- "),
        ("STAR-2; see", 3, "STAR-2 – The deposit|**⏎"),
        ("[the report]", 3, "rep|]: "),
        ("[gaps](#", 9, "🎯 Gaps & Concerns|⏎- "),
        ("[here][gaps]", 8, "gaps|]: "),
        ("#-gaps--concerns\n", 3, "🎯 Gaps & Concerns|⏎- "),
        ("[^n] ", 0, ""),
        ("note[^n]", 6, "n|]: "),
        (
            "Draft leases",
            2,
            "Leases: 40 drafted in Proteus, as S1 shows|⏎- ",
        ),
        ("40 drafted", 2, "Draft leases with Proteus|⏎⏎#"),
        ("### S1", 0, "S1: The leak|⏎- "),
        ("STAR Stories", 2, "STAR Stories|⏎##"),
        ("situation", 0, ""),
    ] {
        if wanted.is_empty() {
            continue;
        }
        let (snapshot, offset) = at(what, into);
        let found = definition(&snapshot, offset).unwrap_or_else(|| panic!("nothing at {what}"));
        let found: Vec<Range<usize>> = found
            .here
            .into_iter()
            .map(|place| place.selection)
            .collect();
        assert_eq!(texts(&found), [wanted], "{what}");
    }
    for nothing in ["Interview", "Situation", "annual", "https://x"] {
        let (snapshot, offset) = at(nothing, 1);
        let found = definition(&snapshot, offset).map(|found| found.here);
        let own = found.is_some_and(|here| here.iter().all(|place| !place.range.contains(&offset)));
        assert!(!own, "{nothing}");
    }
}

#[test]
fn references_are_all_that_mean_it() {
    for (what, into, wanted) in [
        (
            "### S1",
            5,
            &["S1| sh", "[the leak](#s1-the-leak)|, [", "S1| an"][..],
        ),
        ("**STAR-2", 3, &["The deposit|”⏎-", "STAR-2|; s"]),
        (
            "🎯",
            1,
            &[
                "[[#Gaps & Concerns]]| an",
                "[gaps](#-gaps--concerns)| an",
                "#-gaps--concerns|⏎[^",
            ],
        ),
        ("[rep]: ", 2, &["[the report][rep]| an"]),
        ("[^n]: ", 2, &["[^n]|⏎⏎#"]),
    ] {
        let (snapshot, offset) = at(what, into);
        let found = references(&snapshot, offset, false).expect("something");
        assert_eq!(texts(&found), wanted, "{what}");
        let with = references(&snapshot, offset, true).expect("something");
        assert_eq!(
            with.len(),
            found.len() + 1,
            "{what}: its declaration is one more"
        );
        let lit = highlights(&snapshot, offset).expect("something");
        let lit_ranges: Vec<Range<usize>> = lit.iter().map(|place| place.range.clone()).collect();
        assert_eq!(lit_ranges, with, "{what}");
        assert_eq!(
            lit.iter().filter(|place| place.declares).count(),
            1,
            "{what}"
        );
    }
}

#[test]
fn the_company_is_highlighted_wherever_it_is_named() {
    let (snapshot, offset) = snapshot(
        "# Interview Prep: Fe$0rn – Nurse\nFern’s Fernando Fern, fern https://Fern.example a@Fern.example Fern.com `Fern`\n",
    );
    let found = highlights(&snapshot, offset).expect("the company");
    assert_eq!(found.len(), 3, "{found:?}");
}

/// What a rename makes of a fixture, or the refusal.
fn renamed(fixture: &str, new: &str) -> String {
    let (snapshot, offset) = snapshot(fixture);
    match rename(&snapshot, offset, new) {
        Ok(renaming) => {
            let prepared =
                prepare_rename(&snapshot, offset).expect("what can be renamed is so beforehand");
            assert!(
                prepared.range.start <= offset && offset <= prepared.range.end,
                "{prepared:?}"
            );
            fix::apply(&snapshot.text.to_string_lossless(), &renaming.edits)
        }
        Err(refusal) => format!("refused: {refusal}"),
    }
}

const HEAD: &str = "# Interview Prep: Fern Legal – Associate\n";

#[test]
fn a_heading_is_renamed_with_its_links() {
    for (before, new, after) in [
        // The name changes, what dresses it stays.
        (
            "## 2. 🎯 Jo$0b Overview\n[a](#2--job-overview) [[#2. 🎯 job overview|b]]\n",
            "The Job",
            "## 2. 🎯 The Job\n[a](#2--the-job) [[#2. 🎯 The Job|b]]\n",
        ),
        (
            "## **3. Ga$0ps** ##\n[a](#3-gaps)\n",
            "Risks",
            "## **3. Risks** ##\n[a](#3-risks)\n",
        ),
        ("## Why **you** ma$0tter\n", "Why us", "## Why us\n"),
        ("## **Why** yo$0u\n", "Why us", "## Why us\n"),
        (
            "Gaps 😀$0\n---\n[a]: #gaps-\n",
            "Risks",
            "Risks 😀\n---\n[a]: #risks-\n",
        ),
        // From a link.
        (
            "## Gaps\n[a](#ga$0ps)\n",
            "Risks",
            "## Risks\n[a](#risks)\n",
        ),
        (
            "## Gaps\n[[#Ga$0ps]]\n",
            "Le café",
            "## Le café\n[[#Le café]]\n",
        ),
        // Encoded as it was.
        (
            "## Caf$0é\n[a](#caf%C3%A9) [b](#café)\n",
            "Thé",
            "## Thé\n[a](#th%C3%A9) [b](#thé)\n",
        ),
        // The second of a name gets a number, and the numbers of others move.
        (
            "## A\n## Gap$0s\n[a](#a) [b](#gaps)\n",
            "A",
            "## A\n## A\n[a](#a) [b](#a-1)\n",
        ),
        (
            "## Gap$0s\n## A\n[a](#a) [b](#gaps) [[#A]]\n",
            "A",
            "## A\n## A\n[a](#a-1) [b](#a) [[#a-1]]\n",
        ),
        (
            "## $0A\n## A\n[a](#a) [b](#a-1)\n",
            "B",
            "## B\n## A\n[a](#b) [b](#a)\n",
        ),
        // A link in a heading is written over with it.
        ("## See [it](#see-it) $0now\n", "Risks", "## Risks\n"),
        // An anchor of its own stays.
        (
            "## Gap$0s {#x}\n[a](#x)\n",
            "Risks {#x}",
            "## Risks {#x}\n[a](#x)\n",
        ),
        ("## Gap$0s\n", "Gaps", "## Gaps\n"),
        (
            "[a](#x) ## Gap$0s\n",
            "Risks",
            "refused: There is nothing to rename here: put the cursor on a heading, a link to one, a story's id, a footnote, or the company's name",
        ),
        (
            "## Gap$0s\n",
            " ",
            "refused: A name is needed: the new one is empty",
        ),
        (
            "## Gap$0s\n",
            "a\nb",
            "refused: A name stands on one line: the new one has a line break in it",
        ),
        (
            "Gap$0s\n---\n",
            "- a",
            "refused: “- a” would change what is a heading in this note: choose another name",
        ),
        (
            "[a](b.md#$0c)\n",
            "d",
            "refused: This link leads to “b.md”: rename the heading, or the file, there",
        ),
    ] {
        let wanted = if after.starts_with("refused") {
            after.to_owned()
        } else {
            format!("{HEAD}{after}")
        };
        assert_eq!(renamed(&format!("{HEAD}{before}"), new), wanted, "{before}");
    }
}

#[test]
fn stories_footnotes_and_labels_are_renamed() {
    for (before, new, after) in [
        (
            "S1, “Leak”, `S1` [S1](#s1-leak)\n## STAR Stories\n### S$01: Leak\n",
            "S4",
            "S4, “Leak”, `S1` [S4](#s4-leak)\n## STAR Stories\n### S4: Leak\n",
        ),
        (
            "S$01\n## STAR Stories\n| Story | Result |\n| --- | --- |\n| S1: Leak | x |\n",
            "S2",
            "S2\n## STAR Stories\n| Story | Result |\n| --- | --- |\n| S2: Leak | x |\n",
        ),
        (
            "“Leak” [a](#s1-leak)\n## STAR Stories\n### S1: Le$0ak\n",
            "Flood",
            "“Flood” [a](#s1-flood)\n## STAR Stories\n### S1: Flood\n",
        ),
        (
            "“Leak”\n## STAR Stories\n**Le$0ak**\n- **Situation:** x\n",
            "Flood",
            "“Flood”\n## STAR Stories\n**Flood**\n- **Situation:** x\n",
        ),
        (
            "S1\n## STAR Stories\n### S$01: A\n### S2: B\n",
            "S2",
            "refused: S2 is the story “B” already: choose another id",
        ),
        (
            "S1\n## STAR Stories\n### S$01: A\n",
            "leak",
            "refused: “leak” is no id of a story: an id is letters and a number, such as S3 or STAR-3",
        ),
        (
            "a[^1$0] b[^2]\n\n[^1]: two words\n[^2]: c d\n",
            "n",
            "a[^n] b[^2]\n\n[^n]: two words\n[^2]: c d\n",
        ),
        (
            "a[^1$0]\n\n[^1]: two words\n[^2]: c d\n",
            "2",
            "refused: There is a footnote “2” already: choose another name",
        ),
        (
            "[a][x$0] [x] [X][]\n\n[x]: y.md\n",
            "z",
            "[a][z] [x][z] [X][z]\n\n[z]: y.md\n",
        ),
    ] {
        let wanted = if after.starts_with("refused") {
            after.to_owned()
        } else {
            format!("{HEAD}{after}")
        };
        assert_eq!(renamed(&format!("{HEAD}{before}"), new), wanted, "{before}");
    }
}

#[test]
fn the_company_is_renamed_throughout() {
    for (before, new, after) in [
        (
            "# Interview Prep: Acme – Nurse\n## Why Ac$0me?\nAcme's [Acme](https://Acme.example) Acmeville `Acme` [[#why acme?]] [[#Why Acme?|Acme]] [a](#why-acme)\n> Acme\n\n| Acme |\n| --- |\n",
            "Birch Lane",
            "# Interview Prep: Birch Lane – Nurse\n## Why Birch Lane?\nBirch Lane's [Birch Lane](https://Acme.example) Acmeville `Acme` [[#Why Birch Lane?]] [[#Why Birch Lane?|Birch Lane]] [a](#why-birch-lane)\n> Birch Lane\n\n| Birch Lane |\n| --- |\n",
        ),
        (
            "---\ncompany: Acme\n---\n# Interview Prep: Ac$0me – Nurse\n",
            "A: B",
            "---\ncompany: \"A: B\"\n---\n# Interview Prep: A: B – Nurse\n",
        ),
        (
            "---\ncompany: \"Ac$0me\"\n---\n# Interview Prep: Acme – Nurse\n",
            "A \"B\"",
            "---\ncompany: \"A \\\"B\\\"\"\n---\n# Interview Prep: A \"B\" – Nurse\n",
        ),
        (
            "# Interview Prep: 온누리병$0원 – 간호사\n온누리병원은\n",
            "새병원",
            "# Interview Prep: 새병원 – 간호사\n새병원은\n",
        ),
        (
            "# Interview Prep: Ac$0me – Nurse\n",
            "A|B",
            "refused: “|” in a company's name would be read as Markdown: leave it out",
        ),
    ] {
        assert_eq!(renamed(before, new), after, "{before}");
    }
}

#[test]
fn links_of_another_note_follow() {
    let there = of("# Interview Prep: Fern Legal – Associate\n## 2. The Panel\n## Rooms\n");
    let (here, offset) = snapshot(
        "# Interview Prep: Fern Legal – Associate\n[a](pe$0ople.md#2-the-panel) [[people#2. the panel|b]] [c](other.md#2-the-panel) [d](people.md#rooms)\n[e][f] [g](people.md)\n\n[f]: <people.md#2-the-panel>\n",
    );
    let text = here.text.to_string_lossless();
    let away = definition(&here, offset)
        .and_then(|found| found.away)
        .expect("another file");
    assert_eq!(
        (&*away.path, away.fragment.as_deref()),
        ("people.md", Some("2-the-panel"))
    );
    let (anchors, _) = there.note.anchors();
    let (heading, _) = anchors.find("2-the-panel", false).expect("a heading");
    assert_eq!(
        heading_at(
            &there,
            there.text.to_string_lossless().find("The P").expect("it")
        ),
        Some(heading)
    );
    assert_eq!(heading_name(&there, heading).as_deref(), Ok("The Panel"));
    let goal = Goal::of(&there, Some(heading));
    let leads_there =
        |target: &crate::note::Target| target.path.trim_end_matches(".md") == "people";
    let links = links_to(&here.note, &anchors, goal, leads_there);
    let links: Vec<&str> = links.into_iter().map(|range| &text[range]).collect();
    assert_eq!(
        links,
        [
            "[a](people.md#2-the-panel)",
            "[[people#2. the panel|b]]",
            "people.md#2-the-panel"
        ]
    );
    let top = Goal::of(&there, None);
    assert_eq!((top.heading, top.top), (Some(0), true));
    let links = links_to(&here.note, &anchors, top, leads_there);
    let links: Vec<&str> = links.into_iter().map(|range| &text[range]).collect();
    assert_eq!(links, ["[g](people.md)"]);
    let renaming = rename_heading(&there, heading, "People").expect("a rename");
    let moves = renaming.moves.expect("an anchor moved");
    let edits = follow(&here.note, &moves, leads_there);
    assert_eq!(
        fix::apply(&text, &edits),
        text.replace("people.md#2-the-panel", "people.md#2-people")
            .replace("2. the panel", "2. People")
    );
}
