//! The book cannot drift: its scenarios hold, its traces are what the tool prints, its links lead somewhere, and it
//! names all that the language has.
//!
//! `BLESS_TRACES=1 cargo test --test docs` writes the traces anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "book/pages.rs"]
mod pages;
#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::collections::BTreeSet;

use concur::machine::Scenario;
use concur::primitives::registry::{self, Attribute, Method, Special};
use concur::report::explain::PAGES;
use concur::source::{Severity, Source};
use concur::syntax::{KEYWORDS, SOFT_KEYWORDS};
use concur::value::{DataType, ObjectKind, all_builtins, methods_of};
use pages::{Page, folder, spans};
use stage::{Folder, Ran, command};

/// Reserved words that no construct has yet.
const FOR_LATER: [&str; 5] = ["async", "await", "import", "process", "task"];

/// The pages of the reference, with the word that declares what each is about.
const OF_PRIMITIVES: [(&str, &str); 10] = [
    ("lock", "locks"),
    ("rlock", "locks"),
    ("semaphore", "semaphores"),
    ("bounded_semaphore", "semaphores"),
    ("event", "events"),
    ("condition", "conditions"),
    ("barrier", "barriers"),
    ("queue", "queues"),
    ("rwlock", "rwlocks"),
    ("pool", "pools"),
];

#[test]
fn every_scenario_of_the_book_holds() {
    let root = env!("CARGO_MANIFEST_DIR");
    let ran: Ran = command(&["test", "docs"]).current_dir(root).output().unwrap().into();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
}

#[test]
fn every_example_of_the_reference_claims_something() {
    let pages = pages::all().into_iter().filter(|page| page.name.starts_with("reference/"));
    for page in pages {
        for fence in page.fences().iter().filter(|fence| fence.words == "cdl") {
            let claims = fence.text.lines().any(|line| line.starts_with("expect ") || line.starts_with("invariant "));
            assert!(claims, "{}:\n{}", page.name, fence.text);
        }
    }
}

/// A fence marked `trace` or `trace lanes` shows what the scenario before it does.
#[test]
fn every_trace_is_what_the_tool_prints() {
    let stage = Folder::new("traces");
    let bless = std::env::var_os("BLESS_TRACES").is_some();
    let mut traces = 0;
    for page in pages::all() {
        let (mut scenario, mut text) = ("", page.text.clone());
        for fence in page.fences() {
            let how = match fence.words {
                "cdl" => {
                    scenario = fence.text;
                    continue;
                }
                "trace" => "log",
                "trace lanes" => "lanes",
                _ => continue,
            };
            stage.write("scenario.cdl", scenario);
            let ran = stage.concur(&["script", "scenario.cdl", "--trace", how]);
            let printed: String = ran.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect();
            if bless {
                let mark = format!("```{}\n", fence.words);
                text = text.replace(&format!("{mark}{}```", fence.text), &format!("{mark}{printed}```"));
            } else {
                assert_eq!(fence.text, printed, "{}:\n{scenario}", page.name);
            }
            traces += 1;
        }
        if text != page.text {
            std::fs::write(folder().join(&page.name), text).unwrap();
        }
    }
    assert!(traces >= 15, "{traces}");
}

/// The fences marked `session` of a page are one session: what is typed behind `>`, and what comes of it.
#[test]
fn every_session_is_what_comes_of_its_lines() {
    let stage = Folder::new("sessions-of-the-book");
    let bless = std::env::var_os("BLESS_TRACES").is_some();
    let mut sessions = 0;
    for page in pages::all() {
        let fences: Vec<&str> =
            page.fences().iter().filter(|fence| fence.words == "session").map(|fence| fence.text).collect();
        if fences.is_empty() {
            continue;
        }
        sessions += 1;
        let typed: Vec<Vec<String>> = fences.iter().map(|fence| entries(fence)).collect();
        let ran = stage.feed(&["repl"], &typed.concat().join("\n"));
        let mut answers = ran.stdout.split_inclusive('\n').peekable();
        let mut text = page.text.clone();
        for (fence, typed) in fences.iter().zip(&typed) {
            let mut shown = String::new();
            for _ in typed {
                shown.push_str(answers.next().unwrap_or_default());
                while let Some(line) = answers.next_if(|line| !line.starts_with("> ")) {
                    shown.push_str(line);
                }
            }
            if bless {
                text = text.replacen(&format!("```session\n{fence}```"), &format!("```session\n{shown}```"), 1);
            } else {
                assert_eq!(*fence, shown, "{}", page.name);
            }
        }
        if text != page.text {
            std::fs::write(folder().join(&page.name), text).unwrap();
        }
    }
    assert!(sessions > 0);
}

/// What is typed in a session.
fn entries(fence: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut open = 0i64;
    for line in fence.lines() {
        match (line.strip_prefix("> "), entries.last_mut()) {
            (Some(entry), _) => {
                entries.push(entry.to_owned());
                open = 0;
            }
            (None, Some(last)) if open > 0 => *last = format!("{last}\n{}", line.strip_prefix("  ").unwrap_or(line)),
            _ => continue,
        }
        open += line.matches('{').count() as i64 - line.matches('}').count() as i64;
    }
    entries
}

#[test]
fn the_summary_lists_every_page_once() {
    let summary = Page::named("SUMMARY.md").links();
    let listed: BTreeSet<&str> = summary.iter().map(String::as_str).collect();
    assert_eq!(listed.len(), summary.len(), "a page is listed twice");
    let pages = pages::all();
    let there: BTreeSet<&str> = pages.iter().map(|page| page.name.as_str()).collect();
    assert_eq!(listed, there);
}

