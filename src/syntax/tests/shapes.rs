//! The tree of right text, shown in short.

use super::*;
use ast::{Expression, ExpressionKind as E, StatementKind as S, StrPart};

/// An expression with all its parentheses.
fn show(expression: &Expression) -> String {
    let list = |items: &[Expression]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match &expression.kind {
        E::None => "None".into(),
        E::Bool(value) => format!("{value}"),
        E::Int(value) => value.to_string(),
        E::Float(value) => format!("{value:?}"),
        E::Duration(value) => format!("{value}ns"),
        E::Str(parts) => format!("{:?}", parts.iter().map(show_part).collect::<String>()),
        E::Name(name) => name.clone(),
        E::List(items) => format!("[{}]", list(items)),
        E::Dict(entries) => entries.iter().map(|(k, v)| format!("<{}:{}>", show(k), show(v))).collect(),
        E::Comprehension { element, clauses } => format!("[{} for*{}]", show(element), clauses.len()),
        E::Range { start, end } => format!("({}..{})", show(start), show(end)),
        E::Unary { operator, operand } => format!("({operator:?} {})", show(operand)),
        E::Binary { operator, left, right } => format!("({} {} {})", show(left), operator.symbol(), show(right)),
        E::Compare { first, rest } => {
            let rest: String = rest.iter().map(|(o, e)| format!(" {} {}", o.symbol(), show(e))).collect();
            format!("({}{rest})", show(first))
        }
        E::Logical { operator, left, right } => format!("({} {operator:?} {})", show(left), show(right)),
        E::Conditional { condition, then, otherwise } => {
            format!("({} if {} else {})", show(then), show(condition), show(otherwise))
        }
        E::Call { callee, arguments } => {
            let arguments = arguments.iter().map(|a| match &a.name {
                Some(name) => format!("{}={}", name.text, show(&a.value)),
                None => show(&a.value),
            });
            format!("{}({})", show(callee), arguments.collect::<Vec<_>>().join(", "))
        }
        E::Attribute { object, name } => format!("{}.{}", show(object), name.text),
        E::Index { object, index } => format!("{}[{}]", show(object), show(index)),
        E::Slice { object, start, end, step } => {
            let part = |e: &Option<Box<Expression>>| e.as_ref().map(|e| show(e)).unwrap_or_default();
            format!("{}[{}:{}:{}]", show(object), part(start), part(end), part(step))
        }
        E::Thread(thread) => format!("thread {:?}", matches!(thread.body, ast::ThreadBody::Block(_))),
        E::Error => "ERROR".into(),
    }
}

fn show_part(part: &StrPart) -> String {
    match part {
        StrPart::Text(text) => text.clone(),
        StrPart::Interpolation(i) => {
            let format = i.format.iter().flatten().map(show_part).collect::<String>();
            format!("<{}|{}|{:?}|{format}>", show(&i.value), i.debug.clone().unwrap_or_default(), i.conversion)
        }
    }
}

