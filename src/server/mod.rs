//! The language server. The only module that names `lsp_server` and `lsp_types`.
//!
//! One thread owns all state and handles everything that happens, in the order in which it happens:
//! messages of the client, results of requests, deadlines. Changes are applied there and then, those of
//! long notes aside (`aside.rs`); requests take an immutable snapshot and run elsewhere, so that none of
//! them can hold up the next keystroke. Nothing waits for the client: its answers come as messages like all others.

mod across;
mod aside;
mod capabilities;
mod commands;
mod configs;
mod dispatch;
mod from_proto;
mod handlers;
mod indexer;
mod looking;
mod open;
mod publish;
mod session;
mod to_proto;
mod transport;
mod warm;
mod workers;
mod written;

use std::collections::VecDeque;
use std::fmt;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use lsp_server::{Message, RequestId, Response};
use tracing::level_filters::LevelFilter;

use session::Session;
use transport::{Incoming, Outgoing};

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// How long diagnostics wait after the last keystroke; the configuration decides if it is not
    /// given.
    pub debounce_ms: Option<u64>,
    /// Listens for one client on this address instead of standard input, for debugging.
    pub listen: Option<String>,
    /// The configuration file to use for every note.
    pub config: Option<PathBuf>,
}

/// All that the main loop reacts to.
#[derive(Debug)]
enum Event {
    /// A message of the client.
    Message(Message),
    /// Something of the client that is no message, and what to answer.
    Malformed { code: i32, message: String },
    /// The client is gone.
    Closed,
    /// A request was dealt with.
    Answer(RequestId, Result<serde_json::Value, (i32, String)>),
    /// A request was dealt with, and this is the answer.
    Done(RequestId, Outgoing),
    /// The index has something to tell.
    Index(indexer::Told),
    /// Something is to be done when all notes are here.
    Later(Later),
    /// A long note comes back.
    Back(Box<aside::Back>),
}

/// Something that is left to do on the main loop.
struct Later(Box<dyn FnOnce(&mut Session) + Send>);

impl Later {
    fn new(work: impl FnOnce(&mut Session) + Send + 'static) -> Self {
        Later(Box::new(work))
    }

    fn run(self, session: &mut Session) {
        (self.0)(session);
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

/// Serves one client until it is done. Returns the status to exit with: 0 after `shutdown`, 1 if
/// the client left without it.
///
/// # Errors
/// When the address to listen on cannot be used.
pub fn run(options: ServerOptions) -> anyhow::Result<i32> {
    log();
    let Some(address) = &options.listen else {
        widen_output();
        let input = |inlet: &Inlet| read(std::io::stdin().lock(), inlet);
        return Ok(start(input, std::io::stdout(), options));
    };
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}: give a free HOST:PORT of this machine")
    })?;
    let (stream, _) = listener
        .accept()
        .with_context(|| format!("no client came to {address}"))?;
    let input = std::io::BufReader::new(stream.try_clone().context("the connection broke")?);
    Ok(over(input, stream, options))
}

/// Serves one client over a pair of streams, in this process: for tests that have no process of
/// their own. Returns the status that [`run`] would exit with. `listen` does not count.
pub fn over(
    input: impl std::io::BufRead + Send + 'static,
    output: impl std::io::Write + Send + 'static,
    options: ServerOptions,
) -> i32 {
    start(|inlet| read(input, inlet), output, options)
}

fn start(
    input: impl FnOnce(&Inlet) + Send + 'static,
    output: impl std::io::Write + Send + 'static,
    options: ServerOptions,
) -> i32 {
    let (events, inbox) = unbounded();
    let (outgoing, writer) = transport::writer(output);
    let mut session = Session::new(outgoing, events.clone(), options);
    let holding = session.aside.holding();
    let inlet = Inlet { events, holding };
    std::thread::spawn(move || input(&inlet));
    let status = serve(&mut session, &inbox);
    drop(session);
    // All answers are on their way before the process ends.
    let _ = writer.join();
    status
}

/// Lets a whole message of a long note lie in the pipe to the client, instead of handing it over 64 KB at a time, each
/// with a change of processes. What is no pipe stays as it is.
fn widen_output() {
    #[cfg(target_os = "linux")]
    let _ = rustix::pipe::fcntl_setpipe_size(std::io::stdout(), PIPE);
}

