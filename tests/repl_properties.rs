//! What must hold of any session, whatever is entered: it can go on, it can go back, and what it saves is what it is.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use concur::repl::{Reply, Session, Settings};
use concur::report::Paint;
use concur::source::Look;
use proptest::prelude::*;

/// What every session here begins with.
const BEGIN: [&str; 8] = [
    "shared x = 0",
    "lock l",
    "queue q(maxsize=1)",
    "event e",
    "condition c",
    "semaphore s(1)",
    "fn work(n) { with l { x += n; sleep 2ms }; yield; return x }",
    "fn fails() { raise KeyError(\"k\") }",
];

/// What is entered: text for `main`, threads, and commands.
const ENTRIES: [&str; 46] = [
    "x += 1",
    "print x; yield",
    "yield",
    "sleep 0s",
    "sleep 3ms",
    "x",
    "work(1)",
    "fails()",
    "l.acquire()",
    "l.acquire(timeout=1ms)",
    "l.release()",
    "q.put(x)",
    "q.put(x, timeout=2ms)",
    "q.get()",
    "q.get(timeout=2ms)",
    "e.wait(3ms)",
    "e.set()",
    "with c { c.notify() }",
    "with c { c.wait(1ms) }",
    "choose(1, 2)",
    "join",
    "thread a { x += 1; x += 1 }",
    "thread a = work(2)",
    "thread b { sleep 2ms; q.put(7) }",
    "thread b { print q.get() }",
    "thread d { with c { c.wait(); print \"woken\" } }",
    "thread d { e.wait(2ms); s.acquire(); print \"d\" }",
    "thread a { fails() }",
    "daemon thread z { loop { sleep 1ms; s.release() } }",
    ":manual",
    ":auto",
    ":time 1ms",
    ":time 2ms",
    ":time 0s",
    ":step main",
    ":step a",
    ":step b 3",
    ":step d",
    ":run",
    ":run main",
    ":run a",
    ":run b",
    ":undo",
    ":undo 3",
    ":play main",
    "nonsense",
];

fn session() -> Session {
    let settings =
        Settings { paint: Paint { color: false }, look: Look::default(), jobs: 1, interrupt: Arc::default() };
    let mut session = Session::new(settings).unwrap();
    for entry in BEGIN {
        assert!(!enter(&mut session, entry).refused, "{entry}");
    }
    session
}

fn enter(session: &mut Session, entry: &str) -> Reply {
    session.enter(entry, &mut |_| {})
}

/// All that can be seen of a session.
fn seen(session: &mut Session) -> Vec<String> {
    [":trace", ":threads", ":locks", ":vars", ":text"].iter().map(|look| enter(session, look).text).collect()
}

fn is_look(entry: &str) -> bool {
    entry == "x" || entry.starts_with(":undo")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_session_can_go_on_and_go_back(entries in prop::collection::vec(prop::sample::select(&ENTRIES[..]), 1..14)) {
        let mut session = session();
        for (index, entry) in entries.iter().enumerate() {
            let before = seen(&mut session);
            let reply = enter(&mut session, entry);
            let so_far = &entries[..=index];
            prop_assert!(!reply.text.contains("in another way"), "{so_far:?}: {}", reply.text);
            let after = seen(&mut session);
            if reply.refused {
                prop_assert_eq!(&before, &after, "{:?} was refused, and has changed something", so_far);
            } else if !is_look(entry) {
                let undone = enter(&mut session, ":undo");
                // Who moves as told already changes nothing by being told so.
                let moves = entry == &":manual" || entry == &":auto";
                prop_assert!(moves || !undone.refused, "{so_far:?}: {}", undone.text);
                if !moves {
                    prop_assert_eq!(&before, &seen(&mut session), "{:?} cannot be taken back", so_far);
                    let again = enter(&mut session, entry);
                    prop_assert_eq!(&reply.text, &again.text, "{:?}, once more", so_far);
                } else if !undone.refused {
                    enter(&mut session, entry);
                }
            }
        }
    }

    #[test]
    fn what_is_saved_is_what_was_there(entries in prop::collection::vec(prop::sample::select(&ENTRIES[..]), 1..14)) {
        let mut session = session();
        for entry in &entries {
            enter(&mut session, entry);
        }
        let wanted = seen(&mut session);
        let folder = std::env::temp_dir().join(format!("concur-saved-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("saved.cdl");
        std::fs::write(&file, enter(&mut session, ":text").text).unwrap();
        let settings = Settings { paint: Paint { color: false }, look: Look::default(), jobs: 1, interrupt: Arc::default() };
        let mut other = Session::new(settings).unwrap();
        let loaded = enter(&mut other, &format!(":load \"{}\"", file.display()));
        prop_assert!(!loaded.refused, "{entries:?}: {}", loaded.text);
        prop_assert_eq!(wanted, seen(&mut other), "{:?}", entries);
    }
}
