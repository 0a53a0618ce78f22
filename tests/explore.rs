//! Answers that are known: by counting on paper, or because CPython was seen to give them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use concur::check;
use concur::explore::{self, EndKind, Finding, Key, Options, Question};
use concur::syntax::ast::{Claim, ClaimKind};

mod explored;

use explored::{finals, findings, load, outputs, prints, search, variables};

/// Ends without a deadlock or an exception, with what is printed.
fn ok<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<(EndKind, String)> {
    texts.into_iter().map(|text| (EndKind::Ok, text.to_owned())).collect()
}

fn deadlock(text: &str) -> BTreeSet<(EndKind, String)> {
    [(EndKind::Deadlock, text.to_owned())].into()
}

fn raises(text: &str) -> BTreeSet<(EndKind, String)> {
    [(EndKind::Exception, text.to_owned())].into()
}

/// The texts of several sets.
fn any<const N: usize>(sets: [BTreeSet<(EndKind, String)>; N]) -> BTreeSet<(EndKind, String)> {
    sets.into_iter().flatten().collect()
}

/// The values of `x` at all ends, none of which is a deadlock or comes after an exception.
fn values_of_x(text: &str) -> BTreeSet<i64> {
    let number = |(kind, values): (EndKind, Vec<String>)| {
        assert_eq!(kind, EndKind::Ok);
        values[0].parse().unwrap()
    };
    finals(text, &["x"]).into_iter().map(number).collect()
}

/// All orders of the characters of a text, blanks in between.
fn orders(text: &str) -> Vec<String> {
    let Some(_) = text.chars().next() else { return vec![String::new()] };
    let rest = |skip: usize| text.chars().enumerate().filter(move |(at, _)| *at != skip).map(|(_, letter)| letter);
    let mut all = BTreeSet::new();
    for (at, letter) in text.chars().enumerate() {
        let tails = orders(&rest(at).collect::<String>());
        all.extend(tails.into_iter().map(|tail| format!("{letter} {tail}").trim().to_owned()));
    }
    all.into_iter().collect()
}

fn in_any_order(text: &str) -> BTreeSet<(EndKind, String)> {
    ok(orders(text).iter().map(String::as_str))
}

/// Whether a variable is raced for.
fn races(text: &str, name: &str) -> bool {
    let wanted = Key::Race(variables(&load(text), &[name])[0]);
    let reduced = search(&load(text), &Question::default(), &Options::default());
    let found = findings(text).contains_key(&wanted);
    assert_eq!(found, reduced.findings.iter().any(|finding| finding.key == wanted), "with orders left out");
    found
}

/// What `concur check` makes of each claim.
fn verdicts(text: &str) -> Vec<Option<bool>> {
    let check = check::check(&load(text), &Options::default(), &mut |_| {});
    assert_eq!(check.bug, None);
    check.claims.iter().map(|verdict| verdict.holds).collect()
}

// Counting

/// Two threads that add 1 ten times each, in a read and a write: the first can write its last 1 + 1 = 2 after all that the
/// second has done but its last write... every total from 2 to 20 comes about, and 1 does not.
#[test]
fn lost_updates_leave_every_total_from_2_to_20() {
    let text = "shared x = 0\nfn add() { for i in 0..10 { x += 1 } }\nthread a = add()\nthread b = add()";
    assert_eq!(values_of_x(text), (2..=20).collect());
    assert!(races(text, "x"));
}

#[test]
fn under_a_lock_no_update_is_lost() {
    let text =
        "shared x = 0\nlock k\nfn add() { for i in 0..10 { with k { x += 1 } } }\nthread a = add()\nthread b = add()";
    assert_eq!(values_of_x(text), [20].into());
    assert!(!races(text, "x"));
}

#[test]
fn an_atomic_variable_loses_no_update() {
    let text = "atomic x = 0\nfn add() { for i in 0..5 { x += 1 } }\nthread a = add()\nthread b = add()";
    assert_eq!(values_of_x(text), [10].into());
    assert!(!races(text, "x"));
    let two_steps = "atomic x = 0\nfn add() { for i in 0..2 { x = x + 1 } }\nthread a = add()\nthread b = add()";
    assert_eq!(values_of_x(two_steps), [2, 3, 4].into());
    assert!(!races(two_steps, "x"));
}

