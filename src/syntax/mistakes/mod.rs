//! What is said about text that is not CDL: every sentence of this room, each with a stable code.
//!
//! The layout and the builder know what they report (`lexical`, `tree`). A statement that the grammar refuses is
//! read once more on its own, to see how far it goes; what stands there tells which mistake it is (`detect`).

mod detect;
pub(super) mod lexical;
mod tokens;
mod tree;
mod unexpected;
mod writing;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

pub(super) use tree::*;

use super::grammar::{Grammar, Rule};
use super::names::leading_word;
use crate::source::{Diagnostic, Span};
use tokens::Token;

macro_rules! codes {
    ($($name:ident = $code:literal),+ $(,)?) => {
        /// The codes by name.
        mod code {
            $(pub(super) const $name: &str = $code;)+
        }
        /// Every code that this room can give a diagnostic.
        pub const CODES: &[&str] = &[$($code),+];
    };
}

codes! {
    CHARACTER = "cdl::syntax::character",
    SMART_QUOTES = "cdl::syntax::smart_quotes",
    UNCLOSED = "cdl::syntax::unclosed",
    STRAY = "cdl::syntax::stray_bracket",
    MISMATCHED = "cdl::syntax::mismatched_bracket",
    UNCLOSED_STRING = "cdl::syntax::unclosed_string",
    UNCLOSED_INTERPOLATION = "cdl::syntax::unclosed_interpolation",
    TRIPLE_QUOTED = "cdl::syntax::triple_quoted",
    COMMENT = "cdl::syntax::comment",
    BACKSLASH = "cdl::syntax::backslash",
    BRACE_LINE = "cdl::syntax::brace_line",
    MISSING_BLOCK = "cdl::syntax::missing_block",
    COLON_BLOCK = "cdl::syntax::colon_block",
    NESTING = "cdl::limit::nesting",
    EXPRESSION = "cdl::limit::expression",
    TUPLE = "cdl::syntax::tuple",
    SET = "cdl::syntax::set",
    DICT_ENTRY = "cdl::syntax::dict_entry",
    DICT_COMPREHENSION = "cdl::syntax::dict_comprehension",
    GENERATOR = "cdl::syntax::generator",
    ASSIGN_IN_EXPRESSION = "cdl::syntax::assign_in_expression",
    ARGUMENT_ORDER = "cdl::syntax::argument_order",
    DEFAULT_ORDER = "cdl::syntax::default_order",
    PRINT_ARGUMENT = "cdl::syntax::print_argument",
    JOIN_ARGUMENT = "cdl::syntax::join_argument",
    NOT_OPERAND = "cdl::syntax::not_operand",
    EMPTY_INDEX = "cdl::syntax::empty_index",
    THREAD_BODY = "cdl::syntax::thread_body",
    LONELY_TRY = "cdl::syntax::lonely_try",
    BARE_EXCEPT = "cdl::syntax::bare_except",
    BAR = "cdl::syntax::bar",
    SCHEDULE_ENTRY = "cdl::syntax::schedule_entry",
    INTEGER = "cdl::syntax::integer",
    UNIT = "cdl::syntax::unit",
    NUMBER = "cdl::syntax::number",
    EMPTY_INTERPOLATION = "cdl::syntax::empty_interpolation",
    CONVERSION = "cdl::syntax::conversion",
    SINGLE_BRACE = "cdl::syntax::single_brace",
    ESCAPE = "cdl::syntax::escape",
    CODE_POINT = "cdl::syntax::code_point",
    DEF = "cdl::syntax::def",
    CLASS = "cdl::syntax::class",
    LAMBDA = "cdl::syntax::lambda",
    IMPORT = "cdl::syntax::import",
    LATER = "cdl::syntax::later",
    GLOBAL = "cdl::syntax::global",
    DEL = "cdl::syntax::del",
    DECORATOR = "cdl::syntax::decorator",
    TYPED = "cdl::syntax::typed",
    IS = "cdl::syntax::is",
    WALRUS = "cdl::syntax::walrus",
    TRIPLE_EQUALS = "cdl::syntax::triple_equals",
    LOGIC = "cdl::syntax::logic",
    TERNARY = "cdl::syntax::ternary",
    INCREMENT = "cdl::syntax::increment",
    ARROW = "cdl::syntax::arrow",
    CHAINED_ASSIGNMENT = "cdl::syntax::chained_assignment",
    C_FOR = "cdl::syntax::c_for",
    ELSE_IF = "cdl::syntax::else_if",
    EXCEPT_LIST = "cdl::syntax::except_list",
    LONELY_CLAUSE = "cdl::syntax::lonely_clause",
    STRING_PREFIX = "cdl::syntax::string_prefix",
    MISSING_COMMA = "cdl::syntax::missing_comma",
    MISSING_OPERATOR = "cdl::syntax::missing_operator",
    UNKNOWN_STATEMENT = "cdl::syntax::unknown_statement",
    RESERVED = "cdl::syntax::reserved",
    NAME_DIGIT = "cdl::syntax::name_digit",
    MISSING_VALUE = "cdl::syntax::missing_value",
    MISSING_CONDITION = "cdl::syntax::missing_condition",
    MISSING_IN = "cdl::syntax::missing_in",
    MISSING_PARAMETERS = "cdl::syntax::missing_parameters",
    CLAIM = "cdl::syntax::claim",
    QUANTIFIER = "cdl::claim::quantifier",
    OUTPUT = "cdl::syntax::output",
    BARE_BLOCK = "cdl::syntax::bare_block",
    UNEXPECTED = "cdl::syntax::unexpected",
}

