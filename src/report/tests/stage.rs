//! A small stage: a source, threads with names, events one after the other.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::conduct::PolicyKind;

use crate::machine::{Event, EventKind, Outcome, Target};
use crate::report::{Asked, Driver, Haste, Origin, Paint, Scene, Sink};
use crate::run::{Cast, Deadlock, Doing, End, Holder, Observer, Run, Standing, ThreadInfo};
use crate::source::{Look, Source, Span};
use crate::value::{FunctionId, Names, ObjectId, ObjectKind, ObjectRef, ThreadId, Value};

pub(super) const DINING: &str = "\
lock forks[2]

fn dine(i) {
    with forks[i] {
        print \"philosopher {i} has one fork\"
        with forks[(i + 1) % 2] { pass }
    }
}

thread \"phil 0\" { dine(0) }
thread \"phil 1\" { dine(1) }
";

/// Names of threads; a lock with id 7 is `forks[7]`.
pub(super) struct Names0(pub(super) Vec<String>);

impl Names for Names0 {
    fn function(&self, _: FunctionId) -> &str {
        "dine"
    }
    fn object(&self, object: ObjectRef) -> String {
        format!("forks[{}]", object.id.0)
    }
}

impl Cast for Names0 {
    fn label(&self, thread: ThreadId) -> &str {
        self.0.get(thread.index()).map_or("?", String::as_str)
    }
}

pub(super) struct Stage {
    pub(super) source: Source,
    pub(super) names: Names0,
    events: Vec<Event>,
    step: u64,
    pub(super) time: i64,
}

impl Stage {
    pub(super) fn new(threads: &[&str]) -> Self {
        let names = Names0(threads.iter().map(|name| (*name).to_owned()).collect());
        Self { source: Source::new("dining.cdl", DINING), names, events: Vec::new(), step: 0, time: 0 }
    }

    /// The first place of `text`, to point to.
    pub(super) fn place(&self, text: &str) -> Span {
        let start = self.source.text().find(text).unwrap();
        Span::new(start, start + text.len())
    }

    pub(super) fn event(&mut self, thread: u32, kind: EventKind, at: &str) -> &mut Self {
        if !matches!(kind, EventKind::Block { .. }) {
            self.step += 1;
        }
        let place = (!at.is_empty()).then(|| self.place(at));
        let sequence = self.events.len() as u64 + 1;
        self.events.push(Event { sequence, step: self.step, time: self.time, thread: ThreadId(thread), kind, place });
        self
    }

    pub(super) fn start(&mut self, thread: u32) -> &mut Self {
        self.event(0, EventKind::Start { thread: ThreadId(thread) }, &format!("thread \"phil {}\"", thread - 1))
    }

    pub(super) fn acquire(&mut self, thread: u32, fork: u32) -> &mut Self {
        let outcome = Outcome::Value(Value::Bool(true));
        self.event(thread, EventKind::Operate { object: fork_of(fork), operation: "acquire", outcome }, "forks[i]")
    }

    pub(super) fn block(&mut self, thread: u32, fork: u32, holder: u32) -> &mut Self {
        let holders = vec![ThreadId(holder)];
        let kind = EventKind::Block { object: fork_of(fork), operation: "acquire", holders };
        self.event(thread, kind, "forks[(i + 1) % 2]")
    }

    pub(super) fn print(&mut self, thread: u32, text: &str) -> &mut Self {
        self.event(thread, EventKind::Print { text: text.to_owned() }, "print")
    }

    /// Two philosophers, each with one fork.
    pub(super) fn dining() -> Self {
        let mut stage = Self::new(&["main", "phil 0", "phil 1"]);
        stage.start(1).start(2).event(0, EventKind::Exit { uncaught: None }, "");
        stage.acquire(1, 0).print(1, "philosopher 0 has one fork\n").acquire(2, 1).block(1, 1, 2);
        stage.print(2, "philosopher 1 has one fork\n").block(2, 0, 1);
        stage
    }

    pub(super) fn run(&self, end: End) -> Run {
        let thread = |name: &String| ThreadInfo { name: name.clone(), label: name.as_str().into(), daemon: false };
        Run {
            end,
            uncaught: Vec::new(),
            unasked: Vec::new(),
            overlaps: Vec::new(),
            threads: self.names.0.iter().map(thread).collect(),
            schedule: "main \"phil 0\"*2 \"phil 1\"*2".into(),
            steps: self.step,
            time: self.time,
        }
    }

    /// How [`Stage::dining`] ends.
    pub(super) fn deadlock(&self) -> End {
        let waits = |thread, fork, holder, since| {
            let taken = self.place("forks[i]");
            let holders = vec![Holder { thread: ThreadId(holder), since: Some(since), place: Some(taken) }];
            let object = fork_of(fork);
            let doing = Doing::Waiting { object, operation: "acquire", holders, detail: None, until: None };
            Standing { thread: ThreadId(thread), place: Some(self.place("forks[(i + 1) % 2]")), doing }
        };
        let standing = vec![waits(1, 1, 2, 6), waits(2, 0, 1, 4)];
        End::Deadlock(Deadlock { standing, cycle: vec![ThreadId(1), ThreadId(2)], going: Vec::new() })
    }

    pub(super) fn scene<'a>(&'a self, run: &'a Run) -> Scene<'a> {
        let asked = Asked {
            origin: Origin::File("my files/dining.cdl".into()),
            driver: Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 },
        };
        Scene { run, source: &self.source, names: &self.names, look: Look::default(), asked }
    }

    pub(super) fn play(&self, observer: &mut dyn Observer) {
        for event in &self.events {
            observer.event(event, &self.names);
        }
    }
}

pub(super) fn fork_of(fork: u32) -> Target {
    Target::Object(ObjectRef { id: ObjectId(fork), kind: ObjectKind::Lock })
}

/// A place to write to and look at afterwards.
#[derive(Clone, Default)]
pub(super) struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    pub(super) fn sink(&self) -> Sink {
        Sink::new(Box::new(self.clone()), Haste::Buffered, Paint { color: true }, Arc::default())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(super) const PLAIN: Paint = Paint { color: false };
