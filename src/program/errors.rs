//! The words for what is wrong with names, calls and places of statements. One function for each mistake.

use super::elsewhere;
use crate::source::{Diagnostic, Span};
use crate::syntax::ast::Name;

/// Every code that this room can give.
pub const CODES: &[&str] = &[
    "cdl::name::unknown",
    "cdl::name::undeclared",
    "cdl::name::duplicate",
    "cdl::name::local_of_main",
    "cdl::name::captured",
    "cdl::name::copied",
    "cdl::name::python",
    "cdl::name::constant",
    "cdl::name::exception",
    "cdl::call::arguments",
    "cdl::call::method",
    "cdl::call::attribute",
    "cdl::call::not_callable",
    "cdl::call::parentheses",
    "cdl::call::not_a_value",
    "cdl::place::top_level",
    "cdl::place::loop",
    "cdl::place::return",
    "cdl::place::raise",
    "cdl::with::unsupported",
    "cdl::assign::target",
    "cdl::assign::slice",
    "cdl::claim::local",
    "cdl::claim::unknown",
    "cdl::schedule::duplicate",
];

/// The candidate nearest to `name`, if one is near enough to have been meant: any short name is near to any other, so more
/// than half of the letters must be the same.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (lower, length) = (name.to_lowercase(), name.chars().count());
    let allowed = (length / 3).clamp(1, 3);
    let near = |candidate: &'a str| {
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
        let letters = length.max(candidate.chars().count());
        (distance <= allowed && 2 * distance < letters).then_some((distance, candidate))
    };
    let others = candidates.into_iter().filter(|candidate| *candidate != name);
    others.filter_map(near).min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// Whether one letter too many, too few, wrong, or swapped with its neighbour makes `name` of `other`.
pub(super) fn is_one_slip(name: &str, other: &str) -> bool {
    strsim::damerau_levenshtein(name, other) == 1
}

pub(super) fn unknown<'a>(name: &str, span: Span, candidates: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    if let Some(help) = elsewhere::name(name) {
        let diagnostic = Diagnostic::error("cdl::name::python", span, format!("`{name}` is not a word of CDL"))
            .label("means nothing here")
            .help(help);
        return match elsewhere::value(name) {
            Some(value) => diagnostic.fix(span, value),
            None => diagnostic,
        };
    }
    if let Some(help) = elsewhere::declaration(name) {
        return Diagnostic::error("cdl::name::unknown", span, format!("`{name}` is not a variable"))
            .label("nothing of this name is declared")
            .help(help);
    }
    let otherwise = format!(
        "nothing is called `{name}` here: declare it with `shared {name} = ...` (all threads see it) or `let {name} = ...` (a local)"
    );
    Diagnostic::error("cdl::name::unknown", span, format!("unknown name `{name}`"))
        .label("not declared")
        .meant(nearest(name, candidates), otherwise)
}

/// Whether there are words for this unknown name alone, whatever else is declared.
pub(super) fn has_words(name: &str) -> bool {
    elsewhere::name(name).is_some() || elsewhere::declaration(name).is_some()
}

/// `sleep -1` where no variable is called `sleep`.
pub(super) fn negative_sleep(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::name::unknown", span, "this subtracts from a variable `sleep`, which is not declared")
        .label("a subtraction, no sleep")
        .help(
            "no sleep is shorter than `sleep 0`; a time that is worked out stands in parentheses: `sleep(end - now())`",
        )
}

/// Whether a name is one that Python has for something of CDL.
pub(super) fn is_elsewhere(name: &str) -> bool {
    elsewhere::name(name).is_some()
}

pub(super) fn undeclared<'a>(name: &str, span: Span, candidates: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let otherwise = format!(
        "a first assignment needs `let {name} = ...` for a local, or `shared {name} = ...` at the top for a variable that all threads see"
    );
    Diagnostic::error("cdl::name::undeclared", span, format!("`{name}` is assigned, but was never declared"))
        .label("not declared")
        .meant(nearest(name, candidates), otherwise)
}

pub(super) fn duplicate(name: &Name, first: Span) -> Diagnostic {
    let text = &name.text;
    Diagnostic::error("cdl::name::duplicate", name.span, format!("`{text}` is declared twice"))
        .label("declared again")
        .also(first, "declared here first")
        .help("give one of them another name")
}

/// A variable declared again, which may have been meant to be assigned.
pub(super) fn redeclared(name: &Name, first: Span) -> Diagnostic {
    let text = &name.text;
    duplicate(name, first).help(format!("give one of them another name, or assign without declaring: `{text} = ...`"))
}

