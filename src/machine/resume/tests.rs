//! Local work as a driver sees it: how far it comes, and what it prints then.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::machine::{Action, Deaf, Fuel, Machine, Scenario};
use crate::source::Source;
use crate::value::ThreadId;

/// What `main` stands at after so much fuel, and how much it used.
fn standing(text: &str, instructions: u64) -> (Action, u64) {
    let scenario = Scenario::load(&Source::new("test.cdl", text)).scenario.unwrap();
    let mut fuel = Fuel::of(instructions);
    let machine: Machine = scenario.start(&mut Deaf, &mut fuel);
    (machine.pending(ThreadId(0)).unwrap().clone(), fuel.used())
}

fn printed(text: &str) -> String {
    match standing(text, 10_000).0 {
        Action::Print { text } => text.trim_end().to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn endless_work_of_any_form_stops_when_the_fuel_is_used_up() {
    let declarations = "fn down() { return down() }\nfn two(n) { if n > 0 { two(n - 1)\n two(n - 1) } }\n";
    for work in [
        "while True { pass }",
        "while not False { if True { continue } }",
        "let i = 0\nwhile 0 < 1 { if i < 0 { i += 1 } }",
        "for i in 0..10 ** 15 { pass }",
        "for i in 0..10 ** 6 { for j in [1, 2, 3] { pass } }",
        "let all = [i for i in 0..10 ** 6 if i < 0]",
        "while True { try { down() } except { pass } }",
        "while True { try { continue } finally { pass } }",
        "two(900)",
    ] {
        let (action, used) = standing(&format!("{declarations}{work}\n"), 1000);
        assert_eq!(action, Action::Continue, "{work}");
        assert!((1000..1100).contains(&used), "{work}: {used}");
    }
}

#[test]
fn what_is_large_is_not_endless() {
    for work in [
        "let s = \"ab\" * 30_000_000\nlet t = s + \"c\"\nlet u = t[1:]",
        "let s = \"ab\" * 30_000_000\nlet t = s.replace(\"b\", \"\")\nlet u = s.upper() == s",
        "let xs = [0] * 4_000_000\nlet ys = xs[::-1]\nlet zs = sorted(xs)\nlet n = sum(list(range(4_000_000)))",
        "let xs = []\nfor i in 0..50_000 { xs.append(i) }\nlet i = 0\nwhile i < len(xs) { i += 1 }\nwhile xs { xs.pop() }",
        "let s = \"\"\nfor i in 0..50_000 { s += \"x\" }\nlet i = 0\nwhile i < 1000 { i += len(s[:10]) }",
    ] {
        let (action, used) = standing(&format!("{work}\nprint 1\n"), Fuel::ENDLESS);
        assert_eq!(action, Action::Print { text: "1\n".to_owned() }, "{work}: {used}");
    }
}

#[test]
fn going_through_what_is_large_for_ever_is_endless_before_long() {
    let declarations =
        "let s = \"a\" * 1_000_000\nlet t = \"a\" * 1_000_000\nlet xs = [0] * 1_000_000\nlet ys = [0] * 1_000_000\n";
    for work in [
        "s == t",
        "\"b\" in s",
        "xs == ys",
        "1 in xs",
        "xs < ys",
        "let u = s + t",
        "let u = xs * 2",
        "let u = s[1:]",
        "let u = s[500_000]",
        "let u = \"{xs}\"",
        "let u = \"{s!r}\"",
        "let u = s.upper()",
        "let u = s.split(\"b\")",
        "let u = xs.index(0, 1)",
        "let u = sorted(xs)",
        "let u = sum(xs)",
        "let u = list(range(1_000_000))",
        "let u = len(s)",
        "for c in s { break }",
        "let u = ValueError(s)",
        "let copy = xs\ncopy[0] = 1",
        "let copy = xs\ncopy.append(1)",
        "let u = s\nu += \"b\"",
    ] {
        let (action, _) = standing(&format!("{declarations}while True {{\n{work}\n}}\n"), Fuel::ENDLESS / 10);
        assert_eq!(action, Action::Continue, "{work}");
    }
}

#[test]
fn slices_change_nothing_but_that_the_jump_between_them_is_paid_twice() {
    let text = "let s = 0\nfor i in 0..100 { if i % 3 == 0 { s += i } else { s -= 1 } }\nprint s\n";
    let (_, at_once) = standing(text, 1_000_000);
    let scenario = Scenario::load(&Source::new("test.cdl", text)).scenario.unwrap();
    let mut fuel = Fuel::of(10);
    let mut machine = scenario.start(&mut Deaf, &mut fuel);
    let (mut in_all, mut slices) = (fuel.used(), 0);
    while machine.pending(ThreadId(0)) == Some(&Action::Continue) {
        let mut fuel = Fuel::of(10);
        let Machine { image, world, threads, .. } = &mut machine;
        threads[0].work(world, image, &mut fuel);
        in_all += fuel.used();
        slices += 1;
    }
    assert_eq!(in_all, at_once + slices);
    assert_eq!(machine.pending(ThreadId(0)), Some(&Action::Print { text: "1617\n".to_owned() }));
}

#[test]
fn ints_are_computed_as_python_does_it() {
    let body =
        "let (a, b, c, d) = [7, -7, 2, -2]\nlet r = [a // c, b // c, a // d, b // d, a % c, b % c, a % d, b % d]";
    let body = body.replace("(a, b, c, d)", "a, b, c, d");
    assert_eq!(printed(&format!("{body}\nprint r\n")), "[3, -4, -4, 3, 1, 1, -1, -1]");
    let floors = "let a = -7\nprint [a // 2, a % 2, a * 2, a - 2, a + 2, a / 2, a ** 2]\n";
    assert_eq!(printed(floors), "[-4, 1, -14, -9, -5, -3.5, 49]");
    let orders = "let a = 3\nprint [a < 3, a <= 3, a > 3, a >= 3, a == 3, a != 3, a in [3], a < 3.5, True + a]\n";
    assert_eq!(printed(orders), "[False, True, False, True, True, False, True, True, 4]");
}

#[test]
fn what_is_not_plain_raises_what_it_always_raises() {
    let caught = |statement: &str| {
        printed(&format!("let xs = [1]\ntry {{ {statement} }} except Exception as e {{ print \"{{e.type}}\" }}\n"))
    };
    assert_eq!(caught("let x = 2 ** 62\n x += 2 ** 62"), "OverflowError");
    assert_eq!(caught("let x = 2 ** 62\n x = x * 2"), "OverflowError");
    assert_eq!(caught("let x = 1\n x = x // 0"), "ZeroDivisionError");
    assert_eq!(caught("let x = 1\n x %= 0"), "ZeroDivisionError");
    assert_eq!(caught("let x = xs[1]"), "IndexError");
    assert_eq!(caught("let x = xs[-2]"), "IndexError");
    assert_eq!(caught("let x = xs[\"a\"]"), "TypeError");
    assert_eq!(caught("if xs < 1 { pass }"), "TypeError");
    assert_eq!(caught("xs -= 1"), "TypeError");
}

#[test]
fn a_right_side_is_read_when_its_operation_comes() {
    assert_eq!(
        printed(
            "fn f(n) { return n }\nlet x = 1\nlet y = f(2) - x\nprint [y, xs_of(x)[x]]\nfn xs_of(x) { return [x, 5] }\n"
        ),
        "[1, 5]"
    );
    assert_eq!(
        printed("let xs = [1, 2, 3]\nlet i = 1\nxs[i] += xs[i]\nprint [xs, xs[-1], xs[i]]\n"),
        "[[1, 4, 3], 3, 4]"
    );
}
