//! What a live run costs.
//!
//! `cargo bench --bench live`; beside CPython: `python3 benches/counter.py`.

#![allow(clippy::panic, reason = "a benchmark")]

use concur::live::{self, Options};
use concur::machine::{Event, Scenario};
use concur::run::{Cast, End, Observer};
use concur::source::Source;

fn main() {
    divan::main();
}

/// Listens to nothing.
struct Deaf;

impl Observer for Deaf {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _event: &Event, _names: &dyn Cast) {}

    fn print(&mut self, _text: &str) {}
}

/// 4 threads, each of which adds 1 to a variable 250,000 times, under a lock.
#[divan::bench(sample_count = 10)]
fn counter_under_a_lock(bencher: divan::Bencher) {
    let text = "shared x = 0\nlock l\nfn work() { for i in 0..250000 { with l { x += 1 } } }\n\
                for i in 0..4 { thread work() }\njoin\nprint \"{x}\"\n";
    let loaded = Scenario::load(&Source::new("bench.cdl", text));
    let scenario = loaded.scenario.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    bencher.bench(|| {
        let (run, _) = live::run(&scenario, Options { max_steps: 100_000_000, ..Options::default() }, Deaf);
        assert!(matches!(run.end, End::Finished), "{:?}", run.end);
    });
}
