//! Another name for something: everything that means it changes, and nothing means anything else.

use super::renamed;

#[test]
fn what_a_schedule_quotes_is_a_mention() {
    let text = "thread a { pass }\nthread b { pass }\nschedule { main \"a\"*2 b a:notify(\"a\", b) b:choose(1):notify(b, a) 'a' }\n";
    let expected = text.replace("thread a", "thread first").replace("\"a\"", "\"first\"").replace(" a:", " first:");
    let expected = expected.replace(", a)", ", first)");
    assert_eq!(renamed(text, "a {", 0, "first").unwrap(), expected.replace("'a'", "'first'"));
    assert_eq!(renamed(text, "a\"*2", 0, "first").unwrap(), expected.replace("'a'", "'first'"));
}

#[test]
fn threads_that_are_named_after_a_function_are_mentions_of_it() {
    let text =
        "fn worker(n) { print n }\nthread worker(1)\nthread worker(2)\nschedule { main \"Thread-2 (worker)\" }\n";
    assert_eq!(renamed(text, "worker", 0, "serve").unwrap(), text.replace("worker", "serve"));
    assert_eq!(renamed(text, "worker)", 0, "serve").unwrap(), text.replace("worker", "serve"));
}

#[test]
fn threads_of_one_name_that_a_schedule_counts_are_renamed_together() {
    let two = "thread a { pass }\nthread a { print 1 }\nschedule { main a#2 a }\n";
    let expected = two.replace("thread a", "thread b").replace("a#2 a", "b#2 b");
    assert_eq!(renamed(two, "a {", 0, "b").unwrap(), expected);
    assert_eq!(renamed(two, "a#2", 0, "b").unwrap(), expected);
    let many = "for i in 0..3 { thread w { print i } }\nschedule { main w#2 w#3 w }\n";
    let expected = many.replace("thread w", "thread v").replace("w#2 w#3 w", "v#2 v#3 v");
    assert_eq!(renamed(many, "w {", 0, "v").unwrap(), expected);
    let quoted = "for i in 0..2 { thread a { print i } }\nschedule { main \"a#2\" a 'a'#2 a:notify('a#2') }\n";
    let expected = quoted.replace("thread a", "thread b").replace("a#2", "b#2").replace("'a'", "'b'");
    let expected = expected.replace(" a ", " b ").replace(" a:", " b:");
    assert_eq!(renamed(quoted, "a {", 0, "b").unwrap(), expected);
    assert_eq!(renamed(quoted, "a#2\"", 0, "b").unwrap(), expected);
    // Nobody counts them.
    let free = "thread a { pass }\nthread a { print 1 }\n";
    assert_eq!(renamed(free, "a {", 0, "b").unwrap(), free.replacen("thread a", "thread b", 1));
}

#[test]
fn a_schedule_that_would_mean_another_thread_is_no_place_for_a_name() {
    let why = |new: &str| format!("with the name `{new}`, the schedule could not tell `a` from another thread");
    let constant = "thread \"b\" { pass }\nthread a { pass }\nschedule { main a }\n";
    assert_eq!(renamed(constant, "a {", 0, "b").unwrap_err(), why("b"));
    assert_eq!(renamed(constant, "a {", 0, "main").unwrap_err(), why("main"));
    assert_eq!(
        renamed(constant, "a {", 0, "c").unwrap(),
        constant.replace("thread a", "thread c").replace("main a", "main c")
    );
    let named = "thread b { pass }\nthread a { pass }\nschedule { main b }\n";
    assert_eq!(renamed(named, "a {", 0, "b").unwrap_err(), why("b"));
    let computed = "for i in 0..2 { thread \"w_{i}\" { pass } }\nthread a { pass }\nschedule { main w_1 a }\n";
    assert_eq!(renamed(computed, "a {", 0, "w_1").unwrap_err(), why("w_1"));
    let shared = "thread \"a\" { pass }\nthread a { pass }\nschedule { main a }\n";
    assert_eq!(renamed(shared, "a {", 0, "c").unwrap_err(), why("c"));
    let numbered = "thread \"b#2\" { pass }\nthread a { pass }\nthread a { print 1 }\nschedule { main a#2 }\n";
    assert_eq!(renamed(numbered, "a {", 0, "b").unwrap_err(), why("b"));
}

#[test]
fn a_variable_for_a_handle_is_not_the_threads_name() {
    let text = "fn w() { pass }\nthread t { pass }\nlet u = thread w()\nu.join()\nschedule { main t }\n";
    assert_eq!(renamed(text, "u =", 0, "v").unwrap(), text.replace("let u", "let v").replace("u.join", "v.join"));
}

#[test]
fn statements_with_a_mistake_are_renamed_too_where_it_can_be_told_what_they_mean() {
    let text = "shared count = 1\nfn f() { count += \n}\nprint count\n";
    assert_eq!(renamed(text, "count", 0, "total").unwrap(), text.replace("count", "total"));
    let open = "event e\nthread t {\n    e.set(; e.clear()\n    e.clear()\n}\nprint e.is_set()\n";
    let expected = open.replace("event e", "event done").replace(" e.", " done.");
    assert_eq!(renamed(open, "e\nthread", 0, "done").unwrap(), expected);
    let hidden = "shared count = 1\nfn g(count) { print count, \n}\nprint count +\n";
    let expected = "shared total = 1\nfn g(count) { print count, \n}\nprint total +\n";
    assert_eq!(renamed(hidden, "count", 0, "total").unwrap(), expected);
    let told = "`count` stands in line 2, which has a mistake: mend that first";
    assert_eq!(renamed("shared count = 1\nlet count = = 2\nprint count\n", "count", 0, "total").unwrap_err(), told);
    assert_eq!(renamed("shared count = 1\nfn f(count, = 3) { print count }\n", "count", 0, "total").unwrap_err(), told);
}

#[test]
fn a_parameter_that_a_call_by_another_name_may_mean_keeps_its_name() {
    let refused = |text: &str, line: usize| {
        let why = format!("`a=` in line {line} may mean it, and only a run tells what is called there");
        assert_eq!(renamed(text, "a)", 0, "zz").unwrap_err(), why, "{text}");
    };
    refused("fn f(a) { return a }\nlet g = f\nprint g(a=1)\n", 3);
    refused("fn f(a) { return a }\nlet table = [f]\nthread table[0](a=1)\n", 3);
    refused("fn f(a) { return a }\npool P\nlet Q = [P]\nprint Q[0].submit(f, a=1).result()\n", 4);
    // These calls say what they call.
    let direct = "fn f(a, sep=1) { return a }\npool P\nprint f(a=1)\nthread f(a=2)\nprint P.submit(f, a=3).result()\n";
    let expected = direct.replace("f(a", "f(zz").replace("return a", "return zz").replace("f, a=", "f, zz=");
    assert_eq!(renamed(direct, "a,", 0, "zz").unwrap(), expected);
    // What else is called so is not meant: a parameter of another function, a method's, a declaration's.
    let others = "fn f(timeout) { print timeout }\nfn h(timeout) { print timeout }\nlet g = f\nlock l\n\
                  h(timeout=1)\nl.acquire(timeout=1)\ng(1)\n";
    let expected = others.replacen("timeout", "zz", 2);
    assert_eq!(renamed(others, "timeout", 0, "zz").unwrap(), expected);
    let kept = "fn f(a) { print a }\nfn h(a) { print a }\nlet g = h\ng(a=1)\nf(2)\n";
    assert_eq!(renamed(kept, "a)", 0, "zz").unwrap(), kept.replacen("(a) { print a", "(zz) { print zz", 1));
}
