//! What a call takes: of functions of the text, built-in ones, methods, types of exception, and of declarations.

use super::reading::Call;
use super::topic::{Member, topic};
use super::vocabulary::Vocabulary;
use crate::primitives::registry::{self, signature};
use crate::value::{DataType, all_builtins, is_builtin_exception, method_of};

/// Something that a call takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// As a signature shows it: `timeout=-1`, `*args`.
    pub shown: String,
    /// Whether it can be given by name.
    pub by_name: bool,
}

impl Parameter {
    /// One that can be given by place and by name; `default` is empty, or `=1`.
    pub(super) fn named(name: &str, default: &str) -> Self {
        Self { name: name.to_owned(), shown: format!("{name}{default}"), by_name: true }
    }

    /// Whether it takes all that is left.
    pub fn many(&self) -> bool {
        self.shown.starts_with('*') || self.shown == "..."
    }
}

/// A call, as it is shown to whoever writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// What is called.
    pub name: String,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What it does.
    pub doc: String,
}

/// What `call` takes, where `vocabulary` is what can be named.
pub fn called(call: &Call<'_>, vocabulary: &Vocabulary) -> Option<Signature> {
    let word = call.callee.text;
    if let Some(kind) = call.declares {
        let row = registry::kind(kind);
        let name = format!("{} {word}", kind.keyword());
        return Some(Signature { name, parameters: of_registry(row.constructor), doc: row.doc.to_owned() });
    }
    if let Some(receiver) = call.callee.receiver {
        return vocabulary.members(receiver, word).first().and_then(method);
    }
    if call.callee.before == "raise" && vocabulary.name(word).is_none() {
        let doc = if is_builtin_exception(word) { topic(word).map(|topic| topic.doc) } else { None };
        let doc = doc.unwrap_or_else(|| "A type of exception of this text.".to_owned());
        return Some(Signature { name: word.to_owned(), parameters: written("message", |_| false), doc });
    }
    match vocabulary.name(word) {
        Some(known) if known.is_function() => {
            let parameters = known.parameters.clone();
            Some(Signature { name: word.to_owned(), parameters, doc: String::new() })
        }
        Some(_) => None,
        None => builtin(word),
    }
}

fn builtin(word: &str) -> Option<Signature> {
    let topic = topic(word)?;
    // Of a word with several forms, the one that is called.
    let form = topic.form.split("   or   ").find(|form| form.starts_with(&format!("{word}(")))?;
    let parameters = form.strip_prefix(word)?.strip_prefix('(')?.strip_suffix(')')?;
    let row = all_builtins().map(|(_, info)| info).find(|info| info.name == word);
    let by_name = |name: &str| match row {
        Some(info) => info.arity.keywords().any(|keyword| keyword == name),
        None => word == "print" && matches!(name, "sep" | "end"),
    };
    Some(Signature { name: word.to_owned(), parameters: written(parameters, by_name), doc: topic.doc })
}

/// What a method takes; nothing for what is only looked at.
pub(super) fn method(member: &Member) -> Option<Signature> {
    let text = member.parameters.as_deref()?;
    let data = DataType::ALL.into_iter().find(|data_type| data_type.name() == member.owner);
    let by_name = |name: &str| match data.map(|data_type| method_of(data_type, member.name)) {
        Some(info) => info.is_some_and(|info| info.arity.keywords().any(|keyword| keyword == name)),
        None => member.owner != "atomic",
    };
    let parameters = written(text, by_name);
    Some(Signature { name: member.name.to_owned(), parameters, doc: member.doc.to_owned() })
}

fn of_registry(parameters: &'static [registry::Parameter]) -> Vec<Parameter> {
    written(&signature(parameters), |_| true)
}

/// The parameters of a signature of the language's own, none of whose defaults has a comma in it.
fn written(text: &str, by_name: impl Fn(&str) -> bool) -> Vec<Parameter> {
    // What stands behind a lone `*` is given by name only.
    let parts = text.split(", ").filter(|part| !part.is_empty() && *part != "*");
    let parameter = |part: &str| {
        let name = part.split('=').next().unwrap_or_default();
        let by_name = !part.starts_with('*') && part != "..." && by_name(name);
        Parameter { name: name.to_owned(), shown: part.to_owned(), by_name }
    };
    parts.map(parameter).collect()
}
