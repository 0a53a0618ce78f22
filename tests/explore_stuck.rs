//! Partial deadlocks: threads that wait for ever while others go on. Who is found must be stuck, whatever the others do;
//! and what a learner would call stuck must be found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use concur::check;
use concur::explore::{self, Explored, Key, Options, Question, Timing, Wakeups};
use concur::run::{End, Run};
use proptest::prelude::*;

mod explored;
mod generator;
mod reference;
mod tries;

use explored::load;
use reference::Rules;
use tries::{Tried, TriedResult, hold};

/// A thread that goes on for ever and does nothing.
const SPINNER: &str = "thread spinner { while True { yield } }\n";

/// Two who take two locks in two orders.
const TWO: &str = "lock a\nlock b\nfn eat(first, second) { with first { with second { pass } } }\n\
                   thread one = eat(a, b)\nthread two = eat(b, a)\n";

/// Who is stuck and who goes on, as the shortest schedule shows it; none if nobody is found to be stuck.
fn who(run: &Run) -> Option<(String, String)> {
    let End::Deadlock(deadlock) = &run.end else { return None };
    let label = |thread: &concur::value::ThreadId| run.threads[thread.index()].label.to_string();
    let stuck: Vec<String> = deadlock.standing.iter().map(|standing| label(&standing.thread)).collect();
    let going: Vec<String> = deadlock.going.iter().map(label).collect();
    Some((stuck.join(" "), going.join(" ")))
}

