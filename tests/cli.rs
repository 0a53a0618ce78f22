//! The program as its users meet it: help, files, exit codes, streams.

#[path = "cli/stage.rs"]
mod stage;

use stage::{Folder, concur};

#[test]
fn help_fits_one_screen_and_ends_with_examples() {
    for command in ["", "script", "check", "outcomes", "test", "lessons", "explain", "completions", "man"] {
        let ran = concur(&[command, "--help"].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command}");
        assert!(ran.stdout.lines().count() <= 30, "{}", ran.stdout);
        let examples: Vec<&str> = ran.stdout.lines().skip_while(|line| *line != "Examples:").skip(1).collect();
        assert_eq!(examples.len(), 2, "{}", ran.stdout);
        assert!(examples.iter().all(|line| line.starts_with(&format!("  concur {command}"))), "{}", ran.stdout);
    }
}

#[test]
fn help_of_script() {
    insta::assert_snapshot!(concur(&["script", "--help"]).stdout);
}

#[test]
fn wrong_usage_is_exit_code_2_on_standard_error() {
    for arguments in [
        &["nonsense"] as &[&str],
        &["script"],
        &["script", "a.cdl", "--max-steps", "0"],
        &["script", "a.cdl", "--time-limit", "2"],
        &["script", "a.cdl", "--trace=lane"],
        &["script", "a.cdl", "--policy", "best"],
        &["lessons", "--run"],
        &[],
    ] {
        let ran = concur(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_its_reason() {
    let folder = Folder::new("refused");
    folder.write("bank.cdl", "print \"a\"\n");
    folder.write("latin.cdl", b"# one\nprint \"caf\xe9\"\n");
    folder.write("large.cdl", vec![b'#'; (4 << 20) + 1]);
    std::fs::create_dir(folder.path("lessons")).unwrap();
    let mut said = String::new();
    for file in ["bnak.cdl", "nothing.cdl", "lessons", "latin.cdl", "large.cdl"] {
        let ran = folder.concur(&["script", file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{file}");
        said.push_str(&ran.stderr);
    }
    insta::assert_snapshot!(said);
}

#[test]
fn a_file_of_exactly_the_largest_size_is_read() {
    let folder = Folder::new("largest");
    let mut text = b"print \"a\"\n".to_vec();
    text.resize(4 << 20, b'\n');
    folder.write("a.cdl", text);
    assert_eq!(folder.concur(&["script", "a.cdl"]).stdout, "a\n");
}

#[test]
fn a_code_is_explained_listed_and_guessed() {
    let ran = concur(&["explain", "cdl::name::unknown"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("cdl::name::unknown\n\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nwrong:\n    ") && ran.stdout.contains("\nright:\n    "), "{}", ran.stdout);
    assert!(concur(&["explain"]).stdout.contains("\ncdl::run::deadlock  "));
    assert!(concur(&["explain", "--all"]).stdout.contains("\ncdl::run::deadlock\n"));
    let ran = concur(&["explain", "cdl::nam::unknwn"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("did you mean `cdl::name::unknown`"), "{}", ran.stderr);
}

#[test]
fn lessons_are_listed_shown_written_and_guessed() {
    let listed = concur(&["lessons"]).stdout;
    assert_eq!(listed.lines().count(), 12, "{listed}");
    let ran = concur(&["lessons", "bnak"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("did you mean `bank`?"), "{}", ran.stderr);
    let folder = Folder::new("lessons");
    let ran = folder.concur(&["lessons", "--write", "a/b"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 12));
    let bank = std::fs::read_to_string(folder.path("a/b/bank.cdl")).unwrap();
    assert_eq!(concur(&["lessons", "bank"]).stdout, bank);
    folder.write("a/b/bank.cdl", "mine");
    let ran = folder.concur(&["lessons", "bank", "--write", "a/b"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("left as it is"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(folder.path("a/b/bank.cdl")).unwrap(), "mine");
}

#[test]
fn completions_and_the_manual_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = concur(&["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        assert!(ran.stdout.contains("lessons"), "{shell}");
    }
    let man = concur(&["man"]).stdout;
    for part in [".TH concur", "CONCUR SCRIPT", "CONCUR LESSONS", "max\\-steps", "EXIT STATUS"] {
        assert!(man.contains(part), "{part}:\n{man}");
    }
}

#[test]
fn colours_are_there_only_when_asked_for() {
    let escape = |ran: &stage::Ran| ran.stdout.contains('\u{1b}') || ran.stderr.contains('\u{1b}');
    assert!(!escape(&concur(&["lessons"])));
    assert!(escape(&concur(&["lessons", "--color", "always"])));
    assert!(escape(&concur(&["--color=always", "script", "none.cdl"])));
    assert!(!escape(&concur(&["script", "none.cdl", "--color", "never"])));
}
