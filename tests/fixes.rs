//! The changes that diagnostics propose: each one mends what it is about.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use concur::machine::Scenario;
use concur::source::{Diagnostic, Fix, Source};

/// `text` with `fix` made, and whether the same is said of that place still.
fn mended(text: &str, diagnostic: &Diagnostic, fix: &Fix) -> (String, bool) {
    let mut after = text.to_owned();
    after.replace_range(fix.span.range(), &fix.text);
    let (start, end) = (fix.span.range().start, fix.span.range().start + fix.text.len());
    let found = Scenario::load(&Source::new("t.cdl", after.as_str())).diagnostics;
    let mut spans = found.iter().filter(|one| one.code == diagnostic.code).map(|one| one.span().range());
    let still = spans.any(|span| span.start <= end && start <= span.end);
    (after, still)
}

#[test]
fn each_fix_takes_away_the_mistake_that_it_is_for() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let mut fixes = String::new();
    insta::glob!(folder, "*.cdl", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let source = Source::new("t.cdl", text.as_str());
        for diagnostic in Scenario::load(&source).diagnostics {
            let Some(fix) = &diagnostic.fix else { continue };
            let (after, still) = mended(&text, &diagnostic, fix);
            assert!(!still, "{}: {fix:?} leaves {}\n{after}", path.display(), diagnostic.code);
            let name = path.file_stem().unwrap().to_string_lossy();
            let line = source.position(fix.span.start).line;
            let lines =
                [source.line(line), Source::new("t.cdl", after.as_str()).line(line)].map(str::trim).join("\n    ");
            fixes.push_str(&format!("{name}: {}\n    {lines}\n", diagnostic.message));
        }
    });
    insta::assert_snapshot!("fixes", fixes);
}
