//! The outline of a text, and what of it can be folded.

use std::collections::BTreeSet;

use lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, Location, SymbolInformation, SymbolKind, Uri};

use super::analysis::Analysis;
use super::place::Encoding;
use crate::source::{Source, Span};
use crate::syntax::ast::{
    Block, Claim, ExpressionKind, Name, Statement, StatementKind, ThreadBody, ThreadName, ThreadStart, VariableKind,
};
use crate::syntax::{CLAUSE_WORDS, Lexeme, LexemeKind, leading_word, lexemes};

/// The outline: declarations, threads, claims; threads that a block starts are below what they stand in.
pub(super) fn symbols(analysis: &Analysis, encoding: Encoding) -> Vec<DocumentSymbol> {
    Outline { source: &analysis.source, encoding }.of(&analysis.script.statements)
}

/// The same without levels, for editors that know none.
pub(super) fn flat(nested: Vec<DocumentSymbol>, uri: &Uri) -> Vec<SymbolInformation> {
    let mut found = Vec::new();
    for symbol in nested {
        let below = symbol.children.unwrap_or_default();
        // The field `deprecated` must be given, and is itself deprecated.
        #[allow(deprecated)]
        found.push(SymbolInformation {
            name: symbol.name,
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            location: Location { uri: uri.clone(), range: symbol.range },
            container_name: None,
        });
        found.extend(flat(below, uri));
    }
    found
}

struct Outline<'a> {
    source: &'a Source,
    encoding: Encoding,
}

impl Outline<'_> {
    fn of(&self, statements: &[Statement]) -> Vec<DocumentSymbol> {
        statements.iter().flat_map(|statement| self.statement(statement)).collect()
    }

    fn statement(&self, statement: &Statement) -> Vec<DocumentSymbol> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Variable(variable) => {
                let (kind, detail) = match variable.kind {
                    VariableKind::Shared => (SymbolKind::VARIABLE, "shared"),
                    VariableKind::Atomic => (SymbolKind::VARIABLE, "atomic"),
                    VariableKind::Const => (SymbolKind::CONSTANT, "const"),
                };
                vec![self.named(&variable.name, kind, detail, span, Vec::new())]
            }
            StatementKind::Objects(objects) => {
                let detail = objects.kind.keyword();
                let one = |object: &crate::syntax::ast::ObjectDeclarator| {
                    self.named(&object.name, SymbolKind::OBJECT, detail, object.span, Vec::new())
                };
                objects.objects.iter().map(one).collect()
            }
            StatementKind::Function(function) => {
                let children = self.of(&function.body.statements);
                vec![self.named(&function.name, SymbolKind::FUNCTION, "fn", span, children)]
            }
            StatementKind::Thread(start) => vec![self.thread(start, span)],
            StatementKind::Let { value, .. } => match &value.kind {
                ExpressionKind::Thread(start) => vec![self.thread(start, value.span)],
                _ => Vec::new(),
            },
            StatementKind::Claim(claim) => vec![self.claim(claim)],
            StatementKind::Schedule(schedule) => {
                vec![self.symbol(
                    "schedule".to_owned(),
                    SymbolKind::ARRAY,
                    "",
                    schedule.span,
                    schedule.span,
                    Vec::new(),
                )]
            }
            _ => blocks(statement).into_iter().flat_map(|block| self.of(&block.statements)).collect(),
        }
    }

    fn thread(&self, start: &ThreadStart, span: Span) -> DocumentSymbol {
        let (children, whole) = match &start.body {
            ThreadBody::Block(block) => (self.of(&block.statements), span.to(block.span)),
            ThreadBody::Call { .. } => (Vec::new(), span),
        };
        let (name, selected) = match &start.name {
            ThreadName::Plain(name) => (name.text.clone(), name.span),
            ThreadName::Computed(name) => (self.source.slice(name.span).to_owned(), name.span),
            ThreadName::Numbered => (self.source.slice(start.head).trim().to_owned(), start.head),
        };
        let detail = if start.daemon { "daemon thread" } else { "thread" };
        self.symbol(name, SymbolKind::EVENT, detail, whole, selected, children)
    }

    fn claim(&self, claim: &Claim) -> DocumentSymbol {
        let text = self.source.slice(claim.span).split(['{', '\n']).next().unwrap_or_default().trim().to_owned();
        self.symbol(text, SymbolKind::BOOLEAN, "", claim.span, claim.span, Vec::new())
    }

    fn named(
        &self,
        name: &Name,
        kind: SymbolKind,
        detail: &str,
        span: Span,
        below: Vec<DocumentSymbol>,
    ) -> DocumentSymbol {
        self.symbol(name.text.clone(), kind, detail, span, name.span, below)
    }

    // The field `deprecated` must be given, and is itself deprecated.
    #[allow(deprecated)]
    fn symbol(
        &self,
        name: String,
        kind: SymbolKind,
        detail: &str,
        span: Span,
        selected: Span,
        below: Vec<DocumentSymbol>,
    ) -> DocumentSymbol {
        DocumentSymbol {
            // An empty name is against the protocol.
            name: if name.is_empty() { "?".to_owned() } else { name },
            detail: (!detail.is_empty()).then(|| detail.to_owned()),
            kind,
            tags: None,
            deprecated: None,
            range: self.encoding.range(self.source, span.to(selected)),
            selection_range: self.encoding.range(self.source, selected),
            children: (!below.is_empty()).then_some(below),
        }
    }
}

