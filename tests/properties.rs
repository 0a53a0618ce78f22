//! What must hold for every scenario, policy and seed: a run ends or its deadlock is real; the same seed gives the same
//! run; the schedule that a run prints gives that run again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use concur::conduct::{self, Options, PolicyKind};

use concur::live;
use concur::machine::{Event, Scenario};
use concur::run::{Cast, Doing, End, Observer, Run};
use concur::source::Source;
use concur::syntax;
use proptest::prelude::*;

/// Keeps all that it hears.
#[derive(Debug, Default)]
struct Recorder {
    events: Vec<Event>,
    printed: String,
}

impl Observer for Recorder {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, _names: &dyn Cast) {
        self.events.push(event.clone());
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

fn load(text: &str) -> Scenario {
    let loaded = Scenario::load(&Source::new("random.cdl", text));
    loaded.scenario.unwrap_or_else(|| panic!("{:?}\n{text}", loaded.diagnostics))
}

fn run(scenario: &Scenario, options: Options) -> (Run, Recorder) {
    let (run, recorder) = conduct::run(scenario, options, Recorder::default());
    (run, recorder.unwrap())
}

/// One statement of a random thread; `depth` bounds the nesting.
fn statement(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("x += 1".to_owned()),
        Just("n += 1".to_owned()),
        Just("xs.append(x)".to_owned()),
        Just("xs[0] = x".to_owned()),
        Just("print \"{x} {len(xs)}\"".to_owned()),
        (0..3u32).prop_map(|milliseconds| format!("sleep {milliseconds}ms")),
        Just("yield".to_owned()),
        Just("s.acquire()".to_owned()),
        Just("s.release()".to_owned()),
        Just("print a.acquire(timeout=1ms)".to_owned()),
        Just("e.wait()".to_owned()),
        Just("print e.wait(2ms)".to_owned()),
        Just("e.set()".to_owned()),
        Just("e.clear()".to_owned()),
        Just("q.put(x, timeout=1ms)".to_owned()),
        Just("print q.get(timeout=1ms)".to_owned()),
        Just("with c { c.wait(3ms) }".to_owned()),
        Just("with c { c.notify() }".to_owned()),
        Just("with c { c.wait() }".to_owned()),
        Just("with c { c.notify_all() }".to_owned()),
        Just("print choose(1, 2, 3)".to_owned()),
        Just("b.wait(timeout=1ms)".to_owned()),
        Just("p.submit(work, x)".to_owned()),
        Just("print p.submit(work, 1).result()".to_owned()),
        Just("thread { x += 1 }".to_owned()),
        Just("with w.read() { print x }".to_owned()),
        Just("with w.write() { x += 1 }".to_owned()),
        Just("raise ValueError(\"on purpose\")".to_owned()),
        Just("print now()".to_owned()),
        Just("atomic {\nx += 1\nn += 1\n}".to_owned()),
        Just("join".to_owned()),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let block = prop::collection::vec(statement(depth - 1), 1..3).prop_map(|inner| inner.join("\n"));
    let nested = (0..8usize, block).prop_map(|(kind, inner)| match kind {
        0 => format!("with a {{\n{inner}\n}}"),
        1 => format!("with b1 {{\n{inner}\n}}"),
        2 => format!("with r {{\n{inner}\n}}"),
        3 => format!("try {{\n{inner}\n}} except Exception as error {{ print \"{{error.type}}\" }}"),
        4 => format!("for i in 0..2 {{\n{inner}\n}}"),
        5 => format!("critical {{\n{inner}\n}}"),
        6 => format!("try {{\n{inner}\n}} finally {{ x += 1 }}"),
        _ => format!("if x % 2 == 0 {{\n{inner}\n}}"),
    });
    prop_oneof![3 => leaf, 2 => nested].boxed()
}

fn scenario_text() -> impl Strategy<Value = String> {
    let body = prop::collection::vec(statement(2), 1..5).prop_map(|statements| statements.join("\n"));
    prop::collection::vec(body, 1..4).prop_map(|threads| {
        let mut text =
            "shared x = 0\natomic n = 0\nshared xs = [0]\nlock a\nlock b1\nrlock r\nsemaphore s(1)\nevent e\n\
             queue q(maxsize=1)\ncondition c\nbarrier b(2)\nrwlock w\npool p(max_workers=2)\n\
             fn work(v) {\nx += v\nreturn x\n}\n"
                .to_owned();
        for (index, body) in threads.iter().enumerate() {
            text.push_str(&format!("thread t{index} {{\n{body}\n}}\n"));
        }
        text.push_str("x += 1\n");
        text
    })
}

fn policy() -> impl Strategy<Value = PolicyKind> {
    prop_oneof![Just(PolicyKind::Fifo), Just(PolicyKind::RoundRobin), Just(PolicyKind::Random), Just(PolicyKind::Pct)]
}

/// In a real deadlock nobody can go on, nobody sleeps, and nobody's patience is bounded.
fn assert_real(run: &Run) {
    match &run.end {
        End::Finished => {}
        End::Deadlock(deadlock) => {
            assert!(!deadlock.standing.is_empty());
            for standing in &deadlock.standing {
                assert!(matches!(standing.doing, Doing::Waiting { until: None, .. }), "{standing:?} is not stuck");
            }
        }
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_run_ends_or_its_deadlock_is_real(text in scenario_text(), policy in policy(), seed in any::<u64>()) {
        let scenario = load(&text);
        let (run, _) = run(&scenario, Options { policy, seed, ..Options::default() });
        assert_real(&run);
    }

    #[test]
    fn the_same_seed_gives_the_same_run(text in scenario_text(), policy in policy(), seed in any::<u64>()) {
        let scenario = load(&text);
        let options = Options { policy, seed, ..Options::default() };
        let (first, heard) = run(&scenario, options.clone());
        let (second, again) = run(&scenario, options);
        prop_assert_eq!(first.schedule, second.schedule);
        prop_assert_eq!(heard.events, again.events);
    }

    #[test]
    fn the_schedule_of_a_run_replays_it(text in scenario_text(), policy in policy(), seed in any::<u64>()) {
        let scenario = load(&text);
        let (first, heard) = run(&scenario, Options { policy, seed, ..Options::default() });
        let source = Source::new("--schedule", first.schedule.as_str());
        let schedule = syntax::parse_schedule(&source).unwrap();
        let replay = Options { schedule: Some((source, schedule)), ..Options::default() };
        let (second, again) = run(&scenario, replay);
        prop_assert_eq!(&heard.printed, &again.printed, "{}\n{}", text, first.schedule);
        prop_assert_eq!(heard.events, again.events, "{}\n{}\n{:?}", text, first.schedule, second.end);
        prop_assert_eq!(
            std::mem::discriminant(&first.end),
            std::mem::discriminant(&second.end)
        );
        prop_assert_eq!(first.schedule, second.schedule);
    }

    /// Whatever the operating system makes of a scenario, the machine can follow it, and the conductor repeat it.
    #[test]
    fn a_live_run_can_be_followed_and_repeated(text in scenario_text(), seed in any::<u64>()) {
        let scenario = load(&text);
        let options = live::Options { time_scale: 0.1, seed, keep_schedule: true, ..live::Options::default() };
        let (first, heard) = live::run(&scenario, options, Recorder::default());
        prop_assert!(!matches!(first.end, End::Broken(_)), "{:?}\n{}", first.end, text);
        assert_real(&first);
        // What a scenario makes of the time on the wall cannot be repeated.
        if !text.contains("now()") {
            let source = Source::new("--schedule", first.schedule.as_str());
            let schedule = syntax::parse_schedule(&source).unwrap();
            let (second, again) = run(&scenario, Options { schedule: Some((source, schedule)), ..Options::default() });
            prop_assert_eq!(heard.unwrap().printed, again.printed, "{}\n{}", text, first.schedule);
            prop_assert_eq!(
                std::mem::discriminant(&first.end),
                std::mem::discriminant(&second.end),
                "{}\n{}\n{:?}", text, first.schedule, second.end
            );
        }
    }
}
