//! Requests about more than one file: answered by the note that is open where that will do, else with the index.

use std::cell::RefCell;

use lsp_types::{Location, Uri};

use crate::ide::Snapshot;
use crate::workspace::across::Files;
use crate::workspace::bank;

use super::capabilities::Client;
use super::indexer::View;
use super::session::Refusal;
use super::to_proto;

/// How far a request has come without the index.
pub(super) enum Step<R> {
    /// This is the answer.
    Done(Result<R, Refusal>),
    /// The index is to be asked, once it is complete and knows of all changes so far.
    Ask(Question<R>),
}

/// What is asked of the index.
pub(super) type Question<R> = Box<dyn FnOnce(&View<'_>) -> Result<R, Refusal> + Send>;

impl<R> Step<R> {
    /// An answer that is none to refuse.
    pub(super) fn done(value: R) -> Self {
        Step::Done(Ok(value))
    }

    pub(super) fn ask(
        question: impl FnOnce(&View<'_>) -> Result<R, Refusal> + Send + 'static,
    ) -> Self {
        Step::Ask(Box::new(question))
    }
}

impl View<'_> {
    /// Asks something of the files as they are now.
    pub(super) fn files<R>(&self, question: impl FnOnce(&Files<'_>) -> R) -> R {
        let configs = RefCell::new(self.configs.clone());
        question(&Files {
            index: self.index,
            roots: self.roots,
            read: &|path| self.read(path),
            grammar: &|path| configs.borrow_mut().profile(Some(path)).grammar,
            bank: &|path| {
                let profile = configs.borrow_mut().profile(Some(path));
                bank::named_by(&profile, path.parent()?)
            },
        })
    }
}

/// Places in a note in the client's terms.
pub(super) fn locations<'a>(
    snapshot: &Snapshot,
    uri: &Uri,
    ranges: impl IntoIterator<Item = &'a std::ops::Range<usize>>,
    client: &Client,
) -> Vec<Location> {
    let location = |range| {
        Location::new(
            uri.clone(),
            to_proto::range(&snapshot.text, range, client.encoding),
        )
    };
    ranges.into_iter().map(location).collect()
}