/// Who is stuck in a partial deadlock: the same however it is searched for.
fn stuck(text: &str) -> Option<String> {
    let scenario = load(text);
    let mut answers = Vec::new();
    for timing in [Timing::Any, Timing::Exact] {
        for (reduction, jobs) in [(true, 1), (false, 1), (true, 3)] {
            let options = Options { timing, reduction, jobs, max_states: Some(100_000), ..Options::default() };
            let check = check::check(&scenario, &options, &mut |_| {});
            assert_eq!((check.bug, check.cut), (None, None), "{text}");
            let found = check.problems.iter().find(|problem| problem.key == Key::Stuck);
            let run = found.map(|problem| &problem.replay.as_ref().unwrap().run);
            answers.push(run.and_then(who).map(|(stuck, _)| stuck));
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{text}{answers:?}");
    answers.remove(0)
}

fn found(who: &str) -> Option<String> {
    Some(who.to_owned())
}

#[test]
fn two_who_wait_for_each_other_are_stuck_though_a_third_runs_for_ever() {
    assert_eq!(stuck(&format!("{TWO}{SPINNER}")), found("one two"));
    assert_eq!(stuck(&format!("{SPINNER}{TWO}")), found("one two"));
    assert_eq!(stuck(&format!("{TWO}daemon {SPINNER}join")), found("one two"));
}

#[test]
fn who_waits_for_stuck_threads_to_end_is_stuck_too() {
    let one = format!("lock k\n{SPINNER}with k {{ let t = thread {{ with k {{ pass }} }}\nt.join() }}");
    assert_eq!(stuck(&one), found("main Thread-1"));
    assert_eq!(stuck(&format!("thread a {{ join }}\nthread b {{ join }}\ndaemon {SPINNER}")), found("a b"));
    let held = format!("lock k\ndaemon {SPINNER}with k {{ thread a {{ with k {{ pass }} }}\njoin }}");
    assert_eq!(stuck(&held), found("main a"));
}

#[test]
fn nobody_comes_past_a_join_of_who_is_stuck() {
    assert_eq!(stuck(&format!("event e\nthread a {{ e.wait() }}\n{SPINNER}join\ne.set()")), found("a"));
    assert_eq!(stuck(&format!("event e\ndaemon thread a {{ e.wait() }}\n{SPINNER}join\ne.set()")), None);
}

#[test]
fn a_deadlock_of_all_is_no_partial_one() {
    assert_eq!(stuck(TWO), None);
    assert_eq!(stuck(&format!("{TWO}shared x = 0\nthread c {{ while x == 0 {{ x = 1 }} }}")), None);
}

#[test]
fn a_notify_that_came_too_early_leaves_its_waiter_stuck_while_a_ticker_runs() {
    let text = "condition c\natomic n = 0\nthread waiter { with c { c.wait() } }\nthread early { with c { c.notify() } }\n\
                thread ticker { while True { n = 1 - n } }";
    assert_eq!(stuck(text), found("waiter"));
    let again = text.replace("n = 1 - n", "with c { c.notify() }");
    assert_eq!(stuck(&again), None, "the next tick wakes it");
}

#[test]
fn a_ticker_that_takes_the_lock_but_never_notifies_wakes_nobody() {
    let text = "lock m\ncondition c(m)\nthread waiter { with c { c.wait() } }\nthread ticker { while True { with m { pass } } }";
    assert_eq!(stuck(text), found("waiter"));
}

#[test]
fn a_lock_that_an_ended_thread_took_along_is_free_for_nobody() {
    let text = "lock k\nthread forgetful { k.acquire() }\nthread next { with k { pass } }\n";
    assert_eq!(stuck(&format!("{text}{SPINNER}")), found("next"));
    assert_eq!(stuck(&format!("r{text}{SPINNER}")), found("next"));
}

#[test]
fn who_takes_a_lock_twice_is_stuck_alone() {
    assert_eq!(stuck(&format!("lock k\nthread twice {{ with k {{ with k {{ pass }} }} }}\n{SPINNER}")), found("twice"));
    assert_eq!(stuck(&format!("rlock k\nthread twice {{ with k {{ with k {{ pass }} }} }}\n{SPINNER}")), None);
}

#[test]
fn a_server_with_nothing_more_to_do_is_stuck_unless_it_is_a_daemon() {
    let server = "thread server { while True { let item = q.get(); q.task_done() } }\n";
    assert_eq!(stuck(&format!("queue q\n{server}{SPINNER}q.put(1)")), found("server"));
    assert_eq!(stuck(&format!("queue q\ndaemon {server}{SPINNER}q.put(1)")), None);
    assert_eq!(stuck(&format!("queue q(maxsize=1)\n{server}thread client {{ while True {{ q.put(1) }} }}")), None);
}

#[test]
fn a_daemon_counts_where_another_waits_for_it() {
    let text = "lock k\nevent e\ndaemon thread keeper { with k { e.wait() } }\ndaemon thread idle { e.wait() }\n\
                sleep 1\nthread next { with k { pass } }\n";
    // In time, the keeper has the lock for sure.
    assert_eq!(stuck_in(&format!("{text}{SPINNER}"), Timing::Any), found("keeper next"));
}

/// The same for one kind of time.
fn stuck_in(text: &str, timing: Timing) -> Option<String> {
    let check =
        check::check(&load(text), &Options { timing, max_states: Some(100_000), ..Options::default() }, &mut |_| {});
    assert_eq!((check.bug, check.cut), (None, None), "{text}");
    let found = check.problems.iter().find(|problem| problem.key == Key::Stuck)?;
    who(&found.replay.as_ref().unwrap().run).map(|(stuck, _)| stuck)
}

#[test]
fn main_is_stuck_though_a_daemon_runs_on() {
    assert_eq!(stuck(&format!("event e\ndaemon {SPINNER}e.wait()")), found("main"));
    assert_eq!(stuck("event e\ndaemon thread setter { loop { e.set(); e.clear() } }\ne.wait()"), None);
}

#[test]
fn permits_parties_and_writers_that_never_come_leave_threads_stuck() {
    assert_eq!(stuck(&format!("semaphore s(0)\nthread a {{ s.acquire() }}\n{SPINNER}")), found("a"));
    assert_eq!(
        stuck(&format!("barrier b(3)\nthread a {{ b.wait() }}\nthread c {{ b.wait() }}\n{SPINNER}")),
        found("a c")
    );
    assert_eq!(
        stuck(&format!("rwlock w\nthread a {{ with w.read() {{ with w.write() {{ pass }} }} }}\n{SPINNER}")),
        found("a")
    );
    assert_eq!(stuck(&format!("queue q(maxsize=1)\nthread a {{ q.put(1); q.put(2) }}\n{SPINNER}")), found("a"));
}

#[test]
fn who_may_be_let_go_on_is_not_stuck() {
    let waits = "lock k\nk.acquire()\nthread a { k.acquire() }\n";
    let release = "thread releaser { loop { if choose(True, False) { break } }\nk.release()\nloop { yield } }";
    assert_eq!(stuck(&format!("{waits}{release}")), None, "the lock may be released");
    let text = "event e\nthread a { e.wait() }\nthread setter { loop { if choose(True, False) { e.set() } } }";
    assert_eq!(stuck(text), None, "the event may be set");
    let started =
        "event e\nfn set() { e.set() }\nthread a { e.wait() }\nthread b { sleep 1; thread set()\nloop { yield } }";
    assert_eq!(stuck(started), None, "a thread that is yet to be started sets it");
}

#[test]
fn who_gives_up_some_time_is_not_stuck() {
    assert_eq!(stuck(&format!("lock k\nk.acquire()\nthread a {{ k.acquire(timeout=1) }}\n{SPINNER}")), None);
    let back_off =
        "loop { if a.acquire(blocking=False) { if b.acquire(blocking=False) { b.release() }\na.release() } }";
    let other = "loop { if b.acquire(blocking=False) { if a.acquire(blocking=False) { a.release() }\nb.release() } }";
    assert_eq!(stuck(&format!("lock a\nlock b\nthread one {{ {back_off} }}\nthread two {{ {other} }}")), None);
}

/// What is known not to be found: `is_set` looks at the event, and so do those who could set it.
#[test]
fn who_waits_for_what_others_only_look_at_is_not_found() {
    assert_eq!(stuck("event e\nthread a { e.wait() }\nthread b { while not e.is_set() { yield } }"), None);
}

#[test]
fn a_worker_whose_task_waits_for_ever_is_stuck() {
    let pool = "event e\npool p(max_workers=1)\nfn wait() { e.wait() }\nlet f = p.submit(wait)\n";
    assert_eq!(stuck(&format!("{pool}loop {{ yield }}")), found("ThreadPoolExecutor-0_0"));
    assert_eq!(stuck(&format!("{pool}while not f.done() {{ yield }}")), found("ThreadPoolExecutor-0_0"));
}

#[test]
fn behind_a_lock_that_stays_held_nothing_can_be_done() {
    // The setter sets the event only behind a lock that is held for ever.
    let text = "lock k\nevent e\nk.acquire()\nthread a { e.wait() }\n\
                thread b { loop { if choose(True, False) { with k { e.set() } } } }\n";
    assert_eq!(stuck(&format!("{text}daemon {SPINNER}")), found("a"));
    let released = format!("{text}daemon {SPINNER}if choose(True, False) {{ k.release() }}");
    assert_eq!(stuck(&released), found("a"), "but only once main has chosen not to release it");
    assert_eq!(stuck(&format!("{text}daemon {SPINNER}k.release()")), None);
}

#[test]
fn claims_about_deadlocks_are_about_partial_ones_too() {
    let verdicts = |claim: &str| {
        let check = check::check(&load(&format!("{TWO}{SPINNER}{claim}")), &Options::default(), &mut |_| {});
        (check.claims[0].holds, check.failed())
    };
    assert_eq!(verdicts("expect never deadlock"), (Some(false), true));
    assert_eq!(verdicts("expect possible deadlock"), (Some(true), false));
}

/// Scenarios with more states than this are passed over.
const MOST: usize = if cfg!(debug_assertions) { 3_000 } else { 20_000 };

fn explore(text: &str, options: Options) -> Explored {
    let question = Question { stuck: true, ..Question::default() };
    let options = Options { max_states: Some(MOST as u64), ..options };
    let only = |found: &[explore::Finding]| {
        found.iter().map(|finding| finding.key.clone()).filter(|key| *key == Key::Stuck).collect()
    };
    explore::explore(&load(text), &question, &options, &only, &mut |_| {})
}

/// Who is said to be stuck never goes on; and it is said whatever is left out of the search.
fn who_is_stuck_never_goes_on(text: &str, wakeups: Wakeups) -> TriedResult {
    let scenario = load(text);
    let mut said = Vec::new();
    for (reduction, jobs) in [(false, 1), (true, 1), (true, 3)] {
        let explored = explore(text, Options { reduction, jobs, wakeups, ..Options::default() });
        if explored.cut.is_some() {
            return Ok(Tried::TooLarge);
        }
        let found = explored.findings.iter().find(|finding| finding.key == Key::Stuck);
        // Where the others come to an end, a search that leaves out orders may see only what comes of it.
        let is_total = explored.findings.iter().any(|finding| finding.key == Key::Deadlock);
        said.push(found.is_some() || is_total);
        let Some((finding, witness)) = found.and_then(|found| Some((found, found.witness.as_ref()?))) else { continue };
        prop_assert!(!witness.stuck.is_empty());
        let rules = Rules { wakeups, timing: Timing::Any, outputs: false };
        let goes_on = reference::can_one_go_on(&scenario, &witness.schedule, &witness.stuck, rules, MOST);
        prop_assert!(goes_on != Some(true), "{:?} by {:?}", witness.stuck, witness.schedule);
        let replay = check::replay(&scenario, &Question::default(), finding).unwrap();
        prop_assert!(replay.shows, "by {}: {:?}", replay.schedule, replay.run.end);
    }
    prop_assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
    Ok(Tried::Whole)
}

#[test]
fn who_is_found_to_be_stuck_never_goes_on() {
    let wakeups = prop_oneof![3 => Just(Wakeups::Any), 1 => Just(Wakeups::Fifo), 1 => Just(Wakeups::Spurious)];
    hold(60, (generator::endless(), wakeups), |(text, wakeups)| who_is_stuck_never_goes_on(&text, wakeups));
}