/// The blocks of a statement that declares nothing itself.
fn blocks(statement: &Statement) -> Vec<&Block> {
    match &statement.kind {
        StatementKind::If { branches, otherwise } => branches.iter().map(|(_, block)| block).chain(otherwise).collect(),
        StatementKind::Try { body, handlers, otherwise, finally } => {
            let handlers = handlers.iter().map(|handler| &handler.body);
            std::iter::once(body).chain(handlers).chain(otherwise).chain(finally).collect()
        }
        StatementKind::While { body, .. }
        | StatementKind::Loop { body }
        | StatementKind::For { body, .. }
        | StatementKind::With { body, .. }
        | StatementKind::Critical { body, .. }
        | StatementKind::Atomic(body) => vec![body],
        _ => Vec::new(),
    }
}

/// What stands in brackets on several lines (blocks, lists, arguments), claims and comments of several lines.
pub(super) fn folds(analysis: &Analysis) -> Vec<FoldingRange> {
    let source = &analysis.source;
    let lexemes = lexemes(source.text());
    let claims =
        analysis.script.statements.iter().filter(|statement| matches!(statement.kind, StatementKind::Claim(_)));
    let line = |offset: usize| Encoding::default().position(source, offset).line;
    let places = brackets(source, &lexemes).into_iter().chain(claims.map(|claim| claim.span));
    let places = places.map(|place| (line(place.range().start), line(place.range().end), goes_on(source, place)));
    let places: Vec<_> = places.filter(|(first, last, _)| first < last).collect();
    let starts: BTreeSet<u32> = places.iter().map(|(first, ..)| *first).collect();
    // What begins on a fold's last line, as in `} else {`, must stay to be seen.
    let shown = |last: u32, goes_on: bool| if goes_on || starts.contains(&last) { last - 1 } else { last };
    let places = places.iter().map(|(first, last, goes_on)| (*first, shown(*last, *goes_on), None));
    let comments = comments(source, &lexemes).into_iter();
    let comments = comments.map(|(first, last)| (first, last, Some(FoldingRangeKind::Comment)));
    let mut folds: Vec<_> = places.chain(comments).filter(|(first, last, _)| first < last).collect();
    folds.sort_by_key(|(first, last, _)| (*first, std::cmp::Reverse(*last)));
    // Of two that begin in one line an editor shows the outer one.
    folds.dedup_by_key(|(first, ..)| *first);
    let fold =
        |(first, last, kind)| FoldingRange { start_line: first, end_line: last, kind, ..FoldingRange::default() };
    folds.into_iter().map(fold).collect()
}

/// From each opening bracket to the one that closes it.
fn brackets(source: &Source, lexemes: &[Lexeme]) -> Vec<Span> {
    let (mut open, mut found): (Vec<Span>, _) = (Vec::new(), Vec::new());
    for lexeme in lexemes.iter().filter(|lexeme| lexeme.kind == LexemeKind::Bracket) {
        match source.slice(lexeme.span) {
            "(" | "[" | "{" => open.push(lexeme.span),
            _ => found.extend(open.pop().map(|start| start.to(lexeme.span))),
        }
    }
    found
}

/// Whether the statement goes on behind a block, on the same line.
fn goes_on(source: &Source, place: Span) -> bool {
    let rest = source.text().get(place.range().end..).unwrap_or_default();
    CLAUSE_WORDS.contains(&leading_word(rest.trim_start_matches([' ', '\t'])))
}

/// The lines of comments that follow each other, alone on their lines.
fn comments(source: &Source, lexemes: &[Lexeme]) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let (mut walk, mut alone) = (Encoding::default().walk(source), None);
    for lexeme in lexemes {
        let line = walk.to(lexeme.span.range().start).line;
        match lexeme.kind {
            LexemeKind::Blank => continue,
            LexemeKind::Comment if alone != Some(line) => match runs.last_mut() {
                Some((_, last)) if *last + 1 == line => *last = line,
                _ => runs.push((line, line)),
            },
            _ => {}
        }
        alone = Some(walk.to(lexeme.span.range().end).line);
    }
    runs
}