#[test]
fn three_threads_that_add_twice_leave_every_total_from_2_to_6() {
    let text = "shared x = 0\nfn add() { for i in 0..2 { x += 1 } }\nfor i in 0..3 { thread add() }";
    assert_eq!(values_of_x(text), (2..=6).collect());
}

/// `main` writes x, reads it and ends: three steps one after the other, so four states and three steps.
#[test]
fn one_thread_has_a_state_for_each_step() {
    let scenario = load("shared x = 0\nlet y = x");
    let explored = search(&scenario, &Question::default(), &Options { reduction: false, ..Options::default() });
    assert_eq!((explored.progress.states, explored.progress.steps, explored.progress.depth), (4, 3, 3));
}

/// Before `main` has started a there are 2 states, and before it has started b 4, the places of a: to read x, to write it,
/// to end, ended. Then `main` is at its end or ended, and a and b stand at these places each. What can differ besides is
/// x, and what a thread at its write has read:
///
/// | a is to | b is to read | to write | to end, or has ended |
/// | --- | --- | --- | --- |
/// | read | x = 0 | b read 0 | x = 1 |
/// | write | a read 0 | both read 0 | x = 1, and a read 0 or 1 |
/// | end, or has ended | x = 1 | x = 1, and b read 0 or 1 | x = 1 or 2 |
///
/// So 1 + 1 + 2 * 1, 1 + 1 + 2 * 2 and twice 1 + 2 + 2 * 2: 24 for each place of `main`, and 2 + 4 + 48 in all.
#[test]
fn two_lost_updates_have_as_many_states_as_on_paper() {
    let scenario = load("shared x = 0\nthread a { x = x + 1 }\nthread b { x = x + 1 }");
    let explored = search(&scenario, &Question::default(), &Options { reduction: false, ..Options::default() });
    assert_eq!(explored.progress.states, 54);
    assert_eq!(explored.progress.depth, 10);
    let reduced = search(&scenario, &Question::default(), &Options::default());
    assert!(reduced.progress.states < 54, "{}", reduced.progress.states);
}

/// Levels of thousands of states are shared among those who search.
#[test]
fn three_who_search_count_what_one_counts() {
    let text = "shared x = 0\nshared y = 0\nfn add() { x += 1; y += x; x += y }\nfor i in 0..3 { thread add() }";
    let count = |jobs, reduction| {
        let explored = search(&load(text), &Question::default(), &Options { jobs, reduction, ..Options::default() });
        let found: Vec<_> =
            explored.findings.iter().map(|finding| (finding.key.clone(), finding.discovery.depth)).collect();
        (explored.progress.states, explored.progress.steps, explored.progress.depth, found)
    };
    let one = count(1, false);
    assert!(one.0 > 100_000, "{}", one.0);
    assert_eq!(one, count(3, false));
    assert_eq!(one, count(2, false));
}

// Deadlocks

/// `main` starts n philosophers and ends, each takes a fork: 2n + 1 steps.
#[test]
fn naive_philosophers_starve_after_two_steps_for_each_and_the_end_of_main() {
    for n in 2..=6 {
        let text = format!(
            "lock forks[{n}]\nfn philosopher(i) {{ with forks[i] {{ with forks[(i + 1) % {n}] {{ }} }} }}\n\
             for i in 0..{n} {{ thread philosopher(i) }}\nexpect never deadlock"
        );
        let check = check::check(&load(&text), &Options::default(), &mut |_| {});
        assert_eq!(check.claims[0].holds, Some(false), "{n}");
        assert_eq!(check.bug, None);
        let problem = &check.problems[0];
        assert_eq!(problem.key, Key::Deadlock);
        assert_eq!((problem.length, problem.shortest), (2 * n + 1, true), "{n}");
        assert!(problem.replay.as_ref().unwrap().shows);
    }
}

#[test]
fn philosophers_who_take_the_lower_fork_first_do_not_starve() {
    for n in 2..=5 {
        let text = format!(
            "lock forks[{n}]\nfn philosopher(i) {{\nlet j = (i + 1) % {n}\n\
             with forks[min(i, j)] {{ with forks[max(i, j)] {{ }} }} }}\n\
             for i in 0..{n} {{ thread philosopher(i) }}\nexpect never deadlock"
        );
        assert_eq!(verdicts(&text), [Some(true)], "{n}");
    }
}

#[test]
fn to_take_a_lock_twice_is_a_deadlock_and_an_rlock_is_not() {
    assert_eq!(outputs("lock k\nwith k { with k { } }"), deadlock(""));
    assert_eq!(outputs("rlock k\nwith k { with k { print 1 } }"), ok(["1"]));
}