/// The longest pipe that Linux gives to everybody, in bytes.
#[cfg(target_os = "linux")]
const PIPE: usize = 1 << 20;

/// Logs to standard error, which editors keep: warnings, or what `PREP_LS_LOG` says ("debug").
fn log() {
    let level = std::env::var("PREP_LS_LOG")
        .ok()
        .and_then(|level| level.parse().ok());
    let level: LevelFilter = level.unwrap_or(LevelFilter::WARN);
    // A second server in one process, as in tests, keeps the first one's log.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}

/// Where the client's messages go in.
struct Inlet {
    events: Sender<Event>,
    /// How many of them wait for a note that is worked on elsewhere.
    holding: Arc<AtomicUsize>,
}

fn read(input: impl std::io::BufRead, inlet: &Inlet) {
    let Inlet { events, holding } = inlet;
    let mut reader = transport::Reader::new(input);
    loop {
        let event = match reader.read() {
            Incoming::Message(message) => Event::Message(message),
            Incoming::Malformed { code, message } => Event::Malformed { code, message },
            Incoming::Closed => Event::Closed,
        };
        let last = matches!(event, Event::Closed);
        while events.len() + holding.load(Ordering::Relaxed) >= MOST_WAITING {
            std::thread::sleep(Duration::from_millis(1));
        }
        if events.send(event).is_err() || last {
            return;
        }
    }
}

/// What waits to be dealt with at most before the client is left to wait: it is no longer read from.
const MOST_WAITING: usize = 256;

/// Whoever has so much waiting is behind, and sends what is due less often, so as to catch up: what many keystrokes changed
/// is checked once.
const BEHIND: usize = 16;

/// How long what is due may wait then.
const CATCH_UP: Duration = Duration::from_millis(100);

fn serve(session: &mut Session, inbox: &Receiver<Event>) -> i32 {
    let mut looked = Instant::now();
    // What waited for a note that was away comes before what came later.
    let mut released: VecDeque<Event> = VecDeque::new();
    let mut cold = true;
    loop {
        if cold && session.indexed.is_some() && inbox.is_empty() {
            warm::up(session);
            cold = false;
        }
        let event = match (released.pop_front(), session.next_deadline()) {
            (Some(event), _) => Ok(event),
            (None, None) => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            (None, Some(deadline)) => inbox.recv_timeout(
                deadline
                    .checked_duration_since(Instant::now())
                    .unwrap_or(Duration::ZERO),
            ),
        };
        match event {
            Ok(Event::Back(back)) => released.extend(aside::home(session, *back)),
            Ok(event) => {
                let event = aside::hold(session, event);
                if let Some(status) = event.and_then(|event| deal(session, event)) {
                    return status;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return i32::from(!session.is_shut_down()),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if !released.is_empty() {
            continue;
        }
        aside::depart_all(session);
        // What is due is sent between events as well, or a client that types on and on would
        // never see anything.
        if inbox.len() > BEHIND && looked.elapsed() < CATCH_UP {
            continue;
        }
        publish::due(session);
        session.flush_due();
        looked = Instant::now();
    }
}

/// Deals with something that happened. Returns the status to exit with, when that is the end.
fn deal(session: &mut Session, event: Event) -> Option<i32> {
    match event {
        Event::Message(Message::Request(request)) => dispatch::request(session, request),
        Event::Message(Message::Notification(notification)) => {
            if notification.method == "exit" {
                return Some(i32::from(!session.is_shut_down()));
            }
            dispatch::notification(session, notification);
        }
        Event::Message(Message::Response(response)) => dispatch::response(session, response),
        Event::Answer(id, result) => session.answer(id, result),
        Event::Done(id, answer) => session.done(id, answer),
        Event::Index(told) => looking::told(session, told),
        Event::Malformed { code, message } => session.send(Outgoing::Malformed { code, message }),
        Event::Closed => return Some(i32::from(!session.is_shut_down())),
        Event::Later(later) => later.run(session),
        // The loop itself takes these.
        Event::Back(_) => {}
    }
    None
}

/// An answer to a request.
fn response(id: RequestId, result: Result<serde_json::Value, (i32, String)>) -> Response {
    match result {
        Ok(value) => Response::new_ok(id, value),
        Err((code, message)) => Response::new_err(id, code, message),
    }
}