pub(super) fn local_of_main(name: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error(
        "cdl::name::local_of_main",
        span,
        format!("`{name}` is a local of `main` and cannot be seen here"),
    )
    .label("not visible in this function")
    .also(declared, "belongs to `main`")
    .help(format!("declare it with `shared {name} = ...` if all threads are to see it, or pass it as a parameter"))
}

pub(super) fn captured(name: &str, span: Span, declared: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "cdl::name::captured",
        span,
        format!("this thread has only a copy of `{name}`, assigning to it would change nothing outside"),
    )
    .label("a copy, made when the thread starts")
    .help(format!("declare `shared {name} = ...` at the top if threads are to change it, or `let {name} = {name}` for a local of this thread's own"));
    also(diagnostic, declared, "the local that is copied")
}

pub(super) fn copied(name: &str, span: Span, declared: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::warning(
        "cdl::name::copied",
        span,
        format!("this changes the thread's own copy of `{name}`; no other thread will see it"),
    )
    .label("a copy, made when the thread starts")
    .help(format!("declare `shared {name} = ...` at the top if the change is to be seen"));
    also(diagnostic, declared, "the local that is copied")
}

fn also(diagnostic: Diagnostic, span: Option<Span>, text: &str) -> Diagnostic {
    match span {
        Some(span) => diagnostic.also(span, text),
        None => diagnostic,
    }
}

pub(super) fn constant(name: &str, what: &str, span: Span, declared: Option<Span>) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("cdl::name::constant", span, format!("`{name}` is {what} and cannot be assigned"))
            .label("cannot be changed")
            .help(format!(
                "a variable that changes is declared with `shared {name} = ...` or, in a block, `let {name} = ...`"
            ));
    also(diagnostic, declared, "declared here")
}

pub(super) fn misspelt_exception(name: &str, near: &str, span: Span) -> Diagnostic {
    Diagnostic::warning("cdl::name::exception", span, format!("`{name}` becomes an exception type of its own"))
        .label("a new type")
        .meant(Some(near), "")
}

pub(super) fn arguments(span: Span, message: impl Into<String>, signature: &str) -> Diagnostic {
    Diagnostic::error("cdl::call::arguments", span, message).label("in this call").help(format!("it is `{signature}`"))
}

pub(super) fn method<'a>(
    what: &str,
    name: &Name,
    methods: impl IntoIterator<Item = &'a str> + Clone,
    declared: Option<Span>,
) -> Diagnostic {
    let all: Vec<String> = methods.clone().into_iter().map(|method| format!("`{method}`")).collect();
    let list = if all.is_empty() { "it has none".to_owned() } else { format!("it has {}", all.join(", ")) };
    let diagnostic = Diagnostic::error("cdl::call::method", name.span, format!("{what} has no method `{}`", name.text))
        .label("unknown method");
    let diagnostic = match (nearest(&name.text, methods), elsewhere::method(&name.text)) {
        (Some(near), _) => diagnostic.help(format!("did you mean `{near}`? {list}")).fix(name.span, near),
        (None, Some(instead)) => diagnostic.help(format!("{instead}; {list}")),
        (None, None) => diagnostic.help(list),
    };
    also(diagnostic, declared, "declared here")
}

/// A method of something that is known only in the run, but that nothing has.
pub(super) fn method_of_nothing<'a>(name: &Name, methods: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let diagnostic = Diagnostic::error("cdl::call::method", name.span, format!("nothing has a method `{}`", name.text))
        .label("unknown method");
    match elsewhere::method(&name.text) {
        Some(instead) => diagnostic.help(instead),
        None => diagnostic
            .meant(nearest(&name.text, methods), "no list, dict, string or primitive has a method of this name"),
    }
}