#[test]
fn two_who_join_each_other_wait_for_ever() {
    let text = "queue q\nthread a {\nlet b = q.get()\nb.join()\n}\nthread b { a.join() }\nq.put(b)";
    assert_eq!(outputs(text), deadlock(""));
}

/// A daemon that waits is no deadlock, and nobody waits for it.
#[test]
fn a_daemon_that_waits_is_no_deadlock() {
    assert_eq!(outputs("lock k\nk.acquire()\ndaemon thread { k.acquire() }"), ok([""]));
}

// Chance

#[test]
fn choose_takes_each_option() {
    assert_eq!(outputs("print choose(1, 2, 3)"), ok(["1", "2", "3"]));
    assert_eq!(outputs("print choose([4, 5]), choose(1, 2)"), ok(["4 1", "4 2", "5 1", "5 2"]));
    assert_eq!(outputs("atomic { print choose(1, 2), choose(1, 2) }"), ok(["1 1", "1 2", "2 1", "2 2"]));
}

#[test]
fn a_notify_wakes_any_waiter() {
    let text = "condition c\nshared here = 0\nfn wait(i) {\nwith c {\nhere += 1\nc.wait()\nprint i\n}\n}\n\
                daemon thread wait(0)\ndaemon thread wait(1)\ndaemon thread wait(2)\n\
                while True { with c { if here == 3 { c.notify(); break } } }\nsleep 1s";
    assert_eq!(outputs(text), ok(["", "0", "1", "2"]));
}

#[test]
fn a_notify_of_two_wakes_any_two() {
    let text = "condition c\nshared here = 0\nfn wait(i) {\nwith c {\nhere += 1\nc.wait()\nprint i\n}\n}\n\
                thread wait(0)\nthread wait(1)\nthread wait(2)\n\
                while True { with c { if here == 3 { c.notify(2); break } } }";
    let pairs = ["0 1", "1 0", "0 2", "2 0", "1 2", "2 1"];
    assert_eq!(outputs(text), pairs.into_iter().flat_map(deadlock).collect());
}

#[test]
fn notify_all_wakes_all_in_any_order() {
    let text = "condition c\nshared here = 0\nfn wait(i) {\nwith c {\nhere += 1\nc.wait()\nprint i\n}\n}\n\
                thread wait(0)\nthread wait(1)\nthread wait(2)\n\
                while True { with c { if here == 3 { c.notify_all(); break } } }";
    assert_eq!(outputs(text), in_any_order("012"));
}

#[test]
fn woken_in_their_order_the_one_that_came_first_goes_first() {
    let text = "condition c\nshared here = []\nfn wait(i) {\nwith c {\nhere.append(i)\nc.wait()\nprint here[0] == i\n}\n}\n\
                thread wait(0)\nthread wait(1)\n\
                while True { with c { if len(here) == 2 { c.notify(); break } } }\nexpect possible output {\n| False\n}";
    let fifo = Options { wakeups: concur::explore::Wakeups::Fifo, ..Options::default() };
    let possible = |options: &Options| check::check(&load(text), options, &mut |_| {}).claims[0].holds;
    assert_eq!(possible(&Options::default()), Some(true));
    assert_eq!(possible(&fifo), Some(false));
}

// Time

#[test]
fn a_timeout_can_fire_or_not_where_it_has_to_wait() {
    let contended = "lock k\nthread { with k { } }\nlet got = k.acquire(timeout=1s)\nprint got\nif got { k.release() }";
    assert_eq!(outputs(contended), ok(["True", "False"]));
    assert_eq!(outputs("lock k\nprint k.acquire(timeout=1s)"), ok(["True"]));
    assert_eq!(outputs("lock k\nk.acquire()\nprint k.acquire(timeout=1s)"), ok(["False"]));
    let without =
        "lock k\nthread { with k { } }\nlet got = k.acquire(blocking=False)\nprint got\nif got { k.release() }";
    assert_eq!(outputs(without), ok(["True", "False"]));
}

#[test]
fn a_sleep_is_no_synchronization() {
    let text = "thread a { print 1 }\nsleep 10s\nprint 2";
    assert_eq!(outputs(text), ok(["1 2", "2 1"]));
    assert!(races("shared x = 0\nthread { sleep 10s; x = 1 }\nx = 2", "x"));
}

