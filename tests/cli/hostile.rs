//! Files of somebody who means no good, and disks that are full: `docs/security.md`, `docs/reliability.md`.

use crate::lab::{Lab, ONLY, PLACEHOLDER};

/// What would set a terminal's title, clear it, blink, or turn the order of letters.
const STEERING: [&str; 6] = [
    "\u{1b}]0;x\u{7}",
    "\u{1b}[2J",
    "\u{1b}[5m",
    "\u{9b}2J",
    "\u{202e}",
    "\u{7f}",
];

#[test]
fn nothing_in_a_note_steers_the_terminal() {
    let all = STEERING.concat();
    let note = format!(
        "---\ncompany: 'Fern{all}'\n---\n# Interview Prep: Fern{all} – Associate{all}\n\n## Job{all} Overview\n\n**Position{all}:** TBD{all}\n\n## Questions{all} to Ask\n\n• one{all}\n• TODO [Company{all}]\n\n<!-- prep-ls: ignore no{all}pe -->\n"
    );
    let lab = Lab::with(&[("a.prep.md", &note)]);
    let name = "b\u{1b}[5m\u{9b}2J.prep.md";
    if cfg!(unix) {
        lab.write(name, &note);
    }
    lab.write("bad\u{7}.md", b"# Interview Prep: A - B\n\xff\n");
    let config = Lab::with(&[
        ("a.prep.md", PLACEHOLDER),
        ("prep.toml", &format!("[rul{all}es]\nx = 1\n")),
    ]);
    let bad_key = Lab::with(&[
        ("a.prep.md", PLACEHOLDER),
        (
            "prep.toml",
            "[rules]\n\"no\\u001b[5m\\u009b2Jpe\" = \"off\"\n",
        ),
    ]);
    let mut looked = 0;
    for (lab, args) in [
        (&lab, &["check", "."][..]),
        (&lab, &["check", "--format", "github", "."]),
        (&lab, &["check", "--diff", "."]),
        (&lab, &["check", "no\u{1b}[5msuch"]),
        (&lab, &["outline", "a.prep.md"]),
        (&lab, &["doctor", "a.prep.md"]),
        (&config, &["check", "."]),
        (&config, &["doctor", "a.prep.md"]),
        (&bad_key, &["check", "."]),
        (&lab, &["check", "--fix", "."]),
    ] {
        let ran = crate::lab::ran(lab.command().args(args).env("CLICOLOR_FORCE", "1"));
        for (stream, text) in [("out", &ran.out), ("err", &ran.err)] {
            looked += text.len();
            for steering in STEERING {
                assert!(
                    !text.contains(steering),
                    "{steering:?} in std{stream} of {args:?}: {text:?}"
                );
            }
        }
    }
    assert!(looked > 3_000, "{looked}");
}

/// A walk reads what links lead to, but mends nothing outside of its folder, and waits for no pipe.
#[cfg(unix)]
#[test]
fn a_walk_mends_nothing_outside_of_its_folder() {
    use std::os::unix::fs::symlink;
    let bullets =
        "# Interview Prep: Fern Legal – Associate\n\n## Questions to Ask Them\n\n• one?\n• two?\n";
    let lab = Lab::with(&[("in/own.prep.md", bullets), ("out/theirs.prep.md", bullets)]);
    let link =
        |to: &str, from: &str| symlink(lab.path(to), lab.path(from)).expect("a link can be made");
    link("out/theirs.prep.md", "in/away.prep.md");
    link("out", "in/folder");
    let made = std::process::Command::new("mkfifo")
        .arg(lab.path("in/pipe.prep.md"))
        .status();
    assert!(made.expect("mkfifo is there").success());
    link("in/pipe.prep.md", "in/pipe-link.prep.md");
    lab.run(&["check", "--fix", "in"]).expect(
        2,
        &["Fixed 1 finding in in/own.prep.md."],
        &["`in/away.prep.md` is a link out of the folder that was given"],
    );
    assert_eq!(lab.read("out/theirs.prep.md"), bullets);
    assert_ne!(lab.read("in/own.prep.md"), bullets);
    // Who names it means it.
    lab.run(&["check", "--fix", "in/away.prep.md"]);
    assert_ne!(lab.read("out/theirs.prep.md"), bullets);
}

/// A disk that takes nothing more: the note is as it was, and nothing is left lying about.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_costs_no_note() {
    let bullets =
        "# Interview Prep: Fern Legal – Associate\n\n## Questions to Ask Them\n\n• one?\n• two?\n"
            .repeat(40);
    let lab = Lab::with(&[("a.prep.md", &bullets)]);
    let before = lab.names();
    let binary = assert_cmd::cargo::cargo_bin!("prep-ls")
        .display()
        .to_string();
    let mut command = lab.command();
    // Files may not grow beyond 512 bytes, and whoever writes on is told so instead of being killed.
    let script = format!("trap '' XFSZ; ulimit -f 1; exec '{binary}' check --fix a.prep.md");
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", &script])
        .current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.env("NO_COLOR", "1").get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let output = shell.output().expect("sh is there");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("`a.prep.md` was not changed"), "{err}");
    assert_eq!(lab.read("a.prep.md"), bullets);
    assert_eq!(lab.names(), before);
}