pub(super) fn attribute<'a>(
    what: &str,
    name: &Name,
    attributes: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let all: Vec<String> = attributes.clone().into_iter().map(|attribute| format!("`{attribute}`")).collect();
    let list = if all.is_empty() { "it has none".to_owned() } else { format!("to look at: {}", all.join(", ")) };
    let diagnostic =
        Diagnostic::error("cdl::call::attribute", name.span, format!("{what} has no attribute `{}`", name.text))
            .label("unknown attribute");
    match nearest(&name.text, attributes) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`? {list}")).fix(name.span, near),
        None => diagnostic.help(list),
    }
}

/// An attribute of something that is known only in the run, but that nothing has.
pub(super) fn attribute_of_nothing<'a>(name: &Name, attributes: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let near = nearest(&name.text, attributes);
    let otherwise = "no list, dict, string or primitive has anything of this name to look at";
    Diagnostic::error("cdl::call::attribute", name.span, format!("nothing has an attribute `{}`", name.text))
        .label("unknown attribute")
        .meant(near, otherwise)
}

pub(super) fn parentheses(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        "cdl::call::parentheses",
        span,
        format!("`{name}` is a method; without parentheses it is not called"),
    )
    .label("never called")
    .help(format!("write `{name}()`"))
    .fix(Span { start: span.end, ..span }, "()")
}

pub(super) fn not_callable(name: &str, what: &str, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error("cdl::call::not_callable", span, format!("`{name}` is {what} and cannot be called"))
        .label("not a function")
        .help(help)
}

pub(super) fn not_a_value(name: &str, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error("cdl::call::not_a_value", span, format!("`{name}` can only be called here"))
        .label("not a value")
        .help(help)
}

pub(super) fn top_level(what: &str, span: Span) -> Diagnostic {
    Diagnostic::error("cdl::place::top_level", span, format!("{what} stands inside a block"))
        .label("only at the top level")
        .help("move it out of the block, to the top level of the file")
}

pub(super) fn outside_loop(word: &str, span: Span) -> Diagnostic {
    Diagnostic::error("cdl::place::loop", span, format!("`{word}` outside a loop")).label("no loop around it in this function or thread").help(
        "`while`, `for` and `loop` are loops; a function or a thread's block begins anew, without the loop around it",
    )
}

pub(super) fn outside_function(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::place::return", span, "`return` outside a function")
        .label("no function around it")
        .help("`return` leaves a function or a thread's block; the file itself ends at its last line")
}

pub(super) fn bare_raise(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::place::raise", span, "`raise` alone has nothing to raise again here")
        .label("not inside an `except` block")
        .help("name an exception: `raise ValueError(\"what is wrong\")`")
}

pub(super) fn with_unsupported(what: &str, span: Span, help: &str) -> Diagnostic {
    Diagnostic::error("cdl::with::unsupported", span, format!("`with` cannot be used on {what}"))
        .label("has nothing to enter and leave")
        .help(help)
}

pub(super) fn target(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::assign::target", span, "this cannot be assigned to")
        .label("not a variable or an element of one")
        .help("to the left of `=` stands a variable (`x = 1`) or an element (`xs[0] = 1`)")
}

pub(super) fn slice_target(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::assign::slice", span, "a slice cannot be assigned to")
        .label("a slice")
        .help("assign element by element, or build a new list: `xs = xs[:1] + [2, 3]`")
}

pub(super) fn claim_local(name: &str, span: Span, declared: Span) -> Diagnostic {
    Diagnostic::error("cdl::claim::local", span, format!("a claim cannot speak of `{name}`, a local of `main`"))
        .label("a local")
        .also(declared, "belongs to `main`")
        .help(format!("claims are about what all threads share: declare it with `shared {name} = ...`"))
}

pub(super) fn claim_unknown<'a>(
    what: &str,
    name: &str,
    span: Span,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = candidates.into_iter().collect();
    let shown: Vec<String> = known.iter().take(10).map(|name| format!("`{name}`")).collect();
    let otherwise = if shown.is_empty() {
        format!("this file has no {what} at all")
    } else {
        format!("a {what} of this file: {}", shown.join(", "))
    };
    let message = format!("this claim is about `{name}`, but there is no {what} of that name");
    Diagnostic::error("cdl::claim::unknown", span, message)
        .label("unknown")
        .meant(nearest(name, known.iter().copied()), otherwise)
}

pub(super) fn claim_place(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::claim::unknown", span, "a race is on a shared variable or on one element of it")
        .label("neither of these")
        .help("write `expect possible race on x` or `expect possible race on xs[0]`")
}

pub(super) fn second_schedule(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("cdl::schedule::duplicate", span, "a file has one schedule")
        .label("a second one")
        .also(first, "the first one")
        .help("keep one of them; others can be given on the command line: `concur script FILE --schedule '...'`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_for_another_only_if_most_of_it_is_the_same() {
        let near = |name: &str| nearest(name, ["L", "f", "xs", "add", "balance"]).unwrap_or("nothing");
        assert_eq!([near("m"), near("x"), near("l"), near("F")], ["nothing", "nothing", "L", "f"]);
        assert_eq!([near("ys"), near("sx"), near("XS"), near("xss")], ["nothing", "nothing", "xs", "xs"]);
        assert_eq!([near("and"), near("odd"), near("adf"), near("blance")], ["add", "add", "add", "balance"]);
        assert_eq!([near("dda"), near("f"), near("balcane")], ["nothing", "nothing", "balance"]);
    }
}
