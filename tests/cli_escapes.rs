//! Whatever stands in a scenario, in a file's name or on the command line: nothing that the program tells steers the
//! terminal or hides a part of what is said.

#[path = "cli/stage.rs"]
mod stage;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stage::{Folder, Ran, concur};
use unicode_width::UnicodeWidthStr;

/// Sets the title of a window, conceals, moves up and erases, in eight bits too; turns the direction, breaks the line, and
/// takes no room.
const HOSTILE: [&str; 16] = [
    "\x1b]0;title\x07",
    "\x1b[8m",
    "\x1b[31m",
    "\x1b[1A\x1b[2K",
    "\u{9b}8m",
    "\x08\x08\x08",
    "\x7f",
    "\x0b\x0c",
    "\u{85}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{61c}",
    "\u{2028}",
    "\u{200b}\u{feff}\u{ad}",
    "\u{e0041}",
];

/// What no report may hold, said apart from the program. `\r` is only the first half of a line end.
fn steers(text: &str) -> Option<char> {
    let ignorable = |letter| {
        matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let text = text.replace("\r\n", "\n");
    text.chars().find(|letter| letter.is_control() && !matches!(letter, '\n' | '\t') || ignorable(*letter))
}

/// Without the codes of colours.
fn without_colors(text: &str) -> String {
    let mut out = String::new();
    let mut pieces = text.split("\x1b[");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.split_once('m') {
            Some((code, rest)) if code.chars().all(|letter| letter.is_ascii_digit() || letter == ';') => {
                out.push_str(rest)
            }
            _ => out.push_str(&format!("\x1b[{piece}")),
        }
    }
    out
}

fn assert_tame(what: &[&str], told: &str) {
    assert_eq!(steers(told), None, "{what:?}: {told:?}");
}

/// Runs a command in black and in colours. `told` is what is looked at.
fn check(folder: &Folder, arguments: &[&str], told: impl Fn(&Ran) -> String) {
    let black = told(&folder.concur(&[arguments, &["--color", "never"]].concat()));
    assert_tame(arguments, &black);
    // A colour that a scenario brings along would go away here, and stays an escape in black.
    let colored = told(&folder.concur(&[arguments, &["--color", "always"]].concat()));
    let (black, colored) = (black.replace("--color never", ""), without_colors(&colored).replace("--color always", ""));
    assert_eq!(colored, black, "{arguments:?}");
}

fn all(ran: &Ran) -> String {
    format!("{}{}", ran.stdout, ran.stderr)
}

fn errors(ran: &Ran) -> String {
    ran.stderr.clone()
}

/// A text that names, prints and raises `text`, both written out and as escapes, with comments on all lines that are shown.
fn right(text: &str) -> String {
    let escaped: String = text.chars().map(|letter| format!("\\U{:08x}", u32::from(letter))).collect();
    format!(
        "shared seen = {{}} # {text}\nlock l # {text}\nlet said = \"{escaped}\" # {text}\n\
         thread \"{escaped}\" {{ # {text}\n    print said # {text}\n    l.acquire() # {text}\n    l.acquire()\n}}\n\
         thread \"raises {escaped}\" {{\n    seen[said] = [said] # {text}\n    raise ValueError(said) # {text}\n}}\n\
         join # {text}\n# {text}\nexpect always seen == \"{escaped}\" # {text}\n\
         expect output {{ # {text}\n    | {text}\n}}\n"
    )
}

/// Texts with mistakes of form, of names and of bytes.
fn wrong(text: &str) -> Vec<Vec<u8>> {
    let texts = [
        format!("let x = 1 # {text}\n{text}print \"{text}\" + # {text}\nprnt \"{text}\"\n"),
        format!("print unknown{text}name # {text}\n"),
        format!("thread \"{text}\" {{ nothing(\"{text}\") }} # {text}\nexpect always unknown == \"{text}\"\n"),
        format!("print \"{text}\n"),
    ];
    let bytes = texts.into_iter().map(String::into_bytes);
    bytes.chain([[text.as_bytes(), b"\xff\xfe", text.as_bytes()].concat()]).collect()
}