/// Nobody reads on, or nothing can be written: no panic, and a status that says so.
#[cfg(unix)]
#[test]
fn an_output_that_ends_early_is_no_panic() {
    let lab = Lab::with(&[("a.prep.md", PLACEHOLDER)]);
    for args in [
        &["check", "."][..],
        &["check", "--format=json", "."],
        &["check", "--format=sarif"],
        &["outline", "a.prep.md"],
        &["doctor"],
        &["explain"],
        &["schema"],
        &["man"],
        &["completions", "bash"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("prep-ls"));
        let output = command
            .args(args)
            .current_dir(lab.path(""))
            .env("PREP_LS_CACHE_DIR", lab.home())
            .stdout(writer)
            .output()
            .expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(!err.contains("panicked"), "{args:?}: {err}");
        if std::path::Path::new("/dev/full").exists() {
            let full = std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .expect("it can be opened");
            let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("prep-ls"));
            let output = command
                .args(args)
                .current_dir(lab.path(""))
                .env("PREP_LS_CACHE_DIR", lab.home())
                .stdout(full)
                .output()
                .expect("it runs");
            let err = String::from_utf8_lossy(&output.stderr);
            assert!(!err.contains("panicked"), "{args:?}: {err}");
            assert_ne!(
                output.status.code(),
                Some(0),
                "{args:?} lost all it had to say"
            );
        }
    }
    lab.run(&ONLY).expect(1, &["a.prep.md"], &[]);
}

/// A configuration that is endless is refused in words.
#[test]
fn a_configuration_may_not_be_endless() {
    let long = format!("include = [{}]\n", "\"a*b*c*d\",\n".repeat(100_000));
    let lab = Lab::with(&[("a.prep.md", PLACEHOLDER), ("prep.toml", &long)]);
    lab.run(&["check"])
        .expect(2, &[], &["more than the 262144 that prep-ls reads"]);
}

/// A shell that lets no file grow beyond 512 bytes runs the binary; whoever writes on is told so instead of being killed.
#[cfg(target_os = "linux")]
fn on_a_full_disk(lab: &Lab, args: &str) -> std::process::Output {
    let binary = assert_cmd::cargo::cargo_bin!("prep-ls")
        .display()
        .to_string();
    let script = format!("trap '' XFSZ; ulimit -f 1; exec '{binary}' {args}");
    std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(lab.path(""))
        .env("PREP_LS_TODAY", "2026-11-22")
        .output()
        .expect("sh is there")
}

/// A note that could not be written whole is not there.
#[cfg(target_os = "linux")]
#[test]
fn a_new_note_on_a_full_disk_leaves_nothing() {
    let lab = Lab::new();
    let output = on_a_full_disk(&lab, "new --company 'Fern Legal' --role Associate");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(!err.contains("panicked") && !err.is_empty(), "{err}");
    assert_eq!(lab.names(), Vec::<String>::new(), "{err}");
}

/// Files that come and go while they are read cost at most a warning.
#[test]
fn files_that_vanish_while_they_are_read_cost_a_warning() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let lab = Lab::new();
    for number in 0..40 {
        lab.write(&format!("stays/{number}.prep.md"), PLACEHOLDER);
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for number in 0..40 {
                    lab.write(&format!("goes/{number}.prep.md"), PLACEHOLDER);
                }
                std::fs::remove_dir_all(lab.path("goes")).expect("it is there");
            }
        });
        for _ in 0..25 {
            let ran = lab.run(&["check", "--select", "placeholder", "--format", "json", "."]);
            assert!(!ran.err.contains("panicked"), "{ran:#?}");
            assert!(matches!(ran.code, 1 | 2), "{ran:#?}");
            let found = ran.json()["diagnostics"].as_array().map_or(0, Vec::len);
            assert!(found >= 40, "{found} of those that stay");
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// Whenever it is killed, a note is as it was or as it was to be, and never half of it.
#[test]
fn a_killed_fix_leaves_whole_notes() {
    let before = format!(
        "# Interview Prep: Fern Legal – Associate\n\n## Questions to Ask Them\n\n{}",
        "• one?\n• two?\n".repeat(300)
    );
    let lab = Lab::with(&[("one.prep.md", &before)]);
    lab.run(&["check", "--fix", "one.prep.md"]);
    let after = lab.read("one.prep.md");
    assert_ne!(before, after);
    let (mut fixed, mut as_before) = (0, 0);
    for round in 0..12 {
        let lab = Lab::new();
        for number in 0..24 {
            lab.write(&format!("{number}.prep.md"), &before);
        }
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("prep-ls"))
            .args(["check", "--fix", "."])
            .current_dir(lab.path(""))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(std::time::Duration::from_millis(20 * round));
        let _ = child.kill();
        let _ = child.wait();
        for number in 0..24 {
            match lab.read(&format!("{number}.prep.md")) {
                text if text == before => as_before += 1,
                text if text == after => fixed += 1,
                text => panic!("half a note: {text}"),
            }
        }
    }
    assert!(as_before > 0, "it was killed too late, {fixed} times");
}
