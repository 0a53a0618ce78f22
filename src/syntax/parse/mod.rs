//! From pest's pairs to the tree. No pair is taken for granted: what is missing becomes an `Error` node.

mod claim;
mod declaration;
mod expression;
mod literal;
mod operators;
mod schedule;
mod statement;
mod string;

use pest::Parser;
use pest::iterators::{Pair, Pairs};

use super::ast::{Block, Expression, ExpressionKind, Name, Statement, StatementKind};
use super::grammar::{Grammar, Rule};
use super::mistakes;
use super::names::{leading_word, normal_name};
use crate::source::{Diagnostic, Severity, Span};

pub(super) use schedule::without_comments;

/// Signs behind which a brace opens a dict.
const DICT_FOLLOWS: [char; 13] = ['=', '(', '[', ',', ':', '+', '-', '*', '/', '%', '<', '>', '{'];

/// Builds the tree of one chunk.
pub(super) struct Builder<'t> {
    text: &'t str,
    base: usize,
    source: &'t str,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What stands in a pair, without the words and signs that only hold it together.
fn parts(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|part| !is_mark(part.as_rule()))
}

fn is_mark(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        if_word
            | elif_word
            | else_word
            | while_word
            | loop_word
            | for_word
            | in_word
            | with_word
            | as_word
            | try_word
            | except_word
            | finally_word
            | fn_word
            | critical_word
            | let_word
            | print_word
            | break_word
            | continue_word
            | pass_word
            | yield_word
            | return_word
            | raise_word
            | assert_word
            | sleep_word
            | join_word
            | expect_word
            | invariant_word
            | schedule_word
            | output_word
            | race_word
            | on_word
            | raises_word
            | overlap_word
            | thread_word
            | assign
            | EOI
            | comma
            | clause_word
    )
}

impl<'t> Builder<'t> {
    /// For `text`, which begins at `base` of `source`.
    pub(super) fn new(text: &'t str, base: usize, source: &'t str) -> Self {
        Builder { text, base, source, diagnostics: Vec::new() }
    }

    /// Whether an error has been reported behind the first `count` diagnostics; a warning explains nothing that is lost.
    fn has_errors_since(&self, count: usize) -> bool {
        self.diagnostics.iter().skip(count).any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The statements of the chunk.
    pub(super) fn chunk(&mut self) -> Vec<Statement> {
        let Ok(mut pairs) = Grammar::parse(Rule::chunk, self.text) else {
            let whole = self.text.trim_end();
            let start = whole.len() - whole.trim_start().len();
            let span = self.at(start, whole.len());
            self.report(mistakes::diagnose(self.text, start, whole.len(), Rule::lone_statement, self.base));
            return vec![Statement { kind: StatementKind::Error, span }];
        };
        pairs.next().map(|pair| self.body(pair.into_inner())).unwrap_or_default()
    }

    fn body(&mut self, pairs: Pairs<'t, Rule>) -> Vec<Statement> {
        let mut statements: Vec<Statement> = Vec::new();
        // Lines with bars are told of once, and not at all behind a claim that was to hold them.
        let (mut bars_told, mut before) = (false, "");
        for pair in pairs.filter(|pair| !is_mark(pair.as_rule())) {
            let (span, bars, text) = (self.span(&pair), pair.as_rule() == Rule::bars, pair.as_str().trim_end());
            let claim = leading_word(before) == "expect";
            if let Some(last) = statements.last_mut().filter(|_| bars && claim && before.ends_with("output"))
                && last.kind != StatementKind::Error
            {
                // `expect possible output` could be about a variable of that name, but not with these lines behind it.
                last.kind = StatementKind::Error;
                self.diagnostics.push(mistakes::missing_output(Span { start: last.span.end - 1, ..last.span }));
                bars_told = true;
            }
            let failed = statements.last().is_some_and(|last| last.kind == StatementKind::Error);
            bars_told = bars && (bars_told || claim && failed);
            statements.push(match bars_told {
                true => Statement { kind: StatementKind::Error, span },
                false => self.item(pair),
            });
            (bars_told, before) = (bars, text);
        }
        statements
    }

    fn item(&mut self, pair: Pair<'t, Rule>) -> Statement {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::statement => self.statement(pair),
            Rule::bad => self.bad(pair),
            Rule::bars => {
                self.report(mistakes::stray_bars(Span { end: span.start + 1, ..span }));
                Statement { kind: StatementKind::Error, span }
            }
            // The layout has spoken; what its block holds may have mistakes of its own.
            _ => {
                self.blocks_in(pair);
                Statement { kind: StatementKind::Error, span }
            }
        }
    }

