//! What a word means: the words of the language, the kinds of primitive, built-in functions, exceptions, and what stands
//! behind a dot.

use super::shape::Shape;
use super::words;
use crate::primitives::registry::{self, signature};
use crate::program::{ATOMIC_METHODS, SPECIAL_FUNCTIONS};
use crate::value::{BUILTIN_EXCEPTIONS, DataType, MethodInfo, ObjectKind, all_builtins, methods_of};

/// What is known of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// How it is written; empty for a word that means nothing yet.
    pub form: String,
    /// What it does, in a sentence or two.
    pub doc: String,
    /// What it can be told, for a kind of primitive.
    pub members: Vec<Member>,
}

/// What stands behind a dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// What it takes, as a signature shows it; nothing for what is only looked at.
    pub parameters: Option<String>,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// What has it: `lock`, `thread`, `list`.
    pub owner: &'static str,
}

impl Member {
    /// `acquire(blocking=True)`, or `name`.
    pub fn form(&self) -> String {
        match &self.parameters {
            Some(parameters) => format!("{}({parameters})", self.name),
            None => self.name.to_owned(),
        }
    }
}

/// What is known of `word`, whatever is declared in a text.
pub fn topic(word: &str) -> Option<Topic> {
    let kind = ObjectKind::from_keyword(word).map(|kind| of_kind(word, kind));
    kind.or_else(|| words::word(word).map(|row| plain(row.form, row.doc))).or_else(|| function(word)).or_else(|| {
        let (name, parent) = BUILTIN_EXCEPTIONS.iter().find(|(name, _)| *name == word)?;
        Some(plain(&format!("raise {name}(\"message\")"), &exception(*parent)))
    })
}

/// All words that [`topic`] knows but the exceptions, of which there are many.
pub fn topics() -> impl Iterator<Item = &'static str> {
    let kinds = ObjectKind::DECLARED.iter().map(|(word, _)| *word);
    let builtins = all_builtins().map(|(_, info)| info.name);
    words::tables().map(|row| row.word).chain(kinds).chain(builtins).chain(SPECIAL_FUNCTIONS.map(|one| one.name))
}

fn plain(form: &str, doc: &str) -> Topic {
    Topic { form: form.to_owned(), doc: doc.to_owned(), members: Vec::new() }
}

fn of_kind(word: &str, kind: ObjectKind) -> Topic {
    let row = registry::kind(kind);
    let arguments = match row.constructor {
        [] => String::new(),
        parameters => format!("({})", signature(parameters)),
    };
    let python = if row.python.is_empty() { String::new() } else { format!(" Python's `{}`.", row.python) };
    let doc = format!("{}{python}", row.doc);
    Topic { form: format!("{word} NAME{arguments}"), doc, members: members_of(kind) }
}

fn function(word: &str) -> Option<Topic> {
    let builtin = all_builtins().map(|(_, info)| info).find(|info| info.name == word);
    let builtin = builtin.map(|info| plain(&format!("{}({})", info.name, info.parameters), info.doc));
    let special = SPECIAL_FUNCTIONS.iter().find(|one| one.name == word);
    builtin.or_else(|| special.map(|one| plain(&format!("{}({})", one.name, one.parameters), one.doc)))
}

fn exception(parent: Option<&str>) -> String {
    match parent {
        None => "The type of exception that all others belong to.".to_owned(),
        Some(parent) => format!("A type of exception, one of `{parent}`."),
    }
}

/// What a kind of primitive can be told and asked.
pub fn members_of(kind: ObjectKind) -> Vec<Member> {
    let (row, owner) = (registry::kind(kind), kind.keyword());
    let special = row.special.iter().map(|one| called(one.name, signature(one.parameters), one.doc, owner));
    let guards = special.chain(row.attributes.iter().map(|one| looked_at(one.name, one.doc, owner)));
    methods(row.methods, owner).chain(guards).collect()
}

/// What a thread's handle can be told and asked.
pub(super) fn members_of_threads() -> Vec<Member> {
    let row = registry::thread();
    let special = row.special.iter().map(|one| looked_at(one.name, one.doc, "thread"));
    of_handle(row, "thread").chain(special).collect()
}

/// What a future can be told and asked.
pub(super) fn members_of_futures() -> Vec<Member> {
    of_handle(registry::future(), "future").collect()
}

/// What an exception can be asked.
pub(super) fn members_of_exceptions() -> Vec<Member> {
    let rows = [("message", "What was said as it was raised."), ("type", "The name of its type.")];
    rows.into_iter().map(|(name, doc)| looked_at(name, doc, "exception")).collect()
}

/// What only an `atomic` variable can be told.
pub(super) fn members_of_atomics() -> impl Iterator<Item = Member> {
    ATOMIC_METHODS.iter().map(|method| called(method.name, method.parameters.to_owned(), method.doc, "atomic"))
}

/// What a list, a dict or a string can be told.
pub(super) fn members_of_data(data_type: DataType) -> impl Iterator<Item = Member> {
    let method =
        move |method: &MethodInfo| called(method.name, method.parameters.to_owned(), method.doc, data_type.name());
    methods_of(data_type).iter().map(method)
}

/// What `.name` is, of whatever it may be a member: the first that has it.
pub fn member(name: &str) -> Option<Member> {
    Shape::Unknown.members().into_iter().find(|member| member.name == name)
}

fn of_handle(row: &'static registry::Handle, owner: &'static str) -> impl Iterator<Item = Member> {
    methods(row.methods, owner).chain(row.attributes.iter().map(move |one| looked_at(one.name, one.doc, owner)))
}

fn methods(methods: &'static [registry::Method], owner: &'static str) -> impl Iterator<Item = Member> {
    methods.iter().map(move |method| called(method.name, signature(method.parameters), method.doc, owner))
}

fn called(name: &'static str, parameters: String, doc: &'static str, owner: &'static str) -> Member {
    Member { name, parameters: Some(parameters), doc, owner }
}

fn looked_at(name: &'static str, doc: &'static str, owner: &'static str) -> Member {
    Member { name, parameters: None, doc, owner }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{CLAIM_WORDS, KEYWORDS, SOFT_KEYWORDS};

    #[test]
    fn there_is_something_to_say_of_every_word_of_the_language() {
        for word in [KEYWORDS, SOFT_KEYWORDS, CLAIM_WORDS].into_iter().flatten() {
            let topic = topic(word).unwrap_or_else(|| panic!("{word}"));
            assert!(topic.doc.ends_with('.'), "{word}: {}", topic.doc);
        }
    }

    #[test]
    fn every_word_with_something_to_say_is_one_of_the_language() {
        for row in words::tables() {
            let lists = [KEYWORDS, SOFT_KEYWORDS, CLAIM_WORDS];
            assert!(lists.iter().any(|words| words.contains(&row.word)), "{}", row.word);
        }
    }
}
