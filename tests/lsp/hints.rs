//! The steps behind a line, as an editor shows them.

use serde_json::json;

use crate::client::{Editor, URI};
use crate::{BANK, list};

/// The text with each hint where it is shown.
fn hinted(text: &str) -> String {
    let (mut editor, told) = Editor::with(text);
    assert!(list(&told).iter().all(|one| one["severity"] != 1), "{told}");
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
    let hints = editor.request("textDocument/inlayHint", json!({ "textDocument": { "uri": URI }, "range": whole }));
    let hints = hints.unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for hint in list(&hints).iter().rev() {
        let line = &mut lines[usize::try_from(hint["position"]["line"].as_u64().unwrap()).unwrap()];
        let column = usize::try_from(hint["position"]["character"].as_u64().unwrap()).unwrap();
        line.insert_str(column, &format!(" «{}»", hint["label"].as_str().unwrap()));
    }
    editor.end();
    lines.join("\n")
}

/// The hint of each line of a text, which is that text behind declarations of all sorts.
fn hints(lines: &[&str]) -> Vec<String> {
    let declared = "shared x = 1\nshared y = 1\nlock L, forks[2]\nsemaphore sem(2)\nevent e\ncondition C\nqueue q\nrwlock w\n\
                    pool p(max_workers=2)\nfn rd(v=0) { return x }\nfn same(v) { return v }\nshared handle = L\n\
                    let fut = p.submit(rd)\nlet t = thread { pass }\nlet l2 = L\nlet g = rd\n";
    let text = format!("{declared}{}\n", lines.join("\n"));
    let first = declared.matches('\n').count();
    hinted(&text).lines().skip(first).map(str::to_owned).collect()
}

#[test]
fn hints_tell_the_steps_of_a_line() {
    insta::assert_snapshot!("hints", hinted(BANK));
}

#[test]
fn what_is_known_only_in_the_run_counts() {
    insta::assert_snapshot!(
        "hints_of_handles",
        hints(&[
            "print fut.result(), x",
            "print sem.value, x",
            "print \"{l2.locked()} {x}\"",
            "x = p.submit(rd).result()",
            "print g(), x",
            "print same(1), x",
            "x = fut.result()",
            "x = t.is_alive()",
            "x = sem.value",
            "x = C.waiters",
            "x = t.name",
            "x = current_thread().name",
            "fn f(l) { x = l.locked() }",
            "fn h(it) { x = it.join() }",
            "print \", \".join([\"a\"]), x",
            "fn either(it, names) { print it.join(names), x }",
            "handle.acquire()",
            "x = e.wait(1s)",
            "with C { x = C.wait(1s) }",
            "with C { C.wait_for(x == 1) }",
            "print p.map(rd, [1, 2]), x",
            "print [x + 1 for i in 0..3]",
            "print [i for i in 0..3], x, y",
        ])
        .join("\n")
    );
}

#[test]
fn steps_that_cannot_be_left_out_are_not_said_to_be_at_most_so_many() {
    insta::assert_snapshot!(
        "hints_of_jumps",
        hints(&[
            "if x == y { pass }",
            "while x == y { break }",
            "assert x != y - 100, \"no\"",
            "assert x != y, \"{x}\"",
            "for i in x..y { pass }",
            "let u = 0",
            "while u < 2 { u += 1",
            "if x == y { pass }",
            "}",
            "print x and y",
            "print x if u else y",
            "print x if y else 1",
            "if x > 1 and (y or x == 7) { pass }",
            "x += 1",
            "fn count(v) { for i in 0..v { x += i } }",
        ])
        .join("\n")
    );
}

#[test]
fn each_form_of_statement_has_its_hint() {
    insta::assert_snapshot!(
        "hints_of_statements",
        hints(&[
            "shared z = x + y",
            "thread t2 = rd(x)",
            "thread \"W{x}\" {",
            "    x += y",
            "}",
            "let t4 = thread \"W{x}\" {",
            "    x += y",
            "}",
            "with forks[x] { x = 1 }",
            "with L, forks[x] as taken { pass }",
            "with w.write(), forks[x] { pass }",
            "with w.read(), forks[x] { pass }",
            "sleep x",
            "sleep 1s",
            "if x == 1 { pass } elif x == y { pass }",
            "try { raise ValueError(\"{x} {y}\") } except ValueError { pass }",
            "fn f() { return x + y }",
            "fn g2(ts) { join ts[x] }",
            "join",
            "critical { x += 1 }",
            "atomic { x += y",
            "    if x == y { pass }",
            "    thread { x += 1 }",
            "}",
            "loop { x += 1",
            "break }",
        ])
        .join("\n")
    );
}
