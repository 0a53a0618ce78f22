//! What must hold under every policy, in situations that took thought once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use concur::conduct::{self, Options, PolicyKind};

use concur::machine::{Event, Scenario};
use concur::run::{Cast, End, Observer, Run};
use concur::source::Source;

/// Keeps what is printed.
#[derive(Debug, Default)]
struct Paper(String);

impl Observer for Paper {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _event: &Event, _names: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

fn load(text: &str) -> Scenario {
    let loaded = Scenario::load(&Source::new("behaviour.cdl", text));
    loaded.scenario.unwrap_or_else(|| panic!("{:?}\n{text}", loaded.diagnostics))
}

fn run(scenario: &Scenario, policy: PolicyKind, seed: u64) -> (Run, String) {
    let (run, paper) = conduct::run(scenario, Options { policy, seed, ..Options::default() }, Paper::default());
    (run, paper.unwrap().0)
}

/// Runs it under every policy with a few seeds: each time it comes to its end, and nothing goes uncaught.
fn ends_well(text: &str) {
    let scenario = load(text);
    for policy in [PolicyKind::Fifo, PolicyKind::RoundRobin, PolicyKind::Random, PolicyKind::Pct] {
        for seed in 0..40 {
            let (run, _) = run(&scenario, policy, seed);
            let uncaught = &run.uncaught;
            assert!(matches!(run.end, End::Finished) && uncaught.is_empty(), "{policy:?} {seed}: {uncaught:?}");
        }
    }
}

/// What it prints under the default policy.
fn prints(text: &str) -> String {
    let (run, printed) = run(&load(text), PolicyKind::Fifo, 0);
    assert!(matches!(run.end, End::Finished) && run.uncaught.is_empty(), "{:?} {:?}", run.end, run.uncaught);
    printed
}

/// While the action runs, one waits to reset the barrier and another to come in: the first can go on before the second.
#[test]
fn those_who_wait_out_the_action_of_a_barrier_are_of_two_kinds() {
    ends_well(
        r#"
fn act() { sleep 1s }
barrier b(2, action=act)
fn party() { try { b.wait(2s) } except BrokenBarrierError { } }
thread one = party()
thread two = party()
sleep 10ms
thread manager { b.reset() }
sleep 10ms
thread late = party()
"#,
    );
}

/// Waiting inside `atomic` is refused before anything of it is done: no waiter is left behind, no lock is let go.
#[test]
fn a_wait_refused_inside_an_atomic_block_leaves_nothing_behind() {
    let printed = prints(
        r#"
condition c
barrier b(2)
event e
rwlock w
pool p(max_workers=1)
shared waits = 0
fn refused(e) { print "{e}" }
fn task() { sleep 1s }
thread reader { with w.read() { sleep 1s } }
sleep 1ms
try { with c { atomic { c.wait() } } } except RuntimeError as e { refused(e) }
try { with c { atomic { c.wait_for(False, timeout=1s) } } } except RuntimeError as e { refused(e) }
try { atomic { b.wait() } } except RuntimeError as e { refused(e) }
try { atomic { e.wait() } } except RuntimeError as e { refused(e) }
try { atomic { with w.write() { } } } except RuntimeError as e { refused(e) }
p.submit(task)
try { atomic { p.shutdown() } } except RuntimeError as e { refused(e) }
with w.read() { print c.waiters, b.n_waiting }
let more = p.submit(task)
e.set()
atomic { print e.wait(), e.wait(0) }
with c { atomic { print c.wait(0), c.wait_for(True) } }
"#,
    );
    let refused = "cannot wait inside an atomic block\n".repeat(6);
    assert_eq!(printed, format!("{refused}0 0\nTrue True\nFalse True\n"));
}

/// The local work of a long atomic block is done in slices; wherever one ends, the block's rules hold for what comes next.
#[test]
fn a_slice_may_end_anywhere_in_an_atomic_block() {
    for turns in 14_275..14_290 {
        for padding in 0..7 {
            let padding = "pass_time += 1; ".repeat(padding);
            let text = format!(
                r#"
lock l
l.acquire()
fn f() {{
    let pass_time = 0
    try {{
        atomic {{
            {padding}
            let i = 0
            while i < {turns} {{ i += 1 }}
            l.acquire()
        }}
    }} except RuntimeError as e {{ print "{{e}}" }}
}}
f()
"#
            );
            assert_eq!(prints(&text), "cannot wait inside an atomic block\n", "{turns} {padding}");
        }
    }
}
