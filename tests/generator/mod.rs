//! Small random scenarios in which threads get in each other's way: each takes its statements from a few kits, so that
//! most of them are about the same few things.

#![allow(dead_code, reason = "each test file uses its own")]

use proptest::prelude::*;

/// Statements about one kind of thing, with what they need. `BLOCK` stands for some more statements.
struct Kit {
    declare: &'static str,
    statements: &'static [&'static str],
}

const KITS: &[Kit] = &[
    Kit {
        declare: "",
        statements: &[
            "x += 1",
            "x = 2",
            "print x",
            "if x == 0 { x = 5 }",
            "xs[0] += 1",
            "xs[-1] = 7",
            "xs.append(x)",
            "print xs",
            "print xs.pop()",
            "print xs[x % 2]",
            "for item in xs { print item }",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "n += 1",
            "print n",
            "n = n + 1",
            "print n.fetch_add(2)",
            "print n.compare_exchange(0, 3)",
            "print n.swap(4)",
            "if n > 1 { BLOCK }",
        ],
    },
    Kit {
        declare: "lock a\nlock b",
        statements: &[
            "with a { BLOCK }",
            "with b { BLOCK }",
            "with a { with b { BLOCK } }",
            "with b { with a { BLOCK } }",
            "with a { x += 1 }",
            "a.acquire()",
            "a.release()",
            "b.acquire()",
            "print a.acquire(timeout=1ms)",
            "print a.acquire(blocking=False)",
            "print a.locked()",
            "if a.acquire(timeout=1ms) { BLOCK; a.release() }",
        ],
    },
    Kit {
        declare: "rlock r",
        statements: &[
            "with r { BLOCK }",
            "with r { with r { x += 1 } }",
            "r.acquire()",
            "r.release()",
            "print r.acquire(timeout=1ms)",
            "with r { BLOCK; r.release(); BLOCK; r.acquire() }",
        ],
    },
    Kit {
        declare: "semaphore s(1)\nbounded_semaphore z(1)",
        statements: &[
            "with s { BLOCK }",
            "with z { BLOCK }",
            "s.acquire()",
            "s.release()",
            "s.release(2)",
            "z.acquire()",
            "z.release()",
            "print s.acquire(timeout=1ms)",
            "print s.acquire(blocking=False)",
            "print s.value",
        ],
    },
    Kit {
        declare: "event e",
        statements: &[
            "e.set()",
            "e.clear()",
            "e.wait()",
            "print e.wait(1ms)",
            "print e.is_set()",
            "if e.wait(1ms) { BLOCK }",
            "e.set(); e.clear()",
        ],
    },
    Kit {
        declare: "condition c",
        statements: &[
            "with c { c.wait() }",
            "with c { print c.wait(1ms) }",
            "with c { c.notify() }",
            "with c { c.notify(2) }",
            "with c { x += 1; c.notify_all() }",
            "with c { c.wait_for(x > 0) }",
            "with c { print c.wait_for(x > 0, timeout=1ms) }",
            "with c { while x == 0 { c.wait() } }",
            "with c { BLOCK }",
            "c.notify()",
            "print c.waiters",
        ],
    },
    Kit {
        declare: "lock m\ncondition d(m)",
        statements: &[
            "with m { d.wait() }",
            "with d { BLOCK; d.notify() }",
            "with m { print d.wait(1ms); BLOCK }",
            "with m { BLOCK }",
            "m.release()",
            "with d { x += 1; d.notify_all() }",
        ],
    },
    Kit {
        declare: "queue q(maxsize=1)",
        statements: &[
            "q.put(1)",
            "q.put(x)",
            "print q.get()",
            "print q.get(timeout=1ms)",
            "q.put(2, timeout=1ms)",
            "print q.get_nowait()",
            "q.put_nowait(3)",
            "print q.qsize(), q.full()",
            "q.task_done()",
            "q.join()",
            "q.put(4); BLOCK",
        ],
    },
    Kit {
        declare: "barrier g(2)\nfn act() { x += 1 }\nbarrier h(2, action=act)",
        statements: &[
            "print g.wait()",
            "print h.wait()",
            "print g.wait(timeout=1ms)",
            "print h.wait(timeout=1ms)",
            "g.reset()",
            "g.abort()",
            "print g.n_waiting, g.broken",
            "try { g.wait(); BLOCK } except BrokenBarrierError { print \"broken\" }",
        ],
    },
    Kit {
        declare: "rwlock w",
        statements: &[
            "with w.read() { BLOCK }",
            "with w.write() { BLOCK }",
            "with w.read() { print x }",
            "with w.write() { x += 1 }",
        ],
    },
    Kit {
        declare: "pool p(max_workers=2)\nfn work(v) {\nx += v\nreturn x\n}\nfn fail() { raise KeyError(\"k\") }",
        statements: &[
            "p.submit(work, 1)",
            "print p.submit(work, 2).result()",
            "if True {\nlet f = p.submit(work, 1)\nprint f.cancel()\n}",
            "if True {\nlet f = p.submit(work, 1)\nprint f.done(), f.running()\n}",
            "print p.submit(work, 1).result(timeout=1ms)",
            "print p.submit(fail).exception()",
            "p.submit(fail).result()",
            "p.shutdown(wait=False)",
            "p.shutdown()",
            "p.shutdown(cancel_futures=True)",
            "print p.map(work, [1, 2])",
            "with p { p.submit(fail) }",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "print choose(1, 2)",
            "x = choose(0, x, 3)",
            "if choose(True, False) { BLOCK }",
            "print choose(xs)",
            "for i in 0..choose(1, 2) { BLOCK }",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "critical { BLOCK }",
            "critical k { BLOCK }",
            "critical k { x += 1 }",
            "critical k { raise ValueError(\"inside\") }",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "raise ValueError(\"v\")",
            "assert x == 0",
            "try { BLOCK } except Exception as error { print \"{error.type}\" }",
            "try { BLOCK; raise IndexError(\"i\") } except LookupError { BLOCK }",
            "try { BLOCK } finally { x += 1 }",
            "try { raise ValueError(\"v\") } finally { BLOCK }",
            "print 1 // x",
            "return",
        ],
    },
    Kit {
        declare: "fn helper(k) { x += k }",
        statements: &[
            "thread { BLOCK }",
            "thread \"named\" { BLOCK }",
            "thread helper(1)",
            "if True {\nlet t = thread { BLOCK }\nt.join()\n}",
            "if True {\nlet t = thread helper(2)\nprint t.is_alive()\nt.join(1ms)\n}",
            "join",
            "print active_count()",
            "print current_thread().name",
            "if True {\nlet t = thread helper(x)\nprint t.name\n}",
            "thread helper(1); thread helper(1)",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "atomic { BLOCK }",
            "atomic { x += 1; n += 1 }",
            "atomic { if x > 0 { x = 0; print \"reset\" } }",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "while x == 0 { yield }",
            "while n < 1 { sleep 1ms }",
            "for i in 0..2 { BLOCK }",
            "for i in 0..2 { x += i }",
            "loop { if x > 0 { break }; BLOCK; break }",
            "sleep 1ms",
            "yield",
        ],
    },
    Kit {
        declare: "fn bump() { x += 1 }\nfn call(f) { f() }\nlock forks[2]\nshared turn = 0\nfn eat(k) { with k { x += 1 } }",
        statements: &[
            "bump()",
            "call(bump)",
            "eat(forks[0])",
            "eat(forks[x % 2])",
            "with forks[0] { with forks[1] { BLOCK } }",
            "with forks[1] { with forks[0] { BLOCK } }",
            "if True {\nlet k = forks[turn]\nturn = 1\nwith k { BLOCK }\n}",
            "turn = 1 - turn",
        ],
    },
    Kit {
        declare: "",
        statements: &[
            "daemon thread { BLOCK }",
            "daemon thread { loop { print x; sleep 1ms } }",
            "print active_count()",
        ],
    },
    // What is left when `main` ends.
    Kit {
        declare: "pool left(max_workers=1)\nfn adds() { x += 1 }\nqueue mains\nmains.put(current_thread())",
        statements: &[
            "daemon thread { left.submit(adds); BLOCK }",
            "try { left.submit(adds) } except RuntimeError as e { print e.message }",
            "if True {\nlet main = mains.get()\nmain.join()\nprint active_count()\n}",
            "if True {\nlet main = mains.get()\nprint main.is_alive()\n}",
        ],
    },
];