    /// Builds the blocks in a piece of text that is lost, for the mistakes in them.
    fn blocks_in(&mut self, pair: Pair<'t, Rule>) {
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::block => drop(self.block(part)),
                Rule::tail => self.blocks_in(part),
                _ => {}
            }
        }
    }

    fn bad(&mut self, pair: Pair<'t, Rule>) -> Statement {
        let span = self.span(&pair);
        let head = pair.as_span();
        let block = pair.clone().into_inner().find(|part| part.as_rule() == Rule::block);
        let before = block.as_ref().map_or(head.end(), |block| block.as_span().start());
        let word = leading_word(head.as_str());
        let text = self.text.get(head.start()..before).unwrap_or_default().trim_end();
        // A brace behind a sign was meant to be a dict, and is a part of what is wrong; so are the braces of an output.
        let dict = text.ends_with(DICT_FOLLOWS);
        let output = word == "expect" && text.ends_with("output");
        let end = if dict || output { head.end() } else { before };
        match &block {
            Some(block) if head.start() == end => {
                let open = block.as_span().start();
                self.report(mistakes::bare_block(self.at(open, open + 1)));
            }
            _ => self.diagnose(head.start(), end, Rule::lone_statement),
        }
        if !dict && !matches!(word, "expect" | "invariant" | "schedule") {
            self.blocks_in(pair);
        }
        Statement { kind: StatementKind::Error, span }
    }

    /// Reports what is wrong with `start..end` of the text, which `rule` does not match.
    fn diagnose(&mut self, start: usize, end: usize, rule: Rule) {
        self.report(mistakes::diagnose(self.text, start, end, rule, self.base));
    }

    fn report(&mut self, mut diagnostic: Diagnostic) {
        for label in &mut diagnostic.labels {
            label.span = self.whole(label.span.start as usize, label.span.end as usize);
        }
        self.diagnostics.push(diagnostic);
    }

    fn block(&mut self, pair: Pair<'t, Rule>) -> Block {
        let span = self.span(&pair);
        Block { statements: self.body(pair.into_inner()), span }
    }

    fn name(&self, pair: &Pair<'t, Rule>) -> Name {
        Name { text: name_text(pair), span: self.span(pair) }
    }

    fn names(&self, pair: Pair<'t, Rule>) -> Vec<Name> {
        parts(pair).filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect()
    }

    /// The place of a pair, without the blanks that pest leaves behind it.
    fn span(&self, pair: &Pair<'t, Rule>) -> Span {
        let start = pair.as_span().start();
        self.at(start, start + pair.as_str().trim_end().len())
    }

    fn at(&self, start: usize, end: usize) -> Span {
        self.whole(self.base + start, self.base + end)
    }

    /// The place, widened to whole characters of the source: the layout may have made several blanks of one.
    fn whole(&self, start: usize, end: usize) -> Span {
        whole_characters(self.source, start, end)
    }
}

/// What a name is called in the tree, however it was typed.
fn name_text(pair: &Pair<'_, Rule>) -> String {
    normal_name(pair.as_str().trim_end()).into_owned()
}

/// `start..end` of `text`, widened to whole characters.
pub(super) fn whole_characters(text: &str, start: usize, end: usize) -> Span {
    let limit = text.len();
    let boundary = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=start.min(limit)).rev().find(boundary).unwrap_or(0);
    Span::new(start, (end.min(limit)..=limit).find(boundary).unwrap_or(limit))
}

/// An expression that could not be read; reported already.
fn error_expression(span: Span) -> Expression {
    Expression { kind: ExpressionKind::Error, span }
}
