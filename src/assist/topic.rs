//! What a word means: the words of the language, the kinds of primitive, built-in functions, exceptions, and what stands
//! behind a dot.

use super::words;
use crate::primitives::registry::{self, signature};
use crate::program::{ATOMIC_METHODS, SPECIAL_FUNCTIONS};
use crate::value::{BUILTIN_EXCEPTIONS, DataType, ObjectKind, all_builtins, methods_of};

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
    of_row(registry::kind(kind))
}

/// What a thread's handle can be told and asked.
pub(super) fn members_of_threads() -> Vec<Member> {
    let row = registry::thread();
    let mut members = of_handle(row.methods, row.attributes);
    members.extend(row.special.iter().map(|one| Member { name: one.name, parameters: None, doc: one.doc }));
    members
}

/// What a future can be told and asked.
pub(super) fn members_of_futures() -> Vec<Member> {
    let row = registry::future();
    of_handle(row.methods, row.attributes)
}

/// What only an `atomic` variable can be told.
pub(super) fn members_of_atomics() -> impl Iterator<Item = Member> {
    ATOMIC_METHODS.iter().map(|method| Member {
        name: method.name,
        parameters: Some(method.parameters.to_owned()),
        doc: method.doc,
    })
}

/// What lists, dicts and strings can be told.
pub(super) fn members_of_data() -> impl Iterator<Item = Member> {
    DataType::ALL.into_iter().flat_map(methods_of).map(|method| Member {
        name: method.name,
        parameters: Some(method.parameters.to_owned()),
        doc: method.doc,
    })
}

/// What `.name` is, of whatever it may be a member: the first that has it.
pub fn member(name: &str) -> Option<Member> {
    let objects = ObjectKind::DECLARED.iter().flat_map(|(_, kind)| members_of(*kind));
    let all = members_of_data()
        .chain(members_of_atomics())
        .chain(members_of_threads())
        .chain(members_of_futures())
        .chain(objects);
    { all }.find(|member| member.name == name)
}

fn of_row(row: &'static registry::Kind) -> Vec<Member> {
    let special = row.special.iter().map(|one| Member {
        name: one.name,
        parameters: Some(signature(one.parameters)),
        doc: one.doc,
    });
    let mut members = of_handle(row.methods, &[]);
    members.extend(special);
    members.extend(of_handle(&[], row.attributes));
    members
}

fn of_handle(methods: &'static [registry::Method], attributes: &'static [registry::Attribute]) -> Vec<Member> {
    let methods = methods.iter().map(|method| Member {
        name: method.name,
        parameters: Some(signature(method.parameters)),
        doc: method.doc,
    });
    let attributes =
        attributes.iter().map(|attribute| Member { name: attribute.name, parameters: None, doc: attribute.doc });
    methods.chain(attributes).collect()
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
