//! What each word of a text is, for editors that colour by meaning.

use lsp_types::{SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend};

use super::analysis::Analysis;
use super::place::Encoding;
use crate::assist::{Access, Role, topic};
use crate::source::Span;
use crate::syntax::{CLAIM_WORDS, KEYWORDS, Lexeme, LexemeKind, SOFT_KEYWORDS, lexemes};
use crate::value::is_builtin_exception;

/// The types, in the order of the legend.
const TYPES: [SemanticTokenType; 12] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::METHOD,
    SemanticTokenType::CLASS,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::EVENT,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::COMMENT,
    SemanticTokenType::PROPERTY,
];

/// The modifiers, in the order of the legend. The last two are our own.
const MODIFIERS: [SemanticTokenModifier; 6] = [
    SemanticTokenModifier::DECLARATION,
    SemanticTokenModifier::READONLY,
    SemanticTokenModifier::MODIFICATION,
    SemanticTokenModifier::DEFAULT_LIBRARY,
    SemanticTokenModifier::new("shared"),
    SemanticTokenModifier::new("primitive"),
];

/// What the numbers of tokens stand for.
pub(super) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: MODIFIERS.to_vec() }
}

/// A type with modifiers.
type Sort = (SemanticTokenType, Vec<SemanticTokenModifier>);

/// The tokens that touch `wanted`, each with its place relative to the one before it.
pub(super) fn tokens(analysis: &Analysis, wanted: std::ops::Range<usize>, encoding: Encoding) -> SemanticTokens {
    let text = analysis.source.text();
    let mut data = Vec::new();
    let mut walk = encoding.walk(&analysis.source);
    let mut last = walk.to(0);
    let solid = |lexeme: &Lexeme| !matches!(lexeme.kind, LexemeKind::Blank | LexemeKind::Comment);
    let mut near = Near::default();
    let mut rest = lexemes(text).into_iter().peekable();
    while let Some(lexeme) = rest.next() {
        let written = text.get(lexeme.span.range()).unwrap_or_default();
        let range = lexeme.span.range();
        near.called = rest.peek().is_some_and(|next| text.get(next.span.range()) == Some("("));
        if range.start < wanted.end
            && wanted.start < range.end
            && let Some((kind, modifiers)) = sort(analysis, lexeme, written, near)
        {
            for piece in pieces(text, lexeme.span) {
                let (start, end) = (walk.to(piece.range().start), walk.to(piece.range().end));
                let delta_line = start.line - last.line;
                data.push(SemanticToken {
                    delta_line,
                    delta_start: start.character - if delta_line == 0 { last.character } else { 0 },
                    length: end.character - start.character,
                    token_type: index(&TYPES, &kind),
                    token_modifiers_bitset: modifiers.iter().map(|one| 1 << index(&MODIFIERS, one)).sum(),
                });
                last = start;
            }
        }
        if solid(&lexeme) {
            near.before = written;
        }
    }
    SemanticTokens { result_id: None, data }
}

/// What stands around a word.
#[derive(Clone, Copy, Default)]
struct Near<'t> {
    /// The word or sign before it.
    before: &'t str,
    /// Whether parentheses follow.
    called: bool,
}

/// A span line by line: a token of several lines is more than many editors understand.
fn pieces(text: &str, span: Span) -> Vec<Span> {
    let mut start = span.range().start;
    let mut found = Vec::new();
    for line in text.get(span.range()).unwrap_or_default().split_inclusive(['\n', '\r']) {
        let length = line.trim_end_matches(['\n', '\r']).len();
        if length > 0 {
            found.push(Span::new(start, start + length));
        }
        start += line.len();
    }
    found
}

fn index<T: PartialEq>(legend: &[T], one: &T) -> u32 {
    legend.iter().position(|known| known == one).and_then(|index| u32::try_from(index).ok()).unwrap_or(0)
}

fn sort(analysis: &Analysis, lexeme: Lexeme, written: &str, near: Near<'_>) -> Option<Sort> {
    match lexeme.kind {
        LexemeKind::Word => word(analysis, lexeme.span, written, near),
        LexemeKind::Number => Some((SemanticTokenType::NUMBER, Vec::new())),
        LexemeKind::Text | LexemeKind::Bar => Some((SemanticTokenType::STRING, Vec::new())),
        LexemeKind::Comment => Some((SemanticTokenType::COMMENT, Vec::new())),
        LexemeKind::Bracket | LexemeKind::Sign | LexemeKind::Blank => None,
    }
}

fn word(analysis: &Analysis, span: Span, written: &str, near: Near<'_>) -> Option<Sort> {
    let names = &analysis.names;
    if let Some(sort) = mention(analysis, span) {
        return Some(sort);
    }
    // A label may be more than one word: `Worker-1`.
    let labelled = names.labels.partition_point(|label| label.span.end < span.end);
    if names.labels.get(labelled).is_some_and(|label| label.span.start <= span.start) {
        return Some((SemanticTokenType::EVENT, Vec::new()));
    }
    if near.before == "." {
        // Methods are no values: what is not called is only looked at.
        let kind = if near.called { SemanticTokenType::METHOD } else { SemanticTokenType::PROPERTY };
        return Some((kind, Vec::new()));
    }
    let lists = [KEYWORDS, SOFT_KEYWORDS, CLAIM_WORDS];
    if lists.iter().any(|words| words.contains(&written)) || (near.before, written) == ("race", "on") {
        return Some((SemanticTokenType::KEYWORD, Vec::new()));
    }
    if is_builtin_exception(written) {
        return Some((SemanticTokenType::CLASS, vec![SemanticTokenModifier::DEFAULT_LIBRARY]));
    }
    if names.exceptions.contains_key(written) {
        return Some((SemanticTokenType::CLASS, Vec::new()));
    }
    topic(written).map(|_| (SemanticTokenType::FUNCTION, vec![SemanticTokenModifier::DEFAULT_LIBRARY]))
}

fn mention(analysis: &Analysis, span: Span) -> Option<Sort> {
    let mentions = &analysis.names.mentions;
    let mention = mentions.get(mentions.binary_search_by_key(&span, |mention| mention.span).ok()?)?;
    let role = analysis.names.definitions.get(mention.definition)?.role;
    let (kind, modifier) = match role {
        Role::Shared | Role::Atomic => (SemanticTokenType::VARIABLE, Some("shared")),
        Role::Primitive { .. } => (SemanticTokenType::VARIABLE, Some("primitive")),
        Role::Constant => (SemanticTokenType::VARIABLE, Some("readonly")),
        Role::Local | Role::Future => (SemanticTokenType::VARIABLE, None),
        Role::Thread => (SemanticTokenType::EVENT, None),
        Role::Parameter => (SemanticTokenType::PARAMETER, None),
        Role::Function => (SemanticTokenType::FUNCTION, None),
        Role::Section => (SemanticTokenType::NAMESPACE, None),
    };
    let mut modifiers: Vec<SemanticTokenModifier> = modifier.map(SemanticTokenModifier::new).into_iter().collect();
    match mention.access {
        Access::Declared => modifiers.push(SemanticTokenModifier::DECLARATION),
        Access::Write | Access::Update => modifiers.push(SemanticTokenModifier::MODIFICATION),
        Access::Read => {}
    }
    Some((kind, modifiers))
}
