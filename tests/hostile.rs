//! Input that nobody means well: each ends by itself, with an exit code and with words, and takes no more than it may.

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::{Folder, Ran};

/// `text` run as a scenario of its own.
fn script(name: &str, text: impl AsRef<[u8]>) -> Ran {
    let folder = Folder::new(&format!("hostile-{name}"));
    folder.write("a.cdl", text);
    folder.concur(&["script", "a.cdl"])
}

/// The exit code is `code`, the words have all `parts`, and there are not too many of them.
fn ends(ran: &Ran, code: i32, parts: &[&str]) {
    let beginning: String = ran.stderr.chars().take(2000).collect();
    assert_eq!(ran.code, code, "{beginning}");
    assert!(ran.stderr.len() < 50_000, "{} bytes: {beginning}", ran.stderr.len());
    for part in parts {
        assert!(ran.stderr.contains(part), "{part}: {beginning}");
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |open: &str| open.repeat(100_000);
    ends(&script("round", format!("print {}1{}", deep("("), deep(")"))), 2, &["cdl::limit::nesting", "a.cdl:1:"]);
    ends(&script("square", deep("[")), 2, &["cdl::limit::nesting"]);
    ends(&script("blocks", deep("if True {\n")), 2, &["cdl::limit::nesting"]);
    ends(&script("strings", format!("print \"{}", deep("{\""))), 2, &["cdl::"]);
    ends(&script("signs", format!("print {}1", deep("-"))), 2, &["cdl::limit::expression"]);
    ends(&script("words", format!("print {}True", deep("not "))), 2, &["cdl::limit::expression"]);
}

#[test]
fn a_file_that_is_no_scenario_is_refused() {
    ends(&script("large", b"print 1\n".repeat((50 << 20) / 8)), 2, &["cdl::file::size"]);
    ends(&script("latin", b"print \"a\xff\"\n"), 2, &["cdl::file::encoding"]);
    ends(&script("nul", b"print 1\0\n"), 2, &["cdl::syntax::character", "U+0000"]);
    let folder = Folder::new("hostile-folder");
    ends(&folder.concur(&["script", "."]), 2, &["cdl::file::folder"]);
}

#[test]
fn an_empty_file_runs_and_says_nothing() {
    for text in ["", "\n", "# nothing", "\u{feff}"] {
        let ran = script("empty", text);
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{text:?}");
    }
}

#[test]
fn of_very_many_mistakes_the_first_are_shown_and_the_others_counted() {
    ends(&script("lines", ")\n".repeat(100_000)), 2, &["[a.cdl:1:1]", "... and 99970 more (99970 errors, 0 warnings)"]);
    ends(&script("line", "}".repeat(100_000)), 2, &["a.cdl:1:1: ", "... and 99970 more"]);
    let names: String = (0..5000).map(|index| format!("let a{index} = 1\nb{index}\n")).collect();
    ends(&script("names", names), 2, &["cdl::name::unknown", "... and 4970 more"]);
}

#[test]
fn endless_recursion_is_python_s_error_with_its_place() {
    let ran = script("recursion", "fn f(n) { g(n) }\nfn g(n) { f(n) }\nf(0)\n");
    ends(&ran, 1, &["RecursionError: maximum recursion depth exceeded", "[a.cdl:"]);
}

#[test]
fn an_endless_loop_comes_to_the_limit_of_steps() {
    for text in ["while True { yield }", "while True { pass }", "for i in 0..10 ** 15 { pass }"] {
        ends(&script("loop", text), 4, &["cdl::run::limit", "--max-steps", "[a.cdl:1:"]);
    }
}

#[test]
fn what_grows_for_ever_is_stopped() {
    let grown = "MemoryError: value too large";
    for text in ["shared xs = [1]", "let xs = [1]", "shared xs = \"ab\""] {
        ends(&script("doubling", format!("{text}\nwhile True {{ xs = xs + xs }}")), 1, &[grown]);
    }
    ends(&script("nesting", "let xs = []\nwhile True { xs = [xs, xs] }"), 1, &["MemoryError"]);
    ends(&script("list", "let xs = [0] * 10 ** 15"), 1, &[grown]);
    ends(&script("text", "print \"a\" * 10 ** 15"), 1, &[grown]);
    ends(&script("width", "print \"{1:>1000000000}\""), 1, &["ValueError: width or precision too big"]);
    ends(&script("power", "print 10 ** 10 ** 10"), 1, &["OverflowError"]);
    ends(&script("append", "shared xs = []\nwhile True { xs.append(1) }"), 4, &["cdl::run::limit"]);
}

#[test]
fn constants_that_never_end_are_refused() {
    ends(&script("constant", "fn f() { while True { pass } }\nconst x = f()"), 2, &["cdl::constant::raises"]);
    ends(&script("comprehension", "const x = [i for i in 0..10 ** 12]"), 2, &["cdl::constant::raises"]);
}

#[test]
fn constants_that_take_all_memory_are_refused() {
    let copies: String = (0..100).map(|index| format!("const B{index} = A + []\n")).collect();
    let told = "MemoryError: constants take more than 1024 MiB, all together";
    ends(&script("copies", format!("const A = [0] * 4_000_000\n{copies}")), 2, &["cdl::constant::raises", told]);
    let defaults: String = (0..100).map(|index| format!("fn f{index}(x=[0] * 4_000_000) {{ pass }}\n")).collect();
    ends(&script("defaults", defaults), 2, &["cdl::constant::raises", told]);
}

#[test]
fn very_many_threads_come_to_a_limit() {
    ends(&script("threads", "event e\nfor i in 0..1000000 { thread { e.wait() } }"), 4, &["cdl::run::limit"]);
}
