//! The last resort: what stands there, and what could.

use super::{Refused, code};
use crate::source::Diagnostic;
use crate::syntax::grammar::Rule;

/// At most so many alternatives are named.
const ALTERNATIVES: usize = 5;

pub(super) fn unexpected(refused: &Refused<'_>) -> Diagnostic {
    let found = match refused.here() {
        "" => "the statement ends too early".into(),
        text => format!("`{}` cannot stand here", text.chars().take(40).collect::<String>()),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in refused.expected.iter().filter_map(|rule| human(*rule)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.contains(&"a value") {
        names.retain(|name| *name != "a name");
    }
    names.truncate(ALTERNATIVES);
    let help = match names.as_slice() {
        [] => "a statement ends at the end of its line or at `;`".into(),
        [one] => format!("expected {one}"),
        [first @ .., last] => format!("expected {} or {last}", first.join(", ")),
    };
    Diagnostic::error(code::UNEXPECTED, refused.span(refused.at), found).label("not expected here").help(help)
}

/// What a reader calls a rule; nothing for those that only help the grammar.
fn human(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::targets => "a name",
        Rule::expression | Rule::number | Rule::string | Rule::list | Rule::dict | Rule::paren | Rule::prefix => {
            "a value"
        }
        Rule::condition | Rule::iterable | Rule::argument | Rule::none | Rule::thread_start | Rule::lower => "a value",
        Rule::infix | Rule::call | Rule::attribute | Rule::subscript => "an operator",
        Rule::update => "an assignment",
        Rule::block | Rule::output_block => "`{`",
        Rule::assign => "`=`",
        Rule::parameters => "`(`",
        Rule::in_word => "`in`",
        Rule::else_word => "`else`",
        Rule::as_word => "`as`",
        Rule::colon => "`:`",
        Rule::comma => "`,`",
        Rule::for_word | Rule::for_clause => "`for`",
        Rule::if_word => "`if`",
        Rule::quantifier => "`always`, `possible` or `never`",
        Rule::EOI => "the end of the statement",
        _ => return None,
    })
}
