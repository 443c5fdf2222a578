//! `prep-ls new` on a terminal: what it asks.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::lab::Lab;

/// As long is waited for each question.
const WAIT_MS: u64 = 20_000;

fn start(lab: &Lab, args: &[&str]) -> PtySession {
    let ready = lab.command();
    let mut command = Command::new(ready.get_program());
    command
        .args(args)
        .current_dir(lab.path(""))
        .env("TERM", "xterm");
    for (name, value) in ready.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    spawn_command(command, Some(WAIT_MS)).expect("the binary starts in a terminal")
}

#[test]
fn what_is_not_known_is_asked_for_and_may_be_left_open() {
    let lab = Lab::new();
    let mut terminal = start(&lab, &["new", "--role", "Pastry Chef"]);
    let mut answer = |question: &str, answer: &str| {
        terminal
            .exp_string(question)
            .unwrap_or_else(|error| panic!("{question}: {error}"));
        terminal.send_line(answer).expect("an answer can be given");
    };
    answer("Company", "Quay Bakery");
    answer("Location", "");
    answer("Type (Full-time", "Part-time");
    answer("Interview date", "soon");
    // What is no date is told, and asked again.
    terminal.exp_string("it is no date").expect("it is told");
    for _ in 0..4 {
        terminal.send("\u{8}").expect("it can be taken back");
    }
    terminal
        .send_line("2026-12-03")
        .expect("an answer can be given");
    terminal
        .exp_string("To fill in:")
        .expect("the gaps are told");
    terminal.exp_eof().expect("it ends");
    let note = lab.read("quay-bakery-pastry-chef.prep.md");
    assert!(
        note.starts_with("# Interview Prep: Quay Bakery – Pastry Chef\n"),
        "{note}"
    );
    assert!(
        note.contains("**Location:**   \n**Type:** Part-time  \n")
            && note.contains("**Date:** 2026-12-03"),
        "{note}"
    );
}

#[test]
fn a_posting_leaves_little_to_ask_and_no_input_nothing() {
    let posting = "Quay Bakery is looking for a Pastry Chef.\nLocation: Whitby\nJob type: Full-time\nInterview date: 3 December 2026\n";
    let lab = Lab::with(&[("job.txt", posting)]);
    let mut terminal = start(&lab, &["new", "--posting", "job.txt"]);
    terminal
        .exp_string("quay-bakery-pastry-chef.prep.md")
        .expect("it asks nothing");
    terminal.exp_eof().expect("it ends");
    let mut terminal = start(&lab, &["new", "--company", "Elm", "--no-input"]);
    terminal.exp_string("elm.prep.md").expect("it asks nothing");
    terminal.exp_eof().expect("it ends");
}

#[test]
fn who_breaks_off_writes_nothing() {
    let lab = Lab::new();
    let mut terminal = start(&lab, &["new"]);
    terminal.exp_string("Company").expect("it asks");
    terminal.send_control('c').expect("it can be broken off");
    terminal.exp_eof().expect("it ends");
    assert!(lab.names().is_empty());
}
