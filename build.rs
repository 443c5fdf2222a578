//! Makes JSON of the data files in `grammars/`, which the binary reads in a tenth of the time that TOML
//! takes. Adding a file to `grammars/topics` or `grammars/questions` is all it takes to add it: their
//! lists become arrays of name and text that `src/grammar/` reads. Lays the lexicon out, which would take a
//! start 20 ms. And tells prep-ls what it was built from.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// What of the crate is needed to lay tables out.
#[path = "src/syntax"]
#[allow(dead_code, unreachable_pub)]
mod syntax {
    mod span;
    pub(crate) use span::Span;
}

#[path = "src/grammar"]
#[allow(dead_code, unreachable_pub)]
mod grammar {
    pub(crate) mod phrase_table;
    pub(crate) mod tags;
    pub(crate) mod terms;
}

use grammar::tags::{Synonyms, TopicData, Wording, phrasebook};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let grammars = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("grammars");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", grammars.display());
    for (name, json) in files(&grammars)? {
        std::fs::write(out.join(format!("{name}.json")), json)?;
    }
    for folder in ["topics", "questions"] {
        let mut source = String::from("[\n");
        for (name, json) in files(&grammars.join(folder))? {
            let name = format!("{folder}/{name}");
            let _ = writeln!(source, "    ({name:?}, {json:?}),");
        }
        source.push(']');
        std::fs::write(out.join(format!("{folder}.rs")), source)?;
    }
    let texts = files(&grammars.join("topics"))?;
    std::fs::write(out.join("lexicon.bin"), lexicon(&grammars, &texts)?)?;
    std::fs::write(out.join("topics.json"), without_words(&texts)?)?;
    println!("cargo::rerun-if-changed=build.rs");
    sources()
}

/// The table of the shipped topics, wording and synonyms, by which a text is run through once.
fn lexicon(grammars: &Path, topics: &[(String, String)]) -> Result<Vec<u8>> {
    let topics = topics.iter().map(|(_, json)| serde_json::from_str(json));
    let topics: Vec<TopicData> = topics.collect::<serde_json::Result<_>>()?;
    let read = |name: &str| std::fs::read_to_string(grammars.join(name));
    let wording: Wording = toml::from_str(&read("wording.toml")?)?;
    let synonyms: Synonyms = toml::from_str(&read("synonyms.toml")?)?;
    Ok(phrasebook(&topics, &wording, &synonyms).lay_out())
}

/// The topics without the words that are in the lexicon, which every start reads.
fn without_words(topics: &[(String, String)]) -> Result<String> {
    let mut all: Vec<serde_json::Map<String, serde_json::Value>> = Vec::new();
    for (_, json) in topics {
        let mut topic: serde_json::Map<_, _> = serde_json::from_str(json)?;
        topic.retain(|key, _| !matches!(key.as_str(), "words" | "talk" | "ignore"));
        all.push(topic);
    }
    Ok(serde_json::to_string(&all)?)
}

/// Tells prep-ls what it was built from: what `check` has found is not used by another build, and two builds on the way to a version
/// have the same number.
fn sources() -> Result<()> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let mut hasher = DefaultHasher::new();
    for name in ["Cargo.lock", "Cargo.toml", "build.rs", "grammars", "src"] {
        let path = root.join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        hash(&path, name, &mut hasher)?;
    }
    println!("cargo::rustc-env=PREP_LS_SOURCES={:016x}", hasher.finish());
    Ok(())
}

/// Hashes a file, or all files of a folder by name.
fn hash(path: &Path, name: &str, hasher: &mut DefaultHasher) -> Result<()> {
    name.hash(hasher);
    if !path.is_dir() {
        // The lock file is not everywhere.
        std::fs::read(path).ok().hash(hasher);
        return Ok(());
    }
    let entries = std::fs::read_dir(path)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut names: Vec<String> = entries
        .iter()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
        .iter()
        .try_for_each(|name| hash(&path.join(name), name, hasher))
}

/// The TOML files of a folder by name: their names without extension, and what they hold as JSON.
fn files(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let table: toml::Table = toml::from_str(&std::fs::read_to_string(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_stem().unwrap_or_default();
        files.push((
            name.to_string_lossy().into_owned(),
            serde_json::to_string(&table)?,
        ));
    }
    // The order of a folder is the file system's.
    files.sort();
    Ok(files)
}
