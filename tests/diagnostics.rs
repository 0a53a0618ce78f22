//! What a learner is told: of every mistake in tests/mistakes, on every page of docs/errors, of hostile input.
//!
//! `cargo insta review` shows what has changed. A new mistake is one file in tests/mistakes.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "cli/stage.rs"]
mod stage;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use concur::machine::{Loaded, Scenario};
use concur::report::explain::{PAGES, Page};
use concur::source::Source;
use stage::{Folder, Ran, command, concur};

/// Codes that only a run gives: both of their examples load.
const GIVEN_BY_A_RUN: &[&str] = &[
    "cdl::check::claim",
    "cdl::check::endless",
    "cdl::check::invariant",
    "cdl::check::livelock",
    "cdl::check::now",
    "cdl::check::race",
    "cdl::run::deadlock",
    "cdl::run::limit",
    "cdl::run::overlap",
    "cdl::run::unasked",
    "cdl::run::uncaught",
    "cdl::schedule::blocked",
    "cdl::schedule::choice",
    "cdl::schedule::ended",
    "cdl::schedule::unknown_thread",
];

/// Codes about files; their pages show commands instead of scenarios.
const ABOUT_FILES: &str = "cdl::file::";

#[test]
fn every_mistake_is_told_so_that_a_learner_can_mend_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("mistakes/told");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut mistakes = 0;
    settings.bind(|| {
        insta::glob!("mistakes/*.cdl", |path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            let ran: Ran = command(&["script", name]).current_dir(&folder).output().unwrap().into();
            let output = if ran.stdout.is_empty() { String::new() } else { format!("--- stdout\n{}", ran.stdout) };
            let source = std::fs::read_to_string(path).unwrap();
            insta::assert_snapshot!(
                "told",
                format!("{source}--- exit code {}\n{output}--- stderr\n{}", ran.code, ran.stderr)
            );
            mistakes += 1;
        });
    });
    assert!(mistakes >= 70, "{mistakes}");
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages: BTreeSet<&str> = PAGES.iter().map(|page| page.code).collect();
    let rooms = [
        concur::syntax::CODES,
        concur::program::CODES,
        concur::machine::CODES,
        concur::conduct::CODES,
        concur::check::CODES,
    ];
    let listed: BTreeSet<&str> = rooms.into_iter().flatten().copied().collect();
    assert_eq!(listed.difference(&pages).collect::<Vec<_>>(), Vec::<&&str>::new(), "these have no page");
    // The rooms above those have no lists; so what the sources say is read too.
    let mut written = BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (at, _) in text.match_indices("\"cdl::") {
            let code = text[at + 1..].split('"').next().unwrap();
            written.insert(code.to_owned());
        }
    }
    assert_eq!(written, pages.into_iter().map(str::to_owned).collect());
}

/// The Rust files below `folder`, without tests and the list of pages.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let skipped = path.ends_with("tests") || path.ends_with("tests.rs") || path.ends_with("report/explain.rs");
        if path.is_dir() && !skipped {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !skipped {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_wrong_example_of_a_page_gives_its_code_alone_and_the_right_one_nothing() {
    let mut astray = Vec::new();
    for page in PAGES.iter().filter(|page| !page.code.starts_with(ABOUT_FILES)) {
        let (wrong, right) = (said(&example(page, "wrong")), said(&example(page, "right")));
        let expected: &[&str] = if GIVEN_BY_A_RUN.contains(&page.code) { &[] } else { &[page.code] };
        if wrong != expected || !right.is_empty() {
            astray.push(format!("{}: wrong gives {wrong:?}, right gives {right:?}", page.code));
        }
    }
    assert!(astray.is_empty(), "{}", astray.join("\n"));
}

#[test]
fn the_right_example_of_a_page_runs_to_its_end_and_the_wrong_one_of_a_run_gives_its_code() {
    let folder = Folder::new("pages");
    let mut astray = Vec::new();
    for page in PAGES.iter().filter(|page| !page.code.starts_with(ABOUT_FILES)) {
        folder.write("right.cdl", example(page, "right"));
        let ran = folder.concur(&["script", "right.cdl"]);
        if (ran.code, ran.stderr.as_str()) != (0, "") {
            astray.push(format!("{} right: {}\n{}", page.code, ran.code, ran.stderr));
        }
        if page.code.starts_with("cdl::check::") {
            folder.write("wrong.cdl", example(page, "wrong"));
            for (file, code) in [("right.cdl", None), ("wrong.cdl", Some(page.code))] {
                let ran = folder.concur(&["check", file]);
                let told = format!("{}{}", ran.stdout, ran.stderr);
                if told.lines().find(|line| line.starts_with("cdl::")) != code {
                    astray.push(format!("{} {file}: {}\n{}", page.code, ran.code, ran.stdout));
                }
            }
        } else if GIVEN_BY_A_RUN.contains(&page.code) {
            folder.write("wrong.cdl", example(page, "wrong"));
            let ran = folder.concur(&["script", "wrong.cdl"]);
            if !ran.stderr.lines().any(|line| line == page.code) {
                astray.push(format!("{} wrong: {}\n{}", page.code, ran.code, ran.stderr));
            }
        }
    }
    assert!(astray.is_empty(), "{}", astray.join("\n"));
}

#[test]
fn every_page_is_shown_by_explain() {
    for page in PAGES {
        let ran = concur(&["explain", page.code]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", page.code);
        assert!(!ran.stdout.contains("```"), "{}", ran.stdout);
    }
}

/// What is inside of the page's fence marked `cdl kind`.
fn example(page: &Page, kind: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("```cdl {kind}\n")).unwrap_or_else(|| panic!("{}", page.code));
    rest.split_once("```").unwrap().0.to_owned()
}

/// The codes of all that is said about a text, each once.
fn said(text: &str) -> Vec<&'static str> {
    let Loaded { diagnostics, .. } = Scenario::load(&Source::new("example.cdl", text));
    let codes: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.into_iter().collect()
}

#[test]
fn the_page_on_methods_lists_all_of_them() {
    let page = PAGES.iter().find(|page| page.code == "cdl::call::method").unwrap().text;
    let words: BTreeSet<&str> = page.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let kinds = concur::value::ObjectKind::DECLARED.iter().flat_map(|(_, kind)| concur::assist::members_of(*kind));
    let of_kinds = kinds.filter(|member| member.parameters.is_some()).map(|member| member.name);
    let of_data =
        concur::value::DataType::ALL.into_iter().flat_map(concur::value::methods_of).map(|method| method.name);
    let of_atomics = concur::program::ATOMIC_METHODS.iter().map(|method| method.name);
    let missing: Vec<&str> = of_kinds.chain(of_data).chain(of_atomics).filter(|name| !words.contains(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
