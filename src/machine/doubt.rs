//! After a statement that could not be read, some of what seems wrong further on is not: it may have declared a name.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Diagnostic, Severity, Source, Span};
use crate::syntax::goes_on_in_name;

/// Takes out of `found` what follows from a block that is never closed: that something stands inside of it, and that
/// others cannot see what is declared there.
pub(super) fn leave_out_what_an_open_block_swallows(
    found: &mut Vec<Diagnostic>,
    syntax: &[Diagnostic],
    source: &Source,
) {
    let opens =
        |diagnostic: &&Diagnostic| diagnostic.code == "cdl::syntax::unclosed" && source.slice(diagnostic.span()) == "{";
    let Some(first) = syntax.iter().filter(opens).map(|diagnostic| diagnostic.span().start).min() else { return };
    let swallowed =
        |diagnostic: &Diagnostic| diagnostic.code == "cdl::place::top_level" && diagnostic.span().start > first;
    let names: BTreeSet<&str> =
        found.iter().filter(|one| swallowed(one)).map(|diagnostic| source.slice(diagnostic.span())).collect();
    found.retain(|diagnostic| {
        let unseen = matches!(diagnostic.code, "cdl::name::unknown" | "cdl::name::undeclared");
        !(swallowed(diagnostic) || unseen && names.contains(source.slice(diagnostic.span())))
    });
}

/// Takes out of `found` the names said to be unknown that stand earlier on a line about which `syntax` has an error:
/// `let xs = [1 2]` was to declare `xs`, so its uses are not to blame. The same goes for a call whose arguments could not
/// be read. `syntax` is sorted by place.
pub(super) fn leave_out_what_may_be_declared(found: &mut Vec<Diagnostic>, syntax: &[Diagnostic], source: &Source) {
    let perhaps = words_of_broken_lines(syntax, source.text());
    if perhaps.is_empty() {
        return;
    }
    let broken: Vec<Span> = syntax.iter().map(Diagnostic::span).collect();
    let holds_one = |span: Span| {
        let next = broken.partition_point(|inner| inner.start < span.start);
        broken.get(next).is_some_and(|inner| inner.end <= span.end)
    };
    found.retain(|diagnostic| {
        if diagnostic.code == "cdl::call::arguments" && holds_one(diagnostic.span()) {
            return false;
        }
        let of_a_name = matches!(diagnostic.code, "cdl::name::unknown" | "cdl::name::undeclared");
        let first = perhaps.get(source.slice(diagnostic.span())).filter(|_| of_a_name);
        first.is_none_or(|first| *first >= diagnostic.span().start as usize)
    });
}

/// The words of the lines with errors, each with the place where it stands first.
fn words_of_broken_lines<'t>(syntax: &[Diagnostic], text: &'t str) -> BTreeMap<&'t str, usize> {
    let mut errors = syntax.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect::<Vec<_>>();
    errors.sort_by_key(|diagnostic| diagnostic.span());
    // Each line is looked for only once, however many errors stand on it.
    let (mut lines, mut end) = (Vec::new(), 0);
    for at in errors.iter().map(|diagnostic| diagnostic.span().start as usize) {
        if at >= end {
            let skipped = text.get(end..at).unwrap_or_default();
            let start = skipped.rfind('\n').map_or(end, |newline| end + newline + 1);
            let line = text.get(start..).unwrap_or_default().split_inclusive('\n').next().unwrap_or_default();
            end = (start + line.len()).max(at + 1);
            lines.push((start, line));
        }
    }
    let mut words = BTreeMap::new();
    for (start, line) in lines {
        let mut at = start;
        for word in line.split_inclusive(|character| !goes_on_in_name(character)) {
            let name = word.trim_end_matches(|character| !goes_on_in_name(character));
            if !name.is_empty() {
                words.entry(name).or_insert(at);
            }
            at += word.len();
        }
    }
    words
}
