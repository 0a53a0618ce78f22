//! What can stand behind a dot: the methods and attributes of what stands before it, as the registry knows them.

use super::{Before, Candidate, Sort, Vocabulary};
use crate::assist::topic::{
    Member, members_of, members_of_atomics, members_of_data, members_of_futures, members_of_threads,
};
use crate::syntax::LexemeKind;
use crate::value::ObjectKind;

/// The members of what stands before the dot at the end of `before`; nothing if that is not known.
pub(super) fn members(before: Before<'_>, behind: &str, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let Some(name) = receiver(before) else { return Vec::new() };
    let call = if behind.starts_with('(') { Call::Written } else { Call::Missing };
    let mut members: Vec<Candidate> =
        of(name, before, vocabulary).into_iter().map(|member| call.candidate(member)).collect();
    members.sort_by(|one, other| one.typed.cmp(&other.typed));
    members.dedup_by(|one, other| one.typed == other.typed);
    members
}

fn of(name: &str, before: Before<'_>, vocabulary: &Vocabulary) -> Vec<Member> {
    let has = |names: &[String]| names.iter().any(|one| one == name);
    let object = vocabulary.objects.iter().find(|(object, _)| object == name).map(|(_, kind)| *kind);
    if let Some(kind) = object.or_else(|| declared(before, name)) {
        members_of(kind)
    } else if has(&vocabulary.threads) {
        members_of_threads()
    } else if has(&vocabulary.futures) {
        members_of_futures()
    } else if has(&vocabulary.atomics) {
        members_of_atomics().chain(members_of_data()).collect()
    } else if has(&vocabulary.variables) || has(&vocabulary.locals) || has(&vocabulary.constants) {
        members_of_data().collect()
    } else {
        Vec::new()
    }
}

/// Whether the parentheses of a call stand behind the cursor already.
#[derive(Clone, Copy)]
enum Call {
    Written,
    Missing,
}

impl Call {
    fn candidate(self, member: Member) -> Candidate {
        let name = member.name;
        let typed = match (self, member.parameters.as_deref()) {
            (Self::Missing, Some("")) => format!("{name}()"),
            (Self::Missing, Some(_)) => format!("{name}("),
            (Self::Written, _) | (_, None) => name.to_owned(),
        };
        let sort = if member.parameters.is_some() { Sort::Method } else { Sort::Attribute };
        Candidate { shown: member.form(), typed, sort, doc: member.doc.to_owned() }
    }
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
