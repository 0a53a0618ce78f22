#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

use crate::machine::{Deaf, First, Fuel, Machine, Scenario, Turn};
use crate::source::Source;
use crate::value::{Mentions, ThreadId};

/// Every kind of thing that can hold a thread's handle.
const HOLDERS: &str = "shared handle = None
shared nested = []
shared named = \"ThreadId(77)\"
queue q
pool p(max_workers=1)
lock l
rlock r
semaphore s(1)
event e
condition c
barrier b(2)
rwlock w
fn same(x, y=None) { return x }
fn pick(x) { return choose(x, main_is()) }
fn main_is() { return None }
thread t { with r { with c { c.wait(timeout=1s) } } }
thread reader { with w.read() { e.wait(timeout=1s) } }
thread writer { with w.write() { sleep 1s } }
handle = t
nested = [[t], {\"key\": t, t: 1}]
q.put(t)
let kept = [reader, handle]
let future = p.submit(same, kept, y=t)
let answers = p.map(same, [t, reader])
thread passed = same(t, y=[reader])
thread \"Named {1}\" { critical { sleep 1ms; print choose(t, reader) == t } }
with l { b.wait(timeout=1ms) }
";

/// The threads that a thing refers to, read from how programmers see it: nothing that it holds can be missing there.
fn written(thing: &impl Debug) -> BTreeSet<ThreadId> {
    const WORD: &str = "ThreadId(";
    let text = format!("{thing:?}").replace("\"ThreadId(77)\"", "");
    let id = |(at, _): (usize, &str)| text[at + WORD.len()..].split(')').next().unwrap().parse().unwrap();
    text.match_indices(WORD).map(|found| ThreadId(id(found))).collect()
}

fn agrees(thing: &(impl Mentions + Debug)) -> usize {
    let mut shown = BTreeSet::new();
    thing.mentions(&mut |thread| {
        shown.insert(thread);
    });
    assert_eq!(shown, written(thing), "{thing:?}");
    shown.len()
}

fn all_agree(machine: &Machine) -> usize {
    let world = &machine.world;
    let mut mentions = machine.threads.iter().map(agrees).sum();
    mentions += world.variables.iter().map(agrees).sum::<usize>();
    mentions += world.objects.iter().map(agrees).sum::<usize>();
    mentions += world.futures.iter().map(agrees).sum::<usize>();
    mentions += world.roster.iter().map(agrees).sum::<usize>();
    mentions
}

/// Lets threads do steps in a round, and looks at each state.
fn run(scenario: &Scenario) -> usize {
    let mut machine = scenario.start(&mut Deaf, &mut Fuel::of(100_000));
    let mut mentions = all_agree(&machine);
    for step in 0..200 {
        let all = machine.threads.len();
        let turns = (0..all).map(|index| ThreadId::at((index + step) % all));
        let mut turns = turns.flat_map(|who| [(who, Turn::Perform), (who, Turn::Expire)]);
        let allowed = |(who, turn): &(ThreadId, Turn)| !machine.world.has_ended(*who) && machine.allows(*who, *turn);
        let Some((who, turn)) = turns.find(allowed).filter(|_| !machine.world.is_over()) else { break };
        machine.step(who, turn, &mut Deaf, &mut First, &mut Fuel::of(100_000));
        mentions += all_agree(&machine);
    }
    mentions
}

#[test]
fn whatever_refers_to_a_thread_says_so() {
    let scenario = Scenario::load(&Source::new("holders.cdl", HOLDERS));
    let scenario = scenario.scenario.unwrap_or_else(|| panic!("{:?}", scenario.diagnostics));
    assert!(run(&scenario) > 1000);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["scenarios", "scenarios/classics", "tests/catalogue"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "cdl") {
                let source = Source::new(path.display().to_string(), std::fs::read_to_string(&path).unwrap());
                Scenario::load(&source).scenario.iter().for_each(|scenario| {
                    run(scenario);
                });
            }
        }
    }
}