#[test]
fn an_event_that_is_waited_for_with_a_timeout_may_come_too_late() {
    assert_eq!(outputs("event e\nthread { e.set() }\nprint e.wait(1s)"), ok(["True", "False"]));
    assert_eq!(outputs("event e\nthread { e.set() }\nprint e.wait()"), ok(["True"]));
    // Who was waiting gets True even if it is cleared at once; who comes later waits for ever.
    assert_eq!(outputs("event e\nthread { e.set(); e.clear() }\nprint e.wait()"), any([ok(["True"]), deadlock("")]));
}

#[test]
fn a_wait_for_ends_with_the_condition_or_with_its_time() {
    let text = "condition c\nshared x = 0\nthread { with c { x = 1; c.notify() } }\n\
                with c { print c.wait_for(x == 1, timeout=1s) }";
    assert_eq!(outputs(text), ok(["True", "False"]));
    let without =
        "condition c\nshared x = 0\nthread { with c { x = 1; c.notify() } }\nwith c { print c.wait_for(x == 1) }";
    assert_eq!(outputs(without), ok(["True"]));
}

#[test]
fn a_wait_on_a_condition_can_time_out() {
    let text = "condition c\nthread { with c { c.notify() } }\nwith c { print c.wait(1s) }";
    assert_eq!(outputs(text), ok(["True", "False"]));
    let lost = "condition c\nthread { with c { c.notify() } }\nwith c { print c.wait() }";
    assert_eq!(outputs(lost), any([ok(["True"]), deadlock("")]));
}

#[test]
fn a_result_can_be_late() {
    let text = "pool p(max_workers=1)\nfn f() { return 7 }\n\
                try { print p.submit(f).result(timeout=1s) } except TimeoutError { print \"late\" }";
    assert_eq!(outputs(text), ok(["7", "late"]));
}

// Primitives

#[test]
fn each_thread_gets_each_index_of_a_barrier() {
    let text = "barrier b(3)\natomic got = [0, 0, 0]\nfn come(i) { got[i] = b.wait() }\n\
                for i in 0..3 { thread come(i) }\njoin\nprint got";
    let lines = ["[0, 1, 2]", "[0, 2, 1]", "[1, 0, 2]", "[1, 2, 0]", "[2, 0, 1]", "[2, 1, 0]"];
    assert_eq!(outputs(text), ok(lines));
}

#[test]
fn a_barrier_breaks_for_all_where_one_gives_up() {
    let text = "barrier b(2)\nfn come(i) {\ntry { b.wait(timeout=1s); print i } except BrokenBarrierError { print \"!\" }\n}\n\
                thread come(1)\nthread come(2)";
    assert_eq!(outputs(text), ok(["1 2", "2 1", "! !"]));
}

#[test]
fn a_semaphore_lets_in_as_many_as_it_has_permits() {
    let text = |permits: u32| {
        format!(
            "semaphore s({permits})\natomic inside = 0\nfn visit() {{ with s {{ inside += 1; inside -= 1 }} }}\n\
             for i in 0..3 {{ thread visit() }}\ninvariant inside <= 2\ninvariant inside <= 1"
        )
    };
    assert_eq!(verdicts(&text(1)), [Some(true), Some(true)]);
    assert_eq!(verdicts(&text(2)), [Some(true), Some(false)]);
    assert_eq!(verdicts(&text(3)), [Some(false), Some(false)]);
}

#[test]
fn a_queue_keeps_the_order_of_one_producer() {
    let text = "queue q\nthread { for i in 0..3 { q.put(i) } }\nfor i in 0..3 { print q.get() }";
    assert_eq!(outputs(text), ok(["0 1 2"]));
}

#[test]
fn a_queue_takes_what_several_bring_in_any_order() {
    let text = "queue q(maxsize=1)\nfn bring(i) { q.put(i) }\nfor i in 0..4 { thread bring(i) }\n\
                for i in 0..4 { print q.get() }";
    let all = outputs(text);
    assert_eq!(all.len(), 24);
    assert_eq!(all, in_any_order("0123"));
}

#[test]
fn one_worker_keeps_the_order_of_the_tasks_and_two_do_not() {
    let text = |workers: u32| {
        format!("pool p(max_workers={workers})\nfn f(i) {{ print i }}\nwith p {{ for i in 0..3 {{ p.submit(f, i) }} }}")
    };
    assert_eq!(outputs(&text(1)), ok(["0 1 2"]));
    // Of three tasks the last is begun when one of the first two is over.
    assert_eq!(outputs(&text(2)), ok(["0 1 2", "0 2 1", "1 0 2", "1 2 0"]));
    assert_eq!(outputs(&text(3)), in_any_order("012"));
}

