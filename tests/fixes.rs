//! The changes that diagnostics propose: each one mends what it is about.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use concur::machine::Scenario;
use concur::primitives::registry;
use concur::source::{Diagnostic, Fix, Source};
use concur::value::ObjectKind;

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

#[test]
fn a_primitive_that_is_not_declared_is_meant_by_what_it_is_told() {
    for (_, kind) in ObjectKind::DECLARED {
        let row = registry::kind(kind);
        for method in row.methods {
            let required =
                method.parameters.iter().filter(|parameter| parameter.default.is_none() && !parameter.variadic);
            let arguments: Vec<&str> = required.map(|_| "work").collect();
            let text = format!("# what\nfn work() {{ pass }}\nthing.{}({})\n", method.name, arguments.join(", "));
            let found = Scenario::load(&Source::new("t.cdl", text.as_str())).diagnostics;
            let [diagnostic] = found.as_slice() else { panic!("{text}{found:?}") };
            let help = diagnostic.help.as_deref().unwrap();
            assert!(help.contains(&format!("`{}", kind.keyword())), "{text}{help}");
            // What a dict is told too may be meant for one.
            if help.contains("shared") {
                continue;
            }
            let (after, _) = mended(&text, diagnostic, diagnostic.fix.as_ref().unwrap());
            assert!(after.starts_with("# what\n") && after.contains(" thing"), "{after}");
            assert!(Scenario::load(&Source::new("t.cdl", after.as_str())).scenario.is_some(), "{after}");
        }
        let text = "with thing { }\n";
        let found = Scenario::load(&Source::new("t.cdl", text)).diagnostics;
        let help = found.first().unwrap().help.as_deref().unwrap();
        assert_eq!(help.contains(&format!("`{}", kind.keyword())), row.context_manager, "{kind:?}: {help}");
    }
}
