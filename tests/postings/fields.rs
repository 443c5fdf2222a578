//! What is found in each saved posting, held against what a reader finds.

use std::path::{Path, PathBuf};

use prep_ls::grammar::Grammar;
use prep_ls::posting::{Format, Posting};

pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/postings")
        .join(name)
}

/// Reads a posting as the commands do.
pub(crate) fn read(path: &Path) -> Posting {
    let text = std::fs::read_to_string(path).expect("the posting is there");
    let name = path.file_name().and_then(|name| name.to_str());
    let format = Format::of(name, &text);
    Posting::read(&text, format, &Grammar::standard())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What is wrong with the fields of a folder's postings, a line each, and how many fields there are.
fn wrong(name: &str) -> (Vec<String>, usize) {
    let folder = folder(name);
    let expected = std::fs::read_to_string(folder.join("expected.toml"))
        .expect("what is expected is written down");
    let expected: toml::Table = toml::from_str(&expected).expect("TOML");
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, wanted) in &expected {
        let found = read(&folder.join(file));
        let wanted = wanted.as_table().expect("fields");
        // What nobody finds yet must at least be left open.
        let missed: Vec<&str> = wanted
            .get("missed")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str)
            .collect();
        let mut used = usize::from(!missed.is_empty());
        let mut hold = |key: &str, found: Option<String>, given: Option<String>| {
            count += 1;
            used += usize::from(given.is_some());
            let open = missed.contains(&key) && found.is_none();
            if found != given && !open {
                wrong.push(format!(
                    "{file}: {key} is {found:?}, and should be {given:?}"
                ));
            }
        };
        for (key, found) in [
            ("role", &found.role),
            ("company", &found.company),
            ("location", &found.location),
            ("employment", &found.employment),
            ("mode", &found.mode),
            ("posted", &found.posted),
            ("closing", &found.closing),
            ("interview", &found.interview),
            ("start", &found.start),
            ("salary", &found.salary),
            ("team", &found.team),
            ("reports-to", &found.reports_to),
            ("reference", &found.reference),
            ("level", &found.level),
            ("contact", &found.contact),
            ("link", &found.link),
            ("mission", &found.mission),
        ] {
            let given = wanted
                .get(key)
                .map(|value| value.as_str().expect("a text").to_owned());
            hold(key, found.clone(), given);
        }
        for (key, found) in [
            ("responsibilities", &found.responsibilities),
            ("requirements", &found.requirements),
            ("nice", &found.nice),
            ("about", &found.about),
            ("values", &found.values),
        ] {
            let given = wanted.get(key).map(|value| {
                let pair = value.as_array().expect("how many, and the first");
                (
                    pair[0].as_integer().expect("a number"),
                    pair[1].as_str().expect("a text"),
                )
            });
            let same = match given {
                None => found.is_empty(),
                Some((many, first)) => {
                    found.len() == usize::try_from(many).expect("a count")
                        && found[0].starts_with(first)
                }
            };
            let given = given.map(|given| format!("{given:?}"));
            let same = same || missed.contains(&key) && found.is_empty();
            let told = if same {
                given.clone()
            } else {
                Some(format!("{found:?}"))
            };
            hold(key, told, given);
        }
        assert_eq!(used, wanted.len(), "{file}: a key is misspelled");
    }
    let all = std::fs::read_dir(&folder).expect("the folder is there");
    let files = all
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_file()))
        .count();
    assert_eq!(files, expected.len() + 1, "{name}: every posting is held");
    (wrong, count)
}

#[test]
fn the_fields_of_the_five_are_right() {
    let (wrong, _) = wrong("");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_fields_of_the_unseen_are_right() {
    let (wrong, count) = wrong("unseen");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_fields_of_the_second_unseen_are_right() {
    let (wrong, count) = wrong("unseen-2");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
