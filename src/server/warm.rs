//! Makes what the first note of a session would have to wait for, while the client gets its documents ready: tables that are read when they
//! are first asked for, what the thread remembers, the pages of the program that the rules are on. It takes some ten milliseconds, once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::config::Profile;
use crate::document::Document;
use crate::grammar::{Bank, plain_snippet};

use super::session::Session;

/// Checks a note that nobody has. A panic on it, which only a user's settings could bring about, costs nothing: it is met again, and told of, on a note.
pub(super) fn up(session: &mut Session) {
    let profile = session.configs.profile(None);
    let _ = catch_unwind(AssertUnwindSafe(|| check(profile)));
}

fn check(profile: Profile) {
    let grammar = &profile.grammar;
    let sections = grammar.sections.iter().filter(|section| section.required);
    let sections = sections.map(|section| {
        let title = &section.title;
        format!("## {title}\n- Led a team of 12 on 3 May 2026.\n- Who leads it?\n")
    });
    let title = plain_snippet(&grammar.title.snippet);
    let text: String = std::iter::once(title)
        .chain(sections)
        .collect::<Vec<_>>()
        .join("\n");
    Document::new(&text, Some(Path::new("warm.prep.md")), profile).check();
    // The first question that is offered reads it.
    Bank::shipped();
}
