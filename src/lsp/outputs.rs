//! `expect output`: judged by one run, as `concur test` does it, with the first line that differs in its place.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::findings::Verdict;
use crate::check::printed;
use crate::machine::Scenario;
use crate::report::Origin;
use crate::report::output::{Agreement, Output};
use crate::source::{Diagnostic, Source, Span};
use crate::syntax::ast::{Claim, ClaimKind};

/// How long the run may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// What becomes of the claims about what the file's own schedule prints, and what is wrong with them. `stop` ends the run.
pub(super) fn judge(
    scenario: &Scenario,
    source: &Source,
    stop: &Arc<AtomicBool>,
) -> Vec<(Verdict, Option<Diagnostic>)> {
    let claims = scenario.image.program.claims.iter().map(|compiled| &compiled.claim);
    let expected: Vec<Expected<'_>> = claims.filter_map(|claim| Expected::of(claim, source)).collect();
    if expected.is_empty() {
        return Vec::new();
    }
    let origin = Origin::File(source.name().to_owned());
    let output = Output::of(printed(scenario, source, Some(TIME_LIMIT), stop), scenario, source, origin);
    expected.iter().map(|expected| expected.judge(&output)).collect()
}

/// A claim about what is printed.
struct Expected<'a> {
    span: Span,
    lines: &'a [String],
    block: Span,
    source: &'a Source,
}

impl<'a> Expected<'a> {
    fn of(claim: &'a Claim, source: &'a Source) -> Option<Self> {
        match &claim.kind {
            ClaimKind::Output { possible: false, lines, block } => {
                Some(Self { span: claim.span, lines, block: *block, source })
            }
            _ => None,
        }
    }

    fn judge(&self, output: &Output) -> (Verdict, Option<Diagnostic>) {
        let verdict = |words: String, holds| Verdict { span: self.span, words, holds };
        match output.agrees(self.lines) {
            Agreement::Holds => (verdict("holds".to_owned(), Some(true)), None),
            Agreement::NotKnown(_) => match self.differs_already(&output.text) {
                Some(line) => self.differs(line, "the output differs".to_owned(), &output.text),
                None => (verdict("not known: the run was stopped before its end".to_owned(), None), None),
            },
            Agreement::NotRun(why) => {
                let words = format!("does not hold: {}", why.unwrap_or_default());
                let diagnostic = Diagnostic::error("cdl::check::claim", self.span, words.clone());
                (verdict(words, Some(false)), Some(diagnostic))
            }
            Agreement::Differs { line, message } => self.differs(line, message, &output.text),
        }
    }

    /// The first line in which a run differs that was stopped: whatever it would have printed then does not mend it.
    fn differs_already(&self, printed: &str) -> Option<usize> {
        let mut expected = self.lines.iter();
        // The last line may not be whole.
        let mut whole = printed.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        whole.position(|line| expected.next().is_none_or(|expected| expected != line))
    }

    fn differs(&self, line: usize, message: String, printed: &str) -> (Verdict, Option<Diagnostic>) {
        let place = self.place(line);
        let at = self.source.position(place.start).line;
        let then = printed.split_inclusive('\n').nth(line).map(|line| line.strip_suffix('\n').unwrap_or(line));
        let (words, label) = match (then, line < self.lines.len()) {
            (Some(then), true) => (format!("line {at} differs"), format!("printed is {then:?}")),
            (Some(then), false) => ("more is printed".to_owned(), format!("then is printed {then:?}")),
            (None, _) => (format!("line {at} is not printed"), "nothing more is printed".to_owned()),
        };
        let diagnostic = Diagnostic::error("cdl::check::claim", place, message).label(label);
        let words = format!("does not hold: {words}");
        (Verdict { span: self.span, words, holds: Some(false) }, Some(diagnostic))
    }

    /// Where an expected line stands; for one that does not, the end of the block.
    fn place(&self, line: usize) -> Span {
        let text = self.source.slice(self.block);
        let mut at = self.block.start as usize;
        let mut bars = text.split_inclusive('\n').filter_map(|line| {
            let start = at;
            at += line.len();
            // The first line has the block's brace before it.
            let blank = line.len() - line.trim_start_matches(['{', ' ', '\t']).len();
            let bar = line.get(blank..)?.trim_end_matches(['\n', '\r']);
            bar.starts_with('|').then(|| Span::new(start + blank, start + blank + bar.len()))
        });
        let end = self.block.end as usize;
        bars.nth(line).unwrap_or_else(|| Span::new(end.saturating_sub(1), end))
    }
}
