//! What fits where the cursor stands, with what it does.

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, InsertTextFormat, TextEdit};

use super::analysis::Analysis;
use super::client::Client;
use super::markup::documentation;
use crate::assist::{self, Candidate, Sort, Vocabulary};
use crate::source::{Source, Span};
use crate::syntax::{CLAUSE_WORDS, LexemeKind, lexemes};

/// What fits at `offset`. The text is read once more with a letter put in there, so that `jobs.` is a whole expression.
pub(super) fn complete(source: &Source, offset: usize, client: Client) -> Vec<CompletionItem> {
    let text = source.text();
    let (Some(before), Some(behind)) = (text.get(..offset), text.get(offset..)) else { return Vec::new() };
    let longer = Source::new(source.name(), format!("{before}x{behind}"));
    let vocabulary = Vocabulary::at(&Analysis::new(longer).names, offset);
    // Words of other statements are no names here, whatever they are there.
    let own = statement(before);
    let found = assist::complete(before.get(own..).unwrap_or_default(), behind, &vocabulary);
    let span = Span::new(own + found.start, offset + found.behind);
    found.candidates.into_iter().map(|candidate| item(candidate, source, span, client)).collect()
}

/// Where the statement at the top level begins at whose end the cursor is; the one before it, if that could go on.
fn statement(before: &str) -> usize {
    let (mut depth, mut start) = (0_usize, 0);
    for lexeme in lexemes(before) {
        let written = before.get(lexeme.span.range()).unwrap_or_default();
        // The word at the cursor is not written yet: it may become `else`.
        let unwritten = lexeme.kind == LexemeKind::Word && lexeme.span.range().end == before.len();
        if lexeme.begins && depth == 0 && !unwritten && !CLAUSE_WORDS.contains(&written) {
            start = lexeme.span.range().start;
        }
        match written {
            "{" if lexeme.kind == LexemeKind::Bracket => depth += 1,
            "}" if lexeme.kind == LexemeKind::Bracket => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    start
}

fn item(candidate: Candidate, source: &Source, span: Span, client: Client) -> CompletionItem {
    let name = candidate.name().to_owned();
    let Candidate { shown, typed, sort, doc, rank } = candidate;
    // With the cursor between the parentheses, where the editor can do that.
    let open = typed.ends_with('(');
    let new_text = match (open, client.snippets) {
        (true, true) => format!("{name}($0)"),
        _ => typed,
    };
    CompletionItem {
        label: name.clone(),
        kind: Some(kind(sort)),
        detail: Some(if shown == name { word(sort).to_owned() } else { shown }),
        documentation: documentation(doc, client.markdown.completion),
        sort_text: Some(format!("{rank}{name}")),
        filter_text: Some(name),
        insert_text_format: (open && client.snippets).then_some(InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: client.encoding.range(source, span), new_text })),
        ..CompletionItem::default()
    }
}

fn kind(sort: Sort) -> CompletionItemKind {
    match sort {
        Sort::Keyword => CompletionItemKind::KEYWORD,
        Sort::Shared | Sort::Local | Sort::Parameter => CompletionItemKind::VARIABLE,
        Sort::Constant => CompletionItemKind::CONSTANT,
        Sort::Function => CompletionItemKind::FUNCTION,
        Sort::Primitive => CompletionItemKind::VALUE,
        Sort::Thread => CompletionItemKind::EVENT,
        Sort::Section => CompletionItemKind::MODULE,
        Sort::Exception => CompletionItemKind::CLASS,
        Sort::Method => CompletionItemKind::METHOD,
        Sort::Attribute => CompletionItemKind::PROPERTY,
    }
}

fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Keyword => "word of the language",
        Sort::Parameter => "parameter",
        Sort::Shared => "shared variable",
        Sort::Local => "local",
        Sort::Constant => "constant",
        Sort::Function => "function",
        Sort::Primitive => "primitive",
        Sort::Thread => "thread",
        Sort::Section => "critical section",
        Sort::Exception => "exception",
        Sort::Method => "method",
        Sort::Attribute => "attribute",
    }
}
