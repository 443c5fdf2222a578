//! `--watch`. Every wait has an end.

use std::fs;
use std::io::{BufRead as _, BufReader, PipeReader};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::lab::{Lab, PLACEHOLDER, clean};

/// Long enough for a machine that does much else.
const LONG: Duration = Duration::from_secs(30);

/// Longer than changes are gathered, so that a run would have come.
const SHORT: Duration = Duration::from_millis(700);

/// The binary while it watches.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(lab: &Lab, args: &[&str]) -> Self {
        let (reader, child) = spawn(lab, args);
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(reader).lines() {
                let Ok(line) = line else { break };
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Watch { child, lines }
    }

    /// What the next run prints.
    #[track_caller]
    fn run(&self) -> String {
        let until = Instant::now() + LONG;
        let mut out = String::new();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let line = self
                .lines
                .recv_timeout(left)
                .unwrap_or_else(|_| panic!("no run came; so far: {out}"));
            if let Some(time) = line.strip_prefix("Checked at ") {
                let colons: Vec<usize> = time.match_indices(':').map(|(at, _)| at).collect();
                assert_eq!(colons, [2, 5], "{line}");
                return out;
            }
            out.push_str(&line);
            out.push('\n');
        }
    }

    /// Waits for a run that prints a text. Another may come before it, where a change was noticed
    /// half way.
    #[track_caller]
    fn run_with(&self, text: &str) -> String {
        let until = Instant::now() + LONG;
        loop {
            let out = self.run();
            if out.contains(text) {
                return out;
            }
            assert!(Instant::now() < until, "{text:?} is not in {out}");
        }
    }

    /// Holds that no run comes.
    #[track_caller]
    fn rests(&self) {
        if let Ok(line) = self.lines.recv_timeout(SHORT) {
            panic!("it did not rest: {line}");
        }
    }

    fn end(&mut self) -> ExitStatus {
        let until = Instant::now() + LONG;
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                return status;
            }
            assert!(Instant::now() < until, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the binary with both of its outputs in one pipe, so that they come in order.
fn spawn(lab: &Lab, args: &[&str]) -> (PipeReader, Child) {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    let plain = lab.command();
    let mut command = Command::new(plain.get_program());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let child = command
        .current_dir(lab.path(""))
        .args(["check", "--watch", "--select=placeholder,pseudo-list"])
        .args(args)
        .stdin(std::process::Stdio::null())
        .stdout(writer.try_clone().expect("a pipe can be shared"))
        .stderr(writer)
        .spawn()
        .expect("the binary can be run");
    (reader, child)
}

/// Saves a file as many editors do: another file is written and renamed into place.
fn save(lab: &Lab, path: &str, text: &str) {
    let aside = format!("{path}.tmp~");
    lab.write(&aside, text);
    fs::rename(lab.path(&aside), lab.path(path)).expect("a file can be renamed");
}

#[test]
fn a_note_that_changes_comes_or_goes_is_checked_again() {
    let lab = Lab::with(&[("a.md", &clean())]);
    let watch = Watch::start(&lab, &[]);
    let first = watch.run();
    assert_eq!(first, "No findings in 1 note.\n");
    watch.rests();

    lab.write("a.md", PLACEHOLDER);
    let out = watch.run_with("1 warning in 1 note.");
    assert!(out.contains("--> a.md:4:7"), "{out}");
    assert!(!out.contains('\u{1b}'), "a pipe is no terminal: {out}");

    save(&lab, "a.md", &clean());
    watch.run_with("No findings in 1 note.");
    watch.rests();

    lab.write("sub/deep/b.md", PLACEHOLDER);
    watch.run_with("--> sub/deep/b.md:4:7");
    // Folders that came later are watched as well.
    lab.write("sub/deep/b.md", clean());
    watch.run_with("No findings in 2 notes.");
    fs::rename(lab.path("sub"), lab.path("other")).expect("a folder can be renamed");
    lab.write("other/deep/b.md", PLACEHOLDER);
    watch.run_with("--> other/deep/b.md:4:7");

    fs::remove_dir_all(lab.path("other")).expect("a folder can be removed");
    watch.run_with("No findings in 1 note.");
    fs::remove_file(lab.path("a.md")).expect("a file can be removed");
    watch.run_with("No prep notes found");
}

#[test]
fn a_burst_of_changes_is_one_run() {
    let lab = Lab::with(&[("a.md", &clean())]);
    let watch = Watch::start(&lab, &[]);
    watch.run();
    for index in 0..20 {
        save(&lab, &format!("{index}.md"), PLACEHOLDER);
        save(&lab, "a.md", PLACEHOLDER);
    }
    watch.run_with("in 21 of 21 notes");
    watch.rests();
}

#[test]
fn what_changes_nothing_is_passed_over() {
    let lab = Lab::with(&[
        ("a.md", &clean()),
        (".gitignore", "drafts/\n"),
        ("drafts/d.md", PLACEHOLDER),
    ]);
    let watch = Watch::start(&lab, &[]);
    watch.run();
    lab.write("drafts/d.md", "# Another\n");
    lab.write("drafts/e.md", PLACEHOLDER);
    lab.write("build.log", "…");
    lab.write(".a.md.swp", "…");
    lab.read("a.md");
    watch.rests();
    // What is ignored is a question of the .gitignore.
    lab.write(".gitignore", "");
    watch.run_with("--> drafts/e.md:4:7");
    lab.write(".gitignore", "drafts/\n");
    watch.run_with("No findings in 1 note.");
}

#[test]
fn a_configuration_that_breaks_does_not_end_it() {
    let lab = Lab::with(&[("notes/a.md", PLACEHOLDER)]);
    let watch = Watch::start(&lab, &["notes"]);
    watch.run_with("1 warning in 1 note.");
    // It comes in the folder above the one that was given.
    lab.write("prep.toml", "[rules]\nplaceholder = \"error\"\n");
    watch.run_with("1 error in 1 note.");
    lab.write("prep.toml", "[rules]\nplaceholder = \"err\n");
    watch.run_with("this configuration cannot be read");
    lab.write("prep.toml", "[rules]\nplaceholder = \"info\"\n");
    watch.run_with("1 info in 1 note.");
    lab.write("notes/prep.toml", "[rules]\nplaceholder = \"hint\"\n");
    watch.run_with("1 hint in 1 note.");
    fs::remove_file(lab.path("notes/prep.toml")).expect("a file can be removed");
    watch.run_with("1 info in 1 note.");
}

#[test]
fn a_given_configuration_is_watched_where_it_lies() {
    let lab = Lab::with(&[
        ("notes/a.md", PLACEHOLDER),
        ("else/where.toml", "[rules]\nplaceholder = \"nonsense\"\n"),
    ]);
    let watch = Watch::start(&lab, &["notes", "--config", "else/where.toml"]);
    watch.run_with("this configuration cannot be read");
    save(
        &lab,
        "else/where.toml",
        "[rules]\nplaceholder = \"error\"\n",
    );
    watch.run_with("1 error in 1 note.");
    lab.write("else/where.toml", "[rules]\nplaceholder = \"info\"\n");
    watch.run_with("1 info in 1 note.");
}

#[test]
fn the_users_own_configuration_may_come_later() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER), ("~/.config/x", "")]);
    let watch = Watch::start(&lab, &[]);
    watch.run_with("1 warning in 1 note.");
    lab.write(
        "~/.config/prep-ls/prep.toml",
        "[rules]\nplaceholder = \"error\"\n",
    );
    watch.run_with("1 error in 1 note.");
}

