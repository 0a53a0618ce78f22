//! `expect` and `invariant`.

use pest::iterators::Pair;

use super::super::ast::{Claim, ClaimKind, Quantifier, StatementKind};
use super::super::grammar::Rule;
use super::super::mistakes;
use super::{Builder, parts};

impl<'t> Builder<'t> {
    pub(super) fn claim(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let span = self.span(&pair);
        let invariant = pair.as_rule() == Rule::invariant;
        let mut inner = parts(pair);
        let kind = if invariant {
            Some(ClaimKind::Invariant(self.next_expression(&mut inner)))
        } else {
            inner.next().and_then(|first| match first.as_rule() {
                Rule::output => self.output(first),
                _ => {
                    let quantifier = quantifier(first.as_str());
                    let what = inner.next()?;
                    match what.as_rule() {
                        Rule::happening if quantifier == Quantifier::Always => {
                            let span = self.span(&first).to(self.span(&what));
                            self.report(mistakes::always(span, what.as_str().trim_end()));
                            None
                        }
                        Rule::happening => self.happening(what, quantifier),
                        _ => Some(ClaimKind::State { quantifier, condition: self.expression(what) }),
                    }
                }
            })
        };
        kind.map_or(StatementKind::Error, |kind| StatementKind::Claim(Claim { kind, span }))
    }

    fn happening(&mut self, pair: Pair<'t, Rule>, quantifier: Quantifier) -> Option<ClaimKind> {
        let what = parts(pair).next()?;
        let rule = what.as_rule();
        let inner = parts(what).next();
        Some(match rule {
            Rule::deadlock => ClaimKind::Deadlock(quantifier),
            Rule::livelock => ClaimKind::Livelock(quantifier),
            Rule::race => ClaimKind::Race { quantifier, on: inner.map(|part| self.expression(part)) },
            Rule::raises => ClaimKind::Raises { quantifier, exception: inner.map(|part| self.name(&part)) },
            _ => ClaimKind::Overlap { quantifier, section: inner.map(|part| self.name(&part)) },
        })
    }

    fn output(&mut self, pair: Pair<'t, Rule>) -> Option<ClaimKind> {
        let (mut possible, mut lines, mut block) = (false, Vec::new(), self.span(&pair));
        for part in parts(pair) {
            match part.as_rule() {
                Rule::quantifier if quantifier(part.as_str()) != Quantifier::Possible => {
                    self.report(mistakes::quantified_output(self.span(&part), part.as_str()));
                    return None;
                }
                Rule::quantifier => possible = true,
                _ => {
                    block = self.span(&part);
                    lines = parts(part).map(|bar| line_behind_bar(bar.as_str())).collect();
                }
            }
        }
        Some(ClaimKind::Output { possible, lines, block })
    }
}

/// Exactly one blank behind the bar is no part of the line; trailing blanks are.
fn line_behind_bar(bar: &str) -> String {
    let text = bar.strip_prefix('|').unwrap_or(bar);
    let text = text.strip_suffix('\r').unwrap_or(text);
    text.strip_prefix(' ').unwrap_or(text).to_owned()
}

fn quantifier(word: &str) -> Quantifier {
    match word.trim_end() {
        "always" => Quantifier::Always,
        "never" => Quantifier::Never,
        _ => Quantifier::Possible,
    }
}
