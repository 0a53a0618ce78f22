//! What can stand behind a dot: the methods and attributes of what stands before it, as the registry knows them.

use super::{Before, Candidate};
use crate::primitives::registry::{self, Attribute, Method, Special, signature};
use crate::repl::editor::Vocabulary;
use crate::syntax::LexemeKind;
use crate::value::{DataType, ObjectKind, methods_of};

/// The members of what stands before the dot at the end of `before`; nothing if that is not known.
pub(super) fn members(before: Before<'_>, behind: &str, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let Some(name) = receiver(before) else { return Vec::new() };
    let call = if behind.starts_with('(') { Call::Written } else { Call::Missing };
    let object = vocabulary.objects.iter().find(|(object, _)| object == name).map(|(_, kind)| *kind);
    let mut members = if let Some(kind) = object.or_else(|| declared(before, name)) {
        let row = registry::kind(kind);
        of_row(row.methods, row.special, row.attributes, call)
    } else if vocabulary.threads.iter().any(|thread| thread == name) {
        let row = registry::thread();
        let mut members = of_row(row.methods, &[], row.attributes, call);
        members.extend(row.special.iter().map(|one| Candidate::plain(one.name)));
        members
    } else if [&vocabulary.variables, &vocabulary.locals, &vocabulary.constants]
        .into_iter()
        .flatten()
        .any(|one| one == name)
    {
        let methods = DataType::ALL.into_iter().flat_map(methods_of);
        methods.map(|method| call.of(method.name, method.parameters)).collect()
    } else {
        Vec::new()
    };
    members.sort_by(|one, other| one.typed.cmp(&other.typed));
    members.dedup_by(|one, other| one.typed == other.typed);
    members
}

/// Whether the parentheses of a call stand behind the cursor already.
#[derive(Clone, Copy)]
enum Call {
    Written,
    Missing,
}

impl Call {
    fn of(self, name: &str, parameters: &str) -> Candidate {
        let typed = match self {
            Self::Written => name.to_owned(),
            Self::Missing if parameters.is_empty() => format!("{name}()"),
            Self::Missing => format!("{name}("),
        };
        Candidate { shown: format!("{name}({parameters})"), typed }
    }
}

fn of_row(methods: &[Method], special: &[Special], attributes: &[Attribute], call: Call) -> Vec<Candidate> {
    let methods = methods.iter().map(|method| call.of(method.name, &signature(method.parameters)));
    let special = special.iter().map(|one| call.of(one.name, &signature(one.parameters)));
    let attributes = attributes.iter().map(|attribute| Candidate::plain(attribute.name));
    methods.chain(special).chain(attributes).collect()
}

/// `x` of `x.`, and `xs` of `xs[i].`.
fn receiver<'t>(before: Before<'t>) -> Option<&'t str> {
    let mut back = before.solid().rev().skip(1).peekable();
    let mut depth = 0_usize;
    while let Some((_, text)) = back.next_if(|(_, text)| depth > 0 || *text == "]") {
        match text {
            "]" => depth += 1,
            "[" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let (_, name) = back.next().filter(|(lexeme, _)| lexeme.kind == LexemeKind::Word)?;
    // `a.b.`: nobody knows what `b` is.
    (back.next().map(|(_, text)| text) != Some(".")).then_some(name)
}

/// The kind of a primitive that this very entry declares.
fn declared(before: Before<'_>, name: &str) -> Option<ObjectKind> {
    let words: Vec<_> = before.solid().collect();
    let pairs = words.iter().zip(words.iter().skip(1));
    let kinds = pairs.filter(|(word, (_, declared))| word.0.begins && *declared == name);
    kinds.filter_map(|((_, word), _)| ObjectKind::from_keyword(word)).next_back()
}
