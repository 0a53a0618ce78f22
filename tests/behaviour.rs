//! What must hold under every policy, in situations that took thought once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use concur::conduct::{self, Cast, End, Observer, Options, PolicyKind, Run};
use concur::machine::{Event, Scenario};
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