/// A statement before it is known which kits there are.
#[derive(Clone, Debug)]
struct Seed {
    kit: usize,
    statement: usize,
    block: Vec<Seed>,
}

impl Seed {
    fn text(&self, kits: &[&Kit]) -> String {
        let statements = kits[self.kit % kits.len()].statements;
        let template = statements[self.statement % statements.len()];
        let inner: Vec<String> = self.block.iter().map(|seed| seed.text(kits)).collect();
        let inner = if inner.is_empty() { "x += 1".to_owned() } else { inner.join("\n") };
        let mut text = template.replacen("BLOCK", &format!("\n{inner}\n"), 1).replace("BLOCK", "print \"again\"");
        // Declarations of a block are its own, and a `;` may not end a line.
        text = text.replace("\n; ", "\n").replace("\n;", "\n");
        text
    }
}

fn seed(depth: u32) -> BoxedStrategy<Seed> {
    let block =
        if depth == 0 { Just(Vec::new()).boxed() } else { prop::collection::vec(seed(depth - 1), 0..=2).boxed() };
    (0..4usize, 0..60usize, block).prop_map(|(kit, statement, block)| Seed { kit, statement, block }).boxed()
}

/// The text of a scenario of up to three threads and `main`.
pub(crate) fn scenario() -> impl Strategy<Value = String> {
    with_another(Just(None))
}

