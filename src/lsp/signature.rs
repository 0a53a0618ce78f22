//! What a call takes, while its arguments are being typed.

use lsp_types::{ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation};

use super::analysis::Analysis;
use super::markup::documentation;
use super::word::{Word, word_at};
use crate::assist::{Role, topic};
use crate::primitives::registry::{self, signature};
use crate::syntax::{Lexeme, LexemeKind, lexemes};

/// A call that is open at the cursor.
struct Call<'t> {
    callee: Word<'t>,
    /// How many arguments lie before the cursor.
    argument: usize,
    /// The keyword of the argument at the cursor: `timeout` of `timeout=1s`.
    keyword: Option<&'t str>,
}

/// The signature of the call around `offset`, with the parameter that is being typed.
pub(super) fn help(analysis: &Analysis, offset: usize, markdown: bool) -> Option<SignatureHelp> {
    let call = call_at(analysis.source.text(), offset)?;
    let (name, parameters, doc) = callee(analysis, &call.callee)?;
    let label = format!("{name}({parameters})");
    let mut parts = Vec::new();
    let mut start = name.len() + 1;
    for part in parameters.split(", ").filter(|part| !part.is_empty()) {
        parts.push((part, start));
        start += part.len() + 2;
    }
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    // Signatures are made of letters that each count one, whatever is counted.
    let parameters = parts.iter().map(|(part, start)| ParameterInformation {
        label: ParameterLabel::LabelOffsets([number(*start), number(start + part.len())]),
        documentation: None,
    });
    let information = SignatureInformation {
        label,
        documentation: documentation(doc, markdown),
        parameters: Some(parameters.collect()),
        active_parameter: None,
    };
    let active = active(&parts.iter().map(|(part, _)| *part).collect::<Vec<_>>(), &call);
    Some(SignatureHelp {
        signatures: vec![information],
        active_signature: Some(0),
        active_parameter: active.map(number),
    })
}

/// Which parameter is being typed; the last one takes all that is left if it takes any number.
fn active(parameters: &[&str], call: &Call) -> Option<usize> {
    let name = |parameter: &str| parameter.split('=').next().unwrap_or_default().trim_start_matches('*').to_owned();
    if let Some(keyword) = call.keyword {
        return parameters.iter().position(|parameter| name(parameter) == keyword);
    }
    let many = parameters.iter().position(|parameter| parameter.starts_with('*') || *parameter == "...");
    let given = call.argument.min(many.unwrap_or(usize::MAX));
    (given < parameters.len()).then_some(given)
}

/// The innermost call whose parentheses are open at `offset`.
fn call_at(text: &str, offset: usize) -> Option<Call<'_>> {
    let all = lexemes(text);
    let before: Vec<&Lexeme> = all.iter().take_while(|lexeme| lexeme.span.range().start < offset).collect();
    let written = |lexeme: &Lexeme| text.get(lexeme.span.range()).unwrap_or_default();
    let (mut depth, mut argument, mut keyword, mut innermost) = (0_usize, 0, None, true);
    let mut behind: Option<&Lexeme> = None;
    for (index, lexeme) in before.iter().enumerate().rev() {
        match written(lexeme) {
            ")" | "]" | "}" if lexeme.kind == LexemeKind::Bracket && lexeme.span.range().end <= offset => depth += 1,
            "(" if depth == 0 => {
                let callee = before.get(..index)?.iter().rev().find(|lexeme| lexeme.kind != LexemeKind::Blank)?;
                let callee = (callee.kind == LexemeKind::Word).then_some(callee)?;
                let callee = word_at(text, callee.span.range().end)?;
                return Some(Call { callee, argument, keyword });
            }
            // The cursor is in a block or a list, not between the parentheses themselves.
            "{" if depth == 0 && lexeme.kind == LexemeKind::Bracket => return None,
            "[" if depth == 0 => (argument, keyword, innermost) = (0, None, true),
            "(" | "[" | "{" if lexeme.kind == LexemeKind::Bracket => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                argument += 1;
                innermost = false;
            }
            "=" if depth == 0 && innermost => behind = Some(lexeme),
            word if depth == 0 && innermost && lexeme.kind == LexemeKind::Word && behind.take().is_some() => {
                keyword = Some(word);
            }
            _ => {}
        }
    }
    None
}

/// What is called: its name, its parameters, what it does.
fn callee(analysis: &Analysis, word: &Word) -> Option<(String, String, String)> {
    if let Some(member) = word.member(&analysis.names) {
        return Some((member.name.to_owned(), member.parameters?, member.doc.to_owned()));
    }
    let declared = analysis.names.definitions.iter().find(|definition| definition.name.text == word.text);
    match declared.map(|definition| (definition.role, definition)) {
        Some((Role::Function, definition)) => {
            let head = analysis.source.slice(definition.statement);
            let (_, rest) = head.split_once('(')?;
            let parameters = rest.split_once('{').map_or(rest, |(head, _)| head);
            let parameters = parameters.rsplit_once(')').map_or(parameters, |(inner, _)| inner);
            let parameters: Vec<&str> = parameters.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
            Some((word.text.to_owned(), parameters.join(", "), String::new()))
        }
        Some((Role::Primitive { kind, .. }, definition)) if definition.name.span == word.span => {
            let row = registry::kind(kind);
            Some((format!("{} {}", kind.keyword(), word.text), signature(row.constructor), row.doc.to_owned()))
        }
        Some(_) => None,
        None => {
            let topic = topic(word.text)?;
            let (name, rest) = topic.form.split_once('(')?;
            let parameters = rest.strip_suffix(')')?;
            (name == word.text).then(|| (name.to_owned(), parameters.to_owned(), topic.doc))
        }
    }
}
