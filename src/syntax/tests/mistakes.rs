//! Each mistake: one complaint, at the right place.

use super::*;

/// Source, code, text underlined.
const TABLE: &[(&str, &str, &str)] = &[
    ("def f() {\n    pass\n}", "def", "def"),
    ("def f():\n", "def", "def"),
    ("class A {\n}", "class", "class"),
    ("let f = lambda x: x + 1", "lambda", "lambda"),
    ("import threading", "import", "import"),
    ("from threading import Lock", "import", "from"),
    ("async fn f() { }", "later", "async"),
    ("let x = await f()", "later", "await"),
    ("process w { }", "later", "process"),
    ("if x:\n    print 1", "colon_block", ":"),
    ("if x: print 1", "colon_block", ":"),
    ("while True:\n    print 1", "colon_block", ":"),
    ("while True: {\n    print 1\n}", "colon_block", ":"),
    ("for x in xs:\n    print x", "colon_block", ":"),
    ("with a:\n    print 1", "colon_block", ":"),
    ("with open(f) as g:\n    print 1", "colon_block", ":"),
    ("fn f():\n    print 1", "colon_block", ":"),
    ("thread w:\n    print 1", "colon_block", ":"),
    ("let p = (1, 2)", "tuple", "(1, 2)"),
    ("let p = ()", "tuple", "()"),
    ("a, b = 1, 2", "tuple", ","),
    ("let a, b = 1, 2", "tuple", ","),
    ("return a, b", "tuple", ","),
    ("if x is None { }", "is", "is"),
    ("if x is not None { }", "is", "is not"),
    ("while (x := 1) { }", "walrus", ":="),
    ("let y = x := 1", "walrus", ":="),
    ("global x", "global", "global"),
    ("nonlocal x", "global", "nonlocal"),
    ("del xs[0]", "del", "del"),
    ("@decorated", "decorator", "@"),
    ("print f\"{x}\"", "string_prefix", "f"),
    ("let s = r'x'", "string_prefix", "r"),
    ("print \"\"\"a\nb\"\"\"", "triple_quoted", "\"\"\""),
    ("if x = 5 { }", "assign_in_expression", "="),
    ("if (x = 5) { }", "assign_in_expression", "x"),
    ("expect always x = 5", "assign_in_expression", "="),
    ("a = b = 1", "chained_assignment", "="),
    ("if x === 5 { }", "triple_equals", "==="),
    ("if a && b { }", "logic", "&&"),
    ("if a || b { }", "logic", "||"),
    ("if !a { }", "logic", "!"),
    ("let b = !a", "logic", "!"),
    ("x++", "increment", "++"),
    ("x--", "increment", "--"),
    ("let m = a ? b : c", "ternary", "?"),
    ("if a { } else if b { }", "else_if", "else if"),
    ("let x", "missing_value", "x"),
    ("shared x", "missing_value", "x"),
    ("let x =", "missing_value", "="),
    ("let x = 1 +\n", "missing_value", "+"),
    ("int x = 5", "typed", "int"),
    ("var x = 5", "typed", "var"),
    ("for (i = 0; i < 3; i = i + 1) {\n    print i\n}", "c_for", "("),
    ("fn f(x) -> int { }", "typed", "-> int"),
    ("fn f(x: int, y: int) { }", "typed", ": int"),
    ("fn f(xs: list[int]=[]) { }", "typed", ": list[int]"),
    ("let x: int = 0", "typed", ": int"),
    ("x: int = 0", "typed", ": int"),
    ("x: dict[str, int] = {}", "typed", ": dict[str, int]"),
    ("let f = x => x", "arrow", "=>"),
    ("let x = 1 + \\\n    2", "backslash", "\\"),
    ("/* note */\nlet x = 1", "comment", "/*"),
    ("// note, isn't it\nlet x = 1", "comment", "//"),
    ("if {\n}", "missing_condition", " "),
    ("if x\nprint 1", "missing_block", "x"),
    ("if x\n{\n    print 1\n}", "brace_line", "{"),
    ("if x\n    print 1\n}", "missing_block", "x"),
    ("for x xs { }", "missing_in", "xs"),
    ("expect nevr deadlock", "claim", "nevr"),
    ("expect deadlock", "claim", "deadlock"),
    ("expect output { a }", "output", "output"),
    ("expect output", "missing_block", "t"),
    ("expect output\n\n| a\n# b\n\n| c\n}", "missing_block", "t"),
    ("expect possible output\n| a\nprint 1", "missing_block", "t"),
    ("| a\n\n| b\n| c\nprint 1", "bar", "|"),
    ("if a { }\nelif b\n{ }", "brace_line", "{"),
    ("if a { } else\n{ }", "brace_line", "{"),
    ("try { } finally # c\n{ }", "brace_line", "{"),
    ("try { } except { } except A { }", "bare_except", "except"),
    ("fn f() {\n\nfn g() { }\nlock a\nshared x = 1\nexpect never race", "unclosed", "{"),
    ("fn f() {\nif a {\nprint 1\nqueue q", "unclosed", "{"),
    ("schedule { a*x b }", "schedule_entry", "a*x"),
    ("print \"a\" \"b\"", "missing_comma", "\"b\""),
    ("let xs = [1 2]", "missing_comma", "2"),
    ("f(a b)", "missing_comma", "b"),
    ("let x = a b", "missing_operator", "b"),
    ("let x = 1\n}\nlet y = 2", "stray_bracket", "}"),
    ("let x = 1)", "stray_bracket", ")"),
    ("let x = (1]", "mismatched_bracket", "]"),
    ("let x = f(1\nlet y = 2", "unclosed", "("),
    ("print \"abc\nlet y = 2", "unclosed_string", "\"abc"),
    ("print(\"abc)\nlet y = 2", "unclosed_string", "\"abc)"),
    ("print \"a {x\"\nlet y = 2", "unclosed_interpolation", "{"),
    ("print \"a {} b\"", "empty_interpolation", "{}"),
    ("print \"{x!q}\"", "conversion", "!q"),
    ("print \"{a b}\"", "missing_operator", "b"),
    ("print \"a } b\"", "single_brace", "}"),
    ("let x = 1__0", "number", "1__0"),
    ("let x = 0x", "number", "0x"),
    ("let x = 007", "number", "007"),
    ("let x = 12abc", "unit", "12abc"),
    ("sleep 5sec", "unit", "5sec"),
    ("let x = 9223372036854775808", "integer", "9223372036854775808"),
    ("let for = 1", "reserved", "for"),
    ("fn print() { }", "reserved", "print"),
    ("let 2x = 1", "name_digit", "2x"),
    ("fn f { }", "missing_parameters", "f"),
    ("f(a=1, 2)", "argument_order", "2"),
    ("fn f(a=1, b) { }", "default_order", "b"),
    ("try { pass }", "lonely_try", "try"),
    ("try { } except A, B { }", "except_list", ","),
    ("let d = {\"a\" 1}", "dict_entry", "\"a\""),
    ("let d = {\n  \"a\": 1\n  \"b\": 2\n}", "missing_comma", "\"b\""),
    ("for i = 0 { }", "missing_in", "="),
    ("else { pass }", "lonely_clause", "else"),
    ("except ValueError { pass }", "lonely_clause", "except"),
    ("print “hello”", "smart_quotes", "“"),
    ("let\u{a0}x = 1", "character", "\u{a0}"),
    ("print（1）", "character", "（"),
    ("let x = 1\u{0}", "character", "\u{0}"),
    ("let s = {1, 2}", "set", "{1, 2}"),
    ("let x = xs[]", "empty_index", "[]"),
    ("any(x for x in xs)", "generator", "x for x in xs"),
    ("thread worker", "thread_body", "worker"),
    ("lok a", "unknown_statement", "lok"),
    ("funtion f() { }", "unknown_statement", "funtion"),
    ("| text", "bar", "|"),
    ("{ print 1 }", "bare_block", "{"),
    ("let x = a == not b", "not_operand", "not"),
    ("print \"a\\qb\"", "escape", "\\q"),
    ("print \"\\xZ\"", "code_point", "\\x"),
    ("let x = $a", "unexpected", "$"),
    ("fn f() {\n    if x {\n        print 1\n\n}\nshared y = 2", "unclosed", "{"),
    ("fn f() {\n    print 1\n\nshared y = 2", "unclosed", "{"),
];