#[test]
fn readers_read_together_and_a_writer_writes_alone() {
    let text = "rwlock w\natomic readers = 0\natomic writers = 0\n\
                fn read() { with w.read() { readers += 1; readers -= 1 } }\n\
                fn write() { with w.write() { writers += 1; writers -= 1 } }\n\
                thread read()\nthread read()\nthread write()\nthread write()\n\
                invariant readers <= 1\ninvariant writers <= 1\ninvariant readers == 0 or writers == 0";
    assert_eq!(verdicts(text), [Some(false), Some(true), Some(true)]);
}

#[test]
fn a_future_can_be_cancelled_until_it_has_begun() {
    let text = "pool p(max_workers=1)\nfn f() { print \"ran\" }\nlet task = p.submit(f)\n\
                if task.cancel() { print \"cancelled\" }";
    assert_eq!(outputs(text), ok(["cancelled", "ran"]));
    let second = "pool p(max_workers=1)\nfn f(i) { print i }\np.submit(f, 1)\nlet task = p.submit(f, 2)\n\
                  if task.cancel() { print \"no 2\" }";
    assert_eq!(outputs(second), ok(["1 no 2", "no 2 1", "1 2"]));
}

#[test]
fn who_joins_comes_after() {
    assert_eq!(outputs("thread a { print 1 }\na.join()\nprint 2"), ok(["1 2"]));
    assert_eq!(outputs("thread a { print 1 }\nprint 2"), ok(["1 2", "2 1"]));
    assert_eq!(
        outputs("thread a { print 1 }\na.join(timeout=1s)\nprint a.is_alive()"),
        ok(["1 False", "1 True", "True 1"])
    );
    assert!(!races("shared x = 0\nthread a { x = 1 }\njoin\nx = 2", "x"));
}

// Ends

#[test]
fn a_daemon_is_cut_off_at_any_point() {
    let text = "daemon thread { for i in 0..3 { print i } }";
    assert_eq!(outputs(text), ok(["", "0", "0 1", "0 1 2"]));
    // Once it is waited for, it comes to its end.
    assert_eq!(outputs("let d = daemon thread { for i in 0..3 { print i } }\nd.join()"), ok(["0 1 2"]));
}

/// What a daemon has submitted is done to its end, once it is submitted.
#[test]
fn workers_are_waited_for_whoever_had_them_started() {
    let text = "pool p(max_workers=1)\nfn task() { print 1; print 2 }\ndaemon thread { p.submit(task) }";
    assert_eq!(outputs(text), ok(["", "1 2"]));
    let blocked = "event e\npool p(max_workers=1)\nfn task() { e.wait() }\ndaemon thread { p.submit(task) }";
    assert_eq!(outputs(blocked), ok([""]).into_iter().chain(deadlock("")).collect());
}

#[test]
fn main_has_not_ended_before_its_workers_have() {
    let text = "pool p(max_workers=1)\nfn task() { print 1 }\np.submit(task)\n\
                thread t(current_thread())\nfn t(main) { main.join(); print active_count() }";
    assert_eq!(outputs(text), ok(["1 2"]));
    let joins = "pool p(max_workers=1)\nfn task(main) { main.join(); print 1 }\np.submit(task, current_thread())";
    assert_eq!(outputs(joins), deadlock(""));
}

#[test]
fn main_counts_to_the_last() {
    assert_eq!(outputs("thread t { print active_count() }"), ok(["2"]));
}

#[test]
fn an_exception_ends_its_thread_and_no_other() {
    let text = "thread a { raise ValueError(\"v\") }\nthread b { print 1 }\njoin\nprint 2";
    assert_eq!(outputs(text), raises("1 2"));
    // main starts a, a ends: that is where it shows.
    let found = findings("thread a { raise ValueError(\"v\") }");
    let depths: Vec<u32> = found
        .iter()
        .filter(|(key, _)| matches!(key, Key::Uncaught { type_name, .. } if type_name == "ValueError"))
        .map(|(_, depth)| *depth)
        .collect();
    assert_eq!(depths, [2]);
}

