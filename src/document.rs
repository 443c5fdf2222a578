//! A note that is open, in an editor or in the command line: its text and all that follows from it,
//! kept together from version to version.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Profile;
use crate::note::{Globs, Note};
use crate::rules::{Checker, Report, Surroundings};
use crate::syntax::Syntax;
use crate::text::{Change, EditError, Edited, Encoding, Text};

/// A note with its text, its syntax and its findings. The server and the command line both go
/// through it, so that they say the same of the same text.
#[derive(Debug)]
pub struct Document {
    text: Text,
    syntax: Syntax,
    note: Arc<Note>,
    checker: Checker,
    profile: Profile,
    path: Option<PathBuf>,
    /// What the configuration's globs say of the path.
    globs: Globs,
}

impl Document {
    /// A document with the given text. Without a path no glob says anything of it.
    pub fn new(text: &str, path: Option<&Path>, profile: Profile) -> Self {
        let text = Text::new(text);
        let syntax = Syntax::parse(&text);
        let path = path.map(Path::to_owned);
        let globs = path
            .as_deref()
            .map_or(Globs::Neither, |path| profile.globs(path));
        let note = Arc::new(Note::new(&text, &syntax, &profile.grammar, globs));
        Document {
            text,
            syntax,
            note,
            checker: Checker::default(),
            profile,
            path,
            globs,
        }
    }

    /// Applies changes in sequence. Those before one that cannot be applied stay applied.
    ///
    /// # Errors
    /// The first change that cannot be applied; see [`EditError`].
    pub fn apply(&mut self, changes: &[Change], encoding: Encoding) -> Result<(), EditError> {
        let error = self.apply_all([changes], encoding).pop();
        error.map_or(Ok(()), Err)
    }

    /// Applies several sequences of changes, and follows them all at once. One that cannot be applied costs the rest of its own
    /// sequence only; returns why, in order.
    pub fn apply_all<'a>(
        &mut self,
        sequences: impl IntoIterator<Item = &'a [Change]>,
        encoding: Encoding,
    ) -> Vec<EditError> {
        let mut all: Option<Edited> = None;
        let mut errors = Vec::new();
        for changes in sequences {
            for change in changes {
                match self.text.apply(change, encoding) {
                    Ok(edited) => all = Some(all.map_or(edited, |all| join(all, edited))),
                    Err(error) => {
                        errors.push(error);
                        break;
                    }
                }
            }
        }
        if let Some(edited) = all {
            let changed = self.syntax.update(&self.text, edited);
            Note::update(
                &mut self.note,
                &self.text,
                &self.syntax,
                &changed,
                &self.profile.grammar,
                self.globs,
            );
        }
        errors
    }

    /// A document with another text, and all else as it is here: it owes nothing to how this one came about.
    pub fn anew(&self, text: &str) -> Self {
        let mut anew = Document::new(text, self.path.as_deref(), self.profile.clone());
        anew.set_surroundings(Arc::clone(self.checker.surroundings()));
        anew
    }

    /// Uses another configuration from now on.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
        let path = self.path.as_deref();
        self.globs = path.map_or(Globs::Neither, |path| self.profile.globs(path));
        self.note = Arc::new(Note::new(
            &self.text,
            &self.syntax,
            &self.profile.grammar,
            self.globs,
        ));
    }

    /// Tells what lies round the note from now on. True if that is something else than before.
    pub fn set_surroundings(&mut self, around: Arc<Surroundings>) -> bool {
        let differs = *self.checker.surroundings() != around;
        self.checker.set_surroundings(around);
        differs
    }

    /// What was found in the text as it is now.
    pub fn check(&mut self) -> Report {
        self.checker.check(
            &self.note,
            &self.text,
            &self.profile.grammar,
            &self.profile.settings,
        )
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The syntax.
    pub fn syntax(&self) -> &Syntax {
        &self.syntax
    }

    /// The note.
    pub fn note(&self) -> &Arc<Note> {
        &self.note
    }

    /// The configuration.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }
}

/// Two edits, one after the other, as one that covers both.
fn join(first: Edited, second: Edited) -> Edited {
    let beyond = second.old_end.saturating_sub(first.new_end);
    Edited {
        start: first.start.min(second.start),
        old_end: first.old_end + beyond,
        new_end: second.new_end + first.new_end.saturating_sub(second.old_end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_edits_are_one_that_covers_them() {
        let edited = |start, old_end, new_end| Edited {
            start,
            old_end,
            new_end,
        };
        // "abcdef" -> "aXbcdef" -> "aXbcYf"
        assert_eq!(join(edited(1, 1, 2), edited(4, 6, 5)), edited(1, 5, 5));
        // "abcdef" -> "abcdYf" -> "aYf": the second reaches before the first, and into it.
        assert_eq!(join(edited(4, 5, 5), edited(1, 4, 1)), edited(1, 5, 2));
        // The second lies within the first.
        assert_eq!(join(edited(1, 2, 9), edited(3, 4, 3)), edited(1, 2, 8));
    }
}
