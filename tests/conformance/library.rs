//! Drives the library through an entry with real threads: each is told its next step by a channel, and answers by another.
//!
//! A thread that is to wait is given time until the system says that it sleeps (or, where it does not say, a moment), and
//! then has to be silent for a moment. Those are all the moments that count.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use concur::sync::Error;

use super::operation::Operation;
use super::table::{Answer, Clock, Entry, Line, Seen, Who};
use super::world::World;

/// How long a thread that waits has to be silent.
const MOMENT: Duration = Duration::from_millis(4);

/// The same where there is no telling whether it has begun to.
const LONGER: Duration = Duration::from_millis(30);

/// How long an answer that has to come may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is wrong with what the library does.
pub(crate) fn faults(entry: &Entry) -> Vec<String> {
    let refused = entry.refused.iter().filter_map(|(declaration, error)| {
        let said = World::new(std::slice::from_ref(declaration)).err().map(|error| error.to_string());
        (said.as_ref() != Some(error)).then(|| format!("{declaration}: {said:?}"))
    });
    let mut troupe = Troupe::gather(entry);
    // Once something is wrong, what comes behind it means nothing.
    refused.chain(entry.lines.iter().find_map(|line| line.fault(&troupe.play(line), Clock::Real))).collect()
}

/// The threads of an entry. Those that wait for ever when it is over are left behind.
struct Troupe {
    threads: Vec<Player>,
    answers: Receiver<(usize, Answer)>,
    /// What was said before it was asked for.
    heard: BTreeMap<usize, Answer>,
    it: usize,
}

struct Player {
    steps: Option<Sender<Operation>>,
    handle: Option<JoinHandle<()>>,
    /// Where Linux tells what it does.
    state: Option<PathBuf>,
}

impl Troupe {
    fn gather(entry: &Entry) -> Self {
        let world = World::new(&entry.declarations).unwrap_or_else(|error| panic!("{}: {error}", entry.place));
        let (answer, answers) = channel();
        let player = |(index, name): (usize, &String)| Player::start(index, name, Arc::clone(&world), answer.clone());
        let threads = entry.threads.iter().enumerate().map(player).collect();
        Self { threads, answers, heard: BTreeMap::new(), it: 0 }
    }

    fn play(&mut self, line: &Line) -> Seen {
        let who = match &line.who {
            Who::One(who) => *who,
            Who::It => self.it,
            Who::First(those) => {
                self.it = self.first_of(those)?;
                self.it
            }
        };
        match line.operation.as_deref() {
            Some("ends") => return Some(self.threads[who].end()),
            Some(operation) => self.threads[who].steps.as_ref().unwrap().send(Operation::read(operation)).unwrap(),
            None => {}
        }
        if line.expected == super::table::Expected::Waits {
            self.wait_until_asleep(who);
        } else {
            self.first_of(&[who]);
        }
        self.heard.remove(&who)
    }

    /// Waits for an answer of any of them.
    fn first_of(&mut self, those: &[usize]) -> Option<usize> {
        let begin = Instant::now();
        loop {
            if let Some(who) = those.iter().find(|who| self.heard.contains_key(who)) {
                return Some(*who);
            }
            self.hear(PATIENCE.checked_sub(begin.elapsed())?)?;
        }
    }

    /// Waits until the thread sleeps and says nothing, or says something.
    fn wait_until_asleep(&mut self, who: usize) {
        let begin = Instant::now();
        let moment = if self.threads[who].sleeps().is_some() { MOMENT } else { LONGER };
        let mut asleep = false;
        while !self.heard.contains_key(&who) && begin.elapsed() < PATIENCE {
            let silent = self.hear(moment).is_none();
            let sleeps = self.threads[who].sleeps().unwrap_or(true);
            // It has to have been asleep both before and after the silence.
            if silent && asleep && sleeps {
                return;
            }
            asleep = sleeps;
        }
    }

    fn hear(&mut self, patience: Duration) -> Option<()> {
        let (who, answer) = self.answers.recv_timeout(patience).ok()?;
        self.heard.insert(who, answer);
        Some(())
    }
}

impl Player {
    fn start(index: usize, name: &str, world: Arc<World>, answers: Sender<(usize, Answer)>) -> Self {
        let (steps, tasks) = channel::<Operation>();
        let (tell, told) = channel();
        let work = move || {
            tell.send(std::fs::read_link("/proc/thread-self").ok()).unwrap();
            for operation in tasks {
                let begin = Instant::now();
                let said = panic::catch_unwind(AssertUnwindSafe(|| world.perform(&operation)));
                let took = begin.elapsed();
                let said = said.unwrap_or_else(|payload| Err(*payload.downcast::<Error>().unwrap()));
                let text = said.unwrap_or_else(|error| error.to_string());
                // No one may be listening any more.
                let _ = answers.send((index, Answer { text, took }));
            }
        };
        let handle = Some(thread::Builder::new().name(name.to_owned()).spawn(work).unwrap());
        let state = told.recv().unwrap().map(|link| PathBuf::from("/proc").join(link).join("stat"));
        Self { steps: Some(steps), handle, state }
    }

    /// Whether it sleeps; none if there is no telling.
    fn sleeps(&self) -> Option<bool> {
        let text = std::fs::read_to_string(self.state.as_ref()?).ok()?;
        let (_, fields) = text.rsplit_once(") ")?;
        Some(fields.starts_with('S'))
    }

    fn end(&mut self) -> Answer {
        self.steps = None;
        self.handle.take().unwrap().join().unwrap();
        Answer { text: "None".to_owned(), took: Duration::ZERO }
    }
}
