//! Words about characters, brackets, quotes and limits: what the layout reports.

use super::code;
use crate::source::{Diagnostic, Span};

pub(in crate::syntax) fn character(span: Span, character: char) -> Diagnostic {
    let shown = if character.is_control() || character.is_whitespace() || character == '\u{200b}' {
        format!("U+{:04X}", u32::from(character))
    } else {
        format!("`{character}`")
    };
    let help = match character {
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => {
            "this is a special blank, often pasted from a web page; write an ordinary blank".into()
        }
        '\u{200b}' | '\u{feff}' => "it is invisible, often pasted from a web page; delete it".into(),
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = char::from_u32(u32::from(character) - 0xfee0).unwrap_or(' ');
            format!("this is the full-width form; write `{plain}`")
        }
        '–' | '—' | '−' => "this is a dash; write `-`".into(),
        '×' => "write `*`".into(),
        '÷' => "write `/`".into(),
        '≤' => "write `<=`".into(),
        '≥' => "write `>=`".into(),
        '≠' => "write `!=`".into(),
        '…' => "write `..`".into(),
        '²' => "write `** 2`".into(),
        '³' => "write `** 3`".into(),
        _ if character.is_numeric() => "numbers are written with the digits `0` to `9`".into(),
        _ => "names are made of letters, digits and `_`; anything else belongs into a string or a comment".into(),
    };
    let message = format!("the character {shown} cannot stand here");
    Diagnostic::error(code::CHARACTER, span, message).label("not part of the language").help(help)
}

pub(in crate::syntax) fn smart_quotes(span: Span, quote: char) -> Diagnostic {
    Diagnostic::error(code::SMART_QUOTES, span, format!("`{quote}` does not begin a string"))
        .label("a typographic quote")
        .help("write straight quotes: \"text\"")
}

pub(in crate::syntax) fn unclosed(span: Span, bracket: char) -> Diagnostic {
    let partner = match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    };
    Diagnostic::error(code::UNCLOSED, span, format!("this `{bracket}` is never closed"))
        .label(format!("opened here, its `{partner}` is missing"))
        .help(format!("write `{partner}` where what it holds ends"))
}

/// An unclosed block that seems to end before `line`.
pub(in crate::syntax) fn unclosed_before(span: Span, line: Span) -> Diagnostic {
    unclosed(span, '{').also(line, "its block probably ends before this line")
}

pub(in crate::syntax) fn stray(span: Span, bracket: char) -> Diagnostic {
    Diagnostic::error(code::STRAY, span, format!("this `{bracket}` closes nothing"))
        .label("nothing is open here that it could close")
        .help("delete it, or write the bracket that it should close")
}

pub(in crate::syntax) fn mismatched(span: Span, bracket: char, open_span: Span, open: char) -> Diagnostic {
    let wanted = if open == '(' { ')' } else { ']' };
    Diagnostic::error(code::MISMATCHED, span, format!("`{bracket}` cannot close `{open}`"))
        .label(format!("`{wanted}` should stand here"))
        .also(open_span, "opened here")
        .help(format!("write `{wanted}`"))
}

pub(in crate::syntax) fn unclosed_string(span: Span) -> Diagnostic {
    Diagnostic::error(code::UNCLOSED_STRING, span, "this string does not end on its line")
        .label("begins here")
        .help("close it with the quote that it begins with; `\\n` is a newline in it, `\\'` and `\\\"` are quotes")
}

pub(in crate::syntax) fn unclosed_interpolation(span: Span) -> Diagnostic {
    Diagnostic::error(code::UNCLOSED_INTERPOLATION, span, "this `{` in a string is never closed")
        .label("its `}` is missing")
        .help("write \"{name}\" to put a value in, \"{{\" for a brace")
}

pub(in crate::syntax) fn triple_quoted(span: Span) -> Diagnostic {
    Diagnostic::error(code::TRIPLE_QUOTED, span, "there are no strings in triple quotes")
        .label("begins here")
        .help("write \"first line\\nsecond line\", or `#` before each line of a comment")
}

pub(in crate::syntax) fn slash_comment(span: Span) -> Diagnostic {
    Diagnostic::error(code::COMMENT, span, "a comment begins with `#`")
        .label("`//` is a division")
        .help("write `# text`")
}

pub(in crate::syntax) fn block_comment(span: Span) -> Diagnostic {
    Diagnostic::error(code::COMMENT, span, "a comment begins with `#`")
        .label("there are no comments of several lines")
        .help("write `# text` on each line")
}

pub(in crate::syntax) fn backslash(span: Span) -> Diagnostic {
    Diagnostic::error(code::BACKSLASH, span, "a `\\` does not join two lines")
        .label("delete it")
        .help("a line goes on behind a binary operator, behind a comma and inside `( )` and `[ ]`")
}

pub(in crate::syntax) fn brace_line(span: Span) -> Diagnostic {
    Diagnostic::error(code::BRACE_LINE, span, "a block begins on the line of its head")
        .label("on a line of its own")
        .help("move the `{` to the end of the line before")
}

pub(in crate::syntax) fn missing_brace(span: Span) -> Diagnostic {
    Diagnostic::error(code::MISSING_BLOCK, span, "a block must follow here")
        .label("its `{` is missing behind this")
        .help("write `{` at the end of the line; a `}` closes the block")
}

pub(in crate::syntax) fn colon_block(span: Span) -> Diagnostic {
    Diagnostic::error(code::COLON_BLOCK, span, "a block is opened by `{`, not by `:`")
        .label("write `{` here")
        .help("write `if x > 0 { ... }`: braces hold the block, indentation means nothing")
}

pub(in crate::syntax) fn deep_nesting(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(code::NESTING, span, format!("more than {limit} brackets or blocks stand inside each other"))
        .label("one too many opens here")
        .help("move inner parts to functions or variables of their own")
}

pub(in crate::syntax) fn long_expression(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(code::EXPRESSION, span, format!("an expression has more than {limit} operators and calls"))
        .label("one too many stands here")
        .help("give parts of it to variables, or gather values with a loop or `sum([...])`")
}