fn value(text: &str) -> String {
    match &right(&format!("let v = {text}")).as_slice() {
        [ast::Statement { kind: S::Let { value, .. }, .. }] => show(value),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_scenarios_of_the_description_parse() {
    assert_eq!(right(BANK).len(), 9);
    assert_eq!(right(CONDITION).len(), 5);
    assert_eq!(right(&BANK.replace('\n', "\r\n")).len(), 9);
    assert_eq!(right(&format!("\u{feff}{BANK}")).len(), 9);
}

#[test]
fn operators_bind_as_in_python() {
    let table = [
        ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
        ("-x ** -2 ** 3", "(Negative (x ** (Negative (2 ** 3))))"),
        ("2 ** 3 ** 4", "(2 ** (3 ** 4))"),
        ("not a == b and c or d", "(((Not (a == b)) And c) Or d)"),
        ("1 <= p <= 2", "(1 <= p <= 2)"),
        ("a not   in b", "(a not in b)"),
        ("0..n + 1", "(0..(n + 1))"),
        ("0..4", "(0..4)"),
        ("a if b else c if d else e", "(a if b else (c if d else e))"),
        ("[0] * n", "([0] * n)"),
        ("7 // 2 % 3", "((7 // 2) % 3)"),
        ("f(a, k=b)(c).d[1:2][::3]", "f(a, k=b)(c).d[1:2:][::3]"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("iffy + notable", "(iffy + notable)"),
        ("{\"a\": 1, 'b': [2]}", "<\"a\":1><\"b\":[2]>"),
        ("[f(x) for x in xs if c if d]", "[f(x) for*1]"),
        ("[thread w(i) for i in 0..2]", "[thread false for*1]"),
        ("thread { pass }", "thread true"),
        ("(1 +\n 2)", "(1 + 2)"),
        ("1 +\n 2", "(1 + 2)"),
    ];
    for (text, tree) in table {
        assert_eq!(value(text), tree, "{text}");
    }
}

#[test]
fn numbers_and_durations_are_read() {
    let table = [
        ("1_000", "1000"),
        ("0x2f", "47"),
        ("1.5", "1.5"),
        ("1e3", "1000.0"),
        ("2s", "2000000000ns"),
        ("100ms", "100000000ns"),
        ("5us", "5000ns"),
        ("10ns", "10ns"),
        ("1.5s", "1500000000ns"),
        ("1min", "60000000000ns"),
        ("0", "0"),
    ];
    for (text, tree) in table {
        assert_eq!(value(text), tree, "{text}");
    }
}

#[test]
fn strings_have_escapes_and_interpolations() {
    let table = [
        (r#""a {x} {{b}}""#, "a <x||None|> {b}"),
        (r#""{number = }""#, "<number|number = |None|>"),
        (r#""{x!r:>{w}}""#, "<x||Some(Repr)|><w||None|>>"),
        (r#""{x:>5}{y=:.2f}""#, "<x||None|>5><y|y=|None|.2f>"),
        (r#""{d["k"]}""#, "<d[\"k\"]||None|>"),
        (r#"'it\'s\n\x41\u00e4'"#, "it's\nAä"),
        (r#""{a if b else c:^3}""#, "<(a if b else c)||None|^3>"),
        (r#""{x != y}""#, "<(x != y)||None|>"),
        (r#""{ {"a": 1}["a"] }""#, "<<\"a\":1>[\"a\"]||None|>"),
    ];
    for (text, tree) in table {
        assert_eq!(value(text), format!("{tree:?}"), "{text}");
    }
}

#[test]
fn words_that_declare_are_plain_names_elsewhere() {
    let text = "shared queue = []\nqueue.append(1)\nqueue = 5\nlet lock = 1\nqueue Q\nlock a, b\nsleep 2s\nsleep(2)\natomic x = 0\natomic { pass }\ncritical name { }\ncritical { }\njoin\njoin t, u\ndaemon thread w { }\nlet y = choose(1, 2)\nsleep = 3\nevent.set()\njoin(t)\ndaemon = 1\nschedule = 2\nsemaphore s[3](0)";
    let names: Vec<String> = right(text)
        .iter()
        .map(|s| format!("{:?}", s.kind))
        .map(|s| s.chars().take_while(|c| c.is_alphabetic()).collect())
        .collect();
    let wanted = "Variable Expression Assign Let Objects Objects Sleep Sleep Variable Atomic Critical Critical Join Join Thread Let Assign Expression Join Assign Assign Objects";
    assert_eq!(names.join(" "), wanted);
}

#[test]
fn print_takes_its_arguments_with_and_without_parentheses() {
    let shown = |text: &str| match &right(text)[0].kind {
        S::Print { arguments, end, .. } => {
            let arguments: Vec<_> = arguments.iter().map(show).collect();
            format!("{} {:?}", arguments.join(", "), end.as_ref().map(show))
        }
        other => format!("{other:?}"),
    };
    assert_eq!(shown("print(a, b, end=\"\")"), "a, b Some(\"\\\"\\\"\")");
    assert_eq!(shown("print (a) + b"), "(a + b) None");
    assert_eq!(shown("print a,\n  b"), "a, b None");
    assert_eq!(shown("print"), " None");
    assert_eq!(shown("print()"), " None");
}

#[test]
fn statements_take_all_their_forms() {
    let text = "try { f() } except (A, B) as e { } except { } else { } finally { }\nwith a, b as v { }\nfor i, x in enumerate(xs) { }\nif a { }\nelif b { }\n\n# note\nelse { }\nthread \"W {i}\" = worker(i)\nthread worker(i)\nthread w = worker(1)\nlet t = daemon thread { }\nassert c, \"m\"\nraise\nraise E(\"m\")\nxs[0] += 1\nreturn\nlet a, b = pair; pass\nfn f(a, b=1) { return a }\nlet d = {\n  \"a\": 1,\n  \"b\": 2\n}\nprint f(\n  1, # one\n  2,\n)\nlock forks[5]\nbarrier B(3, action=f, timeout=2s)";
    assert_eq!(right(text).len(), 20);
}

#[test]
fn claims_and_output_are_kept_verbatim() {
    let text = "expect output {\n    | a {\n    |  b  \n    |\n}\nexpect possible output { \n | x\n }\nexpect never livelock\nexpect possible race on xs[0]\nexpect never raises\nexpect possible raises ValueError\nexpect possible overlap in cs\nexpect never race == 1\ninvariant x >= 0\nexpect never deadlock";
    let statements = right(text);
    assert_eq!(statements.len(), 10);
    let S::Claim(ast::Claim { kind: ast::ClaimKind::Output { lines, .. }, .. }) = &statements[0].kind else { panic!() };
    assert_eq!(lines, &["a {", " b  ", ""]);
}

#[test]
fn schedules_are_read_in_files_and_alone() {
    let text = "main a*2 \"Worker 1\" a#2 b:choose(\"x\") a:notify(b, \"W 2\") a:choose(1):notify(b, 'W 2')";
    let alone = parse_schedule(&Source::new("s", text)).unwrap();
    let threads: Vec<_> = alone.entries.iter().map(|entry| entry.thread.as_str()).collect();
    assert_eq!(threads, ["main", "a", "Worker 1", "a#2", "b", "a", "a"]);
    assert_eq!(alone.entries[1].turn, ast::Turn::Steps(2));
    assert_eq!(alone.entries[4].turn, ast::Turn::Choosing(vec![ast::Choice::Option("'x'".into())]));
    let shown = |turn: &ast::Turn| {
        let ast::Turn::Choosing(choices) = turn else { panic!() };
        let show = |choice: &ast::Choice| match choice {
            ast::Choice::Option(text) => text.clone(),
            ast::Choice::Waiters(names) => names
                .iter()
                .map(|name| name.text.clone() + ":" + &text[name.span.range()])
                .collect::<Vec<_>>()
                .join(" "),
        };
        choices.iter().map(show).collect::<Vec<_>>()
    };
    assert_eq!(shown(&alone.entries[5].turn), ["b:b W 2:\"W 2\""]);
    assert_eq!(shown(&alone.entries[6].turn), ["1", "b:b W 2:'W 2'"]);
    let wrapped = parse_schedule(&Source::new("s", format!("# note\nschedule {{ {text}\n }}\n"))).unwrap();
    assert_eq!(wrapped.entries.len(), 7);
    let S::Schedule(inside) = &right(&format!("schedule {{ {text} # note\n b }}"))[0].kind else { panic!() };
    assert_eq!(inside.entries.len(), 8);
    let quoted = parse_schedule(&Source::new("s", "a:choose(' # \\' #') \"W # 1\" b # c:choose(")).unwrap();
    assert_eq!(shown(&quoted.entries[0].turn), ["' # \\' #'"]);
    let threads: Vec<_> = quoted.entries.iter().map(|entry| entry.thread.as_str()).collect();
    assert_eq!(threads, ["a", "W # 1", "b"]);
    assert!(parse_schedule(&Source::new("s", "a*0")).is_err());
    assert!(parse_schedule(&Source::new("s", "a*b }")).is_err());
    assert!(parse_schedule(&Source::new("s", "a:choose(1)*2")).is_err());
    assert!(parse_schedule(&Source::new("s", "a:wake:choose(1)")).is_err());
}

#[test]
fn names_are_identifiers_that_are_not_reserved() {
    assert!(is_name("lock") && is_name("größe") && is_name("_x1"));
    assert!(!is_name("for") && !is_name("2x") && !is_name("a b") && !is_name("") && !is_name(" a"));
}

#[test]
fn names_are_identifiers_of_any_script_in_one_form() {
    for name in ["हिन्दी", "cafe\u{301}", "a\u{203f}b", "a·b", "\u{2118}", "_x1", "日本", "x٣"] {
        let statements = right(&format!("shared {name} = 1\nprint \"{{{name}}}\", {name}.{name}, f({name}={name})\n"));
        let S::Variable(variable) = &statements[0].kind else { panic!("{statements:?}") };
        assert_eq!(variable.name.text, normal_name(name));
        assert!(is_name(name), "{name}");
    }
    let statements = right("let caf\u{e9} = 1; let cafe\u{301} = 2; let \u{ff41} = 3; let a = 4\n");
    let names = statements.iter().map(|statement| match &statement.kind {
        S::Let { names, .. } => names[0].text.as_str(),
        other => panic!("{other:?}"),
    });
    assert_eq!(names.collect::<Vec<_>>(), ["caf\u{e9}", "caf\u{e9}", "a", "a"]);
}

#[test]
fn a_schedule_names_threads_in_the_form_that_names_have() {
    let schedule = |text: &str| parse_schedule(&Source::new("schedule", text)).unwrap().entries;
    let threads = |text: &str| schedule(text).into_iter().map(|entry| entry.thread).collect::<Vec<_>>();
    assert_eq!(threads("cafe\u{301} caf\u{e9}"), ["caf\u{e9}", "caf\u{e9}"]);
    // What is quoted is a text, and stays as it is.
    for label in ["cafe\u{301}", "\u{fb01}x", "caf\u{e9}", "a b"] {
        assert_eq!(threads(&quote_thread(label)), [label]);
    }
}