#[test]
fn an_exception_in_a_finally_takes_the_place_of_the_first() {
    let text = "thread a {\ntry { raise ValueError(\"v\") } finally { raise KeyError(\"k\") }\n}\n\
                expect possible raises KeyError\nexpect never raises ValueError";
    assert_eq!(verdicts(text), [Some(true), Some(true)]);
    let released = "lock k\nthread a {\nwith k { raise ValueError(\"v\") }\n}\nwith k { print 1 }";
    assert_eq!(outputs(released), raises("1"));
    let either = "shared x = 0\nthread a { x = 1 }\ntry { if x == 1 { raise IndexError(\"i\") }; print 0 }\n\
                  except IndexError { print 1 } finally { print 2 }";
    assert_eq!(outputs(either), ok(["0 2", "1 2"]));
}

#[test]
fn a_lock_that_a_dead_thread_holds_is_never_free() {
    let text = "lock k\nthread a { k.acquire(); raise ValueError(\"v\") }\nwith k { print 1 }";
    assert_eq!(outputs(text), any([raises("1"), deadlock("")]));
}

// Atomic blocks and critical sections

#[test]
fn nobody_sees_the_middle_of_an_atomic_block() {
    let text = "shared x = 0\nshared y = 0\nthread a { atomic { x = 1; y = 1 } }\nthread b { atomic { print x == y } }\n\
                invariant x == y";
    assert_eq!(outputs(text), ok(["True"]));
    // Before the line of y there is none, so that the invariant cannot be false there.
    assert_eq!(verdicts(text), [Some(true)]);
    let bare = "shared x = 0\nshared y = 0\nthread a { x = 1; y = 1 }\ninvariant x == y";
    assert_eq!(verdicts(bare), [Some(false)]);
}

#[test]
fn waiting_in_an_atomic_block_is_an_error_only_where_it_has_to() {
    let text = "lock k\nthread a { with k { print 1 } }\n\
                try { atomic { k.acquire(); k.release() }; print 2 } except RuntimeError { print 3 }";
    assert_eq!(outputs(text), ok(["1 2", "2 1", "1 3", "3 1"]));
}

#[test]
fn two_in_one_critical_section_overlap() {
    let text = |guard: &str| {
        format!(
            "lock k\nfn f() {{ {guard} {{ critical desk {{ }} }} }}\nthread f()\nthread f()\n\
             expect never overlap in desk\nexpect never overlap"
        )
    };
    assert_eq!(verdicts(&text("if True")), [Some(false), Some(false)]);
    assert_eq!(verdicts(&text("with k")), [Some(true), Some(true)]);
    let other = "thread a { critical one { } }\nthread b { critical two { } }\nexpect never overlap";
    assert_eq!(verdicts(other), [Some(true)]);
    // main starts both, and each comes in.
    let found = findings("thread a { critical desk { } }\nthread b { critical desk { } }");
    assert_eq!(found.get(&Key::Overlap("desk".to_owned())), Some(&4));
}

// Races

#[test]
fn elements_of_a_list_are_places_of_their_own() {
    let two = |one: &str, other: &str| format!("shared xs = [0, 0]\nthread a {{ {one} }}\nthread b {{ {other} }}");
    let raced = |one: &str, other: &str| races(&two(one, other), "xs");
    assert!(!raced("xs[0] = 1", "xs[1] = 1"));
    assert!(raced("xs[0] = 1", "xs[0] = 1"));
    assert!(raced("xs[0] = 1", "print xs[0]"));
    assert!(!raced("print xs[0]", "print xs[0]"));
    assert!(raced("xs.append(1)", "xs[0] = 1"));
    assert!(raced("xs.append(1)", "print xs[0]"));
    assert!(raced("xs[-1] = 1", "xs[1] = 1"));
    assert!(!raced("xs[-1] = 1", "xs[0] = 1"));
    assert!(raced("xs[-2] = 1", "xs[0] = 1"));
    assert!(!raced("print len(xs)", "print xs.index(0)"));
    assert!(raced("print xs", "xs[1] = 1"));
    assert!(raced("xs = [1]", "xs[1] = 1"));
}

#[test]
fn keys_of_a_dict_are_places_of_their_own() {
    let text = |key: &str| format!("shared d = {{\"a\": 0}}\nthread a {{ d[\"a\"] = 1 }}\nthread b {{ d[{key}] = 1 }}");
    assert!(races(&text("\"a\""), "d"));
    assert!(!races(&text("\"b\""), "d"));
}