fn everywhere(text: &str) {
    let folder = Folder::new("escapes");
    folder.write("right.cdl", right(text));
    let ran = folder.concur(&["script", "right.cdl"]);
    assert!(ran.code == 3 && ran.stderr.contains(": ValueError: x"), "it runs: {}", ran.stderr);
    for format in ["text", "json"] {
        check(&folder, &["script", "right.cdl", "--format", format, "--trace"], all);
        check(&folder, &["check", "right.cdl", "--format", format], all);
        check(&folder, &["outcomes", "right.cdl", "--format", format], all);
        check(&folder, &["outcomes", "right.cdl", "--of", "seen", "--format", format], all);
        check(&folder, &["script", "right.cdl", "--runs", "3", "--seed", "1", "--format", format], all);
        check(&folder, &["test", "right.cdl", "--format", format], all);
        check(&folder, &["script", "right.cdl", "--match", "right.cdl", "--format", format], all);
    }
    check(&folder, &["script", "right.cdl", "--trace", "lanes"], all);
    check(&folder, &["script", "right.cdl"], errors);
    check(&folder, &["script", "right.cdl", "--schedule", text], errors);
    check(&folder, &["script", "right.cdl", "--schedule", &format!("\"{text}\"")], errors);
    check(&folder, &["fmt", "right.cdl", "--check"], all);
    for bytes in wrong(text) {
        folder.write("wrong.cdl", bytes);
        for command in [&["script"][..], &["check"], &["test"], &["fmt", "--check"]] {
            check(&folder, &[command, &["wrong.cdl"]].concat(), all);
        }
    }
    // Names of files have no line ends here, and no end of all words.
    let name: String = text.chars().filter(|letter| !matches!(letter, '/' | '\0')).take(40).collect();
    let (file, none, page) = (format!("./{name}.cdl"), format!("./no{name}.cdl"), format!("./{name}.md"));
    folder.write(&file, right(text));
    folder.write(&page, format!("# {text}\n```cdl\nlet x = \nprint \"{text}\"\n```\n"));
    for command in [&["check"][..], &["outcomes"], &["test"], &["fmt", "--check"], &["script", "--trace"]] {
        check(&folder, &[command, &[&file]].concat(), all);
        check(&folder, &[command, &[&none]].concat(), all);
    }
    check(&folder, &["test", "."], all);
    let session = format!(
        "print \"{text}\"\n:load \"{name}.cdl\"\n:threads\n:vars\n:text\n:trace\n:{text}\nseen\n:undo\n{text}\n"
    );
    assert_tame(&["repl"], &all(&folder.feed(&["repl"], &session)));
    check(&folder, &["explain", text], all);
    check(&folder, &["lessons", text], all);
    check(&folder, &["lessons", "--write", &format!("right.cdl/{name}")], all);
    check(&folder, &["test", "right.cdl", "--filter", &format!("no {text}")], all);
    check(&folder, &["outcomes", "right.cdl", "--of", text], all);
    for flag in ["--seed", "--runs", "--policy", "--time-limit", "--trace", "--live"] {
        check(&folder, &["script", "right.cdl", &format!("{flag}={text}")], errors);
    }
    check(&folder, &[&format!("x{text}")], all);
    check(&folder, &["check", "right.cdl", &format!("--{text}")], all);
    check(&folder, &["check", "right.cdl", "--max-memory", text], all);
}

