//! Lines, brackets, strings and comments: one linear scan before the grammar.
//!
//! The scan makes a copy of the text of the same length, so that every place stays true, in which comments and newlines
//! that end nothing are blanks, brackets are balanced and nesting is bounded; and it cuts the copy into statements. It
//! reports what is wrong with brackets and quotes, and puts U+0001 where a statement was lost to that.

mod brackets;
mod characters;
mod lexemes;
mod lines;
mod open;
mod scan;
mod strings;

use crate::source::{Diagnostic, Span};

pub use lexemes::{Lexeme, LexemeKind, lexemes};
pub use open::{Growing, is_open};

/// How many brackets and blocks may be open at once: keeps recursion over text and tree bounded.
pub(super) const NESTING_LIMIT: usize = 64;
/// How many operators, calls and subscripts one expression may have: bounds the depth of its tree.
pub(super) const OPERATOR_LIMIT: usize = 200;
/// How many blocks of thread expressions may nest: the parser may look at each twice.
pub(super) const INNER_BLOCK_LIMIT: usize = 8;

/// The text as the grammar wants it.
pub(super) struct Layout {
    /// The copy.
    pub(super) text: String,
    /// The top-level statements in order, each with the newline that ends it.
    pub(super) chunks: Vec<Chunk>,
    /// What is wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// One top-level statement.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// Where it stands.
    pub(super) span: Span,
    /// The brackets that were left open, as they must be closed behind it.
    pub(super) closers: String,
}

/// Lays `text` out. Indentation is looked at only where the braces do not match without.
pub(super) fn lay_out(text: &str) -> Layout {
    let plain = scan::Scan::new(text, Blame::Brackets).run();
    if plain.braces_match { plain.layout } else { scan::Scan::new(text, Blame::Indentation).run().layout }
}

/// What shows where a brace is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Blame {
    /// The brackets alone.
    Brackets,
    /// Indentation too: braces are known not to match.
    Indentation,
}

/// What is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// The file.
    Top,
    /// `(`.
    Round,
    /// `[`.
    Square,
    /// `{` of a block.
    Block,
    /// `{` of a dict.
    Dict,
    /// A string that began with this quote.
    Text(u8),
    /// `{` in a string.
    Interpolation,
    /// Behind the `:` of an interpolation.
    Format,
}

impl Kind {
    /// Whether statements stand in it.
    fn holds_statements(self) -> bool {
        matches!(self, Kind::Top | Kind::Block)
    }
}

/// The token before, as far as the next one's meaning depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Before {
    /// Nothing yet, or the end of a statement.
    Start,
    /// A name, a literal, a closing bracket.
    Value,
    /// The brace that closes a block.
    BlockEnd,
    /// A binary operator: the next line goes on.
    Operator,
    /// A comma: the next line goes on.
    Comma,
    /// A word or sign that wants a value, but on the same line.
    WantsValue,
}

/// An open bracket and the statement in it.
#[derive(Clone, Debug)]
struct Frame {
    kind: Kind,
    /// Where the bracket stands.
    open: usize,
    /// Whether it stands for a `{` that is missing and was reported.
    silent: bool,
    /// The indentation of its line.
    indent: usize,
    /// Whether the first line inside was indented deeper.
    indented: Option<bool>,
    /// Where the statement at hand starts.
    start: Option<usize>,
    /// Its first word.
    first: Option<(usize, usize)>,
    /// Whether it is to be taken out: something in it was reported.
    broken: bool,
    /// Whether it had a block.
    has_block: bool,
    /// Whether a thread is started in it.
    threads: bool,
    /// Operators since the last comma, and the most between two commas.
    cost: usize,
    most: usize,
    before: Before,
    /// How many closing braces the blocks in it lack, which are still to be written: those of the statement at hand, and
    /// those of statements before it.
    owed: Owed,
}

/// Closing braces that are missing in the text and still to be written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Owed {
    /// By the statement at hand: if that is taken out, so are its blocks.
    now: usize,
    /// By those before it.
    before: usize,
}

impl Frame {
    fn new(kind: Kind, open: usize, indent: usize) -> Self {
        Frame {
            kind,
            open,
            silent: false,
            indent,
            indented: None,
            start: None,
            first: None,
            broken: false,
            has_block: false,
            threads: false,
            cost: 0,
            most: 0,
            before: Before::Start,
            owed: Owed::default(),
        }
    }

    /// A new statement begins.
    fn clear(&mut self) {
        *self = Frame {
            indented: self.indented,
            silent: self.silent,
            most: self.most,
            owed: self.owed,
            ..Frame::new(self.kind, self.open, self.indent)
        };
    }
}
