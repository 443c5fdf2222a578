//! What `docs/security.md` and `docs/reliability.md` promise: their bounds are those of the code, their tests are there, and what the
//! source must never do it does not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The pieces in back-ticks.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The cells of the rows of all tables of a page.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let rows = page.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn sources(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).expect("it is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_bounds_of_the_page_are_those_of_the_code() {
    let page = read("docs/security.md");
    let mut bounds = 0;
    let mut wrong = Vec::new();
    for row in rows(&page) {
        let [_, _, _, place] = row[..] else { continue };
        let [name, file, value] = code(place)[..] else {
            continue;
        };
        bounds += 1;
        let source = read(file);
        let declared = format!("const {name}: ");
        let found = source.lines().find_map(|line| {
            let (_, rest) = line.split_once(&declared)?;
            Some(rest.split_once(" = ")?.1.trim_end_matches(';'))
        });
        if found != Some(value) {
            wrong.push(format!(
                "{name} in {file} is {found:?}, and the page says {value}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(bounds > 12, "{bounds}");
}

/// `tests/x.rs`: `a_test`, `another`: they are functions of that file, or steps of a script.
#[test]
fn the_tests_that_the_pages_name_are_there() {
    let mut wrong = Vec::new();
    let mut named = BTreeSet::new();
    for page in ["docs/security.md", "docs/reliability.md"] {
        let text = read(page);
        let tests = text.lines().flat_map(|line| {
            let mut file = None;
            let mut found = Vec::new();
            for piece in code(line) {
                let is_file = ["tests/", "src/"].iter().any(|at| piece.starts_with(at));
                if is_file && (piece.ends_with(".rs") || piece.ends_with(".mjs")) {
                    file = Some(piece);
                } else if let Some(file) = file {
                    found.push((file, piece));
                }
            }
            found
        });
        for (file, test) in tests {
            // A bound's value stands behind its file, too.
            if !test.contains(|char: char| char.is_lowercase()) || test.contains("::") {
                continue;
            }
            named.insert((file.to_owned(), test.to_owned()));
            let source = fs::read_to_string(root().join(file)).unwrap_or_default();
            let is_there = match file.ends_with(".rs") {
                true => source.contains(&format!("fn {test}()")),
                false => source.contains(&format!("\"{test}\"")),
            };
            if !is_there {
                wrong.push(format!("{page}: there is no `{test}` in {file}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(named.len() > 30, "{named:?}");
}

#[test]
fn unsafe_code_is_forbidden() {
    assert!(read("Cargo.toml").contains("\nunsafe_code = \"forbid\"\n"));
}

#[test]
fn the_source_starts_nothing_and_listens_only_where_it_is_told() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    assert!(files.len() > 100);
    let mut wrong = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).expect("it is below");
        let name = name.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).expect("sources are UTF-8");
        // What stands in a test runs on no one's machine but ours.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for starts in [
            "process::Command",
            "Command::new(",
            "process::{",
            "rustix::runtime",
        ] {
            let clap = name.starts_with("src/cli/") && starts == "Command::new(";
            if text.contains(starts) && !clap {
                wrong.push(format!("{name}: {starts}"));
            }
        }
        for socket in [
            "TcpStream",
            "UdpSocket",
            "UnixStream",
            "UnixListener",
            "std::net",
            "TcpListener",
        ] {
            let listens =
                name == "src/server/mod.rs" && matches!(socket, "std::net" | "TcpListener");
            if text.contains(socket) && !listens {
                wrong.push(format!("{name}: {socket}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `cargo deny check bans sources` holds, without cargo-deny: no crate that is banned, and one registry.
#[test]
fn no_crate_knows_a_network() {
    let deny: toml::Table = read("deny.toml").parse().expect("TOML");
    let banned: BTreeSet<&str> = deny["bans"]["deny"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|ban| ban["crate"].as_str().expect("a name"))
        .collect();
    assert!(banned.contains("reqwest") && banned.len() > 10);
    let lock: toml::Table = read("Cargo.lock").parse().expect("TOML");
    let packages = lock["package"].as_array().expect("a list");
    assert!(packages.len() > 100);
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        assert!(!banned.contains(name), "{name} is banned by deny.toml");
        match package.get("source").and_then(|source| source.as_str()) {
            None => assert_eq!(name, "prep-ls", "it comes from nowhere"),
            Some(source) => assert!(
                source.starts_with("registry+") && source.ends_with("crates.io-index"),
                "{name} comes from {source}"
            ),
        }
    }
}