/// A piece of text that was refused, and how far it could be read.
struct Refused<'t> {
    tokens: Vec<Token<'t>>,
    /// The token at which it ends being CDL; behind the last if something is missing at the end.
    at: usize,
    /// Whether the piece is right in itself, so that something must be missing behind it.
    matches: bool,
    /// What would have been allowed there.
    expected: Vec<Rule>,
    rule: Rule,
    /// The piece, in the source; and where the failure is, if there is no token at it.
    base: usize,
    length: usize,
}

impl<'t> Refused<'t> {
    fn token(&self, index: usize) -> Option<&Token<'t>> {
        self.tokens.get(index)
    }

    fn text(&self, index: usize) -> &'t str {
        self.tokens.get(index).map_or("", |token| token.text)
    }

    fn here(&self) -> &'t str {
        self.text(self.at)
    }

    fn before(&self) -> &'t str {
        self.at.checked_sub(1).map_or("", |index| self.text(index))
    }

    /// The place of one token; the last character of the piece if there is none.
    fn span(&self, index: usize) -> Span {
        match self.tokens.get(index).or(self.tokens.last()) {
            Some(token) if index < self.tokens.len() => Span::new(self.base + token.start, self.base + token.end()),
            Some(last) => {
                let width = last.text.chars().next_back().map_or(1, char::len_utf8);
                Span::new(self.base + last.end() - width, self.base + last.end())
            }
            None => Span::new(self.base.saturating_sub(usize::from(self.length == 0)), self.base + self.length),
        }
    }

    fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }
}

/// Says what is wrong with `start..end` of `text`, which `rule` does not match. `text` begins at `base` of the source.
pub(super) fn diagnose(text: &str, start: usize, end: usize, rule: Rule, base: usize) -> Diagnostic {
    let whole = text.get(start..end).unwrap_or_default();
    if let Some((word, head)) = head_rule(whole).filter(|_| rule == Rule::lone_statement) {
        return diagnose(text, start + word, end, head, base);
    }
    let piece = whole.trim();
    let lead = whole.len() - whole.trim_start().len();
    let mut matches = false;
    let (position, expected) = match Grammar::parse(rule, piece) {
        Ok(_) => {
            matches = true;
            (piece.len(), Vec::new())
        }
        Err(error) => {
            let position = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            match error.variant {
                ErrorVariant::ParsingError { positives, .. } => (position, positives),
                ErrorVariant::CustomError { .. } => (position, Vec::new()),
            }
        }
    };
    let tokens = tokens::tokens(piece);
    let at = tokens.partition_point(|token| token.end() <= position);
    // A head without anything is shown at the end of its word.
    let (shift, length) = if piece.is_empty() { (0, 0) } else { (lead, piece.len()) };
    let refused = Refused { tokens, at, matches, expected, rule, base: base + start + shift, length };
    detect::detect(&refused).unwrap_or_else(|| unexpected::unexpected(&refused))
}

/// For a compound statement without a block: how long what stands before its head is, and the rule of the head.
fn head_rule(text: &str) -> Option<(usize, Rule)> {
    let rest = text.trim_start();
    let word = leading_word(rest);
    let rule = match word {
        "if" | "while" => Rule::lone_condition,
        "for" => Rule::lone_for,
        "with" => Rule::lone_with,
        "fn" => Rule::lone_function,
        _ => return None,
    };
    Some((text.len() - rest.len() + word.len(), rule))
}
