//! The invariants of `ARCHITECTURE.md`, as far as a look at the sources can hold them.

use std::path::{Path, PathBuf};

/// The modules of the core: no IO, no clock, no protocol.
const CORE: &[&str] = &[
    "text",
    "syntax",
    "grammar",
    "dates",
    "note",
    "claims",
    "coverage",
    "posting",
    "rules",
    "readiness.rs",
    "draft",
    "ide",
    "fix.rs",
    "document.rs",
];

/// Modules in the direction of flow; each names only those before it, and itself.
const FLOW: &[&str] = &[
    "text",
    "syntax",
    "grammar",
    "dates",
    "note",
    "claims",
    "coverage",
    "posting",
    "rules",
    "readiness",
    "fix",
    "draft",
    "ide",
    "config",
    "document",
    "workspace",
    "server",
    "cli",
];

fn sources(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if below.is_file() {
        return vec![below.to_owned()];
    }
    for entry in std::fs::read_dir(below).expect("the folder is there") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The code of a file without comments and without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("the source is UTF-8");
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .to_owned();
    text.lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

fn is_test(path: &Path) -> bool {
    matches!(
        path.file_name().and_then(|name| name.to_str()),
        Some("tests.rs" | "testing.rs")
    )
}

#[test]
fn the_core_does_no_io_reads_no_clock_and_knows_no_protocol() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "File::open",
        "SystemTime",
        "Instant",
        "println!",
        "eprintln!",
        "lsp_server",
        "lsp_types",
        "tower_lsp",
        "tokio",
        "Timestamp::now",
        "Zoned::now",
    ];
    for module in CORE {
        for path in sources(&root().join(module))
            .iter()
            .filter(|path| !is_test(path))
        {
            let code = code(path);
            for word in forbidden {
                assert!(!code.contains(word), "{} names {word}", path.display());
            }
        }
    }
}

#[test]
fn one_module_each_names_the_parser_and_the_protocol() {
    for path in sources(&root()) {
        let code = code(&path);
        let inside = |module: &str| path.starts_with(root().join(module));
        assert!(
            !code.contains("pulldown_cmark") || inside("syntax"),
            "{} names pulldown_cmark",
            path.display()
        );
        assert!(
            !(code.contains("lsp_types") || code.contains("lsp_server")) || inside("server"),
            "{} names the protocol",
            path.display()
        );
    }
}

#[test]
fn modules_name_only_those_before_them() {
    for (index, module) in FLOW.iter().enumerate() {
        let folder = root().join(module);
        let below = if folder.is_dir() {
            folder
        } else {
            root().join(format!("{module}.rs"))
        };
        for path in sources(&below).iter().filter(|path| !is_test(path)) {
            let code = code(path);
            for later in &FLOW[index + 1..] {
                // The server and the command line stand side by side: neither names the other.
                assert!(
                    !code.contains(&format!("crate::{later}")),
                    "{} names crate::{later}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn files_have_one_subject_and_about_600_lines_at_most() {
    for path in sources(&root()) {
        let lines = std::fs::read_to_string(&path)
            .expect("the source is UTF-8")
            .lines()
            .count();
        assert!(
            lines <= 620,
            "{} has {lines} lines: split it along a seam",
            path.display()
        );
    }
}

#[test]
fn the_architecture_page_lists_every_module() {
    let page = std::fs::read_to_string(
        root()
            .parent()
            .expect("the crate has a folder")
            .join("ARCHITECTURE.md"),
    )
    .expect("ARCHITECTURE.md is there");
    assert!(
        page.lines().count() < 200,
        "ARCHITECTURE.md is to stay under 200 lines"
    );
    for entry in std::fs::read_dir(root()).expect("src is there") {
        let name = entry
            .expect("the entry is readable")
            .file_name()
            .into_string()
            .expect("names are ASCII");
        let module = name.trim_end_matches(".rs");
        if matches!(module, "lib" | "main") {
            continue;
        }
        assert!(
            page.contains(&format!("`{module}")),
            "ARCHITECTURE.md does not name `{module}`"
        );
    }
    for module in FLOW {
        let is_there =
            root().join(module).is_dir() || root().join(format!("{module}.rs")).is_file();
        assert!(is_there, "`{module}` is in the flow, and not in src/");
    }
}

#[test]
fn the_commands_of_the_readme_are_those_that_ci_runs() {
    let root = root().parent().expect("the crate has a folder").to_owned();
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README.md is there");
    let ci = std::fs::read_to_string(root.join(".ci/run")).expect(".ci/run is there");
    assert!(readme.contains("scripts/test") && ci.contains("scripts/test"));
}