/// The same with a thread that does some statements over and over again.
pub(crate) fn endless() -> impl Strategy<Value = String> {
    let body = prop::collection::vec(seed(1), 0..=2);
    with_another((body, 0..4).prop_map(|(seeds, daemon)| Some((seeds, daemon == 0))))
}

/// The same with one more thread, perhaps, which may be a daemon.
fn with_another(another: impl Strategy<Value = Option<(Vec<Seed>, bool)>>) -> impl Strategy<Value = String> {
    let kits = prop::sample::subsequence((0..KITS.len()).collect::<Vec<_>>(), 1..=3);
    let body = || prop::collection::vec(seed(1), 1..=3);
    let threads = prop::collection::vec(body(), 1..=3);
    let main = prop::collection::vec(seed(1), 0..=2);
    let alike = prop_oneof![2 => Just(1), 1 => 2..=3];
    (kits, threads, main, any::<bool>(), alike, another).prop_map(|(kits, threads, main, joins, alike, another)| {
        let kits: Vec<&Kit> = kits.into_iter().map(|index| &KITS[index]).collect();
        let body = |seeds: &[Seed]| seeds.iter().map(|seed| seed.text(&kits)).collect::<Vec<_>>().join("\n");
        let mut text = "shared x = 0\natomic n = 0\nshared xs = [0, 0]\n".to_owned();
        for kit in kits.iter().filter(|kit| !kit.declare.is_empty()) {
            text.push_str(&format!("{}\n", kit.declare));
        }
        for (index, seeds) in threads.iter().enumerate() {
            // Some who do the same, and may be taken for each other; or else each does something else.
            match (alike, index) {
                (1, _) => text.push_str(&format!("thread t{index} {{\n{}\n}}\n", body(seeds))),
                (alike, 0) => {
                    text.push_str(&format!("for i in 0..{alike} {{\nthread t {{\n{}\n}}\n}}\n", body(seeds)));
                }
                _ => {}
            }
        }
        if let Some((seeds, daemon)) = another {
            let daemon = if daemon { "daemon " } else { "" };
            text.push_str(&format!("{daemon}thread ever {{\nloop {{\n{}\nx = 0\n}}\n}}\n", body(&seeds)));
        }
        // The file itself is no function.
        text.push_str(&body(&main).replace("return", "pass"));
        if joins {
            text.push_str("\njoin\nprint x");
        }
        text.push_str("\ninvariant x < 3\n");
        text
    })
}