#[test]
fn every_link_leads_somewhere() {
    let root =
        Page { name: "../README.md".into(), text: std::fs::read_to_string(folder().join("../README.md")).unwrap() };
    for page in pages::all().into_iter().chain([root]) {
        for link in page.links().iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let path = folder().join(&page.name).parent().unwrap().join(file);
            let path = if file.is_empty() { folder().join(&page.name) } else { path };
            assert!(path.exists(), "{}: {link}", page.name);
            if !anchor.is_empty() {
                let text = std::fs::read_to_string(path).unwrap();
                let anchors = Page { name: String::new(), text }.anchors();
                assert!(anchors.contains(anchor), "{}: {link}: {anchors:?}", page.name);
            }
        }
    }
}

#[test]
fn every_code_is_in_the_list_of_all_errors() {
    let list = Page::named("errors.md");
    let (links, spans) = (list.links(), list.spans());
    for page in PAGES {
        let file = page.code.replace("::", "/").replacen("cdl/", "errors/", 1);
        assert!(links.contains(&format!("{file}.md")) && spans.iter().any(|span| span == page.code), "{}", page.code);
    }
}

#[test]
fn every_word_of_the_language_is_in_the_reference() {
    let (entrance, reference) = (Page::named("language.md"), reference());
    let named = entrance.spans();
    let used: BTreeSet<&str> = words(&reference).into_iter().collect();
    for word in KEYWORDS.iter().chain(SOFT_KEYWORDS) {
        assert!(named.iter().any(|span| span == word), "{word} is not among the names of language.md");
        assert!(used.contains(word) || FOR_LATER.contains(word), "no page of the reference shows {word}");
    }
}

#[test]
fn every_method_is_in_the_reference() {
    for (word, kind) in ObjectKind::DECLARED {
        let page = OF_PRIMITIVES.iter().find(|(primitive, _)| *primitive == word).unwrap().1;
        let kind = registry::kind(kind);
        assert_named(page, &names(kind.methods, kind.special, kind.attributes));
    }
    let (thread, future) = (registry::thread(), registry::future());
    assert_named("threads", &names(thread.methods, thread.special, thread.attributes));
    assert_named("pools", &names(future.methods, future.special, future.attributes));
    let values = Page::named("reference/values.md").code();
    for method in DataType::ALL.into_iter().flat_map(methods_of) {
        assert!(values.contains(&format!("{}(", method.name)), "{}", method.name);
    }
    for (_, builtin) in all_builtins() {
        assert!(words(&values).contains(&builtin.name), "{}", builtin.name);
    }
}

/// In the column of CDL, all code is a scenario, once the names in it are declared.
#[test]
fn what_a_python_programmer_is_told_to_write_is_right() {
    let table = Page::named("python.md").text;
    // A `\|` is no border, and the word of a construct alone is no scenario.
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(2).map(|row| row.replace("\\|", "\u{1}"));
    let is_word = |code: &str| code.chars().all(char::is_alphabetic) && code != "pass" && code != "join";
    let (mut tried, mut wrong) = (0, Vec::new());
    for row in rows {
        let (_, cdl) = row.trim_matches('|').split_once(" | ").unwrap();
        for code in spans(cdl).filter(|code| !is_word(code)) {
            let code = code.replace("...", "pass").replace('\u{1}', "|");
            wrong.extend(errors(&code));
            tried += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(tried > 150, "{tried}");
}

/// What is wrong with `code` where `book/names.cdl` declares the names that it does not declare itself.
fn errors(code: &str) -> Vec<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    loop {
        let wanted = |line: &&str| words(line).get(1).is_some_and(|name| names.contains(*name));
        let lines: Vec<&str> = include_str!("book/names.cdl").lines().filter(wanted).chain([code]).collect();
        let text = lines.join("\n");
        let said = Scenario::load(&Source::new("cell.cdl", text.as_str())).diagnostics;
        let errors: Vec<_> = said.into_iter().filter(|one| one.severity == Severity::Error).collect();
        let unknown = errors.iter().filter(|one| ["cdl::name::unknown", "cdl::name::undeclared"].contains(&one.code));
        let before = names.len();
        names.extend(unknown.filter_map(|one| spans(&one.message).next()));
        if names.len() == before {
            return errors.into_iter().map(|one| format!("{text}\n{}", one.message)).collect();
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    let between = |letter: char| !letter.is_alphanumeric() && letter != '_';
    text.split(between).filter(|word| !word.is_empty()).collect()
}

/// The code of all pages of the reference.
fn reference() -> String {
    let pages = pages::all().into_iter().filter(|page| page.name.starts_with("reference/"));
    pages.map(|page| page.code()).collect::<Vec<_>>().join("\n")
}

fn names(methods: &[Method], special: &[Special], attributes: &[Attribute]) -> Vec<&'static str> {
    let methods = methods.iter().map(|method| method.name).chain(special.iter().map(|special| special.name));
    methods.chain(attributes.iter().map(|attribute| attribute.name)).collect()
}

/// Each of `names` stands behind a `.` in the code of the page.
fn assert_named(page: &str, names: &[&str]) {
    let code = Page::named(&format!("reference/{page}.md")).code();
    for name in names {
        assert!(code.contains(&format!(".{name}")), "{page}.md does not show .{name}");
    }
}