#[test]
fn each_mistake_gives_one_complaint_at_its_place() {
    let mut wrong = String::new();
    for (text, code, under) in TABLE {
        let found = complaints(text);
        if found != [(String::from(*code), String::from(*under))] {
            wrong += &format!("{text:?}\n   wanted {code} {under:?}\n   found  {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_missing_brace_blames_the_block_that_indentation_shows() {
    let text = "fn f() {\n    if x {\n        print 1\n}\nshared y = 2";
    let parsed = parsed(text);
    assert_eq!(parsed.diagnostics.len(), 1);
    assert_eq!(parsed.diagnostics[0].span().start as usize, text.find("{\n        print").unwrap());
    assert_eq!(parsed.script.statements.len(), 2);
}

#[test]
fn several_mistakes_in_one_file_are_all_found() {
    let text = "import threading\nfn f() {\n    let x = (1, 2)\n    if x === 1 {\n        x++\n    }\n    while True { y = 1 2 }\n}\nprint \"a\nlet ok = 1\n";
    let codes: Vec<String> = complaints(text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["import", "tuple", "triple_equals", "increment", "missing_operator", "unclosed_string"]);
    let last = parsed(text).script.statements.pop().unwrap();
    assert!(matches!(last.kind, ast::StatementKind::Let { .. }));
}

#[test]
fn a_wrong_head_keeps_its_block_and_what_follows() {
    let text = "if a b {\n    x++\n} else {\n    let y = 1 +\n}\nprint 1";
    let codes: Vec<String> = complaints(text).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["missing_operator", "increment", "missing_value"]);
}

#[test]
fn no_message_shows_a_rule_of_the_grammar() {
    for (text, _, _) in TABLE {
        for diagnostic in parsed(text).diagnostics {
            let words = format!("{} {:?}", diagnostic.message, diagnostic.help);
            assert!(!words.contains("_word") && !words.contains("EOI"), "{words}");
            assert!(diagnostic.help.is_some(), "{words}");
        }
    }
}
