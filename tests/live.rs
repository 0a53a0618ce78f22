//! Scenarios let loose: whatever order the operating system picks is one that the machine can follow.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::time::Duration;

use concur::live::{self, Options};
use concur::machine::{Event, Scenario};
use concur::run::{Cast, End, Observer, Run};
use concur::source::Source;

/// Keeps what is printed, and counts events.
#[derive(Default)]
struct Ears {
    wants_events: bool,
    printed: String,
    events: usize,
}

impl Observer for Ears {
    fn wants_events(&self) -> bool {
        self.wants_events
    }

    fn event(&mut self, _event: &Event, _names: &dyn Cast) {
        self.events += 1;
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

fn options() -> Options {
    Options { time_scale: 0.01, keep_schedule: true, time_limit: Some(Duration::from_secs(60)), ..Options::default() }
}

fn load(name: &str, text: &str) -> Scenario {
    let loaded = Scenario::load(&Source::new(name, text));
    loaded.scenario.unwrap_or_else(|| panic!("{name}: {:?}", loaded.diagnostics))
}

fn let_loose(text: &str) -> (Run, Ears) {
    let (run, ears) = live::run(&load("live.cdl", text), options(), Ears::default());
    (run, ears.unwrap())
}

#[test]
fn every_lesson_can_be_followed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "cdl") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let scenario = load(&name, &std::fs::read_to_string(&path).unwrap());
        for round in 0..20 {
            let wants_events = round % 2 == 0;
            let (run, ears) = live::run(&scenario, options(), Ears { wants_events, ..Ears::default() });
            assert!(!matches!(run.end, End::Broken(_)), "{name}: {:?}", run.end);
            assert_eq!(ears.unwrap().events > 0, wants_events, "{name}");
        }
    }
}

#[test]
fn a_lock_keeps_every_update() {
    let (run, ears) = let_loose(
        "shared x = 0\nlock l\nfn work() { for i in 0..1000 { with l { x += 1 } } }\n\
         for i in 0..4 { thread work() }\njoin\nprint \"{x}\"\n",
    );
    assert!(matches!(run.end, End::Finished), "{:?}", run.end);
    assert_eq!(ears.printed, "4000\n");
}

#[test]
fn a_deadlock_is_recognised_at_once() {
    let begun = std::time::Instant::now();
    let (run, _) = let_loose(
        "lock a\nlock b\nbarrier both(2)\n\
         fn take(first, second) { with first { both.wait()\n with second { pass } } }\n\
         thread x = take(a, b)\nthread y = take(b, a)\njoin\n",
    );
    let End::Deadlock(deadlock) = &run.end else { panic!("{:?}", run.end) };
    assert_eq!(deadlock.cycle.len(), 2, "{deadlock:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn conditions_and_timeouts_can_be_followed() {
    for _ in 0..50 {
        let (run, ears) = let_loose(
            "condition c\nshared items = []\nshared got = 0\n\
             fn consumer() { with c { while len(items) == 0 { c.wait(timeout=100ms) }\n items.pop(0)\n got += 1 } }\n\
             fn producer(i) { sleep 10ms * i\n with c { items.append(i)\n c.notify() } }\n\
             for i in 0..4 { thread consumer()\n thread producer(i) }\njoin\nprint \"{got} {items}\"\n",
        );
        assert!(matches!(run.end, End::Finished), "{:?}", run.end);
        assert_eq!(ears.printed, "4 []\n");
    }
}

#[test]
fn an_atomic_block_is_one_step_to_all_others() {
    for _ in 0..20 {
        let (run, ears) = let_loose(
            "shared x = 0\nshared y = 0\nshared seen = 0\n\
             fn work() { for i in 0..200 { atomic { x += 1\n y += 1 } } }\n\
             fn look() { for i in 0..200 { atomic { if x != y { seen += 1 } } } }\n\
             thread work()\nthread work()\nthread look()\njoin\nprint \"{x} {y} {seen}\"\n",
        );
        assert!(matches!(run.end, End::Finished), "{:?}", run.end);
        assert_eq!(ears.printed, "400 400 0\n");
    }
}

/// One step touches both locks and `x`, each more than once, and who takes a lock afterwards comes later in the journals too.
#[test]
fn an_atomic_block_has_one_place_among_the_steps() {
    let text = "shared x = 0\nlock a\nlock b\n\
                thread t0 {\natomic { with a { with b { x += 1 } } }\nwith a { x += 1 }\nprint a.locked()\n}\n\
                thread t1 {\nx += 1\natomic { x += 1 }\n}\nb.acquire()";
    for _ in 0..1000 {
        let (run, _) = let_loose(text);
        assert!(!matches!(run.end, End::Broken(_)), "{:?}", run.end);
    }
}

/// What stands behind a sleep is as simple as a step can be, and waits all the same.
#[test]
fn a_sleeper_does_nothing_before_it_wakes() {
    let (run, ears) =
        let_loose("shared x = 0\nevent begun\nthread { begun.wait()\nx = 1 }\nbegun.set()\nsleep 30s\nprint x\n");
    assert!(matches!(run.end, End::Finished), "{:?}", run.end);
    assert_eq!(ears.printed, "1\n");
}

/// A daemon goes on for a moment when the run is over: whatever it does then, it is not part of the run. While `main` waits for
/// the workers it is, so the daemon may learn that `main` is at its end.
#[test]
fn what_daemons_do_after_the_end_is_not_heard_of() {
    for rounds in [3, 300] {
        let text = format!(
            "pool p(max_workers=2)\natomic n = 0\nfn work(v) {{ return v }}\n\
             daemon thread {{\nloop {{\ntry {{ print p.submit(work, 2).result() }} except RuntimeError as e {{\nprint e\nbreak\n}}\n}}\n}}\n\
             while n < {rounds} {{ n += 1 }}\n"
        );
        for _ in 0..1500 {
            let (run, ears) = let_loose(&text);
            assert!(matches!(run.end, End::Finished), "{:?}", run.end);
            let refused = |line: &str| line.starts_with("cannot schedule new futures after");
            let printed = ears.printed.lines().skip_while(|line| *line == "2");
            assert!(printed.clone().count() <= 1 && printed.clone().all(refused), "{}", ears.printed);
        }
    }
}

#[test]
fn workers_are_waited_for_whoever_had_them_started() {
    let text = "pool p(max_workers=1)\nevent begun\n\
                fn task(main) { sleep 1s; print main.is_alive(), current_thread().daemon, active_count() }\n\
                fn client(main) { p.submit(task, main); begun.set(); sleep 10min }\n\
                daemon thread client(current_thread())\nbegun.wait()\n\
                thread last(current_thread())\nfn last(main) { main.join(); print active_count() }\n\
                raise ValueError(\"main\")";
    let (run, ears) = let_loose(text);
    assert!(matches!(run.end, End::Finished), "{:?}", run.end);
    assert_eq!(ears.printed, "True True 4\n3\n");
    assert_eq!(run.uncaught.len(), 1);
}

#[test]
fn a_task_that_joins_main_waits_for_ever() {
    let text = "pool p(max_workers=1)\nfn task(main) { main.join() }\np.submit(task, current_thread())";
    let (run, _) = let_loose(text);
    assert!(matches!(run.end, End::Deadlock(_)), "{:?}", run.end);
}
