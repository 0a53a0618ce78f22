//! What a step, a hand-over and a thread cost, each beside the bare thing in the same run.
//!
//! `cargo bench --bench conduct`. Compare medians of one run; the machine's own speed cancels out.

#![allow(clippy::panic, reason = "a benchmark")]

use std::hint::black_box;
use std::thread;

use concur::conduct::{self, Options};

use concur::machine::{Event, Scenario};
use concur::run::{Cast, Observer};
use concur::source::Source;
use crossbeam::sync::Parker;

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

fn scenario(text: &str) -> Scenario {
    let loaded = Scenario::load(&Source::new("bench.cdl", text));
    loaded.scenario.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

fn run(scenario: &Scenario, steps: u64) {
    let (run, _) = conduct::run(scenario, Options { max_steps: steps, ..Options::default() }, Deaf);
    assert!(run.is_clean(), "{:?}", run.end);
    black_box(run.steps);
}

mod step {
    use super::*;

    /// 2,000,000 steps of one thread: divide by two million for the cost of one.
    #[divan::bench(sample_count = 10, items_count = 2_000_000_u64)]
    fn shared_loop(bencher: divan::Bencher) {
        let scenario = scenario("shared x = 0\nfor i in 0..1_000_000 { x += 1 }\n");
        bencher.bench(|| run(&scenario, 10_000_000));
    }

    /// The same with a lock around each update: four steps a round.
    #[divan::bench(sample_count = 10, items_count = 1_000_000_u64)]
    fn locked_loop(bencher: divan::Bencher) {
        let scenario = scenario("shared x = 0\nlock l\nfor i in 0..250_000 { with l { x += 1 } }\n");
        bencher.bench(|| run(&scenario, 10_000_000));
    }
}

/// Work that no one else can see: no steps, instructions only.
mod local {
    use super::*;

    const ROUNDS: u64 = 1_000_000;

    fn bench(bencher: divan::Bencher, body: &str) {
        let scenario = scenario(&format!("fn f() {{ {body} }}\nf()\n"));
        bencher.bench(|| run(&scenario, 10_000_000));
    }

    /// Three instructions a round.
    #[divan::bench(sample_count = 10, items_count = ROUNDS)]
    fn counting(bencher: divan::Bencher) {
        bench(bencher, &format!("let x = 0\n for i in 0..{ROUNDS} {{ x += 1 }}"));
    }

    /// Nine instructions a round, or six.
    #[divan::bench(sample_count = 10, items_count = ROUNDS)]
    fn branching(bencher: divan::Bencher) {
        let body = "if i % 3 == 0 { s += i * 2 } else { s -= 1 }\n i += 1";
        bench(bencher, &format!("let i = 0\n let s = 0\n while i < {ROUNDS} {{ {body} }}"));
    }

    /// Reads and writes of a list's items.
    #[divan::bench(sample_count = 10, items_count = ROUNDS)]
    fn indexing(bencher: divan::Bencher) {
        let body = "s += xs[i]\n xs[i] = s % 7";
        let inner = format!("for i in 0..1_000 {{ {body} }}");
        bench(bencher, &format!("let s = 0\n let xs = [i for i in 0..1_000]\n for r in 0..1_000 {{ {inner} }}"));
    }

    /// 242,785 calls.
    #[divan::bench(sample_count = 10, items_count = 242_785_u64)]
    fn calling(bencher: divan::Bencher) {
        let scenario =
            scenario("fn fib(n) { if n < 2 { return n }\n return fib(n - 1) + fib(n - 2) }\nlet x = fib(25)\n");
        bencher.bench(|| run(&scenario, 10_000_000));
    }
}

mod hand_over {
    use super::*;

    const ROUNDS: usize = 20_000;

    /// Two scenario threads that give way to each other.
    #[divan::bench(sample_count = 10, items_count = 2 * ROUNDS)]
    fn baton(bencher: divan::Bencher) {
        let body = format!("for i in 0..{ROUNDS} {{ yield }}");
        let scenario = scenario(&format!("thread a {{ {body} }}\nthread b {{ {body} }}\n"));
        bencher.bench(|| run(&scenario, 10_000_000));
    }

    /// Two OS threads that unpark each other.
    #[divan::bench(sample_count = 10, items_count = 2 * ROUNDS)]
    fn bare_park_unpark(bencher: divan::Bencher) {
        bencher.bench(|| {
            let (here, there) = (Parker::new(), Parker::new());
            let (wake_here, wake_there) = (here.unparker().clone(), there.unparker().clone());
            let other = thread::spawn(move || {
                for _ in 0..ROUNDS {
                    there.park();
                    wake_here.unpark();
                }
            });
            for _ in 0..ROUNDS {
                wake_there.unpark();
                here.park();
            }
            other.join().unwrap_or_default();
        });
    }
}

mod threads {
    use super::*;

    const COUNT: usize = 10_000;

    /// 10,000 scenario threads, started and joined.
    #[divan::bench(sample_count = 5)]
    fn started_and_joined(bencher: divan::Bencher) {
        let text = format!(
            "fn nothing() {{ pass }}\nlet all = [thread nothing() for i in 0..{COUNT}]\nfor t in all {{ t.join() }}\n"
        );
        let scenario = scenario(&text);
        bencher.bench(|| run(&scenario, 10_000_000));
    }

    /// 10,000 OS threads, started and joined.
    #[divan::bench(sample_count = 5)]
    fn bare(bencher: divan::Bencher) {
        bencher.bench(|| {
            let all: Vec<_> = (0..COUNT).map(|_| thread::spawn(|| {})).collect();
            for one in all {
                one.join().unwrap_or_default();
            }
        });
    }

    /// 10,000 that are all alive at once: each waits at a barrier.
    #[divan::bench(sample_count = 3)]
    fn all_at_a_barrier(bencher: divan::Bencher) {
        let text =
            format!("barrier b({COUNT})\nfn come() {{ b.wait() }}\nfor i in 0..{COUNT} {{ thread come() }}\njoin\n");
        let scenario = scenario(&text);
        bencher.bench(|| run(&scenario, 10_000_000));
    }
}
