//! Lists the data files of `grammars/topics` and `grammars/questions`, so that adding one is adding a
//! file: the list becomes an array of name and text that `src/grammar/` reads.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    for folder in ["topics", "questions"] {
        let path = root.join("grammars").join(folder);
        println!("cargo::rerun-if-changed={}", path.display());
        std::fs::write(out.join(format!("{folder}.rs")), array(&path)?)?;
    }
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

/// The source of an array of the folder's TOML files: their names without extension, and their texts.
fn array(folder: &Path) -> std::io::Result<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    // The order of a folder is the file system's.
    files.sort();
    let mut source = String::from("[\n");
    for path in files {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let _ = writeln!(
            source,
            "    ({name:?}, include_str!({:?})),",
            path.display().to_string()
        );
    }
    source.push(']');
    Ok(source)
}
