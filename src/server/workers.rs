//! Threads that long notes are worked on by.

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::Event;
use super::aside::Back;

/// What a worker does; a note may come back from it.
pub(super) type Job = Box<dyn FnOnce() -> Option<Back> + Send>;

/// Threads that are kept, as many as were ever needed at once and the machine has processors.
#[derive(Debug)]
pub(super) struct Workers {
    jobs: Sender<Job>,
    inbox: Receiver<Job>,
    events: Sender<Event>,
    pub(super) threads: usize,
    pub(super) most: usize,
}

impl Workers {
    pub(super) fn new(events: Sender<Event>) -> Self {
        let (jobs, inbox) = unbounded();
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Workers {
            jobs,
            inbox,
            events,
            threads: 0,
            most: processors.max(2),
        }
    }

    /// Gives a job to one of so many threads, if the machine has that many.
    pub(super) fn send(&mut self, wanted: usize, job: Job) {
        if self.threads < wanted.min(self.most) {
            self.threads += 1;
            let inbox = self.inbox.clone();
            let events = self.events.clone();
            std::thread::spawn(move || {
                for job in inbox {
                    if let Some(back) = job()
                        && events.send(Event::Back(Box::new(back))).is_err()
                    {
                        return;
                    }
                }
            });
        }
        let _ = self.jobs.send(job);
    }
}
