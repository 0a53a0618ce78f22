//! What fits where the cursor stands, with what it does.

use lsp_types::{CompletionItem, CompletionItemKind, CompletionTextEdit, InsertTextFormat, TextEdit};

use super::analysis::Analysis;
use super::client::Client;
use super::markup::documentation;
use crate::assist::{self, Candidate, Names, Role, Sort, Vocabulary};
use crate::source::{Source, Span};
use crate::syntax::{CLAUSE_WORDS, LexemeKind, lexemes};

/// What fits at `offset`. The text is read once more with a letter put in there, so that `jobs.` is a whole expression.
pub(super) fn complete(source: &Source, offset: usize, client: Client) -> Vec<CompletionItem> {
    let text = source.text();
    let (Some(before), Some(behind)) = (text.get(..offset), text.get(offset..)) else { return Vec::new() };
    let longer = Source::new(source.name(), format!("{before}x{behind}"));
    let names = Analysis::new(longer).names;
    let vocabulary = vocabulary(&names, offset);
    // Words of other statements are no names here, whatever they are there.
    let own = statement(before);
    let (start, candidates) = assist::complete(before.get(own..).unwrap_or_default(), behind, &vocabulary);
    let span = Span::new(own + start, offset);
    candidates.into_iter().map(|candidate| item(candidate, source, span, client)).collect()
}

/// Where the statement at the top level begins at whose end the cursor is; the one before it, if that could go on.
fn statement(before: &str) -> usize {
    let (mut depth, mut start) = (0_usize, 0);
    for lexeme in lexemes(before) {
        let written = before.get(lexeme.span.range()).unwrap_or_default();
        if lexeme.begins && depth == 0 && !CLAUSE_WORDS.contains(&written) {
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

/// The names that can be seen at `offset`.
fn vocabulary(names: &Names, offset: usize) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for definition in names.seen_at(offset) {
        let touches = definition.name.span.range().start <= offset && offset < definition.name.span.range().end;
        let name = definition.name.text.clone();
        match definition.role {
            // The word that is being typed.
            _ if touches => {}
            Role::Shared => vocabulary.variables.push(name),
            Role::Atomic => vocabulary.atomics.push(name),
            Role::Constant => vocabulary.constants.push(name),
            Role::Function => vocabulary.functions.push(name),
            Role::Primitive { kind, .. } => vocabulary.objects.push((name, kind)),
            Role::Thread => vocabulary.threads.push(name),
            Role::Future => vocabulary.futures.push(name),
            Role::Parameter | Role::Local => vocabulary.locals.push(name),
            Role::Section => {}
        }
    }
    vocabulary
}

fn item(candidate: Candidate, source: &Source, span: Span, client: Client) -> CompletionItem {
    let Candidate { shown, typed, sort, doc } = candidate;
    let name = typed.trim_end_matches(['(', ')']).to_owned();
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
        sort_text: Some(format!("{}{name}", rank(sort))),
        filter_text: Some(name),
        insert_text_format: (open && client.snippets).then_some(InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: client.encoding.range(source, span), new_text })),
        ..CompletionItem::default()
    }
}

fn kind(sort: Sort) -> CompletionItemKind {
    match sort {
        Sort::Keyword => CompletionItemKind::KEYWORD,
        Sort::Shared | Sort::Local => CompletionItemKind::VARIABLE,
        Sort::Constant => CompletionItemKind::CONSTANT,
        Sort::Function => CompletionItemKind::FUNCTION,
        Sort::Primitive => CompletionItemKind::VALUE,
        Sort::Thread => CompletionItemKind::EVENT,
        Sort::Exception => CompletionItemKind::CLASS,
        Sort::Method => CompletionItemKind::METHOD,
        Sort::Attribute => CompletionItemKind::PROPERTY,
    }
}

fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Keyword => "word of the language",
        Sort::Shared => "shared variable",
        Sort::Local => "local",
        Sort::Constant => "constant",
        Sort::Function => "function",
        Sort::Primitive => "primitive",
        Sort::Thread => "thread",
        Sort::Exception => "exception",
        Sort::Method => "method",
        Sort::Attribute => "attribute",
    }
}

/// What is the text's own comes before what is the language's.
fn rank(sort: Sort) -> u8 {
    match sort {
        Sort::Shared | Sort::Local | Sort::Primitive | Sort::Thread | Sort::Method | Sort::Attribute => 0,
        Sort::Constant | Sort::Function => 1,
        Sort::Keyword => 2,
        Sort::Exception => 3,
    }
}
