//! An open document, and what is known of it besides its text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use crate::document::Document;
use crate::ide::Snapshot;
use crate::rules::Finding;
use crate::text::{Change, EditError, Encoding, Text};

/// What is said in the log of a document that there is nothing else to say of.
pub(super) const FAILS: &str = "is a text that prep-ls fails on, and has no diagnostics until it is changed; the lines above say where";

/// An open document.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) document: Document,
    /// Its text, while prep-ls fails on that: the document is an empty one then.
    lost: Option<Text>,
    /// What the client has changed and the document does not hold yet, message by message.
    pub(super) unapplied: Vec<Vec<Change>>,
    /// The version of the client's last change.
    pub(super) version: i32,
    /// What was found in this version, once it was asked for.
    pub(super) findings: Option<Arc<[Finding]>>,
    /// Rules that panicked, of which nobody was told.
    pub(super) panicked: Vec<&'static str>,
    /// When to publish diagnostics next.
    pub(super) due: Option<Instant>,
    /// Since when there are changes that no published diagnostics know of.
    pub(super) changed_since: Option<Instant>,
    /// The line that is being typed, and since when nothing was.
    pub(super) typing: Option<(usize, Instant)>,
    /// Whether diagnostics were published that are still on the screen.
    pub(super) published: bool,
    /// Counts the sets of diagnostics that a pulling client was given.
    pub(super) result_id: u64,
    /// The last such set as JSON, to say that it has not changed.
    pub(super) last_pulled: Option<String>,
    /// Whether something that is shown was held back while a line was being typed.
    pub(super) held_back: bool,
    /// When to tell the index of changes that it does not know of.
    pub(super) index_due: Option<Instant>,
}

impl Open {
    pub(super) fn new(document: Document, version: i32) -> Self {
        Open {
            document,
            lost: None,
            unapplied: Vec::new(),
            version,
            findings: None,
            panicked: Vec::new(),
            due: None,
            changed_since: None,
            typing: None,
            published: false,
            result_id: 0,
            last_pulled: None,
            held_back: false,
            index_due: None,
        }
    }

    /// One with a text that prep-ls fails on; the document is what stands for it.
    pub(super) fn lost(document: Document, text: Text, version: i32) -> Self {
        Open {
            lost: Some(text),
            ..Open::new(document, version)
        }
    }

    /// Whether prep-ls fails on its text: then there is nothing to say of it.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// Its text, without what is not applied yet.
    pub(super) fn text(&self) -> &Text {
        self.lost.as_ref().unwrap_or(self.document.text())
    }

    /// To be called after every change of the text or the settings.
    pub(super) fn changed(&mut self) {
        self.findings = None;
    }

    /// Takes what a message of the client changes, to be applied with what else waits.
    pub(super) fn take(&mut self, changes: Vec<Change>) {
        // A whole text makes void what came before it.
        if changes.first().is_some_and(|change| change.range.is_none()) {
            self.unapplied.clear();
        }
        self.unapplied.push(changes);
    }

    /// Applies what waits. Returns what could not be, and why.
    pub(super) fn apply(&mut self, encoding: Encoding) -> Vec<EditError> {
        let unapplied = std::mem::take(&mut self.unapplied);
        if unapplied.is_empty() {
            return Vec::new();
        }
        self.changed();
        let sequences = unapplied.iter().map(Vec::as_slice);
        let Some(text) = &mut self.lost else {
            return self.document.apply_all(sequences, encoding);
        };
        let apply = |changes: &[Change]| {
            let mut changes = changes.iter();
            changes.try_for_each(|change| text.apply(change, encoding).map(drop))
        };
        let errors = sequences.map(apply).filter_map(Result::err).collect();
        // Another text, another chance.
        let whole = text.to_string_lossless();
        self.document = self.document.anew(&whole);
        self.lost = None;
        errors
    }

    /// What some work on it comes to; nothing if that panics, after which all is made anew of the text.
    pub(super) fn guard<R>(&mut self, uri: &str, work: impl FnOnce(&mut Open) -> R) -> Option<R> {
        if let Ok(result) = catch_unwind(AssertUnwindSafe(|| work(self))) {
            return Some(result);
        }
        self.mend(Document::anew);
        match self.is_lost() {
            true => tracing::error!("{uri} {FAILS}"),
            false => tracing::error!("{uri} was read anew, after what the lines above tell of"),
        }
        None
    }

    /// To be called after a panic on it: makes all anew of its text, with `anew`. Where that fails, too, the text waits for its
    /// next change, and there is nothing to say of it until then.
    pub(super) fn mend(&mut self, anew: impl Fn(&Document, &str) -> Document) {
        self.changed();
        if self.is_lost() {
            return;
        }
        let text = self.document.text().clone();
        let whole = text.to_string_lossless();
        let made = catch_unwind(AssertUnwindSafe(|| {
            let mut document = anew(&self.document, &whole);
            document.check();
            document
        }));
        match made {
            Ok(document) => self.document = document,
            Err(_) => {
                self.document = self.document.anew("");
                self.lost = Some(text);
            }
        }
    }

    /// What was found in its text, looked for if need be.
    pub(super) fn findings(&mut self) -> Arc<[Finding]> {
        if let Some(findings) = &self.findings {
            return Arc::clone(findings);
        }
        let report = self.document.check();
        self.panicked.extend(report.panicked);
        let findings: Arc<[Finding]> = report.findings.into();
        self.findings = Some(Arc::clone(&findings));
        findings
    }

    /// A snapshot of it with its findings; none if prep-ls fails on its text.
    pub(super) fn snapshot(&mut self) -> Option<Snapshot> {
        if self.is_lost() {
            return None;
        }
        let findings = self.findings();
        let profile = self.document.profile();
        Some(Snapshot {
            text: self.document.text().clone(),
            note: Arc::clone(self.document.note()),
            grammar: Arc::clone(&profile.grammar),
            settings: Arc::clone(&profile.settings),
            findings,
        })
    }
}