#[test]
fn a_single_note_may_go_and_come_back() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER), ("b.md", PLACEHOLDER)]);
    let watch = Watch::start(&lab, &["a.md"]);
    watch.run_with("1 warning in 1 note.");
    save(&lab, "a.md", &clean());
    watch.run_with("No findings in 1 note.");
    lab.write("b.md", clean());
    watch.rests();
    fs::remove_file(lab.path("a.md")).expect("a file can be removed");
    watch.run_with("`a.md` does not exist");
    lab.write("a.md", PLACEHOLDER);
    watch.run_with("1 warning in 1 note.");
}

#[test]
fn the_folder_itself_may_go_and_come_back() {
    let lab = Lab::with(&[("notes/a.md", PLACEHOLDER)]);
    let watch = Watch::start(&lab, &["notes"]);
    watch.run_with("1 warning in 1 note.");
    fs::remove_dir_all(lab.path("notes")).expect("a folder can be removed");
    watch.run_with("`notes` does not exist");
    lab.write("notes/a.md", clean());
    watch.run_with("No findings in 1 note.");
    lab.write("notes/a.md", PLACEHOLDER);
    watch.run_with("1 warning in 1 note.");
}

#[test]
#[cfg(unix)]
fn a_link_is_watched_where_it_leads() {
    let lab = Lab::with(&[("real/a.md", PLACEHOLDER), ("notes/b.txt", "")]);
    std::os::unix::fs::symlink(lab.path("real/a.md"), lab.path("notes/a.md"))
        .expect("a link can be made");
    let watch = Watch::start(&lab, &["notes"]);
    watch.run_with("--> notes/a.md:4:7");
    save(&lab, "real/a.md", &clean());
    watch.run_with("No findings in 1 note.");
    lab.write("real/a.md", PLACEHOLDER);
    watch.run_with("--> notes/a.md:4:7");
}

#[test]
fn what_it_mends_itself_is_no_change() {
    let lab = Lab::with(&[("a.md", &clean())]);
    let watch = Watch::start(&lab, &["--fix"]);
    watch.run_with("No findings in 1 note.");
    for number in 1..3 {
        let text = format!("{}\n• x\n• y{number}\n", clean());
        save(&lab, "a.md", &text);
        watch.run_with("Fixed 1 finding in a.md.");
        assert!(lab.read("a.md").ends_with(&format!("- x\n- y{number}\n")));
        watch.rests();
    }
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_well() {
    use rustix::process::{Pid, Signal, kill_process};
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    for signal in [Signal::INT, Signal::TERM] {
        let mut watch = Watch::start(&lab, &[]);
        watch.run_with("1 warning");
        kill_process(Pid::from_child(&watch.child), signal).expect("it can be signalled");
        assert_eq!(watch.end().code(), Some(0));
    }
}

#[test]
fn it_ends_when_nobody_reads_any_more() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    let (reader, child) = spawn(&lab, &[]);
    let (_, lines) = channel();
    let mut watch = Watch { child, lines };
    drop(reader);
    assert_eq!(watch.end().code(), Some(0));
}

#[test]
fn what_it_cannot_do_is_said_at_once() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    lab.pipe(&["check", "--watch", "--stdin-filename", "a.md"], "")
        .expect(2, &[], &["--watch", "--stdin-filename"]);
    let mut command = lab.command();
    command
        .env("PREP_LS_TODAY", "soon")
        .args(["check", "--watch"])
        .timeout(LONG);
    crate::lab::ran(&mut command).expect(2, &[], &["PREP_LS_TODAY"]);
}