/// The race shows where both are about to write: `main` has declared x and started both.
#[test]
fn a_race_shows_before_its_accesses() {
    let text = "shared x = 0\nthread a { x = 1 }\nthread b { x = 2 }";
    assert_eq!(findings(text).get(&Key::Race(variables(&load(text), &["x"])[0])), Some(&3));
}

// Claims

#[test]
fn a_claim_about_an_element_is_about_that_one_alone() {
    let [yes, no] = [Some(true), Some(false)];
    let text = "const N = 1\nshared xs = [0, 0, 0]\nshared m = [[0, 0], [0, 0]]\n\
                thread a { xs[N] = 1; m[1][0] = 1; xs[0] = 1 }\nthread b { xs[1] = 2; m[1] = [2, 2]; print xs[0]; xs[2] = 1 }\n\
                expect possible race on xs[0]\nexpect possible race on xs[N]\nexpect possible race on xs[-2]\n\
                expect possible race on xs[2]\nexpect never race on xs[2]\nexpect possible race on xs\n\
                expect possible race on m[0]\nexpect possible race on m[1]\nexpect possible race on m[1][1]\n\
                expect possible race on m[1][0]\nexpect never race on xs[1]\nexpect never race on m\nexpect possible race";
    assert_eq!(verdicts(text), [yes, yes, yes, no, yes, yes, no, yes, no, yes, no, no, yes]);
    let all_orders = Options { reduction: false, ..Options::default() };
    let check = check::check(&load(text), &all_orders, &mut |_| {});
    assert_eq!(check.claims.iter().map(|verdict| verdict.holds).collect::<Vec<_>>(), verdicts(text));
    // What changes the whole list changes its elements.
    let text =
        "shared xs = [0, 0]\nthread a { xs.append(1) }\nthread b { xs.append(2) }\nexpect possible race on xs[1]";
    assert_eq!(verdicts(text), [yes]);
    let text = "shared d = {}\nthread a { d[\"a\"] = 1 }\nthread b { d[\"a\"] = 2 }\n\
                expect never race on d[\"b\"]\nexpect possible race on d[\"a\"]";
    assert_eq!(verdicts(text), [yes, yes]);
}

/// `possible race on xs[0]` excuses no race on `xs[1]`.
#[test]
fn a_race_on_another_element_than_the_claimed_one_is_a_problem() {
    let text = "shared xs = [0, 0]\nfn f(i) { xs[i] = 1 }\nthread a = f(0)\nthread b = f(0)\n";
    let failed = |claims: &str| {
        let text = format!("{text}thread c = f(1)\nthread d = f(1)\n{claims}");
        check::check(&load(&text), &Options::default(), &mut |_| {}).failed()
    };
    assert!(failed("expect possible race on xs[0]"));
    assert!(failed("expect possible race on xs[1]"));
    assert!(!failed("expect possible race on xs[0]\nexpect possible race on xs[1]"));
    assert!(!failed("expect possible race on xs"));
}

#[test]
fn claims_about_ends_are_judged_over_all_ends() {
    let text = "shared x = 0\nthread a { x += 1 }\nthread b { x += 1 }\n\
                expect always x == 2\nexpect possible x == 1\nexpect never x == 0\nexpect possible x == 3\n\
                expect always x > 0\nexpect possible race on x\nexpect never deadlock\nexpect never raises";
    let [yes, no] = [Some(true), Some(false)];
    assert_eq!(verdicts(text), [no, yes, yes, no, yes, yes, yes, yes]);
}

#[test]
fn a_possible_output_is_one_that_some_schedule_prints_in_full() {
    let text = "thread a { print 1 }\nthread b { print 2 }\n\
                expect possible output {\n| 1\n| 2\n}\nexpect possible output {\n| 2\n| 1\n}\n\
                expect possible output {\n| 1\n}\nexpect possible output {\n| 1\n| 2\n| 3\n}";
    let [yes, no] = [Some(true), Some(false)];
    assert_eq!(verdicts(text), [yes, yes, no, no]);
}

