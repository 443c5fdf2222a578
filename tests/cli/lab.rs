//! A folder to try the binary in, with a home of its own, so that nothing of the machine counts.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A folder of notes and a home folder.
pub(crate) struct Lab {
    root: TempDir,
}

/// What a run of the binary came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The object on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON, {error}: {self:#?}"))
    }

    /// Holds the exit status and what standard output and standard error must tell.
    #[track_caller]
    pub(crate) fn expect(self, code: i32, out: &[&str], err: &[&str]) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        for (told, wanted) in [(&self.out, out), (&self.err, err)] {
            for wanted in wanted {
                assert!(told.contains(wanted), "{wanted:?} is not in {self:#?}");
            }
            assert!(
                !wanted.is_empty() || told.is_empty(),
                "something was told: {self:#?}"
            );
        }
        self
    }
}

impl Lab {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        for folder in ["work", "home"] {
            fs::create_dir(root.path().join(folder)).expect("a temporary folder can be made");
        }
        Lab { root }
    }

    /// A lab with files in its working folder.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let lab = Lab::new();
        for (path, text) in files {
            lab.write(path, text);
        }
        lab
    }

    /// The home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// A path in the working folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join("work").join(path)
    }

    /// Writes a file in the working folder, or in the home folder for `~/…`.
    pub(crate) fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = match path.strip_prefix("~/") {
            Some(rest) => self.root.path().join("home").join(rest),
            None => self.path(path),
        };
        fs::create_dir_all(path.parent().expect("it lies in the lab"))
            .and_then(|()| fs::write(&path, contents))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Reads a file of the working folder, byte for byte.
    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The names in the working folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(""))
            .expect("the working folder can be read")
            .map(|entry| {
                let name = entry.expect("the working folder can be read").file_name();
                name.to_string_lossy().into_owned()
            })
            .collect();
        names.sort();
        names
    }

    /// The binary in the working folder, on a day of November 2026.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("prep-ls"));
        for variable in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "COLUMNS",
            "GITHUB_WORKSPACE",
            "PREP_LS_CACHE_DIR",
        ] {
            command.env_remove(variable);
        }
        let home = self.home();
        command
            .current_dir(self.path(""))
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("APPDATA", home.join(".config"))
            .env("LOCALAPPDATA", home.join(".cache"))
            .env("PREP_LS_TODAY", "2026-11-22");
        command
    }

    /// Runs it with arguments.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        ran(self.command().args(args))
    }

    /// Runs it with arguments and standard input.
    #[track_caller]
    pub(crate) fn pipe(&self, args: &[&str], input: impl AsRef<[u8]>) -> Ran {
        ran(self.command().args(args).write_stdin(input.as_ref()))
    }

    /// A text with what differs from run to run taken out.
    pub(crate) fn neutral(&self, text: &str) -> String {
        let root = self.root.path();
        let real = root.canonicalize().expect("the lab is there");
        text.replace(&real.display().to_string(), "LAB")
            .replace(&root.display().to_string(), "LAB")
    }
}

#[track_caller]
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the binary can be run");
    let text = |bytes| String::from_utf8(bytes).expect("what is printed is UTF-8");
    Ran {
        code: output.status.code().expect("it was not killed"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// A fixture of `tests/fixtures/`.
pub(crate) fn fixture(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A note in which nothing is to be found.
pub(crate) fn clean() -> String {
    fixture("notes/nested-sections.md")
}

/// A short note that is one by its title, with a placeholder in line 4.
pub(crate) const PLACEHOLDER: &str = "\
# Interview Prep: Acme – Nurse

## Strategic Advice
- Say TBD when something is open.
";

/// The arguments that leave only the rule of [`PLACEHOLDER`].
pub(crate) const ONLY: [&str; 3] = ["check", "--select", "placeholder"];