#[test]
fn nothing_in_a_scenario_a_name_or_an_argument_steers_the_terminal() {
    everywhere(&format!("x{}", HOSTILE.concat()));
    let piece = prop_oneof![
        3 => proptest::sample::select(&HOSTILE[..]).prop_map(str::to_owned),
        1 => "[a-z =\\\\(){}'#|]{1,3}",
        1 => any::<char>().prop_filter("no end of words or lines", |letter| !matches!(letter, '\0' | '\n')).prop_map(String::from),
    ];
    let text = proptest::collection::vec(piece, 1..6).prop_map(|pieces| format!("x{}", pieces.concat()));
    let mut runner =
        TestRunner::new(Config { cases: 4, failure_persistence: None, max_shrink_iters: 30, ..Config::default() });
    runner
        .run(&text, |text| {
            everywhere(&text);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_a_scenario_prints_and_a_text_that_is_formatted_go_out_as_they_are() {
    let folder = Folder::new("raw");
    folder.write("a.cdl", "print \"\\x1b[31mred\u{202e}\"\n");
    let ran = folder.concur(&["script", "a.cdl"]);
    assert_eq!(ran.stdout, "\x1b[31mred\u{202e}\n");
    let ran = folder.feed(&["fmt", "-"], "print   \"red\u{202e}\" # \x1b[31m\n");
    assert_eq!(ran.stdout, "print \"red\u{202e}\"  # \x1b[31m\n");
}

#[test]
fn carets_stand_below_what_they_point_to() {
    let folder = Folder::new("carets");
    folder.write("a.cdl", "\u{feff}\tprint \"\u{2066}日\u{202e}\" + unknown # \x07\r\n");
    let ran = folder.concur(&["check", "a.cdl"]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let at = lines.iter().position(|line| line.contains("unknown #")).unwrap();
    let column = |line: &str, wanted: &str| line.split_once(wanted).unwrap().0.width();
    assert!(lines[at].ends_with("print \"\\u{2066}日\\u{202e}\" + unknown # \\x07"), "{}", ran.stderr);
    assert_eq!(column(lines[at], "unknown"), column(lines[at + 1], "─"), "{}", ran.stderr);
}

#[test]
fn a_command_to_paste_names_the_file_whatever_its_name_holds() {
    let folder = Folder::new("paste");
    folder.write("a\x1b\u{202e}'b.cdl", "raise ValueError(\"x\")\n");
    let ran = folder.concur(&["script", "a\x1b\u{202e}'b.cdl"]);
    assert!(ran.stderr.contains(r"concur script $'a\033\342\200\256\'b.cdl'"), "{}", ran.stderr);
    let ran = concur(&["chec\x1b[31mk"]);
    assert!(ran.stderr.contains(r"'chec\x1b[31mk'"), "{}", ran.stderr);
}

#[test]
fn what_is_long_is_cut_to_what_a_person_reads() {
    let folder = Folder::new("long");
    folder.write("message.cdl", "let s = \"ab\" * 1_000_000\nraise ValueError(s)\n");
    folder.write("name.cdl", "let s = \"ab\" * 100_000\nthread \"{s}\" { raise ValueError(\"x\") }\n");
    folder.write("value.cdl", "shared x = [0] * 1_000_000\nx.append(\"{x}\")\nassert len(x) == 0\n");
    folder.write("step.cdl", "shared x = 0\natomic { for i in 0..3_000 { x += 1 } }\nassert x == 0\n");
    folder.write("steps.cdl", "shared x = 0\nfor i in 0..3_000 { x += 1 }\nassert x == 0\n");
    folder.write("endless.cdl", "shared x = 0\natomic { for i in 0..6_000 { x += 1 } }\n");
    folder.write("many.cdl", "for i in 0..100 { thread { raise ValueError(\"x\") } }\njoin\n");
    for file in ["message.cdl", "name.cdl", "value.cdl", "step.cdl"] {
        for arguments in [&["script", "--trace"][..], &["script", "--trace=lanes"], &["check"], &["outcomes"]] {
            let ran = folder.concur(&[arguments, &[file]].concat());
            let told = all(&ran).len();
            assert!((50..40_000).contains(&told), "{arguments:?} {file}: {told}");
        }
    }
    let ran = folder.concur(&["check", "steps.cdl"]);
    assert!(ran.stdout.len() < 60_000 && ran.stdout.contains("more lines"), "{}", ran.stdout.len());
    let ran = folder.concur(&["script", "--trace", "step.cdl"]);
    assert!(ran.stdout.contains("… 5880 more in this step"), "{}", ran.stdout);
    let ran = folder.concur(&["script", "--format", "json", "endless.cdl"]);
    assert!(ran.stdout.contains("\"kind\":\"left_out\",\"object\":null,\"value\":2000,"), "{}", ran.stdout);
    assert!(ran.stdout.lines().count() < 10_010);
    let ran = folder.concur(&["script", "many.cdl"]);
    assert!(ran.stderr.contains("and 80 more uncaught exceptions"), "{}", ran.stderr);
    let ran = folder.feed(&["repl"], "let s = [\"ab\"] * 1_000_000\ns\n:vars\n");
    assert!(ran.stdout.len() < 10_000, "{}", ran.stdout.len());
    let ran = folder.concur(&["script", "message.cdl"]);
    assert!(ran.stderr.contains("more characters)"), "{}", ran.stderr);
}

// Elsewhere a name is always text.
#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_name_is_no_text_is_read_and_shown_by_escapes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = Folder::new("bytes");
    let inner = folder.path("").join(OsStr::from_bytes(b"in\xfe"));
    std::fs::create_dir(&inner).unwrap();
    let (file, page) = (inner.join(OsStr::from_bytes(b"a\xff.cdl")), inner.join(OsStr::from_bytes(b"b\xff.md")));
    std::fs::write(&file, "print   \"new\"\nexpect output {\n    | old\n}\n").unwrap();
    std::fs::write(&page, "\u{feff}```cdl\nprint \"ok\"\nexpect output {\n    | ok\n}\n```\n").unwrap();
    let ran = folder.concur(&["test", "."]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    assert!(ran.stdout.contains("FAILED in\\xfe/a\\xff.cdl  1 of 1 claim failed"), "{}", ran.stdout);
    assert!(ran.stdout.contains("ok     in\\xfe/b\\xff.md:1  1 claim\n"), "{}", ran.stdout);
    let ran = folder.concur(&["test", ".", "--bless"]);
    assert!(ran.stdout.contains("wrote 1 expect output block anew in 1 file"), "{}", ran.stdout);
    let ran = folder.concur(&["fmt", "."]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "1 file: 1 formatted\n", ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "print \"new\"\nexpect output {\n    | new\n}\n");
}