/// Every output that CPython was seen to give for a program of the lesson is one of its scenario here. A file has a letter
/// for each line, and then the outputs. Without optimization only some of them are looked for.
#[test]
fn what_cpython_printed_is_possible_here() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["bank", "barrier", "condition", "event", "rlock", "semaphore", "threading"] {
        let seen = std::fs::read_to_string(root.join(format!("tests/explore/seen/{name}.txt"))).unwrap();
        let (lines, rows) = seen.split_once("\n\n").unwrap();
        let line = |letter: char| lines.lines().find_map(|line| line.strip_prefix(letter)?.strip_prefix(' ')).unwrap();
        let scenario = load(&std::fs::read_to_string(root.join(format!("scenarios/{name}.cdl"))).unwrap());
        let most = if cfg!(debug_assertions) { 12 } else { usize::MAX };
        for row in rows.lines().step_by(rows.lines().count().div_ceil(most)) {
            let output: String = row.chars().map(|letter| format!("{}\n", line(letter))).collect();
            assert!(prints(&scenario, &output), "{name}: CPython printed\n{output}");
            let cut = &output[..output.len() - 2];
            assert!(!prints(&scenario, cut), "{name} never stops after\n{cut}");
        }
    }
}

// What stands in a text is no thread

#[test]
fn a_text_that_looks_like_a_thread_tells_no_threads_apart() {
    let states = |word: &str| {
        let text = format!(
            "shared said = \"\"\nlock l\nfn say() {{ with l {{ said = \"{word}\" }} }}\n\
             thread say()\nthread say()\nthread say()\nthread say()\n"
        );
        search(&load(&text), &Question::default(), &Options::default()).progress.states
    };
    assert_eq!(states("ThreadId(2) ThreadId(3)"), states("a text"));
}

// A schedule that shows something else

/// A finding of each kind, with its schedule; cut short by a step, or taken from another finding, it shows nothing of it.
#[test]
fn a_schedule_that_does_not_show_a_finding_is_not_taken_for_one_that_does() {
    let texts = [
        "shared x = 0\nfn add() { x += 1 }\nthread a = add()\nthread b = add()\njoin\nassert x == 2\n",
        "lock l\nlock m\nthread a { with l { with m { pass } } }\nthread b { with m { with l { pass } } }\n",
        "shared x = 0\natomic { let a = choose(1, 2); let b = choose(1, 2); x = 10 * a + b }\n\
         expect always x != 12\nexpect never x == 21\ninvariant x != 11\n",
        "thread a { critical c { yield } }\nthread b { critical c { yield } }\nexpect never overlap\n",
        "shared go = True\nthread a { while go { yield } }\nthread b { while go { yield } }\nexpect never livelock\n",
        "lock l\nl.acquire()\nthread a { with l { pass } }\nwhile True { yield }\n",
    ];
    let mut kinds = std::collections::HashSet::new();
    for text in texts {
        let scenario = load(text);
        let claims = |kind: fn(&Claim) -> bool| {
            let claims = scenario.image.program.claims.iter();
            claims.filter(move |compiled| kind(&compiled.claim)).filter_map(|compiled| compiled.condition).collect()
        };
        let question = Question {
            invariants: claims(|claim| matches!(claim.kind, ClaimKind::Invariant(_))),
            ends: claims(|claim| matches!(claim.kind, ClaimKind::State { .. })),
            livelock: text.contains("livelock"),
            stuck: true,
            endings: Some(variables(&scenario, if text.starts_with("shared x") { &["x"] } else { &[] })),
            ..Question::default()
        };
        let all = |found: &[Finding]| found.iter().map(|finding| finding.key.clone()).collect();
        let explored = explore::explore(&scenario, &question, &Options::default(), &all, &mut |_| {});
        for finding in &explored.findings {
            let shows = |finding: &Finding| check::replay(&scenario, &question, finding).unwrap().shows;
            assert!(shows(finding), "{finding:?}");
            kinds.insert(std::mem::discriminant(&finding.key));
            let mut short = finding.clone();
            let witness = short.witness.as_mut().unwrap();
            witness.steps -= u64::from(witness.schedule.entries.pop().is_some());
            // An end comes by itself, also behind the schedule; but then the steps are not those of the witness.
            assert!(!shows(&short), "{short:?}");
            for other in &explored.findings {
                let differ = other.key != finding.key
                    && std::mem::discriminant(&other.key) == std::mem::discriminant(&finding.key);
                let is_of_an_end = matches!(finding.key, Key::End { .. } | Key::Ending { .. });
                if differ && is_of_an_end {
                    let wrong = Finding { witness: other.witness.clone(), ..finding.clone() };
                    let same = matches!((&finding.key, &other.key), (Key::End { condition: a, .. }, Key::End { condition: b, .. }) if a != b);
                    assert!(same || !shows(&wrong), "{wrong:?}");
                }
            }
        }
    }
    assert!(kinds.len() >= 8, "{}", kinds.len());
}
