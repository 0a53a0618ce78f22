//! What a call takes, while it is written.

use super::client::Editor;
use super::find;

/// The signature where `|` stands, with the parameter at hand in angle brackets.
fn signature(text: &str) -> String {
    let (line, _) = find(text, "|", 0);
    let before = text.split('|').next().unwrap().rsplit('\n').next().unwrap();
    let (mut editor, _) = Editor::with(&text.replacen('|', "", 1));
    let help = editor.at("textDocument/signatureHelp", line, before.encode_utf16().count());
    editor.end();
    let signature = &help["signatures"][0];
    let Some(label) = signature["label"].as_str() else { return "nothing".to_owned() };
    let Some(active) = help["activeParameter"].as_u64() else { return label.to_owned() };
    let span = &signature["parameters"][usize::try_from(active).unwrap()]["label"];
    let bound = |index: usize| usize::try_from(span[index].as_u64().unwrap()).unwrap();
    // As the protocol counts: in units of 16 bits.
    let units: Vec<u16> = label.encode_utf16().collect();
    let text = |units: &[u16]| String::from_utf16(units).unwrap();
    let (start, end) = (bound(0), bound(1));
    format!("{}<{}>{}", text(&units[..start]), text(&units[start..end]), text(&units[end..]))
}

#[test]
fn declarations_show_what_they_take() {
    assert_eq!(signature("semaphore S(|"), "semaphore S(<value=1>)");
    assert_eq!(signature("semaphore s3[3](|1)\n"), "semaphore s3(<value=1>)");
    assert_eq!(signature("semaphore a(1), b(|\n"), "semaphore b(<value=1>)");
    assert!(signature("pool p(|").starts_with("pool p(<max_workers"));
}

#[test]
fn methods_are_those_of_what_they_are_called_on() {
    assert_eq!(signature("semaphore sem(1)\nsem.release(|"), "release(<n=1>)");
    assert_eq!(
        signature("lock forks[2]\nlet f = forks[0]\nf.acquire(True, |)"),
        "acquire(blocking=True, <timeout=-1>)"
    );
    assert_eq!(signature("thread t { pass }\nt.join(|)"), "join(<timeout=None>)");
    assert_eq!(signature("thread t { pass }\nlet hs = [t]\nhs[0].join(|)"), "join(<timeout=None>)");
    assert_eq!(signature("current_thread().join(|)"), "join(<timeout=None>)");
    assert_eq!(signature("print \", \".join(|)"), "join(<texts>)");
    assert!(signature("shared d = {\"a\": 1}\nprint d.pop(|)").starts_with("pop(<key>"));
}

#[test]
fn functions_show_their_parameters_as_they_are_written() {
    let head = "fn f(a, b={\"x\": [1, 2]}, # the last, but one\n    c=\"=,\") { pass }\n";
    assert_eq!(signature(&format!("{head}f(1, |)")), "f(a, <b={\"x\": [1, 2]}>, c=\"=,\")");
    assert_eq!(signature(&format!("{head}f(1, c=|)")), "f(a, b={\"x\": [1, 2]}, <c=\"=,\">)");
    assert_eq!(signature(&format!("{head}thread f(|)")), "f(<a>, b={\"x\": [1, 2]}, c=\"=,\")");
    assert_eq!(signature("fn größe𐐷(länge, 𐐷=1) { pass }\ngröße𐐷(1, |)"), "größe𐐷(länge, <𐐷=1>)");
    // One name, however its letters are typed.
    assert_eq!(signature("fn cafe\u{301}(a) { pass }\ncaf\u{e9}(|)"), "caf\u{e9}(<a>)");
    // Its own head is no call.
    assert_eq!(signature("fn f(|a) { pass }\n"), "nothing");
    assert_eq!(signature("fn f(a, b) { pass }\nprint f(1 == 2, |)"), "f(a, <b>)");
    assert_eq!(signature("fn f(a, b) { pass }\nprint f(a == |)"), "f(<a>, b)");
}

#[test]
fn printing_and_raising_take_something_too() {
    assert_eq!(signature("print(|"), "print(<a>, b, ..., sep=\" \", end=\"\\n\")");
    assert_eq!(signature("print(1, 2, |"), "print(a, b, <...>, sep=\" \", end=\"\\n\")");
    assert_eq!(signature("print(1, 2, 3, 4, 5, 6, |"), "print(a, b, <...>, sep=\" \", end=\"\\n\")");
    assert_eq!(signature("print(1, 2, 3, 4, sep=\"\", |"), "print(a, b, ..., sep=\" \", <end=\"\\n\">)");
    assert_eq!(signature("raise ValueError(|"), "ValueError(<message>)");
    assert_eq!(signature("raise Overdrawn(|"), "Overdrawn(<message>)");
}

#[test]
fn a_dict_among_the_arguments_ends_no_call_but_a_block_does() {
    let head = "fn work(job, times=1) { pass }\n";
    assert_eq!(signature(&format!("{head}work({{\"a\": 1, |}})")), "work(<job>, times=1)");
    assert_eq!(signature(&format!("{head}work(1, [{{\"a\": {{1: 2, |}}}}])")), "work(job, <times=1>)");
    assert_eq!(signature(&format!("{head}work(1 if True else {{1: |}})")), "work(<job>, times=1)");
    assert_eq!(signature(&format!("{head}work(thread t {{ print 1 | }})")), "nothing");
}

#[test]
fn behind_an_argument_by_name_comes_what_is_not_given_yet() {
    let head = "fn work(job, place, times=1) { pass }\n";
    assert_eq!(signature(&format!("{head}work(times=2, |)")), "work(<job>, place, times=1)");
    assert_eq!(signature(&format!("{head}work(1, times=2, |)")), "work(job, <place>, times=1)");
    assert_eq!(signature(&format!("{head}work(job=2, times=3, |)")), "work(job, <place>, times=1)");
    assert_eq!(signature(&format!("{head}work(1, 2, times=3, |)")), "work(job, place, times=1)");
}
