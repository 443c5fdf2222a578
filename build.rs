//! Makes JSON of the data files in `grammars/`, which the binary reads in a tenth of the time that TOML
//! takes. Adding a file to `grammars/topics` or `grammars/questions` is all it takes to add it: their
//! lists become arrays of name and text that `src/grammar/` reads.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

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
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
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
