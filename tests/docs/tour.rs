//! A reader who does what a page says: types its commands in an empty folder, and writes what it tells to write.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::pages::Block;
use crate::root;

/// A command of a page, with what it is said to print.
pub(crate) struct Step {
    pub(crate) command: String,
    pub(crate) shown: String,
}

/// The commands of a block. A line that ends in `\` goes on in the next one.
pub(crate) fn steps(block: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = false;
    for line in block.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                open = command.ends_with('\\');
                steps.push(Step {
                    command: command.to_owned(),
                    shown: String::new(),
                });
            }
            (None, Some(step)) if open => {
                open = line.ends_with('\\');
                step.command += &format!("\n{line}");
            }
            (None, Some(step)) => step.shown += &format!("{line}\n"),
            (None, None) => panic!("a console block begins with `$ `: {block}"),
        }
    }
    steps
}

/// A folder with the repository's examples, and where in it the reader stands.
pub(crate) struct Tour {
    home: tempfile::TempDir,
    at: PathBuf,
}

impl Tour {
    pub(crate) fn new(page: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let examples = home.path().join("examples");
        std::fs::create_dir(&examples).expect("it can be made");
        for entry in std::fs::read_dir(root().join("examples")).expect("they are there") {
            let from = entry.expect("it can be read").path();
            let name = from.file_name().expect("a file has a name");
            std::fs::copy(&from, examples.join(name)).unwrap_or_else(|error| {
                panic!("{page}: {} cannot be copied: {error}", from.display())
            });
        }
        let at = home.path().to_owned();
        Tour { home, at }
    }

    /// What a block tells to write.
    pub(crate) fn type_in(&self, block: &Block) {
        if let Some(name) = block.value("write") {
            std::fs::write(self.at.join(name), &block.text).expect("it can be written");
        }
        if let Some(name) = block.value("append") {
            let path = self.at.join(name);
            let mut text = std::fs::read_to_string(&path).unwrap_or_default();
            if !text.is_empty() {
                text.push('\n');
            }
            text += &block.text;
            std::fs::write(path, text).expect("it can be written");
        }
        if let Some(name) = block.value("change") {
            let path = self.at.join(name);
            let text = std::fs::read_to_string(&path).expect("it was written before");
            let side = |left_out: char| {
                let lines = block
                    .text
                    .lines()
                    .filter(|line| !line.starts_with(left_out));
                let lines = lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default()));
                lines.collect::<String>()
            };
            let (old, new) = (side('+'), side('-'));
            assert!(text.contains(&old), "{name} does not hold\n{old}");
            std::fs::write(path, text.replacen(&old, &new, 1)).expect("it can be written");
        }
    }

    /// Runs a command as it stands there. What it printed instead is the error.
    pub(crate) fn run(&mut self, step: &Step) -> Result<(), String> {
        if let Some(folder) = step.command.strip_prefix("cd ") {
            self.at.push(folder);
            assert!(self.at.is_dir(), "there is no {folder}");
            return Ok(());
        }
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_prep-ls"));
        let folder = binary.parent().expect("it lies in a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        // Both streams in the order in which they come, as on a terminal.
        let output = Command::new("bash")
            .args(["-c", &format!("exec 2>&1\n{}", step.command)])
            .current_dir(&self.at)
            .env_clear()
            .env("PATH", format!("{}:{path}", folder.display()))
            .env("HOME", self.home.path())
            .env("LANG", "C.UTF-8")
            .env("COLUMNS", "100")
            // The day on which the pages were written.
            .env("PREP_LS_TODAY", "2026-11-25")
            .stdin(Stdio::null())
            .output()
            .expect("bash is there");
        let found = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = |text: &str| -> Vec<String> {
            let lines = text.trim_end().lines();
            lines.map(|line| line.trim_end().to_owned()).collect()
        };
        let (wanted, printed) = (lines(&step.shown), lines(&found));
        if fits(&wanted, &printed) {
            Ok(())
        } else {
            Err(found)
        }
    }
}

/// Whether lines are as shown, where `...` alone stands for any lines.
fn fits(wanted: &[String], found: &[String]) -> bool {
    match wanted.split_first() {
        None => found.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=found.len()).any(|skipped| fits(rest, &found[skipped..]))
        }
        Some((first, rest)) => found
            .split_first()
            .is_some_and(|(line, others)| fits_line(first, line) && fits(rest, others)),
    }
}

/// Whether a line is as shown, where `...` stands for anything.
fn fits_line(wanted: &str, found: &str) -> bool {
    let Some((start, rest)) = wanted.split_once("...") else {
        return wanted == found;
    };
    let Some(found) = found.strip_prefix(start) else {
        return false;
    };
    rest.is_empty()
        || (0..=found.len()).any(|at| found.is_char_boundary(at) && fits_line(rest, &found[at..]))
}

#[test]
fn dots_stand_for_anything() {
    let fits = |wanted: &str, found: &str| {
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        fits(&lines(wanted), &lines(found))
    };
    assert!(fits("a\n...\nb", "a\nb") && fits("a\n...\nb", "a\nx\ny\nb"));
    assert!(fits("a ... c ...", "a b c d") && !fits("a ... c", "a b d"));
    assert!(!fits("a", "a\nb") && !fits("a\nb", "a"));
}
