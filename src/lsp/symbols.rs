//! The outline of a text, and what of it can be folded.

use lsp_types::{DocumentSymbol, FoldingRange, FoldingRangeKind, Location, SymbolInformation, SymbolKind, Uri};

use super::analysis::Analysis;
use super::place::Encoding;
use crate::source::{Source, Span};
use crate::syntax::ast::{
    Block, Claim, ExpressionKind, Name, Statement, StatementKind, ThreadBody, ThreadName, ThreadStart, VariableKind,
};
use crate::syntax::walk::{Visitor, walk};
use crate::syntax::{LexemeKind, lexemes};

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

/// Blocks of several lines, claims of several lines, and comments of several lines.
pub(super) fn folds(analysis: &Analysis) -> Vec<FoldingRange> {
    struct Blocks(Vec<Span>);
    impl Visitor for Blocks {
        fn block(&mut self, block: &mut Block) {
            self.0.push(block.span);
        }
        fn statement(&mut self, statement: &mut Statement) {
            if matches!(statement.kind, StatementKind::Claim(_) | StatementKind::Schedule(_)) {
                self.0.push(statement.span);
            }
        }
    }
    let mut found = Blocks(Vec::new());
    walk(&mut analysis.script.clone(), &mut found);
    let line = |offset: usize| Encoding::default().position(&analysis.source, offset).line;
    let blocks = found.0.iter().map(|span| (line(span.range().start), line(span.range().end), None));
    let comments = comments(&analysis.source).into_iter();
    let comments = comments.map(|(first, last)| (first, last, Some(FoldingRangeKind::Comment)));
    let mut folds: Vec<_> = blocks.chain(comments).filter(|(first, last, _)| first < last).collect();
    folds.sort_by_key(|(first, last, _)| (*first, std::cmp::Reverse(*last)));
    // Of two that begin in one line an editor shows the outer one.
    folds.dedup_by_key(|(first, ..)| *first);
    let fold =
        |(first, last, kind)| FoldingRange { start_line: first, end_line: last, kind, ..FoldingRange::default() };
    folds.into_iter().map(fold).collect()
}

/// The lines of comments that follow each other, alone on their lines.
fn comments(source: &Source) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let (mut walk, mut alone) = (Encoding::default().walk(source), None);
    for lexeme in lexemes(source.text()) {
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
