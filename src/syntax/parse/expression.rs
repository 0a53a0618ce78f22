//! Operands: literals, names, and the calls, subscripts and attributes behind them.

use pest::iterators::Pair;

use super::super::ast::{Argument, ComprehensionClause, Expression, ExpressionKind};
use super::super::grammar::Rule;
use super::super::mistakes;
use super::{Builder, error_expression, name_text, parts};
use crate::source::Span;

impl<'t> Builder<'t> {
    /// A primary without what stands behind it.
    pub(super) fn primary(&mut self, pair: Pair<'t, Rule>) -> Expression {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::none => ExpressionKind::None,
            Rule::true_value => ExpressionKind::Bool(true),
            Rule::false_value => ExpressionKind::Bool(false),
            Rule::name => ExpressionKind::Name(name_text(&pair)),
            Rule::number => self.number(&pair),
            Rule::string => return self.string(pair),
            Rule::list => self.list(pair),
            Rule::dict => self.dict(pair),
            Rule::paren => return self.paren(pair),
            Rule::thread_start => ExpressionKind::Thread(Box::new(self.thread_start(pair))),
            _ => ExpressionKind::Error,
        };
        Expression { kind, span }
    }

    /// A primary with all that stands behind it.
    pub(super) fn chain(&mut self, pair: Pair<'t, Rule>) -> Expression {
        let mut inner = parts(pair);
        let Some(first) = inner.next() else { return error_expression(Span::default()) };
        let first = self.primary(first);
        inner.fold(first, |object, part| self.postfix(object, part))
    }

    pub(super) fn postfix(&mut self, object: Expression, pair: Pair<'t, Rule>) -> Expression {
        let own = self.span(&pair);
        let span = object.span.to(own);
        let object = Box::new(object);
        let kind = match pair.as_rule() {
            Rule::call => ExpressionKind::Call { callee: object, arguments: self.arguments(pair) },
            Rule::attribute => match parts(pair).next() {
                Some(name) => ExpressionKind::Attribute { object, name: self.name(&name) },
                None => ExpressionKind::Error,
            },
            _ => return self.subscript(object, pair),
        };
        Expression { kind, span }
    }

    fn subscript(&mut self, object: Box<Expression>, pair: Pair<'t, Rule>) -> Expression {
        let own = self.span(&pair);
        let span = object.span.to(own);
        let (mut start, mut end, mut step, mut slice) = (None, None, None, false);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::lower => start = self.inside(part),
                Rule::upper => end = self.inside(part),
                Rule::step => step = self.inside(part),
                _ => slice = true,
            }
        }
        let kind = match (slice, start) {
            (true, start) => ExpressionKind::Slice { object, start, end, step },
            (false, Some(index)) => ExpressionKind::Index { object, index },
            (false, None) => {
                self.report(mistakes::empty_index(own));
                ExpressionKind::Error
            }
        };
        Expression { kind, span }
    }

    fn inside(&mut self, pair: Pair<'t, Rule>) -> Option<Box<Expression>> {
        parts(pair).next().map(|part| Box::new(self.expression(part)))
    }

    /// What stands in the parentheses of a call.
    pub(super) fn arguments(&mut self, pair: Pair<'t, Rule>) -> Vec<Argument> {
        let mut arguments: Vec<Argument> = Vec::new();
        for part in parts(pair) {
            let argument = self.argument(part);
            if argument.name.is_none() && arguments.last().is_some_and(|before| before.name.is_some()) {
                self.report(mistakes::positional_after_keyword(argument.value.span));
            }
            arguments.push(argument);
        }
        arguments
    }

    fn argument(&mut self, pair: Pair<'t, Rule>) -> Argument {
        let whole = self.span(&pair);
        let (mut name, mut value, mut clauses) = (None, None, Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::for_clause => clauses.push(self.clause(part)),
                _ => value = Some(self.expression(part)),
            }
        }
        let mut value = value.unwrap_or_else(|| error_expression(whole));
        if !clauses.is_empty() {
            self.report(mistakes::generator(whole));
            value =
                Expression { kind: ExpressionKind::Comprehension { element: Box::new(value), clauses }, span: whole };
        }
        Argument { name, value }
    }

    /// The arguments of a statement such as `print`, which may stand in parentheses.
    pub(super) fn spread(&mut self, pair: Pair<'t, Rule>) -> Vec<Argument> {
        let mut pieces: Vec<_> = parts(pair).collect();
        if let [only] = pieces.as_slice()
            && let Some(paren) = bare_paren(only.clone())
        {
            return self.arguments(paren);
        }
        let mut arguments = Vec::new();
        for piece in pieces.drain(..) {
            match piece.as_rule() {
                Rule::argument => arguments.push(self.argument(piece)),
                _ => arguments.push(Argument { name: None, value: self.expression(piece) }),
            }
        }
        arguments
    }

    /// `(e)` is `e`; anything else in parentheses would be a tuple.
    fn paren(&mut self, pair: Pair<'t, Rule>) -> Expression {
        let span = self.span(&pair);
        let comma = pair.clone().into_inner().any(|part| part.as_rule() == Rule::comma);
        let count = self.diagnostics.len();
        let mut arguments = self.arguments(pair);
        let keyword = arguments.iter().find_map(|argument| argument.name.clone());
        let reported = self.has_errors_since(count);
        match (arguments.pop(), keyword) {
            (Some(_), Some(name)) if !reported => self.report(mistakes::keyword_in_parentheses(&name)),
            (Some(only), None) if arguments.is_empty() && !comma => {
                // A name's place is the name alone; of all else the parentheses are a part.
                let bare = matches!(only.value.kind, ExpressionKind::Name(_));
                return Expression { span: if bare { only.value.span } else { span }, ..only.value };
            }
            _ if !reported => self.report(mistakes::tuple(span)),
            _ => {}
        }
        error_expression(span)
    }

    fn list(&mut self, pair: Pair<'t, Rule>) -> ExpressionKind {
        let (mut items, mut clauses) = (Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::for_clause => clauses.push(self.clause(part)),
                _ => items.push(self.expression(part)),
            }
        }
        match (items.pop(), clauses.is_empty()) {
            (Some(element), false) => ExpressionKind::Comprehension { element: Box::new(element), clauses },
            (last, _) => {
                items.extend(last);
                ExpressionKind::List(items)
            }
        }
    }

    fn clause(&mut self, pair: Pair<'t, Rule>) -> ComprehensionClause {
        let (mut targets, mut values) = (Vec::new(), Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::targets => targets = self.names(part),
                _ => values.push(self.expression(part)),
            }
        }
        let mut values = values.into_iter();
        let iterable = values.next().unwrap_or_else(|| error_expression(Span::default()));
        ComprehensionClause { targets, iterable, conditions: values.collect() }
    }

    fn dict(&mut self, pair: Pair<'t, Rule>) -> ExpressionKind {
        let whole = self.span(&pair);
        let mut entries = Vec::new();
        let mut wrong = None;
        for part in parts(pair) {
            let entry = self.span(&part);
            let (mut colon, mut clauses, mut values) = (false, false, Vec::new());
            for piece in parts(part) {
                match piece.as_rule() {
                    Rule::colon => colon = true,
                    Rule::for_clause => clauses = true,
                    _ => values.push(self.expression(piece)),
                }
            }
            let mut values = values.into_iter();
            match (values.next(), values.next()) {
                (Some(key), Some(value)) if !clauses => entries.push((key, value)),
                _ => wrong = wrong.or(Some((entry, colon, clauses))),
            }
        }
        match wrong {
            None => ExpressionKind::Dict(entries),
            Some((_, _, true)) => self.refuse(mistakes::dict_comprehension(whole)),
            Some((entry, _, _)) if !entries.is_empty() => self.refuse(mistakes::dict_entry(entry)),
            Some(_) => self.refuse(mistakes::set(whole)),
        }
    }

    fn refuse(&mut self, diagnostic: crate::source::Diagnostic) -> ExpressionKind {
        self.report(diagnostic);
        ExpressionKind::Error
    }
}

/// The parentheses, if an argument or expression is nothing else.
fn bare_paren(pair: Pair<'_, Rule>) -> Option<Pair<'_, Rule>> {
    let mut inner = pair.into_inner();
    match (inner.next(), inner.next()) {
        (Some(only), None) if only.as_rule() == Rule::paren => Some(only),
        (Some(only), None) if only.as_rule() == Rule::expression => bare_paren(only),
        _ => None,
    }
}
